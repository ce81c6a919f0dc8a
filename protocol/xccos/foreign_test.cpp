// What no type of ours has goes through a gateway unchanged: read, written and read again it is there once.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

#include "protocol/xccos/codec.h"
#include "protocol/xccos/test_samples.h"
#include "protocol/xml/test_prefixes.h"

namespace parley::xccos {
namespace {

using testing::ElementsAre;

constexpr std::string_view kAttribute = " n:zz=\"&lt;1\" xmlns:n=\"urn:z\"";
constexpr std::string_view kElement = "<zz xmlns=\"urn:z\" k=\"1\"><y>t</y></zz>";

std::vector<std::size_t> start_tags_of(const std::string& xml) {
  const auto tree = xml::Tree::load(xml, {kNamespace}, {});
  std::vector<std::size_t> offsets;
  const auto walk = [&](const auto& self, xml::Element element) -> void {
    offsets.push_back(element.offset());
    for (const xml::Element child : element.elements()) self(self, child);
  };
  walk(walk, tree->root());
  return offsets;
}

struct Piece {
  std::string_view attribute = kAttribute, content = kElement;
};

// The samples have no ">" in a value.
std::string with_foreign(std::string xml, std::size_t start_tag, const Piece& piece = {}) {
  std::size_t end = xml.find('>', start_tag);
  const std::string name = xml.substr(start_tag + 1, xml.find_first_of(" />", start_tag) - start_tag - 1);
  if (xml[end - 1] == '/') xml.replace(--end, 2, "></" + name + ">");
  xml.insert(end + 1, piece.content);
  return xml.insert(end, piece.attribute);
}

std::size_t count_in(std::string_view text, std::string_view piece) {
  std::size_t count = 0;
  for (std::size_t at = text.find(piece); at != text.npos; at = text.find(piece, at + 1)) ++count;
  return count;
}

std::string envelope_of(std::string_view messages) {
  return fmt::format("<xccos xmlns=\"urn:parlano:xml:ns:xccos\" ver=\"1\" envid=\"1\">{}</xccos>", messages);
}
// `data`: with its tags.
std::string reply_of(std::string_view id, int code, std::string_view data) {
  return envelope_of(fmt::format(
      "<rpl id=\"{}\" seqid=\"1\"><commandid seqid=\"1\" envid=\"1\"/><resp code=\"{}\"/>{}</rpl>", id, code,
      data));
}

TEST(Foreign, attributes_and_elements_survive_in_every_element_of_every_sample) {
  for (const Sample& sample : samples_that_are("valid")) {
    for (const std::size_t start_tag : start_tags_of(sample.body())) {
      const std::string xml = with_foreign(sample.body(), start_tag);
      const auto decoded = decode(xml, Reading::lenient);
      ASSERT_TRUE(decoded) << decoded.error().detail << "\n" << xml;
      const std::string written = encode(decoded->envelope, Writer::server);
      EXPECT_EQ(count_in(written, "zz=\"&lt;1\""), 1u) << xml << "\n" << written;
      EXPECT_EQ(count_in(written, "k=\"1\""), count_in(xml, "k=\"1\"")) << xml << "\n" << written;
      const auto again = decode(written, Reading::lenient);
      ASSERT_TRUE(again) << again.error().detail << "\n" << written;
      EXPECT_EQ(again->envelope, decoded->envelope) << xml << "\n" << written;
      EXPECT_EQ(again->unknown, decoded->unknown) << xml;
      EXPECT_GE(decoded->unknown, 1u);
    }
  }
}

TEST(Foreign, pieces_break_no_rule_that_is_read_strictly_in_any_element_of_any_sample) {
  for (const Sample& sample : samples_that_are("valid")) {
    for (const std::size_t start_tag : start_tags_of(sample.body())) {
      const std::string xml = with_foreign(sample.body(), start_tag);
      const auto strict = decode(xml, Reading::strict);
      ASSERT_TRUE(strict) << strict.error().detail << "\n" << xml;
      EXPECT_EQ(strict->envelope, decode(xml, Reading::lenient)->envelope) << xml;
    }
  }
}

// Schema and strict reading take it everywhere. Where a type has it, it is no longer the value that it was.
TEST(Foreign, text_survives_in_every_element_of_every_sample) {
  for (const Sample& sample : samples_that_are("valid")) {
    for (const std::size_t start_tag : start_tags_of(sample.body())) {
      const std::string xml = with_foreign(sample.body(), start_tag, {"", "lost &lt;1"});
      const auto decoded = decode(xml, Reading::lenient);
      ASSERT_TRUE(decoded) << decoded.error().detail << "\n" << xml;
      const std::string written = encode(decoded->envelope, Writer::server);
      EXPECT_EQ(count_in(written, "lost &lt;1"), 1u) << xml << "\n" << written;
      EXPECT_EQ(decode(written, Reading::lenient)->envelope, decoded->envelope) << xml << "\n" << written;
      if (const auto strict = decode(xml, Reading::strict)) EXPECT_EQ(strict->envelope, decoded->envelope);
      else
        EXPECT_THAT(strict.error().detail, testing::HasSubstr("xccos.md 3.5")) << xml;   // A count, a flag.
    }
  }
}

TEST(Foreign, text_of_one_element_is_counted_once_and_stands_behind_what_has_a_type) {
  const auto decoded =
      decode(envelope_of("a <cmd id=\"cmd:part\" seqid=\"1\">\n  <data>b<chanib uri=\"ma-chan://d/v\"/> "
                         "<!-- -->c<x/>d</data>\n</cmd>"),
             Reading::strict);
  ASSERT_TRUE(decoded);
  EXPECT_EQ(decoded->unknown, 3u);
  EXPECT_THAT(
      encode(decoded->envelope, Writer::sipe),
      testing::HasSubstr("<cmd id=\"cmd:part\" seqid=\"1\"><data><chanib uri=\"ma-chan://d/v\"/>b c<x/>d"
                         "</data></cmd>a </xccos>"));
}

TEST(Foreign, pieces_of_one_message_declare_a_namespace_once) {
  const std::string xml =
      "<xccos xmlns=\"urn:parlano:xml:ns:xccos\" xmlns:p=\"urn:p\" xmlns:q=\"urn:q\" ver=\"1\" envid=\"1\">"
      "<ntc id=\"ntc:part\"><data p:k=\"\"><chanib uri=\"ma-chan://d/v\"><uib uri=\"sip:a@d\" q:k=\"\" "
      "p:l=\"\"/>"
      "<p:x><q:y/><z xmlns=\"\"><h:w "
      "xmlns:h=\"urn:parlano:xml:ns:xccos\"/></z></p:x><p:x/></chanib></data></ntc></xccos>";
  const auto decoded = decode(xml, Reading::strict);
  ASSERT_TRUE(decoded);
  EXPECT_THAT(
      encode(decoded->envelope, Writer::server),
      testing::HasSubstr("<ntc id=\"ntc:part\" xmlns:p=\"urn:p\" xmlns:q=\"urn:q\"><data p:k=\"\"><chanib "
                         "uri=\"ma-chan://d/v\"><uib uri=\"sip:a@d\" q:k=\"\" p:l=\"\"/>"
                         "<p:x><q:y/><z xmlns=\"\"><h:w "
                         "xmlns:h=\"urn:parlano:xml:ns:xccos\"/></z></p:x><p:x/></chanib></data></ntc>"));
}

// Not with each of those that use it, however many they are.
TEST(Foreign, a_declaration_is_written_where_it_stood) {
  const std::string xml = envelope_of(
      "<ntc id=\"ntc:part\" xmlns:p=\"urn:p\" p:k=\"\"><data><chanib uri=\"ma-chan://d/v\" "
      "xmlns:p=\"urn:q\"><uib uri=\"sip:a@d\" p:k=\"\"/><uib uri=\"sip:b@d\" "
      "p:k=\"\"/></chanib></data></ntc>");
  const auto decoded = decode(xml, Reading::strict);
  ASSERT_TRUE(decoded);
  EXPECT_THAT(encode(decoded->envelope, Writer::sipe),
              testing::HasSubstr("<chanib uri=\"ma-chan://d/v\" xmlns:p=\"urn:q\"><uib uri=\"sip:a@d\" "
                                 "p:k=\"\"/><uib uri=\"sip:b@d\" p:k=\"\"/></chanib>"));
}

TEST(Foreign, more_attributes_than_the_limit_are_refused_by_path_and_offset) {
  std::string attributes;
  for (std::size_t i = 0; i <= xml::Limits().attributes_copied_max; ++i)
    attributes += fmt::format(" k{}=\"\"", i);
  const std::string xml =
      envelope_of("<ntc id=\"ntc:part\"><data><chanib uri=\"ma-chan://d/v\"><uib uri=\"sip:a@d\"" +
                  attributes + "/></chanib></data></ntc>");
  for (const Reading reading : {Reading::strict, Reading::lenient}) {
    const auto refused = decode(xml, reading);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, Errc::limit_exceeded);
    EXPECT_EQ(refused.error().detail,
              fmt::format("An element has more attributes that nobody knows than 48, at "
                          "/xccos/ntc/data/chanib/uib, byte {}.",
                          xml.find("<uib")));
    EXPECT_EQ(refused.error().offset, xml.find("<uib"));
  }
}

// The root of a server declares xsi itself, but for one that is there.
TEST(Foreign, a_root_with_an_attribute_that_needs_a_prefix_declares_each_once) {
  const std::string xml =
      "<xccos xmlns=\"urn:parlano:xml:ns:xccos\" xmlns:xsi=\"urn:other\" xmlns:p=\"urn:p\" ver=\"1\" "
      "envid=\"1\" "
      "xsi:schemaLocation=\"u p:l\"><cmd id=\"cmd:requri\" seqid=\"1\"><data/></cmd></xccos>";
  const auto decoded = decode(xml, Reading::strict);
  ASSERT_TRUE(decoded);
  for (const Writer writer : {Writer::server, Writer::lync_client, Writer::sipe}) {
    const std::string written = encode(decoded->envelope, writer);
    const std::string root = written.substr(0, written.find('>'));
    EXPECT_EQ(count_in(root, "xmlns:xsi="), 1u) << root;
    EXPECT_THAT(
        root, testing::HasSubstr(" xmlns:p=\"urn:p\" xmlns:xsi=\"urn:other\" xsi:schemaLocation=\"u p:l\""));
  }
}

// --- What prefixes mean, wherever they are declared and wherever they stand ---

std::string any_declarations() {
  std::string all;
  for (const std::string prefix : {"p", "q", "xsi", "xsd"})
    if (*rc::gen::inRange(0, 3) == 0)
      all += fmt::format(" xmlns:{}='urn:{}'", prefix, *rc::gen::inRange('a', 'd'));
  return all;
}

// Each has a number, so that they can be told apart wherever they come to stand.
struct Numbered {
  int number = 0;

