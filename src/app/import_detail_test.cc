// SPDX-License-Identifier: Apache-2.0
#include "app/import_detail.h"

#include <gtest/gtest.h>

namespace genbo {
namespace {

TEST(ImportDetail, ComesBack) {
    ImportDetail detail;
    detail.encoding = "cp932";
    detail.format = "csv";
    detail.header = {"氏名", "TEL \"1\""};
    detail.mapping_json = R"({"columns":[]})";
    detail.findings = {
        {Severity::warning, "text.bad_byte", 7, "氏名", {"2"}},
        {Severity::reject, "register.card_number", 9, "", {}}};
    detail.findings_total = 40;
    detail.customers_new = 5;
    detail.bytes = 1'000'000'000'000;
    const auto back = detail_from_json(detail_to_json(detail));
    EXPECT_EQ(back.header, detail.header);
    EXPECT_EQ(back.mapping_json, detail.mapping_json);
    EXPECT_EQ(back.findings, detail.findings);
    EXPECT_EQ(back.findings_total, 40);
    EXPECT_EQ(back.customers_new, 5);
    EXPECT_EQ(back.bytes, detail.bytes);
}

TEST(ImportDetail, WhatIsNotOneIsEmpty) {
    EXPECT_TRUE(detail_from_json("").header.empty());
    EXPECT_TRUE(detail_from_json("[1]").header.empty());
    EXPECT_TRUE(detail_from_json(R"({"header": 3})").header.empty());
}

}  // namespace
}  // namespace genbo
