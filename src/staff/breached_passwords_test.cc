// SPDX-License-Identifier: Apache-2.0
#include "staff/breached_passwords.h"

#include <gtest/gtest.h>
#include <openssl/sha.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <random>
#include <string>
#include <vector>

#include "base/bytes.h"

namespace genbo {
namespace {

std::string hash_of(const std::string& password) {
    std::array<unsigned char, SHA_DIGEST_LENGTH> digest{};
    SHA1(reinterpret_cast<const unsigned char*>(password.data()), password.size(), digest.data());
    std::string hex = to_hex(digest);
    std::ranges::transform(hex, hex.begin(), [](char c) { return c >= 'a' ? c - 32 : c; });
    return hex;
}

class Breached : public testing::Test {
protected:
    Breached()
        : folder_(
              std::filesystem::temp_directory_path() /
              ("genbo-breached-" + std::to_string(::getpid()))) {
        std::filesystem::create_directories(folder_);
    }
    ~Breached() override { std::filesystem::remove_all(folder_); }

    std::filesystem::path file(const char* name, const std::vector<std::string>& lines) {
        std::ofstream out(folder_ / name, std::ios::binary);
        for (const auto& line : lines) out << line << "\r\n";
        return folder_ / name;
    }
    std::filesystem::path filter() const { return folder_ / "filter"; }
    static std::vector<std::string> passwords(int count, const char* kind) {
        std::vector<std::string> all;
        for (int i = 0; i < count; ++i) all.push_back(kind + std::to_string(i) + "-password");
        return all;
    }
    static std::vector<std::string> lines_of(const std::vector<std::string>& all, bool sorted) {
        std::vector<std::string> lines;
        for (const auto& one : all)
            lines.push_back(hash_of(one) + ":" + std::to_string(one.size()));
        if (sorted) std::ranges::sort(lines);
        return lines;
    }

private:
    std::filesystem::path folder_;
};

TEST_F(Breached, FindsAllThatLeakedAndHardlyAnyOther) {
    const auto leaked = passwords(20'000, "leaked");
    for (const bool sorted : {true, false}) {
        const auto made = make_breached_filter({file("list", lines_of(leaked, sorted))}, filter());
        ASSERT_TRUE(made.ok()) << made.error().code;
        EXPECT_EQ(*made, leaked.size());
        const auto opened = BreachedPasswords::open(filter());
        ASSERT_TRUE(opened.ok()) << opened.error().code;
        EXPECT_EQ(opened->size(), leaked.size());
        for (const auto& one : leaked) ASSERT_TRUE(*opened->contains(one)) << one;
        int wrong = 0;
        for (const auto& one : passwords(20'000, "kept")) wrong += *opened->contains(one) ? 1 : 0;
        // One in 260,000 is expected.
        EXPECT_LE(wrong, 2);
        EXPECT_LE(std::filesystem::file_size(filter()), leaked.size() * 4);
    }
}

TEST_F(Breached, KnowsTheListsOwnHash) {
    // "password", as everybody writes it down.
    ASSERT_TRUE(make_breached_filter(
                    {file("list", {"5BAA61E4C9B93F3F0682250B6CF8331B7EE68FD8:9659365"})}, filter())
                    .ok());
    const auto opened = BreachedPasswords::open(filter());
    EXPECT_TRUE(*opened->contains("password"));
    EXPECT_FALSE(*opened->contains("Password"));
}

TEST_F(Breached, TakesPrefixesSmallLettersAndSeveralFiles) {
    auto first = lines_of({"eins-eins-eins"}, true);
    first[0] = first[0].substr(0, 20);
    auto second = lines_of({"zwei-zwei-zwei", "zwei-zwei-zwei"}, true);
    std::ranges::transform(second[0], second[0].begin(), [](char c) {
        return c >= 'A' && c <= 'F' ? static_cast<char>(c + 32) : c;
    });
    const auto made = make_breached_filter({file("a", first), file("b", second)}, filter());
    ASSERT_TRUE(made.ok()) << made.error().code;
    EXPECT_EQ(*made, 2U);
    const auto opened = BreachedPasswords::open(filter());
    EXPECT_TRUE(*opened->contains("eins-eins-eins"));
    EXPECT_TRUE(*opened->contains("zwei-zwei-zwei"));
    EXPECT_FALSE(*opened->contains("drei-drei-drei"));
}

TEST_F(Breached, RefusesWhatIsNoListAndKeepsTheOldOne) {
    ASSERT_TRUE(
        make_breached_filter({file("good", lines_of({"alt-alt-alt-alt"}, true))}, filter()).ok());
    const auto refused = [&](const std::vector<std::string>& lines, std::size_t most = 100) {
        const auto made = make_breached_filter({file("bad", lines)}, filter(), most);
        std::string all = made.ok() ? "" : made.error().code;
        if (!made.ok())
            for (const auto& arg : made.error().args) all += " " + arg;
        return all;
    };
    EXPECT_EQ(refused({"password123"}), "staff.breached_line bad 1");
    EXPECT_EQ(
        refused({lines_of({"x"}, true)[0], "5BAA61E4C9B93F3F0682250B6CF8331B7EE68FD8FF"}),
        "staff.breached_line bad 2");
    EXPECT_EQ(refused({}), "staff.breached_empty");
    auto backwards = lines_of(passwords(5, "x"), true);
    std::ranges::reverse(backwards);
    EXPECT_EQ(refused(backwards, 4), "staff.breached_unsorted 4");
    const auto opened = BreachedPasswords::open(filter());
    ASSERT_TRUE(opened.ok());
    EXPECT_TRUE(*opened->contains("alt-alt-alt-alt"));
}

TEST_F(Breached, ADamagedFilterIsRefusedOrHarmless) {
    const auto leaked = passwords(300, "leaked");
    ASSERT_TRUE(make_breached_filter({file("list", lines_of(leaked, true))}, filter()).ok());
    std::ifstream in(filter(), std::ios::binary);
    const std::string good{std::istreambuf_iterator<char>{in}, {}};
    std::mt19937_64 dice(7);
    const auto look = [&](const std::string& bytes) {
        std::ofstream(filter(), std::ios::binary | std::ios::trunc) << bytes;
        const auto opened = BreachedPasswords::open(filter());
        if (!opened.ok()) return opened.error().code;
        for (const auto& one : leaked)
            if (const auto found = opened->contains(one); !found.ok()) return found.error().code;
        return std::string{};
    };
    EXPECT_EQ(look(good), "");
    for (int i = 0; i < 200; ++i) {
        auto bad = good;
        bad[dice() % bad.size()] ^= static_cast<char>(1 + dice() % 255);
        const auto code = look(bad);
        EXPECT_TRUE(code.empty() || code == "staff.breached_damaged") << code;
        EXPECT_EQ(look(good.substr(0, dice() % good.size())), "staff.breached_damaged");
    }
    std::filesystem::remove(filter());
    EXPECT_EQ(BreachedPasswords::open(filter()).error().fault, Fault::not_found);
}

}  // namespace
}  // namespace genbo
