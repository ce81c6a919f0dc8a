// Walks from message to message: a head up to its empty line, a body as long as that says.
#include "cli/line_ends.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include "protocol/base/text.h"

namespace parley::cli {
namespace {

// Every LF becomes CR LF, until the result has `length` bytes or `bytes` end. Takes what it has read from
// `bytes`.
std::string restored(std::string_view& bytes, std::size_t length = std::string_view::npos) {
  std::string out;
  std::size_t read = 0;
  for (; read < bytes.size() && out.size() < length; ++read) {
    if (bytes[read] == '\n') out += '\r';
    out += bytes[read];
  }
  bytes.remove_prefix(read);
  return out;
}

std::uint32_t announced_length(std::string_view head) {
  for (const std::string_view line : split(head, '\n')) {
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) continue;
    const std::string_view name = trim(line.substr(0, colon));
    if (equal_ignoring_case(name, "Content-Length") || equal_ignoring_case(name, "l"))
      return parse_uint32(trim(line.substr(colon + 1))).value_or(0);
  }
  return 0;
}

// How messages begin, to tell them from the rest of one that was cut at the wrong place.
constexpr std::array<std::string_view, 17> kFirstWords = {
    "SIP/2.0", "ACK",     "BENOTIFY", "BYE",   "CANCEL",   "INFO",    "INVITE",    "MESSAGE", "NEGOTIATE",
    "NOTIFY",  "OPTIONS", "PRACK",    "REFER", "REGISTER", "SERVICE", "SUBSCRIBE", "UPDATE"};

bool is_end_or_next_message(std::string_view bytes) {
  const std::string_view rest = trim(bytes);
  const std::string_view first = rest.substr(0, rest.find(' '));
  return rest.empty() || std::find(kFirstWords.begin(), kFirstWords.end(), first) != kFirstWords.end();
}

}   // namespace

bool has_lost_its_line_ends(std::string_view bytes) {
  return bytes.find('\n') != std::string_view::npos && bytes.find('\r') == std::string_view::npos;
}

std::string with_line_ends(std::string_view bytes) {
  std::string out;
  while (!bytes.empty()) {
    const std::size_t end = bytes.find("\n\n");
    std::string_view head = bytes.substr(0, end == std::string_view::npos ? end : end + 2);
    bytes.remove_prefix(head.size());
    const std::size_t length = announced_length(head);
    out += restored(head);
    if (length <= bytes.size() && is_end_or_next_message(bytes.substr(length))) {
      out += bytes.substr(0, length);
      bytes.remove_prefix(length);
    } else {
      out += restored(bytes, length);
    }
  }
  return out;
}

}   // namespace parley::cli
