// SPDX-License-Identifier: Apache-2.0
#include "server/http_reader.h"

#include <algorithm>
#include <array>
#include <boost/beast/http/basic_parser.hpp>
#include <optional>

#include "server/chunked_body.h"
#include "server/target.h"

namespace genbo {

namespace {

namespace http = boost::beast::http;
using boost::beast::error_code;
using BeastText = boost::beast::string_view;

// Fields that two readers of a request could pick differently when they come twice.
constexpr std::array<std::string_view, 10> kSingleFields = {
    "host",     "content-length", "transfer-encoding", "content-type", "authorization",
    "if-match", "origin",         "idempotency-key",   "x-genbo-csrf", "sec-fetch-site"};

Error reader_refused(std::string_view why) {
    return {.fault = Fault::invalid, .code = "server.bad_request", .args = {std::string{why}}};
}

char reader_lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

std::string reader_lowered(std::string_view text) {
    std::string out{text};
    std::ranges::transform(out, out.begin(), reader_lower);
    return out;
}

HttpMethod method_of(http::verb verb) {
    switch (verb) {
        case http::verb::get: return HttpMethod::get;
        case http::verb::head: return HttpMethod::head;
        case http::verb::post: return HttpMethod::post;
        case http::verb::put: return HttpMethod::put;
        case http::verb::patch: return HttpMethod::patch;
        case http::verb::delete_: return HttpMethod::erase;
        case http::verb::options: return HttpMethod::options;
        default: return HttpMethod::other;
    }
}

// Looks for the end of the head without understanding it, and for what must not be in one.
class HeadScan {
public:
    // The size of the head once its end is there, 0 before.
    Result<std::size_t> scan(std::string_view bytes) {
        const std::size_t end = std::min(bytes.size(), kHeaderBytesMax);
        for (; at_ < end; ++at_) {
            const char c = bytes[at_];
            const bool after_return = at_ > 0 && bytes[at_ - 1] == '\r';
            if (c == '\n') {
                if (!after_return) return reader_refused("line ending");
                if (at_ == line_ + 1) return at_ + 1;
                line_ = at_ + 1;
            } else if (after_return) {
                return reader_refused("line ending");
            } else if (c == '\0') {
                return reader_refused("NUL");
            } else if (at_ == line_ && line_ > 0 && (c == ' ' || c == '\t')) {
                return reader_refused("folded line");
            }
        }
        if (at_ == kHeaderBytesMax)
            return Error{.fault = Fault::limit, .code = "server.header_too_large"};
        return std::size_t{0};
    }

private:
    std::size_t at_ = 0;
    std::size_t line_ = 0;  // Where the present line begins.
};

}  // namespace

class RequestReader::State final : public http::basic_parser<true> {
public:
    State() {
        header_limit(static_cast<std::uint32_t>(kHeaderBytesMax + 1));
        body_limit(boost::none);  // Beast never sees a body.
    }

    Result<std::size_t> read_head(std::string_view bytes);
    Result<std::size_t> read_body(std::string_view bytes);

    RequestHead head;
    bool head_read = false;
    std::string body;
    std::uint64_t body_bytes_max = 0;
    std::uint64_t declared = 0;

    bool body_done() const { return counted_left_ == 0 && (!chunks_ || chunks_->is_done()); }

private:
    Result<> check_head();
    Result<> check_framing();

    void on_request_impl(
        http::verb verb, BeastText, BeastText target, int version, error_code&) override {
        head.method = method_of(verb);
        head.target.assign(target.data(), target.size());
        version_ = version;
    }
    void on_response_impl(int, BeastText, int, error_code&) override {}
    void on_field_impl(http::field, BeastText name, BeastText value, error_code& error) override {
        if (head.headers.size() == kHeaderFieldsMax) {
            error = http::error::header_limit;
            return;
        }
        head.headers.push_back(
            {reader_lowered({name.data(), name.size()}), {value.data(), value.size()}});
    }
    void on_header_impl(error_code&) override {}
    void on_body_init_impl(const boost::optional<std::uint64_t>&, error_code&) override {}
    std::size_t on_body_impl(BeastText, error_code&) override { return 0; }
    void on_chunk_header_impl(std::uint64_t, BeastText, error_code&) override {}
    std::size_t on_chunk_body_impl(std::uint64_t, BeastText, error_code&) override { return 0; }
    void on_finish_impl(error_code&) override {}

    Error too_large() const {
        return {
            .fault = Fault::limit,
            .code = "server.body_too_large",
            .args = {std::to_string(body_bytes_max)}};
    }

