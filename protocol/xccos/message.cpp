#include "protocol/xccos/message.h"

#include <algorithm>

#include "protocol/base/text.h"

namespace parley::xccos {
namespace {

// The name of the element, if it is of our namespace: it then has no prefix and needs no declaration.
std::string_view name_of(std::string_view xml) {
  const std::string_view start_tag = xml.substr(0, xml.find('>'));
  const std::string_view name = start_tag.substr(0, start_tag.find_first_of(" /")).substr(1);
  const bool is_ours = name.find(':') == name.npos && start_tag.find(" xmlns=\"") == start_tag.npos;
  return is_ours ? name : "unknown";
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
