// The public face of Loop: Asio stays behind it.
#include "transport/asio_driver.h"

#include <fmt/format.h>

#include <exception>
#include <utility>

#include "transport/line_source.h"
#include "transport/loop.h"

namespace parley::transport {

Result<std::unique_ptr<AsioDriver>> AsioDriver::make(Config config) {
  auto tls = make_tls_contexts(config);
  if (!tls) return tl::unexpected(tls.error());
  try {
    auto loop = std::make_unique<Loop>(std::move(config), std::move(*tls));
    return std::unique_ptr<AsioDriver>(new AsioDriver(std::move(loop)));
  } catch (const std::exception& error) {   // An io_context that gets no descriptor can only throw.
    return fail(Errc::unavailable, fmt::format("cannot make an event loop: {}", error.what()));
  }
}

AsioDriver::AsioDriver(std::unique_ptr<Loop> loop) : loop_(std::move(loop)) {}
AsioDriver::~AsioDriver() = default;

NodeId AsioDriver::add(NodeSpec spec) { return loop_->add(std::move(spec)); }

Result<std::string> AsioDriver::listen(NodeId node, std::string_view url) {
  const auto parsed = parse_url(url);
  if (!parsed) return tl::unexpected(parsed.error());
  return loop_->node(node).listen(*parsed, false);
}

Result<std::string> AsioDriver::listen_for_certificates(NodeId node, std::string_view url) {
  const auto parsed = parse_url(url);
  if (!parsed) return tl::unexpected(parsed.error());
  return loop_->node(node).listen(*parsed, true);
}

void AsioDriver::tell(NodeId node, std::string line) { loop_->tell(node, std::move(line)); }
void AsioDriver::crash(NodeId node) { loop_->node(node).crash(now()); }
void AsioDriver::restart(NodeId node) { loop_->node(node).restart(now()); }
void AsioDriver::cut_links(NodeId node) { loop_->node(node).cut_links(); }
void AsioDriver::watch(HostWatcher* watcher) { loop_->context().watcher_or_null = watcher; }
Now AsioDriver::now() const { return loop_->context().now(); }

bool AsioDriver::run_until(Instant deadline, const std::function<bool()>& done) {
  return loop_->run_until(deadline, done);
}

void AsioDriver::stop() { loop_->stop(); }

Result<void> AsioDriver::stop_on_signals(std::initializer_list<int> signals, std::function<void()> at_first) {
  return loop_->stop_on_signals(signals, std::move(at_first));
}
bool AsioDriver::close_all(Instant deadline) { return loop_->close_all(deadline); }

Result<void> AsioDriver::read_lines_from(int descriptor, NodeId node,
                                         std::function<void(std::string_view)> on_end) {
  return std::make_shared<LineSource>(loop_->context(), node, std::move(on_end))->start(descriptor);
}

}   // namespace parley::transport
