// SPDX-License-Identifier: Apache-2.0
#include "adapter/postgres/pg_token_loader.h"

#include <algorithm>

#include "adapter/sql/id_list.h"
#include "adapter/sql/statements.h"

namespace genbo {

namespace {

// A row stays well below the size at which PostgreSQL moves it out of line.
constexpr std::size_t kTokenRowRecordsMax = 512;

}  // namespace

Result<> PgWriter::TokenLoader::load(std::vector<IndexPosting> tokens) {
    TRY(wait());
    running_ = std::async(
        std::launch::async,
        [this, all = std::move(tokens)]() mutable -> Result<> { return run(all); });
    return {};
}

Result<> PgWriter::TokenLoader::wait() {
    if (!running_.valid()) return {};
    return running_.get();
}

Result<> PgWriter::TokenLoader::run(std::vector<IndexPosting>& tokens) {
    if (!connection_ || !connection_->healthy())
        connection_.emplace(TRY(PgConnection::open(options_)));
    return write(*connection_, tokens);
}

Result<> PgWriter::TokenLoader::write(PgConnection& connection, std::vector<IndexPosting>& tokens) {
    // In the order of the index its pages are touched once each.
    std::ranges::sort(tokens);
    tokens.erase(std::unique(tokens.begin(), tokens.end()), tokens.end());
    PgRowBuffer rows(sql::kAddToken);
    std::vector<std::int64_t> records;
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        records.push_back(tokens[i].record);
        const bool last = i + 1 == tokens.size() || tokens[i + 1].key != tokens[i].key;
        if (!last && records.size() < kTokenRowRecordsMax) continue;
        rows.add(sql::TokenRow{
            tokens[i].key, records.front(), records.back(), sql::encode_ids(records)});
        records.clear();
    }
    if (rows.wants_copy()) return rows.copy_to(connection);
    PgPipeline few(connection);
    rows.add_to(few);
    if (few.empty()) return {};
    TRY(few.finish());
    return {};
}

}  // namespace genbo
