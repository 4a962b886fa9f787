// SPDX-License-Identifier: Apache-2.0
#include "adapter/keys/keys_messages.h"

namespace genbo {

namespace {

constexpr Message kKeysMessageTable[] = {
    {"keys.module_failed",
     "HSM のモジュールがエラーを返しました(PKCS #11 の番号 {0})。HSM の状態を確かめてください。",
     "The HSM's module failed (PKCS #11 code {0}). Check the state of the HSM."},
    {"keys.module_missing",
     "HSM のモジュール {0} を読み込めません。genbo.toml の [keys] pkcs11_module "
     "を確かめてください。",
     "The HSM's module {0} cannot be loaded. Check [keys] pkcs11_module in genbo.toml."},
    {"keys.pin_refused",
     "トークン「{0}」の PIN が違うか、止められています。続けて試すと止まるので、先に PIN "
     "を確かめてください。",
     "The PIN of token {0} is wrong or locked. Check it before trying again: tokens lock."},
    {"keys.service_down",
     "鍵サービスが今は答えられません(HTTP "
     "{0})。封印の解除などを確かめて、もう一度実行してください。",
     "The key service cannot answer now (HTTP {0}). Check that it is unsealed and try again."},
    {"keys.token_missing",
     "ラベルが「{0}」のトークンがありません。genbo.toml の [keys] pkcs11_token "
     "を確かめてください。",
     "There is no token labelled {0}. Check [keys] pkcs11_token in genbo.toml."},
    {"keys.token_refused",
     "鍵サービスがトークンを受け付けません。期限と、鍵への権限(ポリシー)を確かめてください。",
     "The key service refuses the token. Check that it is valid and that its policy names the "
     "key."},
};

}  // namespace

const std::span<const Message> kKeysMessages{kKeysMessageTable};

}  // namespace genbo
