// No record tells where the server stood or where this machine is; what else a peer wrote stays.
#include "simulator/play/conceal.h"

#include <gtest/gtest.h>

#include <string>

namespace parley::sim {
namespace {

std::string concealed(const std::string& text, const std::string& url = "tls://im.vendor.example:5061") {
  reports::CaseRecord record;
  record.messages.emplace_back().text = text;
  conceal_addresses(record, url, "contoso.com");
  return record.messages[0].text;
}

TEST(ConcealAddresses, replaces_the_address_that_was_given) {
  EXPECT_EQ(concealed("tls://im.vendor.example:5061"), "tls://TARGET");
  EXPECT_EQ(concealed("Contact: <sip:IM.vendor.example;transport=tls>"),
            "Contact: <sip:TARGET;transport=tls>");
  EXPECT_EQ(concealed("No answer of im.vendor.example."), "No answer of TARGET.");
  EXPECT_EQ(concealed("c=IN IP6 2001:db8::1", "tcp://[2001:db8::1]:5060"), "c=IN IP6 TARGET");
}

TEST(ConcealAddresses, leaves_names_that_only_contain_it) {
  for (const char* other : {"sip:a.im.vendor.example", "im.vendor.example.org", "my-im.vendor.example",
                            "sip:alice@vendor.example", "127.0.0.1"})
    EXPECT_EQ(concealed(other), other);
}

TEST(ConcealAddresses, leaves_the_domain_and_loopback_but_not_its_port) {
  EXPECT_EQ(concealed("sip:alice@contoso.com", "tcp://contoso.com:5060"), "sip:alice@contoso.com");
  EXPECT_EQ(concealed("c=IN IP4 127.0.0.1", "tcp://127.0.0.1:40123"), "c=IN IP4 127.0.0.1");
  EXPECT_EQ(concealed("tcp://127.0.0.1:40123 up", "tcp://127.0.0.1:40123"), "tcp://TARGET up");
  EXPECT_EQ(concealed("127.0.0.1:401234", "tcp://127.0.0.1:40123"), "127.0.0.1:401234");
}

TEST(ConcealAddresses, replaces_what_a_server_tells_of_our_own) {
  EXPECT_EQ(concealed("Via: SIP/2.0/TCP client.invalid;rport=50123;received=192.0.2.7;branch=z9hG4bK1\r\n"),
            "Via: SIP/2.0/TCP client.invalid;rport=CLIENT;received=CLIENT;branch=z9hG4bK1\r\n");
  EXPECT_EQ(concealed("Via: SIP/2.0/TCP a;received=192.0.2.7"), "Via: SIP/2.0/TCP a;received=CLIENT");
}

TEST(ConcealAddresses, looks_at_every_text) {
  reports::CaseRecord record;
  const std::string text = "sut:5060";
  record.reason = text;
  record.notes.push_back(text);
  reports::MessageRecord& message = record.messages.emplace_back();
  message.label = message.dialog = text;
  message.kinds = {{text, xccos::Grade::X}};
  reports::CheckRecord& check = record.checks.emplace_back();
  check.expected = check.actual = text;
  conceal_addresses(record, "tcp://sut:5060", "contoso.com");
  for (const std::string& shown : {record.reason, record.notes[0], message.label, message.dialog,
                                   message.kinds[0].id, check.expected, check.actual})
    EXPECT_EQ(shown, "TARGET");
}

}   // namespace
}   // namespace parley::sim
