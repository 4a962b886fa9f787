// SPDX-License-Identifier: Apache-2.0
#include "text/company_words.h"

#include <algorithm>

#include "text/kana.h"
#include "text/letters.h"
#include "text/tables.h"

namespace genbo {
namespace {

constexpr LegalForm kLegalForms[] = {
    {"株式会社", "株式会社"},
    {"(株)", "株式会社"},
    {"(株", "株式会社", FormPlace::back_only},
    {"株)", "株式会社"},
    {"株式會社", "株式会社"},
    {"(株式会社)", "株式会社"},
    {"有限会社", "有限会社"},
    {"(有)", "有限会社"},
    {"(有限会社)", "有限会社"},
    {"有限會社", "有限会社"},
    {"有)", "有限会社"},
    {"合同会社", "合同会社"},
    {"(同)", "合同会社"},
    {"(合同)", "合同会社"},
    {"合資会社", "合資会社"},
    {"(資)", "合資会社"},
    {"合名会社", "合名会社"},
    {"(名)", "合名会社"},
    {"相互会社", "相互会社"},
    {"特定目的会社", "特定目的会社"},
    {"(特)", "特定目的会社"},
    {"一般社団法人", "一般社団法人"},
    {"(一社)", "一般社団法人"},
    {"公益社団法人", "公益社団法人"},
    {"(公社)", "公益社団法人"},
    {"社団法人", "社団法人"},
    {"(社)", "社団法人"},
    {"一般財団法人", "一般財団法人"},
    {"(一財)", "一般財団法人"},
    {"公益財団法人", "公益財団法人"},
    {"(公財)", "公益財団法人"},
    {"財団法人", "財団法人"},
    {"(財)", "財団法人"},
    {"学校法人", "学校法人"},
    {"(学)", "学校法人"},
    {"準学校法人", "準学校法人"},
    {"医療法人社団", "医療法人社団"},
    {"医療法人財団", "医療法人財団"},
    {"社会医療法人", "社会医療法人"},
    {"社会医療法人社団", "社会医療法人社団"},
    {"社会医療法人財団", "社会医療法人財団"},
    {"特定医療法人", "特定医療法人"},
    {"医療法人", "医療法人"},
    {"(医)", "医療法人"},
    {"(医社)", "医療法人社団"},
    {"社会福祉法人", "社会福祉法人"},
    {"(社福)", "社会福祉法人"},
    {"(福)", "社会福祉法人"},
    {"宗教法人", "宗教法人"},
    {"(宗)", "宗教法人"},
    {"特定非営利活動法人", "特定非営利活動法人"},
    {"NPO法人", "特定非営利活動法人"},
    {"認定NPO法人", "特定非営利活動法人"},
    {"認定特定非営利活動法人", "特定非営利活動法人"},
    {"(特非)", "特定非営利活動法人"},
    {"(NPO)", "特定非営利活動法人"},
    {"独立行政法人", "独立行政法人"},
    {"(独)", "独立行政法人"},
    {"地方独立行政法人", "地方独立行政法人"},
    {"(地独)", "地方独立行政法人"},
    {"国立研究開発法人", "国立研究開発法人"},
    {"国立大学法人", "国立大学法人"},
    {"(大)", "国立大学法人"},
    {"公立大学法人", "公立大学法人"},
    {"大学共同利用機関法人", "大学共同利用機関法人"},
    {"農事組合法人", "農事組合法人"},
    {"管理組合法人", "管理組合法人", FormPlace::back_only},
    {"弁護士法人", "弁護士法人"},
    {"税理士法人", "税理士法人"},
    {"監査法人", "監査法人"},
    {"有限責任監査法人", "監査法人"},
    {"有限責任 監査法人", "監査法人"},
    {"司法書士法人", "司法書士法人"},
    {"行政書士法人", "行政書士法人"},
    {"社会保険労務士法人", "社会保険労務士法人"},
    {"弁理士法人", "弁理士法人"},
    {"特許業務法人", "弁理士法人"},
    {"土地家屋調査士法人", "土地家屋調査士法人"},
    {"投資法人", "投資法人", FormPlace::back_only},
    {"有限責任事業組合", "有限責任事業組合"},
    {"投資事業有限責任組合", "投資事業有限責任組合"},
    {"農業協同組合", "農業協同組合", FormPlace::back_only},
    {"漁業協同組合", "漁業協同組合", FormPlace::back_only},
    {"生活協同組合", "生活協同組合"},
    {"事業協同組合", "事業協同組合"},
    {"協同組合", "協同組合"},
    {"企業組合", "企業組合"},
    {"協業組合", "協業組合"},
    {"森林組合", "森林組合", FormPlace::back_only},
    {"K.K.", "株式会社", FormPlace::back_only, true},
    {"K.K", "株式会社", FormPlace::back_only, true},
    {"KK", "株式会社", FormPlace::back_only, true},
    {"Kabushiki Kaisha", "株式会社", FormPlace::back_only, true},
    {"G.K.", "合同会社", FormPlace::back_only, true},
    {"Co., Ltd.", "株式会社", FormPlace::back_only, true},
    {"Co.,Ltd.", "株式会社", FormPlace::back_only, true},
    {"Co.,Ltd", "株式会社", FormPlace::back_only, true},
    {"Co., Ltd", "株式会社", FormPlace::back_only, true},
    {"Co.Ltd.", "株式会社", FormPlace::back_only, true},
    {"Co. Ltd.", "株式会社", FormPlace::back_only, true},
    {"Co. Ltd", "株式会社", FormPlace::back_only, true},
    {"CO., LTD.", "株式会社", FormPlace::back_only, true},
    {"CO.,LTD.", "株式会社", FormPlace::back_only, true},
    {"CO.,LTD", "株式会社", FormPlace::back_only, true},
    {"Inc.", "Inc.", FormPlace::back_only, true},
    {"INC.", "Inc.", FormPlace::back_only, true},
    {"Inc", "Inc.", FormPlace::back_only, true},
    {"Corp.", "Corp.", FormPlace::back_only, true},
    {"Corporation", "Corp.", FormPlace::back_only, true},
    {"CORPORATION", "Corp.", FormPlace::back_only, true},
    {"Ltd.", "Ltd.", FormPlace::back_only, true},
    {"Ltd", "Ltd.", FormPlace::back_only, true},
    {"LTD.", "Ltd.", FormPlace::back_only, true},
    {"Limited", "Ltd.", FormPlace::back_only, true},
    {"LLC", "LLC", FormPlace::back_only, true},
    {"L.L.C.", "LLC", FormPlace::back_only, true},
    {"LLP", "LLP", FormPlace::back_only, true},
    {"GmbH", "GmbH", FormPlace::back_only, true},
    {"S.A.", "S.A.", FormPlace::back_only, true},
    {"PLC", "PLC", FormPlace::back_only, true},
};

constexpr std::string_view kSiteEndings[] = {
    "支社",     "支店",         "支局",         "支所",         "支部",
    "営業所",   "出張所",       "事業所",       "事務所",       "工場",
    "本社",     "本店",         "本部",         "分室",         "分店",
    "分院",     "製作所内",     "配送センター", "物流センター", "サービスセンター",
    "研究所内", "ショールーム", "オフィス",     "事業場",       "作業所",
    "連絡所",   "駐在所",       "倉庫",         "売店",         "販売所",
    "案内所"};
constexpr std::string_view kShopNames[] = {
    "商店",   "書店",   "本店",   "薬店",   "酒店",   "工務店", "代理店", "菓子店",
    "茶店",   "理容店", "飲食店", "米店",   "電器店", "電気店", "時計店", "花店",
    "生花店", "豆腐店", "精肉店", "鮮魚店", "硝子店", "畳店",   "石材店", "設備店",
    "呉服店", "洋品店", "家具店", "金物店", "印章店", "百貨店", "支店"};
constexpr std::string_view kDepartmentEndings[] = {
    "部",       "課",           "室",     "係",       "部門", "局",
    "チーム",   "グループ",     "事務局", "センター", "担当", "科",
    "ユニット", "プロジェクト", "推進室", "委員会",   "窓口", "御担当者"};
constexpr std::string_view kTitleWords[] = {
    "代表取締役", "代表取締役社長", "取締役", "代表社員",     "代表者",     "社長",
    "会長",       "専務",           "常務",   "理事長",       "部長",       "課長",
    "係長",       "店長",           "支店長", "所長",         "工場長",     "院長",
    "校長",       "園長",           "主任",   "マネージャー", "ご担当者様", "担当者"};
constexpr std::string_view kOrganisationEndings[] = {
    "病院",   "医院",       "診療所", "クリニック", "歯科",   "薬局",   "大学",     "高等学校",
    "中学校", "小学校",     "幼稚園", "保育園",     "学園",   "学院",   "専門学校", "研究所",
    "組合",   "協会",       "連盟",   "連合会",     "財団",   "銀行",   "信用金庫", "商店",
    "商会",   "工務店",     "製作所", "工業",       "産業",   "建設",   "商事",     "物産",
    "運輸",   "印刷",       "不動産", "市役所",     "区役所", "町役場", "村役場",   "県庁",
    "事務所", "営業所",     "支店",   "支社",       "本店",   "本社",   "自治会",   "町内会",
    "商工会", "商工会議所", "委員会", "神社",       "教会",   "旅館",   "ホテル"};

constexpr std::string_view kBankForms[] = {
    "カブ", "ユウ", "カ",   "ユ",     "ド",     "シ",     "メ",   "ザイ", "シヤ",
    "シャ", "ガク", "フク", "シユウ", "シュウ", "トクヒ", "ドク", "ダイ", "イ",
    "ソ",   "ノウ", "ザ",   "ホゴ",   "ロウム", "ギヨ",   "ソウ"};

constexpr std::string_view kKanaForms[] = {
    "カブシキガイシャ",
    "カブシキカイシャ",
    "カブシキガイシヤ",
    "ユウゲンガイシャ",
    "ユウゲンカイシャ",
    "ゴウドウガイシャ",
    "ゴウドウカイシャ",
    "ゴウシガイシャ",
    "ゴウシカイシャ",
    "ゴウメイガイシャ",
    "ゴウメイカイシャ",
    "ソウゴガイシャ",
    "トクテイモクテキガイシャ",
    "イッパンシャダンホウジン",
    "コウエキシャダンホウジン",
    "シャダンホウジン",
    "イッパンザイダンホウジン",
    "コウエキザイダンホウジン",
    "ザイダンホウジン",
    "ガッコウホウジン",
    "イリョウホウジンシャダン",
    "イリョウホウジンザイダン",
    "シャカイイリョウホウジン",
    "イリョウホウジン",
    "シャカイフクシホウジン",
    "シュウキョウホウジン",
    "トクテイヒエイリカツドウホウジン",
    "エヌピーオーホウジン",
    "ドクリツギョウセイホウジン",
    "チホウドクリツギョウセイホウジン",
    "コクリツケンキュウカイハツホウジン",
    "コクリツダイガクホウジン",
    "コウリツダイガクホウジン",
    "ベンゴシホウジン",
    "ゼイリシホウジン",
    "カンサホウジン",
    "ケーケー",
    "トウシホウジン"};

constexpr std::string_view kRegions[] = {
    "北海道", "東北", "関東", "北関東", "南関東", "首都圏", "東京",   "北陸",
    "甲信越", "信越", "中部", "東海",   "中京",   "近畿",   "関西",   "中国",
    "山陰",   "山陽", "四国", "九州",   "北九州", "西日本", "東日本", "中央",
    "東部",   "西部", "南部", "北部",   "大阪",   "名古屋", "福岡",   "札幌",
    "仙台",   "新宿", "渋谷", "池袋",   "銀座",   "丸の内", "日本橋", "梅田",
    "難波",   "博多", "天神", "栄",     "秋葉原", "品川",   "上野"};

// 札幌市中央区 -> 札幌; 蒲郡市 -> 蒲郡; 西多摩郡瑞穂町 -> 瑞穂.
std::vector<std::string_view> company_places() {
    std::vector<std::string_view> places{std::begin(kRegions), std::end(kRegions)};
    for (std::string_view rest = kPrefectures; !rest.empty();) {
        const std::size_t end = rest.find('\n');
        std::string_view name = rest.substr(3, end - 3);
        rest.remove_prefix(end + 1);
        name.remove_suffix(last_code_point_length(name));
        places.push_back(name);
    }
    for (std::string_view rest = kMunicipalities; !rest.empty();) {
        const std::size_t end = rest.find('\n');
        std::string_view name = rest.substr(6, end - 6);
        rest.remove_prefix(end + 1);
        const std::size_t city = name.find("市", 3);
        if (city != std::string_view::npos && city + 3 < name.size())
            name = name.substr(0, city + 3);
        const std::size_t county = name.find("郡", 3);
        if (county != std::string_view::npos && county + 6 < name.size() && !name.ends_with("市"))
            name = name.substr(county + 3);
        name.remove_suffix(last_code_point_length(name));
        if (name.size() >= 6) places.push_back(name);
    }
    std::ranges::sort(places);
    places.erase(std::unique(places.begin(), places.end()), places.end());
    return places;
}

}  // namespace

std::span<const LegalForm> legal_forms() { return kLegalForms; }
std::span<const std::string_view> site_endings() { return kSiteEndings; }
std::span<const std::string_view> shop_names() { return kShopNames; }
std::span<const std::string_view> department_endings() { return kDepartmentEndings; }
std::span<const std::string_view> title_words() { return kTitleWords; }
std::span<const std::string_view> organisation_endings() { return kOrganisationEndings; }
std::span<const std::string_view> bank_forms() { return kBankForms; }

std::span<const std::string_view> site_places() {
    static const std::vector<std::string_view> places = company_places();
    return places;
}

std::span<const std::string> kana_forms() {
    static const std::vector<std::string> forms = [] {
        std::vector<std::string> keys;
        for (const std::string_view form : kKanaForms) keys.push_back(kana_key(form));
        std::ranges::sort(keys, std::ranges::greater{}, &std::string::size);
        return keys;
    }();
    return forms;
}

}  // namespace genbo
