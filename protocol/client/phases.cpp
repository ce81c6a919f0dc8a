#include "protocol/client/phases.h"

#include <array>

namespace parley::client {
namespace {

constexpr std::array<std::string_view, 5> kNames = {"signed_out", "signing_in", "signed_in", "without_chat",
                                                    "signing_out"};

}   // namespace

std::string_view to_string(Phase phase) { return kNames[static_cast<std::size_t>(phase)]; }

std::span<const Transition<Phase>> transitions_of(Phase) {
  using enum Phase;
  static constexpr Transition<Phase> kTransitions[] = {
      {signed_out, signing_in, "sign-in"},
      {signing_in, signed_in, "the walk came to its end"},
      {signing_in, without_chat, "EnablePersistentChat is false"},
      {signing_in, signed_out, "refused, or gave up"},
      {signing_in, signing_in, "nobody answered, or lost again, after a back-off"},
      {signed_in, signing_in, "link lost, then the whole walk, or session lost, then INVITE and bjoin"},
      {without_chat, signing_in, "link lost, the whole walk"},
      {signed_in, signing_out, "sign-out"},
      {without_chat, signing_out, "sign-out"},
      {signing_in, signing_out, "sign-out while nobody is talked to"},
      {signing_out, signed_out, "BYE, end of subscription, REGISTER 0, close"},
  };
  return kTransitions;
}

}   // namespace parley::client
