// `parley client` as scripts and people use it: what it does with its instructions, how it ends, and that no
// password is in anything it says.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>

#include "tests/process/test_child.h"
#include "tests/process/test_json.h"

namespace parley::process {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

constexpr const char* kNobody = "tcp://127.0.0.1:1";   // tcpmux: nobody listens there.

std::vector<std::string> client(const ServeProcess& server, const std::vector<std::string>& more) {
  std::vector<std::string> all{"client", "--target", server.url(), "--user", "alice"};
  all.insert(all.end(), more.begin(), more.end());
  return all;
}

// What a client told, in order; of one that was left undone what it was.
std::vector<std::string> events_in(const std::string& out) {
  std::vector<std::string> events;
  for (const auto& line : json_lines(out)) {
    std::string event(line.at("event").as_string());
    if (event == "undone") event += " " + std::string(line.at("doing").as_string());
    events.push_back(std::move(event));
  }
  return events;
}

bool read_until(Child& child, std::string_view text) {
  while (const auto line = child.read_line(Clock::now() + kPatience))
    if (line->find(text) != std::string::npos) return true;
  return false;
}

void write_line(const Descriptor& pipe, std::string line) {
  line += '\n';
  EXPECT_EQ(::write(pipe.get(), line.data(), line.size()), static_cast<ssize_t>(line.size()));
}

TEST(Client, does_what_its_script_says_and_tells_it_in_json) {
  ServeProcess server;
  ASSERT_TRUE(server.ready()) << server.child.error_so_far();
  const Folder folder;
  const std::string script =
      folder.write("script", "join Lobby\npost Lobby \"hello there\"\nhistory Lobby 5\nsign-out\n");
  const Ended ended = run_parley(client(server, {"--script", script}));
  EXPECT_EQ(ended.code, 0) << ended.out << ended.err;
  const std::vector<std::string> events = events_in(ended.out);
  for (const char* event : {"signed-in", "joined", "posted", "history", "signed-out"})
    EXPECT_THAT(events, testing::Contains(event));
  EXPECT_THAT(ended.out, HasSubstr("hello there"));
}

TEST(Client, whose_instruction_was_refused_ends_with_nonconformance_and_says_how_to_do_it_again) {
  ServeProcess server;
  ASSERT_TRUE(server.ready());
  const Ended ended =
      run_parley(client(server, {"--seed", "7", "--password", "hush"}), "join \"No such room\"\nsign-out\n");
  EXPECT_EQ(ended.code, 1) << ended.out << ended.err;
  EXPECT_EQ(ended.err, "parley: something was refused; seed 7\n  do it again: parley client --target " +
                           server.url() + " --domain contoso.com --user alice --seed 7\n");
}

// A seed that was drawn is in no script of anybody.
TEST(Client, names_the_seed_that_was_drawn_when_something_was_refused) {
  ServeProcess server;
  ASSERT_TRUE(server.ready());
  const Ended ended = run_parley(client(server, {}), "dance\n");
  EXPECT_EQ(ended.code, 1);
  EXPECT_THAT(ended.err, testing::ContainsRegex("; seed ([0-9]+)\n.* --seed [0-9]+\n"));
}

TEST(Client, whose_script_cannot_be_read_to_its_end_ends_with_nonconformance) {
  ServeProcess server;
  ASSERT_TRUE(server.ready());
  const Ended ended = run_parley(client(server, {}), "join Lobby\n" + std::string(2 << 20, 'a'));
  EXPECT_EQ(ended.code, 1) << ended.out << ended.err;
  EXPECT_THAT(ended.err, HasSubstr("longer than"));
  EXPECT_THAT(ended.out, HasSubstr("\"signed-out\""));
}

TEST(Client, tells_an_error_for_each_instruction_behind_sign_out) {
  ServeProcess server;
  ASSERT_TRUE(server.ready());
  const Folder folder;
  const std::string text = "# The end comes early.\n\nsign-out\njoin Lobby\ndance\n";
  const std::string script = folder.write("script", text);
  for (const Ended& ended :
       {run_parley(client(server, {"--script", script})), run_parley(client(server, {}), text)}) {
    EXPECT_EQ(ended.code, 1) << ended.err;
    std::vector<std::string> at;
    for (const auto& line : json_lines(ended.out))
      if (line.at("event") == "error") at.emplace_back(line.at("at").as_string());
    EXPECT_THAT(at, testing::UnorderedElementsAre(testing::EndsWith(":4"), testing::EndsWith(":5")))
        << ended.out;
  }
}

// Who ends a conversation need not end its input, too: a terminal, or a pipe that somebody holds.
TEST(Client, ends_with_sign_out_though_its_input_stays_open) {
  ServeProcess server;
  ASSERT_TRUE(server.ready());
  const auto [theirs, ours] = open_pipe();
  write_line(ours, "sign-out");
  EXPECT_EQ(Child(client(server, {}), theirs).wait().code, 0);
}

TEST(Client, that_is_interrupted_signs_out_and_tells_what_it_has_left_undone) {
  ServeProcess server;
  ASSERT_TRUE(server.ready());
  const Folder folder;
  const std::string script = folder.write("script", "join Lobby\nwait never-said\npost Lobby x\n");
  for (const int signal : {SIGINT, SIGTERM}) {
    Child child(client(server, {"--script", script}));
    ASSERT_TRUE(read_until(child, "\"history\"")) << child.error_so_far();
    child.signal(signal);
    const Ended ended = child.wait();
    EXPECT_EQ(ended.code, 3) << ended.out;
    EXPECT_THAT(events_in(ended.out), ElementsAre("undone wait", "undone post", "signed-out"));
    EXPECT_THAT(ended.err, HasSubstr("interrupted: not everything was done"));
  }
}

TEST(Client, that_is_interrupted_when_all_it_was_told_is_done_has_done_everything) {
  ServeProcess server;
  ASSERT_TRUE(server.ready());
  const auto [theirs, ours] = open_pipe();
  write_line(ours, "join Lobby");
  Child child(client(server, {}), theirs);
  ASSERT_TRUE(read_until(child, "\"history\"")) << child.error_so_far();
  child.signal(SIGINT);
  const Ended ended = child.wait();
  EXPECT_EQ(ended.code, 0) << ended.out << ended.err;
  EXPECT_THAT(events_in(ended.out), ElementsAre("signed-out"));
}

TEST(Client, that_is_interrupted_before_its_script_was_read_to_the_end_is_incomplete) {
  ServeProcess server;
  ASSERT_TRUE(server.ready());
  const Folder folder;
  const std::string script = folder / "script";
  ASSERT_EQ(::mkfifo(script.c_str(), 0600), 0);
  const Descriptor held(::open(script.c_str(), O_RDWR | O_CLOEXEC));
  write_line(held, "join Lobby");
  Child child(client(server, {"--script", script}));
  ASSERT_TRUE(read_until(child, "\"history\"")) << child.error_so_far();
  child.signal(SIGINT);
  const Ended ended = child.wait();
  EXPECT_EQ(ended.code, 3) << ended.out << ended.err;
  EXPECT_THAT(events_in(ended.out), ElementsAre("signed-out"));
}

// At debug a link that was up is seen to go down, however it ended.
TEST(Client, logs_the_end_of_a_link_that_it_has_lost) {
  ServeProcess server;
  ASSERT_TRUE(server.ready());
  Child child(client(server, {"--log-level", "debug"}), "join Lobby\nwait nothing\n");
  ASSERT_TRUE(read_until(child, "\"joined\"")) << child.error_so_far();
  server.child.signal(SIGKILL);
  ASSERT_TRUE(read_until(child, "\"attempt\":3")) << child.error_so_far();
  // Of the link that was up; why it ended is the system's to say: closed, or reset with bytes unread.
  const std::string log = child.error_so_far();
  const std::size_t up = log.find(" up: ");
  ASSERT_NE(up, std::string::npos) << log;
  const std::string link = log.substr(log.rfind("link ", up), up - log.rfind("link ", up));
  EXPECT_THAT(log, HasSubstr(link + " down: "));
}

TEST(Client, signs_in_again_when_its_script_says_so) {
  ServeProcess server;
  ASSERT_TRUE(server.ready());
  const Ended ended = run_parley(client(server, {}), "sign-out\nsign-in\njoin Lobby\n");
  EXPECT_EQ(ended.code, 0) << ended.out;
  const std::vector<std::string> events = events_in(ended.out);
  EXPECT_EQ(std::count(events.begin(), events.end(), "signed-out"), 2);
  EXPECT_THAT(events, testing::Contains("joined"));
}

// What is tried at first is not tried again: somebody who waits for a server asks again himself.
TEST(Client, that_reaches_nobody_says_so_once_and_tells_of_no_further_attempt) {
  const Ended ended = run_parley({"client", "--target", kNobody, "--user", "alice"});
  EXPECT_EQ(ended.code, 4);
  EXPECT_EQ(ended.out, "");
  EXPECT_THAT(ended.err, testing::StartsWith(std::string("parley: cannot connect to ") + kNobody +
                                             ": the connection was refused; seed "));
}

TEST(Client, whose_script_is_a_folder_or_missing_says_so) {
  const Folder folder;
  const Ended of_folder =
      run_parley({"client", "--target", kNobody, "--user", "alice", "--script", folder.path()});
  EXPECT_EQ(of_folder.code, 2);
  EXPECT_THAT(of_folder.err, HasSubstr(folder.path() + ": is a directory"));
  const Ended missing =
      run_parley({"client", "--target", kNobody, "--user", "alice", "--script", folder / "none"});
  EXPECT_EQ(missing.code, 2);
  EXPECT_THAT(missing.err, HasSubstr("No such file"));
}

TEST(Client, takes_an_address_for_user_and_domain) {
  ServeProcess server;
  ASSERT_TRUE(server.ready());
  for (const char* user : {"alice@contoso.com", "sip:alice@contoso.com"}) {
    const Ended ended = run_parley({"client", "--target", server.url(), "--user", user}, "join Lobby\n");
    EXPECT_EQ(ended.code, 0) << ended.out << ended.err;
    EXPECT_THAT(ended.out, HasSubstr("[\"sip:alice@contoso.com\"]")) << user;
  }
}

TEST(Client, refuses_a_user_that_is_none_or_in_another_domain) {
  for (const char* user :
       {"@contoso.com", "alice@", "alice@b@c", "al ice", "sip:", "a>", "a@b;c=d", "a@b:7"}) {
    const Ended ended = run_parley({"client", "--target", kNobody, "--user", user});
    EXPECT_EQ(ended.code, 2) << user;
    EXPECT_THAT(ended.err, HasSubstr("alice@DOMAIN")) << user;
  }
  for (const char* domain : {"a b", "contoso.com:5060"}) {
    const Ended ended = run_parley({"client", "--target", kNobody, "--user", "alice", "--domain", domain});
    EXPECT_EQ(ended.code, 2) << domain;
    EXPECT_THAT(ended.err, HasSubstr(std::string("--domain ") + domain + ": expected")) << domain;
  }
  const Ended other =
      run_parley({"client", "--target", kNobody, "--user", "alice@a.com", "--domain", "b.com"});
  EXPECT_EQ(other.code, 2);
  EXPECT_THAT(other.err, HasSubstr("not in --domain b.com"));
}

TEST(Client, speaks_tls_with_a_server_that_made_its_own_certificate) {
  Child server({"serve", "--listen", "tls://127.0.0.1:0"});
  const auto ready = server.read_line(Clock::now() + kPatience);
  ASSERT_TRUE(ready && ready->starts_with("ready tls://")) << server.error_so_far();
  const Ended ended = run_parley({"client", "--target", ready->substr(6), "--user", "alice"},
                                 "join Lobby\npost Lobby hello\n");   // The end of the input signs out.
  EXPECT_EQ(ended.code, 0) << ended.out << ended.err;
  EXPECT_EQ(ended.err, "");
  EXPECT_THAT(ended.out, AllOf(HasSubstr("\"posted\""), HasSubstr("\"signed-out\"")));
}

class DigestTest : public testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(server_.ready()) << server_.child.error_so_far(); }

  ServeProcess server_{{"--auth", "digest", "--log-level", "debug", "--log-json"}};
};

