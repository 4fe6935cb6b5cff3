//! Papers of a case as PDF and as docx, A4 upright, from the same filled template.

use docx_rs::{AlignmentType, Docx, LineSpacing, PageMargin, Paragraph, Run, RunFonts, SpecialIndentType};
use domain::document::Document;
use krilla::color::rgb;
use krilla::metadata::Metadata;
use krilla::page::PageSettings;
use krilla::paint::Fill;

use crate::certificate::{CertificateError, Fonts, lines, width};
use crate::config::TrainingConfig;

/// A4 upright, in points.
const WIDE: f32 = 595.3;
const HIGH: f32 = 841.9;
/// Margins of GB/T 9704-2012: 37 mm above, 28 mm at the left, 26 mm at the right, 35 mm below.
const TOP: f32 = 104.9;
const LEFT: f32 = 79.4;
const RIGHT: f32 = 73.7;
const BOTTOM: f32 = 99.2;
/// 三号 for the text, 二号 for the title, a line of 28 points.
const TEXT: f32 = 16.0;
const TITLE: f32 = 22.0;
const LINE: f32 = 28.0;

/// A line where it stands.
struct Placed {
    x: f32,
    size: f32,
    text: String,
}

/// Where the signature and the day under it begin, in ems from the left: the day ends four ems from
/// the right, the signature stands over its middle (GB/T 9704, 加盖印章的公文).
fn signed(signer: &str, day: &str, room: f32) -> (f32, f32) {
    let at_day = (room - width(day) - 4.0).max(0.0);
    let middle = at_day + width(day) / 2.0;
    let at_signer = (middle - width(signer) / 2.0).min(room - width(signer)).max(0.0);
    (at_signer, at_day)
}

/// The lines of attachments: `附件：1.名称`, those after the first below its number.
fn attached(attachments: &[String]) -> Vec<String> {
    match attachments {
        [] => Vec::new(),
        [one] => vec![format!("　　附件：{one}")],
        all => all
            .iter()
            .enumerate()
            .map(|(n, one)| format!("{}{}.{one}", if n == 0 { "　　附件：" } else { "　　　　　" }, n + 1))
            .collect(),
    }
}

/// The lines of a paper in their order, before they are cut into pages.
fn placed(document: &Document) -> Vec<Option<Placed>> {
    let room = WIDE - LEFT - RIGHT;
    let mut all = Vec::new();
    let centred =
        |text: String, size: f32| Some(Placed { x: LEFT + (room - width(&text) * size).max(0.0) / 2.0, size, text });
    if !document.number.is_empty() {
        all.extend(lines(&document.number, room / TEXT).into_iter().map(|line| centred(line, TEXT)));
        all.push(None);
    }
    all.extend(lines(&document.title, room / TITLE).into_iter().map(|line| centred(line, TITLE)));
    all.push(None);
    let mut text = |text: &str| {
        all.extend(lines(text, room / TEXT).into_iter().map(|line| Some(Placed { x: LEFT, size: TEXT, text: line })));
    };
    if !document.addressees.is_empty() {
        text(&format!("{}：", document.addressees));
    }
    for paragraph in &document.paragraphs {
        text(&format!("　　{paragraph}"));
    }
    let attachments = attached(&document.attachments);
    if !attachments.is_empty() {
        all.push(None);
        for line in attachments.iter().flat_map(|one| lines(one, room / TEXT)) {
            all.push(Some(Placed { x: LEFT, size: TEXT, text: line }));
        }
    }
    all.push(None);
    let (at_signer, at_day) = signed(&document.signer, &document.day, room / TEXT);
    for (text, at) in [(&document.signer, at_signer), (&document.day, at_day)] {
        all.push(Some(Placed { x: LEFT + at * TEXT, size: TEXT, text: text.clone() }));
    }
    all
}

/// The paper as a PDF, its text embedded and searchable. `mark` is a watermark on every page, such
/// as who took it out and when; empty for none.
///
/// # Errors
/// Without a Chinese font, or when the pages can't be made.
pub fn pdf(
    document: &Document,
    mark: &str,
    fonts: &Fonts,
    config: &TrainingConfig,
) -> Result<Vec<u8>, CertificateError> {
    let faces = fonts.get(config)?;
    let broken = |what: &str| CertificateError::Pdf(what.to_owned());
    let mut file = krilla::Document::new();
    file.set_metadata(Metadata::new().title(document.title.clone()).language("zh-CN".to_owned()));
    let all = placed(document);
    faces.check(all.iter().flatten().map(|line| line.text.as_str()).chain([mark]))?;
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let most = ((HIGH - TOP - BOTTOM) / LINE) as usize;
    for part in all.chunks(most) {
        let settings = PageSettings::from_wh(WIDE, HIGH).ok_or_else(|| broken("page size"))?;
        let mut page = file.start_page_with(settings);
        let mut surface = page.surface();
        if !mark.is_empty() {
            surface.set_fill(Some(Fill { paint: rgb::Color::new(222, 218, 212).into(), ..Fill::default() }));
            for (row, y) in (0u16..6).map(|row| (row, 90.0 + f32::from(row) * 130.0)) {
                faces.draw(&mut surface, if row % 2 == 0 { 40.0 } else { 180.0 }, y, TITLE, mark);
            }
        }
        surface.set_fill(Some(Fill { paint: rgb::Color::new(20, 18, 16).into(), ..Fill::default() }));
        let mut y = TOP + TEXT;
        for line in part {
            if let Some(line) = line {
                faces.draw(&mut surface, line.x, y, line.size, &line.text);
            }
            y += LINE;
        }
        surface.finish();
        page.finish();
    }
    file.finish().map_err(|error| broken(&format!("{error:?}")))
}

