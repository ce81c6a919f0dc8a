// Rules on names: everything that is used was captured before, everything that is captured is used.
#include <fmt/format.h>

#include <map>
#include <set>

#include "simulator/ladder/lint_rules.h"
#include "simulator/ladder/substitute.h"

namespace parley::sim::ladder {
namespace {

struct Captured {
  Position position;
  const Arrow* arrow = nullptr;
  const OneOf* choice = nullptr;   // Of which the arrow is a branch.
  bool used = false;
};

class NameFlow {
 public:
  NameFlow(const RuleInput& input, Complaints& complaints) : input_(input), complaints_(complaints) {}

  // Nothing fills them, since the actors are made before the story begins.
  void setting(const Setting& setting) {
    for (const auto& [name, value] : setting.options)
      if (!holes_of(value).empty())
        complaints_.add(
            setting.places.at(name),
            fmt::format("options are set before anything has a value; expected no ${{...}} in '{}'", name));
  }

  void step(const Step& step) {
    choice_ = std::get_if<OneOf>(&step.what);
    if (const auto* line = std::get_if<Do>(&step.what)) use_holes(line->line);
    if (const auto* fault = std::get_if<Fault>(&step.what)) {
      for (const Text& word : fault->words) use_holes(word);
      for (const auto& [key, value] : fault->options) use_holes({value, fault->position});
    }
    // What is forbidden during all may use a name that is only given later.
    const auto* forbid = std::get_if<Forbid>(&step.what);
    if (forbid && forbid->during_all) during_all_.push_back(&forbid->arrow);
    else for_each_arrow(step, [&](const ArrowInStep& one) { arrow(one.arrow, one.forbidden); });
  }

  void finish() {
    for (const Arrow* forbidden : during_all_) arrow(*forbidden, true);
    for (const auto& [name, capture] : captures_)
      if (!capture.used)
        complaints_.add(capture.position,
                        fmt::format("'{}' is captured and never used; expected no 'as'", name));
    for (const auto& [name, value] : values_)
      if (!value.used)
        complaints_.add(value.position, fmt::format("'{}' is kept and never used; expected no 'let'", name));
    for (const DialogName& dialog : input_.scenario.dialogs)
      if (!used_dialogs_.contains(dialog.name))
        complaints_.add(dialog.position,
                        fmt::format("dialog '{}' is never used; expected no declaration", dialog.name));
  }

 private:
  void arrow(const Arrow& arrow, bool forbidden) {
    arrow_ = &arrow;
    if (!arrow.dialog.empty()) dialog(arrow, forbidden);
    if (!arrow.answers.empty()) answers(arrow);
    if (!arrow.reply_to.empty()) use_capture(arrow.reply_to);
    for (const Text& one : arrow.templates) use_holes(one);
    for (const Text& one : arrow.wheres) use_variables(one);
    for (const HeaderTest& one : arrow.headers) use_holes(one.value);
    for (const auto& judgement : arrow.judgements)
      std::visit([this](const auto& one) { judge(one); }, judgement);
    if (!arrow.capture.empty()) capture(arrow, forbidden);
  }

  void judge(const Check& check) {
    if (const auto* xpath = std::get_if<Text>(&check.what)) use_variables(*xpath);
    else use_holes(std::get<HeaderTest>(check.what).value);
  }

  void judge(const Let& let) {
    use_variables(let.xpath);
    const auto [found, fresh] =
        values_.emplace(let.name.text, Captured{let.name.position, arrow_, choice_, false});
    const Captured& first = found->second;
    // Only one branch is taken, so each may give the value.
    const bool is_other_branch = choice_ && choice_ == first.choice && arrow_ != first.arrow;
    if (!fresh && first.position != let.name.position && !is_other_branch) already(let.name, first.position);
  }

  void capture(const Arrow& arrow, bool forbidden) {
    if (forbidden) {
      complaints_.add(arrow.capture.position,
                      "a forbidden message is never there to be named; expected no 'as'");
      return;
    }
    const auto [found, fresh] =
        captures_.emplace(arrow.capture.text, Captured{arrow.capture.position, &arrow, choice_, false});
    if (!fresh && found->second.position != arrow.capture.position)
      already(arrow.capture, found->second.position);
  }