    std::uint64_t counted_left_ = 0;
    std::uint64_t body_bytes_ = 0;  // Taken so far, whether still in `body` or not.
    std::optional<ChunkedBody> chunks_;
    HeadScan scan_;
    bool skipped_empty_line_ = false;
    int version_ = 0;
};

Result<std::size_t> RequestReader::State::read_head(std::string_view bytes) {
    // Some clients end the body before with a line of its own; one is forgiven (RFC 9112 §2.2).
    if (!skipped_empty_line_) {
        if (bytes.empty() || bytes == "\r") return std::size_t{0};
        skipped_empty_line_ = true;
        if (bytes.starts_with("\r\n")) return std::size_t{2};
    }
    const std::size_t size = TRY(scan_.scan(bytes));
    if (size == 0) return std::size_t{0};
    error_code error;
    const std::size_t used = put(boost::asio::const_buffer{bytes.data(), size}, error);
    if (error == http::error::header_limit)
        return Error{.fault = Fault::limit, .code = "server.header_too_large"};
    if (error || used != size) return reader_refused("head");
    TRY(check_head());
    head_read = true;
    return size;
}

Result<> RequestReader::State::check_head() {
    TRY(check_framing());
    for (const std::string_view name : kSingleFields)
        if (std::ranges::count(head.headers, name, &HeaderField::name) > 1)
            return reader_refused(name);
    RequestTarget target = TRY(genbo::parse_target(head.target));
    const std::string* host = head.header("host");
    if (host == nullptr && version_ > 10) return reader_refused("host");
    if (target.host.empty() && host != nullptr) target.host = *host;
    head.host = reader_lowered(target.host);
    head.segments = std::move(target.segments);
    head.query = std::move(target.query);
    head.keep_alive = keep_alive();
    declared = content_length().value_or(0);
    counted_left_ = declared;
    if (chunked()) chunks_.emplace();
    head.has_body = !body_done();
    if (const std::string* expect = head.header("expect")) {
        if (reader_lowered(*expect) != "100-continue") return reader_refused("expect");
        head.expects_continue = head.has_body && version_ > 10;
    }
    return {};
}

Result<> RequestReader::State::check_framing() {
    const std::string* length = head.header("content-length");
    const std::string* encoding = head.header("transfer-encoding");
    if (length != nullptr) {
        const auto digit = [](char c) { return c >= '0' && c <= '9'; };
        if (encoding != nullptr || length->empty() || !std::ranges::all_of(*length, digit))
            return reader_refused("content-length");
    }
    if (encoding != nullptr) {
        if (reader_lowered(*encoding) != "chunked" || !chunked() || version_ < 11)
            return reader_refused("transfer-encoding");
    }
    return {};
}

Result<std::size_t> RequestReader::State::read_body(std::string_view bytes) {
    const std::uint64_t room = body_bytes_max - body_bytes_;
    const std::size_t before = body.size();
    std::size_t used = 0;
    if (chunks_) {
        const auto taken = chunks_->take(bytes, room, body);
        if (!taken) return reader_refused("chunk");
        if (chunks_->over_limit()) return too_large();
        used = *taken;
    } else {
        if (counted_left_ > room) return too_large();
        used = static_cast<std::size_t>(std::min<std::uint64_t>(counted_left_, bytes.size()));
        body.append(bytes.substr(0, used));
        counted_left_ -= used;
    }
    body_bytes_ += body.size() - before;
    return used;
}

RequestReader::RequestReader() : state_(std::make_unique<State>()) {}
RequestReader::~RequestReader() = default;
RequestReader::RequestReader(RequestReader&&) noexcept = default;
RequestReader& RequestReader::operator=(RequestReader&&) noexcept = default;

Result<std::size_t> RequestReader::read_head(std::string_view bytes) {
    check(!state_->head_read);
    return state_->read_head(bytes);
}

bool RequestReader::head_done() const { return state_->head_read; }

const RequestHead& RequestReader::head() const {
    check(state_->head_read);
    return state_->head;
}

RequestHead RequestReader::take_head() { return std::move(state_->head); }

void RequestReader::limit_body(std::uint64_t bytes_max) { state_->body_bytes_max = bytes_max; }

std::uint64_t RequestReader::declared_size() const { return state_->declared; }

Result<std::size_t> RequestReader::read_body(std::string_view bytes) {
    check(state_->head_read);
    return state_->read_body(bytes);
}

bool RequestReader::body_done() const { return state_->body_done(); }

std::string RequestReader::take_body() { return std::exchange(state_->body, {}); }

std::size_t RequestReader::body_waiting() const { return state_->body.size(); }

}  // namespace genbo
