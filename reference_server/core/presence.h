// How documents reach a subscriber: in the 200, as NOTIFY or as BENOTIFY (real-client.md 3.3), and again
// when they change.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "reference_server/core/step.h"

namespace parley::server {

struct PresenceDocument {
  std::string event;   // "vnd-microsoft-roaming-self"
  std::string content_type;
  std::string body;
};

struct Granted {
  PresenceDocument document;
  std::uint32_t expires = 0;   // Seconds; 0: one document and no more.
};

// The 200 with or without the document, and the notification where it was not in the 200.
void answer_subscription(Step& step, const Request& request, const User& user, const Granted& granted);

std::string roaming_body(std::string_view user_uri,
                         const std::vector<storage::CategoryInstance>& categories);
bool has_subscribers(const Step& step, std::string_view user_uri);
void notify_subscribers(Step& step, const std::string& user_uri, const std::string& body);

}   // namespace parley::server
