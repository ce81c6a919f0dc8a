// SUBSCRIBE: how the document comes, how a subscription is kept, refreshed and ended (RFC 6665;
// real-client.md 3.3).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "protocol/presence/categories.h"
#include "protocol/provisioning/document.h"
#include "reference_server/core/test_client.h"

namespace parley::server {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr std::string_view kProvisioningEvent = "vnd-microsoft-provisioning-v2";
constexpr std::string_view kRoamingEvent = "vnd-microsoft-roaming-self";

ServerSetup setup_with(Notification notification) {
  ServerSetup setup = TestServer::default_setup();
  setup.settings.notification = notification;
  return setup;
}

class SubscriptionTest : public testing::Test {
 protected:
  explicit SubscriptionTest(Notification notification = Notification::piggyback)
      : server_(setup_with(notification)) {
    phone_.send(
        phone_.request("REGISTER", phone_.uri()));   // A silent stranger's connection would be closed.
  }

  static sip::Message subscribe(const TestClient& client, std::string_view event, std::string_view expires) {
    sip::Message message = client.request("SUBSCRIBE", client.uri());
    message.headers.add("Event", event);
    message.headers.add("Expires", expires);
    message.headers.add("Supported", "ms-benotify");
    message.headers.add("Supported", "ms-piggyback-first-notify");
    message.headers.add("Proxy-Require", "ms-benotify");
    return message;
  }
  // The same subscription once more, in the dialog that `answer` made.
  static sip::Message again(sip::Message request, const sip::Message& answer, std::uint32_t cseq) {
    request.headers.set("To", answer.headers.get("To"));
    return TestClient::numbered(std::move(request), cseq);
  }
  // Alice follows the Lobby, or no more, by her phone, which did not subscribe.
  sip::Message publish(std::uint32_t version, std::uint32_t cseq, bool remove = false) {
    sip::Message message = TestClient::numbered(phone_.request("SERVICE", phone_.uri()), cseq);
    message.headers.add("Content-Type", presence::kPublishContentType);
    const presence::Publication publication =
        remove ? presence::unfollow(1, version)
               : presence::follow({std::string(kLobbyUri), "Lobby"}, 1, version);
    message.body = presence::encode_publish({phone_.uri(), {publication}});
    return phone_.send(message).at(0);
  }

