#include "protocol/client/registration.h"

#include <algorithm>
#include <chrono>

#include "protocol/base/text.h"

namespace parley::client {

void Registration::send(std::optional<std::string> expires, Done done) {
  if (!series_) series_.emplace(identity_, ground_.random);
  const auto make = [this, expires = std::move(expires)] {
    sip::Message request = series_->make("REGISTER", "sip:" + ground_.config.domain, identity_.uri());
    auto& headers = request.headers;
    headers.add("Contact", identity_.register_contact());
    headers.add("Supported", "gruu-10, adhoclist, msrtc-event-categories, com.microsoft.msrtc.presence");
    headers.add("Event", "registration");
    headers.add("Allow-Events", "presence");
    headers.add("ms-keep-alive", "UAC;hop-hop=yes");
    if (expires) headers.add("Expires", *expires);
    return request;
  };
  requests_.send({"REGISTER", make, std::move(done), {}});
}

void Registration::make(Done done) {
  send({}, [this, done = std::move(done)](const Outcome& outcome) {
    if (outcome.accepted()) {
      identity_.learn_gruu(outcome.response);
      plan_refresh(outcome.response);
      learn_keep_alive(outcome.response);
    }
    done(outcome);
  });
}

void Registration::plan_refresh(const sip::Message& response) {
  ground_.alarms.cancel(alarm_);   // Made again on the same link, as after a sign-in that was interrupted.
  const auto seconds = identity_.seconds_bound(response);
  if (!seconds || *seconds == 0) return;
  // 30 s before the end, as the real client does (real-client.md 6), but never in the first half.
  const Duration whole = std::chrono::seconds{*seconds};
  const Duration delay = std::max<Duration>(whole / 2, whole - std::chrono::seconds{30});
  alarm_ = ground_.after(delay, [this] {
    make([this](const Outcome& outcome) {
      if (!outcome.accepted() && !outcome.session_gone())
        ground_.tell_error("refresh the registration", outcome.reason());
    });
  });
}

// "...;timeout=N", in seconds (real-client.md 3.2).
void Registration::learn_keep_alive(const sip::Message& response) {
  const auto said = sip::parse_value_with_parameters(response.headers.get("ms-keep-alive"));
  const auto seconds = parse_uint32(said.parameters.get("timeout"));
  if (seconds && *seconds > 0) connection_.keep_alive_every(std::chrono::seconds{*seconds});
}

void Registration::remove(Done done) {
  ground_.alarms.cancel(alarm_);
  send("0", std::move(done));
}

void Registration::forget() {
  ground_.alarms.cancel(alarm_);
  alarm_ = 0;
  series_.reset();
}

}   // namespace parley::client
