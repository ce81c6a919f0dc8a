// Generators of the texts that a document can carry, with a liking for what writers get wrong.
#pragma once

#include <rapidcheck.h>

#include <string>
#include <vector>

namespace parley::xml {

// Any text that XML can say: markup, line ends of all kinds, blanks at the edges, all lengths of UTF-8.
inline rc::Gen<std::string> any_text() {
  const auto piece = rc::gen::weightedOneOf<std::string>(
      {{6, rc::gen::map(rc::gen::inRange<char>(' ', '~'), [](char c) { return std::string(1, c); })},
       {3, rc::gen::element<std::string>("&", "<", ">", "\"", "'", "]]>", "&amp;", "\r\n", "\n", "\r", "\t",
                                         " ")},
       {1, rc::gen::element<std::string>("\xc3\xa4", "\xe2\x82\xac", "\xf0\x9f\x98\x80", "\xef\xbf\xbd")}});
  return rc::gen::map(rc::gen::container<std::vector<std::string>>(piece),
                      [](const std::vector<std::string>& all) {
                        std::string text;
                        for (const std::string& one : all) text += one;
                        return text;
                      });
}

// A text without blanks and markup that is not empty: the parts of a URI.
inline rc::Gen<std::string> any_token() {
  return rc::gen::nonEmpty(rc::gen::container<std::string>(rc::gen::oneOf(
      rc::gen::inRange<char>('a', 'z'), rc::gen::inRange<char>('0', '9'), rc::gen::element('-', '.', 'A'))));
}

}   // namespace parley::xml
