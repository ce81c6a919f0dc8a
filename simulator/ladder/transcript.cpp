// The memory of a story.
#include "simulator/ladder/transcript.h"

#include <algorithm>

#include "protocol/base/assert.h"

namespace parley::sim::ladder {
namespace {

std::size_t replies_in(const Observation& observation) {
  if (!observation.xccos) return 0;
  const auto& primitives = observation.xccos->primitives;
  return static_cast<std::size_t>(
      std::count_if(primitives.begin(), primitives.end(),
                    [](const auto& primitive) { return std::holds_alternative<xccos::Reply>(primitive); }));
}

}   // namespace

void Transcript::add(const Observation& observation) {
  entries_.push_back({&observation, std::nullopt, {}});
  attempts_.see(observation);
}

std::size_t Transcript::index_of(std::uint32_t number) const {
  const auto found =
      std::lower_bound(entries_.begin(), entries_.end(), number,
                       [](const Entry& entry, std::uint32_t wanted) { return entry.what->number < wanted; });
  PARLEY_ASSERT(found != entries_.end() && found->what->number == number);
  return static_cast<std::size_t>(found - entries_.begin());
}

const Result<std::shared_ptr<const XmlTree>>& Transcript::tree(std::size_t index) const {
  const Entry& entry = entries_[index];
  if (!entry.tree) {
    const std::string_view xml = entry.what->xml();
    entry.tree = xml.empty() ? fail(Errc::not_found, "it has no XML body") : XmlTree::read(xml);
  }
  return *entry.tree;
}

bool Transcript::available(std::size_t index, std::string_view reply_to) const {
  const Entry& entry = entries_[index];
  if (entry.claims.empty()) return true;
  if (reply_to.empty() || entry.claims.size() >= replies_in(*entry.what)) return false;
  return std::none_of(entry.claims.begin(), entry.claims.end(), [&](const Claim& claim) {
    return claim.reply_to.empty() || claim.reply_to == reply_to;
  });
}

void Transcript::take(std::size_t index, std::string_view reply_to, std::string position) {
  entries_[index].claims.push_back({std::string(reply_to), std::move(position)});
}

void Transcript::give_back(std::size_t index, std::string_view reply_to) {
  std::erase_if(entries_[index].claims, [&](const Claim& claim) { return claim.reply_to == reply_to; });
}

std::map<std::uint32_t, std::string> Transcript::positions() const {
  std::map<std::uint32_t, std::string> positions;
  for (const Entry& entry : entries_)
    if (!entry.claims.empty()) positions.emplace(entry.what->number, entry.claims.front().position);
  return positions;
}

}   // namespace parley::sim::ladder
