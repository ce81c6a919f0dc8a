// One event package of the user's own address, fetched or followed: SUBSCRIBE, and the document that comes
// piggy-backed in the 200, by NOTIFY or by BENOTIFY (xccos.md 4.1; real-client.md 3.3).
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "protocol/base/result.h"
#include "protocol/client/requests.h"

namespace parley::client {

struct EventPackage {
  std::string event, content_type, body;
  bool once = false;   // Expires: 0; the document is fetched, not followed.
};

class Subscription {
 public:
  using Done = std::function<void(Result<std::string>)>;   // The document, or why there is none.

  Subscription(Ground& ground, Requests& requests, const Identity& identity, EventPackage package)
      : ground_(ground), requests_(requests), identity_(identity), package_(std::move(package)) {}
  // What comes after the first document.
  void on_change(std::function<void(std::string document)> hook) { on_change_ = std::move(hook); }

  void start(Done done);
  bool active() const { return active_; }   // The server keeps it; it is to be ended.
  void end(std::function<void()> done);
  void forget();
  // Whether a notification with this Event header is one of ours; it may come before the 200.
  bool knows(std::string_view event) const;
  // False when it is not.
  bool take(const sip::Message& notification);

 private:
  sip::Message make(bool ending);
  void on_answered(const Outcome& outcome);
  void deliver(const std::string& document);
  void conclude(Result<std::string> result);
  void plan_renewal(const sip::Message& response);
  void renew();

  Ground& ground_;
  Requests& requests_;
  const Identity& identity_;
  EventPackage package_;
  std::function<void(std::string)> on_change_;
  std::optional<RequestSeries> series_;
  Done waiting_;
  AlarmId timeout_ = 0;
  AlarmId renewal_ = 0;
  bool active_ = false;
};

// In-band provisioning: whether the user may chat, and where (FLOW-SIGNIN-1).
EventPackage provisioning_package();
// The user's own categories, among them the followed rooms (FLOW-SIGNIN-5a).
EventPackage roaming_self_package();

}   // namespace parley::client
