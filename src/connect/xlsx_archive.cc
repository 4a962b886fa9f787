// SPDX-License-Identifier: Apache-2.0
#include "connect/xlsx_archive.h"

#include <expat.h>
#include <zip.h>

#include <utility>

#include "connect/xlsx_reader.h"

namespace genbo {

namespace {

Error bad_xlsx() { return {Fault::invalid, "connect.bad_xlsx"}; }

std::string_view xml_local_name(const char* name) {
    std::string_view text{name};
    const auto colon = text.rfind(':');
    return colon == std::string_view::npos ? text : text.substr(colon + 1);
}

zip_t* as_archive(void* archive) { return static_cast<zip_t*>(archive); }
zip_file_t* as_part(void* part) { return static_cast<zip_file_t*>(part); }

}  // namespace

std::string_view xml_attribute(const char** attributes, std::string_view name) {
    for (; *attributes != nullptr; attributes += 2)
        if (xml_local_name(attributes[0]) == name) return attributes[1];
    return {};
}

struct XmlStream::Parser {
    XML_Parser expat;
    XmlHandler& handler;
    bool has_doctype = false;

    explicit Parser(XmlHandler& told) : expat(XML_ParserCreate(nullptr)), handler(told) {
        check(expat != nullptr);
        XML_SetUserData(expat, this);
        XML_SetElementHandler(
            expat,
            [](void* self, const char* name, const char** attributes) {
                static_cast<Parser*>(self)->handler.start(xml_local_name(name), attributes);
            },
            [](void* self, const char* name) {
                static_cast<Parser*>(self)->handler.end(xml_local_name(name));
            });
        XML_SetCharacterDataHandler(expat, [](void* self, const char* text, int length) {
            static_cast<Parser*>(self)->handler.text({text, static_cast<std::size_t>(length)});
        });
        // Without a declaration there are no entities but the five of XML.
        XML_SetStartDoctypeDeclHandler(
            expat, [](void* self, const char*, const char*, const char*, int) {
                auto* parser = static_cast<Parser*>(self);
                parser->has_doctype = true;
                XML_StopParser(parser->expat, XML_FALSE);
            });
    }
    Parser(const Parser&) = delete;
    Parser& operator=(const Parser&) = delete;
    ~Parser() { XML_ParserFree(expat); }
};

XmlStream::XmlStream(XmlHandler& handler) : parser_(std::make_unique<Parser>(handler)) {}
XmlStream::~XmlStream() = default;

Result<> XmlStream::parse(std::string_view piece, int is_final) {
    const auto status =
        XML_Parse(parser_->expat, piece.data(), static_cast<int>(piece.size()), is_final);
    if (parser_->has_doctype) return Error{Fault::invalid, "connect.xlsx_doctype"};
    if (status != XML_STATUS_OK) return bad_xlsx();
    return {};
}

Result<> XmlStream::feed(std::string_view piece) { return parse(piece, XML_FALSE); }
Result<> XmlStream::finish() { return parse({}, XML_TRUE); }

XlsxPart::XlsxPart(void* file, std::uint64_t packed, std::uint64_t size)
    : file_(file), packed_(packed), size_(size) {}

XlsxPart::XlsxPart(XlsxPart&& other) noexcept
    : file_(std::exchange(other.file_, nullptr)),
      packed_(other.packed_),
      size_(other.size_),
      read_(other.read_),
      piece_(std::move(other.piece_)) {}

XlsxPart::~XlsxPart() {
    if (file_ != nullptr) zip_fclose(as_part(file_));
}

Result<std::string_view> XlsxPart::read() {
    piece_.resize(std::size_t{1} << 16);
    const auto got = zip_fread(as_part(file_), piece_.data(), piece_.size());
    if (got < 0) return bad_xlsx();
    read_ += static_cast<std::uint64_t>(got);
    // What the archive says of itself is not believed: what comes out is counted.
    if (read_ > kXlsxSuspectBytes && read_ / kXlsxRatioMax > packed_)
        return Error{Fault::limit, "connect.zip_bomb"};
    return std::string_view{piece_}.substr(0, static_cast<std::size_t>(got));
}

Result<XlsxArchive> XlsxArchive::open(const std::filesystem::path& path) {
    int error = 0;
    zip_t* archive = zip_open(path.c_str(), ZIP_RDONLY, &error);
    if (archive == nullptr) return bad_xlsx();
    return XlsxArchive{archive};
}

XlsxArchive::XlsxArchive(XlsxArchive&& other) noexcept
    : archive_(std::exchange(other.archive_, nullptr)) {}

XlsxArchive& XlsxArchive::operator=(XlsxArchive&& other) noexcept {
    std::swap(archive_, other.archive_);
    return *this;
}

XlsxArchive::~XlsxArchive() {
    if (archive_ != nullptr) zip_discard(as_archive(archive_));
}

bool XlsxArchive::has(const std::string& name) const {
    return zip_name_locate(as_archive(archive_), name.c_str(), ZIP_FL_NOCASE) >= 0;
}

Result<XlsxPart> XlsxArchive::part(const std::string& name) const {
    const auto at = zip_name_locate(as_archive(archive_), name.c_str(), ZIP_FL_NOCASE);
    if (at < 0) return bad_xlsx();
    const auto index = static_cast<zip_uint64_t>(at);
    zip_stat_t status;
    zip_stat_init(&status);
    if (zip_stat_index(as_archive(archive_), index, 0, &status) != 0) return bad_xlsx();
    if ((status.valid & ZIP_STAT_ENCRYPTION_METHOD) != 0 && status.encryption_method != ZIP_EM_NONE)
        return Error{Fault::invalid, "connect.encrypted"};
    zip_file_t* file = zip_fopen_index(as_archive(archive_), index, 0);
    if (file == nullptr) return bad_xlsx();
    return XlsxPart{file, status.comp_size, status.size};
}

Result<> XlsxArchive::read(const std::string& name, XmlHandler& handler) const {
    auto unpacked = TRY(part(name));
    XmlStream xml{handler};
    while (true) {
        const auto piece = TRY(unpacked.read());
        if (piece.empty()) break;
        TRY(xml.feed(piece));
    }
    return xml.finish();
}

}  // namespace genbo
