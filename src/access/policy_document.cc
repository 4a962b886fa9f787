// SPDX-License-Identifier: Apache-2.0
#include "access/policy_document.h"

#include <algorithm>
#include <string_view>
#include <vector>

#include "access/policy.h"

namespace genbo {

namespace {

// Writes one page in one language.
class PolicyPage {
public:
    explicit PolicyPage(Language language) : ja_(language == Language::ja) {}

    std::string text() {
        begin();
        classes();
        purposes();
        effects();
        actions();
        end();
        return std::move(text_);
    }

private:
    std::string_view say(std::string_view ja, std::string_view en) const { return ja_ ? ja : en; }
    void line(std::string_view text) {
        text_ += text;
        text_ += '\n';
    }
    void row(const std::vector<std::string>& cells) {
        text_ += '|';
        for (const auto& cell : cells) text_ += ' ' + cell + " |";
        text_ += '\n';
    }
    void head(const std::vector<std::string>& cells) {
        row(cells);
        text_ += '|';
        for (std::size_t i = 0; i < cells.size(); ++i) text_ += "---|";
        text_ += '\n';
    }
    std::string code(std::string_view name) const { return '`' + std::string{name} + '`'; }
    std::string role(Role role) const {
        return std::string{role_title(role, ja_)} + ' ' + code(role_name(role));
    }

    void begin() {
        line(say("# だれが何を見られるか", "# Who sees what"));
        line("");
        line(say(
            "このページは `genbo access table` が書きます。表を変えるのはプログラムの中だけで、"
            "ページと表が違えば試験が失敗します。",
            "This page is written by `genbo access table`. The tables are changed in the program "
            "only, and a test fails when page and tables differ."));
        line("");
    }

    void classes() {
        line(say("## 項目の区分", "## Classes of fields"));
        line("");
        head(
            {std::string{say("区分", "Class")}, std::string{say("意味", "Meaning")},
             std::string{say("項目", "Fields")}});
        for (const auto field_class : all_field_classes()) {
            std::string fields;
            for (const auto& info : all_fields()) {
                if (class_of(info.field) != field_class) continue;
                if (!fields.empty()) fields += ", ";
                fields += code(info.name);
            }
            row(
                {std::string{field_class_name(field_class)},
                 std::string{field_class_title(field_class, ja_)}, fields});
        }
        line("");
        line(say(
            "自由項目(`custom`)の区分は genbo.toml の `[access] custom_classes` で変えられます。",
            "The class of a custom field can be set in genbo.toml, `[access] custom_classes`."));
        line("");
    }

    void purposes() {
        line(say("## 利用目的", "## Purposes"));
        line("");
        line(say(
            "要求ごとに見出し `Genbo-Purpose` で名乗ります。名乗らなければ役割のいつもの目的"
            "(太字)です。役割に合わない目的は断り、証跡に残します。",
            "Claimed with each request in the header `Genbo-Purpose`; without it, the usual one of "
            "the role (bold) is meant. A purpose that is not the role's is refused, and the trail "
            "says so."));
        line("");
        head(
            {std::string{say("目的", "Purpose")}, std::string{say("意味", "Meaning")},
             std::string{say("名乗れる役割", "Roles that may claim it")}});
        for (const auto& info : all_purposes()) {
            std::string roles;
            for (const auto one : info.roles) {
                if (!roles.empty()) roles += ", ";
                const bool usual = default_purpose(one) == info.purpose;
                roles += usual ? "**" + code(role_name(one)) + "**" : code(role_name(one));
            }
            row({code(info.name), std::string{ja_ ? info.ja : info.en}, roles});
        }
        line("");
    }

    void effects() {
        line(say("## 見えるもの", "## What is shown"));
        line("");
        line(say(
            "行がない組み合わせは何も見えません。一人のお客様に範囲がいくつも当てはまるときは、"
            "多く見える行が効きます。「二人」は画面には出ず、別の人が承認した書き出しでだけ"
            "渡ります。店主(`owner`)は名寄せ担当と同じです。API キーには、キーの区分も"
            "かかります。",
            "What has no row shows nothing. Where several scopes fit a customer, the row that "
            "shows more counts. \"Two persons\" is on no screen and leaves only in an export that "
            "another person approved. The owner sees as a data steward does. An API key is held to "
            "its own classes too."));
        line("");
        std::vector<std::string> cells = {
            std::string{say("役割", "Role")}, std::string{say("目的", "Purpose")},
            std::string{say("範囲", "Scope")}};
        for (const auto field_class : all_field_classes())
            cells.emplace_back(field_class_name(field_class));
        head(cells);
        for (const auto& policy : policy_table()) {
            cells = {
                role(policy.role), code(purpose_name(policy.purpose)),
                std::string{scope_title(policy.scope, ja_)}};
            for (const auto effect : policy.shows)
                cells.emplace_back(effect == Effect::denied ? "–" : effect_title(effect, ja_));
            row(cells);
        }
        line("");
    }

    void actions() {
        line(say("## できること", "## What may be done"));
        line("");
        std::vector<std::string> cells = {std::string{say("操作", "Action")}};
        for (const auto one : all_roles()) cells.emplace_back(role_title(one, ja_));
        head(cells);
        for (const auto action : all_actions()) {
            cells = {code(action_name(action))};
            for (const auto one : all_roles()) cells.emplace_back(allowed(one, action) ? "○" : "–");
            row(cells);
        }
        line("");
    }

    void end() {
        line(say("## 伏せ字の作り方", "## Masks"));
        line("");
        line(say(
            "伏せ字はサーバーの中で作り、残りは外へ出ません。名前 `田**`、電話 `***-****-1234`、"
            "メール `t***@example.jp`、生年月日 `1980-**-**`、郵便番号 `460-****`、住所は町まで。"
            "形の読めない値と、ほかの項目は全部 `****` です。符号は利用目的ごとの鍵つきの値で、"
            "同じ目的の中では同じ値がいつも同じ符号になります。",
            "Masks are made in the server, and the rest does not leave it. Name `田**`, phone "
            "`***-****-1234`, mail `t***@example.jp`, birth date `1980-**-**`, postal code "
            "`460-****`, address down to the town. What cannot be read as what it should be, and "
            "every other field, is `****`. A token is keyed by purpose: within one, the same value "
            "has the same token always."));
        line("");
        line(say("## 探すことで聞き出せないか", "## Search is not a way around"));
        line("");
        line(say(
            "探すときは、その人に見える値とだけ照らし合わせます。伏せ字の項目は、見えている"
            "部分(電話の下4桁、住所の町まで)と、電話番号・メールアドレスの全部の一致だけが"
            "見つかり、途中まででは見つかりません。名前が符号や不可の役割は、名前では探せません。"
            "「この人はだれ」の答えは、伏せ字の項目を含むとき、項目ごとの一致と点数を伏せます。"
            "それでも、全部の値を言い当てた人には当たりが分かります。それは応対の仕事そのもの"
            "なので許し、件数の上限と証跡で抑えます。",
            "A search is compared only with what the caller sees. A masked field is found by the "
            "part that is shown (last four digits, down to the town) and by the whole of a phone "
            "number or mail address, never by another part. A role whose view of names is tokens "
            "or nothing cannot search by name. The answer to \"who is this\" tells neither levels "
            "nor points where masked fields take part. Who guesses the whole of a value still "
            "learns that it was right: that is the daily work of answering a call, so it is "
            "allowed, and held down by budgets and the trail."));
    }

    const bool ja_;
    std::string text_;
};

}  // namespace

std::string policy_document(Language language) { return PolicyPage{language}.text(); }

}  // namespace genbo
