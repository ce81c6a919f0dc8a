// URIs and the header values built from them.
#include "protocol/sip/uri.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

namespace parley::sip {
namespace {

TEST(ParseUri, takes_the_parts_apart) {
  const Uri uri = parse_uri("sip:alice@contoso.com:5061;transport=tls;lr?Subject=x").value();
  EXPECT_EQ(uri.scheme, "sip");
  EXPECT_EQ(uri.user, "alice");
  EXPECT_EQ(uri.host, "contoso.com");
  EXPECT_EQ(uri.port, 5061u);
  EXPECT_EQ(uri.parameters.get("Transport"), "tls");
  EXPECT_TRUE(uri.parameters.contains("lr"));
  EXPECT_EQ(uri.headers, "Subject=x");
}

TEST(ParseUri, writes_back_what_it_read) {
  for (const char* text : {
           "sip:contoso.com",
           "sip:alice@contoso.com;opaque=user:epid:ZYnMVKsqW1yYxXcyGbWlSQAA;gruu",
           "sips:a;b?c@[2001:db8::1]:5061;lr",
           "sip:127.0.0.1:5060",
           "sip:a:secret@b?h=v",
           "tel:+1-201-555-0123",
           "urn:uuid:5ccdb10d-dca1-559e-a",
           "sip:a%20b@HOST_1;maddr=192.0.2.1",
       }) {
    const Result<Uri> uri = parse_uri(text);
    ASSERT_TRUE(uri) << text;
    EXPECT_EQ(uri->to_string(), text);
  }
}

TEST(ParseUri, refuses_what_is_no_uri) {
  for (const char* text : {
           "",          "alice",         "alice@contoso.com", ":x",        "sip:",          "sip:@host",
           "sip:a@",    "sip:a@b@c",     "sip:a@b:",          "sip:a@b:0", "sip:a@b:65536", "sip:a@b:5x",
           "sip:a%4@b", "sip:a@b;c=%zz", "sip:a b@c",         "sip:a@b c", "<sip:a@b>",     "sip:a@[::1",
           "sip:a@b/c", "sip:\r\n@x",
       }) {
    EXPECT_FALSE(parse_uri(text)) << text;
  }
}

TEST(AddressOfRecord, is_user_and_host_in_lower_case) {
  EXPECT_EQ(parse_uri("SIP:GC-1@Contoso.com:5061;gruu;opaque=srvr:chat")->address_of_record(),
            "sip:gc-1@contoso.com");
  EXPECT_EQ(parse_uri("sip:Contoso.com")->address_of_record(), "sip:contoso.com");
}

TEST(SameAddress, ignores_case_port_and_parameters) {
  EXPECT_TRUE(same_address("sip:Alice@Contoso.com", "SIP:alice@contoso.com:5061;transport=tls"));
  EXPECT_FALSE(same_address("sip:alice@contoso.com", "sip:bob@contoso.com"));
  EXPECT_FALSE(same_address("sip:alice@contoso.com", "sips:alice@contoso.com"));
  EXPECT_FALSE(same_address("sip:alice@contoso.com", "sip:contoso.com"));
}

TEST(SameAddress, texts_that_are_no_uri_must_be_the_same_text) {
  EXPECT_TRUE(same_address("alice", "alice"));
  EXPECT_FALSE(same_address("alice", "Alice"));
  EXPECT_FALSE(same_address("alice", "sip:alice@contoso.com"));
}

TEST(WithScheme, is_put_only_where_there_is_none) {
  EXPECT_EQ(with_scheme("pool@contoso.com"), "sip:pool@contoso.com");
  EXPECT_EQ(with_scheme("SIP:pool@contoso.com"), "SIP:pool@contoso.com");
  EXPECT_EQ(with_scheme("sips:pool@contoso.com"), "sips:pool@contoso.com");
}

TEST(ParseNameAddr, reads_every_form_of_the_rfc) {
  const NameAddr bracketed = parse_name_addr("<sip:alice@contoso.com>;tag=7741;epid=3f2c").value();
  EXPECT_EQ(bracketed.uri, "sip:alice@contoso.com");
  EXPECT_EQ(bracketed.tag(), "7741");
  EXPECT_EQ(bracketed.parameters.get("epid"), "3f2c");
  const NameAddr quoted = parse_name_addr("\"Smith, \\\"Al\\\" <x>\" <sip:a@b;lr> ; tag = 1").value();
  EXPECT_EQ(quoted.display, "Smith, \"Al\" <x>");
  EXPECT_EQ(quoted.uri, "sip:a@b;lr");
  EXPECT_EQ(quoted.tag(), "1");
  EXPECT_EQ(parse_name_addr("Alice Smith <sip:a@b>")->display, "Alice Smith");
}

TEST(ParseNameAddr, without_brackets_parameters_belong_to_the_header) {
  const NameAddr bare = parse_name_addr("sip:a@b;tag=1").value();
  EXPECT_EQ(bare.uri, "sip:a@b");
  EXPECT_EQ(bare.tag(), "1");
}

TEST(ParseNameAddr, keeps_quotes_and_brackets_inside_parameters) {
  const std::string contact =
      "<sip:127.0.0.1:49014;transport=tcp>;methods=\"INVITE, MESSAGE; INFO\";proxy=replace;"
      "+sip.instance=\"<urn:uuid:5ccdb10d>\"";
  const NameAddr address = parse_name_addr(contact).value();
  EXPECT_EQ(address.parameters.get("+sip.instance"), "\"<urn:uuid:5ccdb10d>\"");
  EXPECT_EQ(address.parameters.get("methods"), "\"INVITE, MESSAGE; INFO\"");
  EXPECT_EQ(address.to_string(), contact);
}

TEST(ParseNameAddr, reads_the_star_of_a_contact) {
  const NameAddr star = parse_name_addr("*").value();
  EXPECT_EQ(star.uri, "*");
  EXPECT_EQ(star.to_string(), "*");
}

TEST(ParseNameAddr, refuses_what_is_no_address) {
  for (const char* text : {
           "",
           "alice",
           "<sip:a@b",
           "sip:a@b>",
           "<>",
           "<sip:a b>",
           "\"Alice <sip:a@b>",
           "\"A\" B <sip:a@b>",
           "<sip:a@b> junk",
           "<sip:a@b>,<sip:c@d>",
           "sip:a@b,sip:c@d",
           "Al\"ice <sip:a@b>",
           "<sip:a@b>;tag=",
           "<sip:a@b>;tag=a b",
           "<sip:a@b>;tag=\"a\"",
           ";tag=1",
       }) {
    EXPECT_FALSE(parse_name_addr(text)) << text;
  }
}

TEST(ParseNameAddrList, splits_only_where_a_comma_separates) {
  const auto list = parse_name_addr_list("\"a, b\" <sip:x@y;p=1,2>;q=\",\", <sip:c@d;lr>").value();
  ASSERT_EQ(list.size(), 2u);
  EXPECT_EQ(list[0].display, "a, b");
  EXPECT_EQ(list[0].uri, "sip:x@y;p=1,2");
  EXPECT_EQ(list[1].uri, "sip:c@d;lr");
  EXPECT_FALSE(parse_name_addr_list("<sip:a@b>,,<sip:c@d>"));
  EXPECT_FALSE(parse_name_addr_list(""));
}

RC_GTEST_PROP(ParseNameAddr, any_display_name_survives_writing_and_reading, ()) {
  const auto printable = rc::gen::elementOf(std::string("ab \\\"<>,;\xc3\xa9"));
  const NameAddr written{*rc::gen::container<std::string>(printable), "sip:a@b", {}};
  const Result<NameAddr> read = parse_name_addr(written.to_string());
  RC_ASSERT(read.has_value());
  RC_ASSERT(read->display == written.display);
  RC_ASSERT(read->uri == written.uri);
}

TEST(ParseCSeq, takes_number_and_method) {
  EXPECT_EQ(parse_cseq("2 INFO")->number, 2u);
  EXPECT_EQ(parse_cseq(" 0002 \t INFO ")->method, "INFO");
  EXPECT_TRUE(parse_cseq("2147483647 INFO"));
  for (const char* text : {"", "INFO", "2", "2INFO", "-1 INFO", "2147483648 INFO", "2 IN FO", "2 INFO;x"}) {
    EXPECT_FALSE(parse_cseq(text)) << text;
  }
}

TEST(ParseVia, needs_no_branch) {
  const Via via = parse_via("SIP/2.0/tcp 192.0.2.10:49200").value();
  EXPECT_EQ(via.transport, "TCP");
  EXPECT_EQ(via.sent_by, "192.0.2.10:49200");
  EXPECT_EQ(via.branch(), "");
  EXPECT_EQ(via.to_string(), "SIP/2.0/TCP 192.0.2.10:49200");
}

TEST(ParseVia, takes_the_first_of_a_list_and_blanks_where_the_rfc_allows_them) {
  const Via via =
      parse_via("SIP / 2.0 / TLS  [::1] : 5061 ; branch = z9hG4bK1 ;received=::1, SIP/2.0/TCP b").value();
  EXPECT_EQ(via.sent_by, "[::1]:5061");
  EXPECT_EQ(via.branch(), "z9hG4bK1");
  EXPECT_EQ(via.parameters.list().size(), 2u);
}

TEST(ParseVia, refuses_what_is_no_via) {
  for (const char* text :
       {"", "SIP/2.0/TCP", "SIP/2.0 host", "HTTP/2.0/TCP host", "SIP/3.0/TCP host", "SIP/2.0/TCP host other",
        "SIP/2.0/ host", "SIP/2.0/TCP ;branch=x", "SIP/2.0/TCP host:sip",
        "SIP/2.0/TCP host:", "SIP/2.0/TCP host;branch=", "SIP/2.0/TCP [::1", "SIP/2.0/TCP [::1 :5060",
        "SIP/2.0/TCP host:65536", "SIP/2.0/TCP host:-1"}) {
    EXPECT_FALSE(parse_via(text)) << text;
  }
}

TEST(ParseVia, takes_every_port_that_there_is) {
  for (const char* text : {"SIP/2.0/TCP host:1", "SIP/2.0/TCP [::1]:65535", "SIP/2.0/TCP host : 05060"})
    EXPECT_TRUE(parse_via(text)) << text;
}

TEST(ParseValueWithParameters, takes_the_value_and_its_parameters) {
  const ValueWithParameters value =
      parse_value_with_parameters("20000;source=\"a;b\";reason=\"Chat service busy\"");
  EXPECT_EQ(value.value, "20000");
  EXPECT_EQ(value.parameters.get("source"), "\"a;b\"");
  EXPECT_EQ(parse_value_with_parameters("terminated").value, "terminated");
  EXPECT_EQ(parse_value_with_parameters("").value, "");
}

TEST(Parameters, are_found_without_case_and_changed_in_place) {
  Parameters parameters = parse_parameters(";Tag=1;gruu;;x=");
  EXPECT_EQ(parameters.to_string(), ";Tag=1;gruu;x=");
  parameters.set("tag", "2");
  parameters.set("new", std::nullopt);
  parameters.remove("GRUU");
  EXPECT_EQ(parameters.to_string(), ";Tag=2;x=;new");
  EXPECT_EQ(parameters.find("gruu"), nullptr);
}

TEST(Uri, without_a_scheme_that_begins_with_a_letter_or_digit_is_refused) {
  for (const std::string_view text : {":a@b", "+sip:a@b", "-sip:a@b", ".:a@b"})
    EXPECT_FALSE(parse_uri(text)) << text;
}

}   // namespace
}   // namespace parley::sip
