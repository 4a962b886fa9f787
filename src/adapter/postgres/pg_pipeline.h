// SPDX-License-Identifier: Apache-2.0
#pragma once

// Several statements in one trip to the server.  They are sent together and answered in order; the
// first that fails ends the rest, and since they share one end they also share one transaction
// where none is open.
//
//   PgPipeline pipeline(connection);
//   for (const auto& shard : shards) pipeline.add(kLookUp, PgParams{}.add(shard.keys));
//   const auto answers = TRY(pipeline.finish());        // one PgRows per statement
//
// Nothing is sent before finish(), and after it, error or not, the connection serves again.

#include <vector>

#include "adapter/postgres/pg_connection.h"

namespace genbo {

class PgPipeline {
public:
    explicit PgPipeline(PgConnection& connection) : connection_(&connection) {}

    // `sql` lives until finish().
    PgPipeline& add(const char* sql, PgParams params);
    bool empty() const { return calls_.empty(); }

    // The answers in order, or the first error.  The pipeline is empty again afterwards.
    Result<std::vector<PgRows>> finish();

private:
    struct Call {
        const char* sql;
        PgParams params;
    };

    // One answer of the server.
    struct Expected {
        std::size_t call;
        std::string name;  // Not empty: the statement gets prepared under this name.
    };

    bool send_all();
    Result<std::vector<PgRows>> read_all();

    PgConnection* connection_;
    std::vector<Call> calls_;
    std::vector<Expected> expected_;
};

}  // namespace genbo
