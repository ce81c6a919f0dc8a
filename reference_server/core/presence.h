// How documents reach a subscriber: in the 200, as NOTIFY or as BENOTIFY (real-client.md 3.3), and again
// when they change.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "reference_server/core/step.h"

namespace parley::server {

inline constexpr std::string_view kProvisioning = "vnd-microsoft-provisioning-v2";
inline constexpr std::string_view kRoamingSelf = "vnd-microsoft-roaming-self";

struct PresenceDocument {
  std::string event;   // kRoamingSelf
  std::string content_type;
  std::string body;
};

struct Granted {
  PresenceDocument document;
  std::uint32_t expires = 0;   // Seconds; 0: one document and no more.
};

// The 200 with or without the document, and the notification where it was not in the 200. The first is for a
// SUBSCRIBE that makes a dialog, the second for one inside it.
void open_subscription(Step& step, const Request& request, const User& user, Granted granted);
void refresh_subscription(Step& step, const Request& request, Subscription& subscription,
                          const Granted& granted);
// The 200 to a SUBSCRIBE that ends its subscription, and the last notification (RFC 6665, 4.2.1.2).
void close_subscription(Step& step, const Request& request, Subscription& subscription);
// Without a document: it says only that there will be no more, and why.
void send_last_notification(Step& step, Subscription& subscription, std::string_view state);

// All categories of a user. One that cannot be read is left out, and the log says so.
std::string roaming_body(Step& step, std::string_view user_uri,
                         const std::vector<storage::CategoryInstance>& categories);
bool has_subscribers(const Step& step, std::string_view user_uri);
// To everybody who is subscribed to this user's presence document.
void notify_subscribers(Step& step, const std::string& user_uri, const std::string& body);

}   // namespace parley::server
