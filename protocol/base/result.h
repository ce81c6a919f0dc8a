// The one way this code base says "it may fail for a reason outside our control".
//
// A Result is for what a peer, a disk or an operator can cause. A promise broken between our own
// functions is not a Result: that is PARLEY_ASSERT (assert.h), in every build type.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <tl/expected.hpp>
#include <utility>

namespace parley {

enum class Errc : std::uint8_t {
  malformed,        // Bytes that no grammar allows.
  unsupported,      // Well formed, but outside what we speak.
  limit_exceeded,   // Larger, deeper or more than a named limit.
  not_found,        // The named room, user, message or dialog does not exist.
  denied,           // It exists, and this user may not.
  conflict,         // It exists already, or changed meanwhile.
  overloaded,       // Come back later; the only code that invites a retry.
  unavailable,      // A store, a queue, a file or a network did not answer.
};

struct Error {
  Errc code = Errc::malformed;
  std::string detail;       // A sentence for a person: what is wrong, and with what. Never parsed.
  std::size_t offset = 0;   // Byte offset in the input, where there is an input.
};

template <class T>
using Result = tl::expected<T, Error>;

inline tl::unexpected<Error> fail(Errc code, std::string detail, std::size_t offset = 0) {
  return tl::unexpected<Error>(Error{code, std::move(detail), offset});
}

}   // namespace parley
