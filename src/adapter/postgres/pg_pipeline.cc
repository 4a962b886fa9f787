// SPDX-License-Identifier: Apache-2.0
#include "adapter/postgres/pg_pipeline.h"

#include <libpq-fe.h>

#include <unordered_map>
#include <utility>

#include "base/check.h"

namespace genbo {

PgPipeline& PgPipeline::add(const char* sql, PgParams params) {
    calls_.push_back({sql, std::move(params)});
    return *this;
}

Result<std::vector<PgRows>> PgPipeline::finish() {
    auto* const handle = connection_->handle_.get();
    check(!connection_->streaming_);
    if (connection_->broken_ || PQenterPipelineMode(handle) == 0) {
        calls_.clear();
        return connection_->lost();
    }
    Result<std::vector<PgRows>> out = send_all() && PQpipelineSync(handle) == 1
                                          ? read_all()
                                          : Result<std::vector<PgRows>>{connection_->lost()};
    // Refused while answers are outstanding, which only a broken connection has.
    if (PQexitPipelineMode(handle) == 0) connection_->broken_ = true;
    calls_.clear();
    expected_.clear();
    return out;
}

bool PgPipeline::send_all() {
    // Prepared further up in this very pipeline.
    std::unordered_map<std::string_view, PgConnection::Statement> pending;
    for (std::size_t i = 0; i < calls_.size(); ++i) {
        const auto& [sql, params] = calls_[i];
        std::string name;
        if (const auto* known = connection_->find_prepared(sql, params)) {
            name = known->name;
        } else if (const auto found = pending.find(sql); found != pending.end()) {
            if (found->second.types == params.types()) name = found->second.name;
        } else if (connection_->may_prepare(sql)) {
            name = connection_->next_name();
            const auto& types = params.types();
            if (PQsendPrepare(
                    connection_->handle_.get(), name.c_str(), sql, static_cast<int>(types.size()),
                    types.data()) == 0)
                return false;
            expected_.push_back({i, name});
            pending.emplace(sql, PgConnection::Statement{name, types});
        }
        if (!connection_->send(name, sql, params)) return false;
        expected_.push_back({i, {}});
    }
    return true;
}

// Per statement its results and a null; at the end the result of the sync.
Result<std::vector<PgRows>> PgPipeline::read_all() {
    Result<std::vector<PgRows>> out = std::vector<PgRows>{};
    for (const auto& [call, name] : expected_) {
        while (auto* const result = TRY(connection_->next_result())) {
            PgRows rows(result);
            const auto status = PQresultStatus(result);
            if (status == PGRES_PIPELINE_ABORTED) continue;
            if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK) {
                auto error = connection_->error_of(result);
                if (out.ok()) out = std::move(error);
                if (connection_->broken_) return out;
            } else if (name.empty()) {
                if (out.ok()) out->push_back(std::move(rows));
            } else {
                const auto& [sql, params] = calls_[call];
                connection_->statements_.emplace(
                    sql, PgConnection::Statement{name, params.types()});
            }
        }
    }
    // Deferred constraints are looked at when the shared transaction ends, so an error may still
    // come here, and a null behind it.
    for (int nulls = 0;;) {
        auto* const result = TRY(connection_->next_result());
        const PgRows rows(result);
        if (PQresultStatus(result) == PGRES_PIPELINE_SYNC) return out;
        if (result == nullptr && ++nulls > 1) return connection_->lost();
        if (result == nullptr) continue;
        auto error = connection_->error_of(result);
        if (out.ok()) out = std::move(error);
        if (connection_->broken_) return out;
    }
}

}  // namespace genbo
