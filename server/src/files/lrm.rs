//! `.lrm` with its `.pic`: the appointment form of version 2. GBK, one record of quoted
//! fields with no escaping, values over several lines, lists joined by `@` and `#`.

use domain::file::Refusal;
use domain::import::{Field, ImportRow, NoteKind};
use domain::record::{Education, Relative};
use domain::resume;

use super::{MAX_FORM, Parsed, clean, decode, name as person_name};

/// The plain fields by their position.
const FIELDS: [(usize, Field); 15] = [
    (0, Field::Name),
    (1, Field::Sex),
    (2, Field::Birth),
    (3, Field::Ethnic),
    (4, Field::NativePlace),
    (5, Field::PartyJoined),
    (6, Field::Health),
    (7, Field::BirthPlace),
    (8, Field::WorkSince),
    (11, Field::TechnicalTitle),
    (16, Field::Specialty),
    (18, Field::Honours),
    (19, Field::Assessments),
    (25, Field::Title),
    (29, Field::Unit),
];

/// Reads a form and its picture.
///
/// # Errors
/// A [`Refusal`].
pub fn read(name: &str, bytes: &[u8], picture: Option<&[u8]>) -> Result<Parsed, Refusal> {
    if bytes.len() as u64 > MAX_FORM {
        return Err(Refusal::TooLarge((MAX_FORM / 1024 / 1024) as u32));
    }
    let text = decode(bytes)?;
    let text = text.trim().strip_prefix('"').and_then(|t| t.strip_suffix('"')).ok_or(Refusal::Broken)?;
    let fields: Vec<String> = text.split("\",\"").map(clean).collect();
    if fields.len() < 30 || fields[0].is_empty() {
        return Err(Refusal::Broken);
    }
    let at = |n: usize| fields.get(n).map_or("", String::as_str);
    let mut row = ImportRow { line: 1, source: name.to_owned(), ..ImportRow::default() };
    row.values = FIELDS.iter().map(|(n, field)| (*field, at(*n).to_owned())).collect();
    row.values[0].1 = person_name(at(0));
    // 全日制学历#学位@在职学历#学位 and the schools alike.
    let pairs = |text: &str| -> Vec<(String, String)> {
        text.split('@')
            .map(|part| {
                part.split_once('#').map_or((part.to_owned(), String::new()), |(a, b)| (a.to_owned(), b.to_owned()))
            })
            .collect()
    };
    let (degrees, schools) = (pairs(at(9)), pairs(at(10)));
    row.education = Some(
        degrees
            .into_iter()
            .enumerate()
            .map(|(n, (schooling, degree))| {
                let (school, degree_school) = schools.get(n).cloned().unwrap_or_default();
                Education { full_time: n == 0, schooling, degree, school, degree_school }
            })
            .filter(|e| *e != Education { full_time: e.full_time, ..Education::default() })
            .collect(),
    );
    row.resume = Some(resume::parse(at(17)));
    let columns: Vec<Vec<&str>> = (20..25).map(|n| at(n).split('@').collect()).collect();
    let cell = |column: usize, n: usize| columns[column].get(n).copied().unwrap_or_default().trim().to_owned();
    row.family = Some(
        (0..columns[1].len().min(40))
            .map(|n| Relative {
                relation: cell(0, n),
                name: cell(1, n),
                birth: cell(2, n),
                politics: cell(3, n),
                work: cell(4, n),
                ..Relative::default()
            })
            .filter(|relative| !relative.name.is_empty())
            .collect(),
    );
    let mut parsed = Parsed::default();
    match super::photo(picture.unwrap_or_default()) {
        Ok(photo) => row.photo = photo,
        Err(why) => parsed.note(name, NoteKind::PhotoLost(why)),
    }
    parsed.rows.push(row);
    Ok(parsed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_of_version_two_is_read_with_its_picture() {
        let mut fields = vec![String::new(); 33];
        for (n, value) in [
            (0, "张伟"),
            (1, "男"),
            (2, "198005"),
            (3, "汉族"),
            (9, "大学#法学学士@研究生#"),
            (10, "某大学#某大学@党校#"),
            (17, "1998.09--2002.07  某大学\r\n2002.07--         某市总工会"),
            (20, "妻子@儿子@"),
            (21, "李娜@张小@"),
            (25, "副主席"),
        ] {
            fields[n] = value.to_owned();
        }
        let text = format!("\"{}\"", fields.join("\",\""));
        let (gbk, ..) = encoding_rs::GBK.encode(&text);
        let row = read("张伟.lrm", &gbk, Some(&[0xFF, 0xD8, 0xFF, 0xE0])).unwrap().rows.remove(0);
        assert_eq!(row.get(Field::Title), Some("副主席"));
        assert_eq!(row.education.as_ref().unwrap().len(), 2);
        assert_eq!(row.family.as_ref().unwrap().len(), 2);
        assert_eq!(row.resume.as_ref().unwrap().len(), 2);
        assert!(row.photo.is_some());
        assert_eq!(read("a.lrm", b"\"a\",\"b\"", None).unwrap_err(), Refusal::Broken);
        assert_eq!(read("a.lrm", &gbk[..40], None).unwrap_err(), Refusal::Broken);
    }
}
