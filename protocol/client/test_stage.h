// For tests: a chat client and a fake server in virtual time. Bytes take one millisecond each way.
#pragma once

#include <boost/json.hpp>
#include <deque>
#include <functional>
#include <string>
#include <vector>

#include "protocol/client/chat_client.h"
#include "protocol/client/test_fake_server.h"

namespace parley::client {

class Stage {
 public:
  explicit Stage(ClientConfig config = {}, std::uint64_t seed = 1)
      : client_(std::move(config), Random(seed)) {}

  FakeServer server;
  std::size_t cut = 0;                // Bytes reach the client in pieces of this size; 0: whole.
  bool reachable = true;              // False: a link cannot be opened.
  std::vector<std::string> lines;     // Everything the client told.
  std::string logs;                   // Everything else it said to people.
  std::vector<std::string> targets;   // Of OpenLink.

  void tell(std::string line) { happen(Told{std::move(line)}); }
  // Lets time pass; the client and the server do what they have to do.
  void run(Duration duration) {
    const Instant end = now_ + duration;
    while (next() <= end) step();
    now_ = end;
  }
  // Signs in and forgets what was seen on the way.
  void sign_in() {
    tell("sign-in");
    run(std::chrono::seconds{1});
    server.seen.clear();
    lines.clear();
  }
  void say(const std::string& line) {
    tell(line);
    run(std::chrono::milliseconds{100});
  }
  void cut_link() { cut_link(link_); }
  void cut_link(LinkId link) {
    to_client_.clear();
    happen(LinkDown{link, "connection reset"});
  }
  LinkId link() const { return link_; }   // The one that was opened last.
  // What the server put into `out` on its own.
  void flush() { collect(); }
  void raw_to_client(std::string bytes) { happen(LinkBytes{link_, std::move(bytes)}); }

  Instant now() const { return now_; }
  bool idle() const { return client_.idle(); }
  std::vector<boost::json::object> events(std::string_view name) const {
    std::vector<boost::json::object> found;
    for (const std::string& line : lines) {
      auto object = boost::json::parse(line).as_object();
      if (object.at("event").as_string() == name) found.push_back(std::move(object));
    }
    return found;
  }
  std::size_t count(std::string_view name) const { return events(name).size(); }

 private:
  struct Planned {
    Instant at;
    Event event;
  };

  Instant next() const {
    const Instant delivered = to_client_.empty() ? Instant::never() : to_client_.front().at;
    return std::min(delivered, wake_at_);
  }
  void step() {
    now_ = std::max(now_, next());
    if (to_client_.empty() || to_client_.front().at > now_) return happen(DeadlineReached{});
    const Event event = std::move(to_client_.front().event);
    to_client_.pop_front();
    happen(event);
  }
  void happen(const Event& event) {
    const WallTime wall = WallTime{13'800'000'000'000'000} + Duration{now_.ns};
    Turn turn = client_.on_event({now_, wall}, event);
    wake_at_ = turn.wake_at;
    for (const Effect& effect : turn.effects) carry_out(effect);
  }
  void carry_out(const Effect& effect) {
    server.now = now_;
    if (const auto* open = std::get_if<OpenLink>(&effect)) {
      link_ = open->link;
      targets.push_back(open->target);
      server.link_is_new();
      if (reachable) plan(LinkUp{link_, "server"});
      else plan(LinkDown{link_, "connection refused"});
    }
    if (const auto* bytes = std::get_if<SendBytes>(&effect); bytes && bytes->link == link_) {
      server.receive(bytes->bytes);
      collect();
    }
    if (const auto* tell = std::get_if<Tell>(&effect)) lines.push_back(tell->line);
    if (const auto* log = std::get_if<Log>(&effect)) logs += log->text + "\n";
  }
  void collect() {
    std::string bytes = std::exchange(server.out, {});
    const std::size_t size = cut == 0 ? bytes.size() : cut;
    for (std::size_t at = 0; at < bytes.size(); at += size) plan(LinkBytes{link_, bytes.substr(at, size)});
  }
  void plan(Event event) { to_client_.push_back({now_ + std::chrono::milliseconds{1}, std::move(event)}); }

  ChatClient client_;
  Instant now_;
  Instant wake_at_ = Instant::never();
  LinkId link_ = 0;
  std::deque<Planned> to_client_;
};

}   // namespace parley::client
