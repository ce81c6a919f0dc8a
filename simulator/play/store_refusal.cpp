#include "simulator/play/store_refusal.h"

#include "reference_server/storage/store_work.h"

namespace parley::sim {

std::shared_ptr<const WorkAnswer> refuse_store_request(const WorkRequest& request) {
  const auto* asked = dynamic_cast<const storage::StoreRequest*>(&request);
  if (!asked) return nullptr;
  return std::visit(
      [](const auto& what) -> std::shared_ptr<const WorkAnswer> {
        using Answer = typename std::decay_t<decltype(what)>::Answer;
        Result<Answer> refused = fail(Errc::unavailable, "the store was told to refuse");
        return std::make_shared<const storage::StoreAnswer>(std::move(refused));
      },
      asked->what);
}

}   // namespace parley::sim
