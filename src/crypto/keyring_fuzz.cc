// SPDX-License-Identifier: Apache-2.0
//
// Any text as a keyring file, as it is and with the sum that fits it, so that what stands behind
// the sum is reached too.  Oracle: the guard is named before anything is opened, and a keyring that
// opens has an epoch, wraps with it and unwraps again.
#include <fcntl.h>
#include <unistd.h>
#include <algorithm>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>

#include "base/check.h"
#include "crypto/hash.h"
#include "crypto/keyring.h"

namespace {

class KeyringFuzzFile {
public:
    KeyringFuzzFile()
        : path_(
              std::filesystem::temp_directory_path() /
              ("genbo_keyring_fuzz_" + std::to_string(::getpid()))) {}
    ~KeyringFuzzFile() {
        std::error_code ignored;
        std::filesystem::remove(path_, ignored);
    }
    KeyringFuzzFile(const KeyringFuzzFile&) = delete;
    KeyringFuzzFile& operator=(const KeyringFuzzFile&) = delete;

    const std::filesystem::path& hold(std::string_view text) const {
        const int file = ::open(path_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
        genbo::check(file >= 0);
        genbo::check(::write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size()));
        ::close(file);
        return path_;
    }

private:
    std::filesystem::path path_;
};

void keyring_fuzz_open(const std::filesystem::path& path) {
    using namespace genbo;
    const auto kind = Keyring::guard_kind_of(path);
    // Without a guard: Argon2id is slow on purpose, and its note is parsed by the same lines.
    const auto keyring = Keyring::open(path, KeyGuardPtr{});
    if (!keyring.ok()) return;
    check(kind.ok() && *kind == kNoGuard);
    check(!keyring->epochs().empty() && keyring->epoch() > 0);
    const Key data_key{Bytes(Key::kSize, 7)};
    const auto wrapped = keyring->wrap(data_key, {});
    check(wrapped.size() == kWrappedKeySize);
    const auto back = keyring->unwrap(wrapped, {});
    check(back.ok() && std::ranges::equal(back->bytes(), data_key.bytes()));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace genbo;
    static const KeyringFuzzFile file;
    const ByteView bytes{data, size};
    std::string text{as_text(bytes)};
    keyring_fuzz_open(file.hold(text));
    // What may be opened when it stands alone: a box, a wrapped key.
    static const auto ring = Keyring::ephemeral(Key{Bytes(Key::kSize, 1)});
    check(!ring.unwrap(bytes, {}).ok());
    static_cast<void>(Keyring::epoch_of(bytes));
    static_cast<void>(Keyring::use_of(bytes));
    if (const auto at = text.rfind("check "); at != std::string::npos) {
        text.resize(at);
        text += "check " + to_hex(sha256(as_bytes(text))).substr(0, 16) + "\n";
        keyring_fuzz_open(file.hold(text));
    }
    return 0;
}
