// SPDX-License-Identifier: Apache-2.0
#include "register/erasure_certificate.h"

#include <array>

#include "audit/audit_leaf.h"
#include "base/json_writer.h"

namespace genbo {

namespace {

constexpr std::size_t kLeafPage = 10'000;
constexpr std::string_view kErasureAction = "erasure.execute";

bool is_leaf_of(const AuditLeaf& leaf, const Erasure& erasure) {
    return leaf.action == kErasureAction && leaf.at == erasure.executed;
}

std::string day_text(Instant instant) { return format_instant(instant); }

struct Words {
    std::string_view ja;
    std::string_view en;

    std::string_view in(Language language) const { return language == Language::ja ? ja : en; }
};

constexpr std::array<Words, 5> kGroundWords = {{
    {"本人の求め", "the person's request"},
    {"利用目的の終了", "the purpose is over"},
    {"保管期間の満了", "the retention period is over"},
    {"同意の撤回", "consent was withdrawn"},
    {"取り扱いの根拠なし", "there was no ground to hold the data"},
}};

std::string line(Language language, const Words& label, const std::string& value) {
    return std::string{label.in(language)} + ": " + value + "\n";
}

std::string stays(Language language) {
    constexpr Words kStays{
        "残るもの(個人の値を含みません)\n"
        "  ・監査ログの行(だれが・いつ・何をしたか。お客様を指す仮の符号からは、たどれません)\n"
        "  ・顧客番号(ほかの方に使われず、「消去済み」とだけ答えます)\n"
        "  ・取り込みの件数、照合モデル(多くの方から作られた統計)\n"
        "  ・再び取り込まないための、鍵付きのハッシュ\n"
        "消去が及ばないもの\n"
        "  ・すでに渡した先の写し(下の連絡先に知らせます)、取り込み元のシステム、印刷物\n",
        "What stays, without any personal value:\n"
        "  - lines of the audit log (who did what, when; their aliases lead nowhere)\n"
        "  - the customer number (never given to anybody else; it answers \"erased\")\n"
        "  - counts of imports, matching models (statistics made of many people)\n"
        "  - keyed hashes that keep the data from being taken in again\n"
        "What the erasure does not reach:\n"
        "  - copies others were given (they are told, see below), source systems, paper\n"};
    return std::string{kStays.in(language)};
}

std::string told(const ErasureCertificate& certificate, Language language) {
    std::string out{Words{"連絡先\n", "Recipients\n"}.in(language)};
    for (const auto& task : certificate.erasure.tasks) {
        out += "  " + task.recipient + ": ";
        out += task.acknowledged == Instant{} ? Words{"まだ", "open"}.in(language)
                                              : Words{"済 ", "done "}.in(language);
        if (task.acknowledged != Instant{}) out += day_text(task.acknowledged);
        out += "\n";
    }
    return out;
}

}  // namespace

Result<ErasureCertificate> make_certificate(
    StoreReader& store, const Erasure& erasure, const Keyring& keyring) {
    if (erasure.state != ErasureState::erased && erasure.state != ErasureState::buried)
        return Error{
            Fault::conflict,
            "register.erasure_state",
            {std::string{erasure_state_name(erasure.state)}}};
    ErasureCertificate certificate;
    certificate.erasure = erasure;
    certificate.keyring_id = keyring.id();
    NodeTable nodes;
    bool found = false;
    while (true) {
        const auto page = TRY(store.leaves(static_cast<std::int64_t>(nodes.size()), kLeafPage));
        for (const auto& bytes : page) {
            const bool may_be = static_cast<std::int64_t>(nodes.size()) >= erasure.leaf_after;
            if (!found && may_be) {
                const auto leaf = TRY(decode_leaf(bytes));
                found = is_leaf_of(leaf, erasure);
                if (found) {
                    certificate.leaf = bytes;
                    certificate.index = nodes.size();
                }
            }
            nodes.append(leaf_hash(bytes));
        }
        if (page.size() < kLeafPage) break;
    }
    if (!found) return Error{Fault::unavailable, "register.leaf_waits"};
    certificate.size = nodes.size();
    certificate.root = TRY(root_at(nodes, certificate.size));
    certificate.proof = TRY(inclusion_proof(nodes, certificate.index, certificate.size));
    return certificate;
}

Result<> check_certificate(const ErasureCertificate& certificate) {
    const auto leaf = TRY(decode_leaf(certificate.leaf));
    if (!is_leaf_of(leaf, certificate.erasure)) return Error{Fault::corrupt, "audit.not_included"};
    return verify_inclusion(
        leaf_hash(certificate.leaf), certificate.index, certificate.size, certificate.proof,
        certificate.root);
}

std::string certificate_json(const ErasureCertificate& certificate) {
    const auto& erasure = certificate.erasure;
    JsonWriter json;
    json.object([&] {
        json.field("genbo_erasure_certificate", 1);
        json.field("erasure", erasure.uid);
        json.field("number", certificate.number);
        json.field("ground", erasure_ground_name(erasure.ground));
        json.field("asked_at", format_instant(erasure.asked));
        json.field("erased_at", format_instant(erasure.executed));
        json.field("keys_destroyed_at");
        if (erasure.buried == Instant{})
            json.null();
        else
            json.value(format_instant(erasure.buried));
        json.field("erased").object([&] {
            json.field("records", erasure.counts.records);
            json.field("versions", erasure.counts.versions);
            json.field("evidence", erasure.counts.evidence);
            json.field("moves", erasure.counts.moves);
            json.field("verdicts", erasure.counts.verdicts);
            json.field("rejected_rows", erasure.counts.rejections);
            json.field("kept_answers", erasure.counts.answers);
            json.field("numbers", erasure.counts.numbers);
        });
        json.field("recipients").array([&] {
            for (const auto& task : erasure.tasks)
                json.object([&] {
                    json.field("name", task.recipient);
                    json.field("acknowledged_at");
                    if (task.acknowledged == Instant{})
                        json.null();
                    else
                        json.value(format_instant(task.acknowledged));
                });
        });
        json.field("keyring_id", certificate.keyring_id);
        json.field("audit").object([&] {
            json.field("leaf", to_hex(certificate.leaf));
            json.field("index", certificate.index);
            json.field("tree_size", certificate.size);
            json.field("root", to_hex(certificate.root));
            json.field("inclusion_proof").array([&] {
                for (const auto& hash : certificate.proof) json.value(to_hex(hash));
            });
        });
    });
    return std::move(json).str();
}

std::string certificate_text(const ErasureCertificate& certificate, Language language) {
    const auto& erasure = certificate.erasure;
    std::string out{Words{"個人データ消去証明書\n\n", "Certificate of erasure\n\n"}.in(language)};
    out += line(language, {"消去の番号", "Erasure"}, erasure.uid);
    if (!certificate.number.empty())
        out += line(language, {"顧客番号", "Customer number"}, certificate.number);
    out += line(
        language, {"理由", "Ground"},
        std::string{kGroundWords.at(static_cast<std::size_t>(erasure.ground)).in(language)});
    out += line(language, {"受け付け", "Asked"}, day_text(erasure.asked));
    out += line(language, {"消去", "Erased"}, day_text(erasure.executed));
    out += line(
        language, {"鍵の破棄(過去の控えも読めない)", "Keys destroyed (no older copy opens)"},
        erasure.buried == Instant{}
            ? std::string{Words{"まだ(次の夜に行います)", "not yet (the next night)"}.in(language)}
            : day_text(erasure.buried));
    const auto count = [](std::int64_t number) { return std::to_string(number); };
    out += "\n";
    out += line(language, {"元データ", "Records"}, count(erasure.counts.records));
    out += line(language, {"その版", "Versions"}, count(erasure.counts.versions));
    out += line(language, {"判断の根拠", "Reasons of decisions"}, count(erasure.counts.evidence));
    out += line(language, {"人の判断", "Verdicts"}, count(erasure.counts.verdicts));
    out +=
        line(language, {"受け取らなかった行", "Rejected rows"}, count(erasure.counts.rejections));
    out += "\n" + stays(language) + "\n" + told(certificate, language) + "\n";
    out += line(
        language, {"監査ログでの位置", "Place in the audit log"},
        count(static_cast<std::int64_t>(certificate.index)) + " / " +
            count(static_cast<std::int64_t>(certificate.size)));
    out += line(language, {"木の根(SHA-256)", "Root (SHA-256)"}, to_hex(certificate.root));
    out += line(
        language, {"この行のハッシュ", "Hash of the leaf"}, to_hex(leaf_hash(certificate.leaf)));
    return out;
}

}  // namespace genbo
