// How an event lies in a table: the private queue and mgccomp keep the same columns.
#pragma once

#include "reference_server/storage/sqlite.h"
#include "reference_server/storage/store.h"

namespace parley::storage {

// Reads the columns sequence, kind, room_uri, room_name, user_uri, user_name, chat_id, content, at; they
// must be the first of the row, in this order.
QueuedEvent read_event(const sqlite::Cursor& row);

}   // namespace parley::storage
