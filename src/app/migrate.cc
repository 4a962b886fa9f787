// SPDX-License-Identifier: Apache-2.0
#include "app/migrate.h"

#include <algorithm>
#include <chrono>
#include <future>
#include <memory>

#include "adapter/postgres/pg_table_home.h"
#include "adapter/sql/schema_state.h"
#include "adapter/sqlite/sqlite_table_home.h"
#include "app/config_switch.h"
#include "app/key_guards.h"
#include "app/master.h"
#include "audit/audit_tree.h"
#include "crypto/hash.h"
#include "crypto/random.h"
#include "match/matching_version.h"
#include "register/audit_trail.h"
#include "register/entry_id.h"
#include "register/index_snapshot.h"
#include "register/table_index.h"

namespace genbo {

namespace {

namespace fs = std::filesystem;

using Home = std::unique_ptr<TableHome>;

// Of one transaction of the target: much more than a trip or an fsync costs, little memory.
constexpr std::size_t kPageBytes = std::size_t{4} << 20;
constexpr std::size_t kPageRowsMax = 20'000;
constexpr std::size_t kPageRowsFirst = 500;
constexpr std::size_t kLeavesAtOnce = 5'000;

constexpr std::chrono::milliseconds kIndexTick{200};

// The one table into which a new store puts rows of its own.
constexpr std::string_view kCounters = "id_block";

PgOptions pg_target(const Config& config) {
    PgOptions options;
    options.url = config.database;
    options.prepared = config.prepared;
    options.settings = config.session_settings;
    return options;
}

Result<Home> open_tables(const fs::path& directory, const Config& config, HomeUse use) {
    if (config.database.empty()) {
        auto home = TRY(SqliteTableHome::open(directory));
        return Home{std::move(home)};
    }
    auto home = TRY(PgTableHome::open(pg_target(config), use));
    return Home{std::move(home)};
}

Result<bool> tables_are_there(const fs::path& directory, const Config& config) {
    if (!config.database.empty()) return PgTableHome::is_there(pg_target(config));
    if (!TRY(SqliteTableHome::is_there(directory))) return false;
    // The file that the master left when it moved away from here.
    if (!TRY(SqliteTableHome::set_aside(directory)))
        return Error{Fault::unavailable, "store.in_use"};
    return SqliteTableHome::is_there(directory);
}

// How many rows to ask for, so that a page has about the size we want.
class PageSize {
public:
    explicit PageSize(std::size_t fixed) : fixed_(fixed), rows_(fixed) {
        if (fixed == 0) rows_ = kPageRowsFirst;
    }

    std::size_t rows() const { return rows_; }
    void learn(const RowPage& page) {
        if (fixed_ != 0 || page.rows == 0) return;
        rows_ = std::clamp<std::size_t>(
            kPageBytes / (page.encoded.size() / page.rows + 1), 1, kPageRowsMax);
    }

private:
    std::size_t fixed_;
    std::size_t rows_;
};

// Over all rows of one table, and what the table is.
class TableHash {
public:
    explicit TableHash(const MovingTable& table) : table_(&table) { begin(); }

    void add(const RowPage& page) {
        hash_.add(page.encoded);
        rows_ += static_cast<std::int64_t>(page.rows);
    }
    void begin_again() {
        hash_.finish();
        rows_ = 0;
        begin();
    }
    std::int64_t rows() const { return rows_; }
    MigratedTable finish() { return {std::string{table_->name}, rows_, to_hex(hash_.finish())}; }

private:
    void begin() {
        std::string head{table_->name};
        for (const auto& column : table_->columns) head += ' ' + std::string{column.name};
        hash_.add(as_bytes(head + '\n'));
    }

