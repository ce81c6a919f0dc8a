// Sentences.
#include "simulator/ladder/wording.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <string_view>

#include "protocol/base/text.h"

namespace parley::sim::ladder {
namespace {

// On one line, blanks between lines gone, and not too long.
std::string on_one_line(std::string_view xml) {
  std::string out;
  for (const std::string_view line : split(xml, '\n')) out += trim(line);
  if (out.size() > kRepeatedTextMax) out = out.substr(0, kRepeatedTextMax) + "[...]";
  return out;
}

std::string digits(std::int64_t ns, std::int64_t unit, std::string_view name) {
  std::string text = fmt::format("{}.{:03}", ns / unit, ns % unit * 1000 / unit);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') text.pop_back();
  return text.append(name);
}

}   // namespace

std::string stands_for_nothing(std::string_view name) {
  return fmt::format("'{}' stands for nothing: what would have named it was not seen", name);
}

std::string to_words(Duration length) {
  const std::int64_t ns = length.count();
  if (ns < 0) return "-" + to_words(-length);
  if (ns == 0 || ns >= 1'000'000'000) return digits(ns, 1'000'000'000, "s");
  if (ns >= 1'000'000) return digits(ns, 1'000'000, "ms");
  return digits(ns, 1'000, "us");
}

std::string to_words(const Arrow& arrow, const Variables& variables) {
  std::string text;
  if (arrow.kind == ArrowKind::response)
    text = fmt::format("{} answers {} with {}", arrow.from.text,
                       arrow.answers.empty() ? arrow.to.text : arrow.answers.text,
                       fmt::join(arrow.statuses, " or "));
  else if (arrow.kind == ArrowKind::internal)
    text = fmt::format("{} hands {} to {}", arrow.from.text, arrow.method, arrow.to.text);
  else text = fmt::format("{} sends {} to {}", arrow.from.text, arrow.method, arrow.to.text);
  if (!arrow.dialog.empty()) text += " in " + arrow.dialog.text;
  if (!arrow.reply_to.empty()) text += ", a reply to " + arrow.reply_to.text;
  for (const Text& xml : arrow.templates) text += ", with " + on_one_line(substitute(xml.text, variables));
  for (const Text& xpath : arrow.wheres)
    text += ", where " + on_one_line(substitute_in_xpath(xpath.text, variables));
  return text;
}

std::string to_words(const Check& check, const Variables& variables) {
  if (const auto* xpath = std::get_if<Text>(&check.what))
    return on_one_line(substitute_in_xpath(xpath->text, variables));
  const HeaderTest& test = std::get<HeaderTest>(check.what);
  const std::string value = on_one_line(substitute(test.value.text, variables));
  switch (test.kind) {
    case HeaderTest::Kind::equals: return fmt::format("{} is \"{}\"", test.name, value);
    case HeaderTest::Kind::matches: return fmt::format("{} matches \"{}\"", test.name, value);
    case HeaderTest::Kind::present: return fmt::format("there is a {}", test.name);
    case HeaderTest::Kind::absent: break;
  }
  return fmt::format("there is no {}", test.name);
}

std::string to_words(const Observation& observation) {
  const std::string what = observation.kind == Observation::Kind::request ? observation.method
                           : observation.kind == Observation::Kind::response
                               ? fmt::format("{}", observation.sip.status)
                               : observation.what;
  return fmt::format("message {} ({} from {} to {} at {})", observation.number, what, observation.from,
                     observation.to, to_words(observation.at - Instant{}));
}

std::string refused_for_good(const Observation& request, const Observation& refusal) {
  return fmt::format("{} was refused with {}, and the message was not accepted after that", to_words(request),
                     refusal.sip.status);
}

}   // namespace parley::sim::ladder
