// SPDX-License-Identifier: Apache-2.0
#pragma once

// The rules of the house that a program can check.  Each takes the whole tree and answers with what
// is wrong, in the words of somebody who would like to see it mended.

#include "tidy/source_tree.h"

namespace genbo::tidy {

// Every room stands on a floor and includes itself and strictly lower floors (ARCHITECTURE.md);
// rules (`*_rules.{h,cc}`) know no port.
Violations floor_violations(const SourceTree& tree);

// Each C++ file: licence line, `#pragma once`, a first word to the reader, no tabs, a hundred
// columns, nothing put off without an issue, and none of the calls and headers that the house does
// without.
Violations ban_violations(const SourceTree& tree);

// Each test, bench and fuzzer is named after a source beside it.
Violations naming_violations(const SourceTree& tree);

// The house has one flat namespace: no two headers of src/ define a type of the same name, which
// the linker would join in silence when both have inline parts.
Violations type_name_violations(const SourceTree& tree);

// Error and finding codes and the message catalogues say the same, both ways, in both languages.
Violations message_violations(const SourceTree& tree);

// web/src: app → features → shared, no feature knows another.
Violations web_violations(const SourceTree& tree);

// Documents: Japanese and English pairs with the same figures in their tables, links that lead
// somewhere, ADRs of one shape and size, the mission's 171 rows, every Debian package with its
// reason.
Violations document_violations(const SourceTree& tree);

// No path of anybody's own machine, in any file.
Violations machine_violations(const SourceTree& tree);

}  // namespace genbo::tidy
