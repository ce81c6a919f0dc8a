// See trouble.h.
#include "simulator/play/trouble.h"

#include <fmt/format.h>

#include <algorithm>

#include "simulator/play/refusal.h"

namespace parley::sim {
namespace {

using Kind = Observation::Kind;

bool is_note(const Observation& seen, std::string_view label) {
  return seen.kind == Kind::note && seen.what == label;
}

bool tells_of_trouble(const Observation& seen) { return is_note(seen, "error") || is_note(seen, "gave-up"); }

bool is_request_of(const Observation& seen, const std::string& actor) {
  return seen.kind == Kind::request && seen.from == actor && seen.method != "ACK";
}

// With a reply the server has answered a command; its 200 only says that the command arrived.
bool is_reply_to(const Observation& seen, const std::string& actor) {
  return seen.kind == Kind::request && seen.to == actor && seen.answers != 0;
}

bool is_success_to(const Observation& seen, const std::string& actor) {
  return seen.kind == Kind::response && seen.to == actor && seen.sip.status >= 200 && seen.sip.status < 300;
}

bool has_command(const Observation& request) {
  return request.xccos &&
         std::any_of(request.xccos->primitives.begin(), request.xccos->primitives.end(),
                     [](const auto& primitive) { return std::holds_alternative<xccos::Command>(primitive); });
}

bool is_part_of_the_story(const Attribution& about, const Observation& trouble) {
  const std::string& actor = trouble.from;
  bool refusal_is_known = false, has_fault = false;
  for (const Observation& seen : about.seen) {
    if (seen.number >= trouble.number) break;
    if (seen.kind == Kind::note && seen.what.starts_with("fault") && seen.from == actor) has_fault = true;
    if (is_request_of(seen, actor)) refusal_is_known = false;
    if (is_success_to(seen, actor)) refusal_is_known = has_fault = false;
    const bool refuses =
        is_reply_to(seen, actor) ? is_refusing_reply(seen) : seen.to == actor && is_refusal(about.seen, seen);
    if (refuses) refusal_is_known = about.taken.contains(seen.number);
  }
  return refusal_is_known || has_fault;
}

// Follows one instruction from the moment it was told.
class Instruction {
 public:
  explicit Instruction(const Observation& trouble) : actor_(trouble.from), doing_(trouble.doing) {}

  void see(const Observation& seen) {
    if (is_its_telling(seen)) told_ = true, lost_ = asked_ever_ = false, asked_ = nullptr;
    if (!told_) return;
    if (seen.kind == Kind::link_down && seen.from == actor_) lost_ = true;
    if (is_request_of(seen, actor_)) asked_ = &seen, asked_ever_ = true;
    if (!asked_ || seen.answers != asked_->number) return;
    const bool is_done = is_reply_to(seen, actor_) ? !is_refusing_reply(seen)
                                                   : is_success_to(seen, actor_) && !has_command(*asked_);
    if (is_done) asked_ = nullptr;
  }
  bool is_refused_by_its_actor() const {
    if (doing_ == "wait" || (doing_ == "sign-in" && asked_ever_)) return false;
    return told_ && !asked_ && !lost_;
  }

 private:
  // What the client could not even read has no verb of its own.
  bool is_its_telling(const Observation& seen) const {
    return seen.kind == Kind::note && seen.from == actor_ && seen.what.starts_with("do ") &&
           (seen.doing == doing_ || doing_ == "read an instruction");
  }

  const std::string& actor_;
  const std::string& doing_;
  bool told_ = false, lost_ = false, asked_ever_ = false;
  const Observation* asked_ = nullptr;   // The last request, unless it was granted.
};

}   // namespace

std::vector<const Observation*> troubles_of_ours(const Attribution& about) {
  std::vector<const Observation*> troubles;
  for (const Observation& seen : about.seen)
    if (tells_of_trouble(seen) && is_of_us(about, seen.from) && !is_part_of_the_story(about, seen))
      troubles.push_back(&seen);
  return troubles;
}

bool refused_its_instruction(const Attribution& about, const Observation& trouble) {
  if (!is_note(trouble, "error")) return false;
  Instruction instruction(trouble);
  for (const Observation& seen : about.seen) {
    if (seen.number >= trouble.number) break;
    instruction.see(seen);
  }
  return instruction.is_refused_by_its_actor();
}

std::string trouble_in_words(const Observation& trouble) {
  if (is_note(trouble, "gave-up")) return fmt::format("{} gave up {}", trouble.from, trouble.doing);
  return fmt::format("{} reported an error ({}: {})", trouble.from, trouble.doing, trouble.reason);
}

}   // namespace parley::sim