  void already(const Text& name, Position first) {
    complaints_.add(name.position,
                    fmt::format("'{}' already has a meaning since line {}; expected another name", name.text,
                                first.line));
  }

  const Arrow* use_capture(const Text& name) {
    const auto found = captures_.find(name.text);
    if (found == captures_.end()) {
      complaints_.add(name.position,
                      fmt::format("'{}' was not captured before; expected an arrow above with 'as {}'",
                                  name.text, name.text));
      return nullptr;
    }
    found->second.used = true;
    return found->second.arrow;
  }

  void answers(const Arrow& arrow) {
    const Arrow* request = use_capture(arrow.answers);
    if (!request) return;
    if (request->kind != ArrowKind::request)
      complaints_.add(arrow.answers.position,
                      fmt::format("'{}' is no request; expected the name of one", arrow.answers.text));
    else if (request->from.text != arrow.to.text || request->to.text != arrow.from.text)
      complaints_.add(
          arrow.position,
          fmt::format("'{}' went from {} to {}; expected its answer from {} to {}", arrow.answers.text,
                      request->from.text, request->to.text, request->to.text, request->from.text));
  }

  void dialog(const Arrow& arrow, bool forbidden) {
    const DialogName* dialog = input_.scenario.find_dialog(arrow.dialog.text);
    if (!dialog) {
      complaints_.add(arrow.dialog.position,
                      fmt::format("dialog '{}' is not declared; expected dialog {}: A -> B",
                                  arrow.dialog.text, arrow.dialog.text));
      return;
    }
    const std::set<std::string> ends = {arrow.from.text, arrow.to.text};
    if (ends != std::set<std::string>{dialog->from.text, dialog->to.text})
      complaints_.add(arrow.dialog.position,
                      fmt::format("dialog '{}' is between {} and {}; expected an arrow of these",
                                  dialog->name, dialog->from.text, dialog->to.text));
    const bool opens =
        (arrow.method == "INVITE" || arrow.method == "SUBSCRIBE") && arrow.from.text == dialog->from.text;
    if (!opens && !forbidden && !used_dialogs_.contains(dialog->name))
      complaints_.add(arrow.dialog.position,
                      fmt::format("dialog '{}' is not open yet; expected {} -> {} : INVITE {} above",
                                  dialog->name, dialog->from.text, dialog->to.text, dialog->name));
    used_dialogs_.insert(dialog->name);
  }

  void use_value(const std::string& name, const Text& in, std::size_t offset) {
    const auto found = values_.find(name);
    if (found != values_.end()) found->second.used = true;
    else if (!input_.inputs.variables.contains(name))
      complaints_.add(in, offset,
                      fmt::format("'{}' has no value here; expected 'let {} = ...' above", name, name));
  }

  void use_holes(const Text& text) {
    for (const Hole& hole : holes_of(text.text)) use_value(hole.name, text, hole.offset);
  }

  void use_variables(const Text& xpath) {
    for (const Hole& hole : holes_of(xpath.text))
      complaints_.add(xpath, hole.offset,
                      fmt::format("${{{}}} cannot stand in XPath; expected ${}", hole.name, hole.name));
    for (const Hole& hole : xpath_variables_of(xpath.text)) use_value(hole.name, xpath, hole.offset);
  }

  const RuleInput& input_;
  Complaints& complaints_;
  std::map<std::string, Captured> captures_, values_;
  std::set<std::string> used_dialogs_;
  std::vector<const Arrow*> during_all_;
  const Arrow* arrow_ = nullptr;    // The one that is looked at,
  const OneOf* choice_ = nullptr;   // and the one-of that it stands in.
};

}   // namespace

void lint_names(const RuleInput& input, Complaints& complaints) {
  NameFlow flow(input, complaints);
  for (const Setting& setting : input.scenario.settings) flow.setting(setting);
  for (const Step& step : input.steps) flow.step(step);
  flow.finish();
}

}   // namespace parley::sim::ladder
