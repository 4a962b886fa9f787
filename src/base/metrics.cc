// SPDX-License-Identifier: Apache-2.0
#include "base/metrics.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

namespace genbo {

namespace {

constexpr std::string_view kUnits[] = {"seconds", "bytes"};

std::string_view unit_of(std::string_view name) {
    for (const std::string_view unit : kUnits)
        if (name.size() > unit.size() && name.ends_with(unit) &&
            name[name.size() - unit.size() - 1] == '_')
            return unit;
    return {};
}

void append_escaped(std::string& out, std::string_view text) {
    for (const char c : text) {
        if (c == '\n')
            out += "\\n";
        else if (c == '\\' || c == '"')
            (out += '\\') += c;
        else
            out += c;
    }
}

void append_natural(std::string& out, std::uint64_t number) {
    char digits[24];
    out.append(digits, std::to_chars(digits, digits + sizeof digits, number).ptr);
}

// The shortest text that reads back as the same number.  Whole numbers have no decimal point.
void append_real(std::string& out, double number) {
    if (std::isnan(number)) {
        out += "NaN";
        return;
    }
    if (std::isinf(number)) {
        out += number > 0 ? "+Inf" : "-Inf";
        return;
    }
    char digits[40];
    out.append(digits, std::to_chars(digits, digits + sizeof digits, number).ptr);
}

// The spec's canonical numbers: as %g with the fewest digits that read back, and always a sign that
// they are no integers: 0.005, 1.0, 100000.0, 1e+06.
std::string bound_text(double bound) {
    char digits[40];
    const auto end =
        std::to_chars(digits, digits + sizeof digits, bound, std::chars_format::general);
    std::string text(digits, end.ptr);
    if (text.find_first_of(".e") == std::string::npos) text += ".0";
    return text;
}

// name{labels,le="bound"} value
void append_sample_head(
    std::string& out, std::string_view name, std::string_view ending, std::string_view labels,
    std::string_view bound) {
    (out += name) += ending;
    if (!labels.empty() || !bound.empty()) {
        (out += '{') += labels;
        if (!bound.empty()) {
            if (!labels.empty()) out += ',';
            ((out += "le=\"") += bound) += '"';
        }
        out += '}';
    }
    out += ' ';
}

void append_descriptor(
    std::string& out, std::string_view word, std::string_view name, std::string_view value) {
    (((((out += "# ") += word) += ' ') += name) += ' ');
    append_escaped(out, value);
    out += '\n';
}

// Made once when the child is made: a="x",b="y".
std::string labels_text(const std::vector<std::pair<std::string, std::string>>& labels) {
    std::string out;
    for (const auto& [name, value] : labels) {
        if (!out.empty()) out += ',';
        (out += name) += "=\"";
        append_escaped(out, value);
        out += '"';
    }
    return out;
}

std::vector<std::string> label_names(MetricRegistry::Labels labels) {
    std::vector<std::string> names;
    for (const MetricLabel& label : labels) names.emplace_back(label.name.str());
    return names;
}

}  // namespace

void metric_name_is_malformed() { check(false); }
void label_name_is_malformed() { check(false); }

// --- Histogram --------------------------------------------------------------------------------

Histogram::Histogram(std::span<const double> bounds)
    : bounds_(bounds.begin(), bounds.end()),
      counts_(std::make_unique<std::atomic<std::uint64_t>[]>(bounds.size() + 1)) {
    check(!bounds_.empty() && bounds_.front() >= 0 && std::isfinite(bounds_.back()));
    for (std::size_t i = 1; i < bounds_.size(); ++i) check(bounds_[i - 1] < bounds_[i]);
}

void Histogram::observe(double value) {
    if (!(value > 0)) value = 0;  // Not a number either: the sum must stay one.
    value = std::min(value, std::numeric_limits<double>::max());
    const auto at = std::ranges::lower_bound(bounds_, value);
    counts_[static_cast<std::size_t>(at - bounds_.begin())].fetch_add(1, std::memory_order_relaxed);
    sum_.fetch_add(value, std::memory_order_relaxed);
}

std::vector<std::uint64_t> Histogram::counts() const {
    std::vector<std::uint64_t> counts(bounds_.size() + 1);
    for (std::size_t i = 0; i < counts.size(); ++i)
        counts[i] = counts_[i].load(std::memory_order_relaxed);
    return counts;
}

// --- Registry ---------------------------------------------------------------------------------

struct MetricRegistry::Child {
    std::string labels;
    std::unique_ptr<Counter> counter;
    std::unique_ptr<Gauge> gauge;
    std::unique_ptr<Histogram> histogram;
    Reading reading;
};

struct MetricRegistry::Family {
    MetricFamilyInfo info;
    std::vector<std::unique_ptr<Child>> children;  // In the order they were asked for.
    std::map<std::string, Child*, std::less<>> by_labels;

