// The program in virtual time: one seed gives one folder, byte for byte; what --out wrote can be played
// again; and a record that is not what this build plays is told from one that is.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <map>

#include "tests/process/test_child.h"

namespace parley::process {
namespace {

std::map<std::string, std::string> files_of(const std::string& folder) {
  std::map<std::string, std::string> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder))
    if (entry.is_regular_file())
      files[std::filesystem::relative(entry.path(), folder).string()] = read_whole(entry.path().string());
  return files;
}

int simulate(const std::string& out, const std::string& seed = "7", const std::string& what = "scenarios") {
  return run_parley({"simulate", PARLEY_SOURCE_DIR "/" + what, "--seed", seed, "--out", out}).code;
}

TEST(Simulate, writes_the_same_folder_for_the_same_seed) {
  const Folder one, other;
  ASSERT_EQ(simulate(one.path()), 0);
  ASSERT_EQ(simulate(other.path()), 0);
  const auto files = files_of(one.path()), others = files_of(other.path());
  EXPECT_EQ(files.size(), others.size());
  for (const auto& [name, text] : files) {
    ASSERT_TRUE(others.contains(name)) << name;
    EXPECT_TRUE(text == others.at(name)) << name << " is not the same";
  }
  for (const std::string name : {"run.json", "index.html", "junit.xml", "pool.toml"})
    EXPECT_THAT(files, testing::Contains(testing::Key(name)));
}

TEST(Simulate, says_in_the_record_which_build_it_is) {
  const Folder out;
  ASSERT_EQ(simulate(out.path(), "7", "scenarios/rooms/leave.ladder"), 0);
  EXPECT_THAT(read_whole(out / "run.json"),
              testing::ContainsRegex("\n  \"build\": \"(Clang|GNU) [0-9.]+, [A-Z]"));
}

TEST(Simulate, writes_another_record_for_another_seed) {
  const Folder one, other;
  ASSERT_EQ(simulate(one.path(), "7", "scenarios/rooms/leave.ladder"), 0);
  ASSERT_EQ(simulate(other.path(), "8", "scenarios/rooms/leave.ladder"), 0);
  EXPECT_NE(read_whole(one / "run.json"), read_whole(other / "run.json"));
}

TEST(Replay, of_what_was_written_is_the_same_run) {
  const Folder out;
  ASSERT_EQ(simulate(out.path()), 0);
  const auto again = run_parley({"replay", out.path()});
  EXPECT_EQ(again.code, 0) << again.err;
  EXPECT_THAT(again.out, testing::HasSubstr("the same run"));
}

// Deviations are part of what was played.
TEST(Replay, of_a_run_with_a_deviation_is_the_same_run) {
  const Folder out;
  ASSERT_EQ(run_parley({"simulate", PARLEY_SOURCE_DIR "/scenarios/rooms/leave.ladder", "--deviate",
                        "server-drops-copy", "--deviate", "server-reply-twice", "--out", out.path()})
                .code,
            1);
  EXPECT_EQ(run_parley({"replay", out.path()}).code, 0);
}

// The folder is that of the last run, whatever stood there before.
TEST(Replay, of_a_folder_that_was_used_before_is_the_last_run) {
  const Folder used, fresh;
  ASSERT_EQ(simulate(used.path(), "7", "scenarios/sign_in"), 0);
  ASSERT_EQ(simulate(used.path(), "7", "scenarios/rooms/leave.ladder"), 0);
  EXPECT_EQ(run_parley({"replay", used.path()}).code, 0);
  ASSERT_EQ(simulate(fresh.path(), "7", "scenarios/rooms/leave.ladder"), 0);
  EXPECT_EQ(files_of(used.path()), files_of(fresh.path()));
}

// A scenario that lies there and was not played is nobody's to remove.
TEST(Simulate, leaves_other_files_in_the_folder_alone) {
  const Folder out;
  ASSERT_EQ(simulate(out.path(), "7", "scenarios/sign_in/disabled.ladder"), 0);
  out.write("scenarios/sign-in/mine.ladder", "mine");
  ASSERT_EQ(simulate(out.path(), "7", "scenarios/rooms/leave.ladder"), 0);
  EXPECT_EQ(read_whole(out / "scenarios/sign-in/mine.ladder"), "mine");
}

TEST(Replay, of_scenarios_with_mistakes_says_so) {
  const Folder out;
  ASSERT_EQ(simulate(out.path(), "7", "scenarios/rooms/leave.ladder"), 0);
  out.write("scenarios/rooms/leave.ladder", "scenario rooms/leave \"L\"\nalice ->\n");
  const auto again = run_parley({"replay", out.path()});
  EXPECT_EQ(again.code, 2);
  EXPECT_THAT(again.err, testing::HasSubstr(out / "scenarios/rooms/leave.ladder:2:"));
}

