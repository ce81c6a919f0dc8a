// Each block by its wire names: what stands under a name is read into its field, and written under it again.
// A name that reader and writer misspell alike is found here and nowhere else.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "protocol/xccos/codec.h"

namespace parley::xccos {
namespace {

using testing::HasSubstr;

std::string message(std::string_view kind, std::string_view id, std::string_view data) {
  const std::string_view head =
      kind == "rpl" ? "<commandid seqid=\"2\" envid=\"3\"/><resp code=\"200\">SUCCESS_OK</resp>" : "";
  return fmt::format(
      "<xccos ver=\"1\" envid=\"1\" xmlns=\"urn:parlano:xml:ns:xccos\"><{0} id=\"{1}\" "
      "seqid=\"1\">{2}<data>{3}"
      "</data></{0}></xccos>",
      kind, id, head, data);
}

// Read strictly without anything unknown, and written as it was.
Primitive there_and_back(const std::string& xml) {
  const auto decoded = decode(xml, Reading::strict);
  if (!decoded) {
    ADD_FAILURE() << decoded.error().detail;
    return Unknown{};
  }
  EXPECT_EQ(decoded->unknown, 0u) << xml;
  EXPECT_EQ(encode(decoded->envelope, Writer::sipe), xml);
  return decoded->envelope.primitives.at(0);
}

template <class Body>
Body command(std::string_view id, std::string_view data) {
  return std::get<Body>(std::get<Command>(there_and_back(message("cmd", id, data))).body);
}
template <class Body>
Body reply(std::string_view id, std::string_view data) {
  return std::get<Body>(std::get<Reply>(there_and_back(message("rpl", id, data))).body);
}
template <class Body>
Body notice(std::string_view id, std::string_view data) {
  return std::get<Body>(std::get<Notice>(there_and_back(message("ntc", id, data))).body);
}

TEST(Block, chanib_of_a_list_has_these_names) {
  const auto list = reply<RoomList>(
      "rpl:chansrch",
      "<inv inviteId=\"7\" domain=\"i\"/>"
      "<chanib name=\"n\" description=\"d\" topic=\"t\" uri=\"ma-chan://d/v\" parent=\"p\" behavior=\"b\" "
      "disabled=\"true\" siopid=\"s\" filestoreuri=\"f\"><inv inviteId=\"8\"/>"
      "<info id=\"urn:parlano:ma:info:ucnt\">3</info><prop id=\"urn:parlano:ma:prop:logged\">True</prop>"
      "<info id=\"urn:parlano:ma:info:visibility\">open</info><prop id=\"zz\">x</prop>"
      "<audit updatedby=\"ub\" updatedon=\"uo\" createdby=\"cb\" createdon=\"co\"/></chanib>");
  const Room room{.uri = "ma-chan://d/v",
                  .name = "n",
                  .description = "d",
                  .topic = "t",
                  .facts = {{Fact::Kind::info, "urn:parlano:ma:info:ucnt", "3"},
                            {Fact::Kind::prop, "urn:parlano:ma:prop:logged", "True"},
                            {Fact::Kind::info, "urn:parlano:ma:info:visibility", "open"},
                            {Fact::Kind::prop, "zz", "x"}},
                  .invitation = Invitation{8},
                  .parent = "p",
                  .behavior = "b",
                  .disabled = true,
                  .siopid = "s",
                  .file_store_uri = "f",
                  .audit = Audit{"ub", "uo", "cb", "co"}};
  EXPECT_EQ(list, (RoomList{{room}, Invitation{7, "i"}}));
}

TEST(Block, chanib_has_the_same_names_wherever_it_stands) {
  const std::string attributes =
      "uri=\"ma-chan://d/v\" name=\"n\" description=\"d\" topic=\"t\" parent=\"p\" behavior=\"b\" "
      "disabled=\"true\" siopid=\"s\" filestoreuri=\"f\"";
  const std::string facts = "<inv inviteId=\"8\"/><info id=\"zz\">3</info>";
  const std::string audit = "<audit updatedby=\"ub\"/>";
  const std::string room = fmt::format("<chanib {}>{}{}</chanib>", attributes, facts, audit);
  Room expected = command<CreateRoom>("cmd:chancreate", room).room;
  EXPECT_EQ(expected.topic, "t");
  EXPECT_EQ(command<ModifyRoom>("cmd:chanmodify", room).room, expected);
  EXPECT_EQ(command<Part>("cmd:part", room).room, expected);
  EXPECT_EQ(command<BackChatContext>("cmd:bccontext", room + "<bcq><last cnt=\"9\"/></bcq>"),
            (BackChatContext{expected, 9}));
  EXPECT_EQ(reply<Parted>("rpl:part", room).room, expected);
  EXPECT_EQ(reply<History>("rpl:bccontext", room).room, expected);
  EXPECT_EQ(reply<Joined>("rpl:join", room).rooms.at(0), expected);
  EXPECT_EQ(reply<RoomChanged>("rpl:chancreate", room).room, expected);
  EXPECT_EQ(notice<RoomModified>("ntc:chanmodify", room).room, expected);
  expected.users = {{{}, "sip:a"}};
  EXPECT_EQ(notice<UsersLeft>("ntc:part", fmt::format("<chanib {}>{}<uib uri=\"sip:a\"/>{}</chanib>",
                                                      attributes, facts, audit))
                .room,
            expected);
}

TEST(Block, uib_has_these_names) {
  const std::string user =
      "uri=\"sip:a\" guid=\"g\" type=\"5\" uname=\"u\" dispname=\"n\" disabled=\"true\" email=\"e\" "
      "company=\"c\"";
  User expected{.id = 4,
                .uri = "sip:a",
                .guid = "g",
                .type = "5",
                .uname = "u",
                .dispname = "n",
                .email = "e",
                .company = "c",
                .disabled = true};
  EXPECT_EQ(reply<Joined>("rpl:bjoin", "<uib id=\"4\" " + user + "/>").users.at(0), expected);
  EXPECT_EQ(reply<ServiceUri>("rpl:requri", "<uib id=\"4\" " + user + "/>").service, expected);
  expected.id.reset();
  expected.rooms = {{{"d", "v"}, 3984}};
  const std::string right = "<aib key=\"3984\" domain=\"d\" value=\"v\"/>";
  EXPECT_EQ(notice<UsersEntered>("ntc:join", "<uib " + user + ">" + right + "</uib>").users.at(0), expected);
}

TEST(Block, aib_in_a_chanib_and_fib_have_these_names) {
  const auto joined =
      reply<Joined>("rpl:bjoin",
                    "<uib id=\"0\" uri=\"sip:a\"/><uib id=\"2\" uri=\"sip:b\"/><chanib "
                    "uri=\"ma-chan://d/v\"><aib key=\"3984\" "
                    "value=\"0,2\"/></chanib><fib key=\"OPERATION_FAILED\" value=\"w\" domain=\"d\"/>");
  EXPECT_EQ(joined.rooms.at(0).rights, (std::vector<RightsGroup>{{3984, {0, 2}}}));
  EXPECT_EQ(joined.failed, (std::vector<FailedRoom>{{"OPERATION_FAILED", "d", "w"}}));
}

TEST(Block, chanid_keeps_its_key) {
  EXPECT_EQ(command<BatchJoin>("cmd:bjoin",
                               "<chanid key=\"7\" domain=\"d\" value=\"v\"/>"
                               "<chanid key=\"7\" domain=\"d\" value=\"w\"/>"),
            (BatchJoin{{{{"d", "v"}, 7}, {{"d", "w"}, 7}}}));
}

TEST(Block, sib_has_these_names) {
  const std::string_view sib =
      "<sib domain=\"d\" infoType=\"1\" serverTime=\"2010-09-14T14:26:17Z\" searchLimit=\"2\" "
      "messageSizeLimit=\"3\" storySizeLimit=\"4\" rootUri=\"ma-cat://d/v\" dbVersion=\"b\" "
      "displayName=\"n\" "
      "roomManagementUrl=\"u\" pingInterval=\"5\"/>";
  const ServerInfo expected{.info_type = 1,
                            .server_time = "2010-09-14T14:26:17Z",
                            .root_uri = "ma-cat://d/v",
                            .db_version = "b",
                            .search_limit = 2,
                            .message_size_limit = 3,
                            .story_size_limit = 4,
                            .display_name = "n",
                            .room_management_url = "u",
                            .ping_interval = 5,
                            .domain = "d"};
  EXPECT_EQ(reply<ServerInfo>("rpl:getserverinfo", sib), expected);
  EXPECT_EQ(command<GetServerInfo>("cmd:getserverinfo", sib).wanted, expected);
}

TEST(Block, qib_has_these_names) {
  EXPECT_EQ(command<ChannelSearch>("cmd:chansrch",
                                   "<qib qtype=\"q\" criteria=\"c\" extended=\"true\" matchAll=\"true\" "
                                   "matchExactPhrase=\"false\" searchDescs=\"true\" maxResults=\"5\" "
                                   "keywords=\"k\"/>"),
            (ChannelSearch{"q", "c", true, true, false, true, 5, "k"}));
}

TEST(Block, bcq_has_these_names) {
  const auto search = command<SearchByDate>(
      "cmd:bcbydate",
      "<chanib uri=\"ma-chan://d/v\"/><bcq><limit cnt=\"1\"/><date from=\"f\" to=\"t\"/>"
      "<text mt=\"true\" mc=\"false\">x</text><matches>m</matches><msgid>i</msgid></bcq>");
  EXPECT_EQ(search.search,
            (HistorySearch{{"ma-chan://d/v"}, 1, "f", "t", HistoryText{"x", true, false}, "m", "i"}));
}

TEST(Block, pref_association_and_inv_have_these_names) {
  const std::string_view pref = "<pref label=\"l\" seqid=\"-5\" createdefault=\"false\" content=\"c\"/>";
  const Preference expected{"l", -5, false, "c"};
  EXPECT_EQ(command<SetPreference>("cmd:setpref", pref).pref, expected);
  EXPECT_EQ(reply<PreferenceData>("rpl:setpref", pref).pref, expected);
  EXPECT_EQ(command<GetAssociations>("cmd:getassociations",
                                     "<association domain=\"d\" type=\"t\" maxResults=\"3\"/>"),
            (GetAssociations{"d", "t", 3}));
  EXPECT_EQ(command<GetInvitations>("cmd:getinv", "<inv inviteId=\"4\" domain=\"d\"/>").since,
            (Invitation{4, "d"}));
}

TEST(Block, ftdb_and_token_have_these_names) {
  const std::string_view place = "<ftdb channelUri=\"ma-chan://d/v\" fileUrl=\"f\"/>";
  EXPECT_EQ(command<GetUploadToken>("cmd:getfutok", place), (GetUploadToken{"ma-chan://d/v", "f"}));
  EXPECT_EQ(command<GetDownloadToken>("cmd:getfdtok", place), (GetDownloadToken{"ma-chan://d/v", "f"}));
  EXPECT_EQ(reply<FileToken>("rpl:getftok", "<token token=\"t\" serveruri=\"https://s\"/>"),
            (FileToken{"t", "https://s"}));
}

TEST(Block, grpchat_and_msg_have_these_names) {
  const std::string_view fields =
      "id=\"grpchat\" seqid=\"2\" chanUri=\"ma-chan://d/v\" author=\"sip:a\" authdisp=\"n\" alert=\"true\" "
      "chatId=\"3\" ts=\"2010-09-21T09:48:10Z\"><chat>c</chat><rtf>r</rtf>";
  ChatMessage expected;
  expected.seqid = 2;
  expected.chan_uri = "ma-chan://d/v";
  expected.author = "sip:a";
  expected.author_display = "n";
  expected.alert = true;
  expected.chat_id = 3;
  expected.ts = "2010-09-21T09:48:10Z";
  expected.text = "c";
  expected.rtf = "r";
  EXPECT_EQ(there_and_back(fmt::format("<xccos ver=\"1\" envid=\"1\" xmlns=\"urn:parlano:xml:ns:xccos\">"
                                       "<grpchat {}</grpchat></xccos>",
                                       fields)),
            Primitive(expected));
  const auto history = reply<History>(
      "rpl:bccontext", fmt::format("<chanib uri=\"ma-chan://d/v\"><msg {}</msg></chanib>", fields));
  EXPECT_EQ(history.room.messages, std::vector<ChatMessage>{expected});
}

// --- What is not there stays away, and what is there stays as it is ---

TEST(Block, parts_that_were_not_sent_are_not_written) {
  command<GetServerInfo>("cmd:getserverinfo", "<sib infoType=\"1\"/>");
  command<GetAssociations>("cmd:getassociations", "<association/>");
  command<GetInvitations>("cmd:getinv", "<inv/>");
  command<GetPreference>("cmd:getpref", "<pref label=\"l\"/>");
  command<ChannelSearch>("cmd:chansrch", "<qib qtype=\"BYNAME\"/>");
  reply<ServerInfo>("rpl:getserverinfo", "<sib infoType=\"1\"/>");
  reply<RoomList>("rpl:getinv", "<inv domain=\"d\"/><chanib uri=\"ma-chan://d/v\"/>");
  reply<Joined>("rpl:bjoin", "<chanib uri=\"ma-chan://d/v\"/><fib key=\"k\"/>");
  reply<PreferenceData>("rpl:setpref", "<pref label=\"l\"/>");
}

TEST(Block, values_of_another_type_than_remembered_go_on_as_they_are) {
  for (const std::string& xml :
       {message("cmd", "cmd:getassociations", "<association maxResults=\"\"/>"),
        message("cmd", "cmd:chansrch", "<qib qtype=\"q\" matchAll=\"perhaps\"/>"),
        message("rpl", "rpl:requri", "<uib uri=\"sip:a\" id=\"-1\"/>"),
        message("cmd", "cmd:chancreate", "<chanib><aib key=\"4\" value=\"a group\"/></chanib>"),
        message("cmd", "cmd:chancreate", "<chanib><uib uri=\"\" guid=\"g\"/></chanib>")}) {
    const auto decoded = decode(xml, Reading::strict);
    ASSERT_TRUE(decoded) << decoded.error().detail;
    EXPECT_EQ(decoded->unknown, 1u) << xml;
    const auto again = decode(encode(decoded->envelope, Writer::sipe), Reading::strict);
    EXPECT_EQ(again->envelope, decoded->envelope) << xml;
    EXPECT_EQ(again->unknown, 1u) << xml;
  }
}

TEST(Block, an_association_without_a_number_is_one_all_the_same) {
  const auto decoded = decode(
      message("cmd", "cmd:getassociations", "<association type=\"t\" maxResults=\"\"/>"), Reading::strict);
  EXPECT_EQ(std::get<Command>(decoded->envelope.primitives.at(0)).body,
            CommandBody(GetAssociations{{}, "t", {}}));
}

TEST(Block, values_that_are_forgiven_go_on_as_they_are) {
  const std::string xml = message("rpl", "rpl:getserverinfo", "<sib infoType=\"1\" searchLimit=\"abc\"/>");
  const auto decoded = decode(xml, Reading::lenient);
  EXPECT_EQ(decoded->forgiven.size(), 1u);
  EXPECT_EQ(encode(decoded->envelope, Writer::sipe), xml);
}

TEST(Block, foreign_attributes_of_facts_stay_with_theirs) {
  const std::string facts =
      "<prop id=\"urn:parlano:ma:prop:logged\" q=\"1\">true</prop>"
      "<info id=\"urn:parlano:ma:info:visibilty\" q=\"2\">open</info>"
      "<info id=\"urn:parlano:ma:info:ucnt\">3</info><prop id=\"urn:parlano:ma:prop:filepost\">true</prop>";
  const std::string xml =
      message("rpl", "rpl:chansrch", "<chanib uri=\"ma-chan://d/v\">" + facts + "</chanib>");
  EXPECT_THAT(encode(decode(xml, Reading::strict)->envelope, Writer::sipe), HasSubstr(facts));
}

TEST(Block, version_of_an_envelope_is_kept) {
  const auto decoded = decode(
      "<xccos ver=\"2\" envid=\"1\" xmlns=\"urn:parlano:xml:ns:xccos\"><sys/></xccos>", Reading::strict);
  EXPECT_EQ(decoded->envelope.ver, 2u);
  EXPECT_THAT(encode(decoded->envelope, Writer::server), HasSubstr(" ver=\"2\""));
}

}   // namespace
}   // namespace parley::xccos
