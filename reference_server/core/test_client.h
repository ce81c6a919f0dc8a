// A client on the bench that says just what a test tells it, and keeps a dialog's numbers for it.
#pragma once

#include <fmt/format.h>

#include <string>
#include <string_view>
#include <vector>

#include "protocol/sip/dialog.h"
#include "protocol/xccos/codec.h"
#include "reference_server/core/test_server.h"

namespace parley::server {

class TestClient {
 public:
  TestClient(TestServer& server, std::string name) : server_(server), name_(std::move(name)) {
    link = server_.connect();
  }

  // A request outside a dialog.
  sip::Message request(std::string_view method, std::string_view uri) const {
    sip::Message message;
    message.method = method;
    message.request_uri = uri;
    message.headers.add("Via", "SIP/2.0/TCP 127.0.0.1;branch=z9hG4bK" + name_ + std::string(method));
    message.headers.add("From", fmt::format("<sip:{}@contoso.com>;tag=from-{}", name_, name_));
    message.headers.add("To", fmt::format("<{}>", uri));
    message.headers.add("Call-ID", "call-" + name_ + std::string(method));
    message.headers.add("CSeq", fmt::format("1 {}", method));
    message.headers.add("Max-Forwards", "70");
    message.headers.add("Contact", fmt::format("<sip:{}@127.0.0.1>", name_));
    return message;
  }
  // The same under another CSeq: a request of its own and no repetition.
  static sip::Message numbered(sip::Message message, std::uint32_t cseq) {
    message.headers.set("CSeq", fmt::format("{} {}", cseq, message.method));
    return message;
  }
  // A request inside the session.
  sip::Message in_session(std::string_view method) {
    sip::Message message = dialog->make_request(method);
    message.headers.prepend("Via", "SIP/2.0/TCP 127.0.0.1");
    return message;
  }
  // Answers a request of the server.
  void answer(const sip::Message& asked, int status) { send(sip::make_response(asked, status)); }
  std::string uri() const { return fmt::format("sip:{}@contoso.com", name_); }

  std::vector<sip::Message> send(const sip::Message& message) {
    server_.send(link, sip::write(message));
    return server_.received(link);
  }

  // INVITE, 200, ACK.
  void open_session(std::string_view uri = "sip:GC-1-PersistentChatService-1@contoso.com") {
    open_session(request("INVITE", uri));
  }
  // Returns the 200.
  sip::Message open_session(const sip::Message& invite) {
    const auto answers = send(invite);
    dialog = *sip::Dialog::established(invite, answers.at(0));
    acknowledge();
    return answers[0];
  }
  // The last INVITE of the session.
  void acknowledge() {
    sip::Message ack = dialog->make_ack();
    ack.headers.prepend("Via", "SIP/2.0/TCP 127.0.0.1");
    send(ack);
  }
  // An INFO with this body; what came back at once.
  std::vector<sip::Message> info(std::string_view body) {
    sip::Message message = in_session("INFO");
    message.headers.add("Content-Type", "text/plain");
    message.body = body;
    return send(message);
  }
  std::vector<sip::Message> command(std::string_view id, std::string_view data) {
    return info(fmt::format(R"(<xccos ver="1" envid="{}" xmlns="urn:parlano:xml:ns:xccos"><cmd id="cmd:{}" )"
                            R"(seqid="1"><data>{}</data></cmd></xccos>)",
                            ++envid, id, data));
  }
  std::vector<sip::Message> join(std::string_view room_id) {
    return command("join", fmt::format(R"(<chanid key="0" domain="contoso.com" value="{}"/>)", room_id));
  }
  std::vector<sip::Message> post(std::string_view room_id, std::string_view text) {
    return info(fmt::format(
        R"(<xccos ver="1" envid="{}" xmlns="urn:parlano:xml:ns:xccos"><grpchat id="grpchat" seqid="1" )"
        R"(chanUri="ma-chan://contoso.com/{}" author="sip:{}@contoso.com" )"
        R"(ts="2013-08-02T21:00:00Z"><chat>{}</chat></grpchat></xccos>)",
        ++envid, room_id, name_, text));
  }
  // INFO bodies among what arrived since the last look.
  std::vector<std::string> bodies() {
    std::vector<std::string> found;
    for (const sip::Message& message : server_.received(link))
      if (message.method == "INFO") found.push_back(message.body);
    return found;
  }

  LinkId link = 0;
  std::optional<sip::Dialog> dialog;
  std::uint64_t envid = 100;

 private:
  TestServer& server_;
  std::string name_;
};

inline constexpr std::string_view kLobby = "0b0c6d4e-6f3a-4c58-9b21-6a1f5f6e7a01";
inline constexpr std::string_view kLobbyUri = "ma-chan://contoso.com/0b0c6d4e-6f3a-4c58-9b21-6a1f5f6e7a01";
inline constexpr std::string_view kDesignReview = "58384137-ac90-43f3-b045-9bc0fc408d2b";
inline constexpr std::string_view kBoard = "3e1f7c60-1d83-4f19-8f0c-2b7f4f2a9d11";
inline constexpr std::string_view kAnnouncements = "eb1f978a-f9f1-4a8b-b56a-bb62f91ae423";
inline constexpr std::string_view kDisabled = "6f7f0b52-3f0e-4a5f-9d40-50c1d2b3e4f5";

}   // namespace parley::server
