// The one place that knows the order of an event's columns.
#include "reference_server/storage/event_row.h"

namespace parley::storage {

QueuedEvent read_event(const sqlite::Cursor& row) {
  QueuedEvent queued;
  queued.sequence = row.number(0);
  ComplianceEvent& event = queued.event;
  event.kind = static_cast<EventKind>(row.integer(1));
  event.room_uri = row.text(2);
  event.room_name = row.text(3);
  event.user_uri = row.text(4);
  event.user_name = row.text(5);
  event.chat_id = row.number(6);
  event.content = row.text(7);
  event.at = WallTime{row.integer(8)};
  return queued;
}

}   // namespace parley::storage
