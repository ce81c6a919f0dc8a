// Replies (xccos.md 2.1 to 2.6): commandid, resp, data, in this order.
#include "protocol/xccos/write_parts.h"

namespace parley::xccos {
namespace {

using xml::Markup;

void write_room_list(Markup& out, const RoomList& list) {
  if (list.last_invite_id) out.open("inv").attribute("inviteId", *list.last_invite_id).close();
  for (const RoomSummary& room : list.rooms) write_room_summary(out, room);
}

void write_joined(Markup& out, const Joined& joined) {
  for (const UserEntry& user : joined.users) {
    out.open("uib");
    if (user.id) out.attribute("id", *user.id);
    out.attribute("uri", user.uri);
    write_user_facts(out, user.facts);
    out.close();
  }
  for (const JoinedRoom& room : joined.rooms) write_joined_room(out, room);
  for (const FailedRoom& failed : joined.failed) {
    out.open("fib").attribute("key", failed.key).attribute("value", failed.room.value);
    out.attribute("domain", failed.room.domain).close();
  }
}

void write_server_info(Markup& out, const ServerInfo& info) {
  out.open("sib").attribute("infoType", info.info_type).unless_empty("serverTime", info.server_time);
  out.attribute("searchLimit", info.search_limit).attribute("messageSizeLimit", info.message_size_limit);
  out.attribute("storySizeLimit", info.story_size_limit).unless_empty("rootUri", info.root_uri);
  out.unless_empty("dbVersion", info.db_version).maybe("displayName", info.display_name);
  out.maybe("roomManagementUrl", info.room_management_url).maybe("pingInterval", info.ping_interval).close();
}

void write_history(Markup& out, const History& history) {
  out.open("chanib").attribute("uri", history.uri);
  for (const ChatMessage& message : history.messages) write_history_entry(out, message);
  out.close();
}

void write_preference(Markup& out, const Preference& pref) {
  out.open("pref").attribute("label", pref.label).attribute("seqid", pref.seqid);
  if (pref.create_default) out.flag("createdefault", true);   // A question; no reply was seen with it.
  out.maybe("content", pref.content).close();
}

void write_data(Markup& out, const ReplyBody& body) {
  std::visit(Overloaded{
                 [](const NoData&) {},
                 [&](const ServiceUri& b) { out.open("uib").attribute("uri", b.uri).close(); },
                 [&](const ServerInfo& b) { write_server_info(out, b); },
                 [&](const RoomList& b) { write_room_list(out, b); },
                 [&](const Joined& b) { write_joined(out, b); },
                 [&](const Parted& b) { out.open("chanib").attribute("uri", b.uri).close(); },
                 [&](const History& b) { write_history(out, b); },
                 [&](const PreferenceData& b) { write_preference(out, b.pref); },
                 [&](const FileToken& b) {
                   out.open("token").attribute("token", b.token).attribute("serveruri", b.server_uri).close();
                 },
                 [&](const RoomChanged& b) { write_room_change(out, b.room); },
                 [](const Unknown&) {},
             },
             body);
}

}   // namespace

void write_reply(Markup& out, const Reply& reply) {
  if (const auto* unknown = std::get_if<Unknown>(&reply.body)) {
    out.raw(unknown->xml);
    return;
  }
  out.with(reply.foreign).open("rpl").attribute("id", reply.id).attribute("seqid", reply.seqid);
  if (reply.command) {
    out.open("commandid")
        .attribute("seqid", reply.command->seqid)
        .attribute("envid", reply.command->envid)
        .close();
  }
  if (reply.response) {
    out.open("resp").attribute("code", reply.response->code).text(reply.response->text).close();
  }
  if (shows_data(reply)) {
    out.open("data");
    write_data(out, reply.body);
    out.close();
  }
  out.close();
}

}   // namespace parley::xccos
