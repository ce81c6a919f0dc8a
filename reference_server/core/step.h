// What a handler may do during one turn of the server: look at the state, answer, ask the store, tell others.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "protocol/base/endpoint.h"
#include "protocol/xccos/message.h"
#include "reference_server/core/error_reply.h"
#include "reference_server/core/state.h"
#include "reference_server/storage/store_work.h"

namespace parley::server {

// A request that arrived, and how to answer it.
struct Request {
  LinkId link = 0;
  sip::ServerTransactionId transaction = 0;
  sip::Message message;
};

class Step {
 public:
  Step(const Now& at, State& whole, std::vector<Effect>& out) : now(at), state(whole), effects(out) {}

  // --- Answering ---
  void respond(const Request& request, int status, std::string_view reason = {});
  void respond(const Request& request, sip::Message response);
  // No dialog can be made of it (sip::Dialog::answered). The answer does not quote what the peer said.
  void respond_no_dialog(const Request& request, const Error& why);
  // 503 with Retry-After and ms-diagnostics as the refusal says.
  void respond_busy(const Request& request, const Refusal& refusal);
  // A reply INFO to a command; nothing when the session has gone meanwhile.
  void reply(const CommandContext& context, xccos::ReplyBody body, xccos::Response response = {});
  void reply_refused(const CommandContext& context, Refused why);
  void notice(const Session& session, std::string_view id, xccos::NoticeBody body);

  // --- Requests of ours inside a dialog ---
  void send_info(SessionId session, std::string body);
  // The same for one of many; the body is shared.
  void send_copy(SessionId session, const sip::SharedBody& body);
  // `owner`: the session or subscription that the answer concerns. Nothing when the link is gone.
  void send_in_dialog(LinkId link, std::uint64_t owner, sip::Message request);
  void send_benotify(LinkId link, sip::Message request);

  // --- The store ---
  void ask(storage::StoreRequest::What what, Pending pending);
  AckId acknowledge_later(const Request& request);
  void expect_one_more(AckId ack);
  // Answers the request when it was the last; the worst status wins.
  void one_is_done(AckId ack, int status);
  // Compliance is on: events are made. Else nothing is queued, as nobody would ever read it.
  bool archives() const { return state.compliance.enabled(); }
  // So much waits for the store already that nothing new should.
  bool store_is_behind() const {
    return state.pending.size() + state.waiting_commands.size() >= state.settings.store_requests_max ||
           state.store_bytes >= state.settings.store_bytes_max;
  }
  // Events that nobody waits for: stored, and asked for again until they are.
  void archive(std::vector<storage::ComplianceEvent> events);
  // Events were queued with what was just stored: shows them and wakes the compliance service.
  void events_queued(const std::vector<storage::ComplianceEvent>& events);

  // --- Looking things up ---
  Session* find_session(SessionId id);
  // The session that a request in a dialog belongs to, by Call-ID and tags.
  Session* find_session(const sip::Message& request, LinkId link);
  const Room* find_room(const Session& session, std::string_view uri) const;
  RoomState& room_state(const std::string& room_uri) { return state.rooms[room_uri]; }
  std::string display_name(std::string_view user_uri) const;
  std::uint64_t new_id() { return state.next_id++; }
  bool deviates(std::string_view id) const { return state.deviations.active(id); }
  // True the first time only.
  bool deviates_once(std::string_view id) const {
    return deviates(id) && state.spent_deviations.emplace(id).second;
  }

  void log(LogLevel level, std::string_view dialog, std::string text);

  const Now& now;
  State& state;
  std::vector<Effect>& effects;

 private:
  std::string envelope(xccos::Primitive primitive);
};

}   // namespace parley::server
