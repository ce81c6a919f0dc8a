// The links of a simulated world: latency, splitting, cuts and stalls, all from one seed.
//
// A link is two directions, each a queue whose first item is planned in the agenda. So nothing overtakes
// anything within a direction, whatever is drawn or stalled: order is a property of the queue and not of
// the times. A TCP connection behaves so; unlike one, a link here never loses bytes without breaking.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "protocol/base/endpoint.h"
#include "protocol/base/host.h"
#include "protocol/base/random.h"
#include "protocol/base/result.h"
#include "simulator/agenda.h"

namespace parley::sim {

struct LinkModel {
  Duration latency_min = std::chrono::milliseconds{1};
  Duration jitter_max = std::chrono::milliseconds{4};   // Drawn for every send, on top of latency_min.
  std::uint32_t split_percent = 20;    // A send arrives in two pieces, cut at any byte, as TCP may do.
  std::uint32_t cut_per_million = 0;   // A send breaks the link instead of arriving.
};

class Network {
 public:
  Network(Agenda& agenda, Random random, LinkModel model);

  // Nodes are numbered from 0, in the order of these calls. A new one is alive.
  void add_node(std::string_view name);
  void set_alive(NodeId node, bool alive);
  // The text of the URL is the address: who opens a link must give the same text. Port 0 is replaced.
  // Fails when the URL is taken or is not "tcp://HOST:PORT" or "tls://HOST:PORT".
  Result<std::string> listen(NodeId node, std::string_view url);

  void open(Instant now, NodeId node, const OpenLink& effect);
  // False: the link is not up; the bytes are lost.
  bool can_send(NodeId node, LinkId link) const;
  void send(Instant now, NodeId node, SendBytes&& effect);
  // The peer gets LinkDown after what was sent before. Who closes is not told. False: there is no such link.
  bool close(Instant now, NodeId node, LinkId link);
  // Both ends of every link get LinkDown; nothing that was under way arrives.
  void cut(Instant now, NodeId node);
  // The node is gone without a word: its peers get what it had sent and then LinkDown. Returns its links.
  std::vector<LinkId> abandon(Instant now, NodeId node);
  // What travels from one node to the other arrives no earlier than `until`; the other way is not touched.
  void stall(NodeId from, NodeId to, Instant until);

  struct Delivery {
    NodeId node = 0;
    Event event;
  };
  // The item that `due` stands for; empty when it was withdrawn or concerns the network only.
  std::optional<Delivery> arrive(Instant now, const Due& due);

 private:
  using LinkIndex = std::uint32_t;
  using ItemIndex = std::uint32_t;
  static constexpr std::uint32_t kNone = UINT32_MAX;

  enum class EndState : std::uint8_t { unborn, opening, up, broken, gone };
  struct End {
    NodeId node = 0;
    LinkId link = 0;
    EndState state = EndState::unborn;
  };
  enum class ItemKind : std::uint8_t { connect, up, bytes, down };
  struct Item {
    Instant at;
    std::string text;   // Bytes, or a reason.
    ItemIndex next = kNone;
    ItemKind kind = ItemKind::bytes;
  };
  struct Direction {   // Towards the end of the same number.
    Random random{0};
    Instant last_arrival;
    ItemIndex first = kNone, last = kNone;
    std::uint32_t generation = 0;
  };
  struct Link {
    End ends[2];   // 0 opened, 1 accepted.
    Direction to[2];
    std::uint32_t listener = kNone;
  };
  struct Listener {
    NodeId node = 0;
    std::string host_and_port;
    std::uint32_t number = 0;   // Among those of its node.
  };
  struct Ports {   // What a node calls its links.
    std::string name;
    bool alive = true;
    std::map<LinkId, LinkIndex> opened;
    // By number, from 1; kNone once gone. Four bytes for each link ever accepted: a server that accepts a
    // million in a story needs 4 MB, and a look-up is one array access.
    std::vector<LinkIndex> accepted;
    std::uint64_t opened_ever = 0;
  };

  LinkIndex find(NodeId node, LinkId link) const;
  LinkIndex allocate();
  static int end_of(const Link& link, NodeId node, LinkId id);
  void forget(LinkIndex index, int end);
  void release_if_over(LinkIndex index);
  void push(Instant at, LinkIndex index, int to, Item&& item);
  Item pop(LinkIndex index, int to);
  void clear(LinkIndex index, int to);
  Instant draw_arrival(Instant now, Link& link, int to);
  void tell_down(Instant at, LinkIndex index, int to, std::string reason);
  void break_link(Instant now, LinkIndex index, int near_end);
  std::vector<LinkIndex> links_of(NodeId node) const;
  std::optional<Delivery> accept(Instant now, LinkIndex index);
  std::optional<Delivery> deliver(LinkIndex index, int to, Item&& item);
  Instant stalled_until(const Link& link, int to) const;

  Agenda& agenda_;
  Random random_;
  LinkModel model_;
  std::vector<Ports> ports_;
  std::vector<Link> links_;
  std::vector<LinkIndex> free_links_;
  std::vector<Item> items_;
  std::vector<ItemIndex> free_items_;
  std::vector<Listener> listeners_;
  std::map<std::string, std::uint32_t, std::less<>> listener_by_url_;   // Asked once per OpenLink.
  std::map<std::pair<NodeId, NodeId>, Instant> stalls_;                 // Empty on almost every run.
  std::uint32_t next_port_ = 49152;   // The first of the ports that nobody owns (RFC 6335, 6).
};

}   // namespace parley::sim
