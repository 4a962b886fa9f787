// SPDX-License-Identifier: Apache-2.0
#include "access/policy_document.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "access/policy.h"

namespace genbo {
namespace {

std::string file_text(const std::string& name) {
    std::ifstream file(std::string{GENBO_SOURCE_DIR} + "/docs/" + name, std::ios::binary);
    return {std::istreambuf_iterator<char>{file}, {}};
}

// `genbo access table --lang ja > docs/access.ja.md` mends it.
TEST(PolicyDocument, TheFilesAreTheTables) {
    EXPECT_EQ(file_text("access.md"), policy_document(Language::en));
    EXPECT_EQ(file_text("access.ja.md"), policy_document(Language::ja));
}

TEST(PolicyDocument, NamesEverything) {
    for (const auto language : {Language::ja, Language::en}) {
        const auto page = policy_document(language);
        for (const auto& info : all_fields())
            EXPECT_NE(page.find("`" + std::string{info.name} + "`"), page.npos) << info.name;
        for (const auto& info : all_purposes())
            EXPECT_NE(page.find("`" + std::string{info.name} + "`"), page.npos) << info.name;
        for (const auto action : all_actions())
            EXPECT_NE(page.find("`" + std::string{action_name(action)} + "`"), page.npos);
    }
}

}  // namespace
}  // namespace genbo
