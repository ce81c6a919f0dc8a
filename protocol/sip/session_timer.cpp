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

}   // namespace

std::optional<SessionExpires> session_expires(const Message& message) {
  const ValueWithParameters header = parse_value_with_parameters(message.headers.get("Session-Expires"));
  const std::size_t end = header.value.find_first_not_of("0123456789");
  const std::string_view digits = std::string_view(header.value).substr(0, end);
  if (digits.empty()) return std::nullopt;
  const std::uint32_t seconds = parse_uint32(digits).value_or(std::numeric_limits<std::uint32_t>::max());
  return SessionExpires{std::chrono::seconds{seconds}, refresher_of(header.parameters)};
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

}   // namespace parley::sip
