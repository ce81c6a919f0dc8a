// A parsed document, normalised by namespace: what the readers of values work on.
//
// After loading, a name says which namespace it belongs to, whatever prefix it was written with:
//   local          an element of the home namespace, an attribute of no namespace
//   prefix:local   of another namespace of the reader's vocabulary, by the prefix that stands there
//   {7}local       of a namespace that the reader does not know, by a number; {} for an element of none
// Namespace declarations are gone. ("xml:lang" and its like stay.)
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/base/result.h"
#include "protocol/xml/gate.h"

namespace pugi {
class xml_document;
struct xml_node_struct;
}   // namespace pugi

namespace parley::xml {

class ElementRange;
class Names;

// A place in a Tree, null when there is nothing. Valid as long as the Tree.
class Element {
 public:
  Element() = default;
  explicit Element(pugi::xml_node_struct* node) : node_(node) {}

  explicit operator bool() const { return node_ != nullptr; }
  friend bool operator==(Element, Element) = default;

  // All of these may be asked of a null element, which has nothing.
  std::string_view name() const;
  std::optional<std::string_view> attribute(const char* name) const;
  std::string text() const;                         // Directly in it, comments and CDATA marks removed.
  Element child(const char* name) const;            // The first of that name.
  Element next(const char* name = nullptr) const;   // The next brother (of that name).
  Element parent() const;
  ElementRange elements(const char* name = nullptr) const;   // Children (of that name).
  bool has_elements() const { return static_cast<bool>(first_element()); }

  pugi::xml_node_struct* node() const { return node_; }   // For this folder alone.

 private:
  friend class Tree;
  Element first_element() const;

  pugi::xml_node_struct* node_ = nullptr;
};

class ElementRange {
 public:
  ElementRange(Element first, const char* name) : first_(first), name_(name) {}

  class Iterator {
   public:
    Iterator(Element at, const char* name) : at_(at), name_(name) {}
    Element operator*() const { return at_; }
    Iterator& operator++() {
      at_ = at_.next(name_);
      return *this;
    }
    bool operator==(const Iterator& other) const { return at_ == other.at_; }

   private:
    Element at_;
    const char* name_;
  };
  Iterator begin() const { return {first_, name_}; }
  Iterator end() const { return {Element(), name_}; }

 private:
  Element first_;
  const char* name_;
};

// A namespace that a reader knows beside its home, and what its names begin with in the tree.
struct KnownNamespace {
  std::string_view prefix, uri;
};
struct Vocabulary {
  std::string_view home;
  std::span<const KnownNamespace> others = {};
};

class Tree {
 public:
  // Refuses what check_well_formed refuses.
  static Result<Tree> load(std::string_view bytes, const Vocabulary& vocabulary, const Limits& limits);
  Tree(Tree&&) noexcept;
  Tree& operator=(Tree&&) noexcept;
  ~Tree();

  Element root() const;
  // The root, when it is `name` of the home namespace; else an error that says what it is instead.
  Result<Element> expect_root(std::string_view name) const;
  std::size_t offset_of(Element element) const;
  // "/xccos/rpl[2]/data, byte 214".
  std::string place_of(Element element) const;
  // The element as a document of its own that needs no declaration from outside, when it is put where the
  // home namespace is the default. It declares each namespace that it uses once, at its start, and so is
  // longer than what it was read from by no more than those names. Comments and processing instructions are
  // left out. Written and read again it gives the same bytes.
  std::string outer_xml(Element element) const;
  // The same for any surroundings: the element always declares its namespace.
  std::string standalone_xml(Element element) const;

 private:
  Tree();
  std::string step_of(Element element) const;

  std::unique_ptr<pugi::xml_document> document_;
  std::string home_;
  std::vector<std::size_t> offsets_;
  std::unique_ptr<const Names> names_;
};

}   // namespace parley::xml
