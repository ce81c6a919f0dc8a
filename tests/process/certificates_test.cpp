// Each listener of `serve` has its own way to know who comes; people who prove it by a certificate, and those
// who cannot.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/process/test_child.h"
#include "transport/test_certificates.h"

namespace parley::process {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

using Words = std::vector<std::string>;

const transport::TestAuthority& authority() {
  static const transport::TestAuthority made;
  return made;
}

class Certificates : public testing::Test {
 protected:
  void SetUp() override {
    const std::string ca = folder_.write("ca.pem", authority().certificate_pem());
    server_.emplace(Words{"serve", "--listen", "tls://127.0.0.1:0,auth=certificate", "--listen",
                          "tcp://127.0.0.1:0,auth=digest", "--listen", "tcp://127.0.0.1:0", "--client-ca",
                          ca});
    const auto line = server_->read_line(Clock::now() + kPatience);
    ASSERT_TRUE(line && line->starts_with("ready tls://127.0.0.1:")) << server_->error_so_far();
    std::size_t from = 6;
    for (std::string* url : {&by_certificate_, &by_digest_, &open_}) {
      const std::size_t end = std::min(line->find(' ', from), line->size());
      *url = line->substr(from, end - from);
      from = end + 1;
    }
  }

  // The options that show a certificate with these names.
  Words showing(const std::string& names, const transport::TestAuthority& issuer = authority()) const {
    const auto made = issuer.issue(names);
    return {"--cert", folder_.write("own.pem", made.certificate_pem), "--key",
            folder_.write("own.key", made.key_pem)};
  }
  static Ended alice(const std::string& url, const Words& more) {
    Words words{"client", "--target", url, "--user", "alice"};
    words.insert(words.end(), more.begin(), more.end());
    return run_parley(words, "join Lobby\n");
  }
  std::string log_of_server() {
    server_->signal(SIGTERM);
    return server_->wait().err;
  }

  Folder folder_;
  std::optional<Child> server_;
  std::string by_certificate_, by_digest_, open_;
};

TEST_F(Certificates, let_in_whom_they_are_about) {
  const Ended ended = alice(by_certificate_, showing("URI:sip:alice@contoso.com"));
  EXPECT_EQ(ended.code, 0) << ended.out << ended.err;
  EXPECT_THAT(ended.out, AllOf(HasSubstr("\"signed-in\""), HasSubstr("\"joined\"")));
}

TEST_F(Certificates, let_nobody_else_in) {
  const Ended ended = alice(by_certificate_, showing("URI:sip:bob@contoso.com"));
  EXPECT_EQ(ended.code, 1) << ended.out;
  EXPECT_THAT(ended.out,
              AllOf(HasSubstr("403 Not the address of your certificate"), Not(HasSubstr("signed-in"))));
  EXPECT_THAT(log_of_server(), HasSubstr("the certificate is not that of sip:alice@contoso.com"));
}

TEST_F(Certificates, that_are_missing_or_of_another_authority_end_the_handshake_and_disturb_nobody) {
  const Ended nothing = alice(by_certificate_, {});
  EXPECT_EQ(nothing.code, 4);
  EXPECT_THAT(nothing.err, AllOf(HasSubstr(by_certificate_), HasSubstr("certificate required")));
  EXPECT_EQ(
      alice(by_certificate_, showing("URI:sip:alice@contoso.com", transport::TestAuthority("Other"))).code,
      4);
  EXPECT_EQ(alice(by_certificate_, showing("URI:sip:alice@contoso.com")).code, 0);
  EXPECT_THAT(log_of_server(), AllOf(HasSubstr(" shows no certificate"), HasSubstr(" is not accepted: ")));
}

TEST_F(Certificates, are_not_asked_for_at_the_other_listeners) {
  EXPECT_EQ(alice(open_, {}).code, 0);
  EXPECT_EQ(alice(by_digest_, {}).code, 1);
  EXPECT_EQ(alice(by_digest_, {"--password", "secret"}).code, 0);
}

TEST_F(Certificates, that_are_missing_keep_a_server_from_being_judged) {
  const Ended ended = run_parley({"conform", "--target", by_certificate_, "--out", folder_ / "out"});
  EXPECT_EQ(ended.code, 4) << ended.out;
  EXPECT_THAT(ended.err, HasSubstr("does not let us in: tlsv13 alert certificate required"));
}

TEST_F(Certificates, for_everybody_who_plays_let_a_server_be_judged_that_demands_them) {
  Words words{"conform",       "--target",    by_certificate_, "--out",
              folder_ / "out", "--scenarios", "rooms/any-text"};
  const Words own = showing("URI:sip:alice@contoso.com,URI:sip:bob@contoso.com,URI:sip:carol@contoso.com");
  words.insert(words.end(), own.begin(), own.end());
  const Ended ended = run_parley(words);
  EXPECT_EQ(ended.code, 0) << ended.out << ended.err;
  EXPECT_THAT(read_whole(folder_ / "out/run.json"),
              AllOf(HasSubstr("--cert CERT.pem --key KEY.pem"), Not(HasSubstr("own.key"))));
}

}   // namespace
}   // namespace parley::process
