// SPDX-License-Identifier: Apache-2.0
#pragma once

// For tests of access: a real master in a folder with the real backend and site over it, one
// account for every role, and customers whose every field holds a value that stands nowhere else.
//
//   AccessHouse house;
//   const auto answer = house.as("support").get("/api/v1/customers/" + house.number);

#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>
#include <boost/json.hpp>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <vector>

#include "app/backend.h"
#include "app/catalogue.h"
#include "app/file_import.h"
#include "server/idempotency.h"
#include "server/session_book.h"
#include "server/site.h"
#include "server/target.h"

namespace genbo {

class AccessClock final : public Clock {
public:
    Instant now() const override { return instant_from_micros(micros.load()); }
    void forward(std::chrono::microseconds by) { micros += by.count(); }

    std::atomic<std::int64_t> micros = 1'790'000'000'000'000;  // 2026-09-21
};

inline constexpr std::string_view kCustomOpen = "血液型の札";    // C1 by configuration.
inline constexpr std::string_view kCustomClosed = "社内の覚え";  // C3 by default.

class AccessHouse {
public:
    AccessHouse() {
        static std::atomic<int> houses = 0;
        folder_ = std::filesystem::temp_directory_path() /
                  ("genbo-access-" + std::to_string(::getpid()) + "-" + std::to_string(houses++));
        std::filesystem::remove_all(folder_);
        check(Master::create(folder_, clock).ok());
        configure();
        auto opened = Master::open(folder_, clock);
        check(opened.ok());
        master = std::move(*opened);
        check(master->start_writing().ok());
        backend = std::make_unique<MasterBackend>(*master, messages);
        site = std::make_unique<Site>(
            ServerConfig{}, ServerParts{
                                .backend = *backend,
                                .idempotency = idempotency,
                                .clock = clock,
                                .messages = messages,
                                .assets = {},
                                .openapi = "{}",
                                .sessions = &sessions});
        hire();
        fill();
    }
    ~AccessHouse() {
        site.reset();
        backend.reset();
        master.reset();
        std::filesystem::remove_all(folder_);
    }
    AccessHouse(const AccessHouse&) = delete;
    AccessHouse& operator=(const AccessHouse&) = delete;

    // One who asks: a person of the staff, or a key.
    struct Asker {
        AccessHouse* house = nullptr;
        std::string session;
        std::string key = {};
        std::string purpose = {};
        std::string remote = "127.0.0.1";

        Response get(std::string_view target) const {
            return house->send(*this, HttpMethod::get, target, {});
        }
        Response post(std::string_view target, std::string body) const {
            return house->send(*this, HttpMethod::post, target, std::move(body));
        }
        Asker for_purpose(std::string name) const {
            Asker other = *this;
            other.purpose = std::move(name);
            return other;
        }
    };

    Asker as(const std::string& staff) {
        const auto token = sessions.open(
            {.staff = people.at(staff), .proof = {.second_factor = true, .at = clock.now()}},
            clock.now());
        check(token.ok());
        return {this, *token};
    }
    Asker with_key(const std::string& token) { return {this, {}, token}; }

    Response send(
        const Asker& asker, HttpMethod method, std::string_view target, std::string body) {
        Request out;
        out.head.method = method;
        out.head.target = target;
        const auto parsed = parse_target(target);
        check(parsed.ok());
        out.head.segments = parsed->segments;
        out.head.query = parsed->query;
        out.head.host = "localhost:8080";
        out.head.remote = asker.remote;
        out.head.has_body = !body.empty();
        auto& headers = out.head.headers;
        headers.push_back({"accept-language", "en"});
        if (!body.empty()) headers.push_back({"content-type", "application/json"});
        if (!asker.purpose.empty()) headers.push_back({"genbo-purpose", asker.purpose});
        if (!asker.key.empty()) headers.push_back({"authorization", "Bearer " + asker.key});
        if (!asker.session.empty()) {
            headers.push_back({"cookie", "genbo_session=" + asker.session});
            headers.push_back({"x-genbo-csrf", csrf_token_of(asker.session)});
        }
        if (!is_safe(method)) {
            headers.push_back({"idempotency-key", "key-" + std::to_string(10'000'000 + ++keys_)});
            headers.push_back({"if-match", "\"any\""});
        }
        out.body = std::move(body);
        auto response = site->answer(std::move(out));
        while (response.pieces) {
            auto piece = response.pieces();
            check(piece.ok());
            if (piece->empty()) break;
            response.body += *piece;
        }
        return response;
    }

