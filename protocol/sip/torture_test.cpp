// What our parsers and the transaction layer make of the messages that RFC 4475 and RFC 5118 torture them
// with.
#include <gtest/gtest.h>

#include <set>

#include "protocol/sip/stream_parser.h"
#include "protocol/sip/test_torture.h"
#include "protocol/sip/transactions.h"
#include "protocol/sip/uri.h"

namespace parley::sip {
namespace {

// The first message of a stream; empty when it is not whole.
std::optional<Result<Message>> first_message(std::string_view bytes) {
  StreamParser parser;
  parser.feed(bytes);
  return parser.next();
}

template <class Parse>
bool all_can_be_read(const Message& message, std::initializer_list<std::string_view> names, Parse parse) {
  for (const std::string_view name : names)
    for (const std::string_view value : message.headers.all(name))
      if (!parse(value)) return false;
  return true;
}

// Every value that this folder has a parser for.
bool can_be_read(const Message& message) {
  if (message.is_request() && !parse_uri(message.request_uri)) return false;
  return all_can_be_read(message, {"Via"}, parse_via) && all_can_be_read(message, {"CSeq"}, parse_cseq) &&
         all_can_be_read(message, {"From", "To"}, parse_name_addr) &&
         all_can_be_read(message, {"Contact", "Route", "Record-Route"}, parse_name_addr_list);
}

std::string verdict_of(const std::optional<Result<Message>>& message) {
  if (!message) return "wait";
  if (!*message) return "framing";
  if ((*message)->fault) return "parsing";
  return can_be_read(**message) ? "accept" : "parsing";
}

// The status that the parser's error asks for or that the transaction layer sends, "drop" for a response
// that answers nothing, or "none".
std::string answer_to(const std::optional<Result<Message>>& message) {
  if (!message) return "none";
  if (!*message) return message->error().code == Errc::unsupported ? "505" : "400";
  Transactions transactions({}, Random{1});
  std::vector<Effect> effects;
  const auto incoming = transactions.receive({Instant{}, WallTime{}}, 7, **message, effects);
  for (const Effect& effect : effects) {
    if (const auto* sent = std::get_if<SendBytes>(&effect))
      return std::to_string(parse_message(sent->bytes).value().status);
  }
  return incoming && std::holds_alternative<StrayResponse>(*incoming) ? "drop" : "none";
}

bool is_allowed(const TortureMessage& row, const std::string& answer) {
  if (std::find(row.answers.begin(), row.answers.end(), answer) != row.answers.end()) return true;
  // Left to who stands above, because it is his or because nothing was found wrong.
  if (answer == "none") return row.layer == "application" || row.also == "accept";
  // Without a transaction of ours every response is a stray.
  return answer == "drop" && row.answers.front() == "none" && row.bytes.starts_with("SIP/2.0");
}

Message message_of(const std::string& file) {
  for (const TortureMessage& row : read_torture_messages())
    if (row.file == file) return first_message(row.bytes).value().value();
  return {};
}

// A message with a fault has no start line that could be written.
std::string said_of(const Message& message) {
  return message.fault ? message.fault->detail + message.body : write(message);
}

TEST(Torture, every_message_of_both_documents_has_its_row) {
  std::set<std::string> in_table, on_disk;
  for (const TortureMessage& row : read_torture_messages()) in_table.insert(row.file);
  for (const std::string folder : {"rfc4475", "rfc5118"})
    for (const Sample& sample : read_samples(folder)) on_disk.insert(folder + "/" + sample.name);
  EXPECT_EQ(in_table, on_disk);
  EXPECT_EQ(in_table.size(), 49u + 12u);
}

TEST(Torture, each_message_meets_the_verdict_of_the_table) {
  for (const TortureMessage& row : read_torture_messages()) {
    const std::string ours = verdict_of(first_message(row.bytes));
    EXPECT_TRUE(ours == row.verdict || ours == row.also) << row.file << ": " << ours;
  }
}

TEST(Torture, parser_and_transaction_layer_answer_what_the_table_says) {
  for (const TortureMessage& row : read_torture_messages()) {
    const std::string ours = answer_to(first_message(row.bytes));
    EXPECT_TRUE(is_allowed(row, ours)) << row.file << ": " << ours;
  }
}

TEST(Torture, no_message_reads_otherwise_when_it_comes_byte_by_byte) {
  for (const TortureMessage& row : read_torture_messages()) {
    StreamParser parser;
    std::optional<Result<Message>> message;
    for (const char& byte : row.bytes) {
      parser.feed(std::string_view(&byte, 1));
      if ((message = parser.next())) break;
    }
    const auto whole = first_message(row.bytes);
    ASSERT_EQ(message.has_value(), whole.has_value()) << row.file;
    if (!message) continue;
    ASSERT_EQ(message->has_value(), whole->has_value()) << row.file;
    if (*message) EXPECT_EQ(said_of(**message), said_of(**whole)) << row.file;
    else EXPECT_EQ(message->error().detail, whole->error().detail) << row.file;
  }
}

TEST(Torture, folding_blanks_and_compact_names_leave_the_values_of_wsinv) {
  const Message invite = message_of("rfc4475/wsinv.sip");
  EXPECT_EQ(parse_name_addr(invite.headers.get("From"))->display, "J Rosenberg \\\"");
  EXPECT_EQ(parse_name_addr(invite.headers.get("From"))->tag(), "98asjd8");
  EXPECT_EQ(parse_cseq(invite.headers.get("CSeq"))->number, 9u);
  EXPECT_EQ(parse_via(invite.headers.all("Via").at(1))->branch(), "z9hG4bK9ikj8");
  EXPECT_EQ(parse_name_addr(invite.headers.get("Contact"))->parameters.get("newparam"), "newvalue");
  EXPECT_EQ(invite.headers.get("UnknownHeaderWithUnusualValue"), ";;,,;;,;");
  EXPECT_EQ(invite.headers.get("NewFangledHeader"), "newfangled value continued newfangled value");
}

TEST(Torture, what_only_looks_like_one_thing_is_kept_apart) {
  EXPECT_EQ(parse_uri(message_of("rfc4475/semiuri.sip").request_uri)->user, "user;par=u%40example.net");
  const Message nulls = message_of("rfc4475/escnull.sip");
  const auto contacts = nulls.headers.all("Contact");
  EXPECT_FALSE(same_address(parse_name_addr(contacts.at(0))->uri, parse_name_addr(contacts.at(1))->uri));
  EXPECT_EQ(message_of("rfc4475/esc02.sip").headers.all("Contact").size(), 2u);
  const auto of_header = parse_name_addr(message_of("rfc4475/cparam01.sip").headers.get("Contact"));
  EXPECT_TRUE(of_header->parameters.contains("unknownparam"));
  const auto of_uri = parse_name_addr(message_of("rfc4475/cparam02.sip").headers.get("Contact"));
  EXPECT_FALSE(of_uri->parameters.contains("unknownparam"));
  EXPECT_TRUE(parse_uri(of_uri->uri)->parameters.contains("unknownparam"));
}

TEST(Torture, a_start_line_that_cannot_be_read_costs_its_own_message_alone) {
  const std::string whole = read_sample("31-update.sip");
  std::size_t faulty = 0;
  for (const TortureMessage& row : read_torture_messages()) {
    StreamParser parser;
    parser.feed(row.bytes + whole);
    const auto first = parser.next();
    if (!first || !*first || !(*first)->fault) continue;
    EXPECT_EQ(write(parser.next().value().value()), whole) << row.file;
    ++faulty;
  }
  EXPECT_EQ(faulty, 6u);
}

TEST(Torture, a_port_is_what_stands_outside_the_brackets) {
  const auto ambiguous = parse_uri(message_of("rfc5118/port-ambiguous.sip").request_uri);
  EXPECT_EQ(ambiguous->host, "[2001:db8::10:5070]");
  EXPECT_EQ(ambiguous->port, 0u);
  EXPECT_EQ(parse_uri(message_of("rfc5118/port-unambiguous.sip").request_uri)->port, 5070u);
  const auto via = parse_via(message_of("rfc5118/via-received-param-no-delim.sip").headers.get("Via"));
  EXPECT_EQ(via->parameters.get("received"), "2001:db8::9:255");
  EXPECT_EQ(via->branch(), "z9hG4bKas3");
}

}   // namespace
}   // namespace parley::sip
