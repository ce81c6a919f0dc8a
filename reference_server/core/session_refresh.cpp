#include "reference_server/core/session_refresh.h"

#include <algorithm>

#include "protocol/sip/glare.h"
#include "reference_server/core/sessions.h"

namespace parley::server {

using sip::RefreshState;
namespace {

void acknowledge(Step& step, const Session& session) {
  const auto connection = step.state.connections.find(session.link);
  if (connection == step.state.connections.end()) return;
  step.state.transactions.request_without_answer({session.link, connection->second.sent_by},
                                                 session.dialog.make_ack(), step.effects);
}

void take_terms(Step& step, Session& session, const sip::Message& response) {
  const auto terms = sip::session_expires(response);
  const bool given = terms && terms->interval > Duration{0};
  // In the answer to a request of ours the uac is we.
  const bool ours = given ? terms->refresher != sip::Refresher::uas : session.timer.refreshing();
  const Duration interval = given ? terms->interval : session.timer.interval();
  session.timer = sip::SessionTimer(interval, ours, step.now.monotonic);
}

}   // namespace

void send_refresh(Step& step, Session& session) {
  sip::Message refresh = session.dialog.make_request(session.knows_update ? "UPDATE" : "INVITE");
  auto& headers = refresh.headers;
  headers.add("Contact", service_contact(session.dialog.local_uri()));
  headers.add("Supported", "timer");
  const Duration interval = std::max(session.timer.interval(), session.least_interval);
  headers.add("Session-Expires", sip::to_string(sip::SessionExpires{interval, sip::Refresher::uac}));
  if (session.least_interval > Duration{0})
    headers.add("Min-SE", sip::to_string(sip::SessionExpires{session.least_interval, std::nullopt}));
  if (!session.knows_update) add_description(refresh, session.dialog.local_uri());
  session.refresh.go(RefreshState::asked);
  session.refresh_by_invite = !session.knows_update;
  session.refresh_again = Instant::never();
  schedule(step, session);
  step.send_in_dialog(session.link, session.id, std::move(refresh));
}

void on_refresh_answered(Step& step, SessionId id, const sip::Message& response) {
  Session* session = step.find_session(id);
  if (!session) return;
  if (response.status < 300) {
    session->refresh.go(RefreshState::resting);
    session->dialog.accept_response(response);
    if (session->refresh_by_invite) acknowledge(step, *session);
    take_terms(step, *session, response);
    return schedule(step, *session);
  }
  if (response.status == 422 && session->least_interval == Duration{0}) {
    session->least_interval = sip::least_session_expires(response).value_or(Duration{0});
    if (session->least_interval > session->timer.interval()) return send_refresh(step, *session);
  }
  session->refresh.go(response.status == 491 ? RefreshState::crossed : RefreshState::refused);
  if (response.status == 491)
    session->refresh_again = step.now.monotonic + sip::pause_after_glare(false, step.state.random);
  schedule(step, *session);
}

void on_stray_response(Step& step, LinkId link, const sip::Message& response) {
  const auto connection = step.state.connections.find(link);
  if (connection == step.state.connections.end()) return;
  for (const SessionId id : connection->second.sessions)
    if (const Session* session = step.find_session(id); session->dialog.is_accepted_by(response))
      return acknowledge(step, *session);
}

bool crosses(const Session& session, const sip::Message& request) {
  return session.refresh.is(RefreshState::asked) && session.refresh_by_invite &&
         (request.method == "INVITE" || sip::has_offer(request));
}

}   // namespace parley::server
