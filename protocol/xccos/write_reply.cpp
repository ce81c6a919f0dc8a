// Replies (xccos.md 2.1 to 2.6): commandid, resp, data, in this order.
#include "protocol/xccos/write_parts.h"

namespace parley::xccos {
namespace {

using xml::Markup;

void write_room_list(Markup& out, const RoomList& list) {
  write_invitation(out, list.last_invitation);
  for (const Room& room : list.rooms) write_room(out, room, UriStands::last);
}

void write_failed_room(Markup& out, const FailedRoom& failed) {
  out.open("fib").attribute("key", failed.key).maybe("value", failed.value);
  out.maybe("domain", failed.domain).close();
}

void write_joined(Markup& out, const Joined& joined) {
  for (const User& user : joined.users) write_user(out, user);
  for (const Room& room : joined.rooms) write_room(out, room);
  for (const FailedRoom& failed : joined.failed) write_failed_room(out, failed);
}

void write_data(Markup& out, const ReplyBody& body) {
  std::visit(Overloaded{
                 [](const NoData&) {},
                 [&](const ServiceUri& b) { write_user(out, b.service); },
                 [&](const ServerInfo& b) { write_server_info(out, b); },
                 [&](const RoomList& b) { write_room_list(out, b); },
                 [&](const Joined& b) { write_joined(out, b); },
                 [&](const Parted& b) { write_room(out, b.room); },
                 [&](const History& b) { write_room(out, b.room); },
                 [&](const PreferenceData& b) { write_preference(out, b.pref); },
                 [&](const FileToken& b) {
                   out.open("token").attribute("token", b.token).attribute("serveruri", b.server_uri).close();
                 },
                 [&](const RoomChanged& b) { write_room(out, b.room); },
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
