#include "protocol/client/subscription.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>

#include "protocol/base/text.h"
#include "protocol/client/retry_policy.h"
#include "protocol/presence/categories.h"
#include "protocol/provisioning/document.h"

namespace parley::client {
namespace {

constexpr std::array<std::string_view, 4> kNames = {"none", "asked", "active", "ended"};

// The server has forgotten the subscription; another may stand (RFC 6665, 4.1.2.2).
bool says_that_there_is_no_dialog(const Outcome& outcome) {
  return outcome.kind == Outcome::Kind::answered && outcome.response.status == 481;
}

// RFC 6665, 4.1.3: the reasons after which the same request would meet the same end.
bool is_for_good(std::string_view reason) {
  return equal_ignoring_case(reason, "rejected") || equal_ignoring_case(reason, "noresource") ||
         equal_ignoring_case(reason, "invariant");
}

}   // namespace

std::string_view to_string(SubscriptionState state) { return kNames[static_cast<std::size_t>(state)]; }

std::span<const Transition<SubscriptionState>> transitions_of(SubscriptionState) {
  using enum SubscriptionState;
  static constexpr Transition<SubscriptionState> kTransitions[] = {
      {none, asked, "SUBSCRIBE"},
      {asked, active, "2xx, and it lasts"},
      {asked, none, "refused, or 2xx to a fetch"},
      {asked, none, "link lost"},
      {active, active, "renewed, 120 s before its end or at half time"},
      {active, none, "renewal refused, after 481 made anew"},
      {active, none, "sign-out, SUBSCRIBE with Expires 0"},
      {active, none, "link lost"},
      {active, ended, "the server ends it"},
      {asked, ended, "the server ends it in front of its 2xx"},
      {ended, none, "made anew, unless the reason is for good"},
      {ended, none, "link lost"},
  };
  return kTransitions;
}

EventPackage provisioning_package() {
  return {.event = "vnd-microsoft-provisioning-v2",
          .content_type = std::string(provisioning::kContentType),
          .body = provisioning::encode_request({std::string(provisioning::kChatGroup)}),
          .once = true};
}

EventPackage roaming_self_package() {
  return {.event = "vnd-microsoft-roaming-self",
          .content_type = std::string(presence::kRoamingContentType),
          .body = presence::encode_roaming_request({"categories"}),
          .once = false};
}

sip::Message Subscription::make(bool ending) {
  sip::Message request = series_->make("SUBSCRIBE", identity_.uri(), identity_.uri());
  auto& headers = request.headers;
  headers.add("Event", package_.event);
  headers.add("Accept", package_.content_type);
  headers.add("Supported", "com.microsoft.autoextend");
  headers.add("Supported", "ms-benotify");
  headers.add("Proxy-Require", "ms-benotify");
  headers.add("Supported", "ms-piggyback-first-notify");
  headers.add("Contact", identity_.contact());
  if (ending || package_.once) headers.add("Expires", "0");
  if (ending) return request;
  headers.add("Content-Type", package_.content_type);
  request.body = package_.body;
  return request;
}

void Subscription::start(Done done) {
  forget();
  waiting_ = std::move(done);
  begun_ = ground_.now.monotonic;
  series_.emplace(identity_, ground_.random);
  state_.go(SubscriptionState::asked);
  ask([this](const Outcome& outcome) {
    if (outcome.accepted()) return on_answered(outcome);
    state_.go(SubscriptionState::none);
    if (waiting_)
      return conclude(fail(outcome.unheard() ? Errc::unavailable : Errc::denied, outcome.reason()));
    ground_.tell_error("subscribe again to " + package_.event, outcome.reason());
  });
}

void Subscription::ask(Answered answered) {
  const auto still_ours = [this, dialog = series_->call_id()] {
    return series_ && series_->call_id() == dialog;
  };
  requests_.send({"SUBSCRIBE " + package_.event, [this] { return make(false); },
                  [this, still_ours, answered = std::move(answered)](const Outcome& outcome) {
                    // A refusal in a dialog that is ended says nothing new.
                    if (still_ours() && (lasts() || outcome.accepted())) answered(outcome);
                  },
                  still_ours});
}

void Subscription::on_answered(const Outcome& outcome) {
  const auto& headers = outcome.response.headers;
  series_->learn_dialog(outcome.request, outcome.response);
  plan_renewal(outcome.response);
  // A body in the 200 counts only with this header (real-client.md 3.3).
  if (headers.contains("ms-piggyback-cseq") && !outcome.response.body.empty())
    return deliver(outcome.response.body);
  if (!waiting_) return;   // A NOTIFY was quicker.
  timeout_ = ground_.after(ground_.config.reply_timeout, [this] {
    conclude(fail(Errc::not_found,
                  fmt::format("the 200 to SUBSCRIBE {} was followed by no document", package_.event)));
  });
}

bool Subscription::is_of_package(const sip::Message& notification) const {
  const auto event = sip::parse_value_with_parameters(notification.headers.get("Event"));
  return equal_ignoring_case(event.value, package_.event);
}

bool Subscription::expects(const sip::Message& notification) const {
  return series_ && is_of_package(notification) && series_->is_answered_by(notification);
}

void Subscription::take(const sip::Message& notification) {
  if (!notification.body.empty()) deliver(notification.body);
  const auto state = sip::parse_value_with_parameters(notification.headers.get("subscription-state"));
  if (equal_ignoring_case(state.value, "terminated")) on_terminated(state);
}

// A fetch, one that we end ourselves, and one whose end is told again have nothing left to be ended.
void Subscription::on_terminated(const sip::ValueWithParameters& state) {
  if (package_.once || !lasts()) return;
  state_.go(SubscriptionState::ended);
  ground_.alarms.cancel(renewal_);
  const std::string_view reason = state.parameters.get("reason");
  if (!is_for_good(reason))
    return make_anew(std::chrono::seconds{parse_uint32(state.parameters.get("retry-after")).value_or(0)});
  const std::string sentence = fmt::format("ended by the server: {}", reason);
  if (waiting_) return conclude(fail(Errc::denied, sentence));
  ground_.tell_error("follow " + package_.event, sentence);
}

void Subscription::make_anew(Duration not_before) {
  const RetryPolicy& policy = ground_.config.retry;
  const bool quick = ground_.now.monotonic - begun_ < policy.cap;
  quick_ends_ = quick ? quick_ends_ + 1 : 0;
  const Duration pause = quick_ends_ > 1 ? backoff(policy, quick_ends_, ground_.random) : Duration{0};
  // Who still waits for the first document gets that of the next dialog.
  renewal_ = ground_.after(std::max(pause, not_before), [this] { start(std::move(waiting_)); });
}

void Subscription::deliver(const std::string& document) {
  if (waiting_) return conclude(document);
  if (on_change_) on_change_(document);
}

void Subscription::conclude(Result<std::string> result) {
  ground_.alarms.cancel(timeout_);
  const Done done = std::exchange(waiting_, nullptr);
  if (done) done(std::move(result));
}

void Subscription::plan_renewal(const sip::Message& response) {
  if (!lasts()) return;
  const auto state = sip::parse_value_with_parameters(response.headers.get("subscription-state"));
  const auto seconds = parse_uint32(trim(response.headers.get("Expires")));
  const bool kept =
      !package_.once && seconds.value_or(0) > 0 && !equal_ignoring_case(state.value, "terminated");
  state_.go(kept ? SubscriptionState::active : SubscriptionState::none);
  if (!kept) return;
  // 120 s before the end when it lasts longer than 240 s (real-client.md 6), else at half time (X).
  const std::uint32_t delay = *seconds > 240 ? *seconds - 120 : (*seconds + 1) / 2;
  renewal_ = ground_.after(std::chrono::seconds{delay}, [this] { renew(); });
}

void Subscription::renew() {
  ask([this](const Outcome& outcome) {
    if (outcome.accepted()) return on_answered(outcome);
    state_.go(SubscriptionState::none);
    if (says_that_there_is_no_dialog(outcome)) return make_anew(Duration{0});
    if (!outcome.session_gone())
      ground_.tell_error("renew the subscription to " + package_.event, outcome.reason());
  });
}

void Subscription::end(std::function<void(const Outcome&)> done) {
  ground_.alarms.cancel(renewal_);
  state_.go(SubscriptionState::none);
  requests_.send({"SUBSCRIBE " + package_.event, [this] { return make(true); }, std::move(done), {}});
}

void Subscription::forget() {
  ground_.alarms.cancel(timeout_);
  ground_.alarms.cancel(renewal_);
  waiting_ = nullptr;
  series_.reset();
  if (!state_.is(SubscriptionState::none)) state_.go(SubscriptionState::none);
}

}   // namespace parley::client
