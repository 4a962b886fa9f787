// SPDX-License-Identifier: Apache-2.0
#include "audit/outside_copy.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include "base/base64.h"

namespace genbo {

namespace {

constexpr std::string_view kForkHead = "genbo-fork/1";
constexpr std::string_view kCopyMark = "== ";

std::string_view next_fork_line(std::string_view& text) {
    const auto line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), line.size() + 1));
    return line;
}

std::string fork_line(std::string_view word, const Checkpoint& checkpoint) {
    return std::string{word} + " " + std::to_string(checkpoint.size) + " " +
           to_base64(checkpoint.root) + "\n";
}

std::string fork_text(const ForkRecord& fork) {
    return fork.restored.origin + "\n" + std::string{kForkHead} + "\n" +
           fork_line("restored", fork.restored) + fork_line("known", fork.known) +
           std::to_string(to_micros(fork.at)) + "\n";
}

std::optional<Checkpoint> parse_fork_line(std::string_view line, const std::string& origin) {
    const auto first = line.find(' ');
    const auto second = line.rfind(' ');
    if (first == line.npos || second == first) return std::nullopt;
    Checkpoint checkpoint{.origin = origin};
    const auto number = line.substr(first + 1, second - first - 1);
    const auto* const end = number.data() + number.size();
    if (std::from_chars(number.data(), end, checkpoint.size).ptr != end) return std::nullopt;
    const auto root = from_base64(line.substr(second + 1));
    if (!root.ok() || root->size() != checkpoint.root.size()) return std::nullopt;
    std::ranges::copy(*root, checkpoint.root.begin());
    return checkpoint;
}

}  // namespace

std::string sign_fork(const ForkRecord& fork, const SigningKey& key) {
    return sign_note(fork_text(fork), fork.restored.origin, key);
}

Result<ForkRecord> open_fork(std::string_view note, const NoteKey& key) {
    const Error bad{Fault::corrupt, "audit.bad_fork"};
    const std::string text = TRY(open_note(note, key));
    std::string_view lines = text;
    const std::string origin{next_fork_line(lines)};
    if (next_fork_line(lines) != kForkHead) return bad;
    const auto restored = parse_fork_line(next_fork_line(lines), origin);
    const auto known = parse_fork_line(next_fork_line(lines), origin);
    const auto time = next_fork_line(lines);
    std::int64_t micros = 0;
    std::from_chars(time.data(), time.data() + time.size(), micros);
    if (!restored || !known) return bad;
    ForkRecord fork{*restored, *known, instant_from_micros(micros)};
    if (origin != key.name || fork_text(fork) != text) return bad;
    return fork;
}

bool is_fork(std::string_view note) {
    next_fork_line(note);
    return next_fork_line(note) == kForkHead;
}

std::string outside_entry(Instant at, std::string_view note) {
    return std::string{kCopyMark} + format_instant(at) + "\n" + std::string{note};
}

namespace {

// A whole note has an empty line, and a signature behind it that ends in a line feed; a hand-over
// has two.
bool is_whole(std::string_view note) {
    const auto text_end = note.find("\n\n");
    if (text_end == note.npos || !note.ends_with('\n')) return false;
    const auto signatures = note.substr(text_end + 2);
    return std::ranges::count(signatures, '\n') >= (is_handover(note) ? 2 : 1);
}

}  // namespace

std::size_t whole_part(std::string_view list) {
    const auto mark = list.rfind("\n== ");
    if (mark == list.npos && !list.starts_with(kCopyMark)) return list.size();
    const auto begin = mark == list.npos ? 0 : mark + 1;
    return notes_of(list.substr(begin)).empty() ? begin : list.rfind('\n') + 1;
}

std::vector<std::string_view> notes_of(std::string_view list) {
    std::vector<std::string_view> notes;
    list = list.substr(0, list.rfind('\n') + 1);
    std::size_t at = list.starts_with(kCopyMark) ? 0 : list.npos;
    while (at != list.npos) {
        const auto line_end = list.find('\n', at);
        if (line_end == list.npos) break;
        const auto begin = line_end + 1;
        const auto mark = list.find("\n== ", begin);
        const bool is_last = mark == list.npos;
        const auto note = is_last ? list.substr(begin) : list.substr(begin, mark + 1 - begin);
        at = is_last ? list.npos : mark + 1;
        if (is_last && !is_whole(note)) break;
        notes.push_back(note);
    }
    return notes;
}

Result<OutsideCopies> OutsideCopies::read(std::string_view list, const TrailKeys& keys) {
    OutsideCopies copies;
    if (!list.empty() && !list.starts_with(kCopyMark))
        return Error{Fault::corrupt, "audit.bad_note"};
    std::vector<TrailKeys::SignedBy> standing;
    // By keys of a branch that a fork record must still speak of.
    std::size_t abandoned = 0;
    std::optional<Error> unknown;
    for (const auto note : notes_of(list)) {
        auto signed_by = keys.open(note);
        if (signed_by.ok()) {
            ++copies.checkpoints_;
            standing.push_back(*std::move(signed_by));
            continue;
        }
        const auto known = keys.signer_of(note);
        if (!known.ok()) {
            if (!keys.is_of_void_key(note)) return known.error();
            if (!open_handover(note).ok()) ++abandoned;
            if (!unknown) unknown = known.error();
            continue;
        }
        const auto& signer = *known;
        const auto fork = open_fork(note, signer);
        if (!fork.ok()) {
            // Those that lead here were followed already.
            if (!open_handover(note).ok()) return fork.error();
            continue;
        }
        copies.voided_ += std::erase_if(standing, [&](const TrailKeys::SignedBy& one) {
            return one.checkpoint.size > fork->restored.size;
        });
        copies.checkpoints_ += abandoned;
        copies.voided_ += abandoned;
        abandoned = 0;
        unknown.reset();
        const auto key = std::ranges::find(keys.keys(), signer) - keys.keys().begin();
        standing.push_back({fork->restored, static_cast<std::size_t>(key)});
        copies.forks_.push_back(*fork);
    }
    if (unknown) return *unknown;
    if (!standing.empty()) copies.last_ = standing.back().checkpoint;
    std::ranges::stable_sort(
        standing, {}, [](const TrailKeys::SignedBy& one) { return one.checkpoint.size; });
    for (const auto& [one, key] : standing) {
        copies.largest_[key] = std::max(copies.largest_[key], one.size);
        if (copies.expected_.empty() || copies.expected_.back().size != one.size)
            copies.expected_.push_back(one);
        else if (copies.expected_.back().root != one.root)
            return Error{Fault::corrupt, "audit.copies_disagree", {std::to_string(one.size)}};
    }
    return copies;
}

Result<> OutsideCopies::compare(const AuditTree& tree) {
    if (next_ == expected_.size() || expected_[next_].size != tree.size()) return {};
    if (expected_[next_].root != tree.root()) return Error{Fault::corrupt, "audit.not_consistent"};
    ++next_;
    return {};
}

Result<> OutsideCopies::finish(const AuditTree& tree) const {
    if (next_ == expected_.size()) return {};
    return Error{
        Fault::corrupt,
        "audit.rolled_back",
        {std::to_string(tree.size()), std::to_string(expected_.back().size)}};
}

Result<> OutsideCopies::check_keys(const std::vector<std::uint64_t>& until) const {
    for (std::size_t key = 0; key < until.size(); ++key) {
        const auto stood_for = largest_.find(key);
        if (stood_for != largest_.end() && stood_for->second > until[key])
            return Error{Fault::corrupt, "audit.key_retired", {std::to_string(stood_for->second)}};
    }
    return {};
}

}  // namespace genbo
