// Lookup in the index, and changes that add to the text and leave what was there.
#include "protocol/sip/headers.h"

#include <algorithm>
#include <limits>

#include "protocol/base/assert.h"
#include "protocol/base/text.h"

namespace parley::sip {
namespace {

constexpr std::size_t kFirstTextBytes = 512;   // More than the header fields of most messages that we make.
constexpr std::size_t kFirstPlaces = 16;

}   // namespace

class Headers::Named {
 public:
  Named(const Headers& headers, std::string_view name)
      : headers_(headers), name_(name), id_(known_name(name)) {}
  bool operator()(const HeaderPlace& place) const {
    if (place.id != id_) return false;
    return id_ != HeaderName::other ||
           equal_ignoring_case(headers_.piece(place.name_at, place.name_size), name_);
  }

 private:
  const Headers& headers_;
  std::string_view name_;
  HeaderName id_;
};

std::optional<std::string_view> Headers::find(std::string_view name) const {
  const auto found = std::find_if(places_.begin(), places_.end(), Named(*this, name));
  if (found == places_.end()) return std::nullopt;
  return piece(found->value_at, found->value_size);
}

std::vector<std::string_view> Headers::all(std::string_view name) const {
  std::vector<std::string_view> values;
  const Named is_named(*this, name);
  for (const HeaderPlace& place : places_)
    if (is_named(place)) values.push_back(piece(place.value_at, place.value_size));
  return values;
}

std::size_t Headers::count(HeaderName known) const {
  std::size_t count = 0;
  for (const HeaderPlace& place : places_) count += place.id == known;
  return count;
}

bool Headers::lists(std::string_view name, std::string_view token) const {
  for (const std::string_view value : all(name)) {
    for (const std::string_view piece_of_list : split(value, ',')) {
      if (equal_ignoring_case(trim(piece_of_list), token)) return true;
    }
  }
  return false;
}

HeaderPlace Headers::keep(std::string_view name, std::string_view value) {
  const std::size_t begin = text_.size(), end = begin + name.size() + value.size();
  PARLEY_ASSERT(end <= std::numeric_limits<std::uint32_t>::max());
  PARLEY_ASSERT(name.size() <= std::numeric_limits<std::uint16_t>::max());
  const HeaderName id = known_name(name);
  std::vector<char> old;   // Lives until both are copied: they may point into it.
  if (end > text_.capacity()) {
    old.swap(text_);
    text_.reserve(std::max({end, old.size() * 2, kFirstTextBytes}));
    text_.assign(old.begin(), old.end());
  }
  text_.insert(text_.end(), name.begin(), name.end());
  text_.insert(text_.end(), value.begin(), value.end());
  const auto at = static_cast<std::uint32_t>(begin);
  const auto name_size = static_cast<std::uint16_t>(name.size());
  return {at, name_size, id, at + name_size, static_cast<std::uint32_t>(value.size())};
}

void Headers::add(std::string_view name, std::string_view value) {
  if (places_.empty()) places_.reserve(kFirstPlaces);
  places_.push_back(keep(name, value));
}

void Headers::set(std::string_view name, std::string_view value) {
  const HeaderPlace replacement = keep(name, value);
  const Named is_named(*this, piece(replacement.name_at, replacement.name_size));
  const auto first = std::find_if(places_.begin(), places_.end(), is_named);
  if (first == places_.end()) {
    places_.push_back(replacement);
    return;
  }
  places_.erase(std::remove_if(first + 1, places_.end(), is_named), places_.end());
  *first = replacement;
}

void Headers::set_first(std::string_view name, std::string_view value) {
  const auto first = std::find_if(places_.begin(), places_.end(), Named(*this, name));
  if (first == places_.end()) return add(name, value);
  const HeaderPlace kept = keep({}, value);
  first->value_at = kept.value_at;
  first->value_size = kept.value_size;
}

void Headers::prepend(std::string_view name, std::string_view value) {
  auto first = std::find_if(places_.begin(), places_.end(), Named(*this, name));
  if (first == places_.end()) first = places_.begin();
  places_.insert(first, keep(name, value));
}

void Headers::remove(std::string_view name) { std::erase_if(places_, Named(*this, name)); }

}   // namespace parley::sip
