// Session timers (RFC 4028), and what the product does without them (xccos.md 4.4).
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "protocol/base/time.h"
#include "protocol/sip/message.h"

namespace parley::sip {

enum class Refresher : std::uint8_t { uac, uas };

struct SessionExpires {
  Duration interval = std::chrono::seconds{720};   // Remembered of the product (xccos.md appendix A).
  std::optional<Refresher> refresher;
};
// The Session-Expires header (compact "x"), in seconds (RFC 4028, 4); empty when absent or when it does not
// start with a digit. What does not fit 32 bits counts as the largest that does. That it is too small is for
// the caller to say (422).
std::optional<SessionExpires> session_expires(const Message& message);
// Min-SE of a request, or of a 422 (RFC 4028, 5); empty when there is no number.
std::optional<Duration> least_session_expires(const Message& message);
std::string to_string(const SessionExpires& value);   // "720;refresher=uac"; whole seconds, rounded down.

// When to refresh and when to give up. Without Session-Expires in the 200 both are never.
class SessionTimer {
 public:
  SessionTimer() = default;
  // `refreshing`: this side sends the refresh.
  SessionTimer(Duration interval, bool refreshing, Instant now);

  void refreshed(Instant now);   // By whichever side: the interval begins anew.
  bool enabled() const { return interval_.count() > 0; }
  bool refreshing() const { return refreshing_; }
  Duration interval() const { return interval_; }
  // Half the interval (RFC 4028, 7.2) on the refreshing side; never on the other.
  Instant refresh_at() const;
  // When a BYE is due. On the refreshing side the interval less the smaller of 32 s and a third of it
  // (RFC 4028, 10). On the side that waits the whole interval, later than the RFC advises: a real client
  // refreshes 10 s before the end (xccos.md 4.4).
  Instant expires_at() const;

 private:
  Duration interval_{0};
  bool refreshing_ = false;
  Instant last_;
};

// What the 2xx to an INVITE or UPDATE says of it (RFC 4028, 9): Session-Expires and Supported, and Require
// where the peer is to refresh and says that it can. Towards one that does not the captured servers leave
// that MUST out. Nothing where there is no timer.
void add_session_expires(Message& response, const Message& request, const SessionTimer& timer);

}   // namespace parley::sip
