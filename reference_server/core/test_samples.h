// The wire samples as a client of flesh: the bytes of its side with this server's own tag, Contact and route
// in the place of the capture's, and a comparison of each answer with the sample, header by header.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/sip/message.h"

namespace parley::server {

inline constexpr std::string_view kSamplesPool = "reference_server/core/testdata/samples_pool.toml";

// A file of the tree; the test fails when it is empty.
std::string file_of_tree(std::string_view path);
sip::Message sample(std::string_view number);   // "20" is 20-invite-channel.sip.

// What the client says, and the samples that the server's messages must be like, in this order.
struct SampleStep {
  std::string said;
  std::vector<std::string> answered;
};
// The lookup session and the session with the channel service, from the first INVITE to the last BYE. A late
// answer to nothing (43) stands in the middle. bob and carol are in the room already.
const std::vector<SampleStep>& sample_sessions();

class SampleClient {
 public:
  // What is sent for a sample: requests in a dialog go where the 200 to its INVITE has said, and answers bear
  // the Via and the tag of the server's request of that number. An answer to no request stays as it is.
  sip::Message said(std::string_view number) const;
  // Takes note of a message of the server.
  void heard(const sip::Message& message);

 private:
  std::map<std::string, sip::Message> answers_;    // The 200 to an INVITE, by Call-ID.
  std::map<std::string, sip::Message> requests_;   // By Call-ID and CSeq.
};

// Each header of the sample that a message lacks or has with another value, and its body; empty when it is
// like the sample. What is chosen by each server for itself is listed in the .cpp with the reason.
std::vector<std::string> unlike(const sip::Message& message, std::string_view number);

}   // namespace parley::server
