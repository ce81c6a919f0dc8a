// Cuts "scheme://host:port" at its fixed marks; nothing else of RFC 3986 is meant here.
#include "transport/url.h"

#include <fmt/format.h>

#include <boost/asio/ip/address.hpp>

#include "protocol/base/text.h"

namespace parley::transport {
namespace {

constexpr std::size_t kHostBytesMax = 253;   // A DNS name is no longer (RFC 1035, 2.3.4).

tl::unexpected<Error> not_a_url(std::string_view text) {
  return fail(Errc::malformed, fmt::format("'{}' is no address; it must look like tcp://HOST:PORT or "
                                           "tls://HOST:PORT",
                                           text.substr(0, 80)));
}

bool take_prefix(std::string_view& text, std::string_view prefix) {
  if (!starts_with_ignoring_case(text, prefix)) return false;
  text.remove_prefix(prefix.size());
  return true;
}

}   // namespace

Result<Url> parse_url(std::string_view text) {
  Url url;
  std::string_view rest = text;
  url.tls = take_prefix(rest, "tls://");
  if (!url.tls && !take_prefix(rest, "tcp://")) return not_a_url(text);

  const std::size_t colon = rest.rfind(':');
  if (colon == std::string_view::npos) return not_a_url(text);
  std::string_view host = rest.substr(0, colon);
  const bool bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
  if (bracketed) host = host.substr(1, host.size() - 2);
  const bool has_colon = host.find(':') != std::string_view::npos;
  const bool has_other = host.find_first_of(" /@?#[]") != std::string_view::npos;
  if (host.empty() || host.size() > kHostBytesMax || has_colon != bracketed || has_other)
    return not_a_url(text);

  const auto port = parse_uint32(rest.substr(colon + 1));
  if (!port || *port > 65535) return not_a_url(text);
  url.host = host;
  url.port = static_cast<std::uint16_t>(*port);
  return url;
}

std::string to_string(const Url& url) {
  const bool ipv6 = url.host.find(':') != std::string::npos;
  return fmt::format("{}://{}{}{}:{}", url.tls ? "tls" : "tcp", ipv6 ? "[" : "", url.host, ipv6 ? "]" : "",
                     url.port);
}

bool is_loopback(const std::string& host) {
  boost::system::error_code error;
  const auto address = boost::asio::ip::make_address(host, error);
  return error ? host == "localhost" : address.is_loopback();
}

}   // namespace parley::transport
