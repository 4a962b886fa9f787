// SPDX-License-Identifier: Apache-2.0
#include "app/config.h"

#include <toml++/toml.h>
#include <algorithm>
#include <array>
#include <charconv>
#include <fstream>
#include <functional>
#include <iterator>
#include <optional>

#include "access/decision.h"
#include "watch/watch.h"

namespace genbo {

namespace {

struct ConfigKey {
    std::string_view section;
    std::string_view name;
    std::string_view default_text;
    std::string_view why;  // Japanese, then English.
    std::function<bool(Config&, const toml::node&)> read;
};

bool read_text(std::string& to, const toml::node& node) {
    const auto value = node.value_exact<std::string>();
    if (value) to = *value;
    return value.has_value();
}

bool read_truth(bool& to, const toml::node& node) {
    const auto value = node.value_exact<bool>();
    if (value) to = *value;
    return value.has_value();
}

template <typename T>
bool read_integer(T& to, const toml::node& node, std::int64_t low, std::int64_t high) {
    const auto value = node.value_exact<std::int64_t>();
    if (!value || *value < low || *value > high) return false;
    to = static_cast<T>(*value);
    return true;
}

bool read_bits(Millibits& to, const toml::node& node) {
    const auto value = node.value<double>();
    if (!value || *value < -100 || *value > 100) return false;
    to = static_cast<Millibits>(*value * 1000);
    return true;
}

// "example.co.jp", or nothing.
bool is_mail_domain(std::string_view text) {
    if (text.empty()) return true;
    const bool plain = std::ranges::all_of(text, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
    });
    return plain && text.find('.') != text.npos && text.front() != '.' && text.back() != '.';
}

// "sha256:" and 64 hexadecimal digits, or nothing.  A token in the clear is refused: the file is
// free of secrets.
bool read_token_hash(std::string& to, const toml::node& node) {
    constexpr std::string_view kScheme = "sha256:";
    const auto text = node.value_exact<std::string>();
    if (!text) return false;
    to.clear();
    if (text->empty()) return true;
    if (!text->starts_with(kScheme)) return false;
    to = text->substr(kScheme.size());
    const auto is_hex = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); };
    return to.size() == 64 && std::ranges::all_of(to, is_hex);
}

bool read_texts(std::vector<std::string>& to, const toml::node& node) {
    const auto* array = node.as_array();
    if (array == nullptr) return false;
    to.clear();
    for (const auto& item : *array) {
        const auto text = item.value_exact<std::string>();
        if (!text) return false;
        to.push_back(*text);
    }
    return true;
}

// Only of the gravest: a question comes before a closed door.
bool read_gravest(std::set<std::string>& to, const toml::node& node) {
    std::vector<std::string> kinds;
    if (!read_texts(kinds, node)) return false;
    const auto gravest = gravest_alert_kinds();
    to = {kinds.begin(), kinds.end()};
    return std::ranges::all_of(
        to, [&](const std::string& kind) { return std::ranges::count(gravest, kind) > 0; });
}

bool read_roles(std::vector<std::string>& to, const toml::node& node) {
    return read_texts(to, node) && std::ranges::all_of(to, [](const std::string& name) {
               return role_by_name(name).has_value();
           });
}

bool read_rules(std::vector<SurvivorRule>& to, const toml::node& node) {
    std::vector<std::string> names;
    if (!read_texts(names, node) || names.empty()) return false;
    to.clear();
    for (const auto& name : names) {
        const auto rule = survivor_rule_by_name(name);
        if (!rule) return false;
        to.push_back(*rule);
    }
    return true;
}

bool read_field_rules(Config& config, const toml::node& node) {
    const auto* table = node.as_table();
    if (table == nullptr) return false;
    for (const auto& [name, rules] : *table) {
        const auto field = field_by_name(std::string_view{name});
        // The whole group is decided by its first field; a rule for another member of it would be
        // ignored, so it is refused.
        if (!field || field_group(*field).front() != *field) return false;
        if (!read_rules(config.policy.survivorship.fields[*field], rules)) return false;
    }
    return true;
}

