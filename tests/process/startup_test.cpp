// What `parley serve` does when it cannot start: exit code 2, nothing on standard output, and one sentence
// that names what is wrong and what to do. And when it can: ready, SIGTERM, exit code 0.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include "tests/process/test_child.h"
#include "tests/process/test_sip_peer.h"

namespace parley::process {
namespace {

using testing::AllOf;
using testing::HasSubstr;

using Words = std::vector<std::string>;

// The one sentence that serve ends with.
std::string refusal(const Words& more) {
  Words all{"serve", "--listen", "tcp://127.0.0.1:0"};
  all.insert(all.end(), more.begin(), more.end());
  Child child(all);
  if (const auto line = child.read_line(Clock::now() + kPatience)) {
    ADD_FAILURE() << "it started: " << *line;
    return {};
  }
  const Ended ended = child.wait();
  EXPECT_EQ(ended.code, 2) << ended.err;
  EXPECT_EQ(ended.out, "");
  EXPECT_THAT(ended.err, testing::StartsWith("parley: "));
  EXPECT_EQ(std::count(ended.err.begin(), ended.err.end(), '\n'), 1) << ended.err;
  return ended.err;
}

// "PRAGMA user_version" is the big-endian number at byte 60 of the file (sqlite.org, fileformat2.html, 1.3).
void set_newer_version(const Folder& folder, std::string_view name) {
  std::string bytes = read_whole(folder / name);
  ASSERT_GT(bytes.size(), 100u);
  ASSERT_EQ(bytes.substr(60, 4), std::string("\0\0\0\1", 4));
  bytes[63] = 99;
  folder.write(name, bytes);
}

void make_data(const std::string& folder) {
  ServeProcess server({"--data", folder});
  ASSERT_TRUE(server.ready()) << server.child.error_so_far();
  ASSERT_EQ(server.stop().code, 0);
}

// Among what it keeps is what was said in secret rooms.
TEST(Startup, makes_nothing_that_everybody_can_read) {
  const Folder folder;
  const mode_t before = ::umask(0);
  ServeProcess server({"--data", folder / "data", "--log-file", folder / "log"});
  ::umask(before);
  ASSERT_TRUE(server.ready()) << server.child.error_so_far();
  std::size_t looked_at = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder.path())) {
    const auto others = entry.status().permissions() & std::filesystem::perms::others_all;
    EXPECT_EQ(others, std::filesystem::perms::none) << entry.path();
    ++looked_at;
  }
  EXPECT_GE(looked_at, 5U);   // Two folders, two databases and the log.
}

// OpenSSL as on a machine that is held to FIPS 140 and whose library has nothing of that property.
TEST(Startup, refuses_to_offer_a_digest_that_this_machine_cannot_compute) {
  const Folder folder;
  folder.write("openssl.cnf",
               "openssl_conf = all\n[all]\nalg_section = properties\n[properties]\n"
               "default_properties = fips=yes\n");
  ASSERT_EQ(::setenv("OPENSSL_CONF", (folder / "openssl.cnf").c_str(), 1), 0);
  const std::string offered = refusal({"--auth", "digest"});
  const std::string named = refusal({"--auth", "digest", "--digest-algorithms", "MD5"});
  ::unsetenv("OPENSSL_CONF");
  EXPECT_THAT(offered, AllOf(HasSubstr("has no SHA-256"), HasSubstr("--digest-algorithms")));
  EXPECT_THAT(named, HasSubstr("has no MD5"));
}

TEST(Startup, is_told_by_one_line_and_ended_by_sigterm_with_success) {
  ServeProcess server;
  ASSERT_TRUE(server.ready()) << server.child.error_so_far();
  SipPeer alice(server.port, "alice");
  alice.open_session();
  const Ended ended = server.stop();
  EXPECT_EQ(ended.code, 0);
  EXPECT_EQ(ended.out, "");
  EXPECT_TRUE(alice.wait_lost());
}

