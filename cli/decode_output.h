// How `parley decode` tells what it found: lines for people, or one JSON object a line for scripts. What a
// capture holds was chosen by somebody else: nothing of it reaches a terminal as it is, and no credentials
// are shown. The offset of every error counts bytes from the first one of the input, for a document in a
// message, too; of an error that concerns a message or a document as a whole it is that of its first byte.
#pragma once

#include <memory>
#include <optional>
#include <string_view>

#include "protocol/base/result.h"
#include "protocol/sip/message.h"
#include "protocol/xccos/codec.h"

namespace parley::cli {

// A document that lenient reading takes.
struct DocumentReading {
  xccos::Decoded decoded;
  std::optional<Error> strict_refusal;   // Empty: strict reading takes it, too.
};

class DecodeOutput {
 public:
  virtual ~DecodeOutput() = default;
  virtual void show(const sip::Message& message) = 0;
  virtual void show(const DocumentReading& document) = 0;
  // `layer`: "sip" or "xccos".
  virtual void show_refusal(std::string_view layer, const Error& error) = 0;
  virtual void show_note(std::string_view sentence) = 0;
};

std::unique_ptr<DecodeOutput> text_output();
// Objects have "kind": "sip" (start_line, headers, body_bytes), "xccos" (envid, primitives with their grades,
// forgiven, unknown, strict_refusal or null), "refused" (layer, offset, text) or "note" (text); a
// strict_refusal has offset and text.
std::unique_ptr<DecodeOutput> json_output();

}   // namespace parley::cli
