// Dialogs of both sides, made from the sample messages.
#include "protocol/sip/dialog.h"

#include <gtest/gtest.h>

#include "protocol/sip/stream_parser.h"
#include "protocol/sip/test_samples.h"

namespace parley::sip {
namespace {

Message sample(const std::string& name) { return parse_message(read_sample(name)).value(); }
Message invite() { return sample("20-invite-channel.sip"); }
Message ok() { return sample("21-invite-channel-200.sip"); }
Message ok_without_routes() {
  Message response = ok();
  response.headers.remove("Record-Route");
  return response;
}
Dialog client_dialog() { return Dialog::established(invite(), ok()).value(); }
Dialog server_dialog() { return Dialog::answered(invite(), ok()).value(); }

// The headers that a dialog decides.
void expect_same_dialog_part(const Message& made, const Message& sample) {
  EXPECT_EQ(made.method, sample.method);
  EXPECT_EQ(made.request_uri, sample.request_uri);
  for (const char* name : {"From", "To", "Call-ID", "CSeq", "Route"}) {
    EXPECT_EQ(made.headers.all(name), sample.headers.all(name)) << name;
  }
}

TEST(Dialog, the_asking_side_makes_the_requests_of_the_samples) {
  Dialog dialog = client_dialog();
  expect_same_dialog_part(dialog.make_ack(), sample("22-ack-channel.sip"));
  expect_same_dialog_part(dialog.make_request("INFO"), sample("23-info-bjoin.sip"));
  expect_same_dialog_part(dialog.make_request("INFO"), sample("27-info-grpchat.sip"));
  expect_same_dialog_part(dialog.make_request("UPDATE"), sample("31-update.sip"));
  expect_same_dialog_part(dialog.make_request("BYE"), sample("33-bye-channel.sip"));
  EXPECT_EQ(dialog.local_cseq(), 5u);
}

TEST(Dialog, the_answering_side_makes_the_requests_of_the_samples) {
  Message response = ok();
  response.headers.set("To", std::string(response.headers.get("To")) + ";epid=E7F1D0C2A4");
  Dialog dialog = Dialog::answered(invite(), response).value();
  expect_same_dialog_part(dialog.make_request("INFO"), sample("25-info-rpl-bjoin.sip"));
  expect_same_dialog_part(dialog.make_request("INFO"), sample("29-info-grpchat-echo.sip"));
  expect_same_dialog_part(dialog.make_request("BYE"), sample("44-bye-from-server.sip"));
}

TEST(Dialog, a_request_has_max_forwards_and_neither_via_nor_contact) {
  const Message request = client_dialog().make_request("INFO");
  EXPECT_EQ(request.headers.get("Max-Forwards"), "70");
  EXPECT_FALSE(request.headers.contains("Via"));
  EXPECT_FALSE(request.headers.contains("Contact"));
}

TEST(Dialog, both_sides_name_the_ends_from_their_own_view) {
  const Dialog client = client_dialog();
  const Dialog server = server_dialog();
  EXPECT_EQ(client.local_tag(), "77410295");
  EXPECT_EQ(client.remote_tag(), "c07d55");
  EXPECT_EQ(server.local_tag(), client.remote_tag());
  EXPECT_EQ(server.remote_tag(), client.local_tag());
  EXPECT_EQ(server.local_uri(), "sip:GC-1-PersistentChatService-2@contoso.com");
  EXPECT_EQ(server.remote_uri(), "sip:alice@contoso.com");
  EXPECT_EQ(server.remote_target(), "sip:alice@contoso.com;opaque=user:epid:ZYnMVKsqW1yYxXcyGbWlSQAA;gruu");
  EXPECT_EQ(client.remote_target(), "sip:GC-1-PersistentChatService-2@contoso.com;gruu;opaque=srvr:chat");
}

TEST(Dialog, routes_are_reversed_for_the_asking_side_and_kept_for_the_other) {
  Message response = ok_without_routes();
  response.headers.add("Record-Route", "<sip:p2;lr>, <sip:p1;lr>");
  response.headers.add("Record-Route", "<sip:p0;lr>");
  Message asked = invite();
  for (const std::string_view value : response.headers.all("Record-Route")) {
    asked.headers.add("Record-Route", value);
  }
  EXPECT_EQ(Dialog::established(invite(), response)->make_request("INFO").headers.all("Route"),
            (std::vector<std::string_view>{"<sip:p0;lr>", "<sip:p1;lr>", "<sip:p2;lr>"}));
  EXPECT_EQ(Dialog::answered(asked, response)->make_request("INFO").headers.all("Route"),
            (std::vector<std::string_view>{"<sip:p2;lr>", "<sip:p1;lr>", "<sip:p0;lr>"}));
}

TEST(Dialog, a_first_route_without_lr_takes_the_place_of_the_request_uri) {
  Message response = ok_without_routes();
  response.headers.add("Record-Route", "<sip:p1;lr>, <sip:p0;method=INFO?h=v>");
  response.headers.set("Contact", "<sip:target@host>");
  const Message request = Dialog::established(invite(), response)->make_request("INFO");
  EXPECT_EQ(request.request_uri, "sip:p0");
  EXPECT_EQ(request.headers.all("Route"),
            (std::vector<std::string_view>{"<sip:p1;lr>", "<sip:target@host>"}));
}

TEST(Dialog, a_peer_without_contact_is_called_by_the_address_it_was_known_by) {
  Message response = ok();
  response.headers.remove("Contact");
  EXPECT_EQ(Dialog::established(invite(), response)->remote_target(), invite().request_uri);
  Message asked = invite();
  asked.headers.remove("Contact");
  EXPECT_EQ(Dialog::answered(asked, ok())->remote_target(), "sip:alice@contoso.com");
}

TEST(Dialog, the_ack_repeats_the_credentials_of_the_invite) {
  Message asked = invite();
  asked.headers.add("Proxy-Authorization", "Digest x");
  asked.headers.add("Authorization", "Digest y");
  const Message ack = Dialog::established(asked, ok())->make_ack();
  EXPECT_EQ(ack.headers.get("Proxy-Authorization"), "Digest x");
  EXPECT_EQ(ack.headers.get("Authorization"), "Digest y");
}

TEST(Dialog, knows_which_side_made_the_call_id) {
  EXPECT_TRUE(client_dialog().made_call_id());
  EXPECT_FALSE(server_dialog().made_call_id());
}

TEST(Dialog, is_not_made_from_what_cannot_be_read) {
  for (const char* name : {"Call-ID", "From", "CSeq"}) {
    Message broken = invite();
    broken.headers.remove(name);
    EXPECT_FALSE(Dialog::answered(broken, ok())) << name;
    EXPECT_FALSE(Dialog::established(broken, ok())) << name;
  }
  Message broken = ok();
  broken.headers.set("Record-Route", "junk");
  EXPECT_FALSE(Dialog::established(invite(), broken));
}

TEST(Dialog, our_own_tag_is_needed_and_the_peers_is_not) {
  Message untagged_ok = ok();
  untagged_ok.headers.set("To", invite().headers.get("To"));
  Message untagged_invite = invite();
  untagged_invite.headers.set("From", "<sip:alice@contoso.com>");
  EXPECT_FALSE(Dialog::answered(invite(), untagged_ok));
  EXPECT_TRUE(Dialog::answered(untagged_invite, ok()));
  EXPECT_FALSE(Dialog::established(untagged_invite, ok()));
  EXPECT_TRUE(Dialog::established(invite(), untagged_ok));
}

TEST(Dialog, knows_its_requests_and_no_others) {
  const Dialog dialog = server_dialog();
  EXPECT_TRUE(dialog.matches(sample("23-info-bjoin.sip")));
  EXPECT_FALSE(dialog.matches(sample("13-info-requri.sip")));
  EXPECT_TRUE(client_dialog().matches(sample("25-info-rpl-bjoin.sip")));
  EXPECT_FALSE(client_dialog().matches(sample("23-info-bjoin.sip")));   // The tags are the wrong way round.
}

TEST(Dialog, a_missing_tag_contradicts_nothing_but_a_wrong_one_does) {
  Message info = sample("23-info-bjoin.sip");
  info.headers.set("To", "<sip:GC-1-PersistentChatService-2@contoso.com>");
  EXPECT_TRUE(server_dialog().matches(info));
  info.headers.set("To", "<sip:GC-1-PersistentChatService-2@contoso.com>;tag=wrong");
  EXPECT_FALSE(server_dialog().matches(info));
}

TEST(Dialog, an_invite_without_to_tag_opens_another) { EXPECT_FALSE(server_dialog().matches(invite())); }

TEST(Dialog, the_peers_cseq_must_grow) {
  Dialog dialog = server_dialog();
  EXPECT_TRUE(dialog.accept(sample("22-ack-channel.sip")));
  EXPECT_TRUE(dialog.accept(sample("27-info-grpchat.sip")));
  const Result<void> older = dialog.accept(sample("23-info-bjoin.sip"));
  ASSERT_FALSE(older);
  EXPECT_EQ(older.error().code, Errc::conflict);
  EXPECT_FALSE(dialog.accept(sample("27-info-grpchat.sip")));
  EXPECT_TRUE(dialog.accept(sample("33-bye-channel.sip")));
}

TEST(Dialog, the_first_request_of_the_answering_side_may_have_any_cseq) {
  Dialog dialog = client_dialog();
  EXPECT_TRUE(dialog.accept(sample("44-bye-from-server.sip")));
}

TEST(Dialog, a_session_refresh_may_move_the_peer_and_an_info_may_not) {
  Dialog dialog = server_dialog();
  Message info = sample("23-info-bjoin.sip");
  info.headers.add("Contact", "<sip:alice@elsewhere>");
  ASSERT_TRUE(dialog.accept(info));
  EXPECT_NE(dialog.remote_target(), "sip:alice@elsewhere");
  int cseq = 100;
  for (const std::string method : {"UPDATE", "INVITE", "SUBSCRIBE", "NOTIFY"}) {
    Message refresh = sample("31-update.sip");
    refresh.method = method;
    refresh.headers.set("CSeq", std::to_string(++cseq) + " " + method);
    refresh.headers.add("Contact", "<sip:alice@" + method + ">");
    ASSERT_TRUE(dialog.accept(refresh)) << method;
    EXPECT_EQ(dialog.remote_target(), "sip:alice@" + method);
  }
}

TEST(Dialog, the_answer_to_a_refresh_may_move_the_peer_too) {
  Dialog dialog = client_dialog();
  Message answer = sample("32-update-200.sip");
  answer.headers.set("Contact", "<sip:pool@elsewhere>");
  dialog.accept_response(answer);
  EXPECT_EQ(dialog.remote_target(), "sip:pool@elsewhere");
  answer.status = 481;
  answer.headers.set("Contact", "<sip:pool@nowhere>");
  dialog.accept_response(answer);
  EXPECT_EQ(dialog.remote_target(), "sip:pool@elsewhere");
}

TEST(Dialog, goes_on_counting_where_its_early_dialog_has_come_to) {
  Message ringing = ok();
  ringing.status = 183;
  Dialog early = Dialog::established(invite(), ringing).value();
  early.make_request("UPDATE");
  Message update = sample("46-update-from-server.sip");
  update.headers.set("CSeq", "40 UPDATE");
  EXPECT_TRUE(early.accept(update));
  Dialog dialog = client_dialog();
  dialog.confirm(early);
  EXPECT_EQ(dialog.make_request("INFO").headers.get("CSeq"), "3 INFO");
  EXPECT_FALSE(dialog.accept(update));
}

TEST(Dialog, does_not_go_on_from_the_early_dialog_of_another_fork) {
  Message ringing = ok();
  ringing.headers.set("To", "<sip:GC-1-PersistentChatService-2@contoso.com>;tag=other");
  Dialog early = Dialog::established(invite(), ringing).value();
  early.make_request("UPDATE");
  Dialog dialog = client_dialog();
  dialog.confirm(early);
  EXPECT_EQ(dialog.make_request("INFO").headers.get("CSeq"), "2 INFO");
}

TEST(Dialog, the_ack_of_a_re_invite_has_its_cseq) {
  Dialog dialog = client_dialog();
  dialog.make_request("INFO");
  dialog.make_request("INVITE");
  dialog.make_request("INFO");
  EXPECT_EQ(dialog.make_ack().headers.get("CSeq"), "3 ACK");
}

TEST(Dialog, tells_a_2xx_to_its_last_invite_from_every_other) {
  Dialog dialog = client_dialog();
  Message answer = ok();
  EXPECT_TRUE(dialog.is_accepted_by(answer));
  answer.headers.set("CSeq", "1 UPDATE");
  EXPECT_FALSE(dialog.is_accepted_by(answer));
  answer = ok();
  answer.status = 300;
  EXPECT_FALSE(dialog.is_accepted_by(answer));
  answer = ok();
  answer.headers.set("To", "<sip:other@contoso.com>;tag=other");
  EXPECT_FALSE(dialog.is_accepted_by(answer));
  dialog.make_request("INVITE");
  EXPECT_FALSE(dialog.is_accepted_by(ok()));            // That was the first.
  EXPECT_FALSE(server_dialog().is_accepted_by(ok()));   // Of another side, which sent no INVITE.
}

TEST(Dialog, knows_the_invite_that_made_it_when_it_comes_again) {
  Dialog dialog = server_dialog();
  EXPECT_TRUE(dialog.was_made_by(invite()));
  Message other = invite();
  other.headers.set("CSeq", "77 INVITE");
  EXPECT_FALSE(dialog.was_made_by(other));
  other = invite();
  other.headers.set("From", "<sip:alice@contoso.com>;tag=other");
  EXPECT_FALSE(dialog.was_made_by(other));
  EXPECT_FALSE(client_dialog().was_made_by(invite()));   // We made it.
}

TEST(Dialog, the_peers_cseq_may_skip_numbers_but_not_repeat_or_go_back) {
  Dialog dialog = server_dialog();
  Message request = sample("23-info-bjoin.sip");
  for (const auto& [number, good] :
       {std::pair{2, true}, {2, false}, {1000, true}, {999, false}, {1'000'000, true}}) {
    request.headers.set("CSeq", std::to_string(number) + " INFO");
    EXPECT_EQ(dialog.accept(request).has_value(), good) << number;
  }
}

TEST(Dialog, the_answer_to_a_refresh_leaves_the_routes) {
  Dialog dialog = client_dialog();
  const auto before = dialog.make_request("INFO");
  Message answer = ok();
  answer.headers.set("Record-Route", "<sip:new.contoso.com;lr>");
  dialog.accept_response(answer);
  EXPECT_EQ(dialog.make_request("INFO").headers.all("Route"), before.headers.all("Route"));
}

}   // namespace
}   // namespace parley::sip
