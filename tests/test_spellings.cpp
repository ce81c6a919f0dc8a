#include "tests/test_spellings.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <pugixml.hpp>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>

#include "protocol/xccos/message.h"

namespace parley::tests {
namespace {

constexpr std::string_view kDomain = "contoso.com";

// From one place to another.
void shout(std::string& text, std::size_t to = std::string::npos, std::size_t from = 0) {
  for (std::size_t at = from; at < std::min(to, text.size()); ++at)
    text[at] = static_cast<char>(std::toupper(static_cast<unsigned char>(text[at])));
}

// --- Bodies ---

bool is_xccos(std::string_view body) { return body.find(xccos::kNamespace) != std::string_view::npos; }

// `change` works on the tree of a body that is XML, which is then written in this format.
template <class Change>
void rewrite(sip::Message& message, unsigned format, const Change& change) {
  pugi::xml_document document;
  if (!document.load_buffer(message.body.data(), message.body.size(),
                            pugi::parse_default | pugi::parse_ws_pcdata))
    return;
  change(document.document_element());
  std::ostringstream out;
  document.save(out, "  ", format | pugi::format_no_declaration, pugi::encoding_utf8);
  message.body = out.str();
}

template <class Change>
void rewrite_xccos(sip::Message& message, const Change& change) {
  if (is_xccos(message.body)) rewrite(message, pugi::format_raw, change);
}

template <class Visit>
void for_each_element(pugi::xml_node element, const Visit& visit) {
  const std::vector<pugi::xml_node> children(element.children().begin(), element.children().end());
  for (const pugi::xml_node child : children)
    if (child.type() == pugi::node_element) for_each_element(child, visit);
  visit(element);
}

void indent(sip::Message& message) {
  rewrite(message, pugi::format_indent, [](pugi::xml_node) {});
}

void prefix_elements(sip::Message& message) {
  rewrite_xccos(message, [](pugi::xml_node root) {
    root.attribute("xmlns").set_name("xmlns:x");
    for_each_element(root,
                     [](pugi::xml_node one) { one.set_name(("x:" + std::string(one.name())).c_str()); });
  });
}

void turn_attributes_round(sip::Message& message) {
  rewrite(message, pugi::format_raw, [](pugi::xml_node root) {
    for_each_element(root, [](pugi::xml_node one) {
      const std::vector<pugi::xml_attribute> all(one.attributes().begin(), one.attributes().end());
      for (const pugi::xml_attribute attribute : all) {
        one.prepend_copy(attribute);
        one.remove_attribute(attribute);
      }
    });
  });
}

void shout_ids(sip::Message& message) {
  rewrite_xccos(message, [](pugi::xml_node root) {
    for (const pugi::xml_node primitive : root.children()) {
      std::string id = primitive.attribute("id").value();
      shout(id);
      if (primitive.attribute("id")) primitive.attribute("id").set_value(id.c_str());
    }
  });
}

// Ids and domains are compared without case (xccos.md 8, row 24); one server keeps to one spelling.
void shout_domains(sip::Message& message) {
  rewrite_xccos(message, [](pugi::xml_node root) {
    for_each_element(root, [](pugi::xml_node one) {
      for (pugi::xml_attribute attribute : one.attributes()) {
        std::string value = attribute.value();
        const auto at = value.find(kDomain);
        if (at == std::string::npos) continue;
        shout(value, at + kDomain.size(), at);
        attribute.set_value(value.c_str());
      }
    });
  });
}

void add_unknown(sip::Message& message) {
  rewrite_xccos(message, [](pugi::xml_node root) {
    for_each_element(root, [](pugi::xml_node one) {
      one.append_attribute("futureattr").set_value("1");
      if (std::string_view(one.name()) == "data") one.prepend_child("future").append_child("deeper");
    });
  });
}

void leave_out_the_zone(sip::Message& message) {
  rewrite_xccos(message, [](pugi::xml_node root) {
    for_each_element(root, [](pugi::xml_node one) {
      std::string ts = one.attribute("ts").value();
      if (!ts.ends_with('Z')) return;
      ts.pop_back();
      one.attribute("ts").set_value(ts.c_str());
    });
  });
}

void declare_xml(sip::Message& message) {
  if (message.body.starts_with('<'))
    message.body = "\xEF\xBB\xBF<?xml version=\"1.0\" encoding=\"utf-8\"?>\r\n" + message.body + "\r\n";
}

// --- Heads ---

template <class Spell>
void respell_headers(sip::Message& message, const Spell& spell) {
  sip::Headers headers;
  for (const sip::HeaderField& one : message.headers.fields()) {
    const auto [name, value] = spell(one);
    headers.add(name, value);
  }
  message.headers = std::move(headers);
}

void shorten_names(sip::Message& message) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 9> kShort = {
      {{"Via", "v"},
       {"From", "f"},
       {"To", "t"},
       {"Call-ID", "i"},
       {"Contact", "m"},
       {"Supported", "k"},
       {"Content-Type", "c"},
       {"Event", "o"},
       {"Session-Expires", "x"}}};
  respell_headers(message, [&](const sip::HeaderField& one) {
    const auto found =
        std::find_if(kShort.begin(), kShort.end(), [&](const auto& row) { return row.first == one.name; });
    return std::pair(found == kShort.end() ? one.name : found->second, one.value);
  });
}

void shout_names(sip::Message& message) {
  respell_headers(message, [](const sip::HeaderField& one) {
    std::string name(one.name);
    shout(name);
    return std::pair(std::move(name), one.value);
  });
}

// LWS may stand around a semicolon, and more than one blank between the parts of CSeq (RFC 3261, 25.1).
void spread_values(sip::Message& message) {
  respell_headers(message, [](const sip::HeaderField& one) {
    std::string value(one.value);
    if (one.name == "CSeq") value.insert(value.find(' '), "  ");
    if (one.name == "From" || one.name == "To")
      if (const auto at = value.find(">;"); at != std::string::npos) value.replace(at, 2, "> ; ");
    return std::pair(one.name, std::move(value));
  });
}

// A URI is the same in every case of its host (RFC 3261, 19.1.4).
void shout_hosts(sip::Message& message) {
  respell_headers(message, [](const sip::HeaderField& one) {
    std::string value(one.value);
    const auto at = value.find(kDomain);
    if (at != std::string::npos && (one.name == "From" || one.name == "To" || one.name == "Contact"))
      shout(value, at + kDomain.size(), at);
    return std::pair(one.name, std::move(value));
  });
}

// Media types, option tags, schemes and tokens have no case (RFC 3261, 7.3.1); packages of events do (RFC
// 6665, 8.2.1).
void shout_values(sip::Message& message) {
  constexpr std::array<std::string_view, 7> kWithoutCase = {
      "Content-Type",       "Supported",       "Require",           "Proxy-Require",
      "Subscription-State", "Session-Expires", "Proxy-Authenticate"};
  respell_headers(message, [&](const sip::HeaderField& one) {
    std::string value(one.value);
    if (std::find(kWithoutCase.begin(), kWithoutCase.end(), one.name) != kWithoutCase.end())
      shout(value, value.find_first_of(";\""));
    return std::pair(one.name, std::move(value));
  });
}

constexpr Spelling kSpellings[] = {
    {"indented", indent},
    {"prefixed", prefix_elements},
    {"attributes_in_another_order", turn_attributes_round},
    {"ids_in_upper_case", shout_ids},
    {"domains_in_upper_case", shout_domains},
    {"unknown_parts", add_unknown},
    {"times_without_zone", leave_out_the_zone},
    {"declaration_and_byte_order_mark", declare_xml},
    {"compact_names", shorten_names},
    {"names_in_upper_case", shout_names},
    {"values_in_upper_case", shout_values},
    {"hosts_in_upper_case", shout_hosts},
    {"blanks_in_values", spread_values},
};

void all_together(sip::Message& message) {
  for (const auto hand :
       {indent, turn_attributes_round, shout_ids, shout_domains, add_unknown, leave_out_the_zone,
        prefix_elements, declare_xml, shout_values, shout_hosts, spread_values, shorten_names})
    hand(message);
}

}   // namespace

std::vector<Spelling> spellings() {
  std::vector<Spelling> all(std::begin(kSpellings), std::end(kSpellings));
  all.push_back({"all_together", all_together});
  return all;
}

}   // namespace parley::tests
