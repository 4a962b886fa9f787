// SPDX-License-Identifier: Apache-2.0

// What a telephone scans: the address of a seed, and its picture.

#include <qrencode.h>

#include <memory>

#include "crypto/totp.h"
#include "staff/factor_desk.h"

namespace genbo {

namespace {

constexpr int kQuietZone = 4;

std::string percent_coded(std::string_view text) {
    constexpr std::string_view kHex = "0123456789ABCDEF";
    constexpr std::string_view kPlain =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
    std::string out;
    for (const char c : text) {
        if (kPlain.find(c) != std::string_view::npos) {
            out += c;
            continue;
        }
        const auto byte = static_cast<std::uint8_t>(c);
        out += '%';
        out += kHex[byte >> 4];
        out += kHex[byte & 15];
    }
    return out;
}

}  // namespace

std::string totp_uri(std::string_view house, std::string_view name, ByteView seed) {
    const auto issuer = percent_coded(house);
    return "otpauth://totp/" + issuer + ":" + percent_coded(name) + "?secret=" + to_base32(seed) +
           "&issuer=" + issuer;
}

Result<std::string> qr_svg(std::string_view text) {
    const std::unique_ptr<QRcode, decltype(&QRcode_free)> code{
        QRcode_encodeString8bit(std::string{text}.c_str(), 0, QR_ECLEVEL_M), QRcode_free};
    if (code == nullptr) return Error{Fault::limit, "staff.qr_too_long"};
    const int side = code->width + 2 * kQuietZone;
    std::string svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 " +
                      std::to_string(side) + " " + std::to_string(side) +
                      "\" shape-rendering=\"crispEdges\"><path fill=\"#fff\" d=\"M0 0h" +
                      std::to_string(side) + "v" + std::to_string(side) + "H0z\"/><path d=\"";
    for (int y = 0; y < code->width; ++y)
        for (int x = 0; x < code->width; ++x)
            if ((code->data[y * code->width + x] & 1) != 0)
                svg += "M" + std::to_string(x + kQuietZone) + " " + std::to_string(y + kQuietZone) +
                       "h1v1h-1z";
    return svg + "\"/></svg>";
}

}  // namespace genbo
