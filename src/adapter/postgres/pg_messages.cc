// SPDX-License-Identifier: Apache-2.0
#include "adapter/postgres/pg_messages.h"

namespace genbo {

namespace {

constexpr Message kPgMessageTable[] = {
    {"store.not_coordinator",
     "Citus のコーディネーターにつないでいません。表の作成はコーディネーターで行ってください。",
     "This node is not the Citus coordinator. Tables are made there: connect to it."},
    {"store.own_backup",
     "PostgreSQL の原簿の控えは、サーバーの仕組み（pg_basebackup など）で取ります。"
     "鍵束と genbo.toml は別に控えてください。",
     "A master on PostgreSQL is backed up by the server's own means (pg_basebackup and such). "
     "Keep genbo.toml and the keyring as well."},
    {"store.bad_url",
     "データベースの接続先の書き方が正しくありません。postgresql://利用者@ホスト/"
     "データベース名 の形で指定してください。",
     "The address of the database is not well-formed. Write it as "
     "postgresql://user@host/database."},
    {"store.connection_lost",
     "データベースにつながらないか、接続が切れました({0})。データベースが動いていることと、"
     "接続先の指定を確かめてください。",
     "The database cannot be reached, or the connection broke ({0}). Check that it is running and "
     "that its address is right."},
    {"store.failed",
     "データベースが処理を断りました({0})。Genbo の不具合かもしれません。この番号を添えて"
     "お知らせください。",
     "The database refused a statement ({0}). This may be a mistake in Genbo: please report it "
     "with this number."},
    {"store.full",
     "データベースサーバーのメモリーなどの資源が足りません({0})。サーバーの設定と空きを"
     "確かめてください。",
     "The database server has run out of memory or another resource ({0}). Check its settings and "
     "what else it runs."},
    {"store.login",
     "データベースに入る権限がありません({0})。利用者名、パスワード、与えられた権限を"
     "確かめてください。",
     "The database does not let us in ({0}). Check the user, the password and its privileges."},
    {"store.plain_tcp",
     "データベースへの通信が暗号化されません(sslmode={0})。sslmode=verify-full "
     "にするか、同じ機械のソケットでつないでください。",
     "The connection to the database would not be encrypted (sslmode={0}). Use "
     "sslmode=verify-full, or a socket on the same machine."},
    {"store.pool_busy",
     "データベースへの接続がすべて使用中です({0} "
     "本)。しばらくしてから、もう一度実行してください。",
     "All connections to the database are in use ({0}). Try again in a moment."},
    {"store.retry", "同時に行われた別の処理とぶつかりました({0})。もう一度実行してください。",
     "The work collided with another at the same time ({0}). Try again."},
    {"store.timeout",
     "データベースの処理に時間がかかりすぎたため、やめました({0})。範囲を狭めるか、"
     "しばらくしてから、もう一度実行してください。",
     "The database took too long, so the work was given up ({0}). Ask for less, or try again "
     "later."},
    {"store.tls",
     "データベースとの間で TLS の接続を作れません。サーバーの証明書と、接続先の sslrootcert "
     "の指定を確かめてください。",
     "No TLS connection to the database can be made. Check the server's certificate and "
     "sslrootcert in the address."},
};

}  // namespace

const std::span<const Message> kPgMessages{kPgMessageTable};

}  // namespace genbo
