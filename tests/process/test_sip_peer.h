// A chat client on a plain socket that says just what a test tells it: whole requests, or any bytes.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/sip/dialog.h"
#include "protocol/sip/stream_parser.h"
#include "tests/process/test_child.h"

namespace parley::process {

inline constexpr std::string_view kPoolUri = "sip:GC-1-PersistentChatService-1@contoso.com";
inline constexpr std::string_view kLobbyUri = "ma-chan://contoso.com/0b0c6d4e-6f3a-4c58-9b21-6a1f5f6e7a01";

// A Persistent Chat document around these elements.
std::string xccos(std::uint64_t envid, std::string_view elements);
// The text of the first <chat> in a document; empty when there is none.
std::string chat_text(std::string_view document);

class SipPeer {
 public:
  SipPeer(int port, std::string user);

  // True when all went out; false when the server has closed the connection.
  bool send_bytes(std::string_view bytes);
  bool send(const sip::Message& message) { return send_bytes(sip::write(message)); }
  void half_close();

  // What comes next. Requests of the server are answered 200 on the way if `answers_requests`. Empty: nothing
  // came by then, or the connection is lost; lost() tells which.
  std::optional<sip::Message> next(Clock::time_point until = Clock::now() + kPatience);
  bool lost() const { return lost_; }
  // Reads until the server closes; true when it did in time.
  bool wait_lost();

  // INVITE, 200, ACK.
  void open_session(std::string_view pool = kPoolUri);
  sip::Message info(std::string_view body, std::string_view content_type = "text/plain");
  // An INFO with this document; skips everything up to its answer and returns that. What was skipped waits
  // in `skipped`.
  std::optional<sip::Message> ask(std::string_view body);
  // The next document with `wanted` in it, of what was skipped or what comes; empty when none came in time.
  std::string wait_document(std::string_view wanted);
  // A command, its 200 and its reply: the reply's document.
  std::string command(std::string_view id, std::string_view data);
  std::string join(std::string_view room_uri = kLobbyUri);
  std::string post_body(std::string_view text, std::string_view room_uri = kLobbyUri);
  // Posts and waits for the 200 and for the copy; true when both came.
  bool post_and_see(std::string_view text);
  // The texts of a room's history, oldest first.
  std::vector<std::string> history(int count, std::string_view room_uri = kLobbyUri);

  std::deque<sip::Message> skipped;
  std::uint64_t envid = 100;
  bool answers_requests = true;

 private:
  sip::Message request(std::string_view method, std::string_view uri) const;

  Descriptor socket_;
  std::string user_, call_id_;
  sip::StreamParser parser_;
  std::optional<sip::Dialog> dialog_;
  bool lost_ = false;
};

}   // namespace parley::process
