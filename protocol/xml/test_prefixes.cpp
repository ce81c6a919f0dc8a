#include "protocol/xml/test_prefixes.h"

#include <expat.h>
#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <utility>

namespace parley::xml {
namespace {

// Follows the declarations of a document. Values are words; "p:t" is the prefix p, "t" stands for a name of
// the default namespace.
class PrefixAccount {
 public:
  // A line for each value and text with such words: the words, each with what it means. `undeclared`: what
  // prefixes mean that nobody declares.
  static std::vector<std::string> of(std::string_view xml,
                                     const std::map<std::string, std::string>& undeclared) {
    PrefixAccount account;
    for (const auto& [prefix, uri] : undeclared) account.meanings_[prefix] = {uri};
    const std::unique_ptr<XML_ParserStruct, decltype(&XML_ParserFree)> parser(
        XML_ParserCreateNS("UTF-8", '|'), &XML_ParserFree);
    XML_SetUserData(parser.get(), &account);
    XML_SetNamespaceDeclHandler(parser.get(), &on_declared, &on_forgotten);
    XML_SetElementHandler(parser.get(), &on_start,
                          [](void* user, const XML_Char*) { self(user).end_text(); });
    XML_SetCharacterDataHandler(parser.get(), [](void* user, const XML_Char* text, int length) {
      self(user).text_.append(text, static_cast<std::size_t>(length));
    });
    if (XML_Parse(parser.get(), xml.data(), static_cast<int>(xml.size()), XML_TRUE) != XML_STATUS_OK)
      return {"refused"};
    return account.lines_;
  }

 private:
  static PrefixAccount& self(void* user) { return *static_cast<PrefixAccount*>(user); }
  static void on_declared(void* user, const XML_Char* prefix, const XML_Char* uri) {
    self(user).end_text();
    self(user).meanings_[prefix == nullptr ? "" : prefix].emplace_back(uri == nullptr ? "" : uri);
  }
  static void on_forgotten(void* user, const XML_Char* prefix) {
    self(user).meanings_[prefix == nullptr ? "" : prefix].pop_back();
  }
  static void on_start(void* user, const XML_Char*, const XML_Char** attributes) {
    self(user).end_text();
    for (; *attributes != nullptr; attributes += 2) self(user).tell(attributes[1]);
  }

  void end_text() { tell(std::exchange(text_, {})); }
  void tell(std::string_view value) {
    std::string line;
    bool has_prefix = false;
    for (std::size_t at = 0; at < value.size();) {
      const std::size_t end = std::min(value.find(' ', at), value.size());
      const std::string_view word = value.substr(at, end - at);
      at = end + 1;
      const std::size_t colon = word.find(':');
      has_prefix = has_prefix || colon != word.npos || word == "t";
      line += fmt::format("{} ", word);
      if (colon != word.npos) line += meaning_of(std::string(word.substr(0, colon)));
      else if (word == "t") line += meaning_of("");
    }
    if (has_prefix) lines_.push_back(line);
  }
  std::string meaning_of(const std::string& prefix) {
    const auto& all = meanings_[prefix];
    return fmt::format("({}) ", all.empty() ? "" : all.back());
  }

  std::map<std::string, std::vector<std::string>> meanings_;
  std::string text_;
  std::vector<std::string> lines_;
};

}   // namespace

std::vector<std::string> meanings_of_prefixes(std::string_view xml,
                                              const std::map<std::string, std::string>& undeclared) {
  return PrefixAccount::of(xml, undeclared);
}

}   // namespace parley::xml
