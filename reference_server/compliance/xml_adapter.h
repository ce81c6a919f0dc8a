// Writes each batch as a "Conversations" document (product.md 1.5; schema: conversations.xsd beside this
// file). A batch that comes again overwrites the same files with the same bytes.
//
// Our choices, where the product's are not public: the file names; `email` empty, because nothing here
// knows an e-mail address; `internal` always true, because nobody is federated.
#pragma once

#include <string>

#include "reference_server/compliance/adapter.h"

namespace parley::compliance {

struct XmlAdapterOptions {
  std::string directory;            // Must exist.
  bool one_room_per_file = false;   // OneChatRoomPerOutputFile, product.md 1.4.
};

class XmlAdapter final : public ComplianceAdapter {
 public:
  explicit XmlAdapter(XmlAdapterOptions options) : options_(std::move(options)) {}

  Result<void> translate(const Batch& batch) override;

 private:
  XmlAdapterOptions options_;
};

// The document of a whole batch.
std::string conversations_document(const Batch& batch);

// "conversations-20131018T211501.0000000Z-000007.xml". The opening time is in it so that an mgccomp that
// starts again with batch 1 never overwrites what an older one handed over.
std::string output_name(const Batch& batch);
// The same with the number of the room in the batch, from 1.
std::string output_name(const Batch& batch, std::size_t room);

}   // namespace parley::compliance
