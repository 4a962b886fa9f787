// SPDX-License-Identifier: Apache-2.0
#include "record/number_messages.h"

namespace genbo {

namespace {

constexpr Message kNumberEntries[] = {
    {"number.check",
     "顧客番号に打ち間違いがあります（検査文字が合いません）。もう一度見比べてください。",
     "The customer number has a typing slip: its check symbol does not fit. Compare it again."},
    {"number.empty", "顧客番号が空です。番号を入れてください。",
     "The customer number is empty. Enter one."},
    {"number.first_symbol", "顧客番号は 0 で始まりません。先頭の桁を確かめてください。",
     "No customer number begins with 0. Check its first digit."},
    {"number.length", "顧客番号の桁数が合いません。桁の抜けや余りがないか確かめてください。",
     "The customer number is too short or too long. Look for a missing or an extra digit."},
    {"number.no_jan",
     "この顧客番号は JAN-13 にできません。接頭辞のない 10 桁の番号と、20 から 29 の GS1 接頭辞を"
     "使ってください。",
     "This customer number does not fit into a JAN-13. Use 10 digits without a prefix, and a GS1 "
     "prefix from 20 to 29."},
    {"number.no_rule",
     "この台帳の採番規則にない形の顧客番号です。別の会社や別の台帳の番号ではないか"
     "確かめてください。",
     "No rule of this master makes such a customer number. Check whether it belongs to another "
     "master."},
    {"number.rule_blocks",
     "予約範囲が重なっているか、規則の範囲を出ています。空いている範囲を指定してください。",
     "The reserved blocks overlap or leave the rule's range. Name a range that is free."},
    {"number.rule_grouping", "区切りの桁数の合計が番号の長さと合いません。例: 10 桁なら 55。",
     "The group sizes do not add up to the length of the number. For 10 digits: 55."},
    {"number.rule_key", "採番規則の鍵の名前が空か長すぎます。64 文字以内で付けてください。",
     "The rule's key name is empty or too long. Give it at most 64 characters."},
    {"number.rule_prefix",
     "接頭辞が使えません。文字の種類と長さ、先頭の文字（数字の規則では "
     "1〜9、英数字の規則では英字）を"
     "確かめてください。",
     "The prefix cannot be used. Check its symbols, its length and its first symbol (1 to 9 in a "
     "rule of digits, a letter in a rule of letters and digits)."},
    {"number.rule_version", "採番規則の版は 1 つずつ進めます。次の版を指定してください。",
     "Rule versions go up one by one. Give the next version."},
    {"number.rules_json", "保存された採番規則を読めません。バックアップから設定を戻してください。",
     "The stored number rules cannot be read. Restore the setting from a backup."},
    {"number.symbol",
     "顧客番号に使えない文字があります。数字（英数字の番号では I L O U を除く英字も）だけを"
     "入れてください。",
     "The customer number holds a character that does not belong. Enter digits only (in lettered "
     "numbers also letters without I, L, O, U)."},
    {"record.corrupt_payload",
     "元データの中身が読めません。鍵束が正しいか確かめ、だめならバックアップから戻してください。",
     "The contents of a record cannot be read. Check the keyring, otherwise restore a backup."},
};

}  // namespace

const std::span<const Message> kNumberMessages = kNumberEntries;

}  // namespace genbo
