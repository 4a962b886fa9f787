// SPDX-License-Identifier: Apache-2.0
#pragma once

// Plain data out to a stream of bytes and in again, for files that only the program that wrote them
// reads (a snapshot of memory; never an exchange format: numbers stand as this machine holds them).
//
//   template <typename Archive, typename Self>          // One function for both directions.
//   static void transfer(Archive& archive, Self& self) {
//       archive.value(self.size_);
//       archive.vector(self.entries_);
//   }
//
// Errors are remembered: what is read after one is empty, and finish() says what happened.  Lengths
// are believed only as far as bytes follow, so a damaged one costs no memory.  Whether the bytes
// are genuine is for the source to decide (crypto/aead.h).

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>
#include <type_traits>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace genbo {

class ArchiveWriter {
public:
    static constexpr bool kLoads = false;
    static constexpr std::size_t kChunk = std::size_t{1} << 20;

    // Takes chunks of kChunk bytes; the last one may be shorter.
    using Sink = std::function<Result<>(ByteView)>;

    explicit ArchiveWriter(Sink sink) : sink_(std::move(sink)) {}

    template <typename T>
    void value(const T& value) {
        static_assert(std::is_trivially_copyable_v<T>);
        raw(&value, sizeof value);
    }
    template <typename T>
    void vector(const std::vector<T>& values) {
        static_assert(std::is_trivially_copyable_v<T>);
        value(static_cast<std::uint64_t>(values.size()));
        raw(values.data(), values.size() * sizeof(T));
    }
    void raw(const void* data, std::size_t size);

    // The rest goes out; the first error, if there was one.
    Result<> finish();

private:
    void send();

    Sink sink_;
    Bytes buffer_;
    Result<> result_;
};

class ArchiveReader {
public:
    static constexpr bool kLoads = true;

    // The next chunk; empty at the end.
    using Source = std::function<Result<Bytes>()>;

    explicit ArchiveReader(Source source) : source_(std::move(source)) {}

    template <typename T>
    void value(T& value) {
        static_assert(std::is_trivially_copyable_v<T>);
        value = T{};
        if (!raw(&value, sizeof value)) value = T{};
    }
    template <typename T>
    void vector(std::vector<T>& values) {
        static_assert(std::is_trivially_copyable_v<T>);
        std::uint64_t left = 0;
        value(left);
        values.clear();
        // A little first: only who has sent that much is believed to send more.
        constexpr std::uint64_t kFirst = (std::uint64_t{64} << 10) / sizeof(T) + 1;
        constexpr std::uint64_t kAtOnce = (std::uint64_t{64} << 20) / sizeof(T);
        while (left > 0 && result_.ok()) {
            const auto had = values.size();
            const auto some = std::min(left, had == 0 ? kFirst : kAtOnce);
            if (had == kFirst)
                values.reserve(had + static_cast<std::size_t>(std::min(left, 16 * kAtOnce)));
            values.resize(had + static_cast<std::size_t>(some));
            if (!raw(values.data() + had, static_cast<std::size_t>(some) * sizeof(T))) break;
            left -= some;
        }
        if (!result_.ok()) values.clear();
    }
    // False: there are not so many bytes.
    bool raw(void* data, std::size_t size);

    bool failed() const { return !result_.ok(); }
    // What the reader found wrong with the contents.
    void fail(const Error& error) {
        if (result_.ok()) result_ = error;
    }
    // corrupt: base.archive_short, base.archive_long; or what the source said.
    Result<> finish();

private:
    Source source_;
    Bytes chunk_;
    std::size_t used_ = 0;
    Result<> result_;
};

}  // namespace genbo