    const MovingTable* table_;
    Sha256 hash_;
    std::int64_t rows_ = 0;
};

std::string hash_of_all(const std::vector<MigratedTable>& tables) {
    Sha256 hash;
    for (const auto& table : tables) hash.add(as_bytes(table.name + ' ' + table.sha256 + '\n'));
    return to_hex(hash.finish());
}

// Fills a target from a source and compares the two.
class Filling {
public:
    Filling(TableHome& source, TableHome& target, const MigrateOptions& options)
        : source_(source), target_(target), options_(options) {}

    Result<> count() {
        for (const auto& table : moving_tables()) total_ += TRY(source_.count(table));
        return {};
    }

    // The hashes of the source; they are taken while its rows pass.
    Result<std::vector<MigratedTable>> fill() {
        std::vector<MigratedTable> tables;
        for (const auto& table : moving_tables()) tables.push_back(TRY(fill_table(table)));
        return tables;
    }

    Result<std::vector<MigratedTable>> hash_target() {
        std::vector<MigratedTable> tables;
        done_ = 0;
        for (const auto& table : moving_tables()) {
            PageSize size(options_.page_rows);
            TableHash hash(table);
            Bytes after;
            while (true) {
                const auto page = TRY(target_.page(table, after, size.rows()));
                if (page.rows == 0) break;
                hash.add(page);
                size.learn(page);
                after.assign(page.last().begin(), page.last().end());
                tell(MigratePhase::compare, table, page.rows);
            }
            tables.push_back(hash.finish());
        }
        return tables;
    }

private:
    void tell(MigratePhase phase, const MovingTable& table, std::size_t rows) {
        done_ += static_cast<std::int64_t>(rows);
        if (options_.each) options_.each({phase, table.name, done_, total_});
    }

    // What an earlier run brought over, as far as it is what the source has.  The last row of it.
    Result<Bytes> agree(const MovingTable& table, TableHash& hash) {
        PageSize size(options_.page_rows);
        Bytes after;
        while (true) {
            const auto theirs = TRY(target_.page(table, after, size.rows()));
            if (theirs.rows == 0) return after;
            const auto ours = TRY(source_.page(table, after, theirs.rows));
            if (ours.encoded != theirs.encoded) {
                TRY(target_.clear(table));
                done_ -= hash.rows();
                hash.begin_again();
                return Bytes{};
            }
            hash.add(ours);
            size.learn(ours);
            after.assign(ours.last().begin(), ours.last().end());
            tell(MigratePhase::fill, table, ours.rows);
        }
    }

    Result<MigratedTable> fill_table(const MovingTable& table) {
        TableHash hash(table);
        PageSize size(options_.page_rows);
        const Bytes known = TRY(agree(table, hash));
        auto page = TRY(source_.page(table, known, size.rows()));
        while (page.rows > 0) {
            size.learn(page);
            // While the target writes this page, the source reads the next one.
            auto reading = std::async(
                std::launch::async, [&] { return source_.page(table, page.last(), size.rows()); });
            hash.add(page);
            const auto written = target_.put(table, page);
            auto next = reading.get();
            TRY(written);
            tell(MigratePhase::fill, table, page.rows);
            page = TRY(std::move(next));
        }
        return hash.finish();
    }

