// expat is asked as strict reading needs it: no document type, UTF-8 only, and the place of what is broken.
#include "protocol/xml/gate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "protocol/xml/tree.h"

namespace parley::xml {
namespace {

using testing::AllOf;
using testing::HasSubstr;

TEST(Gate, refuses_every_class_of_broken_xml) {
  const std::string_view broken[] = {
      "",
      "   ",
      "<a>",
      "<a></b>",
      "<a b=\"1\" b=\"2\"/>",
      "<a>&nbsp;</a>",
      "<a/><b/>",
      "x<a/>",
      "<a/>x",
      "<a>1 & 2</a>",
      "<a b=\"<\"/>",
      "<a>\x01</a>",
      "<a>&#1;</a>",
      "<a>\xff\xfe</a>",
      "<a>]]></a>",
      "<a><!-- -- --></a>",
      " <?xml version=\"1.0\"?><a/>",
      std::string_view("<a>\0</a>", 8),
  };
  for (const std::string_view document : broken) EXPECT_FALSE(check_well_formed(document, {})) << document;
}

TEST(Gate, says_line_and_byte_of_what_is_broken) {
  const auto refused = check_well_formed("<a>\n<b></c></a>", {});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Errc::malformed);
  EXPECT_EQ(refused.error().offset, 9u);
  EXPECT_THAT(refused.error().detail, AllOf(HasSubstr("mismatched tag"), HasSubstr("line 2, byte 9")));
}

TEST(Gate, refuses_a_document_type_declaration_before_any_entity_is_known) {
  const auto refused = check_well_formed(
      "<!DOCTYPE a [<!ENTITY b \"bb\"><!ENTITY c SYSTEM \"file:///etc/passwd\">]><a>&b;&c;</a>", {});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Errc::unsupported);
  EXPECT_THAT(refused.error().detail, HasSubstr("document type declaration"));
}

TEST(Gate, reads_utf8_only_whatever_is_declared) {
  EXPECT_TRUE(check_well_formed("<?xml version=\"1.0\" encoding=\"utf-8\"?><a>\xc3\xa4</a>", {}));
  const auto refused =
      check_well_formed("<?xml version=\"1.0\" encoding=\"iso-8859-1\"?><a>\xc3\xa4</a>", {});
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().detail, HasSubstr("iso-8859-1"));
}

TEST(Gate, takes_the_same_names_of_encodings_as_the_tree) {
  for (const std::string encoding :
       {"utf-8", "UTF-8", "Utf-8", "us-ascii", "US-ASCII", "ascii", "utf8", "utf-16", "iso-8859-1"}) {
    const std::string xml = "<?xml version=\"1.0\" encoding=\"" + encoding + "\"?><a/>";
    EXPECT_EQ(check_well_formed(xml, {}).has_value(), Tree::load(xml, {}, {}).has_value()) << encoding;
  }
  EXPECT_TRUE(check_well_formed("<?xml version=\"1.0\" encoding=\"us-ascii\"?><a/>", {}));
}

TEST(Gate, reads_no_more_bytes_than_the_limit) {
  const Limits limits = {.bytes_max = 40};
  EXPECT_TRUE(check_well_formed("<a>" + std::string(33, 'x') + "</a>", limits));
  EXPECT_EQ(check_well_formed("<a>" + std::string(34, 'x') + "</a>", limits).error().code,
            Errc::limit_exceeded);
}

}   // namespace
}   // namespace parley::xml
