// Notices, by id (xccos.md 2.2).
#include "protocol/xccos/read_parts.h"

namespace parley::xccos {
namespace {

using Node = xml::Element;

User read_entering_user(Judge& judge, Node uib) {
  User user = read_user(judge, uib);
  need_uri(judge, uib, user);
  if (user.rooms.empty())
    judge.object(uib, "Each uib needs an aib that names the room (xccos.md 7, ntc:join)");
  return user;
}

NoticeBody read_entered(Judge& judge, Node data) {
  UsersEntered body;
  const auto users = data.elements("uib");
  body.users.reserve(users.count());
  for (const Node uib : users) body.users.push_back(read_entering_user(judge, uib));
  if (!body.users.empty()) return body;
  judge.object(data, "The notice names no uib (xccos.md 7, ntc:join)");
  return Unknown{};
}

NoticeBody read_left(Judge& judge, Node data) {
  auto room = read_only_room(judge, data);
  if (!room) return Unknown{};
  const Node chanib = data.child("chanib");
  std::size_t number = 0;
  for (const Node uib : chanib.elements("uib")) need_uri(judge, uib, room->users.at(number++));
  if (room->users.empty()) judge.object(chanib, "The chanib names no uib (xccos.md 7, ntc:part)");
  return UsersLeft{*std::move(room)};
}

// The shapes of these two are remembered only, so another one breaks no rule.
NoticeBody read_invited(Judge& judge, Node data) {
  Judge probe(judge.tree(), Reading::strict);
  Invited body;
  const auto rooms = data.elements("chanib");
  body.rooms.reserve(rooms.count());
  for (const Node chanib : rooms) {
    body.rooms.push_back(read_room(probe, chanib));
    need_node_uri(probe, chanib, body.rooms.back());
  }
  return body.rooms.empty() || probe.refused() ? NoticeBody(Unknown{}) : body;
}

NoticeBody read_modified(Judge& judge, Node data) {
  const Node chanib = data.child("chanib");
  if (!chanib) return Unknown{};
  return RoomModified{read_room(judge, chanib)};
}

}   // namespace

Notice read_notice(Judge& judge, xml::Element ntc) {
  Notice notice;
  notice.id = read_message_id(judge, ntc, "ntc:");
  notice.seqid = Fields(judge, ntc).maybe_u32("seqid");
  const Node data = ntc.child("data").take();
  if (notice.id == "ntc:join" || notice.id == "ntc:bjoin") notice.body = read_entered(judge, data);
  else if (notice.id == "ntc:part") notice.body = read_left(judge, data);
  else if (notice.id == "ntc:invite") notice.body = read_invited(judge, data);
  else if (notice.id == "ntc:chanmodify") notice.body = read_modified(judge, data);
  else notice.body = Unknown{};
  keep_unknown(judge, ntc, notice);
  return notice;
}

}   // namespace parley::xccos
