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

// "store refuse for D", "store delay=D for D".
Result<void> to_store(const std::vector<std::string>& words, const ActorOptions& options, const Cast& cast,
                      World& world) {
  const auto lasting = parse_duration(words.back());
  if (!lasting) return tl::unexpected(lasting.error());
  if (const auto delay = options.find("delay"); delay != options.end()) {
    const auto by = parse_duration(delay->second);
    if (!by) return tl::unexpected(by.error());
    world.slow_lane(*cast.server(), Lane::store, *by, *lasting);
    return {};
  }
  FaultyWorker* store = cast.store();
  store->set_refusing(true);
  world.at(world.now().monotonic + *lasting, [store] { store->set_refusing(false); });
  return {};
}

}   // namespace

Result<void> carry_out_fault(const std::vector<std::string>& words, const ActorOptions& options,
                             const Cast& cast, Stage& stage) {
  const std::string kind = words.empty() ? std::string() : words.front();
  if ((kind == "cut" || kind == "crash" || kind == "restart") && words.size() == 2)
    return to_actor(words, cast, *stage.host);
  if (!cast.server())
    return fail(Errc::unsupported, fmt::format("fault {}: the server is not ours", joined(words)));
  if (kind == "adapter" && words.size() == 2 && words[1] == "fail") {
    const auto times = options.find("times");
    cast.adapter()->fail_next(times == options.end() ? 1 : parse_uint32(times->second).value_or(1));
    return {};
  }
  const bool for_a_while = words.size() >= 3 && words[words.size() - 2] == "for";
  if (kind == "store" && for_a_while && (options.contains("delay") || words[1] == "refuse")) {
    if (!stage.world) return fail(Errc::unsupported, "a slow or refusing store is made in virtual time only");
    return to_store(words, options, cast, *stage.world);
  }
  return fail(Errc::malformed, fmt::format("unknown fault '{}'", joined(words)));
}

}   // namespace parley::sim
