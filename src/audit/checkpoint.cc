// SPDX-License-Identifier: Apache-2.0
#include "audit/checkpoint.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/base64.h"
#include "base/check.h"
#include "base/utf8.h"

namespace genbo {

namespace {

constexpr std::uint8_t kNoteEd25519 = 1;
constexpr std::string_view kNoteDash = "— ";
// The note format asks to accept at least 16 signatures, of which post-quantum ones take 5 kB.
constexpr std::size_t kNoteBytesMax = 256 * 1024;
constexpr std::size_t kNoteSignaturesMax = 32;

Error note_refused(std::string_view code) { return Error{Fault::corrupt, std::string(code)}; }

bool is_note_name(std::string_view name) {
    if (name.empty() || !is_valid_utf8(name)) return false;
    for (std::size_t at = 0; at < name.size();) {
        const char32_t c = next_code_point(name, at);
        constexpr std::u32string_view kSpaces =
            U"+\u007F\u0085\u00A0\u1680\u2028\u2029\u202F\u205F\u3000";
        if (c <= 0x20 || (c >= 0x2000 && c <= 0x200A) || kSpaces.find(c) != kSpaces.npos)
            return false;
    }
    return true;
}

// Nothing but text and line feeds.
bool is_note_text(std::string_view text) {
    return is_valid_utf8(text) && std::ranges::none_of(text, [](char c) {
               return static_cast<unsigned char>(c) < 0x20 && c != '\n';
           });
}

std::string take_note_line(std::string_view& text) {
    const auto end = text.find('\n');
    const auto line = text.substr(0, end);
    text.remove_prefix(std::min(text.size(), line.size() + 1));
    return std::string(line);
}

std::array<std::uint8_t, 4> note_id_bytes(std::uint32_t id) {
    return {
        static_cast<std::uint8_t>(id >> 24), static_cast<std::uint8_t>(id >> 16),
        static_cast<std::uint8_t>(id >> 8), static_cast<std::uint8_t>(id)};
}

struct NoteSignature {
    std::string name;
    Bytes bytes;  // Key id and signature.
};

Result<NoteSignature> parse_signature(std::string_view line) {
    if (!line.starts_with(kNoteDash)) return note_refused("audit.bad_note");
    line.remove_prefix(kNoteDash.size());
    const auto space = line.find(' ');
    if (space == std::string_view::npos || !is_note_name(line.substr(0, space)))
        return note_refused("audit.bad_note");
    auto bytes = from_base64(line.substr(space + 1));
    if (!bytes.ok() || bytes->size() < 5) return note_refused("audit.bad_note");
    return NoteSignature{std::string(line.substr(0, space)), *std::move(bytes)};
}

Result<std::uint64_t> parse_tree_size(const std::string& line) {
    std::uint64_t size = 0;
    const auto* const end = line.data() + line.size();
    const auto [stopped, failed] = std::from_chars(line.data(), end, size);
    if (failed != std::errc{} || stopped != end || std::to_string(size) != line)
        return note_refused("audit.bad_checkpoint");
    return size;
}

}  // namespace

std::uint32_t NoteKey::id() const {
    constexpr std::array<std::uint8_t, 2> separator = {'\n', kNoteEd25519};
    const Hash hash = sha256({as_bytes(name), separator, key});
    return std::uint32_t{hash[0]} << 24 | std::uint32_t{hash[1]} << 16 |
           std::uint32_t{hash[2]} << 8 | hash[3];
}

std::string NoteKey::str() const {
    Bytes encoded = {kNoteEd25519};
    encoded.insert(encoded.end(), key.begin(), key.end());
    return name + "+" + to_hex(note_id_bytes(id())) + "+" + to_base64(encoded);
}

Result<NoteKey> NoteKey::parse(std::string_view text) {
    const Error bad{Fault::invalid, "audit.bad_note_key"};
    const auto first = text.find('+');
    const auto second = first == std::string_view::npos ? first : text.find('+', first + 1);
    if (second == std::string_view::npos) return bad;
    NoteKey parsed;
    parsed.name = text.substr(0, first);
    const auto encoded = from_base64(text.substr(second + 1));
    if (!encoded.ok() || encoded->size() != 33 || encoded->front() != kNoteEd25519) return bad;
    std::copy(encoded->begin() + 1, encoded->end(), parsed.key.begin());
    // The whole must be what we would write: name, id and spelling.
    if (!is_note_name(parsed.name) || parsed.str() != text) return bad;
    return parsed;
}

std::string sign_note(std::string_view text, std::string_view name, const SigningKey& key) {
    check(text.ends_with('\n') && is_note_text(text) && is_note_name(name));
    const NoteKey verifier{std::string(name), key.public_key()};
    const auto id = note_id_bytes(verifier.id());
    const auto signature = key.sign(as_bytes(text));
    Bytes encoded(id.begin(), id.end());
    encoded.insert(encoded.end(), signature.begin(), signature.end());
    std::string note(text);
    note += '\n';
    note += kNoteDash;
    note += name;
    note += ' ';
    note += to_base64(encoded);
    return note += '\n';
}

Result<std::string> open_note(std::string_view note, const NoteKey& key) {
    const auto empty_line = note.rfind("\n\n");
    if (note.size() > kNoteBytesMax || empty_line == std::string_view::npos ||
        !note.ends_with('\n') || !is_note_text(note)) {
        return note_refused("audit.bad_note");
    }
    const auto text = note.substr(0, empty_line + 1);
    auto lines = note.substr(empty_line + 2);
    const auto count = static_cast<std::size_t>(std::ranges::count(lines, '\n'));
    if (count == 0 || count > kNoteSignaturesMax) return note_refused("audit.bad_note");

    const auto id = note_id_bytes(key.id());
    bool verified = false;
    while (!lines.empty()) {
        const auto signature = TRY(parse_signature(take_note_line(lines)));
        const ByteView bytes = signature.bytes;
        if (signature.name != key.name || !std::ranges::equal(bytes.first(4), id)) continue;
        Signature ed25519{};
        if (bytes.size() != 4 + ed25519.size()) return note_refused("audit.bad_signature");
        std::ranges::copy(bytes.subspan(4), ed25519.begin());
        if (!verify_signature(key.key, as_bytes(text), ed25519))
            return note_refused("audit.bad_signature");
        verified = true;
    }
    if (!verified) return note_refused("audit.not_signed");
    return std::string(text);
}

std::string checkpoint_text(const Checkpoint& checkpoint) {
    check(checkpoint.origin.find('\n') == std::string::npos);
    return checkpoint.origin + "\n" + std::to_string(checkpoint.size) + "\n" +
           to_base64(checkpoint.root) + "\n";
}

std::string sign_checkpoint(const Checkpoint& checkpoint, const SigningKey& key) {
    return sign_note(checkpoint_text(checkpoint), checkpoint.origin, key);
}

Result<Checkpoint> open_checkpoint(std::string_view note, const NoteKey& key) {
    const std::string text = TRY(open_note(note, key));
    std::string_view lines = text;
    Checkpoint checkpoint{.origin = take_note_line(lines)};
    checkpoint.size = TRY(parse_tree_size(take_note_line(lines)));
    const auto root = from_base64(take_note_line(lines));
    if (checkpoint.origin != key.name || !lines.empty() || !root.ok() ||
        root->size() != checkpoint.root.size()) {
        return note_refused("audit.bad_checkpoint");
    }
    std::ranges::copy(*root, checkpoint.root.begin());
    if (checkpoint.size == 0 && checkpoint.root != sha256(ByteView{}))
        return note_refused("audit.bad_checkpoint");
    return checkpoint;
}

}  // namespace genbo
