// See leftovers.h.
#include "simulator/play/leftovers.h"

#include <map>
#include <set>

#include "simulator/ladder/expand.h"

namespace parley::sim {
namespace {

// Waits for the end of the instruction: "signed-out", or "error" of who is not signed in.
class Leavers final : public HostWatcher {
 public:
  explicit Leavers(std::span<const NodeId> clients) : waiting_(clients.begin(), clients.end()) {}

  void on_tell(const Now&, NodeId node, std::string_view line) override {
    const bool is_out = line.starts_with(R"({"event":"signed-out")");
    const bool is_refused = line.starts_with(R"({"event":"error")") && line.find("sign-out") != line.npos;
    if (is_out || is_refused) waiting_.erase(node);
  }
  bool all_have_left() const { return waiting_.empty(); }

 private:
  std::set<NodeId> waiting_;
};

constexpr std::string_view kFollow = "follow ";

// By actor: what undoes each "follow ROOM".
std::map<std::string, std::set<std::string>> undoing(const ladder::Scenario& scenario) {
  std::map<std::string, std::set<std::string>> lines;
  for (const ladder::Step& step : ladder::expand(scenario.steps))
    if (const auto* told = std::get_if<ladder::Do>(&step.what))
      if (told->line.text.starts_with(kFollow)) lines[told->actor.text].insert("un" + told->line.text);
  return lines;
}

}   // namespace

void unfollow_leftovers(const CastRequest& request, Stage& stage) {
  std::vector<NodeId> brooms;
  for (const auto& [actor, lines] : undoing(request.scenario)) {
    auto spec = client_spec(request, {actor, "before " + actor, request.foreign_server});
    if (!spec) continue;   // Told when the story itself is cast.
    const NodeId broom = brooms.emplace_back(stage.host->add(std::move(*spec)));
    stage.host->tell(broom, "sign-in");
    for (const std::string& line : lines) stage.host->tell(broom, line);
  }
  sign_out(brooms, *stage.host);
  for (const NodeId broom : brooms) stage.host->crash(broom);
}

void sign_out(std::span<const NodeId> clients, Host& host) {
  if (clients.empty()) return;
  Leavers leavers(clients);
  host.watch(&leavers);
  for (const NodeId client : clients) host.tell(client, "sign-out");
  host.run_until(host.now().monotonic + kTidyingMax, [&] { return leavers.all_have_left(); });
  host.watch(nullptr);
}

}   // namespace parley::sim
