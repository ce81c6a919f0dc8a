// The writers of the parts of an envelope, one file each. Attributes stand in the order of the samples.
#pragma once

#include "protocol/xccos/message.h"
#include "protocol/xml/markup.h"

namespace parley::xccos {

// One visitor out of several lambdas, so that a new alternative without a writer does not compile.
template <class... Visitors>
struct Overloaded : Visitors... {
  using Visitors::operator()...;
};
template <class... Visitors>
Overloaded(Visitors...) -> Overloaded<Visitors...>;

void write_command(xml::Markup& out, const Command& command);
void write_reply(xml::Markup& out, const Reply& reply);
void write_notice(xml::Markup& out, const Notice& notice);
void write_chat(xml::Markup& out, const ChatMessage& message);            // As grpchat.
void write_history_entry(xml::Markup& out, const ChatMessage& message);   // As msg.

void write_user_facts(xml::Markup& out, const UserFacts& facts);
void write_room_change(xml::Markup& out, const RoomChange& room);
void write_room_summary(xml::Markup& out, const RoomSummary& room);
void write_joined_room(xml::Markup& out, const JoinedRoom& room);

}   // namespace parley::xccos
