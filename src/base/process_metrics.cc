// SPDX-License-Identifier: Apache-2.0
#include "base/process_metrics.h"

#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <limits>
#include <string>

#include "base/log_output.h"

namespace genbo {

namespace {

constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();

#if defined(__clang__)
constexpr char kCompiler[] = "clang";
#else
constexpr char kCompiler[] = "gcc";
#endif

std::string proc_text(const char* path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>{file}, {}};
}

std::string_view next_word(std::string_view& text) {
    text.remove_prefix(std::min(text.find_first_not_of(" \n"), text.size()));
    const std::string_view word = text.substr(0, text.find_first_of(" \n"));
    text.remove_prefix(word.size());
    return word;
}

std::optional<double> proc_number(std::string_view word) {
    double value = 0;
    const auto end = std::from_chars(word.data(), word.data() + word.size(), value);
    if (word.empty() || end.ec != std::errc{} || end.ptr != word.data() + word.size())
        return std::nullopt;
    return value;
}

double ticks_per_second() { return static_cast<double>(::sysconf(_SC_CLK_TCK)); }

std::optional<ProcessStat> own_stat() { return parse_process_stat(proc_text("/proc/self/stat")); }

// "btime 1700000000" in /proc/stat: when the machine was started.
double boot_seconds() {
    const std::string text = proc_text("/proc/stat");
    const std::size_t at = text.find("\nbtime ");
    if (at == std::string::npos) return kUnknown;
    std::string_view rest = std::string_view{text}.substr(at + 7);
    return proc_number(next_word(rest)).value_or(kUnknown);
}

double start_seconds() {
    const auto stat = own_stat();
    return stat ? boot_seconds() + stat->start_ticks / ticks_per_second() : kUnknown;
}

double open_files() {
    std::error_code error;
    std::filesystem::directory_iterator at("/proc/self/fd", error);
    if (error) return kUnknown;
    double count = 0;
    for (; at != std::filesystem::directory_iterator{}; at.increment(error)) {
        if (error) return kUnknown;
        ++count;
    }
    return count - 1;  // Less the one that counts.
}

}  // namespace

std::optional<ProcessStat> parse_process_stat(std::string_view text) {
    const std::size_t name_end = text.rfind(')');
    if (name_end == std::string_view::npos) return std::nullopt;
    text.remove_prefix(name_end + 1);
    // Fields are numbered from 1 in proc(5); the first one here is the third.
    constexpr int kFirst = 3;
    constexpr int kLast = 24;
    ProcessStat stat;
    for (int field = kFirst; field <= kLast; ++field) {
        const std::string_view word = next_word(text);
        if (field == kFirst) continue;  // The state is a letter.
        const auto value = proc_number(word);
        if (!value) return std::nullopt;
        switch (field) {
            case 14:
            case 15: stat.cpu_ticks += *value; break;
            case 20: stat.threads = *value; break;
            case 22: stat.start_ticks = *value; break;
            case 23: stat.virtual_bytes = *value; break;
            case 24: stat.resident_pages = *value; break;
            default: break;
        }
    }
    return stat;
}

std::optional<double> parse_open_files_limit(std::string_view text) {
    constexpr std::string_view kRow = "Max open files";
    const std::size_t at = text.find(kRow);
    if (at == std::string_view::npos) return std::nullopt;
    text.remove_prefix(at + kRow.size());
    const std::string_view word = next_word(text);
    if (word == "unlimited") return std::numeric_limits<double>::infinity();
    return proc_number(word);
}

void add_process_metrics(MetricRegistry& registry) {
    registry.read_gauge(
        {"process_start_time_seconds", "When the process was started, in Unix time."},
        [started = start_seconds()] { return started; });
    registry.read_counter({"process_cpu_seconds", "User and system CPU time spent."}, [] {
        const auto stat = own_stat();
        return stat ? stat->cpu_ticks / ticks_per_second() : kUnknown;
    });
    registry.read_gauge({"process_resident_memory_bytes", "Memory that is in RAM."}, [] {
        const auto stat = own_stat();
        const auto page = static_cast<double>(::sysconf(_SC_PAGESIZE));
        return stat ? stat->resident_pages * page : kUnknown;
    });
    registry.read_gauge({"process_virtual_memory_bytes", "Address space in use."}, [] {
        const auto stat = own_stat();
        return stat ? stat->virtual_bytes : kUnknown;
    });
    registry.read_gauge({"process_threads", "Threads."}, [] {
        const auto stat = own_stat();
        return stat ? stat->threads : kUnknown;
    });
    registry.read_gauge(
        {"process_open_fds", "Open file descriptors."}, [] { return open_files(); });
    registry.read_gauge({"process_max_fds", "File descriptors that may be open at most."}, [] {
        return parse_open_files_limit(proc_text("/proc/self/limits")).value_or(kUnknown);
    });
    registry.read_counter({"genbo_log_lines_lost", "Lines of the log that nobody took."}, [] {
        return static_cast<double>(log_lines_lost());
    });
}

void add_build_info(MetricRegistry& registry, LogToken version) {
    registry.info(
        {"genbo_build", "Which program this is."},
        {{"version", version}, {"compiler", LogToken{kCompiler}}});
}

}  // namespace genbo
