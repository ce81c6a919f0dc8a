// A stage on this machine's loopback: real sockets, real time, TLS if asked.
#pragma once

#include <memory>
#include <string>

#include "simulator/play/stage.h"
#include "transport/asio_driver.h"

namespace parley::conformance {

enum class Mode : std::uint8_t { simulated, tcp, tls };   // "virtual", "tcp", "tls" in a record.
std::string_view to_string(Mode mode);

class WireStage {
 public:
  // `config`: what a server and what a client on the stage shows, whom a client believes (all for Mode::tls
  // only), and when its wall clock starts.
  static Result<WireStage> open(Mode mode, transport::DriverConfig config);
  sim::Stage stage() const { return {driver_.get(), nullptr, url_}; }
  // From any thread: whoever waits on the stage is woken, and nothing happens on it any more.
  void stop() { driver_->stop(); }

 private:
  WireStage(std::unique_ptr<transport::AsioDriver> driver, std::string url)
      : driver_(std::move(driver)), url_(std::move(url)) {}

  std::unique_ptr<transport::AsioDriver> driver_;
  std::string url_;
};

}   // namespace parley::conformance
