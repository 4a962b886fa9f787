// SPDX-License-Identifier: Apache-2.0
#pragma once

// The configuration of a master: `genbo.toml` in its folder.  Every key has a default; a key that
// is not known stops the start, because a misspelt setting that is silently ignored is worse than
// none.  `genbo init` writes the file with each key commented out beside its default and reason,
// from the same table that reads it (config.cc).

#include <cstdint>
#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "access/field_class.h"
#include "base/message.h"
#include "base/result.h"
#include "match/live_clusters.h"
#include "register/access_book.h"
#include "register/customer_desk.h"
#include "register/retention.h"

namespace genbo {

// What opens the keyring; which of them does, the keyring file says.
struct KeySettings {
    std::string key_file;
    std::string pkcs11_module;
    std::string pkcs11_token;
    std::string pkcs11_pin_file;
    std::string pkcs11_prefix = "genbo";
    std::string transit_address;
    std::string transit_mount = "transit";
    std::string transit_key = "genbo";
    std::string transit_token_file;
    std::string transit_authorities;
    std::string transit_namespace;
};

// [backup]; of a master in its folder only.
struct BackupConfig {
    std::vector<std::string> to;  // Folders and buckets; none: commits are not recorded.
    std::int64_t ship_seconds = 1;
    std::int64_t snapshot_hours = 24;
    std::int64_t keep_days = 30;
    std::int64_t spool_mib = 1024;
    std::int64_t patience_seconds = 30;
    std::string s3_keys;         // A file, or empty: the environment.
    std::string s3_authorities;  // PEM, or empty: the system's.
};

// When the epoch of the data keys rolls (register/epoch_roll.h): when something was erased since,
// every night, or only by hand.
enum class EpochRollMode { after_erasure, nightly, off };

struct Config {
    // [server]
    std::string host = "127.0.0.1";
    std::uint16_t port = 8610;
    std::vector<std::string> hosts;
    bool behind_https = false;
    std::string metrics_token_sha256;  // Hex; empty: none.
    // [sign_in]
    std::vector<std::string> second_factor_roles = {
        "owner", "administrator", "steward", "auditor", "privacy_officer"};
    // [oidc]
    std::string oidc_issuer;  // Empty: none.
    std::string oidc_client_id;
    std::string oidc_secret_file;
    std::string oidc_label;
    std::string oidc_ca_file;
    // [keys]
    std::string keyring = "genbo.keyring";
    KeySettings keys;
    // [store]
    std::int64_t cache_mib = 128;
    bool index_snapshot = true;
    std::string database;  // postgresql://…; empty: a file in the master's folder.
    bool prepared = true;
    std::int64_t statement_timeout_s = 30;
    std::int64_t connections = 0;  // 0: by the number of cores.
    std::vector<std::string> session_settings;
    // [events]
    std::string events_file;
    // [imports]
    std::string scanner;  // Unix socket of clamd; empty: files are not scanned.
    // [audit]
    std::vector<std::string> outside_files;
    std::vector<std::string> outside_hooks;
    std::int64_t checkpoint_s = 60;
    std::uint64_t checkpoint_leaves = 1000;
    BackupConfig backup;
    // [matching]
    LiveOptions matching;
    // [survivorship], [sources.NAME]
    RegisterPolicy policy;
    // [access]
    struct {
        FieldClasses classes;
        std::map<std::string, std::set<std::string>> regions;  // Of stores.
        RecordBudget budget{1000, 5000};
        std::string environment = "prod";
        std::vector<std::string> screen_mark;  // Roles.
    } access;
    // [watch]
    struct {
        std::string honey_mail_domain;
        std::set<std::string> end_sessions;  // Kinds of alerts.
    } watch;
    // [erasure]
    std::vector<std::string> recipients;
    std::int64_t night_minute = 180;  // After midnight in Japan.
    EpochRollMode roll = EpochRollMode::after_erasure;
    // [retention]
    RetentionPolicy retention;
    // [cleansing]
    bool cleanse_certain = false;
};

// invalid: config.* with the key and the line.
Result<Config> parse_config(std::string_view toml);
Result<Config> load_config(const std::filesystem::path& directory);

// The commented file with every default; `database` is written into it when it is not empty.
std::string config_template(const std::string& database = {});

}  // namespace genbo
