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

void Judge::object(xml::Element where, std::string_view rule) {
  if (error_ || forgiven_.size() > kForgivenMax) return;
  if (reading_ == Reading::lenient && forgiven_.size() == kForgivenMax) {
    forgiven_.push_back("There is more to forgive than is listed here.");
    return;
  }
  const xml::Element element = where ? where : message_;
  std::string sentence = fmt::format("{}, at {}.", rule, tree_.place_of(element));
  if (reading_ == Reading::lenient) forgiven_.push_back(std::move(sentence));
  else error_ = Error{Errc::malformed, std::move(sentence), element.offset()};
}

Foreign Judge::take_foreign(xml::Element message) {
  auto [additions, count] = tree_.untaken(message);
  unknown_ += count;
  return std::move(additions);
}

Foreign Judge::take_foreign_alone(xml::Element element) {
  auto [additions, count] = tree_.untaken_alone(element);
  unknown_ += count;
  return std::move(additions);
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
  if (!value) {
    object(fmt::format("{} needs the attribute {} (xccos.md {})", element_.name(), name,
                       section_of(element_.name())));
  }
  return value;
}

void Fields::wrong(std::string_view name, std::string_view type) const {
  object(fmt::format("{}@{} must be {}, and is \"{:.80}\" (xccos.md {})", element_.name(), name, type,
                     value(name), section_of(element_.name())));
}

// What comes of the value of an attribute, if there is one; reported when that is nothing.
template <class Value>
std::optional<Value> Fields::read(std::string_view name, std::optional<std::string_view> written,
                                  const AttributeType<Value>& type) const {
  std::optional<Value> value = written ? type.parse(*written) : std::nullopt;
  if (written && !value) wrong(name, type.name);
  return value;
}

std::optional<std::string> Fields::maybe_text(std::string_view name) const {
  const auto value = element_.take_attribute(name);
  return value ? std::optional<std::string>(*value) : std::nullopt;
}

std::string Fields::need_text(std::string_view name) const { return std::string(need(name).value_or("")); }

std::string Fields::need_time(std::string_view name) const {
  const auto value = need(name);
  if (value && !parse_iso8601(*value)) wrong(name, kTimeType);
  return std::string(value.value_or(""));
}

std::string Fields::need_room_uri(std::string_view name) const {
  const auto value = need(name);
  if (value && !is_room_uri(*value)) wrong(name, "a room URI, ma-chan://DOMAIN/VALUE");
  return std::string(value.value_or(""));
}

std::optional<std::string> Fields::maybe_node_uri(std::string_view name) const {
  const auto value = element_.take_attribute(name);
  if (value && !is_room_uri(*value) && !is_category_uri(*value)) {
    wrong(name, "a room or category URI, ma-chan://DOMAIN/VALUE or ma-cat://DOMAIN/VALUE");
  }
  return value ? std::optional<std::string>(*value) : std::nullopt;
}

std::string Fields::need_node_uri(std::string_view name) const {
  need(name);
  return maybe_node_uri(name).value_or("");
}

std::uint32_t Fields::u32(std::string_view name, std::uint32_t fallback) const {
  return maybe_u32(name).value_or(fallback);
}

std::uint64_t Fields::u64(std::string_view name, std::uint64_t fallback) const {
  return maybe_u64(name).value_or(fallback);
}

std::int64_t Fields::i64(std::string_view name, std::int64_t fallback) const {
  return read(name, element_.take_attribute(name), kI64).value_or(fallback);
}

std::uint32_t Fields::need_u32(std::string_view name, std::uint32_t fallback) const {
  return read(name, need(name), kU32).value_or(fallback);
}

std::uint64_t Fields::need_u64(std::string_view name, std::uint64_t fallback) const {
  return read(name, need(name), kU64).value_or(fallback);
}

std::int32_t Fields::need_i32(std::string_view name, std::int32_t fallback) const {
  return read(name, need(name), kI32).value_or(fallback);
}

std::optional<std::uint32_t> Fields::maybe_u32(std::string_view name) const {
  return read(name, element_.take_attribute(name), kU32);
}

std::optional<std::uint64_t> Fields::maybe_u64(std::string_view name) const {
  return read(name, element_.take_attribute(name), kU64);
}

std::optional<bool> Fields::maybe_flag(std::string_view name) const {
  return read(name, element_.take_attribute(name), kFlag);
}

template <class Parse>
auto Fields::remembered(std::string_view name, Parse parse) const {
  const auto value = element_.attribute(name);
  auto parsed = value ? parse(*value) : decltype(parse(*value))();
  if (parsed) element_.take_attribute(name);
  return parsed;
}

std::optional<bool> Fields::remembered_flag(std::string_view name) const {
  return remembered(name, parse_flag);
}

std::optional<std::uint32_t> Fields::remembered_u32(std::string_view name) const {
  return remembered(name, parse_uint32);
}

void Fields::check_time(std::string_view name) const {
  const auto value = element_.take_attribute(name);
  if (value && !parse_iso8601(*value)) wrong(name, kTimeType);
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
