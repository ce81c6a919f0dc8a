// Text as XML character data: every string can be written, and what XML 1.0 cannot say becomes U+FFFD.
#pragma once

#include <string>
#include <string_view>

namespace parley::xml {

// Appends `text` as element content. The five markup characters become entities; CR and LF become
// character references, because a parser turns a raw CR LF into LF (XML 1.0, 2.11; xccos.md 1.5). Each byte
// that is no part of a legal XML character (is_xml_text) becomes U+FFFD: the output is always well-formed.
void append_text(std::string& out, std::string_view text);

// As append_text, but each line end (CR LF, CR or LF) is a raw CR LF, which a parser turns into LF.
void append_lines(std::string& out, std::string_view text);

// Appends `text` as the value of an attribute in double quotes. As append_text, and TAB becomes a reference
// too, because attribute values are normalised to blanks (XML 1.0, 3.3.3).
void append_attribute(std::string& out, std::string_view text);

}   // namespace parley::xml
