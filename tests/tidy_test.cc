// SPDX-License-Identifier: Apache-2.0

// The house rules, run over the real sources; and, before that, over small planted trees, because a
// rule that never barks is no rule.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tidy/rules.h"
#include "tidy/source_tree.h"

namespace genbo::tidy {

namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::Field;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

const std::string kHead = "// SPDX-License-Identifier: Apache-2.0\n";

auto says(const std::string& what) { return Field(&Violation::what, HasSubstr(what)); }

// For the real tree: one line per violation, as an editor can jump to it.
std::string listed(const Violations& violations) {
    std::string text;
    for (const auto& violation : violations)
        text +=
            violation.path + ":" + std::to_string(violation.line) + ": " + violation.what + "\n";
    return text;
}

const SourceTree& real_tree() {
    static const SourceTree tree = load_tree(GENBO_SOURCE_DIR);
    return tree;
}

// A header that breaks nothing.
SourceFile header(std::string path, const std::string& body) {
    return {std::move(path), kHead + "#pragma once\n\n// A word to the reader.\n\n" + body};
}

SourceFile source(std::string path, const std::string& body) {
    return {std::move(path), kHead + body};
}

}  // namespace

TEST(TidyLexer, KnowsWhatIsCode) {
    const auto tokens = tokens_of("x = \"a // \\\" b\"; // c \"d\"\nf('\"', 1'000, R\"z(\")z\");");
    std::vector<std::string> found;
    for (const auto& token : tokens)
        if (token.kind == TokenKind::text || token.kind == TokenKind::comment)
            found.emplace_back(token.text);
    EXPECT_THAT(found, ElementsAre("a // \\\" b", "// c \"d\"", "\"", "\""));
    EXPECT_EQ(tokens.back().line, 2U);
}

TEST(TidyLexer, EndsOnAnyText) {
    for (const std::string_view text : {"\"", "'", "/*", "R\"", "R\"x(", "//", "\"\\", "::", "1'"})
        EXPECT_THAT(tokens_of(text), SizeIs(testing::Ge(1U))) << text;
}

TEST(TidyFloors, RefuseTheWayUpAndSideways) {
    const auto bad = [](std::string path, std::string_view include) {
        return floor_violations(
            {source(std::move(path), "#include \"" + std::string{include} + "\"\n")});
    };
    EXPECT_THAT(bad("src/base/time.cc", "record/field.h"), ElementsAre(says("floor 0")));
    EXPECT_THAT(
        bad("src/match/score.h", "port/clock.h"), ElementsAre(says("may not include port")));
    EXPECT_THAT(bad("src/server/api.cc", "adapter/sqlite/store.h"), SizeIs(1));
    EXPECT_THAT(
        bad("src/adapter/sqlite/store.cc", "adapter/memory/store.h"),
        ElementsAre(says("may not include adapter/memory")));
    EXPECT_THAT(bad("src/sample/names.cc", "match/score.h"), SizeIs(1));
    EXPECT_THAT(bad("src/sample/names.cc", "text/kana.h"), ElementsAre(says("generator")));
    EXPECT_THAT(bad("src/register/number_rules.cc", "port/store.h"), ElementsAre(says("pure")));
    EXPECT_THAT(bad("src/attic/old.cc", "base/time.h"), ElementsAre(says("no floor")));
    EXPECT_THAT(bad("src/text/kana.cc", "kana.h"), ElementsAre(says("by the path from src/")));

    EXPECT_THAT(bad("src/record/field.cc", "record/field.h"), IsEmpty());
    EXPECT_THAT(bad("src/adapter/sqlite/store.cc", "adapter/sqlite/database.h"), IsEmpty());
    EXPECT_THAT(bad("src/app/main.cc", "adapter/sqlite/store.h"), IsEmpty());
    EXPECT_THAT(bad("src/register/desk.cc", "port/store.h"), IsEmpty());
    EXPECT_THAT(bad("src/text/kana.cc", "kana_table.inc"), IsEmpty());
    EXPECT_THAT(bad("src/base/time_test.cc", "record/field.h"), IsEmpty());
}

