// What our clients would leave behind on a server that is not ours, where it would meddle with a later story.
// It is taken away before a story and after it; nobody judges that, and no record shows it.
#pragma once

#include <span>

#include "simulator/play/cast.h"

namespace parley::sim {

// A server that takes longer to let somebody in or out keeps what it keeps: X.
inline constexpr Duration kTidyingMax = std::chrono::seconds{5};

// Before: the story's clients may follow already what it will tell them to follow, because a run was
// interrupted. Clients of their users, which are gone afterwards, unfollow it.
void unfollow_leftovers(const CastRequest& request, Stage& stage);

// After: all sign out, as users do. The host has no watcher afterwards.
void sign_out(std::span<const NodeId> clients, Host& host);

}   // namespace parley::sim
