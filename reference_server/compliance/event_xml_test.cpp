#include "reference_server/compliance/event_xml.h"

#include <gtest/gtest.h>

#include <pugixml.hpp>

#include "reference_server/compliance/test_rig.h"

namespace parley::compliance {
namespace {

TEST(EventXml, names_everything_a_ladder_may_ask_for) {
  storage::ComplianceEvent event = make_event(storage::EventKind::chat, "hello");
  event.room_uri = "ma-chan://contoso.example/1";
  event.chat_id = 7;
  EXPECT_EQ(event_xml(storage::QueuedEvent{12, event}),
            "<event sequence=\"12\" kind=\"CHAT\" room=\"ma-chan://contoso.example/1\" "
            "user=\"sip:ada@contoso.example\" chat=\"7\">hello</event>");
}

TEST(EventXml, only_a_chat_has_a_chat_id_and_only_a_queued_event_a_sequence) {
  storage::ComplianceEvent event = make_event(storage::EventKind::join);
  event.room_uri = "ma-chan://contoso.example/1";
  EXPECT_EQ(event_xml(event),
            "<event kind=\"JOIN\" room=\"ma-chan://contoso.example/1\" user=\"sip:ada@contoso.example\"/>");
}

TEST(EventXml, any_text_reads_back) {
  const std::string text = "a<b>&\"'\r\n\tc";
  pugi::xml_document document;
  ASSERT_TRUE(document.load_string(event_xml(make_event(storage::EventKind::chat, text)).c_str(),
                                   pugi::parse_default | pugi::parse_ws_pcdata));
  EXPECT_EQ(document.child("event").text().get(), text);
}

TEST(EventXml, a_batch_tells_its_id_and_size) {
  Batch batch;
  batch.id = 3;
  batch.events.resize(2);
  EXPECT_EQ(batch_xml(batch), "<batch id=\"3\" events=\"2\"/>");
}

}   // namespace
}   // namespace parley::compliance
