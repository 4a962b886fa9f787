// SPDX-License-Identifier: Apache-2.0

// Every code that this room can answer with has a text in both languages, and no text is left over.
#include "server/server_messages.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string>

#include "server/problem.h"

namespace genbo {

namespace {

std::set<std::string> codes_in_sources() {
    std::set<std::string> codes;
    for (const auto& entry : std::filesystem::directory_iterator(GENBO_SOURCE_DIR "/src/server")) {
        const std::string name = entry.path().filename();
        if (!name.ends_with(".cc") || name.ends_with("_test.cc")) continue;
        if (name == "server_messages.cc" || name == "problem.cc") continue;
        std::ifstream file(entry.path(), std::ios::binary);
        const std::string text{std::istreambuf_iterator<char>{file}, {}};
        const std::string start = "\"server.";
        for (std::size_t at = 0; (at = text.find(start, at)) != std::string::npos; ++at)
            codes.insert(text.substr(at + 1, text.find('"', at + 1) - at - 1));
    }
    return codes;
}

TEST(ServerMessages, AreThoseThatTheSourcesUse) {
    std::set<std::string> texts;
    for (const Message& message : kServerMessages) {
        EXPECT_TRUE(texts.insert(std::string{message.code}).second) << message.code;
        EXPECT_TRUE(message.ja.ends_with("。")) << message.code;
        EXPECT_TRUE(message.en.ends_with(".")) << message.code;
    }
    const std::set<std::string> used = codes_in_sources();
    EXPECT_GT(used.size(), 30u);
    EXPECT_EQ(texts, used);
}

TEST(StatusOf, FollowsFaultCodeAndEnding) {
    const std::tuple<Fault, const char*, int> cases[] = {
        {Fault::invalid, "register.nothing", 422},
        {Fault::not_found, "register.nothing", 404},
        {Fault::conflict, "register.nothing", 409},
        {Fault::forbidden, "access.nothing", 403},
        {Fault::limit, "access.nothing", 429},
        {Fault::unavailable, "store.nothing", 503},
        {Fault::corrupt, "store.nothing", 500},
        {Fault::conflict, "register.version_changed", 412},
        {Fault::conflict, "register.reversion_changed_not", 409},
        {Fault::invalid, "register.bad_cursor", 400},
        {Fault::limit, "connect.cell_too_large", 429},
        {Fault::limit, "connect.file.too_large", 413},
        {Fault::forbidden, "server.signed_out", 401},
        {Fault::invalid, "server.bad_json", 400},
    };
    for (const auto& [fault, code, status] : cases)
        EXPECT_EQ(status_of({.fault = fault, .code = code}), status) << code;
}

}  // namespace

}  // namespace genbo
