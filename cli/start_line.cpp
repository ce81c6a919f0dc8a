#include "cli/start_line.h"

#include <fmt/format.h>

namespace parley::cli {

std::string start_line(const sip::Message& message) {
  if (message.is_request()) return fmt::format("{} {} SIP/2.0", message.method, message.request_uri);
  return fmt::format("SIP/2.0 {} {}", message.status, message.reason);
}

}   // namespace parley::cli
