// SPDX-License-Identifier: Apache-2.0
#pragma once

// Sealing: what is personal leaves the process only as one of these boxes.
//
//   version(1) | algorithm(1) | key_version(4, big-endian) | nonce(24) | ciphertext | tag(16)
//
// The first six bytes are authenticated together with the caller's associated data.  Associated
// data says where the box belongs (table, row, column, schema); it is not stored, but a box that is
// copied to another row or column does not open there.  Build it with AssociatedData, whose parts
// carry their kind and length: ("ab", "c") and ("a", "bc") differ.
//
//   const auto place = AssociatedData("version").number(record).number(version);
//   const Bytes box = seal(data_key, 1, place, payload);
//   const Bytes payload = TRY(unseal(data_key, place, box));
//
// key_version is the caller's own count of keys for that place: with it stored in every box, an old
// key can be retired when no box names it any more.
//
// Algorithms are known by their number.  A number, once released, opens for ever; the default may
// change.  The tests keep a box of every number and open it.
//
//   1  XAES-256-GCM    AES, CMAC and GCM are all on CRYPTREC's e-Government list
//
// Lengths are not hidden: a box is kBoxOverhead bytes longer than its contents.

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"
#include "crypto/key.h"
#include "crypto/xaes.h"

namespace genbo {

enum class AeadAlgorithm : std::uint8_t { xaes_256_gcm = 1 };

struct AeadAlgorithmInfo {
    AeadAlgorithm algorithm;
    std::string_view name;
};

// Every algorithm that unseal() knows: the cipher inventory.
std::span<const AeadAlgorithmInfo> aead_algorithms();

inline constexpr std::size_t kBoxOverhead = 6 + Xaes::kNonceSize + Xaes::kTagSize;

// Where a box belongs.
class AssociatedData {
public:
    explicit AssociatedData(std::string_view table) {
        bytes_.reserve(64);
        text(table);
    }

    AssociatedData& text(std::string_view part);
    AssociatedData& bytes(ByteView part);
    AssociatedData& number(std::int64_t part);

    ByteView view() const { return bytes_; }
    operator ByteView() const { return bytes_; }  // NOLINT(google-explicit-constructor)

private:
    AssociatedData& put(char kind, std::uint64_t number);

    Bytes bytes_;
};

// Seals and opens with contexts that it keeps.  Thread safety: one per thread.
class Sealer {
public:
    Bytes seal(const Key& key, std::uint32_t key_version, ByteView associated, ByteView plaintext);

    // corrupt: crypto.not_a_box, crypto.unknown_algorithm, crypto.does_not_open (another key,
    // another place, or a changed byte: nobody can tell which).
    Result<Bytes> unseal(const Key& key, ByteView associated, ByteView box);

private:
    Xaes xaes_;
};

// The same, with this thread's own Sealer.
Bytes seal(const Key& key, std::uint32_t key_version, ByteView associated, ByteView plaintext);
Result<Bytes> unseal(const Key& key, ByteView associated, ByteView box);

// Of a box that need not open: which key it asks for.
Result<std::uint32_t> key_version_of(ByteView box);

}  // namespace genbo
