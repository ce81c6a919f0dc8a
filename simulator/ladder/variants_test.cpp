// A template and an XPath mean the same for every spelling of a message that must be accepted.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <string>
#include <utility>

#include "protocol/xccos/message.h"
#include "simulator/ladder/xml_template.h"
#include "simulator/ladder/xpath.h"

namespace parley::sim::ladder {
namespace {

std::string sample(const std::string& name) {
  std::ifstream file(std::string(PARLEY_SOURCE_DIR) + "/protocol/xccos/testdata/" + name, std::ios::binary);
  EXPECT_TRUE(file) << name;
  return {std::istreambuf_iterator<char>(file), {}};
}

struct Variant {
  std::string_view file;
  std::string_view wanted;   // A template, as an author would write it.
  std::string_view holds;    // An XPath, likewise.
};

constexpr Variant kVariants[] = {
    {"cmd-getinv.xml", "<cmd id='cmd:getinv'><data><inv inviteId='...'/></data></cmd>",
     "count(/xccos/cmd/data/inv) = 1"},
    {"variants/prefixed.xml", "<cmd id='cmd:getinv'><data><inv inviteId='1'/></data></cmd>",
     "count(/xccos/cmd/data/inv) = 1 and //cmd/@seqid = 1"},
    {"variants/id-upper-case.xml", "<rpl id='rpl:part'><resp code='200'>SUCCESS_OK</resp></rpl>",
     "//rpl[@id='rpl:part']/resp = 'SUCCESS_OK'"},
    {"variants/pretty-printed.xml",
     "<xccos ver='1'><cmd id='cmd:part'><data><chanib uri='*'/></data></cmd></xccos>",
     "string(//data) = '' and count(//data/node()) = 1"},
    {"variants/unknown-children.xml",
     "<rpl id='rpl:join'><commandid envid='7'/><data><uib uri='sip:alice@contoso.com'/><chanib "
     "name='n'/></data></rpl>",
     "count(//data/uib) = 1 and count(//data/chanib) = 1"},
    {"variants/envid-max.xml", "<xccos envid='18446744073709551615'/>",
     "string(/xccos/@envid) = '18446744073709551615'"},
    {"rpl-merged.xml", "<xccos><rpl/><rpl/></xccos>", "count(//rpl) >= 2"},
};

class EverySpelling : public ::testing::TestWithParam<Variant> {};

TEST_P(EverySpelling, is_matched_alike) {
  const Variant& variant = GetParam();
  const auto tree = XmlTree::read(sample(std::string(variant.file)));
  ASSERT_TRUE(tree) << tree.error().detail;
  const auto wanted = XmlTemplate::read(variant.wanted, xccos::kNamespace);
  ASSERT_TRUE(wanted) << wanted.error().detail;
  const auto mismatch = wanted->mismatch(**tree, {});
  EXPECT_FALSE(mismatch) << mismatch->sentence;
  const auto holds = xpath_holds(**tree, variant.holds, {});
  ASSERT_TRUE(holds) << holds.error().detail;
  EXPECT_TRUE(*holds);
}

INSTANTIATE_TEST_SUITE_P(Samples, EverySpelling, ::testing::ValuesIn(kVariants));

TEST(EverySpelling, of_another_namespace_is_another_message) {
  const auto tree = XmlTree::read(sample("negative/wrong-namespace.xml"));
  ASSERT_TRUE(tree);
  EXPECT_TRUE(XmlTemplate::read("<xccos/>", xccos::kNamespace)->mismatch(**tree, {}));
  EXPECT_FALSE(XmlTree::read(sample("negative/not-well-formed.txt")));
}

TEST(EverySpelling, of_neighbouring_documents_is_read_by_local_names) {
  const auto tree = XmlTree::read(sample("other/provisioning-notify.xml"));
  ASSERT_TRUE(tree);
  EXPECT_TRUE(*xpath_holds(**tree, "//property[@name='EnablePersistentChat'] = 'true'", {}));
  EXPECT_FALSE(
      XmlTemplate::read("<provisionGroup name='persistentChatConfiguration'/>", {})->mismatch(**tree, {}));
}

}   // namespace
}   // namespace parley::sim::ladder
