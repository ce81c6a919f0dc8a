// Provisioning and presence documents: any bytes are refused with a sentence or read, and what is read means
// the same after it was written and read again, if that is not too long.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "protocol/base/assert.h"
#include "protocol/presence/categories.h"
#include "protocol/provisioning/document.h"

namespace {

using namespace parley;

// `read` and `write` are inverse for every value that `read` gave.
template <class Read, class Write>
void check(std::string_view bytes, Read read, Write write) {
  const auto value = read(bytes);
  if (!value) {
    PARLEY_ASSERT(!value.error().detail.empty());
    PARLEY_ASSERT(value.error().offset <= bytes.size());
    return;
  }
  const std::string written = write(*value);
  const auto again = read(written);
  if (!again) {   // What is written may be longer than what was read, and the limit is for both.
    PARLEY_ASSERT(again.error().code == Errc::limit_exceeded && written.size() > bytes.size());
    return;
  }
  PARLEY_ASSERT(*again == *value);
}

}   // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  for (const xccos::Reading reading : {xccos::Reading::strict, xccos::Reading::lenient}) {
    check(
        bytes, [&](std::string_view xml) { return provisioning::decode_document(xml, reading); },
        provisioning::encode_document);
  }
  check(bytes, provisioning::decode_request, provisioning::encode_request);
  check(bytes, presence::decode_publish, presence::encode_publish);
  check(bytes, presence::decode_roaming_request, presence::encode_roaming_request);
  check(bytes, presence::decode_roaming_data, presence::encode_roaming_data);
  return 0;
}
