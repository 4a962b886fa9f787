// SPDX-License-Identifier: Apache-2.0

// Any bytes as a stored model.  What is taken is written the same way twice, is taken again, and
// applies without harm if it has the register's shape.

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/check.h"
#include "match/compare.h"
#include "match/model.h"
#include "match/schema.h"
#include "match/score.h"
#include "record/field.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace genbo;  // NOLINT(google-build-using-namespace)
    const auto model = model_from_json({reinterpret_cast<const char*>(data), size});
    if (!model.ok()) return 0;
    const auto json = model_to_json(*model);
    const auto again = model_from_json(json);
    check(again.ok() && model_to_json(*again) == json);

    const auto& schema = register_schema();
    if (model->comparisons.size() != schema.comparisons.size()) return 0;
    for (std::size_t i = 0; i < schema.comparisons.size(); ++i)
        if (model->comparisons[i].levels.size() != level_names(schema.comparisons[i].type).size())
            return 0;
    std::vector<std::string_view> cells(kFieldCount);
    cells[static_cast<std::size_t>(Field::name_full)] = "佐藤 花子";
    cells[static_cast<std::size_t>(Field::address_full)] = "千代田区丸の内1-2-3";
    const auto row = prepare(schema, cells);
    const Scorer scorer{schema, *model};
    check(scorer.score(row.view(), row.view()) == scorer.detail(row.view(), row.view()).total);
    return 0;
}
