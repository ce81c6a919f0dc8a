// REGISTER as a real client sends it and reads its answer (real-client.md 3.2).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reference_server/core/test_client.h"

namespace parley::server {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

class RegistrarTest : public testing::Test {
 protected:
  sip::Message registration(const std::string& contact, const std::string& expires = {}) {
    sip::Message message = TestClient::numbered(alice_.request("REGISTER", "sip:contoso.com"), ++cseq_);
    message.headers.set("To", "<sip:alice@contoso.com>");
    message.headers.remove("Contact");
    if (!contact.empty()) message.headers.add("Contact", contact);
    if (!expires.empty()) message.headers.add("Expires", expires);
    return message;
  }
  sip::Message answer_to(const std::string& contact, const std::string& expires = {}) {
    return alice_.send(registration(contact, expires)).at(0);
  }
  static std::vector<std::string> contacts(const sip::Message& answer) {
    std::vector<std::string> found;
    for (const std::string_view one : answer.headers.all("Contact")) found.emplace_back(one);
    return found;
  }

  TestServer server_;
  TestClient alice_{server_, "alice"};
  std::uint32_t cseq_ = 0;
};

TEST_F(RegistrarTest, the_answer_has_each_header_that_a_real_client_cannot_do_without) {
  const auto answer = answer_to("<sip:alice@192.0.2.1:5060;transport=tcp>");
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.headers.get("Expires"), "7200");
  EXPECT_THAT(answer.headers.all("Supported"), ElementsAre("msrtc-event-categories"));
  EXPECT_EQ(answer.headers.get("Allow-Events"), "vnd-microsoft-provisioning-v2,vnd-microsoft-roaming-self");
}

TEST_F(RegistrarTest, an_instance_is_given_an_address_of_its_own) {
  const auto answer = answer_to(
      "<sip:alice@192.0.2.1>;proxy=replace;+sip.instance=\"<urn:uuid:4ca2bd7f-1e5d-5f3e-9d4c-5a3e1c8f0b12>"
      "\"");
  EXPECT_THAT(contacts(answer),
              ElementsAre("<sip:alice@192.0.2.1>;expires=7200;"
                          "+sip.instance=\"<urn:uuid:4ca2bd7f-1e5d-5f3e-9d4c-5a3e1c8f0b12>\";"
                          "gruu=\"sip:alice@contoso.com;opaque=user:epid:"
                          "4ca2bd7f-1e5d-5f3e-9d4c-5a3e1c8f0b12;gruu\""));
}

TEST_F(RegistrarTest, an_instance_of_any_shape_leaves_the_contact_one_that_can_be_read) {
  for (const auto& [instance, id] : {std::pair{"<urn:uuid:1>", "1"},
                                     {"<a:b,\\\"c>", "b"},
                                     {"", ""},
                                     {"<urn:uuid:4ca2bd7f-1e5d-5f3e-9d4c-5a3e1c8f0b12-and-more>",
                                      "4ca2bd7f-1e5d-5f3e-9d4c-5a3e1c8f0b12"}}) {
    const auto answer = answer_to(fmt::format("<sip:alice@192.0.2.1>;+sip.instance=\"{}\"", instance), "60");
    ASSERT_THAT(contacts(answer), Not(IsEmpty())) << instance;
    const auto read = sip::parse_name_addr_list(contacts(answer)[0]);
    ASSERT_TRUE(read) << instance;
    ASSERT_EQ(read->size(), 1u) << instance;
    const std::string gruu = fmt::format("\"sip:alice@contoso.com;opaque=user:epid:{};gruu\"", id);
    EXPECT_EQ(read->at(0).parameters.get("gruu"), *id ? gruu : "") << instance;
  }
}

TEST_F(RegistrarTest, the_answer_lists_every_endpoint_and_what_is_left_of_its_time) {
  answer_to("<sip:a>", "100");
  server_.advance(std::chrono::seconds{40});
  EXPECT_THAT(contacts(answer_to("<sip:b>", "50")), ElementsAre("<sip:b>;expires=50", "<sip:a>;expires=60"));
  server_.advance(std::chrono::seconds{50});
  EXPECT_THAT(contacts(answer_to("")), ElementsAre("<sip:a>;expires=10"));
}

TEST_F(RegistrarTest, a_contact_may_ask_for_another_time_than_the_request) {
  const auto answer = answer_to("<sip:a>;expires=600, <sip:b>", "60");
  EXPECT_EQ(answer.headers.get("Expires"), "600");
  EXPECT_THAT(contacts(answer), ElementsAre("<sip:b>;expires=60", "<sip:a>;expires=600"));
}

