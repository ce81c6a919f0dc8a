// Generators of every message kind, in the one form that decode() gives (codec.h).
#pragma once

#include <rapidcheck.h>

#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

#include "protocol/xccos/codec.h"
#include "protocol/xccos/test_samples.h"
#include "protocol/xml/test_text.h"

namespace parley::xccos {

template <class Number>
Number any_number() {
  return *rc::gen::arbitrary<Number>();
}
inline std::string any_text() { return *xml::any_text(); }
inline std::string any_token() { return *xml::any_token(); }
inline bool any_flag() { return *rc::gen::arbitrary<bool>(); }
inline std::string any_room() { return RoomUri{any_token(), any_token()}.to_string(); }
inline std::string any_sip_uri() { return "sip:" + any_token() + "@" + any_token(); }

// What `make` gives, or nothing.
template <class Make>
auto maybe(Make make) -> std::optional<decltype(make())> {
  return any_flag() ? std::optional(make()) : std::nullopt;
}
template <class Make>
auto some(std::size_t least, Make make) -> std::vector<decltype(make())> {
  std::vector<decltype(make())> all(least + *rc::gen::inRange<std::size_t>(0, 4));
  for (auto& one : all) one = make();
  return all;
}

// Of a room or a category.
inline std::string any_node() {
  return any_flag() ? any_room() : CategoryUri{any_token(), any_token()}.to_string();
}
inline std::string any_name() { return *rc::gen::element<std::string>("zz", "b", "other"); }

// What a message may hold beyond its type, at one of the places that its writer has; sorted by place.
inline Foreign any_foreign(std::initializer_list<std::string> places) {
  Foreign foreign;
  for (const std::string& place : places) {
    const std::string name = any_name();
    if (any_flag())
      foreign.push_back({place, " " + name + "=\"&lt;1\"", "<" + name + " k=\"1\">t</" + name + ">"});
  }
  return foreign;
}

inline ChatMessage any_chat() {
  ChatMessage chat;
  chat.seqid = maybe(any_number<std::uint32_t>);
  chat.chan_uri = any_room();
  chat.author = any_sip_uri();
  chat.ts = *rc::gen::element<std::string>("2010-09-21T09:48:10Z", "2013-08-02T21:00:01.1234567Z");
  chat.text = any_text();
  chat.author_display = maybe(any_text);
  chat.alert = maybe(any_flag);
  chat.chat_id = maybe(any_number<std::uint64_t>);
  chat.rtf = maybe(any_text);
  return chat;
}
inline ChatMessage any_post() {
  ChatMessage chat = any_chat();
  chat.foreign = any_foreign({"", "chat[1]"});
  return chat;
}
// In a history there may be other ids (xccos.md 3.1).
inline ChatMessage any_entry() {
  ChatMessage chat = any_chat();
  chat.id = *rc::gen::element<std::string>("grpchat", "other");
  return chat;
}

inline Preference any_preference() {
  return {any_text(), maybe(any_number<std::int64_t>), maybe(any_flag), maybe(any_text)};
}

inline Fact any_fact() {
  const std::string_view id = *rc::gen::element(kUserCount, kVisibility, kFileStoreUri, kFilePost, kInvite,
                                                kLogged, std::string_view("zz"));
  const bool is_flag = id == kFilePost || id == kInvite || id == kLogged;
  const auto kind = *rc::gen::element(Fact::Kind::info, Fact::Kind::prop);
  return {kind, std::string(id),
          id == kUserCount ? std::to_string(any_number<std::uint32_t>())
          : is_flag        ? *rc::gen::element<std::string>("true", "False", "1", " true ")
                           : any_text()};
}

inline Invitation any_invitation() { return {maybe(any_number<std::uint64_t>), maybe(any_text)}; }

inline RoomRight any_right() { return {{any_text(), any_text()}, any_number<std::uint32_t>()}; }
inline RightsGroup any_rights() { return {any_number<std::uint32_t>(), some(0, any_number<std::uint32_t>)}; }

inline User any_user() {
  return {.id = maybe(any_number<std::uint32_t>),
          .uri = any_sip_uri(),
          .rooms = some(0, any_right),
          .guid = maybe(any_text),
          .type = maybe(any_text),
          .uname = maybe(any_text),
          .dispname = maybe(any_text),
          .email = maybe(any_text),
          .company = maybe(any_text),
          .disabled = maybe(any_flag)};
}

inline Audit any_audit() { return {maybe(any_text), maybe(any_text), maybe(any_text), maybe(any_text)}; }

// With everything that no rule of a message is about.
inline Room any_block(std::string uri) {
  return {.uri = std::move(uri),
          .name = maybe(any_text),
          .description = maybe(any_text),
          .topic = maybe(any_text),
          .facts = some(0, any_fact),
          .invitation = maybe(any_invitation),
          .parent = maybe(any_text),
          .behavior = maybe(any_text),
          .disabled = maybe(any_flag),
          .siopid = maybe(any_text),
          .file_store_uri = maybe(any_text),
          .audit = maybe(any_audit)};
}
inline Room any_room_block() { return any_block(any_room()); }
inline Room any_listed() {
  Room room = any_block(any_node());
  room.rights = some(0, any_rights);
  room.users = some(0, any_user);
  room.messages = some(0, any_entry);
  return room;
}
inline Room any_change() { return any_block(any_flag() ? any_node() : ""); }

inline HistorySearch any_search() {
  const auto any_words = [] { return HistoryText{any_text(), maybe(any_flag), maybe(any_flag)}; };
  return {any_block(any_node()), maybe(any_number<std::uint32_t>),
          maybe(any_text),       maybe(any_text),
          maybe(any_words),      maybe(any_text),
          maybe(any_text)};
}

inline Joined any_joined(std::size_t rooms_least, std::size_t rooms_most) {
  Joined joined;
  const auto users = *rc::gen::inRange<std::uint32_t>(1, 5);
  for (std::uint32_t id = 0; id < users; ++id) {
    joined.users.push_back(any_user());
    joined.users.back().id = id;
  }
  const auto any_group = [&] {
    RightsGroup group{any_number<std::uint32_t>(), {}};
    for (std::uint32_t id = 0; id < users; ++id) {
      if (any_flag()) group.user_ids.push_back(id);
    }
    return group;
  };
  if (any_flag()) {
    joined.users.push_back(any_user());
    joined.users.back().id.reset();
  }
  const auto rooms = *rc::gen::inRange(rooms_least, rooms_most + 1);
  for (std::size_t i = 0; i < rooms; ++i) {
    joined.rooms.push_back(any_room_block());
    joined.rooms.back().rights = some(0, any_group);
  }
  joined.failed = some(0, [] { return FailedRoom{any_text(), maybe(any_text), maybe(any_text)}; });
  return joined;
}

inline History any_history() {
  History history{any_room_block()};
  history.room.messages = some(0, any_entry);
  for (ChatMessage& message : history.room.messages) message.chan_uri = history.room.uri;
  return history;
}

inline ServerInfo any_server_info() {
  return {.info_type = any_number<std::uint32_t>(),
          .server_time = maybe([] { return std::string("2010-09-14T14:26:17.6206356Z"); }),
          .root_uri = maybe(any_node),
          .db_version = maybe(any_text),
          .search_limit = maybe(any_number<std::uint32_t>),
          .message_size_limit = maybe(any_number<std::uint32_t>),
          .story_size_limit = maybe(any_number<std::uint32_t>),
          .display_name = maybe(any_text),
          .room_management_url = maybe(any_text),
          .ping_interval = maybe(any_number<std::uint32_t>),
          .domain = maybe(any_text)};
}

inline Join any_join() { return {{any_text(), any_text()}, any_number<std::uint32_t>()}; }

inline Command any_command() {
  const std::vector<std::pair<std::string, CommandBody>> kinds = {
      {"cmd:requri", RequestUri{}},
      {"cmd:getserverinfo", GetServerInfo{any_server_info()}},
      {"cmd:getassociations",
       GetAssociations{maybe(any_text), maybe(any_text), maybe(any_number<std::uint32_t>)}},
      {"cmd:getpref", GetPreference{any_preference()}},
      {"cmd:setpref", SetPreference{any_preference()}},
      {"cmd:join", any_join()},
      {"cmd:bjoin", BatchJoin{some(0, any_join)}},
      {"cmd:part", Part{any_room_block()}},
      {"cmd:bccontext", BackChatContext{any_room_block(), any_number<std::uint32_t>()}},
      {"cmd:bcbydate", SearchByDate{any_search()}},
      {"cmd:bcbymsg", SearchByMessage{any_search()}},
      {"cmd:chansrch",
       ChannelSearch{any_text(), maybe(any_text), maybe(any_flag), maybe(any_flag), maybe(any_flag),
                     maybe(any_flag), maybe(any_number<std::uint32_t>), maybe(any_text)}},
      {"cmd:chancreate", CreateRoom{any_change()}},
      {"cmd:chanmodify", ModifyRoom{any_change()}},
      {"cmd:getinv", GetInvitations{any_invitation()}},
      {"cmd:getfutok", GetUploadToken{any_room(), any_text()}},
      {"cmd:getfdtok", GetDownloadToken{any_room(), any_text()}},
      {"cmd:nodespermcreatechild", GetCreatableCategories{}},
      {"cmd:else", Unknown{"<cmd id=\"CMD:Else\" seqid=\"7\"><data><z k=\"1\">t</z></data></cmd>"}},
  };
  const auto& [id, body] = *rc::gen::elementOf(kinds);
  if (std::holds_alternative<Unknown>(body)) return {id, 7, body};
  return {id, any_number<std::uint32_t>(), body, any_foreign({"", "data[1]"})};
}

inline Reply any_success() {
  const std::string list = *rc::gen::element<std::string>("rpl:chansrch", "rpl:getassociations", "rpl:getinv",
                                                          "rpl:nodespermcreatechild");
  const std::vector<std::pair<std::string, ReplyBody>> kinds = {
      {"rpl:requri", ServiceUri{any_user()}},
      {"rpl:getserverinfo", any_server_info()},
      {"rpl:getservinfo", any_server_info()},
      {list, RoomList{some(0, any_listed), maybe(any_invitation)}},
      {"rpl:join", any_joined(1, 1)},
      {"rpl:bjoin", any_joined(0, 3)},
      {"rpl:bjoin", NoData{}},
      {"rpl:part", Parted{any_room_block()}},
      {"rpl:bccontext", any_history()},
      {"rpl:bcbydate", any_history()},
      {"rpl:bcbymsg", any_history()},
      {"rpl:chancreate", RoomChanged{any_change()}},
      {"rpl:chanmodify", RoomChanged{any_change()}},
      {"rpl:getpref", PreferenceData{any_preference()}},
      {"rpl:setpref", PreferenceData{any_preference()}},
      {"rpl:getpref", NoData{}},
      {"rpl:getftok", FileToken{any_token(), "https://" + any_token()}},
      {"rpl:else", NoData{}},
  };
  const auto& [id, body] = *rc::gen::elementOf(kinds);
  return {id, any_number<std::uint32_t>(), {}, {}, body};
}

// What says nothing is read as no data at all.
inline bool says_nothing(const ReplyBody& body) {
  return body == ReplyBody(Joined{}) || body == ReplyBody(RoomList{});
}

inline Reply any_unknown_reply() {
  return {
      "rpl:else", 7, CommandRef{1, 9}, Response{200, "X"},
      Unknown{
          "<rpl id=\"RPL:Else\" seqid=\"7\"><commandid seqid=\"1\" envid=\"9\"/><resp code=\"200\">X</resp>"
          "<data><z/></data></rpl>"}};
}

inline Reply any_reply() {
  if (*rc::gen::inRange(0, 10) == 0) return any_unknown_reply();
  Reply reply = any_success();
  reply.command = CommandRef{any_number<std::uint32_t>(), any_number<std::uint64_t>()};
  reply.response = Response{200, any_text()};
  if (any_flag()) {   // A refusal, with data or without.
    reply.response->code = *rc::gen::inRange(201, 700);
    if (any_flag() || says_nothing(reply.body)) reply.body = NoData{};
  }
  reply.foreign = any_foreign({"", "commandid[1]", "resp[1]"});
  return reply;
}

inline Notice any_notice() {
  const auto any_entering = [] {
    User user = any_user();
    user.rooms = some(1, any_right);
    return user;
  };
  Room left = any_room_block();
  left.users = some(1, any_user);
  const std::vector<std::pair<std::string, NoticeBody>> kinds = {
      {"ntc:join", UsersEntered{some(1, any_entering)}},
      {"ntc:bjoin", UsersEntered{some(1, any_entering)}},
      {"ntc:part", UsersLeft{left}},
      {"ntc:invite", Invited{some(1, any_listed)}},
      {"ntc:chanmodify", RoomModified{any_change()}},
      {"ntc:else", Unknown{"<ntc id=\"ntc:else\"><data><z/></data></ntc>"}},
  };
  const auto& [id, body] = *rc::gen::elementOf(kinds);
  if (std::holds_alternative<Unknown>(body)) return {id, {}, body};
  return {id, maybe(any_number<std::uint32_t>), body, any_foreign({"", "data[1]"})};
}

inline Primitive any_primitive() {
  switch (*rc::gen::inRange(0, 5)) {
    case 0: return any_command();
    case 1: return any_reply();
    case 2: return any_notice();
    case 3: return any_post();
    default: return Unknown{"<sys xmlns:n1=\"urn:b\" a=\"&lt;\"><n1:b>c</n1:b></sys>"};
  }
}

inline Envelope any_envelope() {
  const auto primitives = some(1, any_primitive);
  return {any_number<std::uint64_t>(),
          {primitives.begin(), primitives.end()},
          any_flag() ? Foreign{{"", " zz=\"1\"", ""}} : Foreign{},
          any_number<std::uint32_t>()};
}

// A valid sample in which a few bytes were changed.
inline std::string any_damaged_sample() {
  static const std::vector<Sample> samples = samples_that_are("valid");
  std::string bytes = samples[*rc::gen::inRange<std::size_t>(0, samples.size())].body();
  for (int changes = *rc::gen::inRange(1, 4); changes > 0; --changes) {
    const auto at = *rc::gen::inRange<std::size_t>(0, bytes.size());
    bytes[at] =
        *rc::gen::oneOf(rc::gen::element('"', '<', '>', '/', '0', 'z', ' '), rc::gen::arbitrary<char>());
  }
  return bytes;
}

inline Writer any_writer() { return *rc::gen::element(Writer::server, Writer::lync_client, Writer::sipe); }

}   // namespace parley::xccos
