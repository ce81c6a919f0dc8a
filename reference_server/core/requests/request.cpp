// The way in for every SIP request (RFC 3261, 8.2), and the answers to our own.
#include <fmt/format.h>

#include <map>
#include <optional>

#include "protocol/base/text.h"
#include "protocol/sip/methods.h"
#include "protocol/sip/option_tags.h"
#include "protocol/sip/uri.h"
#include "reference_server/core/requests/requests.h"
#include "reference_server/core/session_refresh.h"
#include "reference_server/core/sessions.h"
#include "reference_server/core/subscriptions.h"

namespace parley::server {
namespace {

using Handler = void (*)(Step&, const Request&);

Handler handler_of(std::string_view method) {
  static constexpr std::pair<std::string_view, Handler> kHandlers[] = {
      {"REGISTER", on_register}, {"SUBSCRIBE", on_subscribe}, {"SERVICE", on_service},
      {"INVITE", on_invite},     {"INFO", on_info},           {"UPDATE", on_update},
      {"BYE", on_bye},           {"OPTIONS", on_options}};
  for (const auto& [name, handler] : kHandlers)
    if (name == method) return handler;
  return nullptr;
}

sip::Message refusal(const sip::Message& message, int status, const sip::Header& why) {
  sip::Message response = sip::make_response(message, status);
  response.headers.add(why.name, why.value);
  return response;
}

// 405 for a method that is known and not served here, 501 for one that nobody knows (RFC
// 3261, 8.2.1, 21.5.2).
sip::Message method_refused(const sip::Message& message) {
  const int status = sip::is_known_method(message.method) ? 405 : 501;
  return refusal(message, status, {"Allow", std::string(kAllow)});
}

// The checks of RFC 3261, 8.2, in the order of its sections; that everything is there which every request
// needs has been seen to (protocol/sip/transactions.h). Empty: nothing is wrong.
std::optional<sip::Message> refusal_of(const sip::Message& message) {
  if (!handler_of(message.method)) return method_refused(message);
  const auto uri = sip::parse_uri(message.request_uri);
  if (!uri) return sip::make_response(message, 400, "Bad Request-URI");
  if (uri->scheme != "sip" && uri->scheme != "sips") return sip::make_response(message, 416);
  // As user agent and as the proxy in front of it (RFC 3261, 8.2.2.3, 16.3).
  const std::string unknown = sip::unknown_options(message, {"Require", "Proxy-Require"}, kUnderstood);
  if (!unknown.empty()) return refusal(message, 420, {"Unsupported", unknown});
  const std::string_view encoding = message.headers.get("Content-Encoding");
  if (message.body.empty() || encoding.empty() || equal_ignoring_case(encoding, "identity"))
    return std::nullopt;
  return refusal(message, 415, {"Accept-Encoding", "identity"});
}

}   // namespace

void on_request(Step& step, const Request& request) {
  const std::string_view method = request.message.method;
  if (step.state.ending != Ending::none && method != "BYE")
    return step.respond_busy(request, step.state.admission.stopping());
  if (auto refused = refusal_of(request.message)) return step.respond(request, std::move(*refused));
  handler_of(method)(step, request);
}

void on_response(Step& step, sip::ClientTransactionId transaction, const sip::Message& response) {
  if (!response.is_final()) return;
  const auto found = step.state.requests_in_dialog.find(transaction);
  if (found == step.state.requests_in_dialog.end()) return;
  const std::uint64_t owner = found->second;
  step.state.requests_in_dialog.erase(found);
  if (find_subscription(step, owner)) {
    if (ends_subscription(response.status)) drop_subscription(step, owner);
    return;
  }
  const std::string method = sip::parse_cseq(response.headers.get("CSeq"))->method;
  // The client has forgotten this dialog (xccos.md 4.8); every other refusal concerns one message only. To an
  // INVITE 487 says that it was cancelled: by us, since it rang too long (RFC 3261, 9.1).
  if (response.status == 481 || (response.status == 487 && method != "INVITE"))
    end_session(step, owner, fmt::format("the client answered {}", response.status));
  // Something on the way, and not the client, gave up: it may still believe in the session.
  if (response.status == 408) return hang_up(step, owner, "the client answered 408");
  if (method == "UPDATE" || method == "INVITE") on_refresh_answered(step, owner, response);
}

void on_request_failed(Step& step, const sip::RequestFailed& failed) {
  const auto found = step.state.requests_in_dialog.find(failed.transaction);
  if (found == step.state.requests_in_dialog.end()) return;
  const std::uint64_t owner = found->second;
  step.state.requests_in_dialog.erase(found);
  drop_subscription(step, owner);                      // RFC 6665, 4.2.2.
  hang_up(step, owner, "the client did not answer");   // RFC 3261, 12.2.1.2.
}

void refuse_garbage(Step& step, LinkId link, const Error& error) {
  // There is no request to copy headers from; a peer that reads at all reads the status line.
  sip::Message response;
  response.status = error.code == Errc::limit_exceeded ? 513 : error.code == Errc::unsupported ? 505 : 400;
  response.headers.add("Warning", fmt::format("399 parley \"{}\"", error.detail));
  step.effects.push_back(SendBytes{link, sip::write(response)});
}

}   // namespace parley::server
