// SPDX-License-Identifier: Apache-2.0
#include "audit/audit_tree.h"

#include <algorithm>
#include <bit>

#include "base/check.h"

namespace genbo {

namespace {

constexpr std::uint8_t kLeafPrefix[] = {0};
constexpr std::uint8_t kNodePrefix[] = {1};
constexpr std::uint8_t kFrontierVersion = 1;
// Leaf counts stay below this in stores and proofs; 2^62 leaves are four a nanosecond for a life.
constexpr std::uint64_t kTreeSizeMax = std::uint64_t{1} << 62;

// The largest power of two below n.  REQUIRES: n > 1.
std::uint64_t split_of(std::uint64_t n) { return std::bit_floor(n - 1); }

// MTH(D[begin:end]) of RFC 9162.  REQUIRES: begin < end, and the range is one that the tree's own
// recursion meets, so that complete subtrees are aligned.
Result<Hash> range_root(NodeSource& nodes, std::uint64_t begin, std::uint64_t end) {
    const auto n = end - begin;
    if (std::has_single_bit(n)) {
        const auto level = static_cast<unsigned>(std::countr_zero(n));
        return nodes.node(level, begin >> level);
    }
    const auto split = begin + split_of(n);
    const Hash left = TRY(range_root(nodes, begin, split));
    const Hash right = TRY(range_root(nodes, split, end));
    return node_hash(left, right);
}

Error audit_refused(std::string_view code) { return Error{Fault::corrupt, std::string(code)}; }

bool is_odd(std::uint64_t n) { return (n & 1) != 0; }

}  // namespace

Hash leaf_hash(ByteView leaf) { return sha256({kLeafPrefix, leaf}); }

Hash node_hash(const Hash& left, const Hash& right) { return sha256({kNodePrefix, left, right}); }

void AuditTree::append(const Hash& leaf) {
    check(size_ < kTreeSizeMax);
    Hash carried = leaf;
    // Like adding one in binary: every complete subtree of the same width is carried upwards.
    for (auto rest = size_; is_odd(rest); rest >>= 1) {
        carried = node_hash(edge_.back(), carried);
        edge_.pop_back();
    }
    edge_.push_back(carried);
    ++size_;
}

Hash AuditTree::root() const {
    if (edge_.empty()) return sha256(ByteView{});
    Hash root = edge_.back();
    for (auto left = edge_.rbegin() + 1; left != edge_.rend(); ++left) {
        root = node_hash(*left, root);
    }
    return root;
}

Bytes AuditTree::frontier() const {
    Bytes out;
    out.reserve(9 + edge_.size() * sizeof(Hash));
    out.push_back(kFrontierVersion);
    for (int shift = 56; shift >= 0; shift -= 8) {
        out.push_back(static_cast<std::uint8_t>(size_ >> shift));
    }
    for (const auto& hash : edge_) out.insert(out.end(), hash.begin(), hash.end());
    return out;
}

Result<AuditTree> AuditTree::restore(ByteView frontier) {
    if (frontier.size() < 9 || frontier[0] != kFrontierVersion)
        return audit_refused("audit.bad_frontier");
    AuditTree tree;
    for (const auto byte : frontier.subspan(1, 8)) tree.size_ = tree.size_ << 8 | byte;
    auto hashes = frontier.subspan(9);
    const auto count = static_cast<std::size_t>(std::popcount(tree.size_));
    if (tree.size_ > kTreeSizeMax || hashes.size() != count * sizeof(Hash))
        return audit_refused("audit.bad_frontier");
    for (; !hashes.empty(); hashes = hashes.subspan(sizeof(Hash))) {
        std::ranges::copy(hashes.first(sizeof(Hash)), tree.edge_.emplace_back().begin());
    }
    return tree;
}

void NodeTable::append(const Hash& leaf) {
    Hash carried = leaf;
    for (std::size_t level = 0;; ++level) {
        if (level == levels_.size()) levels_.emplace_back();
        auto& hashes = levels_[level];
        hashes.push_back(carried);
        if (is_odd(hashes.size())) return;
        carried = node_hash(hashes[hashes.size() - 2], hashes.back());
    }
}

std::uint64_t NodeTable::size() const { return levels_.empty() ? 0 : levels_.front().size(); }

Result<Hash> NodeTable::node(unsigned level, std::uint64_t index) {
    check(level < levels_.size() && index < levels_[level].size());
    return levels_[level][index];
}

Result<Hash> LeafNodes::node(unsigned level, std::uint64_t index) {
    check(level < 62 && (index + 1) << level <= size_);
    AuditTree subtree;
    for (auto leaf = index << level; leaf < (index + 1) << level; ++leaf) {
        subtree.append(TRY(leaf_(leaf)));
    }
    return subtree.root();
}

Result<Hash> root_at(NodeSource& nodes, std::uint64_t size) {
    check(size <= nodes.size());
    if (size == 0) return sha256(ByteView{});
    return range_root(nodes, 0, size);
}

// RFC 9162 §2.1.3.1, from the root downwards.
Result<Proof> inclusion_proof(NodeSource& nodes, std::uint64_t index, std::uint64_t size) {
    check(index < size && size <= nodes.size());
    Proof proof;
    for (std::uint64_t begin = 0, end = size; end - begin > 1;) {
        const auto split = begin + split_of(end - begin);
        if (index < split) {
            proof.push_back(TRY(range_root(nodes, split, end)));
            end = split;
        } else {
            proof.push_back(TRY(range_root(nodes, begin, split)));
            begin = split;
        }
    }
    std::ranges::reverse(proof);
    return proof;
}

// RFC 9162 §2.1.4.1: SUBPROOF, from the root downwards.
Result<Proof> consistency_proof(NodeSource& nodes, std::uint64_t old_size, std::uint64_t size) {
    check(old_size <= size && size <= nodes.size());
    Proof proof;
    if (old_size == 0 || old_size == size) return proof;
    std::uint64_t begin = 0;
    std::uint64_t end = size;
    while (end != old_size) {
        const auto split = begin + split_of(end - begin);
        if (old_size <= split) {
            proof.push_back(TRY(range_root(nodes, split, end)));
            end = split;
        } else {
            proof.push_back(TRY(range_root(nodes, begin, split)));
            begin = split;
        }
    }
    // The old tree as a whole is what the verifier already has.
    if (begin != 0) proof.push_back(TRY(range_root(nodes, begin, end)));
    std::ranges::reverse(proof);
    return proof;
}

// RFC 9162 §2.1.3.2.
Result<> verify_inclusion(
    const Hash& leaf, std::uint64_t index, std::uint64_t size, const Proof& proof,
    const Hash& root) {
    const auto refused = audit_refused("audit.not_included");
    if (index >= size || size > kTreeSizeMax) return refused;
    auto fn = index;
    auto sn = size - 1;
    Hash hash = leaf;
    for (const auto& step : proof) {
        if (sn == 0) return refused;
        if (is_odd(fn) || fn == sn) {
            hash = node_hash(step, hash);
            while (!is_odd(fn) && fn != 0) {
                fn >>= 1;
                sn >>= 1;
            }
        } else {
            hash = node_hash(hash, step);
        }
        fn >>= 1;
        sn >>= 1;
    }
    if (sn != 0 || hash != root) return refused;
    return {};
}

// RFC 9162 §2.1.4.2; the cases of an empty old tree and of equal trees need no proof.
Result<> verify_consistency(
    std::uint64_t old_size, const Hash& old_root, std::uint64_t size, const Hash& root,
    const Proof& proof) {
    const auto refused = audit_refused("audit.not_consistent");
    if (old_size > size || size > kTreeSizeMax) return refused;
    if (old_size == 0) {
        const bool same = proof.empty() && old_root == sha256(ByteView{});
        return same && (size > 0 || root == old_root) ? Result<>{} : refused;
    }
    if (old_size == size) return proof.empty() && old_root == root ? Result<>{} : refused;

    auto fn = old_size - 1;
    auto sn = size - 1;
    while (is_odd(fn)) {
        fn >>= 1;
        sn >>= 1;
    }
    // A complete old tree is itself the first node; otherwise the proof names it.
    auto step = proof.begin();
    Hash old_hash = old_root;
    if (!std::has_single_bit(old_size)) {
        if (step == proof.end()) return refused;
        old_hash = *step++;
    }
    Hash hash = old_hash;
    if (step == proof.end()) return refused;
    for (; step != proof.end(); ++step) {
        if (sn == 0) return refused;
        if (is_odd(fn) || fn == sn) {
            old_hash = node_hash(*step, old_hash);
            hash = node_hash(*step, hash);
            while (!is_odd(fn) && fn != 0) {
                fn >>= 1;
                sn >>= 1;
            }
        } else {
            hash = node_hash(hash, *step);
        }
        fn >>= 1;
        sn >>= 1;
    }
    if (sn != 0 || old_hash != old_root || hash != root) return refused;
    return {};
}

}  // namespace genbo
