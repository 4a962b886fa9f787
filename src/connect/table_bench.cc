// SPDX-License-Identifier: Apache-2.0
//
// Budget: reading a file must stay small beside normalising and storing its rows.  300 MB/s for
// UTF-8 and 200 MB/s for CP932 read a million customers (about 200 MB) in a second; the buffer
// scan serves stand-alone matching, which does little else, and gets 500 MB/s.
#include <benchmark/benchmark.h>

#include "base/check.h"
#include "connect/csv_scan.h"
#include "connect/csv_writer.h"
#include "connect/mapping.h"
#include "connect/test_files.h"

namespace genbo {
namespace {

enum class BenchShape { plain, quoted };

std::string table_bench_text(BenchShape shape) {
    std::string text =
        "会員番号,氏名,フリガナ,郵便番号,都道府県,住所,建物,電話番号,メールアドレス,生年月日,"
        "備考\r\n";
    for (int i = 0; text.size() < (std::size_t{24} << 20); ++i) {
        const auto n = std::to_string(i);
        const std::string cells[] = {
            n,
            "山田 太郎",
            "ヤマダ タロウ",
            "100-0005",
            "東京都",
            "千代田区丸の内一丁目" + n + "番地",
            "見本ビル３階",
            "03-1200-0001",
            "taro" + n + "@example.jp",
            "1980-01-02",
            i % 10 == 0 ? "電話は\n夕方" : ""};
        for (const auto& cell : cells) {
            if (shape == BenchShape::quoted)
                text += "\"" + cell + "\"";
            else
                append_csv_cell(text, cell);
            text += &cell == &cells[10] ? "\r\n" : ",";
        }
    }
    return text;
}

void scan_buffer(benchmark::State& state, BenchShape shape) {
    const auto text = table_bench_text(shape);
    for ([[maybe_unused]] auto _ : state) {
        CsvBufferScan scan{text};
        std::size_t bytes = 0;
        while (scan.next())
            for (const auto cell : scan.cells()) bytes += cell.size();
        benchmark::DoNotOptimize(bytes);
    }
    state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(text.size()));
}
BENCHMARK_CAPTURE(scan_buffer, plain, BenchShape::plain)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(scan_buffer, quoted, BenchShape::quoted)->Unit(benchmark::kMillisecond);

void read_rows(benchmark::State& state, const std::string& bytes) {
    const TestFile file{bytes};
    for ([[maybe_unused]] auto _ : state) {
        auto reader = open_table(file.path(), {});
        check(reader.ok());
        TableRow row;
        std::size_t size = 0;
        while (*(*reader)->next(row))
            for (const auto cell : row.cells) size += cell.size();
        benchmark::DoNotOptimize(size);
    }
    state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(bytes.size()));
}

void read_table(benchmark::State& state, Encoding encoding, BenchShape shape) {
    read_rows(state, encode_text(encoding, table_bench_text(shape)).bytes);
}
BENCHMARK_CAPTURE(read_table, utf8, Encoding::utf8, BenchShape::plain)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(read_table, utf8_quoted, Encoding::utf8, BenchShape::quoted)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(read_table, cp932, Encoding::cp932, BenchShape::plain)
    ->Unit(benchmark::kMillisecond);

void read_ndjson(benchmark::State& state) {
    std::string text;
    for (int i = 0; text.size() < (std::size_t{16} << 20); ++i) {
        text +=
            "{\"id\":" + std::to_string(i) +
            ",\"name\":\"山田 太郎\",\"address\":\"東京都千代田区丸の内1-1\",\"zip\":\"100-0005\","
            "\"mail\":\"taro@example.jp\",\"ok\":true}\n";
    }
    read_rows(state, text);
}
BENCHMARK(read_ndjson)->Unit(benchmark::kMillisecond);

void apply(benchmark::State& state) {
    const std::vector<std::string> header = {"会員番号", "氏名", "フリガナ", "住所", "電話番号"};
    const std::vector<std::string_view> cells = {
        "100001", "山田 太郎", "ヤマダ タロウ", "東京都千代田区丸の内1-1", "03-1200-0001"};
    const auto bound = bind_mapping(guess_mapping(header, {}), header);
    for ([[maybe_unused]] auto _ : state) benchmark::DoNotOptimize(apply_mapping(*bound, cells));
}
BENCHMARK(apply);

}  // namespace
}  // namespace genbo
