#include "protocol/xccos/message.h"

namespace parley::xccos {
namespace {

struct IdOf {
  std::string_view operator()(const Unknown&) const { return "unknown"; }
  std::string_view operator()(const auto& known) const { return known.id; }
};

}   // namespace

std::string_view id_of(const Primitive& primitive) { return std::visit(IdOf{}, primitive); }

}   // namespace parley::xccos
