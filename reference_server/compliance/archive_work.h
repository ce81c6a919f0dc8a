// mgccomp and the adapter behind the seam: what may be asked of Lane::archive, and who performs it.
//
// A lane of its own, so that an adapter that takes minutes never delays a message.
#pragma once

#include <memory>
#include <variant>

#include "protocol/base/assert.h"
#include "protocol/base/endpoint.h"
#include "reference_server/compliance/adapter.h"
#include "reference_server/compliance/archive.h"

namespace parley::compliance {

// Each request names what it is answered with.
struct InsertEvents {
  using Answer = void;
  std::vector<storage::QueuedEvent> events;
};
struct OpenBatch {
  using Answer = std::shared_ptr<const Batch>;   // Null: no event waits.
  std::uint32_t limit = 0;
  WallTime at;
};
struct Translate {
  using Answer = void;
  std::shared_ptr<const Batch> batch;
};
struct CloseBatch {
  using Answer = void;
  std::uint64_t id = 0;
};

struct ArchiveRequest final : WorkRequest {
  using What = std::variant<InsertEvents, OpenBatch, Translate, CloseBatch>;
  explicit ArchiveRequest(What asked) : what(std::move(asked)) {}
  What what;
};

struct ArchiveAnswer final : WorkAnswer {
  using What = std::variant<Result<void>, Result<std::shared_ptr<const Batch>>>;
  explicit ArchiveAnswer(What answered) : what(std::move(answered)) {}
  What what;
};

// For DoWork: `archive_work(CloseBatch{7})`.
inline std::shared_ptr<const WorkRequest> archive_work(ArchiveRequest::What what) {
  return std::make_shared<const ArchiveRequest>(std::move(what));
}

// What a request was answered with: `answer_to<OpenBatch>(*done.answer)`. Asking for another type than the
// request has is a broken promise.
template <class Request>
const Result<typename Request::Answer>& answer_to(const WorkAnswer& answer) {
  using Answer = Result<typename Request::Answer>;
  const auto* archived = dynamic_cast<const ArchiveAnswer*>(&answer);
  PARLEY_ASSERT(archived != nullptr && std::holds_alternative<Answer>(archived->what));
  return std::get<Answer>(archived->what);
}

class ArchiveWorker final : public Worker {
 public:
  ArchiveWorker(std::unique_ptr<Archive> archive, std::shared_ptr<ComplianceAdapter> adapter)
      : archive_(std::move(archive)), adapter_(std::move(adapter)) {}

  std::vector<std::shared_ptr<const WorkAnswer>> perform(
      std::span<const std::shared_ptr<const WorkRequest>> requests) override;

  Archive& archive() { return *archive_; }

 private:
  std::unique_ptr<Archive> archive_;
  std::shared_ptr<ComplianceAdapter> adapter_;
};

}   // namespace parley::compliance
