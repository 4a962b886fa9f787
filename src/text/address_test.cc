// SPDX-License-Identifier: Apache-2.0
#include "text/address.h"

#include <gtest/gtest.h>

#include <array>
#include <random>
#include <string>
#include <vector>

#include "text/address_number.h"
#include "text/address_tables.h"

namespace genbo {
namespace {

struct AddressCase {
    std::string_view text;
    std::string_view postal;
    std::string_view city;
    std::string_view code;
    std::string_view town;
    std::string_view number;
    std::string_view building;
    std::string_view room;
    int level;
};

TEST(Address, EveryNotationOfOneDoor) {
    constexpr std::string_view same[] = {
        "東京都千代田区丸の内一丁目２番３号",
        "千代田区丸ノ内1-2-3",
        "東京都 千代田区 丸の内 １丁目２番地の３",
        "〒100-0005 東京都千代田区丸の内１－２－３",
        "東京都千代田区丸之内1ー2ー3",
        "千代田区丸の内1丁目2-3",
        "東京都千代田区大字丸の内一丁目二番三号",
        "千代田区丸の内１の２の３",
        "千代田区丸の内 １ 丁目 ２ 番 ３ 号",
    };
    for (const auto text : same) {
        const Address address = parse_address(text);
        EXPECT_EQ(address.key(), "13101|丸内|1-2-3|") << text;
        EXPECT_EQ(address.prefecture, "東京都") << text;
        EXPECT_EQ(address.level, 8) << text;
    }
}

TEST(Address, Parts) {
    constexpr AddressCase cases[] = {
        {"神奈川県横浜市港北区大豆戸町１７番地１１", "", "横浜市港北区", "14109", "大豆戸町",
         "17-11", "", "", 8},
        {"横浜市大豆戸町17-11", "", "横浜市港北区", "14109", "大豆戸町", "17-11", "", "", 8},
        {"港北区大豆戸町17-11", "", "横浜市港北区", "14109", "大豆戸町", "17-11", "", "", 8},
        {"札幌市中央区北１条西６丁目１－２アーバンネット札幌ビル２Ｆ", "", "札幌市中央区", "01101",
         "北1条西", "6-1-2", "アーバンネット札幌ビル", "2F", 8},
        {"福島県郡山市朝日1-23-7", "", "郡山市", "07203", "朝日", "1-23-7", "", "", 8},
        {"蒲郡市旭町17番1号", "", "蒲郡市", "23214", "旭町", "17-1", "", "", 8},
        {"瑞穂町大字箱根ヶ崎2335番地", "", "西多摩郡瑞穂町", "13303", "箱根ヶ崎", "2335", "", "",
         8},
        {"府中市宮西町2-24", "", "府中市", "13206", "宮西町", "2-24", "", "", 8},
        {"府中市府川町315", "7268601", "府中市", "34208", "府川町", "315", "", "", 8},
        {"丸の内1-2-3", "100-0005", "千代田区", "13101", "丸の内", "1-2-3", "", "", 8},
        {"浦和市高砂3-15-1", "3300063", "さいたま市浦和区", "11107", "高砂", "3-15-1", "", "", 8},
        {"渋谷区神南1-2-3 コーポ山田A-101号室", "", "渋谷区", "13113", "神南", "1-2-3",
         "コーポ山田", "A-101", 8},
        {"金沢市広坂1-1-1-203", "", "金沢市", "17201", "広坂", "1-1-1", "", "203", 8},
        {"堺市中区深井清水町1丁3番4号-201", "", "堺市中区", "27142", "深井清水町", "1-3-4", "",
         "201", 8},
        {"千代田区三番町6-2 三番町ビル 3階301", "", "千代田区", "13101", "三番町", "6-2",
         "三番町ビル", "301", 8},
        {"千代田区一番町1", "", "千代田区", "13101", "一番町", "1", "", "", 8},
        {"広島市中区基町10-52 地下1階", "", "広島市中区", "34101", "基町", "10-52", "", "B1F", 8},
        {"八王子市元本郷町三丁目二四番一号", "", "八王子市", "13201", "元本郷町", "3-24-1", "", "",
         8},
        {"洋野町種市第23地割27番地", "", "九戸郡洋野町", "03507", "種市", "23-27", "", "", 8},
        {"那覇市泉崎１丁目２番２号外6筆", "", "那覇市", "47201", "泉崎", "1-2-2", "", "", 8},
        {"奈良市登大路町30無番地", "", "奈良市", "29201", "登大路町", "30", "", "", 8},
        {"龍ヶ崎市3710番地", "", "龍ケ崎市", "08208", "", "3710", "", "", 8},
        {"中央区日本橋二丁目５番１号", "", "中央区", "13102", "日本橋", "2-5-1", "", "", 8},
        {"長野市大字南長野字幅下692-2", "", "長野市", "20201", "南長野字幅下", "692-2", "", "", 8},
        {"新潟市中央区西堀通３番町258-24", "", "新潟市中央区", "15103", "西堀通3番町", "258-24", "",
         "", 8},
        {"町田市木曽東四丁目一四━Ａ二二 ジオ荘", "", "町田市", "13209", "木曽東", "4-14-A22",
         "ジオ荘", "", 8},
        {"東京千代田区丸の内1-2-3", "", "千代田区", "13101", "丸の内", "1-2-3", "", "", 8},
        {"大阪北区梅田1-1", "", "大阪市北区", "27127", "梅田", "1-1", "", "", 8},
        {"東京都三宅村阿古497", "", "三宅島三宅村", "13381", "阿古", "497", "", "", 8},
        {"塩釜市旭町1-1", "", "塩竈市", "04203", "旭町", "1-1", "", "", 8},
        {"札幌市中央区南1西4-5", "", "札幌市中央区", "01101", "南1条西", "4-5", "", "", 8},
        {"旭川市6条通9丁目46番地", "", "旭川市", "01204", "6条通", "9-46", "", "", 8},
        {"雨竜郡妹背牛町1区16", "", "雨竜郡妹背牛町", "01433", "1区", "16", "", "", 8},
        {"上川郡東神楽町14号北1番地", "", "上川郡東神楽町", "01453", "14号北", "1", "", "", 8},
        {"札幌市白石区南郷通17丁目南5-1", "", "札幌市白石区", "01104", "南郷通", "17南-5-1", "", "",
         8},
        {"旭川市流通団地一条1丁目33番地の1", "", "旭川市", "01204", "流通団地一条", "1-33-1", "",
         "", 8},
        {"小松市串町工業団地1-2", "", "小松市", "17203", "串町工業団地", "1-2", "", "", 8},
        {"京都市伏見区京町八丁目横町480", "", "京都市伏見区", "26109", "京町八丁目横町", "480", "",
         "", 8},
        {"松江市乃木福富町51", "", "松江市", "32201", "乃木福富町", "51", "", "", 8},
        {"八街市八街は18", "", "八街市", "12230", "八街は", "18", "", "", 8},
        {"六ヶ所村大字尾駮字野附475", "", "上北郡六ヶ所村", "02411", "尾駮字野附", "475", "", "",
         8},
        {"普代村第七地割字明神12", "", "下閉伊郡普代村", "03485", "七地割字明神", "12", "", "", 8},
        {"千代田区一番町6一番町SQUARE", "", "千代田区", "13101", "一番町", "6", "一番町SQUARE", "",
         8},
        {"品川区西五反田八丁目4番13号五反田JPビル", "", "品川区", "13109", "西五反田", "8-4-13",
         "五反田JPビル", "", 8},
        {"前橋市表町2-30-8AQERU6F", "", "前橋市", "10201", "表町", "2-30-8", "AQERU", "6F", 8},
        {"新宿区西新宿2-8-1-1203号", "", "新宿区", "13104", "西新宿", "2-8-1", "", "1203", 8},
        {"成田市(成田郵便局私書箱第12号)", "", "成田市", "12211", "", "", "成田郵便局私書箱", "12",
         2},
        {"札幌市中央区北一条西5丁目2番地北1条三井ビルディング5F", "", "札幌市中央区", "01101",
         "北一条西", "5-2", "北1条三井ビルディング", "5F", 8},
        {"港区元赤坂1-2-7赤坂K-TOWER4F", "", "港区", "13103", "元赤坂", "1-2-7", "赤坂K-TOWER",
         "4F", 8},
        {"港区赤坂2-4-6 6階 赤坂グリーンクロス", "", "港区", "13103", "赤坂", "2-4-6",
         "赤坂グリーンクロス", "6F", 8},
        {"輪島市山岸町は1番1地", "", "輪島市", "17204", "山岸町", "は1-1", "", "", 8},
        {"羽咋市柴垣町14字5番6", "", "羽咋市", "17207", "柴垣町", "14-5-6", "", "", 8},
        {"福井市問屋町2丁目32番号", "", "福井市", "18201", "問屋町", "2-32", "", "", 8},
        {"川口市本町4-6-4三井ビル2階(川口郵便局私書箱第5号)", "", "川口市", "11203", "本町",
         "4-6-4", "三井ビル", "2F", 8},
        {"東京都港区あいうえお", "", "港区", "13103", "あいうえお", "", "", "", 2},
        {"神奈川県", "", "", "", "", "", "", "", 1},
        {"どこか", "", "", "", "どこか", "", "", "", 0},
        {"", "", "", "", "", "", "", "", 0},
    };
    for (const auto& c : cases) {
        const Address address = parse_address(c.text, c.postal);
        EXPECT_EQ(address.city, c.city) << c.text;
        EXPECT_EQ(address.municipality_code, c.code) << c.text;
        EXPECT_EQ(address.town, c.town) << c.text;
        EXPECT_EQ(address.number, c.number) << c.text;
        EXPECT_EQ(address.building, c.building) << c.text;
        EXPECT_EQ(address.room, c.room) << c.text;
        EXPECT_EQ(address.level, c.level) << c.text;
    }
}

TEST(Address, KyotoStreets) {
    for (const std::string_view street :
         {"寺町通御池上る", "寺町通御池上ル", "寺町通御池上がる", "寺町御池東入",
          "寺町御池東入る"}) {
        const std::string text = "京都市中京区" + std::string{street} + "上本能寺前町４８８番地";
        const Address address = parse_address(text);
        EXPECT_EQ(address.street, street);
        EXPECT_EQ(address.key(), "26104|上本能寺前町|488|") << text;
    }
    EXPECT_EQ(parse_address("京都府京都市中京区上本能寺前町488").key(), "26104|上本能寺前町|488|");
}

TEST(Address, CareOfIsNoBuilding) {
    const Address address = parse_address("渋谷区神南1-2-3 佐藤様方");
    EXPECT_EQ(address.care_of, "佐藤");
    EXPECT_EQ(address.building, "");
}

TEST(Address, WhoeverIsInsideIsNoBuilding) {
    const Address front = parse_address("佐藤様方 渋谷区神南1-2-3");
    EXPECT_EQ(front.care_of, "佐藤");
    EXPECT_EQ(front.key(), "13113|神南|1-2-3|");
    const Address tenant =
        parse_address("千代田区永田町2-11-1山王パークタワー5階株式会社山田会計内");
    EXPECT_EQ(tenant.building, "山王パークタワー");
    EXPECT_EQ(tenant.room, "5F");
    EXPECT_EQ(tenant.care_of, "株式会社山田会計");
    const Address hotel = parse_address("港区芝公園4-8-1 東京ホテル気付");
    EXPECT_EQ(hotel.care_of, "東京ホテル");
}

TEST(Address, FormerMunicipalitiesAndTheirSuccessors) {
    struct {
        std::string_view before;
        std::string_view after;
        std::string_view former;
    } const cases[] = {
        {"滋賀県甲賀郡信楽町大字江田610番地", "甲賀市信楽町江田610", "甲賀郡信楽町"},
        {"甲賀郡信楽町江田610", "甲賀市信楽町江田610", "甲賀郡信楽町"},
        {"埼玉県浦和市高砂3-15-1", "さいたま市浦和区高砂3-15-1", "浦和市"},
        {"兵庫県篠山市北新町41", "丹波篠山市北新町41", "篠山市"},
        {"茨城県筑波郡谷田部町上横場12", "つくば市上横場12", "筑波郡谷田部町"},
        {"静岡県清水市旭町6-8", "静岡市清水区旭町6-8", "清水市"},
        {"静岡県浜松市北区三ヶ日町三ヶ日500", "浜松市浜名区三ヶ日町三ヶ日500", ""},
    };
    for (const auto& c : cases) {
        const Address before = parse_address(c.before);
        EXPECT_EQ(before.key(), parse_address(c.after).key()) << c.before;
        EXPECT_EQ(before.former_city, c.former) << c.before;
        EXPECT_EQ(before.level, 8) << c.before;
    }
    // A name that fits several stays what it is.
    EXPECT_EQ(parse_address("兵庫県氷上郡春日村").municipality_code, "");
    EXPECT_EQ(parse_address("あいう郡えお町1-2").municipality_code, "");
}

TEST(Address, AnAreaCodeTellsNamesakesApart) {
    EXPECT_EQ(parse_address("府中市府中町1-9").municipality_code, "");
    EXPECT_EQ(parse_address("府中市府中町1-9", "", "042-366-1111").municipality_code, "13206");
    EXPECT_EQ(parse_address("府中市府中町1-9", "", "0847-43-7111").municipality_code, "34208");
    EXPECT_EQ(parse_address("府中市府中町1-9", "", "090-1234-5678").municipality_code, "");
    // The postal code is the better witness, and a prefecture that is written the best.
    EXPECT_EQ(
        parse_address("府中市府中町1-9", "7260003", "042-366-1111").municipality_code, "34208");
    EXPECT_EQ(
        parse_address("広島県府中市府中町1-9", "", "042-366-1111").municipality_code, "34208");
}

TEST(Address, AFullNameGoesBeforeAShortenedOne) {
    EXPECT_EQ(parse_address("港区").municipality_code, "13103");
    EXPECT_EQ(parse_address("大阪市港区").municipality_code, "27107");
}

TEST(Address, AnUndecidedNameStaysOpen) {
    const Address address = parse_address("府中市");
    EXPECT_EQ(address.city, "府中市");
    EXPECT_EQ(address.municipality_code, "");
    EXPECT_EQ(address.prefecture, "");
    EXPECT_EQ(address.level, 2);
}

TEST(Address, NumbersOfDifferentDoorsDiffer) {
    EXPECT_NE(parse_address("千代田区丸の内1-23").key(), parse_address("千代田区丸の内12-3").key());
    EXPECT_NE(
        parse_address("千代田区丸の内1-2 101").key(), parse_address("千代田区丸の内1-2 102").key());
    EXPECT_EQ(
        parse_address("千代田区丸の内1-2 101").house_key(),
        parse_address("千代田区丸の内1-2 102").house_key());
}

TEST(Address, TownKeys) {
    EXPECT_EQ(town_key("霞ヶ関"), town_key("霞が関"));
    EXPECT_EQ(town_key("市谷本村町"), town_key("市ヶ谷本村町"));
    EXPECT_EQ(town_key("丸ノ内"), town_key("丸の内"));
    EXPECT_EQ(town_key("大字南條"), town_key("南条"));
    EXPECT_EQ(town_key("北20条"), town_key("北二十条"));
    EXPECT_EQ(town_key("みゆきヶ丘"), town_key("みゆきが丘"));
    EXPECT_EQ(town_key("烏丸通り"), town_key("烏丸通"));
    EXPECT_EQ(town_key("一番丁"), town_key("1番町"));
    EXPECT_EQ(town_key("南長野字幅下"), town_key("大字南長野幅下"));
    EXPECT_NE(town_key("十文字町"), town_key("十文町"));
    EXPECT_NE(town_key("北町"), town_key("北本町"));
    EXPECT_EQ(building_key("ﾒｿﾞﾝ・ド・山田"), building_key("メゾン ド 山田"));
}

TEST(PostalCode, SevenDigitsOrNothing) {
    struct {
        std::string_view in;
        std::string_view out;
    } const cases[] = {{"060-0001", "0600001"}, {"〒０６００００１", "0600001"},
                       {"100 0005", "1000005"}, {"600001", "0600001"},
                       {"06000", ""},           {"0600001a", ""},
                       {"999999", ""},          {"", ""},
                       {"12345678", ""}};
    for (const auto& [in, out] : cases) EXPECT_EQ(postal_code_key(in), out) << in;
}

TEST(PostalCode, SaysWhatItKnows) {
    const Address one = address_of_postal_code("100-0005");
    EXPECT_EQ(one.municipality_code, "13101");
    EXPECT_EQ(one.town, "丸の内");
    EXPECT_EQ(one.level, 3);
    // 498-0000 lies in two prefectures; nothing is guessed.
    EXPECT_EQ(address_of_postal_code("498-0000").prefecture, "");
    EXPECT_EQ(address_of_postal_code("000-0000").level, 0);
}

TEST(AddressTablesTest, KnowsTheCountry) {
    const AddressTables& tables = AddressTables::get();
    EXPECT_EQ(tables.prefecture_name(1), "北海道");
    EXPECT_EQ(tables.prefecture_name(47), "沖縄県");
    EXPECT_GT(tables.postal("6048101").size(), 0u);
    EXPECT_EQ(tables.postal("9999999").size(), 0u);
    // 浜松市 has had three wards since 2024.
    const Address hamamatsu = parse_address("静岡県浜松市中央区元城町103-2");
    EXPECT_EQ(hamamatsu.municipality_code, "22138");
    EXPECT_EQ(parse_address("浜松市中区元城町103-2").municipality_code, "22138");
}

TEST(AddressNumberTest, Notations) {
    struct {
        std::string_view in;
        std::string_view number;
        std::string_view room;
        std::string_view rest;
    } const cases[] = {
        {"一丁目2番3号", "1-2-3", "", ""},  {"12番地の5", "12-5", "", ""},
        {"甲123", "甲123", "", ""},         {"乙 12-3", "乙12-3", "", ""},
        {"イ22", "イ22", "", ""},           {"01-002", "1-2", "", ""},
        {"百二十三番地", "123", "", ""},    {"五〇番地", "50", "", ""},
        {"二十番四号", "20-4", "", ""},     {"1-2-3-456", "1-2-3", "456", ""},
        {"1-2-3-4", "1-2-3-4", "", ""},     {"1-2-101号室", "1-2", "101", ""},
        {"5番3号館", "5", "", "3号館"},     {"3階", "", "", "3階"},
        {"1-2 3F", "1-2", "", " 3F"},       {"一ビル", "", "", "一ビル"},
        {"二番街1-1", "", "", "二番街1-1"}, {"無番地", "無番地", "", ""},
        {"10地先", "10", "", ""},           {"", "", "", ""},
    };
    for (const auto& c : cases) {
        const AddressNumber read = read_address_number(c.in);
        EXPECT_EQ(read.number, c.number) << c.in;
        EXPECT_EQ(read.room, c.room) << c.in;
        EXPECT_EQ(c.in.substr(read.used), c.rest) << c.in;
    }
}

std::string address_kanji_number(int number) {
    constexpr std::array<std::string_view, 10> digits = {"",   "一", "二", "三", "四",
                                                         "五", "六", "七", "八", "九"};
    std::string out;
    const auto add = [&](int value, std::string_view unit) {
        if (value == 0) return;
        if (value > 1) out += digits[static_cast<std::size_t>(value)];
        out += unit;
    };
    add(number / 100, "百");
    add(number / 10 % 10, "十");
    out += digits[static_cast<std::size_t>(number % 10)];
    return out;
}

// For towns all over the country, every way to write a door has one key, with and without the
// prefecture, as long as the postal code is there to tell namesakes apart.
TEST(AddressProperty, AllNotationsMeet) {
    std::mt19937 dice(20261122);
    int tried = 0;
    int different = 0;
    while (tried < 1500) {
        std::string code = std::to_string(dice() % 10'000'000);
        code.insert(0, 7 - code.size(), '0');
        const Address place = address_of_postal_code(code);
        if (place.level < 3) continue;
        ++tried;
        const int a = 1 + static_cast<int>(dice() % 9);
        const int b = 1 + static_cast<int>(dice() % 120);
        const int c = 1 + static_cast<int>(dice() % 99);
        const std::string as = std::to_string(a);
        const std::string bs = std::to_string(b);
        const std::string cs = std::to_string(c);
        const std::string head = place.city + place.town;
        const std::array<std::string, 5> texts = {
            place.prefecture + head + as + "丁目" + bs + "番" + cs + "号",
            head + as + "-" + bs + "-" + cs,
            head + address_kanji_number(a) + "丁目" + address_kanji_number(b) + "番" +
                address_kanji_number(c) + "号",
            place.prefecture + " " + head + " " + as + "－" + bs + "ー" + cs,
            head + as + "丁目" + bs + "番地の" + cs,
        };
        const std::string wanted = place.municipality_code + "|" + town_key(place.town) + "|" + as +
                                   "-" + bs + "-" + cs + "|";
        for (const auto& text : texts) different += parse_address(text, code).key() != wanted;
    }
    // Towns that themselves end in a counted 丁目 or hold a slash of the postal table may differ.
    EXPECT_LT(different, 75) << "of 7500";
}

}  // namespace
}  // namespace genbo
