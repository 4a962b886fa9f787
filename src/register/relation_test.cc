// SPDX-License-Identifier: Apache-2.0
#include "register/relation.h"

#include <gtest/gtest.h>

#include <random>

namespace genbo {
namespace {

std::optional<Day> day_named(const char* text) {
    if (text == nullptr) return std::nullopt;
    return *parse_iso_day(text);
}

// The relations that stand, as may_relate() asks for them.
struct Standing {
    std::vector<RelationEdge> edges;

    EdgesOf edges_of() const {
        return [this](NumberId customer) -> Result<std::vector<RelationEdge>> {
            std::vector<RelationEdge> out;
            for (const auto& edge : edges)
                if (edge.lower == customer || edge.upper == customer) out.push_back(edge);
            return out;
        };
    }
    std::string add(
        RelationKind kind, std::int64_t lower, std::int64_t upper, const char* since = nullptr,
        const char* until = nullptr) {
        RelationEdge edge{{}, NumberId{lower}, NumberId{upper}};
        edge.relation.id = RelationId{std::ssize(edges) + 1};
        edge.relation.kind = kind;
        edge.relation.lower = edge.lower;
        edge.relation.upper = edge.upper;
        edge.relation.since = day_named(since);
        edge.relation.until = day_named(until);
        const auto may = may_relate(edge, edges_of());
        if (!may.ok()) return may.error().code;
        edges.push_back(edge);
        return {};
    }
};

using enum RelationKind;

TEST(Relation, NobodyBelongsToHimself) {
    Standing standing;
    EXPECT_EQ(standing.add(branch, 1, 1), "register.relation_self");
    EXPECT_EQ(standing.add(subsidiary, 2, 1), "");
    EXPECT_EQ(standing.add(subsidiary, 3, 2), "");
    EXPECT_EQ(standing.add(subsidiary, 1, 3), "register.relation_circle");
    EXPECT_EQ(standing.add(department, 1, 2), "register.relation_circle");
    // A person who speaks for a company belongs to nobody's tree.
    EXPECT_EQ(standing.add(contact, 1, 3), "");
}

TEST(Relation, WhatWasSoldMayBuy) {
    Standing standing;
    EXPECT_EQ(standing.add(subsidiary, 1, 2, nullptr, "2020-03-31"), "");
    EXPECT_EQ(standing.add(subsidiary, 2, 1, "2020-03-31"), "register.relation_circle");
    EXPECT_EQ(standing.add(subsidiary, 2, 1, "2020-04-01"), "");
    // On no single day is there a way all around.
    EXPECT_EQ(standing.add(subsidiary, 3, 1, nullptr, "2020-03-31"), "");
    EXPECT_EQ(standing.add(subsidiary, 2, 3, "2020-04-01"), "");
    EXPECT_EQ(
        standing.add(subsidiary, 1, 3, "2019-01-01", "2019-12-31"), "register.relation_circle");
}

TEST(Relation, OneAtATime) {
    Standing standing;
    EXPECT_EQ(standing.add(branch, 1, 2, nullptr, "2024-12-31"), "");
    EXPECT_EQ(standing.add(branch, 1, 2, "2024-06-01"), "register.relation_exists");
    EXPECT_EQ(standing.add(branch, 1, 3, "2024-06-01"), "register.relation_taken");
    EXPECT_EQ(standing.add(department, 1, 3, "2024-06-01"), "register.relation_taken");
    EXPECT_EQ(standing.add(branch, 1, 3, "2025-01-01"), "");
    // A joint venture has two mothers; a person may speak for two companies.
    EXPECT_EQ(standing.add(subsidiary, 5, 6), "");
    EXPECT_EQ(standing.add(subsidiary, 5, 7), "");
    EXPECT_EQ(standing.add(contact, 8, 6), "");
    EXPECT_EQ(standing.add(contact, 8, 7), "");
    EXPECT_EQ(standing.add(branch, 9, 6, "2025-01-01", "2024-01-01"), "register.relation_days");
}

TEST(Relation, AHouseholdHasOneVoice) {
    Standing standing;
    EXPECT_EQ(standing.add(household, 2, 1), "");
    EXPECT_EQ(standing.add(household, 3, 1), "");
    EXPECT_EQ(standing.add(household, 3, 4), "register.relation_taken");
    EXPECT_EQ(standing.add(household, 1, 4), "register.relation_head");
    EXPECT_EQ(standing.add(household, 4, 2), "register.relation_head");
    // Households and companies have nothing to do with each other.
    EXPECT_EQ(standing.add(branch, 2, 9), "");
}

TEST(Relation, ReadsWhatItWrites) {
    Relation relation{
        RelationId{7},
        contact,
        NumberId{1},
        NumberId{2},
        day_named("2020-04-01"),
        {},
        "購買部長",
        "窓口",
        StaffId{3},
        instant_from_micros(5),
        {},
        {}};
    EXPECT_EQ(*relation_of_text(relation_text(relation)), relation);
    relation.until = day_named("2026-03-31");
    relation.withdrawn = instant_from_micros(9);
    EXPECT_EQ(*relation_of_text(relation_text(relation)), relation);
    EXPECT_FALSE(relation_of_text("{\"kind\":\"friend\"}").ok());
}

// Whatever is added in whatever order: on no day does anybody belong to himself.
TEST(Relation, NoCircleOnAnyDay) {
    std::mt19937 random(11);
    const std::array days = {"2024-01-01", "2024-01-02", "2024-01-03", "2024-01-04"};
    int refused = 0;
    for (int round = 0; round < 100; ++round) {
        Standing standing;
        for (int i = 0; i < 30; ++i) {
            const auto from = random() % days.size();
            const auto to = from + random() % (days.size() - from);
            const auto code = standing.add(
                subsidiary, static_cast<std::int64_t>(1 + random() % 6),
                static_cast<std::int64_t>(1 + random() % 6), days[from], days[to]);
            if (code == "register.relation_circle") ++refused;
        }
        for (const char* on : days) {
            // Reaches: repeated squaring by hand, over six customers.
            std::array<std::array<bool, 7>, 7> above{};
            for (const auto& edge : standing.edges)
                if (edge.relation.holds_on(*day_named(on)))
                    above[static_cast<std::size_t>(edge.lower.value())]
                         [static_cast<std::size_t>(edge.upper.value())] = true;
            for (std::size_t k = 1; k < 7; ++k)
                for (std::size_t i = 1; i < 7; ++i)
                    for (std::size_t j = 1; j < 7; ++j)
                        if (above[i][k] && above[k][j]) above[i][j] = true;
            for (std::size_t i = 1; i < 7; ++i) EXPECT_FALSE(above[i][i]);
        }
    }
    EXPECT_GT(refused, 50);
}

}  // namespace
}  // namespace genbo
