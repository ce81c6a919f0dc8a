#include "conformance/caught.h"

#include <exception>

namespace parley::conformance {

using reports::Verdict;

reports::CaseRecord unplayed(const sim::ladder::Scenario& scenario, Verdict verdict, std::string reason) {
  reports::CaseRecord record;
  record.id = scenario.id.text;
  record.title = scenario.title.text;
  record.file = scenario.file;
  for (const sim::ladder::Text& id : scenario.covers) record.covers.push_back(id.text);
  record.verdict = verdict;
  record.reason = std::move(reason);
  return record;
}

reports::CaseRecord caught(const sim::ladder::Scenario& scenario,
                           const std::function<reports::CaseRecord()>& play) {
  try {
    return play();
  } catch (const std::exception& error) {
    return unplayed(scenario, Verdict::error, std::string("the harness threw: ") + error.what());
  } catch (...) {
    return unplayed(scenario, Verdict::error, "the harness threw what is no exception");
  }
}

}   // namespace parley::conformance
