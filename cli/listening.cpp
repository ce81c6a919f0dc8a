#include "cli/listening.h"

#include <fmt/format.h>

#include <algorithm>

#include "protocol/base/text.h"
#include "transport/url.h"

namespace parley::cli {
namespace {

using server::Authentication;

constexpr std::string_view kAuthOption = "auth=";

Result<void> check_exposed(const Listening& one, const Doors& doors, const server::Directory& directory) {
  if (one.authentication == Authentication::certificate) return {};
  if (doors.pool_file.empty() || one.authentication == Authentication::none)
    return fail(Errc::denied,
                fmt::format("{} can be reached by other machines: that needs --rooms FILE with passwords of "
                            "your own and --auth digest, or tls:// and --auth certificate",
                            one.url));
  for (const auto& [uri, user] : directory.users())
    if (user.password.empty())
      return fail(Errc::denied,
                  fmt::format("{} can be reached by other machines, and {} in {} has no password", one.url,
                              uri, doors.pool_file));
  return {};
}

}   // namespace

std::optional<Authentication> parse_authentication(std::string_view word) {
  if (word == "none") return Authentication::none;
  if (word == "digest") return Authentication::digest;
  if (word == "certificate") return Authentication::certificate;
  return std::nullopt;
}

Result<Listening> parse_listening(std::string_view text, Authentication otherwise) {
  const std::size_t comma = std::min(text.find(','), text.size());
  const auto url = transport::parse_url(text.substr(0, comma));
  if (!url) return tl::unexpected(url.error());
  Listening one{transport::to_string(*url), otherwise};
  if (comma == text.size()) return one;
  const std::string_view option = text.substr(comma + 1);
  const auto own = option.starts_with(kAuthOption) ? parse_authentication(option.substr(kAuthOption.size()))
                                                   : std::nullopt;
  if (!own)
    return fail(Errc::malformed,
                fmt::format("{}: expected auth=none, auth=digest or auth=certificate behind the "
                            "comma and not '{}'",
                            one.url, option));
  one.authentication = *own;
  return one;
}

Result<void> check_doors(const Doors& doors, const server::Directory& directory) {
  bool demands = false, challenges = false;
  for (const Listening& one : doors.listeners) {
    if (one.authentication == Authentication::certificate) {
      demands = true;
      if (!one.url.starts_with("tls://"))
        return fail(Errc::malformed, fmt::format("{}: certificates of clients need tls://", one.url));
      if (doors.client_authorities.empty())
        return fail(
            Errc::malformed,
            fmt::format("{} demands certificates: name the authorities that issue them with --client-ca",
                        one.url));
    }
    challenges = challenges || one.authentication == Authentication::digest;
    const auto url = transport::parse_url(one.url);
    if (!url || transport::is_loopback(url->host)) continue;
    if (auto safe = check_exposed(one, doors, directory); !safe) return safe;
  }
  if (!demands && !doors.client_authorities.empty())
    return fail(Errc::malformed, "--client-ca: no listener demands certificates (--auth certificate)");
  if (!challenges && !doors.digest_option.empty())
    return fail(Errc::malformed,
                fmt::format("{}: no listener asks for a password (--auth digest)", doors.digest_option));
  return {};
}

}   // namespace parley::cli
