// SPDX-License-Identifier: Apache-2.0
#include "match/match_messages.h"

#include <array>

namespace genbo {

namespace {

constexpr std::array kMatchMessageList = {
    Message{
        "match.bad_evidence",
        "この判断の記録は、指定されたモデルのものではありません。同じ版のモデルを指定してください"
        "。",
        "This evidence does not belong to the model. Give the model of the same version."},
    Message{
        "match.bad_model",
        "名寄せモデルとして読めません。Genboが書き出したJSONファイルをそのまま指定してください。",
        "This is not a matching model. Give the JSON file exactly as Genbo wrote it."},
    Message{
        "match.broken_tables",
        "名寄せの索引が記録と食い違っています。バックアップから復元するか、索引を作り直してください"
        "。",
        "The matching tables contradict each other. Restore a backup, or rebuild the tables."},
};

}  // namespace

const std::span<const Message> kMatchMessages{kMatchMessageList};

}  // namespace genbo
