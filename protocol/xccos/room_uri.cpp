// One grammar for both schemes (xccos.md 6.2).
#include "protocol/xccos/room_uri.h"

#include <fmt/format.h>

#include <algorithm>

#include "protocol/base/find_byte.h"
#include "protocol/base/text.h"
#include "protocol/base/utf8.h"

namespace parley::xccos {
namespace {

constexpr std::string_view kRoomScheme = "ma-chan://";
constexpr std::string_view kCategoryScheme = "ma-cat://";

// What no part may hold, and what is not ASCII.
struct Special {
  template <class C>
  static constexpr auto is(C c) {
    return (c <= ' ') | (c == '/') | (c == 0x7f);
  }
};

bool is_token(std::string_view part) {
  const char* const end = part.data() + part.size();
  const char* const first = find_byte<Special>(part.data(), end);
  for (const char* at = first; at != end; at = find_byte<Special>(at + 1, end))
    if (static_cast<unsigned char>(*at) < 0x80) return false;
  return !part.empty() && (first == end || is_xml_text(part));
}

// Where the slash is, behind the scheme; npos when the text is no such URI.
std::size_t find_slash(std::string_view text, std::string_view scheme) {
  constexpr std::size_t kNone = std::string_view::npos;
  if (text.size() > kUriBytesMax || !starts_with_ignoring_case(text, scheme)) return kNone;
  const std::size_t slash = text.find('/', scheme.size());
  if (slash == kNone || !is_token(text.substr(slash + 1))) return kNone;
  return is_token(text.substr(scheme.size(), slash - scheme.size())) ? slash : kNone;
}

tl::unexpected<Error> refuse(std::string_view text, std::string_view scheme, std::string_view what) {
  if (text.size() > kUriBytesMax) {
    return fail(Errc::limit_exceeded,
                fmt::format("A {} URI of {} bytes; {} are accepted.", what, text.size(), kUriBytesMax));
  }
  if (!starts_with_ignoring_case(text, scheme)) {
    return fail(Errc::malformed,
                fmt::format("\"{}\" is no {} URI: it must begin with {}.", text, what, scheme));
  }
  return fail(Errc::malformed,
              fmt::format("\"{}\" is no {} URI: the form is {}DOMAIN/VALUE, with one slash "
                          "between two non-empty parts.",
                          text, what, scheme),
              scheme.size());
}

template <class Uri>
Result<Uri> parse(std::string_view text, std::string_view scheme, std::string_view what) {
  const std::size_t slash = find_slash(text, scheme);
  if (slash == text.npos) return refuse(text, scheme, what);
  return Uri{std::string(text.substr(scheme.size(), slash - scheme.size())),
             std::string(text.substr(slash + 1))};
}

}   // namespace

std::string RoomUri::to_string() const { return fmt::format("{}{}/{}", kRoomScheme, domain, value); }

std::string CategoryUri::to_string() const { return fmt::format("{}{}/{}", kCategoryScheme, domain, value); }

Result<RoomUri> parse_room_uri(std::string_view text) { return parse<RoomUri>(text, kRoomScheme, "room"); }

Result<CategoryUri> parse_category_uri(std::string_view text) {
  return parse<CategoryUri>(text, kCategoryScheme, "category");
}

bool is_room_uri(std::string_view text) { return find_slash(text, kRoomScheme) != text.npos; }

bool is_category_uri(std::string_view text) { return find_slash(text, kCategoryScheme) != text.npos; }

}   // namespace parley::xccos
