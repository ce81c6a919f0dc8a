// See session.h.
#include "simulator/checkers/session.h"

namespace parley::sim {

std::span<const Rule> SessionChecker::rules() const {
  static const std::vector<Rule> kAll = [] {
    std::vector<Rule> all;
    for (const auto part : {SessionFraming::rules(), SessionSequence::rules(), SessionEnd::rules(),
                            SessionAnswers::rules(), SessionReplies::rules()})
      all.insert(all.end(), part.begin(), part.end());
    return all;
  }();
  return kAll;
}

void SessionChecker::see(const Observation& seen) {
  const Dialog* dialog = dialogs_.see(seen);
  framing_.see(seen);
  sequence_.see(seen, dialog);
  end_.see(seen, dialog);
  answers_.see(seen, dialog);
  replies_.see(seen, dialog);
}

std::vector<reports::CheckRecord> SessionChecker::finish(Instant end) {
  std::vector<reports::CheckRecord> records;
  for (const auto& part : {framing_.tallies(), sequence_.tallies(), end_.tallies(), answers_.tallies(end),
                           replies_.tallies(end)})
    for (auto& record : records_of(name(), part, end)) records.push_back(std::move(record));
  return records;
}

}   // namespace parley::sim
