#include "protocol/xccos/message.h"

#include <algorithm>

#include "protocol/base/text.h"
#include "protocol/xml/scope.h"

namespace parley::xccos {
namespace {

// The name of the element, if it is of our namespace. Its prefix is declared in its own start tag.
std::string_view name_of(std::string_view xml) {
  std::pmr::monotonic_buffer_resource arena;
  const auto tag = xml::read_start_tag(xml, arena);
  if (!tag) return "unknown";
  const auto [name, colon] = tag->name;
  const std::string_view prefix = tag->name.has_colon() ? name.substr(0, colon) : "";
  const std::string_view local = tag->name.has_colon() ? name.substr(colon + 1) : name;
  for (const xml::Declaration& one : tag->declarations)
    if (one.prefix == prefix) return one.uri == kNamespace ? local : "unknown";
  return prefix.empty() ? local : "unknown";   // Ours is the default.
}

struct IdOf {
  std::string_view operator()(const Unknown& unknown) const {
    return unknown.xml.empty() ? "unknown" : name_of(unknown.xml);
  }
  std::string_view operator()(const ChatMessage&) const { return "grpchat"; }
  std::string_view operator()(const auto& known) const { return known.id; }
};

constexpr std::string_view kVisibilityInFull = "urn:parlano:ma:info:visibility";

}   // namespace

bool shows_data(const Reply& reply) {
  const bool success = reply.response && reply.response->code == 200;
  return success || !std::holds_alternative<NoData>(reply.body);
}

std::optional<std::string_view> fact_of(const Room& room, std::string_view id) {
  const auto is_it = [&](const Fact& fact) {
    return fact.id == id || (id == kVisibility && fact.id == kVisibilityInFull);
  };
  const auto found = std::find_if(room.facts.begin(), room.facts.end(), is_it);
  return found == room.facts.end() ? std::nullopt : std::optional<std::string_view>(found->value);
}

std::optional<std::uint32_t> user_count_of(const Room& room) {
  return parse_uint32(trim(fact_of(room, kUserCount).value_or("")));
}

std::string_view id_of(const Primitive& primitive) { return std::visit(IdOf{}, primitive); }

}   // namespace parley::xccos
