// INFO: a chat message or a command inside a session (xccos.md 4.3; FLOW-ACK-1).
#include <fmt/format.h>

#include "protocol/base/text.h"
#include "protocol/sip/uri.h"
#include "protocol/xccos/codec.h"
#include "reference_server/core/commands/commands.h"
#include "reference_server/core/requests/requests.h"
#include "reference_server/core/sessions.h"

namespace parley::server {
namespace {

bool is_text_plain(const sip::Message& message) {
  const auto type = sip::parse_value_with_parameters(message.headers.get("Content-Type"));
  return equal_ignoring_case(type.value, "text/plain");
}

// A post counts by what it is, wherever it stands: the queue of posts must not be filled by posts behind a
// command, or by posts that call themselves something else.
Offered offered_by(const xccos::Envelope& envelope) {
  Offered offered;
  for (const xccos::Primitive& primitive : envelope.primitives)
    if (std::holds_alternative<xccos::ChatMessage>(primitive)) ++offered.posts;
  const auto* command = std::get_if<xccos::Command>(&envelope.primitives.front());
  if (offered.posts > 0) offered.primitive = "grpchat";
  else if (command) offered.primitive = command->id;
  return offered;
}

// A body that cannot be read is refused with a SIP status: nothing of it is acknowledged, stored or fanned
// out, and the session goes on. The sources do not say what the product answers (xccos.md 8, row 25).
void refuse_body(Step& step, const Request& request, const Error& error) {
  sip::Message response = sip::make_response(request.message, error.code == Errc::limit_exceeded ? 413 : 400);
  std::string detail = error.detail;
  for (char& c : detail)
    if (c == '"' || c == '\\' || static_cast<unsigned char>(c) < ' ') c = '\'';
  response.headers.add("Warning", fmt::format("399 parley \"{}\"", detail));   // The detail names the byte.
  // The sentence may quote the body, which is no matter of those who read a log at info.
  const std::string_view dialog = request.message.headers.get("Call-ID");
  step.log(LogLevel::info, dialog,
           fmt::format("INFO refused with {}, for byte {} of its body", response.status, error.offset));
  step.log(LogLevel::debug, dialog, fmt::format("INFO refused: {}", error.detail));
  step.respond(request, std::move(response));
}

}   // namespace

void on_info(Step& step, const Request& request) {
  Session* session = step.find_session(request.message, request.link);
  if (session && request.message.body.find("<grpchat") != std::string::npos &&
      step.deviates_once("server-forgets-session-once")) {
    end_session(step, session->id, "forgotten on purpose");
    session = nullptr;
  }
  if (!session) return step.respond(request, 481);
  if (auto taken = session->dialog.accept(request.message); !taken)
    return step.respond(request, 500, "CSeq out of order");
  if (request.message.body.empty()) return step.respond(request, 200);   // RFC 2976, 2.2.
  if (!is_text_plain(request.message)) {
    sip::Message response = sip::make_response(request.message, 415);
    response.headers.add("Accept", "text/plain");
    return step.respond(request, std::move(response));
  }
  const auto decoded = step.state.decoder.decode(request.message.body, xccos::Reading::strict);
  const Offered offered = decoded ? offered_by(decoded->envelope) : Offered();
  if (const auto refusal = step.state.admission.refuse(offered, step.state.posts_in_flight)) {
    if (decoded && step.deviates("server-refused-post-is-posted"))
      dispatch(step, session->id, decoded->envelope, std::nullopt);
    return step.respond_busy(request, *refusal);
  }
  if (!decoded) return refuse_body(step, request, decoded.error());
  if (step.store_is_behind()) return step.respond_busy(request, step.state.admission.queue_full());

  const SessionId id = session->id;
  // A post is acknowledged when it is safe, so that a client that has its 200 never has to send it again.
  if (offered.posts > 0) {
    const AckId ack = step.acknowledge_later(request);
    step.expect_one_more(ack);   // For this function itself: refused posts must not leave it unanswered.
    dispatch(step, id, decoded->envelope, ack);
    return step.one_is_done(ack, 200);
  }
  if (!step.deviates("server-no-info-ack")) step.respond(request, 200);
  dispatch(step, id, decoded->envelope, std::nullopt);
}

}   // namespace parley::server