TEST(Startup, is_ended_by_sigint_with_success) {
  ServeProcess server;
  ASSERT_TRUE(server.ready()) << server.child.error_so_far();
  server.child.signal(SIGINT);
  EXPECT_EQ(server.child.wait().code, 0);
}

TEST(Startup, refuses_a_pool_file_that_cannot_be_read) {
  const Folder folder;
  EXPECT_THAT(refusal({"--rooms", folder / "none.toml"}),
              AllOf(HasSubstr("none.toml"), HasSubstr("--rooms")));
  EXPECT_THAT(refusal({"--rooms", folder.path()}), HasSubstr("is a directory"));
}

TEST(Startup, refuses_broken_toml_at_its_line_and_column) {
  const Folder folder;
  const std::string file = folder.write("pool.toml", "[[users]]\nname = \"ann\nx = 1\n");
  EXPECT_THAT(refusal({"--rooms", file}), AllOf(HasSubstr(file), HasSubstr("line 2, column")));
}

TEST(Startup, refuses_an_unknown_key_of_the_pool_file_at_its_line_and_column) {
  const Folder folder;
  const std::string file = folder.write("pool.toml", "[[users]]\nname = \"ann\"\npasword = \"x\"\n");
  EXPECT_THAT(refusal({"--rooms", file}), AllOf(HasSubstr("line 3, column"), HasSubstr("'pasword'")));
}

TEST(Startup, refuses_a_port_that_is_in_use) {
  ServeProcess first;
  ASSERT_TRUE(first.ready());
  EXPECT_THAT(refusal({"--listen", first.url()}), AllOf(HasSubstr(first.url()), HasSubstr("in use")));
}

TEST(Startup, refuses_an_address_that_is_none) {
  EXPECT_THAT(refusal({"--listen", "localhost:5060"}), HasSubstr("tcp://HOST:PORT"));
}

TEST(Startup, refuses_data_that_another_parley_uses) {
  const Folder folder;
  ServeProcess first({"--data", folder / "data"});
  ASSERT_TRUE(first.ready());
  EXPECT_THAT(refusal({"--data", folder / "data"}),
              AllOf(HasSubstr("mgc.sqlite"), HasSubstr("in use by another process")));
  SipPeer alice(first.port, "alice");   // And the first goes on.
  alice.open_session();
}

TEST(Startup, refuses_a_file_that_is_no_database) {
  const Folder folder;
  const std::string file = folder.write("mgc.sqlite", std::string(4096, 'x'));
  EXPECT_THAT(refusal({"--data", folder.path()}), AllOf(HasSubstr(file), HasSubstr("not a database")));
  EXPECT_EQ(read_whole(file), std::string(4096, 'x'));
}

TEST(Startup, refuses_databases_of_a_newer_version) {
  for (const char* name : {"mgc.sqlite", "mgccomp.sqlite"}) {
    const Folder folder;
    make_data(folder.path());
    set_newer_version(folder, name);
    EXPECT_THAT(refusal({"--data", folder.path()}), AllOf(HasSubstr(name), HasSubstr("newer version")));
  }
}

TEST(Startup, refuses_a_data_folder_that_cannot_be_made) {
  const Folder folder;
  const std::string file = folder.write("data", "a file");
  EXPECT_THAT(refusal({"--data", file}), AllOf(HasSubstr(file), HasSubstr("--data")));
}

TEST(Startup, refuses_a_certificate_without_its_key_and_a_key_without_its_certificate) {
  const Folder folder;
  const std::string file = folder.write("some.pem", "x");
  EXPECT_THAT(refusal({"--cert", file}), HasSubstr("--cert requires --key"));
  EXPECT_THAT(refusal({"--key", file}), HasSubstr("--key requires --cert"));
}

