#include "reports/run_record.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <boost/json.hpp>
#include <set>

#include "reports/test_sample_runs.h"

namespace parley::reports {
namespace {

namespace json = boost::json;

MessageRecord message(std::uint32_t number, const std::string& text) {
  MessageRecord made;
  made.number = number;
  made.from = "alice";
  made.to = "pool";
  made.text = text;
  return made;
}

RunRecord small_run() {
  RunRecord run;
  run.version = "0.1.0";
  run.build = "Clang 19.1.7, Debug";
  run.verb = "simulate";
  run.mode = "virtual";
  run.seed = 18446744073709551615ULL;
  run.plan = {"a/b"};
  run.reproduce = "parley simulate a/b";
  run.fingerprint = "0123456789abcdef";
  CaseRecord one;
  one.id = "a/b";
  one.verdict = Verdict::pass;
  one.actors = {"alice", "pool"};
  one.messages = {message(1, "hello")};
  one.messages[0].at_ns = -1;
  CheckRecord check;
  check.requirement = "FLOW-ACK-1";
  check.verdict = Verdict::pass;
  check.messages = {1};
  one.checks.push_back(check);
  run.cases.push_back(one);
  run.requirements["FLOW-ACK-1"].id = "FLOW-ACK-1";
  return run;
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const auto at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return at == std::string::npos ? text : text.replace(at, from.size(), to);
}

std::string error_of(const std::string& text) {
  const auto run = run_from_json(text);
  return run ? "" : run.error().detail;
}

TEST(RunRecord, the_worst_case_decides) {
  RunRecord run = small_run();
  EXPECT_EQ(verdict_of(run), Verdict::pass);
  run.cases.push_back(run.cases[0]);
  run.cases[1].verdict = Verdict::inconc;
  EXPECT_EQ(verdict_of(run), Verdict::inconc);
  EXPECT_EQ(verdict_of(RunRecord{}), Verdict::notrun);
}

TEST(RunRecord, a_case_that_was_not_run_leaves_the_whole_open) {
  RunRecord run = small_run();
  run.cases.push_back(run.cases[0]);
  run.cases[1].verdict = Verdict::notrun;
  EXPECT_EQ(verdict_of(run), Verdict::inconc);
  run.cases[0].verdict = Verdict::fail;
  EXPECT_EQ(verdict_of(run), Verdict::fail);
}

TEST(RunRecord, comes_back_from_json_with_the_same_bytes) {
  const std::string text = to_json(small_run());
  const auto back = run_from_json(text);
  ASSERT_TRUE(back) << back.error().detail;
  EXPECT_EQ(to_json(*back), text);
  EXPECT_EQ(back->seed, 18446744073709551615ULL);
  EXPECT_EQ(back->cases[0].messages[0].at_ns, -1);
}

TEST(RunRecord, samples_are_what_the_writer_writes) {
  for (const char* name : {"passed", "mixed", "hostile"})
    testing::expect_golden(to_json(testing::sample_run(name)), std::string(name) + ".json");
}

RC_GTEST_PROP(RunRecord, no_byte_of_a_message_is_lost, (const std::string& bytes)) {
  RunRecord run = small_run();
  run.cases[0].messages[0].text = bytes;
  const auto back = run_from_json(to_json(run));
  RC_ASSERT(back.has_value());
  RC_ASSERT(back->cases[0].messages[0].text == bytes);
}

RC_GTEST_PROP(RunRecord, sentences_with_any_bytes_give_json_that_reads_back, (const std::string& bytes)) {
  RunRecord run = small_run();
  run.cases[0].reason = run.cases[0].checks[0].actual = bytes;
  run.cases[0].notes = {bytes};
  const auto back = run_from_json(to_json(run));
  RC_ASSERT(back.has_value());
  RC_ASSERT(to_json(*back) == to_json(run));
}

RC_GTEST_PROP(RunRecord, a_record_cut_anywhere_is_an_error, ()) {
  const std::string text = to_json(small_run());
  const auto length = *rc::gen::inRange<std::size_t>(0, text.size() - 2);
  RC_ASSERT(!run_from_json(text.substr(0, length)).has_value());
}

TEST(RunRecord, an_error_names_the_key_that_is_wrong) {
  const std::string good = to_json(small_run());
  EXPECT_EQ(error_of(replaced(good, "\"grade\": \"X\"", "\"grade\": \"Q\"")),
            "cases[0].checks[0].grade is none of the words it can be: \"Q\"");
  EXPECT_EQ(error_of(replaced(good, "\"seed\": 18446744073709551615", "\"seed\": 1.5")),
            "seed is no whole number of the range it needs");
  EXPECT_EQ(error_of(replaced(good, "\"cause\": 0", "\"cause\": -1")),
            "cases[0].messages[0].cause is no whole number of the range it needs");
  EXPECT_EQ(error_of(replaced(good, "\"internal\"", "\"infernal\"")),
            "cases[0].messages[0].internal is missing");
  EXPECT_EQ(error_of(replaced(good, "  \"build\": \"Clang 19.1.7, Debug\",\n", "")), "build is missing");
  EXPECT_EQ(error_of(replaced(good, "\"mode\"", "\"host\": \"x\", \"mode\"")),
            "host is no key of this record");
  EXPECT_EQ(error_of(replaced(good, "\"schema\": 4", "\"schema\": 3")), "schema is 3; this version reads 4");
  EXPECT_EQ(error_of(replaced(good, "\"verdict\": \"PASS\"", "\"verdict\": \"FAIL\"")),
            "verdict is not the worst of the cases");
}

TEST(RunRecord, refuses_what_is_not_one_json_object) {
  EXPECT_EQ(error_of("[]").substr(0, 12), "the document");
  EXPECT_EQ(error_of("{").substr(0, 8), "not JSON");
  EXPECT_EQ(error_of(to_json(small_run()) + "{}").substr(0, 8), "not JSON");
  EXPECT_EQ(error_of(std::string(100000, '[')).substr(0, 8), "not JSON");
}

// The keys of an object and of every object below it, as "$defs" names them.
void expect_keys(const json::object& schema, const json::object& part, const json::object& value) {
  const json::object& properties = part.at("properties").as_object();
  for (const auto& entry : value) EXPECT_TRUE(properties.contains(entry.key())) << entry.key();
  for (const json::value& key : part.at("required").as_array())
    EXPECT_TRUE(value.contains(key.as_string())) << key.as_string();
  for (const auto& entry : properties) {
    const json::object& rule = entry.value().as_object();
    if (!rule.contains("items") || !rule.at("items").as_object().contains("$ref")) continue;
    const std::string name(rule.at("items").as_object().at("$ref").as_string().subview(8));   // "#/$defs/".
    for (const json::value& item : value.at(entry.key()).as_array())
      expect_keys(schema, schema.at("$defs").as_object().at(name).as_object(), item.as_object());
  }
}

TEST(RunSchema, names_the_keys_that_the_writer_emits_and_no_others) {
  RunRecord run = small_run();
  run.cases[0].messages.push_back(message(2, "\xff"));
  const json::object schema =
      json::parse(testing::read_source_file("reports/schema/run.schema.json")).as_object();
  const json::object value = json::parse(to_json(run)).as_object();
  expect_keys(schema, schema, value);
  std::set<std::string> emitted;
  for (const json::value& message : value.at("cases").at(0).at("messages").as_array())
    for (const auto& entry : message.as_object()) emitted.insert(entry.key());
  for (const auto& entry : schema.at("$defs").at("message").at("properties").as_object())
    EXPECT_TRUE(emitted.contains(entry.key())) << entry.key();
}

TEST(RunSchema, lists_every_word_that_the_writer_can_say) {
  const json::value schema = json::parse(testing::read_source_file("reports/schema/run.schema.json"));
  const json::object& definitions = schema.at("$defs").as_object();
  const auto expect_words = [&](const char* name, auto parse, std::size_t count) {
    const json::array& words = definitions.at(name).at("enum").as_array();
    EXPECT_EQ(words.size(), count);
    for (const json::value& word : words) EXPECT_TRUE(parse(std::string_view(word.as_string()))) << word;
  };
  expect_words("verdict", parse_verdict, 8);
  expect_words("grade", xccos::parse_grade, 5);
  expect_words("keyword", parse_keyword, 5);
}

}   // namespace
}   // namespace parley::reports
