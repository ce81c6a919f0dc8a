#include "reference_server/core/presence.h"

#include <fmt/format.h>

#include <algorithm>

#include "protocol/presence/categories.h"
#include "protocol/sip/uri.h"
#include "reference_server/core/subscriptions.h"

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

// Where the notifier of this server is reached (RFC 3261, 8.1.1.8).
std::string contact(const Step& step) { return fmt::format("<sip:{}>", step.state.directory.domain); }

// `document`: null when there is nothing to show any more.
void send_notification(Step& step, Subscription& subscription, std::string_view state,
                       const PresenceDocument* document) {
  sip::Message notify = subscription.dialog.make_request(subscription.benotify ? "BENOTIFY" : "NOTIFY");
  // A NOTIFY refreshes the target, as the Contact of the 200 has said it (RFC 3261, 12.2.1.1). Nothing asks
  // for one in a BENOTIFY.
  if (!subscription.benotify) notify.headers.add("Contact", contact(step));
  notify.headers.add("Event", subscription.event);
  notify.headers.add("subscription-state", state);
  if (document) add_document(notify, *document);
  if (subscription.benotify) step.send_benotify(subscription.link, std::move(notify));
  else step.send_in_dialog(subscription.link, subscription.id, std::move(notify));
}

sip::Message accepted(const Step& step, const Request& request, std::string_view event,
                      std::uint32_t expires) {
  sip::Message response = sip::make_response(request.message, 200);
  response.headers.add("Contact", contact(step));
  response.headers.add("Event", event);
  response.headers.add("Expires", std::to_string(expires));
  response.headers.add("subscription-state", state_value(expires));
  response.headers.add("Supported", "ms-benotify, ms-piggyback-first-notify");
  return response;
}

// The 200 and what it was asked for.
struct Answer {
  sip::Message response;
  const Granted& granted;
};

void send_answer(Step& step, const Request& request, Subscription& subscription, Answer answer) {
  const Granted& granted = answer.granted;
  sip::Message& response = answer.response;
  if (subscription.first != Notification::piggyback) {
    step.respond(request, std::move(response));
    return send_notification(step, subscription, state_value(granted.expires), &granted.document);
  }
  // The number that the notification would have had, so that the next one counts on. Without the header a
  // real client ignores the body.
  (void)subscription.dialog.make_request("BENOTIFY");
  response.headers.add("ms-piggyback-cseq", std::to_string(subscription.dialog.local_cseq()));
  add_document(response, granted.document);
  step.respond(request, std::move(response));
}

}   // namespace

void open_subscription(Step& step, const Request& request, const User& user, Granted granted) {
  // One too many is answered like one that asks for the document once (RFC 6665, 4.2.1.1: a notifier may
  // shorten what was asked for).
  if (!may_subscribe(step, request.link)) granted.expires = 0;
  sip::Message response = accepted(step, request, granted.document.event, granted.expires);
  response.headers.set("To", fmt::format("{};tag={}", response.headers.get("To"), step.state.random.hex(10)));
  auto dialog = sip::Dialog::answered(request.message, response);
  if (!dialog) return step.respond_no_dialog(request, dialog.error());

  Subscription subscription;
  subscription.id = step.new_id();
  subscription.link = request.link;
  subscription.dialog = std::move(*dialog);
  subscription.user_uri = user.uri;
  subscription.event = granted.document.event;
  subscription.first = way_for(step, request.message);
  subscription.benotify = subscription.first == Notification::benotify ||
                          (subscription.first == Notification::piggyback &&
                           request.message.headers.lists("Supported", "ms-benotify"));
  subscription.expires = step.now.monotonic + std::chrono::seconds{granted.expires};
  send_answer(step, request, subscription, {std::move(response), granted});
  if (granted.expires > 0 && step.state.connections.contains(request.link))
    keep_subscription(step, std::move(subscription));
}

void refresh_subscription(Step& step, const Request& request, Subscription& subscription,
                          const Granted& granted) {
  prolong_subscription(step, subscription, std::chrono::seconds{granted.expires});
  sip::Message response = accepted(step, request, subscription.event, granted.expires);
  send_answer(step, request, subscription, {std::move(response), granted});
}

void close_subscription(Step& step, const Request& request, Subscription& subscription) {
  step.respond(request, accepted(step, request, subscription.event, 0));
  // Who takes the first document in the 200 takes the last word there, too.
  if (subscription.first != Notification::piggyback)
    send_last_notification(step, subscription, "terminated;reason=timeout");
  drop_subscription(step, subscription.id);
}

void send_last_notification(Step& step, Subscription& subscription, std::string_view state) {
  send_notification(step, subscription, state, nullptr);
}

std::string roaming_body(Step& step, std::string_view user_uri,
                         const std::vector<storage::CategoryInstance>& categories) {
  presence::RoamingData data{std::string(user_uri), {}};
  for (const storage::CategoryInstance& one : categories) {
    auto kept = presence::decode_publish(one.body);
    if (!kept || kept->publications.empty()) {   // Written by another version; not ours to show.
      step.log(LogLevel::warning, "",
               fmt::format("{}: the stored category {} {} cannot be read and is not shown: {}", user_uri,
                           one.category, one.instance, kept ? "it is empty" : kept.error().detail));
      continue;
    }
    presence::Publication publication = std::move(kept->publications.front());
    publication.version = static_cast<std::uint32_t>(one.version);
    data.categories.push_back({std::move(publication), to_iso8601(one.published)});
  }
  return presence::encode_roaming_data(data);
}

bool has_subscribers(const Step& step, std::string_view user_uri) {
  const auto found = step.state.subscriptions_by_user.find(user_uri);
  if (found == step.state.subscriptions_by_user.end()) return false;
  return std::any_of(found->second.begin(), found->second.end(), [&](SubscriptionId id) {
    return step.state.subscriptions.at(id).event == kRoamingSelf;
  });
}

void notify_subscribers(Step& step, const std::string& user_uri, const std::string& body) {
  const auto found = step.state.subscriptions_by_user.find(user_uri);
  if (found == step.state.subscriptions_by_user.end()) return;
  const PresenceDocument document{std::string(kRoamingSelf), std::string(presence::kRoamingContentType),
                                  body};
  for (const SubscriptionId id : found->second) {
    Subscription& subscription = step.state.subscriptions.at(id);
    if (subscription.event != kRoamingSelf || subscription.expires <= step.now.monotonic) continue;
    const auto left = std::chrono::ceil<std::chrono::seconds>(subscription.expires - step.now.monotonic);
    send_notification(step, subscription, state_value(static_cast<std::uint32_t>(left.count())), &document);
  }
}

}   // namespace parley::server
