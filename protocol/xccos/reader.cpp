// The sentences of the judge, and the types of attribute values (xccos.md 3).
#include "protocol/xccos/reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "protocol/base/text.h"
#include "protocol/base/time.h"

namespace parley::xccos {
namespace {

// A hostile document can be wrong in every attribute; a person reads the first few notes.
constexpr std::size_t kForgivenMax = 100;

constexpr std::string_view kTimeType = "an ISO 8601 time (xccos.md 1.6)";
constexpr std::string_view kRoomUriType = "a room URI, ma-chan://DOMAIN/VALUE";
constexpr std::string_view kNodeUriType =
    "a room or category URI, ma-chan://DOMAIN/VALUE or ma-cat://DOMAIN/VALUE";

struct Section {
  std::string_view element, section;
};
constexpr std::array<Section, 19> kSections = {{
    {"chanid", "3.2"}, {"chanib", "3.2"},    {"fib", "3.2"},  {"uib", "3.3"},   {"aib", "3.3"},
    {"info", "3.5"},   {"prop", "3.5"},      {"qib", "3.6"},  {"bcq", "3.6"},   {"last", "3.6"},
    {"inv", "3.6"},    {"pref", "3.6"},      {"ftdb", "3.6"}, {"token", "3.6"}, {"association", "3.6"},
    {"sib", "3.7"},    {"commandid", "1.3"}, {"resp", "1.4"}, {"xccos", "1.1"},
}};

template <class Number>
std::optional<Number> parse_signed(std::string_view text) {
  Number value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

constexpr AttributeType<std::uint32_t> kU32{"an unsigned 32-bit number", parse_uint32};
constexpr AttributeType<std::uint64_t> kU64{"an unsigned 64-bit number", parse_uint64};
constexpr AttributeType<std::int32_t> kI32{"a 32-bit number", parse_signed<std::int32_t>};
constexpr AttributeType<std::int64_t> kI64{"a whole number", parse_signed<std::int64_t>};
constexpr AttributeType<bool> kFlag{"true or false", parse_flag};

}   // namespace

void Judge::object(xml::Element where, std::string rule, std::string_view attribute) {
  const xml::Element element = where ? where : message_;
  Violation violation{element.offset_of(attribute), element, std::string(attribute), std::move(rule)};
  if (violation.offset == element.offset()) violation.attribute.clear();
  const auto is_before = [](const Violation& a, const Violation& b) { return a.offset < b.offset; };
  const auto [first, last] = std::equal_range(violations_.begin(), violations_.end(), violation, is_before);
  if (std::any_of(first, last, [&](const Violation& told) { return told.rule == violation.rule; })) return;
  violations_.insert(last, std::move(violation));
  const std::size_t most = reading_ == Reading::strict ? 1 : kForgivenMax;
  has_more_ = has_more_ || violations_.size() > most;
  if (violations_.size() > most) violations_.pop_back();
}

std::string Judge::sentence_of(const Violation& violation) const {
  return fmt::format("{}, at {}.", violation.rule, tree_.place_of(violation.element, violation.attribute));
}

Error Judge::error() const {
  if (limit_) return *limit_;
  const Violation& first = violations_.at(0);
  return {Errc::malformed, sentence_of(first), first.offset};
}

std::vector<std::string> Judge::forgiven() const {
  std::vector<std::string> sentences;
  for (const Violation& violation : violations_) sentences.push_back(sentence_of(violation));
  if (has_more_) sentences.push_back("There is more to forgive than is listed here.");
  return sentences;
}

template <class Copy>
Copy Judge::within_limits(Result<Copy> copy) {
  if (copy) return std::move(*copy);
  limit_ = std::move(copy.error());
  return {};
}

Foreign Judge::take_foreign(xml::Element message) {
  auto [additions, count] = within_limits(tree_.untaken(message));
  unknown_ += count;
  return std::move(additions);
}

Foreign Judge::take_foreign_alone(xml::Element element) {
  auto [additions, count] = within_limits(tree_.untaken_alone(element));
  unknown_ += count;
  return std::move(additions);
}

std::string Judge::take_message(xml::Element message) {
  ++unknown_;
  return within_limits(tree_.outer_xml(message));
}

std::string_view section_of(std::string_view element) {
  const auto found = std::find_if(kSections.begin(), kSections.end(),
                                  [&](const Section& s) { return s.element == element; });
  return found == kSections.end() ? "3.1" : found->section;
}

std::optional<bool> parse_flag(std::string_view text) {
  if (equal_ignoring_case(text, "true") || text == "1") return true;
  if (equal_ignoring_case(text, "false") || text == "0") return false;
  return std::nullopt;
}

std::optional<std::string_view> Fields::need(std::string_view name) const {
  const auto value = element_.take_attribute(name);
  if (!value) lacks(name);
  return value;
}

void Fields::lacks(std::string_view name) const {
  object("", fmt::format("{} needs the attribute {} (xccos.md {})", element_.name(), name,
                         section_of(element_.name())));
}

void Fields::wrong_uri(std::string_view name, std::string_view type) const {
  const std::size_t size = element_.attribute(name).value_or("").size();
  if (size <= kUriBytesMax) return wrong(name, type);
  object(name, fmt::format("{}@{} is a URI of {} bytes; {} are accepted (our limit)", element_.name(), name,
                           size, kUriBytesMax));
}

void Fields::wrong(std::string_view name, std::string_view type) const {
  object(name, fmt::format("{}@{} must be {}, and is \"{:.80}\" (xccos.md {})", element_.name(), name, type,
                           element_.attribute(name).value_or(""), section_of(element_.name())));
}

template <class Value>
Value Fields::need_value(std::string_view name, const AttributeType<Value>& type, Value fallback) const {
  const auto written = need(name);
  const std::optional<Value> value = written ? type.parse(*written) : std::nullopt;
  if (written && !value) wrong(name, type.name);
  return value.value_or(fallback);
}

template <class Value>
std::optional<Value> Fields::read(std::string_view name, const AttributeType<Value>& type,
                                  bool is_certain) const {
  const auto written = element_.attribute(name);
  if (!written) return std::nullopt;
  std::optional<Value> value = type.parse(*written);
  if (value) element_.take_attribute(name);
  else if (is_certain) wrong(name, type.name);
  return value;
}

std::string Fields::need_text(std::string_view name) const { return std::string(need(name).value_or("")); }

std::string Fields::need_time(std::string_view name) const {
  const auto value = need(name);
  if (value && !parse_iso8601(*value)) wrong(name, kTimeType);
  return std::string(value.value_or(""));
}

std::string Fields::need_room_uri(std::string_view name) const {
  const auto value = need(name);
  if (value && !is_room_uri(*value)) wrong_uri(name, kRoomUriType);
  return std::string(value.value_or(""));
}

std::uint32_t Fields::need_u32(std::string_view name, std::uint32_t fallback) const {
  return need_value(name, kU32, fallback);
}

std::uint64_t Fields::need_u64(std::string_view name, std::uint64_t fallback) const {
  return need_value(name, kU64, fallback);
}

std::int32_t Fields::need_i32(std::string_view name, std::int32_t fallback) const {
  return need_value(name, kI32, fallback);
}

std::optional<std::string> Fields::maybe_text(std::string_view name) const {
  const auto value = element_.take_attribute(name);
  return value ? std::optional<std::string>(*value) : std::nullopt;
}

std::optional<std::string> Fields::maybe_time(std::string_view name) const {
  const auto value = element_.take_attribute(name);
  if (value && !parse_iso8601(*value)) wrong(name, kTimeType);
  return value ? std::optional<std::string>(*value) : std::nullopt;
}

std::optional<std::string> Fields::maybe_node_uri(std::string_view name) const {
  const auto value = element_.attribute(name);
  if (value && !is_room_uri(*value) && !is_category_uri(*value)) wrong_uri(name, kNodeUriType);
  if (!value || value->empty()) return std::nullopt;
  return std::string(*element_.take_attribute(name));
}

std::string Fields::filled_text(std::string_view name) const {
  if (element_.attribute(name).value_or("").empty()) return {};
  return std::string(*element_.take_attribute(name));
}

std::optional<std::uint32_t> Fields::maybe_u32(std::string_view name) const { return read(name, kU32, true); }

std::optional<std::uint64_t> Fields::maybe_u64(std::string_view name) const { return read(name, kU64, true); }

std::optional<std::int64_t> Fields::maybe_i64(std::string_view name) const { return read(name, kI64, true); }

std::optional<bool> Fields::maybe_flag(std::string_view name) const { return read(name, kFlag, true); }

std::optional<bool> Fields::remembered_flag(std::string_view name) const { return read(name, kFlag, false); }

std::optional<std::uint32_t> Fields::remembered_u32(std::string_view name) const {
  return read(name, kU32, false);
}

xml::Element only_child(Judge& judge, xml::Element parent, std::string_view name) {
  const xml::Element child = parent.child(name);
  if (!child) {
    judge.object(parent, fmt::format("The element {} is missing (xccos.md {})", name, section_of(name)));
  } else if (const xml::Element second = child.next(name)) {
    judge.object(second, fmt::format("Only one {} may stand here (xccos.md {})", name, section_of(name)));
  }
  return child.take();
}

}   // namespace parley::xccos
