// Replies, by id (xccos.md 2.1 to 2.6), and the rules that one reply can break by itself (xccos.md 7).
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include "protocol/base/text.h"
#include "protocol/xccos/read_parts.h"

namespace parley::xccos {
namespace {

using Node = xml::Element;

constexpr std::int32_t kSuccess = 200;

ReplyBody read_service_uri(Judge& judge, Node data) {
  const Node uib = only_child(judge, data, "uib");
  if (!uib) return Unknown{};
  ServiceUri body{read_user(judge, uib)};
  need_uri(judge, uib, body.service);
  if (!body.service.uri.empty() && !starts_with_ignoring_case(body.service.uri, "sip:")) {
    judge.object(
        uib, "uib@uri must begin with sip:, else a real client drops every later INFO (xccos.md 2.1)", "uri");
  }
  return body;
}

ReplyBody read_server_info_reply(Judge& judge, Node data) {
  const Node sib = only_child(judge, data, "sib");
  if (!sib) return Unknown{};
  return read_server_info(judge, sib);
}

ReplyBody read_room_list(Judge& judge, Node data) {
  RoomList body;
  const auto rooms = data.elements("chanib");
  body.rooms.reserve(rooms.count());
  for (const Node chanib : rooms) {
    body.rooms.push_back(read_room(judge, chanib));
    need_node_uri(judge, chanib, body.rooms.back());
  }
  if (const Node inv = data.child("inv")) body.last_invitation = read_invitation(judge, inv);
  return body;
}

void check_rights(Judge& judge, Node aib, const std::set<std::uint32_t>& ids) {
  for_each_user_id(aib.attribute("value").value_or(""), [&](std::string_view written) {
    const auto id = parse_uint32(trim(written));
    if (!parse_uint32(written))
      judge.object(aib, "aib@value must be uib ids separated by commas (xccos.md 3.3)", "value");
    if (id && !ids.contains(*id))
      judge.object(aib,
                   fmt::format("An aib names user {}, and no uib has that id (xccos.md 7, rpl:join)", *id),
                   "value");
  });
}

// Every number in aib@value is the id of a uib of the same data, and no id stands twice.
void check_user_ids(Judge& judge, Node data) {
  std::set<std::uint32_t> ids;
  for (const Node uib : data.elements("uib")) {
    const auto id = parse_uint32(uib.attribute("id").value_or(""));
    if (id && !ids.insert(*id).second)
      judge.object(uib, fmt::format("Two uib have the id {} (xccos.md 7, rpl:join)", *id), "id");
  }
  for (const Node chanib : data.elements("chanib"))
    for (const Node aib : chanib.elements("aib")) check_rights(judge, aib, ids);
}

User read_numbered_user(Judge& judge, Node uib) {
  User user = read_user(judge, uib);
  need_uri(judge, uib, user);
  Fields(judge, uib).maybe_u32("id");   // Which it had to be here.
  return user;
}

Room read_joined_room(Judge& judge, Node chanib) {
  Room room = read_room(judge, chanib);
  need_room_uri(judge, chanib, room);
  return room;
}

ReplyBody read_batch_joined(Judge& judge, Node data) {
  Joined body;
  const auto users = data.elements("uib");
  const auto rooms = data.elements("chanib");
  body.users.reserve(users.count());
  body.rooms.reserve(rooms.count());
  for (const Node uib : users) body.users.push_back(read_numbered_user(judge, uib));
  for (const Node chanib : rooms) body.rooms.push_back(read_joined_room(judge, chanib));
  for (const Node fib : data.elements("fib")) body.failed.push_back(read_failed_room(judge, fib));
  check_user_ids(judge, data);
  return body;
}

ReplyBody read_joined(Judge& judge, Node data) {
  only_child(judge, data, "chanib");
  return read_batch_joined(judge, data);
}

ReplyBody read_parted(Judge& judge, Node data) {
  auto room = read_only_room(judge, data);
  if (!room) return Unknown{};
  return Parted{*std::move(room)};
}

ReplyBody read_history(Judge& judge, Node data) {
  auto room = read_only_room(judge, data);
  if (!room) return Unknown{};
  for (const Node msg : data.child("chanib").elements("msg"))
    if (!equal_ignoring_case(msg.attribute("chanUri").value_or(""), room->uri))
      judge.object(msg, "msg@chanUri must be the uri of the chanib around it (xccos.md 7, rpl:bccontext)",
                   "chanUri");
  return History{*std::move(room)};
}

ReplyBody read_preference_reply(Judge& judge, Node data) {
  const Node pref = only_child(judge, data, "pref");
  if (!pref) return Unknown{};
  return PreferenceData{read_preference(judge, pref)};
}

ReplyBody read_file_token_reply(Judge& judge, Node data) {
  const Node token = only_child(judge, data, "token");
  if (!token) return Unknown{};
  return read_file_token(judge, token);
}

// The shapes of these are remembered only, so another one breaks no rule.
ReplyBody read_room_change_reply(Judge& judge, Node data) {
  const Node chanib = data.child("chanib");
  if (!chanib) return Unknown{};
  return RoomChanged{read_room(judge, chanib)};
}

ReplyBody read_found_history(Judge& judge, Node data) {
  Judge probe(judge.tree(), Reading::strict);
  ReplyBody body = read_history(probe, data);
  return probe.refused() ? ReplyBody(Unknown{}) : body;
}

// What an empty data of a success means.
enum class Empty { nothing, no_rooms, violation };
struct Kind {
  std::string_view id;
  ReplyBody (*read)(Judge&, Node data);
  Empty empty;
};
constexpr std::array<Kind, 17> kKinds = {{
    {"rpl:requri", read_service_uri, Empty::violation},
    {"rpl:getserverinfo", read_server_info_reply, Empty::violation},
    {"rpl:getservinfo", read_server_info_reply, Empty::violation},
    {"rpl:getassociations", read_room_list, Empty::no_rooms},
    {"rpl:chansrch", read_room_list, Empty::no_rooms},
    {"rpl:getinv", read_room_list, Empty::no_rooms},
    {"rpl:nodespermcreatechild", read_room_list, Empty::no_rooms},
    {"rpl:getpref", read_preference_reply, Empty::nothing},
    {"rpl:setpref", read_preference_reply, Empty::nothing},
    {"rpl:join", read_joined, Empty::violation},
    {"rpl:bjoin", read_batch_joined, Empty::nothing},
    {"rpl:part", read_parted, Empty::violation},
    {"rpl:bccontext", read_history, Empty::nothing},
    {"rpl:bcbydate", read_found_history, Empty::nothing},
    {"rpl:bcbymsg", read_found_history, Empty::nothing},
    {"rpl:chancreate", read_room_change_reply, Empty::nothing},
    {"rpl:chanmodify", read_room_change_reply, Empty::nothing},
}};
constexpr Kind kFileToken = {"rpl:getftok", read_file_token_reply, Empty::violation};

const Kind* find_kind(std::string_view id) {
  if (id == kFileToken.id) return &kFileToken;
  const auto found =
      std::find_if(kKinds.begin(), kKinds.end(), [&](const Kind& kind) { return kind.id == id; });
  return found == kKinds.end() ? nullptr : &*found;
}

ReplyBody read_empty(Judge& judge, Node rpl, const Kind* kind, bool success) {
  if (kind == nullptr || !success || kind->empty == Empty::nothing) return NoData{};
  if (kind->empty == Empty::no_rooms) return RoomList{};
  judge.object(rpl, fmt::format("A successful {} must carry data (xccos.md 7)", kind->id));
  return NoData{};
}

// What a refusal carries is unknown (xccos.md 8, row 3), so no shape of it breaks a rule.
ReplyBody read_data_of_refusal(Judge& judge, Node data, const Kind& kind) {
  Judge probe(judge.tree(), Reading::strict);
  ReplyBody body = kind.read(probe, data);
  return probe.refused() ? ReplyBody(Unknown{}) : body;
}

ReplyBody read_body(Judge& judge, Node rpl, const Reply& reply) {
  const Kind* kind = find_kind(reply.id);
  const Node data = rpl.child("data");
  const bool success = reply.response && reply.response->code == kSuccess;
  if (!data.has_elements()) return read_empty(judge, rpl, kind, success);
  if (kind == nullptr) return Unknown{};
  ReplyBody body = success ? kind->read(judge, data) : read_data_of_refusal(judge, data, *kind);
  // Only elements we do not know: the same as an empty data.
  if (body == ReplyBody(Joined{}) || (body == ReplyBody(RoomList{}) && !success)) return NoData{};
  return body;
}

bool is_of_xccos(Node element) { return element.name().find_first_of("{:") == std::string_view::npos; }

// Elements of other namespaces may stand anywhere. Both of the first two are there.
void check_order(Judge& judge, Node rpl) {
  std::string_view expected = "commandid";
  for (const Node child : rpl.elements()) {
    if (!is_of_xccos(child)) continue;
    if (child.name() != expected)
      return judge.object(child,
                          "The children of rpl stand in the order commandid, resp, data (xccos.md 1.2)");
    if (expected == "resp") return;
    expected = "resp";
  }
}

}   // namespace

ReplyHead read_reply_head(Judge& judge, xml::Element rpl) {
  ReplyHead head;
  if (const Node commandid = only_child(judge, rpl, "commandid")) {
    const Fields fields(judge, commandid);
    head.command = CommandRef{fields.need_u32("seqid", 1), fields.need_u64("envid", 0)};
  }
  if (const Node resp = only_child(judge, rpl, "resp")) {
    head.response = Response{Fields(judge, resp).need_i32("code", 500), resp.text()};
  }
  if (head.command && head.response) check_order(judge, rpl);
  return head;
}

Reply read_reply(Judge& judge, xml::Element rpl) {
  Reply reply;
  reply.id = read_message_id(judge, rpl, "rpl:");
  reply.seqid = Fields(judge, rpl).need_u32("seqid", 1);
  auto [command, response] = read_reply_head(judge, rpl);
  reply.command = command;
  reply.response = std::move(response);
  reply.body = read_body(judge, rpl, reply);
  // Of a refusal without a typed body no data is written, so what it has is foreign; an empty one, too, when
  // it is not alone, for without it the next would be the first.
  const Node data = rpl.child("data");
  const bool says_nothing = data.is_empty() && !data.next("data");
  if (shows_data(reply) || says_nothing) data.take();
  keep_unknown(judge, rpl, reply);
  return reply;
}

}   // namespace parley::xccos
