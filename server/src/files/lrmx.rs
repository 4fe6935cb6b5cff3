//! `.lrmx`: the appointment form of the official editor, version 3. XML in any encoding, root
//! `Person`, elements found by name in any order; unknown ones are kept.

use base64::Engine;
use domain::file::Refusal;
use domain::import::{Field, ImportRow, NoteKind, PhotoWhy, Record, text_of};
use domain::record::{Education, Relative};
use domain::resume;
use domain::time::day_text;
use quick_xml::Reader;
use quick_xml::escape::{escape, resolve_predefined_entity};
use quick_xml::events::Event;

use super::{MAX_FORM, Parsed, clean, decode, name as person_name};

/// Depth of a form: Person, family, item, field.
const MAX_DEPTH: usize = 8;

/// The elements of education: (element, full-time, which).
const EDUCATION: [(&str, bool, usize); 8] = [
    ("QuanRiZhiJiaoYu_XueLi", true, 0),
    ("QuanRiZhiJiaoYu_XueWei", true, 1),
    ("QuanRiZhiJiaoYu_XueLi_BiYeYuanXiaoXi", true, 2),
    ("QuanRiZhiJiaoYu_XueWei_BiYeYuanXiaoXi", true, 3),
    ("ZaiZhiJiaoYu_XueLi", false, 0),
    ("ZaiZhiJiaoYu_XueWei", false, 1),
    ("ZaiZhiJiaoYu_XueLi_BiYeYuanXiaoXi", false, 2),
    ("ZaiZhiJiaoYu_XueWei_BiYeYuanXiaoXi", false, 3),
];

/// The order in which the official editor writes.
const ORDER: [&str; 37] = [
    "XingMing",
    "XingBie",
    "ChuShengNianYue",
    "MinZu",
    "JiGuan",
    "ChuShengDi",
    "RuDangShiJian",
    "CanJiaGongZuoShiJian",
    "JianKangZhuangKuang",
    "ZhuanYeJiShuZhiWu",
    "ShuXiZhuanYeYouHeZhuanChang",
    "QuanRiZhiJiaoYu_XueLi",
    "QuanRiZhiJiaoYu_XueWei",
    "QuanRiZhiJiaoYu_XueLi_BiYeYuanXiaoXi",
    "QuanRiZhiJiaoYu_XueWei_BiYeYuanXiaoXi",
    "ZaiZhiJiaoYu_XueLi",
    "ZaiZhiJiaoYu_XueWei",
    "ZaiZhiJiaoYu_XueLi_BiYeYuanXiaoXi",
    "ZaiZhiJiaoYu_XueWei_BiYeYuanXiaoXi",
    "XianRenZhiWu",
    "NiRenZhiWu",
    "NiMianZhiWu",
    "JianLi",
    "JiangChengQingKuang",
    "NianDuKaoHeJieGuo",
    "RenMianLiYou",
    "JiaTingChengYuan",
    "ChengBaoDanWei",
    "JiSuanNianLingShiJian",
    "TianBiaoShiJian",
    "TianBiaoRen",
    "ShenFenZheng",
    "ZhaoPian",
    "Version",
    "DaoLingNianYue",
    "GaiGeQianRenZhiNianLingJieXian",
    "ZhengZhiMianMao",
];

/// Whether a file is XML: its first sign is a bracket, after a mark and blanks.
#[must_use]
pub fn is_form(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(512)];
    let plain = head.iter().filter(|b| !b.is_ascii_whitespace() && !matches!(b, 0 | 0xEF | 0xBB | 0xBF | 0xFE | 0xFF));
    plain.clone().next() == Some(&b'<')
}

