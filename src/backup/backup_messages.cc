// SPDX-License-Identifier: Apache-2.0
#include "backup/backup_messages.h"

namespace genbo {

namespace {

constexpr Message kBackupEntries[] = {
    {"backup.bad_address",
     "控えの場所が正しくありません。フォルダーか、s3://ホスト/バケット/前置き?region=… "
     "の形で書いてください。",
     "This is no place for backups. Name a folder, or s3://HOST/BUCKET/PREFIX?region=…."},
    {"backup.bad_record",
     "変更の記録が壊れています。別の控えから戻すか、その前の時点を指定してください。",
     "A record of the change log is damaged. Restore from another place, or to an earlier moment."},
    {"backup.commit_too_large",
     "一回の変更が大きすぎて記録できません。次の全体の控えまで、この前後の時点へは戻れません。",
     "One commit is too large to be recorded. Until the next snapshot there is no way back to the "
     "moments around it."},
    {"backup.gap",
     "変更 {0} から {1} が控えにありません。それより前の時点を --commit か --at "
     "で指定してください。",
     "The commits {0} to {1} are not in the backup. Name an earlier moment with --commit or --at."},
    {"backup.image_damaged",
     "控えのデータベースが、控えの記録と合いません。別の控えから戻してください。",
     "The database of the backup is not what its manifest says. Restore from another one."},
    {"backup.image_unwritable", "戻す先に書けません。空き容量と権限を確かめてください。",
     "The place to restore into cannot be written. Check the free space and the permissions."},
    {"backup.log_unreadable",
     "データベースの書き込み記録を読めません。次の全体の控えで、控えは元どおりになります。",
     "The database's write-ahead log cannot be read. The next snapshot makes the backup whole "
     "again."},
    {"backup.no_keys",
     "S3 の鍵がありません。[backup] s3_keys のファイルか、環境変数 AWS_ACCESS_KEY_ID と "
     "AWS_SECRET_ACCESS_KEY に入れてください。",
     "There is no S3 key. Put it into the file of [backup] s3_keys, or into AWS_ACCESS_KEY_ID and "
     "AWS_SECRET_ACCESS_KEY."},
    {"backup.no_such_commit",
     "変更 {0} は控えにありません。genbo backup --list で、戻れる範囲を確かめてください。",
     "The commit {0} is not in the backup. genbo backup --list shows what can be restored."},
    {"backup.nothing_there", "ここに控えはありません。場所の名前を確かめてください。",
     "There is no backup here. Check the name of the place."},
    {"backup.other_keyring",
     "この控えには別の鍵束(ID {0})が要ります。その鍵束のファイルを指定してください。",
     "This backup needs another keyring (id {0}). Name the file of that one."},
    {"backup.master_differs",
     "原簿の {0} ページ目が、控えの記録と違います。ディスクを調べ、控えから戻してください。",
     "Page {0} of the master is not what its backup says. Examine the disk and restore the "
     "backup."},
    {"backup.page_differs",
     "変更 {1} の {0} "
     "ページ目が、記録と合いません。それより前の時点を指定するか、別の控えから戻して"
     "ください。",
     "Page {0} of commit {1} is not what was recorded. Name an earlier moment, or restore from "
     "another place."},
    {"backup.piece_damaged",
     "控えの {0} が壊れているか、書き換えられています。別の控えから戻してください。",
     "The piece {0} of the backup is damaged or was changed. Restore from another place."},
    {"backup.piece_missing",
     "控えの {0} がありません。別の控えから戻すか、別の時点を指定してください。",
     "The piece {0} of the backup is missing. Restore from another place, or to another moment."},
    {"backup.place_lies",
     "控えの場所に書いた {0} が、読み返すと違います。その場所の機器を調べてください。",
     "What was written to {0} is read back differently. Examine the device of that place."},
    {"backup.place_refused",
     "控えの場所が断りました({0})。鍵と権限、場所の名前を確かめてください。",
     "The place for backups refused ({0}). Check the key, its permissions and the place's name."},
    {"backup.place_hangs",
     "控えの場所 {0} が {1} "
     "秒以上応えません。共有フォルダーのサーバー、つながり、マウントを確かめてく"
     "ださい。書き込みは待たずに続き、応えるようになれば続きから送ります。",
     "The place for backups {0} has not answered for more than {1} seconds. Check the server of "
     "the "
     "share, the connection and the mount. Writing goes on without it; what is missing is sent "
     "when "
     "it answers again."},
    {"backup.place_unreachable",
     "控えの場所 {0} に届きません。つながり、マウント、空き容量を確かめてください。",
     "The place for backups {0} cannot be reached. Check the connection, the mount and its free "
     "space."},
    {"backup.source_unreadable",
     "控えに入れる {0} を読めません。原簿のフォルダーを確かめてください。",
     "{0}, which belongs into the backup, cannot be read. Check the master's folder."},
    {"backup.spool_unreadable",
     "控えに送る前の記録(changes)を読めません。原簿のフォルダーの権限を確かめてください。",
     "The recorded changes that wait to be sent cannot be read. Check the permissions of the "
     "master's folder."},
    {"backup.spool_unwritable",
     "控えに送る記録(changes)"
     "を書けません。空き容量を確かめてください。原簿への書き込みは続きます。",
     "The changes for the backup cannot be recorded. Check the free space. Writing to the master "
     "goes on."},
    {"backup.too_early", "その時点の控えはありません。いちばん古い控えは {0} です。",
     "The backup does not go back so far. It begins at {0}."},
};

}  // namespace

const std::span<const Message> kBackupMessages = kBackupEntries;

}  // namespace genbo
