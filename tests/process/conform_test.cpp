// `parley conform` judges a server in another process: green for the faithful one, however often it is asked,
// and red for one that breaks a rule, with the rule's name.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <ostream>
#include <set>

#include "reports/run_record.h"
#include "tests/process/test_child.h"

namespace parley::process {
namespace {

using Words = std::vector<std::string>;

// A server with a port for TCP and one for TLS, each free.
class Server {
 public:
  explicit Server(const Words& more) : child_(with(more)) {
    const auto line = child_.read_line(Clock::now() + kPatience);
    const auto between = line ? line->find(" tls://") : std::string::npos;
    if (between == std::string::npos || !line->starts_with("ready tcp://")) {
      ADD_FAILURE() << "no server: " << child_.error_so_far();
      return;
    }
    tcp = line->substr(6, between - 6);
    tls = line->substr(between + 1);
  }
  std::string tcp, tls;

 private:
  static Words with(const Words& more) {
    Words all{"serve", "--listen", "tcp://127.0.0.1:0", "--listen", "tls://127.0.0.1:0"};
    all.insert(all.end(), more.begin(), more.end());
    return all;
  }
  Child child_;
};

// A server that owes something is waited for 32 s, in a line of the ladder and once more at its end.
constexpr std::chrono::seconds kLongestJudgement = 2 * std::chrono::seconds{32} + kPatience;

struct Judgement {
  int code = -1;
  reports::RunRecord run;
};

// `paths` of scenarios; none: those that are built in.
Judgement judge_paths(const std::string& target, const Words& paths) {
  const Folder out;
  Words words{"conform", "--sut", "server", "--target", target, "--out", out.path()};
  if (!paths.empty()) words.push_back("--scenarios");
  words.insert(words.end(), paths.begin(), paths.end());
  const Ended ended = Child(words).wait(kLongestJudgement);
  auto run = reports::run_from_json(read_whole(out / "run.json"));
  if (!run) ADD_FAILURE() << run.error().detail << "\n" << ended.out << ended.err;
  return {ended.code, run ? std::move(*run) : reports::RunRecord{}};
}

// `files` are relative to the top of the tree; none: the scenarios that are built in.
Judgement judge(const std::string& target, Words files) {
  for (std::string& file : files) file = PARLEY_SOURCE_DIR "/" + file;
  return judge_paths(target, files);
}

// A story that is written for the test.
Judgement judge_story(const std::string& target, const std::string& text) {
  const Folder folder;
  return judge_paths(target, {folder.write("story.ladder", text)});
}

std::size_t count(const reports::RunRecord& run, reports::Verdict verdict) {
  return static_cast<std::size_t>(std::count_if(run.cases.begin(), run.cases.end(),
                                                [&](const auto& one) { return one.verdict == verdict; }));
}

void expect_conformance(const Judgement& judged) {
  EXPECT_EQ(judged.code, 0);
  for (const reports::CaseRecord& one : judged.run.cases)
    EXPECT_TRUE(one.verdict == reports::Verdict::pass || one.verdict == reports::Verdict::na)
        << one.id << ": " << to_string(one.verdict) << " " << one.reason;
  // Not because nothing was asked.
  EXPECT_GE(count(judged.run, reports::Verdict::pass), 10u);
}

// The second run meets everything that the first one left behind.
TEST(Conform, the_faithful_server_conforms_over_tcp_and_does_so_again) {
  const Server server({});
  for (int round = 1; round <= 2; ++round) expect_conformance(judge(server.tcp, {"scenarios"}));
}

TEST(Conform, the_faithful_server_conforms_over_tls_to_the_built_in_scenarios) {
  const Server server({});
  expect_conformance(judge(server.tls, {}));
}

// A scheme has no case (RFC 3986, 3.1).
TEST(Conform, reads_the_scheme_of_an_address_without_case) {
  Child server({"serve", "--listen", "TLS://127.0.0.1:0"});
  const auto ready = server.read_line(Clock::now() + kPatience);
  ASSERT_TRUE(ready && ready->starts_with("ready tls://")) << server.error_so_far();
  const Judgement judged = judge("TLS" + ready->substr(9), {"scenarios/sign_in/disabled.ladder"});
  EXPECT_EQ(judged.code, 0);
  EXPECT_EQ(judged.run.mode, "tls");
}

struct Broken {
  std::string deviation, scenario, requirement;
};

void PrintTo(const Broken& broken, std::ostream* out) { *out << broken.deviation; }

std::set<std::string> requirements_with(reports::Verdict verdict, const reports::RunRecord& run) {
  std::set<std::string> ids;
  for (const reports::CaseRecord& one : run.cases)
    for (const reports::CheckRecord& check : one.checks)
      if (check.verdict == verdict) ids.insert(check.requirement);
  return ids;
}

std::string name_of(const testing::TestParamInfo<Broken>& info) {
  std::string name = info.param.deviation;
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
}

class ABrokenServer : public testing::TestWithParam<Broken> {};

TEST_P(ABrokenServer, is_found_out_by_name) {
  const Server server({"--deviate", GetParam().deviation});
  const Judgement judged = judge(server.tcp, {"scenarios/" + GetParam().scenario + ".ladder"});
  EXPECT_EQ(judged.code, 1);
  EXPECT_THAT(requirements_with(reports::Verdict::fail, judged.run),
              testing::Contains(GetParam().requirement));
}

INSTANTIATE_TEST_SUITE_P(
    Deviations, ABrokenServer,
    testing::Values(Broken{"server-reply-twice", "sign_in/enabled", "XCCOS-RPL-6"},
                    Broken{"server-sends-copy-twice", "rooms/leave", "XCCOS-POST-5"},
                    Broken{"server-leaks-copy", "rooms/leave", "XCCOS-POST-6"},
                    Broken{"server-info-is-empty", "sign_in/enabled", "XCCOS-SIB-1"},
                    Broken{"server-wrong-content-type", "rooms/forms", "XCCOS-CT-1"},
                    Broken{"server-grants-everything", "rooms/entry_refused", "XCCOS-RPL-12"},
                    Broken{"server-posts-without-join", "rooms/post_without_join", "XCCOS-POST-9"},
                    Broken{"server-history-is-empty", "rooms/subscribe_and_post", "FLOW-POST-4"},
                    Broken{"server-history-of-other-room", "rooms/subscribe_and_post", "XCCOS-HIST-1"},
                    Broken{"server-join-dangling-user", "rooms/subscribe_and_post", "XCCOS-JOIN-2"},
                    Broken{"server-drops-copy", "rooms/subscribe_and_post", "FLOW-POST-5"},
                    Broken{"server-forgets-publications", "rooms/follow_on_another_client", "FLOW-SIGNIN-5a"},
                    Broken{"server-reply-names-other-command", "sign_in/enabled", "XCCOS-RPL-5"},
                    Broken{"server-no-provisioning", "sign_in/disabled", "FLOW-SIGNIN-1"},
                    Broken{"server-cseq-stuck", "sign_in/enabled", "SIP-DLG-4"},
                    Broken{"server-wrong-from", "sign_in/enabled", "SIP-DLG-3"}),
    name_of);

// What only should be is a warning, and the rest of the story is judged all the same.
class AnUnusualServer : public testing::TestWithParam<Broken> {};

TEST_P(AnUnusualServer, conforms_with_a_warning) {
  const Server server({"--deviate", GetParam().deviation});
  const Judgement judged = judge(server.tcp, {"scenarios/" + GetParam().scenario + ".ladder"});
  EXPECT_EQ(judged.code, 0);
  EXPECT_EQ(count(judged.run, reports::Verdict::warn), 1u);
  EXPECT_EQ(requirements_with(reports::Verdict::warn, judged.run), std::set{GetParam().requirement});
  EXPECT_EQ(requirements_with(reports::Verdict::inconc, judged.run), std::set<std::string>{});
}

INSTANTIATE_TEST_SUITE_P(Deviations, AnUnusualServer,
                         testing::Values(Broken{"server-no-echo", "rooms/subscribe_and_post", "XCCOS-ECHO-1"},
                                         Broken{"server-no-part-notice", "rooms/leave", "XCCOS-NTC-4"}),
                         name_of);

const std::string kSignIn =
    "do alice sign-in\n"
    "alice -> pool : INVITE a as i1\n"
    "pool -> alice : 200 i1 [FLOW-SIGNIN-2 MUST]\n";
const std::string kHead =
    "scenario story \"A story\"\nactors alice: client, pool: server\ndialog a: alice -> pool\n";

// A stimulus: the client breaks the rule, and the server has nothing to do with it.
TEST(Conform, what_our_own_client_breaks_is_no_verdict_on_the_server) {
  const Server server({});
  const Judgement judged = judge_story(server.tcp, kHead + "set alice deviate=client-no-ack\n" + kSignIn +
                                                       "alice -> pool : ACK a [FLOW-SIGNIN-2 MUST]\n");
  EXPECT_EQ(judged.code, 3);
  ASSERT_EQ(judged.run.cases.size(), 1u);
  EXPECT_EQ(judged.run.cases[0].verdict, reports::Verdict::inconc);
  EXPECT_THAT(judged.run.cases[0].reason, testing::HasSubstr("as it was told (client-no-ack)"));
}

// What rests on memory alone is not spoken to strangers (decision 0003): who cannot answer it is not wrong.
TEST(Conform, what_is_only_remembered_is_not_asked_of_strangers) {
  const Server server({"--deviate", "server-withholds-getassociations"});
  const Judgement judged = judge(server.tcp, {"scenarios/sign_in/enabled.ladder"});
  EXPECT_EQ(judged.code, 0);
  ASSERT_EQ(judged.run.cases.size(), 1u);
  EXPECT_EQ(judged.run.cases[0].verdict, reports::Verdict::pass) << judged.run.cases[0].reason;
  for (const reports::MessageRecord& message : judged.run.cases[0].messages)
    EXPECT_THAT(message.label, testing::Not(testing::HasSubstr("getassociations")));
}

// No host, port or path of this machine in a record; elsewhere it would mean nothing.
TEST(Conform, writes_no_address_and_no_path_into_the_record) {
  const Server server({});
  const Folder out;
  const std::string file = out.write("story.ladder", kHead + kSignIn + "settle 1s\n");
  const Ended ended = run_parley(
      {"conform", "--target", server.tcp, "--out", out / "run", "--scenarios", file, "--seed", "77"});
  EXPECT_EQ(ended.code, 0) << ended.out << ended.err;
  const std::string record = read_whole(out / "run/run.json");
  const std::string port = server.tcp.substr(server.tcp.rfind(':'));
  EXPECT_THAT(record, testing::Not(testing::HasSubstr(port)));
  EXPECT_THAT(record, testing::Not(testing::HasSubstr(out.path())));
  EXPECT_THAT(record, testing::HasSubstr("tcp://TARGET"));
  EXPECT_THAT(record,
              testing::HasSubstr("\"parley conform --sut server --target tcp://TARGET --domain contoso.com "
                                 "--users pool.toml --seed 77 --out again --scenarios scenarios\""));
}

TEST(Conform, keeps_no_password_and_its_folder_says_what_replay_cannot_do) {
  const Server server({});
  const Folder out;
  const std::string users = out.write("users.toml",
                                      "[[pools]]\nuri = \"GC-1-PersistentChatService-1\"\n"
                                      "[[users]]\nname = \"alice\"\npassword = \"open-sesame\"\n");
  const std::string file = out.write("story.ladder", kHead + kSignIn);
  const Ended ended = run_parley({"conform", "--target", server.tcp, "--users", users, "--out", out / "run",
                                  "--scenarios", file, "--seed", "77"});
  EXPECT_EQ(ended.code, 0) << ended.out << ended.err;
  for (const char* name : {"run.json", "index.html", "pool.toml"})
    EXPECT_THAT(read_whole(out / "run/" + name), testing::Not(testing::HasSubstr("open-sesame"))) << name;
  const Ended replayed = run_parley({"replay", out / "run"});
  EXPECT_EQ(replayed.code, 2);
  EXPECT_THAT(replayed.err,
              testing::HasSubstr("to judge again, with the server's address for TARGET: cd " + out / "run" +
                                 " && parley conform --sut server --target tcp://TARGET "));
}

// A story of somebody who does not know the password needs none, and one with a password is not judged.
TEST(Conform, keeps_no_password_of_a_scenario) {
  const Server server({"--auth", "digest"});
  const Folder out;
  const auto judge_with = [&](const std::string& password) {
    const std::string file = out.write(
        "story.ladder",
        "scenario story \"A story\"\nactors alice: client, pool: server\nset alice password=" + password +
            "\ndo alice sign-in\nalice -> pool : REGISTER as r1\n"
            "pool -> alice : 407 r1\nalice -> pool : REGISTER as r2\n"
            "pool -> alice : 4xx r2 [SIP-RSP-3 MUST]\n");
    return run_parley({"conform", "--target", server.tcp, "--out", out / "run", "--scenarios", file});
  };
  const Ended refused = judge_with("open-sesame");
  EXPECT_EQ(refused.code, 2) << refused.out;
  EXPECT_THAT(refused.err,
              testing::AllOf(testing::HasSubstr("--users"), testing::Not(testing::HasSubstr("open-sesame"))));
  EXPECT_FALSE(std::filesystem::exists(out / "run"));
  const Ended judged = judge_with("wrong");
  EXPECT_EQ(judged.code, 0) << judged.out << judged.err;
}

// A vendor's test server has a certificate of its own authority.
TEST(Conform, believes_the_authority_that_it_is_given) {
  const Server server({});
  const Folder out;
  const std::string file = out.write("story.ladder", kHead + kSignIn);
  const std::string authority = out.write("ca.pem", "no certificate");
  const Ended ended = run_parley(
      {"conform", "--target", server.tls, "--ca", authority, "--out", out / "run", "--scenarios", file});
  EXPECT_EQ(ended.code, 4);
  EXPECT_THAT(ended.err, testing::HasSubstr(authority));
  const Ended any = run_parley(
      {"conform", "--target", server.tls, "--insecure", "--out", out / "run", "--scenarios", file});
  EXPECT_EQ(any.code, 0) << any.out << any.err;
}

// The one word that is wrong is named, before 32 s are spent on each case.
TEST(Conform, names_the_scheme_when_it_is_the_wrong_one) {
  const Server server({});
  const auto port = [](const std::string& url) { return url.substr(url.find("://")); };
  const Folder out;
  const Ended tcp = run_parley({"conform", "--target", "tcp" + port(server.tls), "--out", out / "run"});
  EXPECT_EQ(tcp.code, 4);
  EXPECT_THAT(tcp.err, testing::HasSubstr("the target is probably " + server.tls));
  const Ended tls = run_parley({"conform", "--target", "tls" + port(server.tcp), "--out", out / "run"});
  EXPECT_EQ(tls.code, 4);
  EXPECT_THAT(tls.err, testing::HasSubstr("the target is " + server.tcp));
}

// Nobody of that domain is let in, and that is no reason to wait 32 s in each case, nor a verdict.
TEST(Conform, with_the_wrong_domain_is_inconclusive_soon_and_says_why) {
  const Server server({});
  const Folder out;
  const Ended ended = run_parley({"conform", "--target", server.tcp, "--domain", "wrong.example", "--out",
                                  out.path(), "--scenarios", PARLEY_SOURCE_DIR "/scenarios/sign_in",
                                  PARLEY_SOURCE_DIR "/scenarios/rooms"});
  EXPECT_EQ(ended.code, 3) << ended.out << ended.err;
  EXPECT_THAT(ended.err, testing::HasSubstr("is wrong.example its domain (--domain)"));
  EXPECT_THAT(ended.out, testing::HasSubstr("403"));
}

// What our client cannot do because of it is no fault of the harness.
TEST(Conform, a_server_that_breaks_a_rule_is_found_wrong_though_our_client_cannot_go_on) {
  const Server server({"--deviate", "server-finds-nothing"});
  const Judgement judged = judge_paths(server.tcp, {"rooms/subscribe-and-post"});
  EXPECT_EQ(judged.code, 1);
  EXPECT_THAT(requirements_with(reports::Verdict::fail, judged.run), testing::Contains("FLOW-POST-1"));
  EXPECT_EQ(count(judged.run, reports::Verdict::error), 0u);
}

TEST(Conform, says_what_it_has_not_tested) {
  const Server server({});
  const Folder out;
  const Ended ended =
      run_parley({"conform", "--target", server.tcp, "--out", out.path(), "--scenarios", "sign-in/enabled"});
  EXPECT_EQ(ended.code, 0);
  EXPECT_THAT(ended.out,
              testing::ContainsRegex(
                  "\n[0-9]+ of [0-9]+ requirements of the server judged; 1 named by a story and not "
                  "reached \\(FLOW-SIGNIN-4\\); [0-9]+ by no story that applies\n"));
}

TEST(Conform, judges_a_server_that_asks_for_passwords) {
  const Server server({"--auth", "digest"});
  expect_conformance(judge(server.tcp, {}));
}

// What a story leaves behind when it ends early is not held against the server in the next.
TEST(Conform, a_story_that_fails_turns_no_other_red) {
  const Server server({"--deviate", "server-drops-copy"});
  const Judgement judged = judge(
      server.tcp, {"scenarios/rooms/subscribe_and_post.ladder", "scenarios/sign_in/rooms_left_open.ladder"});
  ASSERT_EQ(judged.run.cases.size(), 2u);
  EXPECT_EQ(judged.run.cases[0].verdict, reports::Verdict::fail);
  EXPECT_EQ(judged.run.cases[1].verdict, reports::Verdict::pass) << judged.run.cases[1].reason;
}

}   // namespace
}   // namespace parley::process
