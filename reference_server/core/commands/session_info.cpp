// requri and getserverinfo: where and what the service is (FLOW-SIGNIN-3; xccos.md 2.1, 3.7, 5.2).
#include "reference_server/core/commands/commands.h"

namespace parley::server {
namespace {

// "dbVersion" is a GUID whose meaning is not public; this one is ours (X).
constexpr std::string_view kDatabaseVersion = "7c5e0b1a-3d42-4a6e-8f19-2013c0ffee00";
constexpr std::string_view kRootCategory = "7f3c1a52-6b1e-4d0b-9a53-2f4b8f0c9d11";

}   // namespace

// Understood on any dialog: a real client asks the pool itself, too (real-client.md 3.4).
void on_requri(Step& step, const Asked& asked) {
  const User* user = step.state.directory.find_user(asked.session.user_uri);
  std::string uri = asked.session.pool.empty() && user ? user->default_pool : asked.session.pool;
  if (step.deviates("server-requri-without-scheme")) uri = uri.substr(uri.find(':') + 1);
  step.reply(asked.context, xccos::ServiceUri{{{}, std::move(uri)}});
}

void on_getserverinfo(Step& step, const Asked& asked, const xccos::GetServerInfo& command) {
  const Settings& settings = step.state.settings;
  xccos::ServerInfo info;
  info.info_type = command.wanted.info_type;
  info.server_time = to_iso8601(step.now.wall);
  info.search_limit = settings.search_limit;
  info.message_size_limit = settings.message_size_limit;
  info.story_size_limit = settings.story_size_limit;
  info.root_uri = xccos::CategoryUri{step.state.directory.domain, std::string(kRootCategory)}.to_string();
  info.db_version = std::string(kDatabaseVersion);
  if (step.deviates("server-info-is-empty")) return step.reply(asked.context, xccos::NoData{});
  step.reply(asked.context, std::move(info));
}

}   // namespace parley::server
