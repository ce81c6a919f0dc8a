// Headers, writing and responses.
#include "protocol/sip/message.h"

#include <gtest/gtest.h>

#include "protocol/sip/stream_parser.h"
#include "protocol/sip/test_samples.h"

namespace parley::sip {
namespace {

std::vector<std::string> names_of(const Headers& headers) {
  std::vector<std::string> names;
  for (const HeaderField& header : headers.fields()) names.emplace_back(header.name);
  return names;
}

Message sample_message(const std::string& name) { return parse_message(read_sample(name)).value(); }

TEST(Headers, compact_and_long_names_are_one_name) {
  Headers headers;
  headers.add("i", "abc");
  headers.add("Content-Type", "text/plain");
  EXPECT_EQ(headers.get("Call-ID"), "abc");
  EXPECT_EQ(headers.get("C"), "text/plain");
  EXPECT_FALSE(headers.contains("l"));
}

TEST(Headers, names_are_compared_without_case) {
  Headers headers;
  headers.add("cALL-iD", "abc");
  EXPECT_EQ(headers.get("Call-ID"), "abc");
}

TEST(Headers, an_empty_value_is_there_and_an_absent_one_is_not) {
  Headers headers;
  headers.add("Subject", "");
  EXPECT_TRUE(headers.contains("Subject"));
  EXPECT_FALSE(headers.find("Event"));
}

TEST(Headers, set_replaces_the_first_and_drops_the_others) {
  Headers headers;
  headers.add("Via", "1"), headers.add("To", "2"), headers.add("v", "3");
  headers.set("Via", "4");
  EXPECT_EQ(names_of(headers), (std::vector<std::string>{"Via", "To"}));
  EXPECT_EQ(headers.get("Via"), "4");
}

TEST(Headers, set_takes_a_value_out_of_its_own_list) {
  Headers headers;
  headers.add("Via", "a value that is too long for the small string buffer"), headers.add("Via", "other");
  headers.set("Via", headers.get("Via"));
  EXPECT_EQ(headers.all("Via"),
            (std::vector<std::string_view>{"a value that is too long for the small string buffer"}));
}

TEST(Headers, prepend_goes_in_front_of_the_first_of_its_name) {
  Headers headers;
  headers.add("To", "t"), headers.add("Via", "old");
  headers.prepend("Via", "new");
  EXPECT_EQ(headers.all("Via"), (std::vector<std::string_view>{"new", "old"}));
  EXPECT_EQ(names_of(headers), (std::vector<std::string>{"To", "Via", "Via"}));
}

TEST(Headers, prepend_of_a_new_name_goes_to_the_front) {
  Headers headers;
  headers.add("To", "t");
  headers.prepend("Via", "v");
  EXPECT_EQ(names_of(headers), (std::vector<std::string>{"Via", "To"}));
}

TEST(Headers, remove_drops_every_one_of_the_name) {
  Headers headers;
  headers.add("k", "a"), headers.add("To", "t"), headers.add("Supported", "b");
  headers.remove("supported");
  EXPECT_EQ(names_of(headers), (std::vector<std::string>{"To"}));
}

TEST(Headers, lists_looks_into_every_value_and_compares_without_case) {
  Headers headers;
  headers.add("Supported", "com.microsoft.autoextend");
  headers.add("k", "ms-benotify , TIMER");
  EXPECT_TRUE(headers.lists("Supported", "timer"));
  EXPECT_FALSE(headers.lists("Supported", "time"));
}

TEST(Write, content_length_is_right_and_last_whatever_the_headers_say) {
  Message message;
  message.method = "INFO";
  message.request_uri = "sip:a@b";
  message.headers.add("l", "99"), message.headers.add("Call-ID", "x"),
      message.headers.add("Content-Length", "7");
  message.body = "hello";
  EXPECT_EQ(write(message), "INFO sip:a@b SIP/2.0\r\nCall-ID: x\r\nContent-Length: 5\r\n\r\nhello");
}

TEST(Write, a_response_never_lacks_a_reason) {
  Message message;
  message.status = 480;
  EXPECT_EQ(write(message), "SIP/2.0 480 Temporarily Unavailable\r\nContent-Length: 0\r\n\r\n");
}

TEST(Write, no_value_can_start_a_header_of_its_own) {
  Message message;
  message.status = 200;
  message.headers.add("Subject", "a\r\nEvil: b");
  EXPECT_EQ(write(message), "SIP/2.0 200 OK\r\nSubject: a  Evil: b\r\nContent-Length: 0\r\n\r\n");
}

TEST(Write, gives_back_the_bytes_of_every_sample) {
  const std::vector<Sample> samples = read_samples();
  ASSERT_EQ(samples.size(), 35u);
  for (const Sample& sample : samples) {
    const Result<Message> message = parse_message(sample.bytes);
    ASSERT_TRUE(message) << sample.name << ": " << message.error().detail;
    EXPECT_EQ(write(*message), sample.bytes) << sample.name;
  }
}

TEST(MakeResponse, copies_what_the_rfc_says_and_nothing_else) {
  const Message response = make_response(sample_message("23-info-bjoin.sip"), 200);
  EXPECT_EQ(names_of(response.headers), (std::vector<std::string>{"Via", "From", "To", "Call-ID", "CSeq"}));
  EXPECT_EQ(response.headers.get("CSeq"), "2 INFO");
  EXPECT_EQ(response.headers.get("To"), "<sip:GC-1-PersistentChatService-2@contoso.com>;tag=c07d55");
  EXPECT_EQ(response.reason, "OK");
}

TEST(MakeResponse, copies_every_via_in_order_and_writes_long_names) {
  Message request = sample_message("23-info-bjoin.sip");
  request.headers.remove("Via");
  request.headers.add("v", "SIP/2.0/TCP near"), request.headers.add("Via", "SIP/2.0/TCP far");
  const Message response = make_response(request, 200);
  EXPECT_EQ(response.headers.all("Via"),
            (std::vector<std::string_view>{"SIP/2.0/TCP near", "SIP/2.0/TCP far"}));
  EXPECT_EQ(names_of(response.headers)[0], "Via");
}

TEST(MakeResponse, copies_record_route_only_when_a_dialog_comes_of_it) {
  Message invite = sample_message("20-invite-channel.sip");
  invite.headers.add("Record-Route", "<sip:fe.contoso.com;lr>");
  EXPECT_TRUE(make_response(invite, 200).headers.contains("Record-Route"));
  EXPECT_FALSE(make_response(invite, 100).headers.contains("Record-Route"));
  EXPECT_FALSE(make_response(invite, 404).headers.contains("Record-Route"));
  invite.method = "INFO";
  EXPECT_FALSE(make_response(invite, 200).headers.contains("Record-Route"));
}

TEST(MakeResponse, a_reason_of_ones_own_wins) {
  EXPECT_EQ(make_response(Message{}, 481, "Call Leg/Transaction Does Not Exist").reason,
            "Call Leg/Transaction Does Not Exist");
}

// RFC 3261, 21, and what adds to it: RFC 4028, 6 (422); RFC 6665, 8.3 (489).
TEST(StandardReason, is_that_of_the_rfc_for_what_a_request_of_chat_may_get) {
  const std::pair<int, std::string_view> reasons[] = {{401, "Unauthorized"},
                                                      {403, "Forbidden"},
                                                      {404, "Not Found"},
                                                      {405, "Method Not Allowed"},
                                                      {407, "Proxy Authentication Required"},
                                                      {408, "Request Timeout"},
                                                      {413, "Request Entity Too Large"},
                                                      {415, "Unsupported Media Type"},
                                                      {416, "Unsupported URI Scheme"},
                                                      {420, "Bad Extension"},
                                                      {422, "Session Interval Too Small"},
                                                      {423, "Interval Too Brief"},
                                                      {480, "Temporarily Unavailable"},
                                                      {481, "Call/Transaction Does Not Exist"},
                                                      {482, "Loop Detected"},
                                                      {483, "Too Many Hops"},
                                                      {487, "Request Terminated"},
                                                      {488, "Not Acceptable Here"},
                                                      {489, "Bad Event"},
                                                      {491, "Request Pending"},
                                                      {500, "Server Internal Error"},
                                                      {501, "Not Implemented"},
                                                      {505, "Version Not Supported"},
                                                      {513, "Message Too Large"}};
  for (const auto& [status, reason] : reasons) EXPECT_EQ(standard_reason(status), reason);
}

TEST(StandardReason, knows_first_and_last_and_admits_what_it_does_not_know) {
  EXPECT_EQ(standard_reason(100), "Trying");
  EXPECT_EQ(standard_reason(503), "Service Unavailable");
  EXPECT_EQ(standard_reason(606), "Not Acceptable");
  EXPECT_EQ(standard_reason(299), "Unknown");
  EXPECT_EQ(standard_reason(700), "Unknown");
}

}   // namespace
}   // namespace parley::sip
