// One body for many: what a request costs that differs from others by its Via, its CSeq number and its dialog
// alone.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "protocol/sip/message.h"

namespace parley::sip {

// A body that many requests share, and the header fields that say what it is.
struct SharedBody {
  SharedBody(std::string_view content_type, std::string body);

  std::shared_ptr<const std::string> bytes;
  std::string fields;   // Content-Type and Content-Length, and the empty line behind them.
};

// The head of a request, written once, with a gap for the Via and one for the CSeq number. With both filled
// and a body it is what write() makes of the request with that Via in front and that Content-Type at its end.
class RequestHead {
 public:
  explicit RequestHead(const Message& request);

  struct Gaps {
    std::string_view sent_by;   // "SIP/2.0/TCP host", as a Hop shows it.
    std::string_view branch;
    std::uint32_t cseq = 0;
  };
  std::string write(const Gaps& gaps, const SharedBody& body) const;
  const std::string& method() const { return method_; }

 private:
  std::string method_;
  std::string start_line_;   // And the name of the Via.
  std::string fields_;       // Up to the number.
  std::string rest_;         // From behind the number to where the body's fields come.
};

}   // namespace parley::sip
