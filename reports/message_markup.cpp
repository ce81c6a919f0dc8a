// Splits a SIP message at its blank line and colours what is in front of it and behind it.
#include "reports/message_markup.h"

#include <algorithm>

#include "protocol/base/text.h"
#include "reports/printable.h"

namespace parley::reports {
namespace {

constexpr std::size_t kTextMax = 32 * 1024;   // Of one message on the page; the record holds the rest.
constexpr std::size_t kIndentMax = 16;        // Levels; deeper XML is hostile and stays at this column.

bool is_header_name(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
  });
}

std::string head_markup(std::string_view head) {
  std::string out;
  bool first = true;
  for (std::string_view line : split(head, '\n')) {
    if (line.ends_with('\r')) line.remove_suffix(1);
    const std::size_t colon = line.find(':');
    if (!first) out += '\n';
    if (first) out += "<b class=\"start\">" + escape_markup(line) + "</b>";
    else if (colon != std::string_view::npos && is_header_name(line.substr(0, colon)))
      out += "<b>" + escape_markup(line.substr(0, colon)) + "</b>" + escape_markup(line.substr(colon));
    else out += escape_markup(line);
    first = false;
  }
  return out;
}

std::string xml_markup(std::string_view xml) {
  std::string out;
  const std::string indented = indent_xml(xml);
  std::string_view rest = indented;
  while (!rest.empty()) {
    const std::size_t open = std::min(rest.find('<'), rest.size());
    out += escape_markup(rest.substr(0, open));
    rest.remove_prefix(open);
    if (rest.empty()) break;
    const std::size_t close = std::min(rest.find('>'), rest.size() - 1) + 1;
    out += "<span class=\"tag\">" + escape_markup(rest.substr(0, close)) + "</span>";
    rest.remove_prefix(close);
  }
  return out;
}

std::string body_markup(std::string_view body) {
  return body.starts_with('<') ? xml_markup(body) : escape_markup(body);
}

// Where the body begins; the text's end when there is none.
std::size_t body_offset(std::string_view text) {
  if (text.starts_with('<')) return 0;
  const std::size_t crlf = text.find("\r\n\r\n");
  const std::size_t lf = text.find("\n\n");
  if (crlf != std::string_view::npos && (lf == std::string_view::npos || crlf < lf)) return crlf + 4;
  return lf == std::string_view::npos ? text.size() : lf + 2;
}

}   // namespace

std::string indent_xml(std::string_view xml) {
  std::string out;
  std::size_t depth = 0;
  bool after_open = false;   // The last tag opened an element and nothing but text has followed.
  while (!xml.empty()) {
    const std::size_t open = std::min(xml.find('<'), xml.size());
    const std::string_view text = xml.substr(0, open);
    if (!trim(text).empty()) out += text;
    xml.remove_prefix(open);
    if (xml.empty()) break;
    const std::string_view tag = xml.substr(0, std::min(xml.find('>'), xml.size() - 1) + 1);
    xml.remove_prefix(tag.size());
    const bool closes = tag.starts_with("</");
    const bool opens = !closes && !tag.ends_with("/>") && !tag.starts_with("<?") && !tag.starts_with("<!");
    if (closes && depth > 0) --depth;
    if (!out.empty() && !(closes && after_open)) {
      out += '\n';
      out.append(2 * std::min(depth, kIndentMax), ' ');
    }
    out += tag;
    if (opens) ++depth;
    after_open = opens;
  }
  return out;
}

std::string message_markup(std::string_view text) {
  const std::string_view shown = text.substr(0, kTextMax);
  const std::size_t body = body_offset(shown);
  std::string out;
  if (body > 0) out = head_markup(trim(shown.substr(0, body)));
  if (body > 0 && body < shown.size()) out += "\n\n";
  out += body_markup(shown.substr(body));
  if (shown.size() < text.size())
    out += "\n[" + std::to_string(text.size() - shown.size()) + " more bytes stand in the run record]";
  return out;
}

}   // namespace parley::reports
