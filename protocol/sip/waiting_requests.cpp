// A queue that is searched by halves, for numbers only grow.
#include "protocol/sip/waiting_requests.h"

#include <algorithm>
#include <charconv>

#include "protocol/base/assert.h"

namespace parley::sip {
namespace {

constexpr std::string_view kMagic = "z9hG4bK";   // RFC 3261, 8.1.1.7.

auto position_of(auto& requests, std::uint64_t number) {
  const auto found = std::partition_point(requests.begin(), requests.end(),
                                          [number](const auto& one) { return one.branch.number < number; });
  const bool waits = found != requests.end() && found->branch.number == number && !found->is_over;
  return waits ? found : requests.end();
}

}   // namespace

void Branch::append_to(std::string& out) const {
  char digits[16];
  const auto [end, error] = std::to_chars(digits, digits + sizeof digits, number, 16);
  PARLEY_ASSERT(error == std::errc{});
  out.append(kMagic).append(chance.data(), chance.size()).append(1, '.').append(digits, end);
}

std::string Branch::to_string() const {
  std::string text;
  append_to(text);
  return text;
}

std::optional<std::uint64_t> Branch::number_in(std::string_view branch) {
  constexpr std::size_t kInFront = kMagic.size() + std::tuple_size_v<decltype(Branch::chance)> + 1;
  if (branch.size() <= kInFront) return std::nullopt;
  std::uint64_t number = 0;
  const char* const end = branch.data() + branch.size();
  const auto read = std::from_chars(branch.data() + kInFront, end, number, 16);
  return read.ec == std::errc{} && read.ptr == end ? std::optional(number) : std::nullopt;
}

void WaitingRequests::add(Request request) {
  PARLEY_ASSERT(requests_.empty() || requests_.back().branch.number < request.branch.number);
  PARLEY_ASSERT(requests_.empty() || requests_.back().expires <= request.expires);
  requests_.push_back(std::move(request));
}

const WaitingRequests::Request* WaitingRequests::find(std::uint64_t number) const {
  const auto found = position_of(requests_, number);
  return found == requests_.end() ? nullptr : &*found;
}

void WaitingRequests::remove(std::uint64_t number) {
  const auto found = position_of(requests_, number);
  PARLEY_ASSERT(found != requests_.end());
  found->is_over = true;
  ++over_;
  while (!requests_.empty() && requests_.front().is_over) {
    requests_.pop_front();
    --over_;
  }
  if (over_ <= requests_.size() / 2) return;
  std::erase_if(requests_, [](const Request& one) { return one.is_over; });
  over_ = 0;
}

std::vector<std::uint64_t> WaitingRequests::of_link(LinkId link) const {
  std::vector<std::uint64_t> numbers;
  for (const Request& one : requests_)
    if (one.link == link && !one.is_over) numbers.push_back(one.branch.number);
  return numbers;
}

}   // namespace parley::sip
