#include "reports/html_report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <libxml/parser.h>
#include <libxml/tree.h>
#include <rapidcheck/gtest.h>

#include <memory>
#include <set>

#include "reports/test_sample_runs.h"

namespace parley::reports {
namespace {

using testing::sample_run;

struct FreeDocument {
  void operator()(xmlDoc* document) const { xmlFreeDoc(document); }
};
using Document = std::unique_ptr<xmlDoc, FreeDocument>;

// The page is also well-formed XML, so what a hostile peer smuggles in is seen as structure.
Document parse(const std::string& page) {
  return Document(xmlReadMemory(page.data(), static_cast<int>(page.size()), "page", nullptr,
                                XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_HUGE));
}

struct Structure {
  std::set<std::string> elements;
  std::set<std::string> attributes;
  std::multiset<std::string> ids;
  std::set<std::string> links;
};

void collect(const xmlNode* node, Structure& structure) {
  for (; node != nullptr; node = node->next) {
    if (node->type != XML_ELEMENT_NODE) continue;
    structure.elements.emplace(reinterpret_cast<const char*>(node->name));
    for (const xmlAttr* attribute = node->properties; attribute != nullptr; attribute = attribute->next) {
      const std::string name = reinterpret_cast<const char*>(attribute->name);
      xmlChar* text = xmlNodeListGetString(node->doc, attribute->children, 1);
      const std::string value = text == nullptr ? "" : reinterpret_cast<const char*>(text);
      xmlFree(text);
      structure.attributes.insert(name);
      if (name == "id") structure.ids.insert(value);
      if (name == "href" || name == "src") structure.links.insert(value);
    }
    collect(node->children, structure);
  }
}

Structure structure_of(const std::string& page) {
  Structure structure;
  const Document document = parse(page);
  EXPECT_NE(document, nullptr) << "the page is no well-formed XML";
  if (document) collect(xmlDocGetRootElement(document.get()), structure);
  return structure;
}

class HtmlReport : public ::testing::TestWithParam<const char*> {};

TEST_P(HtmlReport, looks_as_it_was_reviewed) {
  const std::string name = GetParam();
  testing::expect_golden(to_html(sample_run(name)), name + ".html");
}

TEST_P(HtmlReport, is_one_page_that_loads_nothing_and_runs_nothing) {
  const Structure structure = structure_of(to_html(sample_run(GetParam())));
  for (const char* forbidden : {"script", "img", "iframe", "object", "embed", "form", "base", "use"})
    EXPECT_FALSE(structure.elements.contains(forbidden)) << forbidden;
  for (const std::string& attribute : structure.attributes)
    EXPECT_FALSE(attribute.starts_with("on")) << attribute;
  for (const std::string& link : structure.links)
    EXPECT_TRUE(link.starts_with('#') || link == "data:,") << link;
}

TEST_P(HtmlReport, every_link_leads_somewhere_and_every_id_is_one_place) {
  const Structure structure = structure_of(to_html(sample_run(GetParam())));
  for (const std::string& link : structure.links)
    EXPECT_TRUE(!link.starts_with('#') || structure.ids.count(link.substr(1)) == 1) << link;
  for (const std::string& id : structure.ids) EXPECT_EQ(structure.ids.count(id), 1u) << id;
}

INSTANTIATE_TEST_SUITE_P(Samples, HtmlReport, ::testing::Values("passed", "mixed", "hostile"),
                         testing::sample_name);

std::size_t position(const std::string& page, const std::string& text) {
  const std::size_t at = page.find(text);
  EXPECT_NE(at, std::string::npos) << text;
  return at;
}

TEST(HtmlPage, says_verdict_exit_code_and_how_to_see_it_again) {
  RunRecord run = sample_run("passed");
  run.reproduce = "parley simulate --seed 7 'a & b'";
  const std::string page = to_html(run);
  EXPECT_NE(page.find("<h1>PASS</h1>"), std::string::npos);
  EXPECT_NE(page.find("Exit code <b>0</b>: everything that was judged conforms."), std::string::npos);
  EXPECT_NE(page.find("<code>parley simulate --seed 7 &#39;a &amp; b&#39;</code>"), std::string::npos);
}

TEST(HtmlPage, shows_the_worst_case_first_and_open_and_folds_what_passed) {
  const std::string page = to_html(sample_run("mixed"));
  const std::size_t error = position(page, "<details class=\"case error\" open=\"open\">");
  const std::size_t fail = position(page, "<details class=\"case fail\" open=\"open\">");
  const std::size_t warn = position(page, "<details class=\"case warn\" open=\"open\">");
  const std::size_t pass = position(page, "<details class=\"case pass\">");
  EXPECT_LT(error, fail);
  EXPECT_LT(fail, warn);
  EXPECT_LT(warn, pass);
}

TEST(HtmlPage, names_what_was_expected_and_never_seen_in_the_ladder) {
  const std::string page = to_html(sample_run("mixed"));
  EXPECT_NE(page.find("expected: INFO from pool to alice"), std::string::npos);
}

// In the ladder and in the list of messages.
TEST(HtmlPage, shows_the_grade_of_each_kind_of_xccos_beside_the_message) {
  const std::string page = to_html(sample_run("passed"));
  for (const char* shown :
       {"INFO cmd:join <tspan class=\"form\">W</tspan>", "alice: INFO rpl:getinv, grade R",
        "<b>INFO cmd:join</b> <span class=\"grade\">W</span>",
        "The form of <code>rpl:join</code> has grade A."})
    EXPECT_NE(page.find(shown), std::string::npos) << shown;
  EXPECT_EQ(page.find("INVITE <tspan"), std::string::npos);
}

TEST(HtmlPage, explains_every_verdict_and_grade) {
  const std::string page = to_html(RunRecord{});
  const std::string legend = page.substr(position(page, "id=\"legend\""));
  for (const char* verdict : {"PASS", "FAIL", "WARN", "INCONC", "ERROR", "INFO", "NOTRUN", "NA"})
    EXPECT_NE(legend.find(std::string("</span>") + verdict + "</span>"), std::string::npos) << verdict;
  for (const char* grade : {"W", "A", "S", "R", "X"})
    EXPECT_NE(legend.find(std::string("<span class=\"grade\">") + grade + "<"), std::string::npos) << grade;
}

TEST(HtmlPage, of_a_run_without_cases_is_not_green) {
  const std::string page = to_html(RunRecord{});
  EXPECT_NE(page.find("<h1>NOTRUN</h1>"), std::string::npos);
  EXPECT_NE(page.find("Exit code <b>2</b>"), std::string::npos);
}

TEST(HtmlPage, draws_only_the_interesting_part_of_a_case_that_is_very_long) {
  RunRecord run = sample_run("passed");
  CaseRecord& one = run.cases[0];
  const MessageRecord pattern = one.messages[3];
  for (std::uint32_t number = 100; number < 5100; ++number) {
    one.messages.push_back(pattern);
    one.messages.back().number = number;
  }
  CheckRecord bad = one.checks[0];
  bad.verdict = Verdict::fail;
  bad.messages = {3000};
  one.checks.push_back(bad);
  const std::string page = to_html(run);
  EXPECT_NE(page.find("id=\"case-1-m3000\""), std::string::npos);
  EXPECT_EQ(page.find("id=\"case-1-m2000\""), std::string::npos);
  EXPECT_NE(page.find("messages not drawn"), std::string::npos);
  EXPECT_LT(page.size(), 1'000'000u);
}

RC_GTEST_PROP(HtmlPage, any_bytes_of_a_peer_leave_the_page_well_formed, (const std::string& bytes)) {
  RunRecord run = sample_run("hostile");
  CaseRecord& one = run.cases[0];
  one.messages[0].text = one.messages[0].label = one.messages[0].from = bytes;
  one.checks[0].actual = one.reason = one.title = bytes;
  RC_ASSERT(parse(to_html(run)) != nullptr);
}

TEST(HtmlReport, a_long_plan_is_folded_and_a_short_one_is_not) {
  RunRecord run;
  run.plan.assign(8, "scenario rooms/leave");
  EXPECT_THAT(to_html(run), ::testing::Not(::testing::HasSubstr("<details class=\"fold\"><summary>8 lines")));
  run.plan.push_back("scenario rooms/leave");
  EXPECT_THAT(to_html(run), ::testing::HasSubstr("<details class=\"fold\"><summary>9 lines</summary>"));
}

TEST(HtmlReport, several_runs_on_one_page_show_no_seed_as_that_of_all) {
  RunRecord run;
  run.seed = 7;
  EXPECT_THAT(to_html(run), ::testing::HasSubstr("<dt>Seed</dt>"));
  run.is_joined = true;
  EXPECT_THAT(to_html(run), ::testing::Not(::testing::HasSubstr("<dt>Seed</dt>")));
}

// A reader who pastes the command has to know what to put in.
TEST(HtmlReport, says_what_stands_in_place_of_TARGET) {
  RunRecord run;
  run.reproduce = "parley conform --target tcp://TARGET";
  EXPECT_THAT(to_html(run), ::testing::HasSubstr("with the address of the server in place of TARGET"));
  run.reproduce = "parley simulate scenarios";
  EXPECT_THAT(to_html(run), ::testing::Not(::testing::HasSubstr("in place of TARGET")));
}

TEST(HtmlReport, sets_off_every_message_that_shows_a_breach) {
  RunRecord run;
  CaseRecord& one = run.cases.emplace_back();
  one.actors = {"alice", "pool"};
  for (const std::uint32_t number : {1u, 2u, 3u}) {
    one.messages.emplace_back();
    one.messages.back().number = number;
    one.messages.back().from = "alice";
    one.messages.back().to = "pool";
    one.messages.back().label = "INFO";
  }
  one.checks.emplace_back();
  one.checks.back().verdict = Verdict::fail;
  one.checks.back().messages = {1, 3};
  const std::string page = to_html(run);
  const auto has_row = [&](const std::string& row) {
    return page.find(row + "\"><title>") != std::string::npos;
  };
  EXPECT_TRUE(has_row("-m1\" class=\"row dn request bad fail"));
  EXPECT_TRUE(has_row("-m2\" class=\"row dn request"));
  EXPECT_TRUE(has_row("-m3\" class=\"row dn request bad fail"));
}

}   // namespace
}   // namespace parley::reports
