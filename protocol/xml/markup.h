// Writes one XML document from front to back: no white space between elements, empty elements as <a/>.
#pragma once

#include <concepts>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/xml/escape.h"

namespace parley::xml {

// Element and attribute names are literals of ours and are written as they stand; values are escaped.
class Markup {
 public:
  Markup& open(std::string_view name) {
    end_start_tag();
    (out_ += '<') += name;
    open_.push_back(name);
    in_start_tag_ = true;
    return *this;
  }
  Markup& attribute(std::string_view name, std::string_view value) {
    ((out_ += ' ') += name) += "=\"";
    append_attribute(out_, value);
    out_ += '"';
    return *this;
  }
  Markup& attribute(std::string_view name, std::integral auto value) {
    return attribute(name, std::string_view(std::to_string(value)));
  }
  Markup& flag(std::string_view name, bool value) {
    return attribute(name, std::string_view(value ? "true" : "false"));
  }
  // Writes nothing for an absent value.
  template <class Value>
  Markup& maybe(std::string_view name, const std::optional<Value>& value) {
    return value ? attribute(name, *value) : *this;
  }
  // Writes nothing for an empty text.
  Markup& unless_empty(std::string_view name, std::string_view value) {
    return value.empty() ? *this : attribute(name, value);
  }
  Markup& text(std::string_view content) {
    if (content.empty()) return *this;
    end_start_tag();
    append_text(out_, content);
    return *this;
  }
  // Bytes that are well-formed XML content already.
  Markup& raw(std::string_view xml) {
    end_start_tag();
    out_ += xml;
    return *this;
  }
  Markup& close() {
    if (in_start_tag_) out_ += "/>";
    else ((out_ += "</") += open_.back()) += '>';
    open_.pop_back();
    in_start_tag_ = false;
    return *this;
  }
  std::string take() { return std::move(out_); }

 private:
  void end_start_tag() {
    if (in_start_tag_) out_ += '>';
    in_start_tag_ = false;
  }

  std::string out_;
  std::vector<std::string_view> open_;
  bool in_start_tag_ = false;
};

}   // namespace parley::xml
