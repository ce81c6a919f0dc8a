// Puts the actors of a ladder on a stage: the reference server with its store in memory, reference clients.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "protocol/base/deviations.h"
#include "reference_server/compliance/memory_adapter.h"
#include "simulator/faults.h"
#include "simulator/ladder/scenario.h"
#include "simulator/play/options.h"
#include "simulator/play/stage.h"
#include "simulator/transcript.h"

namespace parley::sim {

struct CastRequest {
  const ladder::Scenario& scenario;
  const server::Directory& directory;
  std::uint64_t seed = 1;
  Deviations deviations;        // Switched on in every actor that we play.
  std::string foreign_server;   // "tcp://HOST:PORT" of a server that is not ours; empty: we play it.
};

// A client with the options of an actor of the story. Its chance depends on `name`, which is that of its
// node.
struct ClientRole {
  std::string actor, name;
  std::string server_url;
};
Result<NodeSpec> client_spec(const CastRequest& request, const ClientRole& role);

class Cast {
 public:
  // Everybody is on the stage and nobody has spoken yet. The transcript learns who is who.
  static Result<Cast> assemble(const CastRequest& request, Stage& stage, Transcript& transcript);

  const NodeId* find(const std::string& actor) const;
  // All that we play, in the order of the ladder.
  const std::vector<NodeId>& clients() const { return clients_; }
  const NodeId* server() const { return server_.empty() ? nullptr : find(server_); }
  const std::string& server_url() const { return server_url_; }   // Ours or not.
  FaultyWorker* store() const { return store_.get(); }
  compliance::MemoryAdapter* adapter() const { return adapter_.get(); }

 private:
  Result<void> add_server(const CastRequest& request, const std::string& name, Stage& stage,
                          Transcript& transcript);
  Result<void> add_client(const CastRequest& request, const std::string& name, Stage& stage,
                          Transcript& transcript);

  std::map<std::string, NodeId> nodes_;
  std::vector<NodeId> clients_;
  std::string server_, server_url_;
  std::shared_ptr<FaultyWorker> store_;
  std::shared_ptr<compliance::MemoryAdapter> adapter_;
};

}   // namespace parley::sim
