// The text of a message as HTML that is easy to read: header names stand out, an XML body is indented.
#pragma once

#include <string>
#include <string_view>

namespace parley::reports {

// Content for a <pre>. Everything is escaped; hostile bytes show their value. Only line breaks and blanks
// between XML elements are added.
std::string message_markup(std::string_view text);

// One element per line, two blanks deeper for each level; text stays with its element. Takes any bytes.
std::string indent_xml(std::string_view xml);

}   // namespace parley::reports
