// Counts what is open against a maximum. A Slot is one unit, given back when it dies.
#pragma once

#include <cstddef>
#include <optional>
#include <utility>

namespace parley::transport {

class Slot {
 public:
  explicit Slot(std::size_t& taken) : taken_(&taken) { ++*taken_; }
  Slot(Slot&& other) noexcept : taken_(std::exchange(other.taken_, nullptr)) {}
  Slot& operator=(Slot&& other) noexcept {
    std::swap(taken_, other.taken_);
    return *this;
  }
  ~Slot() {
    if (taken_ != nullptr) --*taken_;
  }

 private:
  std::size_t* taken_;
};

// Outlives its slots.
class Slots {
 public:
  explicit Slots(std::size_t most) : most_(most) {}
  bool all_free() const { return taken_ == 0; }
  std::optional<Slot> take() { return taken_ < most_ ? std::optional<Slot>(Slot(taken_)) : std::nullopt; }

 private:
  std::size_t most_;
  std::size_t taken_ = 0;
};

}   // namespace parley::transport
