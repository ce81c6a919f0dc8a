// The blocks that several messages share (xccos.md 3.1 to 3.5).
#include "protocol/xccos/write_parts.h"

namespace parley::xccos {
namespace {

using xml::Markup;

void write_fields(Markup& out, const ChatMessage& message) {
  out.attribute("chanUri", message.chan_uri).attribute("author", message.author);
  out.maybe("authdisp", message.author_display);
  if (message.alert) out.flag("alert", *message.alert);
  out.maybe("chatId", message.chat_id).unless_empty("ts", message.ts);
  out.open("chat").text(message.text).close();
  if (message.rtf) out.open("rtf").text(*message.rtf).close();
}

void write_fact(Markup& out, const char* element, std::string_view id, std::string_view value) {
  out.open(element).attribute("id", id).text(value).close();
}

void write_property(Markup& out, std::string_view id, const std::optional<bool>& value) {
  if (value) write_fact(out, "prop", id, *value ? "true" : "false");
}

void write_facts(Markup& out, const RoomFacts& facts) {
  if (facts.user_count)
    write_fact(out, "info", "urn:parlano:ma:info:ucnt", std::to_string(*facts.user_count));
  if (facts.visibility) write_fact(out, "info", "urn:parlano:ma:info:visibilty", *facts.visibility);
  write_property(out, "urn:parlano:ma:prop:filepost", facts.file_post);
  write_property(out, "urn:parlano:ma:prop:invite", facts.invite);
  write_property(out, "urn:parlano:ma:prop:logged", facts.logged);
}

}   // namespace

void write_chat(Markup& out, const ChatMessage& message) {
  out.with(message.foreign).open("grpchat").attribute("id", message.id).attribute("seqid", message.seqid);
  write_fields(out, message);
  out.close();
}

void write_history_entry(Markup& out, const ChatMessage& message) {
  out.open("msg").attribute("id", message.id);
  // The samples of a history have none; another number than the one it defaults to is kept all the same.
  if (message.seqid != 1) out.attribute("seqid", message.seqid);
  write_fields(out, message);
  out.close();
}

void write_room_summary(Markup& out, const RoomSummary& room) {
  out.open("chanib").attribute("name", room.name).attribute("description", room.description);
  out.attribute("uri", room.uri);
  if (room.invite_id) out.open("inv").attribute("inviteId", *room.invite_id).close();
  write_facts(out, room.facts);
  out.close();
}

void write_joined_room(Markup& out, const JoinedRoom& room) {
  out.open("chanib").attribute("uri", room.uri).attribute("name", room.name);
  out.attribute("description", room.description).maybe("topic", room.topic);
  for (const RightsGroup& group : room.rights) {
    std::string ids;
    for (const std::uint32_t id : group.user_ids) ids += (ids.empty() ? "" : ",") + std::to_string(id);
    out.open("aib").attribute("key", group.permissions).attribute("value", ids).close();
  }
  out.close();
}

}   // namespace parley::xccos
