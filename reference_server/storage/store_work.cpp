// One transaction per group; the store itself keeps each call all-or-nothing.
#include "reference_server/storage/store_work.h"

namespace parley::storage {
namespace {

// One overload per request.
class Performer {
 public:
  explicit Performer(Store& store) : store_(store) {}

  Result<std::vector<StoredMessage>> operator()(const AppendMessages& asked) const {
    return store_.append_messages(asked.posts);
  }
  Result<void> operator()(const AppendEvents& asked) const { return store_.append_events(asked.events); }
  Result<std::vector<StoredMessage>> operator()(const ReadHistory& asked) const {
    auto messages = store_.recent_messages(asked.room_uri, asked.count);
    if (!messages || !asked.backchat) return messages;
    if (auto queued = store_.append_events({*asked.backchat}); !queued) return tl::unexpected(queued.error());
    return messages;
  }
  Result<std::uint64_t> operator()(const PutCategory& asked) const {
    return store_.put_category(asked.user_uri, asked.instance, asked.remove);
  }
  Result<std::vector<CategoryInstance>> operator()(const ReadCategories& asked) const {
    return store_.categories(asked.user_uri);
  }
  Result<std::optional<StoredPreference>> operator()(const ReadPreference& asked) const {
    return store_.preference(asked.user_uri, asked.label);
  }
  Result<std::int64_t> operator()(const WritePreference& asked) const {
    return store_.set_preference(asked.user_uri, asked.label, asked.content);
  }
  Result<std::vector<Invitation>> operator()(const ReadInvitations& asked) const {
    return store_.invitations_after(asked.user_uri, asked.after);
  }
  Result<std::uint64_t> operator()(const AddInvitation& asked) const {
    return store_.add_invitation(asked.user_uri, asked.room_uri, asked.created);
  }
  Result<std::vector<QueuedEvent>> operator()(const ReadQueue& asked) const {
    return store_.read_queue(asked.count);
  }
  Result<void> operator()(const DropQueue& asked) const { return store_.drop_queue_through(asked.sequence); }
  Result<std::uint64_t> operator()(const PartOrphans& asked) const { return store_.part_orphans(asked.at); }

 private:
  Store& store_;
};

const StoreRequest& store_request(const std::shared_ptr<const WorkRequest>& request) {
  const auto* asked = dynamic_cast<const StoreRequest*>(request.get());
  PARLEY_ASSERT(asked != nullptr);
  return *asked;
}

StoreAnswer::What refusal(const StoreRequest& request, const Error& error) {
  return std::visit(
      [&](const auto& asked) -> StoreAnswer::What {
        using Answer = typename std::decay_t<decltype(asked)>::Answer;
        return Result<Answer>(tl::unexpected(error));
      },
      request.what);
}

using Answers = std::vector<std::shared_ptr<const WorkAnswer>>;

Answers refuse_all(std::span<const std::shared_ptr<const WorkRequest>> requests, const Error& error) {
  Answers answers;
  for (const auto& request : requests)
    answers.push_back(std::make_shared<const StoreAnswer>(refusal(store_request(request), error)));
  return answers;
}

}   // namespace

Answers StoreWorker::perform(std::span<const std::shared_ptr<const WorkRequest>> requests) {
  if (const auto begun = store_->begin(); !begun) return refuse_all(requests, begun.error());
  Answers answers;
  for (const auto& request : requests) {
    auto answer =
        std::visit([&](const auto& asked) -> StoreAnswer::What { return Performer(*store_)(asked); },
                   store_request(request).what);
    answers.push_back(std::make_shared<const StoreAnswer>(std::move(answer)));
  }
  if (const auto done = store_->commit(); !done) return refuse_all(requests, done.error());
  return answers;
}

}   // namespace parley::storage