  // A name of the default namespace, "t", means something in an element that is copied whole: around it the
  // default becomes ours.
  std::string any_words(bool with_default) {
    const std::string words = with_default ? *rc::gen::element<std::string>("t", "p:t t")
                                           : *rc::gen::element<std::string>("p:t", "q:t p:t", "xsi:t",
                                                                            "xsd:t q:t", "p&#58;t &#113;:t");
    return fmt::format("{} {}", ++number, words);
  }
  std::string any_text(bool with_default) {
    const std::string before = *rc::gen::element<std::string>("", "<!-- c -->", "<?p i?>", "<![CDATA[]]>");
    return fmt::format("<c>{}{}</c>", before, any_words(with_default));
  }
  std::string any_attribute(bool with_default) {
    const std::string name = *rc::gen::element<std::string>("k", "p:k", "xsi:k");
    return *rc::gen::inRange(0, 2) == 0 ? "" : fmt::format(" {}='{}'", name, any_words(with_default));
  }
  std::string any_elements() {
    std::string all;
    for (int count = *rc::gen::inRange(0, 3); count > 0; --count) {
      const std::string name = *rc::gen::element<std::string>("h:x", "x", "p:x");
      const bool with_default = *rc::gen::inRange(0, 2) == 0;
      const std::string attributes = any_declarations() + any_attribute(with_default);
      all += fmt::format("<{0}{1}>{2}</{0}>", name, attributes, any_text(with_default));
    }
    return all;
  }
};

std::string any_document_with_prefixes() {
  Numbered numbered;
  const auto any_start = [&] { return any_declarations() + numbered.any_attribute(false); };
  const std::string root = numbered.any_attribute(false), message = any_start(), data = any_start(),
                    room = any_start();
  const std::string user = any_start();
  const std::string in_room = numbered.any_elements(), in_data = numbered.any_elements();
  const std::string beside_data = numbered.any_elements(), unknown_messages = numbered.any_elements();
  return fmt::format(
      "<h:xccos xmlns:h='urn:parlano:xml:ns:xccos' xmlns:p='urn:p' xmlns:q='urn:q' "
      "xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance' xmlns='{}' ver='1' envid='1'{}><h:ntc "
      "id='ntc:part'{}><h:data{}><h:chanib uri='ma-chan://d/v'{}>{}<h:uib uri='sip:a@d'{}/></h:chanib>{}"
      "</h:data>{}</h:ntc>{}</h:xccos>",
      *rc::gen::element<std::string>("", "urn:d", "urn:parlano:xml:ns:xccos"), root, message, data, room,
      in_room, user, in_data, beside_data, unknown_messages);
}

std::vector<std::string> meanings_in(const std::string& xml) {
  std::vector<std::string> all = xml::meanings_of_prefixes(
      xml,
      {{"xsi", "http://www.w3.org/2001/XMLSchema-instance"}, {"xsd", "http://www.w3.org/2001/XMLSchema"}});
  std::sort(all.begin(), all.end());
  return all;
}

RC_GTEST_PROP(Foreign, prefixes_mean_what_they_meant_whoever_writes, ()) {
  const std::string xml = any_document_with_prefixes();
  const auto decoded = decode(xml, Reading::lenient);
  RC_CLASSIFY(decoded.has_value());
  if (!decoded) return;   // One attribute twice.
  RC_LOG() << xml << '\n';
  for (const Writer writer : {Writer::server, Writer::lync_client, Writer::sipe}) {
    const std::string written = encode(decoded->envelope, writer);
    RC_LOG() << written << '\n';
    RC_ASSERT(meanings_in(written) == meanings_in(xml));
    const auto again = decode(written, Reading::lenient);
    RC_ASSERT(again.has_value());
    RC_ASSERT(again->envelope == decoded->envelope);
    RC_ASSERT(again->unknown == decoded->unknown);
  }
}

// Found by fuzzing: written without its prefix, expat refused it.
TEST(Foreign, a_message_whose_name_begins_with_no_letter_of_older_xml_is_read_again_strictly) {
  const auto decoded = decode(envelope_of("<a:\xd6\xa4 xmlns:a=\"u\"/>"), Reading::strict);
  ASSERT_TRUE(decoded);
  EXPECT_TRUE(decode(encode(decoded->envelope, Writer::server), Reading::strict));
}

TEST(Foreign, pieces_are_kept_by_place) {
  const auto decoded = decode(
      envelope_of("<ntc id=\"ntc:part\" q=\"1\"><data><chanib uri=\"ma-chan://d/v\"><uib uri=\"sip:a@d\"/>"
                  "<uib uri=\"sip:b@d\" zz=\"7\"/><x/></chanib></data></ntc>"),
      Reading::strict);
  ASSERT_TRUE(decoded);
  EXPECT_EQ(decoded->unknown, 3u);
  EXPECT_THAT(std::get<Notice>(decoded->envelope.primitives[0]).foreign,
              ElementsAre(xml::Addition{"", " q=\"1\"", ""}, xml::Addition{"data[1]/chanib[1]", "", "<x/>"},
                          xml::Addition{"data[1]/chanib[1]/uib[2]", " zz=\"7\"", ""}));
}

TEST(Foreign, attributes_are_kept_though_every_element_of_the_message_has_one) {
  const auto decoded = decode(envelope_of("<cmd id=\"cmd:requri\" seqid=\"1\" q=\"1\"><data q=\"2\"/></cmd>"),
                              Reading::strict);
  ASSERT_TRUE(decoded);
  EXPECT_THAT(std::get<Command>(decoded->envelope.primitives[0]).foreign,
              ElementsAre(xml::Addition{"", " q=\"1\"", ""}, xml::Addition{"data[1]", " q=\"2\"", ""}));
}

TEST(Foreign, pieces_are_listed_alike_in_whatever_order_the_blocks_stood) {
  const auto pieces_of = [](std::string_view data) {
    const auto decoded = decode(reply_of("rpl:bjoin", 200, data), Reading::lenient);
    return std::get<Reply>(decoded->envelope.primitives[0]).foreign;
  };
  const std::string_view room = "<chanib uri=\"ma-chan://d/v\" a=\"1\"/>",
                         failed = "<fib key=\"0\" b=\"1\"/>";
  EXPECT_EQ(pieces_of(fmt::format("<data>{}{}</data>", room, failed)),
            pieces_of(fmt::format("<data>{}{}</data>", failed, room)));
}

TEST(Foreign, second_data_of_a_refusal_stays_the_second) {
  const std::string_view data = "<data/><data><chanib uri=\"ma-chan://d/v\"/></data>";
  const auto decoded = decode(reply_of("rpl:part", 404, data), Reading::lenient);
  EXPECT_THAT(encode(decoded->envelope, Writer::server), testing::HasSubstr(data));
}

// The same value, whichever of uib and chanib was sent first: we write the users first.
TEST(Foreign, pieces_are_the_same_after_writing_where_our_order_is_another) {
  const auto decoded =
      decode(reply_of("rpl:bjoin", 200,
                      "<data><chanib uri=\"ma-chan://d/v\" name=\"\" description=\"\" q=\"1\"/>"
                      "<uib uri=\"sip:a@d\" q=\"2\"/></data>"),
             Reading::strict);
  ASSERT_TRUE(decoded);
  EXPECT_EQ(decode(encode(decoded->envelope, Writer::server), Reading::strict)->envelope, decoded->envelope);
}

TEST(Foreign, second_blocks_where_one_may_stand_are_kept_too) {
  const std::string xml = envelope_of(
      "<grpchat id=\"grpchat\" seqid=\"1\" chanUri=\"ma-chan://d/v\" author=\"sip:a@d\" "
      "ts=\"2010-09-21T09:48:10Z\"><chat>a</chat><chat>b</chat></grpchat>");
  EXPECT_FALSE(decode(xml, Reading::strict));
  const auto decoded = decode(xml, Reading::lenient);
  EXPECT_THAT(encode(decoded->envelope, Writer::server), testing::HasSubstr("<chat>a</chat><chat>b</chat>"));
  EXPECT_EQ(decoded->unknown, 1u);
}

TEST(Foreign, elements_whose_value_nobody_can_read_are_kept_whole) {
  const std::string_view limit = "<limit cnt=\"1!0\" a=\"b\"/>";
  const auto search =
      decode(envelope_of(fmt::format("<cmd id=\"cmd:bcbymsg\" seqid=\"1\"><data>"
                                     "<chanib uri=\"ma-chan://d/v\"/><bcq>{}</bcq></data></cmd>",
                                     limit)),
             Reading::strict);
  EXPECT_THAT(encode(search->envelope, Writer::server), testing::HasSubstr(limit));
  const std::string_view invitation = "<inv inviteId=\"x\" a=\"b\"/>";
  const auto list =
      decode(reply_of("rpl:getinv", 200, fmt::format("<data>{}</data>", invitation)), Reading::lenient);
  EXPECT_THAT(encode(list->envelope, Writer::server), testing::HasSubstr(invitation));
}

TEST(Foreign, messages_are_counted_by_one_each) {
  const auto decoded =
      decode(envelope_of("<sys a=\"1\"><b/></sys><cmd id=\"cmd:new\" seqid=\"1\"><data><c/></data></cmd>"),
             Reading::strict);
  EXPECT_EQ(decoded->unknown, 2u);
}

TEST(Foreign, nothing_is_found_in_a_valid_sample_of_grade_w_or_a_but_in_the_one_made_for_it) {
  for (const Sample& sample : samples_that_are("valid")) {
    if ((sample.grade != "W" && sample.grade != "A") || sample.file == "variants/unknown-children.xml")
      continue;
    EXPECT_EQ(decode(sample.bytes, Reading::strict)->unknown, 0u) << sample.file;
  }
}

}   // namespace
}   // namespace parley::xccos
