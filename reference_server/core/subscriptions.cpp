#include "reference_server/core/subscriptions.h"

#include <algorithm>
#include <array>

#include "protocol/sip/uri.h"
#include "reference_server/core/presence.h"

namespace parley::server {

Subscription* find_subscription(Step& step, SubscriptionId id) {
  const auto found = step.state.subscriptions.find(id);
  return found == step.state.subscriptions.end() ? nullptr : &found->second;
}

Subscription* find_subscription(Step& step, const Request& request) {
  const auto connection = step.state.connections.find(request.link);
  if (connection == step.state.connections.end()) return nullptr;
  for (const SubscriptionId id : connection->second.subscriptions)   // At most a handful.
    if (Subscription* one = find_subscription(step, id); one && one->dialog.matches(request.message))
      return one;
  return nullptr;
}

bool may_subscribe(const Step& step, LinkId link) {
  const auto connection = step.state.connections.find(link);
  return connection != step.state.connections.end() &&
         connection->second.subscriptions.size() < step.state.settings.subscriptions_per_connection_max;
}

void keep_subscription(Step& step, Subscription subscription) {
  const SubscriptionId id = subscription.id;
  step.state.connections.at(subscription.link).subscriptions.insert(id);
  step.state.subscriptions_by_user[subscription.user_uri].insert(id);
  step.state.subscription_ends.emplace(subscription.expires, id);
  step.state.subscriptions.emplace(id, std::move(subscription));
}

void prolong_subscription(Step& step, Subscription& subscription, Duration by) {
  step.state.subscription_ends.erase({subscription.expires, subscription.id});
  subscription.expires = step.now.monotonic + by;
  step.state.subscription_ends.emplace(subscription.expires, subscription.id);
}

void drop_subscription(Step& step, SubscriptionId id) {
  const auto found = step.state.subscriptions.find(id);
  if (found == step.state.subscriptions.end()) return;
  const Subscription& subscription = found->second;
  step.state.subscription_ends.erase({subscription.expires, id});
  const auto of_user = step.state.subscriptions_by_user.find(subscription.user_uri);
  of_user->second.erase(id);
  if (of_user->second.empty()) step.state.subscriptions_by_user.erase(of_user);
  if (const auto connection = step.state.connections.find(subscription.link);
      connection != step.state.connections.end())
    connection->second.subscriptions.erase(id);
  step.state.subscriptions.erase(found);
}

void expire_subscriptions(Step& step) {
  auto& ends = step.state.subscription_ends;
  while (!ends.empty() && ends.begin()->first <= step.now.monotonic) {
    const SubscriptionId id = ends.begin()->second;
    send_last_notification(step, step.state.subscriptions.at(id), "terminated;reason=timeout");
    drop_subscription(step, id);
  }
}

bool ends_subscription(int status) {
  static constexpr std::array kEnding = {404, 405, 408, 410, 416, 480, 481,
                                         482, 483, 484, 485, 489, 501, 604};
  return std::find(kEnding.begin(), kEnding.end(), status) != kEnding.end();
}

}   // namespace parley::server
