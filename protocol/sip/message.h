// A SIP request or response as a value (RFC 3261, 7).
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "protocol/base/result.h"
#include "protocol/sip/headers.h"

namespace parley::sip {

struct Message {
  std::string method;        // Of a request; empty in a response.
  std::string request_uri;   // Of a request.
  int status = 0;            // Of a response, 100 to 699; 0 in a request.
  std::string reason;        // Of a response; never empty on the wire (a real client needs three words).
  Headers headers;
  std::string body;
  // What is wrong with a start line that is SIP and cannot be read. Headers and body are as they came, since
  // nothing in a start line says where a message ends. Of a request the method is known, if it is a token,
  // and no Request-URI; of a response nothing. Transactions refuses the one and drops the other; whoever
  // reads bytes without Transactions looks here first.
  std::optional<Error> fault{};

  static constexpr int kUnreadableStatus = -1;   // Of a response with a fault.

  bool is_request() const { return status == 0; }
  bool is_final() const { return status >= 200; }
};

// The bytes of the message. Content-Length is always written, last, and always right, whatever the
// headers say (a real client drops the connection without it; real-client.md 4). A line break inside a
// start line or header becomes a blank, so that no value can add a header. Not for a message with a fault.
std::string write(const Message& message);

// A response to `request` with the headers that RFC 3261, 8.2.6.2 copies: Via, From, To, Call-ID, CSeq,
// and Record-Route for a response that makes a dialog. No To tag is added. The standard reason phrase is
// used when `reason` is empty.
Message make_response(const Message& request, int status, std::string_view reason = {});

// The reason phrases of RFC 3261, 21, and 202, 422 and 489 of the RFCs beside it; "Unknown" for what they do
// not list.
std::string_view standard_reason(int status);

}   // namespace parley::sip
