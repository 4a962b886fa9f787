// SPDX-License-Identifier: Apache-2.0
#include "access/api_key.h"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>

#include "access/note_lines.h"
#include "base/bytes.h"
#include "crypto/random.h"

namespace genbo {

namespace {

constexpr std::size_t kKeyIdDigits = 12;
constexpr std::size_t kSecretDigits = 64;
constexpr std::string_view kTokenBegins = "genbo_";

bool is_lower_hex(std::string_view text) {
    return std::ranges::all_of(
        text, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

std::optional<std::vector<std::uint8_t>> address_bytes(std::string_view text) {
    constexpr std::string_view kMapped = "::ffff:";
    std::string address{text};
    std::vector<std::uint8_t> bytes(4);
    if (inet_pton(AF_INET, address.c_str(), bytes.data()) == 1) return bytes;
    if (address.starts_with(kMapped)) {
        if (inet_pton(AF_INET, address.c_str() + kMapped.size(), bytes.data()) == 1) return bytes;
    }
    bytes.assign(16, 0);
    if (inet_pton(AF_INET6, address.c_str(), bytes.data()) == 1) return bytes;
    return std::nullopt;
}

Error key_refused(std::string_view code) { return {Fault::forbidden, std::string{code}, {}}; }

Error bad_note() { return {Fault::corrupt, "access.bad_note", {}}; }

Hash hash_of_text(std::string_view text) { return sha256(as_bytes(text)); }

bool same_hash(const Hash& a, const Hash& b) {
    unsigned different = 0;
    for (std::size_t i = 0; i < a.size(); ++i) different |= unsigned{a[i]} ^ unsigned { b[i] };
    return different == 0;
}

Result<Hash> hash_from_hex(std::string_view hex) {
    Hash hash{};
    if (hex.size() != hash.size() * 2 || !is_lower_hex(hex)) return bad_note();
    for (std::size_t i = 0; i < hash.size(); ++i)
        std::from_chars(hex.data() + 2 * i, hex.data() + 2 * i + 2, hash[i], 16);
    return hash;
}

Result<Instant> instant_of(std::string_view text) {
    const auto micros = NoteLines::number(text);
    if (!micros) return bad_note();
    return instant_from_micros(*micros);
}

std::string micros_text(Instant at) { return std::to_string(to_micros(at)); }

Result<> read_key_line(ApiKey& key, std::string_view name, std::string_view value) {
    if (name == "id") key.id = value;
    if (name == "name") key.name = value;
    if (name == "environment") key.environment = value;
    if (name == "secret") key.secret = TRY(hash_from_hex(value));
    if (name == "former") key.former = TRY(hash_from_hex(value));
    if (name == "former_until") key.former_until = TRY(instant_of(value));
    if (name == "made") key.made = TRY(instant_of(value));
    if (name == "expires") key.expires = TRY(instant_of(value));
    if (name == "ended") key.ended = TRY(instant_of(value));
    if (name == "made_by") key.made_by = StaffId{NoteLines::number(value).value_or(0)};
    // What a later program knows and this one does not opens nothing here.
    if (name == "action")
        if (const auto action = action_by_name(value)) key.actions.insert(*action);
    if (name == "purpose")
        if (const auto purpose = purpose_by_name(value)) key.purposes.insert(*purpose);
    if (name == "class")
        if (const auto one = field_class_by_name(value)) key.classes.insert(*one);
    if (name == "network") {
        const auto network = Network::parse(value);
        if (!network) return bad_note();
        key.networks.push_back(*network);
    }
    return {};
}

}  // namespace

std::optional<Network> Network::parse(std::string_view text) {
    // inet_pton() stops at a zero: what stood behind it would be kept as if it had been read.
    if (text.find('\0') != text.npos) return std::nullopt;
    Network network;
    network.text_ = text;
    const auto slash = text.find('/');
    const auto bytes = address_bytes(text.substr(0, slash));
    if (!bytes || text.size() > 64) return std::nullopt;
    network.bytes_ = *bytes;
    network.bits_ = static_cast<unsigned>(bytes->size() * 8);
    if (slash == text.npos) return network;
    const auto bits = NoteLines::number(text.substr(slash + 1));
    if (!bits || *bits < 0 || *bits > static_cast<std::int64_t>(network.bits_)) return std::nullopt;
    network.bits_ = static_cast<unsigned>(*bits);
    return network;
}

bool Network::contains(std::string_view address) const {
    const auto bytes = address_bytes(address);
    if (!bytes || bytes->size() != bytes_.size()) return false;
    for (unsigned bit = 0; bit < bits_; ++bit) {
        const unsigned mask = 0x80U >> (bit % 8);
        if (((*bytes)[bit / 8] & mask) != (bytes_[bit / 8] & mask)) return false;
    }
    return true;
}

StaffId ApiKey::principal() const {
    std::int64_t number = 0;
    std::from_chars(id.data(), id.data() + id.size(), number, 16);
    return StaffId{-number};
}

std::string api_key_id(StaffId principal) {
    std::string digits(kKeyIdDigits, '0');
    auto rest = static_cast<std::uint64_t>(-principal.value());
    for (auto at = digits.rbegin(); at != digits.rend(); ++at, rest /= 16)
        *at = "0123456789abcdef"[rest % 16];
    return digits;
}

std::string new_api_key_id() {
    std::array<std::uint8_t, kKeyIdDigits / 2> bytes{};
    this_thread_random().fill(bytes);
    bytes[0] |= 1;  // Never all zero.
    return to_hex(bytes);
}

NewApiSecret new_api_secret(std::string_view environment, std::string_view id) {
    std::array<std::uint8_t, kSecretDigits / 2> bytes{};
    this_thread_random().fill(bytes);
    NewApiSecret secret;
    secret.token = std::string{kTokenBegins} + std::string{environment} + "_" + std::string{id} +
                   "_" + to_hex(bytes);
    secret.hash = hash_of_text(secret.token);
    return secret;
}

bool is_environment_name(std::string_view text) {
    return !text.empty() && text.size() <= 16 && std::ranges::all_of(text, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    });
}

std::optional<std::string> id_of_api_token(std::string_view token) {
    if (!token.starts_with(kTokenBegins)) return std::nullopt;
    token.remove_prefix(kTokenBegins.size());
    const auto first = token.find('_');
    if (first == token.npos || !is_environment_name(token.substr(0, first))) return std::nullopt;
    token.remove_prefix(first + 1);
    if (token.size() != kKeyIdDigits + 1 + kSecretDigits || token[kKeyIdDigits] != '_')
        return std::nullopt;
    const auto id = token.substr(0, kKeyIdDigits);
    if (!is_lower_hex(id) || !is_lower_hex(token.substr(kKeyIdDigits + 1))) return std::nullopt;
    return std::string{id};
}

Result<> check_api_key(
    const ApiKey& key, std::string_view token, Instant now, std::string_view address) {
    const Hash shown = hash_of_text(token);
    const bool current = same_hash(shown, key.secret);
    const bool former = key.former && same_hash(shown, *key.former);
    if (!current && !former) return key_refused("access.key_wrong");
    if (key.ended || (!current && now >= key.former_until)) return key_refused("access.key_ended");
    if (now >= key.expires) return key_refused("access.key_expired");
    const auto is_in = [&](const Network& network) { return network.contains(address); };
    if (!key.networks.empty() && !std::ranges::any_of(key.networks, is_in))
        return key_refused("access.key_network");
    return {};
}

std::string api_key_note(const ApiKey& key) {
    NoteLines lines;
    lines.add("id", key.id);
    lines.add("name", key.name);
    lines.add("environment", key.environment);
    lines.add("secret", to_hex(key.secret));
    if (key.former) lines.add("former", to_hex(*key.former));
    lines.add("former_until", micros_text(key.former_until));
    for (const auto action : key.actions) lines.add("action", action_name(action));
    for (const auto purpose : key.purposes) lines.add("purpose", purpose_name(purpose));
    for (const auto one : key.classes) lines.add("class", field_class_name(one));
    for (const auto& network : key.networks) lines.add("network", network.text());
    lines.add("made_by", std::to_string(key.made_by.value()));
    lines.add("made", micros_text(key.made));
    lines.add("expires", micros_text(key.expires));
    if (key.ended) lines.add("ended", micros_text(*key.ended));
    return lines.text();
}

Result<ApiKey> api_key_of_note(std::string_view note) {
    ApiKey key;
    for (const auto& [name, value] : NoteLines::read(note)) TRY(read_key_line(key, name, value));
    if (key.id.size() != kKeyIdDigits || !is_lower_hex(key.id)) return bad_note();
    return key;
}

}  // namespace genbo
