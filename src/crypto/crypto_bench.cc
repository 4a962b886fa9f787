// SPDX-License-Identifier: Apache-2.0

// Budgets.  An import seals every record under its own fresh key and wraps that key: seal and wrap
// together may take 4 microseconds, 4 s of a million records.  A blind index tags five fields of a
// record: 0.4 microseconds each.

#include <benchmark/benchmark.h>

#include "crypto/aead.h"
#include "crypto/ed25519.h"
#include "crypto/ff1.h"
#include "crypto/keyring.h"
#include "crypto/mac.h"
#include "crypto/password.h"
#include "crypto/random.h"

namespace genbo {
namespace {

const Key kBenchKey{Bytes(32, 7)};
const Bytes kBenchPayload(100, 0x61);

// Budget 1.2 microseconds.
void seal_100_bytes(benchmark::State& state) {
    Sealer sealer;
    const auto place = AssociatedData("version").number(1).number(1);
    for ([[maybe_unused]] auto _ : state) {
        benchmark::DoNotOptimize(sealer.seal(kBenchKey, 1, place, kBenchPayload));
    }
}
BENCHMARK(seal_100_bytes);

void open_100_bytes(benchmark::State& state) {
    Sealer sealer;
    const auto place = AssociatedData("version").number(1).number(1);
    const Bytes box = sealer.seal(kBenchKey, 1, place, kBenchPayload);
    for ([[maybe_unused]] auto _ : state) {
        benchmark::DoNotOptimize(sealer.unseal(kBenchKey, place, box));
    }
}
BENCHMARK(open_100_bytes);

// What an import does for one record.  Budget 4 microseconds.
void seal_under_a_fresh_wrapped_key(benchmark::State& state) {
    const auto keyring = Keyring::ephemeral(kBenchKey);
    std::int64_t record = 0;
    for ([[maybe_unused]] auto _ : state) {
        const auto place = AssociatedData("record").number(++record);
        const Key data_key = Key::random();
        benchmark::DoNotOptimize(keyring.wrap(data_key, place));
        benchmark::DoNotOptimize(seal(data_key, 1, place, kBenchPayload));
    }
}
BENCHMARK(seal_under_a_fresh_wrapped_key);

// What a customer page does for one record.
void unwrap_and_open(benchmark::State& state) {
    const auto keyring = Keyring::ephemeral(kBenchKey);
    const auto place = AssociatedData("record").number(1);
    const Key data_key = Key::random();
    const Bytes wrapped = keyring.wrap(data_key, place);
    const Bytes box = seal(data_key, 1, place, kBenchPayload);
    for ([[maybe_unused]] auto _ : state) {
        const auto key = keyring.unwrap(wrapped, place);
        benchmark::DoNotOptimize(unseal(*key, place, box));
    }
}
BENCHMARK(unwrap_and_open);

// Budget 0.4 microseconds.
void mac_of_a_phone_number(benchmark::State& state) {
    const Mac mac(kBenchKey);
    for ([[maybe_unused]] auto _ : state) {
        benchmark::DoNotOptimize(mac.tag(as_bytes("+819012345678")));
    }
}
BENCHMARK(mac_of_a_phone_number);

void hash_100_bytes(benchmark::State& state) {
    for ([[maybe_unused]] auto _ : state) benchmark::DoNotOptimize(sha256(kBenchPayload));
}
BENCHMARK(hash_100_bytes);

void derive_a_key(benchmark::State& state) {
    for ([[maybe_unused]] auto _ : state) {
        benchmark::DoNotOptimize(derive_key(kBenchKey, "index.phone"));
    }
}
BENCHMARK(derive_a_key);

void random_nonce(benchmark::State& state) {
    std::array<std::uint8_t, 24> nonce;
    for ([[maybe_unused]] auto _ : state) {
        this_thread_random().fill(nonce);
        benchmark::DoNotOptimize(nonce);
    }
}
BENCHMARK(random_nonce);

void permute_nine_digits(benchmark::State& state) {
    Ff1 ff1(kBenchKey, 10, 9);
    std::uint64_t value = 0;
    for ([[maybe_unused]] auto _ : state) benchmark::DoNotOptimize(ff1.encrypt(value++));
}
BENCHMARK(permute_nine_digits);

void sign_a_checkpoint(benchmark::State& state) {
    const SigningKey key(kBenchKey);
    for ([[maybe_unused]] auto _ : state) benchmark::DoNotOptimize(key.sign(kBenchPayload));
}
BENCHMARK(sign_a_checkpoint);

// Some 40 ms by design.
void hash_a_password(benchmark::State& state) {
    for ([[maybe_unused]] auto _ : state) benchmark::DoNotOptimize(hash_password("password"));
}
BENCHMARK(hash_a_password);

}  // namespace
}  // namespace genbo
