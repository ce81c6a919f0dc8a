#include "simulator/play/cast.h"

#include <fmt/format.h>

#include "protocol/client/chat_client.h"
#include "reference_server/compliance/archive_work.h"
#include "reference_server/core/seed_store.h"
#include "reference_server/core/server.h"
#include "reference_server/storage/store_work.h"
#include "simulator/play/store_refusal.h"

namespace parley::sim {
namespace {

// A server that is somewhere else: the transcript needs its name only.
constexpr NodeId kNotOurs = UINT32_MAX;

ActorOptions options_of(const ladder::Scenario& scenario, const std::string& actor, ActorOptions options) {
  for (const ladder::Setting& setting : scenario.settings)
    if (setting.actor.text == actor)
      for (const auto& [name, value] : setting.options) add_option(options, name, value);
  return options;
}

// Chance of one actor in one story. The story's name is in it, because a server that is not ours meets all
// stories of a run and must never see the same Call-ID, tag or envelope twice.
Random origin_of(const CastRequest& request, const std::string& name) {
  return Random{request.seed}.fork(request.scenario.id.text).fork(name);
}

Deviations joined(const Deviations& a, const Deviations& b) {
  auto ids = a.ids();
  ids.insert(b.ids().begin(), b.ids().end());
  return Deviations(std::move(ids));
}

Error in(const ladder::Scenario& scenario, const std::string& actor, const Error& error) {
  return {error.code, fmt::format("{}: actor {}: {}", scenario.file, actor, error.detail), 0};
}

}   // namespace

Result<NodeSpec> client_spec(const CastRequest& request, const ClientRole& role) {
  // What is only remembered is not spoken to strangers (decision 0003).
  ActorOptions usual;
  if (!request.foreign_server.empty()) usual["wire_remembered"] = "false";
  auto config =
      client_part(role.actor, options_of(request.scenario, role.actor, std::move(usual)), request.directory);
  if (!config) return tl::unexpected(config.error());
  config->target = role.server_url;
  config->deviations = joined(config->deviations, request.deviations);
  NodeSpec spec;
  spec.name = role.name;
  auto life = std::make_shared<std::uint64_t>(0);
  const Random random = origin_of(request, role.name);
  spec.make = [config = *config, random, life](const Now&) {
    return std::make_unique<client::ChatClient>(config, random.fork(fmt::format("life {}", ++*life)));
  };
  return spec;
}

Result<Cast> Cast::assemble(const CastRequest& request, Stage& stage, Transcript& transcript) {
  Cast cast;
  cast.server_url_ = request.foreign_server;
  for (const ladder::Actor& actor : request.scenario.actors) {
    if (actor.role != "server") continue;
    if (!request.foreign_server.empty()) {
      transcript.add(kNotOurs, actor.name, Transcript::Role::server, request.foreign_server);
      continue;
    }
    if (auto added = cast.add_server(request, actor.name, stage, transcript); !added)
      return tl::unexpected(in(request.scenario, actor.name, added.error()));
  }
  for (const ladder::Actor& actor : request.scenario.actors)
    if (actor.role == "client")
      if (auto added = cast.add_client(request, actor.name, stage, transcript); !added)
        return tl::unexpected(in(request.scenario, actor.name, added.error()));
  return cast;
}

Result<void> Cast::add_server(const CastRequest& request, const std::string& name, Stage& stage,
                              Transcript& transcript) {
  auto part = server_part(options_of(request.scenario, name, {}), request.directory);
  if (!part) return tl::unexpected(part.error());
  part->setup.deviations = joined(part->setup.deviations, request.deviations);

  auto store = storage::open_sqlite_store(":memory:");
  if (!store) return tl::unexpected(store.error());
  if (auto seeded = server::seed_store(**store, request.directory); !seeded) return seeded;
  auto archive = compliance::open_sqlite_archive(":memory:");
  if (!archive) return tl::unexpected(archive.error());
  adapter_ = std::make_shared<compliance::MemoryAdapter>();
  adapter_->fail_next(part->adapter_fails);
  store_ = std::make_shared<FaultyWorker>(std::make_shared<storage::StoreWorker>(std::move(*store)),
                                          refuse_store_request);
  NodeSpec spec;
  spec.name = name;
  spec.workers[Lane::store] = store_;
  spec.workers[Lane::archive] = std::make_shared<compliance::ArchiveWorker>(std::move(*archive), adapter_);
  // A server that starts again is another one: the same seed would repeat the tags of its former life.
  auto life = std::make_shared<std::uint64_t>(0);
  const Random random = origin_of(request, name);
  spec.make = [setup = part->setup, random, life](const Now& now) {
    return std::make_unique<server::Server>(setup, random.fork(fmt::format("life {}", ++*life)), now);
  };
  const NodeId node = stage.host->add(std::move(spec));
  auto url = stage.host->listen(node, stage.server_url);
  if (!url) return tl::unexpected(url.error());
  transcript.add(node, name, Transcript::Role::server, *url);
  nodes_[name] = node;
  server_ = name;
  server_url_ = *url;
  return {};
}

Result<void> Cast::add_client(const CastRequest& request, const std::string& name, Stage& stage,
                              Transcript& transcript) {
  auto spec = client_spec(request, {name, name, server_url_});
  if (!spec) return tl::unexpected(spec.error());
  const NodeId node = stage.host->add(std::move(*spec));
  transcript.add(node, name, Transcript::Role::client);
  clients_.push_back(node);
  nodes_[name] = node;
  return {};
}

const NodeId* Cast::find(const std::string& actor) const {
  const auto found = nodes_.find(actor);
  return found == nodes_.end() ? nullptr : &found->second;
}

}   // namespace parley::sim
