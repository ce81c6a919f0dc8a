// parley client: the reference client for people and scripts. Instructions come from a script or from
// standard input, one a line; what happens goes to standard output, one JSON object a line.
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <memory>

#include "cli/address_option.h"
#include "cli/command_line.h"
#include "cli/deviate.h"
#include "cli/log.h"
#include "cli/own_certificate.h"
#include "cli/seed.h"
#include "cli/verbs.h"
#include "protocol/base/text.h"
#include "protocol/client/chat_client.h"
#include "protocol/sip/uri.h"
#include "transport/asio_driver.h"

namespace parley::cli {
namespace {

using reports::ExitCode;

// For what is under way when a signal comes to be ended, and the session with it. A server that answers does
// both at once, but one that is busy may be asked again after 2 s.
constexpr Duration kSignOutTimeout = std::chrono::seconds{5};

struct ClientOptions {
  client::ClientConfig config;
  std::string script, profile = "lync2013", authorities;
  OwnCertificate own;
  std::vector<std::string> deviate;
  std::uint64_t seed = 0;
  LogOptions log;
};

// Shows what the client tells, and knows whether all was done and went well.
class Teller final : public HostWatcher {
 public:
  Teller(LogWatcher& log, transport::AsioDriver& driver) : log_(log), driver_(driver) {}

  void on_tell(const Now&, NodeId, std::string_view line) override {
    if (!unreachable_.empty()) return;   // What it plans to do about that will not be done.
    std::printf("%.*s\n", static_cast<int>(line.size()), line.data());
    std::fflush(stdout);
    for (const char* event : {"error", "join-failed", "refused", "gave-up", "disabled"})
      if (is(line, event)) failed_ = true;
    if (is(line, "undone")) undone_ = true;
    if (is(line, "signed-out")) left_ = true;
    if (is(line, "signed-in")) left_ = false;
  }
  void on_link_up(const Now& now, NodeId node, LinkId link, std::string_view peer) override {
    if (!reached_) peer_ = peer;
    log_.on_link_up(now, node, link, peer);
  }
  void on_link_down(const Now& now, NodeId node, LinkId link, std::string_view reason) override {
    log_.on_link_down(now, node, link, reason);
    const bool our_own_doing = reason == "closed";   // Of a lost connection the driver says more.
    if (left_ || our_own_doing) return;
    if (reached_) return log_.write(LogLevel::warning, "", fmt::format("connection lost: {}", reason));
    // A server that does not take our certificate says so only when the connection is up (RFC 8446, 4.4.2.4).
    unreachable_ = peer_.empty() ? std::string(reason)
                                 : fmt::format("{} ended the connection without a word: {}", peer_, reason);
    driver_.stop();
  }
  void on_log(const Now& now, NodeId node, const Log& log) override { log_.on_log(now, node, log); }
  void on_sent(const Now& now, NodeId node, LinkId link, std::string_view bytes) override {
    log_.on_sent(now, node, link, bytes);
  }
  void on_received(const Now& now, NodeId node, LinkId link, std::string_view bytes) override {
    reached_ = true;
    log_.on_received(now, node, link, bytes);
  }

  // What was asked for cannot be known.
  void fail(std::string_view trouble) {
    failed_ = true;
    log_.write(LogLevel::error, "", trouble);
  }
  void leave_undone() { undone_ = true; }
  bool failed() const { return failed_; }
  bool undone() const { return undone_; }   // Something, because a signal came before it.
  bool left() const { return left_; }       // The user has signed out, and not in again.
  const std::string& unreachable() const { return unreachable_; }

 private:
  static bool is(std::string_view line, std::string_view event) {
    return line.find(fmt::format("\"event\":\"{}\"", event)) != std::string_view::npos;
  }

