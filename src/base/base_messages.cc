// SPDX-License-Identifier: Apache-2.0
#include "base/base_messages.h"

#include <array>

namespace genbo {

namespace {

constexpr std::array kBaseMessageTable = {
    Message{
        "bytes.bad_base64",
        "Base64 として読めない文字列です。途中で切れていないか確かめてください。",
        "The text is not Base64. Check that it was not cut off."},
    Message{
        "base.archive_long", "読み終えた後にデータが残っています。ファイルを作り直してください。",
        "There are bytes left after the end. Make the file again."},
    Message{
        "base.archive_short", "データが途中で終わっています。ファイルを作り直してください。",
        "The data end too early. Make the file again."},
    Message{
        "bytes.bad_hex", "16 進数として読めない文字列です。0〜9 と a〜f を偶数個並べてください。",
        "The text is not hexadecimal. Give an even number of digits 0-9 and a-f."},
    Message{
        "money.bad_currency",
        "通貨コードが正しくありません。JPY のような英大文字 3 字にしてください。",
        "The currency code is wrong. Use three capital letters such as JPY."},
    Message{
        "money.currency_mismatch", "通貨の違う金額は計算できません。通貨をそろえてください。",
        "Amounts of different currencies cannot be combined. Convert them first."},
    Message{
        "money.overflow", "金額が大きすぎて計算できません。元の値を確かめてください。",
        "The amount is too large to compute. Check the values it was made of."},
    Message{
        "time.bad_day", "日付が正しくありません。2026-11-22 のように、実在する日を書いてください。",
        "The date is wrong. Write an existing day as 2026-11-22."},
};

}  // namespace

const std::span<const Message> kBaseMessages{kBaseMessageTable};

}  // namespace genbo
