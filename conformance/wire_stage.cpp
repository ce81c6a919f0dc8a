#include "conformance/wire_stage.h"

namespace parley::conformance {

std::string_view to_string(Mode mode) {
  switch (mode) {
    case Mode::simulated: return "virtual";
    case Mode::tcp: return "tcp";
    case Mode::tls: return "tls";
  }
  return "virtual";
}

Result<WireStage> WireStage::open(Mode mode, transport::DriverConfig config) {
  if (mode != Mode::tls) config.identity = config.client_identity = {}, config.trust = {};
  auto driver = transport::AsioDriver::make(std::move(config));
  if (!driver) return tl::unexpected(driver.error());
  return WireStage(std::move(*driver), mode == Mode::tls ? "tls://127.0.0.1:0" : "tcp://127.0.0.1:0");
}

}   // namespace parley::conformance
