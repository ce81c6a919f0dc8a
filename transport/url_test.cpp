// What a person may write as an address, and what is refused.
#include "transport/url.h"

#include <gtest/gtest.h>

namespace parley::transport {
namespace {

TEST(Url, reads_scheme_host_and_port) {
  const auto url = parse_url("tls://chat.example:5061");
  ASSERT_TRUE(url);
  EXPECT_TRUE(url->tls);
  EXPECT_EQ(url->host, "chat.example");
  EXPECT_EQ(url->port, 5061);
}

TEST(Url, takes_an_ipv6_address_in_brackets_and_writes_it_so) {
  const auto url = parse_url("TCP://[::1]:0");
  ASSERT_TRUE(url);
  EXPECT_EQ(url->host, "::1");
  EXPECT_EQ(to_string(*url), "tcp://[::1]:0");
}

TEST(Url, refuses_everything_else_and_shows_it) {
  for (const char* text :
       {"", "tcp://", "127.0.0.1:5060", "udp://h:1", "tcp://h", "tcp://:1", "tcp://h:", "tcp://h:65536",
        "tcp://h:-1", "tcp://::1:80", "tcp://[h]:1", "tcp://a/b:1", "tcp://h:1/", "tcp://[]:1"}) {
    const auto url = parse_url(text);
    ASSERT_FALSE(url) << text;
    EXPECT_NE(url.error().detail.find(text), std::string::npos) << text;
  }
}

TEST(Url, refuses_a_host_longer_than_a_dns_name) {
  EXPECT_TRUE(parse_url("tcp://" + std::string(253, 'a') + ":1"));
  EXPECT_FALSE(parse_url("tcp://" + std::string(254, 'a') + ":1"));
}

}   // namespace
}   // namespace parley::transport
