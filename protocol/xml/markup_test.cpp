// What is added to a document that is written stands where it says.
#include "protocol/xml/markup.h"

#include <gtest/gtest.h>

namespace parley::xml {
namespace {

// <a><b/><b/></a> with these.
std::string written(const std::vector<Addition>& additions) {
  Markup out;
  out.with(additions).open("a").open("b").close().open("b").close().close();
  return out.take();
}

TEST(Markup, has_an_addition_in_the_element_of_its_place_alone) {
  EXPECT_EQ(written({{"b[2]", " k=\"1\"", "<c/>"}}), "<a><b/><b k=\"1\"><c/></b></a>");
  EXPECT_EQ(written({{"", " k=\"1\"", "<c/>"}}), "<a k=\"1\"><b/><b/><c/></a>");
}

TEST(Markup, keeps_an_element_empty_that_gets_attributes_only) {
  EXPECT_EQ(written({{"b[1]", " k=\"1\"", ""}}), "<a><b k=\"1\"/><b/></a>");
}

}   // namespace
}   // namespace parley::xml
