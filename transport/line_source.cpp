// See line_source.h.
#include "transport/line_source.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <boost/asio/buffer.hpp>
#include <cerrno>
#include <cstring>
#include <utility>

#include "transport/socket_text.h"

namespace parley::transport {
namespace {

// Asio makes a descriptor non-blocking, and that holds for everybody who shares the open file: with a
// terminal also for our own output and for the shell. So it gets an open file of its own where the system
// can make one. A file keeps the shared one, because that knows how far it was read; it never blocks.
int open_for_us(int descriptor) {
  struct stat about{};
  if (::fstat(descriptor, &about) == 0 && !S_ISREG(about.st_mode)) {
    const int own = ::open(fmt::format("/proc/self/fd/{}", descriptor).c_str(),
                           O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
    if (own >= 0) return own;
  }
  return ::fcntl(descriptor, F_DUPFD_CLOEXEC, 0);
}

}   // namespace

LineSource::LineSource(LoopContext& context, NodeId node, OnEnd on_end)
    : context_(context), node_(node), on_end_(std::move(on_end)), input_(context.io) {}

Result<void> LineSource::start(int descriptor) {
  const int own = open_for_us(descriptor);
  if (own < 0)
    return fail(Errc::unavailable,
                fmt::format("cannot read from descriptor {}: {}", descriptor, std::strerror(errno)));
  boost::system::error_code error;
  input_.assign(own, error);
  if (error) {
    ::close(own);
    return fail(Errc::unavailable,
                fmt::format("cannot wait for descriptor {}: {}", descriptor, describe(error)));
  }
  read();
  return {};
}

void LineSource::read() {
  input_.async_read_some(boost::asio::buffer(chunk_),
                         [self = shared_from_this()](const boost::system::error_code& error,
                                                     std::size_t size) { self->on_read(error, size); });
}

void LineSource::on_read(const boost::system::error_code& error, std::size_t size) {
  if (error && error != boost::asio::error::eof)
    return end(fmt::format("the input cannot be read: {}", describe(error)));
  at_end_ = error == boost::asio::error::eof;
  unfinished_.append(chunk_.data(), size);
  if (at_end_ && !unfinished_.empty()) unfinished_ += '\n';
  if (tell_lines()) return;   // on_delivered() goes on.
  if (at_end_) return end("");
  if (unfinished_.size() > kLineBytesMax)
    return end(fmt::format("a line of the input is longer than {} bytes", kLineBytesMax));
  read();
}

bool LineSource::tell_lines() {
  std::size_t begin = 0;
  for (std::size_t at = 0; (at = unfinished_.find('\n', begin)) != std::string::npos; begin = at + 1) {
    std::string line = unfinished_.substr(begin, at - begin);
    if (line.ends_with('\r')) line.pop_back();
    const bool last = unfinished_.find('\n', at + 1) == std::string::npos;
    context_.inbox.push({node_, kAnyLife}, Told{std::move(line)}, last ? shared_from_this() : nullptr);
  }
  unfinished_.erase(0, begin);
  return begin > 0;
}

void LineSource::on_delivered() {
  if (at_end_) end("");
  else read();
}

void LineSource::end(std::string sentence) {
  if (const auto on_end = std::exchange(on_end_, nullptr)) on_end(sentence);
}

}   // namespace parley::transport
