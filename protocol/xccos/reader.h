// How the readers of one document judge what they find, and how they take values from an element.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/xccos/codec.h"
#include "protocol/xml/tree.h"

namespace parley::xccos {

// Readers always produce the best value they can and report each violation here, in whatever order they read.
// Strict keeps the one that stands first in the document as its error; lenient keeps sentences, in the order
// of the document.
class Judge {
 public:
  Judge(const xml::Tree& tree, Reading reading) : tree_(tree), reading_(reading) {}

  // `rule` is a sentence without its full stop that names what is wrong and the place of the rule. A null
  // `where` stands for something missing in the current message. The place is that of the attribute, when it
  // is there.
  void object(xml::Element where, std::string rule, std::string_view attribute = {});

  void enter(xml::Element message) { message_ = message; }
  // What nobody took of the message; it is counted. Above a limit of the tree both readings refuse.
  Foreign take_foreign(xml::Element message);
  Foreign take_foreign_alone(xml::Element element);   // Its attributes and its text.
  // A message that nobody knows, for any other envelope; it is counted.
  std::string take_message(xml::Element message);
  std::size_t unknown() const { return unknown_; }
  bool refused() const { return limit_ || (reading_ == Reading::strict && !violations_.empty()); }
  // Only once refused().
  Error error() const;
  // The first of the document, each once, however often it was reported.
  std::vector<std::string> forgiven() const;
  const xml::Tree& tree() const { return tree_; }

 private:
  struct Violation {
    std::size_t offset = 0;
    xml::Element element;
    std::string attribute;
    std::string rule;
  };
  std::string sentence_of(const Violation& violation) const;
  template <class Copy>
  Copy within_limits(Result<Copy> copy);

  const xml::Tree& tree_;
  Reading reading_;
  xml::Element message_;
  std::vector<Violation> violations_;   // The first ones, in the order of the document.
  bool has_more_ = false;
  std::size_t unknown_ = 0;
  std::optional<Error> limit_;   // That the copies of what nobody knows exceed.
};

// What the value of an attribute must be, and how it is read.
template <class Value>
struct AttributeType {
  std::string_view name;   // "an unsigned 32-bit number"
  std::optional<Value> (*parse)(std::string_view);
};

// The attributes of one element, which are taken (xml/tree.h) with it. "need" means that the schema requires
// it (xccos.md 7): absence is then reported, and what is absent or wrong has the fallback. "maybe" is
// reported when it is there and wrong, and "remembered" (grade R) breaks no rule in either case; what has the
// wrong type is then not taken, so that it goes on as it is. Texts are always taken.
class Fields {
 public:
  Fields(Judge& judge, xml::Element element) : judge_(judge), element_(element.take()) {}

  std::string need_text(std::string_view name) const;
  std::string need_time(std::string_view name) const;   // xccos.md 1.6
  std::string need_room_uri(std::string_view name) const;
  std::uint32_t need_u32(std::string_view name, std::uint32_t fallback) const;
  std::uint64_t need_u64(std::string_view name, std::uint64_t fallback) const;
  std::int32_t need_i32(std::string_view name, std::int32_t fallback) const;

  std::optional<std::string> maybe_text(std::string_view name) const;
  // Empty when it is absent; what is empty is not taken.
  std::string filled_text(std::string_view name) const;
  std::optional<std::string> maybe_time(std::string_view name) const;
  std::optional<std::string> maybe_node_uri(std::string_view name) const;   // Of a room or a category.
  std::optional<std::uint32_t> maybe_u32(std::string_view name) const;
  std::optional<std::uint64_t> maybe_u64(std::string_view name) const;
  std::optional<std::int64_t> maybe_i64(std::string_view name) const;
  std::optional<bool> maybe_flag(std::string_view name) const;

  std::optional<bool> remembered_flag(std::string_view name) const;
  std::optional<std::uint32_t> remembered_u32(std::string_view name) const;

  // Report that it needs this attribute, which is not there; that this one breaks a rule.
  void lacks(std::string_view name) const;
  void object(std::string_view name, std::string rule) const {
    judge_.object(element_, std::move(rule), name);
  }

 private:
  std::optional<std::string_view> need(std::string_view name) const;
  void wrong(std::string_view name, std::string_view type) const;
  void wrong_uri(std::string_view name, std::string_view type) const;
  template <class Value>
  Value need_value(std::string_view name, const AttributeType<Value>& type, Value fallback) const;
  template <class Value>
  std::optional<Value> read(std::string_view name, const AttributeType<Value>& type, bool is_certain) const;

  Judge& judge_;
  xml::Element element_;
};

// Where xccos.md 3 describes an element.
std::string_view section_of(std::string_view element);

// "true", "false", "1", "0", without case (xccos.md 3.5).
std::optional<bool> parse_flag(std::string_view text);

// The one child of this name, taken. Reported when it is missing (null is returned) or not alone (the first
// is).
xml::Element only_child(Judge& judge, xml::Element parent, std::string_view name);

}   // namespace parley::xccos
