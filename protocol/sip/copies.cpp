// The head is written by write() and cut at its gaps.
#include "protocol/sip/copies.h"

#include <fmt/format.h>

#include <charconv>

#include "protocol/base/assert.h"

namespace parley::sip {
namespace {

constexpr std::string_view kCSeq = "\r\nCSeq: ";
constexpr std::string_view kBranch = ";branch=";

}   // namespace

SharedBody::SharedBody(std::string_view content_type, std::string body)
    : bytes(std::make_shared<const std::string>(std::move(body))),
      fields(fmt::format("Content-Type: {}\r\nContent-Length: {}\r\n\r\n", content_type, bytes->size())) {}

// No value holds a line break once it is written, so what looks like the begin of a line is one.
RequestHead::RequestHead(const Message& request) : method_(request.method) {
  PARLEY_ASSERT(request.is_request() && request.body.empty() && request.headers.count(HeaderName::cseq) == 1);
  const std::string head = sip::write(request);
  const std::size_t fields = head.find("\r\n");
  const std::size_t number = head.find(kCSeq) + kCSeq.size();
  const std::size_t behind = head.find(' ', number);
  const std::size_t length = head.rfind("Content-Length: ");
  start_line_ = head.substr(0, fields) + "\r\nVia: ";
  fields_ = head.substr(fields, number - fields);
  rest_ = head.substr(behind, length - behind);
}

std::string RequestHead::write(const Gaps& gaps, const SharedBody& body) const {
  char digits[10];
  const auto [end, error] = std::to_chars(digits, digits + sizeof digits, gaps.cseq);
  PARLEY_ASSERT(error == std::errc{});
  std::string out;
  out.reserve(start_line_.size() + gaps.sent_by.size() + kBranch.size() + gaps.branch.size() +
              fields_.size() + sizeof digits + rest_.size() + body.fields.size());
  out.append(start_line_).append(gaps.sent_by).append(kBranch).append(gaps.branch).append(fields_);
  out.append(digits, end).append(rest_).append(body.fields);
  return out;
}

}   // namespace parley::sip
