// Commands, by id (xccos.md 2.1 to 2.6).
#include <algorithm>
#include <array>

#include "protocol/base/text.h"
#include "protocol/xccos/read_parts.h"

namespace parley::xccos {
namespace {

using Node = xml::Element;

CommandBody read_request_uri(Judge&, Node) { return RequestUri{}; }

CommandBody read_creatable_categories(Judge&, Node) { return GetCreatableCategories{}; }

CommandBody read_server_info_command(Judge& judge, Node data) {
  const Node sib = only_child(judge, data, "sib");
  if (!sib) return Unknown{};
  return GetServerInfo{read_server_info(judge, sib)};
}

// The shape is only remembered, so another one breaks no rule (xccos.md 8, row 4).
CommandBody read_associations(Judge& judge, Node data) {
  const Node association = data.child("association");
  if (!association) return Unknown{};
  const Fields fields(judge, association);
  return GetAssociations{fields.maybe_text("domain"), fields.maybe_text("type"),
                         fields.remembered_u32("maxResults")};
}

template <class Body>
CommandBody read_preference_command(Judge& judge, Node data) {
  const Node pref = only_child(judge, data, "pref");
  if (!pref) return Unknown{};
  return Body{read_preference(judge, pref)};
}

CommandBody read_join(Judge& judge, Node data) {
  const Node chanid = only_child(judge, data, "chanid");
  if (!chanid) return Unknown{};
  return read_channel_id(judge, chanid);
}

CommandBody read_batch_join(Judge& judge, Node data) {
  BatchJoin body;
  for (const Node chanid : data.elements("chanid")) body.rooms.push_back(read_channel_id(judge, chanid));
  return body;
}

CommandBody read_part(Judge& judge, Node data) {
  auto room = read_only_room(judge, data);
  if (!room) return Unknown{};
  return Part{*std::move(room)};
}

CommandBody read_back_chat(Judge& judge, Node data) {
  auto room = read_only_room(judge, data);
  const Node bcq = only_child(judge, data, "bcq");
  if (!room) return Unknown{};
  BackChatContext body{*std::move(room), {}};
  const Node last = bcq ? only_child(judge, bcq, "last") : Node();
  if (!last) return body;
  const Fields fields(judge, last);
  body.count = fields.maybe_u32("cnt");
  if (!last.attribute("cnt")) fields.lacks("cnt");
  return body;
}

// Only remembered, like all of the next four: another shape breaks no rule.
HistoryText read_history_text(Judge& judge, Node text) {
  const Fields fields(judge, text);
  return {text.text(), fields.remembered_flag("mt"), fields.remembered_flag("mc")};
}

template <class Body>
CommandBody read_history_search(Judge& judge, Node data) {
  const Node chanib = data.child("chanib");
  if (chanib.attribute("uri").value_or("").empty()) return Unknown{};   // There is nothing to search.
  HistorySearch search;
  search.room = read_room(judge, chanib);
  const Node bcq = data.child("bcq").take();
  if (const Node limit = bcq.child("limit"); limit.attribute("cnt")) {
    search.limit = Fields(judge, limit).remembered_u32("cnt");
    if (!search.limit) limit.give_back();
  }
  if (const Node date = bcq.child("date"); date.attribute("from") || date.attribute("to")) {
    search.from = Fields(judge, date).maybe_text("from");
    search.to = Fields(judge, date).maybe_text("to");
  }
  if (const Node text = bcq.child("text")) search.text = read_history_text(judge, text);
  if (const Node matches = bcq.child("matches")) search.matches = matches.take().text();
  if (const Node msgid = bcq.child("msgid")) search.message_id = msgid.take().text();
  return Body{std::move(search)};
}

template <class Body>
CommandBody read_room_command(Judge& judge, Node data) {
  const Node chanib = data.child("chanib");
  if (!chanib) return Unknown{};
  return Body{read_room(judge, chanib)};
}

CommandBody read_search(Judge& judge, Node data) {
  const Node qib = only_child(judge, data, "qib");
  if (!qib) return Unknown{};
  return read_channel_search(judge, qib);
}

CommandBody read_invitations(Judge& judge, Node data) {
  const Node inv = only_child(judge, data, "inv");
  if (!inv) return Unknown{};
  return GetInvitations{read_invitation(judge, inv)};
}

template <class Body>
CommandBody read_file_command(Judge& judge, Node data) {
  const Node ftdb = only_child(judge, data, "ftdb");
  if (!ftdb) return Unknown{};
  auto [channel_uri, file_url] = read_file_place(judge, ftdb);
  return Body{std::move(channel_uri), std::move(file_url)};
}

struct Kind {
  std::string_view id;
  CommandBody (*read)(Judge&, Node data);
};
constexpr std::array<Kind, 18> kKinds = {{
    {"cmd:requri", read_request_uri},
    {"cmd:getserverinfo", read_server_info_command},
    {"cmd:getassociations", read_associations},
    {"cmd:getpref", read_preference_command<GetPreference>},
    {"cmd:setpref", read_preference_command<SetPreference>},
    {"cmd:join", read_join},
    {"cmd:bjoin", read_batch_join},
    {"cmd:part", read_part},
    {"cmd:bccontext", read_back_chat},
    {"cmd:bcbydate", read_history_search<SearchByDate>},
    {"cmd:bcbymsg", read_history_search<SearchByMessage>},
    {"cmd:chansrch", read_search},
    {"cmd:getinv", read_invitations},
    {"cmd:getfutok", read_file_command<GetUploadToken>},
    {"cmd:getfdtok", read_file_command<GetDownloadToken>},
    {"cmd:nodespermcreatechild", read_creatable_categories},
    {"cmd:chancreate", read_room_command<CreateRoom>},
    {"cmd:chanmodify", read_room_command<ModifyRoom>},
}};

}   // namespace

Command read_command(Judge& judge, xml::Element cmd) {
  Command command;
  command.id = read_message_id(judge, cmd, "cmd:");
  command.seqid = Fields(judge, cmd).need_u32("seqid", 1);
  const auto kind =
      std::find_if(kKinds.begin(), kKinds.end(), [&](const Kind& k) { return k.id == command.id; });
  command.body = kind == kKinds.end() ? CommandBody(Unknown{}) : kind->read(judge, cmd.child("data").take());
  keep_unknown(judge, cmd, command);
  return command;
}

}   // namespace parley::xccos
