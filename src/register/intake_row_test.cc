// SPDX-License-Identifier: Apache-2.0
#include "register/intake_row.h"

#include <gtest/gtest.h>

namespace genbo {
namespace {

class IntakeRow : public testing::Test {
protected:
    PreparedBatch prepare(std::vector<MappedRow> rows) {
        return prepare_rows(rows, header_, SourceId{1}, vault_, WithFeatures::no);
    }
    static MappedRow row(std::int64_t number, std::string key, std::string name) {
        MappedRow mapped{number, {}, {key, name}, {}};
        mapped.values.set(Field::source_key, std::move(key));
        mapped.values.set(Field::name_full, std::move(name));
        return mapped;
    }

    Keyring keyring_ = Keyring::ephemeral(Key(Bytes(32, 3)));
    RecordVault vault_{keyring_};
    std::vector<std::string> header_ = {"番号", "備考"};
};

TEST_F(IntakeRow, TheKeySaysWhichRecordAndTheContentWhichVersion) {
    const auto batch = prepare({row(2, "1", "佐藤"), row(3, "1", "鈴木"), row(4, "2", "佐藤")});
    ASSERT_EQ(batch.ready.size(), 3U);
    EXPECT_EQ(batch.ready[0].key_hash, batch.ready[1].key_hash);
    EXPECT_NE(batch.ready[0].content_hash, batch.ready[1].content_hash);
    EXPECT_NE(batch.ready[0].key_hash, batch.ready[2].key_hash);
}

TEST_F(IntakeRow, WithoutAKeyTheContentSaysWhichRecord) {
    const auto batch = prepare({row(2, "", "佐藤"), row(3, "", "佐藤"), row(4, "", "鈴木")});
    EXPECT_EQ(batch.ready.at(0).key_hash, batch.ready.at(1).key_hash);
    EXPECT_NE(batch.ready.at(0).key_hash, batch.ready.at(2).key_hash);
}

TEST_F(IntakeRow, ARowOfOnlyItsKeyIsEmpty) {
    const auto batch = prepare({row(2, "1", "")});
    EXPECT_TRUE(batch.ready.empty());
    EXPECT_EQ(batch.rejected.at(0).code, "register.empty_row");
}

TEST_F(IntakeRow, AForbiddenNumberIsBlottedOutWhateverElseIsWrong) {
    auto bad = row(2, "1", "佐藤");
    bad.cells = {"4111111111111111", "テスト"};
    bad.findings = {{Severity::reject, "connect.ragged", 2, ""}};
    const auto batch = prepare({bad});
    ASSERT_EQ(batch.rejected.size(), 1U);
    EXPECT_EQ(batch.rejected[0].code, "register.card_number");
    EXPECT_EQ(batch.rejected[0].column, "番号");
    EXPECT_EQ(batch.rejected[0].cells[0].find("4111"), std::string::npos);
}

TEST(RejectedCells, ComeBack) {
    const std::vector<std::string> cells = {"", "a:b", "3:x", "改\n行"};
    EXPECT_EQ(*decode_cells(encode_cells(cells)), cells);
    EXPECT_FALSE(decode_cells("5:abc").ok());
    EXPECT_FALSE(decode_cells("x").ok());
    EXPECT_FALSE(decode_cells("99999999999999999999:a").ok());
}

}  // namespace
}  // namespace genbo
