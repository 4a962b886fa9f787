// SPDX-License-Identifier: Apache-2.0
#include "base/log.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <string>
#include <thread>
#include <vector>

#include "base/log_output.h"

namespace genbo {

namespace {

using testing::HasSubstr;
using testing::internal::CaptureStderr;
using testing::internal::GetCapturedStderr;

// Text that is not known at compile time cannot be logged: it might be somebody's name.
static_assert(!std::is_constructible_v<LogValue, std::string>);
static_assert(!std::is_constructible_v<LogValue, std::string_view>);
static_assert(!std::is_constructible_v<LogValue, const char*>);
static_assert(!std::is_constructible_v<LogValue, char*>);
static_assert(std::is_constructible_v<LogValue, std::int64_t>);
static_assert(std::is_constructible_v<LogValue, std::size_t>);
static_assert(std::is_constructible_v<LogValue, LogToken>);

}  // namespace

TEST(Log, OneLineIsOneJsonObject) {
    CaptureStderr();
    log_info(
        "import.done", {{"rows", 12},
                        {"rate", 0.5},
                        {"kind", "dry"},
                        {"ok", true},
                        {"code", LogToken{"store.busy"}}});
    const std::string line = GetCapturedStderr();
    EXPECT_THAT(line, testing::StartsWith("{\"at\":\"2"));
    EXPECT_THAT(
        line,
        testing::EndsWith("\"level\":\"info\",\"event\":\"import.done\",\"rows\":12,\"rate\":0.5,"
                          "\"kind\":\"dry\",\"ok\":true,\"code\":\"store.busy\"}\n"));
}

TEST(Log, BelowTheLevelThereIsSilence) {
    CaptureStderr();
    log_line(LogLevel::debug, "quiet", {});
    set_log_level(LogLevel::error);
    log_warn("quiet");
    log_error("loud");
    set_log_level(LogLevel::info);
    const std::string text = GetCapturedStderr();
    EXPECT_THAT(text, testing::Not(HasSubstr("quiet")));
    EXPECT_THAT(text, HasSubstr("\"level\":\"error\",\"event\":\"loud\""));
}

TEST(Log, LinesOfARequestCarryItsId) {
    CaptureStderr();
    {
        const LogRequest outer{LogToken{"r-1"}};
        log_info("in", {{"rows", 1}});
        {
            const LogRequest inner{LogToken{"r-2"}};
            log_info("deep");
        }
        log_info("back");
        std::thread{[] { log_info("elsewhere"); }}.join();
    }
    log_info("after");
    const std::string text = GetCapturedStderr();
    EXPECT_THAT(text, HasSubstr("\"event\":\"in\",\"request\":\"r-1\",\"rows\":1}\n"));
    EXPECT_THAT(text, HasSubstr("\"event\":\"deep\",\"request\":\"r-2\"}\n"));
    EXPECT_THAT(text, HasSubstr("\"event\":\"back\",\"request\":\"r-1\"}\n"));
    EXPECT_THAT(text, HasSubstr("\"event\":\"elsewhere\"}\n"));
    EXPECT_THAT(text, HasSubstr("\"event\":\"after\"}\n"));
}

TEST(Log, LinesOfSeveralThreadsNeverMix) {
    CaptureStderr();
    {
        std::vector<std::jthread> threads;
        threads.reserve(4);
        for (int thread = 0; thread < 4; ++thread)
            threads.emplace_back([] {
                for (int i = 0; i < 200; ++i) log_info("tick", {{"i", i}, {"end", "here"}});
            });
    }
    const std::string text = GetCapturedStderr();
    std::size_t lines = 0;
    for (std::size_t at = 0; at < text.size(); ++lines) {
        const auto end = text.find('\n', at);
        ASSERT_NE(end, std::string::npos);
        const auto line = std::string_view{text}.substr(at, end - at);
        ASSERT_TRUE(line.starts_with("{\"at\":") && line.ends_with("\"end\":\"here\"}")) << line;
        at = end + 1;
    }
    EXPECT_EQ(lines, 800U);
}

// Standard error as a pipe that is read when the test says so, and not before.
class UnreadLog {
public:
    UnreadLog() {
        int ends[2] = {};
        EXPECT_EQ(::pipe(ends), 0);
        kept_ = ::dup(STDERR_FILENO);
        ::dup2(ends[1], STDERR_FILENO);
        ::close(ends[1]);
        read_ = ends[0];
        ::fcntl(read_, F_SETFL, O_NONBLOCK);
    }
    ~UnreadLog() {
        ::dup2(kept_, STDERR_FILENO);
        ::close(kept_);
        ::close(read_);
    }
    std::string read_all() const {
        std::string text;
        char bytes[4096];
        for (ssize_t n = 0; (n = ::read(read_, bytes, sizeof bytes)) > 0;)
            text.append(bytes, static_cast<std::size_t>(n));
        return text;
    }

private:
    int kept_ = -1;
    int read_ = -1;
};

// A server that waits for whoever reads its log stands still when he does.
TEST(Log, NobodyReadsAndTheHouseGoesOn) {
    const std::uint64_t before = log_lines_lost();
    std::string first;
    std::string second;
    {
        const UnreadLog log;
        for (int i = 0; i < 5000; ++i) log_info("tick", {{"i", i}, {"end", "here"}});
        first = log.read_all();
        log_info("again", {{"end", "here"}});
        second = log.read_all();
    }
    const auto taken = static_cast<std::uint64_t>(std::ranges::count(first, '\n'));
    EXPECT_GT(taken, 100U);
    EXPECT_LT(taken, 5000U);
    EXPECT_TRUE(first.ends_with("\"end\":\"here\"}\n"));
    EXPECT_EQ(log_lines_lost() - before, 5000 - taken);
    EXPECT_THAT(
        second,
        HasSubstr(
            "\"event\":\"log.lines_lost\",\"lines\":" + std::to_string(5000 - taken) + "}\n"));
    EXPECT_THAT(second, testing::EndsWith("\"event\":\"again\",\"end\":\"here\"}\n"));
}

TEST(Log, AClosedLogStopsNobody) {
    const std::uint64_t before = log_lines_lost();
    const int kept = ::dup(STDERR_FILENO);
    ::close(STDERR_FILENO);
    log_info("tick");
    ::dup2(kept, STDERR_FILENO);
    ::close(kept);
    EXPECT_EQ(log_lines_lost(), before + 1);
}

}  // namespace genbo
