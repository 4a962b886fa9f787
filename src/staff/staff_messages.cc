// SPDX-License-Identifier: Apache-2.0
#include "staff/staff_messages.h"

namespace genbo {

namespace {

constexpr Message kStaffMessageTable[] = {
    {"staff.bad_file",
     "担当者の記録が読めません。新しいプログラムで書かれたか、壊れています。Genbo を更新してくださ"
     "い。",
     "A staff file cannot be read: a newer program wrote it, or it is damaged. Update Genbo."},
    {"staff.bad_label", "氏名は 100 文字までで入れてください。制御文字は使えません。",
     "Give a full name of at most 100 characters, without control characters."},
    {"staff.bad_name", "担当者名は空白のない 1～64 文字で入れてください。",
     "Give a sign-in name of 1 to 64 characters without blanks."},
    {"staff.challenge_over",
     "確認の持ち時間(5 分)が過ぎたか、一度使われました。もう一度はじめからお願いします。",
     "The five minutes for this are over, or it was used already. Begin again."},
    {"staff.factor_needed",
     "この役割には二つ目の確認が必要です。別の確認方法を加えてから外してください。",
     "This role needs a second factor. Add another one before you remove this one."},
    {"staff.foreign_known",
     "この外部アカウントは、すでに誰かのアカウントにつながっています。別のものを使ってください。",
     "This outside account is linked to somebody already. Use another one."},
    {"staff.last_administrator", "管理者が一人もいなくなります。先に別の人を管理者にしてください。",
     "No administrator would be left. Make somebody else an administrator first."},
    {"staff.name_taken",
     "この担当者名は使われています。停止中の名前も使えないので、別の名前にしてください。",
     "This sign-in name is taken, perhaps by a disabled account. Choose another one."},
    {"staff.no_such_factor", "その確認方法は登録されていません。画面を読み直してください。",
     "This factor is not set up. Reload the page."},
    {"staff.no_totp_offer",
     "登録の途中ではないか、10 分が過ぎました。もう一度はじめから登録してください。",
     "No set-up is under way, or its ten minutes are over. Begin again."},
    {"staff.oneself", "自分の役割を変えたり停止したりはできません。ほかの管理者に頼んでください。",
     "Nobody changes his own role or disables himself. Ask another administrator."},
    {"staff.passkey_copied",
     "このパスキーは写しが使われたおそれがあります。外して、新しいものを登録してください。",
     "A copy of this passkey may be in use. Remove it and set up a new one."},
    {"staff.passkey_known", "このパスキーは登録済みです。別のものを選んでください。",
     "This passkey is set up already. Choose another one."},
    {"staff.password_guessable",
     "このパスワードは推測されやすい言葉や並びでできています。"
     "関係のない言葉をいくつかつなげてください。",
     "This password is made of what guessers try first. Put several unrelated words together."},
    {"staff.password_own",
     "このパスワードはご自分の名前やお店の名前でできています。ほかの言葉を使ってください。",
     "This password is made of your own name or the shop's. Use other words."},
    {"staff.password_short", "パスワードは 12 文字以上にしてください。長い文がおすすめです。",
     "Choose a password of at least 12 characters. A long sentence is best."},
    {"staff.qr_too_long", "QR コードにするには長すぎます。短い担当者名を使ってください。",
     "This is too long for a QR code. Use a shorter sign-in name."},
    {"staff.too_many_passkeys", "パスキーは 10 個までです。使わないものを外してください。",
     "Ten passkeys are the most. Remove one that you do not use."},
    {"staff.totp_is_set", "認証アプリは登録済みです。替えるときは、先に今の登録を外してください。",
     "An authenticator app is set up already. Remove it before you set up another one."},
    {"staff.breached_damaged",
     "漏れたパスワードの表が壊れています。genbo ref import breached-passwords "
     "で作り直してください。",
     "The filter of leaked passwords is damaged. Make it anew with genbo ref import "
     "breached-passwords."},
    {"staff.breached_empty", "一つもハッシュがありません。", "There is not one hash in it."},
    {"staff.breached_file", "ファイル {0} を読み書きできません。場所と権限を確かめてください。",
     "The file {0} cannot be read or written. Check place and permissions."},
    {"staff.breached_line",
     "{0} の {1} 行目は SHA-1 ではありません。「40 桁の 16 進数:回数」の一覧を渡してください。",
     "Line {1} of {0} is no SHA-1. Give a list of 40 hexadecimal digits and a count."},
    {"staff.breached_unsorted", "並んでいない一覧は {0} 行までです。先に sort で並べてください。",
     "A list that is not in order may have {0} lines. Sort it first."},
    {"staff.password_breached",
     "このパスワードは、どこかで漏れたことがあります。別のものにしてください。",
     "This password has leaked somewhere. Choose another one."},
    {"staff.recovery_unapproved",
     "二つ目の確認を忘れさせるには、ほかの人の承認が要ります。理由を書いて申請してください。",
     "Forgetting somebody's second factors takes another person's approval. Ask for it with a "
     "reason."},
    {"staff.unknown", "その担当者はいません。一覧を読み直してください。",
     "There is no such staff member. Reload the list."},
    {"staff.unknown_foreign", "この外部アカウントはつながっていません。画面を読み直してください。",
     "This outside account is not linked. Reload the page."},
    {"staff.unknown_passkey",
     "このパスキーは登録されていません。別のパスキーか、パスワードを使ってください。",
     "This passkey is not known here. Use another one, or your password."},
    {"staff.unknown_role", "その役割はありません。一覧から選んでください。",
     "There is no such role. Choose one from the list."},
    {"staff.wrong_code",
     "確認コードが違うか、使用済みです。新しいコードが出るのを待って入れてください。",
     "The code is wrong or was used already. Wait for the next one and try again."},
};

}  // namespace

const std::span<const Message> kStaffMessages{kStaffMessageTable};

}  // namespace genbo
