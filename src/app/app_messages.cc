// SPDX-License-Identifier: Apache-2.0
#include "app/app_messages.h"

namespace genbo {

namespace {

constexpr Message kAppMessageTable[] = {
    {"app.guard_setting",
     "鍵束の番人の設定 {0} がありません。genbo.toml の [keys] か環境変数に入れてください。",
     "The guard of the keyring lacks its setting {0}. Put it under [keys] in genbo.toml, or into "
     "the environment."},
    {"app.unknown_guard",
     "鍵束の番人「{0}」を知りません。none, argon2id, keyfile, pkcs11, transit のどれかです。",
     "There is no guard {0} of keyrings. It is one of none, argon2id, keyfile, pkcs11, transit."},
    {"app.hook_refused",
     "チェックポイントの送り先が {0} と答えました。アドレスと、受け側の設定を確かめてください。",
     "The address that checkpoints are posted to answered {0}. Check the address and the "
     "receiver."},
    {"app.backup_damaged",
     "この控えは、取ったときのものと違います(壊れたか、書き換えられました)"
     "。別の控えを使ってください。",
     "This backup is not what was taken: it is damaged or was changed. Use another one."},
    {"app.backup_exists", "このフォルダーは空ではありません。新しいフォルダーを指定してください。",
     "This folder is not empty. Name a new one."},
    {"app.bad_cursor", "ページの位置が正しくありません。最初のページから読み直してください。",
     "The page position is not valid. Begin at the first page again."},
    {"app.bad_day", "日付は 2026-11-22 の形で指定してください。", "Write the day as 2026-11-22."},
    {"app.bad_mapping", "保存された項目の対応が読めません。もう一度保存してください。",
     "The saved mapping cannot be read. Save it again."},
    {"app.bad_source_name",
     "元データの名前「{0}」は使えません。英小文字と数字(と - _)で 63 "
     "文字までの名前にしてください。たとえば pos や ec です。",
     "A source cannot be named \"{0}\". Use up to 63 small letters and digits, - and _: pos, ec."},
    {"app.cannot_make_folder", "フォルダーを作れません。場所と権限を確かめてください。",
     "The folder cannot be made. Check the place and the permissions."},
    {"app.cannot_write", "{0} を書き込めません。空き容量と権限を確かめてください。",
     "{0} cannot be written. Check the free space and the permissions."},
    {"app.customer.version_changed",
     "表示したあとに、このお客様の情報が変わりました。読み直してから、もう一度操作してください。",
     "This customer has changed since the page was loaded. Reload it and try again."},
    {"app.duplicate_likely",
     "似たお客様がすでにいます。同じ人でないか確かめてから、もう一度登録してください。",
     "Somebody like that is registered already. Make sure it is not the same person, then register "
     "again."},
    {"app.field_twice", "項目「{0}」が二回あります。一回にしてください。",
     "The field {0} is given twice. Give it once."},
    {"app.file_exists", "{0} はすでにあります。別のフォルダーを指定してください。",
     "{0} exists already. Name another folder."},
    {"app.import_interrupted",
     "取り込みの途中で止まりました。同じファイルをもう一度取り込むと、続きから入ります。",
     "The import was interrupted. Import the same file again: it goes on where it stopped."},
    {"app.jobs_busy", "ほかの取り込みが動いています。終わってから、もう一度実行してください。",
     "Other imports are running. Try again when one has finished."},
    {"app.migrate_config",
     "genbo.toml の [store] database を書き換えられません。「[store]」の見出しの下に「database = "
     "…」という一行の形で書いてから、もう一度実行してください。",
     "The key database of [store] in genbo.toml cannot be changed. Write it as one line, database "
     "= …, under the header [store], and run the command again."},
    {"app.migrate_differs",
     "移行先の表 {0} "
     "が移行元と一致しません。原簿は元の場所のままです。もう一度実行すると、違う表を入れ"
     "直します。続くときは、元の原簿を genbo doctor で調べてください。",
     "The table {0} of the target is not what the source has. The master stays where it was. Run "
     "the command again: it fills anew what differs. If that does not help, run `genbo doctor` on "
     "the source."},
    {"app.migrate_not_empty",
     "移行先にはすでに原簿があります。空のデータベースを作って指定するか、フォルダーの genbo.db "
     "を別の場所へ移してください。",
     "There is a master at the target already. Name an empty database, or move the folder's "
     "genbo.db elsewhere."},
    {"app.migrate_other",
     "この移行先には、別の原簿か、別の版の Genbo による移行が途中まで入っています。空の"
     "データベースを指定してください。",
     "The migration of another master, or by another version of Genbo, into this target has begun. "
     "Name an empty database."},
    {"app.migrate_same", "原簿はすでにその保存場所にあります。別の場所を指定してください。",
     "The master is in that store already. Name another one."},
    {"app.no_backup", "このフォルダーは控えではありません(manifest.json がありません)。",
     "This folder is not a backup: it has no manifest.json."},
    {"app.no_file", "ファイル {0} を開けません。場所と名前を確かめてください。",
     "The file {0} cannot be opened. Check its place and name."},
    {"app.no_such_column", "列「{0}」がファイルにありません。見出しの綴りを確かめてください。",
     "The files have no column {0}. Check its spelling in the header."},
    {"app.no_upload", "送られたファイルの期限が切れています。もう一度ファイルを選んでください。",
     "The uploaded file is gone. Choose it again."},
    {"app.other_keyring", "この原簿の鍵束ではありません。正しい鍵束のファイルを指定してください。",
     "This is not the keyring of this master. Name the right keyring file."},
    {"app.reference_columns",
     "{0} は求められた表ではありません。列 {1} のあるファイルを指定してください。",
     "{0} is not the table that was asked for. Give a file with the columns {1}."},
    {"app.reference_damaged",
     "参照表 reference/{0} が壊れています。もう一度 genbo ref import で取り込むか、控えから戻して"
     "ください。",
     "The reference table reference/{0} is damaged. Import it again with genbo ref import, or take "
     "it from a backup."},
    {"app.reference_empty", "ファイルに使える行がありません。種類とファイルを確かめてください。",
     "The file has no row that can be used. Check the kind and the file."},
    {"app.reference_in_use", "このプロセスはすでに別の参照表を使っています。起動し直してください。",
     "This process is using other reference tables already. Start it again."},
    {"app.reference_kind",
     "表の種類 {0} はありません。ken-all、abr、mj、changes のどれかを指定してください。",
     "There is no kind of table {0}. Use ken-all, abr, mj or changes."},
    {"app.reference_row",
     "{0} の {1} 行目が読めません(「{2}」)。ファイルを公式の配布元から取り直してください。",
     "Row {1} of {0} cannot be read (\"{2}\"). Fetch the file from its publisher again."},
    {"app.review.version_changed",
     "表示したあとに、この組の情報か判断が変わりました。読み直してから判断してください。",
     "This pair has changed since it was shown. Reload it and decide again."},
    {"app.model_outdated",
     "名寄せのモデルが前の版のものです。genbo rebuild を一度実行してください。"
     "お客様番号は変わりません。",
     "The matching model is of an earlier version. Run genbo rebuild once. Customer numbers do "
     "not change."},
    {"app.tables_changed",
     "参照表か版が、照合の索引を作ったときのものと違います。すべてのノードの reference "
     "フォルダーを同じにして、genbo rebuild を一度実行してください。",
     "The reference tables or the version differ from those that the match index was made with. "
     "Bring the same reference folder to all nodes and run genbo rebuild once."},
    {"app.former_statistics",
     "前回の結果を読めません。genbo match --json の出力を保存したファイルを指定してください。",
     "The former result cannot be read. Give a file that holds the output of genbo match --json."},
    {"app.schema_file",
     "列の意味のファイルの {0} を読めません。--print-schema の出力を手本に直してください。",
     "Place {0} of the schema file cannot be read. Mend it after what --print-schema writes."},
    {"app.no_such_row",
     "その名前の行はファイルにありません。識別列の値か、行番号(0から)で指定してください。",
     "No row has that name. Use the value of the identifying column, or the row's number from 0."},
    {"app.two_such_rows",
     "その名前の行が二つ以上あります。「2:17」のようにファイルの順番を付けて指定してください。",
     "More than one row has that name. Put the file's number before it, as in 2:17."},
    {"app.verdict_row",
     "判定ファイルの{0}行目を読めません。二つの行の名前と same か different を書いてください。",
     "Row {0} of the verdicts cannot be read. Give two different rows, then same or different."},
    {"app.truth_columns", "正解のファイルには record_id と cluster_id の二列が要ります。",
     "The truth needs two columns: record_id and cluster_id."},
    {"app.truth_ids",
     "正解の record_id がどの行とも合いません。--id で番号の列を指定してください。",
     "No record_id of the truth is in the files. Name the column that holds it with --id."},
    {"app.unknown_encoding",
     "文字コード {0} は使えません。utf-8, cp932, euc-jp などを指定してください。",
     "Encoding {0} is not known. Use utf-8, cp932, euc-jp and the like."},
    {"app.unknown_field", "項目 {0} はありません。一覧から選んでください。",
     "There is no field {0}. Choose one of the list."},
    {"app.unknown_format", "形式 {0} は読めません。csv, tsv, ndjson, xlsx のどれかにしてください。",
     "Format {0} cannot be read. Use csv, tsv, ndjson or xlsx."},
    {"app.unknown_staff", "担当者 {0} はいません。名前を確かめてください。",
     "There is no staff member {0}. Check the name."},
    {"app.unknown_verdict", "判断 {0} は使えません。same, not_same, later のどれかにしてください。",
     "Verdict {0} is not known. Use same, not_same or later."},
    {"config.bad_value",
     "genbo.toml の {1} 行目: {0} の値が正しくありません。説明を見て直してください。",
     "genbo.toml line {1}: the value of {0} is not valid. See the comment beside it."},
    {"config.not_toml", "genbo.toml の {0} 行目が TOML として読めません。",
     "genbo.toml line {0} is not valid TOML."},
    {"config.unknown_key",
     "genbo.toml の {1} 行目: {0} という項目はありません。綴りを直すか、行を消してください。",
     "genbo.toml line {1}: there is no key {0}. Correct its spelling or remove the line."},
    {"app.value_doubtful",
     "確かめたほうがよい値があります。内容を確かめてから、もう一度登録してください。",
     "A value should be looked at again. Check it, then register again."},
};

}  // namespace

const std::span<const Message> kAppMessages{kAppMessageTable};

}  // namespace genbo
