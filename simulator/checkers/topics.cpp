// See topics.h.
#include "simulator/checkers/topics.h"

#include <algorithm>

#include "protocol/base/text.h"
#include "protocol/sip/uri.h"

namespace parley::sim {

Words words_of(const xccos::ChatMessage& chat) {
  return {room_key(chat.chan_uri), address_of(chat.author), with_line_feeds(chat.text)};
}

std::optional<Copy> Topic::first_copy(std::size_t nth) const {
  std::optional<Copy> first;
  for (const auto& [dialog, got] : copies)
    if (got.size() > nth && (!first || got[nth].number < first->number)) first = got[nth];
  return first;
}

const Topic* Topics::find(const Words& words) const {
  const auto found = topics_.find(words);
  return found == topics_.end() ? nullptr : &found->second;
}

bool Topics::posted_elsewhere(const Words& words) const {
  return std::any_of(topics_.begin(), topics_.end(), [&](const auto& other) {
    return other.first.room != words.room && other.first.author == words.author &&
           other.first.text == words.text && !other.second.posts.empty();
  });
}

void Topics::see(const Observation& seen, const Dialog* dialog, const Memberships& memberships) {
  if (seen.kind == Observation::Kind::link_down) {
    for (auto& [words, topic] : topics_)
      for (Post& post : topic.posts) post.link_lost |= post.client == seen.from;
    return;
  }
  if (seen.kind == Observation::Kind::response) return see_answer(seen);
  if (!seen.xccos || !dialog) return;
  const bool from_client = seen.from == dialog->client;
  for (const xccos::Primitive& primitive : seen.xccos->primitives) {
    if (const auto* chat = std::get_if<xccos::ChatMessage>(&primitive)) {
      if (from_client) see_post(seen, *dialog, memberships, *chat);
      else topics_[words_of(*chat)].copies[dialog->number].push_back({seen.number, seen.at});
    }
    if (const auto* reply = std::get_if<xccos::Reply>(&primitive); reply && !from_client)
      see_refusal(seen, *dialog, *reply);
  }
}

void Topics::see_post(const Observation& seen, const Dialog& dialog, const Memberships& memberships,
                      const xccos::ChatMessage& chat) {
  Words words = words_of(chat);
  // Who posts is who sends: a server may correct the attribute, but not the dialog.
  if (const auto from = sip::parse_name_addr(seen.sip.headers.get("From")))
    words.author = address_of(from->uri);
  Post post;
  post.number = seen.number;
  post.at = seen.at;
  post.dialog = dialog.number;
  post.client = dialog.client;
  post.envid = seen.xccos->envid;
  post.seqid = chat.seqid.value_or(1);
  post.author = memberships.standing(dialog, chat.chan_uri);
  std::vector<Post>& posts = topics_[words].posts;
  for (const Post& earlier : posts)
    post.is_repeat |= earlier.dialog == post.dialog && earlier.envid == post.envid &&
                      earlier.seqid == post.seqid && earlier.may_be_posted();
  posts.push_back(post);
  posted_by_[seen.number].insert(words);
  posted_as_.insert_or_assign({dialog.number, post.envid, post.seqid}, seen.number);
}

template <class Visit>
void Topics::each_post_of(std::uint32_t number, Visit visit) {
  const auto posted = posted_by_.find(number);
  if (posted == posted_by_.end()) return;
  for (const Words& words : posted->second)
    for (Post& post : topics_[words].posts)
      if (post.number == number) visit(post);
}

void Topics::see_answer(const Observation& seen) {
  if (seen.sip.status < 200) return;
  each_post_of(seen.answers, [&](Post& post) {
    if (seen.sip.status >= 300) {
      post.refused_by = seen.number;
    } else {
      post.acknowledged = true;
      post.acknowledged_at = seen.at;
    }
  });
}

// How a server refuses a post that it has acknowledged is not certain (xccos.md 8, row 25); a reply that
// names the envelope and does not say 200 is taken as one.
void Topics::see_refusal(const Observation& seen, const Dialog& dialog, const xccos::Reply& reply) {
  if (!reply.command || (reply.response && reply.response->code == 200)) return;
  const auto posted = posted_as_.find({dialog.number, reply.command->envid, reply.command->seqid});
  if (posted == posted_as_.end()) return;
  each_post_of(posted->second, [&](Post& post) {
    if (post.seqid == reply.command->seqid) post.refused_by = seen.number;
  });
}

}   // namespace parley::sim
