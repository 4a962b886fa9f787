// SPDX-License-Identifier: Apache-2.0
#include "match/questions.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

namespace genbo {

namespace {

// Of larger clusters, so many members speak for all.
constexpr std::size_t kQuestionMembers = 12;

using Rows = std::vector<std::uint32_t>;

// Rows by cluster, those of one cluster in the order of their ties.
class QuestionClusters {
public:
    explicit QuestionClusters(const QuestionInput& input) : input_(input) {
        const auto clusters =
            input.cluster.empty()
                ? 0
                : *std::max_element(input.cluster.begin(), input.cluster.end()) + 1;
        begins_.resize(std::size_t{clusters} + 1);
        for (const auto cluster : input.cluster) ++begins_[cluster + 1];
        std::partial_sum(begins_.begin(), begins_.end(), begins_.begin());
        rows_.resize(input.cluster.size());
        auto at = begins_;
        for (std::uint32_t row = 0; row < rows_.size(); ++row)
            rows_[at[input.cluster[row]]++] = row;
    }
    std::size_t size(std::uint32_t cluster) const {
        return begins_[cluster + 1] - begins_[cluster];
    }
    std::size_t count() const { return begins_.size() - 1; }

    Rows members(std::uint32_t cluster) const {
        Rows rows(
            rows_.begin() + static_cast<std::ptrdiff_t>(begins_[cluster]),
            rows_.begin() + static_cast<std::ptrdiff_t>(begins_[cluster + 1]));
        std::sort(rows.begin(), rows.end(), [&](std::uint32_t x, std::uint32_t y) {
            return std::pair{input_.tie(x), x} < std::pair{input_.tie(y), y};
        });
        return rows;
    }

private:
    const QuestionInput& input_;
    std::vector<std::size_t> begins_;
    Rows rows_;
};

Millibits question_mean(const QuestionInput& input, Rows left, Rows right) {
    if (left.size() > kQuestionMembers) left.resize(kQuestionMembers);
    if (right.size() > kQuestionMembers) right.resize(kQuestionMembers);
    std::int64_t sum = 0;
    for (const auto a : left)
        for (const auto b : right) sum += link_vote(input.score(a, b), input.rule);
    return static_cast<Millibits>(sum / static_cast<std::int64_t>(left.size() * right.size()));
}

// The pairs between two sides are neither one witness nor so many independent ones: with n of them
// the mean counts as if √n had spoken.
double question_worth(std::size_t pairs, Millibits mean) {
    const auto n = static_cast<double>(pairs);
    const double doubt = std::exp2(-std::abs(millibits_to_bits(mean)) * std::sqrt(n));
    return n * doubt / (1 + doubt);
}

Rows question_rest(Rows rows, std::uint32_t without) {
    std::erase(rows, without);
    return rows;
}

void ask_to_join(
    const QuestionInput& input, const QuestionClusters& clusters, std::vector<Question>& asked) {
    struct Between {
        std::uint32_t x = 0;
        std::uint32_t y = 0;
        LinkEdge edge;
    };
    std::vector<Between> between;
    for (const auto& edge : input.pairs) {
        const auto x = input.cluster[edge.a];
        const auto y = input.cluster[edge.b];
        if (x != y) between.push_back({std::min(x, y), std::max(x, y), edge});
    }
    const auto ties = [&](const LinkEdge& edge) {
        return std::minmax({input.tie(edge.a), input.tie(edge.b)});
    };
    std::sort(between.begin(), between.end(), [&](const Between& p, const Between& q) {
        if (p.x != q.x) return p.x < q.x;
        if (p.y != q.y) return p.y < q.y;
        if (p.edge.bits != q.edge.bits) return p.edge.bits > q.edge.bits;
        return ties(p.edge) < ties(q.edge);
    });
    for (std::size_t i = 0; i < between.size(); ++i) {
        const auto& [x, y, edge] = between[i];
        if (i > 0 && between[i - 1].x == x && between[i - 1].y == y) continue;
        const auto mean = question_mean(input, clusters.members(x), clusters.members(y));
        asked.push_back(
            {.a = edge.a,
             .b = edge.b,
             .bits = mean,
             .worth = question_worth(clusters.size(x) * clusters.size(y), mean)});
    }
}

// The member that fits its cluster worst, beside the one that it fits best.
void ask_to_split(
    const QuestionInput& input, const QuestionClusters& clusters, std::vector<Question>& asked) {
    for (std::uint32_t cluster = 0; cluster < clusters.count(); ++cluster) {
        if (clusters.size(cluster) < 2) continue;
        auto rows = clusters.members(cluster);
        if (rows.size() > kQuestionMembers) rows.resize(kQuestionMembers);
        Question worst{.bits = kLinkClamp + 1, .joined = true};
        for (const auto row : rows) {
            const auto rest = question_rest(rows, row);
            const auto mean = question_mean(input, {row}, rest);
            if (mean >= worst.bits) continue;
            worst.a = *std::max_element(rest.begin(), rest.end(), [&](auto x, auto y) {
                return input.score(row, x) < input.score(row, y);
            });
            worst.b = row;
            worst.bits = mean;
        }
        worst.worth = question_worth(clusters.size(cluster) - 1, worst.bits);
        asked.push_back(worst);
    }
}

}  // namespace

std::vector<Question> valuable_questions(const QuestionInput& input, std::size_t limit) {
    const QuestionClusters clusters{input};
    std::vector<Question> asked;
    ask_to_join(input, clusters, asked);
    ask_to_split(input, clusters, asked);
    std::sort(asked.begin(), asked.end(), [&](const Question& p, const Question& q) {
        if (p.worth != q.worth) return p.worth > q.worth;
        return std::minmax({input.tie(p.a), input.tie(p.b)}) <
               std::minmax({input.tie(q.a), input.tie(q.b)});
    });
    if (asked.size() > limit) asked.resize(limit);
    return asked;
}

Millibits evidence_between(const QuestionInput& input, std::uint32_t a, std::uint32_t b) {
    Rows left;
    Rows right;
    const bool one = input.cluster[a] == input.cluster[b];
    for (std::uint32_t row = 0; row < input.cluster.size(); ++row) {
        if (input.cluster[row] == input.cluster[a] && (!one || row != b)) left.push_back(row);
        if (one ? row == b : input.cluster[row] == input.cluster[b]) right.push_back(row);
    }
    const auto by_tie = [&](std::uint32_t x, std::uint32_t y) {
        return std::pair{input.tie(x), x} < std::pair{input.tie(y), y};
    };
    std::sort(left.begin(), left.end(), by_tie);
    std::sort(right.begin(), right.end(), by_tie);
    return question_mean(input, std::move(left), std::move(right));
}

}  // namespace genbo
