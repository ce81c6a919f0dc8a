// Turns what a host shows into observations: whole messages between named actors, each with what it answers.
//
// Messages are taken at the clients' ends of the links only (observation.h), so the story has one order and
// the same one over real sockets. It works on any Host and reads leniently: who judges needs to see what was
// sent, not what should have been.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/base/host.h"
#include "protocol/sip/stream_parser.h"
#include "protocol/xccos/codec.h"
#include "simulator/observation.h"

namespace parley::sim {

class Transcript final : public HostWatcher {
 public:
  enum class Role : std::uint8_t { client, server };
  using Listener = std::function<void(const Observation&)>;

  // `start` is the zero of Observation::at.
  explicit Transcript(Instant start) : start_(start) {}

  // Who is not added is not seen. A server's `url` (what Host::listen returned) tells which server a link
  // goes to; with one server it may be empty. May be called again for one more URL.
  void add(NodeId node, std::string name, Role role, std::string_view url = {});
  // Called for each observation, in order, after it was kept.
  void listen(Listener listener) { listeners_.push_back(std::move(listener)); }
  // References stay valid.
  const std::deque<Observation>& observations() const { return observations_; }
  // More than this of one story is not kept, because a peer that is tested may never stop sending: a long
  // story of forty people takes a tenth of it.
  static constexpr std::size_t kBytesMax = std::size_t{64} << 20;
  // From now on nothing is kept, so nothing that was not seen proves anything.
  bool is_full() const { return bytes_ > kBytesMax; }

  // An instruction that was given or a fault that was made.
  struct Note {
    std::string label;   // Stands in the ladder of a report.
    std::string text;
    std::string doing = {}, reason = {};   // As of an observation.
  };
  void note(const Now& now, const std::string& actor, Note note);

  void on_sent(const Now& now, NodeId node, LinkId link, std::string_view bytes) override;
  void on_received(const Now& now, NodeId node, LinkId link, std::string_view bytes) override;
  void on_link_up(const Now& now, NodeId node, LinkId link, std::string_view peer) override;
  void on_link_down(const Now& now, NodeId node, LinkId link, std::string_view reason) override;
  void on_observed(const Now& now, NodeId node, const Observed& step) override;
  // Keeps the errors that a client tells its user.
  void on_tell(const Now& now, NodeId node, std::string_view line) override;

 private:
  struct Actor {
    std::string name;
    Role role = Role::client;
    std::vector<std::string> addresses;   // HOST:PORT.
  };
  struct Stream {
    sip::StreamParser parser;
    std::string unread;   // What was fed since the parser last stood between two messages.
    bool lost = false;
  };
  struct Link {
    std::string server;
    Stream from_client, from_server;
  };
  using LinkKey = std::pair<NodeId, LinkId>;

  const Actor* client(NodeId node) const;
  std::string server_at(std::string_view peer) const;
  Link& link_of(LinkKey key);
  Observation blank(const Now& now, Observation::Kind kind) const;
  void read(const Now& now, LinkKey key, bool from_client, std::string_view bytes);
  void take(const Now& now, LinkKey key, bool from_client, sip::Message&& message);
  void take_garbage(const Now& now, LinkKey key, bool from_client, const Error& error);
  void understand(Observation& seen, NodeId client, bool from_client);
  void keep(Observation&& seen);

  Instant start_;
  std::map<NodeId, Actor> actors_;
  std::map<LinkKey, Link> links_;
  std::map<std::string, std::uint32_t> requests_;   // By client, direction, Call-ID and CSeq.
  xccos::Decoder decoder_;
  std::map<std::string, std::uint32_t> commands_;   // By client, Call-ID, envid and seqid.
  std::deque<Observation> observations_;
  std::size_t bytes_ = 0;   // Of all observations.
  std::vector<Listener> listeners_;
};

}   // namespace parley::sim
