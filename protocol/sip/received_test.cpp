// What a server adds to the Via of a request, and when.
#include "protocol/sip/received.h"

#include <gtest/gtest.h>

namespace parley::sip {
namespace {

std::string noted(std::string_view via, std::string_view peer = "tcp://192.0.2.10:49200") {
  Message request;
  request.method = "INFO";
  request.headers.add("Via", via);
  note_source(request, source_of(peer, 0x1A00).value());
  return std::string(request.headers.get("Via"));
}

TEST(Received, is_added_as_the_product_does_when_the_address_is_another) {
  EXPECT_EQ(noted("SIP/2.0/TLS 10.0.0.5:49200;branch=z9hG4bK7A"),
            "SIP/2.0/TLS 10.0.0.5:49200;branch=z9hG4bK7A;received=192.0.2.10;ms-received-port=49200;"
            "ms-received-cid=1A00");
}

TEST(Received, is_added_when_sent_by_is_a_name) {
  EXPECT_EQ(noted("SIP/2.0/tcp host.contoso.com"),
            "SIP/2.0/tcp host.contoso.com;received=192.0.2.10;ms-received-port=49200;ms-received-cid=1A00");
}

TEST(Received, is_not_added_when_the_peer_is_who_it_says) {
  for (const char* via : {"SIP/2.0/TLS 192.0.2.10:49200", "SIP/2.0/tcp 192.0.2.10;branch=x"})
    EXPECT_EQ(noted(via), via);
  EXPECT_EQ(noted("SIP/2.0/TCP [::1]:5060", "tls://[::1]:49200"), "SIP/2.0/TCP [::1]:5060");
  EXPECT_EQ(noted("SIP/2.0/TCP 192.0.2.10", "tcp://[::ffff:192.0.2.10]:49200"), "SIP/2.0/TCP 192.0.2.10");
}

TEST(Received, is_not_added_for_a_name_that_says_it_is_none) {
  for (const char* via : {"SIP/2.0/TCP client.invalid;branch=x", "SIP/2.0/TCP Client.INVALID:5060"})
    EXPECT_EQ(noted(via), via);
}

TEST(Received, is_added_where_rport_asks_for_it) {
  EXPECT_EQ(noted("SIP/2.0/TCP 192.0.2.10;rport;branch=x"),
            "SIP/2.0/TCP 192.0.2.10;rport=49200;branch=x;received=192.0.2.10;ms-received-port=49200;"
            "ms-received-cid=1A00");
}

TEST(Received, of_a_peer_is_what_the_server_sees) {
  EXPECT_EQ(noted("SIP/2.0/TCP 10.0.0.5;received=203.0.113.9"),
            "SIP/2.0/TCP 10.0.0.5;received=192.0.2.10;ms-received-port=49200;ms-received-cid=1A00");
}

TEST(Received, is_added_to_the_topmost_via_alone) {
  EXPECT_EQ(
      noted("SIP/2.0/TCP 10.0.0.5, SIP/2.0/TCP 10.0.0.6"),
      "SIP/2.0/TCP 10.0.0.5;received=192.0.2.10;ms-received-port=49200;ms-received-cid=1A00, SIP/2.0/TCP "
      "10.0.0.6");
  Message request;
  request.headers.add("Via", "SIP/2.0/TCP 10.0.0.5");
  request.headers.add("Via", "SIP/2.0/TCP 10.0.0.6");
  note_source(request, {"192.0.2.10", 1, 1});
  ASSERT_EQ(request.headers.all("Via").size(), 2u);
  EXPECT_EQ(request.headers.all("Via")[1], "SIP/2.0/TCP 10.0.0.6");
}

TEST(Received, leaves_a_via_that_cannot_be_read_to_others) { EXPECT_EQ(noted("nonsense"), "nonsense"); }

TEST(Source, of_a_simulated_peer_is_unknown) {
  for (const char* peer : {"alice", "", "tcp://alice:1", "tcp://192.0.2.10", "tcp://1.2.3.400:1"})
    EXPECT_FALSE(source_of(peer, 1)) << peer;
}

}   // namespace
}   // namespace parley::sip
