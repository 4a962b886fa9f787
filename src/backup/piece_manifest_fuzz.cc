// SPDX-License-Identifier: Apache-2.0
//
// Any bytes as the manifest of a snapshot, as a log and as a chunk; and any text as the manifest
// that somebody with the keyring has sealed, of another version or by mistake.  Oracle: nothing
// opens that we did not seal, and what is taken is sealed and taken again the same.
#include <cstddef>
#include <cstdint>

#include "backup/piece.h"
#include "base/check.h"
#include "crypto/aead.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace genbo;
    static const auto ring = Keyring::ephemeral(Key{Bytes(Key::kSize, 9)});
    static PieceSealer sealer{ring};
    const ByteView bytes{data, size};
    const SnapshotName name{0x1f0c2a9d, 0x12a4};
    check(!sealer.open_manifest(name, bytes).ok());
    check(!sealer.open_chunk(name, 0, bytes).ok());
    check(!sealer.open_log({name.line, 1, 2}, bytes).ok());

    AssociatedData place("backup.manifest");
    place.text(ring.id()).number(name.line).number(static_cast<std::int64_t>(name.commit));
    const auto box = seal(ring.derive("backup.data"), 1, place, bytes);
    const std::string head = "genbo-backup 1 " + ring.id() + "\n";
    Bytes sealed{head.begin(), head.end()};
    sealed.insert(sealed.end(), box.begin(), box.end());
    const auto manifest = sealer.open_manifest(name, sealed);
    if (!manifest.ok()) return 0;
    check(manifest->name == name && !manifest->files.empty());
    for (const auto& file : manifest->files)
        check(file.name.find("..") == std::string::npos && !file.name.starts_with('/'));
    const auto again = sealer.open_manifest(name, sealer.seal_manifest(*manifest));
    check(again.ok() && again->root() == manifest->root() && again->bytes() == manifest->bytes());
    check(again->program == manifest->program && again->at == manifest->at);
    return 0;
}
