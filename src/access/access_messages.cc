// SPDX-License-Identifier: Apache-2.0
#include "access/access_messages.h"

namespace genbo {

namespace {

constexpr Message kAccessMessageTable[] = {
    {"access.denied",
     "この操作({0})は今の役割ではできません。管理者に役割の変更を依頼してください。",
     "Your role may not do this ({0}). Ask an administrator to change your role."},
    {"access.purpose_needed",
     "利用目的が必要です。見出し Genbo-Purpose で、何のために見るかを名乗ってください。",
     "A purpose is needed. Say in the header Genbo-Purpose what the data are for."},
    {"access.purpose_not_yours",
     "その利用目的は今の役割では名乗れません。「だれが何を見られるか」の表から選んでください。",
     "Your role may not claim that purpose. Choose one from the table of who sees what."},
    {"access.glass_is_whole", "緊急の目的は、理由を書いて緊急アクセスを始めてから使えます。",
     "The emergency purpose needs emergency access. Begin it with a reason first."},
    {"access.key_wrong", "API キーが正しくありません。キーの全部を写したか確かめてください。",
     "This API key is not right. See that you have copied all of it."},
    {"access.key_ended", "この API キーは終わっています。管理者に新しいキーを頼んでください。",
     "This API key has ended. Ask an administrator for a new one."},
    {"access.key_expired", "この API キーは期限が切れています。管理者に更新を頼んでください。",
     "This API key has expired. Ask an administrator to renew it."},
    {"access.key_network",
     "この API キーは、このアドレスからは使えません。許すアドレスを管理者に確かめてください。",
     "This API key may not be used from this address. Ask an administrator which may."},
    {"access.key_scope", "この API キーでは、この操作({0})はできません。キーを作り直してください。",
     "This API key may not do this ({0}). Make one that may."},
    {"access.unknown_key", "その API キーはありません。一覧から選んでください。",
     "There is no such API key. Choose one from the list."},
    {"access.bad_note", "アクセスの控えが読めません。genbo doctor で調べてください。",
     "What was kept about access cannot be read. Run genbo doctor."},
    {"access.unknown_act", "その記録はありません。一覧を読み直してください。",
     "There is no such entry. Load the list again."},
    {"access.own_act", "自分のしたことは、ほかの人が確かめます。別の担当者に頼んでください。",
     "What you did yourself is for somebody else to note. Ask a colleague."},
    {"access.not_to_unmask",
     "この項目は一人では表示できません。個人情報保護責任者に頼んでください。",
     "This field is not for one person to open. Ask the privacy officer."},
    {"access.no_value", "この項目には値がありません。お客様のページを読み直してください。",
     "There is no value in this field. Load the customer again."},
    {"access.export_field",
     "この項目({0})は今の役割と利用目的では書き出せません。項目か利用目的を選び直してください。",
     "Your role and purpose may not export this field ({0}). Choose other fields or another "
     "purpose."},
    {"access.export_empty", "書き出す項目がありません。一つ以上選んでください。",
     "There is no field to export. Choose at least one."},
    {"access.unknown_export", "その書き出しはありません。一覧から選んでください。",
     "There is no such export. Choose one from the list."},
    {"access.own_export", "自分で頼んだ書き出しは承認できません。ほかの担当者に頼んでください。",
     "You cannot approve what you asked for. Ask a colleague."},
    {"access.export_decided", "この書き出しはもう決まっています。一覧を読み直してください。",
     "This export has been decided. Load the list again."},
    {"access.export_not_open",
     "この書き出しは今は受け取れません。承認から24時間以内に、頼んだ本人が受け取ってください。",
     "This export cannot be fetched now. Whoever asked fetches it within 24 hours of the "
     "approval."},
    {"access.budget_spent",
     "見られるお客様の数の上限に達しました。{0} 秒後にもう一度お試しください。",
     "You have reached the number of customers you may see. Come back in {0} seconds."},
};

}  // namespace

const std::span<const Message> kAccessMessages{kAccessMessageTable};

}  // namespace genbo
