// See compliance_steps.h.
#include "simulator/checkers/compliance_steps.h"

#include "protocol/base/text.h"
#include "protocol/xml/tree.h"
#include "simulator/checkers/dialogs.h"
#include "simulator/checkers/memberships.h"

namespace parley::sim {
namespace {

// A batch may hold 10,000 events; the document comes from our own server, not from a peer.
constexpr xml::Limits kLimits{64 * 1024 * 1024, 32, 100'000, 200'000};

std::string attribute(xml::Element element, const char* name) {
  return std::string(element.attribute(name).value_or(""));
}

}   // namespace

std::optional<EventStep> read_event(std::string_view text) {
  const auto tree = xml::Tree::load(text, {""}, kLimits);
  if (!tree || tree->root().name() != "event") return std::nullopt;
  const xml::Element event = tree->root();
  EventStep step;
  step.sequence = parse_uint64(attribute(event, "sequence"));
  step.facts = {attribute(event, "kind"), room_key(attribute(event, "room")),
                address_of(attribute(event, "user")), attribute(event, "chat"),
                with_line_feeds(event.text())};
  return step;
}

std::optional<BatchStep> read_batch(std::string_view text) {
  const auto tree = xml::Tree::load(text, {""}, kLimits);
  if (!tree || tree->root().name() != "batch") return std::nullopt;
  const xml::Element batch = tree->root();
  BatchStep step{attribute(batch, "id"), parse_uint64(attribute(batch, "events")).value_or(0), {}};
  for (const xml::Element event : batch.elements("event"))
    if (const auto sequence = parse_uint64(attribute(event, "sequence"))) step.sequences.push_back(*sequence);
  return step;
}

}   // namespace parley::sim
