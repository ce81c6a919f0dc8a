// A right server that is not ours as far as the stories know, and a run of `parley conform` against it in
// virtual time: one server for all stories, which remembers what they leave behind, and clients whose sockets
// close when their story is over.
//
// It is the reference server, differently set up; what no setting makes of it, a hand between it and the
// world does (Habits).
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "protocol/sip/message.h"
#include "reference_server/core/settings.h"
#include "reports/run_record.h"
#include "simulator/ladder/scenario.h"
#include "simulator/world.h"
#include "tests/test_scenarios.h"

namespace parley::tests {

// What becomes of sessions whose connection is gone (xccos.md 4.8, 5.11 (4)).
enum class OldSessions : std::uint8_t {
  end,
  stay,      // The server takes note of nothing, and sends to nobody.
  move_on,   // It goes on sending, on the newest connection of the same user.
};

struct Habits {
  server::Settings settings = {};
  bool other_rooms = false;   // Other identifiers of the same rooms.
  bool has_people = false;    // Two users of no story sit in the rooms and talk.
  OldSessions old_sessions = OldSessions::end;
  std::function<void(sip::Message&)> hand = {};   // Over every message that it sends; may be empty.
};

class Stranger {
 public:
  explicit Stranger(Habits habits);
  Stranger(const Stranger&) = delete;
  Stranger& operator=(const Stranger&) = delete;

  // As `conform` does: NA where the story cannot be played against a stranger.
  reports::CaseRecord play(const sim::ladder::Scenario& scenario);
  // A client of its own that signs in, does this and loses its connection: what an interrupted run leaves.
  void visit(const std::string& user, const std::vector<std::string>& instructions);

 private:
  NodeId add_client(const std::string& user);
  void let_people_talk();
  void run_for(Duration time);

  Habits habits_;
  server::Directory directory_;
  sim::World world_;
  std::vector<NodeId> people_;
  int visits_ = 0, said_ = 0;
};

// --- Hands ---

void show_newest_first(sip::Message& message);   // Of a history.
void refuse_by_488(sip::Message& message);       // Whatever it refuses by 403 or 404.
void accept_by_202(sip::Message& message);       // A SUBSCRIBE, as before RFC 6665 (8.3.1: the same as 200).
void leave_out_schemes(sip::Message& message);   // Of the pools in a document (real-client.md 3.3).

}   // namespace parley::tests
