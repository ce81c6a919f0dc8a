// Followed rooms survive the way through the presence documents.
#include "protocol/presence/categories.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "protocol/xccos/test_samples.h"
#include "protocol/xml/test_text.h"

namespace parley::presence {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

std::string sample(const std::string& name) { return xccos::body_of(xccos::read_test_file("other/" + name)); }

constexpr std::string_view kHead =
    "<publish xmlns=\"http://schemas.microsoft.com/2006/09/sip/rich-presence\"><publications "
    "uri=\"sip:a@b\">";
constexpr std::string_view kTail = "</publications></publish>";

Result<Publish> publish_of(std::string_view publications) {
  return decode_publish(std::string(kHead) + std::string(publications) + std::string(kTail));
}

const FollowedRoom kRoom = {"ma-chan://contoso.com/58384137-ac90-43f3-b045-9bc0fc408d2b", "Design review"};

TEST(Publish, of_a_followed_room_is_the_sample_to_the_byte) {
  EXPECT_EQ(encode_publish({"sip:alice@contoso.com", {follow(kRoom, 1)}}), sample("roomsetting-publish.xml"));
}

// What travels beside the documents: xccos.md 6.4.
TEST(Publish, is_sent_as_the_media_type_of_its_captures) {
  EXPECT_EQ(kPublishContentType, "application/msrtc-category-publish+xml");
}

TEST(Publish, of_the_sample_is_read_as_the_room_it_follows) {
  const auto publish = decode_publish(sample("roomsetting-publish.xml"));
  ASSERT_TRUE(publish) << publish.error().detail;
  EXPECT_EQ(publish->uri, "sip:alice@contoso.com");
  ASSERT_EQ(publish->publications.size(), 1u);
  EXPECT_EQ(followed_room_of(publish->publications[0]), kRoom);
}

TEST(Publish, of_a_room_no_longer_followed_is_a_removal_of_its_instance) {
  const auto publish = decode_publish(encode_publish({"sip:a@b", {unfollow(7, 3)}}));
  ASSERT_TRUE(publish);
  const Publication& publication = publish->publications.at(0);
  EXPECT_TRUE(publication.remove);
  EXPECT_EQ(publication.instance, 7u);
  EXPECT_EQ(publication.version, 3u);
  EXPECT_EQ(followed_room_of(publication), std::nullopt);
}

TEST(Publish, of_another_category_keeps_its_elements_and_their_namespace) {
  const auto publish = publish_of(
      "<publication categoryName=\"state\" instance=\"1\" container=\"2\" version=\"0\" "
      "expireType=\"user\"><s:state xmlns:s=\"urn:s\"><s:a/></s:state></publication>");
  ASSERT_TRUE(publish);
  EXPECT_EQ(publish->publications[0].raw_xml,
            "<s:state xmlns=\"http://schemas.microsoft.com/2006/09/sip/rich-presence\" "
            "xmlns:s=\"urn:s\"><s:a/></s:state>");
  EXPECT_EQ(followed_room_of(publish->publications[0]), std::nullopt);
  EXPECT_EQ(decode_publish(encode_publish(*publish)).value(), *publish);
}

TEST(Publish, without_a_category_or_with_a_bad_number_is_refused_with_its_place) {
  const auto nameless = publish_of("<publication instance=\"1\"/>");
  ASSERT_FALSE(nameless);
  EXPECT_THAT(nameless.error().detail, AllOf(HasSubstr("categoryName is missing"),
                                             HasSubstr("/publish/publications/publication, byte")));
  EXPECT_FALSE(publish_of("<publication categoryName=\"x\" instance=\"-1\"/>"));
  EXPECT_FALSE(decode_publish("<publish xmlns=\"http://schemas.microsoft.com/2006/09/sip/rich-presence\"/>"));
}

TEST(FollowedRoom, needs_a_url) {
  Publication publication = follow(kRoom, 1);
  publication.properties.erase(publication.properties.begin());
  EXPECT_EQ(followed_room_of(publication), std::nullopt);
}

TEST(RoamingSelf, request_is_the_sample_to_the_byte_and_read_back) {
  const std::string body = sample("roaming-self-request.xml");
  const auto types = decode_roaming_request(body);
  ASSERT_TRUE(types);
  EXPECT_THAT(*types, ElementsAre("categories", "containers", "subscribers"));
  EXPECT_EQ(encode_roaming_request(*types), body);
}

TEST(RoamingSelf, a_document_without_categories_is_empty) {
  const auto data = decode_roaming_data(
      "<roamingData xmlns=\"http://schemas.microsoft.com/2006/09/sip/roaming-self\">"
      "<containers xmlns=\"urn:x\"/></roamingData>");
  ASSERT_TRUE(data);
  EXPECT_EQ(*data, RoamingData{});
}

Publication any_publication() {
  Publication publication = follow({*xml::any_text(), *xml::any_text()}, *rc::gen::arbitrary<std::uint32_t>(),
                                   *rc::gen::arbitrary<std::uint32_t>());
  publication.container = *rc::gen::arbitrary<std::uint32_t>();
  return publication;
}

RC_GTEST_PROP(Publish, that_is_written_is_read_back, ()) {
  const Publish publish{"sip:a@b", {any_publication(), unfollow(1, 2), any_publication()}};
  RC_ASSERT(decode_publish(encode_publish(publish)).value() == publish);
}

RC_GTEST_PROP(RoamingSelf, data_that_are_written_are_read_back, ()) {
  const RoamingData data{"sip:a@b",
                         {{any_publication(), "2013-08-02T21:00:01.1234567Z"}, {any_publication(), ""}}};
  RC_ASSERT(decode_roaming_data(encode_roaming_data(data)).value() == data);
}

}   // namespace
}   // namespace parley::presence
