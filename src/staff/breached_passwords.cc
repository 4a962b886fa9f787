// SPDX-License-Identifier: Apache-2.0
#include "staff/breached_passwords.h"

#include <fcntl.h>
#include <openssl/evp.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <optional>
#include <span>
#include <string>
#include <utility>

#include "base/bytes.h"

namespace genbo {

namespace {

constexpr std::string_view kFilterMagic = "GenboBP1";
constexpr std::size_t kHeadSize = 24;  // Magic, count, bits.
constexpr std::size_t kRestBytes = 3;
constexpr unsigned kRestBits = 8 * kRestBytes;
constexpr unsigned kBucketBitsMax = 28;
constexpr std::uint64_t kPerBucket = 64;
// Of a list's line: the shortest prefix that is worth keeping, and a whole hash.
constexpr std::size_t kPrefixMin = 16;
constexpr std::size_t kHashDigits = 40;
constexpr std::uint64_t kLineBytes = 43;  // About.

Error cannot_write(const std::filesystem::path& file) {
    return {Fault::unavailable, "staff.breached_file", {file.filename().string()}};
}

void put_number(std::string& out, std::uint64_t number) {
    for (int i = 0; i < 8; ++i, number >>= 8) out += static_cast<char>(number & 0xff);
}

std::uint64_t number_at(const unsigned char* bytes) {
    std::uint64_t number = 0;
    for (int i = 7; i >= 0; --i) number = number << 8 | bytes[i];
    return number;
}

// The first 64 bits of the hash on the line; nothing when it is none.
std::optional<std::uint64_t> hash_on(std::string_view line) {
    while (!line.empty() && (line.back() == '\r' || line.back() == ' ')) line.remove_suffix(1);
    const auto digits = line.substr(0, line.find(':'));
    if (digits.size() < kPrefixMin || digits.size() > kHashDigits) return std::nullopt;
    std::uint64_t hash = 0;
    for (std::size_t i = 0; i < digits.size(); ++i) {
        const char c = digits[i];
        unsigned value = 0;
        if (c >= '0' && c <= '9')
            value = static_cast<unsigned>(c - '0');
        else if (c >= 'a' && c <= 'f')
            value = static_cast<unsigned>(c - 'a' + 10);
        else if (c >= 'A' && c <= 'F')
            value = static_cast<unsigned>(c - 'A' + 10);
        else
            return std::nullopt;
        if (i < kPrefixMin) hash = hash << 4 | value;
    }
    return hash;
}

Result<std::uint64_t> sha1_prefix(std::string_view password) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned size = 0;
    if (EVP_Digest(password.data(), password.size(), digest.data(), &size, EVP_sha1(), nullptr) !=
        1)
        return Error{Fault::unavailable, "staff.breached_damaged"};
    std::uint64_t prefix = 0;
    for (int i = 0; i < 8; ++i) prefix = prefix << 8 | digest[static_cast<std::size_t>(i)];
    return prefix;
}

// Goes through the lines of all lists.  `each` says false to stop early.
template <typename Each>
Result<> each_hash(const std::vector<std::filesystem::path>& lists, Each each) {
    for (const auto& list : lists) {
        std::ifstream file(list, std::ios::binary);
        const std::string name = list.filename().string();
        if (!file) return cannot_write(list);
        std::uint64_t number = 0;
        for (std::string line; std::getline(file, line);) {
            ++number;
            if (line.empty() || line == "\r") continue;
            const auto hash = hash_on(line);
            if (!hash)
                return Error{Fault::invalid, "staff.breached_line", {name, std::to_string(number)}};
            if (!TRY(each(*hash))) return {};
        }
        if (file.bad()) return cannot_write(list);
    }
    return {};
}

// Takes hashes in ascending order and writes the file beside its place.
class FilterWriter {
public:
    FilterWriter(std::filesystem::path filter, std::uint64_t expected)
        : filter_(std::move(filter)), beside_(filter_) {
        beside_ += ".new";
        const auto buckets = std::max<std::uint64_t>(1, expected / kPerBucket);
        bits_ = std::min(kBucketBitsMax, static_cast<unsigned>(std::bit_width(buckets)));
        ends_.assign(std::size_t{1} << bits_, 0);
    }
    ~FilterWriter() {
        std::error_code ignored;
        std::filesystem::remove(beside_, ignored);
    }
    FilterWriter(const FilterWriter&) = delete;
    FilterWriter& operator=(const FilterWriter&) = delete;

