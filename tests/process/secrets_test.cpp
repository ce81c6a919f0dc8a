// Passwords, what is made of them, and keys: in nothing that anybody says, writes or complains of, at no
// level.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <sstream>

#include "protocol/base/hash.h"
#include "tests/process/test_child.h"
#include "transport/test_certificates.h"

namespace parley::process {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

using Words = std::vector<std::string>;

const std::string kPassword = "Tr0ub4dor-and-3";
const std::string kWrongPassword = "open-sesame-7";

Words operator+(Words words, const Words& more) {
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

// Of a key in PEM form its lines, but for the two that say what it is.
Words lines_of_key(const std::string& pem) {
  Words lines;
  std::istringstream text(pem);
  for (std::string line; std::getline(text, line);)
    if (!line.starts_with("-----")) lines.push_back(line);
  return lines;
}

// The password, and what is as good as it to whoever reads it in this realm (RFC 7616, 5.2).
Words secrets_of(const std::string& user, const std::string& password) {
  Words secrets{password};
  for (const HashKind kind : {HashKind::md5, HashKind::sha256, HashKind::sha512_256})
    secrets.push_back(hash_hex(kind, user + ":contoso.com:" + password));
  return secrets;
}

class Secrets : public testing::TestWithParam<Words> {
 protected:
  void SetUp() override {
    std::string pool = read_whole(PARLEY_SOURCE_DIR "/reference_server/core/default_pool.toml");
    const std::string known = "password = \"secret\"";
    for (std::size_t at = pool.find(known); at != std::string::npos; at = pool.find(known))
      pool.replace(at, known.size(), "password = \"" + kPassword + "\"");
    pool_ = folder_.write("pool.toml", pool);
    const transport::TestAuthority authority;
    const auto person = authority.issue("URI:sip:alice@contoso.com");
    const auto server = authority.issue("IP:127.0.0.1");
    own_ = {"--cert", folder_.write("alice.pem", person.certificate_pem), "--key",
            folder_.write("alice.key", person.key_pem)};
    secrets_ = secrets_of("alice", kPassword) + secrets_of("alice", kWrongPassword) +
               secrets_of("bob", kPassword) + lines_of_key(person.key_pem) + lines_of_key(server.key_pem) +
               Words{"response="};
    start({"--client-ca", folder_.write("ca.pem", authority.certificate_pem()), "--cert",
           folder_.write("server.pem", server.certificate_pem), "--key",
           folder_.write("server.key", server.key_pem)});
  }

  void start(const Words& tls) {
    server_.emplace(Words{"serve", "--rooms", pool_, "--listen", "tcp://127.0.0.1:0,auth=digest", "--listen",
                          "tls://127.0.0.1:0,auth=certificate"} +
                    tls + GetParam());
    const auto line = server_->read_line(Clock::now() + kPatience);
    ASSERT_TRUE(line && line->starts_with("ready tcp://")) << server_->error_so_far();
    by_digest_ = line->substr(6, line->find(' ', 6) - 6);
    by_certificate_ = line->substr(line->rfind(' ') + 1);
  }
  void keep(const Ended& ended) { said_ += ended.out + ended.err; }
  void alice(const std::string& url, const Words& more, int code) {
    const Ended ended = run_parley(Words{"client", "--target", url, "--user", "alice"} + more + GetParam(),
                                   "join Lobby\npost Lobby hello\n");
    EXPECT_EQ(ended.code, code) << ended.err;
    keep(ended);
  }
  void expect_no_secret(const std::string& text, const std::string& where) const {
    for (const std::string& secret : secrets_)
      EXPECT_EQ(text.find(secret), std::string::npos) << where << secret;
  }

  Folder folder_;
  Words own_, secrets_;
  std::string pool_, by_digest_, by_certificate_, said_;
  std::optional<Child> server_;
};

TEST_P(Secrets, are_in_nothing_that_server_and_client_say) {
  alice(by_digest_, {"--password", kPassword}, 0);
  alice(by_digest_, {"--password", kWrongPassword}, 1);
  alice(by_certificate_, own_, 0);
  alice(by_certificate_, {}, 4);
  server_->signal(SIGTERM);
  keep(server_->wait());
  EXPECT_THAT(said_, HasSubstr("\"posted\""));
  expect_no_secret(said_, "");
}

class SecretsOfARun : public Secrets {};

// A story that fails quotes what it saw.
TEST_P(SecretsOfARun, are_in_no_record_and_no_report) {
  const std::string story =
      folder_.write("story.ladder",
                    "scenario story \"Credentials that are quoted\"\nactors alice: client, pool: server\n\n"
                    "do alice sign-in\nalice -> pool : REGISTER as r1\npool -> alice : 407 r1\n"
                    "alice -> pool : REGISTER {\n    header Proxy-Authorization ~ \"^D\"\n    check header "
                    "Proxy-Authorization = \"none\"\n}\n");
  const std::string out = folder_ / "out";
  const Ended ended = run_parley({"conform", "--target", by_digest_, "--users", pool_, "--out", out,
                                  "--scenarios", story, "rooms/any-text"});
  EXPECT_EQ(ended.code, 3) << ended.out << ended.err;   // Nothing that is judged hangs on it.
  EXPECT_THAT(ended.out, HasSubstr("Digest [masked]"));
  expect_no_secret(ended.out + ended.err, "");
  std::size_t files = 0;
  for (const auto& file : std::filesystem::recursive_directory_iterator(out))
    if (file.is_regular_file() && ++files) expect_no_secret(read_whole(file.path()), file.path());
  EXPECT_GE(files, 4U);
}

INSTANTIATE_TEST_SUITE_P(AtEveryLevel, Secrets,
                         testing::Values(Words{"--log-level", "debug"},
                                         Words{"--log-level", "debug", "--log-json"},
                                         Words{"--log-level", "info"}, Words{"--log-level", "warning"},
                                         Words{"--log-level", "error"}, Words{"--log-level", "off"}));

INSTANTIATE_TEST_SUITE_P(OfAServerThatTellsAll, SecretsOfARun,
                         testing::Values(Words{"--log-level", "debug"}));

TEST(SecretsOfMistakes, are_not_repeated) {
  const Folder folder;
  const Words target{"client", "--target", "tcp://127.0.0.1:1", "--user"};
  const Words mistakes[] = {target + Words{"alice", "--pasword", "hunter2"},
                            target + Words{"alice", "--pasword=hunter2"},
                            target + Words{"alice", "--password", "my", "hunter2"},
                            target + Words{"alice", "-phunter2"},
                            target + Words{"alice:hunter2"},
                            target + Words{"sip:alice:hunter2@contoso.com"}};
  for (const Words& words : mistakes) {
    const Ended ended = run_parley(words);
    EXPECT_EQ(ended.code, 2) << words.back();
    EXPECT_THAT(ended.err, Not(HasSubstr("hunter2"))) << words.back();
  }
  EXPECT_THAT(run_parley(mistakes[0]).err, HasSubstr("there is no option --pasword;"));
}

TEST(SecretsOfMistakes, in_a_pool_file_are_not_repeated) {
  const Folder folder;
  for (const std::string written : {"tr0ub4dor", "falsch", "\"a\\qb\"", "'a"}) {
    const std::string pool =
        folder.write("pool.toml", "[[users]]\nname = \"alice\"\npassword = " + written + "\n");
    const Ended ended = run_parley({"serve", "--listen", "tcp://127.0.0.1:0", "--rooms", pool});
    EXPECT_EQ(ended.code, 2) << written;
    EXPECT_THAT(ended.err, AllOf(HasSubstr("line 3, column "), Not(HasSubstr("'tr0")),
                                 Not(HasSubstr("saw 'f")), Not(HasSubstr("\\q"))))
        << written;
  }
}

}   // namespace
}   // namespace parley::process
