// Session-Expires and the two deadlines that follow from it.
#include "protocol/sip/session_timer.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "protocol/base/text.h"
#include "protocol/sip/uri.h"

namespace parley::sip {
namespace {

std::optional<Refresher> refresher_of(const Parameters& parameters) {
  const std::string_view name = parameters.get("refresher");
  if (equal_ignoring_case(name, "uac")) return Refresher::uac;
  if (equal_ignoring_case(name, "uas")) return Refresher::uas;
  return std::nullopt;
}

// What does not fit 32 bits counts as the largest that does.
std::optional<Duration> leading_seconds(std::string_view text) {
  const std::string_view digits = text.substr(0, text.find_first_not_of("0123456789"));
  if (digits.empty()) return std::nullopt;
  return std::chrono::seconds{parse_uint32(digits).value_or(std::numeric_limits<std::uint32_t>::max())};
}

}   // namespace

std::optional<SessionExpires> session_expires(const Message& message) {
  const ValueWithParameters header = parse_value_with_parameters(message.headers.get("Session-Expires"));
  const auto seconds = leading_seconds(header.value);
  if (!seconds) return std::nullopt;
  return SessionExpires{*seconds, refresher_of(header.parameters)};
}

std::optional<Duration> least_session_expires(const Message& message) {
  return leading_seconds(parse_value_with_parameters(message.headers.get("Min-SE")).value);
}

std::string to_string(const SessionExpires& value) {
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(value.interval).count();
  std::string text = fmt::format("{}", seconds);
  if (value.refresher) text += *value.refresher == Refresher::uac ? ";refresher=uac" : ";refresher=uas";
  return text;
}

SessionTimer::SessionTimer(Duration interval, bool refreshing, Instant now)
    : interval_(interval), refreshing_(refreshing), last_(now) {}

void SessionTimer::refreshed(Instant now) { last_ = now; }

Instant SessionTimer::refresh_at() const {
  return enabled() && refreshing_ ? last_ + interval_ / 2 : Instant::never();
}

Instant SessionTimer::expires_at() const {
  if (!enabled()) return Instant::never();
  const Duration margin = std::min<Duration>(std::chrono::seconds{32}, interval_ / 3);
  return last_ + (refreshing_ ? interval_ - margin : interval_);
}

void add_session_expires(Message& response, const Message& request, const SessionTimer& timer) {
  if (!timer.enabled()) return;
  const auto refresher = timer.refreshing() ? Refresher::uas : Refresher::uac;
  response.headers.add("Session-Expires", to_string({timer.interval(), refresher}));
  response.headers.add("Supported", "timer");
  if (refresher == Refresher::uac && request.headers.lists("Supported", "timer"))
    response.headers.add("Require", "timer");
}

}   // namespace parley::sip
