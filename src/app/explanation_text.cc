// SPDX-License-Identifier: Apache-2.0
#include "app/explanation_text.h"

#include <fmt/format.h>

#include <algorithm>

#include "app/level_words.h"

namespace genbo {

namespace {

double bits_in(Millibits bits) { return static_cast<double>(bits) / 1000; }

// One step of the sum: what, why, how many bits, and the sum afterwards.
struct Step {
    std::string what;
    std::string why;
    Millibits bits = 0;
    Millibits running = 0;
};

std::string_view in_words(Language language, std::string_view ja, std::string_view en) {
    return language == Language::ja ? ja : en;
}

std::vector<Step> steps_of(const Explanation& why, Language language) {
    std::vector<Step> steps = {
        {std::string{in_words(language, "出発点", "Base rate")}, "", why.base, why.base}};
    for (const auto& entry : why.entries) {
        Step step{
            comparison_label(entry.comparison, language), level_text(entry.level, language),
            entry.bits, entry.running};
        if (entry.term_frequency > 0)
            step.why += fmt::format(
                fmt::runtime(in_words(language, "({:.0f} 人に 1 人)", " (1 in {:.0f})")),
                1 / entry.term_frequency);
        steps.push_back(std::move(step));
    }
    auto running = steps.back().running;
    for (const auto& [name, bits] :
         {std::pair{"household", why.household}, std::pair{"calibration", why.calibration}}) {
        if (bits == 0) continue;
        running += bits;
        steps.push_back(
            {comparison_label(name, language), level_text(name, language), bits, running});
    }
    return steps;
}

// Terminals and pictures give a Japanese letter two columns.
std::size_t columns_of(std::string_view text) {
    std::size_t columns = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto byte = static_cast<unsigned char>(text[i]);
        if ((byte & 0xc0U) != 0x80U) columns += byte >= 0xe0 ? 2 : 1;
    }
    return columns;
}

std::string padded(const std::string& text, std::size_t columns) {
    const auto used = columns_of(text);
    return text + std::string(used < columns ? columns - used : 0, ' ');
}

std::string for_xml(std::string_view text) {
    std::string out;
    for (const char c : text) {
        switch (c) {
            case '&': out += "&amp;"; break;
            case '<': out += "&lt;"; break;
            case '>': out += "&gt;"; break;
            case '"': out += "&quot;"; break;
            default: out += c;
        }
    }
    return out;
}

std::string total_line(const Explanation& why, Language language) {
    return fmt::format(
        "{} {:+.1f} {} · p = {:.6f} · {}", in_words(language, "合計", "total"), bits_in(why.total),
        in_words(language, "ビット", "bits"), why.probability, why.model_version);
}

}  // namespace

std::vector<std::string> explanation_lines(const Explanation& why, Language language) {
    std::vector<std::string> lines;
    for (const auto& step : steps_of(why, language))
        lines.push_back(fmt::format(
            "  {} {} {:>+8.1f} {:>+8.1f}", padded(step.what, 22), padded(step.why, 38),
            bits_in(step.bits), bits_in(step.running)));
    lines.push_back("  " + total_line(why, language));
    if (why.rival)
        lines.push_back(fmt::format(
            "  {} {:+.1f} · {} {:+.1f}", in_words(language, "次の候補", "best rival"),
            bits_in(why.rival->bits), in_words(language, "差", "margin"),
            bits_in(why.rival->margin)));
    std::string keys;
    for (const auto& key : why.shared_keys) keys += (keys.empty() ? "" : ", ") + key;
    lines.push_back(fmt::format(
        "  {} {}", in_words(language, "引き合わせた鍵:", "brought together by:"),
        keys.empty() ? std::string{in_words(language, "なし", "nothing")} : keys));
    return lines;
}

void write_explanation(JsonWriter& json, const Explanation& why) {
    json.field("bits", bits_in(why.total));
    json.field("probability", why.probability);
    json.field("base_bits", bits_in(why.base));
    json.field("household_bits", bits_in(why.household));
    json.field("calibration_bits", bits_in(why.calibration));
    json.field("model_version", why.model_version);
    json.field("comparisons").array([&] {
        for (const auto& entry : why.entries)
            json.object([&] {
                json.field("name", entry.comparison);
                json.field("level", entry.level);
                json.field("bits", bits_in(entry.bits));
                json.field("m", entry.m);
                json.field("u", entry.u);
                json.field("frequency", entry.term_frequency);
            });
    });
    json.field("blocking_keys").array([&] {
        for (const auto& key : why.shared_keys) json.value(key);
    });
    if (why.rival) {
        json.field("rival_bits", bits_in(why.rival->bits));
        json.field("margin_bits", bits_in(why.rival->margin));
    }
}

std::string explanation_svg(const Explanation& why, Language language) {
    constexpr double kRow = 26;
    constexpr double kLeft = 330;
    constexpr double kWidth = 420;
    const auto steps = steps_of(why, language);
    double low = 0;
    double high = 0;
    for (const auto& step : steps) {
        low = std::min(low, bits_in(step.running));
        high = std::max(high, bits_in(step.running));
    }
    const double scale = kWidth / std::max(1.0, high - low);
    const auto x = [&](double bits) { return kLeft + (bits - low) * scale; };
    const double height = kRow * (static_cast<double>(steps.size()) + 2);
    std::string svg = fmt::format(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {:.0f} {:.0f}\" "
        "font-family=\"sans-serif\" font-size=\"12\" role=\"img\">\n"
        "<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n"
        "<line x1=\"{:.1f}\" y1=\"0\" x2=\"{:.1f}\" y2=\"{:.0f}\" stroke=\"#999\"/>\n",
        kLeft + kWidth + 70, height, x(0), x(0), height - kRow);
    double y = 4;
    double before = 0;
    for (const auto& step : steps) {
        const double after = bits_in(step.running);
        const double from = std::min(before, after);
        const double to = std::max(before, after);
        svg += fmt::format(
            "<text x=\"8\" y=\"{:.0f}\">{}</text><text x=\"120\" y=\"{:.0f}\" "
            "fill=\"#555\">{}</text>\n"
            "<rect x=\"{:.1f}\" y=\"{:.0f}\" width=\"{:.1f}\" height=\"16\" fill=\"{}\"/>"
            "<text x=\"{:.1f}\" y=\"{:.0f}\">{:+.1f}</text>\n",
            y + 13, for_xml(step.what), y + 13, for_xml(step.why), x(from), y,
            std::max(1.0, (to - from) * scale), step.bits < 0 ? "#c0504d" : "#4f81bd", x(to) + 4,
            y + 13, bits_in(step.bits));
        before = after;
        y += kRow;
    }
    svg += fmt::format(
        "<text x=\"8\" y=\"{:.0f}\" font-weight=\"bold\">{}</text>\n</svg>\n", y + 17,
        for_xml(total_line(why, language)));
    return svg;
}

}  // namespace genbo
