// The output is valid by schema and keeps the rules that no schema can say.
#include "reference_server/compliance/xml_adapter.h"

#include <gtest/gtest.h>
#include <libxml/xmlschemas.h>
#include <rapidcheck/gtest.h>

#include <filesystem>
#include <fstream>
#include <pugixml.hpp>
#include <set>

#include "reference_server/compliance/test_rig.h"
#include "reference_server/compliance/time_triple.h"
#include "reference_server/storage/test_directory.h"

namespace parley::compliance {
namespace {

using storage::EventKind;

const std::string kFolder = std::string(PARLEY_SOURCE_DIR) + "/reference_server/compliance/";

class Schema {
 public:
  explicit Schema(const std::string& path) {
    xmlSchemaParserCtxtPtr parser = xmlSchemaNewParserCtxt(path.c_str());
    schema_ = xmlSchemaParse(parser);
    xmlSchemaFreeParserCtxt(parser);
  }
  ~Schema() { xmlSchemaFree(schema_); }
  Schema(const Schema&) = delete;
  Schema& operator=(const Schema&) = delete;

  bool accepts(const std::string& xml) const {
    xmlDocPtr document = xmlReadMemory(xml.data(), static_cast<int>(xml.size()), "", nullptr,
                                       XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_NONET);
    if (document == nullptr || schema_ == nullptr) return false;
    xmlSchemaValidCtxtPtr validation = xmlSchemaNewValidCtxt(schema_);
    xmlSchemaSetValidStructuredErrors(validation, [](void*, auto) {}, nullptr);   // Quiet.
    const int verdict = xmlSchemaValidateDoc(validation, document);
    xmlSchemaFreeValidCtxt(validation);
    xmlFreeDoc(document);
    return verdict == 0;
  }

 private:
  xmlSchemaPtr schema_ = nullptr;
};

const Schema& schema() {
  static const Schema kSchema(kFolder + "conversations.xsd");
  return kSchema;
}

std::string read(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos);
  return text.replace(at, from.size(), to);
}

Batch make_batch(std::vector<storage::ComplianceEvent> events) {
  Batch batch{7, kStart, {}};
  for (storage::ComplianceEvent& event : events)
    batch.events.push_back({batch.events.size() + 1, 1, std::move(event)});
  return batch;
}

std::set<std::string> files_in(const storage::TestDirectory& directory) {
  std::set<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(directory.path()))
    names.insert(entry.path().filename().string());
  return names;
}

struct Parsed {
  explicit Parsed(const std::string& xml) { EXPECT_TRUE(document.load_string(xml.c_str())); }
  pugi::xml_node first(const char* path) const { return document.select_node(path).node(); }
  pugi::xml_document document;
};

std::string print(pugi::xml_node node) {
  std::ostringstream out;
  for (const auto& attribute : node.attributes()) out << attribute.name() << '=' << attribute.value() << '\n';
  for (const auto& child : node.children()) child.print(out);
  return out.str();
}

TEST(ConversationsSchema, accepts_the_example) {
  EXPECT_TRUE(schema().accepts(read(kFolder + "testdata/example-conversations.xml")));
}

TEST(ConversationsSchema, refuses_what_the_published_schema_refuses) {
  const std::string example = read(kFolder + "testdata/example-conversations.xml");
  EXPECT_FALSE(schema().accepts(replaced(example, "<Channel ", "<Channel islogged=\"\" ")));
  EXPECT_FALSE(schema().accepts(replaced(example, "id=\"0\"", "id=\"4294967296\"")));
  EXPECT_FALSE(schema().accepts(replaced(example, "type=\"JOIN\"", "type=\"SEARCH\"")));
}

TEST(ConversationsSchema, refuses_an_untrimmed_time_and_a_room_that_comes_twice) {
  const std::string example = read(kFolder + "testdata/example-conversations.xml");
  EXPECT_FALSE(schema().accepts(replaced(example, "20.5Z", "20.50Z")));
  const std::size_t start = example.find("<Conversation>");
  const std::size_t end = example.find("</Conversations>");
  EXPECT_FALSE(schema().accepts(example.substr(0, end) + example.substr(start)));
}