bool read_classes(Config& config, const toml::node& node) {
    const auto* table = node.as_table();
    if (table == nullptr) return false;
    for (const auto& [name, value] : *table) {
        const auto text = value.value_exact<std::string>();
        const auto field_class = text ? field_class_by_name(*text) : std::nullopt;
        if (!field_class) return false;
        config.access.classes.custom[std::string{std::string_view{name}}] = *field_class;
    }
    return true;
}

// "03:00".
bool read_minute(std::int64_t& to, const toml::node& node) {
    const auto text = node.value_exact<std::string>();
    if (!text || text->size() != 5 || (*text)[2] != ':') return false;
    int hour = 0;
    int minute = 0;
    const char* const at = text->data();
    if (std::from_chars(at, at + 2, hour).ptr != at + 2) return false;
    if (std::from_chars(at + 3, at + 5, minute).ptr != at + 5) return false;
    to = std::int64_t{hour} * 60 + minute;
    return hour < 24 && minute < 60;
}

bool read_roll(EpochRollMode& to, const toml::node& node) {
    const auto text = node.value_exact<std::string>();
    if (!text) return false;
    if (*text == "after_erasure")
        to = EpochRollMode::after_erasure;
    else if (*text == "nightly")
        to = EpochRollMode::nightly;
    else if (*text == "off")
        to = EpochRollMode::off;
    else
        return false;
    return true;
}

bool read_rule_day(std::optional<Day>& to, const toml::node& node) {
    const auto text = node.value_exact<std::string>();
    if (!text) return false;
    const auto day = parse_iso_day(*text);
    if (day.ok()) to = *day;
    return day.ok();
}

bool read_rule_fields(std::vector<Field>& to, const toml::node& node) {
    std::vector<std::string> names;
    if (!read_texts(names, node)) return false;
    for (const auto& name : names) {
        const auto field = field_by_name(name);
        if (!field) return false;
        to.push_back(*field);
    }
    return true;
}

bool read_regions(Config& config, const toml::node& node) {
    const auto* table = node.as_table();
    if (table == nullptr) return false;
    for (const auto& [name, value] : *table) {
        std::vector<std::string> stores;
        if (!read_texts(stores, value)) return false;
        config.access.regions[std::string{std::string_view{name}}] = {stores.begin(), stores.end()};
    }
    return true;
}

bool read_rule_key(RetentionRule& rule, std::string_view key, const toml::node& value) {
    if (key == "name") return read_text(rule.name, value);
    if (key == "sources") return read_texts(rule.sources, value);
    if (key == "purpose") return read_text(rule.purpose, value);
    if (key == "country") return read_text(rule.country, value);
    if (key == "from") return read_rule_fields(rule.from, value);
    if (key == "effective") return read_rule_day(rule.effective, value);
    if (key == "until") return read_rule_day(rule.until, value);
    if (key != "keep") return false;
    const auto text = value.value_exact<std::string>();
    const auto period = text ? parse_period(*text) : std::nullopt;
    if (period) rule.keep = *period;
    return period.has_value();
}

// A rule without a name or a period is none.
bool read_retention_rules(std::vector<RetentionRule>& to, const toml::node& node) {
    const auto* array = node.as_array();
    if (array == nullptr) return false;
    to.clear();
    for (const auto& item : *array) {
        const auto* table = item.as_table();
        if (table == nullptr) return false;
        RetentionRule rule;
        for (const auto& [key, value] : *table)
            if (!read_rule_key(rule, std::string_view{key}, value)) return false;
        if (rule.name.empty() || rule.keep == RetentionPeriod{}) return false;
        to.push_back(std::move(rule));
    }
    return true;
}