TEST(TidyBans, EachPlantedOneIsFound) {
    const auto bad = [](const std::string& body, std::string path = "src/text/x.cc") {
        return ban_violations({source(std::move(path), body)});
    };
    EXPECT_THAT(bad("#include <regex>\n"), ElementsAre(says("<regex> is banned")));
    EXPECT_THAT(bad("#include <iostream>\n"), SizeIs(1));
    EXPECT_THAT(bad("#include <iostream>\n", "src/cli/x.cc"), IsEmpty());
    EXPECT_THAT(bad("void f() { std::printf(\"x\"); }\n"), ElementsAre(says("terminal")));
    EXPECT_THAT(bad("void f() { std::snprintf(b, 1, \"x\"); }\n"), IsEmpty());
    EXPECT_THAT(bad("void f() { sprintf(b, \"x\"); }\n"), ElementsAre(says("sprintf()")));
    EXPECT_THAT(bad("int f() { return rand(); }\n"), SizeIs(1));
    EXPECT_THAT(bad("int f() { return dice.rand(); }\n"), IsEmpty());
    EXPECT_THAT(bad("void f() { std::cout << 1; }\n"), SizeIs(1));
    EXPECT_THAT(bad("void f() { throw 1; }\n"), ElementsAre(says("Error")));
    EXPECT_THAT(bad("// We never throw 1;\n"), IsEmpty());
    EXPECT_THAT(bad("auto t = std::chrono::system_clock::now();\n"), ElementsAre(says("clock")));
    EXPECT_THAT(
        bad("auto t = std::chrono::system_clock::now();\n", "src/adapter/system/x.cc"), IsEmpty());
    EXPECT_THAT(bad("std::random_device chance;\n"), SizeIs(1));
    EXPECT_THAT(
        bad("// TO"
            "DO tidy up\n"),
        ElementsAre(says("issue number")));
    EXPECT_THAT(
        bad("// TO"
            "DO(#12) tidy up\n"),
        IsEmpty());
    EXPECT_THAT(
        bad("const char* s = \"TO"
            "DO\";\n"),
        IsEmpty());
    EXPECT_THAT(bad("\tint x;\n"), ElementsAre(says("tab")));
    EXPECT_THAT(bad("int x; \n"), ElementsAre(says("space at the end")));
    EXPECT_THAT(bad("int x;"), ElementsAre(says("no newline")));
    EXPECT_THAT(bad("using namespace std;\n"), SizeIs(1));
    EXPECT_THAT(bad("void f() {\n    using namespace std::chrono_literals;\n}\n"), IsEmpty());
    EXPECT_THAT(bad("// " + std::string(97, 'x') + "\n"), IsEmpty());
    EXPECT_THAT(bad("// " + std::string(98, 'x') + "\n"), ElementsAre(says("100 columns")));
}

TEST(TidyBans, JapaneseCountsByCharacter) {
    std::string line = "// ";
    for (int i = 0; i < 97; ++i) line += "字";
    EXPECT_THAT(ban_violations({source("src/text/x.cc", line + "\n")}), IsEmpty());
    EXPECT_THAT(ban_violations({source("src/text/x.cc", line + "字\n")}), SizeIs(1));
}

TEST(TidyBans, FilesOpenProperly) {
    EXPECT_THAT(ban_violations({header("src/text/x.h", "")}), IsEmpty());
    EXPECT_THAT(ban_violations({{"src/text/x.cc", "int x;\n"}}), ElementsAre(says("SPDX")));
    EXPECT_THAT(
        ban_violations({{"src/text/x.h", kHead + "\n// Word.\n"}}),
        ElementsAre(says("#pragma once")));
    EXPECT_THAT(
        ban_violations({{"src/text/x.h", kHead + "#pragma once\n\n#include <string>\n"}}),
        ElementsAre(says("word to the reader")));
}

TEST(TidyNames, ATestIsAboutSomething) {
    const auto named = [](std::string test) {
        return naming_violations(
            {header("src/text/kana.h", ""), header("src/text/kana_row.h", ""),
             source(std::move(test), "")});
    };
    EXPECT_THAT(named("src/text/kana_test.cc"), IsEmpty());
    EXPECT_THAT(named("src/text/kana_voicing_test.cc"), IsEmpty());
    EXPECT_THAT(named("src/text/text_property_test.cc"), IsEmpty());
    EXPECT_THAT(named("src/text/kanazawa_test.cc"), SizeIs(1));
    EXPECT_THAT(named("src/text/romaji_bench.cc"), SizeIs(1));
    EXPECT_THAT(named("src/record/kana_test.cc"), SizeIs(1));
    EXPECT_THAT(named("src/adapter/store_contract_test.cc"), IsEmpty());
}

TEST(TidyNames, OneNameOneType) {
    const auto pair = [](const std::string& a, const std::string& b) {
        return type_name_violations(
            {header("src/access/a.h", "namespace genbo {\n" + a + "\n}\n"),
             header("src/sample/b.h", "namespace genbo {\n" + b + "\n}\n")});
    };
    EXPECT_THAT(pair("enum class Role { x };", "enum class Role : int { y };"), SizeIs(1));
    EXPECT_THAT(pair("struct [[nodiscard]] A {};", "class A final : B {};"), SizeIs(1));
    EXPECT_THAT(pair("struct A {};", "struct A;"), IsEmpty());
    EXPECT_THAT(pair("struct A {};", "class B {\n    struct A {};\n};"), IsEmpty());
    EXPECT_THAT(pair("struct A {};", "using X = Strong<struct A, int>;"), IsEmpty());
    EXPECT_THAT(pair("struct A {};", "}\nnamespace genbo::detail {\nstruct A {};"), IsEmpty());
}

