// The readers of the parts of an envelope, one file each. Private: it shows pugixml.
//
// Each takes an element of its kind, reports violations to the judge and returns the best value there is;
// Unknown with an empty text means that nothing usable was found, and the caller keeps the whole element.
#pragma once

#include "protocol/xccos/message.h"
#include "protocol/xccos/reader.h"

namespace parley::xccos {

Command read_command(Judge& judge, pugi::xml_node cmd);
Reply read_reply(Judge& judge, pugi::xml_node rpl);
Notice read_notice(Judge& judge, pugi::xml_node ntc);

// Blocks (xccos.md 3).
ChatMessage read_chat(Judge& judge, pugi::xml_node grpchat_or_msg);
ChannelId read_channel_id(Judge& judge, pugi::xml_node chanid);
RoomFacts read_room_facts(Judge& judge, pugi::xml_node chanib);
RoomSummary read_room_summary(Judge& judge, pugi::xml_node chanib);
JoinedRoom read_joined_room(Judge& judge, pugi::xml_node chanib);
FailedRoom read_failed_room(Judge& judge, pugi::xml_node fib);
Preference read_preference(Judge& judge, pugi::xml_node pref);

// @id of a cmd, rpl or ntc in lower case; `prefix` is "cmd:" and so on.
std::string read_message_id(Judge& judge, pugi::xml_node message, std::string_view prefix);

}  // namespace parley::xccos
