// A user's own presence read back: SUBSCRIBE vnd-microsoft-roaming-self and its notification.
#include "protocol/presence/publication_xml.h"

namespace parley::presence {
namespace {

constexpr std::string_view kRoamingNamespace = "http://schemas.microsoft.com/2006/09/sip/roaming-self";
constexpr std::string_view kCategoriesNamespace = "http://schemas.microsoft.com/2006/09/sip/categories";
constexpr const char* kCategories = "{http://schemas.microsoft.com/2006/09/sip/categories}categories";
constexpr const char* kCategory = "{http://schemas.microsoft.com/2006/09/sip/categories}category";

}   // namespace

std::string encode_roaming_request(const std::vector<std::string>& types) {
  xml::Markup out;
  out.open("roamingList").attribute("xmlns", kRoamingNamespace);
  for (const std::string& type : types) out.open("roaming").attribute("type", type).close();
  out.close();
  return out.take();
}

Result<std::vector<std::string>> decode_roaming_request(std::string_view xml) {
  const auto tree = xml::Tree::load(xml, kRoamingNamespace, kLimits);
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
  const auto tree = xml::Tree::load(xml, kRoamingNamespace, kLimits);
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
