// What "sent-by" is, and what is to be added to it.
#include "protocol/sip/received.h"

#include <fmt/format.h>

#include "protocol/base/text.h"
#include "protocol/sip/grammar.h"
#include "protocol/sip/uri.h"

namespace parley::sip {
namespace {

// How an IPv4 peer looks on a socket that takes both kinds (RFC 4291, 2.5.5.2).
constexpr std::string_view kMapped = "::ffff:";

bool is_ipv4(std::string_view text) {
  const auto parts = split(text, '.');
  if (parts.size() != 4) return false;
  for (const std::string_view part : parts)
    if (part.size() > 3 || parse_uint32(part).value_or(256) > 255) return false;
  return true;
}

struct HostPort {
  std::string host;   // Without brackets.
  bool ipv6 = false;
  std::string_view port;
};

HostPort host_port_of(std::string_view text) {
  const bool bracketed = text.starts_with('[');
  const std::size_t end = bracketed ? text.find(']') : text.find(':');
  if (end == std::string_view::npos) return {to_lower(text), false, {}};
  const std::size_t colon = text.find(':', end);
  return {to_lower(text.substr(bracketed ? 1 : 0, bracketed ? end - 1 : end)), bracketed,
          colon == std::string_view::npos ? std::string_view() : text.substr(colon + 1)};
}

bool needs_source(const HostPort& sent_by, const Source& source) {
  if (sent_by.ipv6 || is_ipv4(sent_by.host)) return sent_by.host != source.address;
  return sent_by.host != "invalid" && !sent_by.host.ends_with(".invalid");
}

}   // namespace

std::optional<Source> source_of(std::string_view peer, std::uint64_t link) {
  const std::size_t scheme = peer.find("://");
  if (scheme == std::string_view::npos) return std::nullopt;
  const HostPort from = host_port_of(peer.substr(scheme + 3));
  const auto port = parse_uint32(from.port);
  if (!port) return std::nullopt;
  std::string_view address = from.host;
  if (from.ipv6 && address.starts_with(kMapped) && is_ipv4(address.substr(kMapped.size())))
    address.remove_prefix(kMapped.size());
  else if (!from.ipv6 && !is_ipv4(address)) return std::nullopt;
  return Source{std::string(address), *port, link};
}

void note_source(Message& request, const Source& source) {
  const std::string_view value = request.headers.get("Via");
  Result<Via> via = parse_via(value);
  if (!via) return;   // Refused by whoever reads it next.
  const auto* rport = via->parameters.find("rport");
  const bool asked = rport != nullptr && !rport->has_value();
  if (!asked && !needs_source(host_port_of(via->sent_by), source)) return;
  const std::size_t comma = find_outside(value, ",");
  const std::string_view top = value.substr(0, comma);
  const std::string_view others = comma == std::string_view::npos ? std::string_view() : value.substr(comma);
  if (asked) via->parameters.set("rport", std::to_string(source.port));
  via->parameters.set("received", source.address);
  via->parameters.set("ms-received-port", std::to_string(source.port));
  via->parameters.set("ms-received-cid", fmt::format("{:X}", source.link));
  // The rest stays as it was written: clients compare (real-client.md 4).
  const std::string_view sent_by = trim(top.substr(0, find_outside(top, ";")));
  request.headers.set_first("Via", fmt::format("{}{}{}", sent_by, via->parameters.to_string(), others));
}

}   // namespace parley::sip
