#include "reference_server/core/test_server.h"

#include <stdexcept>

namespace parley::server {
namespace {

std::shared_ptr<const WorkAnswer> refusal_of(const WorkRequest& request) {
  return std::visit(
      [](const auto& asked) -> std::shared_ptr<const WorkAnswer> {
        using Answer = typename std::decay_t<decltype(asked)>::Answer;
        return std::make_shared<storage::StoreAnswer>(
            Result<Answer>(fail(Errc::unavailable, "the store is refused by the test")));
      },
      dynamic_cast<const storage::StoreRequest&>(request).what);
}

}   // namespace

ServerSetup TestServer::default_setup() {
  ServerSetup setup;
  setup.directory = *read_pool_file(default_pool_text(), "contoso.com");
  setup.settings.domain = "contoso.com";
  return setup;
}

TestServer::TestServer(ServerSetup setup) {
  auto opened = *storage::open_sqlite_store(":memory:");
  store = opened.get();
  adapter = std::make_shared<compliance::MemoryAdapter>();
  workers_[Lane::store] = std::make_shared<storage::StoreWorker>(std::move(opened));
  workers_[Lane::archive] =
      std::make_shared<compliance::ArchiveWorker>(*compliance::open_sqlite_archive(":memory:"), adapter);
  server_ = std::make_unique<Server>(std::move(setup), Random{7}, now_);
  happen(DeadlineReached{});
  work_until_idle();
}

LinkId TestServer::connect(std::uint32_t listener, std::vector<std::string> certified) {
  const LinkId link = next_link_++;
  happen(LinkUp{link, "tcp://127.0.0.1:49200", listener, std::move(certified)});
  work_until_idle();
  return link;
}

void TestServer::disconnect(LinkId link) {
  happen(LinkDown{link, "gone"});
  work_until_idle();
}

void TestServer::send(LinkId link, std::string_view bytes) {
  happen(LinkBytes{link, std::string(bytes)});
  work_until_idle();
}

std::vector<sip::Message> TestServer::received(LinkId link) {
  std::vector<sip::Message> messages;
  while (auto next = incoming_[link].next()) {
    if (!*next) throw std::runtime_error("the server sent garbage: " + next->error().detail);
    messages.push_back(std::move(**next));
  }
  return messages;
}

void TestServer::tell(std::string_view line) {
  happen(Told{std::string(line)});
  work_until_idle();
}

void TestServer::advance(Duration by) {
  const Instant until = now_.monotonic + by;
  while (wake_at_ <= until) {
    const Duration step = std::max(Duration{0}, wake_at_ - now_.monotonic);
    now_ = {now_.monotonic + step, now_.wall + step};
    happen(DeadlineReached{});
    work_until_idle();
  }
  now_ = {until, now_.wall + (until - now_.monotonic)};
}

void TestServer::hold_store(bool held) {
  store_held_ = held;
  work_until_idle();
}

void TestServer::happen(const Event& event) {
  Turn turn = server_->on_event(now_, event);
  wake_at_ = turn.wake_at;
  for (Effect& effect : turn.effects) {
    if (auto* sent = std::get_if<SendBytes>(&effect)) {
      incoming_[sent->link].feed(sent->whole());
      if (sent->shared) shared.push_back(sent->shared);
    } else if (auto* close = std::get_if<CloseLink>(&effect)) closed_[close->link] = true;
    else if (auto* work = std::get_if<DoWork>(&effect)) work_.push_back(std::move(*work));
    else if (auto* seen = std::get_if<Observed>(&effect)) observed.push_back(std::move(*seen));
    else if (auto* line = std::get_if<Log>(&effect)) logged.push_back(std::move(*line));
  }
}

void TestServer::work_until_idle() {
  std::deque<DoWork> held;
  while (!work_.empty()) {
    const DoWork work = std::move(work_.front());
    work_.pop_front();
    if (store_held_ && work.lane == Lane::store) {
      held.push_back(work);
      continue;
    }
    const bool refusable = store_refused_ && work.lane == Lane::store;
    const bool refused = refusable && done_before_refusal_ == 0;
    if (refusable && !refused) --done_before_refusal_;
    happen(WorkDone{work.id, refused ? refusal_of(*work.request)
                                     : workers_.at(work.lane)->perform({&work.request, 1}).front()});
  }
  work_ = std::move(held);
}

}   // namespace parley::server