/// The text of an XML file: by its mark, by how its first bracket is written, by the encoding it
/// names, else as other texts are read.
fn xml_text(bytes: &[u8]) -> Result<String, Refusal> {
    let wide = |big: bool| {
        let units = bytes.chunks_exact(4).map(|four| {
            let code = [four[0], four[1], four[2], four[3]];
            char::from_u32(if big { u32::from_be_bytes(code) } else { u32::from_le_bytes(code) })
        });
        units.collect::<Option<String>>().ok_or(Refusal::Encoding)
    };
    if bytes.starts_with(b"\xFF\xFE\0\0") || bytes.starts_with(b"<\0\0\0") {
        return wide(false);
    }
    if bytes.starts_with(b"\0\0\xFE\xFF") || bytes.starts_with(b"\0\0\0<") {
        return wide(true);
    }
    let marked =
        encoding_rs::Encoding::for_bom(bytes).is_some() || bytes.get(1) == Some(&0) || bytes.first() == Some(&0);
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(200)]).into_owned();
    let declared = head.find("encoding=").map(|at| &head[at + 9..]).and_then(|rest| {
        let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
        rest[1..].split(quote).next()
    });
    let named = declared.and_then(|label| encoding_rs::Encoding::for_label(label.trim().as_bytes()));
    // What reads as UTF-8 is UTF-8, whatever it calls itself.
    match named.filter(|_| !marked && std::str::from_utf8(bytes).is_err()) {
        Some(named) if named != encoding_rs::UTF_8 && named.is_ascii_compatible() => {
            let named = if named == encoding_rs::GBK { encoding_rs::GB18030 } else { named };
            let (text, _, errors) = named.decode(bytes);
            if errors { decode(bytes) } else { Ok(text.into_owned()) }
        }
        _ => decode(bytes),
    }
}

/// Reads a form.
///
/// # Errors
/// A [`Refusal`].
pub fn read(name: &str, bytes: &[u8]) -> Result<Parsed, Refusal> {
    if bytes.len() as u64 > MAX_FORM {
        return Err(Refusal::TooLarge((MAX_FORM / 1024 / 1024) as u32));
    }
    let text = xml_text(bytes)?;
    let mut parsed = Parsed::default();
    let elements = elements(&text)?;
    let mut row = ImportRow { line: 1, source: name.to_owned(), ..ImportRow::default() };
    let mut education = [Education { full_time: true, ..Education::default() }, Education::default()];
    for (element, value) in elements.plain {
        if let Some((_, full_time, which)) = EDUCATION.iter().find(|(e, ..)| *e == element) {
            let education = &mut education[usize::from(!full_time)];
            let value = clean(&value);
            match which {
                0 => education.schooling = value,
                1 => education.degree = value,
                2 => education.school = value,
                _ => education.degree_school = value,
            }
            continue;
        }
        match Field::ALL.iter().copied().find(|field| field.element() == element) {
            Some(Field::Photo) => {
                let compact: String = value.split_whitespace().collect();
                let compact = compact.rsplit_once("base64,").map_or(compact.as_str(), |(_, data)| data);
                let decoded = base64::engine::general_purpose::STANDARD.decode(compact).map_err(|_| PhotoWhy::Kind);
                match decoded.and_then(|bytes| super::photo(&bytes)) {
                    Ok(photo) => row.photo = photo,
                    Err(why) => parsed.note(name, NoteKind::PhotoLost(why)),
                }
            }
            Some(Field::Name) => row.values.push((Field::Name, person_name(&value))),
            Some(Field::Resume) => row.resume = Some(resume::parse(&clean(&value))),
            Some(Field::Family) => {}
            Some(field) => row.values.push((field, clean(&value))),
            // A time of filling in is of the file, not of the person.
            None if matches!(
                element.as_str(),
                "Version" | "TianBiaoShiJian" | "JiSuanNianLingShiJian" | "TianBiaoRen"
            ) => {}
            None => {
                let value = clean(&value);
                if !value.is_empty() {
                    row.unknown.push((element, value));
                }
            }
        }
    }
    row.education = Some(
        education.into_iter().filter(|e| *e != Education { full_time: e.full_time, ..Education::default() }).collect(),
    );
    row.family = elements.family;
    if row.get(Field::Name).is_none() {
        return Err(Refusal::Broken);
    }
    parsed.rows.push(row);
    Ok(parsed)
}

