// SPDX-License-Identifier: Apache-2.0
#pragma once

// The encodings that Japanese files really come in, read into UTF-8 and written back.
//
// "Shift_JIS" files are always read as CP932 (Windows-31J, the WHATWG shift_jis table): only there
// do ～ － ∥ ￠ and 髙 﨑 ① ㈱ come out as what the writer saw.  EUC-JP is read with its NEC and
// IBM rows and with JIS X 0212.  A byte sequence that means nothing becomes U+FFFD and is reported;
// a character of the user-defined area (外字, U+E000…) is kept and reported, because another
// machine shows something else there.  Nothing disappears in silence.
//
// CP932 does not survive a round trip: 398 of its double bytes are second homes of a character
// (髙 is both EEE0 and FBFC), so an untouched export must replay the stored bytes.
//
// The tables are made at build time by tools/tables/encodings.mjs.
// Sources: WHATWG Encoding Standard; RFC 3629 (UTF-8), RFC 1468 (ISO-2022-JP).
//
//   const EncodingGuess guess = guess_encoding(first_bytes);
//   Decoder decoder{guess.encoding};
//   Decoded out;
//   while (read(chunk)) decoder.feed(chunk, out);
//   decoder.finish(out);

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace genbo {

enum class Encoding : std::uint8_t {
    utf8,
    utf8_bom,  // UTF-8 that begins with EF BB BF; when read, every UTF-8 may have the mark.
    cp932,
    euc_jp,
    utf16le,
    utf16be,
    iso_2022_jp,
    windows_1252,  // Western European; nearly every byte means something, so it is a last guess.
};

// Stable, for mappings and the API: "utf-8", "utf-8-bom", "cp932", "euc-jp", "utf-16le",
// "utf-16be", "iso-2022-jp", "windows-1252".
std::string_view encoding_name(Encoding encoding);

// Accepts the usual other names too ("Shift_JIS", "sjis", "windows-31j", "ms932", "latin1" …).
std::optional<Encoding> encoding_by_name(std::string_view name);

struct EncodingGuess {
    Encoding encoding = Encoding::utf8;
    // 0 to 1.  Below about 0.8 a person should see a preview before the file is read.
    double confidence = 1;
    // Another reading is as good: half-width kana in CP932 are also kanji in EUC-JP.  Ask.
    bool ambiguous = false;
    // Other readings that are possible at all, best first.
    std::vector<Encoding> alternatives = {};
};

// From the beginning of a file; 64 KiB are plenty.  A character cut off at the end does not count
// against a reading.  Pure ASCII is utf8 with confidence 1.
//
// Method: byte-order mark, ISO-2022-JP escapes, NUL statistics (UTF-16), strict UTF-8; else the
// bytes are read as CP932 and as EUC-JP, and characters are scored by how likely they are in
// Japanese business data: kana, everyday kanji (JIS level 1, with the commonest of names and
// addresses above the rest), rare kanji, controls, nothing at all.
EncodingGuess guess_encoding(std::string_view first_bytes);

struct DecodeIssue {
    enum class Kind : std::uint8_t {
        // U+FFFD stands here: for bytes that mean nothing, or because the file has it already and
        // a system before us has lost the character.
        undecodable,
        gaiji,  // A private-use code point stands here.
    };
    Kind kind = Kind::undecodable;
    // Where the sequence begins in all the bytes fed so far.
    std::uint64_t byte_offset = 0;
    // Where its character begins in all the UTF-8 made so far (bytes of output, not of `text`, so
    // that a reader may drop what it has used).
    std::uint64_t text_offset = 0;

    friend bool operator==(const DecodeIssue&, const DecodeIssue&) = default;
};

// What a Decoder appends to.
struct Decoded {
    std::string text;
    std::vector<DecodeIssue> issues;  // In order of offset.
};

// Reads a stream in pieces of any size; the result does not depend on where the pieces end.
// A byte-order mark of the encoding at the very beginning is dropped.
class Decoder {
public:
    explicit Decoder(Encoding encoding);

    void feed(std::string_view bytes, Decoded& out);

    // The stream ends here: half a character that is still waiting is reported.
    void finish(Decoded& out);

    Encoding encoding() const { return encoding_; }

private:
    enum class JisSet : std::uint8_t { ascii, kana, x0208, x0212 };
    enum class Ending : std::uint8_t { more_to_come, end };
    struct Sink;

    // Each reads whole characters from the front and says how many bytes they took.
    std::size_t run(std::string_view bytes, Ending ending, Decoded& out);
    static std::size_t run_utf8(std::string_view bytes, Ending ending, Sink& sink);
    static std::size_t run_cp932(std::string_view bytes, Ending ending, Sink& sink);
    static std::size_t run_euc_jp(std::string_view bytes, Ending ending, Sink& sink);
    std::size_t run_utf16(std::string_view bytes, Ending ending, Sink& sink) const;
    std::size_t run_iso_2022_jp(std::string_view bytes, Ending ending, Sink& sink);
    static std::size_t run_windows_1252(std::string_view bytes, Sink& sink);

    Encoding encoding_;
    JisSet jis_set_ = JisSet::ascii;
    bool at_start_ = true;
    std::string pending_;             // Bytes of a character whose rest has not come yet.
    std::uint64_t bytes_before_ = 0;  // Bytes used up so far.
    std::uint64_t text_before_ = 0;   // Output made so far.
};

// The whole of a text at once.
Decoded decode_text(Encoding encoding, std::string_view bytes);

struct Encoded {
    std::string bytes;
    // Where, in the UTF-8 that came in, characters begin that the encoding does not have; 〓 (or ?
    // where there is none) stands for them.
    std::vector<std::size_t> unencodable;
};

// Ill-formed UTF-8 counts as unencodable.  Wave dash, minus and the four others that Unicode has
// twice (〜 − ‖ ¢ £ ¬ and —) are written as their CP932 and EUC-JP twins.  utf8_bom and the UTF-16
// encodings begin with their mark, since without it Excel misreads them.
Encoded encode_text(Encoding encoding, std::string_view utf8);

}  // namespace genbo
