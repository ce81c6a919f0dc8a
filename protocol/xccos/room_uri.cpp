// One grammar for both schemes (xccos.md 6.2).
#include "protocol/xccos/room_uri.h"

#include <fmt/format.h>

#include <algorithm>

#include "protocol/base/text.h"

namespace parley::xccos {
namespace {

constexpr std::string_view kRoomScheme = "ma-chan://";
constexpr std::string_view kCategoryScheme = "ma-cat://";

// A GUID and a SIP domain need less than 300; the rest is room for what we have not seen (our choice).
constexpr std::size_t kUriBytesMax = 1024;

bool is_token(std::string_view part) {
  return !part.empty() && is_xml_text(part) && std::all_of(part.begin(), part.end(), [](char c) {
    return static_cast<unsigned char>(c) > ' ' && c != '/' && c != '\x7f';
  });
}

template <class Uri>
Result<Uri> parse(std::string_view text, std::string_view scheme, std::string_view what) {
  if (text.size() > kUriBytesMax) {
    return fail(Errc::limit_exceeded,
                fmt::format("A {} URI of {} bytes; {} are accepted.", what, text.size(), kUriBytesMax));
  }
  if (!starts_with_ignoring_case(text, scheme)) {
    return fail(Errc::malformed,
                fmt::format("\"{}\" is no {} URI: it must begin with {}.", text, what, scheme));
  }
  const std::string_view rest = text.substr(scheme.size());
  const std::size_t slash = rest.find('/');
  if (slash == std::string_view::npos || !is_token(rest.substr(0, slash)) ||
      !is_token(rest.substr(slash + 1))) {
    return fail(Errc::malformed,
                fmt::format("\"{}\" is no {} URI: the form is {}DOMAIN/VALUE, with one slash "
                            "between two non-empty parts.",
                            text, what, scheme),
                scheme.size());
  }
  return Uri{std::string(rest.substr(0, slash)), std::string(rest.substr(slash + 1))};
}

}   // namespace

std::string RoomUri::to_string() const { return fmt::format("{}{}/{}", kRoomScheme, domain, value); }

std::string CategoryUri::to_string() const { return fmt::format("{}{}/{}", kCategoryScheme, domain, value); }

Result<RoomUri> parse_room_uri(std::string_view text) { return parse<RoomUri>(text, kRoomScheme, "room"); }

Result<CategoryUri> parse_category_uri(std::string_view text) {
  return parse<CategoryUri>(text, kCategoryScheme, "category");
}

}   // namespace parley::xccos
