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
void write_chat(xml::Markup& out, const ChatMessage& message);   // As grpchat.

// The lists of rooms have the uri last, everything else has it first.
enum class UriStands { first, last };
void write_room(xml::Markup& out, const Room& room, UriStands uri = UriStands::first);
void write_user(xml::Markup& out, const User& user);
void write_invitation(xml::Markup& out, const std::optional<Invitation>& invitation);
void write_preference(xml::Markup& out, const Preference& pref);
void write_server_info(xml::Markup& out, const ServerInfo& info);

}   // namespace parley::xccos
