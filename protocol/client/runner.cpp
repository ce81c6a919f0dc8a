// The queue, and how an instruction begins, ends and is repeated. What each one does is in
// runner_actions.cpp.
#include "protocol/client/runner.h"

#include <fmt/format.h>

#include <utility>

namespace parley::client {

void Runner::told(std::string_view line) {
  if (line == kInterruption) return interrupt();
  const std::size_t number = lines_told_++;
  if (tells_nothing(line)) return;
  auto instruction = parse_instruction(line);
  if (!instruction) return tell_error(number, "read an instruction", instruction.error().detail);
  if (queue_.size() >= kQueueMax)
    return tell_error(number, to_string(instruction->verb),
                      fmt::format("{} instructions wait already", kQueueMax));
  instruction->line = number;
  if (interrupted_) return tell_undone(*instruction);
  queue_.push_back(std::move(*instruction));
  pump();
}

void Runner::on_settled() {
  if (busy_ && current_.verb == Verb::sign_in) finish();
  else if (waiting_ && lifecycle_.phase() != Phase::signed_in) {
    stop_waiting();
    run();   // Nobody is left to hear from; begun anew, it fails for that reason.
  } else if (again_ && lifecycle_.phase() == Phase::signed_in) {
    again_ = false;
    run();
  } else if (again_) fail("the session could not be made again");
  else pump();
}

void Runner::pump() {
  if (interrupted_) return leave();
  while (!busy_ && !queue_.empty() && lifecycle_.phase() != Phase::signing_in) {
    current_ = std::move(queue_.front());
    queue_.pop_front();
    busy_ = true;
    repeated_ = false;
    run();
  }
}

// Who waits for a message, or for the next attempt to reach the server, might wait for long: that is given
// up.
void Runner::interrupt() {
  interrupted_ = true;
  if (busy_ && (waiting_ || lifecycle_.away())) {
    stop_waiting();
    busy_ = again_ = false;
    tell_undone(current_);
  }
  for (const Instruction& instruction : std::exchange(queue_, {})) tell_undone(instruction);
  pump();
}

void Runner::leave() {
  const Phase phase = lifecycle_.phase();
  const bool comes_in = phase == Phase::signing_in && !lifecycle_.away();
  if (busy_ || comes_in || phase == Phase::signed_out) return;
  busy_ = true;
  lifecycle_.sign_out([this] { finish(); });
}

void Runner::finish() {
  busy_ = again_ = false;
  // By way of an alarm, so that a thousand instructions that end at once do not stand on each other.
  parts_.ground.after(Duration{0}, [this] { pump(); });
}

void Runner::fail(const std::string& reason) {
  tell_error(current_.line, to_string(current_.verb), reason);
  finish();
}

// The sign-in before a script stands in no line of it.
void Runner::add_place(JsonObject& object, std::size_t line) const {
  const std::string& script = parts_.ground.config.script;
  if (!script.empty() && line > 0) object.add("at", fmt::format("{}:{}", script, line));
}

void Runner::tell_error(std::size_t line, std::string_view doing, std::string_view reason) {
  JsonObject error = event("error").add("doing", doing).add("reason", reason);
  add_place(error, line);
  parts_.ground.tell(error);
}

void Runner::tell_undone(const Instruction& instruction) {
  JsonObject undone = event("undone").add("doing", to_string(instruction.verb));
  add_place(undone, instruction.line);
  parts_.ground.tell(undone);
}

void Runner::repeat(const std::string& reason) {
  if (repeated_) return fail(reason);
  repeated_ = true;
  if (lifecycle_.phase() == Phase::signed_in && parts_.session.up()) return run();
  if (lifecycle_.phase() == Phase::signed_out) return fail(reason);
  again_ = true;
}

ActionDone Runner::ends() {
  return [this](const std::optional<CommandFailure>& failure) {
    if (!failure) return finish();
    if (failure->repeatable) return repeat(failure->reason);
    fail(failure->reason);
  };
}

void Runner::with_room(std::function<void(const std::string& uri)> then) {
  find_room(parts_, current_.room,
            [this, then = std::move(then)](const tl::expected<std::string, CommandFailure>& uri) {
              if (uri) return then(*uri);
              ends()(uri.error());
            });
}

void Runner::run() {
  const Phase phase = lifecycle_.phase();
  if (current_.verb == Verb::sign_in) return sign_in();
  if (phase == Phase::without_chat && current_.verb != Verb::sign_out)
    return fail("Persistent Chat is not enabled");
  if (phase == Phase::signed_out) return fail("not signed in");
  switch (current_.verb) {
    case Verb::sign_in: return;
    case Verb::sign_out: return lifecycle_.sign_out([this] { finish(); });
    case Verb::search: return search_rooms(parts_, current_.text, ends());
    case Verb::join: return with_room([this](const std::string& uri) { enter(uri); });
    case Verb::follow: return with_room([this](const std::string& uri) { follow(uri); });
    case Verb::unfollow: return with_room([this](const std::string& uri) { unfollow(uri); });
    case Verb::post: return with_room([this](const std::string& uri) { post(uri); });
    case Verb::history:
      return with_room([this](const std::string& uri) {
        read_history(parts_, uri, current_.count.value_or(parts_.ground.config.history_count), ends());
      });
    case Verb::leave: return with_room([this](const std::string& uri) { leave_room(parts_, uri, ends()); });
    case Verb::wait: return wait();
    case Verb::send: return send();
    case Verb::bytes:
      parts_.connection.send(current_.text);
      parts_.ground.tell(event("sent").add_number("bytes", current_.text.size()));
      return finish();
    case Verb::drop:
      busy_ = false;   // Ended by session-lost; what is waiting must not be started before that is known.
      return parts_.connection.cut("cut by its user");
    case Verb::update: return update();
  }
}

}   // namespace parley::client
