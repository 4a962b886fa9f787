// SPDX-License-Identifier: Apache-2.0
#include "text/text_messages.h"

namespace genbo {
namespace {

constexpr Message kTextMessageList[] = {
    {"text.date_empty",
     "日付が入っていません（空欄、または 0 だけ）。わからないときは空欄のままにしてください。",
     "There is no date (empty, or only zeroes). Leave the cell empty when it is not known."},
    {"text.date_unreadable",
     "日付として読めません。1988-01-07 や 昭和63年1月7日 のように書いてください。",
     "This does not read as a date. Write it like 1988-01-07 or 昭和63年1月7日."},
    {"text.date_impossible", "その日付は暦にありません。年・月・日と元号を確かめてください。",
     "There is no such day in the calendar. Check year, month, day and era."},
    {"text.date_ambiguous",
     "日付の意味が一つに決まりません（2 桁の年、または月と日の順）。年を 4 桁で書くか、"
     "取り込みの設定で列の読み方を指定してください。",
     "The date can mean more than one day (a two-digit year, or the order of month and day). Write "
     "four digits for the year, or say in the mapping how the column is to be read."},
};

}  // namespace

const std::span<const Message> kTextMessages{kTextMessageList};

}  // namespace genbo