TEST_F(DigestTest, the_right_password_signs_in_and_is_in_no_output) {
  const Ended ended =
      run_parley(client(server_, {"--password", "secret", "--log-level", "debug", "--log-json"}),
                 "join Lobby\npost Lobby hello\nsign-out\n");
  EXPECT_EQ(ended.code, 0) << ended.out << ended.err;
  EXPECT_THAT(ended.out, HasSubstr("\"posted\""));
  const Ended served = server_.stop();
  EXPECT_EQ(served.code, 0);
  for (const std::string& log : {ended.err, served.err}) {
    EXPECT_GT(json_lines(log).size(), 5u) << "too little was logged to mean anything";
    EXPECT_THAT(log, HasSubstr("REGISTER"));
  }
  for (const std::string& text : {ended.out, ended.err, served.err})
    EXPECT_THAT(text, AllOf(Not(HasSubstr("secret")), Not(HasSubstr("response="))));
}

TEST_F(DigestTest, a_wrong_password_does_not_sign_in_and_is_in_no_output) {
  const Ended ended = run_parley(client(server_, {"--password", "open-sesame", "--log-level", "debug"}),
                                 "join Lobby\nsign-out\n");
  EXPECT_EQ(ended.code, 1) << ended.out << ended.err;
  EXPECT_THAT(ended.out, Not(HasSubstr("signed-in")));
  const Ended served = server_.stop();
  EXPECT_EQ(served.code, 0);
  for (const std::string& text : {ended.out, ended.err, served.err})
    EXPECT_THAT(text, Not(HasSubstr("open-sesame")));
}

TEST_F(DigestTest, without_a_password_no_session_is_opened) {
  const Ended ended = run_parley(client(server_, {}), "sign-out\n");
  EXPECT_EQ(ended.code, 1) << ended.out << ended.err;
  EXPECT_THAT(ended.out, Not(HasSubstr("signed-in")));
}

}   // namespace
}   // namespace parley::process
