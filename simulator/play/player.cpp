#include "simulator/play/player.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <span>

#include "protocol/base/text.h"
#include "simulator/checkers/checker.h"
#include "simulator/checkers/guarded.h"
#include "simulator/ladder/judge.h"
#include "simulator/ladder/wording.h"
#include "simulator/message_record.h"
#include "simulator/play/attribution.h"
#include "simulator/play/cast.h"
#include "simulator/play/conceal.h"
#include "simulator/play/fault_words.h"
#include "simulator/play/leftovers.h"
#include "simulator/play/trouble.h"

namespace parley::sim {
namespace {

using reports::Verdict;

// Passes everything to the transcript and keeps what a report should mention besides.
class Audience final : public HostWatcher {
 public:
  Audience(Transcript& transcript, std::vector<std::string>& notes)
      : transcript_(transcript), notes_(notes) {}

  void on_sent(const Now& now, NodeId node, LinkId link, std::string_view bytes) override {
    transcript_.on_sent(now, node, link, bytes);
  }
  void on_received(const Now& now, NodeId node, LinkId link, std::string_view bytes) override {
    transcript_.on_received(now, node, link, bytes);
  }
  void on_link_up(const Now& now, NodeId node, LinkId link, std::string_view peer) override {
    transcript_.on_link_up(now, node, link, peer);
  }
  void on_link_down(const Now& now, NodeId node, LinkId link, std::string_view reason) override {
    transcript_.on_link_down(now, node, link, reason);
  }
  void on_observed(const Now& now, NodeId node, const Observed& step) override {
    transcript_.on_observed(now, node, step);
  }
  void on_tell(const Now& now, NodeId node, std::string_view line) override {
    transcript_.on_tell(now, node, line);
  }
  void on_log(const Now&, NodeId, const Log& log) override {
    if (log.level >= LogLevel::warning && notes_.size() < kNotesMax) notes_.push_back(log.text);
  }

 private:
  static constexpr std::size_t kNotesMax = 200;   // A report is read by people.

  Transcript& transcript_;
  std::vector<std::string>& notes_;
};

// protocol/client/chat_client.h; after it the client does nothing by itself.
bool tells_of_failed_sign_in(const Observation& seen) {
  return seen.kind == Observation::Kind::note && seen.what == "error" && seen.doing == "sign-in";
}

bool tells_to_sign_in(const Observation& seen) {
  return seen.kind == Observation::Kind::note && seen.what == "do sign-in";
}

bool is_accepted_sign_in(const Observation& seen) {
  return seen.kind == Observation::Kind::response && seen.method == "REGISTER" && seen.sip.status >= 200 &&
         seen.sip.status < 300;
}

// All checkers but those of the `never` lines; an `always` line only says what the story is about.
std::vector<std::unique_ptr<Checker>> wanted_checkers(const ladder::Scenario& scenario,
                                                      const CheckerOptions& options) {
  std::set<std::string, std::less<>> never;
  for (const ladder::CheckerChoice& choice : scenario.checkers)
    if (!choice.wanted) never.insert(choice.checker.text);
  std::vector<std::unique_ptr<Checker>> checkers;
  for (const std::string_view name : checker_names())
    if (!never.contains(name)) checkers.push_back(guarded(make_checker(name, options)));
  return checkers;
}

CastRequest request_of(const ladder::Scenario& scenario, const PlayOptions& options) {
  return {scenario, *options.directory, options.seed, options.deviations, options.foreign_server};
}

class Play {
 public:
  Play(const ladder::Scenario& scenario, Stage& stage, const PlayOptions& options)
      : scenario_(scenario),
        stage_(stage),
        options_(options),
        start_(stage.host->now().monotonic),
        transcript_(start_),
        audience_(transcript_, record_.notes),
        judge_(scenario, *options.requirements, {{"domain", to_lower(options.directory->domain)}}),
        checkers_(wanted_checkers(scenario, {.closed_world = options.foreign_server.empty()})) {
    record_.id = scenario.id.text;
    record_.title = scenario.title.text;
    record_.file = scenario.file;
    for (const ladder::Text& id : scenario.covers) record_.covers.push_back(id.text);
    for (const ladder::Actor& actor : scenario.actors) record_.actors.push_back(actor.name);
  }

  reports::CaseRecord run() {
    transcript_.listen([this](const Observation& seen) { see(seen); });
    stage_.host->watch(&audience_);
    auto cast = Cast::assemble(request_of(scenario_, options_), stage_, transcript_);
    if (!cast) return leave(Verdict::error, cast.error().detail);
    cast_ = std::move(*cast);
    perform();
    wait_for_what_is_owed();
    if (interrupted_) return leave(Verdict::notrun, "interrupted before it came to its end");
    stage_.host->watch(nullptr);
    conclude();
    if (!options_.foreign_server.empty()) sign_out(cast_.clients(), *stage_.host);
    // In virtual time the addresses are those of the story.
    if (!stage_.world) conceal_addresses(record_, cast_.server_url(), options_.directory->domain);
    return std::move(record_);
  }

