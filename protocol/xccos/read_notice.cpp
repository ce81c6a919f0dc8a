// Notices, by id (xccos.md 2.2).
#include "protocol/xccos/read_parts.h"

namespace parley::xccos {
namespace {

using Node = xml::Element;

EnteringUser read_entering_user(Judge& judge, Node uib) {
  EnteringUser user{Fields(judge, uib).need_text("uri"), {}, read_user_facts(judge, uib)};
  for (const Node aib : uib.elements("aib")) {
    const Fields fields(judge, aib);
    user.rooms.push_back(
        {{fields.need_text("domain"), fields.need_text("value")}, fields.need_u32("key", 0)});
  }
  if (user.rooms.empty())
    judge.object(uib, "Each uib needs an aib that names the room (xccos.md 7, ntc:join)");
  return user;
}

NoticeBody read_entered(Judge& judge, Node data) {
  UsersEntered body;
  for (const Node uib : data.elements("uib")) body.users.push_back(read_entering_user(judge, uib));
  if (!body.users.empty()) return body;
  judge.object(data, "The notice names no uib (xccos.md 7, ntc:join)");
  return Unknown{};
}

NoticeBody read_left(Judge& judge, Node data) {
  const Node chanib = only_child(judge, data, "chanib");
  if (!chanib) return Unknown{};
  UsersLeft body{Fields(judge, chanib).need_room_uri("uri"), {}};
  for (const Node uib : chanib.elements("uib")) body.users.push_back(Fields(judge, uib).need_text("uri"));
  if (body.users.empty()) judge.object(chanib, "The chanib names no uib (xccos.md 7, ntc:part)");
  return body;
}

// The shapes of these two are remembered only, so another one breaks no rule.
NoticeBody read_invited(Judge& judge, Node data) {
  Judge probe(judge.tree(), Reading::strict);
  Invited body;
  for (const Node chanib : data.elements("chanib")) body.rooms.push_back(read_room_summary(probe, chanib));
  return body.rooms.empty() || probe.refused() ? NoticeBody(Unknown{}) : body;
}

NoticeBody read_modified(Judge& judge, Node data) {
  const Node chanib = data.child("chanib");
  if (!chanib) return Unknown{};
  return RoomModified{read_room_change(judge, chanib)};
}

}   // namespace

Notice read_notice(Judge& judge, xml::Element ntc) {
  Notice notice;
  notice.id = read_message_id(judge, ntc, "ntc:");
  const Fields fields(judge, ntc);
  if (fields.maybe_text("seqid")) notice.seqid = fields.u32("seqid", 1);
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
