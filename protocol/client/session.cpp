// Making and ending a session, and what is said in it.
#include "protocol/client/session.h"

#include <array>
#include <memory>
#include <utility>

namespace parley::client {
namespace {

constexpr int kNoSuchDialog = 481;

constexpr std::array<std::string_view, 3> kNames = {"none", "inviting", "up"};

}   // namespace

std::string_view to_string(SessionState state) { return kNames[static_cast<std::size_t>(state)]; }

std::span<const Transition<SessionState>> transitions_of(SessionState) {
  using enum SessionState;
  static constexpr Transition<SessionState> kTransitions[] = {
      {none, inviting, "INVITE"},
      {inviting, up, "2xx, ACK is sent"},
      {inviting, none, "refused, silent, unusable, or the link is lost"},
      {up, none, "sign-out, BYE is sent"},
      {up, none, "BYE of the server, answered 200"},
      {up, none, "481 to an INFO, BYE is sent"},
      {up, none, "481, 408 or no answer to a refresh, BYE is sent"},
      {up, none, "the timer ran out, BYE is sent"},
      {up, none, "no ACK to our 200 of its re-INVITE, BYE is sent"},
      {up, none, "the link is lost"},
  };
  return kTransitions;
}

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
  state_.go(SessionState::inviting);
  const std::uint64_t generation = generation_;
  requests_.send({.what = "INVITE",
                  .make = [this, series] { return make_invite(*series); },
                  .done = [=, this, done = std::move(done)](
                              const Outcome& outcome) { on_invite_answered(generation, outcome, done); },
                  .possible = {},
                  .ringing = [this](const Outcome& outcome) { on_ringing(outcome); }});
}

// Only the last of several early dialogs is kept; no fork stands between us and a pool.
void Session::on_ringing(const Outcome& outcome) {
  auto early = sip::Dialog::established(outcome.request, outcome.response);
  if (!early || early->remote_tag().empty()) return;
  if (early_) early->confirm(*early_);
  early_ = std::move(*early);
}

void Session::on_invite_answered(std::uint64_t generation, const Outcome& outcome, const Done& done) {
  if (generation != generation_) return done(outcome);   // The link was lost in the meantime.
  const auto early = std::exchange(early_, std::nullopt);
  if (!outcome.accepted()) {
    state_.go(SessionState::none);
    return done(outcome);
  }
  auto dialog = sip::Dialog::established(outcome.request, outcome.response);
  state_.go(dialog ? SessionState::up : SessionState::none);
  if (!dialog) return refuse_answer(outcome, dialog.error(), done);
  dialog_ = std::move(*dialog);
  if (early) dialog_->confirm(*early);
  const auto& headers = outcome.response.headers;
  knows_update_ = !headers.contains("Allow") || headers.lists("Allow", "UPDATE");
  ++generation_;
  invite_ = outcome.request;
  acknowledge(*dialog_);
  start_timer(outcome.response);
  done(outcome);
}

// Every 2xx is acknowledged (RFC 3261, 13.2.2.4): this one by the way of its INVITE, since its own cannot be
// read.
void Session::refuse_answer(Outcome outcome, const Error& why, const Done& done) {
  sip::Message without_routes = outcome.response;
  without_routes.headers.remove("Record-Route");
  if (auto dialog = sip::Dialog::established(outcome.request, without_routes))
    acknowledge_and_end(std::move(*dialog));
  outcome.why = why.detail;
  done(outcome);
}

void Session::acknowledge_and_end(sip::Dialog dialog) {
  acknowledge(dialog);
  const auto other = std::make_shared<sip::Dialog>(std::move(dialog));
  requests_.send({"BYE", [other] { return other->make_request("BYE"); }, [](const Outcome&) {}, {}});
}

void Session::acknowledge(const sip::Dialog& dialog) {
  if (ground_.deviates("client-no-ack")) return;
  sip::Message ack = dialog.make_ack();
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
  early_.reset();
  ground_.alarms.cancel(std::exchange(alarm_, 0));
  ground_.alarms.cancel(std::exchange(ack_alarm_, 0));
  timer_ = {};
  ack_ = {};
  if (!state_.is(SessionState::none)) state_.go(SessionState::none);
  refresh_ = {};
  refresh_again_ = Instant::never();
  least_ = Duration{0};
  ++generation_;
}

void Session::lose(std::string reason) {
  forget();
  hooks_.on_lost(std::move(reason));
  requests_.give_up_impossible();
}

void Session::end(std::string reason) {
  bye([](const Outcome&) {});
  lose(std::move(reason));
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
  end("the server knows the dialog no more (481)");
}

}   // namespace parley::client
