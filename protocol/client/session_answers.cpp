// What the server sends in a session, and what it is answered (RFC 3261, 12.2.2; RFC 4028, 9).
#include <utility>

#include "protocol/client/session.h"
#include "protocol/sip/glare.h"

namespace parley::client {

sip::Dialog* Session::dialog_of(const sip::Message& request) {
  for (std::optional<sip::Dialog>* one : {&dialog_, &early_})
    if (*one && (*one)->matches(request)) return &**one;
  return nullptr;
}

void Session::answer(const sip::IncomingRequest& incoming, int status) {
  connection_.respond(incoming.transaction, identity_.response_to(incoming.request, status));
}

void Session::on_request(const sip::IncomingRequest& incoming) {
  const sip::Message& request = incoming.request;
  // A dialog that was ours once is unknown now: 481 is what RFC 3261, 12.2.2 says. pidgin-sipe says 487,
  // which the RFC keeps for a cancelled request; a server forgets the dialog on either (xccos.md 4.8).
  sip::Dialog* dialog = dialog_of(request);
  if (!dialog) return answer(incoming, 481);
  if (!dialog->accept(request)) return answer(incoming, 500);
  if (request.method == "INFO") {
    if (!ground_.deviates("client-no-info-200")) answer(incoming, 200);   // At once, whatever the body says.
    return hooks_.on_document(request.body);
  }
  if (request.method == "UPDATE" || request.method == "INVITE") return on_refresh(incoming);
  answer(incoming, 200);   // OPTIONS or BYE.
  if (request.method == "BYE" && dialog_) lose("the server ended the session");
}

// RFC 3261, 14.2 and RFC 3311, 5.2: two INVITEs cross, or two offers.
bool Session::crosses(const sip::Message& request) const {
  const bool refresh_by_invite = refresh_.is(sip::RefreshState::asked) && !knows_update_;
  return (state_.is(SessionState::inviting) || refresh_by_invite) &&
         (request.method == "INVITE" || sip::has_offer(request));
}

void Session::on_refresh(const sip::IncomingRequest& incoming) {
  if (crosses(incoming.request)) return answer(incoming, 491);
  if (dialog_) take_refresh(incoming.request);   // In an early dialog the 2xx says what holds.
  answer_refresh(incoming);
  if (incoming.request.method == "INVITE")
    wait_for_ack(sip::AckWait(incoming.transaction, ground_.now.monotonic));
}

// The server may take over the refreshing, hand it over, or change the interval (RFC 4028, 9).
void Session::take_refresh(const sip::Message& request) {
  const auto asked = sip::session_expires(request);
  if (asked && asked->interval.count() > 0) {
    const bool ours = asked->refresher ? *asked->refresher == sip::Refresher::uas : timer_.refreshing();
    timer_ = sip::SessionTimer(asked->interval, ours, ground_.now.monotonic);
  }
  timer_.refreshed(ground_.now.monotonic);
  sip::take_refresh_of_peer(refresh_);
  set_alarm();
}

void Session::answer_refresh(const sip::IncomingRequest& incoming) {
  sip::Message response = identity_.response_to(incoming.request, 200);
  sip::add_session_expires(response, incoming.request, timer_);
  response.headers.add("Allow", kAllowedMethods);
  // An INVITE offers a session or asks for an offer (RFC 3261, 14.2); an UPDATE may offer one (RFC
  // 3311, 5.2).
  if (incoming.request.method == "INVITE" || sip::has_offer(incoming.request)) {
    response.headers.add("Content-Type", "application/sdp");
    response.body = identity_.sdp();
  }
  connection_.respond(incoming.transaction, response);
}

// --- ACK, of either side ---

void Session::wait_for_ack(sip::AckWait wait) {
  ack_ = wait;
  ground_.alarms.cancel(std::exchange(ack_alarm_, 0));
  if (ack_.due() != Instant::never()) ack_alarm_ = ground_.alarms.set(ack_.due(), [this] { on_ack_due(); });
}

void Session::on_ack_due() {
  ack_alarm_ = 0;
  if (ground_.now.monotonic >= ack_.gives_up_at()) return end("our 200 was never acknowledged");
  connection_.answer_again(ack_.invite());
  ack_.sent_again(ground_.now.monotonic);
  wait_for_ack(ack_);
}

void Session::on_ack(const sip::Message& ack) {
  if (dialog_ && dialog_->matches(ack)) wait_for_ack({});
}

void Session::on_stray(const sip::StrayResponse& stray) {
  if (!dialog_) return;
  if (dialog_->is_accepted_by(stray.response)) return acknowledge(*dialog_);
  auto first = sip::Dialog::established(invite_, stray.response);
  if (!first || !first->is_accepted_by(stray.response)) return;
  // An INVITE came after the one that this answers.
  if (first->remote_tag() == dialog_->remote_tag()) return acknowledge(*first);
  acknowledge_and_end(std::move(*first));
}

}   // namespace parley::client
