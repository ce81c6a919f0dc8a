// What a program says while it runs, by spdlog: for people on standard error or in a file, or as JSON lines.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <utility>

#include "protocol/base/host.h"
#include "protocol/base/result.h"
#include "protocol/sip/stream_parser.h"

namespace CLI {
class App;
}

namespace parley::cli {

struct LogOptions {
  std::string level = "info";   // debug, info, warning, error, off.
  std::string file;             // Empty: standard error; "-": standard output. Missing folders are made.
  bool json = false;            // One JSON object a line.
};
void add_log_options(CLI::App& verb, LogOptions& options);

// Renders what endpoints log. Each line has the dialog that it is about, by Call-ID; one about the program, a
// connection or bytes that are no SIP has none. Below debug no message is shown, at debug its first line, and
// its whole text only in the records of runs; credentials are shown nowhere.
class LogWatcher : public HostWatcher {
 public:
  static Result<std::unique_ptr<LogWatcher>> open(const LogOptions& options);

  void on_log(const Now& now, NodeId node, const Log& log) override;
  void on_link_up(const Now& now, NodeId node, LinkId link, std::string_view peer) override;
  void on_link_down(const Now& now, NodeId node, LinkId link, std::string_view reason) override;
  void on_sent(const Now& now, NodeId node, LinkId link, std::string_view bytes) override;
  void on_received(const Now& now, NodeId node, LinkId link, std::string_view bytes) override;

  void write(LogLevel level, std::string_view dialog, std::string_view text);

 private:
  explicit LogWatcher(bool json) : json_(json) {}

  enum class Direction : std::uint8_t { sent, received };
  void show_messages(Direction direction, LinkId link, std::string_view bytes);

  bool json_;
  // Cuts the bytes of each link into messages once more; only when messages are shown at all.
  std::map<std::pair<LinkId, Direction>, sip::StreamParser> parsers_;
};

}   // namespace parley::cli
