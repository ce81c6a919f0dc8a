// What the names of a scenario stand for at this moment of the story.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "simulator/ladder/substitute.h"

namespace parley::sim::ladder {

class Bindings {
 public:
  explicit Bindings(Variables given) : variables_(std::move(given)) {}

  // Index in the transcript of what `as NAME` took; a later round of a repeat replaces an earlier one.
  std::optional<std::size_t> captured(std::string_view name) const;
  // Call-ID of a dialog that is open; null before.
  const std::string* call_id(std::string_view dialog) const;
  const Variables& variables() const { return variables_; }
  // Call-ID -> name.
  const std::map<std::string, std::string>& dialogs() const { return names_; }

  void capture(const std::string& name, std::size_t index);
  void open(const std::string& dialog, const std::string& call_id);
  void keep(const std::string& name, std::string value);

  // Grows with every change, so that what was tried before is tried again only when it can turn out
  // otherwise.
  std::uint64_t version() const { return version_; }

 private:
  std::map<std::string, std::size_t, std::less<>> captures_;
  std::map<std::string, std::string, std::less<>> call_ids_;
  std::map<std::string, std::string> names_;
  Variables variables_;
  std::uint64_t version_ = 0;
};

}   // namespace parley::sim::ladder
