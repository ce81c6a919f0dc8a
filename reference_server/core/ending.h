// The orderly end of a server, as an operator asks for it ("stop"): nobody is in a room in the archive who
// is no more, and nobody waits for a server that has gone.
//
//   refusing      no new request; what was begun is answered, stored and sent out
//   parting       every session gets its BYE, and its departures are stored
//   handing_over  what the private queue held is in mgccomp, and that in the hands of the adapter
//   over          every connection is closed
//
// What cannot be had in the time that a driver gives it (a store that does not answer, an adapter that fails)
// is had by the next server on the same store, as after a crash.
#pragma once

#include <cstdint>

namespace parley::server {

class Step;

enum class Ending : std::uint8_t { none, refusing, parting, handing_over, over };

void begin_to_end(Step& step);
// After every turn: goes on as far as nothing is waited for.
void go_on_ending(Step& step);

}   // namespace parley::server
