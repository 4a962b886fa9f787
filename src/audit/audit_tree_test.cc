// SPDX-License-Identifier: Apache-2.0
#include "audit/audit_tree.h"

#include <gtest/gtest.h>

#include <random>
#include <span>

namespace genbo {
namespace {

// RFC 9162 §2.1 as it is written there, by recursion over the leaves: slow and obviously right.
using LeafHashes = std::span<const Hash>;

std::size_t rfc_split(std::size_t n) {
    std::size_t k = 1;
    while (k * 2 < n) k *= 2;
    return k;
}

Hash rfc_root(LeafHashes d) {
    if (d.empty()) return sha256(ByteView{});
    if (d.size() == 1) return d[0];
    const auto k = rfc_split(d.size());
    return node_hash(rfc_root(d.first(k)), rfc_root(d.subspan(k)));
}

Proof rfc_path(std::size_t m, LeafHashes d) {
    if (d.size() == 1) return {};
    const auto k = rfc_split(d.size());
    auto path = m < k ? rfc_path(m, d.first(k)) : rfc_path(m - k, d.subspan(k));
    path.push_back(m < k ? rfc_root(d.subspan(k)) : rfc_root(d.first(k)));
    return path;
}

Proof rfc_subproof(std::size_t m, LeafHashes d, bool known) {
    if (m == d.size()) return known ? Proof{} : Proof{rfc_root(d)};
    const auto k = rfc_split(d.size());
    auto proof =
        m <= k ? rfc_subproof(m, d.first(k), known) : rfc_subproof(m - k, d.subspan(k), false);
    proof.push_back(m <= k ? rfc_root(d.subspan(k)) : rfc_root(d.first(k)));
    return proof;
}

std::vector<Hash> some_leaves(std::size_t count) {
    std::vector<Hash> leaves;
    leaves.reserve(count);
    for (std::size_t i = 0; i < count; ++i) {
        leaves.push_back(leaf_hash(as_bytes("leaf " + std::to_string(i))));
    }
    return leaves;
}

struct TreeUnderTest {
    explicit TreeUnderTest(std::size_t count) : leaves(some_leaves(count)) {
        roots.push_back(sha256(ByteView{}));
        AuditTree tree;
        for (const auto& leaf : leaves) {
            table.append(leaf);
            tree.append(leaf);
            roots.push_back(tree.root());
        }
    }

