// Any bytes are refused with a sentence or read; what is read means the same after it was written and read
// again, whoever writes, and is no longer than codec.h says; every kind of message in it has a grade. Strict
// reading accepts nothing that lenient reading refuses or sees differently. A document one byte longer than
// the limit is refused for that reason. Read as the URI of a room or a category the input is refused or
// written as it stands.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "protocol/base/assert.h"
#include "protocol/xccos/codec.h"
#include "protocol/xccos/grade.h"

namespace {

using namespace parley;
using namespace parley::xccos;

void check_round_trip(const Decoded& decoded, Reading reading, std::size_t bytes) {
  const std::size_t most = kWritingCosts.most(bytes);
  for (const Writer writer : {Writer::server, Writer::lync_client, Writer::sipe}) {
    const std::string written = encode(decoded.envelope, writer);
    PARLEY_ASSERT(written.size() <= most);
    ReadLimits
        limits;   // Up to `most` its size is no fault of it, nor are the elements that the writer adds.
    limits.bytes_max = written.size();
    limits.elements_max += 3 * decoded.envelope.primitives.size();
    const auto again = decode(written, reading, limits);
    PARLEY_ASSERT(again.has_value());
    PARLEY_ASSERT(writer == Writer::sipe || again->envelope == decoded.envelope);   // Its line ends are LF.
    PARLEY_ASSERT(encode(again->envelope, writer) == written);
  }
}

// A command that has a type of ours is one that a client may send, and so is its reply's kind known.
void check_kinds(const Envelope& envelope) {
  static const auto sendable = kinds_of_a_client();
  for (const Primitive& primitive : envelope.primitives) {
    const Grade grade = grade_of_kind(id_of(primitive));
    PARLEY_ASSERT(parse_grade(to_string(grade)) == grade);
    const auto* command = std::get_if<Command>(&primitive);
    if (command == nullptr || std::holds_alternative<Unknown>(command->body)) continue;
    PARLEY_ASSERT(std::find(sendable.begin(), sendable.end(), command->id) != sendable.end());
    PARLEY_ASSERT(grade_of_kind(reply_id_of(command->id)) != Grade::X);
  }
}

void check_limit(std::string_view bytes) {
  if (bytes.empty()) return;
  ReadLimits limits;
  limits.bytes_max = bytes.size() - 1;
  for (const Reading reading : {Reading::strict, Reading::lenient})
    PARLEY_ASSERT(decode(bytes, reading, limits).error().code == Errc::limit_exceeded);
}

void check_uris(std::string_view text) {
  const auto room = parse_room_uri(text);
  PARLEY_ASSERT(room.has_value() == is_room_uri(text));
  if (room) PARLEY_ASSERT(*parse_room_uri(room->to_string()) == *room);
  const auto category = parse_category_uri(text);
  PARLEY_ASSERT(category.has_value() == is_category_uri(text));
  if (category) PARLEY_ASSERT(*parse_category_uri(category->to_string()) == *category);
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
    check_round_trip(*strict, Reading::strict, size);
  }
  if (lenient) {
    check_round_trip(*lenient, Reading::lenient, size);
    check_kinds(lenient->envelope);
  }
  check_limit(bytes);
  check_uris(bytes);
  if (const auto grade = parse_grade(bytes)) PARLEY_ASSERT(to_string(*grade) == bytes);
  return 0;
}
