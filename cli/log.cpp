#include "cli/log.h"

#include <fmt/format.h>
#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <CLI/CLI.hpp>
#include <boost/json.hpp>

#include "cli/start_line.h"
#include "reports/printable.h"

namespace parley::cli {
namespace {

spdlog::level::level_enum level_of(LogLevel level) {
  switch (level) {
    case LogLevel::debug: return spdlog::level::debug;
    case LogLevel::info: return spdlog::level::info;
    case LogLevel::warning: return spdlog::level::warn;
    case LogLevel::error: return spdlog::level::err;
  }
  return spdlog::level::info;
}

constexpr std::size_t kShownMax = 200;   // Enough to know what it was; a log is read by people.

// A peer chooses what is in its first line: nothing of it may look like a line of ours.
std::string shown(std::string_view text) { return reports::printable_line(text.substr(0, kShownMax)); }

std::string quoted(const std::string& text) { return boost::json::serialize(boost::json::string(text)); }

}   // namespace

void add_log_options(CLI::App& verb, LogOptions& options) {
  verb.add_option("--log-level", options.level, "what to log")
      ->check(CLI::IsMember({"debug", "info", "warning", "error", "off"}))
      ->capture_default_str();
  verb.add_option("--log-file", options.file,
                  "log to this file instead of standard error; - is standard output");
  verb.add_flag("--log-json", options.json, "log JSON lines");
}

Result<std::unique_ptr<LogWatcher>> LogWatcher::open(const LogOptions& options) {
  try {
    spdlog::sink_ptr sink;
    if (options.file.empty()) sink = std::make_shared<spdlog::sinks::stderr_sink_st>();
    else if (options.file == "-") sink = std::make_shared<spdlog::sinks::stdout_sink_st>();
    else sink = std::make_shared<spdlog::sinks::basic_file_sink_st>(options.file);
    auto logger = std::make_shared<spdlog::logger>("parley", std::move(sink));
    // In JSON mode %v is the rest of the object, already escaped.
    logger->set_pattern(options.json ? R"({"time":"%Y-%m-%dT%H:%M:%S.%eZ","level":"%l",%v})"
                                     : "%Y-%m-%dT%H:%M:%S.%eZ %^%-7l%$ %v",
                        spdlog::pattern_time_type::utc);
    logger->set_level(spdlog::level::from_str(options.level));
    logger->flush_on(spdlog::level::info);
    spdlog::set_default_logger(std::move(logger));
  } catch (const spdlog::spdlog_ex& error) {
    return fail(Errc::unavailable, fmt::format("cannot log to {}: {}", options.file, error.what()));
  }
  return std::unique_ptr<LogWatcher>(new LogWatcher(options.json));
}

void LogWatcher::write(LogLevel level, std::string_view dialog, std::string_view text) {
  const auto at = level_of(level);
  if (!spdlog::should_log(at)) return;
  if (json_) return spdlog::log(at, R"("dialog":{},"text":{})", quoted(shown(dialog)), quoted(shown(text)));
  spdlog::log(at, "[{}] {}", dialog.empty() ? "-" : shown(dialog), shown(text));
}

void LogWatcher::on_log(const Now&, NodeId, const Log& log) { write(log.level, log.dialog, log.text); }

void LogWatcher::on_link_up(const Now&, NodeId, LinkId link, std::string_view peer) {
  write(LogLevel::debug, "", fmt::format("link {} up: {}", link, peer));
}

void LogWatcher::on_link_down(const Now&, NodeId, LinkId link, std::string_view reason) {
  write(LogLevel::debug, "", fmt::format("link {} down: {}", link, reason));
  for (const Direction direction : {Direction::sent, Direction::received}) parsers_.erase({link, direction});
}

void LogWatcher::on_sent(const Now&, NodeId, LinkId link, std::string_view bytes) {
  show_messages(Direction::sent, link, bytes);
}

void LogWatcher::on_received(const Now&, NodeId, LinkId link, std::string_view bytes) {
  show_messages(Direction::received, link, bytes);
}

void LogWatcher::show_messages(Direction direction, LinkId link, std::string_view bytes) {
  if (!spdlog::should_log(spdlog::level::debug)) return;
  const std::string_view arrow = direction == Direction::sent ? "->" : "<-";
  sip::StreamParser& parser = parsers_[{link, direction}];
  parser.feed(bytes);
  while (const auto next = parser.next()) {
    if (*next)
      write(LogLevel::debug, (*next)->headers.get("Call-ID"),
            fmt::format("{} link {}: {}", arrow, link,
                        (*next)->fault ? (*next)->fault->detail : start_line(**next)));
    else write(LogLevel::debug, "", fmt::format("{} link {}: no SIP: {}", arrow, link, next->error().detail));
  }
}

}   // namespace parley::cli
