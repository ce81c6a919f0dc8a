// Framing over all samples and torture messages: cut anywhere and glued in any order they say what they say
// alone.
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include "protocol/sip/stream_parser.h"
#include "protocol/sip/test_torture.h"

namespace parley::sip {
namespace {

// Everything that comes out: each message by its parts, then the error.
std::string drain(StreamParser& parser) {
  std::string said;
  while (auto next = parser.next()) {
    if (!*next) {
      said += "error at " + std::to_string(next->error().offset) + ": " + next->error().detail;
      continue;
    }
    const Message& message = **next;
    said += message.method + " " + message.request_uri + " " + std::to_string(message.status) + " " +
            message.reason;
    if (message.fault) said += " fault: " + message.fault->detail;
    for (const HeaderField& field : message.headers.fields())
      said.append("\n").append(field.name).append("=").append(field.value);
    said += "\n" + message.body + "\n";
  }
  return said;
}

struct Alone {
  std::string name;
  std::string bytes;
  std::string said;        // Of these bytes alone.
  bool is_whole = false;   // Nothing is left over and the stream goes on.
};

Alone alone(const std::string& name, const std::string& bytes) {
  StreamParser parser;
  parser.feed(bytes);
  Alone one{name, bytes, drain(parser), false};
  one.is_whole = !parser.in_message() && one.said.find("error at ") == std::string::npos;
  return one;
}

// The samples and the torture messages.
const std::vector<Alone>& all_messages() {
  static const std::vector<Alone> messages = [] {
    std::vector<Alone> all;
    for (const Sample& sample : read_samples()) all.push_back(alone(sample.name, sample.bytes));
    for (const TortureMessage& torture : read_torture_messages())
      all.push_back(alone(torture.file, torture.bytes));
    return all;
  }();
  return messages;
}

TEST(Cuts, every_message_is_the_same_when_cut_in_two_at_any_byte) {
  for (const Alone& one : all_messages()) {
    for (std::size_t cut = 0; cut <= one.bytes.size(); ++cut) {
      StreamParser parser;
      parser.feed(std::string_view(one.bytes).substr(0, cut));
      std::string said = drain(parser);
      parser.feed(std::string_view(one.bytes).substr(cut));
      said += drain(parser);
      ASSERT_EQ(said, one.said) << one.name << " cut at " << cut;
    }
  }
}

TEST(Cuts, any_two_messages_glued_are_what_they_are_alone) {
  std::size_t pairs = 0;
  for (const Alone& first : all_messages()) {
    if (!first.is_whole) continue;   // What follows it would belong to it.
    for (const Alone& second : all_messages()) {
      StreamParser parser;
      parser.feed(first.bytes + second.bytes);
      ASSERT_EQ(drain(parser), first.said + second.said) << first.name << " and " << second.name;
      ++pairs;
    }
  }
  EXPECT_GT(pairs, 5'000u);
}

RC_GTEST_PROP(Cuts, however_messages_are_glued_and_cut_they_are_what_they_are_alone, ()) {
  const std::vector<Alone>& all = all_messages();
  std::string stream, expected;
  for (bool goes_on = true; goes_on && stream.size() < 20'000;) {
    const Alone& one = all[*rc::gen::inRange<std::size_t>(0, all.size())];
    stream += one.bytes;
    expected += one.said;
    goes_on = one.is_whole;
  }
  StreamParser parser;
  std::string said;
  for (std::string_view rest = stream; !rest.empty();) {
    const std::size_t length = std::min(rest.size(), *rc::gen::inRange<std::size_t>(1, 2000));
    parser.feed(rest.substr(0, length));
    rest.remove_prefix(length);
    if (*rc::gen::arbitrary<bool>()) said += drain(parser);
  }
  RC_ASSERT(said + drain(parser) == expected);
}

}   // namespace
}   // namespace parley::sip
