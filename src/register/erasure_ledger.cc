// SPDX-License-Identifier: Apache-2.0
#include "register/erasure_ledger.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

#include "crypto/mac.h"
#include "register/paper_json.h"

namespace genbo {

namespace {

constexpr std::string_view kLedgerLabel = "erasure.ledger";
// Far more than anybody's: 4 GiB.
constexpr off_t kLedgerBytesMax = off_t{1} << 32;

Error ledger_damaged(std::size_t line) {
    return {Fault::corrupt, "register.ledger_damaged", {std::to_string(line)}};
}

Error ledger_io(int number = errno) {
    return {
        Fault::unavailable,
        "register.ledger_io",
        {std::error_code(number, std::generic_category()).message()}};
}

struct LedgerFile {
    int fd = -1;
    ~LedgerFile() {
        if (fd >= 0) ::close(fd);
    }
};

// Empty when there is none.
Result<std::string> read_all_of(const std::filesystem::path& path) {
    const LedgerFile file{::open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC)};
    if (file.fd < 0) return errno == ENOENT ? Result<std::string>{std::string{}} : ledger_io();
    struct stat about{};
    if (::fstat(file.fd, &about) != 0) return ledger_io();
    if (!S_ISREG(about.st_mode) || about.st_size > kLedgerBytesMax) return ledger_damaged(0);
    std::string text(static_cast<std::size_t>(about.st_size), '\0');
    std::size_t at = 0;
    while (at < text.size()) {
        const auto some = ::read(file.fd, text.data() + at, text.size() - at);
        if (some < 0 && errno == EINTR) continue;
        if (some < 0) return ledger_io();
        if (some == 0) break;
        at += static_cast<std::size_t>(some);
    }
    text.resize(at);
    return text;
}

Result<> write_durably(const std::filesystem::path& path, std::size_t from, std::string_view text) {
    const LedgerFile file{::open(path.c_str(), O_WRONLY | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600)};
    if (file.fd < 0) return ledger_io();
    if (::ftruncate(file.fd, static_cast<off_t>(from)) != 0) return ledger_io();
    auto at = static_cast<off_t>(from);
    while (!text.empty()) {
        const auto some = ::pwrite(file.fd, text.data(), text.size(), at);
        if (some < 0 && errno == EINTR) continue;
        if (some <= 0) return ledger_io();
        at += some;
        text.remove_prefix(static_cast<std::size_t>(some));
    }
    if (::fsync(file.fd) != 0) return ledger_io();
    // The file may be new: its name must be on the disk too.
    const auto folder = path.has_parent_path() ? path.parent_path() : std::filesystem::path(".");
    const LedgerFile place{::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
    if (place.fd < 0 || ::fsync(place.fd) != 0) return ledger_io();
    return {};
}

std::string entry_text(const LedgerEntry& entry) {
    JsonWriter json;
    json.object([&] {
        json.field("uid", entry.uid);
        json.field("at", to_micros(entry.at));
        json.field("records").array([&] {
            for (const auto& record : entry.records)
                json.object([&] {
                    json.field("source", record.source);
                    json.field("source_id", record.source_id.value());
                    json.field("key", to_hex(record.key_hash));
                });
        });
        json.field("tokens").array([&] {
            for (const auto& token : entry.tokens) json.value(token);
        });
    });
    return std::move(json).str();
}

Result<LedgerEntry> entry_of(std::string_view text) {
    const auto json = TRY(PaperJson::parse(text));
    LedgerEntry entry{json.text("uid"), json.instant("at"), {}, json.texts("tokens")};
    for (const auto& one : json.objects("records")) {
        auto key = from_hex(one.text("key"));
        if (!key.ok()) return bad_paper();
        entry.records.push_back(
            {one.text("source"), SourceId{one.integer("source_id")}, *std::move(key)});
    }
    return entry;
}

}  // namespace

std::filesystem::path ledger_path(const std::filesystem::path& keyring_file) {
    return keyring_file.parent_path() / (keyring_file.stem().string() + ".erasures");
}

ErasureLedger::ErasureLedger(std::filesystem::path path, const Keyring& keyring)
    : path_(std::move(path)), keyring_(keyring) {}

std::string ErasureLedger::first_line() const { return "genbo-erasures 1 " + keyring_.id() + "\n"; }

Hash ErasureLedger::mac_of(const Hash& before, std::string_view line) const {
    const Key key = keyring_.derive(kLedgerLabel);
    Bytes message(before.begin(), before.end());
    const auto bytes = as_bytes(line);
    message.insert(message.end(), bytes.begin(), bytes.end());
    return hmac_sha256(key.bytes(), message);
}

Result<const ErasureLedger::Content*> ErasureLedger::read() const {
    std::error_code failed;
    const auto size = std::filesystem::file_size(path_, failed);
    const auto written = std::filesystem::last_write_time(path_, failed);
    if (!failed && read_bytes_ != 0 && size == read_bytes_ && written == read_at_) return &content_;
    content_ = TRY(parse());
    read_bytes_ = failed ? 0 : size;
    read_at_ = written;
    return &content_;
}

Result<ErasureLedger::Content> ErasureLedger::parse() const {
    const std::string text = TRY(read_all_of(path_));
    Content content;
    const auto head = first_line();
    // Of the first write ever.
    if (text.size() < head.size() && head.starts_with(text)) return content;
    if (!text.starts_with(head)) return ledger_damaged(1);
    content.good_bytes = head.size();
    for (std::size_t line = 2; content.good_bytes < text.size(); ++line) {
        const auto end = text.find('\n', content.good_bytes);
        if (end == text.npos) break;
        const auto whole =
            std::string_view{text}.substr(content.good_bytes, end - content.good_bytes);
        const auto space = whole.rfind(' ');
        if (space == whole.npos) return ledger_damaged(line);
        const auto body = whole.substr(0, space);
        const auto mac = from_hex(whole.substr(space + 1));
        const auto expected = mac_of(content.last, body);
        if (!mac.ok() || !constant_time_equal(*mac, expected)) return ledger_damaged(line);
        auto entry = entry_of(body);
        if (!entry.ok()) return ledger_damaged(line);
        content.entries.push_back(*std::move(entry));
        content.last = expected;
        content.good_bytes = end + 1;
    }
    return content;
}

Result<std::vector<LedgerEntry>> ErasureLedger::entries() const {
    const std::lock_guard lock(mutex_);
    const auto* content = TRY(read());
    return content->entries;
}

Result<std::size_t> ErasureLedger::size() const {
    const std::lock_guard lock(mutex_);
    const auto* content = TRY(read());
    return content->entries.size();
}

Result<bool> ErasureLedger::has(std::string_view uid) const {
    const std::lock_guard lock(mutex_);
    const auto* content = TRY(read());
    return std::ranges::count(content->entries, uid, &LedgerEntry::uid) > 0;
}

Result<> ErasureLedger::append(const LedgerEntry& entry) {
    const std::lock_guard lock(mutex_);
    const auto* content = TRY(read());
    if (std::ranges::count(content->entries, entry.uid, &LedgerEntry::uid) > 0) return {};
    const auto body = entry_text(entry);
    std::string text = content->good_bytes == 0 ? first_line() : std::string{};
    text += body + " " + to_hex(mac_of(content->last, body)) + "\n";
    read_bytes_ = 0;
    return write_durably(path_, content->good_bytes, text);
}

}  // namespace genbo
