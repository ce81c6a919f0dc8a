// See test_pool_story.h.
#include "simulator/stories/test_pool_story.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "protocol/client/chat_client.h"
#include "reference_server/compliance/archive_work.h"
#include "reference_server/core/pool_file.h"
#include "reference_server/core/server.h"
#include "reference_server/storage/store_work.h"
#include "simulator/play/store_refusal.h"

namespace parley::sim {
namespace {

// What an archive that does not answer looks like, in the type that the request wants.
std::shared_ptr<const WorkAnswer> refuse_archive_request(const WorkRequest& request) {
  return std::visit(
      [](const auto& asked) -> std::shared_ptr<const WorkAnswer> {
        using Value = typename std::decay_t<decltype(asked)>::Answer;
        return std::make_shared<const compliance::ArchiveAnswer>(
            Result<Value>(fail(Errc::unavailable, "the story refuses it")));
      },
      dynamic_cast<const compliance::ArchiveRequest&>(request).what);
}

}   // namespace

PoolStory::PoolStory(PoolStorySetup setup)
    : setup_(std::move(setup)), world_(setup_.world), transcript_(Instant{}) {
  auto store = std::make_shared<storage::StoreWorker>(*storage::open_sqlite_store(":memory:"));
  store_ = std::make_shared<FaultyWorker>(store, refuse_store_request);
  auto archive = std::make_shared<compliance::ArchiveWorker>(*compliance::open_sqlite_archive(":memory:"),
                                                             std::make_shared<compliance::MemoryAdapter>());
  archive_ = std::make_shared<FaultyWorker>(archive, refuse_archive_request);
  for (const std::string_view name : checker_names()) {
    Checker* checker = checkers_.emplace_back(make_checker(name)).get();
    transcript_.listen([checker](const Observation& seen) { checker->see(seen); });
  }
  world_.watch(&transcript_);
  server_ = world_.add(server_spec());
  url_ = *world_.listen(server_, "tcp://pool:5060");
  transcript_.add(server_, "pool", Transcript::Role::server, url_);
  for (const std::string& user : setup_.users) {
    clients_.push_back(world_.add(client_spec(user)));
    transcript_.add(clients_.back(), user, Transcript::Role::client);
  }
}

NodeSpec PoolStory::server_spec() {
  server::ServerSetup setup;
  setup.directory = *server::read_pool_file(server::default_pool_text(), "contoso.com");
  setup.deviations = setup_.server;
  setup.refuse = setup_.refuse;
  setup.compliance.run_interval = setup_.batch_interval;
  const Random random = Random{setup_.world.seed}.fork("pool");
  // A restarted process draws anew, as one with another start time would.
  const auto make = [setup, random, lives = 0](const Now& now) mutable {
    return std::make_unique<server::Server>(setup, random.fork(fmt::format("life {}", lives++)), now);
  };
  return {"pool", make, {{Lane::store, store_}, {Lane::archive, archive_}}};
}

NodeSpec PoolStory::client_spec(const std::string& user) {
  client::ClientConfig config;
  config.user = user;
  config.password = "secret";
  config.target = url_;
  config.sent_by = user + ".invalid";
  config.deviations = setup_.client;
  const Random random = Random{setup_.world.seed}.fork(user);
  const auto make = [config, random, lives = 0](const Now&) mutable {
    return std::make_unique<client::ChatClient>(config, random.fork(fmt::format("life {}", lives++)));
  };
  return {user, make, {}};
}

NodeId PoolStory::node_of(std::string_view user) const {
  const auto at = std::find(setup_.users.begin(), setup_.users.end(), user);
  PARLEY_ASSERT(at != setup_.users.end());
  return clients_[static_cast<std::size_t>(at - setup_.users.begin())];
}

void PoolStory::say(std::string_view user, std::string line) { world_.tell(node_of(user), std::move(line)); }

void PoolStory::everybody(const std::string& line) {
  for (const std::string& user : setup_.users) say(user, line);
}

void PoolStory::rest(Duration time) { world_.run_until(world_.now().monotonic + time, nullptr); }

std::vector<reports::CheckRecord> PoolStory::judge() {
  std::vector<reports::CheckRecord> all;
  for (const auto& checker : checkers_)
    for (auto& record : checker->finish(world_.now().monotonic)) all.push_back(std::move(record));
  return all;
}

std::vector<std::string> PoolStory::complaints() {
  std::vector<std::string> all;
  if (world_.trouble()) all.push_back(world_.trouble()->detail);
  for (const auto& record : judge())
    if (record.verdict != reports::Verdict::pass)
      all.push_back(fmt::format("{} {} {}: {}", record.position, record.requirement,
                                to_string(record.verdict), record.actual));
  return all;
}

}   // namespace parley::sim
