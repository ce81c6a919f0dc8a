// At every place of a block, and behind the last whole one.
#include "protocol/base/find_byte.h"

#include <gtest/gtest.h>

#include <string>

namespace parley {
namespace {

struct Special {
  template <class C>
  static constexpr auto is(C c) {
    return (c < ' ') | (c == '&');
  }
};

std::size_t find(const std::string& text) {
  const char* const end = text.data() + text.size();
  return static_cast<std::size_t>(find_byte<Special>(text.data(), end) - text.data());
}

TEST(FindByte, finds_the_first_wherever_it_stands_and_the_end_when_there_is_none) {
  for (std::size_t size = 0; size <= 50; ++size) {
    const std::string plain(size, 'a');
    EXPECT_EQ(find(plain), size);
    for (std::size_t at = 0; at < size; ++at) {
      std::string text = plain;
      text.replace(at, std::string::npos, size - at, '&');
      EXPECT_EQ(find(text), at) << size;
    }
  }
}

TEST(FindByte, says_of_each_byte_in_a_block_what_it_says_of_it_alone) {
  for (int byte = 0; byte < 256; ++byte) {
    const char c = static_cast<char>(byte);
    EXPECT_EQ(find(std::string(20, c)) == 0, find(std::string(1, c)) == 0) << byte;
    EXPECT_EQ(find(std::string(1, c)) == 0, byte < ' ' || byte == '&' || byte > 0x7f) << byte;
  }
}

}   // namespace
}   // namespace parley
