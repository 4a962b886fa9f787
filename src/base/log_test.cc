// SPDX-License-Identifier: Apache-2.0
#include "base/log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <vector>

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

}  // namespace genbo
