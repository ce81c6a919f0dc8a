// TLS with an authority of one's own, as a vendor's laboratory has it: `serve` shows a certificate that this
// authority signed, and the other verbs believe it with --ca and nobody else's. And TLS as it was in 2013.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

#include "tests/process/test_child.h"

namespace parley::process {
namespace {

using testing::HasSubstr;

constexpr const char* kNewKey = "-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes";

class Authority : public testing::Test {
 protected:
  void SetUp() override {
    make_authority("ours");
    make_authority("other");
    openssl(std::string("req ") + kNewKey + " -keyout pool.key -out pool.csr -subj /CN=pool");
    folder_.write("names", "subjectAltName=IP:127.0.0.1\n");
    openssl(
        "x509 -req -in pool.csr -CA ours.pem -CAkey ours.key -CAcreateserial -days 2 -extfile names -out "
        "pool.pem");
    server_.emplace(Words{"serve", "--listen", "tls://127.0.0.1:0", "--listen", "tls://127.0.0.2:0", "--cert",
                          folder_ / "pool.pem", "--key", folder_ / "pool.key"});
    const auto line = server_->read_line(Clock::now() + kPatience);
    ASSERT_TRUE(line && line->starts_with("ready tls://127.0.0.1:")) << server_->error_so_far();
    url_ = line->substr(6, line->find(' ', 6) - 6);
    elsewhere_ = line->substr(line->rfind(' ') + 1);
  }

  using Words = std::vector<std::string>;

  Ended client(const std::string& url, const Words& more) const {
    return run(Words{"client", "--target", url, "--user", "alice"}, more);
  }
  Ended conform(const std::string& url, const Words& more) const {
    return run(Words{"conform", "--target", url, "--out", folder_ / "out", "--scenarios", "sign-in/disabled"},
               more);
  }
  Words trusting(const std::string& authority) const { return {"--ca", folder_ / (authority + ".pem")}; }

  std::string url_, elsewhere_;

 private:
  static Ended run(Words words, const Words& more) {
    words.insert(words.end(), more.begin(), more.end());
    return run_parley(words);
  }
  void openssl(const std::string& words) const {
    const std::string command = "cd '" + folder_.path() + "' && openssl " + words + " 2> log";
    ASSERT_EQ(std::system(command.c_str()), 0) << command << "\n" << read_whole(folder_ / "log");
  }
  void make_authority(const std::string& name) const {
    openssl(std::string("req -x509 -days 2 ") + kNewKey + " -keyout " + name + ".key -out " + name +
            ".pem -subj /CN=" + name);
  }

  Folder folder_;
  std::optional<Child> server_;
};

TEST_F(Authority, that_signed_the_certificate_is_believed) {
  const Ended talked = client(url_, trusting("ours"));
  EXPECT_EQ(talked.code, 0) << talked.err;
  EXPECT_THAT(talked.out, HasSubstr("\"signed-in\""));
  const Ended judged = conform(url_, trusting("ours"));
  EXPECT_EQ(judged.code, 0) << judged.out << judged.err;
}

TEST_F(Authority, that_did_not_sign_it_is_not) {
  for (const Ended& ended : {client(url_, trusting("other")), conform(url_, trusting("other"))}) {
    EXPECT_EQ(ended.code, 4) << ended.out;
    EXPECT_THAT(ended.err,
                HasSubstr("its certificate is not accepted: unable to get local issuer certificate"));
  }
}

TEST_F(Authority, does_not_vouch_for_a_host_that_is_not_in_the_certificate) {
  for (const Ended& ended : {client(elsewhere_, trusting("ours")), conform(elsewhere_, trusting("ours"))}) {
    EXPECT_EQ(ended.code, 4) << ended.out;
    EXPECT_THAT(ended.err, HasSubstr("its certificate is not accepted: IP address mismatch"));
  }
}

// The same machine: nobody in between could have been taken for the server.
TEST_F(Authority, need_not_be_named_on_loopback) {
  EXPECT_EQ(client(url_, {}).code, 0);
  EXPECT_EQ(conform(url_, {}).code, 0);
}

TEST_F(Authority, does_not_matter_to_who_believes_any_certificate) {
  auto any = trusting("other");
  any.push_back("--insecure");
  EXPECT_EQ(conform(url_, any).code, 0);
}

// Whether a peer that has nothing above this version can shake hands.
bool shakes_hands(const std::string& url, const std::string& version) {
  const std::string command = "openssl s_client -connect " + url.substr(url.find("//") + 2) + " -" + version +
                              " -cipher ALL:@SECLEVEL=0 < /dev/null > /dev/null 2>&1";
  return std::system(command.c_str()) == 0;
}

TEST(OldTls, is_spoken_with_a_client_of_2013_when_asked_for) {
  for (const bool asked : {false, true}) {
    std::vector<std::string> words{"serve", "--listen", "tls://127.0.0.1:0"};
    if (asked) words.emplace_back("--old-tls");
    Child server(words);
    const auto line = server.read_line(Clock::now() + kPatience);
    ASSERT_TRUE(line && line->starts_with("ready ")) << server.error_so_far();
    EXPECT_TRUE(shakes_hands(*line, "tls1_2"));
    EXPECT_EQ(shakes_hands(*line, "tls1_1"), asked);
    EXPECT_EQ(shakes_hands(*line, "tls1"), asked);
  }
}

}   // namespace
}   // namespace parley::process
