// Two strings that change places, so that bytes handed to the system are never moved.
#include "transport/output_buffer.h"

#include <utility>

#include "protocol/base/assert.h"

namespace parley::transport {
namespace {

// A buffer above this is given back when it is empty; below, keeping it saves an allocation per message.
constexpr std::size_t kKeptBytesMax = 16 * 1024;

void empty_out(std::string& text) {
  text.clear();
  if (text.capacity() > kKeptBytesMax) std::string().swap(text);
}

}   // namespace

void OutputBuffer::append(std::string bytes) {
  if (waiting_.empty() && bytes.size() > kKeptBytesMax) waiting_ = std::move(bytes);
  else waiting_ += bytes;
}

std::string_view OutputBuffer::front() {
  if (gone_ == leaving_.size()) {
    empty_out(leaving_);
    gone_ = 0;
    std::swap(leaving_, waiting_);
  }
  return std::string_view(leaving_).substr(gone_);
}

void OutputBuffer::consumed(std::size_t bytes) {
  PARLEY_ASSERT(bytes <= leaving_.size() - gone_);
  gone_ += bytes;
}

}   // namespace parley::transport
