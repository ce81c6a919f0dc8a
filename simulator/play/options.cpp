#include "simulator/play/options.h"

#include <fmt/format.h>

#include <functional>

#include "protocol/base/text.h"
#include "simulator/ladder/cursor.h"

namespace parley::sim {
namespace {

// An option's name and what to do with its value; the function says whether the value is one.
template <class Part>
using Setter = std::function<Result<void>(Part&, const std::string&)>;
template <class Part>
using Setters = std::map<std::string, Setter<Part>, std::less<>>;

constexpr char kRuleSeparator = ';', kIdSeparator = ',';

tl::unexpected<Error> wrong(const std::string& value, std::string_view expected) {
  return fail(Errc::malformed, fmt::format("'{}' where {} was expected", value, expected));
}

Result<void> set_duration(Duration& field, const std::string& value) {
  const auto duration = parse_duration(value);
  if (!duration) return tl::unexpected(duration.error());
  field = *duration;
  return {};
}

Result<void> set_count(std::uint32_t& field, const std::string& value) {
  const auto number = parse_uint32(value);
  if (!number) return wrong(value, "a number");
  field = *number;
  return {};
}

Result<void> set_flag(bool& field, const std::string& value) {
  if (value != "true" && value != "false") return wrong(value, "true or false");
  field = value == "true";
  return {};
}

template <class Choice>
Result<void> set_choice(Choice& field, const std::string& value,
                        std::initializer_list<std::pair<std::string_view, Choice>> choices) {
  std::string names;
  for (const auto& [name, choice] : choices) {
    if (name == value) return field = choice, Result<void>{};
    names += (names.empty() ? "" : ", ") + std::string(name);
  }
  return wrong(value, "one of " + names);
}

Deviations with(const Deviations& known, const std::string& list) {
  auto ids = known.ids();
  for (const std::string_view id : split(list, kIdSeparator)) ids.emplace(trim(id));
  return Deviations(std::move(ids));
}

Result<void> add_rule(ServerPart& part, const std::string& value) {
  for (const std::string_view one : split(value, kRuleSeparator)) {
    auto rule = server::parse_refuse_rule(one);
    if (!rule) return tl::unexpected(rule.error());
    part.setup.refuse.push_back(std::move(*rule));
  }
  return {};
}

const Setters<ServerPart>& server_setters() {
  using P = ServerPart;
  using V = const std::string&;
  static const Setters<ServerPart> kSetters{
      {"refuse", add_rule},
      {"deviate",
       [](P& p, V v) {
         p.setup.deviations = with(p.setup.deviations, v);
         return Result<void>{};
       }},
      {"session_expires", [](P& p, V v) { return set_duration(p.setup.settings.session_expires, v); }},
      {"batch_interval", [](P& p, V v) { return set_duration(p.setup.compliance.run_interval, v); }},
      {"adapter_fails", [](P& p, V v) { return set_count(p.adapter_fails, v); }},
      {"posts_in_flight_max", [](P& p, V v) { return set_count(p.setup.settings.posts_in_flight_max, v); }},
      {"participant_limit",
       [](P& p, V v) { return set_count(p.setup.settings.participant_update_limit, v); }},
      {"wire_remembered", [](P& p, V v) { return set_flag(p.setup.settings.wire_remembered, v); }},
      {"notification",
       [](P& p, V v) {
         using N = server::Notification;
         return set_choice<N>(
             p.setup.settings.notification, v,
             {{"piggyback", N::piggyback}, {"benotify", N::benotify}, {"notify", N::notify}});
       }},
      {"auth", [](P& p, V v) {
         using A = server::Authentication;
         return set_choice<A>(p.setup.settings.authentication, v, {{"none", A::none}, {"digest", A::digest}});
       }}};
  return kSetters;
}

struct ClientPart {
  client::ClientConfig config;
  const server::Directory& directory;
  bool wrong_password = false;
};

// The value is in no sentence: who gave one has probably given a real one.
Result<void> set_password(ClientPart& part, const std::string& value) {
  if (value != "wrong")
    return fail(Errc::malformed,
                "a scenario holds no password, since reports keep its text; expected 'wrong', and passwords "
                "in the pool file (--users, --rooms)");
  part.wrong_password = true;
  return {};
}

// Rooms by name or URI; the client knows them by URI.
Result<void> set_open_rooms(ClientPart& part, const std::string& value) {
  for (const std::string_view piece : split(value, ',')) {
    const std::string_view wanted = trim(piece);
    std::string uri;
    for (const server::Room& room : part.directory.rooms())
      if (equal_ignoring_case(room.name, wanted) || room.uri == wanted) uri = room.uri;
    if (uri.empty()) return wrong(std::string(wanted), "the name of a room");
    part.config.rooms_left_open.push_back(std::move(uri));
  }
  return {};
}

const Setters<ClientPart>& client_setters() {
  using P = ClientPart;
  using V = const std::string&;
  static const Setters<ClientPart> kSetters{
      {"user", [](P& p, V v) { return p.config.user = v, Result<void>{}; }},
      {"password", set_password},
      {"open", set_open_rooms},
      {"history", [](P& p, V v) { return set_count(p.config.history_count, v); }},
      {"attempts", [](P& p, V v) { return set_count(p.config.retry.attempts_max, v); }},
      {"timeout", [](P& p, V v) { return set_duration(p.config.transaction_timeout, v); }},
      {"wire_remembered", [](P& p, V v) { return set_flag(p.config.wire_remembered, v); }},
      {"deviate",
       [](P& p, V v) {
         p.config.deviations = with(p.config.deviations, v);
         return Result<void>{};
       }},
      {"profile", [](P& p, V v) {
         using C = client::Profile;
         return set_choice<C>(p.config.profile, v, {{"lync2013", C::lync2013}, {"lookup", C::lookup}});
       }}};
  return kSetters;
}

template <class Part>
Result<void> apply(Part& part, const ActorOptions& options, const Setters<Part>& setters) {
  for (const auto& [name, value] : options) {
    const auto setter = setters.find(name);
    if (setter == setters.end()) {
      std::string known;
      for (const auto& [one, unused] : setters) known += (known.empty() ? "" : ", ") + one;
      return fail(Errc::malformed, fmt::format("unknown option '{}'; known are {}", name, known));
    }
    if (auto set = setter->second(part, value); !set)
      return fail(Errc::malformed, fmt::format("option {}: {}", name, set.error().detail));
  }
  return {};
}

}   // namespace

bool adds_up(std::string_view option) { return option == "refuse" || option == "deviate"; }

void add_option(ActorOptions& options, const std::string& name, const std::string& value) {
  const auto [at, fresh] = options.try_emplace(name, value);
  if (fresh) return;
  if (!adds_up(name)) at->second = value;
  else at->second += (name == "refuse" ? kRuleSeparator : kIdSeparator) + value;
}

Result<ServerPart> server_part(const ActorOptions& options, const server::Directory& directory) {
  ServerPart part;
  part.setup.directory = directory;
  part.setup.settings.domain = directory.domain;
  if (auto applied = apply(part, options, server_setters()); !applied) return tl::unexpected(applied.error());
  return part;
}

Result<client::ClientConfig> client_part(const std::string& actor, const ActorOptions& options,
                                         const server::Directory& directory) {
  ClientPart part{{}, directory, false};
  part.config.user = actor;
  part.config.domain = directory.domain;
  if (auto applied = apply(part, options, client_setters()); !applied) return tl::unexpected(applied.error());
  const server::User* user =
      directory.find_user(fmt::format("sip:{}@{}", part.config.user, directory.domain));
  if (user) part.config.password = user->password;
  if (part.wrong_password) part.config.password.insert(0, "not ");
  return part.config;
}

Result<Duration> parse_duration(std::string_view text) {
  ladder::Cursor cursor(text);
  const auto duration = cursor.duration();
  if (!duration || !cursor.at_end())
    return wrong(std::string(text), "a duration such as 300ms, 1.5s, 1m or 8h");
  return *duration;
}

}   // namespace parley::sim
