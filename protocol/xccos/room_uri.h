// The identifiers of rooms and categories and their conversions (xccos.md 6).
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "protocol/base/result.h"

namespace parley::xccos {

// A GUID and a SIP domain need less than 300; the rest is room for what we have not seen (our choice).
inline constexpr std::size_t kUriBytesMax = 1024;

// ma-chan://DOMAIN/VALUE, written in four ways on the wire (xccos.md 0.4, fact 8). VALUE is a GUID or, in
// old data, a number; it never holds a slash.
struct RoomUri {
  std::string domain;
  std::string value;

  std::string to_string() const;   // "ma-chan://contoso.com/58384137-..."
  // To the letter. Who asks whether two mean one room ignores case (xccos.md 6.2).
  friend bool operator==(const RoomUri&, const RoomUri&) = default;
  friend auto operator<=>(const RoomUri&, const RoomUri&) = default;
};
Result<RoomUri> parse_room_uri(std::string_view text);   // Errors: malformed; limit_exceeded.
bool is_room_uri(std::string_view text);                 // What parse_room_uri takes.

// ma-cat://DOMAIN/VALUE.
struct CategoryUri {
  std::string domain;
  std::string value;

  std::string to_string() const;
  friend bool operator==(const CategoryUri&, const CategoryUri&) = default;
};
Result<CategoryUri> parse_category_uri(std::string_view text);   // Likewise.
bool is_category_uri(std::string_view text);                     // What parse_category_uri takes.

}   // namespace parley::xccos
