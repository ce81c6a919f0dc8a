#include "tests/test_transcripts.h"

#include <fmt/format.h>

#include <algorithm>
#include <regex>

namespace parley::tests {
namespace {

// The value of what is replaced is the last group; what stands before it is the first.
struct Chosen {
  std::string_view kind;
  std::regex pattern;
};

const std::vector<Chosen>& chosen() {
  const auto icase = std::regex::ECMAScript | std::regex::icase;
  static const std::vector<Chosen> kChosen{
      {"call", std::regex("(\nCall-ID: )([^\r\n]+)", icase)},
      {"branch", std::regex("(;branch=)([^;\\s>,]+)", icase)},
      {"tag", std::regex("(;tag=)([^;\\s>,]+)", icase)},
      {"epid", std::regex("(epid=)([0-9a-f]+)", icase)},
      {"nonce", std::regex("(nonce=\")([^\"]+)", icase)},
      {"envid", std::regex("(\\benvid=\")([^\"]*)")},
      {"time", std::regex("(\\b(?:ts|serverTime|publishTime|lastUpdate)=\")([^\"]*)")},
      {"length", std::regex("(\nContent-Length: )([0-9]+)", icase)},
      {"place", std::regex("(\nVia: SIP/2\\.0/|[;?]transport=)(tcp|tls)", icase)},
  };
  return kChosen;
}

// GUIDs that the clients make up; those of rooms and categories are data of the pool and stay.
const std::regex& instance() {
  static const std::regex kInstance("((?:urn:uuid:|epid:))([0-9a-f-]{36})", std::regex::icase);
  return kInstance;
}

// A reply to join tells who was in the room before, and a copy its number in the room: both say who was
// first.
std::string without_crowd(std::string text) {
  static const std::regex kUsers("<(?:uib|aib) [^>]*/>");
  static const std::regex kNumber("( chatId=\"|:info:ucnt\">)([0-9]+)");
  if (text.find("<rpl id=\"rpl:join\"") != std::string::npos) text = std::regex_replace(text, kUsers, "");
  return std::regex_replace(text, kNumber, "$1<place>");
}

// The notices that somebody enters, and the answers to the server, which do not tell what they answer once
// the numbers are gone: there are as many as others entered later.
bool is_of_a_crowd(const reports::MessageRecord& message, const std::string& server) {
  return message.label == "INFO ntc:join" || (message.label == "200 INFO" && message.to == server);
}

// The server answers a publication and tells the subscribers of it when the store has it; what the client
// asks in its session meanwhile waits for other answers of the store, or for none. Each transaction stands
// for itself (RFC 3261, 8.2), so which comes first is the place's choice.
bool is_of_a_publication(const reports::MessageRecord& message) {
  return (message.label.ends_with(" SERVICE") && message.label != "SERVICE") ||
         message.label == "BENOTIFY vnd-microsoft-roaming-self";
}

class Replacer {
 public:
  explicit Replacer(Order order) : order_(order) {}

  std::string operator()(std::string text) {
    for (const Chosen& one : chosen()) text = replace(text, one.kind, one.pattern);
    text = replace(text, "instance", instance());
    if (order_ == Order::strict) return text;
    static const std::regex kNumber("(\nCSeq: )([0-9]+)", std::regex::icase);
    return without_crowd(std::regex_replace(text, kNumber, "$1<cseq>"));
  }

 private:
  std::string replace(const std::string& text, std::string_view kind, const std::regex& pattern) {
    std::string replaced;
    auto from = text.begin();
    for (std::sregex_iterator found(text.begin(), text.end(), pattern), end; found != end; ++found) {
      replaced.append(from, (*found)[2].first);
      replaced += fmt::format("<{}>", name(kind, (*found)[2].str()));
      from = (*found)[2].second;
    }
    return replaced.append(from, text.end());
  }

  std::string name(std::string_view kind, const std::string& value) {
    // Lengths and the place tell nothing about which messages belong together.
    if (order_ == Order::crowd || kind == "length" || kind == "place" || kind == "time")
      return std::string(kind);
    auto& known = numbers_[std::string(kind)];
    return fmt::format("{} {}", kind, known.try_emplace(value, known.size() + 1).first->second);
  }

  Order order_;
  std::map<std::string, std::map<std::string, std::size_t>> numbers_;
};

// A link's text is its address; a dialog without a name in the ladder goes by its Call-ID.
std::string shown(const reports::MessageRecord& message, Replacer& replaced) {
  if (message.label.starts_with("link ")) return message.label;
  const bool named = message.text.find("Call-ID: " + message.dialog) == std::string::npos;
  return fmt::format("{} [{}]\n{}", message.label, named ? message.dialog : "", replaced(message.text));
}

}   // namespace

Conversations comparable(const reports::CaseRecord& played, Order order) {
  std::map<Conversations::key_type, std::vector<const reports::MessageRecord*>> said;
  for (const reports::MessageRecord& message : played.messages) {
    if (message.internal || (order == Order::crowd && is_of_a_crowd(message, "pool"))) continue;
    const std::string apart = is_of_a_publication(message) ? " (publications)" : "";
    said[{message.from, message.to + apart}].push_back(&message);
  }
  Conversations conversations;
  // One for both directions, so that an answer shows what it answers; one direction after the other, because
  // how the two interleave is the place's choice.
  std::map<Conversations::key_type, Replacer> replacers;
  for (const auto& [between, messages] : said) {
    const Conversations::key_type pair = std::minmax(messages.front()->from, messages.front()->to);
    Replacer& replacer = replacers.try_emplace(pair, order).first->second;
    Conversation& conversation = conversations[between];
    for (const reports::MessageRecord* message : messages) conversation.push_back(shown(*message, replacer));
    if (order == Order::crowd) std::sort(conversation.begin(), conversation.end());
  }
  return conversations;
}

std::string difference(const Conversations& one, const Conversations& other) {
  for (const auto& [between, messages] : one) {
    const auto found = other.find(between);
    const Conversation none;
    const Conversation& others = found == other.end() ? none : found->second;
    const auto at = std::mismatch(messages.begin(), messages.end(), others.begin(), others.end());
    if (at.first == messages.end() && at.second == others.end()) continue;
    return fmt::format("{} to {}, message {}: one has\n{}\nand the other\n{}", between.first, between.second,
                       at.first - messages.begin() + 1, at.first == messages.end() ? "none" : *at.first,
                       at.second == others.end() ? "none" : *at.second);
  }
  return one.size() == other.size() ? "" : "the other has actors that speak to more than in this one";
}

}   // namespace parley::tests
