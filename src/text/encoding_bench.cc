// SPDX-License-Identifier: Apache-2.0
//
// Budget: every byte of an import is decoded once.  At 500 MB/s a file of 1 GiB costs two seconds,
// which is lost beside matching; below 200 MB/s it would show.
#include <benchmark/benchmark.h>

#include <string>

#include "text/encoding.h"

namespace genbo {
namespace {

std::string encoding_bench_text() {
    std::string text = "会員番号,氏名,フリガナ,郵便番号,住所,電話番号,メールアドレス\r\n";
    for (int i = 0; text.size() < (std::size_t{4} << 20); ++i) {
        const auto n = std::to_string(i);
        text += n + ",山田 太郎,ヤマダ タロウ,100-0005,東京都千代田区丸の内一丁目" + n +
                "番地 見本ビル３階,03-1200-0001,taro" + n + "@example.jp\r\n";
    }
    return text;
}

void decode(benchmark::State& state, Encoding encoding) {
    const auto bytes = encode_text(encoding, encoding_bench_text()).bytes;
    constexpr std::size_t kPiece = std::size_t{1} << 18;
    for ([[maybe_unused]] auto _ : state) {
        Decoder decoder{encoding};
        Decoded out;
        for (std::size_t at = 0; at < bytes.size(); at += kPiece) {
            out.text.clear();
            decoder.feed(std::string_view{bytes}.substr(at, kPiece), out);
        }
        benchmark::DoNotOptimize(out.text.data());
    }
    state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(bytes.size()));
}
BENCHMARK_CAPTURE(decode, utf8, Encoding::utf8);
BENCHMARK_CAPTURE(decode, cp932, Encoding::cp932);
BENCHMARK_CAPTURE(decode, euc_jp, Encoding::euc_jp);
BENCHMARK_CAPTURE(decode, utf16le, Encoding::utf16le);

void guess(benchmark::State& state) {
    const auto bytes = encode_text(Encoding::cp932, encoding_bench_text()).bytes.substr(0, 65536);
    for ([[maybe_unused]] auto _ : state) benchmark::DoNotOptimize(guess_encoding(bytes));
}
BENCHMARK(guess)->Unit(benchmark::kMicrosecond);

void encode_to_cp932(benchmark::State& state) {
    const auto text = encoding_bench_text();
    for ([[maybe_unused]] auto _ : state)
        benchmark::DoNotOptimize(encode_text(Encoding::cp932, text).bytes.data());
    state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(text.size()));
}
BENCHMARK(encode_to_cp932);

}  // namespace
}  // namespace genbo