  TestServer server_;
  TestClient alice_{server_, "alice"};
  TestClient phone_{server_, "alice"};
};

class SubscriptionByBenotify : public SubscriptionTest {
 protected:
  SubscriptionByBenotify() : SubscriptionTest(Notification::benotify) {}
};
class SubscriptionByNotify : public SubscriptionTest {
 protected:
  SubscriptionByNotify() : SubscriptionTest(Notification::notify) {}
};

// --- The three ways ---

TEST_F(SubscriptionTest, the_document_comes_in_the_200_to_who_can_take_it_there) {
  const auto messages = alice_.send(subscribe(alice_, kProvisioningEvent, "0"));
  ASSERT_THAT(messages, SizeIs(1));
  EXPECT_EQ(messages[0].headers.get("ms-piggyback-cseq"), "1");
  EXPECT_EQ(messages[0].headers.get("Event"), kProvisioningEvent);
  EXPECT_TRUE(provisioning::decode_document(messages[0].body, xccos::Reading::strict)->enabled);
}

TEST_F(SubscriptionTest, the_document_comes_by_notify_to_who_supports_nothing) {
  sip::Message request = subscribe(alice_, kProvisioningEvent, "0");
  request.headers.remove("Supported");
  const auto messages = alice_.send(request);
  ASSERT_THAT(messages, SizeIs(2));
  EXPECT_TRUE(messages[0].body.empty());
  EXPECT_EQ(messages[1].method, "NOTIFY");
}

TEST_F(SubscriptionByBenotify, the_document_follows_the_200_and_wants_no_answer) {
  const auto messages = alice_.send(subscribe(alice_, kProvisioningEvent, "0"));
  ASSERT_THAT(messages, SizeIs(2));
  EXPECT_EQ(messages[1].method, "BENOTIFY");
  EXPECT_THAT(std::string(messages[1].headers.get("Via")), HasSubstr("branch=z9hG4bK"));
  EXPECT_EQ(messages[1].headers.get("subscription-state"), "terminated;expires=0");
  EXPECT_FALSE(messages[1].body.empty());
}

TEST_F(SubscriptionByNotify, the_document_follows_the_200_in_the_dialog) {
  const auto messages = alice_.send(subscribe(alice_, kRoamingEvent, "600"));
  ASSERT_THAT(messages, SizeIs(2));
  EXPECT_EQ(messages[1].method, "NOTIFY");
  EXPECT_EQ(messages[1].headers.get("Event"), kRoamingEvent);
  EXPECT_EQ(messages[1].headers.get("From"), messages[0].headers.get("To"));
  EXPECT_EQ(messages[1].headers.get("subscription-state"), "active;expires=600");
}

TEST_F(SubscriptionByNotify, a_notify_names_the_contact_of_the_200) {
  const auto messages = alice_.send(subscribe(alice_, kRoamingEvent, "600"));
  ASSERT_THAT(messages, SizeIs(2));
  EXPECT_FALSE(messages[0].headers.get("Contact").empty());
  EXPECT_EQ(messages[1].headers.get("Contact"), messages[0].headers.get("Contact"));
}

// --- What is in it ---

TEST_F(SubscriptionTest, a_user_whom_policy_keeps_out_is_told_so_and_gets_no_pool) {
  TestClient oscar(server_, "oscar");
  const auto answer = oscar.send(subscribe(oscar, kProvisioningEvent, "0")).at(0);
  const auto document = provisioning::decode_document(answer.body, xccos::Reading::strict);
  ASSERT_TRUE(document);
  EXPECT_FALSE(document->enabled);
  EXPECT_THAT(document->pool_uris, IsEmpty());
}

TEST_F(SubscriptionTest, each_user_is_sent_to_the_pool_of_his_own) {
  TestClient heidi(server_, "heidi");
  const auto answer = heidi.send(subscribe(heidi, kProvisioningEvent, "0")).at(0);
  const auto document = provisioning::decode_document(answer.body, xccos::Reading::strict);
  EXPECT_EQ(document->default_pool_uri, "sip:GC-1-PersistentChatService-2@contoso.com");
  EXPECT_THAT(document->pool_uris, SizeIs(2));
}

TEST_F(SubscriptionTest, the_followed_rooms_are_those_that_another_client_published) {
  publish(0, 1);
  const auto answer = alice_.send(subscribe(alice_, kRoamingEvent, "600")).at(0);
  const auto data = presence::decode_roaming_data(answer.body);
  ASSERT_TRUE(data);
  ASSERT_THAT(data->categories, SizeIs(1));
  EXPECT_EQ(presence::followed_room_of(data->categories[0].publication)->url, kLobbyUri);
  EXPECT_EQ(data->categories[0].publication.version, 1u);
}

// --- Refusals ---

TEST_F(SubscriptionTest, another_event_is_489_and_names_those_there_are) {
  const auto answer = alice_.send(subscribe(alice_, "presence", "600")).at(0);
  EXPECT_EQ(answer.status, 489);
  EXPECT_EQ(answer.headers.get("Allow-Events"), "vnd-microsoft-provisioning-v2,vnd-microsoft-roaming-self");
}

TEST_F(SubscriptionTest, nobody_reads_the_document_of_somebody_else) {
  sip::Message request = subscribe(alice_, kRoamingEvent, "600");
  request.headers.set("To", "<sip:bob@contoso.com>");
  EXPECT_EQ(alice_.send(request).at(0).status, 403);
}

TEST_F(SubscriptionTest, a_store_that_does_not_answer_is_503_with_retry_after) {
  server_.refuse_store(true);
  const auto answer = alice_.send(subscribe(alice_, kRoamingEvent, "600")).at(0);
  EXPECT_EQ(answer.status, 503);
  EXPECT_EQ(answer.headers.get("Retry-After"), "2");
}

// --- Its life ---

TEST_F(SubscriptionTest, a_publication_reaches_the_other_clients_numbered_after_the_first_document) {
  alice_.send(subscribe(alice_, kRoamingEvent, "600"));
  EXPECT_EQ(publish(0, 1).status, 200);
  const auto told = server_.received(alice_.link);
  ASSERT_THAT(told, SizeIs(1));
  EXPECT_EQ(told[0].method, "BENOTIFY");
  EXPECT_EQ(told[0].headers.get("CSeq"), "2 BENOTIFY");
  EXPECT_THAT(presence::decode_roaming_data(told[0].body)->categories, SizeIs(1));
  publish(1, 2, true);
  EXPECT_THAT(presence::decode_roaming_data(server_.received(alice_.link).at(0).body)->categories, IsEmpty());
}

TEST_F(SubscriptionTest, a_publication_is_told_to_nobody_else) {
  TestClient bob(server_, "bob");
  bob.send(subscribe(bob, kRoamingEvent, "600"));
  publish(0, 1);
  EXPECT_THAT(server_.received(bob.link), IsEmpty());
}

TEST_F(SubscriptionTest, refreshed_in_its_dialog_it_lasts_longer) {
  const sip::Message request = subscribe(alice_, kRoamingEvent, "100");
  const auto first = alice_.send(request).at(0);
  server_.advance(std::chrono::seconds{90});
  const auto refreshed = alice_.send(again(request, first, 2)).at(0);
  EXPECT_EQ(refreshed.status, 200);
  EXPECT_EQ(refreshed.headers.get("ms-piggyback-cseq"), "2");
  server_.advance(std::chrono::seconds{90});
  publish(0, 1);
  EXPECT_EQ(server_.received(alice_.link).at(0).headers.get("subscription-state"), "active;expires=10");
}

TEST_F(SubscriptionTest, a_refresh_out_of_order_is_refused) {
  const sip::Message request = TestClient::numbered(subscribe(alice_, kRoamingEvent, "100"), 5);
  const auto first = alice_.send(request).at(0);
  EXPECT_EQ(alice_.send(again(request, first, 4)).at(0).status, 500);
}

TEST_F(SubscriptionTest, a_refresh_of_what_there_is_not_is_481) {
  const sip::Message request = subscribe(alice_, kRoamingEvent, "100");
  sip::Message stray = request;
  stray.headers.set("To", "<sip:alice@contoso.com>;tag=none");
  EXPECT_EQ(alice_.send(stray).at(0).status, 481);
  const auto first = alice_.send(TestClient::numbered(request, 2)).at(0);
  TestClient thief(server_, "alice");
  EXPECT_EQ(thief.send(again(request, first, 3)).at(0).status, 481);
}

TEST_F(SubscriptionTest, expires_zero_in_the_dialog_ends_it) {
  sip::Message request = subscribe(alice_, kRoamingEvent, "600");
  const auto first = alice_.send(request).at(0);
  request.headers.set("Expires", "0");
  const auto last = alice_.send(again(request, first, 2));
  ASSERT_THAT(last, SizeIs(1));
  EXPECT_EQ(last[0].headers.get("subscription-state"), "terminated;expires=0");
  publish(0, 1);
  EXPECT_THAT(server_.received(alice_.link), IsEmpty());
}

TEST_F(SubscriptionByNotify, its_end_is_notified) {
  sip::Message request = subscribe(alice_, kRoamingEvent, "600");
  const auto first = alice_.send(request).at(0);
  request.headers.set("Expires", "0");
  const auto last = alice_.send(again(request, first, 2));
  ASSERT_THAT(last, SizeIs(2));
  EXPECT_EQ(last[1].headers.get("subscription-state"), "terminated;reason=timeout");
}

TEST_F(SubscriptionTest, not_refreshed_it_ends_and_the_client_is_told) {
  alice_.send(subscribe(alice_, kRoamingEvent, "100"));
  server_.advance(std::chrono::seconds{101});
  const auto told = server_.received(alice_.link);
  ASSERT_THAT(told, SizeIs(1));
  EXPECT_EQ(told[0].headers.get("subscription-state"), "terminated;reason=timeout");
  publish(0, 1);
  EXPECT_THAT(server_.received(alice_.link), IsEmpty());
}

TEST_F(SubscriptionByNotify, a_client_that_answers_481_is_not_notified_again) {
  const auto first = alice_.send(subscribe(alice_, kRoamingEvent, "600"));
  alice_.answer(first.at(1), 481);
  publish(0, 1);
  EXPECT_THAT(server_.received(alice_.link), IsEmpty());
}

TEST_F(SubscriptionByNotify, a_client_that_does_not_answer_is_not_notified_again) {
  alice_.send(subscribe(alice_, kRoamingEvent, "600"));
  server_.advance(std::chrono::seconds{33});
  publish(0, 1);
  EXPECT_THAT(server_.received(alice_.link), IsEmpty());
}

TEST_F(SubscriptionTest, one_too_many_on_a_connection_is_answered_once_and_said_to_be_over) {
  sip::Message last;
  for (std::uint32_t i = 1; i <= Settings{}.subscriptions_per_connection_max + 1; ++i) {
    sip::Message request = subscribe(alice_, kRoamingEvent, "600");
    request.headers.set("Call-ID", "call-" + std::to_string(i));
    last = alice_.send(request).at(0);
  }
  EXPECT_EQ(last.status, 200);
  EXPECT_FALSE(last.body.empty());
  EXPECT_EQ(last.headers.get("subscription-state"), "terminated;expires=0");
}

// --- Publications ---

TEST_F(SubscriptionTest, a_publication_that_knows_an_old_version_is_409_and_changes_nothing) {
  EXPECT_EQ(publish(0, 1).status, 200);
  EXPECT_EQ(publish(0, 2).status, 409);
  EXPECT_EQ(server_.store->categories(alice_.uri())->at(0).version, 1u);
}

TEST_F(SubscriptionTest, many_publications_in_one_request_are_told_in_one_document) {
  alice_.send(subscribe(alice_, kRoamingEvent, "600"));
  presence::Publish document{alice_.uri(), {}};
  for (std::uint32_t i = 1; i <= 20; ++i)
    document.publications.push_back(presence::follow({"ma-chan://a/b", "R"}, i));
  sip::Message message = phone_.request("SERVICE", phone_.uri());
  message.headers.add("Content-Type", presence::kPublishContentType);
  message.body = presence::encode_publish(document);
  EXPECT_EQ(phone_.send(message).at(0).status, 200);
  const auto told = server_.received(alice_.link);
  ASSERT_THAT(told, SizeIs(1));
  EXPECT_THAT(presence::decode_roaming_data(told[0].body)->categories, SizeIs(20));
}

TEST_F(SubscriptionTest, one_category_above_the_limit_is_413) {
  for (std::uint32_t i = 0; i < storage::kCategoriesPerUserMax; ++i)
    ASSERT_TRUE(server_.store->put_category(alice_.uri(), {"roomSetting", i + 2, 0, 0, "", {}}, false));
  EXPECT_EQ(publish(0, 1).status, 413);
}

TEST_F(SubscriptionTest, a_publication_that_could_not_be_read_back_at_once_is_told_later) {
  alice_.send(subscribe(alice_, kRoamingEvent, "600"));
  server_.refuse_store(true, 1);
  EXPECT_EQ(publish(0, 1).status, 200);
  EXPECT_THAT(server_.received(alice_.link), IsEmpty());
  server_.advance(std::chrono::seconds{1});
  EXPECT_THAT(server_.received(alice_.link), IsEmpty());
  server_.refuse_store(false);
  server_.advance(std::chrono::seconds{1});
  const auto told = server_.received(alice_.link);
  ASSERT_THAT(told, SizeIs(1));
  EXPECT_THAT(told[0].body, HasSubstr("Lobby"));
}

TEST_F(SubscriptionTest, what_is_published_in_a_way_that_cannot_be_read_is_400) {
  sip::Message message = alice_.request("SERVICE", alice_.uri());
  message.headers.add("Content-Type", presence::kPublishContentType);
  message.body = "<publish>";
  EXPECT_EQ(alice_.send(message).at(0).status, 400);
}

TEST_F(SubscriptionTest, what_is_too_large_to_be_shown_again_is_413_and_not_a_200_that_hides_it) {
  std::string elements;
  for (int i = 0; i < 16'000; ++i) elements += "<a/>";
  const std::string document =
      "<p:publish xmlns:p=\"http://schemas.microsoft.com/2006/09/sip/rich-presence\"><p:publications>"
      "<p:publication categoryName=\"x\">" +
      elements + "</p:publication></p:publications></p:publish>";
  sip::Message message = alice_.request("SERVICE", alice_.uri());
  message.headers.add("Content-Type", presence::kPublishContentType);
  message.body = document;
  EXPECT_EQ(alice_.send(message).at(0).status, 413);
  EXPECT_THAT(*server_.store->categories(alice_.uri()), IsEmpty());
}

TEST_F(SubscriptionTest, all_that_a_user_can_publish_is_a_document_that_a_reader_of_ours_takes) {
  std::string content = "<a xmlns=\"\">";
  while (content.size() < presence::kContentBytesMax - 1000) content += "<a/>";
  presence::Publication publication = presence::follow({}, 1);
  publication.properties.clear();
  publication.raw_xml = content + "</a>";
  int kept = 0;
  for (std::uint32_t cseq = 1; cseq <= 20; ++cseq, ++publication.instance) {
    sip::Message message = TestClient::numbered(phone_.request("SERVICE", phone_.uri()), cseq);
    message.headers.add("Content-Type", presence::kPublishContentType);
    message.body = presence::encode_publish({phone_.uri(), {publication}});
    kept += phone_.send(message).at(0).status == 200;
  }
  EXPECT_LT(kept, 20);
  const auto answer = alice_.send(subscribe(alice_, kRoamingEvent, "0")).at(0);
  const auto shown = presence::decode_roaming_data(answer.body);
  ASSERT_TRUE(shown) << shown.error().detail;
  EXPECT_THAT(shown->categories, SizeIs(kept));
}

TEST_F(SubscriptionTest, container_members_are_taken_and_other_services_are_not_known) {
  sip::Message message = alice_.request("SERVICE", alice_.uri());
  message.headers.add("Content-Type", "application/msrtc-setcontainermembers+xml");
  EXPECT_EQ(alice_.send(message).at(0).status, 200);
  message = TestClient::numbered(message, 2);
  message.headers.set("Content-Type", "application/pidf+xml");
  EXPECT_EQ(alice_.send(message).at(0).status, 415);
}

// Else the subscriber would take it for lost (RFC 3261, 12.2.2).
TEST_F(SubscriptionTest, options_in_its_dialog_is_answered_and_with_an_old_cseq_500) {
  const sip::Message request = TestClient::numbered(subscribe(alice_, kProvisioningEvent, "600"), 5);
  const auto answer = alice_.send(request).at(0);
  sip::Message options = alice_.request("OPTIONS", alice_.uri());
  for (const char* name : {"From", "Call-ID"}) options.headers.set(name, request.headers.get(name));
  options.headers.set("To", answer.headers.get("To"));
  EXPECT_EQ(alice_.send(TestClient::numbered(options, 3)).at(0).status, 500);
  EXPECT_EQ(alice_.send(TestClient::numbered(options, 6)).at(0).status, 200);
}

}   // namespace
}   // namespace parley::server
