// SPDX-License-Identifier: Apache-2.0
#include "server/cbor.h"

#include <limits>

#include "base/utf8.h"

namespace genbo {

namespace {

constexpr int kCborDepthMax = 4;
constexpr std::size_t kCborItemsMax = 64;

enum Major : std::uint8_t {
    kUnsigned = 0,
    kNegative = 1,
    kByteString = 2,
    kTextString = 3,
    kArray = 4,
    kMap = 5,
    kSimple = 7
};

Error bad_cbor() { return {.fault = Fault::invalid, .code = "server.bad_cbor"}; }

bool same_key(const CborValue& a, const CborValue& b) {
    return a.kind == b.kind && a.integer == b.integer && a.text == b.text;
}

}  // namespace

const CborValue* CborValue::at(std::int64_t key) const {
    for (std::size_t i = 0; i < keys.size(); ++i)
        if (keys[i].kind == Kind::integer && keys[i].integer == key) return &items[i];
    return nullptr;
}

const CborValue* CborValue::at(std::string_view key) const {
    for (std::size_t i = 0; i < keys.size(); ++i)
        if (keys[i].kind == Kind::text && keys[i].text == key) return &items[i];
    return nullptr;
}

Result<ByteView> CborReader::take(std::uint64_t size) {
    if (size > rest_.size()) return bad_cbor();
    const auto some = rest_.first(static_cast<std::size_t>(size));
    rest_ = rest_.subspan(some.size());
    return some;
}

Result<CborReader::Head> CborReader::head() {
    const auto first = TRY(take(1))[0];
    Head head{.major = static_cast<std::uint8_t>(first >> 5), .number = first & 31U};
    if (head.number < 24) return head;
    if (head.number > 27) return bad_cbor();
    const std::size_t bytes = std::size_t{1} << (head.number - 24);
    head.number = 0;
    for (const auto byte : TRY(take(bytes))) head.number = head.number << 8 | byte;
    const std::uint64_t least = bytes == 1 ? 24 : std::uint64_t{1} << (8 * bytes / 2);
    if (head.number < least) return bad_cbor();
    return head;
}

Result<> CborReader::read_items(CborValue& value, const Head& head, int depth) {
    if (head.number > kCborItemsMax || depth >= kCborDepthMax) return bad_cbor();
    for (std::uint64_t i = 0; i < head.number; ++i) {
        if (head.major == kMap) {
            auto key = TRY(read(depth + 1));
            if (key.kind != CborValue::Kind::integer && key.kind != CborValue::Kind::text)
                return bad_cbor();
            for (const auto& other : value.keys)
                if (same_key(other, key)) return bad_cbor();
            value.keys.push_back(std::move(key));
        }
        value.items.push_back(TRY(read(depth + 1)));
    }
    return {};
}

Result<CborValue> CborReader::read(int depth) {
    using CborKind = CborValue::Kind;
    const Head next = TRY(head());
    CborValue value;
    switch (next.major) {
        case kUnsigned:
        case kNegative:
            if (next.number > std::uint64_t{std::numeric_limits<std::int64_t>::max()})
                return bad_cbor();
            value.kind = CborKind::integer;
            value.integer = static_cast<std::int64_t>(next.number);
            if (next.major == kNegative) value.integer = -1 - value.integer;
            return value;
        case kByteString: {
            const auto some = TRY(take(next.number));
            value.kind = CborKind::bytes;
            value.bytes.assign(some.begin(), some.end());
            return value;
        }
        case kTextString: {
            value.kind = CborKind::text;
            value.text = as_text(TRY(take(next.number)));
            if (!is_valid_utf8(value.text)) return bad_cbor();
            return value;
        }
        case kArray:
        case kMap:
            value.kind = next.major == kArray ? CborKind::array : CborKind::map;
            TRY(read_items(value, next, depth));
            return value;
        case kSimple:
            if (next.number == 22) return value;
            if (next.number != 20 && next.number != 21) return bad_cbor();
            value.kind = CborKind::truth;
            value.truth = next.number == 21;
            return value;
        default: return bad_cbor();  // Tags.
    }
}

Result<CborValue> parse_cbor(ByteView bytes) {
    CborReader reader(bytes);
    auto value = TRY(reader.value());
    if (!reader.rest().empty()) return bad_cbor();
    return value;
}

}  // namespace genbo
