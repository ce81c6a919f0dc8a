// The provisioning documents are read and written as a real client and [MS-SIPREGE] have them.
#include "protocol/provisioning/document.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "protocol/xccos/test_samples.h"
#include "protocol/xml/test_text.h"

namespace parley::provisioning {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using xccos::Reading;

std::string sample(const std::string& name) { return xccos::body_of(xccos::read_test_file("other/" + name)); }

std::string with_property(const std::string& name, const std::string& value) {
  std::string document = sample("provisioning-notify.xml");
  const std::string start = "<property name=\"" + name + "\">";
  const std::size_t at = document.find(start) + start.size();
  return document.replace(at, document.find('<', at) - at, value);
}

TEST(Provisioning, reads_the_five_properties_of_the_sample) {
  const auto document = decode_document(sample("provisioning-notify.xml"), Reading::strict);
  ASSERT_TRUE(document) << document.error().detail;
  EXPECT_EQ(*document,
            (ProvisioningDocument{.enabled = true,
                                  .default_pool_uri = "sip:GC-1-PersistentChatService-2@contoso.com",
                                  .pool_uris = {"sip:GC-1-PersistentChatService-2@contoso.com"},
                                  .web_manager_internal = "https://fe.contoso.com/PersistentChat/RM",
                                  .web_manager_external = "https://ext.contoso.com/PersistentChat/RM"}));
}

TEST(Provisioning, writes_both_samples_back_to_the_byte) {
  for (const char* name : {"provisioning-notify.xml", "provisioning-notify-disabled.xml"}) {
    EXPECT_EQ(encode_document(decode_document(sample(name), Reading::strict).value()), sample(name)) << name;
  }
}

TEST(Provisioning, strict_refuses_a_switch_that_is_neither_true_nor_false) {
  for (const char* value : {"True", "1", "yes", ""}) {
    const auto document = decode_document(with_property("EnablePersistentChat", value), Reading::strict);
    ASSERT_FALSE(document) << value;
    EXPECT_THAT(document.error().detail, AllOf(HasSubstr("EnablePersistentChat must be true or false"),
                                               HasSubstr("/provisionGroup, byte")));
  }
}

TEST(Provisioning, lenient_takes_only_exactly_true_for_enabled) {
  EXPECT_FALSE(decode_document(with_property("EnablePersistentChat", "True"), Reading::lenient)->enabled);
  EXPECT_TRUE(decode_document(with_property("EnablePersistentChat", "true"), Reading::lenient)->enabled);
}

TEST(Provisioning, splits_pool_uris_at_single_blanks) {
  EXPECT_EQ(
      decode_document(with_property("PersistentChatPoolUris", "sip:a sip:b"), Reading::strict)->pool_uris,
      (std::vector<std::string>{"sip:a", "sip:b"}));
  const std::string two_blanks = with_property("PersistentChatPoolUris", "sip:a  sip:b");
  EXPECT_FALSE(decode_document(two_blanks, Reading::strict));
  EXPECT_EQ(decode_document(two_blanks, Reading::lenient)->pool_uris,
            (std::vector<std::string>{"sip:a", "sip:b"}));
}

TEST(Provisioning, a_document_without_the_group_is_not_found_when_strict_and_disabled_when_lenient) {
  const std::string document =
      "<provisionGroupList "
      "xmlns=\"http://schemas.microsoft.com/2006/09/sip/provisiongrouplist-notification\">"
      "<provisionGroup name=\"ucPolicy\"/></provisionGroupList>";
  const auto strict = decode_document(document, Reading::strict);
  ASSERT_FALSE(strict);
  EXPECT_EQ(strict.error().code, Errc::not_found);
  EXPECT_EQ(decode_document(document, Reading::lenient).value(), ProvisioningDocument{});
}

TEST(Provisioning, another_root_is_refused_in_both_readings) {
  for (const Reading reading : {Reading::strict, Reading::lenient}) {
    EXPECT_FALSE(decode_document("<provisionGroupList xmlns=\"urn:x\"/>", reading));
  }
}

// A letter that came with the fifth edition of XML 1.0: a name to us, and to expat none.
TEST(Provisioning, strict_asks_expat_too) {
  const std::string xml =
      "<provisionGroupList "
      "xmlns=\"http://schemas.microsoft.com/2006/09/sip/provisiongrouplist-notification\">"
      "<provisionGroup name=\"persistentChatConfiguration\"><propertyEntryList/></provisionGroup><\xc8\xa1/>"
      "</provisionGroupList>";
  EXPECT_TRUE(decode_document(xml, xccos::Reading::lenient));
  EXPECT_EQ(decode_document(xml, xccos::Reading::strict).error().code, Errc::malformed);
}

TEST(ProvisioningRequest, lists_the_groups_of_the_sample_and_writes_it_back_to_the_byte) {
  const auto groups = decode_request(sample("provisioning-request.xml"));
  ASSERT_TRUE(groups);
  EXPECT_THAT(*groups, testing::ElementsAre("ServerConfiguration", "meetingPolicy",
                                            "persistentChatConfiguration", "ucPolicy"));
  EXPECT_EQ(encode_request(*groups), sample("provisioning-request.xml"));
}

TEST(ProvisioningRequest, a_group_without_a_name_is_refused_with_its_place) {
  const auto groups = decode_request(
      "<provisioningGroupList xmlns=\"http://schemas.microsoft.com/2006/09/sip/provisioninggrouplist\">"
      "<provisioningGroup/></provisioningGroupList>");
  ASSERT_FALSE(groups);
  EXPECT_THAT(groups.error().detail, HasSubstr("/provisioningGroupList/provisioningGroup, byte 94"));
}

RC_GTEST_PROP(Provisioning, what_is_written_is_read_back, ()) {
  const auto uris = rc::gen::container<std::vector<std::string>>(xml::any_token());
  const ProvisioningDocument document{*rc::gen::arbitrary<bool>(), *xml::any_text(), *uris, *xml::any_text(),
                                      *xml::any_text()};
  RC_ASSERT(decode_document(encode_document(document), Reading::strict).value() == document);
}

}   // namespace
}   // namespace parley::provisioning
