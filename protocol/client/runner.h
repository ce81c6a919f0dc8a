// The instructions of the user, carried out one after the other. Each ends with an event or an error; what
// needs a session waits until sign-in has ended, and what lost its session is repeated once on the new one:
// but for a post that may have arrived, and for `send`, of whose document nobody knows what it does twice.
// Posts therefore leave in the order in which they were told, whatever is refused or lost on the way.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "protocol/client/instruction.h"
#include "protocol/client/lifecycle.h"
#include "protocol/client/parts.h"
#include "protocol/client/room_actions.h"
#include "protocol/xccos/message.h"

namespace parley::client {

class Runner {
 public:
  // Far more than a scenario tells ahead; a load generator that reaches it sends faster than the server
  // takes.
  static constexpr std::size_t kQueueMax = 10'000;
  // Messages kept for `wait`; older ones are forgotten.
  static constexpr std::size_t kHeardMax = 1'000;
  // Posts whose refusal by a late reply can still be told.
  static constexpr std::size_t kPostsMax = 256;

  Runner(Parts& parts, Lifecycle& lifecycle) : parts_(parts), lifecycle_(lifecycle) {}

  void told(std::string_view line);
  bool idle() const { return !busy_ && queue_.empty(); }
  void on_settled();   // The lifecycle left signing_in.
  void on_message(const xccos::ChatMessage& message);
  void on_unasked_reply(const xccos::Reply& reply);

 private:
  struct Post {
    std::string uri, text;
    bool refused = false;
  };

  void pump();   // Starts what can be started.
  void run();    // The current instruction, from its beginning.
  void interrupt();
  void leave();   // After an interruption, as soon as nothing is under way.
  void finish();
  void fail(const std::string& reason);
  void add_place(JsonObject& object, std::size_t line) const;
  void tell_error(std::size_t line, std::string_view doing, std::string_view reason);
  void tell_undone(const Instruction& instruction);
  void repeat(const std::string& reason);
  ActionDone ends();   // What a failure means for an instruction.
  void with_room(std::function<void(const std::string& uri)> then);

  void sign_in();
  void enter(const std::string& uri);
  void follow(const std::string& uri);
  void unfollow(const std::string& uri);
  void post(const std::string& uri);
  bool says_that_the_dialog_is_gone(const Outcome& outcome) const;
  void on_posted(std::uint64_t envid, const Outcome& outcome);
  std::string make_post(std::uint64_t envid, const std::string& uri);
  void wait();
  void send();
  void update();
  void stop_waiting();
  bool hear();   // Whether the awaited text was heard; then tells it.

  Parts& parts_;
  Lifecycle& lifecycle_;
  std::size_t lines_told_ = 0;
  std::deque<Instruction> queue_;
  Instruction current_;
  bool busy_ = false;
  bool repeated_ = false;
  bool again_ = false;   // Run the current one again once signed in.
  bool waiting_ = false;
  bool interrupted_ = false;
  AlarmId wait_alarm_ = 0;
  std::deque<std::string> heard_;         // Texts since the last wait.
  std::map<std::uint64_t, Post> posts_;   // By envid.
};

}   // namespace parley::client
