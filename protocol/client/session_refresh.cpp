// The session timer on the side of the client (RFC 4028, 7 and 10), and what crosses (RFC 3261, 14.1).
#include <algorithm>

#include "protocol/client/session.h"
#include "protocol/sip/glare.h"

namespace parley::client {

using sip::RefreshState;

void Session::start_timer(const sip::Message& response) {
  const auto expires = sip::session_expires(response);
  if (!expires || expires->interval.count() <= 0) return;
  // Without a refresher parameter the client refreshes, as every client of this server does (xccos.md 4.4).
  const bool ours = expires->refresher != sip::Refresher::uas;
  timer_ = sip::SessionTimer(expires->interval, ours, ground_.now.monotonic);
  set_alarm();
}

void Session::set_alarm() {
  ground_.alarms.cancel(std::exchange(alarm_, 0));
  const bool silent = ground_.deviates("client-no-refresh");
  const Instant refresh = refresh_.is(RefreshState::resting) ? timer_.refresh_at() : refresh_again_;
  const Instant at = std::min(silent ? Instant::never() : refresh, timer_.expires_at());
  if (at != Instant::never()) alarm_ = ground_.alarms.set(at, [this] { on_alarm(); });
}

void Session::on_alarm() {
  alarm_ = 0;
  if (ground_.now.monotonic < timer_.expires_at()) return refresh([](const Outcome&) {});
  if (ground_.deviates("client-no-refresh")) return;   // It neither refreshes nor ends the session.
  end("the session timer ran out");
}

sip::Message Session::make_refresh() {
  sip::Message refresh = dialog_->make_request(knows_update_ ? "UPDATE" : "INVITE");
  auto& headers = refresh.headers;
  headers.add("User-Agent", kUserAgent);
  headers.add("Contact", identity_.contact());
  if (timer_.enabled() && ground_.config.profile == Profile::lync2013) {
    const auto refresher = timer_.refreshing() ? sip::Refresher::uac : sip::Refresher::uas;
    headers.add("Supported", "timer");
    headers.add("Session-Expires", sip::to_string({std::max(timer_.interval(), least_), refresher}));
    if (least_.count() > 0) headers.add("Min-SE", sip::to_string({least_, std::nullopt}));
  }
  if (knows_update_) return refresh;
  headers.add("Allow", kAllowedMethods);
  headers.add("Content-Type", "application/sdp");   // The same offer again (RFC 4028, 7.4).
  refresh.body = identity_.sdp();
  return refresh;
}

void Session::refresh(Done done) {
  if (!refresh_.is(RefreshState::asked)) {
    waiting_ = std::make_shared<std::vector<Done>>();
    ask_refresh();
  }
  waiting_->push_back(std::move(done));
}

void Session::ask_refresh() {
  refresh_.go(RefreshState::asked);
  refresh_again_ = Instant::never();
  set_alarm();
  const auto on_outcome = [this, generation = generation_, waiting = waiting_](const Outcome& outcome) {
    const bool ours = generation == generation_;
    if (ours && take_longer_interval(outcome)) return ask_refresh();
    if (ours) on_refreshed(outcome);
    for (const Done& done : *waiting) done(outcome);
  };
  requests_.send({knows_update_ ? "UPDATE" : "INVITE", [this] { return make_refresh(); }, on_outcome,
                  [this, generation = generation_] { return generation == generation_; }});
}

// RFC 4028, 7.3. Once for each session: a server that asks for more every time would never be satisfied.
bool Session::take_longer_interval(const Outcome& outcome) {
  const auto least = sip::least_session_expires(outcome.response);
  const bool too_brief = outcome.kind == Outcome::Kind::answered && outcome.response.status == 422;
  if (!too_brief || !least || *least <= timer_.interval() || least_.count() > 0) return false;
  least_ = *least;
  return true;
}

void Session::on_refreshed(const Outcome& outcome) {
  if (!outcome.accepted()) return on_refresh_refused(outcome);
  refresh_.go(RefreshState::resting);
  dialog_->accept_response(outcome.response);
  if (outcome.request.method == "INVITE") acknowledge(*dialog_);
  timer_.refreshed(ground_.now.monotonic);
  start_timer(outcome.response);
  set_alarm();
}

void Session::on_refresh_refused(const Outcome& outcome) {
  const int status = outcome.kind == Outcome::Kind::answered ? outcome.response.status : 0;
  if (status == 481 && ground_.deviates("client-keeps-lost-dialog"))
    return refresh_.go(RefreshState::refused);
  // RFC 4028, 10: a refresh without answer, or one answered 408 or 481, ends the session.
  if (status == 481 || status == 408 || outcome.kind == Outcome::Kind::timed_out)
    return end(outcome.request.method + ": " + outcome.reason());
  // Refused otherwise: the session lives until its timer runs out (RFC 4028, 7.3).
  refresh_.go(status == 491 ? RefreshState::crossed : RefreshState::refused);
  if (status == 491)
    refresh_again_ = ground_.now.monotonic + sip::pause_after_glare(dialog_->made_call_id(), ground_.random);
  set_alarm();
}

}   // namespace parley::client