TEST_F(RegistrarTest, no_more_time_is_granted_than_the_setting_allows) {
  EXPECT_EQ(answer_to("<sip:a>", "999999").headers.get("Expires"), "7200");
}

TEST_F(RegistrarTest, expires_zero_signs_off_one_endpoint_and_a_star_all) {
  answer_to("<sip:a>");
  answer_to("<sip:b>");
  answer_to("<sip:c>");
  const auto one = answer_to("<sip:a>", "0");
  EXPECT_EQ(one.headers.get("Expires"), "0");
  EXPECT_THAT(contacts(one), ElementsAre(StartsWith("<sip:c>"), StartsWith("<sip:b>")));
  EXPECT_THAT(contacts(answer_to("*", "0")), IsEmpty());
}

TEST_F(RegistrarTest, a_star_that_does_not_stand_alone_with_expires_zero_is_refused) {
  EXPECT_EQ(answer_to("*").status, 400);
  EXPECT_EQ(answer_to("*, <sip:a>", "0").status, 400);
}

TEST_F(RegistrarTest, more_contacts_in_one_request_than_a_user_may_have_are_refused) {
  std::string contacts = "<sip:0>";
  for (int i = 1; i < 16; ++i) contacts += fmt::format(", <sip:{}>", i);
  EXPECT_EQ(answer_to(contacts).status, 200);
  const auto answer = answer_to(contacts + ", <sip:16>");
  EXPECT_EQ(answer.status, 400);
  EXPECT_EQ(answer.reason, "Too many Contacts");
}

TEST_F(RegistrarTest, what_a_user_can_register_never_makes_an_answer_that_is_too_long_to_be_read) {
  EXPECT_EQ(answer_to("<sip:" + std::string(1025, 'a') + ">").status, 400);
  EXPECT_EQ(answer_to("<sip:a>;+sip.instance=\"" + std::string(1025, 'a') + "\"").status, 400);
  EXPECT_THAT(contacts(answer_to("")), IsEmpty());
  for (int i = 10; i < 26; ++i)
    EXPECT_EQ(answer_to(fmt::format("<sip:{}>;+sip.instance=\"{}{}\"", std::string(900, 'a'), i,
                                    std::string(100, 'b')))
                  .status,
              200);
  const auto answer = answer_to("");
  EXPECT_EQ(contacts(answer).size(), 16u);
  EXPECT_LT(sip::write(answer).size(), 64u * 1024);
}

TEST_F(RegistrarTest, an_old_request_that_arrives_late_is_refused) {
  const sip::Message late = registration("<sip:a>", "0");
  answer_to("<sip:a>");
  EXPECT_EQ(alice_.send(late).at(0).status, 500);
  EXPECT_EQ(contacts(answer_to("")).size(), 1u);
}

TEST_F(RegistrarTest, a_lost_connection_is_no_longer_registered) {
  answer_to("<sip:a>");
  server_.disconnect(alice_.link);
  alice_.link = server_.connect();
  EXPECT_THAT(contacts(answer_to("")), IsEmpty());
}

TEST_F(RegistrarTest, who_is_back_before_the_old_connection_is_gone_stays_registered) {
  const std::string contact = "<sip:a>;+sip.instance=\"<urn:uuid:1>\"";
  answer_to(contact);
  const LinkId old = alice_.link;
  alice_.link = server_.connect();
  answer_to(contact);
  server_.disconnect(old);
  EXPECT_EQ(contacts(answer_to("")).size(), 1u);
}

TEST_F(RegistrarTest, nobody_registers_somebody_else) {
  sip::Message message = registration("<sip:a>");
  message.headers.set("To", "<sip:bob@contoso.com>");
  const auto answer = alice_.send(message).at(0);
  EXPECT_EQ(answer.status, 403);
  EXPECT_EQ(answer.reason, "Not your address");
}

TEST_F(RegistrarTest, who_is_not_in_the_pool_file_is_told_so) {
  TestClient stranger(server_, "stranger");
  const auto answer = stranger.send(stranger.request("REGISTER", stranger.uri())).at(0);
  EXPECT_EQ(answer.status, 403);
  EXPECT_THAT(std::string(answer.headers.get("ms-diagnostics")), HasSubstr("20010;"));
}

}   // namespace
}   // namespace parley::server
