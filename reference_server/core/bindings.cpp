#include "reference_server/core/bindings.h"

#include <fmt/format.h>

#include <algorithm>

#include "protocol/base/text.h"

namespace parley::server {
namespace {

bool same_endpoint(const Binding& a, const Binding& b) {
  if (!a.instance.empty() || !b.instance.empty()) return equal_ignoring_case(a.instance, b.instance);
  return a.contact == b.contact;
}

// RFC 3261, 10.3, steps 6 and 7.
Result<void> check_order(const Binding& there, const Binding& change) {
  if (there.call_id != change.call_id || there.cseq < change.cseq) return {};
  return fail(Errc::conflict, fmt::format("CSeq {} comes after {}", change.cseq, there.cseq));
}

}   // namespace

Result<void> Bindings::change(std::string_view user_uri, const std::vector<Binding>& changes, Instant now) {
  std::vector<Binding> after = of(user_uri, now);
  for (const Binding& change : changes)
    for (const Binding& there : after)
      if (same_endpoint(there, change))
        if (auto ordered = check_order(there, change); !ordered) return ordered;
  for (const Binding& change : changes) {
    std::erase_if(after, [&](const Binding& there) { return same_endpoint(there, change); });
    if (change.expires > now) after.insert(after.begin(), change);
  }
  if (after.size() > kPerUserMax) after.resize(kPerUserMax);
  if (after.empty()) by_user_.erase(std::string(user_uri));
  else by_user_.insert_or_assign(std::string(user_uri), std::move(after));
  return {};
}

Result<void> Bindings::remove_all(std::string_view user_uri, const Binding& by, Instant now) {
  for (const Binding& there : of(user_uri, now))
    if (auto ordered = check_order(there, by); !ordered) return ordered;
  by_user_.erase(std::string(user_uri));
  return {};
}

std::vector<Binding> Bindings::of(std::string_view user_uri, Instant now) const {
  const auto found = by_user_.find(user_uri);
  if (found == by_user_.end()) return {};
  std::vector<Binding> holding = found->second;
  std::erase_if(holding, [&](const Binding& one) { return one.expires <= now; });
  return holding;
}

void Bindings::forget_link(std::string_view user_uri, LinkId link) {
  const auto found = by_user_.find(user_uri);
  if (found == by_user_.end()) return;
  std::erase_if(found->second, [&](const Binding& one) { return one.link == link; });
  if (found->second.empty()) by_user_.erase(found);
}

}   // namespace parley::server