TEST(TidyMessages, CodesAndCatalogueAgree) {
    const std::string entry =
        "const Message kRows[] = {\n    {\"a.b\", \"だめです。\",\n     \"This is bad. \"\n     "
        "\"Mend {0}.\"},\n};\n";
    const auto found = [&](const std::string& catalogue, const std::string& code) {
        return message_violations(
            {source("src/text/text_messages.cc", catalogue), source("src/text/x.cc", code)});
    };
    const std::string good =
        "const Message kRows[] = {{\"a.b\", \"だめです。{0}をなおす。\", \"Bad. Mend {0}.\"}};\n";
    EXPECT_THAT(found(good, "return Error{Fault::invalid, \"a.b\"};\n"), IsEmpty());
    EXPECT_THAT(found(good, "return {Severity::note,\n  \"a.b\", row};\n"), IsEmpty());
    EXPECT_THAT(found(good, "finding.code = \"a.b\";\n"), IsEmpty());
    EXPECT_THAT(found(good, "auto e = bad(\"a.b\");\n"), IsEmpty());
    EXPECT_THAT(found(entry, "return bad(\"a.b\");\n"), ElementsAre(says("holes")));
    EXPECT_THAT(found(good, "int x;\n"), ElementsAre(says("used by nothing")));
    EXPECT_THAT(found(good, "// \"a.b\"\n"), ElementsAre(says("used by nothing")));
    EXPECT_THAT(
        found(good, "return Error{Fault::invalid, full ? \"a.b\" : \"a.c\"};\n"),
        ElementsAre(says("\"a.c\" is in no message catalogue")));
    EXPECT_THAT(found(good + good, "return bad(\"a.b\");\n"), ElementsAre(says("2 entries")));
    EXPECT_THAT(
        found("const Message kRows[] = {{\"a.b\", \"Bad.\", \"Bad.\"}};\n", "bad(\"a.b\");\n"),
        ElementsAre(says("no Japanese")));
    EXPECT_THAT(
        found("const Message kRows[] = {{\"a.b\", \"だめ。\", \"Bad\"}};\n", "bad(\"a.b\");\n"),
        ElementsAre(says("full stop")));
}

TEST(TidyMessages, AppAddsEveryRoom) {
    const auto room = source(
        "src/text/text_messages.cc", "const std::span<const Message> kTextMessages{kRows};\n");
    EXPECT_THAT(
        message_violations({room, source("src/app/app.cc", "add(kBaseMessages);\n")}),
        ElementsAre(says("kTextMessages is not added")));
    EXPECT_THAT(
        message_violations({room, source("src/app/app.cc", "add(kTextMessages);\n")}), IsEmpty());
}

TEST(TidyWeb, FeaturesDoNotMeet) {
    const auto bad = [](std::string path, const std::string& target) {
        return web_violations({{std::move(path), "import { x } from '" + target + "';\n"}});
    };
    EXPECT_THAT(bad("web/src/features/customers/List.tsx", "../imports/Wizard"), SizeIs(1));
    EXPECT_THAT(bad("web/src/features/customers/List.tsx", "@/features/imports/Wizard"), SizeIs(1));
    EXPECT_THAT(bad("web/src/features/customers/List.tsx", "@/app/routes"), SizeIs(1));
    EXPECT_THAT(bad("web/src/shared/ui/Page.tsx", "../../features/customers/List"), SizeIs(1));
    EXPECT_THAT(bad("web/src/features/customers/List.tsx", "./Row"), IsEmpty());
    EXPECT_THAT(bad("web/src/features/customers/List.tsx", "../../shared/ui/Page"), IsEmpty());
    EXPECT_THAT(bad("web/src/app/routes.tsx", "@/features/customers/List"), IsEmpty());
    EXPECT_THAT(bad("web/src/features/customers/List.tsx", "react"), IsEmpty());
    EXPECT_THAT(
        web_violations({{"web/src/app/x.tsx", "<p dangerouslySetInnerHTML={x} />\n"}}), SizeIs(1));
}