    Result<> begin() {
        file_.open(beside_, std::ios::binary | std::ios::trunc);
        // The head and the ends are known last.
        file_.seekp(static_cast<std::streamoff>(kHeadSize + 8 * ends_.size()));
        return file_ ? Result<>{} : cannot_write(filter_);
    }

    void add(std::uint64_t hash) {
        const auto kept = hash >> (64 - bits_ - kRestBits);
        if (count_ > 0 && kept == last_) return;
        last_ = kept;
        const auto rest = kept & ((std::uint64_t{1} << kRestBits) - 1);
        for (std::size_t i = 0; i < kRestBytes; ++i)
            buffer_ += static_cast<char>(rest >> (8 * i) & 0xff);
        ++count_;
        ends_[static_cast<std::size_t>(kept >> kRestBits)] = count_;
        constexpr std::size_t kBuffered = std::size_t{1} << 20;
        if (buffer_.size() >= kBuffered) flush();
    }

    Result<std::uint64_t> finish() {
        flush();
        // A bucket without hashes ends where the one before does.
        for (std::size_t i = 1; i < ends_.size(); ++i) ends_[i] = std::max(ends_[i], ends_[i - 1]);
        std::string head{kFilterMagic};
        put_number(head, count_);
        put_number(head, bits_);
        for (const auto end : ends_) put_number(head, end);
        file_.seekp(0);
        file_.write(head.data(), static_cast<std::streamsize>(head.size()));
        file_.close();
        if (!file_) return cannot_write(filter_);
        const int handle = ::open(beside_.c_str(), O_RDONLY | O_CLOEXEC);
        const bool durable = handle >= 0 && ::fsync(handle) == 0;
        if (handle >= 0) ::close(handle);
        std::error_code failed;
        if (durable) std::filesystem::rename(beside_, filter_, failed);
        if (!durable || failed) return cannot_write(filter_);
        return count_;
    }

private:
    void flush() {
        file_.write(buffer_.data(), static_cast<std::streamsize>(buffer_.size()));
        buffer_.clear();
    }

    const std::filesystem::path filter_;
    std::filesystem::path beside_;
    std::ofstream file_;
    std::string buffer_;
    unsigned bits_ = 0;
    std::vector<std::uint64_t> ends_;
    std::uint64_t count_ = 0;
    std::uint64_t last_ = 0;
};

Result<std::uint64_t> make_from_unsorted(
    const std::vector<std::filesystem::path>& lists, const std::filesystem::path& filter,
    std::size_t most) {
    std::vector<std::uint64_t> hashes;
    TRY(each_hash(lists, [&](std::uint64_t hash) -> Result<bool> {
        if (hashes.size() == most)
            return Error{Fault::limit, "staff.breached_unsorted", {std::to_string(most)}};
        hashes.push_back(hash);
        return true;
    }));
    std::ranges::sort(hashes);
    FilterWriter writer(filter, hashes.size());
    TRY(writer.begin());
    for (const auto hash : hashes) writer.add(hash);
    return writer.finish();
}

// Whole or not at all.
bool read_at(int handle, std::uint64_t offset, std::span<unsigned char> into) {
    while (!into.empty()) {
        const auto got = ::pread(handle, into.data(), into.size(), static_cast<off_t>(offset));
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return false;
        offset += static_cast<std::uint64_t>(got);
        into = into.subspan(static_cast<std::size_t>(got));
    }
    return true;
}

Error damaged() { return {Fault::corrupt, "staff.breached_damaged"}; }

}  // namespace

