// INVITE, UPDATE and BYE: the life of a chat session (RFC 3261, 12 to 15; RFC 4028; xccos.md 4.2 to 4.5).
#include <fmt/format.h>

#include "protocol/base/text.h"
#include "protocol/sip/glare.h"
#include "protocol/sip/uri.h"
#include "reference_server/core/requests/requests.h"
#include "reference_server/core/session_refresh.h"
#include "reference_server/core/sessions.h"

namespace parley::server {
namespace {

// Where an INVITE goes: to a pool, or to the lookup service that real clients of 2007 to 2010 ask first
// (xccos.md 5.2).
struct Destination {
  bool lookup = false;
  std::string pool;
};

std::optional<Destination> route(const Step& step, std::string_view request_uri) {
  const auto uri = sip::parse_uri(request_uri);
  if (!uri) return std::nullopt;
  const std::string lookup = fmt::format("sip:ocschat@{}", step.state.directory.domain);
  if (sip::same_address(request_uri, lookup)) return Destination{true, {}};
  if (const Pool* pool = step.state.directory.find_pool(request_uri)) return Destination{false, pool->uri};
  return std::nullopt;
}

// RFC 4028, 5: what is briefer is a load on everybody, unless it is we who were set to something that short.
Duration least_interval(const Step& step) {
  return std::min<Duration>(std::chrono::seconds{90}, step.state.settings.session_expires);
}

// RFC 4028, 9: the peer's interval may be made shorter, but not longer, and not shorter than its Min-SE. One
// that is too brief comes here from who does not speak of timers only, and counts as long enough (X).
Duration interval_for(const Step& step, const sip::Message& request) {
  const Duration ours = step.state.settings.session_expires;
  const auto asked = sip::session_expires(request);
  if (!asked) return ours;
  const Duration least = sip::least_session_expires(request).value_or(Duration{0});
  return std::min(std::max(asked->interval, least_interval(step)), std::max(ours, least));
}

// RFC 4028, 9: refused with 422, which only he can read who speaks of timers. True when the request was
// answered.
bool too_brief(Step& step, const Request& request) {
  const auto asked = sip::session_expires(request.message);
  if (!asked || asked->interval >= least_interval(step)) return false;
  if (!request.message.headers.lists("Supported", "timer")) return false;
  sip::Message response = sip::make_response(request.message, 422);
  response.headers.add("Min-SE", "90");
  step.respond(request, std::move(response));
  return true;
}

// A body that must be understood, and is no description of a session (RFC 3261, 8.2.3). Several parts may
// hold one; nobody reads it.
bool has_unknown_body(const sip::Message& request) {
  if (request.body.empty() || sip::has_offer(request)) return false;
  const auto type = sip::parse_value_with_parameters(request.headers.get("Content-Type")).value;
  const auto disposition = sip::parse_value_with_parameters(request.headers.get("Content-Disposition"));
  return !starts_with_ignoring_case(type, "multipart/") &&
         !equal_ignoring_case(disposition.parameters.get("handling"), "optional");
}

// Without Accept, SDP is taken (RFC 3261, 20.1).
bool takes_description(const sip::Message& request) {
  if (!request.headers.contains("Accept")) return true;
  for (const std::string_view list : request.headers.all("Accept"))
    for (const std::string_view one : split(list, ','))
      for (const std::string_view range : {"application/sdp", "application/*", "*/*"})
        if (equal_ignoring_case(sip::parse_value_with_parameters(one).value, range)) return true;
  return false;
}

// True when the request was answered: its body cannot be read, or it could not read that of our answer.
bool cannot_agree(Step& step, const Request& request) {
  if (has_unknown_body(request.message)) {
    sip::Message response = sip::make_response(request.message, 415);
    response.headers.add("Accept", "application/sdp");
    step.respond(request, std::move(response));
    return true;
  }
  const bool refused = request.message.method == "INVITE" && !takes_description(request.message);
  if (refused) step.respond(request, 406);
  return refused;
}

// Who refreshes. The server does when the client asks for it and speaks RFC 4028 (9, table 2). Else the
// client, even if it does not speak it: such a one refreshes all the same, and answers an UPDATE of the
// server by 501 (real-client.md 6; sample 47).
sip::Refresher refresher_for(const sip::Message& request, sip::Refresher unasked) {
  const auto asked = sip::session_expires(request);
  if (!asked || !asked->refresher) return unasked;
  return request.headers.lists("Supported", "timer") ? *asked->refresher : sip::Refresher::uac;
}

// As its last Allow says; until there is one nobody is sent an UPDATE (RFC 3311, 5.1).
void learn_update(Session& session, const sip::Message& request) {
  if (request.headers.contains("Allow")) session.knows_update = request.headers.lists("Allow", "UPDATE");
}

sip::SessionTimer timer_for(const Step& step, Duration interval, sip::Refresher refresher) {
  return sip::SessionTimer(interval, refresher == sip::Refresher::uas, step.now.monotonic);
}

// The parts of a 200 that keep a session alive.
void add_session_headers(sip::Message& response, const sip::Message& request, std::string_view service_uri,
                         const sip::SessionTimer& timer) {
  response.headers.add("Contact", service_contact(service_uri));
  sip::add_session_expires(response, request, timer);
  response.headers.add("Allow", kAllow);
}

// The same INVITE by another way (RFC 3261, 8.2.2.2): the session that it opens is there.
bool is_merged(Step& step, const Request& request) {
  for (const SessionId id : step.state.connections.at(request.link).sessions)   // At most a handful.
    if (const Session* session = step.find_session(id);
        session && session->dialog.was_made_by(request.message))
      return true;
  return false;
}

void open_session(Step& step, const Request& request, const User& user, const Destination& to) {
  const auto service = sip::parse_name_addr(request.message.headers.get("To"));
  const Duration interval = interval_for(step, request.message);
  sip::Message response = sip::make_response(request.message, 200);
  response.headers.set("To", fmt::format("{};tag={}", response.headers.get("To"), step.state.random.hex(10)));
  const auto timer = timer_for(step, interval, refresher_for(request.message, sip::Refresher::uac));
  add_session_headers(response, request.message, service->uri, timer);
  add_description(response, service->uri);
  auto dialog = sip::Dialog::answered(request.message, response);
  if (!dialog) return step.respond_no_dialog(request, dialog.error());

  Session session;
  session.id = step.new_id();
  session.link = request.link;
  session.dialog = std::move(*dialog);
  session.user_uri = user.uri;
  session.pool = to.pool;
  session.timer = timer;
  session.ack = sip::AckWait(request.transaction, step.now.monotonic);
  learn_update(session, request.message);
  const SessionId id = session.id;
  step.log(LogLevel::info, session.dialog.call_id(),
           fmt::format("session of {} at {}", user.uri, to.lookup ? "the lookup service" : to.pool));
  step.state.connections.at(request.link).sessions.insert(id);
  schedule(step, step.state.sessions.emplace(id, std::move(session)).first->second);
  step.respond(request, std::move(response));
}

// A re-INVITE or an UPDATE: both refresh, and may ask for another interval.
void refresh(Step& step, const Request& request) {
  Session* session = in_dialog(step, request);
  if (!session) return;
  if (crosses(*session, request.message)) return step.respond(request, 491);
  if (cannot_agree(step, request) || too_brief(step, request)) return;
  const Duration interval =
      sip::session_expires(request.message) ? interval_for(step, request.message) : session->timer.interval();
  const auto unasked = session->timer.refreshing() ? sip::Refresher::uas : sip::Refresher::uac;
  session->timer = timer_for(step, interval, refresher_for(request.message, unasked));
  sip::take_refresh_of_peer(session->refresh);
  learn_update(*session, request.message);
  if (request.message.method == "INVITE")
    session->ack = sip::AckWait(request.transaction, step.now.monotonic);
  schedule(step, *session);
  sip::Message response = sip::make_response(request.message, 200);
  add_session_headers(response, request.message, session->dialog.local_uri(), session->timer);
  if (request.message.method == "INVITE" || sip::has_offer(request.message))
    add_description(response, session->dialog.local_uri());
  step.respond(request, std::move(response));
}

}   // namespace

bool takes_sessions(const Step& step, std::string_view request_uri) {
  return route(step, request_uri).has_value();
}

Session* in_dialog(Step& step, const Request& request) {
  Session* session = step.find_session(request.message, request.link);
  if (!session) {
    step.respond(request, 481);
    return nullptr;
  }
  if (auto taken = session->dialog.accept(request.message); !taken) {
    step.respond(request, 500, "CSeq out of order");   // RFC 3261, 12.2.2.
    return nullptr;
  }
  return session;
}

void on_invite(Step& step, const Request& request) {
  const auto to = sip::parse_name_addr(request.message.headers.get("To"));
  if (!to->tag().empty()) return refresh(step, request);
  const User* user = identify(step, request);
  if (!user || step.deviates("server-no-invite-answer")) return;
  if (is_merged(step, request)) return step.respond(request, 482);
  const auto destination = route(step, request.message.request_uri);
  if (!destination) return step.respond(request, 404);
  if (!user->enabled) {
    sip::Message response = sip::make_response(request.message, 403);
    response.headers.add(
        "ms-diagnostics",
        fmt::format("20003;source=\"{}\";reason=\"Rejected session\";component=\"GroupChat\"",
                    step.state.directory.domain));
    return step.respond(request, std::move(response));
  }
  const Settings& settings = step.state.settings;
  const Connection& connection = step.state.connections.at(request.link);
  if (step.state.sessions.size() >= settings.sessions_max ||
      connection.sessions.size() >= settings.sessions_per_connection_max)
    return step.respond_busy(request, step.state.admission.sessions_full());
  if (cannot_agree(step, request) || too_brief(step, request)) return;
  open_session(step, request, *user, *destination);
}

void on_ack(Step& step, LinkId link, const sip::Message& ack) {
  Session* session = step.find_session(ack, link);
  if (!session) return;
  session->ack = {};
  schedule(step, *session);
}

void on_update(Step& step, const Request& request) { refresh(step, request); }

void on_bye(Step& step, const Request& request) {
  Session* session = in_dialog(step, request);
  if (!session) return;
  const SessionId id = session->id;
  step.respond(request, 200);
  end_session(step, id, "BYE of the client");
}

}   // namespace parley::server
