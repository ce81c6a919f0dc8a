// For every value there is: what is written is read back the same, and nothing breaks the XML.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "protocol/xccos/codec.h"
#include "protocol/xccos/test_blocks.h"
#include "protocol/xccos/test_generators.h"
#include "protocol/xccos/test_samples.h"
#include "protocol/xml/gate.h"

namespace parley::xccos {
namespace {

RC_GTEST_PROP(Codec, reads_strictly_what_it_wrote_and_gets_the_same_value, ()) {
  const Envelope envelope = any_envelope();
  const Writer writer = any_writer();
  const std::string written = encode(envelope, writer);
  const auto decoded = decode(written, Reading::strict);
  if (!decoded) RC_FAIL(decoded.error().detail);
  RC_ASSERT(encode(decoded->envelope, writer) == written);
  if (writer != Writer::sipe)
    RC_ASSERT(decoded->envelope == envelope);   // But for the line ends of its texts.
}

RC_GTEST_PROP(Codec, forgives_nothing_in_what_it_wrote, ()) {
  const Envelope envelope = any_envelope();
  const auto decoded = decode(encode(envelope, Writer::server), Reading::lenient);
  RC_ASSERT(decoded.has_value());
  RC_ASSERT(decoded->forgiven.empty());
  RC_ASSERT(decoded->envelope == envelope);
}

RC_GTEST_PROP(Codec, writes_well_formed_xml_even_of_bytes_that_are_no_text, ()) {
  ChatMessage chat;
  chat.chan_uri = *rc::gen::arbitrary<std::string>();
  chat.author = *rc::gen::arbitrary<std::string>();
  chat.text = *rc::gen::arbitrary<std::string>();
  RC_ASSERT(xml::check_well_formed(encode({1, {chat}}, any_writer()), {}).has_value());
}

// A sample with a byte changed or a block more is either refused with a sentence, or means the same after a
// way there and back.
RC_GTEST_PROP(Codec, keeps_the_meaning_of_whatever_it_accepts_from_a_damaged_sample, ()) {
  const std::string bytes = any_flag() ? any_damaged_sample() : any_sample_with_blocks();
  for (const Reading reading : {Reading::strict, Reading::lenient}) {
    const auto decoded = decode(bytes, reading);
    if (!decoded) {
      RC_ASSERT(!decoded.error().detail.empty());
      RC_ASSERT(decoded.error().offset <= bytes.size());
      continue;
    }
    const auto again = decode(encode(decoded->envelope, Writer::server), reading);
    if (!again) RC_FAIL(again.error().detail);
    RC_ASSERT(again->envelope == decoded->envelope);
  }
}

}   // namespace
}   // namespace parley::xccos
