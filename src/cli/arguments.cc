// SPDX-License-Identifier: Apache-2.0
#include "cli/arguments.h"

#include <CLI/CLI.hpp>
#include <cstdlib>
#include <functional>

#include "base/version.h"
#include "cli/exit_code.h"

namespace genbo {

namespace {

// Builds the parser; `chosen` is the command that the arguments name.
class ArgumentParser {
public:
    explicit ArgumentParser(Invocation& invocation) : invocation_(invocation) {
        app_.description(
            "Genbo 原簿: "
            "顧客マスター。たくさんの元データから、お客様一人に一つの番号と一つの記録を。\n"
            "A customer master: many sources in, one customer, one permanent number, one true "
            "record.");
        app_.footer(
            "終了コード / exit codes: 0 成功 ok, 1 「いいえ」 the answer is no, 2 使い方・入力 "
            "invalid, "
            "3 ない not found, 4 競合 conflict, 5 権限 forbidden, 6 上限 limit, 7 今は不可 "
            "unavailable, "
            "8 破損 corrupt");
        app_.require_subcommand(1);
        app_.fallthrough();
        app_.set_version_flag("--version", "genbo " + std::string{kGenboVersion});
        app_.add_option("--dir", directory_, "原簿のフォルダー / folder of the master")
            ->envname("GENBO_DIR");
        app_.add_flag("--json", invocation_.json, "機械が読む形で出す / machine-readable output");
        app_.add_option("--lang", language_, "ja | en")
            ->envname("GENBO_LANG")
            ->check(CLI::IsMember({"ja", "en"}));
        app_.add_option(
            "--reveal", invocation_.reveal,
            "伏せ字にせず表示する理由。証跡に残る / why values are shown unmasked; goes on record");
        add_master_commands();
        add_import_commands();
        add_matching_commands();
        add_customer_commands();
        add_steward_commands();
        add_number_commands();
        add_care_commands();
        add_reference_commands();
        add_audit_commands();
        add_staff_commands();
        add_access_commands();
        add_erasure_commands();
        add_watch_commands();
    }

    ParsedArguments parse(int argc, const char* const* argv) {
        try {
            app_.parse(argc, argv);
        } catch (const CLI::ParseError& error) {
            std::ostringstream out;
            std::ostringstream problem;
            const int code = app_.exit(error, out, problem);
            return {std::nullopt, code == 0 ? 0 : kExitInvalid, out.str() + problem.str()};
        }
        choose_();
        invocation_.directory = directory_;
        invocation_.language = language_ == "en" ? Language::en : Language::ja;
        return {invocation_, 0, {}};
    }

private:
    template <typename C>
    CLI::App* add(const char* name, const char* help, std::shared_ptr<C> command) {
        return add_to(app_, name, help, std::move(command));
    }

    template <typename C>
    CLI::App* add_to(
        CLI::App& parent, const char* name, const char* help, std::shared_ptr<C> command) {
        auto* sub = parent.add_subcommand(name, help);
        sub->callback(
            [this, command] { choose_ = [this, command] { invocation_.command = *command; }; });
        return sub;
    }

    void add_master_commands() {
        auto init = std::make_shared<InitCommand>();
        auto* make =
            add("init", "新しい原簿を作り、最初の管理者のパスワードを表示する / make a new master",
                init);
        make->add_option("folder", init->directory, "作る場所 / where")->required();
        make->add_option(
            "--database", init->database,
            "PostgreSQL の接続先 (postgresql://…)。なければフォルダーの中のファイル / "
            "PostgreSQL instead of a file in the folder");
        auto serve = std::make_shared<ServeCommand>();
        auto* sub = add("serve", "画面と API を開く / open the console and the API", serve);
        sub->add_option("--host", serve->host, "待ち受けるアドレス / address");
        sub->add_option("--port", serve->port, "ポート / port");
        auto password = std::make_shared<PasswordCommand>();
        add("password", "新しい一回限りのパスワードを出す / issue a new one-time password",
            password)
            ->add_option("name", password->name, "担当者名 / staff name");
        auto keys = std::make_shared<KeysCommand>();
        auto* ring =
            add("keys", "鍵束の番人を表示する、替える / who guards the keyring; change the guard",
                keys);
        ring->add_option(
            "--seal", keys->seal,
            "この番人に替える / give it to this guard: none, argon2id, keyfile, pkcs11, "
            "transit");
        ring->add_flag(
            "--rotate", keys->rotate,
            "根の秘密と鍵の世代を新しくし、暗号文を作り直す / a new root secret and epoch; seal "
            "everything anew");
        add("config",
            "設定ファイルの全項目を説明付きで表示する / print every setting with its reason",
            std::make_shared<ConfigCommand>());
    }

