// One Conversation per room, rooms by their first event, events by sequence.
#include "reference_server/compliance/xml_adapter.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <span>
#include <vector>

#include "protocol/base/text.h"
#include "protocol/xml/markup.h"
#include "reference_server/compliance/durable_file.h"
#include "reference_server/compliance/time_triple.h"

namespace parley::compliance {
namespace {

using Room = std::vector<const ArchivedEvent*>;   // The events of one room; never empty.

std::vector<Room> split_by_room(const Batch& batch) {
  std::vector<Room> rooms;
  std::map<std::string_view, std::size_t> places;
  for (const ArchivedEvent& archived : batch.events) {
    const auto [place, is_new] = places.emplace(archived.event.room_uri, rooms.size());
    if (is_new) rooms.emplace_back();
    rooms[place->second].push_back(&archived);
  }
  return rooms;
}

void append_time(xml::Markup& out, std::string_view name, WallTime at) {
  const TimeTriple triple = time_triple(at);
  out.open(name).attribute("since1970", triple.since1970).attribute("string", triple.string);
  out.attribute("long", triple.ticks).close();
}

std::string_view without_scheme(std::string_view uri) {
  return starts_with_ignoring_case(uri, "sip:") ? uri.substr(4) : uri;
}

// What FirstMessage and Message have in common.
void append_entry(xml::Markup& out, std::string_view name, const ArchivedEvent& archived) {
  const storage::ComplianceEvent& event = archived.event;
  const std::string_view address = without_scheme(event.user_uri);
  const bool is_chat = event.kind == storage::EventKind::chat;
  out.open(name).attribute("type", storage::to_string(event.kind));
  // The schema says int, the product stores a bigint (product.md 1.6, D3); the true id is what counts.
  out.attribute("content", event.content).attribute("id", is_chat ? event.chat_id : 0);
  out.open("Sender").attribute("UserName", event.user_name.empty() ? address : event.user_name);
  out.attribute("id", archived.user_id).attribute("email", std::string_view());
  out.flag("internal", true).attribute("uri", address).close();
  append_time(out, "DateTimeUTC", event.at);
  out.close();
}

void append_conversation(xml::Markup& out, const Room& room) {
  out.raw("\n  ")
      .open("Conversation")
      .raw("\n    ")
      .open("Channel")
      .attribute("uri", room.front()->event.room_uri);
  out.attribute("name", room.back()->event.room_name).close();   // Of a renamed room the newest name.
  out.raw("\n    ");
  append_entry(out, "FirstMessage", *room.front());
  out.raw("\n    ").open("Messages");
  for (const ArchivedEvent* archived : room) append_entry(out.raw("\n      "), "Message", *archived);
  out.raw("\n    ").close().raw("\n    ");
  // A wall clock may be set back; Start and End enclose the events all the same.
  const auto [first, last] = std::minmax_element(
      room.begin(), room.end(), [](const auto* a, const auto* b) { return a->event.at < b->event.at; });
  append_time(out, "StartTimeUTC", (*first)->event.at);
  append_time(out, "EndTimeUTC", (*last)->event.at);
  out.raw("\n  ").close();
}

std::string write_document(std::span<const Room> rooms) {
  xml::Markup out;
  out.raw("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n").open("Conversations");
  out.attribute("xmlns:xsi", std::string_view("http://www.w3.org/2001/XMLSchema-instance"));
  out.attribute("xmlns:xsd", std::string_view("http://www.w3.org/2001/XMLSchema"));
  for (const Room& room : rooms) append_conversation(out, room);
  return out.raw("\n").close().raw("\n").take();
}

std::string stem(const Batch& batch) {
  std::string time = to_iso8601(batch.opened);
  std::erase_if(time, [](char c) { return c == '-' || c == ':'; });
  return fmt::format("conversations-{}-{:06}", time, batch.id);
}

}   // namespace

std::string conversations_document(const Batch& batch) { return write_document(split_by_room(batch)); }

std::string output_name(const Batch& batch) { return stem(batch) + ".xml"; }

std::string output_name(const Batch& batch, std::size_t room) {
  return fmt::format("{}-{:04}.xml", stem(batch), room);
}

Result<void> XmlAdapter::translate(const Batch& batch) {
  const auto path = [&](const std::string& name) { return options_.directory + "/" + name; };
  if (!options_.one_room_per_file)
    return write_durably(path(output_name(batch)), conversations_document(batch));
  const std::vector<Room> rooms = split_by_room(batch);
  for (std::size_t i = 0; i < rooms.size(); ++i) {
    auto written = write_durably(path(output_name(batch, i + 1)), write_document(std::span(&rooms[i], 1)));
    if (!written) return written;
  }
  return {};
}

}   // namespace parley::compliance
