// Framing: what comes out does not depend on how the bytes came in.
#include "protocol/sip/stream_parser.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include "protocol/sip/test_samples.h"

namespace parley::sip {
namespace {

// Everything the parser says, as one text: the messages as they would be written, then the error.
std::string drain(StreamParser& parser) {
  std::string said;
  while (auto next = parser.next()) {
    if (*next) said += (*next)->fault ? "fault: " + (*next)->fault->detail : write(**next);
    else said += "error at " + std::to_string(next->error().offset) + ": " + next->error().detail;
  }
  return said;
}

std::string parse_whole(std::string_view bytes) {
  StreamParser parser;
  parser.feed(bytes);
  return drain(parser);
}

Error error_of(std::string_view bytes, StreamParser::Limits limits = {}) {
  StreamParser parser(limits);
  parser.feed(bytes);
  const auto next = parser.next();
  return next && !*next ? next->error() : Error{Errc::unavailable, "no error", 0};
}

Message message_of(std::string_view bytes) { return parse_message(bytes).value(); }

TEST(StreamParser, gives_a_message_when_its_last_byte_has_come_and_not_before) {
  for (const Sample& sample : read_samples()) {
    StreamParser parser;
    parser.feed(std::string_view(sample.bytes).substr(0, sample.bytes.size() - 1));
    EXPECT_FALSE(parser.next()) << sample.name;
    EXPECT_TRUE(parser.in_message()) << sample.name;
    parser.feed(std::string_view(sample.bytes).substr(sample.bytes.size() - 1));
    EXPECT_TRUE(parser.next()) << sample.name;
    EXPECT_FALSE(parser.in_message()) << sample.name;
  }
}

TEST(StreamParser, every_sample_is_the_same_when_cut_in_two_at_any_byte) {
  for (const Sample& sample : read_samples()) {
    for (std::size_t cut = 0; cut <= sample.bytes.size(); ++cut) {
      StreamParser parser;
      parser.feed(std::string_view(sample.bytes).substr(0, cut));
      std::string said = drain(parser);
      parser.feed(std::string_view(sample.bytes).substr(cut));
      said += drain(parser);
      ASSERT_EQ(said, sample.bytes) << sample.name << " cut at " << cut;
    }
  }
}

TEST(StreamParser, all_samples_in_one_stream_are_the_same_byte_by_byte) {
  std::string stream;
  for (const Sample& sample : read_samples()) stream += sample.bytes + "\r\n\r\n";
  StreamParser parser;
  std::string said;
  for (const char byte : stream) {
    parser.feed(std::string_view(&byte, 1));
    said += drain(parser);
  }
  EXPECT_EQ(said, parse_whole(stream));
  EXPECT_FALSE(parser.in_message());
}

// A stream of pieces that are often, but not always, valid SIP.
rc::Gen<std::string> stream_of_pieces() {
  const std::vector<std::string> pieces = {
      "INFO sip:a@b SIP/2.0\r\n",
      "SIP/2.0 200 OK\r\n",
      "SIP/2.0 20 OK\r\n",
      "Content-Length: 3\r\n",
      "l: 3\r\n",
      "l: 4\r\n",
      "Subject: x\r\n",
      " folded\r\n",
      "\r\n",
      "abc",
      "\r",
      "\n",
      "c: text/plain\r\n",
      "no colon\r\n",
      "junk",
  };
  return rc::gen::map(rc::gen::container<std::vector<std::string>>(rc::gen::elementOf(pieces)),
                      [](const std::vector<std::string>& chosen) {
                        std::string stream = "INFO sip:a@b SIP/2.0\r\n";
                        for (const std::string& piece : chosen) stream += piece;
                        return stream;
                      });
}

RC_GTEST_PROP(StreamParser, says_the_same_however_a_stream_is_cut, ()) {
  const std::string stream = *stream_of_pieces();
  const StreamParser::Limits limits{*rc::gen::inRange<std::size_t>(40, 90), 4, 3};
  StreamParser whole(limits);
  whole.feed(stream);
  const std::string expected = drain(whole);
  StreamParser parser(limits);
  std::string said;
  for (std::size_t at = 0; at < stream.size();) {
    const std::size_t length = *rc::gen::inRange<std::size_t>(1, 9);
    parser.feed(std::string_view(stream).substr(at, length));
    said += drain(parser);
    at += length;
  }
  RC_ASSERT(said == expected);
  RC_ASSERT(parser.in_message() == whole.in_message());
}

TEST(StreamParser, skips_keep_alives_between_messages) {
  const std::string message = read_sample("31-update.sip");
  EXPECT_EQ(parse_whole("\r\n\r\n" + message + "\r\n\r\n\r\n" + message + "\r\n"), message + message);
}

TEST(StreamParser, keep_alives_alone_are_no_message) {
  StreamParser parser;
  parser.feed("\r\n\r\n");
  EXPECT_FALSE(parser.next());
  EXPECT_FALSE(parser.in_message());
}

TEST(StreamParser, a_body_may_hold_anything) {
  const std::string body = std::string("\r\n\r\nSIP/2.0 200 OK\r\n\r\n\0\n\r", 25);
  const Message message = message_of("INFO sip:a@b SIP/2.0\r\nl: 25\r\n\r\n" + body);
  EXPECT_EQ(message.body, body);
}

TEST(StreamParser, folded_lines_become_one_blank) {
  const Message message = message_of(
      "INFO sip:a@b SIP/2.0\r\nSubject: I know\r\n  you're\r\n\t there  \r\n \r\nTo:\r\n <sip:c@d>\r\n\r\n");
  EXPECT_EQ(message.headers.get("Subject"), "I know you're there");
  EXPECT_EQ(message.headers.get("To"), "<sip:c@d>");
}

TEST(StreamParser, blanks_around_the_colon_do_not_matter) {
  const Message message = message_of("INFO sip:a@b SIP/2.0\r\nSubject  \t:\t  lunch \t\r\n\r\n");
  EXPECT_EQ(message.headers.fields()[0].name, "Subject");
  EXPECT_EQ(message.headers.fields()[0].value, "lunch");
}

TEST(StreamParser, reads_both_kinds_of_start_line) {
  const Message request = message_of("UPDATE sip:a@b;gruu;opaque=srvr:chat SIP/2.0\r\n\r\n");
  EXPECT_EQ(request.method, "UPDATE");
  EXPECT_EQ(request.request_uri, "sip:a@b;gruu;opaque=srvr:chat");
  EXPECT_TRUE(request.is_request());
  const Message response = message_of("SIP/2.0 503 Service Unavailable\r\n\r\n");
  EXPECT_EQ(response.status, 503);
  EXPECT_EQ(response.reason, "Service Unavailable");
  EXPECT_TRUE(response.is_final());
}

TEST(StreamParser, refuses_start_lines_that_are_no_sip) {
  for (const char* line : {"INFO", "INFO sip:a@b", " INFO sip:a@b SIP/2.0", "GET / HTTP/1.1", "SIP/",
                           "a SIP/x", "IN(O sip:a@b SIP/2.0"})
    EXPECT_EQ(error_of(std::string(line) + "\r\n\r\n").code, Errc::malformed) << line;
}

std::vector<Message> messages_of(std::string_view bytes) {
  StreamParser parser;
  parser.feed(bytes);
  std::vector<Message> messages;
  while (auto next = parser.next()) messages.push_back(next->value());
  return messages;
}

TEST(StreamParser, a_start_line_of_sip_that_no_grammar_allows_is_a_fault_and_the_stream_goes_on) {
  for (const char* line : {
           "INFO  sip:a@b SIP/2.0",
           "INFO sip:a@b  SIP/2.0",
           "INFO sip:a@b SIP/2.0 ",
           "INFO sip:a b SIP/2.0",
           "INFO SIP/2.0",
           "INFO-of-16-bytes(and sip:a@b SIP/2.0",
           "INFO <sip:a@b> SIP/2.0",
           "SIP/2.0",
           "SIP/2.0 ",
           "SIP/2.0 20 OK",
           "SIP/2.0 2000 OK",
           "SIP/2.0 200",
           "SIP/2.0 099 Low",
           "SIP/2.0 700 High",
           "SIP/2.0  200 OK",
           "SIP/2.0 2x0 OK",
           "SIP/2.0 +20 OK",
       }) {
    const std::string faulty = std::string(line) + "\r\nl: 2\r\nTo: x\r\n\r\nok";
    const auto messages = messages_of(faulty + "INFO sip:a@b SIP/2.0\r\n\r\n");
    ASSERT_EQ(messages.size(), 2u) << line;
    EXPECT_EQ(messages[0].fault.value().code, Errc::malformed) << line;
    EXPECT_EQ(messages[0].is_request(), line[0] == 'I') << line;
    EXPECT_EQ(messages[0].headers.get("To"), "x") << line;
    EXPECT_EQ(messages[0].body, "ok") << line;
    EXPECT_FALSE(messages[1].fault) << line;
  }
}

TEST(StreamParser, of_a_faulty_request_the_method_is_known_if_it_is_one) {
  EXPECT_EQ(message_of("ACK  sip:a@b SIP/2.0\r\n\r\n").method, "ACK");
  EXPECT_EQ(message_of("INFO-of-16-bytes(and sip:a@b SIP/2.0\r\n\r\n").method, "");
  EXPECT_EQ(message_of("SIP/2.0 99 Low\r\n\r\n").status, Message::kUnreadableStatus);
}

TEST(StreamParser, waits_for_no_line_break_in_what_cannot_begin_a_message) {
  for (const std::string_view bytes :
       {"\x01", " INVITE", "<?xml", "\xef\xbb\xbfINVITE", "{\"a\"", "INV\x80TE"}) {
    StreamParser parser;
    parser.feed(bytes);
    const auto result = parser.next();
    ASSERT_TRUE(result && !*result) << bytes;
    EXPECT_EQ(result->error().detail, "No start line of SIP begins like this.");
  }
}

TEST(StreamParser, knows_tls_by_its_first_byte) {
  for (const char first : {'\x16', '\x15'}) {
    StreamParser parser;
    parser.feed(std::string_view(&first, 1));
    const auto result = parser.next();
    ASSERT_TRUE(result && !*result);
    EXPECT_EQ(result->error().detail, "These bytes are TLS, and this connection is without.");
  }
}

TEST(StreamParser, waits_for_the_rest_of_what_may_become_a_message) {
  for (const std::string_view bytes :
       {"I", "SIP/2.0", "OPTIONS sip:\x01", "\r", "A-method.with!all%of*the_other+tokens`'~"}) {
    StreamParser parser;
    parser.feed(bytes);
    EXPECT_FALSE(parser.next()) << bytes;
  }
}

TEST(StreamParser, tells_another_version_from_garbage) {
  EXPECT_EQ(message_of("INFO sip:a@b SIP/7.0\r\n\r\n").fault->code, Errc::unsupported);
  EXPECT_EQ(message_of("SIP/3.0 200 OK\r\n\r\n").fault->code, Errc::unsupported);
}

TEST(StreamParser, reads_an_empty_reason_phrase) { EXPECT_EQ(message_of("SIP/2.0 200 \r\n\r\n").reason, ""); }

TEST(StreamParser, refuses_a_header_without_a_colon_or_a_name) {
  for (const char* line : {"Subject", ": lunch", "Sub ject: lunch", " folds nothing"}) {
    EXPECT_EQ(error_of("INFO sip:a@b SIP/2.0\r\n" + std::string(line) + "\r\n").code, Errc::malformed)
        << line;
  }
}

TEST(StreamParser, refuses_line_ends_that_are_not_cr_lf) {
  EXPECT_EQ(error_of("INFO sip:a@b SIP/2.0\nTo: <sip:a@b>\r\n\r\n").code, Errc::malformed);
  EXPECT_EQ(error_of("INFO sip:a@b SIP/2.0\r\nTo: <sip:a@b>\rFrom: x\r\n\r\n").code, Errc::malformed);
  EXPECT_EQ(error_of("\nINFO sip:a@b SIP/2.0\r\n\r\n").code, Errc::malformed);
}

TEST(StreamParser, an_error_comes_as_soon_as_its_line_is_whole_and_names_the_place) {
  const Error error = error_of("INFO sip:a@b SIP/2.0\r\nTo: <sip:a@b>\r\nno colon\r\n");
  EXPECT_EQ(error.detail, "A header line has no colon.");
  EXPECT_EQ(error.offset, 37u);
}

TEST(StreamParser, after_an_error_it_says_nothing_and_keeps_nothing) {
  StreamParser parser;
  parser.feed("junk\r\n");
  EXPECT_FALSE(*parser.next());
  parser.feed(read_sample("31-update.sip"));
  EXPECT_FALSE(parser.next());
  EXPECT_FALSE(parser.in_message());
}

TEST(StreamParser, without_content_length_and_content_type_there_is_no_body) {
  EXPECT_EQ(
      parse_whole("INFO sip:a@b SIP/2.0\r\n\r\nINFO sip:c@d SIP/2.0\r\n\r\n"),
      "INFO sip:a@b SIP/2.0\r\nContent-Length: 0\r\n\r\nINFO sip:c@d SIP/2.0\r\nContent-Length: 0\r\n\r\n");
}

TEST(StreamParser, a_content_type_needs_a_content_length) {
  EXPECT_EQ(error_of("INFO sip:a@b SIP/2.0\r\nc: text/plain\r\n\r\nhello").code, Errc::malformed);
}

TEST(StreamParser, content_lengths_may_repeat_but_not_disagree) {
  EXPECT_EQ(message_of("INFO sip:a@b SIP/2.0\r\nl: 2\r\nContent-Length: 02\r\n\r\nab").body, "ab");
  EXPECT_EQ(error_of("INFO sip:a@b SIP/2.0\r\nl: 2\r\nContent-Length: 3\r\n\r\nabc").code, Errc::malformed);
}

TEST(StreamParser, refuses_content_lengths_that_are_no_number) {
  for (const char* value : {"", "-1", "+1", "0x10", "1 2", "2, 2", "two"}) {
    EXPECT_EQ(error_of("INFO sip:a@b SIP/2.0\r\nl: " + std::string(value) + "\r\n\r\n").code, Errc::malformed)
        << value;
  }
}

TEST(StreamParser, refuses_a_body_over_the_limit_before_it_comes) {
  EXPECT_EQ(error_of("INFO sip:a@b SIP/2.0\r\nl: 11\r\n\r\n", {1000, 10, 10}).code, Errc::limit_exceeded);
  EXPECT_EQ(error_of("INFO sip:a@b SIP/2.0\r\nl: 99999999999999999999\r\n\r\n").code, Errc::limit_exceeded);
  EXPECT_EQ(error_of("INFO sip:a@b SIP/2.0\r\nl: 10\r\n\r\n", {1000, 10, 10}).detail, "no error");
}

TEST(StreamParser, counts_the_head_with_its_last_line) {
  const std::string head = "INFO sip:a@b SIP/2.0\r\nTo: x\r\n\r\n";
  EXPECT_EQ(error_of(head, {head.size(), 10, 10}).detail, "no error");
  EXPECT_EQ(error_of(head, {head.size() - 1, 10, 10}).code, Errc::limit_exceeded);
}

TEST(StreamParser, refuses_an_endless_line_at_the_limit) {
  EXPECT_EQ(error_of(std::string(64 * 1024, 'x')).code, Errc::limit_exceeded);
}

TEST(StreamParser, counts_headers) {
  EXPECT_EQ(error_of("INFO sip:a@b SIP/2.0\r\na: 1\r\nb: 2\r\n\r\n", {1000, 2, 10}).detail, "no error");
  EXPECT_EQ(error_of("INFO sip:a@b SIP/2.0\r\na: 1\r\nb: 2\r\nc: 3\r\n\r\n", {1000, 2, 10}).code,
            Errc::limit_exceeded);
}

// The next three would run into the time limit of the test if any step cost more than the bytes it takes in.

TEST(StreamParser, a_megabyte_may_come_byte_by_byte) {
  const std::string stream = "INFO sip:a@b SIP/2.0\r\nl: 1048576\r\n\r\n" + std::string(1024 * 1024, '\n');
  StreamParser parser;
  for (const char byte : stream.substr(0, stream.size() - 1)) {
    parser.feed(std::string_view(&byte, 1));
    ASSERT_FALSE(parser.next());
  }
  parser.feed("\n");
  EXPECT_EQ((*parser.next())->body.size(), 1024u * 1024u);
}

TEST(StreamParser, many_messages_may_come_at_once) {
  std::string stream;
  for (int i = 0; i < 50'000; ++i) stream += "INFO sip:a@b SIP/2.0\r\nl: 2\r\n\r\nok\r\n";
  StreamParser parser;
  parser.feed(stream);
  int count = 0;
  while (auto next = parser.next()) count += (*next)->body == "ok";
  EXPECT_EQ(count, 50'000);
}

TEST(StreamParser, a_header_may_be_folded_to_the_limit_byte_by_byte) {
  std::string stream = "INFO sip:a@b SIP/2.0\r\nSubject: x\r\n";
  while (stream.size() < 60'000) stream += " y\r\n";
  stream += "\r\n";
  StreamParser parser;
  for (const char byte : stream.substr(0, stream.size() - 1)) {
    parser.feed(std::string_view(&byte, 1));
    ASSERT_FALSE(parser.next());
  }
  parser.feed("\n");
  const Message message = parser.next()->value();
  EXPECT_TRUE(message.headers.get("Subject").starts_with("x y y"));
  EXPECT_GT(message.headers.get("Subject").size(), 20'000u);
}

TEST(ParseMessage, wants_exactly_one_message) {
  const std::string bytes = read_sample("31-update.sip");
  EXPECT_TRUE(parse_message(bytes));
  EXPECT_FALSE(parse_message(bytes.substr(0, bytes.size() - 1)));
  EXPECT_FALSE(parse_message(bytes + "x"));
  EXPECT_FALSE(parse_message(bytes + bytes));
  EXPECT_FALSE(parse_message(""));
}

TEST(StreamParser, counts_the_messages_that_are_whole) {
  StreamParser parser;
  const std::string bytes = read_sample("23-info-bjoin.sip");
  parser.feed("\r\n" + bytes + bytes.substr(0, 20));
  while (parser.next()) continue;
  EXPECT_EQ(parser.messages(), 1u);
  EXPECT_TRUE(parser.in_message());
}

}   // namespace
}   // namespace parley::sip
