// SPDX-License-Identifier: Apache-2.0
#include "audit/audit_messages.h"

namespace genbo {

namespace {

constexpr Message kAuditEntries[] = {
    {"audit.bad_bundle",
     "証跡のファイル {0} "
     "の長さが合いません。行が消されたか、足されています。別の写しと比べてください。",
     "The lengths in {0} do not add up: leaves were removed or added. Compare it with another "
     "copy."},
    {"audit.bad_fork",
     "分岐記録の中身が正しい形ではありません。別の場所に保存した写しと比べてください。",
     "The fork record is not well formed. Compare it with a copy kept elsewhere."},
    {"audit.bad_manifest",
     "書き出しの目録が、チェックポイントやその写しと合いません。どれかが差し替えられています。もう"
     "一度書き出して比べてください。",
     "The manifest does not fit the checkpoint or its copies: one of them was exchanged. Export "
     "again "
     "and compare."},
    {"audit.bad_receipt", "受取証の形をしていません。ファイル全体を、そのまま渡してください。",
     "This is not a receipt. Give the whole file as it was made."},
    {"audit.cannot_read", "{0} を読めません。場所と権限を確かめてください。",
     "{0} cannot be read. Check the place and its permissions."},
    {"audit.cannot_write", "{0} に書けません。場所、権限、空き容量を確かめてください。",
     "{0} cannot be written. Check the place, its permissions and the free space."},
    {"audit.copies_disagree",
     "外の写しどうしが {0} "
     "行目の時点で食い違います。分岐記録もありません。証跡が二通り作られた疑いがあります。両方の写"
     "しを保全してください。",
     "Outside copies disagree about size {0}, and no fork record says why: there may have been two "
     "trails. Keep both copies safe."},
    {"audit.leaf_out_of_place",
     "証跡の {0} "
     "番の行が壊れているか、別の場所の行です。変更された疑いがあります。バックアップと比べてくださ"
     "い。",
     "Leaf {0} is damaged or belongs to another place, and may have been changed. Compare it with "
     "a "
     "backup."},
    {"audit.missing_file", "{0} がありません。書き出したフォルダー全体を渡したか確かめてください。",
     "{0} is missing. Check that the whole exported folder was given."},
    {"audit.no_such_leaf",
     "{0} 番の行はまだありません。番号を確かめるか、もう一度書き出してください。",
     "There is no leaf {0} yet. Check the number or export again."},
    {"audit.other_key",
     "フォルダーの中の鍵が、渡された検証鍵と違います。この台帳の検証鍵を使っているか確かめてくださ"
     "い。",
     "The key in the folder is not the verifier key that was given. Check that you use this "
     "master's "
     "key."},
    {"audit.rolled_back",
     "証跡は {0} 行までしかありませんが、外の写しには {1} "
     "行あったと署名されています。古い状態に戻されたか、消されています。復元した直後なら、復元の記"
     "録を確かめてください。",
     "The trail has {0} leaves, but outside copies are signed for {1}: it was put back to an older "
     "state or cut. After a restore, look for its fork record."},
    {"audit.root_differs",
     "証跡から計算した値がチェックポイントと合いません。行が変更されています。バックアップと比べて"
     "ください。",
     "What the leaves add up to is not what the checkpoint says: leaves were changed. Compare with "
     "a "
     "backup."},
    {"audit.tile_differs",
     "証跡のファイル {0} "
     "が、行から計算した内容と違います。変更された疑いがあります。もう一度書き出して比べてください"
     "。",
     "The file {0} is not what the leaves make it, and may have been changed. Export again and "
     "compare."},
    {"audit.unexpected_file",
     "{0} "
     "はこの書き出しのファイルではありません。後から足された疑いがあります。取り除いてから調べてく"
     "ださい。",
     "{0} does not belong to this export and may have been added later. Examine it apart, then "
     "verify "
     "again without it."},
    {"audit.bad_checkpoint",
     "チェックポイントの中身が正しい形ではありません。別の場所に保存した写しと比べてください。",
     "The checkpoint is not well formed. Compare it with a copy kept elsewhere."},
    {"audit.bad_frontier",
     "証跡の木の状態を読めません。証跡の行から計算し直すため、doctor を実行してください。",
     "The state of the audit tree cannot be read. Run doctor, which computes it from the leaves."},
    {"audit.bad_leaf",
     "証跡の行が壊れています。変更された疑いがあります。保存済みのチェックポイントと"
     "バックアップで調べてください。",
     "An audit leaf is damaged and may have been changed. Examine it against a stored checkpoint "
     "and a backup."},
    {"audit.bad_note", "署名付き文書の形をしていません。ファイル全体を渡したか確かめてください。",
     "This is not a signed note. Check that the whole file was given."},
    {"audit.bad_note_key", "検証鍵を読めません。「名前+鍵番号+鍵」の一行をそのまま写してください。",
     "The verifier key cannot be read. Copy the one line \"name+id+key\" as it is."},
    {"audit.bad_handover",
     "鍵の引き継ぎの記録が正しくないか、渡した検証鍵につながりません。別の場所の写しと、検証鍵を確"
     "か"
     "めてください。",
     "A hand-over of the signing key is not right, or does not lead to the verifier key that was "
     "given. Look at a copy kept elsewhere, and at the key."},
    {"audit.handover_unlogged",
     "鍵の引き継ぎが証跡に書かれていません。証跡の一部が失われたか、引き継ぎが偽物です。別の場所の"
     "写"
     "しと比べてください。",
     "The audit log does not speak of a hand-over of its signing key: part of the log is gone, or "
     "the hand-over is false. Compare it with a copy kept elsewhere."},
    {"audit.key_retired",
     "行数 {0} "
     "のチェックポイントは、引き継ぎのあとに古い鍵で署名されています。古い鍵が盗まれた疑いが"
     "あります。",
     "The checkpoint of {0} leaves was signed by an old key after its hand-over. The old key may "
     "have been stolen."},
    {"audit.key_replaced",
     "受取証は、すでに引き継がれた古い鍵で署名されています。鍵が盗まれたあとの偽物かもしれません。"
     "同じ番号の受取証を作り直してもらってください。",
     "The receipt was signed by a key that has been replaced since. Whoever stole that key could "
     "have forged it. Ask for a new receipt of the same act."},
    {"audit.bad_signature",
     "署名が合いません。文書が変更されたか、鍵が違います。別の場所の写しと比べてください。",
     "The signature does not fit: the text was changed, or the key is another one. Compare it with "
     "a copy kept elsewhere."},
    {"audit.not_consistent",
     "証跡が以前のチェックポイントの続きではありません。過去の行が変えられたか、消されています。"
     "復元した直後なら、復元の記録を確かめてください。",
     "The audit log does not continue from the earlier checkpoint: past leaves were changed or "
     "removed. After a restore, look for its fork record."},
    {"audit.not_included",
     "証跡の行がこのチェックポイントの木に含まれていません。証明書と行の組み合わせを確かめてくださ"
     "い。",
     "The leaf is not in the tree of this checkpoint. Check that leaf and proof belong together."},
    {"audit.not_signed",
     "求める鍵の署名がありません。この台帳の検証鍵を使っているか確かめてください。",
     "There is no signature by the key asked for. Check that you use this master's verifier key."},
};

}  // namespace

const std::span<const Message> kAuditMessages = kAuditEntries;

}  // namespace genbo
