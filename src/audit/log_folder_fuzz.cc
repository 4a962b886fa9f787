// SPDX-License-Identifier: Apache-2.0

// Any change to an exported trail: the input is a list of edits, of five bytes each (which file,
// which byte, what is done).  Oracle: the folder as it was exported is verified, and no other one
// is, whatever the verifier is given to read.

#include <cstddef>
#include <cstdint>

#include "audit/audit_leaf.h"
#include "audit/log_export.h"
#include "base/check.h"

namespace {

constexpr std::uint64_t kLogFuzzLeaves = 300;

const genbo::SigningKey& log_fuzz_signer() {
    static const genbo::SigningKey key{genbo::Key{genbo::Bytes(32, 7)}};
    return key;
}

genbo::MemoryFolder log_fuzz_export() {
    using namespace genbo;
    MemoryFolder folder;
    LogExport log(folder);
    AuditTree tree;
    std::string copies;
    for (std::uint64_t seq = 0; seq < kLogFuzzLeaves; ++seq) {
        AuditLeaf leaf;
        leaf.seq = seq;
        leaf.at = instant_from_micros(1'700'000'000'000'000);
        leaf.actor = "staff:1";
        leaf.action = "customer.show";
        leaf.object_type = "record";
        const auto bytes = encode_leaf(leaf);
        check(log.append(bytes).ok());
        tree.append(leaf_hash(bytes));
        if (seq % 100 == 7)
            copies += outside_entry(
                leaf.at,
                sign_checkpoint({"genbo/fuzz", tree.size(), tree.root()}, log_fuzz_signer()));
    }
    check(log.finish("genbo/fuzz", log_fuzz_signer(), copies).ok());
    return folder;
}

void log_fuzz_edit(genbo::MemoryFolder& folder, genbo::ByteView edit) {
    using namespace genbo;
    auto& files = folder.files();
    if (files.empty()) return;
    const auto file = std::next(files.begin(), edit[0] % files.size());
    auto& bytes = file->second;
    const std::size_t at = bytes.empty() ? 0 : (edit[1] * 256U + edit[2]) % bytes.size();
    switch (edit[3] % 6) {
        case 0:
            if (!bytes.empty()) bytes[at] ^= edit[4];
            break;
        case 1: bytes.resize(at); break;
        case 2: bytes.insert(bytes.begin() + static_cast<std::ptrdiff_t>(at), edit[4]); break;
        case 3: files.erase(file); break;
        case 4: files[std::string(1, static_cast<char>('a' + edit[4] % 26))] = bytes; break;
        default:
            if (!bytes.empty()) bytes.erase(bytes.begin() + static_cast<std::ptrdiff_t>(at));
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace genbo;
    static const auto original = log_fuzz_export();
    static const NoteKey key{"genbo/fuzz", log_fuzz_signer().public_key()};
    constexpr std::size_t kEdit = 5;
    if (size > 20 * kEdit) return 0;
    auto folder = original;
    for (ByteView edits{data, size}; edits.size() >= kEdit; edits = edits.subspan(kEdit))
        log_fuzz_edit(folder, edits.first(kEdit));
    const bool same = folder.files() == MemoryFolder{original}.files();
    check(verify_log(folder, key, {}).ok() == same);
    const auto checkpoint = folder_checkpoint(folder, key);
    if (same) check(checkpoint.ok());
    if (checkpoint.ok()) check(checkpoint->size == kLogFuzzLeaves);
    if (size > 0) {
        const auto index = data[0] * std::uint64_t{2};
        const auto receipt = make_receipt(folder, key, index);
        if (receipt.ok()) check(index < kLogFuzzLeaves);
    }
    return 0;
}
