// SPDX-License-Identifier: Apache-2.0
#include "server/server_messages.h"

#include <array>

namespace genbo {

namespace {

constexpr auto kMessages = std::to_array<Message>({
    // The wire.
    {"server.bad_request",
     "要求を HTTP として読み取れません（{0}）。送信するプログラムを確かめてください。",
     "The request is not proper HTTP ({0}). Check the program that sends it."},
    {"server.bad_target",
     "アドレスの書き方が正しくありません（{0}）。パスと検索条件を確かめてください。",
     "The address is malformed ({0}). Check its path and query."},
    {"server.header_too_large",
     "要求のヘッダーが大きすぎます。Cookie を消してもう一度お試しください。",
     "The headers of the request are too large. Clear the cookies and try again."},
    {"server.body_too_large",
     "送られた内容が上限（{0} バイト）を超えています。ファイルは分けて送ってください。",
     "The content is larger than the limit ({0} bytes). Split the file."},
    {"server.too_slow",
     "受信に時間がかかりすぎたため中止しました。通信状態を確かめてもう一度お試しください。",
     "Receiving took too long and was stopped. Check the connection and try again."},
    {"server.busy", "混み合っています。少し待ってもう一度お試しください。",
     "The server is busy. Wait a moment and try again."},
    {"server.internal",
     "内部の誤りが起きました。続くときは記録と要求番号を添えて管理者に連絡してください。",
     "Something went wrong inside. If it goes on, give the administrator the request id."},
    {"server.cannot_listen",
     "{0} のポート {1} で待ち受けられません。ほかのプログラムが使っていないか確かめてください。",
     "Cannot listen on {0} port {1}. Check whether another program uses it."},
    {"server.foreign_host",
     "この名前では利用できません。設定 hosts に名前を加えるか、正しいアドレスで開いてください。",
     "Not served under this host name. Add it to `hosts` in the configuration, or use the right "
     "address."},
    // Finding the operation.
    {"server.no_such_path", "このアドレスには何もありません。アドレスを確かめてください。",
     "There is nothing at this address. Check the address."},
    {"server.method_not_allowed",
     "このアドレスではその操作（メソッド）を使えません。Allow ヘッダーを確かめてください。",
     "This address does not take that method. See the Allow header."},
    {"server.not_a_number", "顧客番号の形ではありません。12345-67890 の形で指定してください。",
     "That is not a customer number. Write it like 12345-67890."},
    {"server.unknown_id", "指定されたものは見つかりません。番号を確かめてください。",
     "There is no such thing. Check the id."},
    // Who asks.
    {"server.signed_out", "サインインしていません。サインインしてください。",
     "Not signed in. Sign in first."},
    {"server.wrong_name_or_password",
     "名前またはパスワードが違います。確かめてもう一度入力してください。",
     "The name or the password is wrong. Check both and try again."},
    {"server.sign_in_delayed",
     "失敗が続いたため、しばらくサインインできません。{0} 秒後にもう一度お試しください。",
     "Too many failed attempts. Try again in {0} seconds."},
    {"server.role_forbids",
     "この操作をする権限がありません。必要なときは管理者に相談してください。",
     "Your role may not do this. Ask an administrator if you need it."},
    {"server.must_change_password",
     "先にパスワードを変更してください。渡されたパスワードは一度しか使えません。",
     "Change the password first. The one that was given out is for the first sign-in only."},
    {"server.csrf", "この画面からの操作と確認できませんでした。ページを読み込み直してください。",
     "The request could not be tied to your session. Reload the page."},
    {"server.wrong_current_password",
     "今のパスワードが違います。確かめてもう一度入力してください。",
     "The present password is wrong. Check it and try again."},
    {"server.password_weak",
     "新しいパスワードが弱すぎます。12 文字以上で、名前や決まった並びを避けてください。",
     "The new password is too weak. Use 12 or more characters, without names or common "
     "sequences."},
    {"server.watch_token_needed",
     "監視用のトークンがないか違います。Authorization: Bearer でトークンを送ってください。",
     "The token for monitoring is missing or wrong. Send it as Authorization: Bearer."},
    // How the house is doing.
    {"server.not_ready",
     "まだ要求に応えられません（{0}）。続くときは、この理由と記録を確かめてください。",
     "Requests cannot be served yet ({0}). If it goes on, look at that reason and the log."},
    {"server.index_not_ready", "検索と名寄せの索引を準備しています。終わるまでお待ちください。",
     "The index for search and matching is being made. Wait until it is done."},
    // What was sent.
    {"server.bad_content_type", "内容の種類が違います。Content-Type に {0} を指定してください。",
     "The content has the wrong type. Send Content-Type {0}."},
    {"server.unexpected_body", "この操作は内容を受け取りません。本文なしで送ってください。",
     "This operation takes no content. Send it without a body."},
    {"server.bad_json", "JSON として読み取れません（{0} バイト目付近）。書き方を確かめてください。",
     "The content is not proper JSON (near byte {0}). Check its syntax."},
    {"server.field_missing", "項目 {0} がありません。加えてください。",
     "The field {0} is missing. Add it."},
    {"server.field_unknown", "項目 {0} は知られていません。取り除いてください。",
     "The field {0} is not known. Remove it."},
    {"server.field_wrong_type", "項目 {0} の型が違います。{1} を指定してください。",
     "The field {0} has the wrong type. Give {1}."},
    {"server.field_out_of_range", "項目 {0} が範囲の外です（{1}）。値を改めてください。",
     "The field {0} is out of range ({1}). Change its value."},
    {"server.bad_query", "検索条件 {0} が正しくありません。仕様を確かめてください。",
     "The query parameter {0} is wrong. See the API description."},
    {"server.bad_file_name",
     "ファイル名がないか読み取れません。X-Genbo-File-Name に名前を指定してください。",
     "The file name is missing or unreadable. Send it in X-Genbo-File-Name."},
    {"server.empty_upload", "ファイルが空です。中身のあるファイルを選んでください。",
     "The file is empty. Choose one with content."},
    {"server.bad_idempotency_key",
     "Idempotency-Key がないか形が違います。8～128 文字の英数字で送ってください。",
     "The Idempotency-Key is missing or malformed. Send 8 to 128 letters and digits."},
    {"server.idempotency_key_reused",
     "同じ Idempotency-Key が別の内容で使われています。新しいキーで送ってください。",
     "This Idempotency-Key was used for another request. Send a new key."},
    {"server.request_running", "同じ要求を処理しています。少し待って結果を確かめてください。",
     "The same request is still running. Wait a moment and ask again."},
    {"server.if_match_needed",
     "見ていた版がわかりません。読み込んだ ETag を If-Match で送ってください。",
     "Which version you saw is not known. Send its ETag as If-Match."},
    {"server.bad_if_match", "If-Match の形が違います。ETag をそのまま一つだけ送ってください。",
     "The If-Match header is malformed. Send one ETag as it was received."},
});

}  // namespace

const std::span<const Message> kServerMessages = kMessages;

}  // namespace genbo
