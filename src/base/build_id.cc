// SPDX-License-Identifier: Apache-2.0
#include "base/build_id.h"

#include <elf.h>
#include <link.h>
#include <unistd.h>

#include <chrono>
#include <cstring>

#include "base/bytes.h"

namespace genbo {

namespace {

std::string note_of(const dl_phdr_info& object) {
    for (int i = 0; i < object.dlpi_phnum; ++i) {
        const auto& segment = object.dlpi_phdr[i];
        if (segment.p_type != PT_NOTE) continue;
        // Each note: three words, then name and contents, both filled up to four bytes.
        const auto* at = reinterpret_cast<const std::uint8_t*>(object.dlpi_addr + segment.p_vaddr);
        const auto* const end = at + segment.p_memsz;
        while (end - at >= static_cast<std::ptrdiff_t>(sizeof(ElfW(Nhdr)))) {
            ElfW(Nhdr) note;
            std::memcpy(&note, at, sizeof note);
            const auto* const name = at + sizeof note;
            const auto* const contents = name + ((note.n_namesz + 3U) & ~3U);
            if (note.n_type == NT_GNU_BUILD_ID && note.n_namesz == 4 &&
                std::memcmp(name, "GNU", 4) == 0)
                return to_hex({contents, note.n_descsz});
            at = contents + ((note.n_descsz + 3U) & ~3U);
        }
    }
    return {};
}

std::string find_build_id() {
    std::string found;
    // The program itself is the first object.
    dl_iterate_phdr(
        [](dl_phdr_info* object, std::size_t, void* out) {
            *static_cast<std::string*>(out) = note_of(*object);
            return 1;
        },
        &found);
    if (!found.empty()) return found;
    const auto now = std::chrono::steady_clock::now().time_since_epoch().count();
    return "none " + std::to_string(::getpid()) + " " + std::to_string(now);
}

}  // namespace

const std::string& build_id() {
    static const std::string id = find_build_id();
    return id;
}

}  // namespace genbo
