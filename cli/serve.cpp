// parley serve: the reference server on real sockets with a real store.
#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "cli/deviate.h"
#include "cli/files.h"
#include "cli/listening.h"
#include "cli/log.h"
#include "cli/pool_source.h"
#include "cli/seed.h"
#include "cli/verbs.h"
#include "protocol/sip/digest.h"
#include "reference_server/compliance/archive_work.h"
#include "reference_server/compliance/forgetting_adapter.h"
#include "reference_server/compliance/xml_adapter.h"
#include "reference_server/core/seed_store.h"
#include "reference_server/core/server.h"
#include "reference_server/storage/store_work.h"
#include "transport/asio_driver.h"
#include "transport/self_signed.h"
#include "transport/url.h"

namespace parley::cli {
namespace {

using reports::ExitCode;

struct ServeOptions {
  std::vector<std::string> listen;
  std::string domain = "contoso.com";
  std::string data, rooms, authentication = "none", certificate, key, client_authorities;
  std::vector<std::string> refuse, deviate;
  std::string notification = "piggyback";
  std::uint64_t seed = 0;
  std::vector<std::string> digest_algorithms;
  bool seeded = false, foreign = false, old_tls = false, file_per_room = false, null_digest_uri = false;
  std::uint32_t batch_seconds = 900, session_seconds = 720;
  LogOptions log;
};

// For the sessions to end and for what they leave behind to be stored and handed over: far below what those
// wait who then kill (docker 10 s, systemd 90 s).
constexpr Duration kStopTimeout = std::chrono::seconds{5};
// And then for the last bytes to leave and the clients to close. A client that lives does so at once.
constexpr Duration kGoodbyeTimeout = std::chrono::seconds{1};

struct Parts {
  std::unique_ptr<LogWatcher> log;
  std::unique_ptr<transport::AsioDriver> driver;
  std::map<Lane, std::shared_ptr<Worker>> workers;
};

Result<std::vector<Listening>> listeners_of(const ServeOptions& options) {
  std::vector<Listening> listeners;
  for (const std::string& text : options.listen) {
    auto one = parse_listening(text, *parse_authentication(options.authentication));
    if (!one) return tl::unexpected(one.error());
    listeners.push_back(std::move(*one));
  }
  return listeners;
}

std::string_view digest_option_of(const ServeOptions& options) {
  if (!options.digest_algorithms.empty()) return "--digest-algorithms";
  return options.null_digest_uri ? "--null-digest-uri" : "";
}

Result<void> choose_algorithms(const ServeOptions& options, server::Settings& settings) {
  std::vector<HashKind>& offered = settings.digest_algorithms;
  if (!options.digest_algorithms.empty()) offered.clear();
  for (const std::string& name : options.digest_algorithms) {
    const auto algorithm = sip::parse_digest_algorithm(name);
    if (!algorithm) return tl::unexpected(algorithm.error());
    if (std::ranges::find(offered, *algorithm) != offered.end())
      return fail(Errc::malformed,
                  fmt::format("--digest-algorithms names {} twice", sip::to_string(*algorithm)));
    offered.push_back(*algorithm);
  }
  const bool challenges =
      std::ranges::find(settings.listeners, server::Authentication::digest) != settings.listeners.end();
  const auto lacking = std::ranges::find_if_not(offered, has_hash);
  if (!challenges || lacking == offered.end()) return {};
  return fail(Errc::unsupported,
              fmt::format("the OpenSSL of this machine has no {} (is it held to FIPS 140?): say what "
                          "digest shall offer with --digest-algorithms",
                          sip::to_string(*lacking)));
}

Result<server::ServerSetup> setup_of(const ServeOptions& options, const std::vector<Listening>& listeners) {
  server::ServerSetup setup;
  auto pool = load_pool({"--rooms", options.rooms, options.domain});
  if (!pool) return tl::unexpected(pool.error());
  setup.directory = std::move(pool->directory);
  server::Settings& settings = setup.settings;
  settings.domain = setup.directory.domain;
  settings.wire_remembered = !options.foreign;
  settings.session_expires = std::chrono::seconds{options.session_seconds};
  for (const Listening& one : listeners) settings.listeners.push_back(one.authentication);
  settings.null_digest_uri = options.null_digest_uri;
  if (auto chosen = choose_algorithms(options, settings); !chosen) return tl::unexpected(chosen.error());
  if (options.notification == "benotify") settings.notification = server::Notification::benotify;
  if (options.notification == "notify") settings.notification = server::Notification::notify;
  for (const std::string& text : options.refuse) {
    auto rule = server::parse_refuse_rule(text);
    if (!rule) return tl::unexpected(rule.error());
    setup.refuse.push_back(std::move(*rule));
  }
  auto deviations = read_deviations(options.deviate, "server");
  if (!deviations) return tl::unexpected(deviations.error());
  setup.deviations = std::move(*deviations);
  setup.compliance.run_interval = std::chrono::seconds{options.batch_seconds};
  return setup;
}

Result<void> open_workers(const ServeOptions& options, const server::ServerSetup& setup, Parts& parts) {
  const std::string folder = options.data;
  if (!folder.empty())
    for (const std::string& path : {folder, folder + "/compliance"})
      if (auto made = make_directory(path); !made)
        return fail(made.error().code,
                    made.error().detail + "; name a folder that can be written with --data");
  auto store = storage::open_sqlite_store(folder.empty() ? ":memory:" : folder + "/mgc.sqlite");
  if (!store) return tl::unexpected(store.error());
  auto archive = compliance::open_sqlite_archive(folder.empty() ? ":memory:" : folder + "/mgccomp.sqlite");
  if (!archive) return tl::unexpected(archive.error());
  if (auto joined = compliance::join_queue_to_archive(**store, **archive); !joined) return joined;
  if (auto seeded = server::seed_store(**store, setup.directory); !seeded) return seeded;
  std::shared_ptr<compliance::ComplianceAdapter> adapter;
  if (folder.empty()) adapter = std::make_shared<compliance::ForgettingAdapter>();
  else
    adapter = std::make_shared<compliance::XmlAdapter>(
        compliance::XmlAdapterOptions{folder + "/compliance", options.file_per_room});
  parts.workers[Lane::store] = std::make_shared<storage::StoreWorker>(std::move(*store));
  parts.workers[Lane::archive] =
      std::make_shared<compliance::ArchiveWorker>(std::move(*archive), std::move(adapter));
  return {};
}

Result<transport::DriverConfig> driver_config(const ServeOptions& options,
                                              const std::vector<Listening>& listeners) {
  transport::DriverConfig config;
  config.client_authorities.file = options.client_authorities;
  config.identity.certificate_file = options.certificate;
  config.identity.key_file = options.key;
  config.old_tls_versions = options.old_tls;
  bool tls = false;
  for (const Listening& one : listeners) tls = tls || one.url.starts_with("tls://");
  if (!tls || !options.certificate.empty()) return config;
  auto made = transport::make_self_signed();
  if (!made) return tl::unexpected(made.error());
  config.identity.certificate_pem = made->certificate_pem;
  config.identity.key_pem = made->key_pem;
  return config;
}

Result<std::string> listen_on(const std::vector<Listening>& listeners, Parts& parts, NodeId node) {
  std::string ready = "ready";
  for (const auto& [url, authentication] : listeners) {
    const bool demands = authentication == server::Authentication::certificate;
    auto listening =
        demands ? parts.driver->listen_for_certificates(node, url) : parts.driver->listen(node, url);
    if (!listening) return tl::unexpected(listening.error());
    ready += " " + *listening;
  }
  return ready;
}

// One more signal cuts this short: what is not done then is done by the next server on the same data.
void end_in_order(transport::AsioDriver& driver, const server::Server& pool) {
  driver.run_until(driver.now().monotonic + kStopTimeout, [&] { return pool.stopped(); });
  driver.close_all(driver.now().monotonic + kGoodbyeTimeout);
}

Result<void> serve(const ServeOptions& options) {
  ::umask(::umask(0) |
          027);   // What is said in secret rooms, in store, archive and log, is not for everybody.
  Parts parts;
  auto log = LogWatcher::open(options.log);
  if (!log) return tl::unexpected(log.error());
  parts.log = std::move(*log);
  const auto listeners = listeners_of(options);
  if (!listeners) return tl::unexpected(listeners.error());
  auto setup = setup_of(options, *listeners);
  if (!setup) return tl::unexpected(setup.error());
  const Doors doors{*listeners, options.client_authorities, options.rooms, digest_option_of(options)};
  if (auto safe = check_doors(doors, setup->directory); !safe) return safe;
  auto config = driver_config(options, *listeners);
  if (!config) return tl::unexpected(config.error());
  auto driver = transport::AsioDriver::make(std::move(*config));
  if (!driver) return tl::unexpected(driver.error());
  parts.driver = std::move(*driver);
  if (auto opened = open_workers(options, *setup, parts); !opened) return opened;

  const std::uint64_t seed = options.seeded ? options.seed : drawn_seed();
  if (!options.seeded) setup->nonce_key = drawn_key();   // The seed is logged, this is not.
  parts.driver->watch(parts.log.get());
  const server::Server* pool = nullptr;
  const auto make_pool = [&](const Now& now) {
    auto made = std::make_unique<server::Server>(*setup, Random{seed}, now);
    pool = made.get();
    return made;
  };
  const NodeId node = parts.driver->add({"pool", make_pool, parts.workers});
  const auto ready = listen_on(*listeners, parts, node);
  if (!ready) return tl::unexpected(ready.error());
  bool stopping = false;
  const auto stop = [&] {
    stopping = true;
    parts.driver->tell(node, "stop");
  };
  if (auto handled = parts.driver->stop_on_signals({SIGINT, SIGTERM}, stop); !handled) return handled;
  parts.log->write(
      LogLevel::info, "",
      fmt::format("seed {}; {}", seed, options.data.empty() ? "nothing is kept: no --data" : options.data));
  std::printf("%s\n", ready->c_str());
  std::fflush(stdout);
  parts.driver->run_until(Instant::never(), [&] { return stopping; });
  end_in_order(*parts.driver, *pool);
  return {};
}

void add_doors(CLI::App& verb, ServeOptions& options) {
  verb.add_option("--listen", options.listen,
                  "tcp://HOST:PORT or tls://HOST:PORT, port 0 for any free one, with ,auth=HOW\n"
                  "behind it for other than --auth; may be given again (default\n"
                  "tcp://127.0.0.1:5060)")
      ->check([](const std::string& text) {
        if (text.empty()) return std::string();   // Refused for all options alike, in main.cpp.
        const auto one = parse_listening(text, server::Authentication::none);
        return one ? std::string() : one.error().detail;
      });
  verb.add_option("--auth", options.authentication,
                  "how a listener knows who comes: none, digest against the passwords of the\n"
                  "pool, or by the certificate that it demands (tls:// only)")
      ->check(CLI::IsMember({"none", "digest", "certificate"}))
      ->capture_default_str();
  verb.add_option("--client-ca", options.client_authorities,
                  "PEM file of the authorities that issue the certificates of clients");
  verb.add_option("--digest-algorithms", options.digest_algorithms,
                  "what digest offers, the best first: SHA-256, SHA-512-256, MD5,\n"
                  "separated by commas (default: SHA-256,MD5)")
      ->delimiter(',')
      ->check(CLI::IsMember({"MD5", "SHA-256", "SHA-512-256"}, CLI::ignore_case));
  verb.add_flag("--null-digest-uri", options.null_digest_uri,
                "let answers with uri=\"(null)\" pass, which pidgin-sipe gives");
}

}   // namespace

void add_serve(CLI::App& app, Action& action) {
  auto options = std::make_shared<ServeOptions>();
  CLI::App* verb = app.add_subcommand("serve", "Run the reference server until SIGTERM or SIGINT");
  add_doors(*verb, *options);
  verb->add_option("--domain", options->domain, "SIP domain, where the pool file names none")
      ->check([](const std::string& text) { return std::string(text.empty() ? "a domain is needed" : ""); },
              "DOMAIN")
      ->capture_default_str();
  verb->add_option("--data", options->data,
                   "folder of the store and the compliance output; without it nothing is kept");
  verb->add_option("--rooms", options->rooms,
                   "pool file (TOML): users, rooms and roles; without it a dozen users with "
                   "the password \"secret\", loopback only");
  CLI::Option* certificate = verb->add_option("--cert", options->certificate,
                                              "certificate chain (PEM) for tls:// (default: self-signed)");
  CLI::Option* key = verb->add_option("--key", options->key, "its private key (PEM)");
  certificate->needs(key);
  key->needs(certificate);
  verb->add_flag("--old-tls", options->old_tls,
                 "tls:// with TLS 1.0 and 1.1 too, for clients of 2013 (RFC 8996 forbids them)");
  add_seed_option(*verb, options->seed, "seed of everything chosen at random (default: drawn, and logged)");
  verb->add_option("--refuse", options->refuse,
                   "503 on demand: next=N, every=N or command=ID, and retry-after=S|none, "
                   "separated by commas; may be given again");
  verb->add_option("--deviate", options->deviate, "break one rule on purpose (see parley list --deviations)");
  verb->add_option("--notification", options->notification, "how documents are delivered")
      ->check(CLI::IsMember({"piggyback", "benotify", "notify"}))
      ->capture_default_str();
  verb->add_option("--batch-interval", options->batch_seconds, "seconds between compliance batches")
      ->check(CLI::Range(1u, 2'592'000u))
      ->capture_default_str();
  verb->add_flag("--file-per-room", options->file_per_room,
                 "a compliance file per room, in place of one per batch");
  verb->add_option("--session-expires", options->session_seconds,
                   "seconds after which an unrefreshed session ends")
      ->check(CLI::Range(2u, 86'400u))
      ->capture_default_str();
  verb->add_flag("--foreign", options->foreign,
                 "speak nothing that is only remembered (wire.remembered off)");
  add_log_options(*verb, options->log);
  verb->callback([options, verb, &action] {
    options->seeded = verb->count("--seed") > 0;
    if (options->listen.empty()) options->listen.push_back("tcp://127.0.0.1:5060");
    action = [options] {
      const auto served = serve(*options);
      if (served) return ExitCode::conforms;
      return complain(ExitCode::usage, served.error().detail);
    };
  });
}

}   // namespace parley::cli
