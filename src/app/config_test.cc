// SPDX-License-Identifier: Apache-2.0
#include "app/config.h"

#include <gtest/gtest.h>

namespace genbo {
namespace {

std::string refuses(std::string_view toml) {
    const auto config = parse_config(toml);
    EXPECT_FALSE(config.ok());
    if (config.ok()) return "";
    std::string text = config.error().code;
    for (const auto& arg : config.error().args) text += " " + arg;
    return text;
}

TEST(Config, TheTemplateIsAllDefaults) {
    const auto config = parse_config(config_template());
    ASSERT_TRUE(config.ok()) << config.error().code;
    EXPECT_EQ(config->host, "127.0.0.1");
    EXPECT_EQ(config->port, 8610);
}

TEST(Config, TheTemplateStaysValidWithEveryKeySet) {
    std::string text;
    std::string line;
    for (const char c : config_template() + "\n") {
        line += c;
        if (c != '\n') continue;
        // "# prose" stays a comment, "#key = value" becomes a setting.
        if (line.starts_with("#") && !line.starts_with("# ")) line.erase(0, 1);
        text += line;
        line.clear();
    }
    const auto config = parse_config(text);
    ASSERT_TRUE(config.ok()) << refuses(text);
    EXPECT_EQ(config->matching.auto_bits, 7000);
    EXPECT_EQ(config->policy.verified_fields.at("crm").size(), 2U);
}

TEST(Config, UnknownKeysStopTheStart) {
    EXPECT_EQ(refuses("[server]\nprot = 1"), "config.unknown_key server.prot 2");
    EXPECT_EQ(refuses("[sever]\nport = 1"), "config.unknown_key sever 1");
    EXPECT_EQ(refuses("port = 1"), "config.unknown_key port 1");
    EXPECT_EQ(refuses("[sources.crm]\nverify = []"), "config.unknown_key sources.crm.verify 2");
}

TEST(Config, WrongValuesAreRefusedByLine) {
    EXPECT_EQ(refuses("[server]\nport = 70000"), "config.bad_value server.port 2");
    EXPECT_EQ(refuses("[server]\nport = \"80\""), "config.bad_value server.port 2");
    EXPECT_EQ(
        refuses("[survivorship]\nstandard = [\"best\"]"),
        "config.bad_value survivorship.standard 2");
    // Decided with the surname, so a rule of its own would be ignored.
    EXPECT_EQ(
        refuses("[survivorship.fields]\nsurname = [\"newest\"]"),
        "config.bad_value survivorship.fields 1");
    EXPECT_EQ(refuses("[server"), "config.not_toml 1");
}

TEST(Config, TakesATokensHashAndNeverAToken) {
    const std::string hash(64, 'a');
    const auto set = [](const std::string& text) {
        return "[server]\nmetrics_token = \"" + text + "\"";
    };
    const auto config = parse_config(set("sha256:" + hash));
    ASSERT_TRUE(config.ok());
    EXPECT_EQ(config->metrics_token_sha256, hash);
    EXPECT_EQ(parse_config(set(""))->metrics_token_sha256, "");
    for (const std::string& text :
         {std::string{"secret-token"}, hash, "sha256:" + hash + "a", "sha256:" + hash.substr(1),
          "sha256:" + std::string(64, 'A'), std::string{"sha256:"}})
        EXPECT_EQ(refuses(set(text)), "config.bad_value server.metrics_token 2") << text;
}

TEST(Config, ReadsRules) {
    const auto config =
        parse_config("[survivorship.fields]\nphone = [\"longest\"]\n[matching]\nauto_bits = 9.5");
    ASSERT_TRUE(config.ok());
    EXPECT_EQ(
        config->policy.survivorship.rules_for(Field::phone),
        std::vector<SurvivorRule>{SurvivorRule::longest});
    EXPECT_EQ(config->matching.auto_bits, 9500);
}

}  // namespace
}  // namespace genbo
