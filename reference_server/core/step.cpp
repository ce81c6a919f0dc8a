#include "reference_server/core/step.h"

#include <fmt/format.h>

#include <algorithm>

#include "protocol/sip/uri.h"
#include "protocol/xccos/codec.h"
#include "reference_server/compliance/event_xml.h"

namespace parley::server {
namespace {

// The deviation that keeps this reply back.
struct Withheld {
  std::string_view reply, deviation;
};
constexpr Withheld kWithheld[] = {{"rpl:requri", "server-withholds-requri"},
                                  {"rpl:getserverinfo", "server-withholds-getserverinfo"},
                                  {"rpl:getassociations", "server-withholds-getassociations"},
                                  {"rpl:bjoin", "server-withholds-bjoin"},
                                  {"rpl:join", "server-withholds-join"},
                                  {"rpl:part", "server-withholds-part"},
                                  {"rpl:bccontext", "server-withholds-bccontext"},
                                  {"rpl:getinv", "server-withholds-getinv"},
                                  {"rpl:chansrch", "server-withholds-chansrch"}};

bool is_withheld(const Step& step, std::string_view reply_id) {
  return step.deviates("server-no-reply") ||
         std::any_of(std::begin(kWithheld), std::end(kWithheld), [&](const Withheld& one) {
           return one.reply == reply_id && step.deviates(one.deviation);
         });
}

// What a peer decides the size of. Names and addresses are bounded elsewhere, and small.
std::size_t content_bytes(const storage::StoreRequest::What& what) {
  if (const auto* put = std::get_if<storage::PutCategory>(&what)) return put->instance.body.size();
  if (const auto* write = std::get_if<storage::WritePreference>(&what)) return write->content.size();
  std::size_t bytes = 0;
  if (const auto* append = std::get_if<storage::AppendMessages>(&what))
    for (const storage::NewPost& post : append->posts)
      bytes += post.message.text.size() + post.message.rtf.value_or("").size() +
               (post.event ? post.event->content.size() : 0);
  return bytes;
}

// The acknowledgement of a post, when a deviation loses it.
bool is_lost(const Step& step, const Request& request) {
  return request.message.method == "INFO" &&
         (step.deviates("server-no-info-ack") || step.deviates_once("server-loses-first-post-ack"));
}

}   // namespace

void Step::respond(const Request& request, int status, std::string_view reason) {
  respond(request, sip::make_response(request.message, status, reason));
}

void Step::respond(const Request& request, sip::Message response) {
  // RFC 3261, 8.2.6.2: every response but 100 has a To tag. Outside a dialog it only has to be there.
  const auto to = sip::parse_name_addr(response.headers.get("To"));
  if (to && to->tag().empty())
    response.headers.set("To", fmt::format("{};tag={}", response.headers.get("To"), state.random.hex(10)));
  state.transactions.respond(now, request.transaction, response, effects);
}

void Step::respond_no_dialog(const Request& request, const Error& why) {
  log(LogLevel::warning, request.message.headers.get("Call-ID"), why.detail);
  if (why.code == Errc::limit_exceeded) return respond(request, 513);
  respond(request, 400, "Bad Record-Route");   // Every other header was read before (sip/transactions.h).
}

void Step::respond_busy(const Request& request, const Refusal& refusal) {
  sip::Message response = sip::make_response(request.message, 503);
  if (refusal.retry_after_seconds)
    response.headers.add("Retry-After", std::to_string(*refusal.retry_after_seconds));
  response.headers.add("ms-diagnostics",
                       fmt::format("{};source=\"{}\";reason=\"{}\";component=\"GroupChat\"",
                                   refusal.diagnostics_id, state.settings.domain, refusal.reason));
  respond(request, std::move(response));
}

std::string Step::envelope(xccos::Primitive primitive) {
  xccos::Envelope envelope;
  envelope.envid = state.next_envid++;
  envelope.primitives.push_back(std::move(primitive));
  return xccos::encode(envelope, xccos::Writer::server);
}

void Step::reply(const CommandContext& context, xccos::ReplyBody body, xccos::Response response) {
  if (!find_session(context.session)) return;
  xccos::Reply reply{xccos::reply_id_of(context.command_id), 1, context.ref, std::move(response),
                     std::move(body)};
  if (is_withheld(*this, reply.id)) return;
  if (deviates("server-reply-without-commandid")) reply.command.reset();
  if (deviates("server-reply-names-other-command") && reply.command) reply.command->envid += 1;
  const std::string body_text = envelope(std::move(reply));
  send_info(context.session, body_text);
  if (deviates("server-reply-twice")) send_info(context.session, body_text);
}

void Step::reply_refused(const CommandContext& context, Refused why) {
  if (deviates("server-grants-everything")) return reply(context, xccos::NoData{});
  reply(context, xccos::NoData{}, error_response(why));
}

void Step::notice(const Session& session, std::string_view id, xccos::NoticeBody body) {
  send_info(session.id, envelope(xccos::Notice{std::string(id), 1, std::move(body)}));
}

void Step::send_info(SessionId id, std::string body) {
  Session* session = find_session(id);
  if (!session) return;
  sip::Message info = session->dialog.make_request("INFO");
  info.headers.add("Content-Type", deviates("server-wrong-content-type") ? "text/xml" : "text/plain");
  info.body = std::move(body);
  if (deviates("server-wrong-from")) info.headers.set("From", "<sip:somebody.else@invalid>;tag=1");
  if (deviates("server-cseq-stuck")) info.headers.set("CSeq", "1 INFO");
  send_in_dialog(session->link, id, std::move(info));
}

void Step::send_copy(SessionId id, const sip::SharedBody& body) {
  if (!state.deviations.ids().empty()) return send_info(id, *body.bytes);   // A head may have to lie.
  Session* session = find_session(id);
  if (!session) return;
  const auto connection = state.connections.find(session->link);
  if (connection == state.connections.end()) return;
  const sip::Hop hop{session->link, connection->second.sent_by};
  const sip::Copy copy{session->dialog.prepare_request("INFO"), body};
  const auto sent = state.transactions.request(now, hop, copy, effects);
  state.requests_in_dialog.emplace_hint(state.requests_in_dialog.end(), sent, id);
}

void Step::send_in_dialog(LinkId link, std::uint64_t owner, sip::Message request) {
  const auto connection = state.connections.find(link);
  if (connection == state.connections.end()) return;
  const auto id =
      state.transactions.request(now, {link, connection->second.sent_by}, std::move(request), effects);
  state.requests_in_dialog.emplace(id, owner);
}

void Step::send_benotify(LinkId link, sip::Message request) {
  const auto connection = state.connections.find(link);
  if (connection == state.connections.end()) return;
  state.transactions.request_without_answer({link, connection->second.sent_by}, std::move(request), effects);
}

void Step::ask(storage::StoreRequest::What what, Pending pending) {
  const WorkId id = state.next_work++;
  const std::size_t bytes = content_bytes(what);
  state.store_bytes += bytes;
  state.pending.emplace(id, AskedOfStore{std::move(pending), bytes});
  effects.push_back(DoWork{id, Lane::store, std::make_shared<storage::StoreRequest>(std::move(what))});
}

AckId Step::acknowledge_later(const Request& request) {
  const AckId id = new_id();
  PendingAck ack{request.transaction, request.message, 0, 200};
  ack.request.body.clear();   // Only the head is copied into the answer.
  state.acks.emplace(id, std::move(ack));
  return id;
}

void Step::expect_one_more(AckId ack) { ++state.acks.at(ack).waiting; }

void Step::one_is_done(AckId id, int status) {
  const auto found = state.acks.find(id);
  if (found == state.acks.end()) return;
  PendingAck& ack = found->second;
  ack.worst_status = std::max(ack.worst_status, status);
  if (--ack.waiting > 0) return;
  const Request request{0, ack.transaction, std::move(ack.request)};
  const int worst = ack.worst_status;
  state.acks.erase(found);
  if (worst == 503) return respond_busy(request, state.admission.store_unavailable());
  if (worst == 200 && is_lost(*this, request)) return;
  respond(request, worst);
}

void Step::archive(std::vector<storage::ComplianceEvent> events) {
  if (events.empty() || !archives()) return;
  storage::AppendEvents asked{events};
  ask(std::move(asked), PendingDeparture{std::move(events)});
}

void Step::events_queued(const std::vector<storage::ComplianceEvent>& events) {
  if (!archives()) return;
  for (const storage::ComplianceEvent& event : events)
    effects.push_back(Observed{"channel", "queue", std::string(storage::to_string(event.kind)),
                               compliance::event_xml(event)});
  if (!events.empty()) state.compliance.notify_queued(now, effects);
}

Session* Step::find_session(SessionId id) {
  const auto found = state.sessions.find(id);
  return found == state.sessions.end() ? nullptr : &found->second;
}

Session* Step::find_session(const sip::Message& request, LinkId link) {
  const auto connection = state.connections.find(link);
  if (connection == state.connections.end()) return nullptr;
  // A dialog is used on the connection that made it: nobody else's INFO gets in by guessing its tags, and
  // nobody makes others slow by dialogs of many connections under one Call-ID.
  for (const SessionId id : connection->second.sessions)   // At most a handful.
    if (Session* session = find_session(id); session && session->dialog.matches(request)) return session;
  return nullptr;
}

const Room* Step::find_room(const Session& session, std::string_view uri) const {
  return state.directory.find_room(session.pool, uri);
}

std::string Step::display_name(std::string_view user_uri) const {
  const User* user = state.directory.find_user(user_uri);
  return user ? user->display_name : std::string(user_uri);
}

void Step::log(LogLevel level, std::string_view dialog, std::string text) {
  effects.push_back(Log{level, std::string(dialog), std::move(text)});
}

}   // namespace parley::server
