// Listeners that want to know who connects: who gets in, whom his certificate is about, and what an operator
// is told of the others.
#include <gmock/gmock.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include "transport/peer_certificate.h"
#include "transport/self_signed.h"
#include "transport/test_certificates.h"
#include "transport/test_driver.h"

namespace parley::transport {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

const TestAuthority& authority() {
  static const TestAuthority made;
  return made;
}

struct Logs : HostWatcher {
  void on_log(const Now&, NodeId, const Log& log) override { texts.push_back(log.text); }
  std::vector<std::string> texts;
};

class ClientCertificates : public DriverTest {
 protected:
  // Both sides are one driver: what it shows as a client is this.
  void start_with(const TestCertificate& shown, std::string authorities = authority().certificate_pem()) {
    AsioDriver::Config config;
    const auto own = *make_self_signed();
    config.identity.certificate_pem = own.certificate_pem;
    config.identity.key_pem = own.key_pem;
    config.client_authorities.pem = std::move(authorities);
    config.old_tls_versions = old_tls;
    config.client_identity.certificate_pem = shown.certificate_pem;
    config.client_identity.key_pem = shown.key_pem;
    start(std::move(config));
    driver->watch(&logs);
    server = Puppet();
    node = add(server);
    const auto where = driver->listen_for_certificates(node, "tls://127.0.0.1:0");
    ASSERT_TRUE(where) << where.error().detail;
    url = *where;
  }
  // Whom the server took the peer for, once it has heard of him; empty when it did not.
  std::vector<std::string> certified() {
    client = Puppet();
    perform(add(client), client, {OpenLink{kFirst, url}});
    until([&] { return server.count<LinkUp>() > 0 || client.count<LinkDown>() > 0; });
    return server.last<LinkUp>().certified;
  }

  Puppet server, client;
  NodeId node = 0;
  std::string url;
  Logs logs;
  bool old_tls = false;
};

TEST_F(ClientCertificates, say_who_the_peer_is) {
  start_with(authority().issue("URI:sip:alice@contoso.com"));
  EXPECT_THAT(certified(), ElementsAre("sip:alice@contoso.com"));
  EXPECT_THAT(logs.texts, IsEmpty());
}

TEST_F(ClientCertificates, are_demanded_where_the_listener_says_so_and_nowhere_else) {
  start_with({});
  const auto open = driver->listen(node, "tls://127.0.0.1:0");
  ASSERT_TRUE(open);
  url = *open;
  EXPECT_THAT(certified(), IsEmpty());
  ASSERT_EQ(server.count<LinkUp>(), 1u);
  EXPECT_EQ(server.last<LinkUp>().listener, 1u);
}

TEST_F(ClientCertificates, that_are_not_shown_are_told_and_disturb_nobody_else) {
  start_with({});
  certified();
  EXPECT_EQ(server.count<LinkUp>(), 0u);
  ASSERT_EQ(logs.texts.size(), 1u);
  EXPECT_THAT(logs.texts[0], AllOf(StartsWith("a connection did not come up: tls://127.0.0.1:"),
                                   EndsWith(" shows no certificate")));
  EXPECT_THAT(client.last<LinkDown>().reason, HasSubstr("certificate required"));
}

TEST_F(ClientCertificates, of_another_authority_are_refused) {
  start_with(TestAuthority("Another one").issue("URI:sip:alice@contoso.com"));
  certified();
  EXPECT_EQ(server.count<LinkUp>(), 0u);
  ASSERT_EQ(logs.texts.size(), 1u);
  EXPECT_THAT(logs.texts[0], HasSubstr("is not accepted: unable to get local issuer certificate"));
}

TEST_F(ClientCertificates, whose_time_is_over_are_refused) {
  start_with(authority().issue("URI:sip:alice@contoso.com", TestValidity::over));
  certified();
  EXPECT_EQ(server.count<LinkUp>(), 0u);
  ASSERT_EQ(logs.texts.size(), 1u);
  EXPECT_THAT(logs.texts[0], HasSubstr("is not accepted: certificate has expired"));
}

// Where versions of TLS are spoken whose signatures are weak, too: those are of the handshake, and prove
// nobody.
TEST_F(ClientCertificates, that_are_weak_are_refused_also_where_old_tls_is_spoken) {
  old_tls = true;
  start_with(authority().issue("URI:sip:alice@contoso.com", TestValidity::weak));
  certified();
  EXPECT_EQ(server.count<LinkUp>(), 0u);
  ASSERT_EQ(logs.texts.size(), 1u);
  EXPECT_THAT(logs.texts[0], HasSubstr("is not accepted: EE certificate key too weak"));
}

TEST_F(ClientCertificates, that_are_good_are_taken_also_where_old_tls_is_spoken) {
  old_tls = true;
  start_with(authority().issue("URI:sip:alice@contoso.com"));
  EXPECT_THAT(certified(), ElementsAre("sip:alice@contoso.com"));
}

// The authority of the test issues for clients; what make_self_signed() makes is for servers.
TEST_F(ClientCertificates, that_are_made_for_servers_are_refused) {
  const auto made = *make_self_signed();
  start_with({made.certificate_pem, made.key_pem}, made.certificate_pem);
  certified();
  EXPECT_EQ(server.count<LinkUp>(), 0u);
  ASSERT_EQ(logs.texts.size(), 1u);
  EXPECT_THAT(logs.texts[0], HasSubstr("is not accepted: unsuitable certificate purpose"));
}

TEST_F(ClientCertificates, of_one_peer_after_another_are_not_mixed_up) {
  start_with(authority().issue("URI:sip:alice@contoso.com"));
  EXPECT_THAT(certified(), ElementsAre("sip:alice@contoso.com"));
  RawPeer garbage(url);
  garbage.send("INVITE sip:chat@example.com SIP/2.0\r\n\r\n");
  ASSERT_TRUE(until_seen([&] { return garbage.read(), garbage.at_end; }));
  EXPECT_THAT(certified(), ElementsAre("sip:alice@contoso.com"));
}

TEST_F(ClientCertificates, cannot_be_demanded_without_tls_or_authorities) {
  start_with({});
  const auto plain = driver->listen_for_certificates(node, "tcp://127.0.0.1:0");
  ASSERT_FALSE(plain);
  EXPECT_EQ(plain.error().detail, "cannot listen on tcp://127.0.0.1:0: certificates of clients need tls://");
  AsioDriver::Config config;
  const auto own = *make_self_signed();
  config.identity.certificate_pem = own.certificate_pem;
  config.identity.key_pem = own.key_pem;
  start(std::move(config));
  const auto unvouched = driver->listen_for_certificates(add(server), "tls://127.0.0.1:0");
  ASSERT_FALSE(unvouched);
  EXPECT_EQ(unvouched.error().detail,
            "cannot listen on tls://127.0.0.1:0: no authorities for certificates of clients were given");
}

// --- Whom a certificate is about ---

std::vector<std::string> addresses_of(const std::string& names) {
  const std::string pem = authority().issue(names).certificate_pem;
  const std::unique_ptr<BIO, decltype(&BIO_free_all)> memory(
      BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), BIO_free_all);
  const std::unique_ptr<X509, decltype(&X509_free)> read(
      PEM_read_bio_X509(memory.get(), nullptr, nullptr, nullptr), X509_free);
  return addresses_in(read.get());
}

