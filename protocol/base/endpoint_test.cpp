#include "protocol/base/endpoint.h"

#include <gtest/gtest.h>

namespace parley {
namespace {

TEST(LinkId, of_a_link_that_was_opened_is_none_of_those_that_a_driver_counts_from_1) {
  EXPECT_GT(kOpenedLink, LinkId{UINT32_MAX});
  EXPECT_EQ(kOpenedLink & LinkId{UINT32_MAX}, 0u);
}

}   // namespace
}   // namespace parley
