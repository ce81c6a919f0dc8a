// One event package of the user's own address, fetched or followed: SUBSCRIBE, and the document that comes
// piggy-backed in the 200, by NOTIFY or by BENOTIFY (xccos.md 4.1; real-client.md 3.3).
//
// A subscription that the server ends, or no longer knows, is made anew (RFC 6665, 4.1.3 and 4.4.1): at once
// when it stood for 30 s, after a back-off when it ends sooner and again, never when the server said that it
// is no use.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "protocol/base/result.h"
#include "protocol/base/state_machine.h"
#include "protocol/client/requests.h"
#include "protocol/sip/uri.h"

namespace parley::client {

struct EventPackage {
  std::string event, content_type, body;
  bool once = false;   // Expires: 0; the document is fetched, not followed.
};

// Of its dialog.
enum class SubscriptionState : std::uint8_t { none, asked, active, ended };
std::string_view to_string(SubscriptionState state);
std::span<const Transition<SubscriptionState>> transitions_of(SubscriptionState);

class Subscription {
 public:
  // The document, or why there is none: Errc::unavailable when nobody answered, denied when the server
  // refused, not_found when it granted the subscription and sent none.
  using Done = std::function<void(Result<std::string>)>;

  Subscription(Ground& ground, Requests& requests, const Identity& identity, EventPackage package)
      : ground_(ground), requests_(requests), identity_(identity), package_(std::move(package)) {}
  // What comes after the first document.
  void on_change(std::function<void(std::string document)> hook) { on_change_ = std::move(hook); }

  void start(Done done);
  // The server keeps it; it is to be ended.
  bool active() const { return state_.is(SubscriptionState::active); }
  void end(std::function<void(const Outcome&)> done);   // Only of one that is active.
  void forget();
  // Whether a notification is of this package, and whether it is in our dialog: it may come before the 200,
  // and what else claims the package is somebody else's subscription.
  bool is_of_package(const sip::Message& notification) const;
  bool expects(const sip::Message& notification) const;
  // Whether one that is expected comes in order; else it is to be refused with 500 (RFC 3261, 12.2.2).
  bool in_order(const sip::Message& notification) { return series_->takes(notification); }
  // Only of one that is expected.
  void take(const sip::Message& notification);

 private:
  // Neither side has ended it; the server may do so in front of its 200 (RFC 6665, 4.1.2.4).
  bool lasts() const { return state_.is(SubscriptionState::asked) || active(); }

  using Answered = std::function<void(const Outcome&)>;

  sip::Message make(bool ending);
  // Calls back only while the dialog is still the one that was asked in.
  void ask(Answered answered);
  void on_answered(const Outcome& outcome);
  void deliver(const std::string& document);
  void conclude(Result<std::string> result);
  void plan_renewal(const sip::Message& response);
  void renew();
  void on_terminated(const sip::ValueWithParameters& state);
  void make_anew(Duration not_before);

  Ground& ground_;
  Requests& requests_;
  const Identity& identity_;
  EventPackage package_;
  std::function<void(std::string)> on_change_;
  std::optional<RequestSeries> series_;
  Done waiting_;
  AlarmId timeout_ = 0;
  AlarmId renewal_ = 0;   // Of the subscription, or of the next one.
  Instant begun_;
  std::uint32_t quick_ends_ = 0;   // One after the other.
  StateMachine<SubscriptionState> state_;
};

// In-band provisioning: whether the user may chat, and where (FLOW-SIGNIN-1).
EventPackage provisioning_package();
// The user's own categories, among them the followed rooms (FLOW-SIGNIN-5a).
EventPackage roaming_self_package();

}   // namespace parley::client
