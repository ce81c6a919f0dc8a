// In-band provisioning of Persistent Chat: what a client asks for by SUBSCRIBE and what it is told
// (xccos.md 4.1, product.md 3.3; event package vnd-microsoft-provisioning-v2).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "protocol/base/result.h"
#include "protocol/xccos/codec.h"

namespace parley::provisioning {

inline constexpr std::string_view kContentType = "application/vnd-microsoft-roaming-provisioning-v2+xml";
// The group that carries everything below.
inline constexpr std::string_view kChatGroup = "persistentChatConfiguration";

// The group persistentChatConfiguration of a notification. An empty text or list is a property not sent.
struct ProvisioningDocument {
  bool enabled = false;                 // EnablePersistentChat
  std::string default_pool_uri;         // DefaultPersistentChatPoolUri
  std::vector<std::string> pool_uris;   // PersistentChatPoolUris; on the wire separated by a single blank.
  std::string web_manager_internal;     // PersistentChatWebManagerUriInt
  std::string web_manager_external;     // PersistentChatWebManagerUriExt
  friend bool operator==(const ProvisioningDocument&, const ProvisioningDocument&) = default;
};

std::string encode_document(const ProvisioningDocument& document);

// Both readings refuse what is not well-formed and another root. Strict also refuses a document without the
// group, an EnablePersistentChat that is missing or neither true nor false, and pool URIs that are not
// separated by single blanks. Lenient takes all that as a real client does: enabled only by exactly "true".
// Groups and properties that are not named here are ignored. At most 256 KiB, 16 deep, 300 groups.
// Errors: malformed, unsupported (another root), limit_exceeded.
Result<ProvisioningDocument> decode_document(std::string_view xml, xccos::Reading reading);

// The body of the SUBSCRIBE: names of groups, in the order of the request.
std::string encode_request(const std::vector<std::string>& groups);
// Errors and limits as above.
Result<std::vector<std::string>> decode_request(std::string_view xml);

}   // namespace parley::provisioning
