// SPDX-License-Identifier: Apache-2.0
#include "audit/key_handover.h"

#include <algorithm>
#include <charconv>

#include "audit/audit_leaf.h"
#include "audit/outside_copy.h"

namespace genbo {

namespace {

constexpr std::string_view kHandoverHead = "genbo-handover/1";

Error bad_handover() { return Error{Fault::corrupt, "audit.bad_handover"}; }

std::string handover_text(const KeyHandover& handover) {
    return handover.from.name + "\n" + std::string{kHandoverHead} + "\nfrom " +
           handover.from.str() + "\nto " + handover.to.str() + "\n" +
           std::to_string(to_micros(handover.at)) + "\n";
}

std::string_view next_handover_line(std::string_view& text) {
    const auto line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), line.size() + 1));
    return line;
}

// What is behind the word, as a key.
Result<NoteKey> key_behind(std::string_view line, std::string_view word) {
    if (!line.starts_with(word)) return bad_handover();
    const auto key = NoteKey::parse(line.substr(word.size()));
    if (!key.ok()) return bad_handover();
    return key;
}

}  // namespace

bool is_handover(std::string_view note) {
    next_handover_line(note);
    return next_handover_line(note) == kHandoverHead;
}

std::string sign_handover(
    const KeyHandover& handover, const SigningKey& from, const SigningKey& to) {
    const auto text = handover_text(handover);
    auto note = sign_note(text, handover.from.name, from);
    const auto second = sign_note(text, handover.to.name, to);
    // The second's signature line, without the text that they share.
    return note += second.substr(text.size() + 1);
}

Result<KeyHandover> open_handover(std::string_view note) {
    std::string_view lines = note;
    const auto name = next_handover_line(lines);
    if (next_handover_line(lines) != kHandoverHead) return bad_handover();
    KeyHandover handover;
    handover.from = TRY(key_behind(next_handover_line(lines), "from "));
    handover.to = TRY(key_behind(next_handover_line(lines), "to "));
    const auto time = next_handover_line(lines);
    std::int64_t micros = 0;
    std::from_chars(time.data(), time.data() + time.size(), micros);
    handover.at = instant_from_micros(micros);
    const bool one_trail = handover.from.name == name && handover.to.name == name;
    if (!one_trail || handover.from == handover.to) return bad_handover();
    const auto text = handover_text(handover);
    for (const auto& key : {handover.from, handover.to})
        if (TRY(open_note(note, key)) != text) return bad_handover();
    return handover;
}

// A fork record makes void what its signer had handed over before, and what that leads to.
std::vector<TrailKeys::Waiting> TrailKeys::without_void(
    std::vector<Waiting> all, const std::vector<std::string_view>& notes) {
    const auto known = [&](const NoteKey& key) {
        return std::ranges::find(keys_, key) != keys_.end();
    };
    for (std::size_t place = 0; place < notes.size(); ++place) {
        if (!is_fork(notes[place])) continue;
        std::vector<NoteKey> gone;
        for (bool more = true; more;) {
            more = std::erase_if(all, [&](const Waiting& one) {
                       const auto& from = one.handover.from;
                       if (one.place > place || known(one.handover.to)) return false;
                       if (std::ranges::find(gone, from) == gone.end() &&
                           !open_fork(notes[place], from).ok())
                           return false;
                       gone.push_back(one.handover.to);
                       return true;
                   }) > 0;
        }
        void_.insert(void_.end(), gone.begin(), gone.end());
    }
    return all;
}

Result<> TrailKeys::follow(std::string_view list) {
    const auto notes = notes_of(list);
    std::vector<Waiting> all;
    for (std::size_t i = 0; i < notes.size(); ++i)
        if (is_handover(notes[i]))
            all.push_back({i, sha256(as_bytes(notes[i])), TRY(open_handover(notes[i]))});
    auto waiting = without_void(std::move(all), notes);
    // In whatever order they stand: each round takes those that touch a known key.
    for (bool moved = true; moved && !waiting.empty();) {
        moved = false;
        for (auto at = waiting.begin(); at != waiting.end();) {
            const auto& hash = at->hash;
            const auto& handover = at->handover;
            const auto from = std::ranges::find(keys_, handover.from);
            const auto to = std::ranges::find(keys_, handover.to);
            if (from == keys_.end() && to == keys_.end()) {
                ++at;
                continue;
            }
            if (from == keys_.end()) {
                if (to != keys_.begin()) return bad_handover();
                keys_.insert(keys_.begin(), handover.from);
                for (auto& [known, place] : notes_) ++place;
            } else if (to == keys_.end()) {
                if (from + 1 != keys_.end()) return bad_handover();
                keys_.push_back(handover.to);
            } else if (from + 1 != to) {
                return bad_handover();
            }
            const auto place = std::ranges::find(keys_, handover.from) - keys_.begin();
            notes_[hash] = static_cast<std::size_t>(place);
            at = waiting.erase(at);
            moved = true;
        }
    }
    if (!waiting.empty()) return bad_handover();
    return {};
}

Result<TrailKeys::SignedBy> TrailKeys::open(std::string_view note) const {
    auto checkpoint = open_checkpoint(note, keys_.back());
    if (checkpoint.ok()) return SignedBy{*std::move(checkpoint), keys_.size() - 1};
    for (std::size_t i = 0; i + 1 < keys_.size(); ++i)
        if (auto older = open_checkpoint(note, keys_[i]); older.ok())
            return SignedBy{*std::move(older), i};
    return checkpoint.error();
}

bool TrailKeys::is_of_void_key(std::string_view note) const {
    return std::ranges::any_of(
        void_, [&](const NoteKey& key) { return open_note(note, key).ok(); });
}

Result<NoteKey> TrailKeys::signer_of(std::string_view note) const {
    const auto opened = open_note(note, keys_.back());
    if (opened.ok()) return keys_.back();
    for (const auto& key : keys_)
        if (open_note(note, key).ok()) return key;
    return opened.error();
}

void HandoverPlaces::see(ByteView leaf) {
    const auto index = next_++;
    // Decoding every leaf would cost more than all the rest.
    if (keys_.notes_.empty() || as_text(leaf).find(kHandoverAction) == std::string_view::npos)
        return;
    const auto decoded = decode_leaf(leaf);
    if (!decoded.ok() || decoded->action != kHandoverAction || !decoded->detail_commit) return;
    const auto note = keys_.notes_.find(*decoded->detail_commit);
    if (note != keys_.notes_.end()) places_[note->second] = index;
}

Result<std::vector<std::uint64_t>> HandoverPlaces::until() const {
    std::vector<std::uint64_t> sizes;
    for (std::size_t i = 0; i + 1 < keys_.keys().size(); ++i) {
        const auto place = places_.find(i);
        if (place == places_.end()) return Error{Fault::corrupt, "audit.handover_unlogged"};
        sizes.push_back(place->second);
    }
    return sizes;
}

}  // namespace genbo
