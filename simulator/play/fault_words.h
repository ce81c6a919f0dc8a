// `fault` lines of a ladder, carried out on a stage.
//
//   cut ACTOR                       breaks every link of the actor
//   crash ACTOR, restart ACTOR      as by SIGKILL; and up again
//   store delay=D for D             the store takes longer; virtual time only
//   store refuse for D              the store does not answer; virtual time only
//   adapter fail times=N            the next N batches fail
#pragma once

#include <string>
#include <vector>

#include "protocol/base/result.h"
#include "simulator/play/cast.h"

namespace parley::sim {

// What must be ours, or simulated, for a fault to be made.
enum class FaultNeeds : std::uint8_t {
  actor,   // That it names.
  our_server,
  virtual_time,   // And the server.
};
// An error for words that are no fault, or values that cannot be read. Its offset counts what is wrong: the
// words from 0, then the options in their order.
Result<FaultNeeds> needs_of_fault(const std::vector<std::string>& words, const ActorOptions& options);

// What a stage cannot do is Errc::unsupported: the story does not apply there.
Result<void> carry_out_fault(const std::vector<std::string>& words, const ActorOptions& options,
                             const Cast& cast, Stage& stage);

}   // namespace parley::sim
