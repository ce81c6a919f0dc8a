// SUBSCRIBE (RFC 6665): the in-band provisioning document (FLOW-SIGNIN-1; xccos.md 4.1) and the user's own
// presence document with the followed rooms (FLOW-SIGNIN-5a; xccos.md 6.4).
#include <fmt/format.h>

#include "protocol/base/text.h"
#include "protocol/presence/categories.h"
#include "protocol/provisioning/document.h"
#include "protocol/sip/uri.h"
#include "reference_server/core/presence.h"
#include "reference_server/core/requests/requests.h"
#include "reference_server/core/subscriptions.h"

namespace parley::server {
namespace {

// What the request names in its body (groups of settings, kinds of presence data) is not looked at: the only
// group that we have is the one of Persistent Chat, and a real client takes it wherever it stands
// (real-client.md 3.3).
provisioning::ProvisioningDocument document_for(const Step& step, const User& user) {
  provisioning::ProvisioningDocument document;
  document.enabled = user.enabled;
  if (!user.enabled) return document;   // Who may not use it needs no address (SYS-POLICY).
  document.default_pool_uri = user.default_pool;
  for (const Pool& pool : step.state.directory.pools()) document.pool_uris.push_back(pool.uri);
  // The room management page is a web service of the Front End.
  document.web_manager_internal = fmt::format("https://{}/PersistentChat/RM", step.state.directory.domain);
  document.web_manager_external = document.web_manager_internal;
  return document;
}

std::string provisioning_body(const Step& step, const User& user) {
  std::string body = provisioning::encode_document(document_for(step, user));
  if (step.deviates("server-enabled-is-yes"))
    if (const auto at = body.find(">true<"); at != std::string::npos) body.replace(at, 6, ">yes<");
  return body;
}

std::uint32_t expires_of(const sip::Message& request) {
  constexpr std::uint32_t kLongest = 3600;   // X.
  return std::min(parse_uint32(trim(request.headers.get("Expires"))).value_or(kLongest), kLongest);
}

PresenceDocument provisioning_document(const Step& step, const User& user) {
  return {std::string(kProvisioning), std::string(provisioning::kContentType), provisioning_body(step, user)};
}

void ask_for_roaming_document(Step& step, const Request& request, const User& user, SubscriptionId known) {
  if (step.store_is_behind()) return step.respond_busy(request, step.state.admission.queue_full());
  PendingSubscription pending{request.link, request.transaction, request.message, user.uri, known};
  pending.request.body.clear();   // Only the head is looked at again.
  step.ask(storage::ReadCategories{user.uri}, std::move(pending));
}

// A SUBSCRIBE inside a dialog: for longer, or no more (RFC 6665, 4.1.2.2, 4.1.2.3).
void resubscribe(Step& step, const Request& request, const User& user) {
  Subscription* known = find_subscription(step, request);
  if (!known || known->user_uri != user.uri) return step.respond(request, 481);
  if (auto taken = known->dialog.accept(request.message); !taken)
    return step.respond(request, 500, "CSeq out of order");
  const std::uint32_t expires = expires_of(request.message);
  if (expires == 0) return close_subscription(step, request, *known);
  if (known->event == kRoamingSelf) return ask_for_roaming_document(step, request, user, known->id);
  refresh_subscription(step, request, *known, {provisioning_document(step, user), expires});
}

}   // namespace

void on_subscribe(Step& step, const Request& request) {
  // Before anything is looked up in a dialog: who tries again after a 407 may keep the CSeq (real-client.md
  // 4).
  const User* user = identify(step, request);
  if (!user) return;
  const auto to = sip::parse_name_addr(request.message.headers.get("To"));
  if (!to || !sip::same_address(to->uri, user->uri)) return step.respond(request, 403, "Not your document");
  if (!to->tag().empty()) return resubscribe(step, request, *user);
  const std::string event = sip::parse_value_with_parameters(request.message.headers.get("Event")).value;

  if (equal_ignoring_case(event, kProvisioning)) {
    if (step.deviates("server-no-provisioning")) return step.respond(request, 200);
    return open_subscription(step, request, *user,
                             {provisioning_document(step, *user), expires_of(request.message)});
  }
  if (equal_ignoring_case(event, kRoamingSelf)) return ask_for_roaming_document(step, request, *user, 0);
  sip::Message response = sip::make_response(request.message, 489);
  response.headers.add("Allow-Events", fmt::format("{},{}", kProvisioning, kRoamingSelf));
  step.respond(request, std::move(response));
}

void on_stored(Step& step, const PendingSubscription& pending, const WorkAnswer& answer) {
  if (!step.state.connections.contains(pending.link)) return;
  const Request request{pending.link, pending.transaction, pending.request};
  const auto& categories = storage::answer_to<storage::ReadCategories>(answer);
  if (!categories) return step.respond_busy(request, step.state.admission.store_unavailable());
  const std::vector<storage::CategoryInstance> none;
  const auto& shown = step.deviates("server-hides-followed-rooms") ? none : *categories;
  const PresenceDocument document{std::string(kRoamingSelf), std::string(presence::kRoamingContentType),
                                  roaming_body(step, pending.user_uri, shown)};
  const Granted granted{document, expires_of(request.message)};
  if (pending.refreshed == 0)
    return open_subscription(step, request, *step.state.directory.find_user(pending.user_uri), granted);
  Subscription* known = find_subscription(step, pending.refreshed);
  if (!known) return step.respond(request, 481);   // It ended while the store worked.
  refresh_subscription(step, request, *known, granted);
}

}   // namespace parley::server
