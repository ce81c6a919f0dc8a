// The INVITE dialog that carries XCCOS, and its timer (xccos.md 4.2 to 4.8).
//
// A session is lost when the server ends it, when it answers 481, when its timer runs out, when a refresh
// gets no answer or 408, or when the server does not acknowledge a 2xx. Unless the server ended it, it is
// sent a BYE (RFC 3261, 12.2.1.2; RFC 4028, 10): it may know the dialog after all. Then the dialog is
// forgotten and on_lost is called once; what waits for a retry is reported as not_sent, what is in flight
// still gets its answer.
//
//   session.cpp           making and ending it, INFO
//   session_refresh.cpp   the timer, and our UPDATE or re-INVITE
//   session_answers.cpp   what the server sends
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/client/requests.h"
#include "protocol/sip/ack_wait.h"
#include "protocol/sip/dialog.h"
#include "protocol/sip/refresh_state.h"
#include "protocol/sip/session_timer.h"

namespace parley::client {

enum class SessionState : std::uint8_t { none, inviting, up };
std::string_view to_string(SessionState state);
std::span<const Transition<SessionState>> transitions_of(SessionState);

class Session {
 public:
  struct Hooks {
    std::function<void(std::string_view body)> on_document;
    std::function<void(std::string reason)> on_lost;
  };
  using Done = std::function<void(const Outcome&)>;

  Session(Ground& ground, Connection& connection, Requests& requests, const Identity& identity)
      : ground_(ground), connection_(connection), requests_(requests), identity_(identity) {}
  void set_hooks(Hooks hooks) { hooks_ = std::move(hooks); }

  // INVITE, and ACK to its 200. An outcome that was accepted means: the dialog stands.
  void invite(const std::string& uri, Done done);
  // The next three only when up().
  //
  // Sends a document. When no answer comes at all (timer F), the same document is sent once more on the same
  // dialog: the server knows a repetition by envid and seqid (xccos.md 8, row 22).
  RequestId info(const std::string& what, const std::string& body, Done done);
  // UPDATE, now; re-INVITE when the server's Allow has no UPDATE (RFC 4028, 7.4). Refused with 491 it is
  // tried again after the pause of RFC 3261, 14.1, and with 422 at once, with an interval that is long
  // enough. While one is unanswered no other is sent (14.1); `done` gets its outcome.
  void refresh(Done done);
  void bye(Done done);   // Ends the session; the dialog is gone at once.
  void forget();         // Without a word, as after a lost link.

  bool up() const { return state_.is(SessionState::up); }
  const std::string& uri() const { return uri_; }

  // Requests of the server that name a dialog: INFO, UPDATE, INVITE, OPTIONS, BYE. Also in the early dialog
  // that a 101 to 199 to our INVITE has made.
  void on_request(const sip::IncomingRequest& incoming);
  void on_ack(const sip::Message& ack);
  // A 2xx to our INVITE that comes again means that the ACK was lost; one of another dialog, by a fork on the
  // way, is acknowledged and ended (RFC 3261, 13.2.2.4).
  void on_stray(const sip::StrayResponse& stray);

 private:
  sip::Message make_invite(RequestSeries& series) const;
  sip::Message make_info(const std::string& body);
  void on_ringing(const Outcome& outcome);
  void on_invite_answered(std::uint64_t generation, const Outcome& outcome, const Done& done);
  void refuse_answer(Outcome outcome, const Error& why, const Done& done);
  void acknowledge_and_end(sip::Dialog dialog);   // One that is not ours to use.
  void on_info_answered(std::uint64_t generation, const Outcome& outcome);
  void acknowledge(const sip::Dialog& dialog);
  void lose(std::string reason);   // The server knows.
  void end(std::string reason);    // It is told by BYE.

  using Waiting = std::shared_ptr<std::vector<Done>>;
  sip::Message make_refresh();
  void ask_refresh();
  void start_timer(const sip::Message& response);
  void set_alarm();
  void on_alarm();
  bool take_longer_interval(const Outcome& outcome);
  void on_refreshed(const Outcome& outcome);
  void on_refresh_refused(const Outcome& outcome);

  sip::Dialog* dialog_of(const sip::Message& request);
  bool crosses(const sip::Message& request) const;
  void answer(const sip::IncomingRequest& incoming, int status);
  void on_refresh(const sip::IncomingRequest& incoming);
  void take_refresh(const sip::Message& request);
  void answer_refresh(const sip::IncomingRequest& incoming);
  void wait_for_ack(sip::AckWait wait);
  void on_ack_due();

  Ground& ground_;
  Connection& connection_;
  Requests& requests_;
  const Identity& identity_;
  Hooks hooks_;
  StateMachine<SessionState> state_;
  std::optional<sip::Dialog> dialog_;   // When it is up.
  std::optional<sip::Dialog> early_;    // While our INVITE rings.
  sip::Message invite_;                 // That made the dialog, without Via and body.
  std::string uri_;
  sip::SessionTimer timer_;
  AlarmId alarm_ = 0;
  bool knows_update_ = true;   // The server.
  StateMachine<sip::RefreshState> refresh_;
  Waiting waiting_;                            // For the answer to it.
  Instant refresh_again_ = Instant::never();   // After a 491.
  Duration least_{0};                          // Min-SE of a 422; 0: there was none.
  sip::AckWait ack_;                           // Of our 200 to a re-INVITE.
  AlarmId ack_alarm_ = 0;
  std::uint64_t generation_ = 0;   // Of the dialog; an answer from an older one loses nothing.
};

}   // namespace parley::client
