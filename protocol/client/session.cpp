#include "protocol/client/session.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>

namespace parley::client {
namespace {

constexpr int kNoSuchDialog = 481;

}   // namespace

// --- Making and ending ---

sip::Message Session::make_invite(RequestSeries& series) const {
  sip::Message invite = series.make("INVITE", uri_, uri_);
  auto& headers = invite.headers;
  headers.add("Supported", "ms-sender");
  // pidgin-sipe says nothing of timers and gets a Session-Expires all the same (xccos.md 4); RFC 4028, 7.1
  // wants it said.
  if (ground_.config.profile == Profile::lync2013) {
    headers.add("Supported", "timer");
    headers.add("Allow", kAllowedMethods);
  }
  headers.add("Contact", identity_.contact());
  headers.add("Content-Type", "application/sdp");
  invite.body = identity_.sdp();
  return invite;
}

void Session::invite(const std::string& uri, Done done) {
  forget();
  uri_ = uri;
  auto series = std::make_shared<RequestSeries>(identity_, ground_.random);
  requests_.send(
      {"INVITE",
       [this, series] { return make_invite(*series); },
       [this, done = std::move(done)](const Outcome& outcome) { on_invite_answered(outcome, done); },
       {}});
}

void Session::on_invite_answered(const Outcome& outcome, const Done& done) {
  if (!outcome.accepted()) return done(outcome);
  auto dialog = sip::Dialog::established(outcome.request, outcome.response);
  if (!dialog) {
    Outcome broken = outcome;
    broken.response.status = 500;
    broken.response.reason = fmt::format("(unusable 200 to INVITE: {})", dialog.error().detail);
    return done(broken);
  }
  dialog_ = std::move(*dialog);
  ++generation_;
  if (!ground_.deviates("client-no-ack")) acknowledge();
  start_timer(outcome.response);
  done(outcome);
}

void Session::acknowledge() {
  sip::Message ack = dialog_->make_ack();
  ack.headers.add("User-Agent", kUserAgent);
  connection_.request_without_answer(identity_.via(), std::move(ack));
}

void Session::bye(Done done) {
  auto dialog = std::make_shared<sip::Dialog>(std::move(*dialog_));
  forget();
  const auto make = [dialog] {
    sip::Message bye = dialog->make_request("BYE");
    bye.headers.add("User-Agent", kUserAgent);
    return bye;
  };
  requests_.send({"BYE", make, std::move(done), {}});
}

void Session::forget() {
  dialog_.reset();
  ground_.alarms.cancel(alarm_);
  alarm_ = 0;
  timer_ = {};
  refreshing_ = false;
  ++generation_;
}

void Session::lose(std::string reason) {
  forget();
  hooks_.on_lost(std::move(reason));
  requests_.give_up_impossible();
}

// --- INFO ---

sip::Message Session::make_info(const std::string& body) {
  sip::Message info = dialog_->make_request("INFO");
  if (ground_.deviates("client-cseq-stuck")) info.headers.set("CSeq", "2 INFO");
  info.headers.add("User-Agent", kUserAgent);
  info.headers.add("Contact", identity_.contact());
  info.headers.add("Content-Type",
                   ground_.deviates("client-wrong-content-type") ? "application/xml" : "text/plain");
  info.body = body;
  return info;
}

RequestId Session::info(const std::string& what, const std::string& body, Done done) {
  const std::uint64_t generation = generation_;
  const auto on_outcome = [=, this, done = std::move(done)](const Outcome& outcome) {
    on_info_answered(generation, outcome);
    done(outcome);
  };
  return requests_.send({.what = what,
                         .make = [this, body] { return make_info(body); },
                         .done = on_outcome,
                         .possible = [this, generation] { return generation == generation_; },
                         .repeated = true});
}

void Session::on_info_answered(std::uint64_t generation, const Outcome& outcome) {
  if (outcome.kind != Outcome::Kind::answered || outcome.response.status != kNoSuchDialog) return;
  if (generation != generation_ || ground_.deviates("client-keeps-lost-dialog")) return;
  lose("the server knows the dialog no more (481)");
}

// --- The timer ---

void Session::start_timer(const sip::Message& response) {
  const auto expires = sip::session_expires(response);
  if (!expires || expires->interval.count() <= 0) return;
  // Without a refresher parameter the client refreshes, as every client of this server does (xccos.md 4.4).
  const bool ours = expires->refresher != sip::Refresher::uas;
  timer_ = sip::SessionTimer(expires->interval, ours, ground_.now.monotonic);
  set_alarm();
}

void Session::set_alarm() {
  ground_.alarms.cancel(alarm_);
  alarm_ = 0;
  const bool waits_for_answer = refreshing_ || ground_.deviates("client-no-refresh");
  const Instant at =
      waits_for_answer ? timer_.expires_at() : std::min(timer_.refresh_at(), timer_.expires_at());
  if (timer_.enabled() && at != Instant::never()) alarm_ = ground_.alarms.set(at, [this] { on_alarm(); });
}

void Session::on_alarm() {
  alarm_ = 0;
  if (ground_.now.monotonic >= timer_.expires_at()) {
    if (ground_.deviates("client-no-refresh")) return;   // It neither refreshes nor ends the session.
    bye([](const Outcome&) {});
    return lose("the session timer ran out");
  }
  refresh([](const Outcome&) {});
}

sip::Message Session::make_update() {
  sip::Message update = dialog_->make_request("UPDATE");
  update.headers.add("User-Agent", kUserAgent);
  update.headers.add("Contact", identity_.contact());
  if (timer_.enabled() && ground_.config.profile == Profile::lync2013) {
    const auto refresher = timer_.refreshing() ? sip::Refresher::uac : sip::Refresher::uas;
    update.headers.add("Supported", "timer");
    update.headers.add("Session-Expires", sip::to_string({timer_.interval(), refresher}));
  }
  return update;
}

void Session::refresh(Done done) {
  refreshing_ = true;
  set_alarm();
  const std::uint64_t generation = generation_;
  const auto on_outcome = [=, this, done = std::move(done)](const Outcome& outcome) {
    if (generation == generation_) on_refreshed(outcome);
    done(outcome);
  };
  requests_.send({"UPDATE", [this] { return make_update(); }, on_outcome,
                  [this, generation] { return generation == generation_; }});
}

void Session::on_refreshed(const Outcome& outcome) {
  refreshing_ = false;
  if (outcome.accepted()) {
    dialog_->accept_response(outcome.response);
    timer_.refreshed(ground_.now.monotonic);
    start_timer(outcome.response);
    return set_alarm();
  }
  const bool unknown = outcome.kind == Outcome::Kind::answered && outcome.response.status == kNoSuchDialog;
  if (unknown && ground_.deviates("client-keeps-lost-dialog")) return;
  // RFC 4028, 10: a refresh without answer, or one answered 481, ends the session.
  if (unknown || outcome.kind == Outcome::Kind::timed_out) return lose("UPDATE: " + outcome.reason());
  refreshing_ = true;   // Refused otherwise: the session lives until its timer runs out (RFC 4028, 7.3).
  set_alarm();
}

// --- What the server sends ---

sip::Message Session::response_to(const sip::Message& request, int status) const {
  sip::Message response = sip::make_response(request, status);
  response.headers.add("Contact", identity_.contact());
  response.headers.add("User-Agent", kUserAgent);
  return response;
}

void Session::answer(const sip::IncomingRequest& incoming, int status) {
  connection_.respond(incoming.transaction, response_to(incoming.request, status));
}

void Session::answer_refresh(const sip::IncomingRequest& incoming) {
  sip::Message response = response_to(incoming.request, 200);
  if (timer_.enabled()) {
    const auto refresher = timer_.refreshing() ? sip::Refresher::uas : sip::Refresher::uac;
    response.headers.add("Session-Expires", sip::to_string({timer_.interval(), refresher}));
  }
  if (incoming.request.method == "INVITE") {   // It offers a session or asks for an offer (RFC 3261, 14.2).
    response.headers.add("Content-Type", "application/sdp");
    response.body = identity_.sdp();
  }
  connection_.respond(incoming.transaction, response);
}

// The server may take over the refreshing, hand it over, or change the interval (RFC 4028, 9).
void Session::on_refresh(const sip::Message& request) {
  const auto asked = sip::session_expires(request);
  if (asked && asked->interval.count() > 0) {
    const bool ours = asked->refresher ? *asked->refresher == sip::Refresher::uas : timer_.refreshing();
    timer_ = sip::SessionTimer(asked->interval, ours, ground_.now.monotonic);
  }
  timer_.refreshed(ground_.now.monotonic);
  set_alarm();
}

void Session::on_request(const sip::IncomingRequest& incoming) {
  const sip::Message& request = incoming.request;
  // A dialog that was ours once is unknown now: 481 is what RFC 3261, 12.2.2 says. pidgin-sipe says 487,
  // which the RFC keeps for a cancelled request; a server forgets the dialog on either (xccos.md 4.8).
  if (!dialog_ || !dialog_->matches(request)) return answer(incoming, kNoSuchDialog);
  if (!dialog_->accept(request)) return answer(incoming, 500);
  if (request.method == "INFO") {
    if (!ground_.deviates("client-no-info-200")) answer(incoming, 200);   // At once, whatever the body says.
    return hooks_.on_document(request.body);
  }
  if (request.method == "UPDATE" || request.method == "INVITE") {
    on_refresh(request);
    return answer_refresh(incoming);
  }
  if (request.method == "BYE") {
    answer(incoming, 200);
    return lose("the server ended the session");
  }
  answer(incoming, 501);
}

void Session::on_stray(const sip::StrayResponse& stray) {
  const bool of_invite =
      stray.response.status / 100 == 2 && stray.response.headers.get("CSeq").ends_with("INVITE");
  const bool ours = dialog_ && stray.response.headers.get("Call-ID") == dialog_->call_id();
  if (of_invite && ours && !ground_.deviates("client-no-ack")) acknowledge();
}

}   // namespace parley::client
