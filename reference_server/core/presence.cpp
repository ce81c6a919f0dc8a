#include "reference_server/core/presence.h"

#include <fmt/format.h>

#include "protocol/presence/categories.h"
#include "protocol/sip/uri.h"

namespace parley::server {
namespace {

std::string state_value(std::uint32_t expires) {
  return expires == 0 ? "terminated;expires=0" : fmt::format("active;expires={}", expires);
}

// The way for this subscriber: what the setting wants, as far as the subscriber can take it.
Notification way_for(const Step& step, const sip::Message& request) {
  const Notification wanted = step.state.settings.notification;
  if (wanted == Notification::notify) return wanted;
  if (wanted == Notification::piggyback && request.headers.lists("Supported", "ms-piggyback-first-notify"))
    return wanted;
  return request.headers.lists("Supported", "ms-benotify") ? Notification::benotify : Notification::notify;
}

void add_document(sip::Message& message, const PresenceDocument& document) {
  message.headers.add("Content-Type", document.content_type);
  message.body = document.body;
}

void send_notification(Step& step, Subscription& subscription, const PresenceDocument& document,
                       std::uint32_t expires) {
  const auto connection = step.state.connections.find(subscription.link);
  if (connection == step.state.connections.end()) return;
  sip::Message notify = subscription.dialog.make_request(subscription.benotify ? "BENOTIFY" : "NOTIFY");
  notify.headers.add("Event", document.event);
  notify.headers.add("subscription-state", state_value(expires));
  add_document(notify, document);
  // A BENOTIFY is never answered ([MS-SIPRE] best-effort notify), so no transaction waits for it.
  if (!subscription.benotify) {
    step.state.transactions.request(step.now, subscription.link, connection->second.sent_by,
                                    std::move(notify), step.effects);
    return;
  }
  notify.headers.prepend(
      "Via", fmt::format("{};branch=z9hG4bK{}", connection->second.sent_by, step.state.random.hex(16)));
  step.effects.push_back(SendBytes{subscription.link, sip::write(notify)});
}

// The subscription as a dialog: we are the notifier. Null with the request answered when that fails.
std::optional<Subscription> open_subscription(Step& step, const Request& request, const User& user,
                                              const sip::Message& response) {
  auto dialog = sip::Dialog::answered(request.message, response);
  if (!dialog) return std::nullopt;
  Subscription subscription;
  subscription.id = step.new_id();
  subscription.link = request.link;
  subscription.dialog = std::move(*dialog);
  subscription.user_uri = user.uri;
  subscription.benotify = request.message.headers.lists("Supported", "ms-benotify");
  return subscription;
}

void keep(Step& step, Subscription subscription, std::uint32_t expires) {
  Connection& connection = step.state.connections.at(subscription.link);
  if (expires == 0 || connection.subscriptions.size() >= step.state.settings.subscriptions_per_connection_max)
    return;
  subscription.expires = step.now.monotonic + std::chrono::seconds{expires};
  connection.subscriptions.insert(subscription.id);
  const SubscriptionId id = subscription.id;
  step.state.subscriptions.emplace(id, std::move(subscription));
}

}   // namespace

void answer_subscription(Step& step, const Request& request, const User& user, const Granted& granted) {
  if (!step.state.connections.contains(request.link)) return;
  const PresenceDocument& document = granted.document;
  sip::Message response = sip::make_response(request.message, 200);
  const std::string to(response.headers.get("To"));
  response.headers.set("To", fmt::format("{};tag={}", to, step.state.random.hex(10)));
  response.headers.add("Contact", fmt::format("<sip:{}>", step.state.directory.domain));
  response.headers.add("Event", document.event);
  response.headers.add("Expires", std::to_string(granted.expires));
  response.headers.add("subscription-state", state_value(granted.expires));
  response.headers.add("Supported", "ms-benotify, ms-piggyback-first-notify");
  auto subscription = open_subscription(step, request, user, response);
  if (!subscription) return step.respond(request, 400);

  const Notification way = way_for(step, request.message);
  if (way == Notification::piggyback) {
    response.headers.add("ms-piggyback-cseq", "1");   // Without it a real client ignores the body.
    add_document(response, document);
    step.respond(request, std::move(response));
  } else {
    subscription->benotify = way == Notification::benotify;
    step.respond(request, std::move(response));
    send_notification(step, *subscription, document, granted.expires);
  }
  if (document.event == "vnd-microsoft-roaming-self") keep(step, std::move(*subscription), granted.expires);
}

std::string roaming_body(std::string_view user_uri,
                         const std::vector<storage::CategoryInstance>& categories) {
  presence::RoamingData data{std::string(user_uri), {}};
  for (const storage::CategoryInstance& one : categories) {
    auto kept = presence::decode_publish(one.body);
    if (!kept || kept->publications.empty()) continue;   // Written by another version; not ours to show.
    presence::Publication publication = std::move(kept->publications.front());
    publication.version = static_cast<std::uint32_t>(one.version);
    data.categories.push_back({std::move(publication), to_iso8601(one.published)});
  }
  return presence::encode_roaming_data(data);
}

bool has_subscribers(const Step& step, std::string_view user_uri) {
  for (const auto& [id, subscription] : step.state.subscriptions)
    if (subscription.user_uri == user_uri) return true;
  return false;
}

void notify_subscribers(Step& step, const std::string& user_uri, const std::string& body) {
  const PresenceDocument document{"vnd-microsoft-roaming-self", std::string(presence::kRoamingContentType),
                                  body};
  for (auto& [id, subscription] : step.state.subscriptions) {
    if (subscription.user_uri != user_uri || subscription.expires <= step.now.monotonic) continue;
    const auto left =
        std::chrono::duration_cast<std::chrono::seconds>(subscription.expires - step.now.monotonic);
    send_notification(step, subscription, document, static_cast<std::uint32_t>(left.count()));
  }
}

}   // namespace parley::server
