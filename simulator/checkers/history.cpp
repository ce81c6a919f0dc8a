// See history.h.
#include "simulator/checkers/history.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "reports/wording.h"
#include "simulator/checkers/chat_text.h"

namespace parley::sim {
namespace {

using reports::Keyword;
using xccos::Grade;

enum : std::size_t { kRoom, kCount, kOrder, kComplete, kPosted, kSameRoom };
constexpr Rule kRules[] = {
    {"XCCOS-HIST-1", Keyword::must, Grade::A,
     "A history is of the room that was asked for, and so is every message in it."},
    {"XCCOS-HIST-2", Keyword::must, Grade::A, "A history holds at most as many messages as were asked for."},
    {"XCCOS-HIST-3", Keyword::should, Grade::R, "The messages of a history stand in ascending time."},
    {"FLOW-POST-4", Keyword::must, Grade::S,
     "A history with room to spare holds every message that was delivered before it was asked for."},
    {"FLOW-POST-3", Keyword::must, Grade::S,
     "A history holds only what was posted, and nothing more often than it was posted."},
    {"XCCOS-POST-8", Keyword::must_not, Grade::A, "A message of one room is never seen in another."},
};

}   // namespace

HistoryChecker::HistoryChecker(const CheckerOptions& options) : options_(options) {
  for (const Rule& rule : kRules) tallies_.emplace_back(rule);
}

std::span<const Rule> HistoryChecker::rules() const { return kRules; }

void HistoryChecker::see(const Observation& seen) {
  const Dialog* dialog = dialogs_.see(seen);
  memberships_.see(seen, dialog);
  topics_.see(seen, dialog, memberships_);
  if (!seen.xccos || !dialog) return;
  const bool from_client = seen.from == dialog->client;
  for (const xccos::Primitive& primitive : seen.xccos->primitives) {
    if (const auto* command = std::get_if<xccos::Command>(&primitive); command && from_client)
      see_question(seen, *dialog, *command);
    if (const auto* reply = std::get_if<xccos::Reply>(&primitive); reply && !from_client)
      see_answer(seen, *dialog, *reply);
  }
}

void HistoryChecker::see_question(const Observation& seen, const Dialog& dialog,
                                  const xccos::Command& command) {
  const auto* question = std::get_if<xccos::BackChatContext>(&command.body);
  if (!question) return;
  Asked asked{seen.number, room_key(question->room.uri), question->count.value_or(0), {}};
  for (const auto& [words, topic] : topics_.all()) {
    if (words.room != asked.room) continue;
    std::size_t most = 0;
    for (const auto& [receiver, copies] : topic.copies) most = std::max(most, copies.size());
    if (most > 0) asked.delivered[words] = most;
  }
  asked_.insert_or_assign({dialog.number, seen.xccos->envid, command.seqid}, std::move(asked));
}

void HistoryChecker::see_answer(const Observation& seen, const Dialog& dialog, const xccos::Reply& reply) {
  const auto* history = std::get_if<xccos::History>(&reply.body);
  if (!history || !reply.response || reply.response->code != 200) return;
  const Asked* asked = nullptr;
  if (reply.command) {
    const auto found = asked_.find({dialog.number, reply.command->envid, reply.command->seqid});
    if (found != asked_.end()) asked = &found->second;
  }
  judge_shape(seen, *history, asked);
  judge_order(seen, *history);
  Answer answer;
  answer.number = seen.number;
  answer.at = seen.at;
  answer.client = dialog.client;
  answer.room = room_key(history->room.uri);
  if (asked) answer.asked = *asked;
  answer.size = history->room.messages.size();
  for (const xccos::ChatMessage& message : history->room.messages) ++answer.messages[words_of(message)];
  answers_.push_back(std::move(answer));
}

void HistoryChecker::judge_shape(const Observation& seen, const xccos::History& history, const Asked* asked) {
  const std::string room = room_key(history.room.uri);
  std::string wrong;
  if (asked && asked->room != room)
    wrong = fmt::format("{} asked for {} and got the history of {}.", seen.to, asked->room, history.room.uri);
  for (const xccos::ChatMessage& message : history.room.messages)
    if (wrong.empty() && room_key(message.chan_uri) != room)
      wrong = fmt::format("The history of {} holds {}, whose chanUri is {}.", history.room.uri,
                          shown(message.text), message.chan_uri);
  if (wrong.empty()) tallies_[kRoom].hold();
  else tallies_[kRoom].violate(seen.at, wrong, {seen.number});
  if (!asked || asked->count == 0) return;   // What 0 means is open (xccos.md 8, row 21).
  if (history.room.messages.size() <= asked->count) return tallies_[kCount].hold();
  tallies_[kCount].violate(
      seen.at,
      fmt::format("{} asked for {} of {} and got {}.", seen.to, reports::count_of(asked->count, "message"),
                  history.room.uri, history.room.messages.size()),
      {asked->number, seen.number});
}

void HistoryChecker::judge_order(const Observation& seen, const xccos::History& history) {
  if (history.room.messages.size() < 2) return;
  for (std::size_t i = 1; i < history.room.messages.size(); ++i) {
    const auto before = parse_iso8601(history.room.messages[i - 1].ts);
    const auto after = parse_iso8601(history.room.messages[i].ts);
    if (!before || !after) return;   // Judged where the form of ts is.
    if (*before <= *after) continue;
    return tallies_[kOrder].violate(
        seen.at,
        fmt::format("In the history of {} {} stands before {}, which is older.", history.room.uri,
                    shown(history.room.messages[i - 1].text), shown(history.room.messages[i].text)),
        {seen.number});
  }
  tallies_[kOrder].hold();
}

// --- What is judged at the end ---

std::vector<Tally> HistoryChecker::judge(Instant) {
  const std::vector<Tally> so_far = tallies_;
  for (const Answer& answer : answers_) {
    judge_origin(answer);
    judge_completeness(answer);
  }
  return std::exchange(tallies_, so_far);
}

void HistoryChecker::judge_origin(const Answer& answer) {
  for (const auto& [words, count] : answer.messages) {
    const Topic* topic = topics_.find(words);
    std::size_t posted = 0;
    if (topic)
      posted = static_cast<std::size_t>(std::count_if(topic->posts.begin(), topic->posts.end(),
                                                      [](const Post& post) { return post.may_be_posted(); }));
    if (posted < count && !options_.closed_world) {
      // It may be older than the story, or somebody else's: that says nothing for the server and nothing
      // against it.
    } else if (posted == 0 && topics_.posted_elsewhere(words)) {
      tallies_[kSameRoom].violate(answer.at,
                                  fmt::format("The history of {} holds {} of {}, posted in another room.",
                                              answer.room, shown(words.text), words.author),
                                  {answer.number});
    } else if (posted < count) {
      tallies_[kPosted].violate(
          answer.at,
          fmt::format("The history of {} holds {} of {} {}, posted {}.", answer.room, shown(words.text),
                      words.author, reports::count_of(count, "time"), reports::count_of(posted, "time")),
          {answer.number});
    } else {
      tallies_[kPosted].hold();
      tallies_[kSameRoom].hold();
    }
  }
}

// A room whose history is switched off answers with nothing (the property logged, xccos.md 3.5).
bool HistoryChecker::is_logged(const std::string& room) const {
  return std::any_of(answers_.begin(), answers_.end(),
                     [&](const Answer& answer) { return answer.room == room && answer.size > 0; });
}

void HistoryChecker::judge_completeness(const Answer& answer) {
  const bool has_room = answer.asked.number != 0 && answer.size < answer.asked.count;
  if (!has_room || answer.asked.delivered.empty() || !is_logged(answer.room)) return;
  for (const auto& [words, delivered] : answer.asked.delivered) {
    const auto found = answer.messages.find(words);
    if (found != answer.messages.end() && found->second >= delivered) continue;
    return tallies_[kComplete].violate(
        answer.at,
        fmt::format("The history of {} that {} got lacks {} of {}, delivered before.", answer.room,
                    answer.client, shown(words.text), words.author),
        {answer.asked.number, answer.number});
  }
  tallies_[kComplete].hold();
}

}   // namespace parley::sim
