// SPDX-License-Identifier: Apache-2.0
#include "audit/receipt.h"

#include <algorithm>
#include <charconv>

#include "base/base64.h"

namespace genbo {

namespace {

constexpr std::string_view kReceiptHead = "c2sp.org/tlog-proof@v1";
constexpr std::string_view kReceiptExtra = "extra ";
constexpr std::string_view kReceiptIndex = "index ";
// Twice what a tree of 2^62 leaves needs is no proof of ours.
constexpr std::size_t kReceiptHashesMax = 128;

Error bad_receipt() { return Error{Fault::corrupt, "audit.bad_receipt"}; }

std::string_view next_receipt_line(std::string_view& text) {
    const auto line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), line.size() + 1));
    return line;
}

// The same signature twice proves nothing more; a second spelling of one receipt is refused.
bool says_lines_twice(std::string_view note) {
    const auto signatures = note.rfind("\n\n");
    if (signatures == std::string_view::npos) return false;
    auto rest = note.substr(signatures + 2);
    std::vector<std::string_view> lines;
    while (!rest.empty()) lines.push_back(next_receipt_line(rest));
    std::ranges::sort(lines);
    return std::ranges::adjacent_find(lines) != lines.end();
}

}  // namespace

std::string write_receipt(const Receipt& receipt) {
    std::string text{kReceiptHead};
    text += '\n';
    text += kReceiptExtra;
    text += to_base64(receipt.leaf) + "\n";
    text += kReceiptIndex;
    text += std::to_string(receipt.index) + "\n";
    for (const auto& hash : receipt.proof) text += to_base64(hash) + "\n";
    return text + "\n" + receipt.checkpoint;
}

Result<Receipt> read_receipt(std::string_view text) {
    const auto whole = text;
    Receipt receipt;
    if (next_receipt_line(text) != kReceiptHead) return bad_receipt();
    auto line = next_receipt_line(text);
    if (!line.starts_with(kReceiptExtra)) return bad_receipt();
    auto leaf = from_base64(line.substr(kReceiptExtra.size()));
    if (!leaf.ok()) return bad_receipt();
    receipt.leaf = *std::move(leaf);
    line = next_receipt_line(text);
    if (!line.starts_with(kReceiptIndex)) return bad_receipt();
    line.remove_prefix(kReceiptIndex.size());
    const auto* const end = line.data() + line.size();
    const auto [stopped, failed] = std::from_chars(line.data(), end, receipt.index);
    if (failed != std::errc{} || stopped != end) return bad_receipt();
    for (line = next_receipt_line(text); !line.empty(); line = next_receipt_line(text)) {
        const auto hash = from_base64(line);
        if (!hash.ok() || hash->size() != sizeof(Hash) ||
            receipt.proof.size() == kReceiptHashesMax) {
            return bad_receipt();
        }
        std::ranges::copy(*hash, receipt.proof.emplace_back().begin());
    }
    receipt.checkpoint = text;
    if (says_lines_twice(text) || write_receipt(receipt) != whole) return bad_receipt();
    return receipt;
}

namespace {

// Whether some key of that name is said to have signed the note: another of the same master, for
// all that the name says.
bool names_signer(std::string_view note, std::string_view name) {
    return note.find("\n— " + std::string{name} + " ") != note.npos;
}

}  // namespace

Result<ProvedLeaf> verify_receipt(std::string_view text, const TrailKeys& keys) {
    const auto receipt = TRY(read_receipt(text));
    ProvedLeaf proved;
    auto opened = keys.open(receipt.checkpoint);
    if (!opened.ok() && opened.error().code == "audit.not_signed" &&
        names_signer(receipt.checkpoint, keys.newest().name))
        return Error{Fault::corrupt, "audit.receipt_of_other_key"};
    auto signed_by = TRY(std::move(opened));
    if (signed_by.key + 1 < keys.keys().size()) return Error{Fault::corrupt, "audit.key_replaced"};
    proved.checkpoint = std::move(signed_by.checkpoint);
    TRY(verify_inclusion(
        leaf_hash(receipt.leaf), receipt.index, proved.checkpoint.size, receipt.proof,
        proved.checkpoint.root));
    proved.leaf = TRY(decode_leaf(receipt.leaf));
    if (proved.leaf.seq != receipt.index)
        return Error{Fault::corrupt, "audit.leaf_out_of_place", {std::to_string(receipt.index)}};
    return proved;
}

}  // namespace genbo
