// How a refusal looks in a reply. The wire's codes and tokens are unknown but for 200 SUCCESS_OK and
// OPERATION_FAILED (xccos.md 2.7), so these are our choice (grade X): the name of the SDK's error in upper
// snake case, 403 for permission, 404 for what does not exist, 500 otherwise.
#pragma once

#include <cstdint>

#include "protocol/xccos/message.h"

namespace parley::server {

enum class Refused : std::uint8_t {
  database_connection,
  invalid_argument,
  limit_exceeded,
  message_not_supported,
  node_disabled,
  permission,
  no_such_node,
  user_not_joined,
};

xccos::Response error_response(Refused why);

}   // namespace parley::server
