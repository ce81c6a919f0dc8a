// The state machine that turns bytes into messages, one line at a time, each line end looked for once.
#include "protocol/sip/stream_parser.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <utility>

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

}   // namespace

void StreamParser::feed(std::string_view bytes) {
  if (failed_) return;
  // Moving what is left only when at least as much is dropped keeps the cost linear.
  if (start_ > 0 && start_ >= buffer_.size() - start_) {
    buffer_.erase(0, start_);
    start_ = 0;
  }
  buffer_.append(bytes);
}

std::optional<Result<Message>> StreamParser::next() {
  std::optional<Result<Message>> result;
  if (failed_) return result;
  while (phase_ != Phase::body && take_line()) continue;
  if (error_) {
    failed_ = true;
    std::string().swap(buffer_);
    start_ = 0;
    result.emplace(tl::unexpected<Error>(std::move(*error_)));
  } else if (phase_ == Phase::body && buffer_.size() - start_ - line_ >= body_bytes_) {
    take_message(result);
  }
  return result;
}

bool StreamParser::take_line() {
  const std::string_view message = std::string_view(buffer_).substr(start_);
  if (phase_ == Phase::between)
    if (auto begun = check_beginning(message); !begun)
      return refuse(begun.error().code, begun.error().detail);
  const std::size_t end = scan(message, scanned_, [](auto c) { return (c == '\r') | (c == '\n'); });
  scanned_ = end;
  const bool has_cr = end < message.size() && message[end] == '\r';
  // Only the limit may speak before the line is whole: then it speaks for every cut alike.
  if (end + has_cr >= limits_.head_bytes_max) return refuse(Errc::limit_exceeded, "The head is too long.");
  if (end + has_cr == message.size()) return false;
  if (!has_cr) return refuse(Errc::malformed, "A line ends in LF alone.");
  if (message[end + 1] != '\n') return refuse(Errc::malformed, "A CR stands alone.");
  const std::string_view line = message.substr(line_, end - line_);
  if (phase_ == Phase::between) return take_start_line(line);
  if (line.empty()) return end_head();
  if (!(is_blank(line.front()) ? fold(line) : take_header(line))) return false;
  line_ = scanned_ = end + 2;
  return true;
}

bool StreamParser::take_start_line(std::string_view line) {
  if (line.empty()) {   // A keep-alive.
    drop(2);
    return true;
  }
  if (auto read = parse_start_line(line, message_); !read)
    return refuse(read.error().code, read.error().detail);
  phase_ = Phase::headers;
  line_ = scanned_ = line.size() + 2;
  return true;
}

bool StreamParser::take_header(std::string_view line) {
  if (places_.size() >= limits_.headers_max)
    return refuse(Errc::limit_exceeded, "There are too many headers.");
  // What follows the line may be looked at, too; it is mostly there, and to count bytes to the end costs
  // more.
  const std::string_view readable = std::string_view(buffer_).substr(start_ + line_);
  const auto ends_name = [](auto c) { return (c == ':') | (c == ' ') | (c == '\t') | (c == '\r'); };
  const std::size_t name_size = scan(readable, 0, ends_name);
  const std::string_view name = line.substr(0, name_size);
  const HeaderName id = known_name(name, readable.size());
  std::size_t colon = name_size;
  while (colon < line.size() && is_blank(line[colon])) ++colon;
  if (colon == line.size() || line[colon] != ':' || (id == HeaderName::other && !is_token(name))) {
    const bool has_colon = line.find(':') != std::string_view::npos;
    return refuse(Errc::malformed,
                  has_colon ? "A header name is not a token." : "A header line has no colon.");
  }
  const std::string_view value = trim_blanks(line.substr(colon + 1));
  const auto at = static_cast<std::uint32_t>(line_);
  const auto in_line = static_cast<std::uint32_t>(value.data() - line.data());
  places_.push_back({at, static_cast<std::uint16_t>(name_size), id, at + in_line,
                     static_cast<std::uint32_t>(value.size())});
  return true;
}

// The value and its continuation are joined where they stand; what they leave free is in no header.
bool StreamParser::fold(std::string_view line) {
  if (places_.empty()) return refuse(Errc::malformed, "A folded line follows no header.");
  const std::string_view more = trim_blanks(line);
  if (more.empty()) return true;
  HeaderPlace& place = places_.back();
  char* const value = buffer_.data() + start_ + place.value_at;
  if (place.value_size > 0) value[place.value_size++] = ' ';
  std::memmove(value + place.value_size, more.data(), more.size());
  place.value_size += static_cast<std::uint32_t>(more.size());
  return true;
}

bool StreamParser::end_head() {
  const std::string_view head = std::string_view(buffer_).substr(start_, line_);
  const Result<std::size_t> length = announced_body_length(head, places_);
  if (!length) return refuse(length.error().code, length.error().detail);
  if (*length > limits_.body_bytes_max) {
    return refuse(Errc::limit_exceeded,
                  fmt::format("A body of {} bytes is longer than {}.", *length, limits_.body_bytes_max));
  }
  message_.headers = Headers(head, places_);
  body_bytes_ = *length;
  phase_ = Phase::body;
  line_ += 2;
  return true;
}

void StreamParser::take_message(std::optional<Result<Message>>& out) {
  message_.body = buffer_.substr(start_ + line_, body_bytes_);
  out.emplace(std::move(message_));
  message_.method.clear();
  message_.request_uri.clear();
  message_.reason.clear();
  message_.status = 0;
  message_.fault.reset();
  phase_ = Phase::between;
  drop(line_ + body_bytes_);
  places_.clear();
  ++messages_;
}

// What is done with. Only between messages.
void StreamParser::drop(std::size_t bytes) {
  start_ += bytes;
  line_ = scanned_ = 0;
  if (start_ < buffer_.size()) return;
  start_ = 0;
  if (buffer_.capacity() > kIdleCapacityMax) std::string().swap(buffer_);
  else buffer_.clear();
}

bool StreamParser::refuse(Errc code, std::string_view detail) {
  error_ = Error{code, std::string(detail), line_};
  return false;
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
