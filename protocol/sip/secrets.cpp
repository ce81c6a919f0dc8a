#include "protocol/sip/secrets.h"

#include <algorithm>

#include "protocol/base/text.h"
#include "protocol/sip/grammar.h"

namespace parley::sip {
namespace {

constexpr std::string_view kMasked = "[masked]";

bool is_of_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
}

// Of the scheme of the next URI that may have a password; npos when there is none.
std::size_t end_of_scheme(std::string_view text, std::size_t from) {
  for (std::size_t colon = text.find(':', from); colon != std::string_view::npos;
       colon = text.find(':', colon + 1)) {
    const std::string_view before = text.substr(from, colon - from);
    for (const std::string_view scheme : {"sip", "sips"})
      if (before.size() >= scheme.size() &&
          equal_ignoring_case(before.substr(before.size() - scheme.size()), scheme))
        return colon + 1;
  }
  return std::string_view::npos;
}

// What stands between the first ":" and the "@" of a user part; what looks like one is taken for one.
std::string without_passwords(std::string_view text) {
  std::string shown;
  std::size_t done = 0;
  for (std::size_t at = end_of_scheme(text, 0); at != std::string_view::npos; at = end_of_scheme(text, at)) {
    const std::size_t end = std::min(text.find_first_of("@<>\" \t", at), text.size());
    const std::size_t colon = text.find(':', at);
    if (end < text.size() && text[end] == '@' && colon < end) {
      shown.append(text, done, colon + 1 - done).append(kMasked);
      done = end;
    }
    at = end;
  }
  return shown.append(text, done);
}

}   // namespace

bool holds_credentials(std::string_view header_name) {
  for (const std::string_view name :
       {"Authorization", "Proxy-Authorization", "Authentication-Info", "Proxy-Authentication-Info"})
    if (equal_ignoring_case(trim(header_name), name)) return true;
  return false;
}

std::string mask(std::string_view credentials) {
  const auto end = std::find_if_not(credentials.begin(), credentials.end(), is_of_word);
  if (end == credentials.begin() || end == credentials.end() || !is_blank(*end)) return std::string(kMasked);
  return std::string(credentials.begin(), end) + " " + std::string(kMasked);
}

std::string shown_value(std::string_view header_name, std::string_view value) {
  return holds_credentials(header_name) ? mask(value) : without_passwords(value);
}

std::string shown_bytes(std::string_view bytes) {
  std::string shown;
  bool secret = false;
  while (!bytes.empty()) {
    const std::size_t end = std::min(bytes.find_first_of("\r\n"), bytes.size());
    const std::string_view line = bytes.substr(0, end);
    const bool goes_on = !line.empty() && is_blank(line.front());   // RFC 3261, 7.3.1.
    const std::string_view name = goes_on ? line.substr(0, 1) : line.substr(0, line.find(':'));
    if (!goes_on) secret = name.size() < line.size() && holds_credentials(name);
    shown +=
        secret ? std::string(name) + (goes_on ? "" : ": ") + std::string(kMasked) : without_passwords(line);
    const std::size_t next = std::min(bytes.find_first_not_of("\r\n", end), bytes.size());
    shown += bytes.substr(end, next - end);
    bytes.remove_prefix(next);
  }
  return shown;
}

std::string shown_uri(std::string_view uri) {
  const std::size_t scheme = uri.find(':');
  if (scheme == std::string_view::npos) return std::string(uri);
  const std::size_t at = uri.find('@', scheme);
  const std::size_t password = uri.find(':', scheme + 1);
  if (at == std::string_view::npos || password > at) return std::string(uri);
  return std::string(uri.substr(0, password + 1)) + std::string(kMasked) + std::string(uri.substr(at));
}

}   // namespace parley::sip
