// Compares in the order in which a person would: who and what, which conversation, which content.
#include "simulator/ladder/pattern.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "protocol/base/assert.h"
#include "simulator/ladder/header_match.h"
#include "simulator/ladder/xpath.h"

namespace parley::sim::ladder {
namespace {

bool status_is(std::string_view wanted, int status) {
  const std::string actual = fmt::format("{}", status);
  return wanted.ends_with("xx") ? actual.size() == 3 && actual[0] == wanted[0] : actual == wanted;
}

// The INFO carries a reply to a command of that envelope. Observation::answers knows the first reply of an
// envelope; the others are found by their commandid (xccos.md 1.3).
bool replies_to(const Observation& reply, const Observation& command) {
  if (reply.answers == command.number) return true;
  if (!reply.xccos || !command.xccos || reply.call_id != command.call_id) return false;
  const auto is_answered = [&](const xccos::CommandRef& reference) {
    return reference.envid == command.xccos->envid &&
           std::any_of(command.xccos->primitives.begin(), command.xccos->primitives.end(),
                       [&](const auto& one) {
                         const auto* sent = std::get_if<xccos::Command>(&one);
                         return sent && sent->seqid == reference.seqid;
                       });
  };
  return std::any_of(reply.xccos->primitives.begin(), reply.xccos->primitives.end(), [&](const auto& one) {
    const auto* answer = std::get_if<xccos::Reply>(&one);
    return answer && answer->command && is_answered(*answer->command);
  });
}

}   // namespace

Pattern::Pattern(const Arrow& arrow) : arrow_(&arrow) {
  const std::string_view space =
      arrow.kind == ArrowKind::request && arrow.method == "INFO" ? xccos::kNamespace : std::string_view{};
  for (const Text& xml : arrow.templates) {
    auto read = XmlTemplate::read(xml.text, space);
    PARLEY_ASSERT(read.has_value());   // The linter has seen it.
    templates_.push_back(std::move(*read));
    for (const Hole& hole : holes_of(xml.text)) variables_.insert(hole.name);
  }
  for (const HeaderTest& test : arrow.headers)
    for (const Hole& hole : holes_of(test.value.text)) variables_.insert(hole.name);
  for (const Text& xpath : arrow.wheres)
    for (const Hole& hole : xpath_variables_of(xpath.text)) variables_.insert(hole.name);
}

bool Pattern::opens_dialog(const Bindings& bindings) const {
  return !arrow_->dialog.empty() && (arrow_->method == "INVITE" || arrow_->method == "SUBSCRIBE") &&
         !bindings.call_id(arrow_->dialog.text);
}

std::string Pattern::missing_name(const Bindings& bindings) const {
  for (const Text* name : {&arrow_->answers, &arrow_->reply_to})
    if (!name->empty() && !bindings.captured(name->text)) return name->text;
  if (!arrow_->dialog.empty() && !bindings.call_id(arrow_->dialog.text) && !opens_dialog(bindings))
    return arrow_->dialog.text;
  for (const std::string& name : variables_)
    if (!bindings.variables().contains(name)) return name;
  return {};
}

bool Pattern::same_kind(const Observation& seen) const {
  if (seen.from != arrow_->from.text || seen.to != arrow_->to.text) return false;
  switch (arrow_->kind) {
    case ArrowKind::request: return seen.kind == Observation::Kind::request && seen.method == arrow_->method;
    case ArrowKind::internal: return seen.kind == Observation::Kind::internal && seen.what == arrow_->method;
    case ArrowKind::response: break;
  }
  return seen.kind == Observation::Kind::response;
}

bool Pattern::same_status(const Observation& seen) const {
  return arrow_->kind != ArrowKind::response ||
         std::any_of(arrow_->statuses.begin(), arrow_->statuses.end(),
                     [&](const std::string& wanted) { return status_is(wanted, seen.sip.status); });
}

bool Pattern::allows_success() const {
  return std::any_of(arrow_->statuses.begin(), arrow_->statuses.end(),
                     [](const std::string& status) { return status.starts_with('2'); });
}

// A reply to any attempt at the command, from the one that was named on.
bool Pattern::is_reply(const Observation& seen, const Observation& command, const Transcript& transcript) {
  const Attempts::Refused* refused = transcript.attempts().find(command.number);
  if (!refused) return replies_to(seen, command);
  return std::any_of(refused->attempts.begin(), refused->attempts.end(), [&](std::uint32_t attempt) {
    return attempt >= command.number && replies_to(seen, transcript[transcript.index_of(attempt)]);
  });
}

// Another attempt is no new message, unless the ladder itself has shown the refusal before it.
std::string Pattern::repeated(const Observation& seen, const Transcript& transcript) {
  const std::uint32_t refusal = transcript.attempts().refusal_before(seen.number);
  if (refusal == 0 || !transcript.available(transcript.index_of(refusal), {})) return {};
  return fmt::format("it repeats message {}", transcript.attempts().find(seen.number)->attempts.front());
}

std::string Pattern::wrong_place(std::size_t index, const Transcript& transcript,
                                 const Bindings& bindings) const {
  const Observation& seen = transcript[index];
  if (std::string wrong = repeated(seen, transcript); !wrong.empty()) return wrong;
  if (const auto request = bindings.captured(arrow_->answers.text); request)
    if (!transcript.attempts().follows(transcript[*request].number, seen.answers))
      return fmt::format("it does not answer {}", arrow_->answers.text);
  if (const auto command = bindings.captured(arrow_->reply_to.text); command)
    if (!is_reply(seen, transcript[*command], transcript))
      return fmt::format("it is no reply to {}", arrow_->reply_to.text);
  if (arrow_->dialog.empty()) return {};
  if (const std::string* open = bindings.call_id(arrow_->dialog.text))
    return seen.call_id == *open ? "" : fmt::format("it does not belong to dialog {}", arrow_->dialog.text);
  const auto other = bindings.dialogs().find(seen.call_id);
  return other == bindings.dialogs().end() ? "" : fmt::format("it belongs to dialog {}", other->second);
}

// An answer to another request says nothing about the one that is missing.
Pattern::Fit Pattern::nearness(const Observation& seen, const Transcript& transcript,
                               const Bindings& bindings) const {
  if (arrow_->kind == ArrowKind::response) return Fit::unlike;
  const std::string* call_id = bindings.call_id(arrow_->dialog.text);
  const auto command = bindings.captured(arrow_->reply_to.text);
  if (!call_id && command) call_id = &transcript[*command].call_id;
  return call_id && seen.call_id == *call_id ? Fit::beside : Fit::elsewhere;
}

Pattern::Result Pattern::compare_content(std::size_t index, const Transcript& transcript,
                                         const Bindings& bindings) const {
  for (const HeaderTest& test : arrow_->headers)
    if (auto wrong = header_mismatch(test, transcript[index].sip, bindings.variables()))
      return {Fit::different, std::move(*wrong)};
  if (templates_.empty() && arrow_->wheres.empty()) return {Fit::fits, {}};
  const auto& tree = transcript.tree(index);
  if (!tree) return {Fit::different, tree.error().detail};
  for (const XmlTemplate& one : templates_)
    if (auto wrong = one.mismatch(**tree, bindings.variables()))
      return {Fit::different, std::move(wrong->sentence), wrong->held};
  for (const Text& xpath : arrow_->wheres) {
    const auto holds = xpath_holds(**tree, xpath.text, bindings.variables());
    if (!holds.value_or(false)) return {Fit::different, fmt::format("'{}' does not hold", xpath.text)};
  }
  return {Fit::fits, {}};
}

Pattern::Result Pattern::compare(std::size_t index, const Transcript& transcript,
                                 const Bindings& bindings) const {
  if (!same_kind(transcript[index])) return {Fit::unlike, {}};
  if (const std::string name = missing_name(bindings); !name.empty())
    return {Fit::elsewhere, fmt::format("'{}' has no value yet", name)};
  const bool same_status_too = same_status(transcript[index]);
  if (std::string wrong = wrong_place(index, transcript, bindings); !wrong.empty())
    return {same_status_too ? nearness(transcript[index], transcript, bindings) : Fit::unlike,
            std::move(wrong)};
  if (!same_status_too)
    return {.fit = Fit::different,
            .wrong = fmt::format("its status is not {}", fmt::join(arrow_->statuses, " or ")),
            .is_last_word = !arrow_->answers.empty() && transcript[index].sip.status >= 200};
  return compare_content(index, transcript, bindings);
}

}   // namespace parley::sim::ladder
