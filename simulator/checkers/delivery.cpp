// See delivery.h.
#include "simulator/checkers/delivery.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "reports/wording.h"
#include "simulator/checkers/chat_text.h"
#include "simulator/checkers/one_order.h"
#include "simulator/patience.h"

namespace parley::sim {
namespace {

using reports::Keyword;
using xccos::Grade;

enum : std::size_t { kDelivered, kEcho, kOnce, kPrivate, kUnchanged, kSameRoom, kRefused, kOrder };
constexpr Rule kRules[] = {
    {"FLOW-POST-5", Keyword::must, Grade::S,
     "A post that was acknowledged reaches every other endpoint in the room."},
    {"XCCOS-ECHO-1", Keyword::should, Grade::A, "The author gets a copy of his own post."},
    {"XCCOS-POST-5", Keyword::must_not, Grade::A, "No endpoint gets the same post twice."},
    {"XCCOS-POST-6", Keyword::must_not, Grade::A,
     "No endpoint gets a post of a room that it has not entered or has left."},
    {"XCCOS-POST-7", Keyword::must, Grade::A,
     "What is delivered was posted: same room, same author, same text but for line ends."},
    {"XCCOS-POST-8", Keyword::must_not, Grade::A, "A message of one room is never seen in another."},
    {"XCCOS-POST-9", Keyword::must_not, Grade::A, "A post that was refused is not delivered to anybody."},
    {"XCCOS-POST-10", Keyword::must, Grade::R, "All receivers see the messages of one room in one order."},
};

// When the nth of the posts that must be delivered must have reached this seat; empty when it need not.
std::optional<Instant> due_at(const Topic& topic, std::size_t nth, const Seat& seat) {
  std::size_t certain = 0;
  const auto post = std::find_if(topic.posts.begin(), topic.posts.end(),
                                 [&](const Post& one) { return one.must_be_posted() && certain++ == nth; });
  const auto first = topic.first_copy(nth);
  if (!first && post->link_lost) return std::nullopt;   // The server may have gone down with it.
  const bool is_owed = std::any_of(seat.stays.begin(), seat.stays.end(), [&](const Stay& stay) {
    if (stay.from > post->number) return false;
    if (stay.until == 0) return true;
    // Who left in order after somebody had the copy was still in when the copies were made.
    return stay.left_in_order && first && first->number < stay.until;
  });
  return is_owed ? std::optional(post->acknowledged_at + kPatience) : std::nullopt;
}

}   // namespace

DeliveryChecker::DeliveryChecker(const CheckerOptions& options) : options_(options) {
  for (const Rule& rule : kRules) tallies_.emplace_back(rule);
}

std::span<const Rule> DeliveryChecker::rules() const { return kRules; }

// --- What is seen ---

void DeliveryChecker::see(const Observation& seen) {
  const Dialog* dialog = dialogs_.see(seen);
  memberships_.see(seen, dialog);
  topics_.see(seen, dialog, memberships_);
  if (!seen.xccos || !dialog || seen.from == dialog->client) return;
  for (const xccos::Primitive& primitive : seen.xccos->primitives)
    if (const auto* chat = std::get_if<xccos::ChatMessage>(&primitive)) see_copy(seen, *dialog, *chat);
}

void DeliveryChecker::see_copy(const Observation& seen, const Dialog& dialog,
                               const xccos::ChatMessage& chat) {
  if (memberships_.standing(dialog, chat.chan_uri) != Standing::out) return tallies_[kPrivate].hold();
  tallies_[kPrivate].violate(seen.at,
                             fmt::format("{} got {} of {}, which it had not entered or had left.",
                                         dialog.client, shown(chat.text), chat.chan_uri),
                             {seen.number});
}

// --- What is judged at the end ---

std::vector<Tally> DeliveryChecker::judge(Instant end) {
  const std::vector<Tally> so_far = tallies_;
  std::map<std::string, std::vector<const Seat*>> seats_of_room;
  for (const auto& [key, seat] : memberships_.seats()) seats_of_room[seat.room].push_back(&seat);
  for (const auto& [words, topic] : topics_.all()) {
    judge_origin(words, topic);
    for (const Seat* seat : seats_of_room[words.room]) judge_receiver(words, topic, *seat, end);
  }
  judge_order(end);
  return std::exchange(tallies_, so_far);
}

void DeliveryChecker::judge_origin(const Words& words, const Topic& topic) {
  if (topic.copies.empty()) {
    for (const Post& post : topic.posts)
      if (!post.may_be_posted()) tallies_[kRefused].hold();
    return;
  }
  const Copy first = topic.copies.begin()->second.front();
  if (topic.posts.empty()) {
    const std::string what =
        fmt::format("{} by {} was delivered in {}", shown(words.text), words.author, words.room);
    if (topics_.posted_elsewhere(words))
      tallies_[kSameRoom].violate(first.at, what + ", but was posted in another room.", {first.number});
    else if (options_.closed_world)
      tallies_[kUnchanged].violate(first.at, what + ", but nobody posted that.", {first.number});
    return;
  }
  tallies_[kUnchanged].hold();
  tallies_[kSameRoom].hold();
  const auto may = [](const Post& post) { return post.may_be_posted(); };
  if (std::any_of(topic.posts.begin(), topic.posts.end(), may)) return;
  const Post& post = topic.posts.front();
  std::vector<std::uint32_t> evidence{post.number, first.number};
  if (post.refused_by != 0) evidence.push_back(post.refused_by);
  tallies_[kRefused].violate(
      first.at,
      fmt::format("{} of {} was refused, or its author was not in {}, and yet it was delivered.",
                  shown(words.text), words.author, words.room),
      evidence);
}

void DeliveryChecker::judge_receiver(const Words& words, const Topic& topic, const Seat& seat, Instant end) {
  const auto found = topic.copies.find(seat.dialog.number);
  const std::size_t got = found == topic.copies.end() ? 0 : found->second.size();
  std::size_t certain = 0, allowed = 0;
  std::vector<Instant> dues;
  for (const Post& post : topic.posts) {
    allowed += post.may_be_posted();
    if (!post.must_be_posted()) continue;
    if (const auto due = due_at(topic, certain++, seat)) dues.push_back(*due);
  }
  if (got > allowed && allowed > 0)
    tallies_[kOnce].violate(
        found->second[allowed].at,
        fmt::format("{} got {} of {} {}, but it was posted {}.", seat.dialog.client, shown(words.text),
                    words.author, reports::count_of(got, "time"), reports::count_of(allowed, "time")),
        {topic.posts.front().number, found->second.front().number, found->second[allowed].number});
  else if (got > 0) tallies_[kOnce].hold();
  if (dues.empty()) return;
  Tally& tally = tallies_[seat.dialog.user == words.author ? kEcho : kDelivered];
  if (got >= dues.size()) return tally.hold();
  // Copies of the same words cannot be told apart: those that came are taken for those that were due first.
  std::sort(dues.begin(), dues.end());
  for (std::size_t i = got; i < dues.size(); ++i)
    tally.miss(dues[i], end,
               fmt::format("{} never got {} of {} in {}.", seat.dialog.client, shown(words.text),
                           words.author, words.room),
               {topic.posts.front().number});
}

void DeliveryChecker::judge_order(Instant end) {
  // Copies of words that were posted once: of others nobody can say which copy is which.
  std::map<std::string, std::map<std::uint32_t, std::map<std::uint32_t, std::uint32_t>>> rooms;
  std::vector<std::pair<const Words*, const Post*>> posted;
  for (const auto& [words, topic] : topics_.all()) {
    if (topic.posts.size() != 1) continue;
    const auto post = static_cast<std::uint32_t>(posted.size());
    posted.emplace_back(&words, &topic.posts.front());
    for (const auto& [dialog, copies] : topic.copies) rooms[words.room][dialog][copies.front().number] = post;
  }
  for (const auto& [room, readers] : rooms) {
    std::vector<Sequence> sequences;
    for (const auto& [dialog, copies] : readers) {
      sequences.emplace_back();
      for (const auto& [number, post] : copies) sequences.back().push_back(post);
    }
    const auto is_short = [](const Sequence& sequence) { return sequence.size() < 2; };
    std::erase_if(sequences, is_short);
    if (sequences.size() < 2) continue;   // One reader's order is the order.
    const auto wrong = find_contradiction(sequences);
    if (!wrong) {
      tallies_[kOrder].hold();
      continue;
    }
    tallies_[kOrder].violate(
        end,
        fmt::format("In {} some saw {} before {}, others after it.", room,
                    shown(posted[wrong->first].first->text), shown(posted[wrong->second].first->text)),
        {posted[wrong->first].second->number, posted[wrong->second].second->number});
  }
}

}   // namespace parley::sim