    std::vector<Hash> leaves;
    std::vector<Hash> roots;  // By size.
    NodeTable table;
};

constexpr std::size_t kExhaustive = 130;  // Past 128 and its neighbours.

// Certificate Transparency's reference leaves and roots (transparency-dev/merkle,
// testonly/constants.go).
TEST(AuditTree, AgreesWithCertificateTransparency) {
    constexpr std::string_view kLeaves[] = {"",
                                            "00",
                                            "10",
                                            "2021",
                                            "3031",
                                            "40414243",
                                            "5051525354555657",
                                            "606162636465666768696a6b6c6d6e6f"};
    constexpr std::string_view kRoots[] = {
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"};
    AuditTree tree;
    EXPECT_EQ(to_hex(tree.root()), kRoots[0]);
    for (std::size_t i = 0; i < std::size(kLeaves); ++i) {
        tree.append(leaf_hash(*from_hex(kLeaves[i])));
        EXPECT_EQ(to_hex(tree.root()), kRoots[i + 1]) << i;
    }
}

TEST(AuditTree, EveryRootAndEveryProofIsTheRfcs) {
    TreeUnderTest tree(kExhaustive);
    LeafNodes slow(kExhaustive, [&](std::uint64_t i) { return Result<Hash>(tree.leaves[i]); });
    int proofs = 0;
    for (std::size_t n = 0; n <= kExhaustive; ++n) {
        const auto d = LeafHashes(tree.leaves).first(n);
        ASSERT_EQ(tree.roots[n], rfc_root(d)) << n;
        ASSERT_EQ(*root_at(tree.table, n), tree.roots[n]) << n;
        for (std::size_t m = 0; m < n; ++m) {
            const Proof path = *inclusion_proof(tree.table, m, n);
            ASSERT_EQ(path, rfc_path(m, d)) << m << " in " << n;
            ASSERT_TRUE(verify_inclusion(tree.leaves[m], m, n, path, tree.roots[n]).ok());
            const Proof proof = *consistency_proof(tree.table, m, n);
            ASSERT_EQ(proof, m == 0 ? Proof{} : rfc_subproof(m, d, true)) << m << " to " << n;
            ASSERT_TRUE(verify_consistency(m, tree.roots[m], n, tree.roots[n], proof).ok());
            proofs += 2;
        }
        const Proof same = *consistency_proof(tree.table, n, n);
        ASSERT_TRUE(same.empty());
        ASSERT_TRUE(verify_consistency(n, tree.roots[n], n, tree.roots[n], same).ok());
    }
    EXPECT_EQ(proofs, 130 * 131);
    for (const std::size_t n : {1U, 77U, 128U, 130U}) {
        ASSERT_EQ(*inclusion_proof(slow, n / 2, n), *inclusion_proof(tree.table, n / 2, n));
        ASSERT_EQ(*consistency_proof(slow, n / 3, n), *consistency_proof(tree.table, n / 3, n));
    }
}

// Verifiers are where other implementations failed, so each argument is lied about in turn.
TEST(AuditTree, InclusionIsRefusedForEveryLie) {
    TreeUnderTest tree(70);
    for (std::size_t n = 1; n <= 70; ++n) {
        for (std::size_t m = 0; m < n; ++m) {
            const Proof proof = *inclusion_proof(tree.table, m, n);
            const auto& root = tree.roots[n];
            const auto accepts = [&](const Hash& leaf, std::uint64_t index, std::uint64_t size,
                                     const Proof& given, const Hash& against) {
                return verify_inclusion(leaf, index, size, given, against).ok();
            };
            for (std::size_t other = 0; other < n + 2; ++other) {
                if (other != m) {
                    ASSERT_FALSE(accepts(tree.leaves[m], other, n, proof, root));
                }
            }
            ASSERT_FALSE(accepts(tree.leaves[(m + 1) % 70], m, n, proof, root));
            ASSERT_FALSE(accepts(tree.leaves[m], m, n, proof, tree.roots[n - 1]));
            auto longer = proof;
            longer.push_back(root);
            ASSERT_FALSE(accepts(tree.leaves[m], m, n, longer, root));
            for (std::size_t i = 0; i < proof.size(); ++i) {
                auto changed = proof;
                changed[i][5] ^= 0x10;
                ASSERT_FALSE(accepts(tree.leaves[m], m, n, changed, root));
                auto shorter = proof;
                shorter.erase(shorter.begin() + static_cast<std::ptrdiff_t>(i));
                ASSERT_FALSE(accepts(tree.leaves[m], m, n, shorter, root));
            }
        }
    }
    EXPECT_FALSE(verify_inclusion({}, 0, 0, {}, sha256(ByteView{})).ok());
    EXPECT_FALSE(verify_inclusion({}, 0, ~std::uint64_t{0}, {}, {}).ok());
}

TEST(AuditTree, ConsistencyIsRefusedForEveryLie) {
    TreeUnderTest tree(70);
    for (std::size_t n = 1; n <= 70; ++n) {
        for (std::size_t m = 1; m <= n; ++m) {
            const Proof proof = *consistency_proof(tree.table, m, n);
            const auto accepts = [&](std::uint64_t old_size, const Hash& old_root,
                                     std::uint64_t size, const Hash& root, const Proof& given) {
                return verify_consistency(old_size, old_root, size, root, given).ok();
            };
            const auto& old_root = tree.roots[m];
            const auto& root = tree.roots[n];
            ASSERT_FALSE(accepts(m, tree.roots[m - 1], n, root, proof));
            ASSERT_FALSE(accepts(m, old_root, n, tree.roots[n - 1], proof));
            ASSERT_FALSE(accepts(m, root, n, old_root, proof) && m != n);
            ASSERT_FALSE(accepts(n + 1, old_root, n, root, proof));
            auto longer = proof;
            longer.push_back(root);
            ASSERT_FALSE(accepts(m, old_root, n, root, longer));
            for (std::size_t i = 0; i < proof.size(); ++i) {
                auto changed = proof;
                changed[i][31] ^= 1;
                ASSERT_FALSE(accepts(m, old_root, n, root, changed));
                auto shorter = proof;
                shorter.erase(shorter.begin() + static_cast<std::ptrdiff_t>(i));
                ASSERT_FALSE(accepts(m, old_root, n, root, shorter));
            }
        }
    }
    // An empty old tree proves nothing about a later one, but its root must be the empty root.
    EXPECT_TRUE(verify_consistency(0, tree.roots[0], 5, tree.roots[5], {}).ok());
    EXPECT_FALSE(verify_consistency(0, tree.roots[1], 5, tree.roots[5], {}).ok());
    EXPECT_FALSE(verify_consistency(0, tree.roots[0], 5, tree.roots[5], {tree.roots[1]}).ok());
    EXPECT_FALSE(verify_consistency(0, tree.roots[0], 0, tree.roots[1], {}).ok());
}

// The size belongs to what is signed, and a proof of another size must not pass for it where the
// shape of the path differs.
TEST(AuditTree, InclusionNoticesAnotherTreeSize) {
    TreeUnderTest tree(70);
    int accepted = 0;
    for (std::size_t n = 2; n <= 70; ++n) {
        for (std::size_t m = 0; m < n; ++m) {
            const Proof proof = *inclusion_proof(tree.table, m, n);
            for (std::size_t other = m + 1; other <= 70; ++other) {
                if (other == n) continue;
                // Honest root of the other size: never.
                ASSERT_FALSE(
                    verify_inclusion(tree.leaves[m], m, other, proof, tree.roots[other]).ok());
                if (verify_inclusion(tree.leaves[m], m, other, proof, tree.roots[n]).ok())
                    ++accepted;
            }
        }
    }
    // By the RFC's algorithm a size that gives the leaf a path of the same turns verifies too; the
    // size itself is vouched for by the checkpoint's signature, not by the proof.
    EXPECT_GT(accepted, 0);
}

TEST(AuditTree, TenThousandChangesOfATrailAreAllNoticed) {
    std::mt19937_64 dice(47);
    const auto original = some_leaves(70);
    AuditTree honest;
    for (const auto& leaf : original) honest.append(leaf);
    int noticed = 0;
    int tried = 0;
    while (tried < 10'000) {
        auto leaves = original;
        const auto at = static_cast<std::ptrdiff_t>(dice() % leaves.size());
        const auto to = dice() % leaves.size();
        switch (dice() % 5) {
            case 0: leaves[to][dice() % 32] ^= static_cast<std::uint8_t>(1U << dice() % 8); break;
            case 1: leaves.erase(leaves.begin() + at); break;
            case 2: leaves.insert(leaves.begin() + at, leaves[to]); break;
            case 3: std::swap(leaves[to], leaves[static_cast<std::size_t>(at)]); break;
            default: leaves.resize(to);
        }
        if (leaves == original) continue;
        ++tried;
        AuditTree tree;
        for (const auto& leaf : leaves) tree.append(leaf);
        if (!(tree == honest) && tree.root() != honest.root()) ++noticed;
    }
    EXPECT_EQ(noticed, tried);
}

TEST(AuditTree, GoesOnFromItsFrontierAtEverySize) {
    const auto leaves = some_leaves(70);
    AuditTree whole;
    AuditTree restarted;
    for (const auto& leaf : leaves) {
        whole.append(leaf);
        restarted = *AuditTree::restore(restarted.frontier());
        restarted.append(leaf);
        ASSERT_EQ(restarted, whole);
        ASSERT_EQ(restarted.root(), whole.root());
    }
    EXPECT_EQ(whole.frontier().size(), 9U + 3 * 32) << "70 is 1000110 in binary";
}

TEST(AuditTree, ADamagedFrontierIsRefusedOrChangesTheRoot) {
    AuditTree tree;
    for (const auto& leaf : some_leaves(70)) tree.append(leaf);
    const Bytes good = tree.frontier();
    for (std::size_t bit = 0; bit < good.size() * 8; ++bit) {
        Bytes changed = good;
        changed[bit / 8] ^= static_cast<std::uint8_t>(1U << bit % 8);
        const auto restored = AuditTree::restore(changed);
        EXPECT_TRUE(!restored.ok() || !(*restored == tree)) << bit;
    }
    for (std::size_t size = 0; size < good.size(); ++size) {
        const auto restored = AuditTree::restore(ByteView(good).first(size));
        ASSERT_FALSE(restored.ok());
        EXPECT_EQ(restored.error().code, "audit.bad_frontier");
    }
}

TEST(AuditTree, AnErrorOfTheLeafSourceComesThrough) {
    LeafNodes broken(10, [](std::uint64_t i) -> Result<Hash> {
        if (i == 7) return Error{Fault::corrupt, "audit.bad_leaf"};
        return Hash{};
    });
    EXPECT_EQ(root_at(broken, 10).error().code, "audit.bad_leaf");
    EXPECT_EQ(inclusion_proof(broken, 0, 10).error().code, "audit.bad_leaf");
    EXPECT_EQ(consistency_proof(broken, 3, 10).error().code, "audit.bad_leaf");
    EXPECT_TRUE(root_at(broken, 7).ok());
}

}  // namespace
}  // namespace genbo
