// The run record as JSON. A change here is a change of schema/run.schema.json and of run_from_json.cpp.
#include <algorithm>

#include "reports/json_writer.h"
#include "reports/printable.h"
#include "reports/run_record.h"
#include "reports/summary.h"

namespace parley::reports {
namespace {

// "text", or for a message that is no UTF-8 "text_latin1": each byte as the character of that code, so that
// nothing of a hostile message is lost.
void write_text(JsonWriter& json, const std::string& text) {
  if (is_utf8(text)) return json.text("text", text);
  std::string widened;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x80) widened += static_cast<char>(0xc0u | byte >> 6);
    widened += byte >= 0x80 ? static_cast<char>(0x80u | (byte & 0x3fu)) : c;
  }
  json.text("text_latin1", widened);
}

void write_kinds(JsonWriter& json, const std::vector<KindRecord>& kinds) {
  json.open_array("kinds");
  for (const KindRecord& kind : kinds) {
    json.open_object();
    json.text("id", kind.id);
    json.text("grade", to_string(kind.grade));
    json.close_object();
  }
  json.close_array();
}

void write(JsonWriter& json, const MessageRecord& message) {
  json.open_object();
  json.unsigned_number("number", message.number);
  json.number("at_ns", message.at_ns);
  json.text("from", message.from);
  json.text("to", message.to);
  json.text("label", message.label);
  write_kinds(json, message.kinds);
  json.text("dialog", message.dialog);
  json.unsigned_number("cause", message.cause);
  json.flag("internal", message.internal);
  write_text(json, message.text);
  json.close_object();
}

void write(JsonWriter& json, const CheckRecord& check) {
  json.open_object();
  json.text("requirement", check.requirement);
  json.text("keyword", to_string(check.keyword));
  json.text("grade", to_string(check.grade));
  json.text("verdict", to_string(check.verdict));
  json.text("position", check.position);
  json.text("expected", check.expected);
  json.text("actual", check.actual);
  json.numbers("messages", check.messages);
  json.number("at_ns", check.at_ns);
  json.close_object();
}

void write(JsonWriter& json, const CaseRecord& one) {
  json.open_object();
  json.text("id", one.id);
  json.text("title", one.title);
  json.text("file", one.file);
  json.texts("covers", one.covers);
  json.texts("actors", one.actors);
  json.text("verdict", to_string(one.verdict));
  json.text("reason", one.reason);
  json.open_array("messages");
  for (const MessageRecord& message : one.messages) write(json, message);
  json.close_array();
  json.open_array("checks");
  for (const CheckRecord& check : one.checks) write(json, check);
  json.close_array();
  json.texts("notes", one.notes);
  json.text("fingerprint", one.fingerprint);
  json.number("duration_ns", one.duration_ns);
  json.close_object();
}

void write(JsonWriter& json, const RequirementResult& result) {
  const Requirement& requirement = *result.row;
  json.open_object();
  json.text("id", requirement.id);
  json.text("source", requirement.source);
  json.text("grade", to_string(requirement.grade));
  json.text("role", requirement.role);
  json.text("keyword", to_string(requirement.keyword));
  json.text("observable", requirement.observable);
  json.text("text", requirement.text);
  json.text("reach", to_string(result.reach));
  json.close_object();
}

// Those that are in a table, in the order of their ids.
std::vector<RequirementResult> rows_by_id(const RunRecord& run) {
  std::vector<RequirementResult> results = summarise(run).by_requirement;
  std::erase_if(results, [](const RequirementResult& result) { return result.row == nullptr; });
  std::sort(results.begin(), results.end(), [](const auto& a, const auto& b) { return a.id < b.id; });
  return results;
}

}   // namespace

std::string to_json(const RunRecord& run) {
  JsonWriter json;
  json.open_object();
  json.number("schema", RunRecord::kSchemaVersion);
  json.text("product", run.product);
  json.text("version", run.version);
  json.text("build", run.build);
  json.text("verb", run.verb);
  json.text("mode", run.mode);
  json.text("under_test", run.under_test);
  json.unsigned_number("seed", run.seed);
  json.texts("plan", run.plan);
  json.text("reproduce", run.reproduce);
  json.text("verdict", to_string(verdict_of(run)));
  json.text("fingerprint", run.fingerprint);
  json.open_array("cases");
  for (const CaseRecord& one : run.cases) write(json, one);
  json.close_array();
  json.open_array("requirements");
  for (const RequirementResult& result : rows_by_id(run)) write(json, result);
  json.close_array();
  json.close_object();
  return std::move(json).take();
}

}   // namespace parley::reports
