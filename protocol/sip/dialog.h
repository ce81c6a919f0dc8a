// A dialog: a peer-to-peer relation made by an INVITE and its 200 (RFC 3261, 12).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/base/result.h"
#include "protocol/sip/message.h"

namespace parley::sip {

class Dialog {
 public:
  // The side that answers. `response` is our 200 with To tag, Contact and the copied Record-Route.
  static Result<Dialog> answered(const Message& invite, const Message& response);
  // The side that asked. `response` is the peer's 2xx.
  static Result<Dialog> established(const Message& invite, const Message& response);

  // A request inside the dialog: Request-URI, Route set, From, To, Call-ID, Max-Forwards and the next CSeq
  // of our side (12.2.1.1). No Via, no Contact.
  Message make_request(std::string_view method);
  // The ACK of a 2xx: the CSeq number of the INVITE (13.2.2.4).
  Message make_ack() const;

  // Whether a request belongs here: Call-ID without regard to tags when the peer sent none.
  bool matches(const Message& request) const;
  // Takes note of the peer's CSeq. An error (to be answered 500, 12.2.2) when it does not grow.
  Result<void> accept(const Message& request);

  const std::string& call_id() const { return call_id_; }
  const std::string& local_tag() const { return local_tag_; }
  const std::string& remote_tag() const { return remote_tag_; }
  const std::string& local_uri() const { return local_uri_; }     // As in the INVITE; its spelling is kept.
  const std::string& remote_uri() const { return remote_uri_; }
  const std::string& remote_target() const { return remote_target_; }
  std::uint32_t local_cseq() const { return local_cseq_; }

 private:
  std::string call_id_, local_tag_, remote_tag_;
  std::string local_uri_, remote_uri_, remote_target_;
  std::string local_header_, remote_header_;   // Whole From/To values: parameters such as epid survive.
  std::vector<std::string> route_set_;
  std::uint32_t local_cseq_ = 0;
  std::uint32_t invite_cseq_ = 0;
  std::optional<std::uint32_t> remote_cseq_;
};

}  // namespace parley::sip
