// parley client: the reference client for people and scripts. Instructions come from a script or from
// standard input, one a line; what happens goes to standard output, one JSON object a line.
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <memory>

#include "cli/deviate.h"
#include "cli/log.h"
#include "cli/seed.h"
#include "cli/verbs.h"
#include "protocol/client/chat_client.h"
#include "transport/asio_driver.h"
#include "transport/url.h"

namespace parley::cli {
namespace {

using reports::ExitCode;

struct ClientOptions {
  client::ClientConfig config;
  std::string script, profile = "lync2013", authorities;
  std::vector<std::string> deviate;
  std::uint64_t seed = 0;
  LogOptions log;
};

// Shows what the client tells, and knows when it is over and whether all went well.
class Teller final : public HostWatcher {
 public:
  Teller(LogWatcher& log, transport::AsioDriver& driver) : log_(log), driver_(driver) {}

  void on_tell(const Now&, NodeId, std::string_view line) override {
    if (over_) return;   // The end of the input, behind a script that has signed out itself.
    std::printf("%.*s\n", static_cast<int>(line.size()), line.data());
    std::fflush(stdout);
    for (const char* event : {"error", "join-failed", "refused", "gave-up", "disabled"})
      if (is(line, event)) failed_ = true;
    // Told to sign out without being signed in: a sign-in that failed leaves nothing else to wait for.
    const bool nothing_to_leave = is(line, "error") && line.find("\"doing\":\"sign-out\"") != line.npos;
    if (!is(line, "signed-out") && !nothing_to_leave) return;
    over_ = true;
    driver_.stop();
  }
  void on_link_up(const Now& now, NodeId node, LinkId link, std::string_view peer) override {
    reached_ = true;
    log_.on_link_up(now, node, link, peer);
  }
  void on_link_down(const Now& now, NodeId node, LinkId link, std::string_view reason) override {
    const bool our_own_doing = reason == "closed";   // Of a lost connection the driver says more.
    if (over_ || our_own_doing) return log_.on_link_down(now, node, link, reason);
    if (reached_) return log_.write(LogLevel::warning, "", fmt::format("connection lost: {}", reason));
    unreachable_ = std::string(reason);
    driver_.stop();
  }
  void on_log(const Now& now, NodeId node, const Log& log) override { log_.on_log(now, node, log); }
  void on_sent(const Now& now, NodeId node, LinkId link, std::string_view bytes) override {
    log_.on_sent(now, node, link, bytes);
  }
  void on_received(const Now& now, NodeId node, LinkId link, std::string_view bytes) override {
    log_.on_received(now, node, link, bytes);
  }

  // What was asked for cannot be known.
  void fail(std::string_view trouble) {
    failed_ = true;
    log_.write(LogLevel::error, "", trouble);
  }
  bool failed() const { return failed_; }
  const std::string& unreachable() const { return unreachable_; }

 private:
  static bool is(std::string_view line, std::string_view event) {
    return line.find(fmt::format("\"event\":\"{}\"", event)) != std::string_view::npos;
  }

  LogWatcher& log_;
  transport::AsioDriver& driver_;
  bool failed_ = false, reached_ = false, over_ = false;
  std::string unreachable_;
};

ExitCode run(const ClientOptions& options) {
  if (const auto url = transport::parse_url(options.config.target); !url)
    return complain(ExitCode::usage, url.error().detail);
  auto log = LogWatcher::open(options.log);
  if (!log) return complain(ExitCode::usage, log.error().detail);
  (*log)->write(LogLevel::info, "", fmt::format("seed {}", options.seed));
  const int input =
      options.script.empty() ? STDIN_FILENO : ::open(options.script.c_str(), O_RDONLY | O_CLOEXEC);
  if (input < 0) return complain(ExitCode::usage, options.script + ": cannot be read");

  transport::DriverConfig sockets;
  sockets.trust.authorities_file = options.authorities;
  auto driver = transport::AsioDriver::make(std::move(sockets));
  if (!driver) return complain(ExitCode::usage, driver.error().detail);
  Teller teller(**log, **driver);
  (*driver)->watch(&teller);
  const NodeId node = (*driver)->add(
      {options.config.user,
       [&](const Now&) { return std::make_unique<client::ChatClient>(options.config, Random{options.seed}); },
       {}});
  if (auto handled = (*driver)->stop_on_signals({SIGINT, SIGTERM}); !handled)
    return complain(ExitCode::harness_error, handled.error().detail);
  (*driver)->tell(node, "sign-in");
  const auto reading = (*driver)->read_lines_from(input, node, [&](std::string_view trouble) {
    if (!trouble.empty()) teller.fail(trouble);
    (*driver)->tell(node, "sign-out");   // The end of the script is the end of the session.
  });
  if (!reading) return complain(ExitCode::usage, reading.error().detail);
  (*driver)->run();
  if (input != STDIN_FILENO) ::close(input);
  if (!teller.unreachable().empty())
    return complain(ExitCode::unreachable,
                    fmt::format("{}: {}", options.config.target, teller.unreachable()));
  return teller.failed() ? ExitCode::nonconformance : ExitCode::conforms;
}

}   // namespace

void add_client(CLI::App& app, Action& action) {
  auto options = std::make_shared<ClientOptions>();
  CLI::App* verb = app.add_subcommand("client", "The reference client, for people and scripts");
  verb->footer(
      "instructions, one a line: search [TEXT], join ROOM, follow ROOM, unfollow ROOM, post ROOM TEXT,\n"
      "history ROOM [N], leave ROOM, wait TEXT, update, send XML, bytes TEXT, drop, sign-out;\n"
      "names and texts with blanks in \"quotes\". The end of the input signs out.\n"
      "exit codes: 0 everything was done, 1 something was refused, 2 usage, 4 unreachable");
  verb->add_option("--target", options->config.target, "tcp://HOST:PORT or tls://HOST:PORT")->required();
  verb->add_option("--domain", options->config.domain, "SIP domain")->capture_default_str();
  verb->add_option("--user", options->config.user, "user name, without the domain")->required();
  verb->add_option("--password", options->config.password, "for digest authentication")
      ->envname("PARLEY_PASSWORD");
  verb->add_option("--script", options->script, "file of instructions (default: standard input)");
  verb->add_option("--profile", options->profile, "sign in as Lync 2013 does, or by the lookup service")
      ->check(CLI::IsMember({"lync2013", "lookup"}))
      ->capture_default_str();
  verb->add_option("--ca", options->authorities,
                   "PEM file of authorities for tls:// (not needed on loopback)");
  verb->add_option("--deviate", options->deviate, "break one rule on purpose (see parley list --deviations)");
  verb->add_option("--seed", options->seed, "seed of everything chosen at random (default: drawn)");
  add_log_options(*verb, options->log);
  options->log.level = "warning";
  verb->callback([options, verb, &action] {
    if (options->profile == "lookup") options->config.profile = client::Profile::lookup;
    if (verb->count("--seed") == 0) options->seed = drawn_seed();
    action = [options] {
      auto deviations = read_deviations(options->deviate, "client");
      if (!deviations) return complain(ExitCode::usage, deviations.error().detail);
      options->config.deviations = std::move(*deviations);
      return run(*options);
    };
  });
}

}   // namespace parley::cli
