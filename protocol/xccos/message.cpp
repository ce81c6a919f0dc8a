#include "protocol/xccos/message.h"

namespace parley::xccos {
namespace {

struct IdOf {
  std::string_view operator()(const Unknown&) const { return "unknown"; }
  std::string_view operator()(const auto& known) const { return known.id; }
};

}   // namespace

bool shows_data(const Reply& reply) {
  const bool success = reply.response && reply.response->code == 200;
  return success || !std::holds_alternative<NoData>(reply.body);
}

std::string_view id_of(const Primitive& primitive) { return std::visit(IdOf{}, primitive); }

}   // namespace parley::xccos
