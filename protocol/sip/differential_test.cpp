// Three parsers read the same bytes: ours, osip2 and Sofia-SIP. Wherever ours says something else than one of
// the others, testdata/differences.tsv says why that is right; a difference that is not listed fails, and so
// does a listed one that is gone.
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <set>

#include "protocol/base/random.h"
#include "protocol/base/text.h"
#include "protocol/sip/grammar.h"
#include "protocol/sip/stream_parser.h"
#include "protocol/sip/test_mutations.h"
#include "protocol/sip/test_oracles.h"
#include "protocol/sip/test_samples.h"
#include "protocol/sip/test_torture.h"

namespace parley::sip {
namespace {

using namespace std::string_view_literals;

// The columns of differences.tsv but the reasons, joined by tabs.
using Differences = std::set<std::string>;

// As the table shows it; a long one by its length.
std::string shown(const Reading& reading, const std::string& field) {
  const auto found = reading.find(field);
  if (found == reading.end()) return "-";
  const std::string& value = found->second;
  const bool plain = std::all_of(value.begin(), value.end(), [](char c) { return c > ' ' && c <= '~'; });
  return value.size() <= 70 && plain ? value : std::to_string(value.size()) + " bytes";
}

// The fields in which two readings differ; of two verdicts that differ nothing else.
std::set<std::string> fields_that_differ(const Reading& ours, const Reading& theirs) {
  if (ours.at("verdict") != theirs.at("verdict")) return {"verdict"};
  std::set<std::string> fields;
  for (const auto& [field, value] : ours)
    if (!theirs.contains(field) || theirs.at(field) != value) fields.insert(field);
  for (const auto& [field, value] : theirs)
    if (!ours.contains(field)) fields.insert(field);
  return fields;
}

struct Theirs {
  std::string_view oracle;
  Reading reading;
};

std::vector<Theirs> read_with_the_others(std::string_view bytes) {
  return {{"osip2", read_with_osip2(bytes)}, {"sofia-sip", read_with_sofia_sip(bytes)}};
}

void compare(const std::string& name, std::string_view bytes, Differences& differences) {
  const Reading ours = read_with_ours(bytes);
  for (const Theirs& theirs : read_with_the_others(bytes))
    for (const std::string& field : fields_that_differ(ours, theirs.reading))
      differences.insert(fmt::format("{}\t{}\t{}\t{}\t{}", name, theirs.oracle, field, shown(ours, field),
                                     shown(theirs.reading, field)));
}

// Every row has its reason, a source and a judgement behind the difference.
Differences read_table(const std::string& file) {
  Differences rows;
  const std::string table = read_testdata(file);
  for (const std::string_view line : split(table, '\n')) {
    const std::vector<std::string_view> columns = split(line, '\t');
    if (columns.size() < 2 || columns[0] == "message") continue;
    EXPECT_EQ(columns.size(), 8u) << line;
    if (columns.size() != 8) continue;
    EXPECT_TRUE(columns[5] == "right" || columns[5] == "free") << line;
    EXPECT_TRUE(columns[6].starts_with("RFC ") && columns[7].ends_with('.')) << line;
    const std::size_t bytes = static_cast<std::size_t>(columns[5].data() - line.data()) - 1;
    EXPECT_TRUE(rows.emplace(line.substr(0, bytes)).second) << "twice: " << line;
  }
  return rows;
}

void expect_same(const Differences& found, const Differences& listed) {
  for (const std::string& row : found)
    EXPECT_TRUE(listed.contains(row)) << "a difference that is not listed: " << row;
  for (const std::string& row : listed)
    EXPECT_TRUE(found.contains(row)) << "a difference that is gone: " << row;
}

TEST(Differential, every_sample_reads_the_same_in_three_parsers) {
  for (const Sample& sample : read_samples()) {
    Differences differences;
    compare(sample.name, sample.bytes, differences);
    EXPECT_EQ(read_with_ours(sample.bytes).at("verdict"), "accept") << sample.name;
    EXPECT_EQ(differences, Differences{});
  }
}

TEST(Differential, torture_messages_and_mutations_differ_as_the_table_says_and_nowhere_else) {
  Differences found;
  for (const TortureMessage& message : read_torture_messages()) compare(message.file, message.bytes, found);
  compare("unmutated", unmutated(), found);
  for (const Mutation& mutation : mutations()) {
    EXPECT_NE(mutated(mutation), unmutated()) << mutation.name;
    compare(std::string(mutation.name), mutated(mutation), found);
  }
  expect_same(found, read_table("differences.tsv"));
}

// --- Messages that any parser must take ---

rc::Gen<std::string> word(const std::string& characters) {
  return rc::gen::nonEmpty(
      rc::gen::resize(12, rc::gen::container<std::string>(rc::gen::elementOf(characters))));
}

const std::string kAlphanumeric = "abcxyzABCXYZ0189";

std::string uri() {
  std::string text = *rc::gen::element<std::string>("sip:", "sips:");
  if (*rc::gen::arbitrary<bool>()) text += *word(kAlphanumeric + "-_.!~*'()&=+$,;?/") + "@";
  text += *rc::gen::element<std::string>("contoso.com", "192.0.2.1", "[2001:db8::1]", "a-b.c");
  if (*rc::gen::arbitrary<bool>()) text += ":" + std::to_string(*rc::gen::inRange(1, 65536));
  if (*rc::gen::arbitrary<bool>()) text += ";lr";
  if (*rc::gen::arbitrary<bool>()) text += ";opaque=" + *word(kAlphanumeric + "-_.!~*'():");
  return text;
}

std::string blanks() { return *rc::gen::element<std::string>("", " ", "\t", "  ", "\r\n ", " \r\n\t"); }

std::string address(bool tagged) {
  std::string text =
      *rc::gen::element<std::string>("", "Al ", "\"A. B\" ", "\"a, <b>; \\\"c\\\"\" ", "\"\xc3\x84\"");
  text += "<" + uri() + ">" + blanks();
  if (*rc::gen::arbitrary<bool>()) text += ";epid=" + *word("0123456789abcdef") + blanks();
  if (tagged)
    text += *rc::gen::element<std::string>(";tag=", ";TAG=", " ; tag=") + *word(kAlphanumeric + "-.!%*_+`'~");
  return text;
}

std::string named(std::string_view long_name, std::string_view compact, const std::string& value) {
  const std::string capitals = *rc::gen::arbitrary<bool>() ? std::string(long_name) : to_lower(long_name);
  const std::string name = *rc::gen::arbitrary<bool>() || compact.empty() ? capitals : std::string(compact);
  return name + *rc::gen::element<std::string>(":", ": ", " :", "\t:  ", ":\r\n ") + value + "\r\n";
}

std::string valid_message() {
  const std::string method = *rc::gen::element<std::string>("INFO", "BYE", "UPDATE", "SUBSCRIBE", "BENOTIFY");
  const bool request = *rc::gen::arbitrary<bool>();
  std::string body = *rc::gen::container<std::string>(rc::gen::arbitrary<char>());
  if (!body.empty()) body[0] = 'x';   // Another first byte is among the mutations.
  const std::string via = fmt::format(
      "SIP/2.0/{} {};branch=z9hG4bK{}", *rc::gen::element<std::string>("TLS", "TCP"),
      *rc::gen::element<std::string>("a.b:5061", "192.0.2.1", "[2001:db8::1]:5060"), *word(kAlphanumeric));
  std::vector<std::string> fields = {
      named("From", "f", address(true)),
      named("To", "t", address(*rc::gen::arbitrary<bool>())),
      named("Call-ID", "i", *word(kAlphanumeric + "-.!%*_+`'~()<>:/[]?{}")),
      named("CSeq", "", fmt::format("{} {}", *rc::gen::inRange(0, 0x7fffffff), method)),
      named("Contact", "m", address(false)),
      named("X-Any", "", *word(kAlphanumeric + ";,=\"<> ")),
      named("Content-Length", "l", std::to_string(body.size())),
  };
  if (!body.empty()) fields.push_back(named("Content-Type", "c", "application/x"));
  if (*rc::gen::arbitrary<bool>())
    fields.push_back(named("Expires", "", std::to_string(*rc::gen::inRange(0, 9999))));
  std::string message = request ? method + " " + uri() + " SIP/2.0\r\n" : "SIP/2.0 200 OK\r\n";
  message += named("Via", "v", via);
  // In any order.
  while (!fields.empty()) {
    const auto chosen = fields.begin() + *rc::gen::inRange<std::ptrdiff_t>(0, std::ssize(fields));
    message += *chosen;
    fields.erase(chosen);
  }
  return message + "\r\n" + body;
}

RC_GTEST_PROP(Differential, any_message_of_the_grammar_reads_the_same_in_three_parsers, ()) {
  const std::string message = valid_message();
  RC_LOG() << message;
  RC_ASSERT(read_with_ours(message).at("verdict") == "accept");
  Differences differences;
  compare("valid", message, differences);
  RC_ASSERT(differences == Differences{});
}

// --- Messages in which one byte is another ---

struct Change {
  std::string bytes;   // Of the changed message.
  std::string line;    // The name of the line where it was changed, or "start line".
};

// The body stays as it is: it may hold anything.
Change changed(const std::string& message, Random& random) {
  static constexpr std::string_view kBytes = " \t\r\n\0:;,=<>\"@/\\()?%[]*.+-09azAZ\x80\x7f\x01"sv;
  const std::size_t at = random.below(message.find("\r\n\r\n"));
  const std::size_t begin = at == 0 ? 0 : message.rfind('\n', at - 1) + 1;
  Change change{message, "start line"};
  if (begin > 0) change.line = message.substr(begin, message.find(':', begin) - begin);
  switch (random.below(5)) {
    case 0: change.bytes.erase(at, 1); break;
    case 1: change.bytes[at] = kBytes[random.below(kBytes.size())]; break;
    case 2: change.bytes.insert(at, 1, kBytes[random.below(kBytes.size())]); break;
    case 3: change.bytes.insert(at, 1, message[at]); break;
    default: std::swap(change.bytes[at], change.bytes[at + 1]);
  }
  return change;
}

// What tells one kind of difference from another: our reason when we refuse; else the line that was changed.
std::string kind_of(const Change& change, std::string_view field, const Reading& ours) {
  if (field == "verdict" && ours.at("verdict") == "refuse") {
    const Result<Message> message = parse_message(change.bytes);
    if (!message) return message.error().detail;
    if (message->fault)
      return message->fault->code == Errc::unsupported ? "Another version." : message->fault->detail;
  }
  return change.line;
}

TEST(Differential, where_one_byte_is_another_the_differences_are_of_the_kinds_in_the_table) {
  std::vector<std::string> messages = {unmutated()};
  for (const Sample& sample : read_samples()) messages.push_back(sample.bytes);
  Random random(20131018);
  Differences found;
  for (int round = 0; round < 60'000; ++round) {
    const Change change = changed(messages[random.below(messages.size())], random);
    const Reading ours = read_with_ours(change.bytes);
    for (const Theirs& theirs : read_with_the_others(change.bytes))
      for (const std::string& field : fields_that_differ(ours, theirs.reading)) {
        const std::string we = field == "verdict" ? ours.at("verdict") : "-";
        const std::string they = field == "verdict" ? theirs.reading.at("verdict") : "-";
        found.insert(
            fmt::format("{}\t{}\t{}\t{}\t{}", kind_of(change, field, ours), theirs.oracle, field, we, they));
      }
  }
  expect_same(found, read_table("differences_of_one_byte.tsv"));
}

}   // namespace
}   // namespace parley::sip
