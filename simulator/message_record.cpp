// See message_record.h.
#include "simulator/message_record.h"

#include <fmt/format.h>

#include <string_view>

#include "protocol/sip/secrets.h"
#include "protocol/xccos/grade.h"

namespace parley::sim {
namespace {

std::string label_of_request(const Observation& seen) {
  std::string label = seen.method;
  if (seen.xccos)
    for (const xccos::Primitive& primitive : seen.xccos->primitives)
      label += fmt::format(" {}", xccos::id_of(primitive));
  else if (const auto event = seen.sip.headers.find("Event")) label += fmt::format(" {}", *event);
  return label;
}

sip::Message masked(const sip::Message& message) {
  sip::Message shown = message;
  shown.request_uri = sip::shown_uri(message.request_uri);
  shown.headers = {};
  for (const sip::HeaderField& field : message.headers.fields())
    shown.headers.add(field.name, sip::shown_value(field.name, field.value));
  return shown;
}

std::string text_of(const Observation& seen) {
  switch (seen.kind) {
    case Observation::Kind::request:
    case Observation::Kind::response: return sip::write(masked(seen.sip));
    case Observation::Kind::garbage: return sip::shown_bytes(seen.text);
    case Observation::Kind::internal:
    case Observation::Kind::link_up:
    case Observation::Kind::link_down:
    case Observation::Kind::note: return seen.text;
  }
  return {};
}

// Cut between two characters, so that the record stays UTF-8.
void shorten(std::string& text) {
  if (text.size() <= kRecordBytesMax) return;
  std::size_t end = kRecordBytesMax;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
  text.resize(end);
  text += "[...]";
}

}   // namespace

std::string label_of(const Observation& seen) {
  switch (seen.kind) {
    case Observation::Kind::request: return label_of_request(seen);
    case Observation::Kind::response: return fmt::format("{} {}", seen.sip.status, seen.method);
    case Observation::Kind::internal:
    case Observation::Kind::note: return seen.what;
    case Observation::Kind::link_up: return "link up";
    case Observation::Kind::link_down: return "link down";
    case Observation::Kind::garbage: return "bytes that are no SIP";
  }
  return {};
}

reports::MessageRecord record_of(const Observation& seen) {
  reports::MessageRecord record;
  record.number = seen.number;
  record.at_ns = seen.at.ns;
  record.from = seen.from;
  record.to = seen.to;
  record.label = label_of(seen);
  if (seen.xccos)
    for (const xccos::Primitive& primitive : seen.xccos->primitives) {
      const std::string_view id = xccos::id_of(primitive);
      record.kinds.push_back({std::string(id), xccos::grade_of_kind(id)});
    }
  record.dialog = seen.call_id;
  record.cause = seen.answers;
  record.internal = seen.kind == Observation::Kind::internal || seen.kind == Observation::Kind::note;
  record.text = text_of(seen);
  shorten(record.text);
  return record;
}

}   // namespace parley::sim
