// SPDX-License-Identifier: Apache-2.0
#include "server/device_mark.h"

#include <gtest/gtest.h>

#include "base/bytes.h"
#include "server/login.h"

namespace genbo {
namespace {

TEST(DeviceMark, BelongsToOneNameAndOneKey) {
    const Key key(Bytes(32, 1));
    const Key other(Bytes(32, 2));
    const auto mark = new_device_mark(key, "hanako");
    const auto place = device_place(key, "hanako", mark);
    EXPECT_TRUE(place.starts_with(kKnownDevice));
    EXPECT_EQ(device_place(key, "hanako", mark), place);
    EXPECT_NE(device_place(key, "hanako", new_device_mark(key, "hanako")), place);
    EXPECT_EQ(device_place(key, "taro", mark), "");
    EXPECT_EQ(device_place(other, "hanako", mark), "");
    EXPECT_EQ(device_place(key, "hanako", ""), "");
    for (std::size_t i = 0; i < mark.size(); ++i) {
        auto bent = mark;
        bent[i] = bent[i] == '0' ? '1' : '0';
        EXPECT_EQ(device_place(key, "hanako", bent), "") << i;
    }
}

TEST(DeviceMark, StrangersDoNotMakeAKnownBrowserWait) {
    LoginGate gate;
    const Instant now = instant_from_micros(1'700'000'000'000'000);
    const Key key(Bytes(32, 1));
    const auto place = device_place(key, "hanako", new_device_mark(key, "hanako"));
    for (int i = 0; i < 200; ++i)
        static_cast<void>(gate.begin("hanako", "192.0.2." + std::to_string(i), now));
    EXPECT_FALSE(gate.begin("hanako", "198.51.100.1", now).ok());
    // Three tries of its own, then it waits like everybody.
    for (int i = 0; i < 3; ++i) EXPECT_TRUE(gate.begin("hanako", place, now).ok()) << i;
    EXPECT_FALSE(gate.begin("hanako", place, now).ok());
}

TEST(DeviceMark, ItsTriesDoNotMakeOthersWait) {
    LoginGate gate;
    Instant now = instant_from_micros(1'700'000'000'000'000);
    for (int i = 0; i < 100; ++i) {
        static_cast<void>(gate.begin("hanako", std::string{kKnownDevice} + "a", now));
        now += std::chrono::seconds{30};
    }
    EXPECT_TRUE(gate.begin("hanako", "198.51.100.1", now).ok());
}

TEST(DeviceWords, SayWhatPeopleCallThem) {
    EXPECT_EQ(
        device_words("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) "
                     "Chrome/120.0.0.0 Safari/537.36"),
        "Chrome / Linux");
    EXPECT_EQ(
        device_words("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 "
                     "(KHTML, like Gecko) Version/17.0 Mobile/15E148 Safari/604.1"),
        "Safari / iPhone");
    EXPECT_EQ(device_words("<script>"), "");
}

}  // namespace
}  // namespace genbo
