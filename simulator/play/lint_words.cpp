// Reads the words as the actors will, without anybody to act.
#include "simulator/play/lint_words.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <set>
#include <string>

#include "protocol/client/instruction.h"
#include "simulator/ladder/expand.h"
#include "simulator/ladder/substitute.h"
#include "simulator/play/fault_words.h"
#include "simulator/play/options.h"

namespace parley::sim {
namespace {

// As after substitution: no instruction or fault asks more of a value than to be a number.
std::string filled(const std::string& text) {
  ladder::Variables ones;
  for (const ladder::Hole& hole : ladder::holes_of(text)) ones[hole.name] = "1";
  return ladder::substitute(text, ones);
}

class WordLint {
 public:
  explicit WordLint(const ladder::Scenario& scenario) : scenario_(scenario) {
    for (const ladder::Setting& setting : scenario.settings) check(setting);
    for (const ladder::Step& step : ladder::expand(scenario.steps)) {
      if (const auto* told = std::get_if<ladder::Do>(&step.what)) check(*told);
      if (const auto* fault = std::get_if<ladder::Fault>(&step.what)) check(*fault);
    }
  }
  // A round of a repeat says nothing new.
  std::vector<ladder::Diagnostic> take() {
    std::sort(found_.begin(), found_.end());
    found_.erase(std::unique(found_.begin(), found_.end()), found_.end());
    return std::move(found_);
  }

 private:
  void add(ladder::Position position, std::string message) {
    found_.push_back({scenario_.file, position, ladder::one_line(std::move(message))});
  }
  bool is_server(const std::string& actor) const {
    const ladder::Actor* found = scenario_.find_actor(actor);
    return found && found->role == "server";
  }

  void check(const ladder::Do& told) {
    if (is_server(told.actor.text))
      return add(
          told.actor.position,
          fmt::format("'{}' is a server and takes no instructions; expected a client", told.actor.text));
    const std::string line = filled(told.line.text);
    const auto read = client::parse_instruction(line);
    if (read) return;
    // What stands for a hole has another length.
    const bool as_written = line == told.line.text;
    const std::string_view before = std::string_view(line).substr(0, as_written ? read.error().offset : 0);
    add(ladder::behind(told.line.position, before), read.error().detail);
  }

  void check(const ladder::Setting& setting) {
    static const server::Directory kNoPool;
    for (const auto& [name, value] : setting.options) {
      if (!given_.insert({setting.actor.text, name}).second && !adds_up(name))
        add(setting.places.at(name),
            fmt::format("'{}' of {} is already set; expected it once", name, setting.actor.text));
      if (name == "open") continue;
      const ActorOptions one{{name, value}};
      const auto wrong = is_server(setting.actor.text) ? error_of(server_part(one, kNoPool))
                                                       : error_of(client_part("somebody", one, kNoPool));
      if (!wrong.empty()) add(setting.places.at(name), wrong);
    }
  }
  template <class Part>
  static std::string error_of(const Result<Part>& part) {
    return part ? std::string() : part.error().detail;
  }

  void check(const ladder::Fault& fault) {
    std::vector<std::string> words;
    for (const ladder::Text& word : fault.words) words.push_back(filled(word.text));
    ActorOptions options;
    for (const auto& [key, value] : fault.options) options[key] = filled(value);
    const auto needs = needs_of_fault(words, options);
    if (!needs) return add(place_of(fault, needs.error().offset), needs.error().detail);
    if (*needs == FaultNeeds::actor && !scenario_.find_actor(words[1]))
      add(fault.words[1].position,
          fmt::format("actor '{}' is not declared; expected it in 'actors'", words[1]));
  }

  // As needs_of_fault() counts.
  static ladder::Position place_of(const ladder::Fault& fault, std::size_t part) {
    if (part < fault.words.size()) return fault.words[part].position;
    return std::next(fault.places.begin(), static_cast<std::ptrdiff_t>(part - fault.words.size()))->second;
  }

  const ladder::Scenario& scenario_;
  std::set<std::pair<std::string, std::string>> given_;   // Actor and option.
  std::vector<ladder::Diagnostic> found_;
};

}   // namespace

std::vector<ladder::Diagnostic> lint_words(const ladder::Scenario& scenario) {
  return WordLint(scenario).take();
}

}   // namespace parley::sim
