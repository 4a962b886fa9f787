// SPDX-License-Identifier: Apache-2.0
#include "connect/connect_messages.h"

namespace genbo {

namespace {

constexpr Message kConnectEntries[] = {
    // The file as a whole.
    {"connect.bad_xlsx",
     "XLSX ファイルとして読めません。壊れているか、別の形式です。"
     "Excel で開いて「Excel ブック (.xlsx)」で保存し直してください。",
     "The file cannot be read as XLSX: it is damaged or something else. Open it in Excel and save "
     "it again as an Excel workbook (.xlsx)."},
    {"connect.broken_header",
     "見出し行の引用符（\"）が閉じていません。1 行目の引用符を直してください。",
     "The header row has a quotation mark that nothing closes. Mend the marks of the first row."},
    {"connect.compressed", "圧縮されたファイルです。展開してから取り込んでください。",
     "The file is compressed. Unpack it first."},
    {"connect.empty_file", "ファイルに見出しも行もありません。書き出しをやり直してください。",
     "The file has neither a header nor rows. Export it again."},
    {"connect.encrypted", "パスワードで保護されたファイルです。保護を外して保存し直してください。",
     "The file is protected by a password. Save it again without one."},
    {"connect.json_array",
     "JSON の配列です。1 行に 1 オブジェクトの NDJSON にしてください（例: jq -c '.[]'）。",
     "The file is one JSON array. Turn it into NDJSON, one object per line (jq -c '.[]')."},
    {"connect.no_such_sheet", "その名前のシートはありません。シート名を確かめてください。",
     "There is no sheet of that name. Check the names of the sheets."},
    {"connect.not_a_table",
     "表として読めるファイルではありません。CSV、TSV、NDJSON、XLSX のどれかにしてください。",
     "The file is not a table. Make it CSV, TSV, NDJSON or XLSX."},
    {"connect.not_found", "ファイルがありません。場所と名前を確かめてください。",
     "There is no such file. Check its place and name."},
    {"connect.old_excel",
     "古い Excel 形式（.xls）か、パスワード付きの Excel ファイルです。"
     "パスワードを外し、「Excel ブック (.xlsx)」で保存し直してください。",
     "The file is of the old Excel format (.xls) or protected by a password. Save it without one "
     "as an Excel workbook (.xlsx)."},
    {"connect.too_many_columns",
     "列が {0} 列あり、上限の {1} 列を超えています。要らない列を除いてください。",
     "The file has {0} columns; {1} is the limit. Leave out columns that are not needed."},
    {"connect.unreadable",
     "ファイルを読めません。読み取りの権限と、通常のファイルであることを確かめてください。",
     "The file cannot be read. Check its permissions, and that it is a plain file."},
    {"connect.xlsx_doctype",
     "XLSX の中に文書型宣言があります。安全のため読みません。Excel で保存し直してください。",
     "The XLSX holds a document type declaration and is not read, for safety. Save it again in "
     "Excel."},
    {"connect.zip_bomb",
     "XLSX の展開後の大きさが異常です。安全のため読みません。CSV で書き出してください。",
     "The XLSX unpacks to an unreasonable size and is not read, for safety. Export it as CSV."},
    {"connect.repeated_header",
     "同じ名前の列があります。番号を付けて区別しました。見出しを直すと分かりやすくなります。",
     "Columns have the same name and were numbered. Better rename them in the file."},
    {"connect.late_key",
     "先頭の行にないキーが後から出てきたため、列になりません。先頭のほうの行に全部のキーを書いてく"
     "ださい。",
     "A key that the first rows do not have has no column. Write all keys in the first rows."},

    // A row.
    {"connect.bad_json",
     "この行は 1 つの正しい JSON オブジェクトではありません。行を直してください。",
     "The line is not one valid JSON object. Mend it."},
    {"connect.broken_quotes",
     "引用符（\"）が閉じていないか、途中に余分な引用符があります。"
     "セルの中の引用符は \"\" と二つ重ねてください。",
     "A quotation mark is not closed, or one too many stands inside. Double the marks inside a "
     "cell."},
    {"connect.cell_too_long",
     "セルが {0} バイトあり、上限の {1} "
     "バイトを超えています。引用符の閉じ忘れがないか確かめてください。",
     "A cell has {0} bytes; {1} is the limit. Look for a quotation mark that is not closed."},
    {"connect.error_cell",
     "Excel のエラー値（#N/A など）なので空として扱いました。元の数式を直してください。",
     "The cell holds an Excel error such as #N/A and counts as empty. Mend its formula."},
    {"connect.gaiji",
     "外字（{1} など）が {0} "
     "文字あります。ほかの機械では別の字になります。正しい字に置き換えてください。",
     "There are {0} user-defined characters, {1} among them, which other machines show "
     "differently. Replace them."},
    {"connect.line_too_long",
     "1 行が長すぎます。1 行に 1 オブジェクトの NDJSON か確かめてください。",
     "The line is too long. Check that the file is NDJSON, one object per line."},
    {"connect.odd_quotes",
     "閉じ引用符の後に文字があります。セルをそのまま読みました。引用符を確かめてください。",
     "Text follows a closing quotation mark; the cell was read as it stands. Check its marks."},
    {"connect.repeated_key",
     "1 つのオブジェクトに同じキーが 2 "
     "回あります。初めの値を使いました。どちらが正しいか確かめてください。",
     "An object has the same key twice, and the first value was taken. Check which one is right."},
    {"connect.too_few_cells",
     "セルが {0} 個しかなく、見出しの {1} "
     "個より少ない行です。行が途中で切れていないか確かめてください。",
     "The row has {0} cells where the header has {1}. Check that it is not cut off."},
    {"connect.too_many_cells",
     "セルが {0} 個あり、見出しの {1} "
     "個より多い行です。引用符で囲んでいない区切り文字がないか確かめてください。",
     "The row has {0} cells where the header has {1}. Look for a delimiter outside of quotation "
     "marks."},
    {"connect.undecodable",
     "読めない文字が {0} 個あり、U+FFFD "
     "に置き換えました。文字コードの指定と元のデータを確かめてください。",
     "There are {0} unreadable characters, shown as U+FFFD. Check the encoding and the original."},

    // A mapping.
    {"connect.mapping_double",
     "同じ項目に 2 つの列が割り当てられています（{0}）。どちらか 1 つにしてください。",
     "Two columns claim the same field ({0}). Keep one of them."},
    {"connect.mapping_json",
     "列の割り当ての JSON が正しくありません（{0}）。書式を確かめてください。",
     "The JSON of the mapping is not valid ({0}). Check its form."},
    {"connect.mapping_key",
     "キーの列に指定した列が、「元データの番号」に割り当てられていません。割り当てを合わせてくださ"
     "い。",
     "The key column is not mapped to the source key. Make the two agree."},
    {"connect.mapping_missing_column",
     "割り当てにある {0} "
     "番目の列が、このファイルにありません。列名が変わっていないか確かめてください。",
     "The file lacks column {0} of the mapping. Check whether its name has changed."},
    {"connect.mapping_name", "{0} 番目の列の名前か、保存名がありません。名前を付けてください。",
     "Column {0} lacks its name or the name to keep it under. Name it."},
    {"connect.mapping_parts",
     "項目 {0} の分割の番号が 1 から続いていません。1, 2, 3 と付け直してください。",
     "The parts of the field {0} are not numbered from 1 on. Number them 1, 2, 3."},
};

}  // namespace

const std::span<const Message> kConnectMessages = kConnectEntries;

}  // namespace genbo
