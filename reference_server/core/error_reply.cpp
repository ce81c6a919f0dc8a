#include "reference_server/core/error_reply.h"

namespace parley::server {

xccos::Response error_response(Refused why) {
  switch (why) {
    case Refused::database_connection: return {500, "DATABASE_CONNECTION"};
    case Refused::invalid_argument: return {500, "INVALID_ARGUMENT"};
    case Refused::limit_exceeded: return {500, "LIMIT_EXCEEDED"};
    case Refused::message_not_supported: return {500, "MSG_NOT_SUPPORTED"};
    case Refused::node_disabled: return {500, "NODE_DISABLED"};
    case Refused::permission: return {403, "ERROR_PERMISSION"};
    case Refused::no_such_node: return {404, "NO_SUCH_NODE"};
    case Refused::user_not_joined: return {500, "USER_NOT_JOINED"};
  }
  return {500, "UNKNOWN_SERVER_ERROR"};
}

}   // namespace parley::server
