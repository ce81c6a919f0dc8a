// The reference server without its sockets, clock, disk or threads: Front End and Channel service of one
// Persistent Chat pool, and the compliance service beside them.
//
// One call, one thing that happened, everything that follows from it. The route of a posted message goes
// through these files from top to bottom:
//
//   server.cpp             bytes of a connection, one message after the other
//   requests/info.cpp      in which dialog? admitted (200) or refused (503)?
//   commands/dispatch.cpp  which command?
//   commands/grpchat.cpp   may he post? to the store; and, once it is stored:
//   fanout.cpp             a copy to every participant
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "protocol/base/deviations.h"
#include "protocol/base/endpoint.h"
#include "protocol/base/random.h"
#include "reference_server/compliance/config.h"
#include "reference_server/core/admission.h"
#include "reference_server/core/directory.h"
#include "reference_server/core/settings.h"

namespace parley::server {

struct State;

struct ServerSetup {
  Settings settings;
  Directory directory;
  Deviations deviations;
  std::vector<RefuseRule> refuse;
  compliance::ComplianceConfig compliance;
  // What nobody may know who is to be kept out by digest. Empty: it is made of the seed, so that a story is
  // told again byte for byte; what the server chooses in the open tells the seed.
  std::string nonce_key;
};

class Server : public Endpoint {
 public:
  // `started`: when its life begins; a driver gives it with the order to make the endpoint.
  Server(ServerSetup setup, Random random, const Now& started);
  ~Server() override;

  // Told "stop" it ends in order (ending.h); it takes no other instructions.
  //
  // Uses Lane::store (storage::StoreWorker) and Lane::archive (compliance::ArchiveWorker).
  Turn on_event(const Now& now, const Event& event) override;
  std::optional<Heard> heard(LinkId link) const override;
  bool stopped() const;   // After "stop": nothing is left to do.

 private:
  std::unique_ptr<State> state_;
  bool started_ = false;
};

}   // namespace parley::server