// A record is sent around: it must not open what lies elsewhere.
TEST(Replay, opens_nothing_outside_the_folder) {
  const Folder out;
  ASSERT_EQ(simulate(out / "report", "7", "scenarios/rooms/leave.ladder"), 0);
  std::filesystem::copy_file(PARLEY_SOURCE_DIR "/scenarios/rooms/leave.ladder", out / "x.ladder");
  std::string record = read_whole(out / "report/run.json");
  const std::string id = "\"id\": \"rooms/leave\"";
  const std::size_t at = record.find(id);
  ASSERT_NE(at, std::string::npos);
  out.write("report/run.json", record.replace(at, id.size(), "\"id\": \"../../x\""));
  const auto again = run_parley({"replay", out / "report"});
  EXPECT_EQ(again.code, 2) << again.out;
  EXPECT_THAT(again.err, testing::HasSubstr("'../../x' leads out of the folder"));
}

TEST(Simulate, finds_a_folder_that_cannot_be_written_before_it_plays) {
  const auto ended = run_parley(
      {"simulate", PARLEY_SOURCE_DIR "/scenarios/rooms/leave.ladder", "--out", "/proc/no/such/folder"});
  EXPECT_EQ(ended.code, 2);
  EXPECT_EQ(ended.out, "");
}

// The command is whole and a shell reads it as it was meant; the record has one that works in its folder.
TEST(Simulate, says_how_to_do_a_failure_again) {
  const Folder out;
  const std::string pool = out.write(
      "the pool.toml", run_parley({"simulate", PARLEY_SOURCE_DIR "/scenarios/rooms/subscribe_and_post.ladder",
                                   "--out", out / "first"})
                                   .code == 0
                           ? read_whole(out / "first/pool.toml")
                           : "");
  const std::string file = PARLEY_SOURCE_DIR "/scenarios/rooms/subscribe_and_post.ladder";
  const Ended ended = run_parley({"simulate", file, "--seed", "7", "--rooms", pool, "--deviate",
                                  "server-drops-copy", "--out", out / "second"});
  EXPECT_EQ(ended.code, 1);
  EXPECT_THAT(ended.out, testing::HasSubstr("do it again: parley simulate " + file + " --seed 7 --rooms '" +
                                            pool + "' --deviate server-drops-copy\n"));
  EXPECT_THAT(read_whole(out / "second/run.json"),
              testing::HasSubstr("\"parley simulate scenarios --seed 7 --rooms pool.toml "
                                 "--deviate server-drops-copy\""));
}

TEST(Simulate, tells_a_script_what_it_tells_a_person) {
  const Ended ended = run_parley({"simulate", PARLEY_SOURCE_DIR "/scenarios/rooms/subscribe_and_post.ladder",
                                  "--json", "--deviate", "server-drops-copy"});
  EXPECT_EQ(ended.code, 1);
  for (const char* part : {"\"seed\":1", "\"reproduce\":\"parley simulate ",
                           "\"requirement\":\"FLOW-POST-5\"", "\"position\":\"", "\"actual\":\""})
    EXPECT_THAT(ended.out, testing::HasSubstr(part));
}

TEST(Report, writes_to_standard_output_for_a_dash) {
  const Folder out;
  ASSERT_EQ(simulate(out.path(), "7", "scenarios/rooms/leave.ladder"), 0);
  const Ended ended = run_parley({"report", out.path(), "--tap", "-"});
  EXPECT_EQ(ended.code, 0);
  EXPECT_THAT(ended.out, testing::StartsWith("TAP version"));
  EXPECT_EQ(ended.err, "");
}

TEST(Report, says_what_it_wrote_and_makes_the_folders_for_it) {
  const Folder out;
  ASSERT_EQ(simulate(out.path(), "7", "scenarios/rooms/leave.ladder"), 0);
  const std::string page = out / "pages/of/today.html";
  const Ended ended = run_parley({"report", out.path(), "--html", page});
  EXPECT_EQ(ended.code, 0) << ended.err;
  EXPECT_EQ(ended.err, "parley: wrote " + page + "\n");
  EXPECT_THAT(read_whole(page), testing::HasSubstr("rooms/leave"));
}

