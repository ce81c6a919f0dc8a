// Additions are put where they say, and an element that gets no content stays empty.
#include "protocol/xml/markup.h"

#include <gtest/gtest.h>

namespace parley::xml {
namespace {

TEST(Markup, puts_attributes_behind_its_own_and_content_behind_its_own) {
  const Additions additions = {{"", " x=\"0\"", "<z/>"}, {"b[2]", " x=\"2\"", ""}, {"b[2]/c[1]", "", "<y/>"}};
  Markup out;
  out.with(additions).open("a").attribute("k", std::string_view("v"));
  out.open("b").close().open("b").open("c").text("t").close().close().close();
  EXPECT_EQ(out.take(), "<a k=\"v\" x=\"0\"><b/><b x=\"2\"><c>t<y/></c></b><z/></a>");
}

TEST(Markup, leaves_an_element_empty_that_gets_attributes_alone) {
  const Additions additions = {{"", " x=\"0\"", ""}, {"b[1]", " x=\"1\"", ""}};
  Markup out;
  out.with(additions).open("a").open("b").close().close();
  EXPECT_EQ(out.take(), "<a x=\"0\"><b x=\"1\"/></a>");
}

TEST(Markup, gives_additions_to_one_element_only) {
  const Additions additions = {{"", " x=\"0\"", "<z/>"}};
  Markup out;
  out.open("r").with(additions).open("a").close().open("a").close().close();
  EXPECT_EQ(out.take(), "<r><a x=\"0\"><z/></a><a/></r>");
}

}   // namespace
}   // namespace parley::xml
