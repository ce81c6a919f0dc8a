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

std::string without_history(std::string text) {
  const std::string_view begin = "<data>", end = "</data>";
  const std::size_t from = text.find(begin, text.find("<rpl id=\"rpl:bccontext\""));
  const std::size_t to = text.find(end, from);
  if (to == std::string::npos) return text;
  return text.replace(from + begin.size(), to - from - begin.size(), "<history>");
}

class Replacer {
 public:
  explicit Replacer(Order order) : order_(order) {}

  std::string operator()(std::string text) {
    for (const Chosen& one : chosen()) text = replace(text, one.kind, one.pattern);
    text = replace(text, "instance", instance());
    if (order_ == Order::strict) return text;
    static const std::regex kNumber("(\nCSeq: )([0-9]+)", std::regex::icase);
    return without_history(std::regex_replace(text, kNumber, "$1<cseq>"));
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
    if (order_ == Order::any || kind == "length" || kind == "place" || kind == "time")
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
  for (const reports::MessageRecord& message : played.messages)
    if (!message.internal) said[{message.from, message.to}].push_back(&message);
  Conversations conversations;
  // One for both directions, so that an answer shows what it answers; one direction after the other, because
  // how the two interleave is the place's choice.
  std::map<Conversations::key_type, Replacer> replacers;
  for (const auto& [between, messages] : said) {
    const Conversations::key_type pair = std::minmax(between.first, between.second);
    Replacer& replacer = replacers.try_emplace(pair, order).first->second;
    Conversation& conversation = conversations[between];
    for (const reports::MessageRecord* message : messages) conversation.push_back(shown(*message, replacer));
    if (order == Order::any) std::sort(conversation.begin(), conversation.end());
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
