// Writes the cases of a run record as JUnit XML; every text of a peer is escaped.
#include "reports/junit_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <string_view>
#include <utility>
#include <vector>

#include "reports/printable.h"
#include "reports/summary.h"
#include "reports/wording.h"

namespace parley::reports {
namespace {

struct Suite {
  std::string name;
  std::vector<const CaseRecord*> cases;
};

// "sign-in/enabled" is case "enabled" of suite "sign-in"; an id without folder belongs to the verb.
std::pair<std::string, std::string> suite_and_name(const RunRecord& run, const CaseRecord& one) {
  const std::size_t slash = one.id.rfind('/');
  if (slash == std::string::npos) return {run.verb, one.id};
  return {one.id.substr(0, slash), one.id.substr(slash + 1)};
}

std::vector<Suite> suites_of(const RunRecord& run) {
  std::vector<Suite> suites;
  for (const CaseRecord& one : run.cases) {
    const std::string name = suite_and_name(run, one).first;
    auto found = std::find_if(suites.begin(), suites.end(), [&](const Suite& s) { return s.name == name; });
    if (found == suites.end()) found = suites.insert(suites.end(), Suite{name, {}});
    found->cases.push_back(&one);
  }
  return suites;
}

std::string name_of(const CheckRecord& check) {
  return check.requirement.empty() ? "untagged" : check.requirement;
}

std::string describe(const CheckRecord& check) {
  std::string text =
      fmt::format("{} {} ({}, grade {}) at {}\n  expected: {}\n", to_string(check.verdict), name_of(check),
                  to_string(check.keyword), to_string(check.grade), check.position, check.expected);
  if (!check.actual.empty()) text += fmt::format("  actual:   {}\n", check.actual);
  return text;
}

// tests="" failures="" errors="" skipped="" time="", for one suite or for all.
std::string totals(const std::vector<const CaseRecord*>& cases) {
  Tally tally;
  std::int64_t duration = 0;
  for (const CaseRecord* one : cases) {
    tally.add(one->verdict);
    duration += one->duration_ns;
  }
  std::string time = seconds(duration, 3);
  time.resize(time.size() - 2);   // No " s".
  return fmt::format("tests=\"{}\" failures=\"{}\" errors=\"{}\" skipped=\"{}\" time=\"{}\"", tally.total(),
                     tally.of(Verdict::fail), tally.of(Verdict::inconc) + tally.of(Verdict::error),
                     tally.of(Verdict::na) + tally.of(Verdict::notrun), time);
}

class Junit {
 public:
  explicit Junit(const RunRecord& run) : run_(run) {}

  std::string xml() {
    std::vector<const CaseRecord*> all;
    for (const CaseRecord& one : run_.cases) all.push_back(&one);
    add("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"{} {}\" {}>\n",
        escape_markup(run_.product), escape_markup(run_.verb), totals(all));
    for (const Suite& suite : suites_of(run_)) add_suite(suite);
    return std::move(out_) + "</testsuites>\n";
  }

 private:
  template <class... Args>
  void add(fmt::format_string<Args...> format, Args&&... args) {
    fmt::format_to(std::back_inserter(out_), format, std::forward<Args>(args)...);
  }

  void add_property(std::string_view name, std::string_view value) {
    add("      <property name=\"{}\" value=\"{}\"/>\n", escape_markup(name), escape_markup(value));
  }

  void add_suite(const Suite& suite) {
    add("  <testsuite name=\"{}\" {}>\n    <properties>\n", escape_markup(suite.name), totals(suite.cases));
    add_property("version", run_.product + " " + run_.version);
    add_property("build", run_.build);
    add_property("mode", run_.mode);
    if (!run_.is_joined) add_property("seed", fmt::format("{}", run_.seed));
    add_property("fingerprint", run_.fingerprint);
    add_property("reproduce", run_.reproduce);
    for (const CaseRecord* one : suite.cases)
      for (const CheckRecord& check : one->checks)
        if (check.verdict == Verdict::warn || check.verdict == Verdict::info)
          add_property(fmt::format("{} {}#{}", to_string(check.verdict), one->id, name_of(check)),
                       check.actual);
    add("    </properties>\n");
    for (const CaseRecord* one : suite.cases) add_case(suite, *one);
    add("  </testsuite>\n");
  }

  void add_case(const Suite& suite, const CaseRecord& one) {
    std::string time = seconds(one.duration_ns, 3);
    time.resize(time.size() - 2);
    std::string folder = suite.name;
    std::replace(folder.begin(), folder.end(), '/', '.');
    add("    <testcase classname=\"{}.{}\" name=\"{}\" time=\"{}\">\n", escape_markup(run_.product),
        escape_markup(folder), escape_markup(suite_and_name(run_, one).second), time);
    add_outcome(one);
    add_output(one);
    add("    </testcase>\n");
  }

  void add_outcome(const CaseRecord& one) {
    switch (one.verdict) {
      case Verdict::fail: return add_trouble("failure", first_failed(one), one);
      case Verdict::inconc: return add_trouble("error", "inconclusive", one);
      case Verdict::error: return add_trouble("error", "harness", one);
      case Verdict::na:
      case Verdict::notrun:
        return add("      <skipped message=\"{}: {}\"/>\n", to_string(one.verdict),
                   escape_markup(one.reason));
      case Verdict::info:
      case Verdict::pass:
      case Verdict::warn: return;
    }
  }

  static std::string first_failed(const CaseRecord& one) {
    for (const CheckRecord& check : one.checks)
      if (check.verdict == Verdict::fail) return name_of(check);
    return "untagged";
  }

  void add_trouble(std::string_view element, std::string_view type, const CaseRecord& one) {
    std::string text;
    for (const CheckRecord& check : one.checks)
      if (check.verdict >= Verdict::inconc) text += describe(check);
    text += fmt::format("reproduce: {}\n", run_.reproduce);
    add("      <{} type=\"{}\" message=\"{}\">{}</{}>\n", element, escape_markup(type),
        escape_markup(one.reason), escape_markup(text), element);
  }

  void add_output(const CaseRecord& one) {
    std::string text;
    for (const CheckRecord& check : one.checks)
      if (check.verdict == Verdict::warn || check.verdict == Verdict::info) text += describe(check);
    for (const std::string& note : one.notes) text += note + "\n";
    if (!text.empty()) add("      <system-out>{}</system-out>\n", escape_markup(text));
  }

  const RunRecord& run_;
  std::string out_;
};

}   // namespace

std::string to_junit(const RunRecord& run) { return Junit(run).xml(); }

}   // namespace parley::reports