    static boost::json::value json(const Response& response) {
        boost::json::error_code failed;
        auto value = boost::json::parse(response.body, failed);
        EXPECT_FALSE(failed) << response.body;
        return value;
    }

    AccessClock clock;
    MessageCatalogue messages = all_messages();
    MemoryIdempotency idempotency;
    SessionBook sessions{SessionLimits{std::chrono::hours{100}, std::chrono::hours{1000}}};
    std::unique_ptr<Master> master;
    std::unique_ptr<MasterBackend> backend;
    std::unique_ptr<Site> site;
    std::map<std::string, StaffId> people;

    // Every field of the planted customer, as it was sent.
    SourceValues planted;
    std::string number;        // His.
    std::string other_number;  // Of somebody in another store.
    NumberId customer;
    RecordId left;  // His two records.
    RecordId right;
    ImportId import;

    static std::string problem(const Response& response) {
        const auto at = response.body.find("\"code\":\"");
        if (at == response.body.npos) return {};
        return response.body.substr(at + 8, response.body.find('"', at + 8) - at - 8);
    }

private:
    void configure() {
        const auto path = folder_ / "genbo.toml";
        std::ifstream in(path, std::ios::binary);
        std::string text{std::istreambuf_iterator<char>{in}, {}};
        const auto at = text.find("[access]\n");
        check(at != text.npos);
        text.insert(
            at + 9, "custom_classes = { \"" + std::string{kCustomOpen} +
                        "\" = \"C1\" }\nregions = { tokai = [\"栄店\", \"金山店\"] }\n"
                        "customers_per_hour = 0\ncustomers_per_day = 0\n");
        const std::string sign_in = "[sign_in]\n";
        text.insert(text.find(sign_in) + sign_in.size(), "second_factor = []\n");
        std::ofstream(path, std::ios::binary) << text;
    }

    void hire() {
        std::int64_t id = 1;
        people["owner"] = StaffId{1};
        const std::vector<std::pair<std::string, std::string>> accounts = {
            {"administrator", "administrator"},
            {"steward", "steward"},
            {"support", "support"},
            {"auditor", "auditor"},
            {"shop", "shop"},
            {"shop_of_region", "shop"},
            {"shop_far", "shop"},
            {"shop_assigned", "shop"},
            {"support_assigned", "support"},
            {"marketer", "marketer"},
            {"privacy_officer", "privacy_officer"},
            {"second_officer", "privacy_officer"}};
        check(master->writer()
                  .run(
                      [&](WriteContext& context) -> Result<> {
                          for (auto& staff : TRY(context.store.staff())) {
                              staff.must_change_password = false;
                              TRY(context.store.put_staff(staff));
                          }
                          for (const auto& [name, role] : accounts) {
                              people[name] = StaffId{++id};
                              TRY(context.store.put_staff(
                                  {StaffId{id}, name, role, "x", false, context.now}));
                          }
                          return {};
                      },
                      WriteScope::rows)
                  .ok());
    }

    static std::string row(const SourceValues& values, std::string_view key) {
        std::string line;
        for (const auto& value : values.values) {
            const bool is_key = value.field == Field::source_key;
            line += (line.empty() ? "" : ",") + (is_key ? std::string{key} : value.raw);
        }
        return line + "\n";
    }

    void plant() {
        const std::map<Field, std::string> raw = {
            {Field::source_key, "KEY-77001"},
            {Field::surname, "水無瀬"},
            {Field::given_name, "灯里子"},
            {Field::surname_kana, "ミナセ"},
            {Field::given_name_kana, "アカリコ"},
            {Field::name_romaji, "Minase Akariko"},
            {Field::nickname, "あかりんご姫"},
            {Field::company, "架空商事"},
            {Field::department, "第七企画部"},
            {Field::job_title, "主任研究員"},
            {Field::postal_code, "460-0008"},
            {Field::prefecture, "愛知県"},
            {Field::city, "名古屋市中区"},
            {Field::town, "栄3丁目91番92号"},
            {Field::building, "水晶ハイツ703"},
            {Field::phone, "052-951-7733"},
            {Field::mobile, "090-5512-8844"},
            {Field::fax, "052-951-7799"},
            {Field::email, "hoshizora@planted.example.jp"},
            {Field::email_2, "ringo.hime@second.example.jp"},
            {Field::birth_date, "1983-07-19"},
            {Field::gender, "女性(札)"},
            {Field::occupation, "硝子職人"},
            {Field::member_rank, "白金甲"},
            {Field::points, "918273"},
            {Field::store, "栄店"},
            {Field::joined_on, "2011-03-27"},
            {Field::last_purchase_on, "2026-05-14"},
            {Field::purchase_count, "4417"},
            {Field::purchase_amount, "7766554"},
            {Field::note, "卵で発疹が出るとのこと"},
        };
        for (const auto& [field, text] : raw) planted.set(field, text);
        planted.set_custom(std::string{kCustomOpen}, "AB型陽性札");
        planted.set_custom(std::string{kCustomClosed}, "弟の借金の件");
    }

