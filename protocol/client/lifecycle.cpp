#include "protocol/client/lifecycle.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "protocol/client/retry_policy.h"

namespace parley::client {

Lifecycle::Lifecycle(Parts& parts, std::function<void()> on_settled)
    : parts_(parts), on_settled_(std::move(on_settled)), sign_in_(parts) {
  sign_in_.set_hooks({[this] { on_signed_in(); }, [this] { on_disabled(); },
                      [this](const std::string& reason, bool again) { on_failed(reason, again); }});
}

// --- Coming ---

void Lifecycle::sign_in() {
  phase_.go(Phase::signing_in);
  failures_ = quick_losses_ = 0;
  signed_in_before_ = false;
  rooms_before_.clear();
  parts_.connection.open();
}

void Lifecycle::on_link_up() {
  signed_in_on_link_ = false;
  sign_in_.start(Extent::whole, rooms_before_);
}

void Lifecycle::on_signed_in() {
  std::vector<std::string> rooms;
  for (const std::string& uri : parts_.rooms.joined()) rooms.push_back(parts_.rooms.name_of(uri));
  parts_.ground.tell(event("signed-in")
                         .add("pool", parts_.session.uri())
                         .add_flag("again", signed_in_before_)
                         .add_texts("rooms", rooms));
  signed_in_before_ = signed_in_on_link_ = true;
  failures_ = 0;
  signed_in_at_ = parts_.ground.now.monotonic;
  rooms_before_.clear();
  settle(Phase::signed_in);
}

void Lifecycle::on_disabled() {
  parts_.ground.tell(event("disabled").add("user", parts_.identity.uri()));
  settle(Phase::without_chat);
}

void Lifecycle::settle(Phase phase) {
  phase_.go(phase);
  on_settled_();
}

// --- Losing, and coming back ---

void Lifecycle::on_failed(const std::string& reason, bool again) {
  if (!again || !parts_.ground.config.reconnect) return stop(reason);
  forget_link();
  try_again_later("sign-in", reason, [this] { parts_.connection.open(); });
}

void Lifecycle::forget_registration() {
  parts_.registration.forget();
  parts_.provisioning.forget();
  parts_.followed.subscription().forget();
  parts_.session.forget();
}

void Lifecycle::forget_link() {
  forget_attempt();
  parts_.connection.close();
  forget_registration();
  parts_.commands.session_lost();
  parts_.requests.give_up_all();
}

void Lifecycle::lose_session(const std::string& reason) {
  sign_in_.cancel();
  forget_attempt();
  for (const std::string& uri : parts_.rooms.leave_all())
    if (std::ranges::find(rooms_before_, uri) == rooms_before_.end()) rooms_before_.push_back(uri);
  if (!phase_.is(Phase::signing_in)) {
    const bool quick = parts_.ground.now.monotonic - signed_in_at_ < parts_.ground.config.retry.cap;
    quick_losses_ = quick ? quick_losses_ + 1 : 0;
    parts_.ground.tell(event("session-lost").add("reason", reason));
  }
  phase_.go(Phase::signing_in);
  parts_.commands.session_lost();
}

void Lifecycle::on_session_lost(const std::string& reason) {
  const bool stood = phase_.is(Phase::signed_in);
  lose_session(reason);
  // A walk that was interrupted on this link is walked from its beginning.
  const auto extent = signed_in_on_link_ ? Extent::session_only : Extent::whole;
  const auto action = [this, extent] { sign_in_.start(extent, rooms_before_); };
  // A session that stood is made again at once; one that keeps breaking waits longer each time.
  if (stood && quick_losses_ <= 1) try_again_after(Duration{0}, action);
  else try_again_later("session", reason, action);
}

void Lifecycle::on_link_lost(const std::string& reason) {
  if (phase_.is(Phase::signing_out)) return parts_.requests.give_up_all();   // sign_out goes on by itself.
  forget_registration();
  lose_session(reason);
  parts_.requests.give_up_all();
  if (!parts_.ground.config.reconnect) return stop(reason);
  try_again_later("connect", reason, [this] { parts_.connection.open(); });
}

void Lifecycle::try_again_later(const std::string& what, const std::string& reason,
                                std::function<void()> action) {
  ++failures_;
  const RetryPolicy& policy = parts_.ground.config.retry;
  if (failures_ >= policy.attempts_max) {
    parts_.ground.tell(event("gave-up").add("what", what).add_number("attempts", failures_));
    return stop(reason);
  }
  const Duration delay = backoff(policy, std::max(failures_, quick_losses_), parts_.ground.random);
  parts_.ground.tell(event("retry")
                         .add("what", what)
                         .add_number("attempt", failures_ + 1)
                         .add_number("after_ms", static_cast<std::uint64_t>(delay.count() / 1'000'000))
                         .add("reason", reason));
  try_again_after(delay, std::move(action));
}

void Lifecycle::try_again_after(Duration delay, std::function<void()> action) {
  again_ = parts_.ground.after(delay, [this, action = std::move(action)] {
    again_ = 0;
    action();
  });
}

void Lifecycle::forget_attempt() { parts_.ground.alarms.cancel(std::exchange(again_, 0)); }

bool Lifecycle::away() const {
  return phase_.is(Phase::signing_in) && (again_ != 0 || !parts_.connection.up());
}

// --- Going ---

void Lifecycle::stop(const std::string& reason) {
  sign_in_.cancel();
  parts_.rooms.leave_all();
  phase_.go(Phase::signed_out);   // Before others hear that what they asked for has failed.
  forget_link();
  parts_.ground.tell_error("sign-in", reason);
  on_settled_();
}

// BYE, the end of the subscription and REGISTER, one after the other; without a link there is nobody to be
// told.
void Lifecycle::sign_out(std::function<void()> done) {
  phase_.go(Phase::signing_out);
  sign_in_.cancel();
  forget_attempt();
  parts_.rooms.leave_all();
  const auto close = [this, done = std::move(done)] {
    phase_.go(Phase::signed_out);
    forget_link();
    parts_.ground.tell(event("signed-out"));
    done();
  };
  const auto unregister = [this, close] {
    if (!parts_.connection.up()) return close();
    parts_.registration.remove(passing_over("REGISTER", close));
  };
  const auto unsubscribe = [this, unregister] {
    if (!parts_.connection.up() || !parts_.followed.subscription().active()) return unregister();
    parts_.followed.subscription().end(passing_over("SUBSCRIBE", unregister));
  };
  if (parts_.session.up()) parts_.session.bye(passing_over("BYE", unsubscribe));
  else unsubscribe();
}

// Goes on whatever the answer, but tells of one that leaves something behind. After 481 nothing is there.
std::function<void(const Outcome&)> Lifecycle::passing_over(std::string method, std::function<void()> then) {
  return [this, method = std::move(method), then = std::move(then)](const Outcome& outcome) {
    const bool unknown = outcome.kind == Outcome::Kind::answered && outcome.response.status == 481;
    if (!outcome.accepted() && !unknown)
      parts_.ground.tell_error("sign-out", fmt::format("{}: {}", method, outcome.reason()));
    then();
  };
}

}   // namespace parley::client
