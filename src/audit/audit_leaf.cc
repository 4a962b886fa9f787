// SPDX-License-Identifier: Apache-2.0
#include "audit/audit_leaf.h"

#include <algorithm>
#include <limits>

#include "base/check.h"
#include "base/utf8.h"
#include "crypto/mac.h"

namespace genbo {

namespace {

constexpr std::uint64_t kLeafFormat = 1;

// The major types that leaves use.
enum class CborType : std::uint8_t { natural, negative, bytes, text, list, map };

enum LeafKey : std::uint64_t {
    key_format,
    key_seq,
    key_at,
    key_actor,
    key_action,
    key_object_type,
    key_alias,
    key_fields,
    key_purpose,
    key_decision,
    key_request_id,
    key_count,
    key_detail_commit,
};

// Appends in the shortest form; counts the map entries, which are at most 13, so that the map's
// head is one byte that is filled in at the end.
class LeafWriter {
public:
    LeafWriter() {
        out_.reserve(256);
        out_.push_back(0);
    }

    void natural(LeafKey key, std::uint64_t number) {
        begin(key);
        head(CborType::natural, number);
    }
    void integer(LeafKey key, std::int64_t number) {
        begin(key);
        const bool negative = number < 0;
        const auto bits = static_cast<std::uint64_t>(number);
        head(negative ? CborType::negative : CborType::natural, negative ? ~bits : bits);
    }
    void bytes(LeafKey key, ByteView bytes) {
        begin(key);
        head(CborType::bytes, bytes.size());
        out_.insert(out_.end(), bytes.begin(), bytes.end());
    }
    void text(LeafKey key, std::string_view text) {
        if (text.empty()) return;
        begin(key);
        put_text(text);
    }
    void texts(LeafKey key, const std::vector<std::string>& texts) {
        if (texts.empty()) return;
        check(texts.size() <= kAuditFieldsMax);
        begin(key);
        head(CborType::list, texts.size());
        for (const auto& text : texts) put_text(text);
    }

    Bytes finish() {
        constexpr unsigned kMapHead = static_cast<unsigned>(CborType::map) << 5;
        out_[0] = static_cast<std::uint8_t>(kMapHead | entries_);
        return std::move(out_);
    }

private:
    void begin(LeafKey key) {
        ++entries_;
        out_.push_back(static_cast<std::uint8_t>(key));  // Below 24: the key is its own head.
    }
    void put_text(std::string_view text) {
        check(text.size() <= kAuditTextBytesMax);
        const auto bytes = as_bytes(text);
        head(CborType::text, bytes.size());
        out_.insert(out_.end(), bytes.begin(), bytes.end());
    }
    void head(CborType type, std::uint64_t number) {
        const auto major = static_cast<std::uint8_t>(static_cast<std::uint8_t>(type) << 5);
        if (number < 24) {
            out_.push_back(static_cast<std::uint8_t>(major | number));
            return;
        }
        const int size = number <= 0xFF ? 1 : number <= 0xFFFF ? 2 : number <= 0xFFFFFFFF ? 4 : 8;
        const int code = size == 1 ? 24 : size == 2 ? 25 : size == 4 ? 26 : 27;
        out_.push_back(static_cast<std::uint8_t>(major | code));
        for (int shift = 8 * (size - 1); shift >= 0; shift -= 8) {
            out_.push_back(static_cast<std::uint8_t>(number >> shift));
        }
    }

    Bytes out_;
    unsigned entries_ = 0;
};

// Reads what LeafWriter writes.  After a failure everything reads as zero or empty.  It need not
// notice other spellings of a number: decode_leaf() compares with our own spelling at the end.
class LeafReader {
public:
    explicit LeafReader(ByteView in) : in_(in) {}

    bool failed() const { return failed_; }
    bool at_end() const { return in_.empty(); }
    void fail() {
        failed_ = true;
        in_ = {};
    }