TEST(XmlAdapter, writes_the_documented_shape) {
  const std::string xml = conversations_document(make_batch({make_event(EventKind::chat, "hello")}));
  EXPECT_EQ(xml,
            "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
            "<Conversations xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" "
            "xmlns:xsd=\"http://www.w3.org/2001/XMLSchema\">\n"
            "  <Conversation>\n"
            "    <Channel uri=\"ma-chan://contoso.example/5b9c2f0e-8d5f-4c6b-9d39-0a2f5f1f7a11\" "
            "name=\"Ops Bridge\"/>\n"
            "    <FirstMessage type=\"CHAT\" content=\"hello\" id=\"1\"><Sender UserName=\"Ada Example\" "
            "id=\"1\" email=\"\" internal=\"true\" uri=\"ada@contoso.example\"/><DateTimeUTC "
            "since1970=\"1400000000000\" string=\"2014-05-13T16:53:20Z\" long=\"635355968000000000\"/>"
            "</FirstMessage>\n"
            "    <Messages>\n"
            "      <Message type=\"CHAT\" content=\"hello\" id=\"1\"><Sender UserName=\"Ada Example\" "
            "id=\"1\" email=\"\" internal=\"true\" uri=\"ada@contoso.example\"/><DateTimeUTC "
            "since1970=\"1400000000000\" string=\"2014-05-13T16:53:20Z\" long=\"635355968000000000\"/>"
            "</Message>\n"
            "    </Messages>\n"
            "    <StartTimeUTC since1970=\"1400000000000\" string=\"2014-05-13T16:53:20Z\" "
            "long=\"635355968000000000\"/><EndTimeUTC since1970=\"1400000000000\" "
            "string=\"2014-05-13T16:53:20Z\" long=\"635355968000000000\"/>\n"
            "  </Conversation>\n"
            "</Conversations>\n");
}

TEST(XmlAdapter, only_a_chat_has_an_id) {
  const Parsed out(conversations_document(
      make_batch({make_event(EventKind::join), make_event(EventKind::chat, "a"),
                  make_event(EventKind::backchat, "30"), make_event(EventKind::part)})));
  EXPECT_STREQ(out.first("//Message[@type='JOIN']").attribute("id").value(), "0");
  EXPECT_STREQ(out.first("//Message[@type='CHAT']").attribute("id").value(), "1");
  EXPECT_STREQ(out.first("//Message[@type='BACKCHAT']").attribute("id").value(), "0");
  EXPECT_STREQ(out.first("//Message[@type='BACKCHAT']").attribute("content").value(), "30");
  EXPECT_STREQ(out.first("//Message[@type='PART']").attribute("id").value(), "0");
}

TEST(XmlAdapter, a_sender_without_a_name_is_called_by_the_address) {
  storage::ComplianceEvent event = make_event(EventKind::join);
  event.user_name.clear();
  const Parsed out(conversations_document(make_batch({event})));
  EXPECT_STREQ(out.first("//Message/Sender").attribute("UserName").value(), "ada@contoso.example");
}

TEST(XmlAdapter, a_clock_that_was_set_back_keeps_the_order_and_the_frame) {
  storage::ComplianceEvent later = make_event(EventKind::join);
  later.at = kStart + std::chrono::seconds{10};
  const Parsed out(conversations_document(make_batch({later, make_event(EventKind::part)})));
  EXPECT_STREQ(out.first("//Message[1]").attribute("type").value(), "JOIN");
  EXPECT_STREQ(out.first("//StartTimeUTC").attribute("string").value(), "2014-05-13T16:53:20Z");
  EXPECT_STREQ(out.first("//EndTimeUTC").attribute("string").value(), "2014-05-13T16:53:30Z");
}

TEST(XmlAdapter, a_character_that_xml_forbids_does_not_stop_the_archive) {
  const std::string xml = conversations_document(make_batch({make_event(EventKind::chat,
                                                                        "a\x01"
                                                                        "b\xff")}));
  EXPECT_TRUE(schema().accepts(xml));
  EXPECT_STREQ(Parsed(xml).first("//Message").attribute("content").value(),
               "a\xef\xbf\xbd"
               "b\xef\xbf\xbd");
}

TEST(XmlAdapter, the_same_batch_overwrites_the_same_file_with_the_same_bytes) {
  const storage::TestDirectory directory;
  const Batch batch = make_batch({make_event(EventKind::join), make_event(EventKind::chat, "a")});
  XmlAdapter adapter({directory.path().string(), false});
  ASSERT_TRUE(adapter.translate(batch));
  const std::string first = read(directory.file(output_name(batch)));
  EXPECT_EQ(first, conversations_document(batch));
  ASSERT_TRUE(adapter.translate(batch));
  EXPECT_EQ(files_in(directory).size(), 1u);
  EXPECT_EQ(read(directory.file(output_name(batch))), first);
}

