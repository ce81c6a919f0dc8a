// What a document costs in memory, and what is written of it, grows with its bytes and no faster, whatever is
// in it (codec.h). Every allocation of this program is counted, those of expat, too.
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cstdlib>

#include "protocol/xccos/codec.h"
#include "protocol/xccos/test_samples.h"

namespace {
std::size_t allocated = 0;   // Bytes, ever.
}

#ifdef __has_feature   // clang
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define PARLEY_SANITIZED
#endif
#elif defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define PARLEY_SANITIZED
#endif

#ifdef PARLEY_SANITIZED
#include <sanitizer/allocator_interface.h>
namespace {
const int kHooked = __sanitizer_install_malloc_and_free_hooks(
    [](const volatile void*, std::size_t size) { allocated += size; }, [](const volatile void*) {});
}   // namespace
#else
extern "C" {
void* __libc_malloc(std::size_t size);
void* __libc_calloc(std::size_t count, std::size_t size);
void* __libc_realloc(void* memory, std::size_t size);

void* malloc(std::size_t size) noexcept {
  allocated += size;
  return __libc_malloc(size);
}
void* calloc(std::size_t count, std::size_t size) noexcept {
  allocated += count * size;
  return __libc_calloc(count, size);
}
void* realloc(void* memory, std::size_t size) noexcept {
  allocated += size;
  return __libc_realloc(memory, size);
}
}
#endif

