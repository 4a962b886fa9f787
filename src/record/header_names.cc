// SPDX-License-Identifier: Apache-2.0
#include "record/header_names.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "base/utf8.h"

namespace genbo {

namespace {

// What a list of names means, and how surely.
struct HeaderNames {
    Field field;
    double confidence;
    // Separated by blanks; spelled in any width and kana, since they are folded like a header.
    std::string_view names;
    int ordinal = 0;
};

constexpr HeaderNames kHeaderNames[] = {
    {Field::source_key, 1,
     "会員番号 会員no 会員id 会員コード 会員cd 顧客番号 顧客no 顧客id 顧客コード 顧客cd お客様番号 "
     "お客様コード お客様id 得意先コード 得意先番号 得意先cd 取引先コード 取引先cd 会員カード番号 "
     "ポイントカード番号 customerid customerno customernumber customercode memberid memberno "
     "membernumber membercode uniqueid recordid recid externalid"},
    {Field::source_key, 0.8,
     "id uid userid ユーザーid accountid アカウントid clientid contactid leadid 管理番号 管理no "
     "sourcekey"},
    {Field::source_key, 0.65,
     "カード番号 cardno cardnumber 登録番号 申込番号 受付番号 ログインid loginid no 番号 コード "
     "code "
     "key 通番 連番 整理番号 identifier"},

    {Field::name_full, 1,
     "氏名 お名前 名前 ご氏名 姓名 会員名 顧客名 お客様名 契約者名 申込者名 会員氏名 顧客氏名 "
     "お客様氏名 fullname customername membername 宛名 shimei simei namae namekanji kanjiname"},
    {Field::name_full, 0.9, "name contactname personname 契約者 申込者 username namekj"},
    {Field::name_full, 0.7, "nm"},
    {Field::name_full, 0.7, "担当者名 ご担当者名 contactperson 代表者名 代表者氏名 担当者氏名"},
    {Field::surname, 1,
     "姓 苗字 名字 氏 氏名姓 お名前姓 名前姓 姓名姓 lastname surname familyname lname name01 "
     "namesei 姓氏"},
    {Field::surname, 0.8, "sei last family"},
    {Field::given_name, 1,
     "名 下の名前 氏名名 お名前名 名前名 姓名名 firstname givenname forename fname name02 namemei "
     "ファーストネーム"},
    {Field::given_name, 0.8, "mei first given"},
    {Field::kana_full, 1,
     "フリガナ カナ ヨミガナ 読み仮名 カナ氏名 カナ名前 カナ名称 読みがな kananame namekana "
     "氏名読み furigana hurigana yomigana kananm nmkana kanashimei shimeikana"},
    {Field::kana_full, 0.8, "読み ヨミ よみ kana phonetic namephonetic phoneticname reading"},
    {Field::surname_kana, 1, "セイ カナ姓 フリガナ姓 kanasei kana01 seikana"},
    {Field::given_name_kana, 1, "メイ カナ名 フリガナ名 kanamei kana02 meikana"},
    {Field::name_romaji, 1,
     "ローマ字 ローマ字氏名 氏名ローマ字 ローマ字名 英字氏名 氏名英字 romaji nameromaji romajiname "
     "アルファベット氏名 氏名アルファベット 氏名英語 英語氏名"},
    {Field::name_romaji, 0.8, "nameen englishname nameenglish"},
    {Field::nickname, 1, "ニックネーム ハンドルネーム 愛称 nickname 表示名"},
    {Field::nickname, 0.7, "displayname handle line名 screenname handlename"},

    {Field::company, 1,
     "会社名 企業名 法人名 勤務先 勤務先名 会社 貴社名 御社名 団体名 組織名 屋号 社名 取引先名 "
     "得意先名 勤務先会社名 勤め先 勤め先名 kaisha kaishamei corpnm companynm corpname company "
     "companyname organization organisation organizationname "
     "corporatename corporationname"},
    {Field::company, 0.7, "所属 accountname employer 法人 団体 企業 名称 商号 office firm"},
    {Field::company_english, 1,
     "英文社名 英語社名 会社名英語 会社名英字 英文会社名 会社名英文 companynameenglish companyen "
     "companyenglish"},
    {Field::department, 1, "部署 部署名 所属部署 部課名 所属部署名 department departmentname dept"},
    {Field::department, 0.7, "部門 部門名 division 課 section"},
    {Field::job_title, 1, "役職 役職名 肩書 肩書き 職位 jobtitle"},
    {Field::job_title, 0.6, "title position"},
    {Field::corporate_number, 1,
     "法人番号 インボイス番号 インボイス登録番号 適格請求書発行事業者登録番号 適格請求書番号 "
     "提出者法人番号 corporatenumber invoicenumber"},

    {Field::postal_code, 1,
     "郵便番号 〒 郵便番号7桁 ゆうびん番号 郵便no 〒番号 postalcode postcode zip zipcode zipno "
     "postcd postno zipcd yubin yubinno yubinbango yuubinbangou"},
    {Field::postal_code, 0.7, "post 郵便 postal"},
    {Field::prefecture, 1, "都道府県 都道府県名 県名 pref prefecture prefectures"},
    {Field::prefecture, 0.7, "県 state province"},
    {Field::city, 1,
     "市区町村 市区町村名 市区郡 市郡区 市町村 市町村名 市区 市区郡町村 郡市区 郡市区町村 city "
     "municipality"},
    {Field::city, 0.7, "suburb locality cityname"},
    {Field::town, 1,
     "町域 町名 番地 町名番地 町域番地 丁目番地 町域名 番地等 町名丁目番地 大字丁目番地 町村番地 "
     "市区町村以下 以降の住所 それ以降の住所 その他住所 住所番地 丁目番地号 street streetaddress "
     "streetname"},
    {Field::town, 0.7, "streetnumber streetno housenumber", 1},
    {Field::building, 1,
     "建物名 建物 ビル名 建物名部屋番号 建物名号室 マンション名 マンション アパート名 "
     "アパートマンション名 マンションアパート名 ビルマンション名 マンションビル名 マンション名等 "
     "建物名等 建物ビル名 方書 部屋番号 建物部屋番号 building buildingname"},
    {Field::building, 0.7, "ビル ビル等 apartment apt room unit 号室 addressline2"},
    {Field::address_full, 1,
     "住所 所在地 現住所 居住地 住所全体 連絡先住所 自宅住所 住所所在地 address fulladdress "
     "homeaddress mailingaddress 本店所在地"},
    {Field::address_full, 0.9, "addr adr jusho jyusho juusho addressline"},

    {Field::phone, 1,
     "電話番号 電話 tel 固定電話 固定電話番号 自宅電話 自宅電話番号 連絡先電話番号 電話no telno "
     "phone phonenumber telephone telephonenumber homephone telephoneno phoneno 自宅tel "
     "denwa denwabango telnum"},
    {Field::phone, 0.6, "連絡先 日中連絡先 勤務先電話番号 会社電話番号 landline workphone"},
    {Field::mobile, 1,
     "携帯電話 携帯番号 携帯 携帯電話番号 携帯tel 携帯no ケータイ スマホ スマートフォン "
     "携帯電話no 携帯連絡先 mobile mobilephone mobilenumber cellphone cell mobiletel "
     "mobilephonenumber cellphonenumber keitai keitaitel keitaino mobileno"},
    {Field::fax, 1, "fax fax番号 ファックス ファクス ファクシミリ ファックス番号 faxno faxnumber"},
    {Field::email, 1,
     "メールアドレス メール eメール eメールアドレス pcメール pcメールアドレス 電子メール メルアド "
     "電子メールアドレス メールアドレスpc メールpc email mail mailaddress emailaddress emailaddr "
     "emailpc pcemail pcmail "
     "mailaddr mailadr mailadrs meruado"},
    {Field::email, 0.5, "アドレス"},
    {Field::email_2, 1,
     "携帯メール 携帯メールアドレス モバイルメール モバイルメールアドレス サブメールアドレス "
     "予備メールアドレス メールアドレス携帯 メール携帯 携帯mail mobilemail mobileemail emailmobile "
     "secondaryemail alternateemail"},

    {Field::birth_date, 1,
     "生年月日 誕生日 誕生年月日 生年月日西暦 生年月日和暦 birthday birthdate dateofbirth dob "
     "birthymd seinengappi birthdt birthdy tanjobi"},
    {Field::birth_date, 0.7, "birth"},
    {Field::birth_date, 0.8, "生年月日年 誕生日年 生年 誕生年 生年西暦 birthyear yearofbirth", 1},
    {Field::birth_date, 0.8, "生年月日月 誕生日月 生月 誕生月 birthmonth monthofbirth", 2},
    {Field::birth_date, 0.8, "生年月日日 誕生日日 生日 birthdayofmonth dayofbirth", 3},
    {Field::gender, 1, "性別 男女 gender sex 男女別 性別名 sexcd gendercd seibetsu seibetu"},
    {Field::occupation, 1, "職業 occupation profession 職種 職業名"},
    {Field::occupation, 0.7, "job"},

    {Field::member_rank, 1,
     "会員ランク 会員ステージ 顧客ランク 会員ランク名 memberrank customerrank memberstage"},
    {Field::member_rank, 0.7, "ランク ステージ 会員種別 会員区分 rank grade tier stage"},
    {Field::points, 1,
     "ポイント 保有ポイント ポイント残高 現在ポイント 所持ポイント ポイント数 有効ポイント points "
     "point pointbalance 保有ポイント数 利用可能ポイント"},
    {Field::mail_permission, 1,
     "メルマガ可否 メルマガ購読 メルマガ配信 メルマガ メルマガ受信 メール配信 メール配信可否 "
     "メール許可 メルマガ希望 メールマガジン メールマガジン受信 メルマガ送付 メール配信許可 "
     "メルマガフラグ メルマガ配信可否 mailmagazine mailmaga newsletter mailmagazineflg "
     "mailpermission"},
    {Field::mail_permission, 0.6, "optin メール受信 acceptsmarketing acceptsemailmarketing"},
    {Field::dm_permission, 1,
     "dm dm可否 dm発送 ダイレクトメール dm許可 dm希望 dm送付 dm送付可否 dm発送可否 dmフラグ "
     "dmpermission"},
    {Field::store, 1,
     "店舗 店舗名 入会店舗 登録店舗 所属店舗 店名 担当店舗 入会店 登録店 担当店 store storename "
     "shop shopname 入会店舗名"},
    {Field::store, 0.7, "店舗コード 店舗cd 店舗no storecode storeid 来店店舗 店コード"},
    {Field::joined_on, 1,
     "入会日 登録日 会員登録日 入会年月日 登録日時 登録年月日 会員登録日時 入会日時 加入日 "
     "joindate "
     "registeredat registrationdate registereddate signupdate joinedat"},
    {Field::joined_on, 0.7, "createdat created createddate createdon 作成日 作成日時 新規登録日"},
    {Field::left_on, 1,
     "退会日 退会年月日 退会日時 解約日 withdrawaldate leftat leavedate withdrawnat"},
    {Field::last_purchase_on, 1,
     "最終購入日 最終購買日 最終来店日 最終注文日 最終利用日 最終購入日時 最終購入年月日 "
     "最終お買上日 最終買上日 lastpurchase lastpurchasedate lastorderdate lastbuydate"},
    {Field::purchase_count, 1,
     "購入回数 注文回数 購買回数 来店回数 利用回数 累計購入回数 買上回数 購入件数 buytimes "
     "ordercount orderscount purchases numberoforders totalorders"},
    {Field::purchase_amount, 1,
     "購入金額 累計購入金額 購入総額 合計購入金額 購買金額 購入累計金額 累計購入額 累計金額 "
     "購入合計金額 累計売上 お買上金額 利用金額 totalspent buytotal totalamount"},
    {Field::purchase_amount, 0.6, "ltv"},
    {Field::note, 1, "備考 メモ 備考欄 特記事項 note notes memo comment comments コメント remarks"},
    {Field::note, 0.7, "摘要 その他 ショップ用メモ 連絡事項"},
};

// Words that say nothing about what the value is.
constexpr std::string_view kHeaderNoise[] = {
    "必須",         "任意",       "半角",         "全角",         "ハイフンなし",
    "ハイフン無し", "ハイフン無", "ハイフンあり", "ハイフン有り", "ハイフン付き",
    "入力欄",       "欄",         "漢字",         "数字のみ"};

// Whose value it is: the customer's own.
constexpr std::string_view kHeaderOwnPrefixes[] = {
    "お客様",   "お客さま", "ご契約者", "契約者",  "ご本人",  "本人",   "顧客",
    "会員",     "ユーザー", "申込者",   "購入者",  "注文者",  "請求先", "個人",
    "自宅",     "現在の",   "登録",     "代表",    "連絡先",  "ご",     "お",
    "customer", "member",   "user",     "client",  "contact", "person", "billing",
    "home",     "primary",  "main",     "default", "my",      "cust"};

// Somebody else, or something else that has a name, a number or an address of its own.
constexpr std::string_view kHeaderOthers[] = {
    "配送先",       "お届け先",     "お届先",     "届け先",   "届先",       "送付先",
    "送り先",       "発送先",       "送り主",     "依頼主",   "緊急連絡先", "緊急",
    "保護者",       "紹介者",       "配偶者",     "受取人",   "贈り先",     "ギフト",
    "口座",         "銀行",         "支店",       "商品",     "注文番号",   "伝票",
    "担当者コード", "担当者番号",   "担当者id",   "担当者cd", "担当cd",     "都道府県コード",
    "都道府県cd",   "都道府県番号", "クレジット", "shipping", "shipto",     "delivery",
    "recipient",    "emergency",    "spouse",     "guardian", "bank",       "product",
    "order no",     "orderid",      "campaign"};

struct HeaderContains {
    std::string_view word;
    Field field;
};

// For headers that are in no list: the first word that occurs in them.
constexpr HeaderContains kHeaderContains[] = {
    {"携帯メール", Field::email_2},    {"メールアドレス", Field::email},
    {"email", Field::email},           {"郵便番号", Field::postal_code},
    {"zipcode", Field::postal_code},   {"携帯電話", Field::mobile},
    {"携帯番号", Field::mobile},       {"mobile", Field::mobile},
    {"電話番号", Field::phone},        {"telephone", Field::phone},
    {"phone", Field::phone},           {"fax", Field::fax},
    {"生年月日", Field::birth_date},   {"誕生日", Field::birth_date},
    {"birth", Field::birth_date},      {"都道府県", Field::prefecture},
    {"市区町村", Field::city},         {"建物名", Field::building},
    {"住所", Field::address_full},     {"address", Field::address_full},
    {"フリガナ", Field::kana_full},    {"氏名", Field::name_full},
    {"お名前", Field::name_full},      {"会社名", Field::company},
    {"法人名", Field::company},        {"法人番号", Field::corporate_number},
    {"会員番号", Field::source_key},   {"顧客番号", Field::source_key},
    {"顧客コード", Field::source_key}, {"備考", Field::note},
};

// "メール送信日時" is not an e-mail address, though it contains the word.
constexpr std::string_view kHeaderOtherEndings[] = {
    "日",   "日時", "時刻", "フラグ", "回数",  "件数", "数",   "区分", "コード",
    "cd",   "可否", "url",  "date",   "count", "flag", "flg",  "種別", "確認",
    "有無", "履歴", "状態", "status", "type",  "at",   "理由", "キー", "id"};

// U+FF61 … U+FF9F as full-width katakana.
constexpr std::u32string_view kHeaderWideKana =
    U"。「」、・ヲァィゥェォャュョッーアイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホ"
    U"マミムメモ"
    U"ヤユヨラリルレロワン゛゜";

char32_t with_sound_mark(char32_t kana, char32_t mark) {
    constexpr std::u32string_view kVoiced = U"カキクケコサシスセソタチツテトハヒフヘホ";
    const bool h = kana >= U'ハ' && kana <= U'ホ';
    if (mark == U'゛' && kVoiced.find(kana) != std::u32string_view::npos) return kana + 1;
    if (mark == U'゛' && kana == U'ウ') return U'ヴ';
    if (mark == U'゜' && h) return kana + 2;
    return 0;
}

bool is_header_decoration(char32_t c) {
    constexpr std::u32string_view kDropped =
        U" \t\r\n\u3000\u00A0_-.,:;/\\#*!?\"'()[]{}<>|+&=~"
        U"（）［］【】「」『』〔〕〈〉《》・：；／＿－―‐※＊．，、。！？◎○●□■◆★☆";
    return kDropped.find(c) != std::u32string_view::npos;
}

char32_t fold_header_character(char32_t c) {
    if (c >= 0xFF01 && c <= 0xFF5E) c -= 0xFEE0;
    if (c >= U'A' && c <= U'Z') c += 32;
    if (c >= U'①' && c <= U'⑨') c = U'1' + (c - U'①');
    if (c >= 0xFF61 && c <= 0xFF9F) c = kHeaderWideKana[c - 0xFF61];
    if (c >= 0x3041 && c <= 0x3096) c += 0x60;
    return c;
}

std::string fold_header(std::string_view header) {
    std::u32string out;
    for (const char32_t raw : to_utf32(header)) {
        const char32_t c = fold_header_character(raw);
        if (c == U'゛' || c == U'゜') {
            const char32_t marked = out.empty() ? 0 : with_sound_mark(out.back(), c);
            if (marked != 0) out.back() = marked;
        } else if (!is_header_decoration(c)) {
            out += c;
        }
    }
    return to_utf8(out);
}

bool erase_word(std::string& text, std::string_view word) {
    const auto at = text.find(word);
    if (at == std::string::npos || text.size() == word.size()) return false;
    text.erase(at, word.size());
    return true;
}

// The number at the end, taken off.
int take_ordinal(std::string& text) {
    std::size_t digits = 0;
    while (digits < text.size() && digits < 2) {
        const char c = text[text.size() - 1 - digits];
        if (c < '0' || c > '9') break;
        ++digits;
    }
    if (digits == 0 || digits == text.size()) return 0;
    int number = 0;
    for (std::size_t i = text.size() - digits; i < text.size(); ++i)
        number = number * 10 + (text[i] - '0');
    if (number == 0) return 0;
    text.resize(text.size() - digits);
    return number;
}

using HeaderDictionary = std::map<std::string, HeaderGuess, std::less<>>;

HeaderDictionary make_header_dictionary() {
    HeaderDictionary dictionary;
    // Genbo's own names and labels, as its exports have them.
    for (const auto& info : all_fields()) {
        if (info.field == Field::custom) continue;
        for (const auto name : {info.name, info.label_ja, info.label_en})
            dictionary.emplace(fold_header(name), HeaderGuess{info.field, 1, 0});
    }
    for (const auto& entry : kHeaderNames) {
        std::string_view rest = entry.names;
        while (!rest.empty()) {
            const auto end = std::min(rest.find(' '), rest.size());
            dictionary.emplace(
                fold_header(rest.substr(0, end)),
                HeaderGuess{entry.field, entry.confidence, entry.ordinal});
            rest.remove_prefix(std::min(end + 1, rest.size()));
        }
    }
    return dictionary;
}

const HeaderDictionary& header_dictionary() {
    static const HeaderDictionary dictionary = make_header_dictionary();
    return dictionary;
}

std::vector<std::string> fold_header_words(std::span<const std::string_view> words) {
    std::vector<std::string> out;
    for (const auto word : words) out.push_back(fold_header(word));
    return out;
}

std::optional<HeaderGuess> look_up_header(const std::string& folded) {
    const auto& dictionary = header_dictionary();
    if (const auto at = dictionary.find(folded); at != dictionary.end()) return at->second;
    std::string stem = folded;
    const int ordinal = take_ordinal(stem);
    if (ordinal == 0) return std::nullopt;
    const auto at = dictionary.find(stem);
    // "氏名2" is somebody else's name, "備考2" another note; only the first is the field itself.
    if (at == dictionary.end()) return std::nullopt;
    auto guess = at->second;
    guess.confidence *= 0.9;
    guess.ordinal = ordinal;
    if (guess.field == Field::email && ordinal == 2) guess.field = Field::email_2;
    return guess;
}

std::optional<HeaderGuess> look_up_without_prefix(const std::string& folded) {
    static const auto prefixes = fold_header_words(kHeaderOwnPrefixes);
    for (const auto& prefix : prefixes) {
        if (!folded.starts_with(prefix) || folded.size() == prefix.size()) continue;
        auto guess = look_up_header(folded.substr(prefix.size()));
        if (!guess) continue;
        guess->confidence *= 0.9;
        return guess;
    }
    return std::nullopt;
}

// The kana of a field, and whether there is such a field.
std::optional<Field> kana_field(Field field) {
    switch (field) {
        case Field::name_full: return Field::kana_full;
        case Field::surname: return Field::surname_kana;
        case Field::given_name: return Field::given_name_kana;
        case Field::company: return Field::company_kana;
        case Field::kana_full:
        case Field::surname_kana:
        case Field::given_name_kana:
        case Field::company_kana: return field;
        default: return std::nullopt;
    }
}

// "氏名(フリガナ)", "姓カナ", "last_name_kana".
std::optional<HeaderGuess> look_up_kana(const std::string& folded) {
    static constexpr std::array<std::string_view, 8> kWords = {
        "フリガナ", "ヨミガナ", "読ミガナ", "カナ", "ヨミ", "furigana", "kana", "phonetic"};
    std::string rest = folded;
    const bool found =
        std::ranges::any_of(kWords, [&](std::string_view word) { return erase_word(rest, word); });
    if (!found) return std::nullopt;
    auto guess = look_up_header(rest);
    if (!guess) guess = look_up_without_prefix(rest);
    const auto field = guess ? kana_field(guess->field) : std::nullopt;
    // The kana of an address or a store is none of our fields.
    if (!field) return HeaderGuess{};
    guess->field = *field;
    return guess;
}

std::optional<HeaderGuess> look_up_word(const std::string& folded) {
    static const auto endings = fold_header_words(kHeaderOtherEndings);
    const auto ends = [&](const std::string& ending) { return folded.ends_with(ending); };
    for (const auto& entry : kHeaderContains) {
        const auto word = fold_header(entry.word);
        if (folded.find(word) == std::string::npos) continue;
        if (!folded.ends_with(word) && std::ranges::any_of(endings, ends)) return std::nullopt;
        return HeaderGuess{entry.field, 0.5, 0};
    }
    return std::nullopt;
}

bool folded_is_of_another(const std::string& folded) {
    static const auto others = fold_header_words(kHeaderOthers);
    return std::ranges::any_of(
        others, [&](const std::string& word) { return folded.find(word) != std::string::npos; });
}

}  // namespace

bool header_is_of_another(std::string_view header) {
    const auto folded = fold_header(header);
    return !look_up_header(folded) && folded_is_of_another(folded);
}

std::optional<HeaderGuess> guess_field(std::string_view header) {
    static const auto noise = fold_header_words(kHeaderNoise);
    std::string folded = fold_header(header);
    if (folded.empty())
        return header.find("〒") == std::string_view::npos ? std::nullopt : look_up_header("〒");
    if (const auto guess = look_up_header(folded)) return guess;
    for (const auto& word : noise) erase_word(folded, word);
    if (folded_is_of_another(folded)) return std::nullopt;
    if (const auto guess = look_up_header(folded)) return guess;
    if (const auto guess = look_up_kana(folded)) {
        if (guess->field == Field::custom) return std::nullopt;
        return guess;
    }
    if (const auto guess = look_up_without_prefix(folded)) return guess;
    return look_up_word(folded);
}

}  // namespace genbo
