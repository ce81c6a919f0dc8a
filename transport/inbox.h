// What has happened and no endpoint has been told yet, in the order in which it happened.
//
// It stays short without a limit of its own: whoever brings bytes or lines brings the next ones only
// after on_delivered(), and everything else happens once per link, deadline or request.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <utility>

#include "protocol/base/endpoint.h"
#include "protocol/base/host.h"

namespace parley::transport {

// A node is dead after a crash and lives again after a restart. What was meant for an earlier life is
// never delivered to a later one.
using Life = std::uint64_t;
inline constexpr Life kAnyLife = 0;

struct Address {
  NodeId node = 0;
  Life life = kAnyLife;
};

// Who brings something may wait until it has been dealt with, which is how a fast peer is slowed down.
class Source {
 public:
  virtual ~Source() = default;
  virtual void on_delivered() = 0;
};

struct Happening {
  Address to;
  Event event;
  std::shared_ptr<Source> source;   // Null for what has none. Of a link's events: the connection.
};

class Inbox {
 public:
  void push(Address to, Event event, std::shared_ptr<Source> source = nullptr) {
    waiting_.push_back({to, std::move(event), std::move(source)});
  }
  Happening pop() {
    Happening first = std::move(waiting_.front());
    waiting_.pop_front();
    return first;
  }
  std::size_t size() const { return waiting_.size(); }
  bool empty() const { return waiting_.empty(); }
  void clear() { waiting_.clear(); }

 private:
  std::deque<Happening> waiting_;
};

}   // namespace parley::transport
