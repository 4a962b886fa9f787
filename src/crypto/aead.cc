// SPDX-License-Identifier: Apache-2.0
#include "crypto/aead.h"

#include <algorithm>
#include <array>

#include "crypto/random.h"

namespace genbo {

namespace {

constexpr std::uint8_t kBoxVersion = 1;
constexpr std::size_t kBoxHeaderSize = 6;
// Far above anything that is sealed; keeps a damaged length from becoming a huge allocation.
constexpr std::size_t kBoxBytesMax = std::size_t{1} << 30;

constexpr std::array<AeadAlgorithmInfo, 1> kAeadAlgorithms = {
    {{AeadAlgorithm::xaes_256_gcm, "XAES-256-GCM"}}};

Sealer& this_thread_sealer() {
    thread_local Sealer sealer;
    return sealer;
}

Result<ByteView> box_header(ByteView box) {
    if (box.size() < kBoxOverhead || box.size() > kBoxBytesMax || box[0] != kBoxVersion)
        return Error{Fault::corrupt, "crypto.not_a_box"};
    if (box[1] != static_cast<std::uint8_t>(AeadAlgorithm::xaes_256_gcm))
        return Error{Fault::corrupt, "crypto.unknown_algorithm", {std::to_string(box[1])}};
    return box.first(kBoxHeaderSize);
}

}  // namespace

std::span<const AeadAlgorithmInfo> aead_algorithms() { return kAeadAlgorithms; }

AssociatedData& AssociatedData::put(char kind, std::uint64_t number) {
    bytes_.push_back(static_cast<std::uint8_t>(kind));
    for (int shift = 56; shift >= 0; shift -= 8) {
        bytes_.push_back(static_cast<std::uint8_t>(number >> shift));
    }
    return *this;
}

AssociatedData& AssociatedData::bytes(ByteView part) {
    put('b', part.size());
    bytes_.insert(bytes_.end(), part.begin(), part.end());
    return *this;
}

AssociatedData& AssociatedData::text(std::string_view part) { return bytes(as_bytes(part)); }

AssociatedData& AssociatedData::number(std::int64_t part) {
    return put('n', static_cast<std::uint64_t>(part));
}

Bytes Sealer::seal(
    const Key& key, std::uint32_t key_version, ByteView associated, ByteView plaintext) {
    Bytes box(plaintext.size() + kBoxOverhead);
    box[0] = kBoxVersion;
    box[1] = static_cast<std::uint8_t>(AeadAlgorithm::xaes_256_gcm);
    for (std::size_t i = 0; i < 4; ++i) {
        box[2 + i] = static_cast<std::uint8_t>(key_version >> (24 - 8 * i));
    }
    const auto nonce = std::span(box).subspan<kBoxHeaderSize, Xaes::kNonceSize>();
    this_thread_random().fill(nonce);
    const std::array<ByteView, 2> bound = {ByteView(box).first(kBoxHeaderSize), associated};
    xaes_.encrypt(
        key, nonce, bound, plaintext, std::span(box).subspan(kBoxHeaderSize + Xaes::kNonceSize));
    return box;
}

Result<Bytes> Sealer::unseal(const Key& key, ByteView associated, ByteView box) {
    const ByteView header = TRY(box_header(box));
    const auto nonce = box.subspan<kBoxHeaderSize, Xaes::kNonceSize>();
    const std::array<ByteView, 2> bound = {header, associated};
    Bytes plaintext(box.size() - kBoxOverhead);
    const auto sealed = box.subspan(kBoxHeaderSize + Xaes::kNonceSize);
    if (!xaes_.decrypt(key, nonce, bound, sealed, plaintext))
        return Error{Fault::corrupt, "crypto.does_not_open"};
    return plaintext;
}

Bytes seal(const Key& key, std::uint32_t key_version, ByteView associated, ByteView plaintext) {
    return this_thread_sealer().seal(key, key_version, associated, plaintext);
}

Result<Bytes> unseal(const Key& key, ByteView associated, ByteView box) {
    return this_thread_sealer().unseal(key, associated, box);
}

Result<std::uint32_t> key_version_of(ByteView box) {
    const ByteView header = TRY(box_header(box));
    std::uint32_t version = 0;
    for (const auto byte : header.subspan(2)) version = version << 8 | byte;
    return version;
}

}  // namespace genbo
