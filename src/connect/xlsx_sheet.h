// SPDX-License-Identifier: Apache-2.0
#pragma once

// What the XML parts of a workbook say, each as an XmlHandler that collects it.  Apart from the
// archive, so that they can be fed by tests and fuzzers.  Private to the xlsx files.

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "connect/xlsx_archive.h"
#include "connect/xlsx_format.h"

namespace genbo {

// _rels/*.rels: what belongs to a part.
class XlsxRelations final : public XmlHandler {
public:
    struct Relation {
        std::string id;
        std::string type;    // The last segment: "worksheet", "sharedStrings".
        std::string target;  // As an entry of the archive.
    };

    // Relative targets start from `folder` ("xl/").
    explicit XlsxRelations(std::string folder) : folder_(std::move(folder)) {}

    const Relation* by_id(std::string_view id) const;
    const Relation* by_type(std::string_view type) const;

    void start(std::string_view name, const char** attributes) override;
    void end(std::string_view) override {}
    void text(std::string_view) override {}

private:
    std::string folder_;
    std::vector<Relation> relations_;
};

// xl/workbook.xml.
class XlsxWorkbook final : public XmlHandler {
public:
    struct Sheet {
        std::string name;
        std::string relation;
        bool hidden = false;
    };
    std::vector<Sheet> sheets;
    DateSystem date_system = DateSystem::from_1900;

    void start(std::string_view name, const char** attributes) override;
    void end(std::string_view) override {}
    void text(std::string_view) override {}
};

// xl/styles.xml: the number format of every cell style.
class XlsxStyles final : public XmlHandler {
public:
    const NumberFormat& format(std::size_t style) const;

    void start(std::string_view name, const char** attributes) override;
    void end(std::string_view name) override;
    void text(std::string_view) override {}

private:
    std::map<unsigned, NumberFormat> own_formats_;
    std::vector<NumberFormat> formats_;
    bool in_cell_styles_ = false;
};

// xl/sharedStrings.xml, end to end in one text.
class XlsxStrings final : public XmlHandler {
public:
    // Nothing when there is no such string.
    std::optional<std::string_view> at(std::size_t index) const;
    // In memory.
    std::size_t bytes() const { return all_.size() + ends_.size() * sizeof(std::size_t); }

    void start(std::string_view name, const char** attributes) override;
    void end(std::string_view name) override;
    void text(std::string_view piece) override;

private:
    std::string all_;
    std::vector<std::size_t> ends_;
    bool in_text_ = false;
    int phonetic_ = 0;  // Depth inside rPh.
    std::size_t item_start_ = 0;
};

// One row of a sheet.
struct SheetRow {
    struct Cell {
        std::uint32_t column = 0;  // 0 = A.
        bool shared = false;       // `start` is the index of a shared string.
        bool error = false;
        std::size_t start = 0;  // In SheetRow::text.
        std::size_t length = 0;
    };
    std::uint64_t number = 0;
    std::vector<Cell> cells;  // Only those that hold something.
    std::string text;
};

// xl/worksheets/sheetN.xml: rows are appended to `rows` as they end.
class XlsxSheet final : public XmlHandler {
public:
    XlsxSheet(const XlsxStyles& styles, DateSystem date_system)
        : styles_(styles), date_system_(date_system) {}

    std::deque<SheetRow> rows;
    // A cell that lies outside of any sheet, or a text beyond the limit: the sheet is damaged.
    bool damaged = false;

    void start(std::string_view name, const char** attributes) override;
    void end(std::string_view name) override;
    void text(std::string_view piece) override;

private:
    enum class Kind : std::uint8_t { number, shared, text, truth, error, date };

    void start_cell(const char** attributes);
    void end_cell();

    const XlsxStyles& styles_;
    DateSystem date_system_;
    SheetRow row_;
    std::uint64_t last_number_ = 0;
    std::uint32_t next_column_ = 0;
    std::uint32_t column_ = 0;
    Kind kind_ = Kind::number;
    std::size_t style_ = 0;
    std::string value_;
    bool in_row_ = false;
    bool in_cell_ = false;
    bool in_value_ = false;
    int phonetic_ = 0;
};

// "AB12" → 27.  Nothing for what is no reference, or right of XFD.
std::optional<std::uint32_t> sheet_column(std::string_view reference);

// _x000D_ and its like stand for characters that XML does not have.
std::string unescape_sheet_text(std::string_view text);

}  // namespace genbo
