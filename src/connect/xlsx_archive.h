// SPDX-License-Identifier: Apache-2.0
#pragma once

// The archive and the XML of an XLSX file, with the limits of xlsx_reader.h.  Private to the xlsx
// files, so that libzip and expat are seen by one .cc only.

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

namespace genbo {

// What an XML part consists of, told in order.  Names come without their prefix.
class XmlHandler {
public:
    virtual ~XmlHandler() = default;

    // `attributes` is expat's: name, value, name, value …, null.
    virtual void start(std::string_view name, const char** attributes) = 0;
    virtual void end(std::string_view name) = 0;
    // A text may come in several pieces.
    virtual void text(std::string_view piece) = 0;
};

// The value of an attribute, by its name without prefix; empty when it is not there.
std::string_view xml_attribute(const char** attributes, std::string_view name);

// XML in pieces into an XmlHandler, which must outlive it.
class XmlStream {
public:
    explicit XmlStream(XmlHandler& handler);
    XmlStream(XmlStream&&) = delete;
    ~XmlStream();

    // connect.bad_xlsx: ill-formed; connect.xlsx_doctype: a document type declaration.
    Result<> feed(std::string_view piece);
    Result<> finish();

private:
    struct Parser;

    Result<> parse(std::string_view piece, int is_final);

    std::unique_ptr<Parser> parser_;
};

class XlsxArchive;

// One part of the archive while it is unpacked.
class XlsxPart {
public:
    XlsxPart(XlsxPart&& other) noexcept;
    ~XlsxPart();

    // The next piece; empty at the end.  connect.bad_xlsx, connect.zip_bomb.
    Result<std::string_view> read();

    std::uint64_t bytes_read() const { return read_; }
    std::uint64_t size() const { return size_; }

private:
    friend class XlsxArchive;
    explicit XlsxPart(void* file, std::uint64_t packed, std::uint64_t size);

    void* file_;
    std::uint64_t packed_;
    std::uint64_t size_;
    std::uint64_t read_ = 0;
    std::string piece_;
};

class XlsxArchive {
public:
    static Result<XlsxArchive> open(const std::filesystem::path& path);

    XlsxArchive(XlsxArchive&& other) noexcept;
    XlsxArchive& operator=(XlsxArchive&& other) noexcept;
    ~XlsxArchive();

    bool has(const std::string& name) const;
    Result<XlsxPart> part(const std::string& name) const;

    // The whole of a part through `handler`.
    Result<> read(const std::string& name, XmlHandler& handler) const;

private:
    explicit XlsxArchive(void* archive) : archive_(archive) {}

    void* archive_;
};

}  // namespace genbo
