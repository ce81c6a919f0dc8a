// Writes indented JSON with the keys in the order of the calls, so the same record gives the same bytes.
// Strings that are no UTF-8 are made so (valid_utf8); numbers are written exactly.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace parley::reports {

class JsonWriter {
 public:
  // Inside an array the key is empty.
  void open_object(std::string_view key = {}) { open(key, '{'); }
  void open_array(std::string_view key = {}) { open(key, '['); }
  void close_object() { close('}'); }
  void close_array() { close(']'); }

  void text(std::string_view key, std::string_view value);
  void number(std::string_view key, std::int64_t value);
  void unsigned_number(std::string_view key, std::uint64_t value);
  void flag(std::string_view key, bool value);
  void texts(std::string_view key, const std::vector<std::string>& values);
  void numbers(std::string_view key, const std::vector<std::uint32_t>& values);   // On one line.

  std::string take() &&;   // What was written, ending with LF. Everything opened is closed by then.

 private:
  void open(std::string_view key, char bracket);
  void close(char bracket);
  void start_value(std::string_view key);
  void quote(std::string_view text);

  std::string out_;
  std::vector<bool> empty_;   // One per open object or array: nothing in it yet.
};

}   // namespace parley::reports