    void write(std::string& out) const;
    void write_histogram(std::string& out, const Child& child) const;
};

std::string_view metric_kind_name(MetricKind kind) {
    switch (kind) {
        case MetricKind::counter: return "counter";
        case MetricKind::gauge: return "gauge";
        case MetricKind::histogram: return "histogram";
        case MetricKind::info: return "info";
    }
    check_failed(std::source_location::current());
}

std::string MetricFamilyInfo::query_name() const {
    if (kind == MetricKind::counter) return name + "_total";
    if (kind == MetricKind::info) return name + "_info";
    return name;
}

MetricRegistry::MetricRegistry() = default;
MetricRegistry::~MetricRegistry() = default;

MetricRegistry::Family& MetricRegistry::family(
    const MetricAbout& about, MetricKind kind, Labels labels) {
    const std::string name{about.name.str()};
    auto& place = families_[name];
    if (place == nullptr) {
        place = std::make_unique<Family>();
        place->info = {
            .name = name,
            .kind = kind,
            .unit = kind == MetricKind::info ? std::string{} : std::string{unit_of(name)},
            .help = std::string{about.help.str()},
            .labels = label_names(labels)};
    }
    check(place->info.kind == kind && place->info.help == about.help.str());
    check(place->info.labels == label_names(labels));
    return *place;
}

MetricRegistry::Child& MetricRegistry::child(Family& family, Labels labels) {
    std::vector<std::pair<std::string, std::string>> pairs;
    for (const MetricLabel& label : labels) pairs.emplace_back(label.name.str(), label.value.str());
    std::string text = labels_text(pairs);
    const auto known = family.by_labels.find(text);
    if (known != family.by_labels.end()) return *known->second;
    if (family.children.size() >= kChildrenMax) {
        for (auto& [name, value] : pairs) value = "other";
        text = labels_text(pairs);
        const auto other = family.by_labels.find(text);
        if (other != family.by_labels.end()) return *other->second;
    }
    Child& made = *family.children.emplace_back(std::make_unique<Child>());
    made.labels = text;
    family.by_labels.emplace(std::move(text), &made);
    return made;
}

Counter& MetricRegistry::counter(const MetricAbout& about, Labels labels) {
    const std::lock_guard lock{mutex_};
    Child& one = child(family(about, MetricKind::counter, labels), labels);
    check(one.reading == nullptr);
    if (one.counter == nullptr) one.counter = std::make_unique<Counter>();
    return *one.counter;
}

Gauge& MetricRegistry::gauge(const MetricAbout& about, Labels labels) {
    const std::lock_guard lock{mutex_};
    Child& one = child(family(about, MetricKind::gauge, labels), labels);
    check(one.reading == nullptr);
    if (one.gauge == nullptr) one.gauge = std::make_unique<Gauge>();
    return *one.gauge;
}

Histogram& MetricRegistry::histogram(
    const MetricAbout& about, std::span<const double> bounds, Labels labels) {
    const std::lock_guard lock{mutex_};
    Child& one = child(family(about, MetricKind::histogram, labels), labels);
    if (one.histogram == nullptr) one.histogram = std::make_unique<Histogram>(bounds);
    check(std::ranges::equal(one.histogram->bounds(), bounds));
    return *one.histogram;
}

void MetricRegistry::info(const MetricAbout& about, Labels labels) {
    const std::lock_guard lock{mutex_};
    child(family(about, MetricKind::info, labels), labels);
}

void MetricRegistry::read_counter(const MetricAbout& about, Reading reading, Labels labels) {
    add_reading(about, MetricKind::counter, std::move(reading), labels);
}

void MetricRegistry::read_gauge(const MetricAbout& about, Reading reading, Labels labels) {
    add_reading(about, MetricKind::gauge, std::move(reading), labels);
}

void MetricRegistry::add_reading(
    const MetricAbout& about, MetricKind kind, Reading reading, Labels labels) {
    check(reading != nullptr);
    const std::lock_guard lock{mutex_};
    Child& one = child(family(about, kind, labels), labels);
    check(one.counter == nullptr && one.gauge == nullptr);
    one.reading = std::move(reading);
}

std::vector<MetricFamilyInfo> MetricRegistry::families() const {
    const std::lock_guard lock{mutex_};
    std::vector<MetricFamilyInfo> all;
    for (const auto& [name, family] : families_) all.push_back(family->info);
    return all;
}

// --- Text -------------------------------------------------------------------------------------

void MetricRegistry::Family::write_histogram(std::string& out, const Child& child) const {
    // The count is the sum of what was read, so that it always equals the +Inf bucket.
    const auto counts = child.histogram->counts();
    const auto bounds = child.histogram->bounds();
    std::uint64_t below = 0;
    for (std::size_t i = 0; i < counts.size(); ++i) {
        below += counts[i];
        const std::string bound = i < bounds.size() ? bound_text(bounds[i]) : "+Inf";
        append_sample_head(out, info.name, "_bucket", child.labels, bound);
        append_natural(out, below);
        out += '\n';
    }
    append_sample_head(out, info.name, "_sum", child.labels, {});
    append_real(out, child.histogram->sum());
    out += '\n';
    append_sample_head(out, info.name, "_count", child.labels, {});
    append_natural(out, below);
    out += '\n';
}

void MetricRegistry::Family::write(std::string& out) const {
    append_descriptor(out, "TYPE", info.name, metric_kind_name(info.kind));
    if (!info.unit.empty()) append_descriptor(out, "UNIT", info.name, info.unit);
    append_descriptor(out, "HELP", info.name, info.help);
    for (const auto& child : children) {
        if (info.kind == MetricKind::histogram) {
            write_histogram(out, *child);
            continue;
        }
        const bool counter = info.kind == MetricKind::counter;
        const bool is_info = info.kind == MetricKind::info;
        const std::string_view ending = counter ? "_total" : is_info ? "_info" : "";
        const double reading = child->reading ? child->reading() : 0;
        if (std::isnan(reading)) continue;
        append_sample_head(out, info.name, ending, child->labels, {});
        if (child->reading)
            append_real(out, reading);
        else if (counter)
            append_natural(out, child->counter->value());
        else
            append_real(out, is_info ? 1 : child->gauge->value());
        out += '\n';
    }
}

std::string MetricRegistry::text() const {
    std::string out;
    const std::lock_guard lock{mutex_};
    for (const auto& [name, family] : families_) family->write(out);
    out += "# EOF\n";
    return out;
}

}  // namespace genbo
