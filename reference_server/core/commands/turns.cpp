// The order of join, bjoin and part within a session (xccos.md 2.2; the waiting is our choice).
#include <algorithm>

#include "reference_server/core/commands/commands.h"

namespace parley::server {
namespace {

struct IsBeingEntered {
  const Step& step;
  const Session& session;

  bool operator()(const xccos::Join& command) const { return holds(find_room(step, session, command.room)); }
  bool operator()(const xccos::BatchJoin& command) const {
    return std::any_of(command.rooms.begin(), command.rooms.end(),
                       [this](const xccos::Join& one) { return (*this)(one); });
  }
  bool operator()(const xccos::Part& command) const {
    return holds(step.find_room(session, command.room.uri));
  }

  bool holds(const Room* room) const { return room && session.entering.contains(room->uri); }
};

bool must_wait(const Step& step, const Session& session, const SeatCommand& command) {
  return !session.entering.empty() && std::visit(IsBeingEntered{step, session}, command);
}

struct SeatVisitor {
  Step& step;
  const Asked& asked;

  void operator()(const xccos::Join& command) const { on_join(step, asked, command); }
  void operator()(const xccos::BatchJoin& command) const { on_bjoin(step, asked, command); }
  void operator()(const xccos::Part& command) const { on_part(step, asked, command); }
};

}   // namespace

void take_turn(Step& step, const Asked& asked, SeatCommand command) {
  const SessionId id = asked.session.id;
  if (step.state.waiting_commands.contains(id) || must_wait(step, asked.session, command))
    step.state.waiting_commands.emplace(id, WaitingCommand{asked.context, std::move(command)});
  else std::visit(SeatVisitor{step, asked}, command);
}

void next_turns(Step& step, SessionId id) {
  auto& waiting = step.state.waiting_commands;
  Session* session = step.find_session(id);
  while (session) {
    const auto first = waiting.lower_bound(id);
    if (first == waiting.end() || first->first != id) return;
    if (must_wait(step, *session, first->second.command)) return;
    const WaitingCommand next = std::move(first->second);
    waiting.erase(first);
    std::visit(SeatVisitor{step, {*session, next.context}}, next.command);
    session = step.find_session(id);
  }
}

}   // namespace parley::server
