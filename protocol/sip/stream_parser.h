// Cuts a TCP or TLS byte stream into SIP messages (RFC 3261, 18.3).
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/base/assert.h"
#include "protocol/base/result.h"
#include "protocol/sip/message.h"

namespace parley::sip {

// Bytes go in whenever the network has some; whole messages come out.
//
//   parser.feed(bytes);
//   while (auto next = parser.next()) {   // Empty: needs more bytes.
//     if (!*next) return refuse_and_close(next->error());
//     handle(std::move(**next));
//   }
//
// CR LF between messages is a keep-alive and skipped (real-client.md 4). After an error the stream has
// lost its framing and no later byte can be trusted: the error is reported once, and from then on the
// parser swallows everything and says nothing. The result never depends on how the bytes were cut, and an
// error is reported as soon as the line that causes it is whole; a line end of another kind, and that bytes
// cannot begin a message, as those of TLS, as soon as they are there.
//
// Strict where laxness would let two parsers disagree about where a message ends (our choice): lines end
// in CR LF only, every Content-Length must say the same, a body with a Content-Type needs one. Lax where it
// does not matter: folded lines, compact names, blanks before the colon. A start line of SIP that cannot be
// read costs its message and not the stream (Message::fault). Which headers a message must have is not asked
// here.
class StreamParser {
 public:
  struct Limits {
    std::size_t head_bytes_max =
        64 * 1024;                   // Start line and headers, at most this; the largest seen is 4 KiB.
    std::size_t headers_max = 256;   // Header fields; the most seen is 20.
    std::size_t body_bytes_max = 1024 * 1024;   // xccos.md 7: body to 1 MiB.
  };

  StreamParser() = default;
  explicit StreamParser(Limits limits) : limits_(limits) {
    PARLEY_ASSERT(limits.head_bytes_max <= 64 * 1024);
  }

  void feed(std::string_view bytes);
  // Empty until a whole message is there. An error ends the stream, since nobody knows where the next message
  // begins: malformed, or limit_exceeded for what is too large. Offsets count from the first byte of the
  // message's start line.
  std::optional<Result<Message>> next();

  // Whole messages that next() has returned.
  std::uint64_t messages() const { return messages_; }
  // True when bytes of an unfinished message wait; what a connection that ends now has lost. To be asked
  // when next() has returned empty.
  bool in_message() const { return !failed_ && (phase_ != Phase::between || start_ < buffer_.size()); }
  // Bytes of that message, its head included, that wait for its last.
  std::size_t bytes_waiting() const { return buffer_.size() - start_; }

 private:
  enum class Phase : std::uint8_t { between, headers, body };

  bool take_line();   // False: its end has not come yet, or error_ says what is wrong with it.
  bool take_start_line(std::string_view line);
  bool take_header(std::string_view line);
  bool fold(std::string_view line);
  bool end_head();
  void take_message(std::optional<Result<Message>>& out);
  void drop(std::size_t bytes);
  bool refuse(Errc code, std::string_view detail);   // False.

  Limits limits_;
  // A message stays here until it is whole; its places are counted from its start.
  std::string buffer_;
  std::size_t start_ = 0;     // Of the message in progress. Everything in front of it is done with.
  std::size_t line_ = 0;      // The line in progress. In the body: the head's size.
  std::size_t scanned_ = 0;   // How far the search for the end of the line has come.
  Phase phase_ = Phase::between;
  bool failed_ = false;
  std::optional<Error> error_;   // Of the line in progress.

  std::uint64_t messages_ = 0;
  Message message_;                   // What is known of the message in progress.
  std::vector<HeaderPlace> places_;   // Its header fields.
  std::size_t body_bytes_ = 0;        // As Content-Length says.
};

// Parses exactly one whole message, with the limits of a stream; for files and tests. Malformed: what is cut
// short, and bytes behind it.
Result<Message> parse_message(std::string_view bytes);

}   // namespace parley::sip
