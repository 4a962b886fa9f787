// SPDX-License-Identifier: Apache-2.0
#include "audit/audit_messages.h"

namespace genbo {

namespace {

constexpr Message kAuditEntries[] = {
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
