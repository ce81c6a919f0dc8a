// The life of subscriptions (RFC 6665): kept, refreshed, and ended by their subscriber, by time, by the loss
// of their connection, or by an answer that says that nobody waits for notifications any more.
#pragma once

#include <string_view>

#include "reference_server/core/step.h"

namespace parley::server {

Subscription* find_subscription(Step& step, SubscriptionId id);
// The one that a SUBSCRIBE with a To tag belongs to. As with sessions, only on the connection that made it.
Subscription* find_subscription(Step& step, const Request& request);

// Whether this connection may have one more.
bool may_subscribe(const Step& step, LinkId link);
// `subscription.expires` says how long.
void keep_subscription(Step& step, Subscription subscription);
void prolong_subscription(Step& step, Subscription& subscription, Duration by);
void drop_subscription(Step& step, SubscriptionId id);
// Deadlines that have come: each subscriber is told (RFC 6665, 4.2.2).
void expire_subscriptions(Step& step);

// Whether an answer to NOTIFY ends the subscription (RFC 6665, 4.2.2; the statuses are those of RFC 5057,
// 5.1 that end a dialog or its use).
bool ends_subscription(int status);

}   // namespace parley::server
