// SPDX-License-Identifier: Apache-2.0

// Budgets.  Every write and every read of personal data makes a leaf: 3 microseconds for spelling,
// hashing and appending it.  `doctor` computes the tree of a million leaves anew: 10 seconds, most
// of which belong to reading them.

#include <benchmark/benchmark.h>

#include "audit/audit_leaf.h"
#include "audit/audit_tree.h"
#include "audit/checkpoint.h"
#include "audit/log_export.h"

namespace genbo {
namespace {

AuditLeaf bench_leaf() {
    AuditLeaf leaf;
    leaf.at = instant_from_micros(1'795'000'000'123'456);
    leaf.actor = "staff:12";
    leaf.action = "customer.show";
    leaf.object_type = "customer";
    leaf.alias = AuditAlias{1, 2, 3};
    leaf.fields = {"phone", "email"};
    leaf.purpose = "support";
    leaf.request_id = "5f0c2a9d4b7e11835f0c2a9d4b7e1183";
    leaf.detail_commit = Hash{4};
    return leaf;
}

// Budget 3 microseconds.
void encode_hash_and_append_a_leaf(benchmark::State& state) {
    AuditTree tree;
    auto leaf = bench_leaf();
    for ([[maybe_unused]] auto _ : state) {
        leaf.seq = tree.size();
        tree.append(leaf_hash(encode_leaf(leaf)));
    }
    benchmark::DoNotOptimize(tree.root());
}
BENCHMARK(encode_hash_and_append_a_leaf);

void decode_a_leaf(benchmark::State& state) {
    const Bytes bytes = encode_leaf(bench_leaf());
    for ([[maybe_unused]] auto _ : state) benchmark::DoNotOptimize(decode_leaf(bytes));
}
BENCHMARK(decode_a_leaf);

void root_of_a_million(benchmark::State& state) {
    AuditTree tree;
    for (int i = 0; i < 999'999; ++i) tree.append(Hash{static_cast<std::uint8_t>(i)});
    for ([[maybe_unused]] auto _ : state) benchmark::DoNotOptimize(tree.root());
}
BENCHMARK(root_of_a_million);

void prove_and_verify_in_a_million(benchmark::State& state) {
    static NodeTable nodes = [] {
        NodeTable table;
        for (int i = 0; i < 1'000'000; ++i) table.append(Hash{static_cast<std::uint8_t>(i)});
        return table;
    }();
    const Hash root = *root_at(nodes, nodes.size());
    std::uint64_t index = 1;
    for ([[maybe_unused]] auto _ : state) {
        index = index * 48271 % 1'000'000;
        const auto proof = *inclusion_proof(nodes, index, nodes.size());
        const auto leaf = *nodes.node(0, index);
        benchmark::DoNotOptimize(verify_inclusion(leaf, index, nodes.size(), proof, root));
    }
}
BENCHMARK(prove_and_verify_in_a_million);

void sign_and_open_a_checkpoint(benchmark::State& state) {
    const SigningKey signer{Key(Bytes(32, 1))};
    const NoteKey key{"genbo.example/main", signer.public_key()};
    const Checkpoint checkpoint{.origin = key.name, .size = 1'000'000, .root = Hash{7}};
    for ([[maybe_unused]] auto _ : state) {
        benchmark::DoNotOptimize(open_checkpoint(sign_checkpoint(checkpoint, signer), key));
    }
}
BENCHMARK(sign_and_open_a_checkpoint);

// Everything that `genbo-verify log` does with a million leaves, but for the disk.
void verify_a_million_leaves(benchmark::State& state) {
    static const SigningKey signer{Key(Bytes(32, 1))};
    static MemoryFolder* const folder = [] {
        auto* made = new MemoryFolder;
        LogExport log(*made);
        AuditLeaf leaf = bench_leaf();
        for (leaf.seq = 0; leaf.seq < 1'000'000; ++leaf.seq)
            check(log.append(encode_leaf(leaf)).ok());
        check(log.finish("genbo/bench", signer, {}).ok());
        return made;
    }();
    const NoteKey key{"genbo/bench", signer.public_key()};
    for ([[maybe_unused]] auto _ : state) check(verify_log(*folder, key, {}).ok());
}
BENCHMARK(verify_a_million_leaves)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace genbo
