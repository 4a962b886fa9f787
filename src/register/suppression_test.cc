// SPDX-License-Identifier: Apache-2.0
#include "register/suppression.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace genbo {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::set<std::string> strong_values_of(Field field, const char* value) {
    SourceValues values;
    values.set(field, value);
    return strong_values(values);
}

// What somebody who was erased is recognised by must not depend on how his address looks.
TEST(Suppression, AnAddressThatLooksLikeAFillerMayBeHis) {
    EXPECT_THAT(
        strong_values_of(Field::email, "aaa@docomo.ne.jp"), ElementsAre("aaa@docomo.ne.jp"));
    EXPECT_THAT(
        strong_values_of(Field::email_2, "nashi3@gmail.com"), ElementsAre("nashi3@gmail.com"));
    EXPECT_THAT(strong_values_of(Field::mobile, "090-2211-3344"), ElementsAre("+819022113344"));
}

TEST(Suppression, WhatCanBeNobodysRecognisesNobody) {
    EXPECT_THAT(strong_values_of(Field::email, "x@host.invalid"), IsEmpty());
    EXPECT_THAT(strong_values_of(Field::phone, "000-0000-0000"), IsEmpty());
}

}  // namespace
}  // namespace genbo