TEST(PeerCertificate, is_about_the_sip_addresses_in_it) {
  EXPECT_THAT(addresses_of("URI:sip:alice@contoso.com,DNS:contoso.com,URI:SIP:Bob@Contoso.com"),
              ElementsAre("sip:alice@contoso.com", "SIP:Bob@Contoso.com"));
}

TEST(PeerCertificate, is_about_nobody_by_a_domain_or_another_scheme) {
  EXPECT_THAT(addresses_of("URI:sip:contoso.com,URI:sips:alice@contoso.com,URI:https://contoso.com/@alice"),
              IsEmpty());
  EXPECT_THAT(addresses_of("URI:sip:@contoso.com,URI:sip:alice@,DNS:alice@contoso.com"), IsEmpty());
  EXPECT_THAT(addresses_of(""), IsEmpty());
}

TEST(PeerCertificate, for_mail_or_windows_is_about_the_same_address_in_sip) {
  EXPECT_THAT(addresses_of("email:alice@contoso.com"), ElementsAre("sip:alice@contoso.com"));
  EXPECT_THAT(addresses_of("otherName:1.3.6.1.4.1.311.20.2.3;UTF8:bob@contoso.com"),
              ElementsAre("sip:bob@contoso.com"));
  EXPECT_THAT(addresses_of("otherName:1.2.3.4;UTF8:bob@contoso.com"), IsEmpty());
}

TEST(PeerCertificate, with_a_sip_address_is_about_no_other_one) {
  EXPECT_THAT(addresses_of("email:bob@contoso.com,URI:sip:alice@contoso.com"),
              ElementsAre("sip:alice@contoso.com"));
}

TEST(PeerCertificate, is_about_nobody_whose_name_can_be_read_in_two_ways) {
  using namespace std::string_view_literals;
  const std::unique_ptr<GENERAL_NAMES, decltype(&GENERAL_NAMES_free)> names(GENERAL_NAMES_new(),
                                                                            GENERAL_NAMES_free);
  ASN1_IA5STRING* text = ASN1_IA5STRING_new();
  constexpr auto kTwoWays = "sip:alice@contoso.com\0.example.com"sv;
  ASN1_STRING_set(text, kTwoWays.data(), static_cast<int>(kTwoWays.size()));
  GENERAL_NAME* name = GENERAL_NAME_new();
  GENERAL_NAME_set0_value(name, GEN_URI, text);
  sk_GENERAL_NAME_push(names.get(), name);
  const std::unique_ptr<X509, decltype(&X509_free)> made(X509_new(), X509_free);
  ASSERT_EQ(X509_add1_ext_i2d(made.get(), NID_subject_alt_name, names.get(), 0, 0), 1);
  EXPECT_THAT(addresses_in(made.get()), IsEmpty());
  EXPECT_THAT(addresses_of("URI:sip:alice@contoso.com bob"), IsEmpty());
}

TEST(PeerCertificate, is_about_sixty_four_people_at_most) {
  std::string names = "email:a@b.c";
  for (int i = 0; i < 100; ++i) names += ",URI:sip:user" + std::to_string(i) + "@contoso.com";
  EXPECT_EQ(addresses_of(names).size(), 64u);
}

}   // namespace
}   // namespace parley::transport
