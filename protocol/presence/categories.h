// Presence categories of a user: how a client publishes them, and how it reads its own back. Persistent Chat
// keeps the followed rooms there, one publication of category roomSetting per room (xccos.md 6.4).
//
// Grades: the publish document and the names url and name are A, the request for one's own data is W. The
// numbers of a publication (instance, container, version), its expireType, the removal by expires="0" and
// the whole notification of one's own data are R: remembered, and our choice where memory ends.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/base/result.h"

namespace parley::presence {

inline constexpr std::string_view kPublishContentType = "application/msrtc-category-publish+xml";
inline constexpr std::string_view kRoamingContentType = "application/vnd-microsoft-roaming-self+xml";
inline constexpr std::string_view kRoomSetting = "roomSetting";

// Bytes of the uninterpreted content of one publication, as it is written again; a category of a real client
// has some hundreds (our choice).
inline constexpr std::size_t kContentBytesMax = 64 * 1024;

struct Property {
  std::string name;
  std::string type = "string";   // string, numeric, Boolean, object ([MS-PRES] 2.2.2.7.13).
  std::string value;
  friend bool operator==(const Property&, const Property&) = default;
};

// One category instance. Its content is a property list, or elements that we do not interpret.
struct Publication {
  std::string category;
  std::uint32_t instance = 0;
  std::uint32_t container = 0;
  std::uint32_t version = 0;            // The one the publisher knows; the server counts on.
  std::string expire_type = "static";   // Empty: not sent.
  bool remove = false;                  // expires="0": the instance is to go.
  std::vector<Property> properties;
  std::string raw_xml;   // Elements that declare their own namespace; only without properties.
  friend bool operator==(const Publication&, const Publication&) = default;
};

// --- SERVICE body: publish ---

struct Publish {
  std::string uri;   // Whose presence it is.
  std::vector<Publication> publications;
  friend bool operator==(const Publish&, const Publish&) = default;
};
std::string encode_publish(const Publish& publish);
// Refused: what is not well-formed, another root, no publications element, a publication without
// categoryName, numbers that are none, and content above kContentBytesMax. Errors: malformed, unsupported
// (another root), limit_exceeded.
Result<Publish> decode_publish(std::string_view xml);

// --- Followed rooms ---

struct FollowedRoom {
  std::string url;   // ma-chan://...
  std::string name;
  friend bool operator==(const FollowedRoom&, const FollowedRoom&) = default;
};
// `instance` tells the rooms of one user apart.
Publication follow(const FollowedRoom& room, std::uint32_t instance, std::uint32_t version = 0);
Publication unfollow(std::uint32_t instance, std::uint32_t version);
// Nothing when it is another category, a removal, or has no url.
std::optional<FollowedRoom> followed_room_of(const Publication& publication);

// --- SUBSCRIBE vnd-microsoft-roaming-self ---

// What a real client asks for: categories, containers, subscribers.
std::string encode_roaming_request(const std::vector<std::string>& types);
// Refused: what is not well-formed, another root, a roaming without type. At most 1 MiB. Errors as above.
Result<std::vector<std::string>> decode_roaming_request(std::string_view xml);

struct RoamingCategory {
  Publication publication;    // Never a removal.
  std::string publish_time;   // ISO 8601, or empty.
  friend bool operator==(const RoamingCategory&, const RoamingCategory&) = default;
};
struct RoamingData {
  std::string uri;
  std::vector<RoamingCategory> categories;
  friend bool operator==(const RoamingData&, const RoamingData&) = default;
};
std::string encode_roaming_data(const RoamingData& data);
// Containers, subscribers and whatever else stands there are ignored; a document without categories is empty.
// At most 1 MiB. Errors as above.
Result<RoamingData> decode_roaming_data(std::string_view xml);

}   // namespace parley::presence
