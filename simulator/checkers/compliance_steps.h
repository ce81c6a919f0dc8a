// What the compliance flow shows of itself, read from the detail of its internal steps.
//
//   channel -> queue    <event kind room user [chat]>text</event>
//   queue   -> mgccomp  <event sequence ...>
//   mgccomp -> adapter  <batch id events>, with the events in it or only their number
//   adapter -> mgccomp  OK or FAILED of a batch
//   mgccomp -> mgccomp  DELETE of a batch
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace parley::sim {

struct EventFacts {   // In the form in which they compare.
  std::string kind, room, user, chat, text;
  friend auto operator<=>(const EventFacts&, const EventFacts&) = default;
};
struct EventStep {
  std::optional<std::uint64_t> sequence;
  EventFacts facts;
};
struct BatchStep {
  std::string id;
  std::uint64_t size = 0;
  std::vector<std::uint64_t> sequences;   // Of the events in it; empty when it only counts them.
};

// Empty when the detail is not of that form: then the step is not ours to judge.
std::optional<EventStep> read_event(std::string_view xml);
std::optional<BatchStep> read_batch(std::string_view xml);

}   // namespace parley::sim
