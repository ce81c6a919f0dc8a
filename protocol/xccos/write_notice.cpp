// Notices (xccos.md 2.2). Entering nests the rooms in the user, leaving nests the users in the room.
#include "protocol/xccos/write_parts.h"

namespace parley::xccos {

using xml::Markup;

void write_notice(Markup& out, const Notice& notice) {
  if (const auto* unknown = std::get_if<Unknown>(&notice.body)) {
    out.raw(unknown->xml);
    return;
  }
  out.with(notice.foreign).open("ntc").attribute("id", notice.id).maybe("seqid", notice.seqid).open("data");
  std::visit(Overloaded{[&](const UsersEntered& b) {
                          for (const User& user : b.users) write_user(out, user);
                        },
                        [&](const UsersLeft& b) { write_room(out, b.room); },
                        [&](const Invited& b) {
                          for (const Room& room : b.rooms) write_room(out, room, UriStands::last);
                        },
                        [&](const RoomModified& b) { write_room(out, b.room); }, [](const Unknown&) {}},
             notice.body);
  out.close().close();
}

}   // namespace parley::xccos
