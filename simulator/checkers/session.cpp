// See session.h.
#include "simulator/checkers/session.h"

namespace parley::sim {

std::span<const Rule> SessionChecker::rules() const {
  static const std::vector<Rule> kAll = [] {
    std::vector<Rule> all;
    for (const auto part : {SessionFraming::rules(), SessionSequence::rules(), SessionOrigin::rules(),
                            SessionEnd::rules(), SessionAnswers::rules(), SessionReplies::rules()})
      all.insert(all.end(), part.begin(), part.end());
    return all;
  }();
  return kAll;
}

void SessionChecker::see(const Observation& seen) {
  const Dialog* dialog = dialogs_.see(seen);
  framing_.see(seen);
  sequence_.see(seen, dialog);
  origin_.see(seen, dialog);
  end_.see(seen, dialog);
  answers_.see(seen, dialog);
  replies_.see(seen, dialog);
}

std::vector<Tally> SessionChecker::judge(Instant end) {
  std::vector<Tally> all;
  for (const auto& part : {framing_.tallies(), sequence_.tallies(), origin_.tallies(), end_.tallies(),
                           answers_.tallies(end), replies_.tallies(end)})
    all.insert(all.end(), part.begin(), part.end());
  return all;
}

}   // namespace parley::sim
