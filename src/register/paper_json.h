// SPDX-License-Identifier: Apache-2.0
#pragma once

// What a paper of the register says, as JSON, and the names of papers.
//
//   "<kind>/<twelve digits>"   numbered ones, whose order is that of their names
//   "<kind>/<hash>"            found by what they are about
//
// A reader is lenient: what an older program did not write is empty or 0.

#include <boost/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "base/json_writer.h"
#include "base/result.h"
#include "base/time.h"
#include "port/store.h"

namespace genbo {

// corrupt: register.bad_paper.
Error bad_paper();

class PaperJson {
public:
    static Result<PaperJson> parse(std::string_view text);
    explicit PaperJson(boost::json::object object) : object_(std::move(object)) {}

    std::string text(std::string_view name) const;
    std::int64_t integer(std::string_view name) const;
    bool truth(std::string_view name) const;
    Instant instant(std::string_view name) const { return instant_from_micros(integer(name)); }
    std::vector<std::int64_t> integers(std::string_view name) const;
    std::vector<std::string> texts(std::string_view name) const;
    // An empty one when it is not there.
    PaperJson object(std::string_view name) const;
    std::vector<PaperJson> objects(std::string_view name) const;

private:
    boost::json::object object_;
};

// "approval", 12: "approval/000000000012".
std::string numbered_paper(std::string_view kind, std::int64_t number);
// corrupt: register.bad_paper.
Result<std::int64_t> number_of_paper(std::string_view kind, std::string_view name);

// The papers of a kind with names after `after` (empty: from the first).
Result<std::vector<StoredPaper>> papers_of_kind(
    StoreReader& store, std::string_view kind, std::string_view after, std::size_t limit);
// All of them, page after page.
Result<std::vector<StoredPaper>> all_papers_of_kind(StoreReader& store, std::string_view kind);

// The next number of the kind, once; in a transaction of scope partition.
Result<std::int64_t> take_paper_number(StoreWriter& store, std::string_view kind);

}  // namespace genbo
