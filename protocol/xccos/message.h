// What an <xccos> envelope can say, as values (xccos.md 1 to 3). Names of fields are the wire's.
//
// Every message kind whose shape is known or remembered has a type of its own; grade.h says how sure we are
// of it. A remembered shape is read when it is there, and another one breaks no rule. What we do not know is
// kept: a message of an unknown id as its bytes, elements, attributes and text without a type as `foreign`,
// by place. Adding a message kind means adding it here; the compiler then lists every visitor that must learn
// it.
#pragma once

#include <array>
#include <boost/container/small_vector.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "protocol/xccos/room_uri.h"
#include "protocol/xml/addition.h"
#include "protocol/xml/vocabulary.h"

namespace parley::xccos {

inline constexpr std::string_view kNamespace = "urn:parlano:xml:ns:xccos";
// What servers declare at the root, used or not (xccos.md 1.1).
inline constexpr std::array<xml::KnownNamespace, 2> kSurplusNamespaces = {
    {{"xsd", "http://www.w3.org/2001/XMLSchema"}, {"xsi", "http://www.w3.org/2001/XMLSchema-instance"}}};

// What a message holds that has no type here, sorted by place. Who changes the lists of a message that was
// read looks after the places, or clears them.
using Foreign = xml::Additions;

// --- Blocks that several messages share ---
//
// One type for each block, with all that is known or remembered of it in any message (xccos.md 3): which
// parts a message needs is a rule of the message. Absent means: not sent. Nothing is filled in on the way
// through.

// DOMAIN and VALUE of a room URI: of a chanid, or of an aib in a uib.
struct ChannelId {
  std::string domain;
  std::string value;
  friend bool operator==(const ChannelId&, const ChannelId&) = default;
};

// An info or a prop of a room, as it is written: also one whose id we do not know (xccos.md 3.5).
struct Fact {
  enum class Kind : std::uint8_t { info, prop };
  Kind kind = Kind::info;
  std::string id;
  std::string value;   // "3", "open", "True".
  friend bool operator==(const Fact&, const Fact&) = default;
};
inline constexpr std::string_view kUserCount = "urn:parlano:ma:info:ucnt";
// In the spelling sipe reads.
inline constexpr std::string_view kVisibility = "urn:parlano:ma:info:visibilty";
inline constexpr std::string_view kFileStoreUri = "urn:parlano:ma:info:filestoreuri";   // R-l
inline constexpr std::string_view kFilePost = "urn:parlano:ma:prop:filepost";
inline constexpr std::string_view kInvite = "urn:parlano:ma:prop:invite";
inline constexpr std::string_view kLogged = "urn:parlano:ma:prop:logged";

// Who changed a room last, and who made it: child audit of a chanib (R-m). Times are as written.
struct Audit {
  std::optional<std::string> updated_by, updated_on, created_by, created_on;
  friend bool operator==(const Audit&, const Audit&) = default;
};

// An inv: what a client asks from, the last of a reply, or that of one room (R-l but in cmd:getinv).
struct Invitation {
  std::optional<std::uint64_t> invite_id;
  std::optional<std::string> domain = {};
  friend bool operator==(const Invitation&, const Invitation&) = default;
};

// Users of a room that share one permission mask: an aib in a chanib (xccos.md 3.3, 3.4).
struct RightsGroup {
  std::uint32_t permissions = 0;         // Mask.
  std::vector<std::uint32_t> user_ids;   // uib ids of the same reply.
  friend bool operator==(const RightsGroup&, const RightsGroup&) = default;
};
// What one user may do in one room: an aib in a uib.
struct RoomRight {
  ChannelId room;
  std::uint32_t permissions = 0;   // Mask (xccos.md 3.4).
  friend bool operator==(const RoomRight&, const RoomRight&) = default;
};

// A uib (xccos.md 3.3).
struct User {
  std::optional<std::uint32_t> id;                   // None: no aib can refer to this user.
  std::string uri;                                   // Empty: not sent.
  std::vector<RoomRight> rooms = {};                 // In ntc:join and ntc:bjoin.
  std::optional<std::string> guid = {}, type = {};   // These and the next: R-m. "5" is a user.
  std::optional<std::string> uname = {}, dispname = {}, email = {}, company = {};
  std::optional<bool> disabled = {};
  friend bool operator==(const User&, const User&) = default;
};

// grpchat, and msg in a history: the same fields under two element names.
struct ChatMessage {
  std::string id = "grpchat";
  std::optional<std::uint32_t> seqid = 1;   // The samples of a history have none.
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

// A chanib (xccos.md 3.2).
struct Room {
  std::string uri;   // Empty: not sent.
  std::optional<std::string> name = {}, description = {}, topic = {};
  std::vector<RightsGroup> rights = {};     // In a reply to join or bjoin.
  std::vector<Fact> facts = {};             // In lists of rooms; in the order in which they stood.
  std::vector<User> users = {};             // In ntc:part.
  std::vector<ChatMessage> messages = {};   // In a history.
  std::optional<Invitation> invitation = {};
  std::optional<std::string> parent = {};           // R-m: the URI of its category.
  std::optional<std::string> behavior = {};         // R-m: NORMAL or AUDITORIUM.
  std::optional<bool> disabled = {};                // R-m
  std::optional<std::string> siopid = {};           // R-l: the GUID of its add-in.
  std::optional<std::string> file_store_uri = {};   // R-l: @filestoreuri
  std::optional<Audit> audit = {};
  friend bool operator==(const Room&, const Room&) = default;
};
// What the first fact of this id says; "visibility" is found under either spelling.
std::optional<std::string_view> fact_of(const Room& room, std::string_view id);
std::optional<std::uint32_t> user_count_of(const Room& room);

// A fib: a room that a bjoin did not enter.
struct FailedRoom {
  std::string key;   // OPERATION_FAILED, the only one known.
  std::optional<std::string> domain, value;
  friend bool operator==(const FailedRoom&, const FailedRoom&) = default;
};

struct Preference {
  std::string label;                   // 255 characters at most in the product (xccos.md 3.6).
  std::optional<std::int64_t> seqid;   // Of the revision that the sender has (xccos.md 2.1).
  std::optional<bool> create_default;
  std::optional<std::string> content;   // Base64 text, not decoded.
  friend bool operator==(const Preference&, const Preference&) = default;
};

// A sib: of cmd:getserverinfo, and what rpl:getserverinfo (or rpl:getservinfo) says; sizes are bytes, the
// limit of a search is rooms (xccos.md 3.7). The time is as written (xccos.md 1.6).
struct ServerInfo {
  std::uint32_t info_type = 123;   // Which facts; what its bits mean is unknown.
  std::optional<std::string> server_time = {}, root_uri = {}, db_version = {};
  std::optional<std::uint32_t> search_limit = {}, message_size_limit = {}, story_size_limit = {};
  std::optional<std::string> display_name = {}, room_management_url = {};   // R-l
  std::optional<std::uint32_t> ping_interval = {};                          // R-l; its unit is unknown.
  std::optional<std::string> domain = {};                                   // In the command.
  friend bool operator==(const ServerInfo&, const ServerInfo&) = default;
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
  ServerInfo wanted;
  friend bool operator==(const GetServerInfo&, const GetServerInfo&) = default;
};
// cmd:getassociations; the types are MEMBER and MANAGER (R-m).
struct GetAssociations {
  std::optional<std::string> domain, type;
  std::optional<std::uint32_t> max_results;
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
// A chanid, which is also one of several.
struct Join {
  ChannelId room;
  std::uint32_t key = 0;   // Its place among the rooms of the command.
  friend bool operator==(const Join&, const Join&) = default;
};
// cmd:bjoin.
struct BatchJoin {
  std::vector<Join> rooms;
  friend bool operator==(const BatchJoin&, const BatchJoin&) = default;
};
struct Part {
  Room room;
  friend bool operator==(const Part&, const Part&) = default;
};
// cmd:bccontext.
struct BackChatContext {
  Room room;
  std::optional<std::uint32_t> count;   // last@cnt, messages at most; always there when strict.
  friend bool operator==(const BackChatContext&, const BackChatContext&) = default;
};
// cmd:bcbydate and cmd:bcbymsg: everything but the room is remembered (R-l).
struct HistoryText {
  std::string content;
  std::optional<bool> mt, mc;   // Exact phrase and case, in which order is not known.
  friend bool operator==(const HistoryText&, const HistoryText&) = default;
};
struct HistorySearch {
  Room room;
  std::optional<std::uint32_t> limit;    // limit@cnt
  std::optional<std::string> from, to;   // date@from, date@to; as written, their form is unknown.
  std::optional<HistoryText> text;
  std::optional<std::string> matches;
  std::optional<std::string> message_id;   // msgid: the search begins there.
  friend bool operator==(const HistorySearch&, const HistorySearch&) = default;
};
// cmd:chansrch.
struct ChannelSearch {
  std::string qtype = "BYNAME";
  std::optional<std::string> criteria = {};
  std::optional<bool> extended = {};
  std::optional<bool> match_all = {}, match_exact_phrase = {}, search_descs = {};   // R-l
  std::optional<std::uint32_t> max_results = {};                                    // R-l
  std::optional<std::string> keywords = {};                                         // R-l
  friend bool operator==(const ChannelSearch&, const ChannelSearch&) = default;
};
// cmd:getinv.
struct GetInvitations {
  Invitation since;   // Those above it are wanted (xccos.md 2.5).
  friend bool operator==(const GetInvitations&, const GetInvitations&) = default;
};
// cmd:getfutok.
struct GetUploadToken {
  std::string channel_uri, file_url;   // A room; the name of a file without a path.
  friend bool operator==(const GetUploadToken&, const GetUploadToken&) = default;
};
// cmd:getfdtok.
struct GetDownloadToken {
  std::string channel_uri, file_url;   // Likewise.
  friend bool operator==(const GetDownloadToken&, const GetDownloadToken&) = default;
};
// cmd:nodespermcreatechild.
struct GetCreatableCategories {
  friend bool operator==(const GetCreatableCategories&, const GetCreatableCategories&) = default;
};

// cmd:chancreate (R-l).
struct CreateRoom {
  Room room;
  friend bool operator==(const CreateRoom&, const CreateRoom&) = default;
};
// cmd:chanmodify (R-l).
struct ModifyRoom {
  Room room;
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
  std::uint32_t seqid = 1;   // Both of the command (xccos.md 1.3).
  std::uint64_t envid = 0;
  friend bool operator==(const CommandRef&, const CommandRef&) = default;
};
struct Response {
  std::int32_t code = 200;   // Any other is a failure; which there are is unknown (xccos.md 2.7).
  std::string text = "SUCCESS_OK";
  friend bool operator==(const Response&, const Response&) = default;
};

// An empty or absent data.
struct NoData {
  friend bool operator==(const NoData&, const NoData&) = default;
};
// rpl:requri.
struct ServiceUri {
  User service;
  friend bool operator==(const ServiceUri&, const ServiceUri&) = default;
};
// rpl:chansrch, rpl:getassociations, rpl:getinv, rpl:nodespermcreatechild.
struct RoomList {
  std::vector<Room> rooms;
  std::optional<Invitation> last_invitation = {};
  friend bool operator==(const RoomList&, const RoomList&) = default;
};
// rpl:join, rpl:bjoin.
struct Joined {
  std::vector<User> users;
  std::vector<Room> rooms;
  std::vector<FailedRoom> failed;
  friend bool operator==(const Joined&, const Joined&) = default;
};
// rpl:part.
struct Parted {
  Room room;
  friend bool operator==(const Parted&, const Parted&) = default;
};
// rpl:bccontext, rpl:bcbydate, rpl:bcbymsg.
struct History {
  Room room;
  friend bool operator==(const History&, const History&) = default;
};
// rpl:getpref, rpl:setpref.
struct PreferenceData {
  Preference pref;
  friend bool operator==(const PreferenceData&, const PreferenceData&) = default;
};
// rpl:getftok.
struct FileToken {
  std::string token, server_uri;   // A GUID; an https address (xccos.md 3.6).
  friend bool operator==(const FileToken&, const FileToken&) = default;
};

// rpl:chancreate, rpl:chanmodify (R-l).
struct RoomChanged {
  Room room;
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

// ntc:join, ntc:bjoin.
struct UsersEntered {
  std::vector<User> users;
  friend bool operator==(const UsersEntered&, const UsersEntered&) = default;
};
// ntc:part.
struct UsersLeft {
  Room room;
  friend bool operator==(const UsersLeft&, const UsersLeft&) = default;
};

// ntc:invite (R-l).
struct Invited {
  std::vector<Room> rooms;
  friend bool operator==(const Invited&, const Invited&) = default;
};
// ntc:chanmodify (R-l).
struct RoomModified {
  Room room;
  friend bool operator==(const RoomModified&, const RoomModified&) = default;
};

using NoticeBody = std::variant<UsersEntered, UsersLeft, Invited, RoomModified, Unknown>;
struct Notice {
  std::string id;                       // "ntc:join"; lower case once decoded.
  std::optional<std::uint32_t> seqid;   // Whether servers send it is unknown (xccos.md 8, row 19).
  NoticeBody body;
  Foreign foreign = {};
  friend bool operator==(const Notice&, const Notice&) = default;
};

// --- The envelope ---

using Primitive = std::variant<Command, Reply, Notice, ChatMessage, Unknown>;
// "cmd:join", "rpl:join", "ntc:bye", "grpchat" and the like; of what is none of them the name of its element,
// if that is of our namespace, else "unknown".
std::string_view id_of(const Primitive& primitive);

struct Envelope {
  std::uint64_t envid = 0;   // The number that its sender chose (xccos.md 1.1).
  boost::container::small_vector<Primitive, 1> primitives;   // Of a client one, so far as was seen.
  Foreign foreign = {};   // Of the root alone: attributes that have no type, and text, which has none here.
  std::uint32_t ver = 1;
  friend bool operator==(const Envelope&, const Envelope&) = default;
};

}   // namespace parley::xccos
