// What the whole server answers to the messages that RFC 4475 and RFC 5118 torture it with.
#include <gtest/gtest.h>

#include <fmt/format.h>

#include <algorithm>

#include "protocol/sip/test_torture.h"
#include "protocol/sip/uri.h"
#include "reference_server/core/test_server.h"

namespace parley::server {
namespace {

// Who asks is a user, and whom he asks a pool: else nobody would be told more than that he is unknown.
ServerSetup setup_for(const sip::TortureMessage& row) {
  ServerSetup setup = TestServer::default_setup();
  sip::StreamParser parser;
  parser.feed(row.bytes);
  const auto message = parser.next();
  if (!message || !*message) return setup;
  const auto from = sip::parse_name_addr((*message)->headers.get("From"));
  if (!from) return setup;
  auto directory = read_pool_file(
      fmt::format("[[pools]]\nuri = '{}'\n[[users]]\nname = '{}'\n", (*message)->request_uri, from->uri),
      setup.settings.domain);
  if (directory) setup.directory = std::move(*directory);
  return setup;
}

// A status, "drop" when a response is not answered, or "nothing".
std::string answer_to(const sip::TortureMessage& row) {
  TestServer server(setup_for(row));
  const LinkId link = server.connect();
  server.send(link, row.bytes);
  for (const sip::Message& message : server.received(link))
    if (!message.is_request()) return std::to_string(message.status);
  return row.bytes.starts_with("SIP/2.0") ? "drop" : "nothing";
}

bool is_one_of(const std::string& answer, const std::vector<std::string>& expected) {
  return std::ranges::find(expected, answer) != expected.end();
}

bool is_allowed(const sip::TortureMessage& row, const std::string& answer) {
  static const std::vector<std::string> kServed = {"200", "405", "481"}, kDropped = {"drop"};
  if (is_one_of(answer, row.answers)) return true;
  // "name:John_Smith" asks, who is in no pool file: that is said before what he wants is looked at.
  if (row.file == "rfc4475/unksm2.sip") return answer == "403";
  if (answer == "nothing") return row.verdict == "wait";
  // Nothing is wrong with it, or nothing need be found wrong: it is served, or asks for a method or dialog
  // that is not here.
  if (!is_one_of("none", row.answers) && row.also != "accept") return false;
  return is_one_of(answer, row.bytes.starts_with("SIP/2.0") ? kDropped : kServed);
}

TEST(Torture, the_server_answers_what_the_table_says) {
  for (const sip::TortureMessage& row : sip::read_torture_messages()) {
    const std::string answer = answer_to(row);
    EXPECT_TRUE(is_allowed(row, answer)) << row.file << ": " << answer;
  }
}

}   // namespace
}   // namespace parley::server
