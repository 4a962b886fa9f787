// SPDX-License-Identifier: Apache-2.0
#include "register/table_index.h"

#include <algorithm>
#include <cstring>
#include <set>

#include "base/check.h"
#include "crypto/hash.h"
#include "register/model_book.h"
#include "register/resident.h"
#include "register/table_index_tables.h"

namespace genbo {

namespace {

// Of prepared rows; some 400 bytes each.
constexpr std::size_t kCachedRowsMax = 1'500'000;
// An import that brings fewer at once is no load.
constexpr std::size_t kLoadRecordsMin = 600;
constexpr std::size_t kEdgesAtOnce = 20'000;
// Records that a rebuild gives to the engine at once.
constexpr std::size_t kRebuildBatch = 4000;

AssociatedData row_place(std::int64_t record) {
    AssociatedData place("match_row");
    place.number(record);
    return place;
}

AssociatedData tokens_place(std::int64_t record) {
    AssociatedData place("match_row.tokens");
    place.number(record);
    return place;
}

std::vector<std::int64_t> values_of(std::span<const RecordId> records) {
    std::vector<std::int64_t> values;
    values.reserve(records.size());
    for (const auto record : records) values.push_back(record.value());
    std::ranges::sort(values);
    values.erase(std::unique(values.begin(), values.end()), values.end());
    return values;
}

}  // namespace

namespace {

// Tables that were made with other options hold other blocks and edges.  A new master's say
// "whole": there is nothing in them that could be wrong.
// Tables that were made under another root have other keys and are made anew.
std::string whole_state(const Model& model, const LiveOptions& options, std::uint32_t root) {
    // Two models of one version may have learned from other verdicts.
    const Hash of_model = sha256(as_bytes(model_to_json(model)));
    return "whole " + to_hex(of_model) + " " + std::to_string(options.block_cap) + " " +
           std::to_string(options.namesakes_cap) + " " + std::to_string(options.review_bits) + " " +
           std::to_string(options.auto_bits) + (root == 1 ? "" : " root " + std::to_string(root));
}

Key index_key(const Keyring& keyring, std::string_view label) {
    const auto root = keyring.root_generation();
    if (root == 1) return keyring.derive(label);
    auto key = keyring.derive_of_root(root, label);
    check(key.ok());
    return *std::move(key);
}

}  // namespace

TableIndex::TableIndex(
    const Model& model, const LiveOptions& options, const Keyring& keyring,
    std::chrono::milliseconds review_count_life)
    : options_(options),
      root_(keyring.root_generation()),
      engine_(engine_of(model)),
      reading_(engine_),
      row_keys_(keyring, "index.row"),
      key_hash_(index_key(keyring, "index.match")),
      token_hash_(index_key(keyring, "index.search")),
      review_count_life_(review_count_life) {}

TableIndex::~TableIndex() = default;

// --- which model

TableIndex::Engine::Engine(const Model& model, const LiveOptions& options, std::string state)
    : clusters(register_schema(), model, options), whole(std::move(state)) {}

TableIndex::EngineInUse TableIndex::engine_of(const Model& model) const {
    return std::make_shared<const Engine>(model, options_, whole_state(model, options_, root_));
}

TableIndex::EngineInUse TableIndex::engine() const {
    const std::lock_guard lock(engine_mutex_);
    return engine_;
}

void TableIndex::use(EngineInUse engine) {
    const std::lock_guard lock(engine_mutex_);
    engine_ = std::move(engine);
    reading_ = engine_;
}

std::shared_ptr<const Model> TableIndex::model_of(EngineInUse engine) {
    const auto& model = engine->clusters.model();
    return {std::move(engine), &model};
}

std::shared_ptr<const Model> TableIndex::model() const { return model_of(engine()); }

Result<std::shared_ptr<const Model>> TableIndex::model_seen(StoreReader& store) {
    return model_of(TRY(engine_for(store)));
}

Result<> TableIndex::follow_model(StoreReader& store) {
    const auto stored = TRY(model_in_force(store));
    if (!stored) return {};
    auto other = engine_of(*stored);
    if (other->whole != engine()->whole) use(std::move(other));
    return {};
}

Result<TableIndex::EngineInUse> TableIndex::engine_for(StoreReader& store) {
    const auto state = TRY(store.index_tables()->state());
    {
        const std::lock_guard lock(engine_mutex_);
        for (const auto& known : {engine_, reading_})
            if (known->whole == state) return known;
    }
    const auto stored = TRY(model_in_force(store));
    auto other = stored ? engine_of(*stored) : engine();
    if (other->whole != state) return Error{Fault::unavailable, "register.index_loading"};
    const std::lock_guard lock(engine_mutex_);
    reading_ = other;
    return other;
}

// --- sealing

Bytes TableIndex::seal_row(std::int64_t record, std::uint64_t tie, const PreparedRow& row) const {
    Bytes plain(sizeof tie + row.bytes.size());
    std::memcpy(plain.data(), &tie, sizeof tie);
    std::memcpy(plain.data() + sizeof tie, row.bytes.data(), row.bytes.size());
    auto sealed = row_keys_.seal(row_place(record), plain);
    wipe(plain);
    return sealed;
}

Result<TableIndex::CachedRow> TableIndex::open_row(const IndexRow& row) const {
    const Bytes plain = TRY(row_keys_.unseal(row_place(row.record), row.features));
    CachedRow opened;
    if (plain.size() < sizeof opened.tie)
        return Error{Fault::corrupt, "register.bad_index", {std::to_string(row.record)}};
    std::memcpy(&opened.tie, plain.data(), sizeof opened.tie);
    opened.row.bytes.assign(
        reinterpret_cast<const char*>(plain.data()) + sizeof opened.tie,
        plain.size() - sizeof opened.tie);
    return opened;
}

Bytes TableIndex::seal_tokens(std::int64_t record, std::span<const std::uint32_t> tokens) const {
    const ByteView plain{reinterpret_cast<const std::uint8_t*>(tokens.data()), tokens.size_bytes()};
    return row_keys_.seal(tokens_place(record), plain);
}

Result<std::vector<std::uint32_t>> TableIndex::open_tokens(const IndexRow& row) const {
    const Bytes plain = TRY(row_keys_.unseal(tokens_place(row.record), row.tokens));
    std::vector<std::uint32_t> tokens(plain.size() / sizeof(std::uint32_t));
    if (!tokens.empty())
        std::memcpy(tokens.data(), plain.data(), tokens.size() * sizeof(std::uint32_t));
    return tokens;
}

std::vector<std::int64_t> TableIndex::token_entries(std::span<const std::uint32_t> tokens) const {
    std::vector<std::int64_t> entries;
    entries.reserve(tokens.size());
    for (const auto token : tokens) entries.push_back(token_entry(token));
    std::ranges::sort(entries);
    entries.erase(std::unique(entries.begin(), entries.end()), entries.end());
    return entries;
}

// --- the writer's half

void TableIndex::follow(const StoreWriter& store) {
    const auto now = store.generation();
    if (now != generation_ && now != generation_ + 1) forget();
    if (cache_.size() > kCachedRowsMax) cache_.clear();
    generation_ = now;
}

void TableIndex::forget() {
    cache_.clear();
    marks_.clear();
    marks_known_ = false;
    filter_.stop();
    loaded_.stop();
    reading_decided_ = false;
}

Result<> TableIndex::decide_reading(IndexTables& tables, std::size_t records) {
    if (reading_decided_) return {};
    reading_decided_ = true;
    // Whoever began without remembering does not know what is there.
    const bool empty = records >= kLoadRecordsMin && !TRY(tables.has_postings());
    if (!TRY(tables.has_lookups())) {
        if (!empty) return tables.make_lookups();
        loaded_.start();
    } else if (empty) {
        filter_.start();
    }
    return {};
}

// From here on others may read and write them too.
Result<> TableIndex::read_from_tables(IndexTables& tables) {
    if (!loaded_.on()) return {};
    TRY(tables.make_lookups());
    filter_.start();
    loaded_.each_entry([&](std::int64_t entry) { filter_.add(entry); });
    loaded_.stop();
    return {};
}

Result<> TableIndex::end_load(StoreWriter& store) {
    follow(store);
    return make_missing_lookups(*store.index_tables());
}

// A load that did not come to its end may be another process's, or an attempt of ours that was
// rolled back.
Result<> TableIndex::make_missing_lookups(IndexTables& tables) {
    if (loaded_.on()) return read_from_tables(tables);
    if (TRY(tables.has_lookups()) || !TRY(tables.has_postings())) return {};
    return tables.make_lookups();
}

void TableIndex::remember(std::int64_t record, std::uint64_t tie, const PreparedRow& row) {
    cache_.insert_or_assign(record, CachedRow{tie, row});
}

Result<> TableIndex::open(StoreWriter& store, const RecordVault& vault) {
    auto& tables = *store.index_tables();
    TRY(follow_model(store));
    adopted_ = false;
    const auto whole = engine()->whole;
    const auto state = TRY(tables.state());
    if (state == kWholeWhenNew)
        TRY(tables.set_state(whole));
    else if (state != whole)
        TRY(rebuild(store, vault));
    else
        TRY(make_missing_lookups(tables));
    ready_ = true;
    // Should this be rolled back, another node may be the next to change the partition, under the
    // same generation: keep nothing of it in memory.
    return recover(store, vault);
}

Result<> TableIndex::rebuild(StoreWriter& store, const RecordVault& vault) {
    auto& tables = *store.index_tables();
    TRY(store.allow_hours());
    TRY(tables.clear());
    TRY(recover(store, vault));
    follow(store);
    RegisterChange change;
    std::map<std::int64_t, std::int64_t> customers;
    const auto take = [&]() -> Result<> {
        TRY(apply(store, std::exchange(change, {})));
        for (const auto& member : TRY(store.customers_of(Tables::ends_of(new_edges_))))
            customers[member.record.value()] = member.customer.value();
        TRY(write_edges(store, customers));
        customers.clear();
        return {};
    };
    TRY(tables.set_state(engine()->whole));
    TRY(store.each_live_record(
        [&](const StoredRecord& record, const StoredVersion& version) -> Result<> {
            const auto values = TRY(vault.open_payload(record, version));
            change.puts.push_back(
                {record.id, RecordVault::tie_of(record.key_hash), features_of(values)});
            return change.puts.size() == kRebuildBatch ? take() : Result<>{};
        }));
    TRY(take());
    TRY(read_from_tables(tables));
    ready_ = true;
    return {};
}

Result<> TableIndex::replace_tokens(
    IndexTables& tables, const RegisterChange& change, std::vector<std::int64_t>& known) {
    std::vector<RecordId> named(change.removes);
    for (const auto& put : change.puts) named.push_back(put.record);
    std::vector<IndexPosting> gone;
    for (const auto& row : TRY(tables.token_rows(values_of(named)))) {
        known.push_back(row.record);
        for (const auto entry : token_entries(TRY(open_tokens(row))))
            gone.push_back({entry, row.record});
    }
    std::ranges::sort(known);
    if (!gone.empty()) {
        TRY(read_from_tables(tables));
        TRY(tables.remove_tokens(gone));
    }
    std::vector<IndexPosting> come;
    for (const auto& put : change.puts)
        for (const auto entry : token_entries(put.features.search_tokens))
            come.push_back({entry, put.record.value()});
    return tables.add_tokens(come);
}

Result<Outcome> TableIndex::apply(StoreWriter& store, RegisterChange change) {
    auto& tables = *store.index_tables();
    const auto used = engine();
    // A crash of the server empties the tables: build them again, then come back.  Or another node
    // switched to another model.
    if (TRY(tables.state()) != used->whole) {
        ready_ = false;
        return Error{Fault::unavailable, "store.retry", {"index"}};
    }
    follow(store);
    customers_.clear();
    deciding_ = true;
    TRY(decide_reading(tables, change.puts.size()));
    std::vector<std::int64_t> known;
    TRY(replace_tokens(tables, change, known));

    Change live;
    std::unordered_map<std::int64_t, std::vector<std::uint32_t>> tokens;
    for (const auto& [left, right] : change.unset_verdicts)
        live.unset_verdicts.emplace_back(left.value(), right.value());
    for (const auto record : change.removes) live.removes.push_back(record.value());
    for (auto& put : change.puts) {
        tokens[put.record.value()] = std::move(put.features.search_tokens);
        live.puts.push_back({put.record.value(), put.tie, std::move(put.features.row)});
    }
    live.verdicts = std::move(change.verdicts);
    Tables view(*this, store, tables, known, tokens);
    auto outcome = TRY(used->clusters.apply(view, live));
    TRY(view.write_token_rows());
    statistics_.records.fetch_add(live.puts.size(), std::memory_order_relaxed);
    statistics_.pairs_compared.fetch_add(outcome.pairs_compared, std::memory_order_relaxed);
    if (metrics_ != nullptr) {
        metrics_->records.add(live.puts.size());
        metrics_->pairs.add(outcome.pairs_compared);
    }
    return outcome;
}

Result<std::vector<CustomerMember>> TableIndex::customers_of(
    StoreWriter& store, std::span<const RecordId> records) {
    if (!deciding_) return store.customers_of(records);
    std::vector<RecordId> missing;
    for (const auto record : records)
        if (customers_.try_emplace(record.value()).second) missing.push_back(record);
    if (!missing.empty())
        for (const auto& member : TRY(store.customers_of(missing)))
            customers_[member.record.value()] = member.customer;
    std::vector<CustomerMember> members;
    members.reserve(records.size());
    for (const auto record : records)
        if (const auto customer = customers_.at(record.value()))
            members.push_back({*customer, record});
    return members;
}

Result<std::vector<Standing>> TableIndex::standing(
    StoreWriter& store, std::span<const RecordId> records) {
    std::map<RecordId, Standing> found;
    for (const auto& member : TRY(customers_of(store, records)))
        found[member.record].customer = member.customer;
    for (const auto& anchor : TRY(store.first_anchors(records)))
        found[anchor.record].first_anchor = anchor.customer;
    std::vector<Standing> out;
    out.reserve(records.size());
    for (const auto record : records) {
        const auto at = found.find(record);
        out.push_back(at == found.end() ? Standing{} : at->second);
    }
    return out;
}

Result<std::map<std::int64_t, std::int64_t>> TableIndex::customers_of_new_edges(
    StoreWriter& store, const RegisterDecision& decision) {
    std::map<std::int64_t, std::int64_t> customers;
    for (const auto& member : TRY(customers_of(store, Tables::ends_of(new_edges_))))
        customers[member.record.value()] = member.customer.value();
    // What is being decided is newer than what is stored.
    for (const auto& change : decision.customers)
        customers[change.record.value()] = change.to.value();
    return customers;
}

Result<> TableIndex::write_edges(
    StoreWriter& store, const std::map<std::int64_t, std::int64_t>& customers) {
    const auto customer_of = [&](std::int64_t record) {
        const auto at = customers.find(record);
        return at == customers.end() ? 0 : at->second;
    };
    std::vector<IndexEdge> edges;
    edges.reserve(2 * new_edges_.size());
    for (const auto& edge : new_edges_) {
        const auto a = customer_of(edge.a);
        const auto b = customer_of(edge.b);
        edges.push_back({edge.a, edge.b, edge.bits, a, b});
        edges.push_back({edge.b, edge.a, edge.bits, b, a});
    }
    new_edges_.clear();
    return store.index_tables()->add_edges(edges);
}

Result<> TableIndex::settle(StoreWriter& store, const RegisterDecision& decision) {
    auto& tables = *store.index_tables();
    const auto customers = TRY(customers_of_new_edges(store, decision));
    deciding_ = false;
    // Edges that were there before, of records that go from one customer to another.
    std::map<std::int64_t, std::int64_t> moved;
    for (const auto& change : decision.customers)
        if (change.from.value() != 0) moved[change.record.value()] = change.to.value();
    std::vector<std::int64_t> records;
    for (const auto& [record, to] : moved) records.push_back(record);
    std::vector<IndexEdge> changed;
    for (auto edge : TRY(tables.edges(records))) {
        edge.customer = moved.at(edge.record);
        if (const auto other = moved.find(edge.other); other != moved.end())
            edge.other_customer = other->second;
        changed.push_back(edge);
        changed.push_back({edge.other, edge.record, edge.bits, edge.other_customer, edge.customer});
    }
    TRY(tables.set_edge_customers(changed));
    return write_edges(store, customers);
}

Result<std::vector<MatchedRecord>> TableIndex::look_at(
    StoreWriter& store, std::span<const RecordId> records) {
    const auto values = values_of(records);
    const std::unordered_map<std::int64_t, std::vector<std::uint32_t>> no_tokens;
    const std::vector<std::int64_t> none_known;
    Tables view(*this, store, *store.index_tables(), none_known, no_tokens);
    std::map<std::int64_t, MatchedRecord> found;
    for (auto& row : TRY(view.rows(values)))
        found[row.record] = {RecordId{row.record}, std::move(row.row), {}};
    for (const auto& edge : TRY(view.edges(values)))
        for (const auto& [record, other] : {std::pair{edge.a, edge.b}, {edge.b, edge.a}})
            if (const auto at = found.find(record); at != found.end())
                at->second.edges.push_back({RecordId{other}, edge.bits});
    std::vector<MatchedRecord> out;
    for (auto& [record, one] : found) {
        sort_candidates(one.edges);
        out.push_back(std::move(one));
    }
    return out;
}

// Keys, rows and tokens are the same under every model; the edges are not.
Result<> TableIndex::adopt(StoreWriter& store, const RecordVault&, Resident& other) {
    auto& tables = *store.index_tables();
    if (TRY(tables.state()) != engine()->whole) {
        ready_ = false;
        return Error{Fault::unavailable, "store.retry", {"index"}};
    }
    follow(store);
    TRY(read_from_tables(tables));
    TRY(tables.clear_edges());
    std::vector<IndexEdge> edges;
    for (const auto record : other.live().record_ids()) {
        const auto customer = other.customer_of(RecordId{record}).value();
        for (const auto& [to, bits] : other.live().neighbours(record))
            edges.push_back({record, to, bits, customer, other.customer_of(RecordId{to}).value()});
        if (edges.size() < kEdgesAtOnce) continue;
        TRY(tables.add_edges(edges));
        edges.clear();
    }
    TRY(tables.add_edges(edges));
    auto engine = engine_of(*other.model());
    TRY(tables.set_state(engine->whole));
    use(std::move(engine));
    adopted_ = true;
    return {};
}

Result<> TableIndex::recover(StoreReader&, const RecordVault&) {
    // The store is asked when the next transaction opens the index: this must not fail.
    if (std::exchange(adopted_, false)) ready_ = false;
    forget();
    new_edges_.clear();
    deciding_ = false;
    generation_ = -1;
    return {};
}

}  // namespace genbo
