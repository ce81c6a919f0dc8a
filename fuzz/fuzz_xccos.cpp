// Any bytes are refused with a sentence or read; what is read means the same after it was written and read
// again, whoever writes. Strict reading accepts nothing that lenient reading refuses or sees differently.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "protocol/base/assert.h"
#include "protocol/xccos/codec.h"

namespace {

using namespace parley::xccos;

void check_round_trip(const Decoded& decoded, Reading reading) {
  for (const Writer writer : {Writer::server, Writer::lync_client, Writer::sipe}) {
    const std::string written = encode(decoded.envelope, writer);
    // Writing can lengthen a document; its own size is no fault of it.
    ReadLimits limits;
    limits.bytes_max = written.size();
    const auto again = decode(written, reading, limits);
    PARLEY_ASSERT(again.has_value());
    PARLEY_ASSERT(again->envelope == decoded.envelope);
    PARLEY_ASSERT(encode(again->envelope, writer) == written);
  }
}

}   // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto strict = decode(bytes, Reading::strict);
  const auto lenient = decode(bytes, Reading::lenient);
  if (!strict) {
    PARLEY_ASSERT(!strict.error().detail.empty());
    PARLEY_ASSERT(strict.error().offset <= size);
  } else {
    PARLEY_ASSERT(lenient.has_value());
    PARLEY_ASSERT(lenient->envelope == strict->envelope);
    PARLEY_ASSERT(lenient->forgiven.empty());
    check_round_trip(*strict, Reading::strict);
  }
  if (lenient) check_round_trip(*lenient, Reading::lenient);
  return 0;
}
