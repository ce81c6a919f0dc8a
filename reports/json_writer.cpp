// JSON text, RFC 8259.
#include "reports/json_writer.h"

#include <fmt/format.h>

#include "protocol/base/assert.h"
#include "reports/printable.h"

namespace parley::reports {

void JsonWriter::text(std::string_view key, std::string_view value) {
  start_value(key);
  quote(value);
}

void JsonWriter::number(std::string_view key, std::int64_t value) {
  start_value(key);
  out_ += fmt::format("{}", value);
}

void JsonWriter::unsigned_number(std::string_view key, std::uint64_t value) {
  start_value(key);
  out_ += fmt::format("{}", value);
}

void JsonWriter::flag(std::string_view key, bool value) {
  start_value(key);
  out_ += value ? "true" : "false";
}

void JsonWriter::texts(std::string_view key, const std::vector<std::string>& values) {
  open_array(key);
  for (const std::string& value : values) text({}, value);
  close_array();
}

void JsonWriter::numbers(std::string_view key, const std::vector<std::uint32_t>& values) {
  start_value(key);
  out_ += '[';
  for (std::size_t i = 0; i < values.size(); ++i) out_ += fmt::format("{}{}", i == 0 ? "" : ", ", values[i]);
  out_ += ']';
}

std::string JsonWriter::take() && {
  PARLEY_ASSERT(empty_.empty());
  out_ += '\n';
  return std::move(out_);
}

void JsonWriter::open(std::string_view key, char bracket) {
  start_value(key);
  out_ += bracket;
  empty_.push_back(true);
}

void JsonWriter::close(char bracket) {
  PARLEY_ASSERT(!empty_.empty());
  const bool was_empty = empty_.back();
  empty_.pop_back();
  if (!was_empty) {
    out_ += '\n';
    out_.append(empty_.size() * 2, ' ');
  }
  out_ += bracket;
}

void JsonWriter::start_value(std::string_view key) {
  if (empty_.empty()) return;
  out_ += empty_.back() ? "\n" : ",\n";
  empty_.back() = false;
  out_.append(empty_.size() * 2, ' ');
  if (key.empty()) return;
  quote(key);
  out_ += ": ";
}

void JsonWriter::quote(std::string_view text) {
  out_ += '"';
  for (const char c : valid_utf8(text)) {
    switch (c) {
      case '"': out_ += "\\\""; break;
      case '\\': out_ += "\\\\"; break;
      case '\n': out_ += "\\n"; break;
      case '\r': out_ += "\\r"; break;
      case '\t': out_ += "\\t"; break;
      default:
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) out_ += fmt::format("\\u{:04x}", c);
        else out_ += c;
    }
  }
  out_ += '"';
}

}   // namespace parley::reports
