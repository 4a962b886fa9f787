// SPDX-License-Identifier: Apache-2.0
#include "app/config_switch.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "app/config.h"

namespace genbo {
namespace {

constexpr const char* kUrl = "postgresql://genbo@db.example.jp/genbo?application_name=\\\"x\\\"";

TEST(ConfigSwitch, TheTemplateChangesByOneLine) {
    const auto before = config_template();
    const auto there = config_with_database(before, kUrl);
    ASSERT_TRUE(there.ok());
    EXPECT_EQ(parse_config(*there)->database, kUrl);
    const auto back = config_with_database(*there, "");
    ASSERT_TRUE(back.ok());
    EXPECT_EQ(*back, before);
}

TEST(ConfigSwitch, EverythingElseStays) {
    const std::string before =
        "# ours\n[server]\nport = 9000\n\n[store]\n  database = \"postgresql:///a\" # old\n"
        "cache_mib = 64\n[matching]\nauto_bits = 8.0\n";
    const auto text = config_with_database(before, "postgresql:///b");
    ASSERT_TRUE(text.ok());
    EXPECT_EQ(
        *text,
        "# ours\n[server]\nport = 9000\n\n[store]\ndatabase = \"postgresql:///b\"\n"
        "cache_mib = 64\n[matching]\nauto_bits = 8.0\n");
    const auto file = config_with_database(before, "");
    ASSERT_TRUE(file.ok());
    EXPECT_EQ(parse_config(*file)->database, "");
    EXPECT_EQ(parse_config(*file)->cache_mib, 64);
}

TEST(ConfigSwitch, AFileWithoutTheSectionGetsOne) {
    for (const std::string before : {"", "[server]\nport = 9000", "[store]", "[store]\n"}) {
        SCOPED_TRACE(before);
        const auto text = config_with_database(before, kUrl);
        ASSERT_TRUE(text.ok());
        EXPECT_EQ(parse_config(*text)->database, kUrl);
        EXPECT_EQ(parse_config(*text)->port, parse_config(before)->port);
    }
}

TEST(ConfigSwitch, RefusesWhatItDoesNotUnderstand) {
    for (const char* text :
         {"store = { database = \"postgresql:///a\" }\n", "store.database = \"postgresql:///a\"\n",
          "[\"store\"]\ndatabase = \"postgresql:///a\"\n", "not toml\n"})
        EXPECT_EQ(config_with_database(text, kUrl).error().code, "app.migrate_config") << text;
    // Quotes of another kind would end the value early.
    EXPECT_EQ(config_with_database("", "a\nb").error().code, "app.migrate_config");
}

TEST(ConfigSwitch, TheFileIsExchangedAndTheOldOneKept) {
    const auto folder =
        std::filesystem::temp_directory_path() / ("genbo-config-" + std::to_string(::getpid()));
    std::filesystem::create_directories(folder);
    const auto read = [&](const char* name) {
        std::ifstream file(folder / name);
        return std::string{std::istreambuf_iterator<char>{file}, {}};
    };
    std::ofstream(folder / "genbo.toml") << config_template();
    ASSERT_TRUE(can_switch_config(folder, kUrl).ok());
    EXPECT_EQ(read("genbo.toml"), config_template());
    ASSERT_TRUE(switch_config(folder, kUrl).ok());
    EXPECT_EQ(load_config(folder)->database, kUrl);
    EXPECT_EQ(read("genbo.toml.before-migrate"), config_template());
    const auto rights = std::filesystem::status(folder / "genbo.toml").permissions();
    EXPECT_EQ(rights & std::filesystem::perms::others_all, std::filesystem::perms::none);
    std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace genbo
