#include "tests/test_stranger.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <regex>
#include <set>

#include "conformance/projection.h"
#include "conformance/requirements.h"
#include "protocol/base/text.h"
#include "protocol/client/chat_client.h"
#include "protocol/sip/stream_parser.h"
#include "protocol/xccos/codec.h"
#include "reference_server/compliance/archive_work.h"
#include "reference_server/compliance/memory_adapter.h"
#include "reference_server/core/pool_file.h"
#include "reference_server/core/seed_store.h"
#include "reference_server/core/server.h"
#include "reference_server/storage/store_work.h"
#include "simulator/checkers/dialogs.h"
#include "simulator/play/player.h"

namespace parley::tests {
namespace {

constexpr const char* kUrl = "tcp://pool:5060";
const std::vector<std::string> kPeople{"xenia", "yuri"};   // Members of "Design review", too.

std::string pool_text(const Habits& habits) {
  std::string text(server::default_pool_text());
  text = std::regex_replace(text, std::regex(R"(("alice", "bob", "carol"))"), R"($1, "xenia", "yuri")");
  if (habits.other_rooms) text = std::regex_replace(text, std::regex("(id = \"[0-9a-f-]{32})...."), "$010ff");
  for (const std::string& name : kPeople)
    text += fmt::format("\n[[users]]\nname = \"{}\"\ndisplay = \"{}\"\npassword = \"secret\"\n", name, name);
  return text;
}

// Stands between the server and the world.
class Handled final : public Endpoint {
 public:
  Handled(server::ServerSetup setup, const Habits& habits, const Now& started)
      : server_(std::move(setup), Random{7}.fork("stranger"), started), habits_(habits) {}

  Turn on_event(const Now& now, const Event& event) override {
    if (const auto* down = std::get_if<LinkDown>(&event); down && habits_.old_sessions != OldSessions::end) {
      gone_.insert(down->link);
      Turn turn;
      turn.wake_at = wake_at_;
      return turn;
    }
    if (const auto* bytes = std::get_if<LinkBytes>(&event)) learn_user(*bytes);
    Turn turn = server_.on_event(now, event);
    wake_at_ = turn.wake_at;
    std::erase_if(turn.effects, [this](Effect& effect) { return !handle(effect); });
    return turn;
  }

 private:
  void learn_user(const LinkBytes& bytes) {
    sip::StreamParser parser;
    parser.feed(bytes.bytes);
    const auto first = parser.next();
    if (!first || !*first || !(*first)->is_request()) return;
    if (const auto from = sip::parse_name_addr((*first)->headers.get("From")))
      users_[bytes.link] = sim::address_of(from->uri);
  }

  // False: it is not carried out.
  bool handle(Effect& effect) {
    if (auto* close = std::get_if<CloseLink>(&effect)) return !gone_.contains(close->link);
    auto* send = std::get_if<SendBytes>(&effect);
    if (!send) return true;
    if (habits_.hand) send->bytes = with_hand(send->whole()), send->shared.reset();
    if (!gone_.contains(send->link)) return true;
    const auto heir = std::find_if(users_.rbegin(), users_.rend(), [&](const auto& one) {
      return one.second == users_[send->link] && !gone_.contains(one.first);
    });
    if (habits_.old_sessions != OldSessions::move_on || heir == users_.rend()) return false;
    send->link = heir->first;
    return true;
  }

  std::string with_hand(const std::string& bytes) const {
    sip::StreamParser parser;
    parser.feed(bytes);
    std::string out;
    while (auto next = parser.next()) {
      if (!*next || (*next)->fault) return bytes;
      habits_.hand(**next);
      out += sip::write(**next);
    }
    return out;
  }

  server::Server server_;
  const Habits& habits_;
  Instant wake_at_ = Instant::never();
  std::map<LinkId, std::string> users_;
  std::set<LinkId> gone_;
};

// Puts the actors of one story on the world, and takes them off it when the story is over.
class OneStory final : public Host {
 public:
  OneStory(sim::World& world, std::string story) : world_(world), story_(std::move(story)) {}
  ~OneStory() override {
    for (const NodeId node : nodes_) world_.crash(node);
  }
  OneStory(const OneStory&) = delete;
  OneStory& operator=(const OneStory&) = delete;

  NodeId add(NodeSpec spec) override {
    spec.name = fmt::format("{} of {}", spec.name, story_);
    return nodes_.emplace_back(world_.add(std::move(spec)));
  }
  Result<std::string> listen(NodeId node, std::string_view url) override { return world_.listen(node, url); }
  void tell(NodeId node, std::string line) override { world_.tell(node, std::move(line)); }
  void crash(NodeId node) override { world_.crash(node); }
  void restart(NodeId node) override { world_.restart(node); }
  void cut_links(NodeId node) override { world_.cut_links(node); }
  void watch(HostWatcher* watcher) override { world_.watch(watcher); }
  Now now() const override { return world_.now(); }
  bool run_until(Instant deadline, const std::function<bool()>& done) override {
    return world_.run_until(deadline, done);
  }

