#include "reports/junit_report.h"

#include <gtest/gtest.h>
#include <libxml/parser.h>
#include <libxml/tree.h>
#include <libxml/xmlschemas.h>
#include <libxml/xpath.h>
#include <rapidcheck/gtest.h>

#include <memory>

#include "reports/test_sample_runs.h"

namespace parley::reports {
namespace {

using testing::sample_run;

struct Free {
  void operator()(xmlDoc* document) const { xmlFreeDoc(document); }
  void operator()(xmlSchema* schema) const { xmlSchemaFree(schema); }
  void operator()(xmlSchemaParserCtxt* context) const { xmlSchemaFreeParserCtxt(context); }
  void operator()(xmlSchemaValidCtxt* context) const { xmlSchemaFreeValidCtxt(context); }
  void operator()(xmlXPathContext* context) const { xmlXPathFreeContext(context); }
  void operator()(xmlXPathObject* object) const { xmlXPathFreeObject(object); }
};
template <class T>
using Owned = std::unique_ptr<T, Free>;

Owned<xmlDoc> parse(const std::string& xml) {
  return Owned<xmlDoc>(
      xmlReadMemory(xml.data(), static_cast<int>(xml.size()), "report", nullptr, XML_PARSE_NONET));
}

bool is_valid(const std::string& xml) {
  const std::string file = testing::source_file("reports/schema/junit.xsd").string();
  const Owned<xmlSchemaParserCtxt> parser(xmlSchemaNewParserCtxt(file.c_str()));
  const Owned<xmlSchema> schema(xmlSchemaParse(parser.get()));
  EXPECT_NE(schema, nullptr);
  const Owned<xmlSchemaValidCtxt> context(xmlSchemaNewValidCtxt(schema.get()));
  const Owned<xmlDoc> document = parse(xml);
  return document != nullptr && xmlSchemaValidateDoc(context.get(), document.get()) == 0;
}

// The string value of an XPath expression.
std::string evaluate(const std::string& xml, const std::string& path) {
  const Owned<xmlDoc> document = parse(xml);
  const Owned<xmlXPathContext> context(xmlXPathNewContext(document.get()));
  const Owned<xmlXPathObject> object(xmlXPathEvalExpression(
      reinterpret_cast<const xmlChar*>(("string(" + path + ")").c_str()), context.get()));
  return object == nullptr ? "no XPath" : reinterpret_cast<const char*>(object->stringval);
}

class JunitReport : public ::testing::TestWithParam<const char*> {};

TEST_P(JunitReport, looks_as_it_was_reviewed_and_is_valid) {
  const std::string xml = to_junit(sample_run(GetParam()));
  EXPECT_TRUE(is_valid(xml));
  testing::expect_golden(xml, std::string(GetParam()) + ".junit.xml");
}

INSTANTIATE_TEST_SUITE_P(Samples, JunitReport, ::testing::Values("passed", "mixed", "hostile"),
                         testing::sample_name);

TEST(Junit, a_failure_is_typed_by_the_requirement_that_was_broken) {
  const std::string xml = to_junit(sample_run("mixed"));
  EXPECT_EQ(evaluate(xml, "//testcase[@name='fan-out']/failure/@type"), "XCCOS-POST-7");
}

TEST(Junit, what_could_not_be_exercised_is_an_error_and_never_green) {
  const std::string xml = to_junit(sample_run("mixed"));
  EXPECT_EQ(evaluate(xml, "//testcase[@name='rejoin']/error/@type"), "inconclusive");
  EXPECT_EQ(evaluate(xml, "//testcase[@name='scenario']/error/@type"), "harness");
  EXPECT_EQ(evaluate(xml, "//testsuites/@errors"), "2");
}

TEST(Junit, what_did_not_apply_or_run_is_skipped_with_the_reason) {
  const std::string xml = to_junit(sample_run("mixed"));
  EXPECT_EQ(evaluate(xml, "//testcase[@name='upload']/skipped/@message"),
            "NOTRUN: deferred: files are not served yet");
  EXPECT_EQ(evaluate(xml, "//testsuites/@skipped"), "2");
}

TEST(Junit, a_warning_passes_and_is_told) {
  const std::string xml = to_junit(sample_run("mixed"));
  EXPECT_EQ(evaluate(xml, "count(//testcase[@name='retry-after']/*[not(self::system-out)])"), "0");
  EXPECT_EQ(evaluate(xml, "//property[@name='WARN overload/retry-after#OVER-3']/@value"), "after 1.250 s");
}

TEST(Junit, a_case_without_folder_belongs_to_the_verb) {
  RunRecord run = sample_run("passed");
  run.cases[0].id = "alone";
  EXPECT_EQ(evaluate(to_junit(run), "//testcase[@name='alone']/../@name"), "simulate");
}

RC_GTEST_PROP(Junit, any_bytes_of_a_peer_leave_it_valid, (const std::string& bytes)) {
  RunRecord run = sample_run("hostile");
  run.cases[0].reason = run.cases[0].checks[0].actual = run.cases[0].id = bytes;
  run.cases[0].notes = {bytes};
  RC_ASSERT(is_valid(to_junit(run)));
}

}   // namespace
}   // namespace parley::reports
