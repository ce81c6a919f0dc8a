// Known blocks at places that no reader knows. xccos.xsd judges them wherever they stand, and so does this.
#include <algorithm>
#include <array>

#include "protocol/xccos/read_parts.h"

namespace parley::xccos {
namespace {

using Node = xml::Element;

void judge_message(Judge& judge, Node message) {
  read_message_id(judge, message,
                  message.name() == "cmd"   ? "cmd:"
                  : message.name() == "rpl" ? "rpl:"
                                            : "ntc:");
  const Fields fields(judge, message);
  if (message.name() == "ntc") fields.maybe_u32("seqid");
  else fields.need_u32("seqid", 0);
  if (message.name() == "rpl") read_reply_head(judge, message);
}

void judge_root(Judge& judge, Node root) {
  Fields(judge, root).need_u32("ver", 1);
  Fields(judge, root).need_u64("envid", 0);
  if (!root.has_elements()) judge.object(root, "The envelope is empty (xccos.md 1.1)");
}

void judge_command_reference(Judge& judge, Node commandid) {
  Fields(judge, commandid).need_u32("seqid", 0);
  Fields(judge, commandid).need_u64("envid", 0);
}

void judge_rights(Judge& judge, Node aib) {
  Fields(judge, aib).need_u32("key", 0);
  Fields(judge, aib).need_text("value");
}

struct Block {
  std::string_view name;
  void (*judge)(Judge&, Node);
};
constexpr std::array<Block, 21> kBlocks = {{
    {"xccos", judge_root},
    {"cmd", judge_message},
    {"rpl", judge_message},
    {"ntc", judge_message},
    {"grpchat", [](Judge& judge, Node node) { read_chat(judge, node); }},
    {"msg", [](Judge& judge, Node node) { read_chat(judge, node); }},
    {"commandid", judge_command_reference},
    {"resp", [](Judge& judge, Node node) { Fields(judge, node).need_i32("code", 0); }},
    {"chanid", [](Judge& judge, Node node) { read_channel_id(judge, node); }},
    {"chanib", [](Judge& judge, Node node) { Fields(judge, node).maybe_node_uri("uri"); }},
    {"aib", judge_rights},
    {"fib", [](Judge& judge, Node node) { read_failed_room(judge, node); }},
    {"info", [](Judge& judge, Node node) { Fields(judge, node).need_text("id"); }},
    {"prop", [](Judge& judge, Node node) { Fields(judge, node).need_text("id"); }},
    {"sib", [](Judge& judge, Node node) { read_server_info(judge, node); }},
    {"qib", [](Judge& judge, Node node) { read_channel_search(judge, node); }},
    {"last", [](Judge& judge, Node node) { Fields(judge, node).need_u32("cnt", 0); }},
    {"inv", [](Judge& judge, Node node) { read_invitation(judge, node); }},
    {"pref", [](Judge& judge, Node node) { read_preference(judge, node); }},
    {"token", [](Judge& judge, Node node) { read_file_token(judge, node); }},
    {"ftdb", [](Judge& judge, Node node) { read_file_place(judge, node); }},
}};

}   // namespace

void judge_known_blocks(Judge& judge, xml::Element element) {
  const auto block =
      std::find_if(kBlocks.begin(), kBlocks.end(), [&](const Block& b) { return b.name == element.name(); });
  if (block != kBlocks.end()) block->judge(judge, element);
  for (const Node child : element.elements()) judge_known_blocks(judge, child);
}

void judge_untaken_blocks(Judge& judge, xml::Element element) {
  for (const Node child : element.elements()) {
    if (child.is_taken()) judge_untaken_blocks(judge, child);
    else judge_known_blocks(judge, child);
  }
}

}   // namespace parley::xccos
