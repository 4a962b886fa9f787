// SPDX-License-Identifier: Apache-2.0
#include "match/match_messages.h"

#include <array>

namespace genbo {

namespace {

constexpr std::array kMatchMessageList = {
    Message{
        "match.bad_model",
        "名寄せモデルとして読めません。Genboが書き出したJSONファイルをそのまま指定してください。",
        "This is not a matching model. Give the JSON file exactly as Genbo wrote it."},
};

}  // namespace

const std::span<const Message> kMatchMessages{kMatchMessageList};

}  // namespace genbo
