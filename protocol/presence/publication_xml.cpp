// Numbers and content of one publication, in both directions.
#include "protocol/presence/publication_xml.h"

#include <fmt/format.h>

#include "protocol/base/text.h"

namespace parley::presence {
namespace {

constexpr const char* kList = "list:propertyList";
constexpr const char* kProperty = "list:property";
constexpr const char* kValue = "list:value";

Property read_property(xml::Element element) {
  return {std::string(element.attribute("name").value_or("")),
          std::string(element.attribute("type").value_or("")), element.child(kValue).text()};
}

}   // namespace

void write_numbers(xml::Markup& out, const Publication& publication) {
  out.attribute("instance", publication.instance).attribute("container", publication.container);
  out.attribute("version", publication.version).unless_empty("expireType", publication.expire_type);
}

void write_content(xml::Markup& out, const Publication& publication) {
  if (publication.properties.empty()) {
    if (!publication.raw_xml.empty()) out.raw(publication.raw_xml);
    return;
  }
  out.open("propertyList").attribute("xmlns", kListNamespace);
  for (const Property& property : publication.properties) {
    out.open("property").attribute("name", property.name).unless_empty("type", property.type);
    out.open("value").text(property.value).close().close();
  }
  out.close();
}

tl::unexpected<Error> PublicationReader::refuse(xml::Element where, std::string_view rule) const {
  return fail(Errc::malformed, fmt::format("{} (xccos.md 6.4), at {}.", rule, tree_.place_of(where)),
              where.offset());
}

Result<std::uint32_t> PublicationReader::number(xml::Element element, const char* name) const {
  const auto text = element.attribute(name);
  const auto value = text ? parse_uint32(*text) : std::uint32_t{0};
  if (!value) return refuse(element, fmt::format("The attribute {} must be an unsigned 32-bit number", name));
  return *value;
}

Result<void> PublicationReader::read_content(xml::Element element, Publication& publication) const {
  const xml::Element list = element.child(kList);
  if (list && list.child(kProperty)) {
    for (const xml::Element property : list.elements(kProperty)) {
      publication.properties.push_back(read_property(property));
    }
    return {};
  }
  for (const xml::Element child : element.elements()) {
    const auto copy = tree_.standalone_xml(child);
    if (!copy) return tl::unexpected<Error>(copy.error());
    publication.raw_xml += *copy;
    if (publication.raw_xml.size() <= kContentBytesMax) continue;
    return fail(Errc::limit_exceeded,
                fmt::format("The content of a publication has more than {} bytes, at {}.", kContentBytesMax,
                            tree_.place_of(element)),
                element.offset());
  }
  return {};
}

Result<Publication> PublicationReader::read(xml::Element element, const char* name_attribute) const {
  const auto category = element.attribute(name_attribute);
  if (!category) return refuse(element, fmt::format("The attribute {} is missing", name_attribute));
  const auto instance = number(element, "instance");
  const auto container = number(element, "container");
  const auto version = number(element, "version");
  for (const auto* each : {&instance, &container, &version}) {
    if (!*each) return tl::unexpected<Error>(each->error());
  }
  Publication publication;
  publication.category = *category;
  publication.instance = *instance;
  publication.container = *container;
  publication.version = *version;
  publication.expire_type = element.attribute("expireType").value_or("");
  if (auto read = read_content(element, publication); !read) return tl::unexpected<Error>(read.error());
  return publication;
}

}   // namespace parley::presence
