// SPDX-License-Identifier: Apache-2.0
#include "register/register_messages.h"

namespace genbo {

namespace {

constexpr Message kRegisterMessageTable[] = {
    {"register.no_snapshot", "索引の控えがありません。原簿から作り直します。",
     "There is no snapshot of the index. It is made anew from the register."},
    {"register.snapshot_damaged",
     "索引の控えが壊れているか、別の鍵で封じられています。原簿から作り直します。",
     "The snapshot of the index is damaged or sealed by another key. The index is made anew from "
     "the register."},
    {"register.snapshot_io",
     "索引の控えを読み書きできません({0})。空き容量とフォルダーの権限を確かめてください。",
     "The snapshot of the index cannot be read or written ({0}). Check the free space and the "
     "rights of the folder."},
    {"register.snapshot_of_another",
     "索引の控えは、別の版または別の設定のプログラムが作ったものです。原簿から作り直します。",
     "The snapshot of the index was made by another version or with other settings. It is made "
     "anew from the register."},
    {"register.audit_frontier",
     "監査ログの件数と、保存された木の大きさが合いません。バックアップから戻し、原因を調べてくださ"
     "い。",
     "The audit log and its stored tree differ in size. Restore a backup and find out why."},
    {"register.audit_leaf",
     "監査ログの {0} 件目が読めないか、順番が違います。書き換えられた疑いがあります。",
     "Leaf {0} of the audit log is unreadable or out of order. It may have been tampered with."},
    {"register.audit_root",
     "監査ログ({0} 件)から計算した根が、保存された根と違います。書き換えられた疑いがあります。",
     "The root computed from {0} audit leaves is not the stored one. The log may have been "
     "tampered with."},
    {"register.bad_anchor",
     "顧客番号(内部番号 {0})の基準の元データがありません。バックアップから戻してください。",
     "Number {0} (internal id) is anchored on a record that is not there. Restore a backup."},
    {"register.bad_index", "照合の索引の行 {0} が読めません。genbo rebuild で作り直してください。",
     "Row {0} of the match index cannot be read. Make the index anew with genbo rebuild."},
    {"register.bad_content_hash",
     "元データ {0} の内容が、保存された照合値と合いません。バックアップから戻してください。",
     "Record {0} is not what its stored hash says. Restore a backup."},
    {"register.bad_number", "顧客番号(内部番号 {0})が、この原簿のどの規則にも合いません。",
     "Number {0} (internal id) fits no rule of this master."},
    {"register.bad_payload",
     "元データ {0} "
     "を復号できません。鍵束が正しいか確かめ、だめならバックアップから戻してください。",
     "Record {0} cannot be opened. Check the keyring, otherwise restore a backup."},
    {"register.card_number",
     "クレジットカード番号が含まれているため、この行は受け取りません。番号は保存していません。"
     "元のファイルから番号を消して、もう一度取り込んでください。",
     "The row holds a payment card number and is refused; the number was not stored. Remove it "
     "from the file and import again."},
    {"register.empty_row",
     "値のない行です。不要なら無視し、必要なら値を入れて取り込み直してください。",
     "The row has no values. Ignore it, or fill it in and import it again."},
    {"register.import_not_running",
     "この取り込みは、途中で止まったものとして扱われました。同じファイルをもう一度取り込んでくださ"
     "い"
     "。",
     "This import was taken for interrupted. Import the same file again: it goes on where it "
     "stopped."},
    {"register.import_running", "この取り込みはまだ動いています。終わってから取り消してください。",
     "This import is still running. Undo it when it has finished."},
    {"register.import_undone", "この取り込みは、すでに取り消されています。",
     "This import has been undone already."},
    {"register.index_loading",
     "検索の準備をしています。しばらく待ってから、もう一度検索してください。",
     "The search index is being prepared. Wait a moment and search again."},
    {"register.my_number",
     "マイナンバー(個人番号)が含まれているため、この行は受け取りません。番号は保存していません。"
     "元のファイルから番号を消して、もう一度取り込んでください。",
     "The row holds an Individual Number (My Number) and is refused; the number was not stored. "
     "Remove it from the file and import again."},
    {"register.no_verdict", "この二件には、取り消せる判断がありません。",
     "There is no verdict on these two records to take back."},
    {"register.number_taken", "この顧客番号はすでに使われています。別の番号を選んでください。",
     "This customer number is taken. Choose another."},
    {"register.numbers_exhausted",
     "この規則で発行できる顧客番号を使い切りました。新しい番号規則を追加してください。",
     "Every number of the active rule has been issued. Add a new number rule."},
    {"register.partition_differs",
     "{0} 件の元データで、保存された顧客と計算した顧客が違います。genbo rebuild で直せます。",
     "{0} records are stored under another customer than the facts give. `genbo rebuild` mends "
     "it."},
    {"register.rejected_cells",
     "受け取らなかった行の控えが壊れています。元のファイルを使ってください。",
     "The kept copy of a rejected row is damaged. Use the original file."},
    {"register.reserve_too_many",
     "一度に確保できる顧客番号は 1 ～ {0} 件です。件数を減らしてください。",
     "Between 1 and {0} numbers can be reserved at once. Ask for fewer."},
    {"register.same_customer", "二つの番号は、同じお客様のものです。統合の必要はありません。",
     "Both numbers belong to the same customer. There is nothing to merge."},
    {"register.same_record", "同じ元データ同士は比べられません。別の元データを選んでください。",
     "A record cannot be compared with itself. Choose another."},
    {"register.split_all",
     "すべての元データを切り離すことはできません。残す元データを一件以上選んでください。",
     "Not every record can be split off. Leave at least one with the customer."},
    {"register.split_foreign",
     "このお客様のものではない元データが選ばれています。画面を読み直してください。",
     "A chosen record does not belong to this customer. Reload the page."},
    {"register.split_too_large", "一度に切り離す元データが多すぎます。少しずつ切り離してください。",
     "Too many records to split off at once. Split off fewer at a time."},
    {"register.stopped",
     "書き込みの障害のため、原簿は読み取り専用で止まっています。ディスクを確かめ、再起動してくださ"
     "い。",
     "Writing has stopped after a storage fault. Check the disk and start Genbo again."},
    {"register.unknown_number",
     "この顧客番号のお客様は登録されていません。番号を確かめてください。",
     "No customer has this number. Check the number."},
    {"register.unknown_record",
     "この元データはありません。取り消された取り込みのものかもしれません。",
     "There is no such record. Its import may have been undone."},
    {"register.verdict_stands",
     "「別の人」という判断が残っているため統合できません。先にその判断を取り消してください。",
     "Somebody has said that these are different people. Take that verdict back first."},
    {"register.withdrawn_number",
     "この顧客番号は発行済みですが、今は元データがありません(取り込みの取り消しなど)。",
     "This number was issued, but none of its records are left (an import was undone)."},
};

}  // namespace

const std::span<const Message> kRegisterMessages{kRegisterMessageTable};

}  // namespace genbo
