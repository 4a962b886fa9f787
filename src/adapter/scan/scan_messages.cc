// SPDX-License-Identifier: Apache-2.0
#include "adapter/scan/scan_messages.h"

namespace genbo {

namespace {

constexpr Message kScanMessageTable[] = {
    {"scan.found",
     "ファイルから不正なプログラム({0})"
     "が見つかったので、受け取りませんでした。送り主に確かめてくださ"
     "い。",
     "The file holds malware ({0}) and was not taken. Ask whoever sent it."},
    {"scan.no_verdict",
     "ウイルス検査がこのファイルを調べられませんでした({0})。clamd の StreamMaxLength "
     "などの設定を確かめてください。",
     "The malware scanner could not judge this file ({0}). Look at clamd's settings, such as "
     "StreamMaxLength."},
    {"scan.unreachable",
     "ウイルス検査(clamd)につながらないので、ファイルを受け取れません。clamd "
     "が動いているか、[imports] "
     "scanner が正しいか確かめてください。",
     "The malware scanner (clamd) cannot be reached, so no file is taken. Check that clamd runs, "
     "and "
     "[imports] scanner."},
};

}  // namespace

const std::span<const Message> kScanMessages = kScanMessageTable;

}  // namespace genbo
