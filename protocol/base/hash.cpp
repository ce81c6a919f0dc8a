// libcrypto's EVP interface, wrapped.
#include "protocol/base/hash.h"

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>

#include "protocol/base/assert.h"

namespace parley {
namespace {

const EVP_MD* algorithm_of(HashKind kind) {
  switch (kind) {
    case HashKind::md5: return EVP_md5();
    case HashKind::sha256: return EVP_sha256();
    case HashKind::sha512_256: return EVP_sha512_256();
  }
  return nullptr;
}

}   // namespace

bool has_hash(HashKind kind) {
  ERR_set_mark();   // What is left in the queue of errors would be taken for one of the next TLS call.
  EVP_MD* const found = EVP_MD_fetch(nullptr, EVP_MD_get0_name(algorithm_of(kind)), nullptr);
  ERR_pop_to_mark();
  EVP_MD_free(found);
  return found != nullptr;
}

std::string hash_hex(HashKind kind, std::string_view bytes) {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  const int done = EVP_Digest(bytes.data(), bytes.size(), digest, &size, algorithm_of(kind), nullptr);
  PARLEY_ASSERT(done == 1);   // Fails only without memory and without has_hash().
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string hex;
  for (unsigned int i = 0; i < size; ++i) {
    hex += kDigits[digest[i] >> 4];
    hex += kDigits[digest[i] & 0x0f];
  }
  return hex;
}

bool same_secret(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

}   // namespace parley
