// Hash functions of libcrypto as pure functions, so that no other file below transport/ has to know OpenSSL.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace parley {

// MD5 is there because RFC 2617 Digest is built on it, for nothing else. The last is SHA-512/256 (FIPS 180-4,
// 6.7), which is no SHA-512 cut short.
enum class HashKind : std::uint8_t { md5, sha256, sha512_256 };

// Whether the libcrypto of this machine computes it: one that is held to FIPS 140 has no MD5.
bool has_hash(HashKind kind);

// The hash in lower-case hexadecimal digits; needs has_hash(kind).
std::string hash_hex(HashKind kind, std::string_view bytes);

// Compares without telling by its duration where two secrets differ.
bool same_secret(std::string_view a, std::string_view b);

}   // namespace parley