namespace parley::xccos {
namespace {

// Empty when it costs no more than codec.h says, read either way and written.
std::string overcharge_of(const std::string& xml) {
  for (const Reading reading : {Reading::lenient, Reading::strict}) {
    const std::size_t before = allocated;
    const auto decoded = decode(xml, reading);
    const std::size_t cost = allocated - before;
    const std::size_t written = decoded ? encode(decoded->envelope, Writer::server).size() : 0;
    if (cost > kReadingCosts.most(xml.size()) || written > kWritingCosts.most(xml.size()))
      return fmt::format("{} bytes allocated and {} written for {} of {:.2000}", cost, written, xml.size(),
                         xml);
  }
  return "";
}

// Their names are as long as the limit allows, in characters that are written with six bytes each.
constexpr std::size_t kPrefixes = 60;
constexpr std::size_t kPrefixesOfValues = 32;
std::string declarations() {
  std::string all;
  for (std::size_t i = 0; i < kPrefixes + kPrefixesOfValues; ++i)
    all += fmt::format(" xmlns:p{}=\"{:'>{}}\"", i, i, xml::Limits().namespace_bytes_max);
  return all;
}

std::string envelope_of(std::string_view message, std::string_view repeated, std::size_t count) {
  std::string xml =
      "<xccos xmlns='urn:parlano:xml:ns:xccos' xmlns:h='urn:parlano:xml:ns:xccos' ver='1' envid='1'";
  if (repeated.find("p0:") != repeated.npos) xml += declarations();
  (xml += '>') += message;
  for (; count > 0; --count) xml += repeated;
  if (message.ends_with("<chanib>")) xml += "</chanib>";
  return fmt::format("{}</data></{}></xccos>", xml, message.substr(1, 3));
}

std::string all_names(std::string_view piece) {
  std::string attributes;
  for (std::size_t i = 0; i < kPrefixes; ++i) attributes += fmt::format(" p{}:a=''", i);
  return fmt::format(fmt::runtime(piece), attributes);
}

// Prefixes that no name has.
std::string all_values() {
  std::string values;
  for (std::size_t i = kPrefixes; i < kPrefixes + kPrefixesOfValues; ++i) values += fmt::format("p{}:", i);
  return values;
}

// Of each the part before the pieces.
const std::string kReply =
    "<rpl id='rpl:{}' seqid='1'><commandid seqid='1' envid='1'/><resp code='{}'/><data>";
const std::vector<std::string> kMessages = {fmt::format(fmt::runtime(kReply), "bjoin", 200),
                                            fmt::format(fmt::runtime(kReply), "chansrch", 200),
                                            fmt::format(fmt::runtime(kReply), "bccontext", 200) + "<chanib>",
                                            fmt::format(fmt::runtime(kReply), "join", 404),
                                            "<ntc id='ntc:bjoin'><data>",
                                            "<cmd id='cmd:bjoin' seqid='1'><data>",
                                            "<cmd id='cmd:new' seqid='1'><data>"};

const std::vector<std::string> kPieces = {
    "<a/>",
    "<a xmlns=''/>",
    "<a xmlns=''><h:a/></a>",
    "<a b=''/>",
    "<p0:a/>",
    "<p0:a><b xmlns=''/></p0:a>",
    "<a b='p0:'/>",
    all_names("<a{}>") + all_values() + "</a>",
    "<p0:a>p1:</p0:a>",
    ":",
    all_names("<a{}/>"),
    "<a xmlns='u'/>",
    "<uib/>",
    "<uib uri='' p0:x=''/>",
    all_names("<uib uri=''{}/>"),
    "<uib uri='sip:a' x=''/>",
    "<uib uri='sip:a' id='1'/>",
    "<uib><aib/></uib>",
    "<chanib/>",
    "<chanib uri='ma-chan://a/b'/>",
    "<chanib><inv inviteId='1'/></chanib>",
    "<chanid/>",
    "<aib/>",
    "<aib key='0' value='1,2,3'/>",
    "<fib/>",
    "<fib key='' domain='' value='' y='1'/>",
    "<msg/>",
    "<msg id='grpchat' chanUri='ma-chan://a/b' author='a' ts='x'><chat/></msg>",
    "<info id='x'>1</info>",
    "<prop id='urn:parlano:ma:prop:invite'>perhaps</prop>",
    "&amp;",
    "&#x20ac;",
    "'",
    "<!---->",
    "<?p ?>",
    "<![CDATA[]]>",
    "<![CDATA[\r]]>",
    "<chat>x</chat>",
    "<a><b/></a>",
    "<a>x</a>",
    "<a b='&lt;' c='\n'/>",
    "<a>",
    "\r\n"};

// Nobody knows which piece is the dearest before they are weighed. Just above 2,048 a list that doubles has
// most room for nothing.
TEST(Allocation, of_each_piece_many_times_is_a_multiple_of_its_bytes) {
  for (const std::string& message : kMessages)
    for (const std::string& piece : kPieces) EXPECT_EQ(overcharge_of(envelope_of(message, piece, 2'100)), "");
}

RC_GTEST_PROP(Allocation, of_many_pieces_of_any_kind_is_a_multiple_of_their_bytes, ()) {
  std::string pieces;
  for (int i = *rc::gen::inRange(1, 5); i > 0; --i) pieces += *rc::gen::elementOf(kPieces);
  const std::string xml =
      envelope_of(*rc::gen::elementOf(kMessages), pieces, *rc::gen::inRange<std::size_t>(1, 500));
  RC_ASSERT(overcharge_of(xml) == "");
}

// Each of them declares all.
TEST(Allocation, of_many_messages_with_the_same_namespaces_is_a_multiple_of_their_number) {
  const std::string piece = all_names("<a{}>") + all_values() + "</a>";
  const std::string message = "<ntc id='ntc:bjoin'><data>" + piece;
  std::string xml = envelope_of(message, piece, 1);
  const std::size_t begin = xml.find("<ntc");
  const std::string again = xml.substr(begin, xml.find("</xccos>") - begin);
  for (int i = 0; i < 60; ++i) xml.insert(begin, again);
  EXPECT_EQ(overcharge_of(xml).substr(0, 200), "");
}

TEST(Allocation, of_a_decoder_is_kept_for_the_next_message_and_given_back_behind_a_large_one) {
  Decoder decoder;
  const auto cost_of = [&](const std::string& xml) {
    const std::size_t before = allocated;
    EXPECT_TRUE(decoder.decode(xml, Reading::lenient));
    return allocated - before;
  };
  const std::string large = envelope_of(kMessages.back(), "<a/>", 20'000);
  const std::string small = envelope_of(kMessages.back(), "<a/>", 20);
  const std::size_t first = cost_of(large);
  const std::size_t behind_large = cost_of(small);
  EXPECT_LT(cost_of(small), behind_large);
  EXPECT_GT(cost_of(large), first - first / 10);
}

RC_GTEST_PROP(Allocation, of_a_damaged_sample_is_a_multiple_of_its_bytes, ()) {
  static const std::vector<Sample> samples = samples_that_are("valid");
  std::string xml = samples[*rc::gen::inRange<std::size_t>(0, samples.size())].bytes;
  const auto at = *rc::gen::inRange<std::size_t>(0, xml.size());
  const auto length = *rc::gen::inRange<std::size_t>(0, xml.size() - at);
  std::string again;
  for (int i = *rc::gen::inRange(0, 200); i > 0; --i) again += xml.substr(at, length);
  RC_ASSERT(overcharge_of(xml.insert(at, again)) == "");
}

}   // namespace
}   // namespace parley::xccos
