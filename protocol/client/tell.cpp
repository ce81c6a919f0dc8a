#include "protocol/client/tell.h"

#include <fmt/format.h>

#include <algorithm>

#include "protocol/base/text.h"
#include "protocol/base/utf8.h"

namespace parley::client {
namespace {

void append_text(std::string& out, std::string_view text) {
  out += '"';
  while (!text.empty()) {
    const auto c = static_cast<unsigned char>(text[0]);
    const std::string_view character = text.substr(0, xml_character_length(text));
    if (c == '"' || c == '\\') {
      out += '\\';
      out += text[0];
    } else if (c == '\n') out += "\\n";
    else if (c == '\r') out += "\\r";
    else if (c == '\t') out += "\\t";
    else if (c < 0x20 || c == 0x7f) out += fmt::format("\\u{:04x}", c);
    else if (!character.empty()) out += character;
    else out += "\xef\xbf\xbd";
    text.remove_prefix(std::max<std::size_t>(character.size(), 1));
  }
  out += '"';
}

}   // namespace

std::string& JsonObject::begin(std::string_view key) {
  if (!fields_.empty()) fields_ += ',';
  append_text(fields_, key);
  fields_ += ':';
  return fields_;
}

JsonObject& JsonObject::add(std::string_view key, std::string_view text) {
  append_text(begin(key), text);
  return *this;
}

JsonObject& JsonObject::add_number(std::string_view key, std::uint64_t number) {
  begin(key) += fmt::format("{}", number);
  return *this;
}

JsonObject& JsonObject::add_flag(std::string_view key, bool flag) {
  begin(key) += flag ? "true" : "false";
  return *this;
}

JsonObject& JsonObject::add_texts(std::string_view key, const std::vector<std::string>& texts) {
  std::string& out = begin(key);
  out += '[';
  for (std::size_t i = 0; i < texts.size(); ++i) {
    if (i > 0) out += ',';
    append_text(out, texts[i]);
  }
  out += ']';
  return *this;
}

JsonObject& JsonObject::add_objects(std::string_view key, const std::vector<JsonObject>& objects) {
  std::string& out = begin(key);
  out += '[';
  for (std::size_t i = 0; i < objects.size(); ++i) {
    if (i > 0) out += ',';
    out += objects[i].to_string();
  }
  out += ']';
  return *this;
}

JsonObject event(std::string_view name) {
  JsonObject object;
  object.add("event", name);
  return object;
}

}   // namespace parley::client