 private:
  Instant story_time() const { return Instant{} + (stage_.host->now().monotonic - start_); }

  void see(const Observation& seen) {
    if (tells_of_failed_sign_in(seen)) stopped_[seen.from] = &seen;
    if (is_accepted_sign_in(seen) || tells_to_sign_in(seen)) stopped_.erase(seen.to);
    judge_.observe(seen);
    for (const auto& checker : checkers_) checker->see(seen);
  }

  // The judge says what is next; the host runs until something was seen or the judge wants to be asked.
  void perform() {
    const Instant end = start_ + options_.longest;
    judge_.advance(story_time());
    for (;;) {
      if (!carry_out() || judge_.finished()) return;
      if (std::string stuck = why_stuck(); !stuck.empty()) return judge_.give_up(std::move(stuck));
      const std::size_t seen = transcript_.observations().size();
      const Instant until = std::min(end, start_ + (judge_.wake_at() - Instant{}));
      stage_.host->run_until(until, [&] { return transcript_.observations().size() != seen; });
      if (is_interrupted()) return;
      judge_.advance(story_time());
      if (transcript_.is_full())
        return judge_.give_up(
            fmt::format("more was sent than is kept of a story, {} MiB", Transcript::kBytesMax >> 20));
      if (const Error* trouble = stage_.world ? stage_.world->trouble() : nullptr)
        return judge_.give_up(trouble->detail, Verdict::error);
      if (stage_.host->now().monotonic >= end) return judge_.give_up("the story took longer than it may");
    }
  }

  // The ladder is done, but a checker may have seen something that somebody still owes: a reply, a copy. A
  // story in which nothing is owed ends at once. What comes up meanwhile has as long as the rest, and the
  // time to settle, so that a peer that goes on owing does not keep the story alive.
  void wait_for_what_is_owed() {
    const auto last = owed_until();
    while (last && story_time() <= *last && owed_until()) run_until_seen(*last + Duration{1});
    const Instant settled = story_time() + scenario_.settle;
    while (story_time() < settled && owed_until()) run_until_seen(settled);
  }

  void run_until_seen(Instant until) {
    const std::size_t seen = transcript_.observations().size();
    stage_.host->run_until(start_ + (until - Instant{}),
                           [&] { return transcript_.observations().size() != seen; });
    if (is_interrupted()) return;
    if (const Error* trouble = stage_.world ? stage_.world->trouble() : nullptr) stopped_by_ = *trouble;
  }

  // Empty when nothing is, or the story was stopped; what is due after the longest time
  // of a story is not waited for.
  std::optional<Instant> owed_until() const {
    std::optional<Instant> latest;
    if (stopped_by_ || interrupted_ || transcript_.is_full()) return latest;
    for (const auto& checker : checkers_)
      if (const auto due = checker->owes_until(story_time(), Instant{} + options_.longest))
        latest = std::max(latest.value_or(*due), *due);
    return latest;
  }

  // A report that shows a link go down must show the cause as well.
  void note(const std::string& actor, std::string_view kind, const std::string& line) {
    const auto verb = line.substr(0, line.find(' '));
    transcript_.note(stage_.host->now(), actor, {fmt::format("{} {}", kind, verb), line, verb});
  }

  // A fault that names no actor happens inside the server.
  std::string actor_of(const ladder::FaultAction& fault) const {
    for (const ladder::Actor& actor : scenario_.actors)
      if (std::find(fault.words.begin(), fault.words.end(), actor.name) != fault.words.end())
        return actor.name;
    for (const ladder::Actor& actor : scenario_.actors)
      if (actor.role == "server") return actor.name;
    return scenario_.actors.front().name;
  }

  static std::string line_of(const ladder::FaultAction& fault) {
    std::string line = fmt::format("{}", fmt::join(fault.words, " "));
    for (const auto& [key, value] : fault.options) line += fmt::format(" {}={}", key, value);
    return line;
  }

  // False when the story ends here.
  bool carry_out() {
    for (ladder::Action& action : judge_.take_actions()) {
      if (auto* told = std::get_if<ladder::DoAction>(&action)) {
        const NodeId* node = cast_.find(told->actor);
        note(told->actor, "do", told->line);
        if (node) stage_.host->tell(*node, std::move(told->line));
        continue;
      }
      const auto& fault = std::get<ladder::FaultAction>(action);
      note(actor_of(fault), "fault", line_of(fault));
      record_.notes.push_back(
          fmt::format("fault {} at {}", line_of(fault), ladder::to_words(story_time() - Instant{})));
      const auto done = carry_out_fault(fault.words, fault.options, cast_, stage_);
      if (done) continue;
      stopped_by_ = done.error();
      return false;
    }
    return true;
  }

