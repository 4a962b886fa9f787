// SPDX-License-Identifier: Apache-2.0

// Municipalities that merged or were renamed, and what people of the place still write.  Only such
// are listed where the whole of the present municipality or ward had the one old name, or where the
// larger part had; with 郡 as it stood before.

#include <array>
#include <string_view>

#include "sample/address.h"

namespace genbo::sample {
namespace {

struct FormerCity {
    std::string_view now;
    std::string_view before;
    int until = 0;  // The year of the change.
};

// clang-format off
constexpr std::array kFormerCities = std::to_array<FormerCity>({
    {"さいたま市浦和区", "浦和市", 2001},
    {"さいたま市南区", "浦和市", 2001},
    {"さいたま市桜区", "浦和市", 2001},
    {"さいたま市大宮区", "大宮市", 2001},
    {"さいたま市見沼区", "大宮市", 2001},
    {"さいたま市北区", "大宮市", 2001},
    {"さいたま市西区", "大宮市", 2001},
    {"さいたま市中央区", "与野市", 2001},
    {"さいたま市岩槻区", "岩槻市", 2005},
    {"静岡市清水区", "清水市", 2003},
    {"静岡市葵区", "静岡市", 2005},
    {"静岡市駿河区", "静岡市", 2005},
    {"浜松市浜名区", "浜松市浜北区", 2024},
    {"浜松市中央区", "浜松市中区", 2024},
    {"丹波篠山市", "篠山市", 2019},
    {"堺市堺区", "堺市", 2006},
    {"堺市北区", "堺市", 2006},
    {"新潟市中央区", "新潟市", 2007},
    {"新潟市秋葉区", "新津市", 2005},
    {"岡山市北区", "岡山市", 2009},
    {"岡山市中区", "岡山市", 2009},
    {"相模原市中央区", "相模原市", 2010},
    {"相模原市南区", "相模原市", 2010},
    {"熊本市中央区", "熊本市", 2012},
    {"熊本市東区", "熊本市", 2012},
    {"四国中央市", "川之江市", 2004},
    {"周南市", "徳山市", 2003},
    {"霧島市", "国分市", 2005},
    {"薩摩川内市", "川内市", 2004},
    {"ひたちなか市", "勝田市", 1994},
    {"あきる野市", "秋川市", 1995},
    {"西東京市", "田無市", 2001},
    {"ふじみ野市", "上福岡市", 2005},
    {"常総市", "水海道市", 2006},
    {"筑西市", "下館市", 2005},
    {"甲州市", "塩山市", 2005},
    {"うるま市", "具志川市", 2005},
    {"宮古島市", "平良市", 2005},
    {"奥州市", "水沢市", 2006},
    {"由利本荘市", "本荘市", 2005},
    {"大仙市", "大曲市", 2005},
    {"白山市", "松任市", 2005},
    {"射水市", "新湊市", 2005},
    {"千曲市", "更埴市", 2003},
    {"伊賀市", "上野市", 2004},
    {"たつの市", "龍野市", 2005},
    {"滝沢市", "岩手郡滝沢村", 2014},
    {"富谷市", "黒川郡富谷町", 2016},
    {"長久手市", "愛知郡長久手町", 2012},
    {"みよし市", "西加茂郡三好町", 2010},
    {"白岡市", "南埼玉郡白岡町", 2012},
    {"野々市市", "石川郡野々市町", 2011},
    {"大網白里市", "山武郡大網白里町", 2013},
    {"那珂川市", "筑紫郡那珂川町", 2018},
    {"合志市", "菊池郡合志町", 2006},
    {"糸島市", "前原市", 2010},
    {"木津川市", "相楽郡木津町", 2007},
});
// clang-format on

}  // namespace

std::string_view former_city_name(std::string_view city) {
    for (const FormerCity& entry : kFormerCities) {
        if (entry.now == city) return entry.before;
    }
    return {};
}

int former_city_until(std::string_view city) {
    for (const FormerCity& entry : kFormerCities) {
        if (entry.now == city) return entry.until;
    }
    return 0;
}

}  // namespace genbo::sample
