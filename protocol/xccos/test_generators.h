// Generators of every message kind, in the one form that decode() gives (codec.h).
#pragma once

#include <rapidcheck.h>

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
inline ChannelId any_channel() { return {any_text(), any_text()}; }

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

inline ChatMessage any_chat() {
  ChatMessage chat;
  chat.id = *rc::gen::element<std::string>("grpchat", "other");
  chat.seqid = any_number<std::uint32_t>();
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

inline Preference any_preference() {
  return {any_text(), any_number<std::int64_t>(), any_flag(), maybe(any_text)};
}

inline RoomDetails any_details() {
  const auto any_audit = [] {
    return Audit{maybe(any_text), maybe(any_text), maybe(any_text), maybe(any_text)};
  };
  return {maybe(any_text), maybe(any_text), maybe(any_flag), maybe(any_text), maybe(any_audit)};
}

inline RoomChange any_change() { return {maybe(any_room), maybe(any_text), maybe(any_text), any_details()}; }

inline UserFacts any_user_facts() {
  return {maybe(any_text), maybe(any_text), maybe(any_text), maybe(any_text),
          maybe(any_text), maybe(any_text), maybe(any_flag)};
}

inline RoomSummary any_summary() {
  const RoomFacts facts{maybe(any_number<std::uint32_t>),
                        maybe(any_text),
                        maybe(any_text),
                        maybe(any_flag),
                        maybe(any_flag),
                        maybe(any_flag)};
  return {any_room(), any_text(), any_text(), maybe(any_number<std::uint64_t>), facts, any_details()};
}

inline HistorySearch any_search() {
  const auto any_words = [] { return HistoryText{any_text(), maybe(any_flag), maybe(any_flag)}; };
  return {any_room(),       maybe(any_number<std::uint32_t>),
          maybe(any_text),  maybe(any_text),
          maybe(any_words), maybe(any_text),
          maybe(any_text)};
}

inline Joined any_joined(std::size_t rooms_least, std::size_t rooms_most) {
  Joined joined;
  const auto users = *rc::gen::inRange<std::uint32_t>(1, 5);
  for (std::uint32_t id = 0; id < users; ++id) joined.users.push_back({id, any_sip_uri(), any_user_facts()});
  const auto any_rights = [&] {
    RightsGroup group{any_number<std::uint32_t>(), {}};
    for (std::uint32_t id = 0; id < users; ++id) {
      if (any_flag()) group.user_ids.push_back(id);
    }
    return group;
  };
  const auto rooms = *rc::gen::inRange(rooms_least, rooms_most + 1);
  for (std::size_t i = 0; i < rooms; ++i) {
    joined.rooms.push_back(
        {any_room(), any_text(), any_text(), maybe(any_text), some(0, any_rights), any_details()});
  }
  joined.failed = some(0, [] { return FailedRoom{any_text(), any_channel()}; });
  return joined;
}

inline History any_history() {
  History history{any_room(), {}};
  history.messages = some(0, any_chat);
  for (ChatMessage& message : history.messages) message.chan_uri = history.uri;
  return history;
}

inline Command any_command() {
  const std::vector<std::pair<std::string, CommandBody>> kinds = {
      {"cmd:requri", RequestUri{}},
      {"cmd:getserverinfo", GetServerInfo{any_text(), any_number<std::uint32_t>()}},
      {"cmd:getassociations", GetAssociations{any_text(), any_text(), any_number<std::uint32_t>()}},
      {"cmd:getpref", GetPreference{any_preference()}},
      {"cmd:setpref", SetPreference{any_preference()}},
      {"cmd:join", Join{any_channel()}},
      {"cmd:bjoin", BatchJoin{some(0, any_channel)}},
      {"cmd:part", Part{any_room()}},
      {"cmd:bccontext", BackChatContext{any_room(), any_number<std::uint32_t>()}},
      {"cmd:bcbydate", SearchByDate{any_search()}},
      {"cmd:bcbymsg", SearchByMessage{any_search()}},
      {"cmd:chansrch", ChannelSearch{any_text(), any_text(), any_flag(), maybe(any_flag), maybe(any_flag),
                                     maybe(any_flag), maybe(any_number<std::uint32_t>), maybe(any_text)}},
      {"cmd:chancreate", CreateRoom{any_change()}},
      {"cmd:chanmodify", ModifyRoom{any_change()}},
      {"cmd:getinv", GetInvitations{any_number<std::uint64_t>(), any_text()}},
      {"cmd:getfutok", GetUploadToken{any_room(), any_text()}},
      {"cmd:getfdtok", GetDownloadToken{any_room(), any_text()}},
      {"cmd:nodespermcreatechild", GetCreatableCategories{}},
      {"cmd:else", Unknown{"<cmd id=\"CMD:Else\" seqid=\"7\"><data><z k=\"1\">t</z></data></cmd>"}},
  };
  const auto& [id, body] = *rc::gen::elementOf(kinds);
  return {id, std::holds_alternative<Unknown>(body) ? 7 : any_number<std::uint32_t>(), body};
}

inline ReplyBody any_server_info() {
  return ServerInfo{any_number<std::uint32_t>(),
                    "2010-09-14T14:26:17.6206356Z",
                    *rc::gen::element<std::string>("", "ma-cat://d/v"),
                    any_text(),
                    any_number<std::uint32_t>(),
                    any_number<std::uint32_t>(),
                    any_number<std::uint32_t>(),
                    maybe(any_text),
                    maybe(any_text),
                    maybe(any_number<std::uint32_t>)};
}

inline Reply any_success() {
  const std::string list = *rc::gen::element<std::string>("rpl:chansrch", "rpl:getassociations", "rpl:getinv",
                                                          "rpl:nodespermcreatechild");
  const std::vector<std::pair<std::string, ReplyBody>> kinds = {
      {"rpl:requri", ServiceUri{any_sip_uri()}},
      {"rpl:getserverinfo", any_server_info()},
      {"rpl:getservinfo", any_server_info()},
      {list, RoomList{some(0, any_summary), maybe(any_number<std::uint64_t>)}},
      {"rpl:join", any_joined(1, 1)},
      {"rpl:bjoin", any_joined(0, 3)},
      {"rpl:bjoin", NoData{}},
      {"rpl:part", Parted{any_room()}},
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

inline Reply any_reply() {
  Reply reply = any_success();
  reply.command = CommandRef{any_number<std::uint32_t>(), any_number<std::uint64_t>()};
  reply.response = Response{200, any_text()};
  if (any_flag()) {
    reply.response->code = *rc::gen::inRange(201, 700);
    reply.body = NoData{};
  }
  return reply;
}

inline Notice any_notice() {
  const auto any_right = [] { return RoomRight{any_channel(), any_number<std::uint32_t>()}; };
  const auto any_entering = [&] { return EnteringUser{any_sip_uri(), some(1, any_right), any_user_facts()}; };
  const std::vector<std::pair<std::string, NoticeBody>> kinds = {
      {"ntc:join", UsersEntered{some(1, any_entering)}},
      {"ntc:bjoin", UsersEntered{some(1, any_entering)}},
      {"ntc:part", UsersLeft{any_room(), some(1, any_sip_uri)}},
      {"ntc:invite", Invited{some(1, any_summary)}},
      {"ntc:chanmodify", RoomModified{any_change()}},
      {"ntc:else", Unknown{"<ntc id=\"ntc:else\"><data><z/></data></ntc>"}},
  };
  const auto& [id, body] = *rc::gen::elementOf(kinds);
  if (std::holds_alternative<Unknown>(body)) return {id, {}, body};
  return {id, maybe(any_number<std::uint32_t>), body};
}

inline Primitive any_primitive() {
  switch (*rc::gen::inRange(0, 5)) {
    case 0: return any_command();
    case 1: return any_reply();
    case 2: return any_notice();
    case 3: return any_chat();
    default: return Unknown{"<sys xmlns:n1=\"urn:b\" a=\"&lt;\"><n1:b>c</n1:b></sys>"};
  }
}

inline Envelope any_envelope() {
  const auto primitives = some(1, any_primitive);
  return {any_number<std::uint64_t>(), {primitives.begin(), primitives.end()}};
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
