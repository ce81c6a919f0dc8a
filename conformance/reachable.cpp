#include "conformance/reachable.h"

#include <fmt/format.h>

#include <functional>
#include <optional>
#include <string_view>
#include <utility>

#include "transport/asio_driver.h"

namespace parley::conformance {
namespace {

constexpr Duration kPatience = std::chrono::seconds{15};   // Longer than the driver's own connect time-out.
// Who does not take what was said for SIP closes at once; a server of SIP says nothing, and is not waited
// for.
constexpr Duration kClosesWithin = std::chrono::milliseconds{300};
// Empty lines between messages are ignored (RFC 3261, 7.5), and are more than a TLS record needs to be wrong.
constexpr std::string_view kEmptyLines = "\r\n\r\n\r\n\r\n\r\n\r\n";

struct Outcome {
  bool came_up = false;
  std::optional<std::string> lost;   // Why.
};

class Probe final : public Endpoint {
 public:
  Probe(std::string url, Outcome& outcome) : url_(std::move(url)), outcome_(outcome) {}

  Turn on_event(const Now&, const Event& event) override {
    Turn turn;
    if (!std::exchange(asked_, true)) turn.effects.push_back(OpenLink{kLink, url_});
    if (std::holds_alternative<LinkUp>(event)) {
      outcome_.came_up = true;
      turn.effects.push_back(SendBytes{kLink, std::string(kEmptyLines)});
    }
    if (const auto* down = std::get_if<LinkDown>(&event)) outcome_.lost = down->reason;
    return turn;
  }

 private:
  static constexpr LinkId kLink = kOpenedLink | 1;

  std::string url_;
  Outcome& outcome_;
  bool asked_ = false;
};

Result<Outcome> probe(const std::string& url, const ClientTls& tls) {
  transport::DriverConfig config;
  config.trust = tls.trust;
  config.client_identity = tls.shown;
  auto driver = transport::AsioDriver::make(std::move(config));
  if (!driver) return tl::unexpected(driver.error());
  Outcome outcome;
  const auto run_for = [&](Duration time, const std::function<bool()>& done) {
    (*driver)->run_until((*driver)->now().monotonic + time, done);
  };
  (*driver)->add({"probe", [&](const Now&) { return std::make_unique<Probe>(url, outcome); }, {}});
  run_for(kPatience, [&] { return outcome.came_up || outcome.lost; });
  if (outcome.came_up && !outcome.lost) run_for(kClosesWithin, [&] { return outcome.lost.has_value(); });
  return outcome;
}

// The same port by the other scheme: "tls://..." of "tcp://...".
std::string other_scheme(const std::string& url) {
  return (url.starts_with("tls://") ? "tcp" : "tls") + url.substr(3);
}

bool speaks_tls(const std::string& tcp_url) {
  ClientTls anybody;
  anybody.trust.verify = transport::TlsVerify::never;
  const auto outcome = probe(other_scheme(tcp_url), anybody);
  return outcome && outcome->came_up;
}

// It is no question of trust when the peer did not even understand the handshake.
bool failed_to_shake_hands(const std::string& reason) {
  return reason.find("TLS handshake") != std::string::npos;
}

// What a server says that does not take our certificate, or misses one; then the connection is up already
// (RFC 8446, 4.4.2.4).
bool is_alert(const std::string& reason) { return reason.find("alert") != std::string::npos; }

}   // namespace

Result<void> check_reachable(const std::string& url, const ClientTls& tls) {
  const auto outcome = probe(url, tls);
  if (!outcome) return tl::unexpected(outcome.error());
  const bool is_tls = url.starts_with("tls://");
  if (outcome->came_up && outcome->lost && !is_tls && speaks_tls(url))
    return fail(Errc::unavailable,
                fmt::format("{} speaks TLS; the target is probably {}", url, other_scheme(url)));
  if (outcome->came_up && outcome->lost && is_tls && is_alert(*outcome->lost))
    return fail(Errc::unavailable, fmt::format("{} does not let us in: {}", url, *outcome->lost));
  if (outcome->came_up) return {};
  const std::string reason = outcome->lost.value_or(fmt::format("no answer from {}", url));
  if (!is_tls || !failed_to_shake_hands(reason)) return fail(Errc::unavailable, reason);
  return fail(Errc::unavailable, fmt::format("{}; does the port speak TLS? If not, the target is {}", reason,
                                             other_scheme(url)));
}

}   // namespace parley::conformance
