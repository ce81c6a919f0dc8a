// Transcripts of one story that was played in different places, made comparable: what is chosen by chance,
// read from a clock or given by the place is replaced; everything else stays, byte for byte.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "reports/run_record.h"

namespace parley::tests {

enum class Order : std::uint8_t {
  // Everything has its place on its link. A replaced value becomes a number in order of appearance, so that
  // it still shows which messages share a dialog, a transaction or an envelope. Free is only where the 200 to
  // a publication and the news of it stand among the messages of the session: they wait for the store.
  strict,
  // Many clients enter one room and post at the same time, and the place decides who is first. The same
  // messages in any order, without what tells the order: CSeq and chosen values, who was in the room
  // before, the numbers of the posts, and the notices of those who came later.
  crowd,
};

// What one actor says to another. Steps inside an actor are not in it: no peer waits for them, so their order
// among each other is the place's choice.
using Conversation = std::vector<std::string>;
using Conversations = std::map<std::pair<std::string, std::string>, Conversation>;

Conversations comparable(const reports::CaseRecord& played, Order order);

// The first difference as a sentence; empty when there is none.
std::string difference(const Conversations& one, const Conversations& other);

}   // namespace parley::tests
