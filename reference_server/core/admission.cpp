#include "reference_server/core/admission.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

#include "protocol/base/text.h"
#include "protocol/xccos/grade.h"

namespace parley::server {
namespace {

// A misspelt one would never match, and the rule would pass in silence.
Result<void> take_command(std::string_view value, RefuseRule& rule) {
  rule.command = to_lower(value);
  const auto known = xccos::kinds_of_a_client();
  if (std::ranges::find(known, rule.command) != known.end()) return {};
  return fail(Errc::malformed, fmt::format("'{}' in a refuse rule is no command; known are {}", value,
                                           fmt::join(known, ", ")));
}

Result<void> take_word(std::string_view word, RefuseRule& rule) {
  const std::size_t equals = word.find('=');
  const std::string_view key = trim(word.substr(0, equals));
  const std::string_view value =
      equals == std::string_view::npos ? std::string_view() : trim(word.substr(equals + 1));
  const auto number = parse_uint32(value);
  if (key == "command") return take_command(value, rule);
  if (key == "retry-after" && value == "none") return rule.retry_after_absent = true, Result<void>{};
  if (key == "retry-after" && number) return rule.retry_after_seconds = number, Result<void>{};
  if (key == "next" && number && *number > 0) return rule.next = *number, Result<void>{};
  if (key == "every" && number && *number > 0) return rule.every = *number, Result<void>{};
  return fail(Errc::malformed,
              fmt::format("'{}' in a refuse rule: expected next=N, every=N, command=ID, retry-after=S or "
                          "retry-after=none, separated by commas",
                          trim(word)));
}

}   // namespace

Result<RefuseRule> parse_refuse_rule(std::string_view text) {
  RefuseRule rule;
  std::set<std::string_view> said;
  for (const std::string_view word : split(text, ',')) {
    if (auto taken = take_word(word, rule); !taken) return tl::unexpected(taken.error());
    const std::string_view key = trim(word.substr(0, word.find('=')));
    if (!said.insert(key).second)
      return fail(Errc::malformed, fmt::format("'{}' stands twice in a refuse rule", key));
  }
  if (rule.next > 0 && rule.every > 0)
    return fail(Errc::malformed, "a refuse rule has either next=N or every=N");
  if (rule.next == 0 && rule.every == 0) {
    if (rule.command.empty())
      return fail(Errc::malformed, "a refuse rule needs next=N, every=N or command=ID");
    rule.every = 1;
  }
  return rule;
}

std::optional<Refusal> Admission::refuse(const Offered& offered, std::size_t posts_in_flight) {
  for (auto& [rule, matched] : rules_) {
    if (!rule.command.empty() && !equal_ignoring_case(rule.command, offered.primitive)) continue;
    ++matched;
    const bool refused = rule.next > 0 ? matched <= rule.next : matched % rule.every == 0;
    if (!refused) continue;
    Refusal refusal{std::nullopt, "Chat service busy", 20000};
    if (!rule.retry_after_absent)
      refusal.retry_after_seconds = rule.retry_after_seconds.value_or(retry_after());
    return refusal;
  }
  if (!has_room_for(offered.posts, posts_in_flight)) return queue_full();
  return std::nullopt;
}

bool Admission::has_room_for(std::size_t posts, std::size_t posts_in_flight) const {
  if (posts == 0 || (posts_in_flight == 0 && settings_.posts_in_flight_max > 0)) return true;
  return posts_in_flight + posts <= settings_.posts_in_flight_max;
}

Refusal Admission::store_unavailable() { return {retry_after(), "Chat service busy", 20000}; }

Refusal Admission::queue_full() { return {retry_after(), "Rejected message (inbound queue is full)", 20011}; }

// Of the published ids and their reasons none is about a server that stops; busy is the nearest.
Refusal Admission::stopping() { return store_unavailable(); }

Refusal Admission::sessions_full() {
  return {retry_after(), "Rejected session (no more endpoints allowed)", 20009};
}

std::uint32_t Admission::retry_after() {
  const auto spread = std::chrono::duration_cast<std::chrono::seconds>(settings_.retry_after_spread).count();
  const auto base = std::chrono::duration_cast<std::chrono::seconds>(settings_.retry_after).count();
  return static_cast<std::uint32_t>(base + random_.between(0, spread));
}

}   // namespace parley::server
