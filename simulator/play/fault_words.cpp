#include "simulator/play/fault_words.h"

#include <fmt/format.h>

#include "protocol/base/text.h"

namespace parley::sim {
namespace {

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : " ") + word;
  return text;
}

Result<void> to_actor(const std::vector<std::string>& words, const Cast& cast, Host& host) {
  const NodeId* node = cast.find(words[1]);
  if (!node) return fail(Errc::unsupported, fmt::format("'{}' is not played by us", words[1]));
  if (words[0] == "cut") host.cut_links(*node);
  else if (words[0] == "crash") host.crash(*node);
  else host.restart(*node);
  return {};
}

// "store refuse for D", "store delay=D for D"; needs_of_fault() has seen that they can be read.
void to_store(const std::vector<std::string>& words, const ActorOptions& options, const Cast& cast,
              World& world) {
  const Duration lasting = *parse_duration(words.back());
  if (const auto delay = options.find("delay"); delay != options.end())
    return world.slow_lane(*cast.server(), Lane::store, *parse_duration(delay->second), lasting);
  FaultyWorker* store = cast.store();
  store->set_refusing(true);
  world.at(world.now().monotonic + lasting, [store] { store->set_refusing(false); });
}

std::uint32_t times_of(const ActorOptions& options) {
  const auto times = options.find("times");
  return times == options.end() ? 1 : *parse_uint32(times->second);
}

// Every key is one that the fault has, and its value can be read.
Result<void> check_options(const ActorOptions& options, std::string_view known) {
  std::size_t place = 0;
  for (const auto& [key, value] : options) {
    const std::size_t at = place++;
    if (key != known) return fail(Errc::malformed, fmt::format("the fault has no option '{}'", key), at);
    if (key == "times" && !parse_uint32(value))
      return fail(Errc::malformed, fmt::format("option times: '{}' where a number was expected", value), at);
    if (key != "delay") continue;
    if (const auto delay = parse_duration(value); !delay)
      return fail(delay.error().code, delay.error().detail, at);
  }
  return {};
}

Result<FaultNeeds> when_readable(FaultNeeds needs, std::size_t words, const Result<void>& options) {
  if (!options) return fail(options.error().code, options.error().detail, words + options.error().offset);
  return needs;
}

}   // namespace

Result<FaultNeeds> needs_of_fault(const std::vector<std::string>& words, const ActorOptions& options) {
  const std::string kind = words.empty() ? std::string() : words.front();
  if ((kind == "cut" || kind == "crash" || kind == "restart") && words.size() == 2)
    return when_readable(FaultNeeds::actor, words.size(), check_options(options, ""));
  if (kind == "adapter" && words.size() == 2 && words[1] == "fail")
    return when_readable(FaultNeeds::our_server, words.size(), check_options(options, "times"));
  const bool refuses = words.size() == 4 && words[1] == "refuse";
  const bool delays = words.size() == 3 && options.contains("delay");
  if (kind != "store" || refuses == delays || words[words.size() - 2] != "for")
    return fail(Errc::malformed, fmt::format("unknown fault '{}'", joined(words)));
  if (const auto lasting = parse_duration(words.back()); !lasting)
    return fail(lasting.error().code, lasting.error().detail, words.size() - 1);
  return when_readable(FaultNeeds::virtual_time, words.size(), check_options(options, delays ? "delay" : ""));
}

Result<void> carry_out_fault(const std::vector<std::string>& words, const ActorOptions& options,
                             const Cast& cast, Stage& stage) {
  const auto needs = needs_of_fault(words, options);
  if (!needs) return tl::unexpected(needs.error());
  if (*needs == FaultNeeds::actor) return to_actor(words, cast, *stage.host);
  if (!cast.server())
    return fail(Errc::unsupported, fmt::format("fault {}: the server is not ours", joined(words)));
  if (*needs == FaultNeeds::our_server) {
    cast.adapter()->fail_next(times_of(options));
    return {};
  }
  if (!stage.world) return fail(Errc::unsupported, "a slow or refusing store is made in virtual time only");
  to_store(words, options, cast, *stage.world);
  return {};
}

}   // namespace parley::sim
