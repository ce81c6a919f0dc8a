// The blocks that several messages share (xccos.md 3.1 to 3.5).
#include "protocol/xccos/write_parts.h"

namespace parley::xccos {
namespace {

using xml::Markup;

void write_fields(Markup& out, const ChatMessage& message) {
  out.attribute("chanUri", message.chan_uri).attribute("author", message.author);
  out.maybe("authdisp", message.author_display);
  out.maybe_flag("alert", message.alert).maybe("chatId", message.chat_id).unless_empty("ts", message.ts);
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
  if (facts.file_store_uri)
    write_fact(out, "info", "urn:parlano:ma:info:filestoreuri", *facts.file_store_uri);
  write_property(out, "urn:parlano:ma:prop:filepost", facts.file_post);
  write_property(out, "urn:parlano:ma:prop:invite", facts.invite);
  write_property(out, "urn:parlano:ma:prop:logged", facts.logged);
}

void write_details(Markup& out, const RoomDetails& details) {
  out.maybe("parent", details.parent).maybe("behavior", details.behavior);
  out.maybe_flag("disabled", details.disabled).maybe("siopid", details.siopid);
}

void write_audit(Markup& out, const RoomDetails& details) {
  if (!details.audit) return;
  out.open("audit")
      .maybe("updatedby", details.audit->updated_by)
      .maybe("updatedon", details.audit->updated_on);
  out.maybe("createdby", details.audit->created_by).maybe("createdon", details.audit->created_on).close();
}

}   // namespace

void write_user_facts(Markup& out, const UserFacts& facts) {
  out.maybe("guid", facts.guid).maybe("type", facts.type).maybe("uname", facts.uname);
  out.maybe("dispname", facts.dispname).maybe_flag("disabled", facts.disabled);
  out.maybe("email", facts.email).maybe("company", facts.company);
}

void write_room_change(Markup& out, const RoomChange& room) {
  out.open("chanib").maybe("uri", room.uri).maybe("name", room.name).maybe("description", room.description);
  write_details(out, room.details);
  write_audit(out, room.details);
  out.close();
}

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
  write_details(out, room.details);
  if (room.invite_id) out.open("inv").attribute("inviteId", *room.invite_id).close();
  write_facts(out, room.facts);
  write_audit(out, room.details);
  out.close();
}

void write_joined_room(Markup& out, const JoinedRoom& room) {
  out.open("chanib").attribute("uri", room.uri).attribute("name", room.name);
  out.attribute("description", room.description).maybe("topic", room.topic);
  write_details(out, room.details);
  for (const RightsGroup& group : room.rights) {
    std::string ids;
    for (const std::uint32_t id : group.user_ids) ids += (ids.empty() ? "" : ",") + std::to_string(id);
    out.open("aib").attribute("key", group.permissions).attribute("value", ids).close();
  }
  write_audit(out, room.details);
  out.close();
}

}   // namespace parley::xccos
