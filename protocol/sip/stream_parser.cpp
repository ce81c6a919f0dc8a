// The state machine that turns bytes into messages, one line at a time, each byte looked at once.
#include "protocol/sip/stream_parser.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "protocol/base/text.h"
#include "protocol/sip/grammar.h"
#include "protocol/sip/head.h"

namespace parley::sip {
namespace {

// An idle connection keeps no more than this, so that one large message does not cost memory for ever.
constexpr std::size_t kIdleCapacityMax = 16 * 1024;

// Enough of a start line to tell it from something else, and more than the longest method known.
constexpr std::size_t kBeginningBytes = 16;

constexpr char kTlsHandshake = 0x16, kTlsAlert = 0x15;   // RFC 8446, 5.1.

// A start line begins with a method, which is a token, or with "SIP/2.0". What cannot become one is refused
// before a line break comes, which may be never.
Result<void> check_beginning(std::string_view bytes) {
  if (bytes.empty() || bytes[0] == '\r' || bytes[0] == '\n') return {};
  if (bytes[0] == kTlsHandshake || bytes[0] == kTlsAlert)
    return fail(Errc::malformed, "These bytes are TLS, and this connection is without.");
  const std::string_view word = bytes.substr(0, std::min(bytes.find_first_of(" \r\n"), kBeginningBytes));
  const bool readable = std::all_of(word.begin(), word.end(),
                                    [](char c) { return c == '/' || is_token(std::string_view(&c, 1)); });
  if (readable && !word.empty()) return {};
  return fail(Errc::malformed, "No start line of SIP begins like this.");
}

bool is_continuation(std::string_view line) { return !line.empty() && (line[0] == ' ' || line[0] == '\t'); }

}   // namespace

void StreamParser::feed(std::string_view bytes) {
  if (failed_) return;
  // Moving what is left only when at least as much is dropped keeps the cost linear.
  if (start_ > 0 && start_ >= buffer_.size() - start_) {
    buffer_.erase(0, start_);
    scanned_ -= start_;
    start_ = 0;
  }
  buffer_.append(bytes);
}

std::optional<Result<Message>> StreamParser::next() {
  while (!failed_) {
    if (phase_ == Phase::body && buffer_.size() - start_ >= body_bytes_)
      return Result<Message>(take_message());
    Result<bool> advanced = advance();
    if (advanced && *advanced) continue;
    if (advanced) return std::nullopt;
    failed_ = true;
    std::string().swap(buffer_);
    return Result<Message>(tl::unexpected<Error>(std::move(advanced).error()));
  }
  return std::nullopt;
}

Result<bool> StreamParser::advance() {
  if (phase_ == Phase::body) return false;
  if (phase_ == Phase::between)
    if (auto begun = check_beginning(std::string_view(buffer_).substr(start_)); !begun)
      return refuse(begun.error().code, std::move(begun.error().detail));
  std::optional<Result<std::string_view>> line = next_line();
  if (!line) return false;
  if (!*line) return tl::unexpected<Error>(line->error());
  const std::size_t length = (*line)->size() + 2;
  if (phase_ == Phase::between && (*line)->empty()) {   // A keep-alive.
    consume(length);
    return true;
  }
  if (auto taken = take_line(**line); !taken) {
    return refuse(taken.error().code, std::move(taken.error().detail));
  }
  head_bytes_ += length;
  consume(length);
  return true;
}

// The next line without its CR LF; empty when it is not whole yet.
std::optional<Result<std::string_view>> StreamParser::next_line() {
  const std::size_t end = buffer_.find('\n', scanned_);
  scanned_ = end == std::string::npos ? buffer_.size() : end;
  const std::size_t length = scanned_ - start_;
  // Only the limit may speak here before the line is whole: then it speaks for every cut alike.
  if (head_bytes_ + length + 1 > limits_.head_bytes_max) {
    return refuse(Errc::limit_exceeded, "The head is too long.");
  }
  if (end == std::string::npos) return std::nullopt;
  std::string_view line = std::string_view(buffer_).substr(start_, length);
  if (!line.ends_with('\r')) return refuse(Errc::malformed, "A line ends in LF alone.");
  line.remove_suffix(1);
  if (line.find('\r') != std::string_view::npos) return refuse(Errc::malformed, "A CR stands alone.");
  return line;
}

Result<void> StreamParser::take_line(std::string_view line) {
  if (phase_ == Phase::between) {
    phase_ = Phase::headers;
    return parse_start_line(line, message_);
  }
  if (line.empty()) return end_head();
  if (!is_continuation(line)) return take_header(line);
  if (header_.name.empty()) return fail(Errc::malformed, "A folded line follows no header.");
  const std::string_view more = trim(line);
  if (!more.empty() && !header_.value.empty()) header_.value += ' ';
  header_.value += more;
  return {};
}

Result<void> StreamParser::take_header(std::string_view line) {
  if (++header_count_ > limits_.headers_max) return fail(Errc::limit_exceeded, "There are too many headers.");
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos) return fail(Errc::malformed, "A header line has no colon.");
  const std::string_view name = trim(line.substr(0, colon));
  if (!is_token(name)) return fail(Errc::malformed, "A header name is not a token.");
  flush_header();
  header_.name = name;
  header_.value = trim(line.substr(colon + 1));
  return {};
}

void StreamParser::flush_header() {
  if (!header_.name.empty()) message_.headers.add(std::move(header_.name), std::move(header_.value));
  header_ = Header{};
}

Result<void> StreamParser::end_head() {
  flush_header();
  const Result<std::size_t> length = announced_body_length(message_.headers);
  if (!length) return tl::unexpected<Error>(length.error());
  if (*length > limits_.body_bytes_max) {
    return fail(Errc::limit_exceeded,
                fmt::format("A body of {} bytes is longer than {}.", *length, limits_.body_bytes_max));
  }
  body_bytes_ = *length;
  phase_ = Phase::body;
  return {};
}

Message StreamParser::take_message() {
  message_.body.assign(buffer_, start_, body_bytes_);
  scanned_ = start_;
  consume(body_bytes_);
  phase_ = Phase::between;
  header_count_ = head_bytes_ = body_bytes_ = 0;
  ++messages_;
  return std::exchange(message_, Message{});
}

void StreamParser::consume(std::size_t bytes) {
  start_ += bytes;
  scanned_ = start_;
  if (start_ < buffer_.size()) return;
  start_ = scanned_ = 0;
  if (buffer_.capacity() > kIdleCapacityMax && phase_ != Phase::headers) std::string().swap(buffer_);
  else buffer_.clear();
}

tl::unexpected<Error> StreamParser::refuse(Errc code, std::string detail) const {
  return fail(code, std::move(detail), head_bytes_);
}

Result<Message> parse_message(std::string_view bytes) {
  StreamParser parser;
  parser.feed(bytes);
  std::optional<Result<Message>> message = parser.next();
  if (!message) return fail(Errc::malformed, "The message is not whole.", bytes.size());
  if (!*message) return std::move(*message);
  if (parser.next() || parser.in_message()) return fail(Errc::malformed, "Bytes follow the message.");
  return std::move(*message);
}

}   // namespace parley::sip
