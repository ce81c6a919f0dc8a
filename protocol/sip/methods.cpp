// The list of methods.
#include "protocol/sip/methods.h"

#include <algorithm>
#include <array>

namespace parley::sip {

bool is_known_method(std::string_view method) {
  // RFC 3261; 2976; 3262; 3265; 3311; 3428; 3515; 3903; the last two are the product's (xccos.md 4.1, 6.4).
  static constexpr std::array<std::string_view, 16> kMethods = {
      "INVITE", "ACK",    "BYE",     "CANCEL", "OPTIONS", "REGISTER", "INFO",     "PRACK",
      "NOTIFY", "UPDATE", "MESSAGE", "REFER",  "PUBLISH", "SERVICE",  "BENOTIFY", "SUBSCRIBE"};
  return std::ranges::find(kMethods, method) != kMethods.end();
}

}   // namespace parley::sip
