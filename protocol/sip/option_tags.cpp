// Looking for option tags that nobody understands.
#include "protocol/sip/option_tags.h"

#include <algorithm>
#include <string>
#include <vector>

#include "protocol/base/text.h"

namespace parley::sip {

std::string list_of(std::span<const std::string_view> tags) {
  std::string list;
  for (const std::string_view tag : tags) list.append(list.empty() ? "" : ", ").append(tag);
  return list;
}

std::string unknown_options(const Message& request, std::initializer_list<std::string_view> names,
                            std::span<const std::string_view> understood) {
  std::string unknown;
  const auto look_at = [&](std::string_view tag) {
    const auto is_tag = [tag](std::string_view one) { return equal_ignoring_case(one, tag); };
    if (tag.empty() || std::ranges::any_of(understood, is_tag)) return;
    if (!unknown.empty()) unknown += ", ";
    unknown += tag;
  };
  for (const std::string_view name : names)
    for (const std::string_view list : request.headers.all(name))
      for (const std::string_view piece : split(list, ',')) look_at(trim(piece));
  return unknown;
}

void leave_out_options(Message& request, std::string_view unsupported) {
  Message listing;
  listing.headers.add("Unsupported", unsupported);
  for (const std::string_view name : {"Require", "Proxy-Require", "Supported"}) {
    std::vector<std::string> left;
    for (const std::string_view list : request.headers.all(name))
      for (const std::string_view piece : split(list, ','))
        if (!listing.headers.lists("Unsupported", trim(piece))) left.emplace_back(trim(piece));
    request.headers.remove(name);
    for (const std::string& tag : left) request.headers.add(name, tag);
  }
}

}   // namespace parley::sip
