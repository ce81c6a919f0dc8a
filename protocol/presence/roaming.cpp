// A user's own presence read back: SUBSCRIBE vnd-microsoft-roaming-self and its notification.
#include <array>

#include "protocol/presence/publication_xml.h"

namespace parley::presence {
namespace {

constexpr std::string_view kRoamingNamespace = "http://schemas.microsoft.com/2006/09/sip/roaming-self";
constexpr std::string_view kCategoriesNamespace = "http://schemas.microsoft.com/2006/09/sip/categories";
constexpr std::array<xml::KnownNamespace, 2> kNamespaces = {
    {{"cat", kCategoriesNamespace}, kContentNamespaces[0]}};
constexpr const char* kCategories = "cat:categories";
constexpr const char* kCategory = "cat:category";

// One document holds whatever a user ever published, each with namespaces of its own. The numbers follow from
// its bytes, with 5 for an element and 15 for a namespace.
constexpr xml::Limits kRoamingLimits = {.bytes_max = 1024 * 1024,
                                        .depth_max = 32,
                                        .root_children_max = 64,
                                        .elements_max = 200'000,
                                        .namespaces_max = 70'000,
                                        .declarations_max = 70'001};

}   // namespace

std::string encode_roaming_request(const std::vector<std::string>& types) {
  xml::Markup out;
  out.open("roamingList").attribute("xmlns", kRoamingNamespace);
  for (const std::string& type : types) out.open("roaming").attribute("type", type).close();
  out.close();
  return out.take();
}

Result<std::vector<std::string>> decode_roaming_request(std::string_view xml) {
  const auto tree = xml::Tree::load(xml, {kRoamingNamespace, kNamespaces}, kRoamingLimits);
  if (!tree) return tl::unexpected<Error>(tree.error());
  const auto root = tree->expect_root("roamingList");
  if (!root) return tl::unexpected<Error>(root.error());
  std::vector<std::string> types;
  for (const xml::Element roaming : root->elements("roaming")) {
    const auto type = roaming.attribute("type");
    if (!type) return PublicationReader(*tree).refuse(roaming, "roaming needs the attribute type");
    types.emplace_back(*type);
  }
  return types;
}

std::string encode_roaming_data(const RoamingData& data) {
  xml::Markup out;
  out.open("roamingData").attribute("xmlns", kRoamingNamespace);
  out.open("categories").attribute("xmlns", kCategoriesNamespace).attribute("uri", data.uri);
  for (const RoamingCategory& category : data.categories) {
    out.open("category").attribute("name", category.publication.category);
    write_numbers(out, category.publication);
    out.unless_empty("publishTime", category.publish_time);
    write_content(out, category.publication);
    out.close();
  }
  out.close().close();
  return out.take();
}

Result<RoamingData> decode_roaming_data(std::string_view xml) {
  const auto tree = xml::Tree::load(xml, {kRoamingNamespace, kNamespaces}, kRoamingLimits);
  if (!tree) return tl::unexpected<Error>(tree.error());
  const auto root = tree->expect_root("roamingData");
  if (!root) return tl::unexpected<Error>(root.error());
  const xml::Element list = root->child(kCategories);
  RoamingData data{std::string(list.attribute("uri").value_or("")), {}};
  for (const xml::Element element : list.elements(kCategory)) {
    auto publication = PublicationReader(*tree).read(element, "name");
    if (!publication) return tl::unexpected<Error>(std::move(publication.error()));
    data.categories.push_back(
        {*std::move(publication), std::string(element.attribute("publishTime").value_or(""))});
  }
  return data;
}

}   // namespace parley::presence
