// SPDX-License-Identifier: Apache-2.0
#include "match/atom_names.h"

#include <gtest/gtest.h>

namespace genbo {
namespace {

TEST(AtomNames, NameEveryAtomOnce) {
    for (int i = 0; i <= static_cast<int>(AtomType::words_whole); ++i) {
        const auto type = static_cast<AtomType>(i);
        EXPECT_EQ(atom_by_name(atom_name(type)), type);
    }
    EXPECT_EQ(atom_by_name("smell"), std::nullopt);
}

}  // namespace
}  // namespace genbo
