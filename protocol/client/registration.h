// REGISTER: made at sign-in, kept alive, taken back at sign-out (RFC 3261, 10; real-client.md 3.2).
#pragma once

#include <functional>
#include <optional>

#include "protocol/client/requests.h"

namespace parley::client {

class Registration {
 public:
  using Done = std::function<void(const Outcome&)>;

  Registration(Ground& ground, Connection& connection, Requests& requests, Identity& identity)
      : ground_(ground), connection_(connection), requests_(requests), identity_(identity) {}

  void make(Done done);     // And refreshed 30 s before its end or at half time, until forget().
  void remove(Done done);   // By Expires 0.
  void forget();            // The link is gone, and with it what is planned here.

 private:
  void send(std::optional<std::string> expires, Done done);
  void plan_refresh(const sip::Message& response);
  void learn_keep_alive(const sip::Message& response);

  Ground& ground_;
  Connection& connection_;
  Requests& requests_;
  Identity& identity_;
  std::optional<RequestSeries> series_;   // One Call-ID for the life of a link.
  AlarmId alarm_ = 0;
};

}   // namespace parley::client
