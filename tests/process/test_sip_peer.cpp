// Blocking sockets with a deadline in front of every read.
#include "tests/process/test_sip_peer.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <atomic>
#include <pugixml.hpp>
#include <utility>

namespace parley::process {
namespace {

// Two connections of one user must not share a Call-ID.
std::string new_call_id(std::string_view user) {
  static std::atomic<int> made{0};
  return fmt::format("call-{}-{}-{}", user, ::getpid(), ++made);
}

Descriptor connect_to(int port) {
  Descriptor fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const timeval patience{kPatience.count(), 0};   // A server that reads nothing must not hold the test.
  ::setsockopt(fd.get(), SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  EXPECT_EQ(::connect(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
  const int on = 1;
  ::setsockopt(fd.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  return fd;
}

void collect_chats(const pugi::xml_node& node, std::vector<std::string>& texts) {
  for (const pugi::xml_node& child : node.children())
    if (std::string_view(child.name()) == "chat") texts.emplace_back(child.text().get());
    else collect_chats(child, texts);
}

std::vector<std::string> chats_in(std::string_view document) {
  pugi::xml_document parsed;
  parsed.load_buffer(document.data(), document.size());
  std::vector<std::string> texts;
  collect_chats(parsed, texts);
  return texts;
}

}   // namespace

std::string xccos(std::uint64_t envid, std::string_view elements) {
  return fmt::format(R"(<xccos ver="1" envid="{}" xmlns="urn:parlano:xml:ns:xccos">{}</xccos>)", envid,
                     elements);
}

std::string chat_text(std::string_view document) {
  auto texts = chats_in(document);
  return texts.empty() ? std::string() : std::move(texts.front());
}

SipPeer::SipPeer(int port, std::string user)
    : socket_(connect_to(port)), user_(std::move(user)), call_id_(new_call_id(user_)) {}

bool SipPeer::send_bytes(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(socket_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

void SipPeer::half_close() { ::shutdown(socket_.get(), SHUT_WR); }

std::optional<sip::Message> SipPeer::next(Clock::time_point until) {
  for (;;) {
    while (auto message = parser_.next()) {
      if (!*message) {
        ADD_FAILURE() << "the server's bytes are no SIP: " << message->error().detail;
        return std::nullopt;
      }
      if ((*message)->is_request() && answers_requests) send(sip::make_response(**message, 200));
      return std::move(**message);
    }
    if (lost_ || !wait_readable(socket_.get(), until)) return std::nullopt;
    char block[65536];
    const ssize_t count = ::recv(socket_.get(), block, sizeof block, 0);
    lost_ = count <= 0;
    if (count > 0) parser_.feed({block, static_cast<std::size_t>(count)});
  }
}

bool SipPeer::wait_lost() {
  const auto until = Clock::now() + kPatience;
  while (next(until)) {
  }
  return lost_;
}

sip::Message SipPeer::request(std::string_view method, std::string_view uri) const {
  sip::Message message;
  message.method = method;
  message.request_uri = uri;
  message.headers.add("Via", fmt::format("SIP/2.0/TCP 127.0.0.1;branch=z9hG4bK{}{}", call_id_, method));
  message.headers.add("From", fmt::format("<sip:{}@contoso.com>;tag={}", user_, call_id_));
  message.headers.add("To", fmt::format("<{}>", uri));
  message.headers.add("Call-ID", call_id_);
  message.headers.add("CSeq", fmt::format("1 {}", method));
  message.headers.add("Max-Forwards", "70");
  message.headers.add("Contact", fmt::format("<sip:{}@127.0.0.1>", user_));
  return message;
}

void SipPeer::open_session(std::string_view pool) {
  const sip::Message invite = request("INVITE", pool);
  send(invite);
  const auto answer = next();
  ASSERT_TRUE(answer && answer->status == 200) << (answer ? answer->status : 0);
  auto dialog = sip::Dialog::established(invite, *answer);
  ASSERT_TRUE(dialog);
  dialog_ = std::move(*dialog);
  sip::Message ack = dialog_->make_ack();
  ack.headers.prepend("Via", "SIP/2.0/TCP 127.0.0.1");
  send(ack);
}

sip::Message SipPeer::info(std::string_view body, std::string_view content_type) {
  sip::Message message = dialog_->make_request("INFO");
  message.headers.prepend("Via", "SIP/2.0/TCP 127.0.0.1");
  message.headers.add("Content-Type", content_type);
  message.body = body;
  return message;
}

std::optional<sip::Message> SipPeer::ask(std::string_view body) {
  const sip::Message asked = info(body);
  if (!send(asked)) return std::nullopt;
  while (auto message = next()) {
    if (message->status >= 200 && message->headers.get("CSeq") == asked.headers.get("CSeq")) return message;
    skipped.push_back(std::move(*message));
  }
  return std::nullopt;
}

std::string SipPeer::wait_document(std::string_view wanted) {
  const auto until = Clock::now() + kPatience;
  for (;;) {
    std::optional<sip::Message> message;
    if (!skipped.empty()) {
      message = std::move(skipped.front());
      skipped.pop_front();
    } else {
      message = next(until);
    }
    if (!message) return {};
    if (message->body.find(wanted) != std::string::npos) return message->body;
  }
}

std::string SipPeer::command(std::string_view id, std::string_view data) {
  const auto answer =
      ask(xccos(++envid, fmt::format(R"(<cmd id="cmd:{}" seqid="1"><data>{}</data></cmd>)", id, data)));
  EXPECT_TRUE(answer && answer->status == 200) << "cmd:" << id;
  return wait_document(fmt::format("rpl:{}", id));
}

std::string SipPeer::join(std::string_view room_uri) {
  const std::string_view room_id = room_uri.substr(room_uri.rfind('/') + 1);
  return command("join", fmt::format(R"(<chanid key="0" domain="contoso.com" value="{}"/>)", room_id));
}

std::string SipPeer::post_body(std::string_view text, std::string_view room_uri) {
  return xccos(++envid, fmt::format(R"(<grpchat id="grpchat" seqid="1" chanUri="{}" )"
                                    R"(author="sip:{}@contoso.com" ts="2013-08-02T21:00:00Z">)"
                                    R"(<chat>{}</chat></grpchat>)",
                                    room_uri, user_, text));
}

bool SipPeer::post_and_see(std::string_view text) {
  const auto answer = ask(post_body(text));
  if (!answer || answer->status != 200) return false;
  return !wait_document(fmt::format("<chat>{}</chat>", text)).empty();
}

std::vector<std::string> SipPeer::history(int count, std::string_view room_uri) {
  return chats_in(
      command("bccontext", fmt::format(R"(<chanib uri="{}"/><bcq><last cnt="{}"/></bcq>)", room_uri, count)));
}

}   // namespace parley::process
