// SPDX-License-Identifier: Apache-2.0

// genbo-verify: checks an exported trail without Genbo, its database or its keys.  A program of its
// own so that an auditor can read all of it: it contains the rooms base, crypto and audit only, and
// writes nothing.
//
//   genbo-verify log DIR --key KEY [--against COPIES]…
//   genbo-verify between DIR OLDER NEWER --key KEY
//   genbo-verify receipt FILE --key KEY [--handovers FILE]
//
// KEY is the line "name+id+base64", or a file that holds it; it must not come from the folder that
// is being checked.  Where the signing key was replaced, any of the trail's keys does: the
// hand-overs in the folder, in COPIES or in FILE are followed from it (audit/key_handover.h).  Exit
// codes: 0 it holds; 1 it does not; 2 wrong use; 3 not readable.

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

#include "audit/audit_messages.h"
#include "audit/log_export.h"
#include "audit/receipt.h"
#include "base/base_messages.h"
#include "crypto/crypto_messages.h"

namespace genbo {
namespace {

constexpr int kHolds = 0;
constexpr int kFails = 1;
constexpr int kWrongUse = 2;
constexpr int kUnreadable = 3;

struct VerifyOrder {
    std::vector<std::string> words;
    std::string key;
    std::vector<std::string> against;
    std::string handovers;
    Language language = Language::en;
};

const char* say(const VerifyOrder& order, const char* ja, const char* en) {
    return order.language == Language::ja ? ja : en;
}

Language language_of_terminal() {
    for (const char* name : {"LC_ALL", "LC_MESSAGES", "LANG"})
        if (const char* value = std::getenv(name); value != nullptr && *value != '\0')
            return std::strncmp(value, "ja", 2) == 0 ? Language::ja : Language::en;
    return Language::en;
}

// Nothing: an option without a value, or one that there is not.
bool read_order(int argc, char** argv, VerifyOrder& order) {
    for (int i = 1; i < argc; ++i) {
        const std::string word = argv[i];
        if (!word.starts_with("--")) {
            order.words.push_back(word);
            continue;
        }
        if (i + 1 == argc) return false;
        const std::string value = argv[++i];
        if (word == "--key")
            order.key = value;
        else if (word == "--handovers")
            order.handovers = value;
        else if (word == "--against")
            order.against.push_back(value);
        else if (word == "--lang" && (value == "ja" || value == "en"))
            order.language = value == "ja" ? Language::ja : Language::en;
        else
            return false;
    }
    return !order.words.empty() && !order.key.empty();
}

int usage(const VerifyOrder& order) {
    std::fputs(
        say(order,
            "使い方:\n"
            "  genbo-verify log フォルダー --key 検証鍵 [--against 外の写し]…   "
            "証跡をすべて調べる\n"
            "  genbo-verify between フォルダー 古い 新しい --key 検証鍵         "
            "二つの時点のつながり\n"
            "  genbo-verify receipt ファイル --key 検証鍵 [--handovers 引き継ぎ]  受取証\n"
            "検証鍵は「名前+鍵番号+鍵」の一行か、それを書いたファイル。調べるフォルダーの中の鍵は"
            "使わないでください。\n"
            "終了コード: 0 正しい  1 正しくない  2 使い方の誤り  3 読めない    --lang ja|en\n",
            "Usage:\n"
            "  genbo-verify log DIR --key KEY [--against COPIES]…   every leaf, tile, checkpoint\n"
            "  genbo-verify between DIR OLDER NEWER --key KEY       one checkpoint continues "
            "another\n"
            "  genbo-verify receipt FILE --key KEY [--handovers FILE]  one act is in the trail\n"
            "KEY is the line \"name+id+base64\" or a file with it; never the one inside DIR.\n"
            "Exit codes: 0 holds  1 does not  2 wrong use  3 not readable    --lang ja|en\n"),
        stderr);
    return kWrongUse;
}

Result<NoteKey> key_of(const VerifyOrder& order) {
    const auto given = NoteKey::parse(order.key);
    if (given.ok()) return given;
    auto text = TRY(read_log_file(order.key));
    while (text.ends_with('\n') || text.ends_with('\r')) text.pop_back();
    return NoteKey::parse(text);
}

void tell(const std::string& line) { std::printf("%s\n", line.c_str()); }

void tell_checkpoint(const VerifyOrder& order, const Checkpoint& checkpoint) {
    tell(say(order, "証跡: ", "trail: ") + checkpoint.origin);
    tell(say(order, "行数: ", "leaves: ") + std::to_string(checkpoint.size));
    tell(say(order, "根: ", "root: ") + to_hex(checkpoint.root));
}

void tell_fork(const VerifyOrder& order, const ForkRecord& fork) {
    const auto lost = fork.known.size > fork.restored.size ? fork.known.size - fork.restored.size
                                                           : std::uint64_t{0};
    tell(
        std::string(say(order, "注意: 復元による分岐 ", "Note: a fork by restore at ")) +
        format_instant(fork.at) + say(order, "  残った行 ", "  leaves kept ") +
        std::to_string(fork.restored.size) + say(order, "  失われた行 ", "  leaves lost ") +
        std::to_string(lost));
}

// Whoever was given an older key learns the one that he should keep from now on.
void tell_keys(const VerifyOrder& order, const TrailKeys& keys) {
    if (keys.keys().size() == 1) return;
    tell(
        say(order, "引き継がれた鍵の数: ", "keys handed over: ") +
        std::to_string(keys.keys().size() - 1));
    tell(say(order, "今の検証鍵: ", "key of now: ") + keys.newest().str());
}

Result<> run_log(const VerifyOrder& order, const NoteKey& key) {
    DiskFolder folder(order.words[1]);
    std::vector<std::string> outside;
    for (const auto& path : order.against) outside.push_back(TRY(read_log_file(path)));
    const auto report = TRY(verify_log(folder, key, outside));
    tell_checkpoint(order, report.checkpoint);
    tell(
        say(order, "調べたファイル: ", "files compared: ") + std::to_string(report.files) +
        say(order, "  外の写し: ", "  outside checkpoints: ") +
        std::to_string(report.outside_checkpoints));
    tell_keys(order, report.keys);
    for (const auto& fork : report.forks) tell_fork(order, fork);
    if (order.against.empty())
        tell(
            say(order,
                "注意: 外の写しを --against で渡していないため、全体が古いものに替えられていても"
                "分かりません。",
                "Note: without --against an exchange of the whole folder for an older one is not "
                "seen."));
    return {};
}

Result<> run_between(const VerifyOrder& order, const NoteKey& key) {
    DiskFolder folder(order.words[1]);
    const auto older_note = TRY(read_log_file(order.words[2]));
    const auto keys = TRY(folder_keys(folder, key));
    const auto older = TRY(keys.open(older_note)).checkpoint;
    const auto newer_note = TRY(read_log_file(order.words[3]));
    const auto newer = TRY(keys.open(newer_note)).checkpoint;
    TRY(verify_between(folder, key, older, newer));
    tell(
        std::to_string(older.size) + " → " + std::to_string(newer.size) +
        say(order, "  過去の行は変えられていません。", "  nothing past was changed."));
    return {};
}

Result<> run_receipt(const VerifyOrder& order, const NoteKey& key) {
    const auto text = TRY(read_log_file(order.words[1]));
    TrailKeys keys{key};
    if (!order.handovers.empty()) {
        const auto list = TRY(read_log_file(order.handovers));
        TRY(keys.follow(list));
    }
    const auto proved = TRY(verify_receipt(text, keys));
    const auto& leaf = proved.leaf;
    tell_checkpoint(order, proved.checkpoint);
    tell(say(order, "番号: ", "leaf: ") + std::to_string(leaf.seq));
    tell(say(order, "日時: ", "time: ") + format_instant(leaf.at));
    tell(say(order, "誰が: ", "actor: ") + leaf.actor);
    tell(
        say(order, "何を: ", "action: ") + leaf.action + "  " + leaf.object_type +
        (leaf.alias ? "  " + to_hex(*leaf.alias) : std::string{}));
    tell(
        std::string(say(order, "判断: ", "decision: ")) +
        std::string(decision_name(leaf.decision)) + say(order, "  件数: ", "  count: ") +
        std::to_string(leaf.count));
    return {};
}

Result<> run(const VerifyOrder& order, bool& known) {
    const auto key = TRY(key_of(order));
    const auto& what = order.words.front();
    if (what == "log" && order.words.size() == 2) return run_log(order, key);
    if (what == "between" && order.words.size() == 4) return run_between(order, key);
    if (what == "receipt" && order.words.size() == 2) return run_receipt(order, key);
    known = false;
    return {};
}

int main_of_verify(int argc, char** argv) {
    VerifyOrder order;
    order.language = language_of_terminal();
    if (!read_order(argc, argv, order)) return usage(order);
    bool known = true;
    const auto result = run(order, known);
    if (!known) return usage(order);
    if (result.ok()) {
        tell(say(order, "正しい証跡です。", "It holds."));
        return kHolds;
    }
    MessageCatalogue messages;
    messages.add(kBaseMessages);
    messages.add(kCryptoMessages);
    messages.add(kAuditMessages);
    const auto& error = result.error();
    const auto text = messages.text(order.language, error.code, error.args);
    std::fprintf(stderr, "genbo-verify: %s (%s)\n", text.c_str(), error.code.c_str());
    if (error.code == "audit.bad_note_key") return kWrongUse;
    return error.fault == Fault::unavailable ? kUnreadable : kFails;
}

}  // namespace
}  // namespace genbo

int main(int argc, char** argv) { return genbo::main_of_verify(argc, argv); }
