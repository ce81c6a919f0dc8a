// Commands (xccos.md 2.1 to 2.6).
#include "protocol/xccos/write_parts.h"

namespace parley::xccos {
namespace {

using xml::Markup;

void write_channel_id(Markup& out, const Join& join) {
  out.open("chanid").attribute("key", join.key).attribute("domain", join.room.domain);
  out.attribute("value", join.room.value).close();
}

void write_file(Markup& out, std::string_view channel_uri, std::string_view file_url) {
  out.open("ftdb").attribute("channelUri", channel_uri).attribute("fileUrl", file_url).close();
}

void write_search(Markup& out, const ChannelSearch& body) {
  out.open("qib").attribute("qtype", body.qtype).maybe("criteria", body.criteria);
  out.maybe_flag("extended", body.extended).maybe_flag("matchAll", body.match_all);
  out.maybe_flag("matchExactPhrase", body.match_exact_phrase).maybe_flag("searchDescs", body.search_descs);
  out.maybe("maxResults", body.max_results).maybe("keywords", body.keywords).close();
}

void write_history_text(Markup& out, const HistoryText& text) {
  out.open("text").maybe_flag("mt", text.mt).maybe_flag("mc", text.mc).text(text.content).close();
}

void write_history_search(Markup& out, const HistorySearch& search) {
  write_room(out, search.room);
  out.open("bcq");
  if (search.limit) out.open("limit").attribute("cnt", *search.limit).close();
  if (search.from || search.to) out.open("date").maybe("from", search.from).maybe("to", search.to).close();
  if (search.text) write_history_text(out, *search.text);
  if (search.matches) out.open("matches").text(*search.matches).close();
  if (search.message_id) out.open("msgid").text(*search.message_id).close();
  out.close();
}

void write_data(Markup& out, const CommandBody& body) {
  std::visit(Overloaded{
                 [](const RequestUri&) {},
                 [](const GetCreatableCategories&) {},
                 [&](const GetServerInfo& b) { write_server_info(out, b.wanted); },
                 [&](const GetAssociations& b) {
                   out.open("association").maybe("domain", b.domain).maybe("type", b.type);
                   out.maybe("maxResults", b.max_results).close();
                 },
                 [&](const GetPreference& b) { write_preference(out, b.pref); },
                 [&](const SetPreference& b) { write_preference(out, b.pref); },
                 [&](const Join& b) { write_channel_id(out, b); },
                 [&](const BatchJoin& b) {
                   for (const Join& one : b.rooms) write_channel_id(out, one);
                 },
                 [&](const Part& b) { write_room(out, b.room); },
                 [&](const BackChatContext& b) {
                   write_room(out, b.room);
                   out.open("bcq").open("last").maybe("cnt", b.count).close().close();
                 },
                 [&](const SearchByDate& b) { write_history_search(out, b.search); },
                 [&](const SearchByMessage& b) { write_history_search(out, b.search); },
                 [&](const ChannelSearch& b) { write_search(out, b); },
                 [&](const GetInvitations& b) { write_invitation(out, b.since); },
                 [&](const GetUploadToken& b) { write_file(out, b.channel_uri, b.file_url); },
                 [&](const GetDownloadToken& b) { write_file(out, b.channel_uri, b.file_url); },
                 [&](const CreateRoom& b) { write_room(out, b.room); },
                 [&](const ModifyRoom& b) { write_room(out, b.room); },
                 [](const Unknown&) {},
             },
             body);
}

}   // namespace

void write_command(Markup& out, const Command& command) {
  if (const auto* unknown = std::get_if<Unknown>(&command.body)) {
    out.raw(unknown->xml);
    return;
  }
  out.with(command.foreign).open("cmd").attribute("id", command.id).attribute("seqid", command.seqid);
  out.open("data");
  write_data(out, command.body);
  out.close().close();
}

}   // namespace parley::xccos
