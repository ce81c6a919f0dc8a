// The run record back from JSON. Strict: what this version would not have written is refused, by its path.
#include <fmt/format.h>

#include "reports/json_reader.h"
#include "reports/printable.h"
#include "reports/run_record.h"
#include "reports/summary.h"

namespace parley::reports {
namespace {

constexpr std::size_t kRecordBytesMax = std::size_t{1}
                                        << 30;   // A day of a large load run; more is no record.
constexpr std::size_t kDepthMax = 8;             // The record has four levels.

// The inverse of the writer's "text_latin1"; nothing when a character is no byte.
std::optional<std::string> bytes_of_latin1(std::string_view text) {
  std::string bytes;
  while (!text.empty()) {
    const Character next = first_character(text);
    if (next.code > 0xff) return std::nullopt;
    bytes += static_cast<char>(next.code);
    text.remove_prefix(next.length);
  }
  return bytes;
}

void read_text(ObjectReader& json, std::string& out) {
  if (!json.has("text_latin1")) return json.text("text", out);
  std::string widened;
  json.text("text_latin1", widened);
  if (auto bytes = bytes_of_latin1(widened)) out = std::move(*bytes);
  else json.wrong("text_latin1", "holds a character beyond U+00FF");
}

MessageRecord read_message(ObjectReader& json) {
  MessageRecord message;
  json.number("number", message.number);
  json.number("at_ns", message.at_ns);
  json.text("from", message.from);
  json.text("to", message.to);
  json.text("label", message.label);
  json.objects("kinds", [&](ObjectReader& each) {
    KindRecord& kind = message.kinds.emplace_back();
    each.text("id", kind.id);
    each.word("grade", kind.grade, &xccos::parse_grade);
  });
  json.text("dialog", message.dialog);
  json.number("cause", message.cause);
  json.flag("internal", message.internal);
  read_text(json, message.text);
  return message;
}

CheckRecord read_check(ObjectReader& json) {
  CheckRecord check;
  json.text("requirement", check.requirement);
  json.word("keyword", check.keyword, &parse_keyword);
  json.word("grade", check.grade, &xccos::parse_grade);
  json.word("verdict", check.verdict, &parse_verdict);
  json.text("position", check.position);
  json.text("expected", check.expected);
  json.text("actual", check.actual);
  json.numbers("messages", check.messages);
  json.number("at_ns", check.at_ns);
  return check;
}

CaseRecord read_case(ObjectReader& json) {
  CaseRecord one;
  json.text("id", one.id);
  json.text("title", one.title);
  json.text("file", one.file);
  json.texts("covers", one.covers);
  json.texts("actors", one.actors);
  json.word("verdict", one.verdict, &parse_verdict);
  json.text("reason", one.reason);
  json.objects("messages", [&](ObjectReader& each) { one.messages.push_back(read_message(each)); });
  json.objects("checks", [&](ObjectReader& each) { one.checks.push_back(read_check(each)); });
  json.texts("notes", one.notes);
  json.text("fingerprint", one.fingerprint);
  json.number("duration_ns", one.duration_ns);
  return one;
}

Requirement read_requirement(ObjectReader& json) {
  Requirement requirement;
  json.text("id", requirement.id);
  json.text("source", requirement.source);
  json.word("grade", requirement.grade, &xccos::parse_grade);
  json.text("role", requirement.role);
  json.word("keyword", requirement.keyword, &parse_keyword);
  json.text("observable", requirement.observable);
  json.text("text", requirement.text);
  return requirement;
}

RunRecord read_run(ObjectReader& json) {
  RunRecord run;
  int schema = 0;
  json.number("schema", schema);
  if (schema != RunRecord::kSchemaVersion)
    json.wrong("schema", fmt::format("is {}; this version reads {}", schema, RunRecord::kSchemaVersion));
  json.text("product", run.product);
  json.text("version", run.version);
  json.text("build", run.build);
  json.text("verb", run.verb);
  json.text("mode", run.mode);
  json.text("under_test", run.under_test);
  json.number("seed", run.seed);
  json.texts("plan", run.plan);
  json.text("reproduce", run.reproduce);
  json.text("fingerprint", run.fingerprint);
  json.objects("cases", [&](ObjectReader& each) { run.cases.push_back(read_case(each)); });
  std::map<std::string, std::string> reach;
  json.objects("requirements", [&](ObjectReader& each) {
    Requirement requirement = read_requirement(each);
    const std::string id = requirement.id;
    each.text("reach", reach[id]);
    if (!run.requirements.emplace(id, std::move(requirement)).second) each.wrong("id", "stands there twice");
  });
  Verdict whole = Verdict::notrun;
  json.word("verdict", whole, &parse_verdict);
  if (whole != verdict_of(run)) json.wrong("verdict", "is not the worst of the cases");
  for (const RequirementResult& result : summarise(run).by_requirement)
    if (result.row && reach[result.id] != to_string(result.reach))
      json.wrong("requirements", fmt::format("do not say of {} what the cases say", result.id));
  json.finish();
  return run;
}

}   // namespace

Result<RunRecord> run_from_json(std::string_view json) {
  if (json.size() > kRecordBytesMax)
    return fail(Errc::limit_exceeded, fmt::format("a run record of more than {} bytes", kRecordBytesMax));
  boost::json::error_code error;
  boost::json::stream_parser parser({}, boost::json::parse_options{.max_depth = kDepthMax});
  const std::size_t read = parser.write_some(json.data(), json.size(), error);
  if (!error) parser.finish(error);
  if (error) return fail(Errc::malformed, fmt::format("not JSON: {}", error.message()), read);
  if (json.find_first_not_of(" \t\r\n", read) != std::string_view::npos)
    return fail(Errc::malformed, "not JSON: something follows the document", read);
  const boost::json::value document = parser.release();
  JsonFault fault;
  ObjectReader reader(document, "", fault);
  RunRecord run = read_run(reader);
  if (fault.first()) return tl::unexpected(*fault.first());
  return run;
}

}   // namespace parley::reports
