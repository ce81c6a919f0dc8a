// What the server sends in INFO of its own: replies, notices, messages (xccos.md 1.2).
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "protocol/client/parts.h"
#include "protocol/xccos/message.h"

namespace parley::client {

class Inbox {
 public:
  struct Hooks {
    std::function<void(const xccos::ChatMessage&)> on_message;
    std::function<void(const xccos::Reply&)> on_unasked_reply;   // No command of ours waits for it.
  };

  explicit Inbox(Parts& parts) : parts_(parts) {}
  void set_hooks(Hooks hooks) { hooks_ = std::move(hooks); }

  // A whole document, read leniently: what a real server adds is ignored (xccos.md 1.1). One that cannot be
  // read is told as an error.
  void receive(std::string_view document);

 private:
  void take(const xccos::Reply& reply);
  void take(const xccos::Notice& notice);
  void take(const xccos::ChatMessage& message);
  void take(const xccos::UsersEntered& entered);
  void take(const xccos::UsersLeft& left);

  Parts& parts_;
  Hooks hooks_;
};

}   // namespace parley::client
