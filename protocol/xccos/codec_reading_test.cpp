// Which rules strict reading enforces, and what lenient reading makes of the same bytes.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "protocol/base/test_settings_page.h"
#include "protocol/xccos/codec.h"

namespace parley::xccos {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

std::string envelope_of(std::string_view primitives) {
  return fmt::format("<xccos ver=\"1\" envid=\"9\" xmlns=\"urn:parlano:xml:ns:xccos\">{}</xccos>",
                     primitives);
}
std::string cmd(std::string_view id, std::string_view data) {
  return envelope_of(fmt::format("<cmd id=\"{}\" seqid=\"1\"><data>{}</data></cmd>", id, data));
}
std::string rpl(std::string_view id, std::string_view data, int code = 200) {
  return envelope_of(
      fmt::format("<rpl id=\"{}\" seqid=\"1\"><commandid seqid=\"1\" envid=\"7\"/>"
                  "<resp code=\"{}\">X</resp><data>{}</data></rpl>",
                  id, code, data));
}
std::string ntc(std::string_view id, std::string_view data) {
  return envelope_of(fmt::format("<ntc id=\"{}\"><data>{}</data></ntc>", id, data));
}

template <class Body>
Body body_of(const Decoded& decoded) {
  const Primitive& primitive = decoded.envelope.primitives.at(0);
  if constexpr (std::is_constructible_v<CommandBody, Body> && !std::is_same_v<Body, Unknown>) {
    return std::get<Body>(std::get<Command>(primitive).body);
  } else if constexpr (std::is_constructible_v<NoticeBody, Body> && !std::is_same_v<Body, Unknown>) {
    return std::get<Body>(std::get<Notice>(primitive).body);
  } else {
    return std::get<Body>(std::get<Reply>(primitive).body);
  }
}

struct Broken {
  std::string xml, rule, place;
};

const std::string kChanib = "<chanib uri=\"ma-chan://d/v\"/>";

// Every rule that one document can break by itself, at least once: in what a client sends,
std::vector<Broken> broken_commands() {
  return {
      {"<xccos envid=\"1\" xmlns=\"urn:parlano:xml:ns:xccos\"><sys/></xccos>",
       "xccos needs the attribute ver", "/xccos"},
      {envelope_of("<cmd seqid=\"1\"><data/></cmd>"), "cmd needs the attribute id", "/xccos/cmd"},
      {envelope_of("<cmd id=\"cmd:requri\"><data/></cmd>"), "cmd needs the attribute seqid", "/xccos/cmd"},
      {cmd("join", ""), "The id must be \"cmd:\" and a name", "/xccos/cmd"},
      {cmd("cmd:2x", ""), "The id must be \"cmd:\" and a name", "/xccos/cmd"},
      {cmd("cmd:getserverinfo", ""), "The element sib is missing (xccos.md 3.7)", "/xccos/cmd/data"},
      {envelope_of("<cmd id=\"cmd:join\" seqid=\"1\"/>"), "The element chanid is missing", "/xccos/cmd,"},
      {cmd("cmd:getserverinfo", "<sib infoType=\"-1\"/>"), "sib@infoType must be an unsigned 32-bit number",
       "/data/sib"},
      {cmd("cmd:join", "<chanid key=\"0\" domain=\"d\"/>"), "chanid needs the attribute value",
       "/data/chanid"},
      {cmd("cmd:join",
           "<chanid key=\"0\" domain=\"d\" value=\"v\"/><chanid key=\"1\" domain=\"d\" value=\"v\"/>"),
       "Only one chanid may stand here", "/data/chanid[2]"},
      {cmd("cmd:bjoin", "<chanid key=\"x\" domain=\"d\" value=\"v\"/>"), "chanid@key must be",
       "/data/chanid"},
      {cmd("cmd:part", "<chanib uri=\"ma-cat://d/v\"/>"), "chanib@uri must be a room URI", "/data/chanib"},
      {cmd("cmd:bccontext", kChanib), "The element bcq is missing", "/cmd/data"},
      {cmd("cmd:bccontext", kChanib + "<bcq/>"), "The element last is missing", "/data/bcq"},
      {cmd("cmd:bccontext", kChanib + "<bcq><last/></bcq>"), "last needs the attribute cnt", "/bcq/last"},
      {cmd("cmd:chansrch", "<qib criteria=\"\"/>"), "qib needs the attribute qtype", "/data/qib"},
      {cmd("cmd:chansrch", "<qib qtype=\"BYNAME\" extended=\"maybe\"/>"),
       "qib@extended must be true or false", "/qib"},
      {cmd("cmd:getinv", ""), "The element inv is missing", "/cmd/data"},
      {cmd("cmd:getpref", "<pref seqid=\"1\"/>"), "pref needs the attribute label", "/data/pref"},
      {cmd("cmd:setpref", "<pref label=\"a\" seqid=\"x\"/>"), "pref@seqid must be a whole number",
       "/data/pref"},
      {cmd("cmd:getfutok", "<ftdb channelUri=\"ma-chan://d/v\"/>"), "ftdb needs the attribute fileUrl",
       "/data/ftdb"},
  };
}

// in what a server answers,
std::vector<Broken> broken_replies() {
  return {
      {envelope_of("<rpl id=\"rpl:part\" seqid=\"1\"><commandid seqid=\"1\" envid=\"1\"/><data/></rpl>"),
       "The element resp is missing (xccos.md 1.4)", "/xccos/rpl"},
      {envelope_of(
           "<rpl id=\"rpl:x\" seqid=\"1\"><resp code=\"200\"/><commandid seqid=\"1\" envid=\"1\"/></rpl>"),
       "in the order commandid, resp, data", "/xccos/rpl/resp"},
      {envelope_of(
           "<rpl id=\"rpl:x\" seqid=\"1\"><commandid seqid=\"1\" envid=\"1\"/><resp code=\"ok\"/></rpl>"),
       "resp@code must be a 32-bit number", "/rpl/resp"},
      {rpl("rpl:requri", ""), "A successful rpl:requri must carry data", "/xccos/rpl"},
      {rpl("rpl:requri", "<uib uri=\"a@b\"/>"), "uib@uri must begin with sip:", "/data/uib"},
      {rpl("rpl:getserverinfo", "<sib infoType=\"1\" serverTime=\"noon\"/>"),
       "sib@serverTime must be an ISO 8601", "/sib"},
      {rpl("rpl:join", kChanib + kChanib), "Only one chanib may stand here", "/data/chanib[2]"},
      {rpl("rpl:bjoin", "<uib id=\"0\" uri=\"sip:a\"/><uib id=\"0\" uri=\"sip:b\"/>"),
       "Two uib have the id 0", "/rpl/data"},
      {rpl("rpl:bjoin", "<chanib uri=\"ma-chan://d/v\"><aib key=\"1\" value=\"5\"/></chanib>"),
       "no uib has that id", "/data"},
      {rpl("rpl:bjoin",
           "<uib id=\"0\" uri=\"sip:a\"/><chanib uri=\"ma-chan://d/v\"><aib key=\"1\" value=\"0, "
           "0\"/></chanib>"),
       "ids separated by commas", "/chanib/aib"},
      {rpl("rpl:bjoin", "<fib value=\"v\"/>"), "fib needs the attribute key", "/data/fib"},
      {rpl("rpl:part", "<chanib/>"), "chanib needs the attribute uri", "/data/chanib"},
      {rpl("rpl:chansrch", "<chanib uri=\"x\"/>"), "chanib@uri must be a room or category URI",
       "/data/chanib"},
      {rpl("rpl:chansrch",
           "<chanib uri=\"ma-chan://d/v\"><info id=\"urn:parlano:ma:info:ucnt\">many</info></chanib>"),
       "The user count must be", "/chanib/info"},
      {rpl("rpl:chansrch",
           "<chanib uri=\"ma-chan://d/v\"><prop id=\"urn:parlano:ma:prop:invite\">-</prop></chanib>"),
       "The property must be true or false", "/chanib/prop"},
      {rpl("rpl:bccontext",
           "<chanib uri=\"ma-chan://d/v\"><msg id=\"grpchat\" chanUri=\"ma-chan://d/w\" "
           "author=\"sip:a\" ts=\"2010-09-21T09:48:10Z\"><chat/></msg></chanib>"),
       "msg@chanUri must be the uri of the chanib", "/chanib/msg"},
      {rpl("rpl:getftok", "<token token=\"t\" serveruri=\"http://x\"/>"), "must be an https URI",
       "/data/token"},
  };
}

// and in what it tells.
std::vector<Broken> broken_notices() {
  return {
      {ntc("ntc:join", ""), "The notice names no uib", "/ntc/data"},
      {ntc("ntc:join", "<uib uri=\"sip:a\"/>"), "Each uib needs an aib", "/data/uib"},
      {ntc("ntc:part", kChanib), "The chanib names no uib", "/data/chanib"},
      {envelope_of(
           "<grpchat id=\"grpchat\" chanUri=\"ma-chan://d/v\" author=\"sip:a\" ts=\"now\"><chat/></grpchat>"),
       "grpchat@ts must be an ISO 8601 time", "/xccos/grpchat"},
      {envelope_of("<grpchat id=\"grpchat\" chanUri=\"ma-chan://d/v\" author=\"sip:a\" "
                   "ts=\"2010-09-21T09:48:10Z\"/>"),
       "The element chat is missing", "/xccos/grpchat"},
  };
}

std::vector<Broken> broken_documents() {
  std::vector<Broken> all = broken_commands();
  for (const auto& more : {broken_replies(), broken_notices()})
    all.insert(all.end(), more.begin(), more.end());
  return all;
}

TEST(CodecReading, strict_names_the_first_rule_that_is_broken_and_its_place) {
  for (const Broken& broken : broken_documents()) {
    const auto decoded = decode(broken.xml, Reading::strict);
    ASSERT_FALSE(decoded) << broken.xml;
    EXPECT_EQ(decoded.error().code, Errc::malformed);
    EXPECT_THAT(decoded.error().detail, AllOf(HasSubstr(broken.rule), HasSubstr(broken.place))) << broken.xml;
    const bool is_attribute = decoded.error().detail.find("/@") != std::string::npos;
    EXPECT_EQ(broken.xml[decoded.error().offset - (is_attribute ? 1 : 0)], is_attribute ? ' ' : '<')
        << decoded.error().detail;
  }
}

// What has the type that it must not have, told where it stands in the element.
TEST(CodecReading, a_wrong_attribute_is_named_by_its_own_path_and_offset) {
  const std::string xml = cmd("cmd:join", "<chanid domain=\"d\"   value=\"v\" key=\"y\"/>");
  const auto decoded = decode(xml, Reading::strict);
  ASSERT_FALSE(decoded);
  EXPECT_EQ(decoded.error().offset, xml.find("key="));
  EXPECT_THAT(decoded.error().detail, HasSubstr("/xccos/cmd/data/chanid/@key, byte "));
}

// Readers take the blocks of a message in an order of their own; what is told is that of the document.
TEST(CodecReading, of_two_violations_the_first_in_the_document_is_told_whichever_it_is) {
  const std::string room = "<chanib uri=\"x\"/>", user = "<uib id=\"y\" uri=\"sip:a\"/>";
  const std::string info = "<info id=\"urn:parlano:ma:info:ucnt\">x</info>", prop = "<prop/>";
  const auto in_room = [](const std::string& a, const std::string& b) {
    return rpl("rpl:chansrch", "<chanib uri=\"ma-chan://d/v\">" + a + b + "</chanib>");
  };
  const std::string wrong_chanid = "<chanid key=\"y\" domain=\"d\" value=\"v\"/>";
  const std::string wrong_elsewhere = "<q>" + room + "</q>";
  const std::vector<std::pair<std::string, std::string>> documents = {
      {rpl("rpl:bjoin", room + user), "/chanib/@uri"},
      {rpl("rpl:bjoin", user + room), "/uib/@id"},
      {in_room(info, prop), "/chanib/info"},
      {in_room(prop, info), "/chanib/prop"},
      {cmd("cmd:join", wrong_elsewhere + wrong_chanid), "/q/chanib/@uri"},
      {cmd("cmd:join", wrong_chanid + wrong_elsewhere), "/chanid/@key"},
  };
  for (const auto& [xml, place] : documents) {
    EXPECT_THAT(decode(xml, Reading::strict).error().detail, HasSubstr(place)) << xml;
    const auto lenient = decode(xml, Reading::lenient);
    ASSERT_THAT(lenient->forgiven, SizeIs(2)) << xml;
    EXPECT_THAT(lenient->forgiven[0], HasSubstr(place)) << xml;
  }
}

TEST(CodecReading, a_uri_that_is_too_long_is_told_so) {
  const std::string_view head = "ma-chan://d/";
  const auto part = [&](std::size_t bytes) {
    return cmd("cmd:part",
               fmt::format("<chanib uri=\"{}{}\"/>", head, std::string(bytes - head.size(), 'x')));
  };
  EXPECT_TRUE(decode(part(1024), Reading::strict));
  EXPECT_THAT(decode(part(1025), Reading::strict).error().detail,
              HasSubstr("chanib@uri is a URI of 1025 bytes; 1024 are accepted"));
}

// Which of the two is a matter of the rule about order alone: a receiver ignores what it does not know.
TEST(CodecReading, elements_of_other_namespaces_and_of_none_may_stand_before_commandid) {
  for (const char* element :
       {"<x xmlns=\"urn:x\"/>", "<n:x xmlns:n=\"urn:x\"/>", "<x xmlns=\"\"/>", "<new/>"}) {
    const bool is_ours = std::string_view(element) == "<new/>";
    const auto decoded = decode(
        envelope_of(fmt::format("<rpl id=\"rpl:getpref\" seqid=\"1\">{}<commandid seqid=\"1\" envid=\"7\"/>"
                                "<resp code=\"200\">X</resp><data/></rpl>",
                                element)),
        Reading::strict);
    EXPECT_EQ(decoded.has_value(), !is_ours) << element;
  }
}

TEST(CodecReading, an_invitation_of_another_shape_is_kept_whole) {
  const auto decoded = decode(ntc("ntc:invite", "<chanib name=\"n\"/>"), Reading::strict);
  ASSERT_TRUE(decoded);
  const NoticeBody& body = std::get<Notice>(decoded->envelope.primitives.at(0)).body;
  EXPECT_THAT(std::get<Unknown>(body).xml, HasSubstr("<chanib name=\"n\"/>"));
}

TEST(CodecReading, a_violation_is_told_once_however_a_message_ends) {
  const auto decoded =
      decode(envelope_of(
                 "<rpl id=\"rpl:x\" seqid=\"1\"><commandid seqid=\"1\"/><resp code=\"200\">X</resp><data><y/>"
                 "</data></rpl>"),
             Reading::lenient);
  EXPECT_THAT(decoded->forgiven, ElementsAre(HasSubstr("commandid needs the attribute envid")));
}

TEST(CodecReading, names_of_primitives_and_ids_are_read_without_case) {
  const auto decoded = decode(envelope_of("<Cmd id=\"CMD:ReqUri\" seqid=\"1\"/>"), Reading::strict);
  ASSERT_TRUE(decoded);
  EXPECT_EQ(decoded->unknown, 0u);
  EXPECT_EQ(std::get<Command>(decoded->envelope.primitives[0]), (Command{"cmd:requri", 1, RequestUri{}}));
}

TEST(CodecReading, a_post_has_the_id_grpchat_and_no_other) {
  for (const char* id : {"", "zzz"}) {
    const std::string xml =
        envelope_of(fmt::format("<grpchat id=\"{}\" chanUri=\"ma-chan://d/v\" author=\"sip:a\" "
                                "ts=\"2010-09-21T09:48:10Z\"><chat/></grpchat>",
                                id));
    EXPECT_THAT(decode(xml, Reading::strict).error().detail, HasSubstr("grpchat@id must be grpchat"));
    EXPECT_EQ(id_of(decode(xml, Reading::lenient)->envelope.primitives[0]), "grpchat");
  }
}

TEST(IdOf, a_message_that_nobody_knows_is_the_name_of_its_element_if_that_is_ours) {
  const auto id = [](const char* xml) { return std::string(id_of(Primitive(Unknown{xml}))); };
  EXPECT_EQ(id("<sys a='1'/>"), "sys");
  EXPECT_EQ(id("<h:sys xmlns:h='urn:parlano:xml:ns:xccos'/>"), "sys");
  EXPECT_EQ(id("<sys xmlns='urn:parlano:xml:ns:xccos'/>"), "sys");
  for (const char* other :
       {"<sys xmlns='urn:x'/>", "<h:sys xmlns:h='urn:x'/>", "<h:sys/>", "", "text", "<", "<sys"})
    EXPECT_EQ(id(other), "unknown") << other;
}

TEST(CodecReading, an_unknown_primitive_of_our_namespace_has_the_name_of_its_element) {
  const auto decoded = decode(
      envelope_of("<sys n:a=\"1\" xmlns:n=\"urn:b\"/><err/><x xmlns=\"urn:x\"/><n:x xmlns:n=\"urn:x\"/>"),
      Reading::strict);
  std::vector<std::string> ids;
  for (const Primitive& primitive : decoded->envelope.primitives) ids.emplace_back(id_of(primitive));
  EXPECT_THAT(ids, ElementsAre("sys", "err", "unknown", "unknown"));
}

TEST(CodecReading, lenient_takes_the_same_documents_and_says_what_it_forgave) {
  for (const Broken& broken : broken_documents()) {
    const auto decoded = decode(broken.xml, Reading::lenient);
    ASSERT_TRUE(decoded) << broken.xml;
    EXPECT_THAT(decoded->forgiven, testing::Contains(HasSubstr(broken.rule))) << broken.xml;
    EXPECT_THAT(decoded->envelope.primitives, SizeIs(1)) << broken.xml;
  }
}

TEST(CodecReading, an_unknown_id_keeps_the_whole_element_in_both_readings) {
  const std::string xml = envelope_of("<cmd id=\"cmd:bcbydate\" seqid=\"3\"><data><bcq/></data></cmd>");
  for (const Reading reading : {Reading::strict, Reading::lenient}) {
    const auto decoded = decode(xml, reading);
    ASSERT_TRUE(decoded);
    EXPECT_THAT(decoded->forgiven, IsEmpty());
    const auto& command = std::get<Command>(decoded->envelope.primitives[0]);
    EXPECT_EQ(command.id, "cmd:bcbydate");
    EXPECT_EQ(command.seqid, 3u);
    EXPECT_EQ(std::get<Unknown>(command.body).xml,
              "<cmd id=\"cmd:bcbydate\" seqid=\"3\"><data><bcq/></data></cmd>");
  }
}

TEST(CodecReading, a_shape_that_is_only_remembered_breaks_no_rule) {
  const auto decoded = decode(cmd("cmd:getassociations", "<other/>"), Reading::strict);
  ASSERT_TRUE(decoded) << decoded.error().detail;
  EXPECT_TRUE(std::holds_alternative<Unknown>(std::get<Command>(decoded->envelope.primitives[0]).body));
}

TEST(CodecReading, an_unusable_shape_is_kept_as_unknown_when_lenient) {
  const auto decoded = decode(cmd("cmd:join", "<other/>"), Reading::lenient);
  ASSERT_TRUE(decoded);
  EXPECT_THAT(decoded->forgiven, SizeIs(1));
  EXPECT_EQ(std::get<Unknown>(std::get<Command>(decoded->envelope.primitives[0]).body).xml,
            "<cmd id=\"cmd:join\" seqid=\"1\"><data><other/></data></cmd>");
}

TEST(CodecReading, a_command_without_the_block_of_its_kind_is_kept_as_unknown_when_lenient) {
  for (const std::string_view id :
       {"cmd:getserverinfo", "cmd:getpref", "cmd:setpref", "cmd:join", "cmd:part", "cmd:bccontext",
        "cmd:bcbydate", "cmd:bcbymsg", "cmd:chansrch", "cmd:getinv", "cmd:getfutok", "cmd:getfdtok",
        "cmd:chancreate", "cmd:chanmodify"}) {
    const auto decoded = decode(cmd(id, "<other/>"), Reading::lenient);
    ASSERT_TRUE(decoded) << id;
    const auto& command = std::get<Command>(decoded->envelope.primitives[0]);
    EXPECT_TRUE(std::holds_alternative<Unknown>(command.body)) << id;
  }
}

TEST(CodecReading, strict_judges_a_block_of_ours_inside_of_what_is_not_known) {
  for (const std::string_view block : {"<xccos/>",
                                       "<cmd/>",
                                       "<rpl/>",
                                       "<ntc/>",
                                       "<grpchat/>",
                                       "<msg/>",
                                       "<commandid/>",
                                       "<resp/>",
                                       "<chanid/>",
                                       "<chanib uri=\"x\"/>",
                                       "<aib key=\"x\"/>",
                                       "<fib/>",
                                       "<info/>",
                                       "<prop/>",
                                       "<sib infoType=\"x\"/>",
                                       "<qib/>",
                                       "<last/>",
                                       "<inv inviteId=\"x\"/>",
                                       "<pref/>",
                                       "<token/>",
                                       "<ftdb/>"}) {
    const std::string unknown = fmt::format("<new>{}</new>", block);
    for (const std::string& xml :
         {ntc("ntc:x", unknown), cmd("cmd:part", kChanib + unknown),
          envelope_of("<grpchat id=\"grpchat\" chanUri=\"ma-chan://d/v\" author=\"sip:a\" "
                      "ts=\"2010-09-21T09:48:10Z\"><chat/>" +
                      unknown + "</grpchat>")}) {
      const auto decoded = decode(xml, Reading::strict);
      ASSERT_FALSE(decoded) << xml;
      EXPECT_THAT(decoded.error().detail, HasSubstr("/new/")) << xml;
    }
  }
}

TEST(CodecReading, an_aib_without_its_key_is_forgiven_and_grants_nothing) {
  const auto decoded = decode(rpl("rpl:bjoin",
                                  "<uib id=\"0\" uri=\"sip:a@d\"/><chanib uri=\"ma-chan://d/v\">"
                                  "<aib value=\"0\"/></chanib>"),
                              Reading::lenient);
  EXPECT_THAT(decoded->forgiven, SizeIs(1));
  EXPECT_EQ(body_of<Joined>(*decoded).rooms.at(0).rights.at(0).permissions, 0u);
}

TEST(CodecReading, a_missing_count_of_a_history_is_left_to_the_server) {
  const auto decoded = decode(cmd("cmd:bccontext", "<chanib uri=\"ma-chan://d/v\"/>"), Reading::lenient);
  ASSERT_TRUE(decoded);
  EXPECT_EQ(body_of<BackChatContext>(*decoded), (BackChatContext{{"ma-chan://d/v"}, {}}));
}

TEST(CodecReading, an_unknown_primitive_is_ignored_as_bytes) {
  const auto decoded = decode(envelope_of("<sys a=\"1\"/><x xmlns=\"urn:x\"/>"), Reading::strict);
  ASSERT_TRUE(decoded);
  EXPECT_THAT(decoded->envelope.primitives,
              ElementsAre(Primitive(Unknown{"<sys a=\"1\"/>"}), Primitive(Unknown{"<x xmlns=\"urn:x\"/>"})));
}

TEST(CodecReading, an_element_of_ours_in_another_namespace_is_not_ours) {
  const auto decoded = decode(cmd("cmd:join", "<chanid xmlns=\"urn:x\" key=\"0\" domain=\"d\" value=\"v\"/>"),
                              Reading::strict);
  ASSERT_FALSE(decoded);
  EXPECT_THAT(decoded.error().detail, HasSubstr("The element chanid is missing"));
}

TEST(CodecReading, an_empty_list_of_a_success_is_a_list_and_of_a_refusal_no_data) {
  EXPECT_EQ(body_of<RoomList>(*decode(rpl("rpl:chansrch", ""), Reading::strict)), RoomList{});
  EXPECT_EQ(body_of<NoData>(*decode(rpl("rpl:chansrch", "", 500), Reading::strict)), NoData{});
}

TEST(CodecReading, a_refusal_may_carry_anything_or_nothing) {
  EXPECT_EQ(body_of<NoData>(*decode(rpl("rpl:join", "", 403), Reading::strict)), NoData{});
  EXPECT_EQ(
      body_of<Parted>(*decode(rpl("rpl:part", "<chanib uri=\"ma-chan://d/v\"/>", 403), Reading::strict)),
      Parted{{"ma-chan://d/v"}});
  const auto decoded = decode(rpl("rpl:part", "<reason/>", 403), Reading::strict);
  ASSERT_TRUE(decoded) << decoded.error().detail;
  EXPECT_THAT(body_of<Unknown>(*decoded).xml, HasSubstr("<reason/>"));
}

TEST(CodecReading, an_empty_data_is_written_back_of_a_success_alone) {
  const auto written = [](int code) {
    return encode(decode(rpl("rpl:getpref", "", code), Reading::lenient)->envelope, Writer::server);
  };
  EXPECT_THAT(written(200), HasSubstr("<data/>"));
  EXPECT_THAT(written(403), testing::Not(HasSubstr("<data/>")));
}

TEST(CodecReading, a_missing_response_is_told_from_a_refusal) {
  const auto decoded = decode(envelope_of("<rpl id=\"rpl:part\" seqid=\"1\"/>"), Reading::lenient);
  ASSERT_TRUE(decoded);
  const auto& reply = std::get<Reply>(decoded->envelope.primitives[0]);
  EXPECT_FALSE(reply.response);
  EXPECT_FALSE(reply.command);
}

TEST(CodecReading, both_spellings_of_visibility_and_of_server_info_are_understood) {
  for (const char* name : {"visibilty", "visibility"}) {
    const auto decoded =
        decode(rpl("rpl:chansrch", fmt::format("<chanib uri=\"ma-chan://d/v\"><info "
                                               "id=\"urn:parlano:ma:info:{}\">open</info></chanib>",
                                               name)),
               Reading::strict);
    ASSERT_TRUE(decoded);
    EXPECT_EQ(fact_of(body_of<RoomList>(*decoded).rooms.at(0), kVisibility), "open");
  }
  const auto info =
      decode(rpl("rpl:getservinfo", "<sib infoType=\"123\" searchLimit=\"5\"/>"), Reading::strict);
  ASSERT_TRUE(info);
  EXPECT_EQ(body_of<ServerInfo>(*info).search_limit, 5u);
  EXPECT_EQ(std::get<Reply>(info->envelope.primitives[0]).id, "rpl:getservinfo");
}

TEST(CodecReading, a_notice_of_entering_nests_rooms_in_users_and_of_leaving_users_in_rooms) {
  EXPECT_EQ(body_of<UsersEntered>(*decode(
                ntc("NTC:Join", "<uib uri=\"sip:c\"><aib key=\"3984\" domain=\"d\" value=\"v\"/></uib>"),
                Reading::strict)),
            (UsersEntered{{{{}, "sip:c", {{{"d", "v"}, 3984}}}}}));
  EXPECT_EQ(
      body_of<UsersLeft>(*decode(
          ntc("ntc:part", "<chanib uri=\"ma-chan://d/v\"><uib uri=\"sip:c\"/></chanib>"), Reading::strict)),
      (UsersLeft{{.uri = "ma-chan://d/v", .users = {{{}, "sip:c"}}}}));
}

TEST(CodecReading, limits_are_kept_by_the_limits_of_the_caller) {
  const std::string two = envelope_of("<sys/><sys/>");
  EXPECT_TRUE(decode(two, Reading::lenient, {.primitives_max = 2}));
  EXPECT_EQ(decode(two, Reading::lenient, {.primitives_max = 1}).error().code, Errc::limit_exceeded);
  EXPECT_EQ(decode(two, Reading::lenient, {.bytes_max = 10}).error().code, Errc::limit_exceeded);
  EXPECT_EQ(decode(two, Reading::lenient, {.depth_max = 1}).error().code, Errc::limit_exceeded);
}

TEST(CodecReading, limits_are_what_the_settings_page_says) {
  constexpr ReadLimits kLimits;
  const auto page = documented("SIP and XCCOS readers");
  EXPECT_EQ(page.at("bytes_max"), std::int64_t{kLimits.bytes_max});
  EXPECT_EQ(page.at("depth_max"), std::int64_t{kLimits.depth_max});
  EXPECT_EQ(page.at("primitives_max"), std::int64_t{kLimits.primitives_max});
}

TEST(CodecReading, a_document_that_is_wrong_everywhere_gets_a_bounded_list_of_notes) {
  std::string users;
  for (int i = 0; i < 1000; ++i) users += "<uib/>";
  const auto decoded = decode(rpl("rpl:bjoin", users), Reading::lenient);
  ASSERT_TRUE(decoded);
  EXPECT_THAT(decoded->forgiven, SizeIs(101));
  EXPECT_EQ(decoded->forgiven.back(), "There is more to forgive than is listed here.");
}

TEST(CodecReading, sipe_on_the_wire_sends_a_raw_line_end_that_reads_as_lf) {
  const auto decoded =
      decode(envelope_of("<grpchat id=\"grpchat\" seqid=\"1\" chanUri=\"ma-chan://d/v\" "
                         "author=\"sip:a\" ts=\"2010-09-21T09:48:10Z\"><chat>a\r\nb</chat></grpchat>"),
             Reading::strict);
  ASSERT_TRUE(decoded);
  EXPECT_EQ(std::get<ChatMessage>(decoded->envelope.primitives[0]).text, "a\nb");
}

TEST(ReplyId, is_the_command_id_but_for_the_file_tokens) {
  EXPECT_EQ(reply_id_of("cmd:join"), "rpl:join");
  EXPECT_EQ(reply_id_of("CMD:Part"), "rpl:part");
  EXPECT_EQ(reply_id_of("cmd:getfutok"), "rpl:getftok");
  EXPECT_EQ(reply_id_of("cmd:getfdtok"), "rpl:getftok");
  EXPECT_EQ(reply_id_of("cmd:getpref"), "rpl:getpref");
}

}   // namespace
}   // namespace parley::xccos
