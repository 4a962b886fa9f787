// SPDX-License-Identifier: Apache-2.0
#pragma once

// Loads search tokens through a connection of its own while the writer's transaction goes on: they
// are half of all that an import writes, and this way a second core of the server writes them.

#include <future>
#include <vector>

#include "adapter/postgres/pg_writer.h"

namespace genbo {

class PgWriter::TokenLoader {
public:
    explicit TokenLoader(const PgOptions& options) : options_(options) {}
    ~TokenLoader() { static_cast<void>(wait().ok()); }
    TokenLoader(const TokenLoader&) = delete;
    TokenLoader& operator=(const TokenLoader&) = delete;

    // Returns when the load before it has ended, with what became of that.
    Result<> load(std::vector<IndexPosting> tokens);
    // Everything is loaded and committed.
    Result<> wait();

    // Here and now, on a connection of the caller's.
    static Result<> write(PgConnection& connection, std::vector<IndexPosting>& tokens);

private:
    Result<> run(std::vector<IndexPosting>& tokens);

    const PgOptions& options_;
    std::optional<PgConnection> connection_;
    std::future<Result<>> running_;
};

}  // namespace genbo
