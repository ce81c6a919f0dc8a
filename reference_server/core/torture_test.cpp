// What the whole server answers to the messages that RFC 4475 and RFC 5118 torture it with.
#include <gtest/gtest.h>

#include <algorithm>

#include "protocol/sip/test_torture.h"
#include "reference_server/core/test_server.h"

namespace parley::server {
namespace {

// A status, "drop" when a response is not answered, or "none".
std::string answer_to(const sip::TortureMessage& row) {
  TestServer server;
  const LinkId link = server.connect();
  server.send(link, row.bytes);
  for (const sip::Message& message : server.received(link))
    if (!message.is_request()) return std::to_string(message.status);
  return row.bytes.starts_with("SIP/2.0") ? "drop" : "none";
}

bool is_allowed(const sip::TortureMessage& row, const std::string& answer) {
  const auto may_be = [&row](const std::string& one) {
    return std::ranges::find(row.answers, one) != row.answers.end();
  };
  if (may_be(answer)) return true;
  // Nothing is wrong with it, or nothing need be found wrong.
  if (may_be("none") || row.also == "accept") return answer != "500";
  // Their users are nobody's in our pool file, which is said before what they want is looked at.
  return answer == "403" && row.layer == "application";
}

TEST(Torture, the_server_answers_what_the_table_says) {
  for (const sip::TortureMessage& row : sip::read_torture_messages()) {
    const std::string answer = answer_to(row);
    EXPECT_TRUE(is_allowed(row, answer)) << row.file << ": " << answer;
  }
}

}   // namespace
}   // namespace parley::server