TEST(Startup, refuses_certificate_files_that_cannot_be_used) {
  const Folder folder;
  const std::string file = folder.write("some.pem", "no PEM");
  EXPECT_THAT(refusal({"--listen", "tls://127.0.0.1:0", "--cert", folder / "none", "--key", file}),
              AllOf(HasSubstr("certificate file"), HasSubstr("No such file")));
  EXPECT_THAT(refusal({"--listen", "tls://127.0.0.1:0", "--cert", file, "--key", file}),
              AllOf(HasSubstr("certificate"), HasSubstr("PEM")));
}

TEST(Startup, refuses_a_refuse_rule_that_it_does_not_know) {
  EXPECT_THAT(refusal({"--refuse", "often"}), AllOf(HasSubstr("'often'"), HasSubstr("next=N")));
  EXPECT_THAT(refusal({"--refuse", "next=0,colour=red"}), HasSubstr("refuse rule"));
}

TEST(Startup, refuses_a_deviation_that_it_does_not_have) {
  EXPECT_THAT(refusal({"--deviate", "server-sings"}),
              AllOf(HasSubstr("'server-sings'"), HasSubstr("parley list --deviations")));
  EXPECT_THAT(refusal({"--deviate", "client-no-ack"}), HasSubstr("not of the server"));
}

TEST(Startup, refuses_to_be_reached_by_others_without_passwords_of_its_own) {
  const std::string pool = PARLEY_SOURCE_DIR "/reference_server/core/default_pool.toml";
  for (const Words& more : {Words{}, Words{"--auth", "digest"}, Words{"--rooms", pool}}) {
    Words all{"--listen", "tcp://0.0.0.0:0"};
    all.insert(all.end(), more.begin(), more.end());
    EXPECT_THAT(refusal(all), AllOf(HasSubstr("--rooms FILE"), HasSubstr("--auth digest")));
  }
}

TEST(Startup, refuses_to_be_reached_by_others_when_a_user_has_no_password) {
  const Folder folder;
  const std::string pool = folder.write("pool.toml",
                                        "[[pools]]\nuri = \"pool\"\n[[users]]\nname = \"ann\"\npassword = "
                                        "\"s\"\n[[users]]\nname = \"bob\"\n");
  EXPECT_THAT(refusal({"--listen", "tcp://0.0.0.0:0", "--auth", "digest", "--rooms", pool}),
              AllOf(HasSubstr("sip:bob@contoso.com"), HasSubstr("no password"), HasSubstr(pool)));
}

TEST(Startup, refuses_listeners_that_do_not_fit_their_authentication) {
  EXPECT_THAT(refusal({"--listen", "tcp://127.0.0.1:0,auth=password"}),
              AllOf(HasSubstr("auth=certificate"), HasSubstr("'auth=password'")));
  EXPECT_THAT(refusal({"--listen", "tcp://127.0.0.1:0,auth=certificate", "--client-ca", "ca.pem"}),
              HasSubstr("certificates of clients need tls://"));
  EXPECT_THAT(refusal({"--listen", "tls://127.0.0.1:0,auth=certificate"}), HasSubstr("--client-ca"));
  EXPECT_THAT(refusal({"--listen", "tls://127.0.0.1:0", "--client-ca", "ca.pem"}),
              HasSubstr("no listener demands certificates"));
  EXPECT_THAT(refusal({"--digest-algorithms", "MD5"}), HasSubstr("--digest-algorithms: no listener asks"));
  EXPECT_THAT(refusal({"--auth", "digest", "--digest-algorithms", "MD5,md5"}), HasSubstr("names MD5 twice"));
}

TEST(Startup, refuses_to_be_reached_by_others_on_one_open_listener_among_safe_ones) {
  const std::string pool = PARLEY_SOURCE_DIR "/reference_server/core/default_pool.toml";
  EXPECT_THAT(refusal({"--auth", "digest", "--rooms", pool, "--listen", "tcp://0.0.0.0:0,auth=none"}),
              HasSubstr("can be reached by other machines"));
}

TEST(Startup, refuses_an_empty_domain) { EXPECT_THAT(refusal({"--domain", ""}), HasSubstr("--domain")); }

}   // namespace
}   // namespace parley::process