TEST(Report, of_two_runs_of_one_mode_keeps_them_apart) {
  const Folder one, two;
  ASSERT_EQ(simulate(one.path(), "7", "scenarios/rooms/leave.ladder"), 0);
  ASSERT_EQ(simulate(two.path(), "8", "scenarios/rooms/leave.ladder"), 0);
  const Ended ended = run_parley(
      {"report", one.path(), two.path(), "--junit", one / "both.xml", "--html", one / "both.html"});
  EXPECT_EQ(ended.code, 0) << ended.err;
  const std::string page = read_whole(one / "both.html");
  EXPECT_THAT(page, testing::HasSubstr("virtual/rooms/leave"));
  EXPECT_THAT(page, testing::HasSubstr("virtual-2/rooms/leave"));
}

TEST(Replay, of_another_run_names_the_case_and_exits_9) {
  const Folder out;
  ASSERT_EQ(simulate(out.path(), "7", "scenarios/rooms/leave.ladder"), 0);
  std::string record = read_whole(out / "run.json");
  // The last one is the case's; the first is that of the whole run.
  const std::string key = "\"fingerprint\": \"";
  const std::size_t at = record.rfind(key);
  ASSERT_NE(at, std::string::npos);
  char& digit = record[at + key.size()];
  digit = digit == '0' ? '1' : '0';
  out.write("run.json", record);
  const auto again = run_parley({"replay", out.path()});
  EXPECT_EQ(again.code, 9);
  EXPECT_THAT(again.out, testing::HasSubstr("rooms/leave: fingerprint "));
  EXPECT_THAT(again.out, testing::HasSubstr("seed 7; do it again: parley replay " + out.path() + "\n"));
}

// What a report keeps is sent around; the passwords of a test pool are somebody's all the same.
TEST(Replay, needs_no_password_and_a_report_has_none) {
  const Folder out;
  const std::string pool =
      out.write("mine.toml",
                "# Before June it was open-sesame.\n[[pools]]\nuri = \"pool\"\n"
                "[[users]]\nname = \"alice\"\npassword = \"open-sesame\"\n[[users]]\nname = \"bob\"\n");
  const std::string digest = PARLEY_SOURCE_DIR "/scenarios/sign_in/digest.ladder";
  const Ended played = run_parley({"simulate", digest, "--rooms", pool, "--out", out / "report"});
  EXPECT_EQ(played.code, 0) << played.out << played.err;
  for (const auto& [name, text] : files_of(out / "report"))
    EXPECT_THAT(text, testing::Not(testing::HasSubstr("open-sesame"))) << name;
  const std::string kept = read_whole(out / "report/pool.toml");
  EXPECT_THAT(kept, testing::StartsWith("# "));
  EXPECT_THAT(kept, testing::HasSubstr("each is \"secret\" here"));
  const Ended again = run_parley({"replay", out / "report"});
  EXPECT_EQ(again.code, 0) << again.out << again.err;
  // Nor does it matter to the one who plays the kept scenarios with the kept pool.
  const Ended kept_again = run_parley(
      {"simulate", out / "report/scenarios", "--rooms", out / "report/pool.toml", "--out", out / "again"});
  EXPECT_EQ(kept_again.code, 0);
  EXPECT_EQ(read_whole(out / "again/pool.toml"), kept);
  EXPECT_EQ(run_parley({"replay", out / "again"}).out, again.out);
}

TEST(Replay, of_a_run_over_sockets_says_what_can_be_done_instead) {
  const Folder out;
  const std::string folder = out / "a report";
  ASSERT_EQ(
      run_parley({"simulate", "sign-in/disabled", "--over", "tcp", "--seed", "7", "--out", folder}).code, 0);
  const Ended ended = run_parley({"replay", folder});
  EXPECT_EQ(ended.code, 2);
  for (const std::string& part :
       {folder + ": this run was played over tcp",
        "to play it again: cd '" + folder + "' && parley simulate scenarios",
        "parley simulate '" + folder + "/scenarios' --seed 7 --rooms '" + folder + "/pool.toml'\n",
        "parley report '" + folder + "' --html FILE"})
    EXPECT_THAT(ended.err, testing::HasSubstr(part));
  const Ended simulated =
      run_parley({"simulate", folder + "/scenarios", "--seed", "7", "--rooms", folder + "/pool.toml"});
  EXPECT_EQ(simulated.code, 0) << simulated.err;
}

TEST(Replay, of_a_scenario_that_was_changed_exits_9) {
  const Folder out;
  ASSERT_EQ(simulate(out.path(), "7", "scenarios/rooms/leave.ladder"), 0);
  std::string ladder = read_whole(out / "scenarios/rooms/leave.ladder");
  const std::string words = "he is gone";
  for (std::size_t at = 0; (at = ladder.find(words, at)) != std::string::npos;)
    ladder.replace(at, words.size(), "he has left");
  out.write("scenarios/rooms/leave.ladder", ladder);
  EXPECT_EQ(run_parley({"replay", out.path()}).code, 9);
}

}   // namespace
}   // namespace parley::process
