// SPDX-License-Identifier: Apache-2.0

// Any text as a receipt, as a list of outside copies, as a fork record, and as a bundle of leaves.
// Oracle: what reads has one spelling; nothing proves a leaf that is not in the tree; and with our
// own signature under it, the parsers behind the signature are reached too.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>

#include "audit/log_tiles.h"
#include "audit/outside_copy.h"
#include "audit/receipt.h"
#include "base/check.h"

namespace {

// Trees of any size and proofs of any length: only the honest proof leads to the root.
void receipt_fuzz_proof(const genbo::Receipt& receipt) {
    using namespace genbo;
    const auto leaf = leaf_hash(receipt.leaf);
    Hash root{};
    const auto size = receipt.index + 1 + receipt.proof.size();
    check(!verify_inclusion(leaf, receipt.index, size, receipt.proof, root).ok());
    // The tree of no leaves is the beginning of every other.
    if (receipt.index > 0)
        check(!verify_consistency(receipt.index, leaf, size, root, receipt.proof).ok());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace genbo;
    static const SigningKey signer{Key(Bytes(Key::kSize, 0x33))};
    static const NoteKey key{"genbo.example/main", signer.public_key()};
    const ByteView bytes{data, size};
    const auto text = as_text(bytes);

    if (const auto receipt = read_receipt(text); receipt.ok()) {
        check(write_receipt(*receipt) == text);
        receipt_fuzz_proof(*receipt);
    }
    check(!verify_receipt(text, key).ok());
    if (const auto copies = OutsideCopies::read(text, key); copies.ok())
        check(copies->checkpoints() == 0 && copies->forks().empty());
    if (size > 0) {
        const unsigned width = data[0] % kTileWidth + 1;
        const auto leaves = split_bundle(bytes.subspan(1), width, "tile/entries/000");
        if (leaves.ok()) {
            Bytes again;
            for (const auto& leaf : *leaves) {
                again.push_back(static_cast<std::uint8_t>(leaf.size() >> 8));
                again.push_back(static_cast<std::uint8_t>(leaf.size()));
                again.insert(again.end(), leaf.begin(), leaf.end());
            }
            check(leaves->size() == width && std::ranges::equal(again, bytes.subspan(1)));
        }
    }

    std::string signable;
    for (const char c : text)
        if (c == '\n' || (c >= ' ' && c <= '~')) signable += c;
    signable += '\n';
    const auto note = sign_note(signable, key.name, signer);
    if (const auto fork = open_fork(note, key); fork.ok())
        check(*open_fork(sign_fork(*fork, signer), key) == *fork);
    // An entry of the list: whatever the text is, it is not read as more than one.
    const auto list = outside_entry(Instant{}, note);
    const auto copies = OutsideCopies::read(list + list, key);
    if (copies.ok()) check(copies->checkpoints() + copies->forks().size() <= 2);
    return 0;
}
