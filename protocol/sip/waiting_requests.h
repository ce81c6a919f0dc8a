// Requests of ours that wait for their answer, in the order in which they went out. No INVITE is among them:
// all others wait equally long (RFC 3261, 17.1.2.2), so the oldest gives up first and nothing has to be
// sorted.
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/base/endpoint.h"

namespace parley::sip {

// What makes the branch of a request unique: its number among ours, the rest among everybody's (RFC
// 3261, 8.1.1.7).
struct Branch {
  std::uint64_t number = 0;
  std::array<char, 12> chance{};

  void append_to(std::string& out) const;   // "z9hG4bK" and both.
  std::string to_string() const;
  // The number in a branch that looks like one of ours; whether it is, only to_string() tells.
  static std::optional<std::uint64_t> number_in(std::string_view branch);
};

class WaitingRequests {
 public:
  struct Request {
    Branch branch;
    LinkId link = 0;
    Instant expires;
    std::string method;
    bool is_over = false;
  };

  // Number and expiry are not smaller than those of the requests before.
  void add(Request request);
  // Null when none of this number waits. Valid until the next change.
  const Request* find(std::uint64_t number) const;
  void remove(std::uint64_t number);

  // The first that gives up; null when none waits.
  const Request* first() const { return requests_.empty() ? nullptr : &requests_.front(); }
  // Those of one link, in order. Looks at all that wait: a link is lost seldom, and a request goes out often.
  std::vector<std::uint64_t> of_link(LinkId link) const;
  std::size_t size() const { return requests_.size() - over_; }

 private:
  // Those that are over stay in place until they are the oldest or the most.
  std::deque<Request> requests_;
  std::size_t over_ = 0;
};

}   // namespace parley::sip
