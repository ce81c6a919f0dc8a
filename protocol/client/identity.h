// Who the client is on the wire: its address, its instance, its Contact, and requests outside a dialog.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "protocol/base/random.h"
#include "protocol/client/client_config.h"
#include "protocol/sip/dialog.h"
#include "protocol/sip/message.h"
#include "protocol/sip/uri.h"

namespace parley::client {

class Identity {
 public:
  Identity(const ClientConfig& config, Random& random);

  const std::string& uri() const { return uri_; }   // "sip:alice@contoso.com"
  const std::string& via() const { return via_; }   // "SIP/2.0/TCP host:port"
  std::string from(std::string_view tag) const;     // "<sip:...>;tag=...;epid=..."
  std::string sdp() const;                          // The offer of xccos.md 4.2.

  // An answer of ours: Contact and User-Agent; what we take, when it is asked for or missed (RFC 3261, 11.2,
  // 8.2.1); Unsupported of a 420.
  sip::Message response_to(const sip::Message& request, int status) const;

  // The GRUU of the registrar's 200, if it gave one for our instance (real-client.md 3.2), else the address
  // of the connection.
  std::string contact() const;
  // What REGISTER says about this connection.
  std::string register_contact() const;
  void learn_gruu(const sip::Message& register_ok);
  // For how many seconds the registrar's 200 binds this connection: `expires` of its Contact, which goes
  // before the header Expires (RFC 3261, 10.3, step 8; 10.2.4). Empty when neither says so.
  std::optional<std::uint32_t> seconds_bound(const sip::Message& register_ok) const;

 private:
  // The Contact of this instance among those of the user's other bindings; else the one with our address.
  std::optional<sip::NameAddr> own_contact(const sip::Message& register_ok) const;

  std::string uri_, via_, transport_, user_, host_port_, epid_, instance_, gruu_;
};

// Requests outside a dialog that belong together: one Call-ID and From tag, a CSeq that grows (RFC 3261,
// 8.1.3.5 and 10.2).
class RequestSeries {
 public:
  RequestSeries(const Identity& identity, Random& random);

  sip::Message make(std::string_view method, std::string_view request_uri, std::string_view to);
  // The dialog that `response`, a 2xx, has made of `request`, for a subscription that is renewed or ended:
  // from now on requests go by its routes to its target (RFC 3261, 12.2.1.1; RFC 6665, 4.1.2.2), whatever
  // make() is told. Nothing without a To tag. Once more: the target may be another.
  void learn_dialog(const sip::Message& request, const sip::Message& response);
  // Whether a request of the other side is in the dialog that this series made. Before its answer is there,
  // the other tag may be any.
  bool is_answered_by(const sip::Message& request) const;
  // Takes note of the CSeq of such a request; false when it goes back (RFC 3261, 12.2.2).
  bool takes(const sip::Message& request);
  const std::string& call_id() const { return call_id_; }

 private:
  const Identity& identity_;
  std::string call_id_, local_tag_, remote_tag_;
  std::uint32_t cseq_ = 0;
  std::optional<sip::Dialog> dialog_;
};

// What a request requires and this client does not have, as Unsupported lists it (RFC 3261, 8.2.2.3).
std::string unknown_extensions(const sip::Message& request);

inline constexpr std::string_view kUserAgent = "parley/0.1";
inline constexpr std::string_view kAllowedMethods = "INVITE, ACK, BYE, CANCEL, INFO, UPDATE, NOTIFY, OPTIONS";

}   // namespace parley::client
