// SPDX-License-Identifier: Apache-2.0

#include "sample/read_me.h"

#include <string_view>

namespace genbo::sample {
namespace {

struct FileNote {
    std::string_view stem;
    std::string_view ja;
    std::string_view en;
};

constexpr FileNote kFileNotes[] = {
    {"pos", "店舗の会員カード。CP932、半角カナ、和暦、漢字なしあり",
     "shop cards; CP932, half-width kana, Japanese eras, kanji often missing"},
    {"ec", "通販サイトの会員。UTF-8（BOM 付き）、項目分割、メールは必ずあり",
     "web shop; UTF-8 with byte order mark, split fields, always an e-mail"},
    {"crm", "コールセンター。UTF-8 のタブ区切り、備考に改行あり",
     "call centre; UTF-8, tabs, line breaks inside notes"},
    {"app", "アプリ会員。NDJSON、ニックネーム、誕生月だけの人あり",
     "app; NDJSON, nicknames, sometimes only the month of birth"},
    {"partner", "取引先と担当者。Excel", "companies and contacts; Excel"},
    {"legacy", "2005 年の旧顧客台帳。EUC-JP、外字、旧字、旧市町村名",
     "the master of 2005; EUC-JP, gaiji, old characters, abolished municipalities"},
    {"one", "全記録を 1 ファイルにまとめたもの（壊れた行なし）", "all records in one clean file"},
    {"truth", "正解。記録 ID、人物 ID、証拠の組", "the truth: record, person, evidence"},
    {"damage", "各記録に加えた傷の種類", "what was done to each record"},
    {"entities", "人物と拠点、最終日の姿", "persons and offices as they are on the last day"},
    {"events", "転居・結婚・番号変更などの出来事", "moves, weddings, new numbers, …"},
    {"relations", "一人と間違えやすい二人", "pairs easily taken for one"},
    {"hard_pairs", "難問集 H1–H11 の組と期待", "the pairs of the hard sets H1 to H11"},
    {"households", "人物 ID、世帯 ID、続柄、双子", "person, household, role, twin"},
};

const FileNote* read_me_note(std::string_view name) {
    for (const FileNote& note : kFileNotes) {
        if (name.starts_with(note.stem)) return &note;
    }
    return nullptr;
}

enum class ReadMeLanguage { ja, en };

void read_me_files(std::string& out, const SampleReport& report, ReadMeLanguage language) {
    for (const SampleFile& file : report.files) {
        const FileNote* note = read_me_note(file.name);
        out.append("  ").append(file.name);
        out.append(language == ReadMeLanguage::ja ? "（" : " (");
        out.append(std::to_string(file.rows));
        out.append(language == ReadMeLanguage::ja ? " 行）" : " rows) ");
        if (note != nullptr) out.append(language == ReadMeLanguage::ja ? note->ja : note->en);
        out += '\n';
    }
}

void read_me_counts(std::string& out, const SampleOddities& count, ReadMeLanguage language) {
    struct Line {
        std::uint64_t rows;
        std::string_view ja;
        std::string_view en;
    };
    const Line lines[] = {
        {count.card_numbers, "備考にカード番号（拒否されるべき行）",
         "card number in a note (must be refused)"},
        {count.my_numbers, "備考にマイナンバー（拒否されるべき行）",
         "My Number in a note (must be refused)"},
        {count.wrong_cell_count, "項目数が合わない行", "wrong number of cells"},
        {count.undecodable, "解読できないバイトがある行", "a byte that cannot be decoded"},
        {count.gaiji, "外字（文字数）", "gaiji (characters)"},
        {count.test_rows, "テスト太郎などの試験行", "rows left by testers"},
    };
    for (const Line& line : lines) {
        out.append("  ").append(std::to_string(line.rows)).append("\t");
        out.append(language == ReadMeLanguage::ja ? line.ja : line.en).append("\n");
    }
}

std::string read_me_number(double number) {
    std::string text = std::to_string(number);
    while (text.ends_with('0')) text.pop_back();
    if (text.ends_with('.')) text.pop_back();
    return text;
}

}  // namespace

std::string sample_read_me(const SampleOptions& options, const SampleReport& report) {
    const std::string made =
        "seed " + std::to_string(options.seed) + ", persons " + std::to_string(report.persons) +
        ", dirtiness " + read_me_number(options.dirtiness) + ", profile " + options.profile +
        (options.hard ? " with hard sets" : "") + ", version " + std::to_string(kSampleVersion);
    std::string out = "Genbo 見本データ\n================\n\n";
    out +=
        "この中の人物・会社・住所の組み合わせはすべて架空です。電話番号やメールアドレスは偶然\n"
        "実在することがあるため、電話をかけたりメールを送ったりしないでください。\n\n";
    out.append("作成条件: ").append(made).append("\n");
    out.append("世帯 ").append(std::to_string(report.households)).append("、記録 ");
    out.append(std::to_string(report.records)).append("\n\nファイル\n");
    read_me_files(out, report, ReadMeLanguage::ja);
    out += "\n取り込みで気づくべき行\n";
    read_me_counts(out, report.oddities, ReadMeLanguage::ja);
    out +=
        "\n記録 ID は「ソース:キー」です（例 pos:2900000010009）。クラスタ P… は一人の人物、\n"
        "C… は会社の拠点、X… は誰でもない試験行です。名寄せの採点には truth.csv を使います。\n"
        "クラスタも証拠も同じ二件が、記録から見分けられる組です。割合は profile.txt "
        "にあります。\n\n";
    out += "Genbo sample data\n=================\n\n";
    out +=
        "Every person, company and address is made up.  A telephone number or mail address may\n"
        "exist by chance: never dial or mail them.\n\n";
    out.append("Made with: ").append(made).append("\n");
    out.append(std::to_string(report.households)).append(" households, ");
    out.append(std::to_string(report.records)).append(" records\n\nFiles\n");
    read_me_files(out, report, ReadMeLanguage::en);
    out += "\nRows that an import must notice\n";
    read_me_counts(out, report.oddities, ReadMeLanguage::en);
    out +=
        "\nA record id is source:key, such as pos:2900000010009.  A cluster P… is one person, C… "
        "an\n"
        "office, X… a row of nobody.  Score matching against truth.csv; pairs of one cluster and "
        "one\n"
        "evidence can be told from the records.  The rates stand in profile.txt.\n";
    return out;
}

}  // namespace genbo::sample
