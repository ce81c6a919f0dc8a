// The whole chain without a driver, for the tests of this folder: each request is performed, refused or lost
// when the test says so.
#pragma once

#include <deque>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "reference_server/compliance/archive_work.h"
#include "reference_server/compliance/memory_adapter.h"
#include "reference_server/compliance/service.h"
#include "reference_server/storage/sqlite_store.h"
#include "reference_server/storage/store_work.h"

namespace parley::compliance {

inline constexpr WallTime kStart{14'000'000'000'000'000};   // 2014-05-13T16:53:20Z.
inline constexpr char kRoom[] = "ma-chan://contoso.example/5b9c2f0e-8d5f-4c6b-9d39-0a2f5f1f7a11";

inline storage::ComplianceEvent make_event(storage::EventKind kind, std::string content = "") {
  const std::uint64_t chat_id = kind == storage::EventKind::chat ? 1 : 0;
  return {kind,          kRoom,   "Ops Bridge",       "sip:ada@contoso.example",
          "Ada Example", chat_id, std::move(content), kStart};
}

inline storage::QueuedEvent make_queued(std::uint64_t sequence,
                                        storage::EventKind kind = storage::EventKind::chat) {
  return {sequence, make_event(kind, "event " + std::to_string(sequence))};
}

// What becomes of the next request of a lane.
enum class Fate : std::uint8_t { done, refused };

// A store, an archive and an adapter that outlive the service in front of them, as disks outlive a process.
class ComplianceRig {
 public:
  explicit ComplianceRig(ComplianceConfig config = {}, Deviations deviations = {})
      : config_(config), deviations_(std::move(deviations)), adapter(std::make_shared<MemoryAdapter>()) {
    auto opened = std::move(storage::SqliteStore::open(":memory:").value());
    store = opened.get();
    store_worker_ = std::make_unique<storage::StoreWorker>(std::move(opened));
    archive_worker_ =
        std::make_unique<ArchiveWorker>(std::move(open_sqlite_archive(":memory:").value()), adapter);
    restart();
    run_to_rest();
  }

  // The service dies, and what it had asked for and nobody has begun is lost; a new one starts.
  void restart() {
    lanes_.clear();
    service = std::make_unique<ComplianceService>(
        config_, deviations_, [this] { return ++last_id_; }, now.monotonic);
    turn([this](auto& effects) { service->start(now, effects); });
  }

  void emit(const storage::ComplianceEvent& event) {
    static_cast<void>(store->append_events({event}));
    turn([this](auto& effects) { service->notify_queued(now, effects); });
  }

  bool has_work(Lane lane) const { return lanes_.contains(lane) && !lanes_.at(lane).empty(); }

  // Performs the next request of the lane. `heard`: whether its answer arrives, or is lost for ever.
  void perform(Lane lane, Fate fate, bool heard = true) {
    const DoWork work = lanes_[lane].front();
    lanes_[lane].pop_front();
    std::shared_ptr<const WorkAnswer> answer = fate == Fate::done ? do_work(work) : refuse(work);
    if (heard)
      turn([&](auto& effects) { PARLEY_ASSERT(service->on_work_done(now, work.id, *answer, effects)); });
  }

  void run_to_rest() {
    for (int i = 0; i < 10'000 && (has_work(Lane::store) || has_work(Lane::archive)); ++i)
      perform(has_work(Lane::store) ? Lane::store : Lane::archive, Fate::done);
  }

  // Time passes, with every deadline on the way, and all work is done at once.
  void pass(Duration duration) {
    run_to_rest();
    const Instant end = now.monotonic + duration;
    while (service->wake_at() <= end) {
      set_time(service->wake_at());
      turn([this](auto& effects) { service->on_deadline(now, effects); });
      run_to_rest();
    }
    set_time(end);
  }

  // Runs one turn of the service and takes what it wants done.
  template <class Turn>
  void turn(const Turn& call) {
    std::vector<Effect> effects;
    call(effects);
    for (Effect& effect : effects) {
      if (auto* work = std::get_if<DoWork>(&effect)) lanes_[work->lane].push_back(*work);
      if (auto* seen = std::get_if<Observed>(&effect)) steps.push_back(*seen);
      if (auto* log = std::get_if<Log>(&effect)) logs.push_back(*log);
    }
  }

  void set_time(Instant at) { now = {at, kStart + (at - Instant{})}; }

  // "queue>mgccomp CHAT" and so on.
  std::vector<std::string> step_names() const {
    std::vector<std::string> names;
    for (const Observed& step : steps) names.push_back(step.from + ">" + step.to + " " + step.what);
    return names;
  }
  Archive& archive() { return archive_worker_->archive(); }

 private:
  std::shared_ptr<const WorkAnswer> do_work(const DoWork& work) {
    Worker& worker = work.lane == Lane::store ? static_cast<Worker&>(*store_worker_) : *archive_worker_;
    return worker.perform(std::span(&work.request, 1)).at(0);
  }
  static std::shared_ptr<const WorkAnswer> refuse(const DoWork& work) {
    const Error error{Errc::unavailable, "refused by the test"};
    const auto refusal = [&]<class Request>(const Request&, auto what) {
      return decltype(what)(Result<typename Request::Answer>(tl::unexpected(error)));
    };
    if (const auto* asked = dynamic_cast<const storage::StoreRequest*>(work.request.get()))
      return std::make_shared<const storage::StoreAnswer>(std::visit(
          [&](const auto& what) { return refusal(what, storage::StoreAnswer::What()); }, asked->what));
    const auto& asked = dynamic_cast<const ArchiveRequest&>(*work.request);
    return std::make_shared<const ArchiveAnswer>(
        std::visit([&](const auto& what) { return refusal(what, ArchiveAnswer::What()); }, asked.what));
  }

  ComplianceConfig config_;
  Deviations deviations_;
  std::unique_ptr<storage::StoreWorker> store_worker_;
  std::unique_ptr<ArchiveWorker> archive_worker_;
  std::map<Lane, std::deque<DoWork>> lanes_;
  WorkId last_id_ = 0;

 public:
  storage::SqliteStore* store = nullptr;
  std::shared_ptr<MemoryAdapter> adapter;
  std::unique_ptr<ComplianceService> service;
  Now now{Instant{0}, kStart};
  std::vector<Observed> steps;
  std::vector<Log> logs;
};

}   // namespace parley::compliance
