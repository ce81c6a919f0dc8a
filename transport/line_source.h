// Reads a descriptor line by line for one node: a terminal, a pipe, a socket or a file.
//
// Promises: every line becomes one Told, without its line end (LF or CR LF), in order, the next chunk read
// only after the last one's lines were told; a last line needs no line end; then on_end once. The
// descriptor itself is neither closed nor changed.
#pragma once

#include <array>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "protocol/base/result.h"
#include "transport/inbox.h"
#include "transport/loop_context.h"

namespace parley::transport {

// A line is one command of a script; the largest carry a whole message, and those stay below 64 kB.
inline constexpr std::size_t kLineBytesMax = std::size_t{1} << 20;

class LineSource final : public Source, public std::enable_shared_from_this<LineSource> {
 public:
  // The sentence says why the lines end early; it is empty at the end of the input.
  using OnEnd = std::function<void(std::string_view sentence)>;

  LineSource(LoopContext& context, NodeId node, OnEnd on_end);
  Result<void> start(int descriptor);
  void on_delivered() override;

 private:
  void read();
  void on_read(const boost::system::error_code& error, std::size_t size);
  // Tells every whole line; the rest stays in unfinished_. False when there was none.
  bool tell_lines();
  void end(std::string sentence);

  LoopContext& context_;
  const NodeId node_;
  OnEnd on_end_;
  boost::asio::posix::stream_descriptor input_;
  std::array<char, std::size_t{16} * 1024> chunk_;
  std::string unfinished_;   // The beginning of a line.
  bool at_end_ = false;
};

}   // namespace parley::transport
