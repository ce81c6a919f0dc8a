// What the client says to its user: one JSON object a line, fields in the order they were added.
//
// Texts may come from a peer, so they are made safe: control characters are escaped, and bytes that are no
// UTF-8 become U+FFFD.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace parley::client {

class JsonObject {
 public:
  JsonObject& add(std::string_view key, std::string_view text);
  JsonObject& add_number(std::string_view key, std::uint64_t number);
  JsonObject& add_flag(std::string_view key, bool flag);
  JsonObject& add_texts(std::string_view key, const std::vector<std::string>& texts);
  JsonObject& add_objects(std::string_view key, const std::vector<JsonObject>& objects);

  std::string to_string() const { return "{" + fields_ + "}"; }

 private:
  std::string& begin(std::string_view key);

  std::string fields_;
};

// An object whose first field is "event".
JsonObject event(std::string_view name);

}   // namespace parley::client
