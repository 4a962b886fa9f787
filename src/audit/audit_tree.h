// SPDX-License-Identifier: Apache-2.0
#pragma once

// The Merkle tree of RFC 9162 §2.1 over the leaves of the trail.
//
//   leaf hash  SHA-256(0x00 | leaf)          node  SHA-256(0x01 | left | right)
//
// The left subtree of n leaves holds the largest power of two below n.  Whoever keeps one root
// (checkpoint.h) can later be shown, in some twenty hashes, that a leaf is in that tree (inclusion)
// and that a later tree contains that tree unchanged (consistency).  Nothing here is our own
// invention: proofs of home-made trees have been forged.
//
//   AuditTree tree = TRY(AuditTree::restore(frontier));
//   const Hash leaf = leaf_hash(encode_leaf(entry));
//   tree.append(leaf);                          // a handful of hashes at most
//   … store leaf and tree.frontier() in the transaction of the act itself …
//
// AuditTree keeps only the frontier: the roots of the complete subtrees on the right edge, as many
// as the size has one bits.  Proofs need inner nodes, which a NodeSource answers: NodeTable keeps
// all in memory (64 bytes per leaf), LeafNodes computes them from stored leaves.
//
// The verifiers trust nothing that they are given but the roots.

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "crypto/hash.h"

namespace genbo {

Hash leaf_hash(ByteView leaf);
Hash node_hash(const Hash& left, const Hash& right);

class AuditTree {
public:
    AuditTree() = default;

    // corrupt: audit.bad_frontier.
    static Result<AuditTree> restore(ByteView frontier);

    void append(const Hash& leaf);

    std::uint64_t size() const { return size_; }

    // Of no leaves: SHA-256 of nothing, as the RFC has it.
    Hash root() const;

    // version(1) | size(8) | hashes, widest subtree first.
    Bytes frontier() const;

    friend bool operator==(const AuditTree&, const AuditTree&) = default;

private:
    std::uint64_t size_ = 0;
    std::vector<Hash> edge_;  // Widest subtree first.
};

// Inner nodes by place: node(0, i) is the hash of leaf i, node(k, i) the root over the 2^k leaves
// from i * 2^k on, which all exist.
class NodeSource {
public:
    virtual ~NodeSource() = default;
    virtual std::uint64_t size() const = 0;
    virtual Result<Hash> node(unsigned level, std::uint64_t index) = 0;
};

// All complete nodes in memory.
class NodeTable : public NodeSource {
public:
    void append(const Hash& leaf);
    std::uint64_t size() const override;
    Result<Hash> node(unsigned level, std::uint64_t index) override;

private:
    std::vector<std::vector<Hash>> levels_;
};

// Computes nodes from leaf hashes: one walk over the leaves per proof, no memory.
class LeafNodes : public NodeSource {
public:
    using LeafHashAt = std::function<Result<Hash>(std::uint64_t index)>;

    LeafNodes(std::uint64_t size, LeafHashAt leaf) : size_(size), leaf_(std::move(leaf)) {}
    std::uint64_t size() const override { return size_; }
    Result<Hash> node(unsigned level, std::uint64_t index) override;

private:
    std::uint64_t size_;
    LeafHashAt leaf_;
};

using Proof = std::vector<Hash>;

// REQUIRES: size <= nodes.size().
Result<Hash> root_at(NodeSource& nodes, std::uint64_t size);

// That leaf `index` is in the tree of the first `size` leaves.  REQUIRES: index < size.
Result<Proof> inclusion_proof(NodeSource& nodes, std::uint64_t index, std::uint64_t size);

// That the tree of the first `old_size` leaves is the beginning of the tree of `size` leaves.
// REQUIRES: old_size <= size <= nodes.size().
Result<Proof> consistency_proof(NodeSource& nodes, std::uint64_t old_size, std::uint64_t size);

// corrupt: audit.not_included.
Result<> verify_inclusion(
    const Hash& leaf, std::uint64_t index, std::uint64_t size, const Proof& proof,
    const Hash& root);

// corrupt: audit.not_consistent.
Result<> verify_consistency(
    std::uint64_t old_size, const Hash& old_root, std::uint64_t size, const Hash& root,
    const Proof& proof);

}  // namespace genbo
