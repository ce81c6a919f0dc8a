// Spellings of the same message that every reader must take alike, as hands of a stranger (test_stranger.h):
// XML and XCCOS as in protocol/xccos/testdata/variants (xccos.md 1.1, 1.6), heads as in RFC 3261, 7.3
// and 25.1.
//
// Each leaves what it does not concern as it is.
#pragma once

#include <vector>

#include "protocol/sip/message.h"

namespace parley::tests {

struct Spelling {
  const char* name;
  void (*hand)(sip::Message&);
};

// One of its own for each kind, and the last is all of them together.
std::vector<Spelling> spellings();

}   // namespace parley::tests
