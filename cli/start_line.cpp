#include "cli/start_line.h"

#include <fmt/format.h>

#include "protocol/sip/secrets.h"

namespace parley::cli {

std::string start_line(const sip::Message& message) {
  if (message.is_request())
    return fmt::format("{} {} SIP/2.0", message.method, sip::shown_uri(message.request_uri));
  return fmt::format("SIP/2.0 {} {}", message.status, message.reason);
}

}   // namespace parley::cli