#[derive(Default)]
struct Elements {
    plain: Vec<(String, String)>,
    family: Option<Vec<Relative>>,
}

/// The form's elements. A document type declaration is refused, so no entity can be
/// defined, let alone expanded.
fn elements(text: &str) -> Result<Elements, Refusal> {
    let broken = |_| Refusal::Broken;
    let mut reader = Reader::from_str(text.trim_start_matches('\u{feff}'));
    let mut path: Vec<String> = Vec::new();
    let mut content = String::new();
    let mut found = Elements::default();
    let mut relative = Relative::default();
    loop {
        match reader.read_event().map_err(broken)? {
            Event::DocType(_) => return Err(Refusal::Bomb),
            Event::Start(start) => {
                path.push(start.local_name().as_ref().to_owned());
                if path.len() > MAX_DEPTH {
                    return Err(Refusal::Broken);
                }
                content.clear();
                if path.len() == 2 && path[1] == "JiaTingChengYuan" {
                    found.family = Some(Vec::new());
                }
            }
            Event::Empty(empty) => {
                if path.len() == 1 {
                    if empty.local_name().as_ref() == "JiaTingChengYuan" {
                        found.family = Some(Vec::new());
                    } else {
                        found.plain.push((empty.local_name().as_ref().to_owned(), String::new()));
                    }
                }
            }
            Event::Text(text) => content.push_str(&text.xml10_content()),
            Event::CData(text) => content.push_str(&text.xml10_content()),
            Event::GeneralRef(reference) => match reference.resolve_char_ref().map_err(broken)? {
                Some(c) => content.push(c),
                None => content.push_str(resolve_predefined_entity(&reference).ok_or(Refusal::Broken)?),
            },
            Event::End(_) => {
                let Some(element) = path.pop() else { return Err(Refusal::Broken) };
                match (path.len(), path.get(1).map(String::as_str)) {
                    (1, _) if element != "JiaTingChengYuan" => {
                        found.plain.push((element, std::mem::take(&mut content)))
                    }
                    (3, Some("JiaTingChengYuan")) => {
                        let value = clean(&content);
                        match element.as_str() {
                            "ChengWei" => relative.relation = value,
                            "XingMing" => relative.name = value,
                            "ChuShengRiQi" => relative.birth = value,
                            "ZhengZhiMianMao" => relative.politics = value,
                            "GongZuoDanWeiJiZhiWu" => relative.work = value,
                            _ => {}
                        }
                    }
                    (2, Some("JiaTingChengYuan")) => {
                        let relative = std::mem::take(&mut relative);
                        if relative != Relative::default()
                            && let Some(family) = &mut found.family
                            && family.len() < 40
                        {
                            family.push(relative);
                        }
                    }
                    _ => {}
                }
                content.clear();
            }
            Event::Eof => break,
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
        }
    }
    if path.is_empty() && !found.plain.is_empty() { Ok(found) } else { Err(Refusal::Broken) }
}