TEST(TidyDocuments, PairsLinksAndSizes) {
    EXPECT_THAT(document_violations({{"README.md", ""}}), ElementsAre(says("README.ja.md")));
    EXPECT_THAT(
        document_violations({{"docs/guide/ja/search.md", ""}}),
        ElementsAre(says("docs/guide/en/search.md")));
    EXPECT_THAT(
        document_violations({{"docs/a.md", "see [b](b.md)\n"}}),
        ElementsAre(says("links to nothing")));
    EXPECT_THAT(
        document_violations(
            {{"docs/a.md",
              "[b](b.md#part) [c](../src/) [l](../LICENSE) [w](https://example.com)\n"},
             {"docs/b.md", ""},
             {"src/x.cc", ""}}),
        IsEmpty());
    const std::string adr = "## Context\n## Decision\n## Consequences\n## What we gave up\n";
    EXPECT_THAT(document_violations({{"docs/adr/0099-x.md", adr}}), IsEmpty());
    EXPECT_THAT(document_violations({{"docs/adr/0099-x.md", "## Context\n"}}), SizeIs(3));
    EXPECT_THAT(
        document_violations({{"docs/adr/0099-x.md", adr + std::string(60, '\n')}}),
        ElementsAre(says("60 lines")));
    EXPECT_THAT(
        document_violations(
            {{"ARCHITECTURE.md", "`base/a.h` and `src/base/b.h`\n"}, {"src/base/a.h", ""}}),
        ElementsAre(says("src/base/b.h")));
    EXPECT_THAT(
        document_violations({{"docs/mission.md", "| N1 | 採番 | soon | |\n"}}),
        ElementsAre(says("no state"), says("1 rows")));
    EXPECT_THAT(
        document_violations(
            {{"docs/dependencies.md", "`g++`\n"},
             {"tools/setup/packages.sh", "build_packages=(\n    g++ mold\n)\n"}}),
        ElementsAre(says("why we need mold")));
}

TEST(TidyDocuments, TablesOfBothLanguagesHaveTheSameFigures) {
    const auto pair = [](const std::string& ja, const std::string& en) {
        return document_violations({{"docs/a.ja.md", ja}, {"docs/a.md", en}});
    };
    EXPECT_THAT(
        pair("| `csv` | 20 | 1,234 |\n", "| `csv` | 20 | 4,586,542 |\n"),
        ElementsAre(says("| `csv`")));
    EXPECT_THAT(pair("| `csv` | 1,234 回 |\n", "| `csv` | 1,234 runs, 3 twice |\n"), IsEmpty());
    EXPECT_THAT(pair("| 表 | 1,234 |\n", "| table | 5,678 |\n"), IsEmpty());
    EXPECT_THAT(pair("| `a` | 1,234 |\n", "| `b` | 5,678 |\n"), IsEmpty());
}

TEST(TidyMachine, NobodysOwnPathStays) {
    const auto bad = [](const std::string& text) { return machine_violations({{"x.md", text}}); };
    EXPECT_THAT(
        bad("cd /ho"
            "me/taro/genbo\n"),
        SizeIs(1));
    EXPECT_THAT(
        bad("cd \"/wo"
            "rk/x\"\n"),
        SizeIs(1));
    EXPECT_THAT(
        bad("import '../features/ho"
            "me/Page'\n"),
        IsEmpty());
}

// From here on: the real sources.

TEST(Tidy, TheTreeIsThere) {
    EXPECT_THAT(real_tree(), Contains(Field(&SourceFile::path, "src/base/time.h")));
    EXPECT_THAT(real_tree(), Contains(Field(&SourceFile::path, "tests/tidy_test.cc")));
    EXPECT_THAT(real_tree(), Contains(Field(&SourceFile::path, "README.md")));
    EXPECT_THAT(real_tree(), Not(Contains(Field(&SourceFile::path, HasSubstr("node_modules")))));
}

TEST(Tidy, EveryIncludeGoesDownstairs) { EXPECT_EQ(listed(floor_violations(real_tree())), ""); }

TEST(Tidy, NoBans) { EXPECT_EQ(listed(ban_violations(real_tree())), ""); }

TEST(Tidy, TestsAreNamedAfterSources) { EXPECT_EQ(listed(naming_violations(real_tree())), ""); }

TEST(Tidy, OneNameOneType) { EXPECT_EQ(listed(type_name_violations(real_tree())), ""); }

TEST(Tidy, EveryCodeSpeaksBothLanguages) { EXPECT_EQ(listed(message_violations(real_tree())), ""); }

TEST(Tidy, WebFoldersLookOneWay) { EXPECT_EQ(listed(web_violations(real_tree())), ""); }

TEST(Tidy, DocumentsKeepTheirShape) { EXPECT_EQ(listed(document_violations(real_tree())), ""); }

TEST(Tidy, NoPathOfAnyonesMachine) { EXPECT_EQ(listed(machine_violations(real_tree())), ""); }

}  // namespace genbo::tidy
