// SERVICE: publication of presence categories (xccos.md 6.4). A followed room is one instance of the
// category roomSetting; the list lives here, so every client of a user sees the same (FLOW-SIGNIN-5a).
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "protocol/base/text.h"
#include "protocol/presence/categories.h"
#include "protocol/sip/uri.h"
#include "reference_server/core/presence.h"
#include "reference_server/core/requests/requests.h"

namespace parley::server {
namespace {

// The publication is kept as it was published, one document each.
storage::CategoryInstance instance_of(const Step& step, const std::string& user_uri,
                                      const presence::Publication& publication) {
  storage::CategoryInstance instance;
  instance.category = publication.category;
  instance.instance = publication.instance;
  instance.container = publication.container;
  instance.version = publication.version;
  instance.body = presence::encode_publish({user_uri, {publication}});
  instance.published = step.now.wall;
  return instance;
}

void publish(Step& step, const Request& request, const User& user) {
  const auto published = presence::decode_publish(request.message.body);
  if (!published) {
    const bool too_large = published.error().code == Errc::limit_exceeded;
    sip::Message response = sip::make_response(request.message, too_large ? 413 : 400);
    response.headers.add("Warning", fmt::format("399 parley \"the publication {}\"",
                                                too_large ? "is too large" : "cannot be read"));
    const std::string_view dialog = request.message.headers.get("Call-ID");
    step.log(LogLevel::info, dialog,
             fmt::format("SERVICE refused with {}, for byte {} of its body", response.status,
                         published.error().offset));
    step.log(LogLevel::debug, dialog, published.error().detail);   // May quote the body.
    return step.respond(request, std::move(response));
  }
  if (published->publications.size() > storage::kCategoriesPerUserMax) return step.respond(request, 413);
  if (step.store_is_behind()) return step.respond_busy(request, step.state.admission.queue_full());
  const AckId ack = step.acknowledge_later(request);
  step.expect_one_more(ack);
  for (const presence::Publication& publication : published->publications) {
    if (step.deviates("server-forgets-publications")) break;
    step.expect_one_more(ack);
    step.ask(storage::PutCategory{user.uri, instance_of(step, user.uri, publication), publication.remove},
             PendingPublication{ack, user.uri});
  }
  step.one_is_done(ack, 200);
}

// Why a publication was not stored. Only what a later try can mend is 503.
int status_of(const Error& error) {
  if (error.code == Errc::conflict) return 409;
  return error.code == Errc::limit_exceeded ? 413 : 503;
}

}   // namespace

void on_service(Step& step, const Request& request) {
  const User* user = identify(step, request);
  if (!user) return;
  const auto to = sip::parse_name_addr(request.message.headers.get("To"));
  if (!to || !sip::same_address(to->uri, user->uri)) return step.respond(request, 403, "Not your document");
  const auto type = sip::parse_value_with_parameters(request.message.headers.get("Content-Type"));
  if (equal_ignoring_case(type.value, presence::kPublishContentType)) return publish(step, request, *user);
  // Container membership says who sees which presence. Persistent Chat needs none of it; a real client
  // sends it at sign-in and wants a 200 (real-client.md 3.3).
  if (equal_ignoring_case(type.value, "application/msrtc-setcontainermembers+xml"))
    return step.respond(request, 200);
  step.respond(request, 415);
}

void on_stored(Step& step, const PendingPublication& pending, const WorkAnswer& answer) {
  const auto& version = storage::answer_to<storage::PutCategory>(answer);
  if (!version) return step.one_is_done(pending.ack, status_of(version.error()));
  step.one_is_done(pending.ack, 200);
  // The other clients of this user hear of it when they subscribed; read again, so that they see all of it.
  // A read that is asked already comes behind this publication, as the store works in order (endpoint.h):
  // one document shows them all, where a thousand publications in one SERVICE would else be a thousand.
  if (has_subscribers(step, pending.user_uri) &&
      step.state.documents_being_read.insert(pending.user_uri).second)
    step.ask(storage::ReadCategories{pending.user_uri}, PendingNotification{pending.user_uri});
}

void on_stored(Step& step, const PendingNotification& pending, const WorkAnswer& answer) {
  const auto& categories = storage::answer_to<storage::ReadCategories>(answer);
  if (!categories) {
    // The publication has its 200, and every client of the user is to see it (FLOW-SIGNIN-5a).
    step.log(LogLevel::warning, "",
             fmt::format("subscribers of {} wait for a publication: {}", pending.user_uri,
                         categories.error().detail));
    step.state.unread_documents.insert(pending.user_uri);
    step.state.read_documents_at = std::min(step.state.read_documents_at, step.now.monotonic + kStoreRetry);
    return;
  }
  step.state.documents_being_read.erase(pending.user_uri);
  notify_subscribers(step, pending.user_uri, roaming_body(step, pending.user_uri, *categories));
}

void read_documents(Step& step) {
  if (step.now.monotonic < step.state.read_documents_at) return;
  step.state.read_documents_at = Instant::never();
  for (const std::string& user : std::exchange(step.state.unread_documents, {}))
    step.ask(storage::ReadCategories{user}, PendingNotification{user});
}

}   // namespace parley::server