TEST(XmlAdapter, a_batch_of_another_time_or_id_has_another_file) {
  EXPECT_EQ(output_name(Batch{7, kStart, {}}), "conversations-20140513T165320.0000000Z-000007.xml");
  EXPECT_NE(output_name(Batch{7, kStart, {}}), output_name(Batch{8, kStart, {}}));
  EXPECT_NE(output_name(Batch{7, kStart, {}}), output_name(Batch{7, WallTime{kStart.ticks + 1}, {}}));
}

TEST(XmlAdapter, writes_one_file_per_room_when_asked) {
  const storage::TestDirectory directory;
  storage::ComplianceEvent other = make_event(EventKind::chat, "b");
  other.room_uri = "ma-chan://contoso.example/other";
  const Batch batch = make_batch({make_event(EventKind::chat, "a"), other, make_event(EventKind::chat, "c")});
  ASSERT_TRUE(XmlAdapter({directory.path().string(), true}).translate(batch));
  EXPECT_EQ(files_in(directory), (std::set<std::string>{output_name(batch, 1), output_name(batch, 2)}));
  const Parsed first(read(directory.file(output_name(batch, 1))));
  EXPECT_EQ(first.document.select_nodes("//Conversation").size(), 1u);
  EXPECT_EQ(first.document.select_nodes("//Message").size(), 2u);
  EXPECT_TRUE(schema().accepts(read(directory.file(output_name(batch, 2)))));
}

TEST(XmlAdapter, a_missing_directory_fails_the_batch) {
  const storage::TestDirectory directory;
  const auto done =
      XmlAdapter({directory.file("none"), false}).translate(make_batch({make_event(EventKind::join)}));
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, Errc::unavailable);
}

storage::ComplianceEvent arbitrary_event() {
  storage::ComplianceEvent event =
      make_event(*rc::gen::element(EventKind::chat, EventKind::backchat, EventKind::join, EventKind::part),
                 *rc::gen::arbitrary<std::string>());
  event.room_uri = "ma-chan://contoso.example/" + std::to_string(*rc::gen::inRange(0, 3));
  event.user_name = *rc::gen::arbitrary<std::string>();
  event.chat_id = *rc::gen::inRange<std::uint64_t>(1, 1000);
  event.at = WallTime{kStart.ticks + *rc::gen::inRange<std::int64_t>(0, 100'000'000)};
  return event;
}

RC_GTEST_PROP(XmlAdapter, every_output_is_valid_and_keeps_every_event_in_order, ()) {
  std::vector<storage::ComplianceEvent> events;
  const int count = *rc::gen::inRange(1, 30);
  for (int i = 0; i < count; ++i) events.push_back(arbitrary_event());
  const std::string xml = conversations_document(make_batch(events));
  RC_ASSERT(schema().accepts(xml));
  const Parsed out(xml);
  std::size_t seen = 0;
  for (const auto& match : out.document.select_nodes("//Conversation")) {
    const pugi::xml_node conversation = match.node();
    const pugi::xml_node messages = conversation.child("Messages");
    RC_ASSERT(print(conversation.child("FirstMessage")) == print(messages.first_child()));
    const std::string start = conversation.child("StartTimeUTC").attribute("long").value();
    const std::string end = conversation.child("EndTimeUTC").attribute("long").value();
    auto expected = events.begin();
    for (const auto& message : messages.children()) {
      expected = std::find_if(expected, events.end(), [&](const auto& event) {
        return event.room_uri == conversation.child("Channel").attribute("uri").value();
      });
      RC_ASSERT(expected != events.end());
      const std::string ticks = message.child("DateTimeUTC").attribute("long").value();
      RC_ASSERT(ticks == std::to_string(time_triple(expected->at).ticks));
      RC_ASSERT(start <= ticks);   // All have 18 digits.
      RC_ASSERT(ticks <= end);
      RC_ASSERT(std::string(message.attribute("type").value()) == storage::to_string(expected->kind));
      ++expected, ++seen;
    }
  }
  RC_ASSERT(seen == events.size());
}

}   // namespace
}   // namespace parley::compliance