Result<std::uint64_t> make_breached_filter(
    const std::vector<std::filesystem::path>& lists, const std::filesystem::path& filter,
    std::size_t unsorted_max) {
    std::uint64_t bytes = 0;
    for (const auto& list : lists) {
        std::error_code failed;
        const auto size = std::filesystem::file_size(list, failed);
        if (!failed) bytes += size;
    }
    bool sorted = true;
    std::uint64_t count = 0;
    {
        FilterWriter writer(filter, bytes / kLineBytes);
        TRY(writer.begin());
        std::uint64_t last = 0;
        TRY(each_hash(lists, [&](std::uint64_t hash) -> Result<bool> {
            sorted = hash >= last;
            last = hash;
            if (sorted) writer.add(hash);
            ++count;
            return sorted;
        }));
        if (count == 0) return Error{Fault::invalid, "staff.breached_empty"};
        if (sorted) return writer.finish();
    }
    return make_from_unsorted(lists, filter, unsorted_max);
}

Result<BreachedPasswords> BreachedPasswords::open(const std::filesystem::path& filter) {
    const int handle = ::open(filter.c_str(), O_RDONLY | O_CLOEXEC);
    if (handle < 0 && errno == ENOENT) return Error{Fault::not_found, "staff.breached_file", {}};
    if (handle < 0) return damaged();
    BreachedPasswords opened(handle, 0, 0);
    std::array<unsigned char, kHeadSize> head{};
    if (!read_at(handle, 0, head) ||
        std::memcmp(head.data(), kFilterMagic.data(), kFilterMagic.size()) != 0)
        return damaged();
    opened.count_ = number_at(head.data() + 8);
    const auto bits = number_at(head.data() + 16);
    if (bits == 0 || bits > kBucketBitsMax) return damaged();
    opened.bits_ = static_cast<unsigned>(bits);
    std::error_code failed;
    const auto size = std::filesystem::file_size(filter, failed);
    const auto wanted = kHeadSize + (std::uint64_t{8} << bits) + kRestBytes * opened.count_;
    if (failed || opened.count_ > size || size != wanted) return damaged();
    return opened;
}

BreachedPasswords::BreachedPasswords(BreachedPasswords&& other) noexcept
    : handle_(std::exchange(other.handle_, -1)), count_(other.count_), bits_(other.bits_) {}

BreachedPasswords::~BreachedPasswords() {
    if (handle_ >= 0) ::close(handle_);
}

Result<bool> BreachedPasswords::contains(std::string_view password) const {
    const auto kept = TRY(sha1_prefix(password)) >> (64 - bits_ - kRestBits);
    const auto bucket = kept >> kRestBits;
    const auto rest = kept & ((std::uint64_t{1} << kRestBits) - 1);
    std::array<unsigned char, 16> ends{};
    // The first bucket begins with the first hash.
    const bool first = bucket == 0;
    const std::span<unsigned char> into = first ? std::span{ends}.subspan(8) : std::span{ends};
    if (!read_at(handle_, kHeadSize + 8 * (first ? 0 : bucket - 1), into)) return damaged();
    const auto begin = number_at(ends.data());
    const auto end = number_at(ends.data() + 8);
    // Chance makes no bucket a hundred times as long as the others.
    constexpr std::uint64_t kBucketMax = std::uint64_t{1} << 22;
    if (begin > end || end > count_ || end - begin > kBucketMax) return damaged();
    std::vector<unsigned char> rests(kRestBytes * (end - begin));
    const auto at = kHeadSize + (std::uint64_t{8} << bits_) + kRestBytes * begin;
    if (!read_at(handle_, at, rests)) return damaged();
    for (std::size_t i = 0; i < rests.size(); i += kRestBytes) {
        std::uint64_t one = 0;
        for (std::size_t k = kRestBytes; k > 0; --k) one = one << 8 | rests[i + k - 1];
        if (one == rest) return true;
    }
    return false;
}

}  // namespace genbo