    TableHome& source_;
    TableHome& target_;
    const MigrateOptions& options_;
    std::int64_t done_ = 0;
    std::int64_t total_ = 0;
};

// --- the two ends

struct Ends {
    Home source;
    Home target;
    std::string id;         // Of this migration.
    bool closed = false;    // The source is, by an earlier run;
    bool finished = false;  // … and the target is whole and open.
};

// Nothing in it but what creating it put there.
Result<bool> is_new(TableHome& home) {
    for (const auto& table : moving_tables()) {
        if (table.name == kCounters) continue;
        const auto page = TRY(home.page(table, {}, 1));
        if (page.rows > 0) return false;
    }
    return true;
}

// Makes sure that this is a target that we may fill, or go on filling.
Result<> settle_target(Ends& ends, const std::string& master) {
    const auto version = TRY(ends.target->setting(kSchemaSetting));
    const auto id = TRY(ends.target->setting(kMigrationIdSetting));
    if (version == kMovingIn) {
        const auto of = TRY(ends.target->setting(kMigrationMasterSetting));
        if (of != master) return Error{Fault::conflict, "app.migrate_other"};
        if (ends.closed && id != ends.id) return Error{Fault::unavailable, "store.moved"};
        ends.id = id;
        return {};
    }
    ends.finished = ends.closed && id == ends.id && version != kMovedAway;
    if (ends.finished) return {};
    if (ends.closed) return Error{Fault::unavailable, "store.moved"};
    const auto current = std::to_string(kSchemaVersion);
    if (version != current || !TRY(is_new(*ends.target)))
        return Error{Fault::conflict, "app.migrate_not_empty"};
    ends.id = to_hex(this_thread_random().bytes(16));
    return ends.target->begin_move_in(ends.id, master);
}

// The target first: while the source is not locked, one and the same database under two names is
// found out at once.
Result<Ends> open_ends(
    const fs::path& directory, const Config& from, const Config& to,
    const std::string& keyring_id) {
    // Brings a master of an earlier version to this one.
    const auto opened = open_store(directory, from);
    const bool closed = !opened.ok() && opened.error().code == "store.moved";
    if (!opened.ok() && !closed) return opened.error();
    const bool there = TRY(tables_are_there(directory, to));
    if (!there && closed) return opened.error();
    if (!there) TRY(create_store(directory, to));
    Ends ends;
    ends.target = TRY(open_tables(directory, to, HomeUse::target));
    ends.source = TRY(open_tables(directory, from, HomeUse::source));
    const auto keyring = TRY(ends.source->setting("keyring.id"));
    if (keyring != keyring_id) return Error{Fault::forbidden, "app.other_keyring"};
    const auto version = TRY(ends.source->setting(kSchemaSetting));
    ends.closed = version == kMovedAway;
    if (ends.closed) ends.id = TRY(ends.source->setting(kMigrationIdSetting));
    // A target that an earlier program began to fill has that program's tables.
    TRY(settle_target(ends, keyring_id + " schema " + std::to_string(kSchemaVersion)));
    return ends;
}

void begin_phase(const MigrateOptions& options, MigratePhase phase) {
    if (options.each) options.each({phase});
}

// --- comparing

Result<AuditTree> audit_tree_of(TableHome& home) {
    const auto frontier = TRY(home.setting("audit.frontier"));
    if (frontier.empty()) return AuditTree{};
    const Bytes bytes = TRY(from_hex(frontier));
    return AuditTree::restore(bytes);
}

Result<> compare(
    const std::vector<MigratedTable>& source, const std::vector<MigratedTable>& target) {
    for (std::size_t i = 0; i < source.size(); ++i)
        if (source[i].sha256 != target[i].sha256 || source[i].rows != target[i].rows)
            return Error{Fault::corrupt, "app.migrate_differs", {source[i].name}};
    return {};
}

// The tree of the target, which is that of the source and has a place for every leaf.
Result<AuditTree> compare_audit(Ends& ends, const std::vector<MigratedTable>& tables) {
    const auto ours = TRY(audit_tree_of(*ends.source));
    auto theirs = TRY(audit_tree_of(*ends.target));
    const auto leaves = std::ranges::find(tables, "audit_leaf", &MigratedTable::name);
    check(leaves != tables.end());
    if (ours == theirs && theirs.size() == static_cast<std::uint64_t>(leaves->rows)) return theirs;
    return Error{Fault::corrupt, "app.migrate_differs", {"audit_leaf"}};
}

// Up to the point where the target is the master.
Result<MigrateReport> move_tables(Ends ends, const MigrateOptions& options) {
    MigrateReport report;
    if (ends.finished) {
        report.source_sha256 = TRY(ends.target->setting(kMigrationHashSetting));
        report.target_sha256 = report.source_sha256;
        const auto tree = TRY(audit_tree_of(*ends.target));
        report.audit_size = tree.size();
        report.audit_root = to_hex(tree.root());
        return report;
    }
    begin_phase(options, MigratePhase::begin);
    Filling filling(*ends.source, *ends.target, options);
    TRY(filling.count());
    const auto source = TRY(filling.fill());
    report.tables = TRY(filling.hash_target());
    TRY(compare(source, report.tables));
    report.source_sha256 = hash_of_all(source);
    report.target_sha256 = hash_of_all(report.tables);
    const auto tree = TRY(compare_audit(ends, report.tables));
    report.audit_size = tree.size();
    report.audit_root = to_hex(tree.root());
    begin_phase(options, MigratePhase::close);
    if (!ends.closed) TRY(ends.source->move_away(ends.id));
    begin_phase(options, MigratePhase::open);
    TRY(ends.target->finish_move_in(report.target_sha256));
    return report;
}

// --- making the target ready

// Leaves that waited at a shared source have no place yet, and nobody gives them one in an embedded
// master.
Result<std::int64_t> place_leaves(Store& store, const MigrateOptions& options) {
    const auto writer = TRY(store.writer());
    std::int64_t placed = 0;
    while (true) {
        begin_phase(options, MigratePhase::leaves);
        TRY(writer->begin(WriteScope::rows, random_mark()));
        const auto count = TRY(sequence_leaves(*writer, kLeavesAtOnce));
        TRY(writer->commit());
        if (count == 0) break;
        placed += static_cast<std::int64_t>(count);
    }
    TRY(writer->checkpoint());
    return placed;
}

Result<std::int64_t> make_index(
    Store& store, const Config& config, const Keyring& keyring, const Clock& clock,
    const MigrateOptions& options) {
    auto reader = TRY(store.reader());
    const auto model_json = TRY(reader->setting("match.model"));
    const auto model = TRY(model_from_json(model_json));
    const auto total = TRY(reader->counts()).records;
    reader.reset();
    TableIndex index(model, config.matching, keyring);
    const auto records = [&] {
        return static_cast<std::int64_t>(index.statistics().records.load());
    };
    auto opening = std::async(std::launch::async, [&]() -> Result<> {
        TRY(Writer::open(store, keyring, clock, index));
        return {};
    });
    do {
        if (options.each) options.each({MigratePhase::index, {}, records(), total});
    } while (opening.wait_for(kIndexTick) != std::future_status::ready);
    TRY(opening.get());
    // The file that it came from may never have had such tables, or older ones.
    auto writer = TRY(store.writer());
    TRY(writer->begin(WriteScope::partition, random_mark()));
    TRY(writer->set_setting(kTablesSetting, matching_version()));
    TRY(writer->commit());
    return records();
}

}  // namespace

Result<MigrateReport> migrate(
    const fs::path& directory, const Clock& clock, const MigrateOptions& options) {
    const auto from = TRY(load_config(directory));
    if (from.database == options.database) return Error{Fault::conflict, "app.migrate_same"};
    TRY(can_switch_config(directory, options.database));
    auto to = from;
    to.database = options.database;
    const auto keyring = TRY(open_keyring(keyring_path(directory, from), directory, from));
    auto ends = TRY(open_ends(directory, from, to, keyring.id()));
    auto report = TRY(move_tables(std::move(ends), options));
    const auto store = TRY(open_store(directory, to));
    if (store->sharing() == Sharing::embedded)
        report.leaves_placed = TRY(place_leaves(*store, options));
    else
        report.records_indexed = TRY(make_index(*store, to, keyring, clock, options));
    begin_phase(options, MigratePhase::change);
    TRY(switch_config(directory, options.database));
    // Of the store that was left.
    TRY(remove_snapshot(directory / kIndexSnapshotFile));
    // While something still reads the file it keeps its name; it is closed, whatever it is called.
    if (from.database.empty()) TRY(SqliteTableHome::set_aside(directory));
    return report;
}

}  // namespace genbo
