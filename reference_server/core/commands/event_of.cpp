#include "reference_server/core/commands/commands.h"

namespace parley::server {

storage::ComplianceEvent event_of(const Step& step, storage::EventKind kind, const Room& room,
                                  std::string_view user_uri) {
  storage::ComplianceEvent event;
  event.kind = kind;
  event.room_uri = room.uri;
  event.room_name = room.name;
  event.user_uri = std::string(user_uri);
  event.user_name = step.display_name(user_uri);
  event.at = step.now.wall;
  return event;
}

}   // namespace parley::server
