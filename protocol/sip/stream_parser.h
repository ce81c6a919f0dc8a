// Cuts a TCP or TLS byte stream into SIP messages (RFC 3261, 18.3).
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "protocol/base/result.h"
#include "protocol/sip/message.h"

namespace parley::sip {

// Bytes go in whenever the network has some; whole messages come out.
//
//   parser.feed(bytes);
//   while (auto next = parser.next()) {   // Empty: needs more bytes.
//     if (!*next) return refuse_and_close(next->error());
//     handle(**next);
//   }
//
// CR LF between messages is a keep-alive and skipped (real-client.md 4). After an error the stream has
// lost its framing and no later byte can be trusted: the error is reported once, and from then on the
// parser swallows everything and says nothing. The result never depends on how the bytes were cut.
class StreamParser {
 public:
  struct Limits {
    std::size_t head_bytes_max = 64 * 1024;      // Start line and headers; the largest seen is under 4 KiB.
    std::size_t headers_max = 256;               // Header fields; the most seen is 20.
    std::size_t body_bytes_max = 1024 * 1024;    // xccos.md 7: body to 1 MiB.
  };

  StreamParser() = default;
  explicit StreamParser(Limits limits) : limits_(limits) {}

  void feed(std::string_view bytes);
  std::optional<Result<Message>> next();

  // True when bytes of an unfinished message wait; what a connection that ends now has lost.
  bool in_message() const { return !failed_ && !buffer_.empty(); }

 private:
  Limits limits_;
  std::string buffer_;
  std::size_t scanned_ = 0;   // How far the search for the end of the head has come.
  bool failed_ = false;
};

// Parses exactly one whole message; for files and tests.
Result<Message> parse_message(std::string_view bytes);

}  // namespace parley::sip
