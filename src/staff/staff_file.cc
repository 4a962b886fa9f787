// SPDX-License-Identifier: Apache-2.0
#include "staff/staff_file.h"

#include <algorithm>

namespace genbo {

namespace {

constexpr std::uint8_t kStaffFileVersion = 1;
// With the day on which the person leaves; written only where there is one.
constexpr std::uint8_t kStaffFileLeaving = 2;

// Numbers are eight bytes, the most significant first; everything else has its length before it.
class StaffFileWriter {
public:
    static constexpr bool kLoads = false;

    explicit StaffFileWriter(std::uint8_t version) : bytes_{version} {}

    void item(std::int64_t number) {
        for (int shift = 56; shift >= 0; shift -= 8)
            bytes_.push_back(
                static_cast<std::uint8_t>(static_cast<std::uint64_t>(number) >> shift));
    }
    void item(const Bytes& some) { add(some); }
    void item(const std::string& text) { add(as_bytes(text)); }
    void item(const Hash& hash) { add(hash); }
    void item(Instant at) { item(to_micros(at)); }
    void item(std::uint32_t number) { item(std::int64_t{number}); }
    void item(bool truth) { item(std::int64_t{truth}); }
    std::size_t count(std::size_t size) {
        item(static_cast<std::int64_t>(size));
        return size;
    }
    Bytes take() { return std::move(bytes_); }

private:
    void add(ByteView some) {
        item(static_cast<std::int64_t>(some.size()));
        bytes_.insert(bytes_.end(), some.begin(), some.end());
    }

    Bytes bytes_;
};

class StaffFileReader {
public:
    static constexpr bool kLoads = true;

    explicit StaffFileReader(ByteView bytes) : rest_(bytes) {}

    void item(std::int64_t& number) {
        std::uint64_t read = 0;
        const auto some = take(8);
        for (const auto byte : some) read = read << 8 | byte;
        number = static_cast<std::int64_t>(read);
    }
    void item(Bytes& some) {
        const auto view = take_counted();
        some.assign(view.begin(), view.end());
    }
    void item(std::string& text) { text = as_text(take_counted()); }
    void item(Hash& hash) {
        const auto view = take_counted();
        if (view.size() != hash.size())
            good_ = false;
        else
            std::ranges::copy(view, hash.begin());
    }
    void item(Instant& at) { at = instant_from_micros(number()); }
    void item(std::uint32_t& count) { count = static_cast<std::uint32_t>(number()); }
    void item(bool& truth) { truth = number() != 0; }
    std::size_t count(std::size_t) {
        const auto wanted = static_cast<std::uint64_t>(number());
        // Each element takes more than a byte.
        if (wanted > rest_.size()) good_ = false;
        return good_ ? static_cast<std::size_t>(wanted) : 0;
    }
    bool done() const { return good_ && rest_.empty(); }

private:
    std::int64_t number() {
        std::int64_t read = 0;
        item(read);
        return read;
    }
    ByteView take(std::uint64_t size) {
        if (!good_ || size > rest_.size()) {
            good_ = false;
            return {};
        }
        const auto some = rest_.first(static_cast<std::size_t>(size));
        rest_ = rest_.subspan(some.size());
        return some;
    }
    ByteView take_counted() { return take(static_cast<std::uint64_t>(number())); }

    ByteView rest_;
    bool good_ = true;
};

template <typename Coder, typename List, typename Each>
void transfer_list(Coder& coder, List& list, Each each) {
    const std::size_t size = coder.count(list.size());
    if constexpr (Coder::kLoads) list.resize(size);
    for (auto& one : list) each(one);
}

// Both directions in one, so that they cannot disagree.
template <typename Coder, typename File>
void transfer(Coder& coder, File& file) {
    coder.item(file.label);
    coder.item(file.role_then);
    coder.item(file.disabled);
    coder.item(file.one_time_until);
    coder.item(file.totp_seed);
    coder.item(file.totp_last_step);
    coder.item(file.totp_added);
    coder.item(file.offered_seed);
    coder.item(file.offered);
    transfer_list(coder, file.recovery, [&](auto& hash) { coder.item(hash); });
    coder.item(file.user_handle);
    transfer_list(coder, file.passkeys, [&](auto& key) {
        coder.item(key.credential_id);
        coder.item(key.public_key);
        coder.item(key.sign_count);
        coder.item(key.label);
        coder.item(key.added);
        coder.item(key.used);
        coder.item(key.backed_up);
    });
    transfer_list(coder, file.foreign, [&](auto& account) {
        coder.item(account.issuer);
        coder.item(account.subject);
        coder.item(account.added);
    });
}

}  // namespace

Bytes encode_staff_file(const StaffFile& file) {
    const bool leaving = file.leaves != Instant{};
    StaffFileWriter writer{leaving ? kStaffFileLeaving : kStaffFileVersion};
    transfer(writer, file);
    if (leaving) writer.item(file.leaves);
    return writer.take();
}

Result<StaffFile> decode_staff_file(ByteView bytes) {
    const Error bad{Fault::corrupt, "staff.bad_file"};
    if (bytes.empty() || bytes.front() < kStaffFileVersion || bytes.front() > kStaffFileLeaving)
        return bad;
    StaffFileReader reader{bytes.subspan(1)};
    StaffFile file;
    transfer(reader, file);
    if (bytes.front() == kStaffFileLeaving) reader.item(file.leaves);
    if (!reader.done()) return bad;
    return file;
}

}  // namespace genbo
