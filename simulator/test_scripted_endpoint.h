// An endpoint whose behaviour is one function, and a log of what happened to it: for tests of drivers and
// for peers that are simpler than a client.
#pragma once

#include <fmt/format.h>

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "protocol/base/endpoint.h"
#include "protocol/base/host.h"

namespace parley::sim {

// One line for an event: "up 1 alice", "bytes 1 5", "told hello".
inline std::string describe(const Event& event) {
  if (const auto* up = std::get_if<LinkUp>(&event)) return fmt::format("up {} {}", up->link, up->peer);
  if (const auto* bytes = std::get_if<LinkBytes>(&event))
    return fmt::format("bytes {} {}", bytes->link, bytes->bytes.size());
  if (const auto* down = std::get_if<LinkDown>(&event))
    return fmt::format("down {} {}", down->link, down->reason);
  if (const auto* done = std::get_if<WorkDone>(&event)) return fmt::format("done {}", done->id);
  if (const auto* told = std::get_if<Told>(&event)) return fmt::format("told {}", told->line);
  return "deadline";
}

class ScriptedEndpoint final : public Endpoint {
 public:
  using Script = std::function<Turn(const Now&, const Event&)>;
  explicit ScriptedEndpoint(Script script) : script_(std::move(script)) {}
  Turn on_event(const Now& now, const Event& event) override {
    return script_ ? script_(now, event) : Turn{};
  }

 private:
  Script script_;
};

// What happened to one node, through all its lives.
class EventLog {
 public:
  NodeSpec spec(std::string name, ScriptedEndpoint::Script script) {
    const auto logged = [this, script = std::move(script)](const Now& now, const Event& event) {
      lines_.push_back(fmt::format("{} {}", now.monotonic.ns, describe(event)));
      if (const auto* bytes = std::get_if<LinkBytes>(&event)) bytes_ += bytes->bytes;
      return script ? script(now, event) : Turn{};
    };
    return {std::move(name), [logged](const Now&) { return std::make_unique<ScriptedEndpoint>(logged); }, {}};
  }
  const std::vector<std::string>& lines() const { return lines_; }   // "NANOSECONDS EVENT"
  std::string last() const { return lines_.empty() ? "" : lines_.back(); }
  const std::string& bytes() const { return bytes_; }   // Of all links, as received.
  std::size_t count(std::string_view word) const {
    std::size_t found = 0;
    for (const std::string& line : lines_)
      if (line.find(fmt::format(" {} ", word)) != std::string::npos) ++found;
    return found;
  }

 private:
  std::vector<std::string> lines_;
  std::string bytes_;
};

}   // namespace parley::sim
