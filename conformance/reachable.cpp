#include "conformance/reachable.h"

#include <optional>

#include "transport/asio_driver.h"

namespace parley::conformance {
namespace {

constexpr Duration kPatience = std::chrono::seconds{15};   // Longer than the driver's own connect time-out.

class Probe final : public Endpoint {
 public:
  Probe(std::string url, std::optional<std::string>& outcome) : url_(std::move(url)), outcome_(outcome) {}

  Turn on_event(const Now&, const Event& event) override {
    Turn turn;
    if (!std::exchange(asked_, true)) turn.effects.push_back(OpenLink{kOpenedLink | 1, url_});
    if (std::holds_alternative<LinkUp>(event)) outcome_ = "";
    if (const auto* down = std::get_if<LinkDown>(&event)) outcome_ = down->reason;
    return turn;
  }

 private:
  std::string url_;
  std::optional<std::string>& outcome_;
  bool asked_ = false;
};

}   // namespace

Result<void> check_reachable(const std::string& url, const transport::TlsTrust& trust) {
  transport::DriverConfig config;
  config.trust = trust;
  auto driver = transport::AsioDriver::make(std::move(config));
  if (!driver) return tl::unexpected(driver.error());
  std::optional<std::string> outcome;
  (*driver)->add({"probe", [&](const Now&) { return std::make_unique<Probe>(url, outcome); }, {}});
  (*driver)->run_until((*driver)->now().monotonic + kPatience, [&] { return outcome.has_value(); });
  if (!outcome) return fail(Errc::unavailable, "no answer");
  if (!outcome->empty()) return fail(Errc::unavailable, *outcome);
  return {};
}

}   // namespace parley::conformance
