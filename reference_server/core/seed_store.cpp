#include "reference_server/core/seed_store.h"

#include <algorithm>

namespace parley::server {

Result<void> seed_store(storage::Store& store, const Directory& directory) {
  for (const SeedInvitation& wanted : directory.invitations()) {
    const auto known = store.invitations_after(wanted.user_uri, 0);
    if (!known) return tl::unexpected(known.error());
    const bool there = std::any_of(known->begin(), known->end(), [&](const storage::Invitation& one) {
      return one.room_uri == wanted.room_uri;
    });
    if (there) continue;
    if (auto added = store.add_invitation(wanted.user_uri, wanted.room_uri, WallTime{}); !added)
      return tl::unexpected(added.error());
  }
  return {};
}

}   // namespace parley::server
