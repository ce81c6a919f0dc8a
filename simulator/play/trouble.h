// What went wrong for our own actors, and whether the side under test had a part in it. Who could not do what
// he was told proves nothing about the others, unless it was they who kept him from it.
#pragma once

#include <string>
#include <vector>

#include "simulator/play/attribution.h"

namespace parley::sim {

// What our actors told their users that went wrong, in order, but for what the story itself explains:
//   a line of the ladder has taken the refusal that the actor got last, and it has asked for nothing since;
//   a fault was made to this very actor.
// Both explain until the actor is answered 2xx again. A challenge explains nothing.
std::vector<const Observation*> troubles_of_ours(const Attribution& attribution);

// Whether the actor would not do what it was told although nothing of what the instruction asked for had been
// refused, left without an answer or lost: the server had no part in it. What sign-in asks for is the
// server's to give, and so is the message that `wait` waits for.
bool refused_its_instruction(const Attribution& attribution, const Observation& trouble);

// "alice reported an error (sign-in: REGISTER: 403 Forbidden)".
std::string trouble_in_words(const Observation& trouble);

}   // namespace parley::sim
