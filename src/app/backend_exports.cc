// SPDX-License-Identifier: Apache-2.0

// Bulk exports: asking, deciding, fetching.

#include "app/backend.h"
#include "app/export_desk.h"

namespace genbo {

Result<ApiExport> MasterBackend::describe_export(
    ReadSession& session, const ExportRequest& request) {
    ApiExport api;
    api.id = request.id;
    api.state = request.state(master_.clock().now());
    api.format = request.format;
    api.fields = request.fields;
    if (!request.store.empty()) api.store = request.store;
    api.purpose = request.purpose;
    api.reason = request.reason;
    api.asked_by = TRY(staff_name(session, request.asked_by));
    api.asked_at = request.asked;
    if (request.decided_by.value() != 0) {
        api.decided_by = TRY(staff_name(session, request.decided_by));
        api.decided_at = request.decided;
    }
    api.rows = request.rows;
    api.taken = request.taken;
    return api;
}

Result<ApiExport> MasterBackend::ask_export(const ApiCall& call, const ApiExportOrder& order) {
    TRY(may(call, Action::ask_export));
    auto session = TRY(master_.sessions().borrow());
    const auto eyes = TRY(viewer(call, *session));
    ExportRequest request;
    request.format = order.format;
    request.fields = order.fields;
    request.store = order.store.value_or("");
    request.reason = order.reason;
    const auto asked = TRY(ExportDesk(master_).ask(actor_of(call), eyes, request));
    return describe_export(*session, asked);
}

Result<ApiExport> MasterBackend::decide_export(
    const ApiCall& call, std::string_view id, bool approve) {
    TRY(may(call, Action::decide_export));
    const auto role = role_by_name(call.actor.role);
    if (!role) return Error{Fault::forbidden, "access.denied", {"decide_export"}};
    const auto decided = TRY(ExportDesk(master_).decide(actor_of(call), *role, id, approve));
    auto session = TRY(master_.sessions().borrow());
    return describe_export(*session, decided);
}

Result<std::vector<ApiExport>> MasterBackend::exports(const ApiCall& call) {
    const auto role = role_by_name(call.actor.role);
    const bool decides = role && allowed(*role, Action::decide_export);
    TRY(may(call, decides ? Action::decide_export : Action::ask_export));
    auto session = TRY(master_.sessions().borrow());
    std::vector<ApiExport> out;
    for (const auto& request : TRY(ExportDesk(master_).list()))
        if (decides || request.asked_by == call.actor.id)
            out.push_back(TRY(describe_export(*session, request)));
    return out;
}

Result<ApiFile> MasterBackend::export_file(const ApiCall& call, std::string_view id) {
    const auto request = TRY(ExportDesk(master_).find(id));
    // For what it was approved, whatever this call says it is for.
    ApiCall as_asked = call;
    as_asked.purpose = request.purpose;
    TRY(may(as_asked, Action::ask_export));
    const auto eyes = [&]() -> Result<Viewer> {
        auto session = TRY(master_.sessions().borrow());
        return viewer(as_asked, *session);
    }();
    if (!eyes.ok()) return eyes.error();
    auto stream = TRY(ExportDesk(master_).write(actor_of(call), *eyes, id));
    ApiFile file;
    file.file_name = "export-" + request.id + "." + request.format;
    file.rows = stream->rows_at_most();
    file.pieces = [stream] { return stream->next(); };
    return file;
}

}  // namespace genbo
