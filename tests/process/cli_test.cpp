// What scripts may rely on: exit codes, one JSON object a line, and no password anywhere.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>

#include "tests/process/test_child.h"
#include "tests/process/test_json.h"
#include "tests/process/test_sip_peer.h"

namespace parley::process {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

constexpr const char* kNobody = "tcp://127.0.0.1:1";   // tcpmux: nobody listens there.

class VerbTest : public testing::TestWithParam<std::string> {};

TEST_P(VerbTest, has_help) {
  const Ended ended = run_parley({GetParam(), "--help"});
  EXPECT_EQ(ended.code, 0);
  EXPECT_THAT(ended.out, HasSubstr("Usage: parley " + GetParam()));
  EXPECT_EQ(ended.err, "");
}

TEST_P(VerbTest, refuses_an_option_that_it_does_not_have) {
  const Ended ended = run_parley({GetParam(), "--no-such-option"});
  EXPECT_EQ(ended.code, 2);
  EXPECT_EQ(ended.out, "");
  EXPECT_THAT(ended.err, AllOf(testing::StartsWith("parley: "), HasSubstr("--help")));
}

INSTANTIATE_TEST_SUITE_P(Every, VerbTest,
                         testing::Values("serve", "client", "conform", "simulate", "replay", "decode", "lint",
                                         "list", "report"),
                         [](const auto& one) { return one.param; });

TEST(Program, tells_its_version_and_verbs) {
  EXPECT_THAT(run_parley({"--version"}).out, testing::MatchesRegex("parley [0-9.]+ \\(.+, .+\\)\n"));
  const Ended help = run_parley({"--help"});
  EXPECT_EQ(help.code, 0);
  EXPECT_THAT(help.out, AllOf(HasSubstr("serve"), HasSubstr("exit codes")));
}

TEST(Program, without_a_verb_or_with_an_unknown_one_is_refused) {
  EXPECT_EQ(run_parley({}).code, 2);
  const Ended ended = run_parley({"dance"});
  EXPECT_EQ(ended.code, 2);
  EXPECT_THAT(ended.err, HasSubstr("dance"));
}

// The variable of a script that was never set: without this, `serve --data ""` would lose what it keeps.
TEST(Program, refuses_an_option_whose_value_is_empty) {
  const std::vector<std::vector<std::string>> all{
      {"serve", "--data", ""}, {"serve", "--rooms", ""}, {"simulate", "rooms/leave", "--out", ""}};
  for (const std::vector<std::string>& words : all) {
    const Ended ended = run_parley(words);
    EXPECT_EQ(ended.code, 2) << words[1];
    EXPECT_EQ(ended.out, "");
    EXPECT_THAT(ended.err, HasSubstr(": its value is empty, and the option may be left out")) << words[1];
  }
}

TEST(Program, with_nothing_selected_ends_with_usage) {
  const Folder empty;
  const std::string path = empty.path();
  for (const std::vector<std::string>& words :
       std::vector<std::vector<std::string>>{{"simulate", path},
                                             {"lint", path},
                                             {"list", path},
                                             {"replay", path},
                                             {"report", path},
                                             {"decode", path},
                                             {"simulate", path + "/none"}}) {
    const Ended ended = run_parley(words);
    EXPECT_EQ(ended.code, 2) << words.front();
    EXPECT_EQ(ended.out, "") << words.front();
    EXPECT_THAT(ended.err, HasSubstr(path)) << words.front();
  }
}

// A seed that wraps around or loses digits would be another run than the one that was asked for.
TEST(Program, takes_a_seed_only_as_it_stands) {
  const Folder folder;
  for (const std::string seed : {"-1", "18446744073709551616", "1.5", "0x10", "1e3", ""})
    for (const std::vector<std::string>& words :
         std::vector<std::vector<std::string>>{{"simulate"},
                                               {"serve"},
                                               {"client", "--target", kNobody, "--user", "alice"},
                                               {"conform", "--target", kNobody, "--out", folder.path()}}) {
      auto all = words;
      all.insert(all.end(), {"--seed", seed});
      const Ended ended = run_parley(all);
      EXPECT_EQ(ended.code, 2) << words.front() << seed;
      EXPECT_THAT(ended.err, HasSubstr("expected 0 ... 18446744073709551615")) << words.front() << seed;
    }
  const Ended most = run_parley(
      {"simulate", PARLEY_SOURCE_DIR "/scenarios/rooms/leave.ladder", "--seed", "18446744073709551615"});
  EXPECT_EQ(most.code, 0) << most.err;
  EXPECT_THAT(most.out, HasSubstr("seed 18446744073709551615"));
}

TEST(BuiltIn, scenario_is_taken_by_its_id_wherever_a_path_is) {
  std::vector<std::string> lint{"lint"};
  for (const auto& line : json_lines(run_parley({"list", "--scenarios", "--json"}).out))
    lint.emplace_back(line.at("id").as_string());
  EXPECT_GT(lint.size(), 30u);
  const Ended linted = run_parley(lint);
  EXPECT_EQ(linted.code, 0) << linted.err;
  EXPECT_THAT(linted.out, HasSubstr(std::to_string(lint.size() - 1) + " scenarios"));
  const Ended played = run_parley({"simulate", "rooms/leave", "rooms/leave", "sign-in/disabled"});
  EXPECT_EQ(played.code, 0) << played.err;
  EXPECT_THAT(played.out, HasSubstr("2 cases: 2 PASS"));
}

TEST(BuiltIn, scenario_or_path_that_is_neither_is_an_error_that_names_both_ways) {
  for (const char* verb : {"simulate", "lint", "list"}) {
    const Ended ended = run_parley({verb, "rooms/leave", "sign-in/enabeld"});
    EXPECT_EQ(ended.code, 2) << verb;
    EXPECT_EQ(ended.out, "") << verb;
    EXPECT_THAT(ended.err, AllOf(HasSubstr("sign-in/enabeld: no such file or folder"),
                                 HasSubstr("parley list --scenarios")))
        << verb;
  }
}

TEST(BuiltIn, scenario_that_fails_is_done_again_by_its_id) {
  const Folder folder;
  const std::vector<std::string> words{"simulate",  "sign-in/several-pools", "--seed", "1",
                                       "--deviate", "server-no-info-ack"};
  auto with_report = words;
  with_report.insert(with_report.end(), {"--out", folder.path()});
  for (const Ended& ended : {run_parley(words), run_parley(with_report)}) {
    EXPECT_EQ(ended.code, 1);
    std::string command = "do it again: parley";
    for (const std::string& word : words) command += " " + word;
    EXPECT_THAT(ended.out, HasSubstr(command + "\n"));
  }
}

TEST(Report, tells_a_script_what_the_run_told_it) {
  const Folder folder;
  const Ended played =
      run_parley({"simulate", "rooms/leave", "--seed", "1", "--json", "--out", folder.path()});
  const Ended told = run_parley({"report", folder.path(), "--json"});
  EXPECT_EQ(told.code, 0);
  EXPECT_THAT(told.out, testing::StartsWith("{\"case\":\"rooms/leave\",\"verdict\":\"PASS\","));
  EXPECT_EQ(told.out.substr(0, told.out.find(",\"seed\"")),
            played.out.substr(0, played.out.find(",\"seed\"")));
}

TEST(Report, names_each_mode_once) {
  const Folder folder;
  ASSERT_EQ(run_parley({"simulate", "sign-in/disabled", "--out", folder / "a"}).code, 0);
  std::string record = read_whole(folder / "a/run.json");
  const std::string mode = "\"mode\": \"virtual\"";
  ASSERT_NE(record.find(mode), std::string::npos);
  std::filesystem::create_directories(folder / "b");
  folder.write("b/run.json", record.replace(record.find(mode), mode.size(), "\"mode\": \"tcp\""));
  const Ended drawn = run_parley({"report", folder / "a", folder / "b", folder / "a"});
  EXPECT_THAT(drawn.out, AllOf(HasSubstr("virtual, tcp"), Not(HasSubstr("virtual, tcp, virtual"))));
}

TEST(PoolFile, that_is_wrong_is_an_error_that_names_the_option) {
  const Folder folder;
  const std::string pool = folder.write("pool.toml", "[[pools]]\nurl = \"a\"\n");
  const std::string out = folder / "out";
  for (const auto& [words, option] : std::vector<std::pair<std::vector<std::string>, std::string>>{
           {{"serve", "--rooms", pool}, "--rooms"},
           {{"simulate", "--rooms", pool}, "--rooms"},
           {{"conform", "--target", kNobody, "--out", out, "--users", pool}, "--users"}}) {
    const Ended ended = run_parley(words);
    EXPECT_EQ(ended.code, 2) << words.front();
    EXPECT_THAT(ended.err,
                AllOf(HasSubstr(pool + ": line 2, column 7: unknown key 'url'; known here are uri"),
                      HasSubstr("correct " + option + " FILE")))
        << words.front();
  }
}

// Whoever edits the pool file of an earlier run and plays into its folder once more keeps his passwords.
TEST(PoolFile, is_not_overwritten_by_the_one_without_passwords) {
  ServeProcess server;
  ASSERT_TRUE(server.ready());
  const Folder folder;
  const std::string text =
      "[[pools]]\nuri = \"GC-1\"\n[[users]]\nname = \"alice\"\npassword = \"open-sesame\"\n";
  const std::string pool = folder.write("pool.toml", text);
  for (const std::vector<std::string>& words : std::vector<std::vector<std::string>>{
           {"simulate", "rooms/leave", "--rooms", pool, "--out", folder.path()},
           {"conform", "--target", server.url(), "--users", pool, "--out", folder.path()}}) {
    const Ended ended = run_parley(words);
    EXPECT_EQ(ended.code, 2) << words.front();
    EXPECT_EQ(ended.out, "") << words.front();
    EXPECT_THAT(ended.err, HasSubstr("name another folder")) << words.front();
    EXPECT_EQ(read_whole(pool), text);
  }
}

TEST(List, lists_one_thing_at_a_time) {
  for (const char* other : {"--scenarios", PARLEY_SOURCE_DIR "/scenarios"}) {
    const Ended ended = run_parley({"list", "--deviations", other});
    EXPECT_EQ(ended.code, 2) << ended.out;
    EXPECT_EQ(ended.out, "");
    EXPECT_THAT(ended.err, AllOf(HasSubstr("excludes --deviations"), HasSubstr("--help")));
  }
}

TEST(Program, ends_with_unreachable_when_nobody_listens) {
  const Folder folder;
  const Ended conform = run_parley({"conform", "--target", kNobody, "--out", folder / "out", "--scenarios",
                                    PARLEY_SOURCE_DIR "/scenarios"});
  EXPECT_EQ(conform.code, 4);
  EXPECT_EQ(conform.err, fmt::format("parley: cannot connect to {}: the connection was refused; nothing was "
                                     "judged\n",
                                     kNobody));
}

TEST(Program, ends_with_usage_when_the_target_is_no_address) {
  const Folder folder;
  const Ended client = run_parley({"client", "--target", "localhost", "--user", "alice"});
  EXPECT_EQ(client.code, 2);
  EXPECT_THAT(client.err, HasSubstr("tcp://HOST:PORT"));
  const Ended conform = run_parley({"conform", "--target", "localhost", "--out", folder / "out"});
  EXPECT_EQ(conform.code, 2);
  EXPECT_THAT(conform.err, HasSubstr("tcp://HOST:PORT"));
}

TEST(Program, lists_the_deviations_that_deviate_takes) {
  const Ended listed = run_parley({"list", "--deviations", "--json"});
  EXPECT_EQ(listed.code, 0);
  const auto lines = json_lines(listed.out);
  ASSERT_FALSE(lines.empty());
  for (const auto& line : lines) {
    const std::string role(line.at("role").as_string());
    EXPECT_THAT(role, testing::AnyOf("server", "client"));
    EXPECT_FALSE(line.at("text").as_string().empty()) << line.at("id");
  }
}

TEST(Program, refuses_a_deviation_that_nobody_has) {
  for (const std::vector<std::string>& words :
       std::vector<std::vector<std::string>>{{"simulate", PARLEY_SOURCE_DIR "/scenarios"},
                                             {"client", "--target", kNobody, "--user", "alice"}}) {
    auto all = words;
    all.insert(all.end(), {"--deviate", "nonsense"});
    const Ended ended = run_parley(all);
    EXPECT_EQ(ended.code, 2) << words.front();
    EXPECT_EQ(ended.out, "") << words.front();
    EXPECT_THAT(ended.err, HasSubstr("'nonsense'")) << words.front();
  }
}

TEST(Lint, finds_a_deviation_that_nobody_has) {
  const Folder folder;
  std::string text = read_whole(PARLEY_SOURCE_DIR "/scenarios/sign_in/disabled.ladder");
  const std::string file = folder / "one.ladder";
  const std::size_t id = text.find("sign-in/disabled");
  ASSERT_NE(id, std::string::npos);
  folder.write("one.ladder", text.replace(id, 16, "one"));
  EXPECT_EQ(run_parley({"lint", file}).code, 0);
  const std::string line = "set pool deviate=server-sings\n";
  const std::size_t at = text.find("\n\n") + 2;
  folder.write("one.ladder", text.insert(at, line));
  const Ended ended = run_parley({"lint", file});
  EXPECT_EQ(ended.code, 2);
  EXPECT_THAT(ended.out, testing::StartsWith(file + ":6:"));
  EXPECT_THAT(ended.out, HasSubstr("'server-sings'"));
}

TEST(Decode, says_what_every_sample_is) {
  int decoded = 0;
  for (const char* folder : {"/protocol/xccos/testdata", "/protocol/sip/testdata"})
    for (const auto& entry : std::filesystem::directory_iterator(PARLEY_SOURCE_DIR + std::string(folder))) {
      const bool document = entry.path().extension() == ".xml";
      if (!document && entry.path().extension() != ".sip") continue;
      const Ended ended = run_parley({"decode", entry.path().string()});
      EXPECT_THAT(ended.code, testing::AnyOf(0, 1)) << entry.path() << ended.err;
      EXPECT_THAT(ended.out, testing::StartsWith(document ? "xccos " : "sip ")) << entry.path();
      EXPECT_EQ(ended.err, "") << entry.path();
      ++decoded;
    }
  EXPECT_GT(decoded, 50);
}

TEST(Decode, counts_what_no_type_has_and_writes_it_on) {
  const Ended ended = run_parley(
      {"decode", "-"}, xccos(1, R"(<cmd id="cmd:requri" seqid="1" new="1"><data><x/></data></cmd>)"));
  EXPECT_EQ(ended.code, 0);
  EXPECT_THAT(ended.out, HasSubstr("unknown: 2 "));
  EXPECT_THAT(ended.out, HasSubstr(R"( new="1")"));
  EXPECT_THAT(ended.out, HasSubstr("<x/>"));
}

TEST(Decode, reads_standard_input_and_refuses_what_is_neither) {
  EXPECT_EQ(run_parley({"decode", "-"}, xccos(1, R"(<cmd id="cmd:requri" seqid="1"><data/></cmd>)")).code, 0);
  EXPECT_EQ(run_parley({"decode", "-"}, "neither\r\n\r\n").code, 1);
  for (const char* nothing : {"", "\r\n\r\n", " \n"}) {
    const Ended ended = run_parley({"decode", "-"}, nothing);
    EXPECT_EQ(ended.code, 2);
    EXPECT_EQ(ended.err, "parley: standard input: is empty\n");
  }
}

// An editor saves a sample without its CRs; what it says is still of use, but a peer would refuse it.
TEST(Decode, reads_a_message_whose_line_ends_an_editor_has_changed_and_says_so) {
  std::string text = read_whole(PARLEY_SOURCE_DIR "/protocol/sip/testdata/23-info-bjoin.sip");
  const Ended whole = run_parley({"decode", "-"}, text);
  EXPECT_EQ(whole.code, 0);
  std::erase(text, '\r');
  const Ended ended = run_parley({"decode", "-"}, text);
  EXPECT_EQ(ended.code, 1);
  const std::size_t first_line = ended.out.find('\n') + 1;
  EXPECT_THAT(ended.out.substr(0, first_line), HasSubstr("LF alone"));
  EXPECT_EQ(ended.out.substr(first_line), whole.out);
}

TEST(Decode, reads_a_document_behind_a_byte_order_mark) {
  const std::string document = xccos(1, R"(<cmd id="cmd:requri" seqid="1"><data/></cmd>)");
  const Ended ended = run_parley({"decode", "-"}, "\xEF\xBB\xBF" + document);
  EXPECT_EQ(ended.code, 0) << ended.out;
  EXPECT_EQ(ended.out, run_parley({"decode", "-"}, document).out);
}

TEST(Decode, takes_blanks_around_a_document_but_not_before_its_xml_declaration) {
  const std::string document = xccos(1, R"(<cmd id="cmd:requri" seqid="1"><data/></cmd>)");
  EXPECT_EQ(run_parley({"decode", "-"}, "\n " + document + "\n").code, 0);
  const std::string declaration = "<?xml version=\"1.0\"?>";
  EXPECT_EQ(run_parley({"decode", "-"}, declaration + document).code, 0);
  const Ended ended = run_parley({"decode", "-"}, "\n" + declaration + document);
  EXPECT_EQ(ended.code, 1);
  EXPECT_THAT(ended.out, HasSubstr("not first"));
}

TEST(Decode, leaves_the_line_ends_of_a_body_that_has_its_length) {
  const std::string body =
      "<xccos xmlns=\"urn:parlano:xml:ns:xccos\" ver=\"1\" envid=\"1\">\n"
      "<cmd id=\"cmd:requri\" seqid=\"1\"><data/></cmd>\n</xccos>";
  const Ended ended = run_parley(
      {"decode", "-"}, fmt::format("INFO sip:a SIP/2.0\nContent-Length: {}\n\n{}", body.size(), body));
  EXPECT_EQ(ended.code, 1) << "its head has lost its line ends";
  EXPECT_THAT(ended.out, Not(HasSubstr("refused")));
}

TEST(Decode, refuses_a_start_line_that_cannot_be_read_and_reads_what_follows) {
  const std::string good = "OPTIONS sip:a SIP/2.0\r\n\r\n";
  const Ended ended = run_parley({"decode", "-"}, good + "OPTIONS  sip:a SIP/2.0\r\n\r\n" + good);
  EXPECT_EQ(ended.code, 1);
  const auto refused = ended.out.find("refused at byte 25");
  ASSERT_NE(refused, std::string::npos) << ended.out;
  EXPECT_LT(ended.out.find("OPTIONS sip:a"), refused);
  EXPECT_GT(ended.out.rfind("OPTIONS sip:a"), refused);
}

TEST(Decode, refuses_a_message_of_which_one_line_ends_in_lf_alone) {
  const Ended ended = run_parley({"decode", "-"}, "OPTIONS sip:a SIP/2.0\r\nSubject: x\n\r\n");
  EXPECT_EQ(ended.code, 1);
  EXPECT_THAT(ended.out, HasSubstr("A line ends in LF alone"));
}

// A capture is somebody else's text; a terminal obeys control characters.
TEST(Decode, prints_no_control_character_of_a_capture) {
  const Ended ended =
      run_parley({"decode", "-"}, "OPTIONS sip:a SIP/2.0\r\nSubject: \x1b]0;mine\x07 \x9b\r\n\r\n");
  EXPECT_THAT(ended.out, HasSubstr("\\x1B]0;mine\\x07"));
  for (const char c : ended.out) EXPECT_TRUE(c == '\n' || (c >= ' ' && c < 0x7f)) << static_cast<int>(c);
}

TEST(List, says_when_a_file_cannot_be_read) {
  const Folder folder;
  folder.write("broken.ladder", "scenario broken \"B\"\nalice -> \n");
  const Ended ended = run_parley({"list", folder.path()});
  EXPECT_EQ(ended.code, 2);
  EXPECT_THAT(ended.err, AllOf(HasSubstr(folder / "broken.ladder:2:"), HasSubstr("may not be whole")));
}

TEST(Program, says_what_is_wrong_with_a_name_that_is_no_path) {
  for (const char* verb : {"decode", "lint", "report"}) {
    const Ended ended = run_parley({verb, std::string(5000, 'a')});
    EXPECT_EQ(ended.code, 2) << verb;
    EXPECT_THAT(ended.err, Not(HasSubstr("harness error"))) << verb;
  }
}

// Who reads it opens the file, and two files of one name are two.
TEST(Lint, names_the_files_as_they_were_given) {
  const Folder folder;
  for (const char* place : {"a", "b", "scenarios"}) {
    std::filesystem::create_directories(folder / place);
    folder.write(place + std::string("/x.ladder"), "scenario x \"X\"\nalice ->\n");
  }
  const std::string a = folder / "a/x.ladder", deep = folder / "scenarios";
  const Ended ended = run_parley({"lint", a, folder / "b", deep});
  EXPECT_EQ(ended.code, 2);
  for (const std::string& file : {a, folder / "b/x.ladder", deep + "/x.ladder"})
    EXPECT_THAT(ended.out, HasSubstr(file + ":2:"));
}

TEST(Lint, names_both_files_of_one_id) {
  const Folder folder;
  const std::string text = read_whole(PARLEY_SOURCE_DIR "/scenarios/rooms/leave.ladder");
  const std::string one = folder.write("one.ladder", text), two = folder.write("two.ladder", text);
  const Ended ended = run_parley({"lint", one, two});
  EXPECT_EQ(ended.code, 2);
  EXPECT_THAT(ended.out, AllOf(HasSubstr(one), HasSubstr(two)));
}

// A folder of one's own, wherever it lies and however it is named.
TEST(Lint, takes_the_scenarios_of_a_vendor) {
  const Folder folder;
  std::filesystem::create_directories(folder / "sign_in");
  std::filesystem::create_directories(folder / "myscenarios");
  std::string text = read_whole(PARLEY_SOURCE_DIR "/scenarios/sign_in/disabled.ladder");
  const std::string one = folder.write("sign_in/disabled.ladder", text);
  EXPECT_EQ(run_parley({"lint", one}).code, 0);
  EXPECT_EQ(run_parley({"lint", folder / "sign_in"}).code, 0);
  text.replace(text.find("sign-in/disabled"), 16, "myscenarios/disabled");
  folder.write("myscenarios/disabled.ladder", text);
  const Ended both = run_parley({"lint", folder.path()});
  EXPECT_EQ(both.code, 0) << both.out;
}

TEST(Simulate, plays_a_scenario_that_lies_elsewhere_than_its_id_says) {
  const Folder folder;
  std::filesystem::create_directories(folder / "dir");
  const std::string file =
      folder.write("dir/mine.ladder", read_whole(PARLEY_SOURCE_DIR "/scenarios/rooms/leave.ladder"));
  EXPECT_EQ(run_parley({"lint", file}).code, 0);
  const Ended ended = run_parley({"simulate", file, "--out", folder / "out"});
  EXPECT_EQ(ended.code, 0) << ended.err;
  EXPECT_EQ(run_parley({"replay", folder / "out"}).code, 0);
}

TEST(Program, whose_results_cannot_be_written_says_so_and_does_not_end_with_0) {
  for (const char* verb : {"list", "list --json", "simulate rooms/leave --json", "lint rooms/leave"}) {
    const std::string command = fmt::format("{} {} > /dev/full 2> /dev/null", PARLEY_PROGRAM, verb);
    const int status = std::system(command.c_str());
    EXPECT_EQ(WEXITSTATUS(status), 5) << verb;
  }
}

TEST(Simulate, over_sockets_writes_no_time_of_day) {
  const Folder out;
  ASSERT_EQ(run_parley({"simulate", "rooms/subscribe-and-post", "--over", "tcp", "--out", out.path()}).code,
            0);
  const std::string record = read_whole(out / "run.json");
  const std::string time = " ts=\\\"2";
  std::size_t times = 0;
  for (std::size_t at = record.find(time); at != std::string::npos; at = record.find(time, at + 1)) {
    EXPECT_EQ(record.substr(at + time.size() - 1, 14), "2013-08-02T21:");   // Where virtual time starts, too.
    ++times;
  }
  EXPECT_GT(times, 1u);
}

// It turns nothing red, and is worth knowing all the same.
TEST(Simulate, shows_what_no_certain_rule_decides) {
  const std::vector<std::string> words{"simulate", "rooms/secret-room", "--deviate",
                                       "server-shows-secret-rooms"};
  const Ended ended = run_parley(words);
  EXPECT_EQ(ended.code, 0);
  EXPECT_THAT(ended.out, HasSubstr("PASS rooms/secret-room: something to know\n  INFO [XCCOS-SRCH-3] at "));
}

TEST(Log, in_json_is_json_whatever_a_peer_sends) {
  const Folder folder;
  const std::string file = folder / "log.jsonl";
  ServeProcess server({"--log-level", "debug", "--log-json", "--log-file", file});
  ASSERT_TRUE(server.ready()) << server.child.error_so_far();
  SipPeer peer(server.port, "alice");
  peer.send_bytes("INFO \"\\\x01\xff\xc3{}\n\" SIP/2.0\r\n\r\n");
  EXPECT_TRUE(peer.wait_lost());
  const Ended ended = server.stop();
  EXPECT_EQ(ended.code, 0);
  EXPECT_EQ(ended.err, "");
  const auto lines = json_lines(read_whole(file));
  EXPECT_GT(lines.size(), 3u);
  for (const auto& line : lines)
    for (const char* key : {"time", "level", "text"}) EXPECT_TRUE(line.contains(key)) << key;
}

TEST(Log, shows_each_message_with_its_dialog_and_without_its_body) {
  const Folder folder;
  const std::string file = folder / "log.jsonl";
  ServeProcess server({"--log-level", "debug", "--log-json", "--log-file", file});
  ASSERT_TRUE(server.ready()) << server.child.error_so_far();
  SipPeer peer(server.port, "alice");
  ASSERT_NO_FATAL_FAILURE(peer.open_session());
  peer.join();
  EXPECT_TRUE(peer.post_and_see("between ourselves"));
  EXPECT_EQ(server.stop().code, 0);
  const std::string log = read_whole(file);
  EXPECT_THAT(log, Not(HasSubstr("between ourselves")));
  int infos = 0;
  for (const auto& line : json_lines(log)) {
    const std::string text(line.at("text").as_string());
    if (text.find(" link ") == std::string::npos || text.find(" SIP/2.0") == std::string::npos) continue;
    EXPECT_NE(line.at("dialog").as_string(), "") << text;
    if (text.find("INFO ") != std::string::npos) ++infos;
  }
  EXPECT_GE(infos, 4);   // join and post, its reply and its copy.
}

}   // namespace
}   // namespace parley::process
