// Unrolls repeats.
#include "simulator/ladder/expand.h"

#include <fmt/format.h>

#include <algorithm>

namespace parley::sim::ladder {
namespace {

constexpr std::size_t kSizeCap = 1'000'000'000;

// Writes the number of the round into one step. One overload per kind of node, so a new kind is noticed.
class Round {
 public:
  explicit Round(std::uint32_t number) : number_(fmt::format("{}", number)) {}

  void write(Step& step) const {
    std::visit([this](auto& what) { write(what); }, step.what);
  }

 private:
  void write(std::string& text) const {
    constexpr std::string_view kHole = "${i}";
    for (std::size_t at = text.find(kHole); at != std::string::npos;
         at = text.find(kHole, at + number_.size()))
      text.replace(at, kHole.size(), number_);
  }
  void write(Text& text) const { write(text.text); }
  void write(HeaderTest& test) const { write(test.value); }
  void write(Check& check) const {
    std::visit([this](auto& what) { write(what); }, check.what);
  }
  void write(Let& let) const {
    write(let.name);
    write(let.xpath);
  }
  void write(Arrow& arrow) const {
    for (Text* text :
         {&arrow.from, &arrow.to, &arrow.dialog, &arrow.answers, &arrow.reply_to, &arrow.capture})
      write(*text);
    for (Text& text : arrow.templates) write(text);
    for (Text& text : arrow.wheres) write(text);
    for (HeaderTest& test : arrow.headers) write(test);
    for (auto& judgement : arrow.judgements) std::visit([this](auto& what) { write(what); }, judgement);
  }
  void write(Do& line) const {
    write(line.actor);
    write(line.line);
  }
  void write(Fault& fault) const {
    for (Text& word : fault.words) write(word);
    for (auto& [key, value] : fault.options) write(value);
  }
  void write(Pause&) const {}
  void write(Optional& optional) const {
    for (Arrow& arrow : optional.arrows) write(arrow);
  }
  void write(Unordered& unordered) const {
    for (Arrow& arrow : unordered.arrows) write(arrow);
  }
  void write(OneOf& one_of) const {
    for (Branch& branch : one_of.branches) write(branch.arrow);
  }
  void write(Forbid& forbid) const { write(forbid.arrow); }
  void write(Repeat& repeat) const {
    for (Step& step : repeat.steps) write(step);
  }

  std::string number_;
};

void append(const Step& step, std::vector<Step>& out) {
  const auto* repeat = std::get_if<Repeat>(&step.what);
  if (!repeat) {
    out.push_back(step);
    return;
  }
  for (std::uint32_t round = 1; round <= repeat->count; ++round) {
    // Inside out, so that an inner repeat has taken its own ${i} before the outer one looks.
    for (Step& inner : expand(repeat->steps)) {
      Round(round).write(inner);
      out.push_back(std::move(inner));
    }
  }
}

}   // namespace

std::size_t expanded_size(const Step& step) {
  const auto* repeat = std::get_if<Repeat>(&step.what);
  if (!repeat) return 1;
  std::size_t body = 0;
  for (const Step& inner : repeat->steps) body = std::min(kSizeCap, body + expanded_size(inner));
  return std::min(kSizeCap, body * repeat->count);
}

std::vector<Step> expand(const std::vector<Step>& steps) {
  std::vector<Step> out;
  for (const Step& step : steps) append(step, out);
  return out;
}

}   // namespace parley::sim::ladder
