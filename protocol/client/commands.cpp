#include "protocol/client/commands.h"

#include <fmt/format.h>

#include <array>
#include <utility>
#include <vector>

#include "protocol/base/text.h"
#include "protocol/xccos/codec.h"

namespace parley::client {
namespace {

constexpr std::array<std::string_view, 4> kNames = {"sent", "acknowledged", "done", "failed"};

struct IdOf {
  std::string_view operator()(const xccos::RequestUri&) const { return "cmd:requri"; }
  std::string_view operator()(const xccos::GetServerInfo&) const { return "cmd:getserverinfo"; }
  std::string_view operator()(const xccos::GetAssociations&) const { return "cmd:getassociations"; }
  std::string_view operator()(const xccos::GetPreference&) const { return "cmd:getpref"; }
  std::string_view operator()(const xccos::SetPreference&) const { return "cmd:setpref"; }
  std::string_view operator()(const xccos::Join&) const { return "cmd:join"; }
  std::string_view operator()(const xccos::BatchJoin&) const { return "cmd:bjoin"; }
  std::string_view operator()(const xccos::Part&) const { return "cmd:part"; }
  std::string_view operator()(const xccos::BackChatContext&) const { return "cmd:bccontext"; }
  std::string_view operator()(const xccos::SearchByDate&) const { return "cmd:bcbydate"; }
  std::string_view operator()(const xccos::SearchByMessage&) const { return "cmd:bcbymsg"; }
  std::string_view operator()(const xccos::ChannelSearch&) const { return "cmd:chansrch"; }
  std::string_view operator()(const xccos::GetInvitations&) const { return "cmd:getinv"; }
  std::string_view operator()(const xccos::GetUploadToken&) const { return "cmd:getfutok"; }
  std::string_view operator()(const xccos::GetDownloadToken&) const { return "cmd:getfdtok"; }
  std::string_view operator()(const xccos::GetCreatableCategories&) const {
    return "cmd:nodespermcreatechild";
  }
  std::string_view operator()(const xccos::CreateRoom&) const { return "cmd:chancreate"; }
  std::string_view operator()(const xccos::ModifyRoom&) const { return "cmd:chanmodify"; }
  std::string_view operator()(const xccos::Unknown&) const { return "cmd:unknown"; }
};

}   // namespace

std::string_view to_string(CommandState state) { return kNames[static_cast<std::size_t>(state)]; }

std::span<const Transition<CommandState>> transitions_of(CommandState) {
  using enum CommandState;
  static constexpr Transition<CommandState> kTransitions[] = {
      {sent, acknowledged, "200"},
      {sent, done, "reply with code 200, before the 200"},
      {sent, failed, "the INFO is refused, or a reply with another code"},
      {sent, failed, "session lost"},
      {acknowledged, done, "reply with code 200"},
      {acknowledged, failed, "reply with another code"},
      {acknowledged, failed, "no reply within 32 s"},
      {acknowledged, failed, "session lost"},
  };
  return kTransitions;
}

Commands::Commands(Ground& ground, Session& session, Requests& requests)
    : ground_(ground),
      session_(session),
      requests_(requests),
      next_envid_(1 + ground.random.below(0x7fffffff)) {}

std::string Commands::write(const xccos::Envelope& envelope) const {
  const bool lync = ground_.config.profile == Profile::lync2013;
  return xccos::encode(envelope, lync ? xccos::Writer::lync_client : xccos::Writer::sipe);
}

void Commands::ask(xccos::CommandBody body, std::function<void(const Answer&)> done) {
  const std::uint64_t envid = next_envid();
  const std::string id{std::visit(IdOf{}, body)};
  if (open_.size() >= kOpenMax) {
    ground_.after(Duration{0}, [done = std::move(done)] {
      done(tl::unexpected(CommandFailure{false, fmt::format("{} commands wait for a reply", kOpenMax)}));
    });
    return;
  }
  open_.emplace(envid, Open{id, std::move(done)});
  if (!session_.up()) {   // Lost since the caller planned this; told later, as every failure is.
    ground_.after(Duration{0}, [this, envid] {
      conclude(envid, tl::unexpected(CommandFailure{true, "there is no session"}));
    });
    return;
  }
  const std::string document = write({envid, {xccos::Command{id, 1, std::move(body)}}});
  open_.at(envid).request = session_.info(
      "INFO " + id, document, [this, envid](const Outcome& outcome) { on_delivered(envid, outcome); });
}

void Commands::on_delivered(std::uint64_t envid, const Outcome& outcome) {
  const auto found = open_.find(envid);
  if (found == open_.end()) return;   // The reply was quicker, or the session is lost.
  if (!outcome.accepted()) {
    return conclude(envid, tl::unexpected(CommandFailure{outcome.session_gone(), outcome.reason()}));
  }
  found->second.state.go(CommandState::acknowledged);
  found->second.timeout = ground_.after(ground_.config.reply_timeout, [this, envid] {
    conclude(envid, tl::unexpected(CommandFailure{false, "it was accepted, but no reply came"}));
  });
}

void Commands::conclude(std::uint64_t envid, const Answer& answer) {
  auto node = open_.extract(envid);
  if (node.empty()) return;
  node.mapped().state.go(answer ? CommandState::done : CommandState::failed);
  ground_.alarms.cancel(node.mapped().timeout);
  requests_.forget(node.mapped().request);   // A reply acknowledges as well as a 200 does.
  node.mapped().done(answer);
}

std::uint64_t Commands::envid_answered_by(const xccos::Reply& reply) const {
  if (reply.command) return open_.contains(reply.command->envid) ? reply.command->envid : 0;
  for (const auto& [envid, open] : open_)
    if (equal_ignoring_case(xccos::reply_id_of(open.id), reply.id)) return envid;
  return 0;
}

bool Commands::on_reply(const xccos::Reply& reply) {
  const std::uint64_t envid = envid_answered_by(reply);
  if (envid == 0) return false;
  const xccos::Response result = reply.response.value_or(xccos::Response{500, "no resp"});
  if (result.code == 200) conclude(envid, reply);
  else conclude(envid, tl::unexpected(CommandFailure{false, fmt::format("{} {}", result.code, result.text)}));
  return true;
}

void Commands::session_lost() {
  std::vector<std::uint64_t> all;
  for (const auto& [envid, open] : open_) all.push_back(envid);
  for (const std::uint64_t envid : all)
    conclude(envid, tl::unexpected(CommandFailure{true, "the session was lost before the reply"}));
}

}   // namespace parley::client
