// The INVITE dialog that carries XCCOS, and its timer (xccos.md 4.2 to 4.8).
//
// A session is lost when the server ends it, when it answers 481, when its timer runs out, or when an
// UPDATE gets no answer. Then the dialog is forgotten and on_lost is called once; what waits for a retry is
// reported as not_sent, what is in flight still gets its answer.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "protocol/client/requests.h"
#include "protocol/sip/dialog.h"
#include "protocol/sip/session_timer.h"

namespace parley::client {

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
  // Sends a document. When no answer comes at all (timer F), the same document is sent once more on the same
  // dialog: the server knows a repetition by envid and seqid (xccos.md 8, row 22).
  RequestId info(const std::string& what, const std::string& body, Done done);
  void refresh(Done done);   // UPDATE, now.
  void bye(Done done);       // Ends the session; the dialog is gone at once.
  void forget();             // Without a word, as after a lost link.

  bool up() const { return dialog_.has_value(); }
  const std::string& uri() const { return uri_; }

  // Requests of the server that name a dialog: INFO, UPDATE, INVITE, BYE.
  void on_request(const sip::IncomingRequest& incoming);
  // A 200 to our INVITE that comes again means that the ACK was lost (RFC 3261, 13.2.2.4).
  void on_stray(const sip::StrayResponse& stray);

 private:
  sip::Message make_invite(RequestSeries& series) const;
  sip::Message make_info(const std::string& body);
  sip::Message make_update();
  void on_invite_answered(const Outcome& outcome, const Done& done);
  void on_info_answered(std::uint64_t generation, const Outcome& outcome);
  void on_refreshed(const Outcome& outcome);
  void on_refresh(const sip::Message& request);
  void acknowledge();
  void start_timer(const sip::Message& response);
  void set_alarm();
  void on_alarm();
  void lose(std::string reason);
  sip::Message response_to(const sip::Message& request, int status) const;
  void answer(const sip::IncomingRequest& incoming, int status);
  void answer_refresh(const sip::IncomingRequest& incoming);

  Ground& ground_;
  Connection& connection_;
  Requests& requests_;
  const Identity& identity_;
  Hooks hooks_;
  std::optional<sip::Dialog> dialog_;
  std::string uri_;
  sip::SessionTimer timer_;
  AlarmId alarm_ = 0;
  bool refreshing_ = false;
  std::uint64_t generation_ = 0;   // Of the dialog; an answer from an older one loses nothing.
};

}   // namespace parley::client
