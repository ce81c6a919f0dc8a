// The blocks that several messages share (xccos.md 3.1 to 3.6).
#include <fmt/format.h>

#include <algorithm>

#include "protocol/base/text.h"
#include "protocol/xccos/read_parts.h"

namespace parley::xccos {
namespace {

using Node = xml::Element;

bool is_letter(char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

// The ids of a permission group, "0,1,2" (xccos.md 3.3), blanks forgiven; none when the value is no such
// list.
std::optional<std::vector<std::uint32_t>> parse_user_ids(std::string_view value) {
  std::vector<std::uint32_t> ids;
  bool is_list = true;
  for_each_user_id(value, [&](std::string_view written) {
    const auto id = parse_uint32(trim(written));
    is_list = is_list && id;
    if (is_list) ids.push_back(*id);
  });
  return is_list ? std::optional(std::move(ids)) : std::nullopt;
}

// Elsewhere than in a reply to join the value may be something else: it is a key and a value in general.
void read_rights_of_users(Judge& judge, Node aib, Room& room) {
  const Fields fields(judge, aib);
  const std::uint32_t permissions = fields.need_u32("key", 0);
  auto ids = parse_user_ids(fields.need_text("value"));
  if (ids) room.rights.push_back({permissions, std::move(*ids)});
  else aib.give_back();
}

void judge_fact(Judge& judge, Node element, const Fact& fact) {
  const std::string_view value = trim(fact.value);
  if (fact.id == kUserCount) {
    if (!parse_uint32(value))
      judge.object(element, "The user count must be an unsigned number (xccos.md 3.5)");
  } else if (fact.id == kFilePost || fact.id == kInvite || fact.id == kLogged) {
    if (!parse_flag(value)) judge.object(element, "The property must be true or false (xccos.md 3.5)");
  }
}

void read_fact(Judge& judge, Node element, Fact::Kind kind, Room& room) {
  const Fields fields(judge, element);
  const auto id = fields.maybe_text("id");
  if (!id) {
    fields.lacks("id");
    return element.give_back();
  }
  room.facts.push_back({kind, *id, element.text()});
  judge_fact(judge, element, room.facts.back());
}

void read_audit(Judge& judge, Node element, Room& room) {
  if (room.audit) return;
  const Fields fields(judge, element);
  room.audit = Audit{fields.maybe_text("updatedby"), fields.maybe_text("updatedon"),
                     fields.maybe_text("createdby"), fields.maybe_text("createdon")};
}

// A history or a roster can be long, and one that grew would cost several times its size.
template <class Value>
void add_to(std::vector<Value>& list, Node child, Value value) {
  if (list.empty()) list.reserve(child.parent().elements(child.name()).count());
  list.push_back(std::move(value));
}

void read_child(Judge& judge, Node child, Room& room) {
  const std::string_view name = child.name();
  if (name == "msg") return add_to(room.messages, child, read_chat(judge, child));
  if (name == "aib") return read_rights_of_users(judge, child, room);
  if (name == "info") return read_fact(judge, child, Fact::Kind::info, room);
  if (name == "prop") return read_fact(judge, child, Fact::Kind::prop, room);
  if (name == "audit") return read_audit(judge, child, room);
  if (name == "uib") return add_to(room.users, child, read_user(judge, child));
  if (name == "inv" && !room.invitation) room.invitation = read_invitation(judge, child);
}

}   // namespace

std::string read_message_id(Judge& judge, xml::Element message, std::string_view prefix) {
  const std::string id = to_lower(Fields(judge, message).need_text("id"));
  if (!message.attribute("id")) return id;
  const std::string_view name = id.starts_with(prefix) ? std::string_view(id).substr(prefix.size()) : "";
  if (name.empty() || !is_letter(name[0]) ||
      !std::all_of(name.begin(), name.end(), [](char c) { return is_letter(c) || is_digit(c); })) {
    judge.object(
        message,
        fmt::format("The id must be \"{}\" and a name, and is \"{:.80}\" (xccos.md 3.1)", prefix, id), "id");
  }
  return id;
}

ChatMessage read_chat(Judge& judge, xml::Element element) {
  const Fields fields(judge, element);
  const xml::Element rtf = element.child("rtf").take();
  return {.id = fields.need_text("id"),
          .seqid = fields.maybe_u32("seqid"),
          .chan_uri = fields.need_room_uri("chanUri"),
          .author = fields.need_text("author"),
          .ts = fields.need_time("ts"),
          .text = only_child(judge, element, "chat").text(),
          .author_display = fields.maybe_text("authdisp"),
          .alert = fields.maybe_flag("alert"),
          .chat_id = fields.maybe_u64("chatId"),
          .rtf = rtf ? std::optional(rtf.text()) : std::nullopt};
}

Join read_channel_id(Judge& judge, xml::Element chanid) {
  const Fields fields(judge, chanid);
  const std::uint32_t key = fields.need_u32("key", 0);
  return {{fields.need_text("domain"), fields.need_text("value")}, key};
}

Room read_room(Judge& judge, xml::Element chanib) {
  const Fields fields(judge, chanib);
  Room room;
  room.uri = fields.maybe_node_uri("uri").value_or("");
  room.name = fields.maybe_text("name");
  room.description = fields.maybe_text("description");
  room.topic = fields.maybe_text("topic");
  room.parent = fields.maybe_text("parent");
  room.behavior = fields.maybe_text("behavior");
  room.disabled = fields.remembered_flag("disabled");
  room.siopid = fields.maybe_text("siopid");
  room.file_store_uri = fields.maybe_text("filestoreuri");
  for (const Node child : chanib.elements()) read_child(judge, child, room);
  return room;
}

User read_user(Judge& judge, xml::Element uib) {
  const Fields fields(judge, uib);
  User user{.id = fields.remembered_u32("id"),
            .uri = fields.filled_text("uri"),
            .guid = fields.maybe_text("guid"),
            .type = fields.maybe_text("type"),
            .uname = fields.maybe_text("uname"),
            .dispname = fields.maybe_text("dispname"),
            .email = fields.maybe_text("email"),
            .company = fields.maybe_text("company"),
            .disabled = fields.remembered_flag("disabled")};
  for (const Node aib : uib.elements("aib")) {
    const Fields right(judge, aib);
    user.rooms.push_back({{right.need_text("domain"), right.need_text("value")}, right.need_u32("key", 0)});
  }
  return user;
}

Invitation read_invitation(Judge& judge, xml::Element inv) {
  const Fields fields(judge, inv);
  return {fields.maybe_u64("inviteId"), fields.maybe_text("domain")};
}

FailedRoom read_failed_room(Judge& judge, xml::Element fib) {
  const Fields fields(judge, fib);
  return {fields.need_text("key"), fields.maybe_text("domain"), fields.maybe_text("value")};
}

void need_node_uri(Judge& judge, xml::Element chanib, const Room& room) {
  if (room.uri.empty() && !chanib.attribute("uri")) Fields(judge, chanib).lacks("uri");
}

void need_room_uri(Judge& judge, xml::Element chanib, const Room& room) {
  need_node_uri(judge, chanib, room);
  if (is_category_uri(room.uri)) Fields(judge, chanib).need_room_uri("uri");
}

void need_uri(Judge& judge, xml::Element uib, const User& user) {
  if (user.uri.empty()) Fields(judge, uib).lacks("uri");
}

std::optional<Room> read_only_room(Judge& judge, xml::Element parent) {
  const Node chanib = only_child(judge, parent, "chanib");
  if (!chanib) return std::nullopt;
  Room room = read_room(judge, chanib);
  need_room_uri(judge, chanib, room);
  return room;
}

Preference read_preference(Judge& judge, xml::Element pref) {
  const Fields fields(judge, pref);
  return {fields.need_text("label"), fields.maybe_i64("seqid"), fields.maybe_flag("createdefault"),
          fields.maybe_text("content")};
}

ServerInfo read_server_info(Judge& judge, xml::Element sib) {
  const Fields fields(judge, sib);
  return {.info_type = fields.need_u32("infoType", ServerInfo{}.info_type),
          .server_time = fields.maybe_time("serverTime"),
          .root_uri = fields.maybe_node_uri("rootUri"),
          .db_version = fields.maybe_text("dbVersion"),
          .search_limit = fields.maybe_u32("searchLimit"),
          .message_size_limit = fields.maybe_u32("messageSizeLimit"),
          .story_size_limit = fields.maybe_u32("storySizeLimit"),
          .display_name = fields.maybe_text("displayName"),
          .room_management_url = fields.maybe_text("roomManagementUrl"),
          .ping_interval = fields.remembered_u32("pingInterval"),
          .domain = fields.maybe_text("domain")};
}

ChannelSearch read_channel_search(Judge& judge, xml::Element qib) {
  const Fields fields(judge, qib);
  return {.qtype = fields.need_text("qtype"),
          .criteria = fields.maybe_text("criteria"),
          .extended = fields.maybe_flag("extended"),
          .match_all = fields.remembered_flag("matchAll"),
          .match_exact_phrase = fields.remembered_flag("matchExactPhrase"),
          .search_descs = fields.remembered_flag("searchDescs"),
          .max_results = fields.remembered_u32("maxResults"),
          .keywords = fields.maybe_text("keywords")};
}

FileToken read_file_token(Judge& judge, xml::Element token) {
  const Fields fields(judge, token);
  FileToken body{fields.need_text("token"), fields.need_text("serveruri")};
  if (!body.server_uri.empty() && !starts_with_ignoring_case(body.server_uri, "https:")) {
    fields.object("serveruri", "token@serveruri must be an https URI (xccos.md 7, rpl:getftok)");
  }
  return body;
}

FilePlace read_file_place(Judge& judge, xml::Element ftdb) {
  const Fields fields(judge, ftdb);
  return {fields.need_room_uri("channelUri"), fields.need_text("fileUrl")};
}

}   // namespace parley::xccos
