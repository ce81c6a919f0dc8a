// Opens a database file of ours in a known state: ours alone, undamaged, and of the newest version.
//
// A file carries who it belongs to (application_id) and its version (user_version). An older one is brought
// forward, a newer one is refused: going back would lose what the newer program stored.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "protocol/base/result.h"
#include "reference_server/storage/sqlite.h"

namespace parley::storage {

struct FileKind {
  std::int32_t application_id = 0;                // In the header of the file.
  std::string_view what;                          // "message store", for the sentences.
  std::span<const std::string_view> migrations;   // [n] makes version n+1 of version n; version 0 is empty.
};

// SYS-STORE: messages, categories, preferences, invitations and the private queue.
const FileKind& store_file();

// The file stays locked for as long as the database is open: two servers can never share one. Commits
// survive a power cut (WAL, synchronous=FULL).
Result<sqlite::Database> open_file(const std::string& path, const FileKind& kind);

}   // namespace parley::storage
