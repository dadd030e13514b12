"""What does each code of a refused row or of a warning mean, and how is it mended? docs/codes.md is made from it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Code:
    """A code's meaning, what a row that has it looks like, and how to mend it; `doubt`: --strict refuses it."""

    meaning: str
    example: str
    mend: str
    doubt: bool = False


REJECTS: dict[str, Code] = {
    "ambiguous_share": Code(
        "A bare number may be a percentage or a fraction; nobody guesses which.",
        "share 0.3",
        "Write 0.3% or 30%, or say what all bare numbers are with --share-unit percent or fraction.",
    ),
    "bad_share": Code("The text is no share.", "share 多数", "Write 30%, 1/3, or a range such as (25,50]%."),
    "share_out_of_range": Code(
        "A share lies between 0 and 100 %.",
        "share 130%",
        "Correct the figure; with a wrong --share-unit every row looks like this.",
    ),
    "share_too_fine": Code(
        "The share has more digits than a store can keep exactly (a numerator or denominator over 63 bits).",
        "share 33.33333333333333333333%",
        "Write the fraction, 1/3, or fewer digits.",
    ),
    "share_empty_range": Code(
        "No number lies in the range.", "share [50,30]%", "Write the lower end first: [30,50]%."
    ),
    "bad_date": Code(
        "The text is no date of the calendar, or not in the form YYYY-MM-DD.",
        "valid_from 2023-02-29, 05/01/2024 or 2024-1-5",
        "Write 2024-01-05; birth_date may be 1980 or 1980-05 too. Leave an unknown date empty.",
    ),
    "bad_time": Code(
        "The text is no moment in the form of ISO 8601.",
        "at 2024-01-05 25:00:00+08:00",
        "Write 2024-01-05T10:00:00+08:00, at most six digits behind the seconds.",
    ),
    "no_offset": Code(
        "A time without its offset from UTC is no moment, and neither is one that the zone's clock shows twice or "
        "never.",
        "at 2024-01-05T10:00:00",
        "Add the offset, or say where the clock stood with --zone Asia/Shanghai or --zone +08:00.",
    ),
    "bad_amount": Code(
        "The text is no plain decimal number, or has more than 18 digits.",
        "amount 1,234.50 or 1e3",
        "Write 1234.50: digits, one point, no separators, no currency sign.",
    ),
    "bad_number": Code(
        "The text is no plain decimal number, where a number of shares or votes must stand.",
        "issued 1万",
        "Write 10000.",
    ),
    "negative_amount": Code(
        "Less than nothing cannot be paid, held or issued; only a balance may be negative.",
        "amount -500.00",
        "In transfers, exchange from_account and to_account; elsewhere correct the figure.",
    ),
    "missing_value": Code(
        "A cell that must be there is empty.",
        "held_id empty",
        "Fill it in; in interests a name (held_name) can stand for the id.",
    ),
    "unknown_word": Code(
        "A cell with a closed list of words (kind, class, role, position ...) holds another one.",
        "kind firm",
        "Use a word of the bank layout; the reason names the nearest.",
    ),
    "bad_flag": Code("The cell says neither yes nor no.", "nominee perhaps", "Write true or false."),
    "dates_reversed": Code(
        "A period ends before it begins.",
        "valid_from 2020-01-01, valid_to 2018-12-31",
        "Correct one of the two dates.",
    ),
    "duplicate_key": Code(
        "Two rows of a delivery have one key and different content; which one counts nobody can tell.",
        "two rows of parties with party_id C1 and different names",
        "Keep one of them, or give each a record_id of its own. Rows that are equal are no fault.",
    ),
    "both_ends_missing": Code(
        "A transfer names no account on either side.",
        "from_account and to_account empty",
        "Fill in the bank's own account; the other may be told by name and bank.",
    ),
    "wrong_columns": Code(
        "The row has more or fewer cells than the header.",
        "an unquoted comma inside a name",
        "Put the cell into double quotes.",
    ),
    "bad_quotes": Code(
        "A quoted cell does not end where its quotes do, or its quotes never end.",
        '5,"Acme "North" Ltd",6',
        'Double the quotes inside a quoted cell: "Acme ""North"" Ltd".',
    ),
    "bad_dataset": Code(
        "The row names a dataset that no reference could name.",
        "dataset crm/2024",
        "Choose a printable name without a /.",
    ),
    "excel_error": Code(
        "A cell of a workbook holds an error, or a formula that nobody has calculated, so that it has no value.",
        "share #REF!",
        "Open the workbook, correct the formula, let it be calculated and save; or paste the values over the formulas.",
    ),
    "excel_number": Code(
        "A spreadsheet has turned an identifier into a number: its digits beyond the fifteenth are lost, and so are "
        "zeros at its head. Nobody can put them back.",
        "id_number 9.11E+17, account_id 123456.0",
        "Export the column again as text; in a spreadsheet, format it as text before the values come in.",
    ),
    "unmapped_row": Code(
        "No [[read]] of the mapping takes the row: its sections ask for certain words, and the row has another one.",
        "AcctRelCode XYZ, where the mapping knows only OWN and SPS",
        'Add the word to a section\'s only; or leave such rows out on purpose: a section that goes into = "nothing".',
    ),
    "bad_text": Code(
        "The row holds bytes that are no text: a NUL, or a piece of another encoding.",
        "a name cut in the middle of a character",
        "Write the cell again in UTF-8.",
    ),
    "bad_json": Code(
        "A BODS statement, or a line of a .jsonl file, is no JSON object, or names one key twice.",
        "a line that was cut off in the middle",
        "Write the object again, one on each line; a number of thousands of digits in a statement is refused as well.",
    ),
    "wrong_type": Code(
        "A field of a BODS statement holds another kind of value than the standard gives it.",
        '"interests": {"type": "shareholding"}, without the brackets of an array',
        "Write what the standard says: the column of the reject is the place of the field in the statement.",
    ),
}

