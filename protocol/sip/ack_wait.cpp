#include "protocol/sip/ack_wait.h"

#include <algorithm>
#include <chrono>

namespace parley::sip {
namespace {

// RFC 3261, 17.1.1.1 and 17.1.2.2.
constexpr Duration kT1 = std::chrono::milliseconds{500};
constexpr Duration kT2 = std::chrono::seconds{4};

}   // namespace

AckWait::AckWait(ServerTransactionId invite, Instant answered)
    : invite_(invite), pause_(kT1), next_(answered + kT1), end_(answered + 64 * kT1) {}

void AckWait::sent_again(Instant now) {
  pause_ = std::min(2 * pause_, kT2);
  next_ = now + pause_;
}

Instant AckWait::due() const { return std::min(next_, end_); }

}   // namespace parley::sip