/// Writes a form, in the order of the official editor, unknown elements last.
#[must_use]
pub fn write(record: &Record, unit: &str, photo: Option<&str>, today: domain::Day) -> String {
    let person = &record.person;
    let plain = |text: String| text.replace('-', "");
    let month = |date: domain::time::Date| plain(date.month_text());
    let of = |full_time: bool, which: usize| {
        person.education.iter().find(|e| e.full_time == full_time).map_or("", |e| match which {
            0 => e.schooling.as_str(),
            1 => e.degree.as_str(),
            2 => e.school.as_str(),
            _ => e.degree_school.as_str(),
        })
    };
    let mut xml = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\r\n<Person>\r\n");
    let raw = |xml: &mut String, name: &str, markup: &str| {
        xml.push_str(&format!("  <{name}>{markup}</{name}>\r\n"));
    };
    let put = |xml: &mut String, name: &str, value: &str| raw(xml, name, &escape(value));
    for element in &ORDER {
        if let Some((_, full_time, which)) = EDUCATION.iter().find(|(e, ..)| e == element) {
            put(&mut xml, element, of(*full_time, *which));
            continue;
        }
        let field = Field::ALL.iter().copied().find(|field| field.element() == *element);
        let kept = person.unknown.iter().find(|(name, _)| name == element).map(|(_, value)| value.as_str());
        match (field, *element) {
            (Some(Field::Birth), _) => put(&mut xml, element, &plain(person.birth.to_string())),
            (Some(Field::WorkSince), _) => put(&mut xml, element, &person.work_since.map(month).unwrap_or_default()),
            (Some(Field::Unit), _) => put(&mut xml, element, unit),
            (Some(Field::Photo), _) => put(&mut xml, element, photo.unwrap_or_default()),
            (Some(Field::Family), _) => {
                let items: String = record
                    .sensitive
                    .family
                    .iter()
                    .map(|r| {
                        format!(
                            "    <Item>\r\n      <ChengWei>{}</ChengWei>\r\n      <XingMing>{}</XingMing>\r\n      \
                             <ChuShengRiQi>{}</ChuShengRiQi>\r\n      <ZhengZhiMianMao>{}</ZhengZhiMianMao>\r\n      \
                             <GongZuoDanWeiJiZhiWu>{}</GongZuoDanWeiJiZhiWu>\r\n    </Item>\r\n",
                            escape(&r.relation),
                            escape(&r.name),
                            escape(&r.birth),
                            escape(&r.politics),
                            escape(&r.work)
                        )
                    })
                    .collect();
                raw(&mut xml, element, &items);
            }
            (Some(field), _) => put(&mut xml, element, &text_of(field, record)),
            (None, "Version") => put(&mut xml, element, "3.2.1.16"),
            (None, "TianBiaoShiJian" | "JiSuanNianLingShiJian") => put(&mut xml, element, &plain(day_text(today))),
            (None, "NiRenZhiWu" | "NiMianZhiWu" | "RenMianLiYou" | "TianBiaoRen") => {
                put(&mut xml, element, kept.unwrap_or_default())
            }
            (None, _) => {
                if let Some(kept) = kept {
                    put(&mut xml, element, kept);
                }
            }
        }
    }
    for (name, value) in person.unknown.iter().filter(|(name, _)| !ORDER.contains(&name.as_str())) {
        put(&mut xml, name, value);
    }
    xml.push_str("</Person>\r\n");
    xml
}

#[cfg(test)]
mod tests {
    use super::*;

    const FORM: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>
<Person>
  <XingMing>张  伟</XingMing><XingBie>男</XingBie><ChuShengNianYue>198005</ChuShengNianYue>
  <MinZu>汉族</MinZu><RuDangShiJian>200106；民盟</RuDangShiJian>
  <QuanRiZhiJiaoYu_XueLi>大学</QuanRiZhiJiaoYu_XueLi>
  <JianLi>1998.09--2002.07  某大学学习&#13;&#10;2002.07--         某市总工会</JianLi>
  <XianRenZhiWu>某市总工会 &amp; 副主席</XianRenZhiWu>
  <JiaTingChengYuan><Item><ChengWei>妻子</ChengWei><XingMing>李娜</XingMing><ChuShengRiQi>198203</ChuShengRiQi>
  <ZhengZhiMianMao>中共党员</ZhengZhiMianMao><GongZuoDanWeiJiZhiWu>某县&lt;妇联&gt;</GongZuoDanWeiJiZhiWu></Item></JiaTingChengYuan>
  <ShenFenZheng>
  </ShenFenZheng><DaoLingNianYue>204301</DaoLingNianYue><WeiZhi>保留</WeiZhi><ZhaoPian></ZhaoPian><Version>3.2.1.6</Version>
</Person>";

