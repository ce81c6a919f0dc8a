// Peers differ from the samples in an element or attribute that is missing, empty, unreadable, unknown, there
// twice or elsewhere. Whatever is accepted of that means the same after a way there and back, and loses no
// element.
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <functional>
#include <pugixml.hpp>
#include <sstream>

#include "protocol/xccos/codec.h"
#include "protocol/xccos/test_samples.h"

namespace parley::xccos {
namespace {

constexpr const char* kUnreadable = "1!0";   // As a number, flag, time or URI.
constexpr const char* kUnknown = "zz";

using Edit = std::function<void()>;

void add_edits_of_attribute(pugi::xml_node element, pugi::xml_attribute attribute, std::vector<Edit>& edits) {
  edits.push_back([=]() mutable { element.remove_attribute(attribute); });
  edits.push_back([=]() mutable { attribute.set_value(""); });
  edits.push_back([=]() mutable { attribute.set_value(kUnreadable); });
  if (!element.attribute(kUnknown)) edits.push_back([=]() mutable { attribute.set_name(kUnknown); });
}

void add_edits_of(pugi::xml_node element, std::vector<Edit>& edits) {
  for (const pugi::xml_attribute attribute : element.attributes())
    add_edits_of_attribute(element, attribute, edits);
  edits.push_back([=]() mutable { element.remove_children(); });
  edits.push_back([=]() mutable { element.prepend_child(kUnknown); });
  if (!element.attribute(kUnknown))
    edits.push_back([=]() mutable { element.append_attribute(kUnknown) = "1"; });
  edits.push_back([=]() mutable { element.text().set(kUnreadable); });
  pugi::xml_node parent = element.parent();
  if (parent.type() == pugi::node_document) return;
  edits.push_back([=]() mutable { parent.remove_child(element); });
  edits.push_back([=]() mutable { element.set_name(kUnknown); });
  edits.push_back([=]() mutable { parent.insert_copy_after(element, element); });
  edits.push_back([=]() mutable { parent.prepend_move(element); });
  edits.push_back([=]() mutable { parent.append_move(element); });
}

// All that can be done to a document, in the order of its elements.
std::vector<Edit> edits_of(const pugi::xml_document& document) {
  std::vector<Edit> edits;
  const auto walk = [&](const auto& self, pugi::xml_node element) -> void {
    add_edits_of(element, edits);
    for (const pugi::xml_node child : element.children())
      if (child.type() == pugi::node_element) self(self, child);
  };
  walk(walk, document.document_element());
  return edits;
}

std::string text_of(const pugi::xml_document& document) {
  std::ostringstream out;
  document.save(out, "", pugi::format_raw | pugi::format_no_declaration);
  return out.str();
}

// Of those with attributes: an empty data may be left out.
std::size_t count_elements(pugi::xml_node element) {
  std::size_t count = element.first_attribute() ? 1 : 0;
  for (const pugi::xml_node child : element.children())
    if (child.type() == pugi::node_element) count += count_elements(child);
  return count;
}

// What is wrong with the way of this document there and back; empty when nothing is.
std::string fault_of(const pugi::xml_document& document, Reading reading) {
  const std::string xml = text_of(document);
  const auto decoded = decode(xml, reading);
  if (!decoded) return decoded.error().detail.empty() ? "It is refused without a word: " + xml : "";
  for (const Writer writer : {Writer::server, Writer::lync_client, Writer::sipe}) {
    const std::string written = encode(decoded->envelope, writer);
    const auto again = decode(written, reading);
    if (!again) return again.error().detail + "\n" + xml + "\n" + written;
    const bool has_its_line_ends = writer == Writer::sipe;   // xccos.md 1.5
    const bool is_same = (has_its_line_ends || again->envelope == decoded->envelope) &&
                         encode(again->envelope, writer) == written;
    if (!is_same) return "It means something else now:\n" + xml + "\n" + written;
    pugi::xml_document after;
    after.load_string(written.c_str());
    if (count_elements(after.document_element()) < count_elements(document.document_element()))
      return "An element was lost:\n" + xml + "\n" + written;
  }
  return "";
}

TEST(Variation, every_single_edit_of_every_sample_goes_there_and_back) {
  for (const Sample& sample : samples_that_are("valid")) {
    pugi::xml_document original;
    ASSERT_TRUE(original.load_string(sample.body().c_str())) << sample.file;
    for (std::size_t at = 0; at < edits_of(original).size(); ++at) {
      pugi::xml_document edited;
      edited.reset(original);
      edits_of(edited)[at]();
      EXPECT_EQ(fault_of(edited, Reading::strict), "") << sample.file;
      EXPECT_EQ(fault_of(edited, Reading::lenient), "") << sample.file;
    }
  }
}

RC_GTEST_PROP(Variation, several_edits_at_once_go_there_and_back, ()) {
  static const std::vector<Sample> samples = samples_that_are("valid");
  pugi::xml_document document;
  RC_ASSERT(document.load_string((*rc::gen::elementOf(samples)).body().c_str()));
  for (int edits = *rc::gen::inRange(2, 6); edits > 0; --edits) {
    const auto all = edits_of(document);
    all[*rc::gen::inRange<std::size_t>(0, all.size())]();
  }
  RC_ASSERT(fault_of(document, Reading::strict) == "");
  RC_ASSERT(fault_of(document, Reading::lenient) == "");
}

}   // namespace
}   // namespace parley::xccos
