// SPDX-License-Identifier: Apache-2.0

#include "sample/sample_messages.h"

#include <array>

namespace genbo {
namespace {

constexpr std::array kSampleMessageList = {
    Message{
        "sample.bad_persons", "人数 {0} は作れません。1 から {1} の間で指定してください。",
        "A sample of {0} persons cannot be made. Ask for 1 to {1}."},
    Message{
        "sample.bad_dirtiness", "汚れ具合は 0 から 4 の間で指定してください（標準は 1）。",
        "The dirtiness must be between 0 and 4. The usual is 1."},
    Message{
        "sample.unknown_profile", "プロファイル {0} はありません。{1} のどれかを指定してください。",
        "There is no profile {0}. Choose one of: {1}."},
    Message{
        "sample.out_not_empty",
        "出力先フォルダーが空ではありません。別の場所を選ぶか、上書きを指定してください。",
        "The output folder is not empty. Choose another one, or ask to replace its files."},
    Message{
        "sample.cannot_write",
        "{0} に書き込めません。フォルダーの権限と空き容量を確かめてください。",
        "Cannot write {0}. Check the folder's permissions and the free space."},
};

}  // namespace

const std::span<const Message> kSampleMessages = kSampleMessageList;

}  // namespace genbo
