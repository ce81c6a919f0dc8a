// What an <xccos> envelope can say, as values (xccos.md 1 to 3). Names of fields are the wire's.
//
// Every message kind whose shape is known or remembered has a type of its own; grade.h says how sure we are
// of it. A remembered shape is read when it is there, and another one breaks no rule. What we do not know is
// kept: a message of an unknown id as its bytes, elements, attributes and text without a type as `foreign`,
// by place. Adding a message kind means adding it here; the compiler then lists every visitor that must learn
// it.
#pragma once

#include <boost/container/small_vector.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "protocol/xccos/room_uri.h"
#include "protocol/xml/addition.h"

namespace parley::xccos {

inline constexpr std::string_view kNamespace = "urn:parlano:xml:ns:xccos";

// What a message holds that has no type here, sorted by place. Who changes the lists of a message that was
// read looks after the places, or clears them.
using Foreign = xml::Additions;

// --- Blocks that several messages share ---

// A chanid, the room part of an aib, or a fib: DOMAIN and VALUE of a room URI.
struct ChannelId {
  std::string domain;
  std::string value;
  friend bool operator==(const ChannelId&, const ChannelId&) = default;
};

// info and prop elements of a room (xccos.md 3.5). Absent means: not sent.
struct RoomFacts {
  std::optional<std::uint32_t> user_count;     // urn:parlano:ma:info:ucnt
  std::optional<std::string> visibility;       // urn:parlano:ma:info:visibilty, in the spelling sipe reads
  std::optional<std::string> file_store_uri;   // urn:parlano:ma:info:filestoreuri (R-l)
  std::optional<bool> file_post;               // urn:parlano:ma:prop:filepost
  std::optional<bool> invite;                  // urn:parlano:ma:prop:invite
  std::optional<bool> logged;                  // urn:parlano:ma:prop:logged
  friend bool operator==(const RoomFacts&, const RoomFacts&) = default;
};

// Who changed a room last, and who made it: child audit of a chanib (R-m).
struct Audit {
  std::optional<std::string> updated_by, updated_on, created_by, created_on;
  friend bool operator==(const Audit&, const Audit&) = default;
};

// Attributes of a chanib that are remembered only (R-m; siopid R-l). Absent means: not sent.
struct RoomDetails {
  std::optional<std::string> parent;     // The URI of its category.
  std::optional<std::string> behavior;   // NORMAL or AUDITORIUM.
  std::optional<bool> disabled;
  std::optional<std::string> siopid;   // The GUID of its add-in.
  std::optional<Audit> audit;
  friend bool operator==(const RoomDetails&, const RoomDetails&) = default;
};

// A chanib of a list: rpl:chansrch, rpl:getassociations, rpl:getinv, rpl:nodespermcreatechild; and of
// ntc:invite.
struct RoomSummary {
  std::string uri, name, description;
  std::optional<std::uint64_t> invite_id;   // Only in rpl:getinv and ntc:invite (R-l).
  RoomFacts facts;
  RoomDetails details = {};
  friend bool operator==(const RoomSummary&, const RoomSummary&) = default;
};

// Users of a joined room that share one permission mask: an aib in a chanib (xccos.md 3.3, 3.4).
struct RightsGroup {
  std::uint32_t permissions = 0;
  std::vector<std::uint32_t> user_ids;   // uib ids of the same reply.
  friend bool operator==(const RightsGroup&, const RightsGroup&) = default;
};
// Attributes of a uib that are remembered only (R-m). Absent means: not sent.
struct UserFacts {
  std::optional<std::string> guid, type;   // "5" is a user.
  std::optional<std::string> uname, dispname, email, company;
  std::optional<bool> disabled;
  friend bool operator==(const UserFacts&, const UserFacts&) = default;
};
struct UserEntry {
  std::optional<std::uint32_t> id;   // None: no aib can refer to this user.
  std::string uri;
  UserFacts facts = {};
  friend bool operator==(const UserEntry&, const UserEntry&) = default;
};
struct JoinedRoom {
  std::string uri, name, description;
  std::optional<std::string> topic;
  std::vector<RightsGroup> rights;
  RoomDetails details = {};
  friend bool operator==(const JoinedRoom&, const JoinedRoom&) = default;
};
struct FailedRoom {
  std::string key;
  ChannelId room;
  friend bool operator==(const FailedRoom&, const FailedRoom&) = default;
};

// grpchat, and msg in a history: the same fields under two element names.
struct ChatMessage {
  std::string id = "grpchat";
  std::uint32_t seqid = 1;
  std::string chan_uri, author;
  std::string ts;                              // As written; parse_iso8601 reads it. Never empty when strict.
  std::string text;                            // Content of chat; lines joined by LF or CR LF.
  std::optional<std::string> author_display;   // @authdisp (R-m)
  std::optional<bool> alert;                   // @alert (R-m)
  std::optional<std::uint64_t> chat_id;        // @chatId (R-m)
  std::optional<std::string> rtf;              // child rtf (R-m)
  Foreign foreign = {};                        // Of a grpchat; that of a msg stands in the reply around it.
  friend bool operator==(const ChatMessage&, const ChatMessage&) = default;
};

struct Preference {
  std::string label;
  std::int64_t seqid = 0;
  bool create_default = false;
  std::optional<std::string> content;   // Base64 text, not decoded.
  friend bool operator==(const Preference&, const Preference&) = default;
};

// A message of an id we have no type for; `xml` is its whole element.
struct Unknown {
  std::string xml;
  friend bool operator==(const Unknown&, const Unknown&) = default;
};

// --- Commands, client to server: <cmd id="cmd:..." seqid> ---

// cmd:requri.
struct RequestUri {
  friend bool operator==(const RequestUri&, const RequestUri&) = default;
};
struct GetServerInfo {
  std::string domain;
  std::uint32_t info_type = 123;
  friend bool operator==(const GetServerInfo&, const GetServerInfo&) = default;
};
// cmd:getassociations; the types are MEMBER and MANAGER (R-m).
struct GetAssociations {
  std::string domain, type;
  std::uint32_t max_results = 999;
  friend bool operator==(const GetAssociations&, const GetAssociations&) = default;
};
struct GetPreference {
  Preference pref;
  friend bool operator==(const GetPreference&, const GetPreference&) = default;
};
struct SetPreference {
  Preference pref;
  friend bool operator==(const SetPreference&, const SetPreference&) = default;
};
struct Join {
  ChannelId room;
  friend bool operator==(const Join&, const Join&) = default;
};
// cmd:bjoin.
struct BatchJoin {
  std::vector<ChannelId> rooms;
  friend bool operator==(const BatchJoin&, const BatchJoin&) = default;
};
struct Part {
  std::string uri;
  friend bool operator==(const Part&, const Part&) = default;
};
// cmd:bccontext.
struct BackChatContext {
  std::string uri;
  std::uint32_t count = 30;
  friend bool operator==(const BackChatContext&, const BackChatContext&) = default;
};
// cmd:bcbydate and cmd:bcbymsg: everything but the room is remembered (R-l).
struct HistoryText {
  std::string content;
  std::optional<bool> mt, mc;   // Exact phrase and case, in which order is not known.
  friend bool operator==(const HistoryText&, const HistoryText&) = default;
};
struct HistorySearch {
  std::string uri;
  std::optional<std::uint32_t> limit;    // limit@cnt
  std::optional<std::string> from, to;   // date@from, date@to
  std::optional<HistoryText> text;
  std::optional<std::string> matches;
  std::optional<std::string> message_id;   // msgid: the search begins there.
  friend bool operator==(const HistorySearch&, const HistorySearch&) = default;
};
// cmd:chansrch.
struct ChannelSearch {
  std::string qtype = "BYNAME", criteria;
  bool extended = false;
  std::optional<bool> match_all = {}, match_exact_phrase = {}, search_descs = {};   // R-l
  std::optional<std::uint32_t> max_results = {};                                    // R-l
  std::optional<std::string> keywords = {};                                         // R-l
  friend bool operator==(const ChannelSearch&, const ChannelSearch&) = default;
};
// cmd:getinv.
struct GetInvitations {
  std::uint64_t invite_id = 1;
  std::string domain;
  friend bool operator==(const GetInvitations&, const GetInvitations&) = default;
};
// cmd:getfutok.
struct GetUploadToken {
  std::string channel_uri, file_url;
  friend bool operator==(const GetUploadToken&, const GetUploadToken&) = default;
};
// cmd:getfdtok.
struct GetDownloadToken {
  std::string channel_uri, file_url;
  friend bool operator==(const GetDownloadToken&, const GetDownloadToken&) = default;
};
// cmd:nodespermcreatechild.
struct GetCreatableCategories {
  friend bool operator==(const GetCreatableCategories&, const GetCreatableCategories&) = default;
};

// A room as somebody wants it or has made it: the chanib of chancreate and chanmodify (R-l).
struct RoomChange {
  std::optional<std::string> uri, name, description;
  RoomDetails details = {};
  friend bool operator==(const RoomChange&, const RoomChange&) = default;
};
// cmd:chancreate.
struct CreateRoom {
  RoomChange room;
  friend bool operator==(const CreateRoom&, const CreateRoom&) = default;
};
// cmd:chanmodify.
struct ModifyRoom {
  RoomChange room;
  friend bool operator==(const ModifyRoom&, const ModifyRoom&) = default;
};
// cmd:bcbydate.
struct SearchByDate {
  HistorySearch search;
  friend bool operator==(const SearchByDate&, const SearchByDate&) = default;
};
// cmd:bcbymsg.
struct SearchByMessage {
  HistorySearch search;
  friend bool operator==(const SearchByMessage&, const SearchByMessage&) = default;
};

using CommandBody =
    std::variant<RequestUri, GetServerInfo, GetAssociations, GetPreference, SetPreference, Join, BatchJoin,
                 Part, BackChatContext, SearchByDate, SearchByMessage, ChannelSearch, GetInvitations,
                 GetUploadToken, GetDownloadToken, GetCreatableCategories, CreateRoom, ModifyRoom, Unknown>;
struct Command {
  std::string id;   // "cmd:join"; lower case once decoded.
  std::uint32_t seqid = 1;
  CommandBody body;
  Foreign foreign = {};
  friend bool operator==(const Command&, const Command&) = default;
};

// --- Replies, server to client: <rpl id="rpl:..." seqid> commandid, resp, data ---

struct CommandRef {
  std::uint32_t seqid = 1;
  std::uint64_t envid = 0;
  friend bool operator==(const CommandRef&, const CommandRef&) = default;
};
struct Response {
  std::int32_t code = 200;
  std::string text = "SUCCESS_OK";
  friend bool operator==(const Response&, const Response&) = default;
};

// An empty or absent data.
struct NoData {
  friend bool operator==(const NoData&, const NoData&) = default;
};
// rpl:requri.
struct ServiceUri {
  std::string uri;
  friend bool operator==(const ServiceUri&, const ServiceUri&) = default;
};
// rpl:getserverinfo (xccos.md 3.7).
struct ServerInfo {
  std::uint32_t info_type = 123;
  std::string server_time, root_uri, db_version;
  std::uint32_t search_limit = 999, message_size_limit = 512, story_size_limit = 4096;
  std::optional<std::string> display_name = {}, room_management_url = {};   // R-l
  std::optional<std::uint32_t> ping_interval = {};                          // R-l
  friend bool operator==(const ServerInfo&, const ServerInfo&) = default;
};
struct RoomList {
  std::vector<RoomSummary> rooms;
  std::optional<std::uint64_t> last_invite_id;
  friend bool operator==(const RoomList&, const RoomList&) = default;
};
// rpl:join, rpl:bjoin.
struct Joined {
  std::vector<UserEntry> users;
  std::vector<JoinedRoom> rooms;
  std::vector<FailedRoom> failed;
  friend bool operator==(const Joined&, const Joined&) = default;
};
// rpl:part.
struct Parted {
  std::string uri;
  friend bool operator==(const Parted&, const Parted&) = default;
};
// rpl:bccontext, rpl:bcbydate, rpl:bcbymsg.
struct History {
  std::string uri;
  std::vector<ChatMessage> messages;
  friend bool operator==(const History&, const History&) = default;
};
// rpl:getpref, rpl:setpref.
struct PreferenceData {
  Preference pref;
  friend bool operator==(const PreferenceData&, const PreferenceData&) = default;
};
// rpl:getftok.
struct FileToken {
  std::string token, server_uri;
  friend bool operator==(const FileToken&, const FileToken&) = default;
};

// rpl:chancreate, rpl:chanmodify (R-l).
struct RoomChanged {
  RoomChange room;
  friend bool operator==(const RoomChanged&, const RoomChanged&) = default;
};

using ReplyBody = std::variant<NoData, ServiceUri, ServerInfo, RoomList, Joined, Parted, History,
                               PreferenceData, FileToken, RoomChanged, Unknown>;
struct Reply {
  std::string id;   // "rpl:join"; lower case once decoded.
  std::uint32_t seqid = 1;
  std::optional<CommandRef> command;   // Always there when strict.
  std::optional<Response> response;    // A missing resp counts as 500 (xccos.md 1.4).
  ReplyBody body;
  Foreign foreign = {};
  friend bool operator==(const Reply&, const Reply&) = default;
};

// A success shows a data, if only an empty one; whether a refusal has one is unknown, and the sample has
// none.
bool shows_data(const Reply& reply);

// --- Notices, server to client, unasked: <ntc id="ntc:..."> ---

struct RoomRight {
  ChannelId room;
  std::uint32_t permissions = 0;
  friend bool operator==(const RoomRight&, const RoomRight&) = default;
};
struct EnteringUser {
  std::string uri;
  std::vector<RoomRight> rooms;
  UserFacts facts = {};
  friend bool operator==(const EnteringUser&, const EnteringUser&) = default;
};
// ntc:join, ntc:bjoin.
struct UsersEntered {
  std::vector<EnteringUser> users;
  friend bool operator==(const UsersEntered&, const UsersEntered&) = default;
};
// ntc:part.
struct UsersLeft {
  std::string room_uri;
  std::vector<std::string> users;
  friend bool operator==(const UsersLeft&, const UsersLeft&) = default;
};

// ntc:invite (R-l).
struct Invited {
  std::vector<RoomSummary> rooms;
  friend bool operator==(const Invited&, const Invited&) = default;
};
// ntc:chanmodify (R-l).
struct RoomModified {
  RoomChange room;
  friend bool operator==(const RoomModified&, const RoomModified&) = default;
};

using NoticeBody = std::variant<UsersEntered, UsersLeft, Invited, RoomModified, Unknown>;
struct Notice {
  std::string id;   // "ntc:join"; lower case once decoded.
  std::optional<std::uint32_t> seqid;
  NoticeBody body;
  Foreign foreign = {};
  friend bool operator==(const Notice&, const Notice&) = default;
};

// --- The envelope ---

using Primitive = std::variant<Command, Reply, Notice, ChatMessage, Unknown>;
// "cmd:join", "rpl:join", "ntc:bye", "grpchat" and the like; "unknown" of what is none of them.
std::string_view id_of(const Primitive& primitive);

struct Envelope {
  std::uint64_t envid = 0;
  boost::container::small_vector<Primitive, 1> primitives;   // Nobody was seen to send more than one.
  Foreign foreign = {};   // Of the root alone: attributes that have no type, and text, which has none here.
  friend bool operator==(const Envelope&, const Envelope&) = default;
};

}   // namespace parley::xccos