    static void add_reading_options(CLI::App& sub, FileReading& reading) {
        sub.add_option(
            "--mapping", reading.mapping, "項目の対応 (genbo mapping で作る) / mapping file");
        sub.add_option(
            "--encoding", reading.encoding, "文字コード / utf-8, cp932, euc-jp, utf-16le …");
        sub.add_option("--sheet", reading.sheet, "XLSX のシート / sheet");
    }

    void add_import_commands() {
        auto import = std::make_shared<ImportCommand>();
        auto* sub = add(
            "import",
            "ファイルを取り込む (CSV, TSV, NDJSON, XLSX; 文字コードは自動) / import files", import);
        sub->add_option(
               "--source", import->source, "元データの名前 / name of the source: pos, ec, crm")
            ->required();
        add_reading_options(*sub, import->reading);
        sub->add_flag(
            "--dry-run", import->dry_run, "書き込まずに件数だけ調べる / count, write nothing");
        sub->add_option("--batch-rows", import->batch_rows, "一度に確定する行数 / rows per commit")
            ->check(CLI::Range(1, 100'000));
        sub->add_flag(
            "--acknowledge", import->acknowledge,
            "確定した行数をそのつど標準エラーに書く (ack 行数) / say \"ack ROWS\" after each "
            "durable commit");
        sub->add_option("files", import->files, "ファイル / files")->required();
        auto mapping = std::make_shared<MappingCommand>();
        add("mapping",
            "ファイルの見出しから項目の対応を推測して表示する / guess the mapping of a file",
            mapping)
            ->add_option("file", mapping->file)
            ->required();
        auto undo = std::make_shared<UndoCommand>();
        add("undo", "取り込みを取り消す / take an import back out", undo)
            ->add_option("import", undo->import, "取り込みの番号 / import id")
            ->required();
        auto rejected = std::make_shared<RejectedCommand>();
        add("rejected", "受け取らなかった行を、理由を付けて CSV で出す / rejected rows as CSV",
            rejected)
            ->add_option("import", rejected->import, "取り込みの番号 / import id")
            ->required();
    }

    void add_matching_commands() {
        auto match = std::make_shared<MatchCommand>();
        auto* sub = add(
            "match",
            "原簿なしで、ファイルの中の同じ人・会社をまとめる / cluster files, without a master",
            match);
        sub->add_option("files", match->files, "ファイル / files")->required();
        sub->add_option("--id", match->id_column, "行を表す列 / column that names the record");
        sub->add_option("--ignore", match->ignored, "使わない列 / columns to leave out")
            ->delimiter(',');
        sub->add_option(
            "--truth", match->truth, "正解 (record_id,cluster_id) / the truth, to score");
        sub->add_option("--out", match->out, "結果の CSV / write record_id,cluster_id here");
        sub->add_option(
            "--model-out", match->model_out, "学んだモデルの JSON / write the model learned here");
        sub->add_option(
            "--verdicts", match->verdicts,
            "人の判定の CSV(行, 行, same か different) / people's verdicts: row, row, "
            "same|different");
        sub->add_option(
            "--questions-out", match->questions_out,
            "人に尋ねる価値の高い順の組の CSV / write the pairs most worth asking about");
        sub->add_option("--questions", match->questions, "その件数 / how many of them")
            ->check(CLI::Range(1, 100000));
        sub->add_option(
            "--schema", match->schema, "列の意味と比べ方の TOML / columns and comparisons, TOML");
        sub->add_flag(
            "--print-schema", match->print_schema,
            "推定した列の意味を書き出して終わる / print the schema that was guessed, and stop");
        sub->add_option(
               "--explain", match->explain,
               "二つの行の名前: なぜ同じ(別)か / two rows: why (not) one")
            ->expected(2);
        sub->add_option("--picture", match->picture, "その図(SVG)/ its picture, SVG");
        sub->add_option(
            "--former", match->former,
            "前回の --json: 要確認が増えたら知らせる / a former --json: warns when doubts jump");
        sub->add_flag(
            "--unique-sources", match->unique_sources,
            "どのファイルの中にも重複はない / no file holds one thing twice");
        sub->add_option("--threads", match->threads, "スレッド数 / threads")
            ->check(CLI::Range(1, 64));
        sub->add_option(
            "--threshold", match->threshold_bits, "まとめる重み(ビット) / bits that join clusters");
        sub->add_option(
               "--pairs-per-record", match->pairs_per_record,
               "1 件あたりに比べる組の目安。0 で全部 / how many pairs to compare for each record; "
               "0 = "
               "all")
            ->check(CLI::Range(0.0, 1e6));
        auto explain = std::make_shared<ExplainCommand>();
        sub =
            add("explain", "二つの元データがなぜ同じ(別)か / why two records were (not) joined",
                explain);
        sub->add_option("left", explain->left, "元データの番号 / record id")->required();
        sub->add_option("right", explain->right, "元データの番号 / record id")->required();
    }

    void add_steward_commands() {
        auto resolve = std::make_shared<ResolveCommand>();
        auto* sub =
            add("resolve", "この人はだれか(書き込まない) / who is this, without writing", resolve);
        sub->add_option("values", resolve->values, "項目=値 / field=value")->required();
        sub->add_option("--limit", resolve->limit, "件数 / how many")->check(CLI::Range(1, 20));
        auto verdicts = std::make_shared<VerdictsCommand>();
        sub =
            add("verdicts", "だれが何をいつ判断したか、取り消し / who decided what; take back",
                verdicts);
        sub->add_option("--actor", verdicts->actor, "担当者の名前 / sign-in name");
        sub->add_option("--customer", verdicts->customer, "顧客番号 / customer number");
        sub->add_option("--verdict", verdicts->verdict, "same | not_same | later | unsure")
            ->check(CLI::IsMember({"same", "not_same", "later", "unsure"}));
        sub->add_option("--limit", verdicts->limit, "件数 / how many")->check(CLI::Range(1, 1000));
        sub->add_option(
            "--take-back", verdicts->take_back, "この判断を取り消す / take this one back");
        sub->add_option("--count", verdicts->count, "ここから何件 / so many from it on")
            ->check(CLI::Range(1, 2000));
        auto cleanse = std::make_shared<CleanseCommand>();
        sub =
            add("cleanse",
                "確かな書き直しだけを行う(undo で戻せる) / write what is certain; undo rolls back",
                cleanse);
        sub->add_flag("--dry-run", cleanse->dry_run, "提案を表示するだけ / print the proposals");
        sub->add_flag(
            "--report", cleanse->report,
            "サーバーの毎日の点検で見つかった件数 / what the server's daily look found");
        sub->add_option("--limit", cleanse->limit, "件数 / how many")->check(CLI::Range(1, 100000));
        add_model_commands();
        add_keeping_commands();
    }

    void add_keeping_commands() {
        auto conflicts = std::make_shared<ConflictsCommand>();
        auto* sub = add(
            "conflicts", "元データの食い違い / where records of one customer disagree", conflicts);
        sub->add_option("number", conflicts->customer, "顧客番号 / customer number");
        sub->add_option("--field", conflicts->field, "この項目だけ / only this field");
        sub->add_option("--limit", conflicts->limit, "件数 / how many")->check(CLI::Range(1, 1000));
        sub->add_flag("--look", conflicts->look, "全件を調べ直す / look through everybody again");
        sub->add_option("--decide", conflicts->decide, "この項目を裁定する / decide this field");
        sub->add_option(
            "--record", conflicts->record,
            "正しい元データ(なければ両方) / the record that is right");
        sub->add_option("--reason", conflicts->reason, "理由 / why");
        sub->add_option("--withdraw", conflicts->withdraw, "裁定を取り消す / take a decision back");
        auto relations = std::make_shared<RelationsCommand>();
        sub = add("relations", "会社の上下・世帯 / who belongs to whom", relations);
        sub->add_option("number", relations->customer, "顧客番号 / customer number");
        sub->add_flag("--group", relations->group, "下に属する全員と合計 / all below, with totals");
        sub->add_flag("--csv", relations->csv, "CSV で書き出す / as CSV");
        sub->add_option("--add", relations->kind, "関係の種類 / the kind to add")
            ->check(CLI::IsMember({"subsidiary", "branch", "department", "contact", "household"}));
        sub->add_option("--to", relations->upper, "属する先の顧客番号 / whom it belongs to");
        sub->add_option("--since", relations->since, "始まりの日 / first day");
        sub->add_option("--until", relations->until, "終わりの日 / last day");
        sub->add_option("--title", relations->title, "役職など / what somebody is there");
        sub->add_option("--end", relations->end, "この関係を終える / end this relation");
        sub->add_option("--withdraw", relations->withdraw, "この関係を取り消す / it never was");
        auto reconcile = std::make_shared<ReconcileCommand>();
        sub =
            add("reconcile", "ファイルと原簿を照合する / compare an export with the register",
                reconcile);
        sub->add_option("file", reconcile->file, "ファイル / the file");
        sub->add_option("--source", reconcile->source, "取り込み元 / source");
        add_reading_options(*sub, reconcile->reading);
        sub->add_flag("--repair", reconcile->repair, "違いを取り込む / import the differences");
        sub->add_flag("--list", reconcile->list, "これまでの照合 / earlier ones");
    }

    void add_model_commands() {
        auto* model = app_.add_subcommand("model", "照合モデル / match models");
        model->require_subcommand(1);
        model->fallthrough();
        const auto task = [&](const char* name, const char* help, ModelCommand::Task which) {
            auto command = std::make_shared<ModelCommand>();
            command->task = which;
            auto* sub = add_to(*model, name, help, command);
            if (which == ModelCommand::Task::diff || which == ModelCommand::Task::activate)
                sub->add_option("number", command->number, "モデルの番号 / number of the model")
                    ->required();
        };
        using Task = ModelCommand::Task;
        task("list", "モデルの一覧 / list the models", Task::list);
        task("learn", "判断から候補を作る / make a candidate from the verdicts", Task::learn);
        task(
            "rules",
            "確率を使わない、規則だけのモデルを作る / fixed rules instead of probabilities",
            Task::rules);
        task("diff", "切り替えると何が変わるか / what would change", Task::diff);
        task("activate", "切り替えて作り直す / switch to it and rebuild", Task::activate);
    }

    void add_customer_commands() {
        auto search = std::make_shared<SearchCommand>();
        auto* sub =
            add("search", "名前・カナ・ローマ字・電話・メール・住所・番号で探す / find customers",
                search);
        sub->add_option("text", search->text, "探す言葉 / what you know")->required();
        sub->add_option("--limit", search->limit, "件数 / how many")->check(CLI::Range(1, 200));
        auto show = std::make_shared<ShowCommand>();
        add("show", "お客様を表示する / show a customer", show)
            ->add_option("number", show->number, "顧客番号 / customer number")
            ->required();
        auto merge = std::make_shared<MergeCommand>();
        sub = add("merge", "二人のお客様を一人にする / say that two customers are one", merge);
        sub->add_option("number", merge->number, "顧客番号 / number")->required();
        sub->add_option("other", merge->other, "もう一つの顧客番号 / the other number")->required();
        sub->add_option("--reason", merge->reason, "理由 / reason");
        auto split = std::make_shared<SplitCommand>();
        sub = add("split", "元データを別のお客様に分ける / split records off a customer", split);
        sub->add_option("number", split->number, "顧客番号 / number")->required();
        sub->add_option("records", split->records, "元データの番号 / record ids")->required();
        sub->add_option("--reason", split->reason, "理由 / reason");
    }

    void add_number_commands() {
        auto* number = app_.add_subcommand("number", "顧客番号 / customer numbers");
        number->require_subcommand(1);
        number->fallthrough();
        auto check = std::make_shared<NumberCheckCommand>();
        add_to(*number, "check", "番号を確かめる / check a number as typed", check)
            ->add_option("number", check->text)
            ->required();
        auto issue = std::make_shared<NumberIssueCommand>();
        auto* sub = add_to(
            *number, "issue", "番号を手で発行、または確保する / issue by hand, or reserve a block",
            issue);
        auto* manual = sub->add_option("--manual", issue->manual, "この番号を / this number");
        auto* reserve = sub->add_option("--reserve", issue->reserve, "この件数を確保 / so many");
        sub->add_option("--owner", issue->owner, "店舗など / store or partner")->needs(reserve);
        manual->excludes(reserve);
        add_to(
            *number, "report",
            "番号の点検: 重複・宙に浮いた番号・規則違反 / what is odd about the numbers",
            std::make_shared<NumberReportCommand>());
        sub->require_option(1, 2);
    }

    void add_erasure_commands() {
        auto erase = std::make_shared<EraseCommand>();
        auto* sub =
            add("erase",
                "お客様を消去する: 凍結し、二人目の承認と 7 日を待つ / erase a customer: freezes, "
                "then waits for a second person and seven days",
                erase);
        sub->add_option("number", erase->number, "顧客番号 / number")->required();
        sub->add_flag(
            "--dry-run", erase->dry_run,
            "消えるもの・残るものを表示するだけ / tell what goes and what stays, write nothing");
        sub->add_option(
            "--record", erase->records, "この元データだけ(くり返し可) / only these records");
        sub->add_option("--ground", erase->ground, "理由の種類 / ground")
            ->check(CLI::IsMember({"request", "not_needed", "consent_withdrawn", "unlawful"}));
        sub->add_option("--reason", erase->reason, "理由 / reason");
        auto* erasures = app_.add_subcommand(
            "erasures", "消去の一覧・取りやめ・実行・証明書 / erasures and what to do with them");
        erasures->require_subcommand(1);
        erasures->fallthrough();
        using Task = ErasureCommand::Task;
        const auto task = [&](const char* name, const char* help, Task which) {
            auto command = std::make_shared<ErasureCommand>();
            command->task = which;
            auto* one = add_to(*erasures, name, help, command);
            if (which == Task::night)
                one->add_flag(
                    "--vouch", command->vouch, "時計は正しい / the clock is right, say I");
            if (which == Task::list || which == Task::night) return;
            one->add_option("id", command->id, "消去の番号 / number of the erasure")->required();
            if (which == Task::take_back || which == Task::come_back)
                one->add_option("--reason", command->reason, "理由 / reason")->required();
        };
        task("list", "一覧 / list", Task::list);
        task("take-back", "取りやめて、元に戻す / take back, as it was before", Task::take_back);
        task("execute", "承認と 7 日の後に、今すぐ / now, once approved and due", Task::execute);
        task("certificate", "証明書 / certificate", Task::certificate);
        task(
            "come-back", "本人が再び登録を望むとき / the person wants to be a customer again",
            Task::come_back);
        task(
            "night", "夜の仕事を今: 期限の来た消去、保管期間、鍵の世代 / the night's work, now",
            Task::night);
        auto hold = std::make_shared<HoldCommand>();
        sub = add("hold", "法的保全をかける、解く / set or clear a legal hold", hold);
        sub->add_option("number", hold->number, "顧客番号 / number")->required();
        sub->add_option("--reason", hold->reason, "理由 / reason")->required();
        sub->add_option("--until", hold->until, "この日から解ける / free again from this day");
        sub->add_flag("--clear", hold->clear, "解く / clear it");
        auto retention = std::make_shared<RetentionCommand>();
        sub =
            add("retention", "保管期間の規則で、いま何が期限切れか / what is overdue, a dry run",
                retention);
        auto* ask = sub->add_option(
            "--ask", retention->reason,
            "上限を超える消去の承認を申請する(理由) / ask for a run beyond the cap, with a reason");
        sub->add_option(
               "--run", retention->approval,
               "承認されたものを実行する(承認の番号) / the run that was approved, by its number")
            ->excludes(ask);
    }

    void add_watch_commands() {
        using Task = WatchCommand::Task;
        auto* watch =
            app_.add_subcommand("watch", "見張りの印とおとり / marks of the watch, honey");
        watch->require_subcommand(1);
        watch->fallthrough();
        const auto task = [&](const char* name, const char* help, Task which) {
            auto command = std::make_shared<WatchCommand>();
            command->task = which;
            auto* sub = add_to(*watch, name, help, command);
            if (which != Task::marks)
                sub->add_option("--reason", command->reason, "理由 / reason")->required();
            return std::pair{sub, command};
        };
        task("marks", "印の一覧 / list the marks", Task::marks);
        auto [mark, marked] =
            task("mark", "お客様に印を付ける / mark a customer for the watch", Task::mark);
        mark->add_option("number", marked->number, "顧客番号 / customer number")->required();
        mark->add_option(
                "--as", marked->kind, "own-person(本人) | family(家族) | notable(注目の人)")
            ->required()
            ->check(CLI::IsMember({"own-person", "family", "notable"}));
        mark->add_option("--staff", marked->staff, "担当者名 / sign-in name");
        auto [lift, lifted] = task("lift", "印を外す / take a mark away", Task::lift);
        lift->add_option("id", lifted->id, "印の番号 / number of the mark")->required();
        auto [honey, planted] = task(
            "plant-honey", "おとりのお客様を作る / make customers who do not exist",
            Task::plant_honey);
        honey->add_option("count", planted->count, "人数 / how many")->required();
        honey->add_option("--source", planted->source, "どの取り込み元に似せるか / like whose");
    }

    void add_reference_commands() {
        auto* ref = app_.add_subcommand("ref", "郵便番号・町字・異体字の表 / reference tables");
        ref->require_subcommand(1);
        ref->fallthrough();
        auto import = std::make_shared<RefImportCommand>();
        auto* sub = add_to(
            *ref, "import", "公式の表を取り込み、次の起動から使う / refresh from official files",
            import);
        sub->add_option("kind", import->kind, "ken-all | abr | mj | changes | breached-passwords")
            ->required()
            ->check(CLI::IsMember({"ken-all", "abr", "mj", "changes", "breached-passwords"}));
        sub->add_option("files", import->files, "ファイル / files")->required();
        sub->add_option(
            "--table-version", import->version,
            "表の版。なければ取り込んだ日 / version of the table, else the day");
        add_to(
            *ref, "list",
            "使っている表の名前・版・利用条件・行数 / tables, versions, licences, rows",
            std::make_shared<RefListCommand>());
    }

    void add_audit_commands() {
        auto* audit = app_.add_subcommand("audit", "証跡 / the audit log");
        audit->require_subcommand(1);
        audit->fallthrough();
        const auto task = [&](const char* name, const char* help, AuditCommand::Task which) {
            auto command = std::make_shared<AuditCommand>();
            command->task = which;
            auto* sub = add_to(*audit, name, help, command);
            if (which == AuditCommand::Task::export_log)
                sub->add_option("folder", command->target, "新しいフォルダー / a new folder")
                    ->required();
            if (which != AuditCommand::Task::prove) return;
            sub->add_option("leaf", command->leaf, "行の番号 / index of the leaf")->required();
            sub->add_option("--out", command->target, "書き出すファイル / file to write");
        };
        using Task = AuditCommand::Task;
        task("key", "genbo-verify に渡す検証鍵 / the key for genbo-verify", Task::key);
        task("checkpoint", "署名付きチェックポイント / a signed checkpoint", Task::checkpoint);
        task("export", "証跡を書き出す / export the log for genbo-verify", Task::export_log);
        task("prove", "一つの行の受取証 / a receipt of one leaf", Task::prove);
        task(
            "fork", "復元したことを外の写しに署名する / sign a fork record after a restore",
            Task::fork);
    }

    void add_staff_commands() {
        auto* staff = app_.add_subcommand("staff", "担当者のアカウント / staff accounts");
        staff->require_subcommand(1);
        staff->fallthrough();
        using Task = StaffCommand::Task;
        const auto task = [&](const char* name, const char* help, Task which) {
            auto command = std::make_shared<StaffCommand>();
            command->task = which;
            auto* sub = add_to(*staff, name, help, command);
            if (which != Task::list)
                sub->add_option("name", command->name, "担当者名 / sign-in name")->required();
            if (which != Task::add && which != Task::change) return;
            sub->add_option("--role", command->role, "administrator | steward | support | auditor")
                ->required(which == Task::add);
            sub->add_option("--label", command->label, "氏名 / full name");
            if (which == Task::change)
                sub->add_option(
                    "--leaves", command->leaves,
                    "最後の勤務日、または never / last day of work, or never");
        };
        task("list", "アカウントの一覧 / list the accounts", Task::list);
        task("add", "アカウントを作る / make an account", Task::add);
        task("change", "役割や氏名を変える / change role or full name", Task::change);
        task("disable", "停止する / disable", Task::disable);
        task("enable", "再開する / enable again", Task::enable);
        task("reset", "一回限りのパスワードを出す / hand out a one-time password", Task::reset);
        task(
            "forget-factors",
            "二つ目の確認をすべて忘れ、一回限りのパスワードを出す / forget all second factors",
            Task::forget_factors);
    }

    void add_access_commands() {
        using Task = AccessCommand::Task;
        auto* access = app_.add_subcommand("access", "だれが何を見られるか / who sees what");
        access->require_subcommand(1);
        access->fallthrough();
        add_to(
            *access, "table", "役割・区分・目的の表を Markdown で / the tables, as Markdown",
            access_task(Task::table));
        add_to(*access, "keys", "API キーの一覧 / list the API keys", access_task(Task::keys));
        add_key_commands(*access);
        auto trace = access_task(Task::trace);
        add_to(
            *access, "trace", "漏れたファイルがどの書き出しかを調べる / which export a file was",
            trace)
            ->add_option("file", trace->file, "ファイル / file")
            ->required();
        auto scope = access_task(Task::scope);
        auto* sub = add_to(
            *access, "scope", "担当者の範囲: 店・地域・お客様 / what a staff member is near to",
            scope);
        sub->add_option("staff", scope->staff, "担当者名 / sign-in name")->required();
        sub->add_option("--stores", scope->stores, "店 / stores")->delimiter(',');
        sub->add_option("--regions", scope->regions, "地域 / regions")->delimiter(',');
        sub->add_option("--customers", scope->customers, "顧客番号 / customer numbers")
            ->delimiter(',');
    }

    static std::shared_ptr<AccessCommand> access_task(AccessCommand::Task task) {
        auto command = std::make_shared<AccessCommand>();
        command->task = task;
        return command;
    }

    void add_key_commands(CLI::App& access) {
        using Task = AccessCommand::Task;
        auto create = access_task(Task::create_key);
        auto* sub = add_to(
            access, "key-create", "API キーを作り、一度だけ表示する / make a key, shown once",
            create);
        sub->add_option("name", create->name, "何のためのキーか / what it is for")->required();
        sub->add_option("--actions", create->actions, "できること / what it may do")
            ->delimiter(',')
            ->required();
        sub->add_option("--purposes", create->purposes, "利用目的 / purposes")
            ->delimiter(',')
            ->required();
        sub->add_option("--classes", create->classes, "項目の区分 C0…C4 / classes of fields")
            ->delimiter(',')
            ->required();
        sub->add_option("--networks", create->networks, "呼べるアドレス / addresses, CIDR")
            ->delimiter(',');
        sub->add_option("--days", create->days, "有効日数 / days it is valid")
            ->check(CLI::Range(1, 730));
        auto rotate = access_task(Task::rotate_key);
        sub = add_to(
            access, "key-rotate", "新しい秘密を出し、古い方をしばらく残す / a new secret", rotate);
        sub->add_option("key", rotate->key, "キーの番号 / id of the key")->required();
        sub->add_option(
               "--overlap-hours", rotate->overlap_hours,
               "古い方が使える時間 / the old one lives on")
            ->check(CLI::Range(0, 720));
        auto revoke = access_task(Task::revoke_key);
        sub = add_to(access, "key-revoke", "キーを使えなくする / end a key", revoke);
        sub->add_option("key", revoke->key, "キーの番号 / id of the key")->required();
    }

    void add_care_commands() {
        add("rebuild",
            "事実からすべてを作り直し、違いがあれば直す / re-make every projection and compare",
            std::make_shared<RebuildCommand>());
        add("doctor", "原簿を隅々まで調べる / verify stores, invariants and the audit log",
            std::make_shared<DoctorCommand>());
        auto backup = std::make_shared<BackupCommand>();
        auto* sub =
            add("backup", "動かしたまま控えを取る (鍵束は含まない) / back up, without the keyring",
                backup);
        sub->add_option(
            "target", backup->target,
            "新しいフォルダー。--list では控えの場所 / a new folder; a place with --list");
        sub->add_flag(
            "--now", backup->now,
            "genbo.toml の [backup] to へ、いま全部送る / send everything to the places of "
            "genbo.toml now");
        sub->add_flag("--list", backup->list, "戻せる範囲 / what can be restored");
        auto restore = std::make_shared<RestoreCommand>();
        sub = add("restore", "控えから戻す / restore a backup", restore);
        sub->add_option(
            "source", restore->source,
            "控えのフォルダーか置き場。--drill では省ける / folder or place of the backup; "
            "optional with --drill");
        sub->add_option(
            "directory", restore->directory, "戻す先。なければ --dir / where to; --dir by default");
        sub->add_option("--keyring", restore->keyring, "鍵束のファイル / the keyring file");
        sub->add_option(
            "--at", restore->at, "この時点まで。2026-11-22T09:40:00+09:00 / up to this moment");
        sub->add_option("--commit", restore->commit, "この番号の変更まで / up to this commit");
        sub->add_option(
            "--line", restore->line, "--commit が数えられた系列 / the line that counts --commit");
        sub->add_option("--s3-keys", restore->s3_keys, "S3 の鍵のファイル / file of the S3 key");
        sub->add_option(
            "--s3-authorities", restore->s3_authorities, "S3 の認証局 / authorities of S3, PEM");
        sub->add_flag(
            "--drill", restore->drill,
            "練習: 別の場所に戻して調べ、消す / practice: restore elsewhere, examine, delete");
        auto migrate = std::make_shared<MigrateCommand>();
        sub = add(
            "migrate",
            "原簿を別の保存場所へ移す。止まったら、もう一度実行すれば続きから / move the master "
            "to another store; run again to go on",
            migrate);
        sub->add_option(
               "--to", migrate->to,
               "postgresql://…、またはフォルダーのファイルへ戻すなら file / postgresql://…, or "
               "file "
               "for the one in the folder")
            ->required()
            ->check(CLI::Validator(
                [](const std::string& text) { return std::string{text.empty() ? "empty" : ""}; },
                "file|postgresql://…"));
        sub->add_option("--page-rows", migrate->page_rows, "一度に移す行数 / rows at once")
            ->check(CLI::Range(1, 100'000));
        auto demo = std::make_shared<DemoCommand>();
        sub =
            add("demo",
                "架空のお客様の見本ファイルを作る / write sample files of made-up customers", demo);
        sub->add_option("out", demo->out, "作る場所 / where")->required();
        sub->add_option("--persons", demo->persons, "人数 / how many people")
            ->check(CLI::Range(std::uint64_t{1}, std::uint64_t{10'000'000}));
        sub->add_option("--seed", demo->seed, "種 / seed");
        sub->add_option("--dirtiness", demo->dirtiness, "汚れ具合 0–4 / how dirty")
            ->check(CLI::Range(0.0, 4.0));
        sub->add_option(
            "--profile", demo->profile,
            "割合の組 normal/open/sealed / rates: normal, open, sealed");
        sub->add_flag(
            "--hard", demo->hard, "難問集 H1–H11 も入れる / with the hard sets H1 to H11");
        sub->add_flag("--one-file", demo->one_file, "one.csv だけ / one.csv alone");
    }

    Invocation& invocation_;
    CLI::App app_{"", "genbo"};
    std::string directory_ = ".";
    std::string language_ = "ja";
    std::function<void()> choose_;
};

}  // namespace

ParsedArguments parse_arguments(int argc, const char* const* argv) {
    Invocation invocation;
    ArgumentParser parser(invocation);
    return parser.parse(argc, argv);
}

}  // namespace genbo
