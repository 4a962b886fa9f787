// SPDX-License-Identifier: Apache-2.0

#include "sample/source_profile.h"

#include <array>
#include <utility>

#include "base/utf8.h"
#include "sample/company.h"
#include "sample/dates.h"
#include "sample/kana.h"
#include "sample/spelling.h"

namespace genbo::sample {
namespace {

constexpr auto kStores = std::to_array<std::string_view>(
    {"新宿店", "梅田店", "札幌店", "天神店", "名古屋栄店", "横浜店", "仙台店", "広島店",
     "京都四条店", "大宮店", "千葉店", "三宮店", "金沢店", "熊本店", "那覇店", "浜松店"});
constexpr auto kStaff =
    std::to_array<std::string_view>({"佐々木", "田村", "小野", "河合", "今井", "三宅", "CC01"});
constexpr auto kRanks =
    std::to_array<std::string_view>({"レギュラー", "シルバー", "ゴールド", "プラチナ"});
constexpr auto kPosNotes = std::to_array<std::string_view>(
    {"紙DM希望", "家族カードあり", "カード再発行済", "住所変更届 未着", "代理入会"});
constexpr auto kCrmNotes = std::to_array<std::string_view>(
    {"配送について問い合わせ。\n折り返し希望（午後）。", "返品受付 3/12\n着払い伝票を送付",
     "電話番号変更の申し出あり。", "聞き取りづらい。要確認\n漢字は不明", "ご家族より代理の電話。",
     "サイズ交換\n在庫なし、入荷連絡\n→ 4/2 連絡済", "カタログ請求",
     "\"至急\"とのこと。店舗へ転送"});
constexpr auto kLegacyNotes = std::to_array<std::string_view>(
    {"移行データ", "旧システム番号あり", "DM不要", "死亡連絡未確認"});
constexpr auto kDepartments = std::to_array<std::string_view>(
    {"総務部", "営業部", "購買課", "情報システム部", "経理課", "企画室", "製造部"});
constexpr auto kJobTitles = std::to_array<std::string_view>(
    {"部長", "課長", "係長", "主任", "代表取締役", "取締役", "店長"});
constexpr auto kNicknameParts = std::to_array<std::string_view>(
    {"さん", "ちゃん", "たん", "っち", "★", "0815", "ぴ", "のすけ"});
constexpr auto kNicknames = std::to_array<std::string_view>(
    {"ねこ好き", "もも", "ゲスト", "たろー", "ラテ", "🐶", "匿名", "moon", "ポチ"});

// Everything a form writer needs, in one hand.
struct Desk {
    const Occasion& occasion;
    const Vandal& vandal;
    Draft& draft;
    Chance& chance;
    Form& form;

