// Writes one XML document from front to back: no white space between elements, empty elements as <a/>.
#pragma once

#include <array>
#include <boost/container/small_vector.hpp>
#include <charconv>
#include <concepts>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/xml/addition.h"
#include "protocol/xml/escape.h"

namespace parley::xml {

// How the line ends of a text are written (escape.h); those of an attribute always are references.
enum class LineEnds { references, raw };

// Element and attribute names are literals of ours and are written as they stand; values are escaped.
class Markup {
 public:
  explicit Markup(LineEnds line_ends = LineEnds::references) : line_ends_(line_ends) {
    out_.reserve(kUsualBytes);
  }
  Markup& open(std::string_view name) {
    end_start_tag();
    if (additions_ != nullptr) enter(name);
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
  Markup& declare(std::string_view prefix, std::string_view uri) {
    out_ += " xmlns";
    if (!prefix.empty()) (out_ += ':') += prefix;
    ((out_ += "=\"") += uri) += '"';
    return *this;
  }
  Markup& attribute(std::string_view name, std::integral auto value) {
    std::array<char, 24> digits;   // Enough for 64 bits and a sign.
    const auto [end, error] = std::to_chars(digits.data(), digits.data() + digits.size(), value);
    return attribute(name, std::string_view(digits.data(), end));
  }
  Markup& flag(std::string_view name, bool value) {
    return attribute(name, std::string_view(value ? "true" : "false"));
  }
  // Writes nothing for an absent value.
  template <class Value>
  Markup& maybe(std::string_view name, const std::optional<Value>& value) {
    return value ? attribute(name, *value) : *this;
  }
  Markup& maybe_flag(std::string_view name, const std::optional<bool>& value) {
    return value ? flag(name, *value) : *this;
  }
  // Writes nothing for an empty text.
  Markup& unless_empty(std::string_view name, std::string_view value) {
    return value.empty() ? *this : attribute(name, value);
  }
  // Bytes that are attributes of a start tag already.
  Markup& raw_attributes(std::string_view xml) {
    out_ += xml;
    return *this;
  }
  Markup& text(std::string_view content) {
    if (content.empty()) return *this;
    end_start_tag();
    if (line_ends_ == LineEnds::raw) append_lines(out_, content);
    else append_text(out_, content);
    return *this;
  }
  // Bytes that are well-formed XML content already.
  Markup& raw(std::string_view xml) {
    if (xml.empty()) return *this;
    end_start_tag();
    out_ += xml;
    return *this;
  }
  Markup& close() {
    if (additions_ != nullptr) add_content();
    if (in_start_tag_) {
      if (additions_ != nullptr) add_attributes();
      out_ += "/>";
    } else {
      ((out_ += "</") += open_.back()) += '>';
    }
    if (additions_ != nullptr) leave();
    open_.pop_back();
    in_start_tag_ = false;
    return *this;
  }
  // The next element that is opened gets these, where they say; its end is theirs. They outlive it.
  Markup& with(const Additions& additions) {
    end_start_tag();
    additions_ = additions.empty() ? nullptr : &additions;
    return *this;
  }
  std::string take() { return std::move(out_); }

 private:
  // An element that is open and counts for the places of additions.
  struct Step {
    std::string place;
    const Addition* addition;                           // Null when it gets none.
    std::map<std::string_view, std::size_t> children;   // How many of each name.
  };

  void end_start_tag() {
    if (in_start_tag_ && additions_ != nullptr) add_attributes();
    if (in_start_tag_) out_ += '>';
    in_start_tag_ = false;
  }
  void enter(std::string_view name);
  void enter_place(std::string place);
  void leave();
  void add_attributes();
  void add_content();

  // A post and most replies need no more.
  static constexpr std::size_t kUsualBytes = 1024;
  static constexpr std::size_t kUsualDepth = 8;

  std::string out_;
  boost::container::small_vector<std::string_view, kUsualDepth> open_;
  LineEnds line_ends_;
  bool in_start_tag_ = false;
  const Additions* additions_ = nullptr;
  std::vector<Step> steps_;
};

}   // namespace parley::xml
