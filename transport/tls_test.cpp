// TLS between endpoints: whom we believe, what a bad peer can do, and what an operator is told.
#include "transport/tls.h"

#include <gmock/gmock.h>

#include <cstdio>
#include <fstream>

#include "transport/self_signed.h"
#include "transport/test_descriptors.h"
#include "transport/test_driver.h"

namespace parley::transport {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::StartsWith;

const SelfSigned& certificate_of_the_test() {
  static const SelfSigned made = *make_self_signed();
  return made;
}

AsioDriver::Config with_certificate() {
  AsioDriver::Config config;
  config.identity.certificate_pem = certificate_of_the_test().certificate_pem;
  config.identity.key_pem = certificate_of_the_test().key_pem;
  return config;
}

class Tls : public DriverTest {
 protected:
  void SetUp() override { start(with_certificate()); }

  // What became of link kFirst of a client to an echo at this URL: its peer or the reason.
  std::string try_to_connect(std::string_view listen_at) {
    client.greetings[kFirst] = "secret";
    url = listen(add(echo), listen_at);
    perform(add(client), client, {OpenLink{kFirst, url}});
    until([&] { return client.received[kFirst] == "secret" || client.count<LinkDown>() > 0; });
    return client.count<LinkDown>() > 0 ? client.last<LinkDown>().reason : client.received[kFirst];
  }

