// SPDX-License-Identifier: Apache-2.0
#include "app/erasures.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <set>

#include "adapter/postgres/test_server.h"
#include "app/backup.h"
#include "register/approval_desk.h"
#include "register/entry_desk.h"
#include "register/erasure_certificate.h"
#include "register/inspection.h"

namespace genbo {
namespace {

namespace fs = std::filesystem;
using std::chrono::days;
using std::chrono::hours;

// Half past one at night in Japan, at first.
class NightClock final : public Clock {
public:
    Instant now() const override { return now_.load() + std::chrono::microseconds{++steps_}; }
    void advance(std::chrono::microseconds by) { now_ = now_.load() + by; }

private:
    std::atomic<Instant> now_{instant_from_micros(1'800'030'600'000'000)};
    mutable std::atomic<std::int64_t> steps_ = 0;
};

SourceValues planted(const std::string& name, const std::string& mail) {
    SourceValues values;
    values.set(Field::name_full, name);
    values.set(Field::email, mail);
    return values;
}

class NightTest : public testing::Test {
protected:
    NightTest() : root_(fs::temp_directory_path() / ("genbo-night-" + std::to_string(::getpid()))) {
        fs::remove_all(root_);
        fs::create_directories(root_);
    }
    ~NightTest() override {
        master_.reset();
        fs::remove_all(root_);
    }

    void make(const std::string& database = {}) {
        const auto made = Master::create(root_ / "m", clock_, database);
        ASSERT_TRUE(made.ok()) << made.error().code;
        open();
    }
    void open() {
        master_.reset();
        master_ = opened(root_ / "m");
    }
    std::unique_ptr<Master> opened(const fs::path& folder) {
        auto master = Master::open(folder, clock_);
        EXPECT_TRUE(master.ok()) << master.error().code;
        if (!master.ok()) return nullptr;
        const auto writing = (*master)->start_writing();
        EXPECT_TRUE(writing.ok()) << writing.error().code;
        return *std::move(master);
    }
    Result<EnteredRecord> enter(
        Master& master, const std::string& key, const std::string& name, const std::string& mail) {
        EntryDesk desk(master.writer(), RecordVault{master.keyring()});
        return desk.enter("crm", key, planted(name, mail), Actor{});
    }
    Erasure ask(NumberId customer) {
        Erasures erasures(*master_);
        const auto asked = erasures.desk().ask(
            {customer, {}, ErasureGround::request, "求め"}, {StaffId{1}, "administrator", {}});
        EXPECT_TRUE(asked.ok()) << asked.error().code;
        const auto approved =
            ApprovalDesk(master_->writer())
                .approve(asked->approval, "", {StaffId{2}, "steward", {}}, Role::steward);
        EXPECT_TRUE(approved.ok()) << approved.error().code;
        return *asked;
    }
    NightReport look(Master& master) {
        Night night(master);
        const auto report = night.look();
        EXPECT_TRUE(report.ok()) << report.error().code;
        return report.ok() ? *report : NightReport{};
    }
    std::int64_t people(Master& master) {
        auto session = master.sessions().borrow();
        return (*session)->store().counts()->customers;
    }
    void expect_sound(Master& master) {
        auto session = master.sessions().borrow();
        for (const auto& part : inspect(**session, master.model(), master.config().matching).parts)
            EXPECT_EQ(part.wrong, 0) << part.name;
    }

    fs::path root_;
    NightClock clock_;
    std::unique_ptr<Master> master_;
};

TEST_F(NightTest, ErasesWhatIsDueAndBuriesItAndOldBackupsStayAway) {
    make();
    ASSERT_TRUE(enter(*master_, "k1", "計画 太郎", "taro@example.jp").ok());
    const auto hanako = enter(*master_, "k2", "計画 花子", "hanako@example.jp");
    ASSERT_TRUE(hanako.ok());
    ASSERT_TRUE(make_backup(*master_, root_ / "before").ok());
    const auto asked = ask(hanako->customer);
    ASSERT_TRUE(make_backup(*master_, root_ / "pending").ok());
    // Before three there is no night; the first one only looks at the clock.
    EXPECT_FALSE(look(*master_).ran);
    clock_.advance(hours{2});
    EXPECT_EQ(look(*master_).stop, RunStop::first);
    EXPECT_FALSE(look(*master_).ran);
    for (int day = 1; day <= 6; ++day) {
        clock_.advance(days{1});
        const auto report = look(*master_);
        EXPECT_TRUE(report.ran);
        EXPECT_TRUE(report.executed.empty()) << day;
        EXPECT_FALSE(report.roll);
    }
    open();
    clock_.advance(days{1});
    const auto report = look(*master_);
    EXPECT_EQ(report.executed, std::vector<ErasureId>{asked.id});
    ASSERT_TRUE(report.roll);
    EXPECT_EQ(report.roll->records, 1);
    EXPECT_EQ(people(*master_), 1);
    expect_sound(*master_);
    // One and the same number of everything after a start; nothing is done twice.
    open();
    EXPECT_EQ(people(*master_), 1);
    clock_.advance(days{1});
    EXPECT_FALSE(look(*master_).roll);

    auto session = master_->sessions().borrow();
    const auto erasure = stored_erasure((*session)->store(), (*session)->vault(), asked.id);
    ASSERT_TRUE(erasure.ok());
    EXPECT_EQ(erasure->state, ErasureState::buried);
    const auto certificate = make_certificate((*session)->store(), *erasure, master_->keyring());
    ASSERT_TRUE(certificate.ok()) << certificate.error().code;
    EXPECT_TRUE(check_certificate(*certificate).ok());
    for (const auto language : {Language::ja, Language::en}) {
        const auto text = certificate_text(*certificate, language);
        EXPECT_NE(text.find(erasure->uid), text.npos);
        EXPECT_NE(text.find(to_hex(certificate->root)), text.npos);
        EXPECT_EQ(text.find("花子"), text.npos);
    }
    auto forged = *certificate;
    forged.erasure.executed += std::chrono::seconds{1};
    EXPECT_FALSE(check_certificate(forged).ok());
    forged = *certificate;
    forged.root[0] ^= 1;
    EXPECT_FALSE(check_certificate(forged).ok());

    for (const auto* backup : {"before", "pending"}) {
        SCOPED_TRACE(backup);
        const auto to = root_ / (std::string{backup} + "-restored");
        ASSERT_TRUE(restore_backup(root_ / backup, to, root_ / "m" / "genbo.keyring").ok());
        auto restored = opened(to);
        ASSERT_NE(restored, nullptr);
        EXPECT_EQ(people(*restored), 1);
        expect_sound(*restored);
        EXPECT_EQ(
            enter(*restored, "k2", "計画 花子", "hanako@example.jp").error().code,
            "register.suppressed");
        EXPECT_TRUE(enter(*restored, "k3", "別人 三郎", "saburo@example.jp").ok());
    }
    // Without the key store an old backup is refused in words, and nothing is lost by trying.
    fs::remove(root_ / "m" / "genbo.keys");
    const auto to = root_ / "without";
    ASSERT_TRUE(restore_backup(root_ / "before", to, root_ / "m" / "genbo.keyring").ok());
    auto without = Master::open(to, clock_);
    ASSERT_TRUE(without.ok());
    EXPECT_EQ((*without)->start_writing().error().code, "register.key_store_missing");
}

// Every byte of the folder, before and after.
TEST_F(NightTest, NoByteOfTheErasedIsLeftInTheFolder) {
    make();
    const auto hanako = enter(*master_, "k2", "計画 花子", "hanako@example.jp");
    ASSERT_TRUE(hanako.ok());
    std::vector<std::string> traces{"計画 花子", "hanako@example.jp"};
    {
        auto session = master_->sessions().borrow();
        for (const auto& record : *(*session)->store().all_records(RecordId{}, 9)) {
            traces.emplace_back(as_text(record.wrapped_key));
            for (const auto& version : *(*session)->store().versions(record.id))
                traces.emplace_back(as_text(version.sealed));
        }
    }
    const auto found = [&] {
        std::string out;
        for (const auto& file : fs::recursive_directory_iterator(root_ / "m")) {
            if (!file.is_regular_file()) continue;
            std::ifstream stream(file.path(), std::ios::binary);
            const std::string bytes{std::istreambuf_iterator<char>{stream}, {}};
            for (std::size_t i = 0; i < traces.size(); ++i)
                if (bytes.find(traces[i]) != bytes.npos)
                    out += file.path().filename().string() + ":" + std::to_string(i) + " ";
        }
        return out;
    };
    EXPECT_NE(found(), "");
    ask(hanako->customer);
    clock_.advance(days{7} + hours{3});
    Night night(*master_);
    const auto report = night.run(Actor{}, ClockTrust::vouched);
    ASSERT_TRUE(report.ok()) << report.error().code;
    EXPECT_EQ(report->executed.size(), 1U);
    // The log is emptied into the file when the master closes, and what was deleted is overwritten.
    master_.reset();
    EXPECT_EQ(found(), "");
}

// What a value could look like to somebody who searches for it: as it was typed, folded, in the
// encodings of files.
std::vector<std::string> looks_of(const std::string& text) {
    std::vector<std::string> looks{text};
    for (const char* encoding : {"CP932", "UTF-16LE"}) {
        const auto command = "printf %s '" + text + "' | iconv -f UTF-8 -t " + encoding;
        auto* const pipe = ::popen(command.c_str(), "r");  // NOLINT(cert-env33-c)
        std::string bytes(256, '\0');
        bytes.resize(std::fread(bytes.data(), 1, bytes.size(), pipe));
        if (::pclose(pipe) == 0 && bytes != text) looks.push_back(bytes);
    }
    return looks;
}

// The files below a folder that hold one of the texts.
std::set<std::string> files_with(const fs::path& folder, const std::vector<std::string>& texts) {
    std::set<std::string> found;
    for (const auto& file : fs::recursive_directory_iterator(folder)) {
        // The templates of the server, and its own database.
        const auto parent = file.path().parent_path();
        const bool templates =
            parent.parent_path().filename() == "base" && parent.filename().string().size() == 1;
        if (!file.is_regular_file() || templates) continue;
        std::string bytes(file.file_size(), '\0');
        std::ifstream(file.path(), std::ios::binary)
            .read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
        for (const auto& text : texts)
            if (::memmem(bytes.data(), bytes.size(), text.data(), text.size()) != nullptr)
                found.insert(fs::relative(file.path(), folder).string());
    }
    return found;
}

// Every byte of a real server: tables, write-ahead log, its own log, a base backup and a dump.  No
// value that was planted is anywhere, before or after; what is left of the erased in log and
// backups are boxes whose key is wrapped under an epoch that is gone; and a dump of before brings
// nobody back.
TEST_F(NightTest, NothingOfTheErasedCanBeReadFromPostgresItsLogOrItsBackups) {
    const auto server = PgTestServer::start(PgTestServer::default_bin_dir());
    const auto database = server->make_database();
    const auto run = [&](const std::string& program, const std::string& rest) {
        const auto command =
            (server->programs() / program).string() + " " + rest + " >/dev/null 2>&1";
        return std::system(command.c_str());  // NOLINT(cert-env33-c)
    };
    make(database);
    const std::vector<std::string> values{
        "消埜 華子",     "ケシノカワ",  "kesino.hanako@example.jp",
        "090-1357-2468", "09013572468", "Kesino Hanako"};
    SourceValues hanako_values = planted(values[0], values[2]);
    hanako_values.set(Field::surname_kana, values[1]);
    hanako_values.set(Field::phone, values[3]);
    const auto hanako = EntryDesk(master_->writer(), RecordVault{master_->keyring()})
                            .enter("crm", "k2", hanako_values, Actor{});
    ASSERT_TRUE(hanako.ok()) << hanako.error().code;
    ASSERT_TRUE(enter(*master_, "k1", "計画 太郎", "taro@example.jp").ok());
    std::vector<std::string> boxes;
    std::vector<StoredRecord> hers;
    {
        auto session = master_->sessions().borrow();
        for (const auto& record : *(*session)->store().all_records(RecordId{}, 9)) {
            if (record.customer != hanako->customer) continue;
            hers.push_back(record);
            // As bytes, and as a dump writes bytes.
            for (const auto& version : *(*session)->store().versions(record.id))
                for (const auto& box : {record.wrapped_key, version.sealed}) {
                    boxes.emplace_back(as_text(box));
                    boxes.push_back(to_hex(box));
                }
        }
    }
    ASSERT_EQ(hers.size(), 1U);
    ASSERT_EQ(
        run("pg_basebackup", "-d '" + server->url("postgres") + "' -D " +
                                 (root_ / "base").string() + " -X fetch -c fast --no-sync"),
        0);
    ASSERT_EQ(run("pg_dump", "-d '" + database + "' -f " + (root_ / "before.sql").string()), 0);
    std::vector<std::string> looks;
    for (const auto& value : values) std::ranges::copy(looks_of(value), std::back_inserter(looks));
    EXPECT_GT(looks.size(), 2 * values.size());
    const auto nowhere = [&] {
        for (const auto& folder : {server->folder(), root_})
            for (const auto& file : files_with(folder, looks))
                ADD_FAILURE() << "a planted value is in " << file;
    };
    nowhere();
    // The search finds what is there.
    EXPECT_FALSE(files_with(server->folder() / "data" / "base", boxes).empty());
    EXPECT_FALSE(files_with(root_ / "base" / "base", boxes).empty());
    EXPECT_EQ(files_with(root_, boxes).count("before.sql"), 1U);

    ask(hanako->customer);
    clock_.advance(days{7} + hours{3});
    Night night(*master_);
    const auto report = night.run(Actor{}, ClockTrust::vouched);
    ASSERT_TRUE(report.ok()) << report.error().code;
    EXPECT_EQ(report->executed.size(), 1U);
    ASSERT_TRUE(report->roll);
    ASSERT_TRUE(master_->finish_duties().ok());
    // Where a table is rewritten, not even her boxes are left; the log and the backups keep them.
    auto admin = PgConnection::open({.url = database});
    ASSERT_TRUE(admin.ok() && admin->execute("VACUUM FULL").ok());
    ASSERT_TRUE(admin->execute("CHECKPOINT").ok());
    EXPECT_EQ(files_with(server->folder() / "data" / "base", boxes), std::set<std::string>{});
    EXPECT_EQ(files_with(root_ / "m", boxes), std::set<std::string>{});
    // They are noise: with everything that the keyring has her key does not open.
    const RecordVault vault{master_->keyring()};
    for (const auto& record : hers)
        EXPECT_EQ(vault.open_key(record).error().code, "crypto.epoch_gone");

    // A dump of before, in another database, with the keyring of now.
    const auto back = server->make_database();
    ASSERT_EQ(run("psql", "-q -d '" + back + "' -f " + (root_ / "before.sql").string()), 0);
    fs::create_directories(root_ / "back");
    for (const char* file : {"genbo.keyring", "genbo.keys", "genbo.erasures"})
        fs::copy_file(root_ / "m" / file, root_ / "back" / file);
    std::ifstream config(root_ / "m" / "genbo.toml");
    std::string text{std::istreambuf_iterator<char>{config}, {}};
    ASSERT_NE(text.find(database), text.npos);
    text.replace(text.find(database), database.size(), back);
    std::ofstream(root_ / "back" / "genbo.toml") << text;
    auto restored = opened(root_ / "back");
    ASSERT_NE(restored, nullptr);
    EXPECT_EQ(people(*restored), 1);
    expect_sound(*restored);
    EXPECT_EQ(enter(*restored, "k2", values[0], values[2]).error().code, "register.suppressed");
    nowhere();
}

TEST_F(NightTest, AClockThatJumpsErasesNobody) {
    make();
    ASSERT_TRUE(enter(*master_, "k1", "計画 太郎", "taro@example.jp").ok());
    const auto hanako = enter(*master_, "k2", "計画 花子", "hanako@example.jp");
    ask(hanako->customer);
    clock_.advance(hours{2});
    EXPECT_EQ(look(*master_).stop, RunStop::first);
    clock_.advance(days{3650});
    const auto jumped = look(*master_);
    EXPECT_EQ(jumped.stop, RunStop::clock);
    EXPECT_TRUE(jumped.executed.empty());
    EXPECT_EQ(people(*master_), 1);
    // Back where it was: it goes on as if nothing had been.
    clock_.advance(-days{3650} + hours{23});
    EXPECT_EQ(look(*master_).stop, RunStop::none);
}

// Two programs with one keyring file on one database.
TEST_F(NightTest, NodesOfOneMasterFollowTheRoll) {
    make(PgTestServer::shared().make_database());
    ASSERT_TRUE(enter(*master_, "k1", "計画 太郎", "taro@example.jp").ok());
    const auto hanako = enter(*master_, "k2", "計画 花子", "hanako@example.jp");
    ASSERT_TRUE(hanako.ok());
    auto other = opened(root_ / "m");
    ASSERT_NE(other, nullptr);
    ask(hanako->customer);
    clock_.advance(days{7} + hours{3});
    Night night(*master_);
    const auto report = night.run(Actor{}, ClockTrust::vouched);
    ASSERT_TRUE(report.ok()) << report.error().code;
    EXPECT_EQ(report->executed.size(), 1U);
    ASSERT_TRUE(report->roll);
    EXPECT_EQ(master_->keyring().epochs(), std::vector<std::uint32_t>{2});
    // The other has not heard of it yet, reads under it, and writes under nothing older.
    EXPECT_EQ(other->keyring().epochs(), std::vector<std::uint32_t>{1});
    EXPECT_EQ(people(*other), 1);
    ASSERT_TRUE(enter(*other, "k1", "計画 太郎", "taro2@example.jp").ok());
    EXPECT_EQ(other->keyring().epochs(), std::vector<std::uint32_t>{2});
    ASSERT_TRUE(enter(*other, "k9", "新人 一郎", "ichiro@example.jp").ok());
    expect_sound(*master_);
    EXPECT_EQ(
        enter(*other, "k2", "計画 花子", "hanako@example.jp").error().code, "register.suppressed");
    // A node whose keyring file was left behind is refused, and destroys nothing.
    fs::create_directories(root_ / "stale");
    fs::copy_file(root_ / "m" / "genbo.toml", root_ / "stale" / "genbo.toml");
    fs::copy_file(root_ / "m" / "genbo.keyring", root_ / "stale" / "genbo.keyring");
    ASSERT_TRUE(master_->finish_duties().ok());
    other.reset();
    EpochRoll roll = Erasures(*master_).roll();
    ASSERT_TRUE(roll.run(Actor{}).ok());
    auto stale = Master::open(root_ / "stale", clock_);
    ASSERT_TRUE(stale.ok());
    EXPECT_FALSE((*stale)->start_writing().ok());
}

}  // namespace
}  // namespace genbo
