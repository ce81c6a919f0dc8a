// The reference server on real sockets with thousands of clients at once: all sign in and out, and nobody
// notices.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "protocol/client/chat_client.h"
#include "reference_server/compliance/archive_work.h"
#include "reference_server/compliance/memory_adapter.h"
#include "reference_server/core/seed_store.h"
#include "reference_server/core/server.h"
#include "reference_server/storage/store_work.h"
#include "tests/test_scenarios.h"
#include "transport/asio_driver.h"
#include "transport/test_descriptors.h"

namespace parley::tests {
namespace {

constexpr int kClients = 2000;

// How often the clients told what, by the name of the event.
class Events : public HostWatcher {
 public:
  void on_tell(const Now&, NodeId, std::string_view line) override {
    line.remove_prefix(std::string_view("{\"event\":\"").size());
    ++told[std::string(line.substr(0, line.find('"')))];
  }

  std::map<std::string, int> told;
};

std::string name_of(int client) { return fmt::format("user{}", client); }

server::Directory directory_of_many() {
  server::Directory directory = default_directory();
  for (int i = 0; i < kClients; ++i) {
    server::User user = *directory.find_user("sip:alice@contoso.com");
    user.name = name_of(i);
    user.uri = fmt::format("sip:{}@contoso.com", user.name);
    EXPECT_TRUE(directory.add_user(std::move(user)));
  }
  return directory;
}

NodeSpec server_spec() {
  server::ServerSetup setup;
  setup.directory = directory_of_many();
  auto store = *storage::open_sqlite_store(":memory:");
  EXPECT_TRUE(server::seed_store(*store, setup.directory));
  const auto make = [setup](const Now& now) {
    return std::make_unique<server::Server>(setup, Random{7}.fork("pool"), now);
  };
  return {"pool",
          make,
          {{Lane::store, std::make_shared<storage::StoreWorker>(std::move(store))},
           {Lane::archive,
            std::make_shared<compliance::ArchiveWorker>(*compliance::open_sqlite_archive(":memory:"),
                                                        std::make_shared<compliance::MemoryAdapter>())}}};
}

NodeSpec client_spec(const std::string& name, const std::string& url) {
  client::ClientConfig config;
  config.user = name;
  config.password = "secret";
  config.target = url;
  const auto make = [config](const Now&) {
    return std::make_unique<client::ChatClient>(config, Random{7}.fork(config.user));
  };
  return {name, make, {}};
}

TEST(ReferenceServer, signs_thousands_of_clients_in_and_out_over_real_sockets) {
  if (const std::string why = transport::raise_limit_for(kClients); !why.empty()) GTEST_SKIP() << why;
  Events events;
  auto driver = transport::AsioDriver::make().value();
  driver->watch(&events);
  const auto url = driver->listen(driver->add(server_spec()), "tcp://127.0.0.1:0");
  ASSERT_TRUE(url) << url.error().detail;
  std::vector<NodeId> clients;
  for (int i = 0; i < kClients; ++i) clients.push_back(driver->add(client_spec(name_of(i), *url)));
  const auto all = [&](const char* event) { return [&, event] { return events.told[event] == kClients; }; };
  const auto patience = [&] { return driver->now().monotonic + std::chrono::seconds(60); };
  for (const NodeId client : clients) driver->tell(client, "sign-in");
  EXPECT_TRUE(driver->run_until(patience(), all("signed-in")));
  for (const NodeId client : clients) driver->tell(client, "sign-out");
  EXPECT_TRUE(driver->run_until(patience(), all("signed-out")));
  // Nothing was tried again, refused or lost.
  EXPECT_EQ(events.told, (std::map<std::string, int>{
                             {"signed-in", kClients}, {"invitations", kClients}, {"signed-out", kClients}}));
}

}   // namespace
}   // namespace parley::tests
