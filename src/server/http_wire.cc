// SPDX-License-Identifier: Apache-2.0
#include "server/http_wire.h"

#include <array>
#include <chrono>
#include <utility>

namespace genbo {

namespace {

void append_field(std::string& out, std::string_view name, std::string_view value) {
    out += name;
    out += ": ";
    for (const char c : value) {
        const auto byte = static_cast<unsigned char>(c);
        out += byte < 0x20 || byte == 0x7f ? ' ' : c;
    }
    out += "\r\n";
}

void append_two_digits(std::string& out, unsigned number) {
    out += static_cast<char>('0' + number / 10);
    out += static_cast<char>('0' + number % 10);
}

}  // namespace

std::string_view reason_phrase(int status) {
    constexpr std::array<std::pair<int, std::string_view>, 24> kPhrases = {{
        {200, "OK"},
        {201, "Created"},
        {202, "Accepted"},
        {204, "No Content"},
        {304, "Not Modified"},
        {400, "Bad Request"},
        {401, "Unauthorized"},
        {403, "Forbidden"},
        {404, "Not Found"},
        {405, "Method Not Allowed"},
        {408, "Request Timeout"},
        {409, "Conflict"},
        {412, "Precondition Failed"},
        {413, "Content Too Large"},
        {415, "Unsupported Media Type"},
        {421, "Misdirected Request"},
        {422, "Unprocessable Content"},
        {428, "Precondition Required"},
        {429, "Too Many Requests"},
        {431, "Request Header Fields Too Large"},
        {500, "Internal Server Error"},
        {503, "Service Unavailable"},
        {507, "Insufficient Storage"},
        {0, "Status"},
    }};
    for (const auto& [number, phrase] : kPhrases)
        if (number == status || number == 0) return phrase;
    return "Status";
}

std::string http_date(Instant instant) {
    constexpr std::array<std::string_view, 7> kDays = {"Sun", "Mon", "Tue", "Wed",
                                                       "Thu", "Fri", "Sat"};
    constexpr std::array<std::string_view, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                          "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const auto days = std::chrono::floor<std::chrono::days>(instant);
    const std::chrono::year_month_day day{days};
    const std::chrono::hh_mm_ss time{std::chrono::floor<std::chrono::seconds>(instant - days)};
    std::string out{kDays[std::chrono::weekday{days}.c_encoding()]};
    out += ", ";
    append_two_digits(out, static_cast<unsigned>(day.day()));
    out += ' ';
    out += kMonths[static_cast<unsigned>(day.month()) - 1];
    out += ' ';
    out += std::to_string(static_cast<int>(day.year()));
    out += ' ';
    append_two_digits(out, static_cast<unsigned>(time.hours().count()));
    out += ':';
    append_two_digits(out, static_cast<unsigned>(time.minutes().count()));
    out += ':';
    append_two_digits(out, static_cast<unsigned>(time.seconds().count()));
    return out + " GMT";
}

bool sends_content(const Response& response, HttpMethod method) {
    return method != HttpMethod::head && response.status != 204 && response.status != 304;
}

std::string answer_head(const Response& response, Instant now, AfterAnswer after) {
    std::string out;
    out.reserve(768);
    out += "HTTP/1.1 ";
    out += std::to_string(response.status);
    out += ' ';
    out += reason_phrase(response.status);
    out += "\r\n";
    append_field(out, "Date", http_date(now));
    for (const HeaderField& field : response.headers) append_field(out, field.name, field.value);
    // A 304 tells nothing about the content, and a 204 must not (RFC 9110 §8.6).
    if (response.pieces)
        append_field(out, "Transfer-Encoding", "chunked");
    else if (response.status != 204 && response.status != 304)
        append_field(out, "Content-Length", std::to_string(response.content().size()));
    append_field(out, "Connection", after == AfterAnswer::close ? "close" : "keep-alive");
    out += "\r\n";
    return out;
}

}  // namespace genbo
