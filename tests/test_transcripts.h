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
  // Everything has its place. A replaced value becomes a number in order of appearance, so that it still
  // shows which messages share a dialog, a transaction or an envelope.
  strict,
  // The same messages, in any order: where several clients act at once, the place decides who is first.
  // CSeq counts the messages of a dialog, so its number is replaced too; and what is in a history that one
  // client reads while another one posts.
  any,
};

// What one actor says to another. Steps inside an actor are not in it: no peer waits for them, so their order
// among each other is the place's choice.
using Conversation = std::vector<std::string>;
using Conversations = std::map<std::pair<std::string, std::string>, Conversation>;

Conversations comparable(const reports::CaseRecord& played, Order order);

// The first difference as a sentence; empty when there is none.
std::string difference(const Conversations& one, const Conversations& other);

}   // namespace parley::tests
