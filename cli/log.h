// What a program says while it runs, by spdlog: for people on standard error or in a file, or as JSON lines.
#pragma once

#include <memory>
#include <string>

#include "protocol/base/host.h"
#include "protocol/base/result.h"

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

// Renders what endpoints log. Each line has its dialog. Below debug no message is shown, at debug its first
// line, and its whole text only in the records of runs; credentials are shown nowhere.
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
  void show_start_line(std::string_view arrow, LinkId link, std::string_view bytes);
  bool json_;
};

}   // namespace parley::cli
