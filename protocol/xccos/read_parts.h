// The readers of the parts of an envelope, one file each.
//
// Each takes an element of its kind, reports violations to the judge and returns the best value there is;
// Unknown with an empty text means that nothing usable was found, and the caller keeps the whole element.
#pragma once

#include <algorithm>

#include "protocol/xccos/message.h"
#include "protocol/xccos/reader.h"

namespace parley::xccos {

Command read_command(Judge& judge, xml::Element cmd);
Reply read_reply(Judge& judge, xml::Element rpl);
Notice read_notice(Judge& judge, xml::Element ntc);

// Blocks (xccos.md 3). They judge what is certain of a block wherever it stands, as xccos.xsd does; what a
// message needs of it the reader of the message judges.
ChatMessage read_chat(Judge& judge, xml::Element grpchat_or_msg);
Join read_channel_id(Judge& judge, xml::Element chanid);
Room read_room(Judge& judge, xml::Element chanib);
User read_user(Judge& judge, xml::Element uib);
Invitation read_invitation(Judge& judge, xml::Element inv);
FailedRoom read_failed_room(Judge& judge, xml::Element fib);
Preference read_preference(Judge& judge, xml::Element pref);
ServerInfo read_server_info(Judge& judge, xml::Element sib);
ChannelSearch read_channel_search(Judge& judge, xml::Element qib);
FileToken read_file_token(Judge& judge, xml::Element token);
// Of an ftdb.
struct FilePlace {
  std::string channel_uri, file_url;
};
FilePlace read_file_place(Judge& judge, xml::Element ftdb);

// The ids in an aib of a chanib, "0,1,2", each as it is written (xccos.md 3.3).
template <class Take>
void for_each_user_id(std::string_view value, Take take) {
  while (!value.empty()) {
    const std::size_t comma = std::min(value.find(','), value.size());
    take(value.substr(0, comma));
    if (comma + 1 == value.size()) take(std::string_view());
    value.remove_prefix(std::min(comma + 1, value.size()));
  }
}

// Reports when a block that was read lacks its uri; the first also when that is of a category.
void need_room_uri(Judge& judge, xml::Element chanib, const Room& room);
void need_node_uri(Judge& judge, xml::Element chanib, const Room& room);
void need_uri(Judge& judge, xml::Element uib, const User& user);
// The only chanib of a message, with the URI of a room; none is reported.
std::optional<Room> read_only_room(Judge& judge, xml::Element parent);

// Of an rpl: commandid and resp, one of each and in this order.
struct ReplyHead {
  std::optional<CommandRef> command;
  std::optional<Response> response;
};
ReplyHead read_reply_head(Judge& judge, xml::Element rpl);

// Reports what is wrong with the known blocks in an element that no reader knows, itself included; and with
// those that no reader took in one that it knows.
void judge_known_blocks(Judge& judge, xml::Element unknown);
void judge_untaken_blocks(Judge& judge, xml::Element known);

// The end of reading a message: the whole element when its body is Unknown, else what nobody took of it.
template <class Message>
void keep_unknown(Judge& judge, xml::Element element, Message& message) {
  if (auto* unknown = std::get_if<Unknown>(&message.body)) {
    unknown->xml = judge.take_message(element);
    for (const xml::Element child : element.elements()) judge_known_blocks(judge, child);
  } else {
    message.foreign = judge.take_foreign(element);
    if (!message.foreign.empty()) judge_untaken_blocks(judge, element);
  }
}

// @id of a cmd, rpl or ntc in lower case; `prefix` is "cmd:" and so on.
std::string read_message_id(Judge& judge, xml::Element message, std::string_view prefix);

}   // namespace parley::xccos
