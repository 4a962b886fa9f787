// SPDX-License-Identifier: Apache-2.0
#include "register/relation_desk.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <set>

#include "register/change_events.h"
#include "register/paper_json.h"
#include "text/company.h"
#include "text/corporate_number.h"
#include "text/fold.h"

namespace genbo {

namespace {

// Customers that a search may find for one proposal.
constexpr std::size_t kProposalHits = 50;

std::string papers_under(NumberId number) {
    return numbered_paper(kRelationPapers, number.value()) + "/";
}

Result<Relation> open_relation(const RecordVault& vault, const StoredPaper& paper) {
    const auto text = TRY(vault.open_paper(paper));
    return relation_of_text(text);
}

// Whose number it is now; 0 = nobody's.
Result<NumberId> customer_with(StoreReader& store, NumberId number) {
    const auto stored = store.number(number);
    if (!stored.ok()) return stored.error();
    if (stored->anchor == RecordId{}) return NumberId{};
    return TRY(store.record(stored->anchor)).customer;
}

Result<std::vector<StoredNumber>> numbers_of(StoreReader& store, NumberId customer) {
    std::vector<RecordId> ids;
    for (const auto& record : TRY(store.records_of(customer))) ids.push_back(record.id);
    return store.numbers_anchored_on(ids);
}

Result<std::vector<StoredPaper>> papers_of_number(StoreReader& store, NumberId number) {
    const auto first = papers_under(number);
    auto end = first;
    end.back() = '0';  // Comes after '/'.
    return store.papers(first, end, kRelationsMax);
}

// Between customers; nothing where an end is nobody's, or both are the same.
Result<std::optional<RelationEdge>> edge_of(StoreReader& store, Relation relation) {
    if (relation.withdrawn != Instant{}) return std::optional<RelationEdge>{};
    const auto lower = TRY(customer_with(store, relation.lower));
    const auto upper = TRY(customer_with(store, relation.upper));
    if (lower == NumberId{} || upper == NumberId{} || lower == upper)
        return std::optional<RelationEdge>{};
    return std::optional{RelationEdge{std::move(relation), lower, upper}};
}

Result<> put_relation(
    StoreWriter& store, const RecordVault& vault, const Relation& relation, Instant now) {
    const auto text = relation_text(relation);
    const std::vector<StoredPaper> papers = {
        vault.paper(relation_paper(relation.lower, relation.id), now, text),
        vault.paper(relation_paper(relation.upper, relation.id), now, text)};
    return store.put_papers(papers);
}

Result<GroupMember> open_group_member(CustomerDesk& desk, NumberId customer) {
    const auto view = TRY(desk.show(customer));
    GroupMember member;
    member.customer = customer;
    member.golden = view.golden;
    member.number = view.number;
    member.records = std::ssize(view.members);
    member.purchase_count = whole_number(view.golden.get(Field::purchase_count));
    member.purchase_amount = whole_number(view.golden.get(Field::purchase_amount));
    return member;
}

std::string joined_texts(const GoldenRecord& golden, std::initializer_list<Field> fields) {
    std::string all;
    for (const auto field : fields) {
        if (golden.get(field).empty()) continue;
        if (!all.empty()) all += ' ';
        all += golden.get(field);
    }
    return all;
}

SourceValues values_of_golden(const GoldenRecord& golden) {
    SourceValues values;
    for (const auto& field : golden.fields)
        if (field.field != Field::custom) values.set(field.field, field.value);
    return values;
}

// Which of two offices of one legal person belongs to the other; nothing where that is not plain.
std::optional<RelationProposal> as_offices(
    NumberId a, const GoldenRecord& golden_a, NumberId b, const GoldenRecord& golden_b) {
    const auto number = parse_corporate_number(golden_a.get(Field::corporate_number));
    if (!number || number != parse_corporate_number(golden_b.get(Field::corporate_number)))
        return std::nullopt;
    const auto name_a = parse_company(golden_a.get(Field::company));
    const auto name_b = parse_company(golden_b.get(Field::company));
    const auto part = [](const CompanyName& name) {
        return !name.site.empty() || !name.department.empty();
    };
    if (part(name_a) == part(name_b)) return std::nullopt;
    const auto& lower = part(name_a) ? name_a : name_b;
    RelationProposal proposal;
    proposal.kind = lower.site.empty() ? RelationKind::department : RelationKind::branch;
    proposal.lower = part(name_a) ? a : b;
    proposal.upper = part(name_a) ? b : a;
    return proposal;
}

std::optional<RelationProposal> as_household(
    NumberId a, const GoldenRecord& golden_a, NumberId b, const GoldenRecord& golden_b) {
    const auto surname_a = fold_variants(fold_key(golden_a.get(Field::surname)));
    const auto surname_b = fold_variants(fold_key(golden_b.get(Field::surname)));
    if (surname_a.empty() || surname_a != surname_b) return std::nullopt;
    const auto given_a = fold_key(golden_a.get(Field::given_name));
    const auto given_b = fold_key(golden_b.get(Field::given_name));
    if (given_a.empty() || given_b.empty() || given_a == given_b) return std::nullopt;
    const auto home_a = meaning_of(Field::postal_code, {}, values_of_golden(golden_a));
    const auto home_b = meaning_of(Field::postal_code, {}, values_of_golden(golden_b));
    if (!home_a || !home_b || !agree(*home_a, *home_b)) return std::nullopt;
    const auto born_a =
        value_key({Field::birth_date, {}, std::string{golden_a.get(Field::birth_date)}});
    const auto born_b =
        value_key({Field::birth_date, {}, std::string{golden_b.get(Field::birth_date)}});
    // The elder speaks for them, else whoever has the older number.
    const bool a_speaks = !born_a.empty() && !born_b.empty() ? born_a <= born_b : a < b;
    RelationProposal proposal;
    proposal.kind = RelationKind::household;
    proposal.lower = a_speaks ? b : a;
    proposal.upper = a_speaks ? a : b;
    return proposal;
}

}  // namespace

std::string relation_paper(NumberId number, RelationId relation) {
    auto name = papers_under(number);
    return name + numbered_paper("", relation.value()).substr(1);
}

Result<std::vector<RelationEdge>> relations_of(
    StoreReader& store, const RecordVault& vault, NumberId customer) {
    std::map<RelationId, RelationEdge> edges;
    for (const auto& number : TRY(numbers_of(store, customer)))
        for (const auto& paper : TRY(papers_of_number(store, number.id))) {
            auto relation = TRY(open_relation(vault, paper));
            auto edge = TRY(edge_of(store, std::move(relation)));
            if (!edge) continue;
            const auto id = edge->relation.id;
            edges.emplace(id, *std::move(edge));
        }
    std::vector<RelationEdge> out;
    for (auto& [id, edge] : edges) out.push_back(std::move(edge));
    return out;
}

Result<RelationPage> all_relations(
    StoreReader& store, const RecordVault& vault, const std::string& after, std::size_t limit) {
    RelationPage page;
    const auto papers = TRY(papers_of_kind(store, kRelationPapers, after, limit));
    for (const auto& paper : papers) {
        auto relation = TRY(open_relation(vault, paper));
        // Once, though it is kept twice.
        if (!paper.name.starts_with(papers_under(relation.lower))) continue;
        if (auto edge = TRY(edge_of(store, std::move(relation))))
            page.edges.push_back(*std::move(edge));
    }
    if (papers.size() == limit) page.next = papers.back().name;
    return page;
}

Result<std::vector<std::string>> relation_papers_of(
    StoreReader& store, const RecordVault& vault, const std::vector<StoredNumber>& numbers) {
    std::vector<std::string> names;
    for (const auto& number : numbers)
        for (const auto& paper : TRY(papers_of_number(store, number.id))) {
            const auto relation = TRY(open_relation(vault, paper));
            names.push_back(relation_paper(relation.lower, relation.id));
            names.push_back(relation_paper(relation.upper, relation.id));
        }
    return names;
}

std::optional<std::int64_t> whole_number(std::string_view text) {
    std::string digits;
    for (const char c : fold_width(text)) {
        if (c >= '0' && c <= '9') digits += c;
        if (c == '.') break;
        if (c == '-' && digits.empty()) return std::nullopt;
    }
    std::int64_t number = 0;
    const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (digits.empty() || read.ec != std::errc{}) return std::nullopt;
    return number;
}

Result<CustomerGroup> group_of(
    ReadSession& session, const RegisterPolicy& policy, NumberId customer, Day day) {
    CustomerDesk desk(session, policy);
    CustomerGroup group;
    std::set<NumberId> seen = {customer};
    const std::function<Result<>(GroupMember, int)> visit = [&](GroupMember member,
                                                                int depth) -> Result<> {
        const auto at = member.customer;
        group.records += member.records;
        group.purchase_count += member.purchase_count.value_or(0);
        group.purchase_amount += member.purchase_amount.value_or(0);
        group.members.push_back(std::move(member));
        for (const auto& edge : TRY(relations_of(session.store(), session.vault(), at))) {
            if (edge.upper != at || !edge.relation.holds_on(day)) continue;
            if (seen.contains(edge.lower)) continue;
            if (seen.size() >= kGroupMax || depth >= kGroupDepth) {
                group.cut = true;
                return {};
            }
            seen.insert(edge.lower);
            auto below = TRY(open_group_member(desk, edge.lower));
            below.above = at;
            below.kind = edge.relation.kind;
            below.title = edge.relation.title;
            below.depth = depth + 1;
            TRY(visit(std::move(below), depth + 1));
        }
        return {};
    };
    auto top = TRY(open_group_member(desk, customer));
    TRY(visit(std::move(top), 0));
    return group;
}

Result<std::vector<RelationProposal>> propose_relations(
    ReadSession& session, RegisterIndex& index, const RegisterPolicy& policy,
    const CustomerView& customer) {
    CustomerDesk desk(session, policy);
    const auto& golden = customer.golden;
    std::set<NumberId> known = {customer.id};
    for (const auto& edge : TRY(relations_of(session.store(), session.vault(), customer.id))) {
        known.insert(edge.lower);
        known.insert(edge.upper);
    }
    std::vector<RelationProposal> out;
    const auto look = [&](const std::string& text, auto as_what) -> Result<> {
        for (auto& hit : TRY(desk.search(index, text, kProposalHits))) {
            auto proposal = as_what(customer.id, golden, hit.customer, hit.golden);
            if (!proposal || !known.insert(hit.customer).second) continue;
            proposal->golden = std::move(hit.golden);
            proposal->number = std::move(hit.number);
            out.push_back(*std::move(proposal));
        }
        return {};
    };
    const auto company = parse_company(golden.get(Field::company));
    if (!golden.get(Field::corporate_number).empty() && !company.core.empty())
        TRY(look(company.core, as_offices));
    const auto home = joined_texts(golden, {Field::address_full});
    const auto place = home.empty() ? joined_texts(golden, {Field::town}) : home;
    if (!golden.get(Field::surname).empty() && !place.empty())
        TRY(look(std::string{golden.get(Field::surname)} + " " + place, as_household));
    return out;
}

Result<RelationId> RelationDesk::add(const RelationWish& wish, const Actor& actor) {
    RelationId id;
    TRY(writer_.run([&](WriteContext& context) -> Result<> {
        const auto edges_of = [&](NumberId customer) {
            return relations_of(context.store, context.vault, customer);
        };
        Relation relation{{},         wish.kind, wish.lower,  wish.upper,  wish.since, wish.until,
                          wish.title, wish.note, actor.staff, context.now, {},         {}};
        const RelationEdge edge{
            relation, TRY(customer_with(context.store, wish.lower)),
            TRY(customer_with(context.store, wish.upper))};
        if (edge.lower == NumberId{} || edge.upper == NumberId{})
            return Error{Fault::not_found, "register.withdrawn_number"};
        TRY(may_relate(edge, edges_of));
        for (const auto number : {wish.lower, wish.upper})
            if (TRY(papers_of_number(context.store, number)).size() >= kRelationsMax)
                return Error{
                    Fault::limit, "register.relation_many", {std::to_string(kRelationsMax)}};
        id = RelationId{TRY(take_paper_number(context.store, kRelationPapers))};
        relation.id = id;
        TRY(put_relation(context.store, context.vault, relation, context.now));
        TRY(tell_of_change(context, edge.lower));
        TRY(tell_of_change(context, edge.upper));
        return context.trail.record(
            context.store, actor, context.now, {"relation.add", "relation", id.value()});
    }));
    return id;
}

Result<> RelationDesk::change(
    NumberId customer, RelationId id, const Actor& actor, const char* action,
    const std::function<Result<>(Relation&, Instant)>& change) {
    return writer_.run([&](WriteContext& context) -> Result<> {
        const auto edges = TRY(relations_of(context.store, context.vault, customer));
        const auto at =
            std::ranges::find(edges, id, [](const RelationEdge& edge) { return edge.relation.id; });
        if (at == edges.end()) return Error{Fault::not_found, "register.no_relation"};
        auto relation = at->relation;
        TRY(change(relation, context.now));
        TRY(put_relation(context.store, context.vault, relation, context.now));
        TRY(tell_of_change(context, at->lower));
        TRY(tell_of_change(context, at->upper));
        return context.trail.record(
            context.store, actor, context.now, {action, "relation", id.value()});
    });
}

Result<> RelationDesk::end(NumberId customer, RelationId relation, Day until, const Actor& actor) {
    return change(
        customer, relation, actor, "relation.end", [&](Relation& one, Instant) -> Result<> {
            // Only ever shortened, so that it cannot meet another.
            if (one.until && *one.until < until)
                return Error{Fault::invalid, "register.relation_days"};
            one.until = until;
            if (DaySpan{one.since, one.until}.empty())
                return Error{Fault::invalid, "register.relation_days"};
            return {};
        });
}

Result<> RelationDesk::withdraw(NumberId customer, RelationId relation, const Actor& actor) {
    return change(customer, relation, actor, "relation.withdraw", [&](Relation& one, Instant now) {
        one.withdrawn = now;
        one.withdrawn_by = actor.staff;
        return Result<>{};
    });
}

}  // namespace genbo