  // Towards a server that is not ours: all that is waited for depends on a client of ours that could not
  // sign in and has stopped. Empty: it goes on.
  std::string why_stuck() const {
    if (options_.under_test.empty() || stopped_.empty()) return {};
    const auto stopped = stopped_.find(judge_.waits_for());
    if (stopped == stopped_.end()) return {};
    const auto troubles = troubles_of_ours(attribution({}));
    const bool is_trouble = std::find(troubles.begin(), troubles.end(), stopped->second) != troubles.end();
    return is_trouble ? trouble_in_words(*stopped->second) : std::string();
  }

  // Half a story proves nothing about anybody.
  bool is_interrupted() { return interrupted_ = interrupted_ || (options_.stopped && options_.stopped()); }

  // Without having judged anything.
  reports::CaseRecord leave(Verdict verdict, std::string reason) {
    stage_.host->watch(nullptr);
    record_.verdict = verdict;
    record_.reason = std::move(reason);
    return std::move(record_);
  }

  void conclude() {
    record_.duration_ns = (story_time() - Instant{}).count();
    record_.checks = judge_.checks();
    std::vector<Rule> rules;
    for (const auto& checker : checkers_) {
      rules.insert(rules.end(), checker->rules().begin(), checker->rules().end());
      for (reports::CheckRecord& check : checker->finish(story_time()))
        record_.checks.push_back(std::move(check));
    }
    attribute_breaches(attribution(rules), record_.checks);
    const auto& names = judge_.dialogs();
    for (const Observation& seen : transcript_.observations()) {
      record_.messages.push_back(record_of(seen));
      if (const auto name = names.find(seen.call_id); name != names.end())
        record_.messages.back().dialog = name->second;
    }
    if (stage_.world) record_.fingerprint = stage_.world->fingerprint().hex();
    decide();
    if (stopped_by_) stop_short(*stopped_by_);
  }

  Attribution attribution(std::span<const Rule> rules) const {
    return {scenario_,          *options_.requirements,     options_.under_test,     rules,
            asked_to_deviate(), transcript_.observations(), judge_.arrow_positions()};
  }

  // What our own actors were told to do wrong.
  std::map<std::string, std::set<std::string>> asked_to_deviate() const {
    std::map<std::string, std::set<std::string>> asked;
    const auto everybody = options_.deviations.ids();
    for (const ladder::Actor& actor : scenario_.actors)
      if (!everybody.empty() && cast_.find(actor.name))
        asked[actor.name].insert(everybody.begin(), everybody.end());
    for (const ladder::Setting& setting : scenario_.settings)
      if (const auto given = setting.options.find("deviate"); given != setting.options.end())
        asked[setting.actor.text].insert(given->second);
    return asked;
  }

  // The worst check decides; a story in which nothing was checked is no proof of anything.
  void decide() {
    std::vector<Verdict> verdicts;
    for (const reports::CheckRecord& check : record_.checks)
      if (check.verdict != Verdict::notrun && check.verdict != Verdict::na) verdicts.push_back(check.verdict);
    record_.verdict = verdicts.empty() ? Verdict::inconc : reports::worst(verdicts);
    if (record_.verdict == Verdict::pass || record_.verdict == Verdict::info) return;
    if (verdicts.empty()) record_.reason = "no check was executed";
    for (const reports::CheckRecord& check : record_.checks)
      if (record_.reason.empty() && check.verdict == record_.verdict)
        record_.reason = fmt::format("{}{}: {}", check.requirement.empty() ? "" : check.requirement + " at ",
                                     check.position, check.actual);
  }

  // A fault that cannot be made: NA where this stage has none, unless what was judged until then is worse.
  void stop_short(const Error& error) {
    const Verdict verdict = error.code == Errc::unsupported ? Verdict::na : Verdict::error;
    const bool nothing_bad = std::none_of(record_.checks.begin(), record_.checks.end(),
                                          [](const auto& check) { return check.verdict > Verdict::pass; });
    if (verdict == Verdict::na && !nothing_bad) return;
    record_.verdict = verdict;
    record_.reason = error.detail;
  }

  const ladder::Scenario& scenario_;
  Stage& stage_;
  const PlayOptions& options_;
  const Instant start_;
  reports::CaseRecord record_;
  Transcript transcript_;
  Audience audience_;
  ladder::Judge judge_;
  std::vector<std::unique_ptr<Checker>> checkers_;
  Cast cast_;
  // By a fault that could not be carried out, or a world that is in trouble.
  std::optional<Error> stopped_by_;
  // The last word of each client that could not sign in, until it is told to try again or has done it.
  std::map<std::string, const Observation*> stopped_;
  bool interrupted_ = false;
};

}   // namespace

reports::CaseRecord play(const ladder::Scenario& scenario, Stage& stage, const PlayOptions& options) {
  if (!options.foreign_server.empty()) unfollow_leftovers(request_of(scenario, options), stage);
  return Play(scenario, stage, options).run();
}

}   // namespace parley::sim
