// A server on a bench: bytes in, messages out, its store in memory and its work done at once.
#pragma once

#include <deque>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/sip/stream_parser.h"
#include "reference_server/compliance/archive_work.h"
#include "reference_server/compliance/memory_adapter.h"
#include "reference_server/core/pool_file.h"
#include "reference_server/core/server.h"
#include "reference_server/storage/store_work.h"

namespace parley::server {

class TestServer {
 public:
  explicit TestServer(ServerSetup setup = default_setup());

  static ServerSetup default_setup();

  // On the listener of this number, by a peer whose certificate is about these addresses.
  LinkId connect(std::uint32_t listener = 0, std::vector<std::string> certified = {});
  void disconnect(LinkId link);
  void send(LinkId link, std::string_view bytes);
  // What came back on a link since the last call; the link's messages are parsed as a client would.
  std::vector<sip::Message> received(LinkId link);
  void tell(std::string_view line);
  bool stopped() const { return server_->stopped(); }
  void advance(Duration by);   // Stops at every deadline on the way.
  bool closed(LinkId link) const { return closed_.contains(link); }
  std::optional<Heard> heard(LinkId link) const { return server_->heard(link); }
  // While held, the store does not answer.
  void hold_store(bool held);
  // While refused, it answers that it is unavailable; `after` it has done so many requests more.
  void refuse_store(bool refused, std::size_t after = 0) {
    store_refused_ = refused;
    done_before_refusal_ = after;
  }

  std::vector<Observed> observed;
  std::vector<Log> logged;
  std::vector<std::shared_ptr<const std::string>> shared;   // Bodies that many were sent, once for each.
  storage::Store* store = nullptr;                          // Looked at from outside: what is really kept.
  std::shared_ptr<compliance::MemoryAdapter> adapter;

 private:
  void happen(const Event& event);
  void work_until_idle();

  Now now_{Instant{0}, WallTime{13'754'772'000'000'000}};
  std::unique_ptr<Server> server_;
  std::map<Lane, std::shared_ptr<Worker>> workers_;
  std::deque<DoWork> work_;
  std::map<LinkId, sip::StreamParser> incoming_;
  std::map<LinkId, bool> closed_;
  Instant wake_at_ = Instant::never();
  LinkId next_link_ = 1;
  bool store_held_ = false;
  bool store_refused_ = false;
  std::size_t done_before_refusal_ = 0;
};

}   // namespace parley::server
