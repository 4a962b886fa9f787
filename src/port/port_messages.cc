// SPDX-License-Identifier: Apache-2.0
#include "port/port_messages.h"

namespace genbo {

namespace {

constexpr Message kPortMessageTable[] = {
    {"http.address",
     "呼び出す先の URL が使えません。https:// で始まる URL を指定してください(http:// "
     "は同じ機械の中だけ)。",
     "The address to call cannot be used. Give one that begins with https:// (http:// only on "
     "this machine)."},
    {"http.answer_too_large", "{0} からの答えが大きすぎます。呼び出す先を確かめてください。",
     "The answer of {0} is too large. Check the address."},
    {"http.timeout",
     "{0} から時間内に答えがありません。しばらくしてから、もう一度実行してください。",
     "{0} did not answer in time. Try again in a moment."},
    {"http.tls",
     "{0} の証明書を確かめられません。証明書の名前と期限、認証局のファイルを確かめてください。",
     "The certificate of {0} cannot be verified. Check its name, its dates and the file of "
     "authorities."},
    {"http.unreachable", "{0} に接続できません。名前とネットワークを確かめてください。",
     "{0} cannot be reached. Check the name and the network."},
    {"store.busy", "データベースが使用中です({0})。しばらくしてから、もう一度実行してください。",
     "The database is busy ({0}). Try again in a moment."},
    {"store.cannot_lock",
     "原簿のロックファイルを作れません。フォルダーの書き込み権限を確かめてください。",
     "The lock file of the master cannot be made. Check that the folder is writable."},
    {"store.cannot_open", "データベースファイルを開けません({0})。場所と権限を確かめてください。",
     "The database file cannot be opened ({0}). Check the place and the permissions."},
    {"store.constraint", "すでにある値と重なるため、書き込めませんでした({0})。",
     "The write clashes with a value that is there already ({0})."},
    {"store.corrupt",
     "データベースに壊れている所があります({0})。書き込みをやめ、バックアップから戻してください。",
     "The database is damaged ({0}). Stop writing and restore a backup."},
    {"store.disk_full",
     "ディスクに空きがありません({0})。空きを作ってから、もう一度実行してください。",
     "The disk is full ({0}). Make room and try again."},
    {"store.exists", "このフォルダーには、すでに原簿があります。別のフォルダーを指定してください。",
     "There is a master in this folder already. Name another folder."},
    {"store.in_use",
     "この原簿には、ほかのプロセス(genbo serve など)が書き込んでいます。止めてから実行するか、"
     "画面から操作してください。",
     "Another process (such as `genbo serve`) is writing to this master. Stop it first, or use "
     "the console."},
    {"store.io_error", "ディスクの読み書きに失敗しました({0})。ディスクを確かめてください。",
     "Reading or writing the disk failed ({0}). Check the disk."},
    {"store.lease_lost", "「{0}」の担当が別のノードに移りました。何もする必要はありません。",
     "The duty {0} has gone to another node. Nothing needs to be done."},
    {"store.moved",
     "この原簿は別の保存場所へ移されました。genbo.toml の [store] database "
     "を新しい場所に直してから、起動し直してください。",
     "This master has moved to another store. Set [store] database in genbo.toml to the new place "
     "and start again."},
    {"store.moving",
     "この保存場所への移行は、まだ終わっていません。genbo migrate "
     "をもう一度実行すると、続きから進みます。",
     "A migration into this store has not finished. Run `genbo migrate` again: it goes on where it "
     "stopped."},
    {"store.no_master",
     "このフォルダーに原簿がありません。genbo init で作るか、--dir で場所を指定してください。",
     "There is no master in this folder. Make one with `genbo init`, or name its folder with "
     "--dir."},
    {"store.not_found", "指定されたものは登録されていません。",
     "There is no such thing in the store."},
    {"store.other_version",
     "この原簿は別の版の Genbo のものです(形式 {0})。その版以降の Genbo で開いてください。",
     "This master was made by another version of Genbo (format {0}). Open it with that version or "
     "a later one."},
    {"store.sync_failed",
     "ディスクが書き込みを保証できませんでした({0})"
     "。以後の書き込みを止めます。ディスクを調べてから、"
     "起動し直してください。",
     "The disk could not keep what was written ({0}). Writing has stopped. Examine the disk, then "
     "start again."},
};

}  // namespace

const std::span<const Message> kPortMessages{kPortMessageTable};

}  // namespace genbo
