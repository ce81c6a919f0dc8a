// The reference server and reference clients in one world, with every checker looking on: for tests that tell
// a story and ask whether it was a good one.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/base/deviations.h"
#include "reference_server/compliance/memory_adapter.h"
#include "reference_server/core/admission.h"
#include "simulator/checkers/checker.h"
#include "simulator/faults.h"
#include "simulator/transcript.h"
#include "simulator/world.h"

namespace parley::sim {

struct PoolStorySetup {
  WorldConfig world;
  std::vector<std::string> users{"alice", "bob", "carol", "dave"};
  Deviations server, client;
  std::vector<server::RefuseRule> refuse;   // The server answers 503 by these.
  Duration batch_interval = std::chrono::seconds{20};
};

class PoolStory {
 public:
  explicit PoolStory(PoolStorySetup setup);

  // The user of that name says a line (protocol/client/instruction.h).
  void say(std::string_view user, std::string line);
  void everybody(const std::string& line);
  void rest(Duration time);   // Lets time pass.

  NodeId server() const { return server_; }
  NodeId node_of(std::string_view user) const;
  World& world() { return world_; }
  FaultyWorker& store() { return *store_; }       // Refuses every request of the store while told so.
  FaultyWorker& archive() { return *archive_; }   // Likewise mgccomp and the adapter.
  const Transcript& transcript() const { return transcript_; }

  // What all checkers say of what has happened so far.
  std::vector<reports::CheckRecord> judge();
  // "... delivery checker FLOW-POST-5 FAIL: bob never got ..." for each record that is worse than PASS.
  std::vector<std::string> complaints();

 private:
  NodeSpec server_spec();
  NodeSpec client_spec(const std::string& user);

  PoolStorySetup setup_;
  World world_;
  Transcript transcript_;
  std::vector<std::unique_ptr<Checker>> checkers_;
  std::shared_ptr<FaultyWorker> store_, archive_;
  NodeId server_ = 0;
  std::string url_;
  std::vector<NodeId> clients_;
};

}   // namespace parley::sim
