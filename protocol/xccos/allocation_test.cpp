// What a document costs in memory grows with its bytes and no faster, whatever is in it.
//
// This program's operator new counts. The multiple is that of the worst shape known: a chanib of 29 bytes is
// a value of 500, in a list that doubles.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cstdlib>
#include <new>

#include "protocol/xccos/codec.h"
#include "protocol/xccos/test_samples.h"

namespace {
std::size_t allocated = 0;   // Bytes, ever.
}

void* operator new(std::size_t size) {
  allocated += size;
  if (void* const memory = std::malloc(size == 0 ? 1 : size)) return memory;
  throw std::bad_alloc();
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

namespace parley::xccos {
namespace {

constexpr std::size_t kMultiple = 80;
constexpr std::size_t kOnce = 64 * 1024;   // Of a decoder, and of notes, whose number is bounded.

std::size_t cost_of(const std::string& xml, Reading reading) {
  const std::size_t before = allocated;
  const auto decoded = decode(xml, reading);
  return allocated - before;
}

void expect_bounded(const std::string& xml) {
  for (const Reading reading : {Reading::lenient, Reading::strict}) {
    const std::size_t cost = cost_of(xml, reading);
    RC_LOG() << cost << " bytes for " << xml.size() << " of " << xml.substr(0, 300) << '\n';
    RC_ASSERT(cost <= kOnce + kMultiple * xml.size());
  }
}

RC_GTEST_PROP(Allocation, of_many_pieces_of_any_kind_is_a_multiple_of_their_bytes, ()) {
  const auto piece = rc::gen::element<std::string>(
      "<a/>", "<a b=''/>", "<p:a/>", "<a xmlns='u'/>", "<uib uri='sip:a' x=''/>", "<uib uri='sip:a' id='1'/>",
      "<chanib uri='ma-chan://a/b'/>", "<aib key='0' value='1,2,3'/>",
      "<fib key='' domain='' value='' y='1'/>",
      "<msg id='grpchat' chanUri='ma-chan://a/b' author='a' ts='x'><chat/></msg>", "<info id='x'>1</info>",
      "<prop id='urn:parlano:ma:prop:invite'>perhaps</prop>", "&amp;", "&#x20ac;", "x", "<!---->", "<?p ?>",
      "<![CDATA[]]>", "<chat>x</chat>", "<a><b/></a>", "<a b='&lt;' c='\n'/>", "\r\n");
  const std::string head = *rc::gen::element<std::string>(
      "<rpl id='rpl:bjoin' seqid='1'><commandid seqid='1' envid='1'/><resp code='200'/><data>",
      "<rpl id='rpl:chansrch' seqid='1'><commandid seqid='1' envid='1'/><resp code='200'/><data>",
      "<rpl id='rpl:join' seqid='1'><commandid seqid='1' envid='1'/><resp code='404'/><data>",
      "<ntc id='ntc:bjoin'><data>", "<cmd id='cmd:bjoin' seqid='1'><data>",
      "<cmd id='cmd:new' seqid='1'><data>");
  const std::string tail = "</data></" + head.substr(1, 3) + ">";
  std::string pieces;
  for (const std::string& one : *rc::gen::container<std::vector<std::string>>(piece)) pieces += one;
  std::string many;
  for (std::size_t i = *rc::gen::inRange<std::size_t>(1, 500); i > 0; --i) many += pieces;
  expect_bounded("<xccos xmlns='urn:parlano:xml:ns:xccos' xmlns:p='v' ver='1' envid='1'>" + head + many +
                 tail + "</xccos>");
}

RC_GTEST_PROP(Allocation, of_a_damaged_sample_is_a_multiple_of_its_bytes, ()) {
  static const std::vector<Sample> samples = samples_that_are("valid");
  std::string xml = samples[*rc::gen::inRange<std::size_t>(0, samples.size())].bytes;
  const auto at = *rc::gen::inRange<std::size_t>(0, xml.size());
  const auto length = *rc::gen::inRange<std::size_t>(0, xml.size() - at);
  std::string again;
  for (int i = *rc::gen::inRange(0, 200); i > 0; --i) again += xml.substr(at, length);
  expect_bounded(xml.insert(at, again));
}

}   // namespace
}   // namespace parley::xccos
