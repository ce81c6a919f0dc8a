// One group of five properties, and the list of groups that asks for it (xccos.md 4.1).
#include "protocol/provisioning/document.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "protocol/base/text.h"
#include "protocol/xml/gate.h"
#include "protocol/xml/markup.h"
#include "protocol/xml/tree.h"

namespace parley::provisioning {
namespace {

using xccos::Reading;
using xml::Element;

constexpr std::string_view kNamespace =
    "http://schemas.microsoft.com/2006/09/sip/provisiongrouplist-notification";
constexpr std::string_view kRequestNamespace =
    "http://schemas.microsoft.com/2006/09/sip/provisioninggrouplist";

// A real notification has some 30 groups of some 30 properties; this is ten times that (our choice).
constexpr xml::Limits kLimits = {.bytes_max = 256 * 1024, .depth_max = 16, .root_children_max = 300};

void write_property(xml::Markup& out, std::string_view name, std::string_view value) {
  if (!value.empty()) out.open("property").attribute("name", name).text(value).close();
}

// The text of a property of the group; nothing when it was not sent.
std::optional<std::string> property(Element group, std::string_view name) {
  for (const Element list : group.elements("propertyEntryList")) {
    for (const Element entry : list.elements("property")) {
      if (entry.attribute("name") == name) return entry.text();
    }
  }
  return std::nullopt;
}

Element find_group(Element root) {
  for (const Element group : root.elements("provisionGroup")) {
    if (group.attribute("name") == kChatGroup) return group;
  }
  return {};
}

std::string property_or_empty(Element group, std::string_view name) {
  return property(group, name).value_or("");
}

// [MS-SIPREGE] 2.2.2.5.11: the value MUST be true or false; a real client compares with "true".
Result<bool> read_enabled(const xml::Tree& tree, Element group, Reading reading) {
  const auto value = property(group, "EnablePersistentChat");
  if (reading == Reading::lenient || value == "true" || value == "false") return value == "true";
  const std::string found = value ? fmt::format("is \"{:.80}\"", *value) : std::string("is missing");
  return fail(
      Errc::malformed,
      fmt::format("The property EnablePersistentChat must be true or false, and {} (xccos.md 4.1), at {}.",
                  found, tree.place_of(group)),
      group.offset());
}

Result<std::vector<std::string>> read_pool_uris(const xml::Tree& tree, Element group, Reading reading) {
  const std::string value = property_or_empty(group, "PersistentChatPoolUris");
  std::vector<std::string> uris;
  if (value.empty()) return uris;
  for (const std::string_view piece : split(value, ' ')) {
    if (reading == Reading::strict && (piece.empty() || trim(piece) != piece)) {
      return fail(Errc::malformed,
                  fmt::format("The URIs of PersistentChatPoolUris must be separated by single blanks "
                              "(xccos.md 4.1), at {}.",
                              tree.place_of(group)),
                  group.offset());
    }
    if (!trim(piece).empty()) uris.emplace_back(trim(piece));
  }
  return uris;
}

Result<ProvisioningDocument> read_group(const xml::Tree& tree, Element group, Reading reading) {
  const auto enabled = read_enabled(tree, group, reading);
  if (!enabled) return tl::unexpected<Error>(enabled.error());
  const auto uris = read_pool_uris(tree, group, reading);
  if (!uris) return tl::unexpected<Error>(uris.error());
  return ProvisioningDocument{*enabled, property_or_empty(group, "DefaultPersistentChatPoolUri"), *uris,
                              property_or_empty(group, "PersistentChatWebManagerUriInt"),
                              property_or_empty(group, "PersistentChatWebManagerUriExt")};
}

}   // namespace

std::string encode_document(const ProvisioningDocument& document) {
  std::string uris;
  for (const std::string& uri : document.pool_uris) uris += (uris.empty() ? "" : " ") + uri;
  xml::Markup out;
  out.open("provisionGroupList").attribute("xmlns", kNamespace);
  out.open("provisionGroup").attribute("name", kChatGroup).open("propertyEntryList");
  write_property(out, "EnablePersistentChat", document.enabled ? "true" : "false");
  write_property(out, "DefaultPersistentChatPoolUri", document.default_pool_uri);
  write_property(out, "PersistentChatPoolUris", uris);
  write_property(out, "PersistentChatWebManagerUriInt", document.web_manager_internal);
  write_property(out, "PersistentChatWebManagerUriExt", document.web_manager_external);
  out.close().close().close();
  return out.take();
}

Result<ProvisioningDocument> decode_document(std::string_view xml, Reading reading) {
  if (reading == Reading::strict) {
    const auto judged = xml::check_well_formed(xml, kLimits);
    if (!judged) return tl::unexpected<Error>(judged.error());
  }
  const auto tree = xml::Tree::load(xml, {kNamespace}, kLimits);
  if (!tree) return tl::unexpected<Error>(tree.error());
  const auto root = tree->expect_root("provisionGroupList");
  if (!root) return tl::unexpected<Error>(root.error());
  const Element group = find_group(*root);
  if (!group && reading == Reading::strict) {
    return fail(Errc::not_found,
                fmt::format("There is no provisionGroup {} (xccos.md 4.1), at {}.", kChatGroup,
                            tree->place_of(*root)),
                root->offset());
  }
  return read_group(*tree, group, reading);
}

std::string encode_request(const std::vector<std::string>& groups) {
  xml::Markup out;
  out.open("provisioningGroupList").attribute("xmlns", kRequestNamespace);
  // The blank in front of each group is what a real client sends.
  for (const std::string& group : groups)
    out.text(" ").open("provisioningGroup").attribute("name", group).close();
  out.close();
  return out.take();
}

Result<std::vector<std::string>> decode_request(std::string_view xml) {
  const auto tree = xml::Tree::load(xml, {kRequestNamespace}, kLimits);
  if (!tree) return tl::unexpected<Error>(tree.error());
  const auto root = tree->expect_root("provisioningGroupList");
  if (!root) return tl::unexpected<Error>(root.error());
  std::vector<std::string> groups;
  for (const Element group : root->elements("provisioningGroup")) {
    const auto name = group.attribute("name");
    if (!name) {
      return fail(Errc::malformed,
                  fmt::format("provisioningGroup needs the attribute name, at {}.", tree->place_of(group)),
                  group.offset());
    }
    groups.emplace_back(*name);
  }
  return groups;
}

}   // namespace parley::provisioning
