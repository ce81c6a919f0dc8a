// Rules on the languages inside the language: XML, XPath, regular expressions.
#include <fmt/format.h>

#include "simulator/ladder/header_match.h"
#include "simulator/ladder/lint_rules.h"
#include "simulator/ladder/substitute.h"
#include "simulator/ladder/xml_template.h"
#include "simulator/ladder/xpath.h"

namespace parley::sim::ladder {
namespace {

void check_xml(const Text& xml, Complaints& complaints) {
  const auto read = XmlTemplate::read(xml.text, {});
  if (!read)
    complaints.add(
        xml, read.error().offset,
        fmt::format("the XML is not well formed: {}; expected one whole element", read.error().detail));
}

// A name that has no value is the business of lint_names; here it only must not hide other mistakes.
void check_xpath(const Text& xpath, Complaints& complaints) {
  std::set<std::string, std::less<>> variables;
  for (const Hole& variable : xpath_variables_of(xpath.text)) variables.insert(variable.name);
  const auto compiled = compile_xpath(xpath.text, variables);
  if (!compiled && holes_of(xpath.text).empty())
    complaints.add(xpath, compiled.error().offset,
                   fmt::format("the XPath cannot be understood: {}", compiled.error().detail));
}

void check_regex(const HeaderTest& test, Complaints& complaints) {
  if (test.kind != HeaderTest::Kind::matches) return;
  Variables any;
  for (const Hole& hole : holes_of(test.value.text)) any[hole.name] = "x";
  const auto works = regex_finds(substitute_in_regex(test.value.text, any), "");
  if (!works)
    complaints.add(test.value.position,
                   fmt::format("the regular expression cannot be understood: {}", works.error().detail));
}

void check_arrow(const Arrow& arrow, Complaints& complaints) {
  for (const Text& xml : arrow.templates) check_xml(xml, complaints);
  for (const Text& xpath : arrow.wheres) check_xpath(xpath, complaints);
  for (const HeaderTest& test : arrow.headers) check_regex(test, complaints);
  for (const auto& judgement : arrow.judgements) {
    if (const auto* let = std::get_if<Let>(&judgement)) {
      check_xpath(let->xpath, complaints);
      continue;
    }
    const Check& check = std::get<Check>(judgement);
    if (const auto* xpath = std::get_if<Text>(&check.what)) check_xpath(*xpath, complaints);
    else check_regex(std::get<HeaderTest>(check.what), complaints);
  }
}

}   // namespace

void lint_texts(const RuleInput& input, Complaints& complaints) {
  for (const Step& step : input.steps)
    for_each_arrow(step, [&](const ArrowInStep& one) { check_arrow(one.arrow, complaints); });
}

}   // namespace parley::sim::ladder
