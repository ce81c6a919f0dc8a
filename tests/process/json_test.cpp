// What decode, lint and replay tell to scripts: the same as to people, as one JSON object a line.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/process/test_child.h"
#include "tests/process/test_json.h"

namespace parley::process {
namespace {

using testing::HasSubstr;

TEST(DecodeAsJson, tells_each_message_and_the_document_in_it) {
  const Ended ended =
      run_parley({"decode", "--json", PARLEY_SOURCE_DIR "/protocol/sip/testdata/23-info-bjoin.sip"});
  EXPECT_EQ(ended.code, 0) << ended.err;
  const auto lines = json_lines(ended.out);
  ASSERT_EQ(lines.size(), 2u);
  EXPECT_EQ(lines[0].at("kind").as_string(), "sip");
  EXPECT_TRUE(lines[0].at("start_line").as_string().starts_with("INFO sip:"));
  EXPECT_GT(lines[0].at("headers").as_array().size(), 5u);
  EXPECT_EQ(lines[1].at("kind").as_string(), "xccos");
  const auto& primitive = lines[1].at("primitives").as_array().at(0).as_object();
  EXPECT_EQ(primitive.at("id").as_string(), "cmd:bjoin");
  EXPECT_EQ(primitive.at("grade").as_string(), "W");
  EXPECT_EQ(lines[1].at("unknown").as_int64(), 0);
  EXPECT_TRUE(lines[1].at("strict_refusal").is_null());
}

// Seen, assembled, remembered, chosen (docs/decisions/0003-grades-of-truth.md).
TEST(DecodeAsJson, names_the_grade_of_each_kind) {
  const std::string unknown =
      "<xccos ver=\"1\" envid=\"1\" xmlns=\"urn:parlano:xml:ns:xccos\"><cmd id=\"cmd:ours\" "
      "seqid=\"1\"><data/></cmd></xccos>";
  const std::string samples = PARLEY_SOURCE_DIR "/protocol/xccos/testdata/";
  const auto grade_in = [](const std::string& file, const std::string& input) {
    const auto lines = json_lines(run_parley({"decode", "--json", file}, input).out);
    return std::string(lines.at(0).at("primitives").at(0).at("grade").as_string());
  };
  EXPECT_EQ(grade_in(samples + "cmd-join.xml", ""), "W");
  EXPECT_EQ(grade_in(samples + "rpl-join.xml", ""), "A");
  EXPECT_EQ(grade_in(samples + "cmd-bcbydate.xml", ""), "R");
  EXPECT_EQ(grade_in("-", unknown), "X");
}

TEST(DecodeAsJson, tells_why_something_is_refused) {
  const Ended ended = run_parley({"decode", "--json", "-"}, "<xccos");
  EXPECT_EQ(ended.code, 1);
  const auto lines = json_lines(ended.out);
  ASSERT_EQ(lines.size(), 1u);
  EXPECT_EQ(lines[0].at("kind").as_string(), "refused");
  EXPECT_EQ(lines[0].at("layer").as_string(), "xccos");
  EXPECT_FALSE(lines[0].at("text").as_string().empty());
}

// Whichever piece is refused, an editor goes there.
TEST(DecodeAsJson, counts_offsets_from_the_first_byte_of_the_input) {
  const auto offset_in = [](const std::string& input) {
    const auto lines = json_lines(run_parley({"decode", "--json", "-"}, input).out);
    if (lines.empty() || lines.back().at("kind").as_string() != "refused") return std::int64_t{-1};
    return lines.back().at("offset").as_int64();
  };
  const std::string whole = "OPTIONS sip:a SIP/2.0\r\nSubject: x\r\n\r\n";
  const std::string head = "OPTIONS sip:b SIP/2.0\r\n", bad = head + "no colon\r\n\r\n";
  const auto at = [](const std::string& before) { return static_cast<std::int64_t>(before.size()); };
  EXPECT_EQ(offset_in(bad), at(head));
  EXPECT_EQ(offset_in(whole + "\r\n\r\n" + bad), at(whole + "\r\n\r\n" + head));
  EXPECT_EQ(offset_in(whole + head), at(whole + head));

  const std::string xml = "<xccos ver=\"1\"><oh></xccos>";
  const auto in_document = offset_in(xml);
  EXPECT_GT(in_document, 0);
  EXPECT_EQ(offset_in(" \n" + xml), 2 + in_document);
  const std::string carrier =
      "INFO sip:b SIP/2.0\r\nContent-Type: text/plain\r\nContent-Length: " + std::to_string(xml.size()) +
      "\r\n\r\n";
  EXPECT_EQ(offset_in(whole + carrier + xml + whole), -1);   // The refusal is not the last line.
  EXPECT_EQ(offset_in(whole + carrier + xml), at(whole + carrier) + in_document);

  std::string saved = whole + bad, saved_head = whole + head;
  std::erase(saved, '\r');
  std::erase(saved_head, '\r');
  EXPECT_EQ(offset_in(saved), at(saved_head));
}

TEST(DecodeAsJson, is_json_whatever_a_capture_holds) {
  const Ended ended =
      run_parley({"decode", "--json", "-"}, "OPTIONS sip:a SIP/2.0\r\nSubject: \x01\xff\"\r\n\r\n");
  const auto lines = json_lines(ended.out);
  ASSERT_EQ(lines.size(), 1u);
  EXPECT_THAT(std::string(lines[0].at("headers").as_array().at(0).at("value").as_string()),
              HasSubstr("\\xFF\""));
}

TEST(LintAsJson, tells_where_and_what_is_wrong_and_nothing_when_nothing_is) {
  const Folder folder;
  folder.write("broken.ladder", "scenario broken \"B\"\nalice -> \n");
  const Ended ended = run_parley({"lint", "--json", folder.path()});
  EXPECT_EQ(ended.code, 2);
  const auto lines = json_lines(ended.out);
  ASSERT_FALSE(lines.empty());
  EXPECT_EQ(lines[0].at("file").as_string(), folder / "broken.ladder");
  EXPECT_EQ(lines[0].at("line").as_int64(), 2);
  EXPECT_FALSE(lines[0].at("text").as_string().empty());
  const Ended sound = run_parley({"lint", "--json", "rooms/leave"});
  EXPECT_EQ(sound.code, 0);
  EXPECT_EQ(sound.out, "");
}

TEST(ReplayAsJson, tells_whether_it_is_the_same_run) {
  const Folder out;
  ASSERT_EQ(run_parley({"simulate", "rooms/leave", "--out", out.path()}).code, 0);
  const auto lines = json_lines(run_parley({"replay", "--json", out.path()}).out);
  ASSERT_EQ(lines.size(), 1u);
  EXPECT_TRUE(lines[0].at("same").as_bool());
  EXPECT_EQ(lines[0].at("cases").as_int64(), 1);
  EXPECT_TRUE(lines[0].at("different").as_array().empty());
}

}   // namespace
}   // namespace parley::process
