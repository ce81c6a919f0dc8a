// The publish document, and what a followed room is in it (xccos.md 6.4).
#include "protocol/presence/categories.h"

#include "protocol/presence/publication_xml.h"

namespace parley::presence {
namespace {

constexpr std::string_view kPublishNamespace = "http://schemas.microsoft.com/2006/09/sip/rich-presence";
// A user's presence has some tens of publications, and one per followed room; this allows for a hundred times
// that (our choice).
constexpr xml::Limits kPublishLimits = {.bytes_max = 1024 * 1024, .depth_max = 32, .root_children_max = 64};
// The container that holds what only the user sees, in the sample of xccos.md 6.4.
constexpr std::uint32_t kSelfContainer = 1;

}   // namespace

std::string encode_publish(const Publish& publish) {
  xml::Markup out;
  out.open("publish").attribute("xmlns", kPublishNamespace);
  out.open("publications").attribute("uri", publish.uri);
  for (const Publication& publication : publish.publications) {
    out.open("publication").attribute("categoryName", publication.category);
    write_numbers(out, publication);
    if (publication.remove) out.attribute("expires", std::string_view("0"));
    write_content(out, publication);
    out.close();
  }
  out.close().close();
  return out.take();
}

Result<Publish> decode_publish(std::string_view xml) {
  const auto tree = xml::Tree::load(xml, {kPublishNamespace, kContentNamespaces}, kPublishLimits);
  if (!tree) return tl::unexpected<Error>(tree.error());
  const auto root = tree->expect_root("publish");
  if (!root) return tl::unexpected<Error>(root.error());
  const xml::Element list = root->child("publications");
  if (!list) return PublicationReader(*tree).refuse(*root, "publish needs the element publications");
  Publish publish{std::string(list.attribute("uri").value_or("")), {}};
  for (const xml::Element element : list.elements("publication")) {
    auto publication = PublicationReader(*tree).read(element, "categoryName");
    if (!publication) return tl::unexpected<Error>(std::move(publication.error()));
    publication->remove = element.attribute("expires") == "0";
    publish.publications.push_back(*std::move(publication));
  }
  return publish;
}

Publication follow(const FollowedRoom& room, std::uint32_t instance, std::uint32_t version) {
  Publication publication;
  publication.category = kRoomSetting;
  publication.instance = instance;
  publication.container = kSelfContainer;
  publication.version = version;
  publication.properties = {{"url", "string", room.url}, {"name", "string", room.name}};
  return publication;
}

Publication unfollow(std::uint32_t instance, std::uint32_t version) {
  Publication publication = follow({}, instance, version);
  publication.remove = true;
  publication.properties.clear();
  return publication;
}

std::optional<FollowedRoom> followed_room_of(const Publication& publication) {
  if (publication.category != kRoomSetting || publication.remove) return std::nullopt;
  FollowedRoom room;
  for (const Property& property : publication.properties) {
    if (property.name == "url") room.url = property.value;
    if (property.name == "name") room.name = property.value;
  }
  return room.url.empty() ? std::nullopt : std::optional(room);
}

}   // namespace parley::presence
