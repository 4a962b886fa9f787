// SPDX-License-Identifier: Apache-2.0
#include "register/key_store_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <fstream>
#include <iterator>
#include <system_error>

#include "crypto/mac.h"
#include "crypto/random.h"
#include "register/erasure_removal.h"
#include "register/paper_json.h"

namespace genbo {

namespace {

constexpr std::string_view kMagic = "genbokS1";
constexpr std::string_view kKeyStoreLabel = "key.store";
constexpr std::size_t kHashBytes = 16;
constexpr std::size_t kHeadBytes = 8 + 16 + 4;
constexpr std::size_t kEntryBytes = 8 + kHashBytes + kWrappedKeySize;
constexpr std::size_t kKeyPage = 5000;
constexpr std::string_view kRebuildSetting = "partition.rebuild";

Error key_store_io() {
    return {
        Fault::unavailable,
        "register.key_store_io",
        {std::error_code(errno, std::generic_category()).message()}};
}

Error key_store_damaged() { return {Fault::corrupt, "register.key_store_damaged"}; }

template <typename Number>
void put_big_endian(Bytes& out, Number number) {
    for (std::size_t i = sizeof number; i-- > 0;)
        out.push_back(static_cast<std::uint8_t>(number >> (8 * i)));
}

std::uint64_t big_endian(ByteView bytes) {
    std::uint64_t number = 0;
    for (const auto byte : bytes) number = number << 8 | byte;
    return number;
}

void put_bytes(Bytes& out, ByteView bytes) { out.insert(out.end(), bytes.begin(), bytes.end()); }

// A mac over pages, so that the file need not be in memory twice: each tag is over the one before.
class RunningMac {
public:
    explicit RunningMac(const Keyring& keyring) : mac_(keyring.derive(kKeyStoreLabel)) {}
    void add(ByteView page) {
        Bytes message(last_.begin(), last_.end());
        put_bytes(message, page);
        last_ = mac_.tag(message);
    }
    const Hash& tag() const { return last_; }

private:
    Mac mac_;
    Hash last_{};
};

class NewFile {
public:
    explicit NewFile(std::filesystem::path path) : path_(std::move(path)) {
        temporary_ = path_;
        temporary_ += ".new";
        fd_ =
            ::open(temporary_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
    }
    ~NewFile() {
        if (fd_ >= 0) ::close(fd_);
    }
    NewFile(const NewFile&) = delete;
    NewFile& operator=(const NewFile&) = delete;

    Result<> write(ByteView bytes) {
        if (fd_ < 0) return key_store_io();
        while (!bytes.empty()) {
            const auto some = ::write(fd_, bytes.data(), bytes.size());
            if (some < 0 && errno == EINTR) continue;
            if (some <= 0) return key_store_io();
            bytes = bytes.subspan(static_cast<std::size_t>(some));
        }
        return {};
    }
    Result<> keep() {
        if (fd_ < 0 || ::fsync(fd_) != 0) return key_store_io();
        if (::rename(temporary_.c_str(), path_.c_str()) != 0) return key_store_io();
        const auto folder =
            path_.has_parent_path() ? path_.parent_path() : std::filesystem::path(".");
        const int place = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        const bool synced = place >= 0 && ::fsync(place) == 0;
        if (place >= 0) ::close(place);
        return synced ? Result<>{} : key_store_io();
    }

private:
    std::filesystem::path path_;
    std::filesystem::path temporary_;
    int fd_ = -1;
};

bool is_living(const std::vector<std::uint32_t>& epochs, std::uint32_t epoch) {
    // One that the keyring has not heard of yet is newer, not gone.
    return epoch > epochs.back() || std::ranges::count(epochs, epoch) > 0;
}

// `key` in place of the record's own, in quarantine or not as that is.
Result<Bytes> wrapped_as(const RecordVault& vault, const StoredRecord& record, const Bytes& key) {
    const auto use = TRY(Keyring::use_of(record.wrapped_key));
    if (TRY(Keyring::use_of(key)) == use) return key;
    auto with_key = record;
    with_key.wrapped_key = key;
    return use == KeyUse::quarantined ? vault.frozen_key(with_key) : vault.thawed_key(with_key);
}

Result<std::string> setting_or_nothing(StoreReader& store, std::string_view name) {
    auto setting = store.setting(name);
    if (!setting.ok() && setting.error().fault == Fault::not_found) return std::string{};
    return setting;
}

Result<bool> roll_is_under_way(StoreReader& store) {
    const auto state = TRY(setting_or_nothing(store, kRollSetting));
    if (state.empty()) return false;
    const auto part = TRY(PaperJson::parse(state)).text("part");
    return part != "done" && part != "end";
}

// The epochs of a roll of then are gone; what it was to bury is buried by the next one.
Result<> forget_old_roll(StoreWriter& store, const Keyring& keyring) {
    TRY(store.set_setting(kEpochSetting, std::to_string(keyring.epoch())));
    TRY(store.set_setting(kRollSetting, R"({"part":"done"})"));
    if (TRY(setting_or_nothing(store, kBurialSetting)) == "rolling")
        TRY(store.set_setting(kBurialSetting, "due"));
    return {};
}

}  // namespace

std::filesystem::path key_store_path(const std::filesystem::path& keyring_file) {
    return keyring_file.parent_path() / (keyring_file.stem().string() + ".keys");
}

Result<std::uint64_t> write_key_store(
    const std::filesystem::path& path, StoreReader& store, const Keyring& keyring) {
    TRY(store.begin_snapshot());
    struct End {
        StoreReader& store;
        ~End() { store.end_snapshot(); }
    } const end{store};
    std::uint64_t count = 0;
    NewFile file(path);
    RunningMac mac(keyring);
    Bytes page;
    put_bytes(page, as_bytes(kMagic));
    put_bytes(page, as_bytes(keyring.id()));
    put_big_endian(page, keyring.epoch());
    TRY(file.write(page));
    mac.add(page);
    RecordId after;
    while (true) {
        const auto records = TRY(store.all_records(after, kKeyPage));
        page.clear();
        for (const auto& record : records) {
            if (record.key_hash.size() != kHashBytes ||
                record.wrapped_key.size() != kWrappedKeySize)
                return Error{Fault::corrupt, "crypto.not_a_wrapped_key"};
            put_big_endian(page, static_cast<std::uint64_t>(record.source.value()));
            put_bytes(page, record.key_hash);
            put_bytes(page, record.wrapped_key);
        }
        if (!page.empty()) {
            TRY(file.write(page));
            mac.add(page);
        }
        count += records.size();
        if (records.size() < kKeyPage) break;
        after = records.back().id;
    }
    TRY(file.write(mac.tag()));
    TRY(file.keep());
    return count;
}

Result<KeyStore> read_key_store(const std::filesystem::path& path, const Keyring& keyring) {
    std::ifstream file(path, std::ios::binary);
    if (!file) return Error{Fault::not_found, "register.key_store_missing"};
    const std::vector<char> chars{std::istreambuf_iterator<char>{file}, {}};
    const ByteView all{reinterpret_cast<const std::uint8_t*>(chars.data()), chars.size()};
    constexpr std::size_t kTag = sizeof(Hash);
    if (all.size() < kHeadBytes + kTag || (all.size() - kHeadBytes - kTag) % kEntryBytes != 0)
        return key_store_damaged();
    if (as_text(all.first(8)) != kMagic || as_text(all.subspan(8, 16)) != keyring.id())
        return key_store_damaged();
    RunningMac mac(keyring);
    mac.add(all.first(kHeadBytes));
    const auto entries = all.subspan(kHeadBytes, all.size() - kHeadBytes - kTag);
    for (std::size_t at = 0; at < entries.size(); at += kKeyPage * kEntryBytes)
        mac.add(entries.subspan(at, std::min(kKeyPage * kEntryBytes, entries.size() - at)));
    if (!constant_time_equal(mac.tag(), all.last(kTag))) return key_store_damaged();
    KeyStore keys;
    for (std::size_t at = 0; at < entries.size(); at += kEntryBytes) {
        const auto entry = entries.subspan(at, kEntryBytes);
        const SourceId source{static_cast<std::int64_t>(big_endian(entry.first(8)))};
        const auto hash = entry.subspan(8, kHashBytes);
        const auto wrapped = entry.subspan(8 + kHashBytes);
        keys.emplace(
            std::pair{source, Bytes{hash.begin(), hash.end()}},
            Bytes{wrapped.begin(), wrapped.end()});
    }
    return keys;
}

Result<> add_living_keys(KeyStore& keys, StoreReader& newer, const Keyring& keyring) {
    const auto epochs = keyring.epochs();
    RecordId after;
    while (true) {
        const auto records = TRY(newer.all_records(after, kKeyPage));
        for (const auto& record : records)
            if (is_living(epochs, TRY(Keyring::epoch_of(record.wrapped_key))))
                keys.insert_or_assign({record.source, record.key_hash}, record.wrapped_key);
        if (records.size() < kKeyPage) return {};
        after = records.back().id;
    }
}

Result<RevivedKeys> revive_keys(StoreWriter& store, const Keyring& keyring, const KeyStore& keys) {
    const auto epochs = keyring.epochs();
    const RecordVault vault(keyring);
    RevivedKeys done;
    RecordId after;
    bool last = false;
    while (!last) {
        TRY(store.begin(WriteScope::partition, this_thread_random().bytes(16)));
        std::vector<WrappedKeyChange> changes;
        std::vector<StoredRecord> withdrawn;
        std::vector<CustomerOfRecord> leaving;
        const auto records = TRY(store.all_records(after, kKeyPage));
        for (auto record : records) {
            after = record.id;
            if (is_living(epochs, TRY(Keyring::epoch_of(record.wrapped_key)))) continue;
            const auto key = keys.find({record.source, record.key_hash});
            if (key != keys.end()) {
                changes.push_back(
                    {record.id, record.wrapped_key, TRY(wrapped_as(vault, record, key->second))});
                ++done.revived;
                continue;
            }
            ++done.buried;
            if (record.customer.value() != 0)
                leaving.push_back({record.id, record.customer, NumberId{}});
            record.version = 0;
            record.content_hash.clear();
            withdrawn.push_back(std::move(record));
        }
        done.records += static_cast<std::int64_t>(records.size());
        last = records.size() < kKeyPage;
        TRY(store.set_wrapped_keys(changes));
        TRY(store.set_current(withdrawn));
        TRY(store.set_customers(leaving));
        if (!changes.empty() || !withdrawn.empty()) TRY(store.set_setting(kRebuildSetting, "due"));
        if (last) TRY(forget_old_roll(store, keyring));
        TRY(store.commit());
    }
    return done;
}

Result<bool> keys_are_dead(StoreReader& store, const Keyring& keyring) {
    std::uint32_t noted = 1;
    const auto setting = TRY(setting_or_nothing(store, kEpochSetting));
    std::from_chars(setting.data(), setting.data() + setting.size(), noted);
    const auto epochs = keyring.epochs();
    if (noted < epochs.front()) return true;
    // In the middle of a roll the new epoch is noted and some keys are still of the old one.
    if (!TRY(roll_is_under_way(store))) return false;
    RecordId after;
    while (true) {
        const auto records = TRY(store.all_records(after, kKeyPage));
        for (const auto& record : records)
            if (!is_living(epochs, TRY(Keyring::epoch_of(record.wrapped_key)))) return true;
        if (records.size() < kKeyPage) return false;
        after = records.back().id;
    }
}

Result<bool> rebuild_due(StoreReader& store) {
    return TRY(setting_or_nothing(store, kRebuildSetting)) == "due";
}

Result<> rebuild_done(StoreWriter& store) { return store.set_setting(kRebuildSetting, "done"); }

}  // namespace genbo
