// The blocks that several messages share (xccos.md 3.1 to 3.5).
#include "protocol/xccos/write_parts.h"

namespace parley::xccos {
namespace {

using xml::Markup;

void write_message(Markup& out, std::string_view name, const ChatMessage& message) {
  out.open(name).attribute("id", message.id).maybe("seqid", message.seqid);
  out.attribute("chanUri", message.chan_uri).attribute("author", message.author);
  out.maybe("authdisp", message.author_display);
  out.maybe_flag("alert", message.alert).maybe("chatId", message.chat_id).unless_empty("ts", message.ts);
  out.open("chat").text(message.text).close();
  if (message.rtf) out.open("rtf").text(*message.rtf).close();
  out.close();
}

void write_fact(Markup& out, const Fact& fact) {
  out.open(fact.kind == Fact::Kind::info ? "info" : "prop").attribute("id", fact.id);
  out.text(fact.value).close();
}

void write_rights(Markup& out, const RightsGroup& group) {
  std::string ids;
  for (const std::uint32_t id : group.user_ids) ids += (ids.empty() ? "" : ",") + std::to_string(id);
  out.open("aib").attribute("key", group.permissions).attribute("value", ids).close();
}

void write_right(Markup& out, const RoomRight& right) {
  out.open("aib").attribute("key", right.permissions).attribute("domain", right.room.domain);
  out.attribute("value", right.room.value).close();
}

void write_audit(Markup& out, const Audit& audit) {
  out.open("audit").maybe("updatedby", audit.updated_by).maybe("updatedon", audit.updated_on);
  out.maybe("createdby", audit.created_by).maybe("createdon", audit.created_on).close();
}

void write_attributes(Markup& out, const Room& room, UriStands uri) {
  if (uri == UriStands::first) out.unless_empty("uri", room.uri);
  out.maybe("name", room.name).maybe("description", room.description).maybe("topic", room.topic);
  if (uri == UriStands::last) out.unless_empty("uri", room.uri);
  out.maybe("parent", room.parent).maybe("behavior", room.behavior).maybe_flag("disabled", room.disabled);
  out.maybe("siopid", room.siopid).maybe("filestoreuri", room.file_store_uri);
}

}   // namespace

void write_chat(Markup& out, const ChatMessage& message) {
  out.with(message.foreign);
  write_message(out, "grpchat", message);
}

void write_room(Markup& out, const Room& room, UriStands uri) {
  out.open("chanib");
  write_attributes(out, room, uri);
  write_invitation(out, room.invitation);
  for (const Fact& fact : room.facts) write_fact(out, fact);
  for (const RightsGroup& group : room.rights) write_rights(out, group);
  for (const User& user : room.users) write_user(out, user);
  for (const ChatMessage& message : room.messages) write_message(out, "msg", message);
  if (room.audit) write_audit(out, *room.audit);
  out.close();
}

void write_user(Markup& out, const User& user) {
  out.open("uib").maybe("id", user.id).unless_empty("uri", user.uri);
  out.maybe("guid", user.guid).maybe("type", user.type).maybe("uname", user.uname);
  out.maybe("dispname", user.dispname).maybe_flag("disabled", user.disabled);
  out.maybe("email", user.email).maybe("company", user.company);
  for (const RoomRight& right : user.rooms) write_right(out, right);
  out.close();
}

void write_invitation(Markup& out, const std::optional<Invitation>& invitation) {
  if (!invitation) return;
  out.open("inv").maybe("inviteId", invitation->invite_id).maybe("domain", invitation->domain).close();
}

void write_preference(Markup& out, const Preference& pref) {
  out.open("pref").attribute("label", pref.label).maybe("seqid", pref.seqid);
  out.maybe_flag("createdefault", pref.create_default).maybe("content", pref.content).close();
}

void write_server_info(Markup& out, const ServerInfo& info) {
  out.open("sib").maybe("domain", info.domain).attribute("infoType", info.info_type);
  out.maybe("serverTime", info.server_time).maybe("searchLimit", info.search_limit);
  out.maybe("messageSizeLimit", info.message_size_limit).maybe("storySizeLimit", info.story_size_limit);
  out.maybe("rootUri", info.root_uri).maybe("dbVersion", info.db_version);
  out.maybe("displayName", info.display_name).maybe("roomManagementUrl", info.room_management_url);
  out.maybe("pingInterval", info.ping_interval).close();
}

}   // namespace parley::xccos
