// Notices (xccos.md 2.2). Entering nests the rooms in the user, leaving nests the users in the room.
#include "protocol/xccos/write_parts.h"

namespace parley::xccos {
namespace {

using xml::Markup;

void write_entered(Markup& out, const UsersEntered& entered) {
  for (const EnteringUser& user : entered.users) {
    out.open("uib").attribute("uri", user.uri);
    write_user_facts(out, user.facts);
    for (const RoomRight& right : user.rooms) {
      out.open("aib").attribute("key", right.permissions).attribute("domain", right.room.domain);
      out.attribute("value", right.room.value).close();
    }
    out.close();
  }
}

void write_left(Markup& out, const UsersLeft& left) {
  out.open("chanib").attribute("uri", left.room_uri);
  for (const std::string& user : left.users) out.open("uib").attribute("uri", user).close();
  out.close();
}

}   // namespace

void write_notice(Markup& out, const Notice& notice) {
  if (const auto* unknown = std::get_if<Unknown>(&notice.body)) {
    out.raw(unknown->xml);
    return;
  }
  out.with(notice.foreign).open("ntc").attribute("id", notice.id).maybe("seqid", notice.seqid).open("data");
  std::visit(
      Overloaded{[&](const UsersEntered& b) { write_entered(out, b); },
                 [&](const UsersLeft& b) { write_left(out, b); },
                 [&](const Invited& b) {
                   for (const RoomSummary& room : b.rooms) write_room_summary(out, room);
                 },
                 [&](const RoomModified& b) { write_room_change(out, b.room); }, [](const Unknown&) {}},
      notice.body);
  out.close().close();
}

}   // namespace parley::xccos