const std::vector<ConfigKey>& config_keys() {
    static const std::vector<ConfigKey> keys = {
        {"server", "host", "\"127.0.0.1\"",
         "画面と API を待ち受けるアドレス。既定はこの機械の中だけ。 Address to listen on; only "
         "this machine by default.",
         [](Config& c, const toml::node& n) { return read_text(c.host, n); }},
        {"server", "port", "8610", "待ち受けるポート。 Port.",
         [](Config& c, const toml::node& n) { return read_integer(c.port, n, 1, 65535); }},
        {"server", "hosts", "[]",
         "ブラウザーが使ってよい名前(localhost 以外)。 Host names browsers may use besides "
         "localhost.",
         [](Config& c, const toml::node& n) { return read_texts(c.hosts, n); }},
        {"server", "behind_https", "false",
         "前に HTTPS の中継がある。 An HTTPS proxy stands in front.",
         [](Config& c, const toml::node& n) { return read_truth(c.behind_https, n); }},
        {"server", "metrics_token", "\"\"",
         "ほかの機械が /metrics などを読むためのトークンの SHA-256(\"sha256:…\")。空ならこの機械"
         "だけ。 SHA-256 of the token with which other machines may read /metrics, /healthz and "
         "/readyz; empty: this machine only.",
         [](Config& c, const toml::node& n) { return read_token_hash(c.metrics_token_sha256, n); }},
        {"sign_in", "second_factor",
         "[\"owner\", \"administrator\", \"steward\", \"auditor\", \"privacy_officer\"]",
         "二つ目の確認(認証アプリかパスキー)がなければ仕事を始められない役割。 Roles that may not "
         "work without a second factor: an authenticator app or a passkey.",
         [](Config& c, const toml::node& n) { return read_roles(c.second_factor_roles, n); }},
        {"oidc", "issuer", "\"\"",
         "会社などのアカウント(OpenID Connect)でもログインできるようにする。提供元が名乗るとおりに"
         "。空なら使わない。 Lets people sign in with accounts of an OpenID provider, too; exactly "
         "as the provider writes it. Empty: off.",
         [](Config& c, const toml::node& n) { return read_text(c.oidc_issuer, n); }},
        {"oidc", "client_id", "\"\"", "提供元に登録した名前。 Our name at the provider.",
         [](Config& c, const toml::node& n) { return read_text(c.oidc_client_id, n); }},
        {"oidc", "secret_file", "\"\"",
         "提供元から渡された合言葉のファイル(このフォルダーから、持ち主だけが読める)。なければ"
         "PKCE だけ。 File with the secret from the provider, readable by its owner only; none: "
         "PKCE alone.",
         [](Config& c, const toml::node& n) { return read_text(c.oidc_secret_file, n); }},
        {"oidc", "label", "\"\"", "ログイン画面のボタンの名前。 Name on the button.",
         [](Config& c, const toml::node& n) { return read_text(c.oidc_label, n); }},
        {"oidc", "ca_file", "\"\"",
         "提供元の証明書を確かめるファイル。空ならこの機械のもの。 Certificates that vouch for the "
         "provider; empty: this machine's.",
         [](Config& c, const toml::node& n) { return read_text(c.oidc_ca_file, n); }},
        {"keys", "keyring", "\"genbo.keyring\"",
         "鍵束のファイル。別のディスクに置くのがよい。バックアップには入らない。 The keyring file; "
         "better on "
         "another volume. Never part of a backup.",
         [](Config& c, const toml::node& n) { return read_text(c.keyring, n); }},
        {"keys", "key_file", "\"\"",
         "鍵束を守る鍵ファイル(別のボリュームに)。 Key file that guards the keyring, on another "
         "volume.",
         [](Config& c, const toml::node& n) { return read_text(c.keys.key_file, n); }},
        {"keys", "pkcs11_module", "\"\"", "HSM のモジュール(.so)。 The HSM's PKCS #11 module.",
         [](Config& c, const toml::node& n) { return read_text(c.keys.pkcs11_module, n); }},
        {"keys", "pkcs11_token", "\"\"", "トークンのラベル。 Label of the token.",
         [](Config& c, const toml::node& n) { return read_text(c.keys.pkcs11_token, n); }},
        {"keys", "pkcs11_pin_file", "\"\"",
         "PIN のファイル(0600)。環境変数 GENBO_PKCS11_PIN が先。 File with the PIN; the variable "
         "GENBO_PKCS11_PIN comes first.",
         [](Config& c, const toml::node& n) { return read_text(c.keys.pkcs11_pin_file, n); }},
        {"keys", "pkcs11_prefix", "\"genbo\"",
         "トークンの中の鍵の名前の頭。原簿ごとに変える。 Prefix of key labels in the token; one "
         "per master.",
         [](Config& c, const toml::node& n) { return read_text(c.keys.pkcs11_prefix, n); }},
        {"keys", "transit_address", "\"\"",
         "Vault か OpenBao の URL。 Address of Vault or OpenBao.",
         [](Config& c, const toml::node& n) { return read_text(c.keys.transit_address, n); }},
        {"keys", "transit_mount", "\"transit\"",
         "transit エンジンの場所。 Where the transit engine is mounted.",
         [](Config& c, const toml::node& n) { return read_text(c.keys.transit_mount, n); }},
        {"keys", "transit_key", "\"genbo\"",
         "鍵の名前。原簿ごとに一つ。 Name of the key; one per master.",
         [](Config& c, const toml::node& n) { return read_text(c.keys.transit_key, n); }},
        {"keys", "transit_token_file", "\"\"",
         "トークンのファイル(0600)。環境変数 GENBO_TRANSIT_TOKEN が先。 File with the token; the "
         "variable GENBO_TRANSIT_TOKEN comes first.",
         [](Config& c, const toml::node& n) { return read_text(c.keys.transit_token_file, n); }},
        {"keys", "transit_authorities", "\"\"",
         "鍵サービスの認証局の PEM。空ならシステムのもの。 PEM of the service's authorities; "
         "empty: the system's.",
         [](Config& c, const toml::node& n) { return read_text(c.keys.transit_authorities, n); }},
        {"keys", "transit_namespace", "\"\"",
         "名前空間(X-Vault-Namespace)。 Namespace of the service.",
         [](Config& c, const toml::node& n) { return read_text(c.keys.transit_namespace, n); }},
        {"store", "cache_mib", "128", "データベースのキャッシュ(MiB)。 Page cache.",
         [](Config& c, const toml::node& n) { return read_integer(c.cache_mib, n, 8, 65536); }},
        {"store", "index_snapshot", "true",
         "索引を封じたファイルに控え、次の開始を速くする(このフォルダーに原簿のときだけ)。 Keep "
         "the "
         "index in a sealed file, so that the next start is fast; for a master in this folder.",
         [](Config& c, const toml::node& n) { return read_truth(c.index_snapshot, n); }},
        {"store", "database", "\"\"",
         "チームで使うときの PostgreSQL の接続先。空ならこのフォルダーのファイル。TCP は TLS "
         "と名前の検証が既定。パスワードは ~/.pgpass に。 PostgreSQL for a team; empty: a file in "
         "this folder. TCP is verified TLS unless the address says otherwise; keep passwords in "
         "~/.pgpass.",
         [](Config& c, const toml::node& n) { return read_text(c.database, n); }},
        {"store", "prepared", "true",
         "PgBouncer 1.20 以前のトランザクションプールを挟むなら false。 false behind PgBouncer "
         "before 1.21 in transaction mode.",
         [](Config& c, const toml::node& n) { return read_truth(c.prepared, n); }},
        {"store", "statement_timeout_s", "30",
         "一つの問い合わせの上限(秒)。 Limit of one statement, in seconds.",
         [](Config& c, const toml::node& n) {
             return read_integer(c.statement_timeout_s, n, 1, 3600);
         }},
        {"store", "connections", "0",
         "読み取りの接続の数。0 ならコア数から。 Connections for reading; 0: by the number of "
         "cores.",
         [](Config& c, const toml::node& n) { return read_integer(c.connections, n, 0, 500); }},
        {"store", "session_settings", "[]",
         "接続ごとの設定(Citus など)。 Settings of each connection, for Citus: "
         "citus.max_adaptive_executor_pool_size=1.",
         [](Config& c, const toml::node& n) { return read_texts(c.session_settings, n); }},
        {"events", "file", "\"\"",
         "お客様の変化を一行ずつの JSON で書き足すファイル。空なら書かない。 A file that changes "
         "of "
         "customers are appended to as lines of JSON; empty: none.",
         [](Config& c, const toml::node& n) { return read_text(c.events_file, n); }},
        {"imports", "scanner", "\"\"",
         "受け取るファイルをウイルス検査する clamd のソケット。例 "
         "\"/run/clamav/clamd.ctl\"。空なら検査し"
         "ない。 Unix socket of the clamd that scans files sent through the console or the API; "
         "empty: "
         "none does.",
         [](Config& c, const toml::node& n) { return read_text(c.scanner, n); }},
        {"audit", "outside_files", "[]",
         "署名付きチェックポイントを書き足すファイル。別のディスクや別の機械の領域に置く。 Files "
         "on "
         "other volumes that signed checkpoints of the audit log are appended to.",
         [](Config& c, const toml::node& n) { return read_texts(c.outside_files, n); }},
        {"audit", "outside_hooks", "[]",
         "署名付きチェックポイントを送る https:// のアドレス。 https:// addresses that they are "
         "posted to.",
         [](Config& c, const toml::node& n) { return read_texts(c.outside_hooks, n); }},
        {"audit", "checkpoint_s", "60",
         "証跡が伸びたとき、何秒ごとに署名するか。 Seconds between checkpoints while the log "
         "grows.",
         [](Config& c, const toml::node& n) { return read_integer(c.checkpoint_s, n, 1, 86'400); }},
        {"audit", "checkpoint_leaves", "1000",
         "これだけ伸びたら、すぐに署名する。 So many new lines are signed at once.",
         [](Config& c, const toml::node& n) {
             return read_integer(c.checkpoint_leaves, n, 1, 1'000'000);
         }},
        {"backup", "to", "[]",
         "控えを絶えず送る先。フォルダー(別のディスク)か、S3 と同じ形の置き場 "
         "s3://ホスト/バケット/前置き?region=…。空なら送らない。 Where backups go all the time: "
         "folders on another disk, or s3://HOST/BUCKET/PREFIX?region=…; empty: none.",
         [](Config& c, const toml::node& n) { return read_texts(c.backup.to, n); }},
        {"backup", "ship_seconds", "1",
         "変更を送る間隔の上限(秒)。 Changes are sent at least so often, in seconds.",
         [](Config& c, const toml::node& n) {
             return read_integer(c.backup.ship_seconds, n, 1, 3600);
         }},
        {"backup", "snapshot_hours", "24",
         "全体の控えを取る間隔(時間)。 Hours between snapshots of the whole master.",
         [](Config& c, const toml::node& n) {
             return read_integer(c.backup.snapshot_hours, n, 1, 24 * 90);
         }},
        {"backup", "keep_days", "30",
         "さかのぼって戻せる日数。 Days within which every moment can be restored.",
         [](Config& c, const toml::node& n) {
             return read_integer(c.backup.keep_days, n, 1, 3650);
         }},
        {"backup", "spool_mib", "1024",
         "送り先に届かないあいだ、この機械にためる変更の上限(MiB)。 Changes kept here while a "
         "place cannot be reached.",
         [](Config& c, const toml::node& n) {
             return read_integer(c.backup.spool_mib, n, 64, 1 << 20);
         }},
        {"backup", "patience_seconds", "30",
         "フォルダーの置き場が、これだけ(秒)少しも進まなければ、止まっているとみなす。 A folder "
         "that "
         "makes no progress for so many seconds is taken to hang.",
         [](Config& c, const toml::node& n) {
             return read_integer(c.backup.patience_seconds, n, 1, 3600);
         }},
        {"backup", "s3_keys", "\"\"",
         "S3 の鍵の ID と秘密を一行ずつ書いたファイル(持ち主だけが読めること)。空なら環境変数 "
         "AWS_ACCESS_KEY_ID と AWS_SECRET_ACCESS_KEY。 A file with the id and the secret of the S3 "
         "key, a line each; empty: the environment's AWS_….",
         [](Config& c, const toml::node& n) { return read_text(c.backup.s3_keys, n); }},
        {"backup", "s3_authorities", "\"\"",
         "S3 の証明書を確かめる認証局(PEM)。空ならこの機械のもの。 PEM of the authorities that "
         "vouch for the S3 server; empty: the system's.",
         [](Config& c, const toml::node& n) { return read_text(c.backup.s3_authorities, n); }},
        {"matching", "auto_bits", "7.0",
         "この重み(ビット)以上の組は自動で同じ人とする。 Pairs from here on are joined without "
         "asking.",
         [](Config& c, const toml::node& n) { return read_bits(c.matching.auto_bits, n); }},
        {"matching", "review_bits", "-1.0",
         "この重み以上の組は人が確認する。 Pairs from here on wait for a person.",
         [](Config& c, const toml::node& n) { return read_bits(c.matching.review_bits, n); }},
        {"matching", "mean_bits", "3.0",
         "まとまり同士の平均がこれ以上なら一つにする。 Mean weight that joins two clusters.",
         [](Config& c, const toml::node& n) { return read_bits(c.matching.mean_bits, n); }},
        {"matching", "block_cap", "100",
         "同じ手がかりを持つ元データがこれより多ければ、その手がかりは使わない。 A key shared by "
         "more records says "
         "nothing.",
         [](Config& c, const toml::node& n) {
             return read_integer(c.matching.block_cap, n, 2, 10'000);
         }},
        {"survivorship", "standard",
         "[\"verified\", \"source_rank\", \"most_frequent\", \"newest\"]",
         "どの値を正とするかの規則。順に試す。 Rules for the winning value, tried in order: "
         "verified, "
         "source_rank, newest, most_frequent, longest.",
         [](Config& c, const toml::node& n) {
             return read_rules(c.policy.survivorship.standard, n);
         }},
        {"survivorship", "fields", "{ phone = [\"verified\", \"newest\"] }",
         "項目ごとの規則。 Rules per field.",
         [](Config& c, const toml::node& n) { return read_field_rules(c, n); }},
        {"access", "custom_classes", "{ }",
         "自由項目の区分(C0 公開 … C4 機微)。なければ C3。例 { 趣味 = \"C1\" }。 Classes of custom "
         "fields; C3 without one.",
         [](Config& c, const toml::node& n) { return read_classes(c, n); }},
        {"access", "regions", "{ }",
         "地域とその店。例 { 東海 = [\"栄店\", \"金山店\"] }。 Regions and their stores.",
         [](Config& c, const toml::node& n) { return read_regions(c, n); }},
        {"access", "customers_per_hour", "1000",
         "一人(一つのキー)が一時間に見られるお客様の数。0 なら数えるだけで止めない。 Distinct "
         "customers one person or key may see in an hour; 0: counted, never stopped.",
         [](Config& c, const toml::node& n) {
             return read_integer(c.access.budget.per_hour, n, 0, 10'000'000);
         }},
        {"access", "customers_per_day", "5000", "同じく24時間に。 The same in 24 hours.",
         [](Config& c, const toml::node& n) {
             return read_integer(c.access.budget.per_day, n, 0, 10'000'000);
         }},
        {"access", "environment", "\"prod\"",
         "API キーに書かれる環境の名前(prod、test など)。 Name of the environment in API keys.",
         [](Config& c, const toml::node& n) {
             return read_text(c.access.environment, n) && is_environment_name(c.access.environment);
         }},
        {"access", "screen_mark", "[]",
         "画面と印刷に名前・接続元・時刻の薄い透かしを入れる役割。例 [\"support\", \"shop\"]。 "
         "Roles "
         "whose screens and prints carry a faint mark of account, place and time.",
         [](Config& c, const toml::node& n) { return read_roles(c.access.screen_mark, n); }},
        {"watch", "honey_mail_domain", "\"\"",
         "おとりのお客様のメールのドメイン。自分のもので、届いた郵便を誰かが見るもの。空ならメール"
         "な"
         "し。 Domain of honey customers' mail: your own, read by somebody; empty: no mail.",
         [](Config& c, const toml::node& n) {
             return read_text(c.watch.honey_mail_domain, n) &&
                    is_mail_domain(c.watch.honey_mail_domain);
         }},
        {"watch", "end_sessions", "[]",
         "その人のサインインをすぐ終わらせる、重大な警告の種類。まず尋ねるのが標準なので、空。"
         " Kinds of the gravest alerts that end the person's sessions at once: honey, left, "
         "sequential, volume, unexplained. None, because people are asked first.",
         [](Config& c, const toml::node& n) { return read_gravest(c.watch.end_sessions, n); }},
        {"erasure", "recipients", "[]",
         "データを渡している先の名前。消去のとき、連絡先として挙がる。 Names of those who get data "
         "from here; an erasure lists them to be told.",
         [](Config& c, const toml::node& n) { return read_texts(c.recipients, n); }},
        {"erasure", "at", "\"03:00\"",
         "消去・保管期間・鍵の世代の仕事をする時刻(日本時間)。 When the night's work is done, "
         "Japan time.",
         [](Config& c, const toml::node& n) { return read_minute(c.night_minute, n); }},
        {"erasure", "roll", "\"after_erasure\"",
         "鍵の世代を替えるとき: after_erasure(消去のあった夜), nightly(毎晩), off(手で)。 When "
         "the key epoch rolls: after_erasure, nightly, off.",
         [](Config& c, const toml::node& n) { return read_roll(c.roll, n); }},
        {"retention", "cap", "100",
         "一晩に消去を始めてよい人数。超えると人の承認を待つ。 Customers that one night may begin "
         "to "
         "erase; beyond that it waits for people.",
         [](Config& c, const toml::node& n) {
             return read_integer(c.retention.cap, n, 0, 1'000'000);
         }},
        {"retention", "rules", "[]",
         "保管期間の規則。[[retention.rules]] で name, sources, purpose, country, from, keep, "
         "effective, until を書く。 Rules of retention, as [[retention.rules]].",
         [](Config& c, const toml::node& n) { return read_retention_rules(c.retention.rules, n); }},
        {"cleansing", "write_certain", "false",
         "毎日の点検で見つけた、意味の変わらない書き直しを自動で書く。false なら提案するだけ。 "
         "Whether the daily look through the values writes what only changes their form; else it "
         "proposes.",
         [](Config& c, const toml::node& n) { return read_truth(c.cleanse_certain, n); }},
    };
    return keys;
}

// A basic string of TOML.
std::string toml_text(std::string_view text) {
    std::string quoted = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') quoted += '\\';
        quoted += c;
    }
    return quoted + '"';
}

std::string line_of(const toml::node& node) { return std::to_string(node.source().begin.line); }

Result<> read_source(Config& config, std::string_view name, const toml::node& node) {
    const auto* table = node.as_table();
    if (table == nullptr)
        return Error{Fault::invalid, "config.bad_value", {"sources", line_of(node)}};
    for (const auto& [key, value] : *table) {
        std::vector<std::string> names;
        if (std::string_view{key} == "country") {
            if (!read_text(config.retention.countries[std::string{name}], value))
                return Error{Fault::invalid, "config.bad_value", {"country", line_of(value)}};
            continue;
        }
        if (std::string_view{key} != "verifies")
            return Error{
                Fault::invalid,
                "config.unknown_key",
                {"sources." + std::string{name} + "." + std::string{std::string_view{key}},
                 line_of(value)}};
        if (!read_texts(names, value))
            return Error{Fault::invalid, "config.bad_value", {"verifies", line_of(value)}};
        auto& fields = config.policy.verified_fields[std::string{name}];
        for (const auto& field_name : names) {
            const auto field = field_by_name(field_name);
            if (!field)
                return Error{Fault::invalid, "config.bad_value", {"verifies", line_of(value)}};
            fields.push_back(*field);
        }
    }
    return {};
}

Result<> read_section(Config& config, std::string_view section, const toml::node& node) {
    const auto* table = node.as_table();
    const Error unknown{
        Fault::invalid, "config.unknown_key", {std::string{section}, line_of(node)}};
    if (table == nullptr) return unknown;
    if (section == "sources") {
        for (const auto& [name, value] : *table)
            TRY(read_source(config, std::string_view{name}, value));
        return {};
    }
    const bool known = std::ranges::any_of(
        config_keys(), [&](const ConfigKey& key) { return key.section == section; });
    if (!known) return unknown;
    for (const auto& [name, value] : *table) {
        const std::string path = std::string{section} + "." + std::string{std::string_view{name}};
        const auto key = std::ranges::find_if(config_keys(), [&](const ConfigKey& k) {
            return k.section == section && k.name == std::string_view{name};
        });
        if (key == config_keys().end())
            return Error{Fault::invalid, "config.unknown_key", {path, line_of(value)}};
        if (!key->read(config, value))
            return Error{Fault::invalid, "config.bad_value", {path, line_of(value)}};
    }
    return {};
}

}  // namespace

Result<Config> parse_config(std::string_view text) {
    toml::table root;
    try {
        root = toml::parse(text);
    } catch (const toml::parse_error& error) {
        return Error{
            Fault::invalid, "config.not_toml", {std::to_string(error.source().begin.line)}};
    }
    Config config;
    for (const auto& [section, node] : root)
        TRY(read_section(config, std::string_view{section}, node));
    return config;
}

Result<Config> load_config(const std::filesystem::path& directory) {
    const auto path = directory / "genbo.toml";
    std::ifstream file(path, std::ios::binary);
    if (!file) return Error{Fault::not_found, "store.no_master"};
    const std::string text{std::istreambuf_iterator<char>{file}, {}};
    return parse_config(text);
}

std::string config_template(const std::string& database) {
    std::string text =
        "# Genbo の設定。行頭の # を外すと有効になります。知らない項目があると起動しません。\n"
        "# Genbo's configuration. Remove the leading # to set a key; unknown keys stop the "
        "start.\n";
    std::string_view section;
    for (const auto& key : config_keys()) {
        if (key.section != section) {
            section = key.section;
            text += "\n[" + std::string{section} + "]\n";
        }
        text += "# " + std::string{key.why} + "\n";
        if (key.name == "database" && !database.empty())
            text += "database = " + toml_text(database) + "\n";
        else
            text += "#" + std::string{key.name} + " = " + std::string{key.default_text} + "\n";
    }
    text +=
        "\n# 元データの送り手ごとの設定。確認済みとみなす項目と、どの国の法による保管か。\n"
        "# Per source: the fields it vouches for, and whose law its data are kept under.\n"
        "#[sources.crm]\n#verifies = [\"phone\", \"email\"]\n#country = \"JP\"\n";
    return text;
}

}  // namespace genbo
