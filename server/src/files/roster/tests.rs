use domain::file::FileIs;
use domain::file::Refusal;

use super::*;

fn sheet(rows: &[&[&str]]) -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (r, row) in rows.iter().enumerate() {
        for (c, text) in row.iter().enumerate() {
            sheet.write_string(r as u32, c as u16, *text).unwrap();
        }
    }
    book.save_to_buffer().unwrap()
}

fn case(name: &str) -> Vec<u8> {
    std::fs::read(format!("{}/../tests/data/cases/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

fn read_plain(name: &str, bytes: &[u8]) -> Result<Parsed, Refusal> {
    super::super::read(&[(name.to_owned(), bytes.to_vec())], None)
}

fn parsed(name: &str) -> Parsed {
    read_plain(name, &case(name)).unwrap()
}

fn column(parsed: &Parsed, field: Field) -> Vec<&str> {
    parsed.rows.iter().map(|row| row.get(field).unwrap_or_default()).collect()
}

#[test]
fn the_header_is_found_below_a_title_and_columns_by_their_names() {
    let bytes = sheet(&[
        &["某市干部名册"],
        &["序号", "姓 名", "身份证号码", "出生年月", "备注"],
        &["1", "张伟", "11010519491231002X", "1949.12", "=1+1"],
        &[],
        &["2", "李娜", "", "29221", ""],
    ]);
    let parsed = read_plain("a.xlsx", &bytes).unwrap();
    assert_eq!((parsed.columns[1].header.as_str(), parsed.columns[1].field), ("姓名", Some(Field::Name)));
    assert_eq!((parsed.columns[4].letter.as_str(), parsed.columns[4].field), ("E", None));
    assert_eq!(parsed.rows.len(), 2);
    assert_eq!((parsed.rows[0].line, parsed.rows[1].line), (3, 5));
    assert_eq!(parsed.rows[1].get(Field::Birth), Some("1980-01-01"));
}

/// peers: CSV import with encodings and clear row numbers (canvas-lms#1342, chamilo#2266).
#[test]
fn a_roster_is_read_from_csv_in_gbk() {
    let (gbk, ..) = encoding_rs::GBK.encode("姓名,性别,出生年月\n张伟,男,1980.01\n,,\n李娜,女,1982-03\n");
    let parsed = read_plain("名册.csv", &gbk).unwrap();
    assert_eq!(parsed.rows.len(), 2);
    assert_eq!((parsed.rows[1].line, parsed.rows[1].get(Field::Name)), (4, Some("李娜")));
}

#[test]
fn a_mapping_overrules_the_headers() {
    let bytes = sheet(&[&["甲", "乙"], &["张伟", "男"]]);
    assert_eq!(read_plain("a.xlsx", &bytes).unwrap_err(), Refusal::NoHeader);
    let mapping = [Some(Field::Name), Some(Field::Sex)];
    let parsed = super::super::read(&[("a.xlsx".into(), bytes)], Some(&mapping)).unwrap();
    assert_eq!(parsed.rows[0].get(Field::Sex), Some("男"));
}

/// C01: a title, a header of two rows, units merged over people, sums and signatures.
#[test]
fn merged_cells_two_row_headers_and_lines_that_are_no_people() {
    let parsed = parsed("r01_title_twoheader_mergedunit.xlsx");
    assert_eq!(column(&parsed, Field::Name), ["程一禾", "程二禾", "程三禾"]);
    assert_eq!(column(&parsed, Field::Unit), ["汇溪市总工会"; 3]);
    assert_eq!(column(&parsed, Field::Schooling), ["大学", "研究生", "大学"]);
    assert_eq!(column(&parsed, Field::Degree)[0], "法学学士");
    assert_eq!(column(&parsed, Field::School)[1], "云江大学行政管理专业");
    let offered: Vec<&str> = parsed.columns.iter().map(|column| column.header.as_str()).collect();
    assert!(offered.contains(&"教育情况 / 学历"), "{offered:?}");
    let left: Vec<(u32, LineIs)> = parsed
        .notes
        .iter()
        .filter_map(|note| match &note.kind {
            NoteKind::LineLeft { line, is, .. } => Some((*line, *is)),
            _ => None,
        })
        .collect();
    assert_eq!(left, [(8, LineIs::Sum), (9, LineIs::Signature)]);
}

/// The other shapes of heads: groups above, in-service education, relatives, a second row without
/// merged cells.
#[test]
fn heads_of_other_shapes_are_read() {
    let mut book = Workbook::new();
    let format = Format::new();
    let sheet = book.add_worksheet();
    sheet.merge_range(0, 0, 0, 8, "干部花名册", &format).unwrap();
    sheet.merge_range(1, 0, 1, 2, "基本情况", &format).unwrap();
    sheet.merge_range(1, 3, 1, 4, "全日制教育", &format).unwrap();
    sheet.merge_range(1, 5, 1, 6, "在职教育", &format).unwrap();
    sheet.merge_range(1, 7, 1, 8, "配偶情况", &format).unwrap();
    for (c, text) in (0u16..).zip(["姓名", "性别", "出生年月", "学历", "学位", "学历", "学位", "姓名", "出生年月"])
    {
        sheet.write_string(2, c, text).unwrap();
    }
    for (c, text) in (0u16..).zip(["张三", "男", "1980.05", "大学", "学士", "研究生", "硕士", "李四", "1981.01"])
    {
        sheet.write_string(3, c, text).unwrap();
    }
    let parsed = read_plain("a.xlsx", &book.save_to_buffer().unwrap()).unwrap();
    let row = &parsed.rows[0];
    let of = |field| row.get(field).unwrap_or_default();
    assert_eq!((parsed.rows.len(), of(Field::Name), of(Field::Birth)), (1, "张三", "1980.05"));
    assert_eq!((of(Field::Schooling), of(Field::LaterSchooling), of(Field::LaterDegree)), ("大学", "研究生", "硕士"));
    let csv = "姓名,性别,教育,,单位\n,,学历,学位,\n张三,男,大学,学士,总工会\n小计,1,,,\n";
    let parsed = read_plain("a.csv", csv.as_bytes()).unwrap();
    assert_eq!((parsed.rows.len(), parsed.rows[0].get(Field::Degree)), (1, Some("学士")));
}

#[test]
fn people_whose_rows_look_like_signatures_stay_people() {
    let csv = "序号,姓名,性别,单位,现任职务\n1,万审核,男,总工会,审核处处长\n2,合计,,,\n3,张三,男,总工会,备注员\n一、机关,,,,\n4,李四,女,总工会,\n审核：王五,,,,填表日期：2026年11月\n";
    let parsed = read_plain("a.csv", csv.as_bytes()).unwrap();
    assert_eq!(column(&parsed, Field::Name), ["万审核", "张三", "李四"]);
    assert_eq!(parsed.notes.len(), 3, "{:?}", parsed.notes);
}

/// C02: Excel keeps fifteen digits of a number.
#[test]
fn a_long_number_in_a_cell_of_numbers_is_said_to_be_lost() {
    let parsed = parsed("r02_id_as_number.xlsx");
    assert!(parsed.rows.iter().all(|row| {
        row.flaws.iter().any(|flaw| flaw.field == Field::IdNumber && flaw.rule == ProblemRule::Inexact)
    }));
}

/// C04 and C05: what stands behind a date.
#[test]
fn dates_are_read_as_they_are_displayed() {
    use domain::time::Date;
    let births = |name: &str| -> Vec<String> {
        column(&parsed(name), Field::Birth)
            .iter()
            .map(|text| Date::parse(text).map(|d| d.to_string()).unwrap_or_default())
            .collect()
    };
    assert_eq!(births("r04_birth_with_age.xlsx"), ["1998-05", "1996-11", "1975-07", "1999-02"]);
    let found = births("r05_datetime.xlsx");
    assert_eq!([&found[0], &found[3], &found[4]], ["1985-07-01"; 3]);
    assert_eq!(found[2], "1991-02", "a cell that shows a month is a month");
    assert_eq!(births("r06_1904.xlsx"), ["1983-05-20"]);
}

#[test]
fn a_number_that_may_be_two_months_is_asked() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (c, text) in (0u16..).zip(["姓名", "出生年月"]) {
        sheet.write_string(0, c, text).unwrap();
    }
    for (r, month) in [(1u32, 1980.1), (2, 1980.05), (3, 1980.12)] {
        sheet.write_string(r, 0, format!("张{r}")).unwrap();
        sheet.write_number(r, 1, month).unwrap();
    }
    let parsed = read_plain("a.xlsx", &book.save_to_buffer().unwrap()).unwrap();
    assert_eq!(parsed.rows[0].flaws[0].rule, ProblemRule::MonthUnclear);
    assert_eq!(column(&parsed, Field::Birth)[1..], ["1980.05", "1980.12"]);
    assert!(parsed.rows[1].flaws.is_empty());
}

/// C09, C19: marks nobody sees, characters nobody knows.
#[test]
fn characters_are_cleaned_mapped_or_flagged() {
    use domain::person::{is_id_number, normal_id_number};
    let parsed_ids = parsed("r08_id_forms.xlsx");
    let sound: Vec<bool> =
        column(&parsed_ids, Field::IdNumber).iter().map(|text| is_id_number(&normal_id_number(text))).collect();
    assert_eq!(sound, [true, true, true, true, false, true, true, false]);
    let names = parsed("r17_names.xlsx");
    let names = column(&names, Field::Name);
    assert!(names.contains(&"陈䶮"), "{names:?}");
    assert!(names.iter().any(|name| domain::text::unmapped(name) == Some('\u{F0001}')), "{names:?}");
    let gbk = parsed("r27_gbk_fe9f_fe51.csv");
    let names = column(&gbk, Field::Name);
    assert!(
        names.iter().any(|name| name.ends_with('\u{20087}')) && names.iter().any(|name| name.ends_with('䶮')),
        "{names:?}"
    );
    let rare = parsed("r26_rare_gb18030.csv");
    assert!(column(&rare, Field::Name).iter().all(|name| domain::text::unmapped(name).is_none()));
}

/// The table of private-use codes agrees with the decoder's, where that knows the character.
#[test]
fn private_use_codes_of_gb18030_are_the_characters_they_stand_for() {
    for index in 0..80u32 {
        let trail = 0x50 + index + u32::from(index >= 47);
        let bytes = [0xFE, u8::try_from(trail).unwrap()];
        let (text, ..) = encoding_rs::GB18030.decode(&bytes);
        let theirs = text.chars().next().unwrap();
        let ours = domain::text::private_use(char::from_u32(0xE815 + index).unwrap()).unwrap();
        if !domain::text::is_unmapped(theirs) {
            assert_eq!(ours, theirs, "FE{trail:02X}");
        }
    }
}

/// C13, C14, C16: other sheets, hidden sheets, hidden rows.
#[test]
fn what_was_not_read_is_named() {
    let two = parsed("r11_hiddenrow_twosheets.xlsx");
    assert_eq!(column(&two, Field::Name), ["于可见", "于隐行"]);
    assert!(
        two.notes
            .iter()
            .any(|note| matches!(&note.kind, NoteKind::SheetLeft { name, hidden: false, rows: 1 } if name == "县区"))
    );
    assert!(two.notes.iter().any(|note| note.kind == NoteKind::HiddenRows(vec![3])));
    let hidden = parsed("r12_hidden_first_sheet.xlsx");
    assert_eq!(column(&hidden, Field::Name), ["于隐表"]);
}

/// C26, C28.
#[test]
fn texts_with_titles_and_named_separators_are_read() {
    for (name, people) in [("r22_title_line.csv", 2), ("r23_sep_line.csv", 1), ("r25_unicode_text.txt", 1)] {
        assert!(parsed(name).rows.len() >= people, "{name}");
    }
    assert_eq!(parsed("r22_title_line.csv").rows.len(), 2);
}

/// C29, C30.
#[test]
fn what_is_no_workbook_is_said_to_be_what_it_is() {
    let refused = |name: &str| read_plain(name, &case(name)).unwrap_err();
    assert_eq!(refused("r28_html_as_xls.xls"), Refusal::Is(FileIs::WebPage));
    assert_eq!(refused("r29_biff.xls"), Refusal::Is(FileIs::OldWorkbook));
    assert!(!parsed("r30_strict.xlsx").rows.is_empty());
}

/// C37, C38: two people of one name, other files, a bad one beside a good one.
#[test]
fn archives_give_what_is_good_and_name_the_rest() {
    let same = parsed("f11_two_same_names_lrm_pic.zip");
    assert_eq!(column(&same, Field::Name), ["褚同", "褚同"]);
    let photo = |birth: &str| {
        let row = same.rows.iter().find(|row| row.get(Field::Birth) == Some(birth)).unwrap();
        base64::Engine::decode(&base64::engine::general_purpose::STANDARD, row.photo.as_deref().unwrap()).unwrap()
    };
    assert!(photo("198005").windows(3).any(|part| part == b"ONE"));
    assert!(photo("199112").windows(3).any(|part| part == b"TWO"));
    assert_ne!(same.rows[0].source, same.rows[1].source);
    let others = parsed("f12_zip_with_other_files.zip");
    assert_eq!(column(&others, Field::Name), ["卫一"]);
    let skipped: Vec<&str> = others.notes.iter().map(|note| note.source.as_str()).collect();
    assert_eq!(skipped.len(), 2, "{skipped:?}");
    let one = parsed("f13_one_bad_of_two.zip");
    assert_eq!(column(&one, Field::Name), ["卫二"]);
    assert!(
        one.notes.iter().any(|note| note.source == "卫三.lrmx" && matches!(note.kind, NoteKind::Bad(_))),
        "{:?}",
        one.notes
    );
}

/// C33, C34, C36, C40.
#[test]
fn forms_of_offices_are_read() {
    for (name, person) in [
        ("f01_full.lrmx", "温表甲"),
        ("f02_order_bom.lrmx", "温表乙"),
        ("f03_utf16.lrmx", "温表丙"),
        ("f04_gb2312.lrmx", "温表丁"),
        ("f05_control.lrmx", "温表戊"),
        ("f07_photo_bmp.lrmx", "温表庚"),
    ] {
        let form = parsed(name);
        assert_eq!(form.rows[0].get(Field::Name), Some(person), "{name}");
        assert!(form.rows[0].photo.is_some() || name != "f07_photo_bmp.lrmx", "{name}");
        assert_eq!(form.rows[0].get(Field::Birth), Some("198005"), "{name}");
    }
    let resume = parsed("f01_full.lrmx").rows[0].resume.clone().unwrap();
    assert_eq!(resume.iter().filter(|line| !line.from.is_empty()).count(), 4);
    assert_eq!(resume.last().map(|line| (line.from.as_str(), line.until.as_str())), Some(("2016.11", "")));
}
