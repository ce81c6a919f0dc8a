// The message and its mutations, in the order of its lines.
#include "protocol/sip/test_mutations.h"

namespace parley::sip {
namespace {

using namespace std::string_view_literals;

constexpr std::string_view kMessage =
    "INVITE sip:pool@contoso.com;gruu SIP/2.0\r\n"
    "Via: SIP/2.0/TLS 192.0.2.1:5061;branch=z9hG4bKa1\r\n"
    "Via: SIP/2.0/TLS 198.51.100.1:5061;branch=z9hG4bKb2\r\n"
    "Max-Forwards: 70\r\n"
    "From: \"Alice A.\" <sip:alice@contoso.com>;tag=f1;epid=0a1b\r\n"
    "To: <sip:pool@contoso.com>;tag=t2\r\n"
    "Call-ID: 4711@192.0.2.1\r\n"
    "CSeq: 42 INVITE\r\n"
    "Contact: <sip:alice@192.0.2.1:5061;transport=tls>;q=0.5\r\n"
    "Expires: 600\r\n"
    "Content-Type: text/plain\r\n"
    "Content-Length: 5\r\n"
    "\r\n"
    "hello";

constexpr std::string_view kStart = "INVITE sip:pool@contoso.com;gruu SIP/2.0\r\n";
constexpr std::string_view kUri = "sip:pool@contoso.com;gruu";
constexpr std::string_view kVia = "Via: SIP/2.0/TLS 192.0.2.1:5061;branch=z9hG4bKa1\r\n";
constexpr std::string_view kFrom = "From: \"Alice A.\" <sip:alice@contoso.com>;tag=f1;epid=0a1b\r\n";
constexpr std::string_view kContact = "Contact: <sip:alice@192.0.2.1:5061;transport=tls>;q=0.5\r\n";

constexpr Mutation kMutations[] = {
    // The start line.
    {"method in lower case", "INVITE sip", "invite sip"},
    {"method unknown", "INVITE", "BENOTIFY"},
    {"method with every mark of a token", "INVITE", "A-b.c!d%e*f_g+h`i'j~"},
    {"method with a character of no token", "INVITE sip", "INV(TE sip"},
    {"method empty", "INVITE sip", " sip"},
    {"blanks doubled behind the method", "INVITE sip", "INVITE  sip"},
    {"tab behind the method", "INVITE sip", "INVITE\tsip"},
    {"blanks doubled in front of the version", "gruu SIP", "gruu  SIP"},
    {"blank behind the version", "gruu SIP/2.0", "gruu SIP/2.0 "},
    {"version in lower case", "gruu SIP/2.0", "gruu sip/2.0"},
    {"version 2.1", "gruu SIP/2.0", "gruu SIP/2.1"},
    {"version 1.0", "gruu SIP/2.0", "gruu SIP/1.0"},
    {"version missing", " SIP/2.0\r\nVia: SIP/2.0/TLS 192", "\r\nVia: SIP/2.0/TLS 192"},
    {"version of HTTP", "gruu SIP/2.0", "gruu HTTP/1.1"},
    {"uri missing", "INVITE sip:pool@contoso.com;gruu ", "INVITE "},
    {"uri in brackets", kUri, "<sip:pool@contoso.com;gruu>"},
    {"uri with a blank", kUri, "sip:pool @contoso.com"},
    {"uri without a user", kUri, "sip:contoso.com"},
    {"uri with an empty user", kUri, "sip:@contoso.com"},
    {"uri without a host", kUri, "sip:pool@"},
    {"uri without a scheme", kUri, "pool@contoso.com"},
    {"uri with the scheme alone", kUri, "sip:"},
    {"uri with the scheme in capitals", kUri, "SIP:pool@contoso.com"},
    {"uri of sips", kUri, "sips:pool@contoso.com"},
    {"uri of tel", kUri, "tel:+358-555-1234567"},
    {"uri of an unknown scheme", kUri, "nobody-knows:this"},
    {"uri with a password", kUri, "sip:pool:secret@contoso.com"},
    {"uri with two users", kUri, "sip:a@b@contoso.com"},
    {"uri with an escaped user", kUri, "sip:p%40l@contoso.com"},
    {"uri with a broken escape", kUri, "sip:p%4@contoso.com"},
    {"uri with a port", kUri, "sip:pool@contoso.com:5061"},
    {"uri with an empty port", kUri, "sip:pool@contoso.com:"},
    {"uri with port 65536", kUri, "sip:pool@contoso.com:65536"},
    {"uri with a port of letters", kUri, "sip:pool@contoso.com:sip"},
    {"uri with an IPv6 address", kUri, "sip:pool@[2001:db8::1]:5061"},
    {"uri with an IPv6 address that is not closed", kUri, "sip:pool@[2001:db8::1"},
    {"uri with a header", kUri, "sip:pool@contoso.com?Subject=x"},
    {"uri with an underscore in the host", kUri, "sip:pool@front_end"},
    {"uri with a blank host character", kUri, "sip:pool@con\ttoso.com"},
    {"status line", kStart, "SIP/2.0 200 OK\r\n"},
    {"status line without a reason", kStart, "SIP/2.0 200 \r\n"},
    {"status line without a reason and its blank", kStart, "SIP/2.0 200\r\n"},
    {"status line with two digits", kStart, "SIP/2.0 20 OK\r\n"},
    {"status line with four digits", kStart, "SIP/2.0 2000 OK\r\n"},
    {"status line with 099", kStart, "SIP/2.0 099 Low\r\n"},
    {"status line with 700", kStart, "SIP/2.0 700 High\r\n"},
    {"status line with letters", kStart, "SIP/2.0 2xx OK\r\n"},
    {"status line with two blanks", kStart, "SIP/2.0  200 OK\r\n"},
    {"status line of version 3", kStart, "SIP/3.0 200 OK\r\n"},
    {"status line with UTF-8", kStart, "SIP/2.0 200 \xc3\xb6k\r\n"},
    // Header fields of any name.
    {"compact names", "Call-ID: ", "i: "},
    {"compact Via", "Via: ", "v: "},
    {"compact From", "From: ", "f: "},
    {"compact To", "To: ", "t: "},
    {"compact Contact", "Contact: ", "m: "},
    {"compact Content-Length", "Content-Length: ", "l: "},
    {"compact Content-Type", "Content-Type: ", "c: "},
    {"compact name in capitals", "Call-ID: ", "I: "},
    {"names in capitals", "Call-ID: ", "CALL-ID: "},
    {"blank in front of the colon", "Call-ID: ", "Call-ID : "},
    {"tab in front of the colon", "From: ", "From\t: "},
    {"no blank behind the colon", "From: ", "From:"},
    {"many blanks behind the colon", "CSeq: ", "CSeq: \t  "},
    {"blanks at the end of the line", "42 INVITE", "42 INVITE \t "},
    {"name of two words", "Max-Forwards: ", "Max Forwards: "},
    {"name with a character of no token", "Max-Forwards: ", "Max(Forwards: "},
    {"name empty", "Max-Forwards: ", ": "},
    {"line without a colon", "Max-Forwards: 70", "Max-Forwards 70"},
    {"unknown name", "Max-Forwards: ", "X-Any: "},
    {"value empty", "Max-Forwards: 70", "Subject:"},
    {"value of separators", "Max-Forwards: 70", "X-Any: ;;,,=\"<"},
    {"value with UTF-8", "Max-Forwards: 70", "Subject: gr\xc3\xbc\xc3\x9f"},
    {"value that is no UTF-8", "Max-Forwards: 70", "Subject: gr\xfc\xdf"},
    {"value with NUL", "Max-Forwards: 70", "Subject: a\0b"sv},
    {"value with a control character", "Max-Forwards: 70",
     "Subject: a\x01"
     "b"},
    {"folded", "Max-Forwards: 70", "Max-Forwards:\r\n 70"},
    {"folded Via", ";branch=z9hG4bKa1", "\r\n ;branch=z9hG4bKa1"},
    {"folded From", " <sip:alice", "\r\n\t <sip:alice"},
    {"folded Call-ID", "Call-ID: ", "Call-ID:\r\n\t"},
    {"folded to nothing", "Max-Forwards: 70", "Subject: x\r\n \r\n y"},
    {"folded in front of every header", kVia, " folded\r\n"},
    // Via.
    {"Via of TCP", "SIP/2.0/TLS 192", "SIP/2.0/TCP 192"},
    {"Via of an unknown transport", "SIP/2.0/TLS 192", "SIP/2.0/DOVE 192"},
    {"Via in lower case", "SIP/2.0/TLS 192", "sip/2.0/tls 192"},
    {"Via with blanks around the slashes", "SIP/2.0/TLS 192", "SIP / 2.0 / TLS 192"},
    {"Via of version 3", "SIP/2.0/TLS 192", "SIP/3.0/TLS 192"},
    {"Via of HTTP", "SIP/2.0/TLS 192", "HTTP/1.1 192"},
    {"Via without a transport", "SIP/2.0/TLS 192", "SIP/2.0 192"},
    {"Via without a host", " 192.0.2.1:5061;branch=z9hG4bKa1", " ;branch=z9hG4bKa1"},
    {"Via with an IPv6 address", "192.0.2.1:5061;", "[2001:db8::1]:5061;"},
    {"Via with blanks around the port", "192.0.2.1:5061;", "192.0.2.1 : 5061;"},
    {"Via with two hosts", "192.0.2.1:5061;", "192.0.2.1 192.0.2.2;"},
    {"Via with a port of letters", "192.0.2.1:5061;", "192.0.2.1:sips;"},
    {"Via without a branch", ";branch=z9hG4bKa1", ""},
    {"Via with an empty branch", ";branch=z9hG4bKa1", ";branch="},
    {"Via with a branch of no value", ";branch=z9hG4bKa1", ";branch"},
    {"Via with a branch in capitals", ";branch=z9hG4bKa1", ";BRANCH=z9hG4bKa1"},
    {"Via with two branches", ";branch=z9hG4bKa1", ";branch=z9hG4bKa1;branch=z9hG4bKa2"},
    {"Via with blanks around the equals sign", ";branch=z9hG4bKa1", ";branch = z9hG4bKa1"},
    {"Via with a quoted parameter", ";branch=z9hG4bKa1", ";x=\"a;b,c\";branch=z9hG4bKa1"},
    {"Via with rport", ";branch=z9hG4bKa1", ";rport;branch=z9hG4bKa1"},
    {"Via with semicolons that separate nothing", ";branch=z9hG4bKa1", ";;branch=z9hG4bKa1;"},
    {"Via with a comma that separates nothing", ";branch=z9hG4bKa1", ";branch=z9hG4bKa1,"},
    {"Via values in one line", kVia,
     "Via: SIP/2.0/TLS a;branch=z9hG4bKa1, SIP/2.0/TLS b;branch=z9hG4bKa2\r\n"},
    {"Via empty", "Via: SIP/2.0/TLS 192.0.2.1:5061;branch=z9hG4bKa1", "Via:"},
    // From and To.
    {"From without brackets", "\"Alice A.\" <sip:alice@contoso.com>", "sip:alice@contoso.com"},
    {"From with a display of tokens", "\"Alice A.\"", "Alice A."},
    {"From with an empty display", "\"Alice A.\"", "\"\""},
    {"From with no blank behind the display", "\"Alice A.\" <", "\"Alice A.\"<"},
    {"From with a comma in the display", "\"Alice A.\"", "\"A, Alice\""},
    {"From with a comma outside quotes", "\"Alice A.\"", "A, Alice"},
    {"From with brackets in the display", "\"Alice A.\"", "\"<sip:eve@contoso.com>\""},
    {"From with an escaped quote", "\"Alice A.\"", "\"Al\\\"ice\""},
    {"From with UTF-8", "\"Alice A.\"", "\"\xc3\x84lice\""},
    {"From with a quote that is not closed", "\"Alice A.\"", "\"Alice A."},
    {"From with a bracket that is not closed", "<sip:alice@contoso.com>;", "<sip:alice@contoso.com;"},
    {"From with nothing in the brackets", "<sip:alice@contoso.com>", "<>"},
    {"From with blanks in the brackets", "<sip:alice@contoso.com>", "< sip:alice@contoso.com >"},
    {"From with a blank in the uri", "<sip:alice@contoso.com>", "<sip:al ice@contoso.com>"},
    {"From with a word behind the brackets", "<sip:alice@contoso.com>;", "<sip:alice@contoso.com> x;"},
    {"From with a uri that is none", "<sip:alice@contoso.com>", "<alice>"},
    {"From with a uri of tel", "<sip:alice@contoso.com>", "<tel:+358555>"},
    {"From without a tag", ";tag=f1", ""},
    {"From with an empty tag", ";tag=f1", ";tag="},
    {"From with a tag of no value", ";tag=f1", ";tag"},
    {"From with a tag in capitals", ";tag=f1", ";TAG=f1"},
    {"From with blanks around the equals sign", ";tag=f1", "; tag = f1"},
    {"From with two tags", ";tag=f1", ";tag=f1;tag=f2"},
    {"From with a tag in the uri", "contoso.com>;tag=f1", "contoso.com;tag=u1>;tag=f1"},
    {"From with a quoted tag", ";tag=f1", ";tag=\"f1\""},
    {"From with a parameter of no value", ";tag=f1", ";lr;tag=f1"},
    {"From with semicolons that separate nothing", ";tag=f1", ";;tag=f1"},
    {"From twice", kFrom, "From: <sip:a@b>;tag=f1\r\nFrom: <sip:c@d>;tag=f2\r\n"},
    {"From missing", kFrom, ""},
    {"From empty", kFrom, "From:\r\n"},
    {"To without a tag", ";tag=t2", ""},
    {"To missing", "To: <sip:pool@contoso.com>;tag=t2\r\n", ""},
    // Call-ID.
    {"Call-ID of one word", "4711@192.0.2.1", "4711"},
    {"Call-ID of every character", "4711@192.0.2.1", "-.!%*_+`'~()<>:\\\"/[]?{}@x"},
    {"Call-ID with two signs of at", "4711@192.0.2.1", "a@b@c"},
    {"Call-ID of two words", "4711@192.0.2.1", "47 11"},
    {"Call-ID with a semicolon", "4711@192.0.2.1", "4711;x=y"},
    {"Call-ID empty", "4711@192.0.2.1", ""},
    {"Call-ID missing", "Call-ID: 4711@192.0.2.1\r\n", ""},
    {"Call-ID twice", "Call-ID: 4711@192.0.2.1\r\n", "Call-ID: one\r\nCall-ID: two\r\n"},
    // CSeq.
    {"CSeq with zeros in front", "42 INVITE", "0042 INVITE"},
    {"CSeq with tabs", "42 INVITE", "42\t\tINVITE"},
    {"CSeq 0", "42 INVITE", "0 INVITE"},
    {"CSeq 2^31-1", "42 INVITE", "2147483647 INVITE"},
    {"CSeq 2^31", "42 INVITE", "2147483648 INVITE"},
    {"CSeq 2^32", "42 INVITE", "4294967296 INVITE"},
    {"CSeq negative", "42 INVITE", "-1 INVITE"},
    {"CSeq with a plus", "42 INVITE", "+42 INVITE"},
    {"CSeq in hexadecimal", "42 INVITE", "0x42 INVITE"},
    {"CSeq without a number", "42 INVITE", "INVITE"},
    {"CSeq without a method", "42 INVITE", "42"},
    {"CSeq of another method", "42 INVITE", "42 BYE"},
    {"CSeq with its method in lower case", "42 INVITE", "42 invite"},
    {"CSeq with a word too many", "42 INVITE", "42 INVITE now"},
    {"CSeq with no blank", "42 INVITE", "42INVITE"},
    {"CSeq empty", "CSeq: 42 INVITE", "CSeq:"},
    {"CSeq missing", "CSeq: 42 INVITE\r\n", ""},
    {"CSeq twice", "CSeq: 42 INVITE\r\n", "CSeq: 42 INVITE\r\nCSeq: 43 INVITE\r\n"},
    // Contact and Expires.
    {"Contact of a star", kContact, "Contact: *\r\n"},
    {"Contact without brackets", kContact, "Contact: sip:alice@192.0.2.1;transport=tls\r\n"},
    {"Contact with a question mark outside brackets", kContact, "Contact: sip:a@b?x=y\r\n"},
    {"Contact with a comma in quotes", kContact, "Contact: \"A, B\" <sip:a@b>\r\n"},
    {"Contact with a comma in the user", kContact, "Contact: <sip:a,b@c>\r\n"},
    {"Contact with a semicolon in the user", kContact, "Contact: <sip:a;b@c>\r\n"},
    {"Contact with two values", kContact, "Contact: <sip:a@b>, <sip:c@d>\r\n"},
    {"Contact in two lines", kContact, "Contact: <sip:a@b>\r\nContact: <sip:c@d>\r\n"},
    {"Contact with a comma that separates nothing", kContact, "Contact: <sip:a@b>,\r\n"},
    {"Contact with a quoted parameter", kContact, "Contact: <sip:a@b>;+sip.instance=\"<urn:uuid:1>\"\r\n"},
    {"Contact with nothing in the brackets", kContact, "Contact: <>\r\n"},
    {"Contact empty", kContact, "Contact:\r\n"},
    {"Contact missing", kContact, ""},
    {"Expires 0", "Expires: 600", "Expires: 0"},
    {"Expires with zeros in front", "Expires: 600", "Expires: 0600"},
    {"Expires 2^32-1", "Expires: 600", "Expires: 4294967295"},
    {"Expires 2^32", "Expires: 600", "Expires: 4294967296"},
    {"Expires negative", "Expires: 600", "Expires: -1"},
    {"Expires of letters", "Expires: 600", "Expires: soon"},
    {"Expires with a date", "Expires: 600", "Expires: Thu, 01 Dec 2040 16:00:00 GMT"},
    {"Expires empty", "Expires: 600", "Expires:"},
    // Content-Length and what follows the head.
    {"Content-Length with zeros in front", "Length: 5", "Length: 005"},
    {"Content-Length too small", "Length: 5", "Length: 4"},
    {"Content-Length 0 in front of a body", "Length: 5", "Length: 0"},
    {"Content-Length too large", "Length: 5", "Length: 6"},
    {"Content-Length negative", "Length: 5", "Length: -5"},
    {"Content-Length with a plus", "Length: 5", "Length: +5"},
    {"Content-Length in hexadecimal", "Length: 5", "Length: 0x5"},
    {"Content-Length with a blank inside", "Length: 5", "Length: 5 5"},
    {"Content-Length of a list", "Length: 5", "Length: 5, 5"},
    {"Content-Length with a parameter", "Length: 5", "Length: 5;x"},
    {"Content-Length 2^32+5", "Length: 5", "Length: 4294967301"},
    {"Content-Length 2^64+5", "Length: 5", "Length: 18446744073709551621"},
    {"Content-Length empty", "Length: 5", "Length:"},
    {"Content-Length twice", "Content-Length: 5\r\n", "Content-Length: 5\r\nl: 5\r\n"},
    {"Content-Length twice and different", "Content-Length: 5\r\n", "Content-Length: 5\r\nl: 4\r\n"},
    {"Content-Length missing", "Content-Length: 5\r\n", ""},
    {"Content-Length and body missing", "Content-Length: 5\r\n\r\nhello", "\r\n"},
    {"Content-Length, type and body missing", "Content-Type: text/plain\r\nContent-Length: 5\r\n\r\nhello",
     "\r\n"},
    {"Content-Type empty", "text/plain", ""},
    {"Content-Type of one word", "text/plain", "text"},
    {"body of line breaks", "hello", "\r\n\r\n\n"},
    {"body that begins with a tab", "hello", "\tello"},
    {"body that begins with a tab behind a line folded to nothing", "5\r\n\r\nh", "5\r\n \r\n\r\n\t"},
    {"body with NUL", "hello", "he\0lo"sv},
    {"body missing", "hello", ""},
    {"head without its end", "\r\n\r\nhello", "\r\n"},
    // Lines.
    {"keep-alive in front", "", "\r\n\r\n"},
    {"blank in front", "", " "},
    {"byte order mark in front", "", "\xef\xbb\xbf"},
    {"keep-alive behind", "hello", "hello\r\n\r\n"},
    {"two messages", "hello", kMessage},
    {"every line ends in LF", "\r\n", "\n"},
    {"one line ends in LF", "42 INVITE\r\n", "42 INVITE\n"},
    {"every line ends in CR", "\r\n", "\r"},
    {"CR inside a line", "Max-Forwards: 70", "Subject: a\rb"},
    {"empty line inside the head", "Max-Forwards: 70", ""},
};

}   // namespace

std::span<const Mutation> mutations() { return kMutations; }

std::string unmutated() { return std::string(kMessage); }

std::string mutated(const Mutation& mutation) {
  if (mutation.original.empty()) return std::string(mutation.replacement) + unmutated();
  std::string bytes;
  std::string_view rest = kMessage;
  for (;;) {
    const std::size_t at = rest.find(mutation.original);
    bytes += rest.substr(0, at);
    if (at == std::string_view::npos) return bytes;
    bytes += mutation.replacement;
    rest.remove_prefix(at + mutation.original.size());
  }
}

}   // namespace parley::sip