  LogWatcher& log_;
  transport::AsioDriver& driver_;
  bool failed_ = false, undone_ = false, reached_ = false, left_ = false;
  std::string peer_;   // Connected, and nothing heard so far.
  std::string unreachable_;
};

// Standard input, or the script: then the descriptor is the caller's to close.
Result<int> open_input(const std::string& script) {
  if (script.empty()) return STDIN_FILENO;
  std::error_code unknown;   // Of a path that cannot be looked at; opening it tells why.
  if (std::filesystem::is_directory(script, unknown))
    return fail(Errc::unavailable, fmt::format("{}: is a directory; --script names a file", script));
  const int input = ::open(script.c_str(), O_RDONLY | O_CLOEXEC);
  if (input < 0) return fail(Errc::unavailable, fmt::format("{}: {}", script, std::strerror(errno)));
  return input;
}

bool is_domain(const std::string& text) {
  const auto uri = sip::parse_uri("sip:" + text);
  return uri && uri->user.empty() && uri->host == text;
}

// "alice", "alice@contoso.com" or "sip:alice@contoso.com": the domain of an address is that of --domain.
Result<void> take_address(client::ClientConfig& config, bool domain_given) {
  std::string_view address = config.user;
  if (starts_with_ignoring_case(address, "sip:")) address.remove_prefix(4);
  const std::size_t at = address.find('@');
  const std::string user(address.substr(0, at));
  const std::string domain(at == std::string_view::npos ? config.domain : address.substr(at + 1));
  if (at == std::string_view::npos && !is_domain(domain))
    return fail(Errc::malformed,
                fmt::format("--domain {}: expected a domain such as contoso.com", config.domain));
  const auto uri = sip::parse_uri(fmt::format("sip:{}@{}", user, domain));
  // A colon would begin a password (RFC 3261, 19.1.1), which everybody would then see in From.
  if (!uri || user.empty() || uri->user != user || user.find(':') != std::string::npos || uri->host != domain)
    return fail(Errc::malformed, fmt::format("--user {}: expected a name such as alice, or alice@DOMAIN",
                                             config.user.substr(0, config.user.find(':', 4))));
  if (domain_given && !equal_ignoring_case(domain, config.domain))
    return fail(Errc::malformed,
                fmt::format("--user {} is not in --domain {}: give one of them", config.user, config.domain));
  config.user = user;
  config.domain = domain;
  return {};
}

struct Conversation {
  transport::AsioDriver& driver;
  NodeId node;
  const client::ChatClient& person;
  Teller& teller;
  const bool& interrupted;   // By a first signal; the second stops the driver.
};

// Signs in, tells every line of the input, and signs out at its end. Who has signed out on standard input
// need not end that, too; a script is read to its end, since what stands behind is a mistake that must be
// told. An interrupted one ends with what is under way.
Result<void> hold(const Conversation& with, int input) {
  const auto& [driver, node, person, teller, interrupted] = with;
  const auto until = [&](const std::function<bool()>& done) {
    return driver.run_until(Instant::never(), [&] { return interrupted || done(); }) && !interrupted;
  };
  driver.tell(node, "sign-in");
  until([&] { return !person.signed_out(); });   // Before a line is read: this one is line 0.
  bool ended = false;
  auto reading = driver.read_lines_from(input, node, [&](std::string_view trouble) {
    if (!trouble.empty()) teller.fail(trouble);
    ended = true;
    driver.tell(node, "");   // Says nothing; but only after a turn it is asked whether all is done.
  });
  if (!reading) return reading;
  const bool may_stay_open = input == STDIN_FILENO;
  const auto over = [&] { return person.idle() && person.signed_out(); };
  if (until([&] { return person.idle() && (ended || (may_stay_open && teller.left())); }) && !over()) {
    driver.tell(node, "sign-out");
    until(over);
  }
  if (!interrupted) return {};
  const bool out = driver.run_until(driver.now().monotonic + kSignOutTimeout, over);
  if (!out || !(ended || may_stay_open)) teller.leave_undone();
  return {};
}

// The same conversation once more; but for the password, which is no one else's business.
std::string command_of(const ClientOptions& options) {
  CommandLine command("client");
  command.option("--target", options.config.target).option("--domain", options.config.domain);
  command.option("--user", options.config.user).option("--script", options.script);
  if (options.profile != "lync2013") command.option("--profile", options.profile);
  command.option("--ca", options.authorities);
  command.option("--cert", options.own.certificate).option("--key", options.own.key);
  for (const std::string& id : options.deviate) command.option("--deviate", id);
  return command.option("--seed", std::to_string(options.seed)).text();
}

ExitCode outcome_of(const Teller& teller, const ClientOptions& options) {
  const auto end_with = [&](ExitCode code, std::string_view sentence) {
    return complain(
        code, fmt::format("{}; seed {}\n  do it again: {}", sentence, options.seed, command_of(options)));
  };
  if (!teller.unreachable().empty()) return end_with(ExitCode::unreachable, teller.unreachable());
  if (teller.failed())
    return end_with(ExitCode::nonconformance, teller.undone()
                                                  ? "interrupted, and something was refused before"
                                                  : "something was refused");
  return teller.undone() ? end_with(ExitCode::incomplete, "interrupted: not everything was done")
                         : ExitCode::conforms;
}

ExitCode run(const ClientOptions& options) {
  auto log = LogWatcher::open(options.log);
  if (!log) return complain(ExitCode::usage, log.error().detail);
  (*log)->write(LogLevel::info, "", fmt::format("seed {}", options.seed));
  const auto input = open_input(options.script);
  if (!input) return complain(ExitCode::usage, input.error().detail);

  transport::DriverConfig sockets;
  sockets.trust.authorities_file = options.authorities;
  sockets.client_identity = options.own.identity();
  auto driver = transport::AsioDriver::make(std::move(sockets));
  if (!driver) return complain(ExitCode::usage, driver.error().detail);
  Teller teller(**log, **driver);
  (*driver)->watch(&teller);
  const client::ChatClient* person = nullptr;
  const auto make_person = [&](const Now&) {
    auto made = std::make_unique<client::ChatClient>(options.config, Random{options.seed});
    person = made.get();
    return made;
  };
  const NodeId node = (*driver)->add({options.config.user, make_person, {}});
  bool interrupted = false;
  const auto interrupt = [&] {
    interrupted = true;
    (*driver)->tell(node, std::string(client::kInterruption));
  };
  if (auto handled = (*driver)->stop_on_signals({SIGINT, SIGTERM}, interrupt); !handled)
    return complain(ExitCode::harness_error, handled.error().detail);
  const auto held = hold({**driver, node, *person, teller, interrupted}, *input);
  if (!held) return complain(ExitCode::usage, held.error().detail);
  if (*input != STDIN_FILENO) ::close(*input);
  return outcome_of(teller, options);
}

}   // namespace

void add_client(CLI::App& app, Action& action) {
  auto options = std::make_shared<ClientOptions>();
  CLI::App* verb = app.add_subcommand("client", "The reference client, for people and scripts");
  verb->footer(
      "instructions, one a line: search [TEXT], join ROOM, follow ROOM, unfollow ROOM, post ROOM TEXT,\n"
      "history ROOM [N], leave ROOM, wait TEXT, update, send XML, bytes TEXT, drop, sign-out,\n"
      "sign-in (which is done at the start without being told);\n"
      "names and texts with blanks in \"quotes\"; a line that begins with # is a comment.\n"
      "The end of the input signs out. What is printed, one JSON object a line: docs/client.md\n"
      "Ctrl-C signs out, too: nothing further is begun, and the exit code is 3 when something was left\n"
      "undone; once more ends at once.\n"
      "exit codes: 0 everything was done, 1 something was refused, 2 usage, 3 incomplete, 4 unreachable");
  verb->add_option("--target", options->config.target, "tcp://HOST:PORT or tls://HOST:PORT")
      ->transform(address())
      ->required();
  verb->add_option("--domain", options->config.domain, "SIP domain")->capture_default_str();
  verb->add_option("--user", options->config.user, "user name; alice@DOMAIN stands for --domain, too")
      ->required();
  verb->add_option("--password", options->config.password, "for digest authentication")
      ->envname("PARLEY_PASSWORD");
  verb->add_option("--script", options->script, "file of instructions (default: standard input)");
  verb->add_option("--profile", options->profile, "sign in as Lync 2013 does, or by the lookup service")
      ->check(CLI::IsMember({"lync2013", "lookup"}))
      ->capture_default_str();
  verb->add_option("--ca", options->authorities,
                   "PEM file of the authorities that vouch for a tls:// target\n(default: those that this "
                   "machine trusts; on loopback any certificate)");
  add_own_certificate(*verb, options->own);
  verb->add_option("--deviate", options->deviate, "break one rule on purpose (see parley list --deviations)");
  add_seed_option(*verb, options->seed, "seed of everything chosen at random (default: drawn)");
  options->log.level = "warning";
  add_log_options(*verb, options->log);
  verb->callback([options, verb, &action] {
    if (options->profile == "lookup") options->config.profile = client::Profile::lookup;
    if (verb->count("--seed") == 0) options->seed = drawn_seed();
    action = [options, domain_given = verb->count("--domain") > 0] {
      options->config.script = options->script.empty() ? "stdin" : options->script;
      if (auto taken = take_address(options->config, domain_given); !taken)
        return complain(ExitCode::usage, taken.error().detail);
      auto deviations = read_deviations(options->deviate, "client");
      if (!deviations) return complain(ExitCode::usage, deviations.error().detail);
      options->config.deviations = std::move(*deviations);
      return run(*options);
    };
  });
}

}   // namespace parley::cli
