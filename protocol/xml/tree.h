// A parsed document, normalised by namespace: what the readers of values work on. Every name and value is a
// piece of the document, so the document must outlive the tree.
//
// A name says which namespace it belongs to, whatever prefix it was written with:
//   local          an element of the home namespace, an attribute of no namespace
//   prefix:local   of another namespace of the reader's vocabulary, by the prefix that stands there
//   {7}local       of a namespace that the reader does not know, by a number; {} for an element of none
// Namespace declarations are gone. ("xml:lang" and its like stay.)
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "protocol/base/result.h"
#include "protocol/xml/addition.h"
#include "protocol/xml/limits.h"
#include "protocol/xml/vocabulary.h"

namespace parley::xml {

class ElementRange;
struct Node;

// A place in a Tree, null when there is nothing. Valid as long as the Tree, until it reads again.
class Element {
 public:
  Element() = default;
  explicit Element(const Node* node) : node_(node) {}

  explicit operator bool() const { return node_ != nullptr; }
  friend bool operator==(Element, Element) = default;

  // All of these may be asked of a null element, which has nothing.
  std::string_view name() const;
  std::optional<std::string_view> attribute(std::string_view name) const;
  std::string text() const;   // Directly in it, comments and CDATA marks removed. Who asks takes it.
  Element child(std::string_view name) const;       // The first of that name.
  Element next(std::string_view name = {}) const;   // The next brother (of that name).
  Element parent() const;
  ElementRange elements(std::string_view name = {}) const;   // Children (of that name).
  bool has_elements() const { return static_cast<bool>(first_element()); }
  bool is_empty() const;        // It has no attribute, and no content but blanks.
  std::size_t offset() const;   // Of its start tag, in bytes.
  std::size_t offset_of(std::string_view attribute) const;   // That of the start tag when it has none.

  // A reader that holds what the element (or its attribute, which is returned) says takes it. What nobody
  // took can be asked for afterwards, so that it need not be lost.
  Element take() const;
  std::optional<std::string_view> take_attribute(std::string_view name) const;
  void give_back() const;   // With its attributes: a reader could make nothing of it after all.
  bool is_taken() const;

  const Node* node() const { return node_; }   // For this folder alone.

 private:
  const Node* find_attribute(std::string_view name) const;
  Element first_element() const;

  const Node* node_ = nullptr;
};

class ElementRange {
 public:
  ElementRange(Element first, std::string_view name) : first_(first), name_(name) {}

  class Iterator {
   public:
    Iterator(Element at, std::string_view name) : at_(at), name_(name) {}
    Element operator*() const { return at_; }
    Iterator& operator++() {
      at_ = at_.next(name_);
      return *this;
    }
    bool operator==(const Iterator& other) const { return at_ == other.at_; }

   private:
    Element at_;
    std::string_view name_;
  };
  Iterator begin() const { return {first_, name_}; }
  Iterator end() const { return {Element(), name_}; }
  std::size_t count() const;   // Walks over them.

 private:
  Element first_;
  std::string_view name_;
};

class Tree {
 public:
  Tree();
  Tree(Tree&&) noexcept;
  Tree& operator=(Tree&&) noexcept;
  ~Tree();

  static Result<Tree> load(std::string_view bytes, const Vocabulary& vocabulary, const Limits& limits);

  // Reads another document in place of the last one, in the memory that this one had; after an error the tree
  // is empty. Refused: what is not well-formed, prefixes included; a DTD (the only door to entity expansion
  // and external entities), a declared encoding other than UTF-8, and what exceeds a limit. The error says
  // line and byte offset.
  Result<void> read(std::string_view bytes, const Vocabulary& vocabulary, const Limits& limits);

  Element root() const;   // Null when nothing was read.
  // The root, when it is `name` of the home namespace; else an error that says what it is instead.
  Result<Element> expect_root(std::string_view name) const;
  // "/xccos/rpl[2]/data, byte 214"; of an attribute that it has: "/xccos/@ver, byte 7".
  std::string place_of(Element element, std::string_view attribute = {}) const;
  // Copies for another document: the bytes as they stand, with the declarations that they need from around
  // them. Error: limit_exceeded, when these have more bytes than limits.declared_again_max in all, or one
  // element more than limits.attributes_copied_max attributes.
  //
  // The element, to be put where the home namespace is the default; and for any surroundings: it then always
  // declares the default.
  Result<std::string> outer_xml(Element element) const;
  Result<std::string> standalone_xml(Element element) const;
  // What nobody took of it, and of what was taken below it.
  Result<Untaken> untaken(Element element) const;
  Result<Untaken> untaken_alone(Element element) const;   // Its attributes and its text.

 private:
  struct Content;
  std::string step_of(Element element) const;
  template <class Copy>
  Result<Copy> limited(Copy copy) const;

  std::unique_ptr<Content> content_;
};

}   // namespace parley::xml
