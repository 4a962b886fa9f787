// SPDX-License-Identifier: Apache-2.0

// The files beside a master: the ledger of erasures, the key store, the snapshot of the index.  The
// first byte says which.  Each is tried as it comes and, by a keyring of ours, with the macs that
// fit, so that what stands behind them is reached too.  Oracle: without the keyring nothing is
// believed, and every entry that was written is read.

#include <fcntl.h>
#include <unistd.h>
#include <algorithm>

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>

#include "base/check.h"
#include "crypto/mac.h"
#include "register/erasure_ledger.h"
#include "register/index_snapshot.h"
#include "register/key_store_file.h"

namespace {

class SideFuzzFile {
public:
    SideFuzzFile()
        : path_(
              std::filesystem::temp_directory_path() /
              ("genbo_side_fuzz_" + std::to_string(::getpid()))) {}
    ~SideFuzzFile() {
        std::error_code ignored;
        std::filesystem::remove(path_, ignored);
    }
    SideFuzzFile(const SideFuzzFile&) = delete;
    SideFuzzFile& operator=(const SideFuzzFile&) = delete;

    const std::filesystem::path& hold(genbo::ByteView bytes) const {
        const int file = ::open(path_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
        genbo::check(file >= 0);
        genbo::check(
            ::write(file, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()));
        ::close(file);
        return path_;
    }

private:
    std::filesystem::path path_;
};

void side_fuzz_append(genbo::Bytes& to, genbo::ByteView bytes) {
    to.insert(to.end(), bytes.begin(), bytes.end());
}

// Every line of the input as an entry with its mac.
std::string side_fuzz_ledger(const genbo::Keyring& ring, std::string_view lines) {
    using namespace genbo;
    const Key key = ring.derive("erasure.ledger");
    std::string text = "genbo-erasures 1 " + ring.id() + "\n";
    Hash last{};
    while (!lines.empty()) {
        const auto line = lines.substr(0, lines.find('\n'));
        lines.remove_prefix(std::min(lines.size(), line.size() + 1));
        Bytes message{last.begin(), last.end()};
        side_fuzz_append(message, as_bytes(line));
        last = hmac_sha256(key.bytes(), message);
        text += std::string{line} + " " + to_hex(last) + "\n";
    }
    return text;
}

// The input as entries, whole ones only, under the right head and tag.
genbo::Bytes side_fuzz_key_store(const genbo::Keyring& ring, genbo::ByteView entries) {
    using namespace genbo;
    constexpr std::size_t kEntry = 8 + 16 + kWrappedKeySize;
    entries = entries.first(entries.size() - entries.size() % kEntry);
    Bytes out;
    side_fuzz_append(out, as_bytes("genbokS1"));
    side_fuzz_append(out, as_bytes(ring.id()));
    side_fuzz_append(out, std::array<std::uint8_t, 4>{0, 0, 0, 1});
    const Mac mac{ring.derive("key.store")};
    Bytes message(sizeof(Hash), 0);
    side_fuzz_append(message, out);
    Hash tag = mac.tag(message);
    if (!entries.empty()) {
        message.assign(tag.begin(), tag.end());
        side_fuzz_append(message, entries);
        tag = mac.tag(message);
    }
    side_fuzz_append(out, entries);
    side_fuzz_append(out, tag);
    return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace genbo;
    if (size == 0) return 0;
    static const SideFuzzFile file;
    static const auto ring = Keyring::ephemeral(Key{Bytes(Key::kSize, 3)});
    const ByteView bytes{data + 1, size - 1};
    switch (data[0] % 3) {
        case 0: {
            const ErasureLedger raw{file.hold(bytes), ring};
            if (const auto entries = raw.entries(); entries.ok()) check(entries->empty());
            const auto text = side_fuzz_ledger(ring, as_text(bytes));
            const ErasureLedger ledger{file.hold(as_bytes(text)), ring};
            const auto entries = ledger.entries();
            if (entries.ok()) check(entries->size() == *ledger.size());
            break;
        }
        case 1: {
            check(!read_key_store(file.hold(bytes), ring).ok());
            const auto store = side_fuzz_key_store(ring, bytes);
            check(read_key_store(file.hold(store), ring).ok());
            break;
        }
        default: {
            const SnapshotPlace place{file.hold(bytes), ring.derive("index.snapshot"), "fuzz"};
            check(!read_snapshot(place, [](ArchiveReader&) {}).ok());
        }
    }
    return 0;
}