    #[test]
    fn a_form_is_read_by_the_names_of_its_elements() {
        let row = read("张伟.lrmx", FORM.as_bytes()).unwrap().rows.remove(0);
        assert_eq!(row.get(Field::Title), Some("某市总工会 & 副主席"));
        assert_eq!(row.get(Field::IdNumber), None);
        assert_eq!(row.resume.as_ref().unwrap().len(), 2);
        assert_eq!(row.family.as_ref().unwrap()[0].work, "某县<妇联>");
        assert_eq!(row.education.as_ref().unwrap()[0].schooling, "大学");
        assert_eq!(row.unknown, [("DaoLingNianYue".into(), "204301".into()), ("WeiZhi".into(), "保留".into())]);
    }

    #[test]
    fn a_form_is_read_in_any_encoding_of_xml() {
        let named = |label: &str| FORM.replace("UTF-8", label);
        let utf16 = |big: bool| -> Vec<u8> {
            let units = named("UTF-16").encode_utf16().collect::<Vec<_>>();
            units.into_iter().flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect()
        };
        let utf32 = named("UTF-32").chars().flat_map(|c| (c as u32).to_le_bytes()).collect::<Vec<u8>>();
        let gb = |label: &str| encoding_rs::GB18030.encode(&named(label)).0.into_owned();
        let big5 = encoding_rs::BIG5.encode(&named("Big5").replace('张', "張").replace("汉", "漢")).0.into_owned();
        for bytes in [
            FORM.as_bytes().to_vec(),
            [b"\xEF\xBB\xBF", FORM.as_bytes()].concat(),
            [b"\xFF\xFE".to_vec(), utf16(false)].concat(),
            [b"\xFE\xFF".to_vec(), utf16(true)].concat(),
            utf16(false),
            utf16(true),
            utf32,
            gb("GB2312"),
            gb("gbk"),
            gb("GB18030"),
            // What it says of itself is not so.
            gb("UTF-8"),
            named("UTF-16").into_bytes(),
            named("GB2312").into_bytes(),
        ] {
            assert!(is_form(&bytes));
            let row = read("a.lrmx", &bytes).unwrap().rows.remove(0);
            assert_eq!(row.get(Field::Name), Some("张伟"));
            assert_eq!(row.family.as_ref().unwrap()[0].name, "李娜");
        }
        assert!(read("a.lrmx", &big5).unwrap().rows[0].get(Field::Name).is_some_and(|name| name.starts_with('張')));
    }

    #[test]
    fn a_picture_is_read_or_said_to_be_lost() {
        let with = |bytes: &[u8]| {
            let data = base64::engine::general_purpose::STANDARD.encode(bytes);
            read("张伟.lrmx", FORM.replace("<ZhaoPian></ZhaoPian>", &format!("<ZhaoPian>{data}</ZhaoPian>")).as_bytes())
                .unwrap()
        };
        let bmp = [b"BM".as_slice(), &[0; 12], &[40], &[0; 60]].concat();
        assert!(with(&bmp).rows[0].photo.is_some());
        let lost = with(b"II*\0 a picture of another kind");
        assert_eq!(lost.rows[0].photo, None);
        assert_eq!(lost.notes[0].kind, NoteKind::PhotoLost(PhotoWhy::Kind));
        assert_eq!(lost.notes[0].source, "张伟.lrmx");
    }

    #[test]
    fn hostile_forms_are_refused() {
        let bomb =
            "<!DOCTYPE lolz [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;\">]><Person><XingMing>&b;</XingMing></Person>";
        assert_eq!(read("a.lrmx", bomb.as_bytes()).unwrap_err(), Refusal::Bomb);
        assert_eq!(read("a.lrmx", &FORM.as_bytes()[..200]).unwrap_err(), Refusal::Broken);
        assert_eq!(read("a.lrmx", b"<Person></Person>").unwrap_err(), Refusal::Broken);
        assert_eq!(read("a.lrmx", b"<Person><XingMing>&nope;</XingMing></Person>").unwrap_err(), Refusal::Broken);
        let deep = format!("{}{}", "<a>".repeat(500), "</a>".repeat(500));
        assert_eq!(read("a.lrmx", deep.as_bytes()).unwrap_err(), Refusal::Broken);
    }
}
