// A dialog: a peer-to-peer relation made by an INVITE and its 200 (RFC 3261, 12), or by a SUBSCRIBE (RFC
// 6665, 4.4.1).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/base/result.h"
#include "protocol/sip/copies.h"
#include "protocol/sip/message.h"
#include "protocol/sip/uri.h"

namespace parley::sip {

struct PreparedRequest {
  const RequestHead& head;
  std::uint32_t cseq = 0;
};

class Dialog {
 public:
  // X. What a dialog keeps of From, To, Contact and Record-Route, together: all that we say in it has them.
  // The most seen is 600 bytes.
  static constexpr std::size_t kHeaderBytesMax = 4096;

  // The side that answers. `response` is our 200 with To tag, Contact and the copied Record-Route.
  // Errc::limit_exceeded above kHeaderBytesMax.
  static Result<Dialog> answered(const Message& invite, const Message& response);
  // The side that asked. `response` is the peer's 2xx, or a 101 to 199 with a To tag, which makes an early
  // dialog (12.1.2).
  static Result<Dialog> established(const Message& invite, const Message& response);
  // Both take a peer without Contact at the address it was called by (our choice; a real client does so too,
  // real-client.md 3.4) and a peer without a tag (12.1.1, 12.1.2). Errors: no Call-ID, a From, To or CSeq
  // that cannot be read, a route that is no address, no tag of our own.

  // Goes on counting where an early dialog with the same tags has come to (13.2.2.4); another one changes
  // nothing.
  void confirm(const Dialog& early);

  // A request inside the dialog: Request-URI, Route set, From, To, Call-ID, Max-Forwards and the next CSeq
  // of our side (12.2.1.1). No Via, no Contact.
  Message make_request(std::string_view method);
  // The same without a body and for many: its head, written once, and the next CSeq of our side. The head is
  // valid until the dialog changes. No INVITE.
  PreparedRequest prepare_request(std::string_view method);
  // The ACK of a 2xx: the CSeq number of our last INVITE and the credentials of the first (13.2.2.4). No Via.
  Message make_ack() const;

  // Whether this is a 2xx to our last INVITE in this dialog. One that comes again, to nothing that waits,
  // says that its ACK was lost (13.2.2.4).
  bool is_accepted_by(const Message& response) const;

  // Whether a request belongs here: same Call-ID, and no tag that contradicts. A tag that one side never
  // sent contradicts nothing, except that an INVITE without To tag always opens a dialog of its own.
  bool matches(const Message& request) const;
  // Whether an INVITE without To tag is the one that made this dialog, come by another way: same Call-ID,
  // From tag and CSeq (8.2.2.2).
  bool was_made_by(const Message& invite) const;
  // Takes note of the peer's CSeq, and of a new Contact in what refreshes the target: INVITE, UPDATE (RFC
  // 3311, 5.2), SUBSCRIBE, NOTIFY (RFC 6665, 3.1, 3.2); not of one above kHeaderBytesMax. An error (to be
  // answered 500, 12.2.2) when the CSeq does not grow; by how much it grows does not matter. An ACK never
  // errs. Authenticate first: a request that is tried again after a 407 may carry the same CSeq
  // (real-client.md 4).
  Result<void> accept(const Message& request);
  // Takes note of a new Contact in the 2xx to an INVITE or UPDATE of ours (12.2.1.2). The route set stays as
  // the first INVITE made it.
  void accept_response(const Message& response);

  const std::string& call_id() const { return call_id_; }
  const std::string& local_tag() const { return local_tag_; }
  const std::string& remote_tag() const { return remote_tag_; }
  const std::string& local_uri() const { return local_uri_; }   // As in the INVITE; its spelling is kept.
  const std::string& remote_uri() const { return remote_uri_; }
  const std::string& remote_target() const { return remote_target_; }
  bool made_call_id() const { return made_call_id_; }        // We asked, and the Call-ID is ours.
  std::uint32_t local_cseq() const { return local_cseq_; }   // Of our last request; 0 when there was none.

 private:
  Message make_message(std::string_view method, std::uint32_t cseq) const;
  void refresh_target(const Message& message);

  std::string call_id_, local_tag_, remote_tag_;
  std::string local_uri_, remote_uri_, remote_target_;
  std::string local_header_, remote_header_;   // Whole From/To values: parameters such as epid survive.
  std::optional<RequestHead> head_;   // Of the last prepared request, as long as nothing in it changes.
  std::vector<NameAddr> route_set_;
  std::vector<Header> credentials_;   // Of our INVITE, for its ACK.
  bool made_call_id_ = false;
  std::uint32_t local_cseq_ = 0;
  std::uint32_t invite_cseq_ = 0;
  std::optional<std::uint32_t> remote_cseq_;
  std::uint32_t first_cseq_ = 0;   // Of the INVITE that we answered.
};

}   // namespace parley::sip
