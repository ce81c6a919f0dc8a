// Nothing of a secret is left, and nothing else is gone.
#include "protocol/sip/secrets.h"

#include <gtest/gtest.h>

namespace parley::sip {
namespace {

TEST(Secrets, are_in_credentials_and_not_in_challenges) {
  for (const char* name :
       {"Authorization", "proxy-authorization", " Authentication-Info ", "Proxy-Authentication-Info"})
    EXPECT_TRUE(holds_credentials(name)) << name;
  for (const char* name : {"WWW-Authenticate", "Proxy-Authenticate", "From", ""})
    EXPECT_FALSE(holds_credentials(name)) << name;
}

TEST(Secrets, leave_the_scheme_where_there_is_one) {
  EXPECT_EQ(mask("Digest username=\"alice\", response=\"0a\""), "Digest [masked]");
  EXPECT_EQ(mask("TLS-DSK\tresponse=0a b"), "TLS-DSK [masked]");
  for (const char* value : {"", "c2VjcmV0", "response=\"0a\" b", "\"0a\" b", "rspauth=0a, nc=1"})
    EXPECT_EQ(mask(value), "[masked]") << value;
}

TEST(Secrets, are_masked_in_no_other_header) {
  EXPECT_EQ(shown_value("authorization", "Digest a=1"), "Digest [masked]");
  EXPECT_EQ(shown_value("Proxy-Authenticate", "Digest nonce=1"), "Digest nonce=1");
}

TEST(Secrets, are_masked_in_bytes_that_are_no_message) {
  EXPECT_EQ(
      shown_bytes("INFO\r\nFrom: a\r\nProxy-Authorization : Digest a=1,\r\n response=2:3\r\nTo: b\r\n\r\nx"),
      "INFO\r\nFrom: a\r\nProxy-Authorization : [masked]\r\n [masked]\r\nTo: b\r\n\r\nx");
  EXPECT_EQ(shown_bytes("authorization: x"), "authorization: [masked]");
  EXPECT_EQ(shown_bytes("\r\n\r\nAuthorization"), "\r\n\r\nAuthorization");
}

TEST(Secrets, are_masked_in_the_uris_of_every_header_and_line) {
  for (const auto& [value, shown] :
       {std::pair{"<sip:alice:hush@contoso.com>;tag=1", "<sip:alice:[masked]@contoso.com>;tag=1"},
        {"sip:a@b, \"x\" <SIPS:c:hush,=@d:1>;q=1", "sip:a@b, \"x\" <SIPS:c:[masked]@d:1>;q=1"},
        {"sip:a@b,sip:c:hush@d", "sip:a@b,sip:c:[masked]@d"},
        {"<sip:alice@contoso.com:5060;a=b>", "<sip:alice@contoso.com:5060;a=b>"},
        {"<sip:contoso.com:5060>, <sip:a@b>", "<sip:contoso.com:5060>, <sip:a@b>"},
        {"sip", "sip"},
        {"", ""}}) {
    EXPECT_EQ(shown_value("From", value), shown);
    EXPECT_EQ(shown_value("From", shown), shown);
    EXPECT_EQ(shown_bytes("m: " + std::string(value)), "m: " + std::string(shown));
  }
}

TEST(Secrets, of_a_uri_are_what_stands_behind_the_name) {
  EXPECT_EQ(shown_uri("sip:alice:hush@contoso.com:5060;a=b"), "sip:alice:[masked]@contoso.com:5060;a=b");
  for (const char* uri :
       {"sip:alice@contoso.com:5060", "sip:contoso.com:5060", "alice", "", "sip:a@b;c=d:e@f"})
    EXPECT_EQ(shown_uri(uri), uri);
}

}   // namespace
}   // namespace parley::sip
