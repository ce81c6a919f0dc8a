// The store behind the seam: what an endpoint may ask of Lane::store, what it hears, and who performs it.
//
// A group of requests that wait together is one transaction (group commit). An answer is given only after
// the commit, so "persist, then send" needs no care above: who has the answer has it on the disk.
#pragma once

#include <memory>
#include <variant>

#include "protocol/base/assert.h"
#include "protocol/base/endpoint.h"
#include "reference_server/storage/store.h"

namespace parley::storage {

// Each request names what it is answered with.
struct AppendMessages {
  using Answer = std::vector<StoredMessage>;
  std::vector<NewPost> posts;
};
struct AppendEvents {
  using Answer = void;
  std::vector<ComplianceEvent> events;
};
// Reading history is itself an event (BACKCHAT, product.md 1.3): the answer and its record come together.
struct ReadHistory {
  using Answer = std::vector<StoredMessage>;
  std::string room_uri;
  std::uint32_t count = 0;
  std::optional<ComplianceEvent> backchat;
};
struct PutCategory {
  using Answer = std::uint64_t;
  std::string user_uri;
  CategoryInstance instance;
  bool remove = false;
};
struct ReadCategories {
  using Answer = std::vector<CategoryInstance>;
  std::string user_uri;
};
struct ReadPreference {
  using Answer = std::optional<StoredPreference>;
  std::string user_uri, label;
};
struct WritePreference {
  using Answer = std::int64_t;
  std::string user_uri, label, content;
};
struct ReadInvitations {
  using Answer = std::vector<Invitation>;
  std::string user_uri;
  std::uint64_t after = 0;
};
struct AddInvitation {
  using Answer = std::uint64_t;
  std::string user_uri, room_uri;
  WallTime created;
};
struct ReadQueue {
  using Answer = std::vector<QueuedEvent>;
  std::uint32_t count = 0;
};
struct DropQueue {
  using Answer = void;
  std::uint64_t sequence = 0;
};
struct PartOrphans {
  using Answer = std::uint64_t;
  WallTime at;
};

struct StoreRequest final : WorkRequest {
  using What =
      std::variant<AppendMessages, AppendEvents, ReadHistory, PutCategory, ReadCategories, ReadPreference,
                   WritePreference, ReadInvitations, AddInvitation, ReadQueue, DropQueue, PartOrphans>;
  explicit StoreRequest(What asked) : what(std::move(asked)) {}
  What what;
};

struct StoreAnswer final : WorkAnswer {
  using What =
      std::variant<Result<void>, Result<std::vector<StoredMessage>>, Result<std::uint64_t>,
                   Result<std::vector<CategoryInstance>>, Result<std::optional<StoredPreference>>,
                   Result<std::int64_t>, Result<std::vector<Invitation>>, Result<std::vector<QueuedEvent>>>;
  explicit StoreAnswer(What answered) : what(std::move(answered)) {}
  What what;
};

// For DoWork: `store_work(ReadQueue{100})`.
inline std::shared_ptr<const WorkRequest> store_work(StoreRequest::What what) {
  return std::make_shared<const StoreRequest>(std::move(what));
}

// What a request was answered with: `as<std::int64_t>(*done.answer)`, or `answer_to<AppendMessages>(...)`.
// Asking for another type than the request has is a broken promise.
template <class T>
const Result<T>& as(const WorkAnswer& answer) {
  const auto* stored = dynamic_cast<const StoreAnswer*>(&answer);
  PARLEY_ASSERT(stored != nullptr && std::holds_alternative<Result<T>>(stored->what));
  return std::get<Result<T>>(stored->what);
}
template <class Request>
const Result<typename Request::Answer>& answer_to(const WorkAnswer& answer) {
  return as<typename Request::Answer>(answer);
}

// Performs requests on a store. A request that fails by itself (a stale version) leaves nothing behind and
// does not hurt the others; when the group cannot be committed, every request of it is unavailable.
class StoreWorker final : public Worker {
 public:
  explicit StoreWorker(std::unique_ptr<Store> store) : store_(std::move(store)) {}

  std::vector<std::shared_ptr<const WorkAnswer>> perform(
      std::span<const std::shared_ptr<const WorkRequest>> requests) override;

 private:
  std::unique_ptr<Store> store_;
};

}   // namespace parley::storage
