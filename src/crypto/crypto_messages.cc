// SPDX-License-Identifier: Apache-2.0
#include "crypto/crypto_messages.h"

namespace genbo {

namespace {

constexpr Message kCryptoEntries[] = {
    {"crypto.bad_base32", "Base 32 の文字列ではありません。A～Z と 2～7 で入れ直してください。",
     "This is no Base 32 text. Type it again with A to Z and 2 to 7."},
    {"crypto.bad_public_key",
     "公開鍵が正しくありません(曲線の外か、短すぎます)。新しい鍵を登録してください。",
     "The public key is not valid: off its curve, or too short. Set up a new one."},
    {"crypto.does_not_open",
     "暗号化されたデータを開けません。鍵が違うか、データが別の場所に写されたか、書き換えられていま"
     "す。"
     "バックアップから戻してください。",
     "A sealed value does not open: another key, another place, or changed bytes. Restore it from "
     "a backup."},
    {"crypto.does_not_unwrap",
     "データ鍵を取り出せません。鍵束が違うか、鍵の行が書き換えられています。"
     "このデータと一緒に作られた鍵束を使ってください。",
     "A data key does not unwrap: another keyring, or a changed key row. Use the keyring that "
     "belongs to this data."},
    {"crypto.epoch_gone",
     "鍵の世代 {0} は破棄されています。この世代で守られたデータは消去済みで、もう読めません。",
     "Key epoch {0} was destroyed. Data under it has been erased and cannot be read."},
    {"crypto.epoch_newest",
     "使用中の鍵の世代は破棄できません。先に新しい世代を始めて、鍵を包み直してください。",
     "The newest key epoch cannot be destroyed. Begin a new one and re-wrap the keys first."},
    {"crypto.epoch_unknown",
     "鍵束がデータより古く、必要な鍵の世代がありません。新しい鍵束ファイルに戻してください。",
     "The keyring is older than the data and lacks a key epoch. Put the newer keyring file back."},
    {"crypto.file_exists",
     "{0} "
     "はすでにあります。上書きはしません。別の場所を指定するか、既存のファイルを使ってください。",
     "{0} exists and is not overwritten. Name another place, or use the file that is there."},
    {"crypto.file_io", "{0} を読み書きできません（{1}）。場所、空き容量、権限を確かめてください。",
     "{0} cannot be read or written ({1}). Check the place, the free space and the permissions."},
    {"crypto.file_is_link",
     "{0} は通常のファイルではありません。シンボリックリンクをたどらないので、"
     "実体のパスを指定してください。",
     "{0} is not a regular file. Symbolic links are not followed; name the file itself."},
    {"crypto.file_missing",
     "鍵束ファイル {0} がありません。鍵束がなければデータは読めません。"
     "パスを確かめるか、鍵束の控えを戻してください。",
     "There is no keyring file {0}, and without it the data cannot be read. Check the path, or put "
     "your copy of the keyring back."},
    {"crypto.file_mode",
     "{0} をほかの利用者も読み書きできます。chmod 600 で所有者だけに限ってください。",
     "Others may read or write {0}. Restrict it to its owner with chmod 600."},
    {"crypto.file_owner",
     "{0} は別の利用者の所有です。所有者として起動するか、所有者を変えてください。",
     "{0} belongs to another user. Run as its owner, or change the owner."},
    {"crypto.file_too_large", "{0} は鍵束にしては大きすぎます。パスを確かめてください。",
     "{0} is too large for a keyring. Check the path."},
    {"crypto.guard_other",
     "鍵束は「{0}」が守っています。genbo.toml の [keys] にその設定を書いてください。",
     "The keyring is guarded by {0}. Put its settings under [keys] in genbo.toml."},
    {"crypto.guard_refused",
     "鍵束の番人(鍵ファイル、HSM、鍵サービス)の鍵では、この鍵束は開きません。"
     "設定と、鍵束の写しが古くないかを確かめてください。",
     "The guard of the keyring (key file, HSM, key service) does not open it. Check its settings, "
     "and that the keyring is not an old copy."},
    {"crypto.key_file_short",
     "{0} は鍵ファイルとして短すぎます(32 バイト以上)。パスを確かめてください。",
     "{0} is too short for a key file (32 bytes or more). Check the path."},
    {"crypto.key_use",
     "このデータの鍵は、消去を待つ間の隔離中か、隔離されていません。承認待ちの画面で"
     "確かめてください。",
     "The data key is quarantined while its erasure is pending, or is not. Look at the pending "
     "erasures."},
    {"crypto.keyring_damaged", "鍵束ファイルが壊れています。手を加えずに、控えから戻してください。",
     "The keyring file is damaged. Do not edit it; put your copy back."},
    {"crypto.keyring_version", "鍵束ファイルの形式が新しすぎます。Genbo を更新してください。",
     "The keyring file has a newer format. Update Genbo."},
    {"crypto.no_memory",
     "パスワードの計算に必要なメモリーがありません。しばらく待ってからやり直してください。",
     "There is not enough memory to compute the password hash. Wait a moment and try again."},
    {"crypto.not_a_box",
     "暗号化されたデータの形をしていません。データベースを doctor で調べてください。",
     "This is not a sealed value. Examine the database with doctor."},
    {"crypto.not_a_wrapped_key",
     "包まれた鍵の形をしていません。データベースを doctor で調べてください。",
     "This is not a wrapped key. Examine the database with doctor."},
    {"crypto.passphrase_missing",
     "鍵束は合言葉で封じられています。環境変数 GENBO_PASSPHRASE に合言葉を入れてください。",
     "The keyring is sealed. Put its passphrase into the environment variable GENBO_PASSPHRASE."},
    {"crypto.passphrase_unused",
     "合言葉が渡されましたが、鍵束は封じられていません。"
     "鍵束を封じるか、GENBO_PASSPHRASE を外してください。",
     "A passphrase is set, but the keyring is not sealed. Seal the keyring, or unset "
     "GENBO_PASSPHRASE."},
    {"crypto.passphrase_wrong", "鍵束の合言葉が違います。GENBO_PASSPHRASE を確かめてください。",
     "The passphrase of the keyring is wrong. Check GENBO_PASSPHRASE."},
    {"crypto.too_many_epochs",
     "鍵の世代が残りすぎています。古い世代の包み直しと破棄を済ませてください。",
     "Too many key epochs are left. Finish re-wrapping and ending the old ones."},
    {"crypto.unknown_algorithm", "暗号方式の番号 {0} を知りません。Genbo を更新してください。",
     "Cipher number {0} is not known. Update Genbo."},
};

}  // namespace

const std::span<const Message> kCryptoMessages = kCryptoEntries;

}  // namespace genbo