    ImportId import_csv(const std::string& source, const std::string& text) {
        const auto path = folder_ / (source + ".csv");
        std::ofstream(path, std::ios::binary) << text;
        FileImport file;
        file.path = path;
        file.file_name = source + ".csv";
        file.source = source;
        Mapping mapping;
        for (const auto& value : planted.values) {
            ColumnMapping column;
            const bool custom = value.field == Field::custom;
            column.column = custom ? value.custom_name : std::string{field_info(value.field).name};
            column.field = value.field;
            column.custom_name = value.custom_name;
            column.confidence = 1;
            mapping.columns.push_back(column);
        }
        mapping.key_column = "source_key";
        file.mapping = mapping;
        ImportProgress progress(clock.now());
        ImportId id;
        const auto done = import_file(*master, file, progress, [&](ImportId begun) { id = begun; });
        check(done.ok());
        return id;
    }

    void fill() {
        plant();
        std::string header;
        for (const auto& value : planted.values) {
            const bool custom = value.field == Field::custom;
            header += (header.empty() ? "" : ",") +
                      (custom ? value.custom_name : std::string{field_info(value.field).name});
        }
        header += "\n";
        auto stranger = planted;
        const auto strange = [&](Field field, const char* text) { stranger.set(field, text); };
        strange(Field::surname, "遠山");
        strange(Field::given_name, "晴信");
        strange(Field::surname_kana, "トオヤマ");
        strange(Field::given_name_kana, "ハルノブ");
        strange(Field::name_romaji, "Toyama Harunobu");
        strange(Field::phone, "011-222-3344");
        strange(Field::mobile, "080-7000-1122");
        strange(Field::fax, "011-222-3355");
        strange(Field::email, "harunobu@north.example.jp");
        strange(Field::email_2, "harunobu2@north.example.jp");
        strange(Field::birth_date, "1951-01-30");
        strange(Field::town, "北1条西2丁目5番");
        strange(Field::city, "札幌市中央区");
        strange(Field::prefecture, "北海道");
        strange(Field::postal_code, "060-0001");
        strange(Field::building, "白樺荘1");
        strange(Field::company, "別会社");
        strange(Field::store, "札幌店");
        auto refused = planted;
        refused.set(Field::occupation, "4111-1111-1111-1111");
        import = import_csv(
            "ec",
            header + row(planted, "KEY-77001") + row(stranger, "KEY-2") + row(refused, "KEY-3"));
        import_csv("pos", header + row(planted, "KEY-77002"));
        auto session = master->sessions().borrow();
        check(session.ok());
        CustomerDesk desk(**session, master->config().policy);
        for (const auto& one : {"090-5512-8844", "080-7000-1122"}) {
            const auto hits = desk.search(master->index(), one, 5);
            check(hits.ok() && hits->size() == 1);
            (number.empty() ? number : other_number) = hits->front().number;
        }
        const auto view = desk.show(number);
        check(view.ok() && view->members.size() == 2);
        customer = view->id;
        left = view->members[0].record.id;
        right = view->members[1].record.id;
        give_scopes();
    }

    void give_scopes() {
        const std::map<std::string, StaffScopeNote> scopes = {
            {"shop", {{"栄店"}, {}, {}}},
            {"shop_of_region", {{"豊橋店"}, {"tokai"}, {}}},
            {"shop_far", {{"札幌店"}, {}, {}}},
            {"shop_assigned", {{}, {}, {customer.value()}}},
            {"support_assigned", {{}, {}, {customer.value()}}}};
        check(master->writer()
                  .run(
                      [&](WriteContext& context) -> Result<> {
                          for (const auto& [name, scope] : scopes)
                              TRY(put_staff_scope(context, Actor{}, people.at(name), scope));
                          return {};
                      },
                      WriteScope::rows)
                  .ok());
    }

    std::filesystem::path folder_;
    int keys_ = 0;
};

}  // namespace genbo