    const Tables& tables() const { return occasion.population.tables(); }
    bool strikes(Channel channel) {
        const bool hit = vandal.strikes(channel, occasion.source, chance);
        if (hit) draft.damage.add(channel);
        return hit;
    }
};

std::string desk_name(Desk& desk, std::string_view usual_space) {
    const Facts& facts = desk.draft.facts;
    if (!desk.draft.romaji_name.empty()) return desk.draft.romaji_name;
    if (facts.surname.empty() || facts.given_name.empty()) return facts.surname + facts.given_name;
    std::string_view space = usual_space;
    if (!facts.latin && desk.strikes(Channel::name_space)) {
        static constexpr auto kSpaces =
            std::to_array<std::string_view>({"", "  ", "　", " ", "", ""});
        space = desk.chance.pick(kSpaces);
    } else if (facts.latin) {
        space = " ";
    }
    std::string name;
    name.append(facts.surname).append(space).append(facts.given_name);
    return name;
}

std::string desk_kana(Desk& desk, std::string_view space) {
    const Facts& facts = desk.draft.facts;
    if (facts.surname_kana.empty() || facts.given_name_kana.empty()) {
        return facts.surname_kana + facts.given_name_kana;
    }
    std::string kana;
    kana.append(facts.surname_kana).append(space).append(facts.given_name_kana);
    return kana;
}

void desk_mix_width(Desk& desk, Cell cell) {
    std::string& text = desk.form[cell];
    if (text.empty() || !desk.strikes(Channel::name_width)) return;
    const std::uint32_t way = desk.chance.below(3);
    if (way == 0)
        text = half_width_kana(text);
    else if (way == 1)
        text = hiragana_of(text);
    else
        text = "　" + text;
}

// UTF-8 read as Latin-1, or a character that the machine in between did not have.
void desk_mojibake(Desk& desk, Cell cell) {
    std::string& text = desk.form[cell];
    if (text.empty() || !desk.strikes(Channel::name_mojibake)) return;
    std::string out;
    if (desk.chance.happens(0.5)) {
        for (const char c : text) {
            const auto byte = static_cast<unsigned char>(c);
            append_utf8(out, byte >= 0x80 && byte < 0xA0 ? U'?' : byte);
        }
    } else {
        const std::u32string letters = to_utf32(text);
        const std::uint32_t at = desk.chance.below(static_cast<std::uint32_t>(letters.size()));
        for (std::uint32_t i = 0; i < letters.size(); ++i)
            append_utf8(out, i == at ? U'?' : letters[i]);
    }
    text = std::move(out);
}

enum class ZipStyle { hyphen, digits };

void desk_zip(Desk& desk, ZipStyle style) {
    const std::string_view instead = desk.draft.zip_instead;
    if (instead == "-") return;
    const std::string_view zip =
        instead.empty() ? desk.tables().towns()[desk.draft.facts.address.town].zip : instead;
    std::string& cell = desk.form[Cell::zip];
    cell = zip;
    if (style == ZipStyle::hyphen) cell.insert(3, 1, '-');
}

// Exchanges one letter of a long text; slip() on the tail keeps prefecture and city readable, as
// clerks pick those from a list.
void desk_slip(Desk& desk, std::string& text) {
    if (!desk.draft.slip_in_address) return;
    std::size_t at = text.size() / 2;
    while (at < text.size() && (text[at] & 0xC0) == 0x80) ++at;
    const std::string changed = slip(std::string_view(text).substr(at), desk.chance);
    if (!changed.empty()) text.replace(at, std::string::npos, changed);
}

void desk_address_in_one(Desk& desk, const Address& address) {
    const AddressText text = address_text(desk.tables(), address, desk.draft.address);
    std::string joined = text.joined(desk.draft.address.space_before_building ? "　" : "");
    desk_slip(desk, joined);
    desk.form[Cell::address] = std::move(joined);
}

std::string desk_phone(Desk& desk, const Phone& phone, PhoneStyle usual) {
    if (phone.empty()) return {};
    return phone_text(
        phone, desk.chance.happens(0.75) ? usual : static_cast<PhoneStyle>(desk.chance.below(5)));
}

const Phone& desk_any_phone(const Facts& facts, bool mobile_first) {
    if (facts.mobile.empty()) return facts.landline;
    if (facts.landline.empty()) return facts.mobile;
    return mobile_first ? facts.mobile : facts.landline;
}

void desk_gender(Desk& desk, std::string_view male, std::string_view female) {
    if (!desk.draft.gender) return;
    desk.form[Cell::gender] = *desk.draft.gender == Gender::male ? male : female;
}

void desk_purchases(Desk& desk) {
    const std::uint32_t habit = desk.chance.below(40);
    const std::uint32_t count = habit * desk.chance.below(40) / 40;
    desk.form[Cell::purchase_count] = std::to_string(count);
    desk.form[Cell::purchase_amount] = std::to_string(count * (1200 + desk.chance.below(9000)));
    desk.form[Cell::points] = std::to_string(count * desk.chance.below(300));
    if (count > 0) {
        const DayNumber day =
            desk.occasion.day + static_cast<DayNumber>(desk.chance.below(
                                    static_cast<std::uint32_t>(kSampleToday - desk.occasion.day)));
        desk.form[Cell::last_purchase_on] = civil_date(day, "/");
    }
    desk.form[Cell::rank] = kRanks[count < 5 ? 0 : count < 12 ? 1 : count < 25 ? 2 : 3];
}

void fill_pos(Desk& desk) {
    Form& form = desk.form;
    const Facts& facts = desk.draft.facts;
    form[Cell::name] = desk_name(desk, "　");
    std::string kana = desk_kana(desk, " ");
    form[Cell::kana] = desk.chance.happens(0.7) ? half_width_kana(kana) : std::move(kana);
    const bool coded = desk.chance.happens(0.7);
    desk_gender(desk, coded ? "1" : "男", coded ? "2" : "女");
    if (desk.draft.birth) {
        static constexpr std::array kStyles = {
            EraStyle::letter_dots, EraStyle::letter_dots, EraStyle::letter_slashes,
            EraStyle::kanji};
        form[Cell::birth_date] = era_date(
            *desk.draft.birth, desk.chance.pick(kStyles),
            desk.draft.era_wrong ? EraName::wrong : EraName::right);
    }
    desk_zip(desk, desk.chance.happens(0.6) ? ZipStyle::digits : ZipStyle::hyphen);
    desk_address_in_one(desk, facts.address);
    form[Cell::phone] =
        desk_phone(desk, desk_any_phone(facts, desk.chance.happens(0.6)), PhoneStyle::digits);
    form[Cell::email] = facts.email;
    form[Cell::store] = kStores[facts.address.city % kStores.size()];
    form[Cell::joined_on] = civil_date(desk.occasion.day, "");
    form[Cell::points] = std::to_string(desk.chance.below(4000));
    form[Cell::dm_permission] = desk.chance.happens(0.7) ? "1" : "0";
    if (desk.chance.happens(0.06)) form[Cell::note] = desk.chance.pick(kPosNotes);
}

void fill_ec(Desk& desk) {
    Form& form = desk.form;
    const Facts& facts = desk.draft.facts;
    form[Cell::surname] = facts.surname;
    form[Cell::given_name] = facts.given_name;
    if (const auto& romaji = desk.draft.romaji_name; !romaji.empty()) {
        const std::size_t space = romaji.find(' ');
        form[Cell::surname] = romaji.substr(0, space);
        form[Cell::given_name] = space == std::string::npos ? "" : romaji.substr(space + 1);
    }
    form[Cell::surname_kana] = facts.surname_kana;
    form[Cell::given_name_kana] = facts.given_name_kana;
    desk_mix_width(desk, Cell::surname_kana);
    desk_mix_width(desk, Cell::given_name_kana);
    desk_mojibake(desk, Cell::surname);
    form[Cell::email] = facts.email;
    if (desk.chance.happens(0.08)) {
        for (char& c : form[Cell::email]) {
            if (c >= 'a' && c <= 'z' && (desk.chance.next() & 3) == 0)
                c = static_cast<char>(c - 32);
        }
    }
    form[Cell::phone] =
        desk_phone(desk, desk_any_phone(facts, desk.chance.happens(0.85)), PhoneStyle::hyphens);
    desk_zip(desk, ZipStyle::hyphen);
    AddressText text = address_text(desk.tables(), facts.address, desk.draft.address);
    desk_slip(desk, text.town);
    form[Cell::prefecture] = std::move(text.prefecture);
    form[Cell::city] = std::move(text.city);
    form[Cell::town] = std::move(text.town);
    form[Cell::building] = std::move(text.building);
    desk_gender(desk, "男性", "女性");
    if (desk.draft.birth) form[Cell::birth_date] = civil_date(*desk.draft.birth, "/");
    form[Cell::mail_permission] = desk.chance.happens(0.6) ? "1" : "0";
    form[Cell::joined_on] = civil_date(desk.occasion.day, "/");
    desk_purchases(desk);
}

void fill_crm(Desk& desk) {
    Form& form = desk.form;
    const Facts& facts = desk.draft.facts;
    form[Cell::name] = desk_name(desk, " ");
    form[Cell::kana] = desk_kana(desk, desk.chance.happens(0.7) ? " " : "");
    desk_mix_width(desk, Cell::kana);
    desk_mojibake(desk, Cell::name);
    desk_zip(desk, ZipStyle::hyphen);
    desk_address_in_one(desk, facts.address);
    form[Cell::phone] = desk_phone(desk, facts.landline, PhoneStyle::hyphens);
    form[Cell::mobile] = desk_phone(desk, facts.mobile, PhoneStyle::hyphens);
    form[Cell::email] = facts.email;
    if (desk.draft.birth) form[Cell::birth_date] = civil_date(*desk.draft.birth, "-");
    desk_gender(desk, "男", "女");
    form[Cell::staff] = desk.chance.pick(kStaff);
    form[Cell::joined_on] = civil_date(desk.occasion.day, "-");
    form[Cell::joined_on].append(" 1").append(std::to_string(desk.chance.below(8)));
    form[Cell::joined_on].append(":").append(std::to_string(10 + desk.chance.below(50)));
    if (desk.chance.happens(0.45)) form[Cell::note] = desk.chance.pick(kCrmNotes);
}

void fill_app(Desk& desk) {
    Form& form = desk.form;
    const Facts& facts = desk.draft.facts;
    form[Cell::name] = desk_name(desk, " ");
    form[Cell::nickname] =
        desk.chance.happens(0.6)
            ? hiragana_of(desk.draft.given_reading).append(desk.chance.pick(kNicknameParts))
            : std::string(desk.chance.pick(kNicknames));
    form[Cell::mobile] = desk_phone(desk, facts.mobile, PhoneStyle::digits);
    // An account needs one of the two.
    if (!facts.email.empty() || facts.mobile.empty()) form[Cell::email] = facts.email;
    if (desk.draft.birth) {
        if (desk.chance.happens(0.43)) {
            form[Cell::birth_month] = std::to_string(month_of(*desk.draft.birth));
        } else {
            form[Cell::birth_date] = civil_date(*desk.draft.birth, "-");
        }
    }
    desk_gender(desk, "M", "F");
    if (desk.chance.happens(0.5)) desk_zip(desk, ZipStyle::digits);
    if (desk.chance.happens(0.2)) desk_address_in_one(desk, facts.address);
    form[Cell::mail_permission] = desk.chance.happens(0.5) ? "true" : "false";
    form[Cell::joined_on] = civil_date(desk.occasion.day, "-") + "T0" +
                            std::to_string(desk.chance.below(10)) + ":00:00+09:00";
}

void fill_partner(Desk& desk) {
    Form& form = desk.form;
    Facts& facts = desk.draft.facts;
    const Person& person = desk.occasion.person;
    const Population& population = desk.occasion.population;
    const bool is_office = desk.occasion.office;
    const Company company = company_on(
        make_company(
            population.tables(), population.seed(), population.rates(),
            is_office ? desk.occasion.company : person.company),
        desk.occasion.day);
    const std::uint32_t site =
        is_office ? desk.occasion.site : person.site_ticket % (company.sites + 1);
    const Office office = make_office(population.tables(), population.seed(), company, site);
    static constexpr std::array kStyles = {
        CompanyStyle::full, CompanyStyle::full, CompanyStyle::short_parenthesis,
        CompanyStyle::ligature, CompanyStyle::wide_parenthesis};
    if (!desk.strikes(Channel::company_blank)) {
        form[Cell::company] = company_text(company, desk.chance.pick(kStyles));
        if (!office.name.empty())
            form[Cell::company].append(desk.chance.happens(0.5) ? "　" : "").append(office.name);
        if (desk.chance.happens(0.03)) form[Cell::company] += "　御中";
    }
    if (desk.chance.happens(0.6)) form[Cell::company_kana] = company.core_kana;
    if (desk.chance.happens(0.35)) form[Cell::corporate_number] = company.corporate_number;
    if (!is_office) {
        form[Cell::department] = kDepartments[person.site_ticket / 64 % kDepartments.size()];
    }
    if (!is_office && desk.chance.happens(0.4))
        form[Cell::job_title] = desk.chance.pick(kJobTitles);
    form[Cell::name] = desk_name(desk, desk.chance.happens(0.5) ? "　" : " ");
    if (desk.chance.happens(0.15) && !form[Cell::name].empty()) form[Cell::name] += " 様";
    if (desk.chance.happens(0.5)) form[Cell::kana] = desk_kana(desk, " ");
    facts.address = office.address;
    desk_zip(desk, ZipStyle::hyphen);
    desk_address_in_one(desk, office.address);
    // Excel takes a number without hyphens for a number.
    const PhoneStyle style =
        desk.chance.happens(0.05) ? PhoneStyle::no_leading_zero : PhoneStyle::hyphens;
    form[Cell::phone] = phone_text(office.phone, style);
    if (!is_office && desk.chance.happens(0.5)) {
        form[Cell::mobile] = phone_text(facts.mobile, style);
    }
    const std::string work_mail =
        romaji_of(facts.surname_kana, Romaji::hepburn) + "@" + company.domain;
    form[Cell::email] = facts.email.empty()         ? ""
                        : desk.chance.happens(0.75) ? work_mail
                        : desk.chance.happens(0.5)  ? "info@" + company.domain
                                                    : facts.email;
    if (form[Cell::email].starts_with('@')) form[Cell::email].insert(0, "info");
    if (desk.chance.happens(0.05)) form[Cell::note] = "年賀状";
}

void fill_legacy(Desk& desk) {
    Form& form = desk.form;
    Facts& facts = desk.draft.facts;
    if (desk.chance.happens(0.35)) {
        if (std::string old = old_forms(facts.surname); !old.empty())
            facts.surname = std::move(old);
    }
    form[Cell::name] = desk_name(desk, "　");
    form[Cell::kana] = large_kana(desk_kana(desk, " "));
    if (desk.chance.happens(0.5)) form[Cell::kana] = half_width_kana(form[Cell::kana]);
    desk_gender(desk, "1", "2");
    if (desk.draft.birth) {
        form[Cell::birth_date] = desk.chance.happens(0.5)
                                     ? civil_date(*desk.draft.birth, "")
                                     : era_date(
                                           *desk.draft.birth, EraStyle::letter_dots,
                                           desk.draft.era_wrong ? EraName::wrong : EraName::right);
    }
    desk_zip(desk, ZipStyle::hyphen);
    // Three digits, as before 1998.
    if (!form[Cell::zip].empty() && desk.chance.happens(0.02)) form[Cell::zip].resize(3);
    desk_address_in_one(desk, facts.address);
    form[Cell::phone] = desk_phone(desk, desk_any_phone(facts, false), PhoneStyle::parentheses);
    form[Cell::joined_on] = civil_date(desk.occasion.day, "");
    if (desk.chance.happens(0.05)) form[Cell::note] = desk.chance.pick(kLegacyNotes);
}

}  // namespace

void fill_form(
    const Occasion& occasion, const Vandal& vandal, Draft& draft, Chance& chance, Form& form) {
    Desk desk{occasion, vandal, draft, chance, form};
    switch (occasion.source) {
        case Source::pos: return fill_pos(desk);
        case Source::ec: return fill_ec(desk);
        case Source::crm: return fill_crm(desk);
        case Source::app: return fill_app(desk);
        case Source::partner: return fill_partner(desk);
        case Source::legacy: return fill_legacy(desk);
    }
}

}  // namespace genbo::sample
