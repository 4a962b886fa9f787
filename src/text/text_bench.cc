// SPDX-License-Identifier: Apache-2.0
// Every imported row passes through these.  Budget: about twelve fields a row, 3 µs a field on
// average and 8 µs for an address, so that a million rows are normalised within 20 CPU seconds.

#include <benchmark/benchmark.h>

#include <array>
#include <string_view>

#include "text/address.h"
#include "text/company.h"
#include "text/corporate_number.h"
#include "text/date.h"
#include "text/email.h"
#include "text/fold.h"
#include "text/forbidden.h"
#include "text/gender.h"
#include "text/kana.h"
#include "text/person_name.h"
#include "text/phone.h"

namespace genbo {
namespace {

template <std::size_t N, typename Use>
void each(benchmark::State& state, const std::array<std::string_view, N>& texts, Use use) {
    for (const auto text : texts) benchmark::DoNotOptimize(use(text));  // Builds the tables.
    for ([[maybe_unused]] auto _ : state) {
        for (const auto text : texts) benchmark::DoNotOptimize(use(text));
    }
    state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(N));
}

constexpr std::array<std::string_view, 4> kNames = {
    "佐藤 花子", "髙橋　一郎", "齋藤義行様", "山﨑 美咲"};
constexpr std::array<std::string_view, 4> kKana = {
    "ｻﾄｳ ﾊﾅｺ", "タカハシ　イチロウ", "さいとう よしゆき", "ﾔﾏｻﾞｷ ﾐｻｷ"};
constexpr std::array<std::string_view, 6> kAddresses = {
    "東京都千代田区丸の内一丁目２番３号",
    "大阪市北区梅田3-4-5 梅田ビル 1201号室",
    "札幌市中央区北一条西６丁目１－２アーバンネット札幌ビル２Ｆ",
    "京都市中京区寺町通御池上る上本能寺前町４８８番地",
    "長野県長野市大字南長野字幅下692-2",
    "神奈川県横浜市港北区大豆戸町１７番地１１ コーポ山田A-101"};
constexpr std::array<std::string_view, 4> kPhones = {
    "03-1234-5678", "０９０－１２３４－５６７８", "9012345678", "0467-12-3456（代）"};
constexpr std::array<std::string_view, 3> kMails = {
    "taro.yamada@example.co.jp", "Hanako+shop@gmail.com", "a..b@docomo.ne.jp"};
constexpr std::array<std::string_view, 5> kDates = {
    "昭和63年1月7日", "S64.1.7", "1988-01-07", "1990/12/3", "令和元年５月１日"};
constexpr std::array<std::string_view, 4> kCompanies = {
    "株式会社山田商店", "ヤマダ電機（株）渋谷店", "一般財団法人　札幌市交通事業振興公社",
    "KANEKO SEEDS CO., LTD."};
constexpr std::array<std::string_view, 4> kCells = {
    "03-1234-5678", "備考: 次回 2026-11-22 に来店", "5070001000715", "1234567890123456"};

void bench_fold_width(benchmark::State& state) {
    each(state, kAddresses, [](auto text) { return fold_width(text); });
}
void bench_fold_key(benchmark::State& state) {
    each(state, kNames, [](auto text) { return fold_key(text); });
}
void bench_name_key(benchmark::State& state) {
    each(state, kNames, [](auto text) { return name_key(text); });
}
void bench_split_spaced(benchmark::State& state) {
    each(state, kNames, [](auto text) { return split_name(text); });
}
void bench_split_joined(benchmark::State& state) {
    constexpr std::array<std::string_view, 3> names = {"佐藤花子", "髙橋一郎", "小鳥遊六花"};
    each(state, names, [](auto text) { return split_name(text); });
}
void bench_split_with_kana(benchmark::State& state) {
    constexpr std::array<std::string_view, 2> names = {"佐藤花子", "高橋花子"};
    each(state, names, [](auto text) { return split_name(text, "ﾀｶﾊｼ ﾊﾅｺ"); });
}
void bench_reading_fits(benchmark::State& state) {
    constexpr std::array<std::string_view, 3> names = {"佐藤", "花子", "結愛"};
    each(state, names, [](auto text) { return reading_fits(text, "サトウ"); });
}
void bench_kana_key(benchmark::State& state) {
    each(state, kKana, [](auto text) { return kana_key(text); });
}
void bench_kana_to_romaji(benchmark::State& state) {
    each(state, kKana, [](auto text) { return kana_to_romaji_key(text); });
}
void bench_address(benchmark::State& state) {
    each(state, kAddresses, [](auto text) { return parse_address(text); });
}
void bench_address_key(benchmark::State& state) {
    each(state, kAddresses, [](auto text) { return parse_address(text).key(); });
}
void bench_postal_code(benchmark::State& state) {
    constexpr std::array<std::string_view, 2> codes = {"060-0001", "〒１０００００５"};
    each(state, codes, [](auto text) { return postal_code_key(text); });
}
void bench_phone(benchmark::State& state) {
    each(state, kPhones, [](auto text) { return parse_phones(text); });
}
void bench_email(benchmark::State& state) {
    each(state, kMails, [](auto text) { return parse_email(text); });
}
void bench_date(benchmark::State& state) {
    each(state, kDates, [](auto text) { return parse_date(text); });
}
void bench_company(benchmark::State& state) {
    each(state, kCompanies, [](auto text) { return parse_company(text); });
}
void bench_company_kana(benchmark::State& state) {
    constexpr std::array<std::string_view, 2> names = {
        "カブシキガイシャヤマダショウテン", "ｶ)ﾔﾏﾀﾞｼﾖｳﾃﾝ"};
    each(state, names, [](auto text) { return company_kana_key(text); });
}
void bench_forbidden(benchmark::State& state) {
    each(state, kCells, [](auto text) { return find_forbidden(text, "備考"); });
}
void bench_corporate_number(benchmark::State& state) {
    constexpr std::array<std::string_view, 2> numbers = {"5070001000715", "T5070001000715"};
    each(state, numbers, [](auto text) { return parse_corporate_number(text); });
}
void bench_gender(benchmark::State& state) {
    constexpr std::array<std::string_view, 3> words = {"女", "男性", "F"};
    each(state, words, [](auto text) { return parse_gender(text); });
}

BENCHMARK(bench_fold_width);
BENCHMARK(bench_fold_key);
BENCHMARK(bench_name_key);
BENCHMARK(bench_split_spaced);
BENCHMARK(bench_split_joined);
BENCHMARK(bench_split_with_kana);
BENCHMARK(bench_reading_fits);
BENCHMARK(bench_kana_key);
BENCHMARK(bench_kana_to_romaji);
BENCHMARK(bench_address);
BENCHMARK(bench_address_key);
BENCHMARK(bench_postal_code);
BENCHMARK(bench_phone);
BENCHMARK(bench_email);
BENCHMARK(bench_date);
BENCHMARK(bench_company);
BENCHMARK(bench_company_kana);
BENCHMARK(bench_forbidden);
BENCHMARK(bench_corporate_number);
BENCHMARK(bench_gender);

}  // namespace
}  // namespace genbo
