// xccos.xsd and the strict reader agree on every sample, and what we write passes the schema.
#include <gtest/gtest.h>
#include <libxml/xmlschemas.h>
#include <rapidcheck/gtest.h>

#include <memory>

#include "protocol/xccos/codec.h"
#include "protocol/xccos/test_blocks.h"
#include "protocol/xccos/test_generators.h"
#include "protocol/xccos/test_samples.h"

namespace parley::xccos {
namespace {

template <auto kFree>
struct FreeWith {
  template <class T>
  void operator()(T* pointer) const {
    kFree(pointer);
  }
};
template <class T, auto kFree>
using Owned = std::unique_ptr<T, FreeWith<kFree>>;

class XccosSchema : public testing::Test {
 protected:
  void SetUp() override {
    const Owned<xmlSchemaParserCtxt, xmlSchemaFreeParserCtxt> parser(
        xmlSchemaNewParserCtxt(PARLEY_SOURCE_DIR "/protocol/xccos/xccos.xsd"));
    ASSERT_TRUE(parser);
    schema_.reset(xmlSchemaParse(parser.get()));
    ASSERT_TRUE(schema_) << "xccos.xsd is no valid schema.";
  }

  // Empty when the document passes.
  std::string objection_to(const std::string& xml) const {
    const Owned<xmlDoc, xmlFreeDoc> document(xmlReadMemory(xml.data(), static_cast<int>(xml.size()), "sample",
                                                           nullptr, XML_PARSE_NONET | XML_PARSE_NOERROR));
    if (!document) return "not well-formed";
    const Owned<xmlSchemaValidCtxt, xmlSchemaFreeValidCtxt> validator(xmlSchemaNewValidCtxt(schema_.get()));
    std::string objection;
    xmlSchemaSetValidStructuredErrors(
        validator.get(), [](void* user, auto* error) { *static_cast<std::string*>(user) += error->message; },
        &objection);
    const int result = xmlSchemaValidateDoc(validator.get(), document.get());
    if (result != 0 && objection.empty()) objection = "refused without a word";
    return objection;
  }

 private:
  Owned<xmlSchema, xmlSchemaFree> schema_;
};

TEST_F(XccosSchema, accepts_every_valid_sample) {
  for (const Sample& sample : samples_that_are("valid"))
    EXPECT_EQ(objection_to(sample.bytes), "") << sample.file;
}

TEST_F(XccosSchema, refuses_every_negative_sample) {
  for (const Sample& sample : samples_that_are("invalid"))
    EXPECT_NE(objection_to(sample.bytes), "") << sample.file;
}

TEST_F(XccosSchema, accepts_what_we_write_in_every_style) {
  for (const Sample& sample : samples_that_are("valid")) {
    const Envelope envelope = decode(sample.bytes, Reading::strict)->envelope;
    for (const Writer writer : {Writer::server, Writer::lync_client, Writer::sipe}) {
      EXPECT_EQ(objection_to(encode(envelope, writer)), "") << sample.file;
    }
  }
}

RC_GTEST_FIXTURE_PROP(XccosSchema, accepts_whatever_we_write, ()) {
  const std::string xml = encode(any_envelope(), any_writer());
  RC_LOG() << xml;
  RC_ASSERT(objection_to(xml) == "");
}

// So what the schema refuses strict reading refuses.
RC_GTEST_FIXTURE_PROP(XccosSchema, accepts_whatever_is_read_strictly, ()) {
  for (int i = 0; i < 50; ++i) {
    const std::string xml = i % 2 == 0 ? any_damaged_sample() : any_sample_with_blocks();
    if (!decode(xml, Reading::strict)) continue;
    RC_LOG() << xml;
    RC_ASSERT(objection_to(xml) == "");
  }
}

// What a document says to the schema processor itself: to the reader it is an attribute as any other.
TEST_F(XccosSchema, alone_minds_the_attributes_of_its_own_language) {
  for (const char* attribute : {"xsi:nil=\"true\"", "xsi:type=\"foo\""}) {
    const std::string xml = fmt::format(
        "<xccos xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" ver=\"1\" envid=\"1\" "
        "xmlns=\"urn:parlano:xml:ns:xccos\"><cmd id=\"cmd:requri\" seqid=\"1\"><data {}/></cmd></xccos>",
        attribute);
    EXPECT_NE(objection_to(xml), "");
    EXPECT_EQ(decode(xml, Reading::strict)->unknown, 1u);
  }
}

TEST_F(XccosSchema, checks_a_known_block_wherever_it_stands) {
  const std::string head =
      "<xccos ver=\"1\" envid=\"1\" xmlns=\"urn:parlano:xml:ns:xccos\"><ntc id=\"ntc:x\"><data><new>";
  const std::string tail = "</new></data></ntc></xccos>";
  EXPECT_EQ(objection_to(head + "<chanib uri=\"ma-chan://d/v\"/>" + tail), "");
  EXPECT_NE(objection_to(head + "<chanib uri=\"d/v\"/>" + tail), "");
}

}   // namespace
}   // namespace parley::xccos
