// Each request stands for itself: a group gains nothing here, the next one waits for the answer anyway.
#include "reference_server/compliance/archive_work.h"

namespace parley::compliance {
namespace {

// One overload per request.
struct Performer {
  Archive& archive;
  ComplianceAdapter& adapter;

  Result<void> operator()(const InsertEvents& asked) const { return archive.insert_events(asked.events); }
  Result<std::shared_ptr<const Batch>> operator()(const OpenBatch& asked) const {
    return archive.open_batch(asked.limit, asked.at);
  }
  Result<void> operator()(const Translate& asked) const { return adapter.translate(*asked.batch); }
  Result<void> operator()(const CloseBatch& asked) const { return archive.close_batch(asked.id); }
};

}   // namespace

std::vector<std::shared_ptr<const WorkAnswer>> ArchiveWorker::perform(
    std::span<const std::shared_ptr<const WorkRequest>> requests) {
  const Performer performer{*archive_, *adapter_};
  std::vector<std::shared_ptr<const WorkAnswer>> answers;
  for (const auto& request : requests) {
    const auto* asked = dynamic_cast<const ArchiveRequest*>(request.get());
    PARLEY_ASSERT(asked != nullptr);
    auto answer =
        std::visit([&](const auto& what) -> ArchiveAnswer::What { return performer(what); }, asked->what);
    answers.push_back(std::make_shared<const ArchiveAnswer>(std::move(answer)));
  }
  return answers;
}

}   // namespace parley::compliance
