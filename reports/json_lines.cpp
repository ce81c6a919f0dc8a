// See json_lines.h.
#include "reports/json_lines.h"

#include <boost/json.hpp>

#include "reports/printable.h"

namespace parley::reports {

bool is_worth_telling(const CheckRecord& check) {
  return check.verdict > Verdict::pass || check.verdict == Verdict::info;
}

std::string to_json_line(const CaseRecord& one, const Origin& origin) {
  boost::json::array checks;
  for (const CheckRecord& check : one.checks)
    if (is_worth_telling(check))
      checks.push_back({{"requirement", check.requirement},
                        {"verdict", std::string(to_string(check.verdict))},
                        {"position", valid_utf8(check.position)},
                        {"expected", valid_utf8(check.expected)},
                        {"actual", valid_utf8(check.actual)}});
  const boost::json::object line{{"case", one.id},
                                 {"verdict", std::string(to_string(one.verdict))},
                                 {"title", one.title},
                                 {"reason", valid_utf8(one.reason)},
                                 {"checks", std::move(checks)},
                                 {"seed", origin.seed},
                                 {"reproduce", valid_utf8(origin.command)},
                                 {"duration_ns", one.duration_ns},
                                 {"fingerprint", one.fingerprint}};
  return boost::json::serialize(line) + "\n";
}

std::string to_json_lines(const RunRecord& run) {
  std::string lines;
  for (const CaseRecord& one : run.cases) lines += to_json_line(one, {run.seed, run.reproduce});
  return lines;
}

}   // namespace parley::reports
