// One element each, written by the same writer as the documents on the wire.
#include "reference_server/compliance/event_xml.h"

#include "protocol/xml/markup.h"

namespace parley::compliance {
namespace {

std::string write(std::optional<std::uint64_t> sequence, const storage::ComplianceEvent& event) {
  xml::Markup out;
  out.open("event").maybe("sequence", sequence).attribute("kind", storage::to_string(event.kind));
  out.attribute("room", event.room_uri).attribute("user", event.user_uri);
  if (event.kind == storage::EventKind::chat) out.attribute("chat", event.chat_id);
  return out.text(event.content).close().take();
}

}   // namespace

std::string event_xml(const storage::ComplianceEvent& event) { return write(std::nullopt, event); }

std::string event_xml(const storage::QueuedEvent& queued) { return write(queued.sequence, queued.event); }

std::string batch_xml(const Batch& batch) {
  return xml::Markup()
      .open("batch")
      .attribute("id", batch.id)
      .attribute("events", batch.events.size())
      .close()
      .take();
}

}   // namespace parley::compliance
