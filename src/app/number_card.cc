// SPDX-License-Identifier: Apache-2.0
#include "app/number_card.h"

#include <fmt/format.h>
#include <qrencode.h>

#include <memory>

#include "base/check.h"

namespace genbo {

namespace {

struct FreeQr {
    void operator()(QRcode* code) const { QRcode_free(code); }
};

// One path of unit squares, quiet zone of 4 modules left to the card's margin.
std::string qr_path(std::string_view text, int& width) {
    const std::unique_ptr<QRcode, FreeQr> code(
        QRcode_encodeString(std::string{text}.c_str(), 0, QR_ECLEVEL_M, QR_MODE_8, 1));
    check(code != nullptr);
    width = code->width;
    std::string path;
    for (int y = 0; y < width; ++y)
        for (int x = 0; x < width; ++x)
            if ((code->data[y * width + x] & 1) != 0) path += fmt::format("M{} {}h1v1h-1z", x, y);
    return path;
}

}  // namespace

std::string number_card_svg(std::string_view grouped, std::string_view digits, Language caption) {
    int width = 0;
    const std::string path = qr_path(digits, width);
    constexpr double side = 30;
    return fmt::format(
        R"svg(<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 85.6 54" width="85.6mm" )svg"
        R"svg(height="54mm" role="img" aria-label="{0} {1}">)svg"
        R"svg(<rect x="0.25" y="0.25" width="85.1" height="53.5" rx="3" fill="#fff" )svg"
        R"svg(stroke="#ced4da" stroke-width="0.5"/>)svg"
        R"svg(<text x="6" y="11" font-family="sans-serif" font-size="4.5" )svg"
        R"svg(fill="#495057">{0}</text>)svg"
        R"svg(<text x="6" y="47" font-family="monospace" font-size="8" )svg"
        R"svg(font-weight="bold" fill="#212529">{1}</text>)svg"
        R"svg(<g transform="translate(49 6) scale({2:.4f})">)svg"
        R"svg(<path fill="#000" d="{3}"/></g></svg>)svg",
        caption == Language::ja ? "顧客番号" : "Customer number", grouped, side / width, path);
}

}  // namespace genbo
