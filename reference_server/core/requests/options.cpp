// OPTIONS: what is spoken here (RFC 3261, 11), for whoever asks.
#include "protocol/sip/option_tags.h"
#include "protocol/sip/uri.h"
#include "reference_server/core/requests/requests.h"
#include "reference_server/core/subscriptions.h"

namespace parley::server {
namespace {

// Whether it stands in a dialog, of a subscription or of a session; when not, the answer is given.
bool is_in_dialog(Step& step, const Request& request) {
  Subscription* known = find_subscription(step, request);
  if (!known) return in_dialog(step, request) != nullptr;
  if (known->dialog.accept(request.message)) return true;
  step.respond(request, 500, "CSeq out of order");
  return false;
}

// An answer as an INVITE would get it (11.2). Who names no user asks the server itself (11).
bool is_for_us(const Step& step, const Request& request) {
  const auto uri = sip::parse_uri(request.message.request_uri);
  return (uri && uri->user.empty()) || takes_sessions(step, request.message.request_uri);
}

}   // namespace

void on_options(Step& step, const Request& request) {
  const auto to = sip::parse_name_addr(request.message.headers.get("To"));
  if (to && !to->tag().empty()) {
    if (!is_in_dialog(step, request)) return;
  } else if (!is_for_us(step, request)) {
    return step.respond(request, 404);
  }
  sip::Message response = sip::make_response(request.message, 200);
  response.headers.add("Allow", kAllow);
  response.headers.add("Accept", "text/plain, application/sdp");
  response.headers.add("Accept-Encoding", "identity");
  response.headers.add("Accept-Language", "en");
  response.headers.add("Supported", sip::list_of(kUnderstood));
  step.respond(request, std::move(response));
}

}   // namespace parley::server
