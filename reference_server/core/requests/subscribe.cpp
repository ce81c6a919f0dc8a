// SUBSCRIBE (RFC 6665): the in-band provisioning document (FLOW-SIGNIN-1; xccos.md 4.1) and the user's own
// presence document with the followed rooms (FLOW-SIGNIN-5a; xccos.md 6.4).
#include <fmt/format.h>

#include "protocol/base/text.h"
#include "protocol/presence/categories.h"
#include "protocol/provisioning/document.h"
#include "protocol/sip/uri.h"
#include "reference_server/core/presence.h"
#include "reference_server/core/requests/requests.h"

namespace parley::server {
namespace {

constexpr std::string_view kProvisioning = "vnd-microsoft-provisioning-v2";
constexpr std::string_view kRoamingSelf = "vnd-microsoft-roaming-self";

provisioning::ProvisioningDocument document_for(const Step& step, const User& user) {
  provisioning::ProvisioningDocument document;
  document.enabled = user.enabled;
  if (!user.enabled) return document;
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
  return std::min(parse_uint32(request.headers.get("Expires")).value_or(kLongest), kLongest);
}

}   // namespace

void on_subscribe(Step& step, const Request& request) {
  const User* user = identify(step, request);
  if (!user) return;
  const auto to = sip::parse_name_addr(request.message.headers.get("To"));
  if (!to || !sip::same_address(to->uri, user->uri)) return step.respond(request, 403, "Not your document");
  const std::string event = sip::parse_value_with_parameters(request.message.headers.get("Event")).value;

  if (equal_ignoring_case(event, kProvisioning)) {
    if (step.deviates("server-no-provisioning")) return step.respond(request, 200);
    const PresenceDocument document{std::string(kProvisioning), std::string(provisioning::kContentType),
                                    provisioning_body(step, *user)};
    return answer_subscription(step, request, *user, {document, expires_of(request.message)});
  }
  if (equal_ignoring_case(event, kRoamingSelf))
    return step.ask(storage::ReadCategories{user->uri},
                    PendingSubscription{request.link, request.transaction, request.message, user->uri});
  sip::Message response = sip::make_response(request.message, 489);
  response.headers.add("Allow-Events", fmt::format("{},{}", kProvisioning, kRoamingSelf));
  step.respond(request, std::move(response));
}

void on_stored(Step& step, const PendingSubscription& pending, const WorkAnswer& answer) {
  const Request request{pending.link, pending.transaction, pending.request};
  const auto& categories = storage::answer_to<storage::ReadCategories>(answer);
  if (!categories) return step.respond_busy(request, step.state.admission.store_unavailable());
  const User* user = step.state.directory.find_user(pending.user_uri);
  const std::vector<storage::CategoryInstance> none;
  const auto& shown = step.deviates("server-hides-followed-rooms") ? none : *categories;
  const PresenceDocument document{std::string(kRoamingSelf), std::string(presence::kRoamingContentType),
                                  roaming_body(pending.user_uri, shown)};
  answer_subscription(step, request, *user, {document, expires_of(request.message)});
}

}   // namespace parley::server
