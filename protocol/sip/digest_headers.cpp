#include "protocol/sip/digest_headers.h"

#include <algorithm>

#include "protocol/base/text.h"

namespace parley::sip {
namespace {

// What a request passes on its way asks for a handful; more is an attempt to make us work.
constexpr std::size_t kAnswersMax = 16;

// The commas outside of quotes, and the end.
std::vector<std::size_t> ends_of_pieces(std::string_view text) {
  std::vector<std::size_t> ends;
  bool quoted = false;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (quoted && text[at] == '\\') ++at;
    else if (text[at] == '"') quoted = !quoted;
    else if (text[at] == ',' && !quoted) ends.push_back(at);
  }
  ends.push_back(text.size());
  return ends;
}

// "Digest realm=x" and "Negotiate", but not "realm=x" or "realm = x".
bool begins_with_scheme(std::string_view piece) {
  const std::size_t end = piece.find_first_of(" \t=\"");
  if (piece.empty() || end == 0) return false;
  const std::size_t next = piece.find_first_not_of(" \t", end);
  return next == std::string_view::npos || piece[next] != '=';
}

}   // namespace

std::vector<std::string_view> split_by_scheme(std::string_view header_value) {
  std::vector<std::string_view> schemes;
  std::size_t begin = 0, piece = 0;   // Of the scheme, and of what is between two commas.
  for (const std::size_t end : ends_of_pieces(header_value)) {
    if (piece > begin && begins_with_scheme(trim(header_value.substr(piece, end - piece)))) {
      schemes.push_back(trim(header_value.substr(begin, piece - 1 - begin)));
      begin = piece;
    }
    piece = end + 1;
  }
  schemes.push_back(trim(header_value.substr(begin)));
  return schemes;
}

std::vector<DigestChallenge> challenges_in(const Message& response, std::string_view header) {
  std::vector<DigestChallenge> chosen;
  for (const std::string_view value : response.headers.all(header))
    for (const std::string_view one : split_by_scheme(value)) {
      auto challenge = parse_digest_challenge(one);
      if (!challenge || chosen.size() == kAnswersMax) continue;
      const auto is_of_its_realm = [&](const auto& other) { return other.realm == challenge->realm; };
      if (std::none_of(chosen.begin(), chosen.end(), is_of_its_realm))
        chosen.push_back(std::move(*challenge));
    }
  return chosen;
}

std::vector<DigestCredentials> credentials_in(const Message& request, std::string_view realm) {
  std::vector<DigestCredentials> found;
  for (const char* name : {"Proxy-Authorization", "Authorization"})
    for (const std::string_view value : request.headers.all(name))
      for (const std::string_view one : split_by_scheme(value))
        if (auto credentials = parse_digest_credentials(one);
            credentials && credentials->realm == realm && found.size() < kAnswersMax)
          found.push_back(std::move(*credentials));
  return found;
}

}   // namespace parley::sip