/// Twentieths of a point.
#[allow(clippy::cast_possible_truncation)]
fn twips(points: f32) -> i32 {
    (points * 20.0).round() as i32
}

/// The paper as a docx, to be edited further.
///
/// # Errors
/// When the file can't be made.
pub fn docx(document: &Document) -> Result<Vec<u8>, CertificateError> {
    // 方正小标宋 and 仿宋 are what offices have; others fall back to their system's.
    let fonts = |name: &str| RunFonts::new().east_asia(name).ascii(name).hi_ansi(name);
    let run = |text: &str, points: usize, font: &str| Run::new().add_text(text).size(points * 2).fonts(fonts(font));
    let line = || LineSpacing::new().line(twips(LINE)).line_rule(docx_rs::LineSpacingType::Exact);
    let mut file = Docx::new()
        .page_size(u32::try_from(twips(WIDE)).unwrap_or(11906), u32::try_from(twips(HIGH)).unwrap_or(16838))
        .page_margin(PageMargin::new().top(twips(TOP)).left(twips(LEFT)).right(twips(RIGHT)).bottom(twips(BOTTOM)));
    let plain = |text: &str| Paragraph::new().line_spacing(line()).add_run(run(text, 16, "仿宋"));
    if !document.number.is_empty() {
        file = file.add_paragraph(plain(&document.number).align(AlignmentType::Center)).add_paragraph(Paragraph::new());
    }
    file = file
        .add_paragraph(
            Paragraph::new()
                .align(AlignmentType::Center)
                .line_spacing(line())
                .add_run(run(&document.title, 22, "宋体").bold()),
        )
        .add_paragraph(Paragraph::new());
    if !document.addressees.is_empty() {
        file = file.add_paragraph(plain(&format!("{}：", document.addressees)));
    }
    for paragraph in &document.paragraphs {
        let indent = SpecialIndentType::FirstLine(twips(2.0 * TEXT));
        let paragraph = Paragraph::new()
            .indent(None, Some(indent), None, None)
            .line_spacing(line())
            .add_run(run(paragraph, 16, "仿宋"));
        file = file.add_paragraph(paragraph);
    }
    let attachments = attached(&document.attachments);
    if !attachments.is_empty() {
        file = file.add_paragraph(Paragraph::new());
        for line in &attachments {
            file = file.add_paragraph(plain(line));
        }
    }
    file = file.add_paragraph(Paragraph::new());
    let room = (WIDE - LEFT - RIGHT) / TEXT;
    let (at_signer, at_day) = signed(&document.signer, &document.day, room);
    for (text, at) in [(&document.signer, at_signer), (&document.day, at_day)] {
        file = file.add_paragraph(plain(text).indent(Some(twips(at * TEXT)), None, None, None));
    }
    let mut data = std::io::Cursor::new(Vec::new());
    file.build().pack(&mut data).map_err(|error| CertificateError::Pdf(format!("docx: {error}")))?;
    Ok(data.into_inner())
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;

    fn paper(paragraphs: usize) -> Document {
        Document {
            title: "关于张同志拟任职的公示".to_owned(),
            paragraphs: vec![
                "根据干部双向交流有关规定，经研究，现予公示。".to_owned();
                paragraphs
            ],
            signer: "市发展改革局".to_owned(),
            day: "2026年11月24日".to_owned(),
            ..Document::default()
        }
    }

    #[test]
    fn number_addressees_and_attachments_stand_in_their_places() {
        let document = Document {
            number: "组任〔2026〕3号".to_owned(),
            addressees: "市总工会、市民政局".to_owned(),
            attachments: vec!["任免名单".to_owned(), "考察材料目录".to_owned()],
            ..paper(1)
        };
        let lines: Vec<Placed> = placed(&document).into_iter().flatten().collect();
        let texts: Vec<&str> = lines.iter().map(|line| line.text.as_str()).collect();
        assert_eq!(texts[0], "组任〔2026〕3号");
        assert_eq!(texts[2], "市总工会、市民政局：");
        assert!(lines[2].x == LEFT && texts[3].starts_with("　　根据"), "{texts:?}");
        assert!(texts.contains(&"　　附件：1.任免名单") && texts.contains(&"　　　　　2.考察材料目录"));
        // The number is in the middle; the day ends four characters from the margin, and the organ over it.
        let right = |line: &Placed| line.x + width(&line.text) * line.size;
        let (room, [signer, day]) = (WIDE - RIGHT, [&lines[lines.len() - 2], &lines[lines.len() - 1]]);
        assert!((lines[0].x - LEFT - (room - right(&lines[0]))).abs() < 0.1);
        assert!((room - right(day) - 4.0 * TEXT).abs() < 0.1);
        assert!(((signer.x + right(signer)) - (day.x + right(day))).abs() < 0.2);
    }

    #[test]
    fn every_line_stays_within_the_margins() {
        for line in placed(&paper(40)).into_iter().flatten() {
            assert!(line.x >= LEFT && line.x + width(&line.text) * line.size <= WIDE - RIGHT + TITLE, "{}", line.text);
        }
    }

    #[test]
    fn a_docx_holds_every_paragraph() {
        let data = docx(&paper(3)).unwrap();
        let mut archive = zip::ZipArchive::new(std::io::Cursor::new(data)).unwrap();
        let mut text = String::new();
        archive.by_name("word/document.xml").unwrap().read_to_string(&mut text).unwrap();
        assert_eq!(text.matches("经研究，现予公示").count(), 3);
        assert!(text.contains("关于张同志拟任职的公示") && text.contains("2026年11月24日"));
    }
}