WARNINGS: dict[str, Code] = {
    "names_only": Code(
        "Parties are told apart by their names alone: one party for each dataset, kind and name, so two people of "
        "one name are one party, and one person under two names is two.",
        "a sheet with 公司名称, 股东名称, 持股比例",
        "Deliver ids (holder_id, held_id) where there are any, and holder_kind where it is known.",
        doubt=True,
    ),
    "extra_columns": Code(
        "The layout lacks these columns; they are kept with the record and feed no answer.",
        "a column customer_manager in parties.csv",
        "Nothing, unless one of them is a column of the layout under another name: then rename it.",
    ),
    "bad_lei": Code(
        "A LEI has not 20 letters and digits, or its check digits are wrong. The party is kept, and every answer that "
        "looks through it says so.",
        "lei 529900T8BM49AURSDO56",
        "Look the LEI up by name, and deliver the party again.",
        doubt=True,
    ),
    "bad_uscc": Code(
        "A unified social credit code (统一社会信用代码) has not 18 characters, holds I, O, S, V or Z, or its check "
        "character is wrong. The party is kept, and every answer that looks through it says so.",
        "uscc 91370200163562681H",
        "Read the code from the business licence again, and deliver the party again.",
        doubt=True,
    ),
    "bad_id_number": Code(
        "The number of a document cannot be right: of a resident identity card the check character, the day of birth "
        "or the county (now or ever); of another document that id_type names (lei, uscc, vat, gb.utr ...) its own "
        "check. Numbers of 15 digits, full-width digits, spaces and a small x are no fault. The party is kept, and "
        "every answer that looks through it says so.",
        "id_type resident_id, id_number 110105194912310021",
        "Read the number from the document again; where it is no such document, say which it is in id_type.",
        doubt=True,
    ),
    "id_differs": Code(
        "A resident identity number has another day of birth, or another sex, than birth_date and sex say. The party "
        "is kept, and every answer that looks through it says so.",
        "id_number 11010519491231002X, birth_date 1949-12-30",
        "Compare both with the document.",
        doubt=True,
    ),
    "known_mapping": Code(
        "The file's headers are those of an export that Lookthrough knows, and it was read with the mapping for that.",
        "a sheet of 企查查 with 公司名称, 股东名称, 股东类型, 持股比例",
        "Nothing, if it is right; else write your own (lookthrough map FILE --out M.toml) and add --map M.toml.",
    ),
    "left_out": Code(
        "The mapping leaves these rows out on purpose: they go into nothing.",
        'a section with only = { column = "AcctRelCode", is = ["AUD"] } and into = "nothing"',
        "Nothing, or another table in the place of nothing.",
    ),
    "encoding": Code(
        "The file is not in UTF-8 but in the encoding named: its byte order mark says so, or its bytes allow no other "
        "reading. Rows are kept in UTF-8; lines and bytes of rejects are those of the file as it was delivered.",
        "a CSV that Excel in Chinese saved, in GB18030",
        "Nothing. Look at a name or two: they should read well.",
    ),
    "title_rows": Code(
        "So many rows of a worksheet stand above the row that names the columns; they are not read.",
        "a title across merged cells, or the disclaimer of an export",
        "Nothing, unless the row that names the columns was not found: then delete the rows above it.",
    ),
    "unknown_flag": Code(
        "Flags that are no word of the layout: they are kept and shown, and no rule knows them.",
        "flag VIP2",
        "Nothing, unless it means one of the words that the layout lists: then write that.",
    ),
    "statements": Code(
        "The file holds so many BODS statements; those that are neither rejected nor superseded were taken. One "
        "statement may make several rows.",
        "1,204 statements, which make 538 parties and 1,256 interests",
        "Nothing.",
    ),
    "superseded": Code(
        "A later statement about the same record counts; the earlier ones only say what was true before it.",
        "an updated and a closed statement of one recordId: the updated one is superseded",
        "Nothing. Deliver all statements of a record in one file: what a record was is read from the file alone.",
    ),
}
