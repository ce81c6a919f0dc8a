// Bytes that wait for a peer to read them. Sends of one loop turn gather here and leave in one write:
// on loopback 16 messages in one write cost what one costs.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace parley::transport {

class OutputBuffer {
 public:
  void append(std::string bytes);
  // What to write next: stays valid and unchanged until consumed() has covered all of it.
  std::string_view front();
  void consumed(std::size_t bytes);
  std::size_t size() const { return leaving_.size() - gone_ + waiting_.size(); }
  bool empty() const { return size() == 0; }

 private:
  std::string waiting_;   // Grows while the other one leaves.
  std::string leaving_;
  std::size_t gone_ = 0;   // Bytes of leaving_ that the system has taken.
};

}   // namespace parley::transport
