// The blocks that several messages share (xccos.md 3.1 to 3.6).
#include <fmt/format.h>

#include <algorithm>

#include "protocol/base/text.h"
#include "protocol/xccos/read_parts.h"

namespace parley::xccos {
namespace {

constexpr std::string_view kInfoPrefix = "urn:parlano:ma:info:";
constexpr std::string_view kPropPrefix = "urn:parlano:ma:prop:";

bool is_letter(char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

// The ids of a permission group, "0,1,2" (xccos.md 3.3).
std::vector<std::uint32_t> read_user_ids(Judge& judge, xml::Element aib) {
  std::vector<std::uint32_t> ids;
  const std::string value = Fields(judge, aib).need_text("value");
  if (value.empty()) return ids;
  for (const std::string_view piece : split(value, ',')) {
    const auto exact = parse_uint32(piece);
    const auto id = exact ? exact : parse_uint32(trim(piece));
    if (!exact) judge.object(aib, "aib@value must be uib ids separated by commas (xccos.md 3.3)");
    if (id) ids.push_back(*id);
  }
  return ids;
}

// What the id of an info or a prop says behind its prefix.
std::string_view name_of_fact(Judge& judge, xml::Element fact, std::string_view prefix) {
  const auto id = fact.attribute("id");
  if (!id) judge.object(fact, fmt::format("{} needs the attribute id (xccos.md 3.5)", fact.name()));
  return id && id->starts_with(prefix) ? id->substr(prefix.size()) : std::string_view();
}

// A fact that stands twice, or that nobody understands, is not taken.
void take_fact(xml::Element fact) { fact.take().take_attribute("id"); }

void read_info(Judge& judge, xml::Element info, RoomFacts& facts) {
  const std::string_view name = name_of_fact(judge, info, kInfoPrefix);
  if (name == "ucnt" && !facts.user_count) {
    facts.user_count = parse_uint32(trim(info.text()));
    if (facts.user_count) take_fact(info);
    else judge.object(info, "The user count must be an unsigned number (xccos.md 3.5)");
  } else if ((name == "visibilty" || name == "visibility") && !facts.visibility) {
    facts.visibility = info.text();
    take_fact(info);
  } else if (name == "filestoreuri" && !facts.file_store_uri) {
    facts.file_store_uri = info.text();
    take_fact(info);
  }
}

void read_prop(Judge& judge, xml::Element prop, RoomFacts& facts) {
  const std::string_view name = name_of_fact(judge, prop, kPropPrefix);
  std::optional<bool>* target = name == "filepost" ? &facts.file_post
                                : name == "invite" ? &facts.invite
                                : name == "logged" ? &facts.logged
                                                   : nullptr;
  if (target == nullptr || *target) return;
  *target = parse_flag(trim(prop.text()));
  if (*target) take_fact(prop);
  else judge.object(prop, "The property must be true or false (xccos.md 3.5)");
}

}   // namespace

std::string read_message_id(Judge& judge, xml::Element message, std::string_view prefix) {
  const std::string id = to_lower(Fields(judge, message).need_text("id"));
  if (id.empty()) return id;
  const std::string_view name = id.starts_with(prefix) ? std::string_view(id).substr(prefix.size()) : "";
  if (name.empty() || !is_letter(name[0]) ||
      !std::all_of(name.begin(), name.end(), [](char c) { return is_letter(c) || is_digit(c); })) {
    judge.object(message, fmt::format("The id must be \"{}\" and a name, and is \"{:.80}\" (xccos.md 3.1)",
                                      prefix, id));
  }
  return id;
}

ChatMessage read_chat(Judge& judge, xml::Element element) {
  const Fields fields(judge, element);
  const xml::Element rtf = element.child("rtf").take();
  return {.id = fields.need_text("id"),
          .seqid = fields.u32("seqid", 1),
          .chan_uri = fields.need_room_uri("chanUri"),
          .author = fields.need_text("author"),
          .ts = fields.need_time("ts"),
          .text = only_child(judge, element, "chat").text(),
          .author_display = fields.maybe_text("authdisp"),
          .alert = fields.maybe_flag("alert"),
          .chat_id = fields.maybe_u64("chatId"),
          .rtf = rtf ? std::optional(rtf.text()) : std::nullopt};
}

ChannelId read_channel_id(Judge& judge, xml::Element chanid) {
  const Fields fields(judge, chanid);
  fields.need_u32("key", 0);
  return {fields.need_text("domain"), fields.need_text("value")};
}

RoomFacts read_room_facts(Judge& judge, xml::Element chanib) {
  RoomFacts facts;
  for (const xml::Element info : chanib.elements("info")) read_info(judge, info, facts);
  for (const xml::Element prop : chanib.elements("prop")) read_prop(judge, prop, facts);
  return facts;
}

UserFacts read_user_facts(Judge& judge, xml::Element uib) {
  const Fields fields(judge, uib);
  return {fields.maybe_text("guid"),         fields.maybe_text("type"),  fields.maybe_text("uname"),
          fields.maybe_text("dispname"),     fields.maybe_text("email"), fields.maybe_text("company"),
          fields.remembered_flag("disabled")};
}

RoomDetails read_room_details(Judge& judge, xml::Element chanib) {
  const Fields fields(judge, chanib);
  RoomDetails details{fields.maybe_text("parent"),
                      fields.maybe_text("behavior"),
                      fields.remembered_flag("disabled"),
                      fields.maybe_text("siopid"),
                      {}};
  if (const auto audit = chanib.child("audit")) {
    const Fields of_audit(judge, audit);
    details.audit = Audit{of_audit.maybe_text("updatedby"), of_audit.maybe_text("updatedon"),
                          of_audit.maybe_text("createdby"), of_audit.maybe_text("createdon")};
  }
  return details;
}

RoomChange read_room_change(Judge& judge, xml::Element chanib) {
  const Fields fields(judge, chanib);
  return {fields.maybe_node_uri("uri"), fields.maybe_text("name"), fields.maybe_text("description"),
          read_room_details(judge, chanib)};
}

std::optional<std::uint64_t> read_invite_id(Judge& judge, xml::Element parent) {
  const xml::Element inv = parent.child("inv");
  if (!inv.attribute("inviteId")) return std::nullopt;
  const auto id = Fields(judge, inv).maybe_u64("inviteId");
  if (!id) inv.give_back();
  return id;
}

RoomSummary read_room_summary(Judge& judge, xml::Element chanib) {
  const Fields fields(judge, chanib);
  RoomSummary room;
  room.uri = fields.need_node_uri("uri");
  room.name = fields.text("name");
  room.description = fields.text("description");
  room.invite_id = read_invite_id(judge, chanib);
  room.facts = read_room_facts(judge, chanib);
  room.details = read_room_details(judge, chanib);
  return room;
}

JoinedRoom read_joined_room(Judge& judge, xml::Element chanib) {
  const Fields fields(judge, chanib);
  JoinedRoom room{fields.need_room_uri("uri"),
                  fields.text("name"),
                  fields.text("description"),
                  fields.maybe_text("topic"),
                  {},
                  read_room_details(judge, chanib)};
  for (const xml::Element aib : chanib.elements("aib")) {
    room.rights.push_back({Fields(judge, aib).need_u32("key", 0), read_user_ids(judge, aib)});
  }
  return room;
}

FailedRoom read_failed_room(Judge& judge, xml::Element fib) {
  const Fields fields(judge, fib);
  return {fields.need_text("key"), {fields.text("domain"), fields.text("value")}};
}

Preference read_preference(Judge& judge, xml::Element pref) {
  const Fields fields(judge, pref);
  return {fields.need_text("label"), fields.i64("seqid", 0), fields.flag("createdefault"),
          fields.maybe_text("content")};
}

ServerInfo read_server_info(Judge& judge, xml::Element sib) {
  const Fields fields(judge, sib);
  ServerInfo info;
  info.info_type = fields.need_u32("infoType", info.info_type);
  info.server_time = fields.text("serverTime");
  fields.check_time("serverTime");
  info.root_uri = fields.maybe_node_uri("rootUri").value_or("");
  info.db_version = fields.text("dbVersion");
  info.search_limit = fields.u32("searchLimit", info.search_limit);
  info.message_size_limit = fields.u32("messageSizeLimit", info.message_size_limit);
  info.story_size_limit = fields.u32("storySizeLimit", info.story_size_limit);
  info.display_name = fields.maybe_text("displayName");
  info.room_management_url = fields.maybe_text("roomManagementUrl");
  info.ping_interval = fields.remembered_u32("pingInterval");
  return info;
}

ChannelSearch read_channel_search(Judge& judge, xml::Element qib) {
  const Fields fields(judge, qib);
  return {fields.need_text("qtype"),
          fields.text("criteria"),
          fields.flag("extended"),
          fields.remembered_flag("matchAll"),
          fields.remembered_flag("matchExactPhrase"),
          fields.remembered_flag("searchDescs"),
          fields.remembered_u32("maxResults"),
          fields.maybe_text("keywords")};
}

FileToken read_file_token(Judge& judge, xml::Element token) {
  const Fields fields(judge, token);
  FileToken body{fields.need_text("token"), fields.need_text("serveruri")};
  if (!body.server_uri.empty() && !starts_with_ignoring_case(body.server_uri, "https:")) {
    fields.object("token@serveruri must be an https URI (xccos.md 7, rpl:getftok)");
  }
  return body;
}

FilePlace read_file_place(Judge& judge, xml::Element ftdb) {
  const Fields fields(judge, ftdb);
  return {fields.need_room_uri("channelUri"), fields.need_text("fileUrl")};
}

}   // namespace parley::xccos
