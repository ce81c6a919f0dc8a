// Published vectors: RFC 1321, A.5 and FIPS 180-4 examples.
#include "protocol/base/hash.h"

#include <gtest/gtest.h>

namespace parley {
namespace {

TEST(Hash, md5_gives_the_vectors_of_rfc_1321) {
  EXPECT_EQ(hash_hex(HashKind::md5, ""), "d41d8cd98f00b204e9800998ecf8427e");
  EXPECT_EQ(hash_hex(HashKind::md5, "message digest"), "f96b697d7cb7938d525a2f31aaf161d0");
}

TEST(Hash, sha256_gives_the_vector_of_fips_180) {
  EXPECT_EQ(hash_hex(HashKind::sha256, "abc"),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(Hash, sha512_256_gives_the_vector_of_fips_180_and_not_the_beginning_of_sha512) {
  EXPECT_EQ(hash_hex(HashKind::sha512_256, "abc"),
            "53048e2681941ef99b2e29b76b4c7dabe4c2d0c634fc6d46e0e2f13107e7af23");
}

TEST(Hash, zero_bytes_are_part_of_the_input) {
  using namespace std::string_view_literals;
  EXPECT_NE(hash_hex(HashKind::md5, "a\0b"sv), hash_hex(HashKind::md5, "a"sv));
}

TEST(SameSecret, differs_in_length_or_content) {
  EXPECT_TRUE(same_secret("6629fae4", "6629fae4"));
  EXPECT_TRUE(same_secret("", ""));
  EXPECT_FALSE(same_secret("6629fae4", "6629fae"));
  EXPECT_FALSE(same_secret("6629fae4", "6629fae5"));
}

}   // namespace
}   // namespace parley