 private:
  sim::World& world_;
  std::string story_;
  std::vector<NodeId> nodes_;
};

}   // namespace

Stranger::Stranger(Habits habits)
    : habits_(std::move(habits)),
      directory_(*server::read_pool_file(pool_text(habits_), habits_.settings.domain)),
      world_(sim::WorldConfig{}) {
  server::ServerSetup setup;
  setup.settings = habits_.settings;
  setup.directory = directory_;
  auto store = *storage::open_sqlite_store(":memory:");
  EXPECT_TRUE(server::seed_store(*store, directory_));
  NodeSpec spec;
  spec.name = "stranger";
  spec.make = [this, setup](const Now& now) { return std::make_unique<Handled>(setup, habits_, now); };
  spec.workers[Lane::store] = std::make_shared<storage::StoreWorker>(std::move(store));
  spec.workers[Lane::archive] = std::make_shared<compliance::ArchiveWorker>(
      *compliance::open_sqlite_archive(":memory:"), std::make_shared<compliance::MemoryAdapter>());
  EXPECT_TRUE(world_.listen(world_.add(std::move(spec)), kUrl));
  if (!habits_.has_people) return;
  for (const std::string& user : kPeople) {
    people_.push_back(add_client(user));
    for (const char* room : {"Lobby", "Operations", "Design review", "Announcements"})
      world_.tell(people_.back(), fmt::format("join {}", room));
  }
  run_for(std::chrono::seconds{5});
  let_people_talk();
}

reports::CaseRecord Stranger::play(const sim::ladder::Scenario& scenario) {
  conformance::RunPlan plan;
  plan.mode = conformance::Mode::tcp;
  plan.foreign_server = kUrl;
  if (const auto excused = conformance::not_applicable(scenario, plan)) return *excused;
  sim::PlayOptions options;
  options.directory = &directory_;
  options.requirements = &conformance::requirement_table();
  options.foreign_server = kUrl;
  options.under_test = "server";
  OneStory host(world_, scenario.id.text);
  sim::Stage stage{&host, &world_, kUrl};
  return sim::play(scenario, stage, options);
}

void Stranger::visit(const std::string& user, const std::vector<std::string>& instructions) {
  const NodeId node = add_client(user);
  for (const std::string& line : instructions) world_.tell(node, line);
  run_for(std::chrono::seconds{5});
  world_.crash(node);
}

NodeId Stranger::add_client(const std::string& user) {
  client::ClientConfig config;
  config.user = user;
  config.domain = directory_.domain;
  config.password = "secret";
  config.target = kUrl;
  NodeSpec spec;
  spec.name = fmt::format("visitor {}", ++visits_);
  spec.make = [config, name = spec.name](const Now&) {
    return std::make_unique<client::ChatClient>(config, Random{7}.fork(name));
  };
  const NodeId node = world_.add(std::move(spec));
  world_.tell(node, "sign-in");
  return node;
}

void Stranger::let_people_talk() {
  constexpr Duration kEvery = std::chrono::milliseconds{20};
  const char* const kRooms[] = {"Lobby", "Design review", "Operations"};
  world_.tell(people_[said_ % people_.size()],
              fmt::format("post \"{}\" \"so I said {}\"", kRooms[said_ % 3], said_));
  ++said_;
  world_.at(world_.now().monotonic + kEvery, [this] { let_people_talk(); });
}

void Stranger::run_for(Duration time) {
  world_.run_until(world_.now().monotonic + time, [] { return false; });
}

void show_newest_first(sip::Message& message) {
  if (message.method != "INFO") return;
  auto decoded = xccos::decode(message.body, xccos::Reading::lenient);
  if (!decoded) return;
  for (xccos::Primitive& primitive : decoded->envelope.primitives)
    if (auto* reply = std::get_if<xccos::Reply>(&primitive))
      if (auto* history = std::get_if<xccos::History>(&reply->body)) {
        std::reverse(history->room.messages.begin(), history->room.messages.end());
        message.body = xccos::encode(decoded->envelope, xccos::Writer::server);
      }
}

void refuse_by_488(sip::Message& message) {
  if (message.status != 403 && message.status != 404) return;
  message.status = 488;
  message.reason = "Not Acceptable Here";
}

void accept_by_202(sip::Message& message) {
  if (message.status != 200 || !message.headers.get("CSeq").ends_with("SUBSCRIBE")) return;
  message.status = 202;
  message.reason = "Accepted";
}

void leave_out_schemes(sip::Message& message) {
  static const std::regex kPool("(PoolUris?\">|PoolUris\">[^<]* )sip:");
  message.body = std::regex_replace(message.body, kPool, "$1");
}

}   // namespace parley::tests
