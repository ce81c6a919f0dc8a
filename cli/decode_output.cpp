#include "cli/decode_output.h"

#include <fmt/format.h>

#include <boost/json.hpp>
#include <cstdio>
#include <utility>

#include "cli/start_line.h"
#include "protocol/sip/secrets.h"
#include "protocol/xccos/grade.h"
#include "reports/printable.h"
#include "reports/wording.h"

namespace parley::cli {
namespace {

namespace json = boost::json;

class TextOutput final : public DecodeOutput {
 public:
  void show(const sip::Message& message) override {
    say("sip    {}", start_line(message));
    for (const sip::HeaderField& header : message.headers.fields())
      say("  {}: {}", header.name, sip::shown_value(header.name, header.value));
  }
  void show(const DocumentReading& document) override {
    const xccos::Envelope& envelope = document.decoded.envelope;
    say("xccos  envid {}, {}", envelope.envid, reports::count_of(envelope.primitives.size(), "primitive"));
    for (const xccos::Primitive& primitive : envelope.primitives) {
      const std::string_view id = xccos::id_of(primitive);
      say("  {:<28} grade {}", id, to_string(xccos::grade_of_kind(id)));
    }
    for (const std::string& forgiven : document.decoded.forgiven) say("  forgiven: {}", forgiven);
    if (const std::size_t unknown = document.decoded.unknown; unknown > 0)
      say("  unknown: {} (elements, attributes, texts, messages), written on unchanged", unknown);
    if (const auto& error = document.strict_refusal)
      say("  strict reading refuses it at byte {}: {}", error->offset, error->detail);
    else say("  as a server writes it:\n{}", xccos::encode(envelope, xccos::Writer::server));
  }
  void show_refusal(std::string_view layer, const Error& error) override {
    say("{:<6} refused at byte {}: {}", layer, error.offset, error.detail);
  }
  void show_note(std::string_view sentence) override { say("note   {}", sentence); }

 private:
  template <class... Values>
  static void say(fmt::format_string<Values...> format, Values&&... values) {
    const std::string text = reports::printable(fmt::format(format, std::forward<Values>(values)...));
    std::printf("%s\n", text.c_str());
  }
};

class JsonOutput final : public DecodeOutput {
 public:
  void show(const sip::Message& message) override {
    json::array headers;
    for (const sip::HeaderField& header : message.headers.fields())
      headers.push_back(
          {{"name", text(header.name)}, {"value", text(sip::shown_value(header.name, header.value))}});
    say({{"kind", "sip"},
         {"start_line", text(start_line(message))},
         {"headers", std::move(headers)},
         {"body_bytes", message.body.size()}});
  }
  void show(const DocumentReading& document) override {
    json::array primitives, forgiven;
    for (const xccos::Primitive& primitive : document.decoded.envelope.primitives) {
      const std::string_view id = xccos::id_of(primitive);
      primitives.push_back({{"id", text(id)}, {"grade", text(to_string(xccos::grade_of_kind(id)))}});
    }
    for (const std::string& one : document.decoded.forgiven) forgiven.push_back(text(one));
    json::value refusal = nullptr;
    if (const auto& error = document.strict_refusal)
      refusal = {{"offset", error->offset}, {"text", text(error->detail)}};
    say({{"kind", "xccos"},
         {"envid", document.decoded.envelope.envid},
         {"primitives", std::move(primitives)},
         {"forgiven", std::move(forgiven)},
         {"unknown", document.decoded.unknown},
         {"strict_refusal", std::move(refusal)}});
  }
  void show_refusal(std::string_view layer, const Error& error) override {
    say({{"kind", "refused"},
         {"layer", text(layer)},
         {"offset", error.offset},
         {"text", text(error.detail)}});
  }
  void show_note(std::string_view sentence) override { say({{"kind", "note"}, {"text", text(sentence)}}); }

 private:
  // JSON is UTF-8, whatever a capture holds.
  static json::string text(std::string_view bytes) { return json::string(reports::valid_utf8(bytes)); }
  static void say(const json::object& object) { std::printf("%s\n", json::serialize(object).c_str()); }
};

}   // namespace

std::unique_ptr<DecodeOutput> text_output() { return std::make_unique<TextOutput>(); }
std::unique_ptr<DecodeOutput> json_output() { return std::make_unique<JsonOutput>(); }

}   // namespace parley::cli
