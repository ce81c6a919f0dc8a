// The tokens of a document, one after the other, zero-copy (XML 1.0, 5th edition). What no grammar of XML
// allows inside a token is refused here: characters, names, references, comments, instructions. How tokens
// nest is the business of the tree, prefixes that of namespaces.h.
//
// Our narrowings: no document type (the only door to entity expansion and external entities), UTF-8 only.
#pragma once

#include <cstdint>
#include <memory_resource>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/base/result.h"

namespace parley::xml {

// Characters as they stand in the document; only what a Scanner gave.
struct Raw {
  // How they are read: a reference means a character (not in CDATA), and a line end LF (2.11) or, as any
  // white space of a value, a blank (3.3.3).
  enum class Kind : std::uint8_t { plain, text, cdata, value };

  std::string_view bytes;
  Kind kind = Kind::plain;   // They mean themselves.

  // What they mean. Held by `arena` when it is not the document that holds it.
  std::string_view meaning(std::pmr::memory_resource& arena) const {
    return kind == Kind::plain ? bytes : resolved(arena);
  }

 private:
  std::string_view resolved(std::pmr::memory_resource& arena) const;
};

// A name as written, with its prefix.
struct RawName {
  static constexpr std::size_t kNoColon = std::string_view::npos;

  std::string_view text;
  std::size_t colon = kNoColon;   // The first.

  bool has_colon() const { return colon != kNoColon; }
  // Of an attribute: xmlns, or the prefix xmlns.
  bool declares_namespace() const {
    return text[0] == 'x' && text.starts_with("xmlns") && (text.size() == 5 || colon == 5);
  }
};

struct RawAttribute {
  RawName name;
  Raw value;
};

enum class Token : std::uint8_t { start_tag, empty_tag, end_tag, text, cdata, end, refused };

class Scanner {
 public:
  // Reads at most `attributes_max` attributes of a tag, declarations included, and holds them in `arena`.
  Scanner(std::string_view bytes, std::size_t attributes_max, std::pmr::memory_resource& arena)
      : bytes_(bytes),
        at_(bytes.data()),
        end_(at_ + bytes.size()),
        attributes_max_(attributes_max),
        attributes_(&arena) {
    attributes_.reserve(8);   // The samples have no more.
  }

  // Comments and instructions are passed over. Once `refused`, always so.
  Token next();

  std::uint32_t offset() const { return offset_of({token_, 0}); }   // Where the last token begins.
  // Of what stands in the document.
  std::uint32_t offset_of(std::string_view piece) const {
    return static_cast<std::uint32_t>(piece.data() - bytes_.data());
  }
  // From there to the end of the last token.
  std::string_view bytes_from(std::uint32_t offset) const {
    return bytes_.substr(offset, offset_of({at_, 0}) - offset);
  }
  const RawName& name() const { return name_; }   // Of a tag.
  const std::pmr::vector<RawAttribute>& attributes() const { return attributes_; }
  std::size_t declarations() const { return declarations_; }   // How many of the attributes are.
  const Raw& text() const { return text_; }                    // Of a text or cdata.

  // Refuses the last token for a reason of the caller's; `where` is a byte of the document.
  void refuse(Errc code, std::string_view reason, const char* where);
  void refuse(Errc code, std::string_view reason) { refuse(code, reason, token_); }
  Error take_error() { return std::move(error_); }   // Only once refused.

 private:
  bool skip(char c) {
    const bool is_there = at_ != end_ && *at_ == c;
    if (is_there) ++at_;
    return is_there;
  }
  bool skip(std::string_view literal);
  bool skip_blanks();
  bool skip_equals();   // With the blanks around it.
  bool read_name(RawName& name);
  const char* pass_character(const char* at);
  const char* pass_reference(const char* at);
  const char* find_end(const char* at, std::string_view mark, std::string_view what);

  Token read_text();
  Token read_cdata();
  Token read_declaration();
  Token read_start_tag();
  Token read_end_tag();
  bool read_attribute();
  bool read_value(Raw& value);
  bool pass_comment();
  bool pass_instruction();
  bool begins_declaration() const;
  bool pass_declaration();
  bool read_pseudo(std::string_view name, std::string_view& value);
  bool read_quoted(std::string_view& printable);
  Token malformed(std::string_view reason, const char* where);

  std::string_view bytes_;
  const char* at_;
  const char* end_;
  const char* token_ = at_;
  std::size_t attributes_max_;
  RawName name_;
  std::pmr::vector<RawAttribute> attributes_;
  std::size_t declarations_ = 0;
  Raw text_;
  Error error_;
  bool refused_ = false;
};

}   // namespace parley::xml
