// The names of the event kinds, as ladders and the archive write them.
#include "reference_server/storage/store.h"

#include "protocol/base/assert.h"

namespace parley::storage {

std::string_view to_string(EventKind kind) {
  switch (kind) {
    case EventKind::chat: return "CHAT";
    case EventKind::backchat: return "BACKCHAT";
    case EventKind::join: return "JOIN";
    case EventKind::part: return "PART";
  }
  PARLEY_ASSERT(!"an event kind without a name");
}

}   // namespace parley::storage