  Echo echo;
  Puppet client;
  std::string url;
};

TEST_F(Tls, carries_bytes_there_and_back_and_names_the_peers) {
  EXPECT_EQ(try_to_connect("tls://127.0.0.1:0"), "secret");
  EXPECT_EQ(client.last<LinkUp>().peer, url);
  EXPECT_THAT(echo.peer, StartsWith("tls://127.0.0.1:"));
}

TEST_F(Tls, serves_thousands_of_links_at_once) {
  constexpr int kLinks = 2000;
  if (const std::string why = raise_limit_for(kLinks); !why.empty()) GTEST_SKIP() << why;
  greet_over_links(kLinks, "tls://127.0.0.1:0", echo, client);
}

TEST_F(Tls, carries_bytes_whole_and_in_order_and_closes_after_the_last) {
  std::string all;
  Puppet server;
  server.answer = [&](const Now&, const Event& event) {
    const auto* up = std::get_if<LinkUp>(&event);
    if (up == nullptr) return Turn{};
    Turn turn;
    for (const std::size_t size : {1u, 16383u, 16384u, 16385u, 700'000u, 2u}) {
      const std::string part(size, static_cast<char>('a' + turn.effects.size()));
      all += part;
      turn.effects.push_back(SendBytes{up->link, part});
    }
    turn.effects.push_back(CloseLink{up->link});
    return turn;
  };
  client.greetings[kFirst] = std::string(300'000, 'y');
  perform(add(client), client, {OpenLink{kFirst, listen(add(server), "tls://127.0.0.1:0")}});
  ASSERT_TRUE(until([&] { return client.count<LinkDown>() == 1; }));
  EXPECT_EQ(client.last<LinkDown>().reason, "closed by the peer");
  EXPECT_TRUE(client.received[kFirst] == all);
}

TEST_F(Tls, believes_a_certificate_of_an_authority_it_was_given) {
  auto config = with_certificate();
  config.trust.authorities_pem = certificate_of_the_test().certificate_pem;
  start(config);
  EXPECT_EQ(try_to_connect("tls://127.0.0.1:0"), "secret");
}

TEST_F(Tls, asks_even_a_loopback_peer_for_a_certificate_of_the_authorities_it_was_given) {
  auto config = with_certificate();
  config.trust.authorities_pem = make_self_signed()->certificate_pem;
  start(config);
  const std::string became = try_to_connect("tls://127.0.0.1:0");
  EXPECT_EQ(became,
            "cannot connect to " + url + ": its certificate is not accepted: self-signed certificate");
  EXPECT_EQ(echo.up, 0);
}

TEST_F(Tls, believes_it_for_the_name_too) {
  auto config = with_certificate();
  config.trust.authorities_pem = certificate_of_the_test().certificate_pem;
  start(config);
  EXPECT_EQ(try_to_connect("tls://localhost:0"), "secret");
}

TEST_F(Tls, refuses_a_certificate_of_another_host) {
  auto config = with_certificate();
  config.trust.authorities_pem = certificate_of_the_test().certificate_pem;
  start(config);
  EXPECT_THAT(try_to_connect("tls://127.0.0.2:0"), HasSubstr("not accepted: IP address mismatch"));
}

// By the authorities of the system: nobody needs to be there to see that they are asked.
TEST(TlsTrust, of_the_system_is_asked_of_every_host_but_this_one) {
  const auto contexts = make_tls_contexts({});
  ASSERT_TRUE(contexts);
  const auto verifies = [&](const std::string& host, TlsVerify verify) {
    const std::unique_ptr<SSL, decltype(&SSL_free)> session(SSL_new(contexts->client->native_handle()),
                                                            SSL_free);
    TlsTrust trust;
    trust.verify = verify;
    prepare_client(session.get(), host, trust);
    return SSL_get_verify_mode(session.get()) == SSL_VERIFY_PEER;
  };
  for (const char* host : {"192.0.2.1", "2001:db8::1", "chat.example.com"}) {
    EXPECT_TRUE(verifies(host, TlsVerify::except_loopback)) << host;
    EXPECT_FALSE(verifies(host, TlsVerify::never)) << host;
  }
  for (const char* host : {"127.0.0.1", "::1", "localhost"})
    EXPECT_FALSE(verifies(host, TlsVerify::except_loopback)) << host;
}

TEST_F(Tls, drops_only_the_peer_that_sends_garbage) {
  ASSERT_EQ(try_to_connect("tls://127.0.0.1:0"), "secret");
  struct Logs : HostWatcher {
    void on_log(const Now&, NodeId, const Log& log) override { texts.push_back(log.text); }
    std::vector<std::string> texts;
  } logs;
  driver->watch(&logs);
  RawPeer garbage(url);
  garbage.send("INVITE sip:chat@example.com SIP/2.0\r\n\r\n");
  ASSERT_TRUE(until_seen([&] { return garbage.read(), garbage.at_end; }));
  ASSERT_EQ(logs.texts.size(), 1u);
  EXPECT_THAT(logs.texts[0], StartsWith("a connection did not come up: the TLS handshake failed: "));
  EXPECT_EQ(echo.up, 1);
  EXPECT_EQ(echo.down, 0);

  perform(1, client, {SendBytes{kFirst, " still"}});
  EXPECT_TRUE(until([&] { return client.received[kFirst] == "secret still"; }));
}

TEST_F(Tls, a_silent_peer_does_not_hold_a_slot_for_ever) {
  auto config = with_certificate();
  config.handshake_timeout = 30ms;
  start(config);
  RawPeer silent(listen(add(echo), "tls://127.0.0.1:0"));
  EXPECT_TRUE(until_seen([&] { return silent.read(), silent.at_end; }));
  EXPECT_EQ(echo.up, 0);
}

TEST_F(Tls, tells_why_a_peer_without_tls_cannot_be_reached) {
  Puppet server;
  server.greetings[1] = "SIP/2.0 400 Bad Request\r\n\r\n";
  const std::string plain = listen(add(server));
  perform(add(client), client, {OpenLink{kFirst, "tls" + plain.substr(3)}});
  ASSERT_TRUE(until([&] { return client.count<LinkDown>() == 1; }));
  EXPECT_THAT(client.last<LinkDown>().reason, HasSubstr(": the TLS handshake failed: wrong version number"));
}

TEST_F(Tls, serves_many_links_at_once) {
  constexpr LinkId kLinks = 200;
  url = listen(add(echo), "tls://127.0.0.1:0");
  std::vector<Effect> effects;
  for (LinkId i = 0; i < kLinks; ++i) {
    client.greetings[kFirst + i] = "number " + std::to_string(i);
    effects.push_back(OpenLink{kFirst + i, url});
  }
  perform(add(client), client, std::move(effects));
  EXPECT_TRUE(until([&] { return client.received == client.greetings; }, 60s));
  EXPECT_EQ(client.count<LinkDown>(), 0u);
}

// --- What an operator is told ---

class TlsFiles : public ::testing::Test {
 protected:
  ~TlsFiles() override {
    for (const std::string& path : paths_) std::remove(path.c_str());
  }
  std::string file_with(const std::string& name, const std::string& text) {
    paths_.push_back(testing::TempDir() + "tls_test." + std::to_string(::getpid()) + "." + name);
    std::ofstream(paths_.back()) << text;
    return paths_.back();
  }
  std::string complaint() {
    const auto made = AsioDriver::make(config);
    return made ? "" : made.error().detail;
  }

  AsioDriver::Config config;

 private:
  std::vector<std::string> paths_;
};

TEST_F(TlsFiles, are_read_when_they_fit) {
  config.identity.certificate_file = file_with("cert", certificate_of_the_test().certificate_pem);
  config.identity.key_file = file_with("key", certificate_of_the_test().key_pem);
  config.trust.authorities_file = config.identity.certificate_file;
  EXPECT_EQ(complaint(), "");
}

TEST_F(TlsFiles, that_are_missing_are_named) {
  config.identity.certificate_file = "/nowhere/cert.pem";
  EXPECT_EQ(complaint(), "cannot read the certificate file '/nowhere/cert.pem': No such file or directory");
  config.identity.certificate_file = file_with("cert", certificate_of_the_test().certificate_pem);
  config.identity.key_file = "/nowhere/key.pem";
  EXPECT_EQ(complaint(), "cannot read the key file '/nowhere/key.pem': No such file or directory");
}

TEST_F(TlsFiles, that_are_directories_are_named) {
  config.identity.certificate_file = testing::TempDir();
  EXPECT_THAT(complaint(), HasSubstr("': Is a directory"));
}

TEST_F(TlsFiles, without_pem_are_named) {
  config.identity.certificate_file = file_with("cert", "hello");
  config.identity.key_file = file_with("key", certificate_of_the_test().key_pem);
  EXPECT_THAT(complaint(),
              HasSubstr(config.identity.certificate_file + "' holds no usable certificate in PEM form"));
  config.identity.certificate_file = file_with("cert", certificate_of_the_test().certificate_pem);
  config.identity.key_file = file_with("key", "hello");
  EXPECT_THAT(complaint(), HasSubstr(config.identity.key_file + "' holds no usable private key in PEM form"));
}

TEST_F(TlsFiles, of_two_different_pairs_are_refused) {
  config.identity.certificate_pem = certificate_of_the_test().certificate_pem;
  config.identity.key_pem = make_self_signed()->key_pem;
  EXPECT_EQ(complaint(), "the key given in memory does not belong to the certificate given in memory");
}

TEST_F(TlsFiles, without_an_authority_are_refused) {
  config.trust.authorities_pem = "hello";
  EXPECT_THAT(complaint(), HasSubstr("the authorities given in memory holds no usable certificate"));
}

TEST_F(TlsFiles, none_means_no_tls_listener) {
  const auto driver = AsioDriver::make();
  ASSERT_TRUE(driver);
  Echo echo;
  const NodeId node =
      (*driver)->add({"echo", [&](const Now&) { return std::make_unique<Borrowing<Echo>>(&echo); }, {}});
  const auto where = (*driver)->listen(node, "tls://127.0.0.1:0");
  ASSERT_FALSE(where);
  EXPECT_EQ(where.error().detail, "cannot listen on tls://127.0.0.1:0: no certificate and key were given");
}

}   // namespace
}   // namespace parley::transport
