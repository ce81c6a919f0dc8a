// Each listener has its own way to know who comes, and what a certificate proves.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reference_server/core/test_client.h"

namespace parley::server {
namespace {

using testing::HasSubstr;

constexpr std::uint32_t kOpen = 0, kDigest = 1, kCertificate = 2, kOther = 3;

class ListenersTest : public testing::Test {
 protected:
  static ServerSetup setup() {
    ServerSetup setup = TestServer::default_setup();
    setup.settings.listeners = {Authentication::none, Authentication::digest, Authentication::certificate};
    setup.settings.authentication = Authentication::digest;
    return setup;
  }
  // What alice is answered on a connection to this listener.
  int status_at(std::uint32_t listener, std::vector<std::string> certified = {}) {
    const sip::Message request = alice_.request("REGISTER", alice_.uri());
    return answer_at(listener, std::move(certified), TestClient::numbered(request, ++cseq_)).status;
  }
  sip::Message answer_at(std::uint32_t listener, std::vector<std::string> certified,
                         const sip::Message& request) {
    alice_.link = server_.connect(listener, std::move(certified));
    return alice_.send(request).at(0);
  }

  TestServer server_{setup()};
  TestClient alice_{server_, "alice"};
  std::uint32_t cseq_ = 0;
};

TEST_F(ListenersTest, have_each_their_own_authentication_and_else_that_of_the_server) {
  EXPECT_EQ(status_at(kOpen), 200);
  EXPECT_EQ(status_at(kDigest), 407);
  EXPECT_EQ(status_at(kCertificate, {"sip:alice@contoso.com"}), 200);
  EXPECT_EQ(status_at(kOther), 407);
}

TEST_F(ListenersTest, that_demand_certificates_let_in_whom_one_of_its_addresses_names_in_any_spelling) {
  EXPECT_EQ(status_at(kCertificate, {"sip:nobody@contoso.com", "SIP:Alice@CONTOSO.com"}), 200);
}

TEST_F(ListenersTest, that_demand_certificates_refuse_everybody_else) {
  for (const std::vector<std::string>& certified :
       {std::vector<std::string>{}, {"sip:bob@contoso.com"}, {"sip:alice@fabrikam.com"}, {"alice"}})
    EXPECT_EQ(status_at(kCertificate, certified), 403);
  EXPECT_THAT(server_.logged.back().text, HasSubstr("the certificate is not that of sip:alice@contoso.com"));
}

TEST_F(ListenersTest, that_demand_certificates_refuse_every_request_of_somebody_else) {
  for (const char* method : {"REGISTER", "SUBSCRIBE", "SERVICE", "INVITE"}) {
    const sip::Message answer =
        answer_at(kCertificate, {"sip:bob@contoso.com"}, alice_.request(method, alice_.uri()));
    EXPECT_EQ(answer.status, 403) << method;
    EXPECT_EQ(answer.reason, "Not the address of your certificate") << method;
  }
}

TEST_F(ListenersTest, that_demand_certificates_know_several_people_of_one) {
  alice_.link = server_.connect(kCertificate, {"sip:alice@contoso.com", "sip:bob@contoso.com"});
  TestClient bob(server_, "bob");
  bob.link = alice_.link;
  EXPECT_EQ(alice_.send(alice_.request("REGISTER", alice_.uri())).at(0).status, 200);
  EXPECT_EQ(bob.send(bob.request("REGISTER", bob.uri())).at(0).status, 200);
}

// It counts only where somebody has verified it.
TEST_F(ListenersTest, that_ask_for_a_password_take_no_certificate_for_it) {
  EXPECT_EQ(status_at(kDigest, {"sip:alice@contoso.com"}), 407);
}

}   // namespace
}   // namespace parley::server
