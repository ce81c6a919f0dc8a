// See participants.h.
#include "simulator/checkers/participants.h"

#include <fmt/format.h>

#include <set>

namespace parley::sim {
namespace {

using reports::Keyword;
using xccos::Grade;

enum : std::size_t { kDescribed, kOnce };
constexpr Rule kRules[] = {
    {"XCCOS-JOIN-2", Keyword::must, Grade::A,
     "Every number in the value of an aib is the id of a uib of the same reply."},
    {"XCCOS-JOIN-3", Keyword::must_not, Grade::A, "No two uib of a reply have the same id."},
};

}   // namespace

std::span<const Rule> ParticipantsChecker::rules() const { return kRules; }

ParticipantsChecker::ParticipantsChecker() {
  for (const Rule& rule : kRules) tallies_.emplace_back(rule);
}

void ParticipantsChecker::see(const Observation& seen) {
  if (!seen.xccos) return;
  for (const xccos::Primitive& primitive : seen.xccos->primitives) {
    const auto* reply = std::get_if<xccos::Reply>(&primitive);
    if (!reply || !reply->response || reply->response->code != 200) continue;
    if (const auto* joined = std::get_if<xccos::Joined>(&reply->body)) judge_reply(seen, *joined);
  }
}

// What refers to nobody, and a single user, prove nothing.
void ParticipantsChecker::judge_reply(const Observation& seen, const xccos::Joined& joined) {
  std::set<std::uint32_t> ids;
  bool is_once = true;
  for (const xccos::User& user : joined.users) {
    if (!user.id || ids.insert(*user.id).second) continue;
    is_once = false;
    tallies_[kOnce].violate(seen.at, fmt::format("Two uib have the id {}.", *user.id), {seen.number});
  }
  if (is_once && ids.size() > 1) tallies_[kOnce].hold();
  for (const xccos::Room& room : joined.rooms)
    for (const xccos::RightsGroup& group : room.rights)
      for (const std::uint32_t id : group.user_ids) {
        if (ids.contains(id)) tallies_[kDescribed].hold();
        else
          tallies_[kDescribed].violate(
              seen.at, fmt::format("An aib of {} names the user {}, and no uib has that id.", room.uri, id),
              {seen.number});
      }
}

}   // namespace parley::sim
