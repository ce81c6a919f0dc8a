// The header fields of a message, in wire order, in one piece of memory (RFC 3261, 7.3).
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/sip/header_name.h"

namespace parley::sip {

// A header field on its own, for who makes or keeps some.
struct Header {
  std::string name;
  std::string value;
};

// A header field where it stands. Valid until the next change of its Headers.
struct HeaderField {
  std::string_view name;    // As written by the sender, or the canonical long form when we write it.
  std::string_view value;   // Unfolded and trimmed.
  HeaderName id = HeaderName::other;
};

// Where in a text a header field stands. No name is longer than 64 KiB, as no head is.
struct HeaderPlace {
  std::uint32_t name_at = 0;
  std::uint16_t name_size = 0;
  HeaderName id = HeaderName::other;
  std::uint32_t value_at = 0, value_size = 0;
};

// Names are compared without case, and a compact form ("i") equals its long form ("Call-ID") (RFC
// 3261, 7.3.3). Every view that a member returns is valid until the next change; a move is none.
class Headers {
 public:
  class Fields;

  Headers() = default;
  // What a parser found: the fields stand in `text` at `places`.
  Headers(std::string_view text, const std::vector<HeaderPlace>& places)
      : text_(text.begin(), text.end()), places_(places) {}

  // The first value of this name, when there is one.
  std::optional<std::string_view> find(std::string_view name) const;
  // The first value, or an empty text.
  std::string_view get(std::string_view name) const { return find(name).value_or(std::string_view()); }
  std::string_view get(HeaderName known) const;   // The same for who asks of every message; not for `other`.
  // Every value of this name, in order; comma-separated lists are not split.
  std::vector<std::string_view> all(std::string_view name) const;
  bool contains(std::string_view name) const { return find(name).has_value(); }
  // How many header fields have this name; not for `other`.
  std::size_t count(HeaderName known) const;
  // True when any value of this name holds `token` in its comma-separated list, without case.
  bool lists(std::string_view name, std::string_view token) const;

  void add(std::string_view name, std::string_view value);   // At the end.
  // Both replace the first, or add one; set() drops the others.
  void set(std::string_view name, std::string_view value);
  void set_first(std::string_view name, std::string_view value);
  // In front of the first of this name; in front of everything when there is none.
  void prepend(std::string_view name, std::string_view value);
  void remove(std::string_view name);

  Fields fields() const;

 private:
  class Named;   // Tells whether a field has a name.

  HeaderField at(std::size_t index) const;
  std::string_view piece(std::uint32_t at, std::uint32_t size) const { return {text_.data() + at, size}; }
  HeaderPlace keep(std::string_view name, std::string_view value);   // Both may be views into the text.

  // A text that is no longer in use stays where it is: a message lives too short to tidy up. No string,
  // because the views into a short string would not survive a move.
  std::vector<char> text_;
  std::vector<HeaderPlace> places_;
};

// The header fields in order, as a range.
class Headers::Fields {
 public:
  class Iterator {
   public:
    Iterator(const Headers& headers, std::size_t index) : headers_(&headers), index_(index) {}
    HeaderField operator*() const { return headers_->at(index_); }
    Iterator& operator++() { return ++index_, *this; }
    bool operator==(const Iterator& other) const { return index_ == other.index_; }

   private:
    const Headers* headers_;
    std::size_t index_;
  };

  explicit Fields(const Headers& headers) : headers_(&headers) {}
  Iterator begin() const { return {*headers_, 0}; }
  Iterator end() const { return {*headers_, size()}; }
  std::size_t size() const { return headers_->places_.size(); }
  HeaderField operator[](std::size_t index) const { return headers_->at(index); }

 private:
  const Headers* headers_;
};

inline Headers::Fields Headers::fields() const { return Fields(*this); }

inline std::string_view Headers::get(HeaderName known) const {
  for (const HeaderPlace& place : places_)
    if (place.id == known) return piece(place.value_at, place.value_size);
  return {};
}

inline HeaderField Headers::at(std::size_t index) const {
  const HeaderPlace& place = places_[index];
  return {piece(place.name_at, place.name_size), piece(place.value_at, place.value_size), place.id};
}

}   // namespace parley::sip