    std::uint64_t head(CborType type) {
        if (in_.empty() || in_[0] >> 5 != static_cast<int>(type)) return fail(), 0;
        const unsigned code = in_[0] & 31;
        in_ = in_.subspan(1);
        if (code < 24) return code;
        if (code > 27) return fail(), 0;
        const std::size_t size = std::size_t{1} << (code - 24);
        std::uint64_t number = 0;
        for (const auto byte : take(size)) number = number << 8 | byte;
        return number;
    }
    std::int64_t integer() {
        const bool negative = !in_.empty() && in_[0] >> 5 == static_cast<int>(CborType::negative);
        const auto bits = head(negative ? CborType::negative : CborType::natural);
        if (bits > std::uint64_t{std::numeric_limits<std::int64_t>::max()}) return fail(), 0;
        const auto number = static_cast<std::int64_t>(bits);
        return negative ? -1 - number : number;
    }
    template <std::size_t size>
    std::array<std::uint8_t, size> bytes() {
        std::array<std::uint8_t, size> bytes{};
        if (head(CborType::bytes) != size) return fail(), bytes;
        std::ranges::copy(take(size), bytes.begin());
        return bytes;
    }
    std::string text() {
        const auto size = head(CborType::text);
        if (size > kAuditTextBytesMax) return fail(), "";
        const auto text = as_text(take(static_cast<std::size_t>(size)));
        if (!is_valid_utf8(text)) fail();
        return std::string(text);
    }
    std::vector<std::string> texts() {
        const auto count = head(CborType::list);
        std::vector<std::string> texts;
        if (count > kAuditFieldsMax) return fail(), texts;
        for (std::uint64_t i = 0; i < count && !failed_; ++i) texts.push_back(text());
        return texts;
    }

private:
    ByteView take(std::size_t size) {
        if (size > in_.size()) return fail(), ByteView{};
        const auto taken = in_.first(size);
        in_ = in_.subspan(size);
        return taken;
    }

    ByteView in_;
    bool failed_ = false;
};

void read_entry(LeafReader& in, std::uint64_t key, AuditLeaf& leaf) {
    switch (key) {
        case key_format:
            if (in.head(CborType::natural) != kLeafFormat) in.fail();
            return;
        case key_seq: leaf.seq = in.head(CborType::natural); return;
        case key_at: leaf.at = instant_from_micros(in.integer()); return;
        case key_actor: leaf.actor = in.text(); return;
        case key_action: leaf.action = in.text(); return;
        case key_object_type: leaf.object_type = in.text(); return;
        case key_alias: leaf.alias = in.bytes<16>(); return;
        case key_fields: leaf.fields = in.texts(); return;
        case key_purpose: leaf.purpose = in.text(); return;
        case key_decision: {
            const auto decision = in.head(CborType::natural);
            if (decision > static_cast<std::uint64_t>(AuditDecision::failed)) return in.fail();
            leaf.decision = static_cast<AuditDecision>(decision);
            return;
        }
        case key_request_id: leaf.request_id = in.text(); return;
        case key_count: leaf.count = in.head(CborType::natural); return;
        case key_detail_commit: leaf.detail_commit = in.bytes<32>(); return;
        default: in.fail();
    }
}

}  // namespace

Bytes encode_leaf(const AuditLeaf& leaf) {
    LeafWriter out;
    out.natural(key_format, kLeafFormat);
    out.natural(key_seq, leaf.seq);
    out.integer(key_at, to_micros(leaf.at));
    out.text(key_actor, leaf.actor);
    out.text(key_action, leaf.action);
    out.text(key_object_type, leaf.object_type);
    if (leaf.alias) out.bytes(key_alias, *leaf.alias);
    out.texts(key_fields, leaf.fields);
    out.text(key_purpose, leaf.purpose);
    out.natural(key_decision, static_cast<std::uint64_t>(leaf.decision));
    out.text(key_request_id, leaf.request_id);
    if (leaf.count != 1) out.natural(key_count, leaf.count);
    if (leaf.detail_commit) out.bytes(key_detail_commit, *leaf.detail_commit);
    return out.finish();
}

Result<AuditLeaf> decode_leaf(ByteView bytes) {
    LeafReader in(bytes);
    AuditLeaf leaf;
    for (auto entries = in.head(CborType::map); entries > 0 && !in.failed(); --entries) {
        read_entry(in, in.head(CborType::natural), leaf);
    }
    // One meaning, one spelling: order, widths, empty values and repetitions are all caught here.
    if (in.failed() || !in.at_end() || !std::ranges::equal(encode_leaf(leaf), bytes))
        return Error{Fault::corrupt, "audit.bad_leaf"};
    return leaf;
}

Hash commit_detail(const Key& data_key, ByteView detail) {
    return hmac_sha256(derive_key(data_key, "audit.detail").bytes(), detail);
}

std::string_view decision_name(AuditDecision decision) {
    switch (decision) {
        case AuditDecision::allowed: return "allowed";
        case AuditDecision::masked: return "masked";
        case AuditDecision::denied: return "denied";
        case AuditDecision::failed: return "failed";
    }
    return "";
}

}  // namespace genbo
