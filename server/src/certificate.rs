//! A certificate as a PDF: one page, A4 across, its text embedded and searchable, with the
//! code that leads to its verification.

mod error;
mod fonts;
mod slip;

use domain::code::{Code, Lang};
use domain::time::day_text;
use domain::training::{Certificate, Grade, NEVER};
use fast_qr::{ECL, QRBuilder, QRCode};
use krilla::Document;
use krilla::color::rgb;
use krilla::geom::{PathBuilder, Rect};
use krilla::metadata::Metadata;
use krilla::page::PageSettings;
use krilla::paint::{Fill, Stroke};
use krilla::surface::Surface;

use crate::config::TrainingConfig;

pub use error::CertificateError;
pub(crate) use fonts::Faces;
pub use fonts::Fonts;
pub use slip::slips;

/// A4 across, in points.
const WIDE: f32 = 841.9;
const HIGH: f32 = 595.3;

/// How wide a text is at size 1: Han characters are square, others about half of that.
pub(crate) fn width(text: &str) -> f32 {
    text.chars().map(|c| if c.is_ascii() { 0.5 } else { 1.0 }).sum()
}

/// Breaks a text into lines of at most `most` at size 1; no line begins with a closing mark or
/// ends with an opening one.
pub(crate) fn lines(text: &str, most: f32) -> Vec<String> {
    let mut lines = vec![String::new()];
    for c in text.chars() {
        let over = lines.last().map_or(0.0, |line| width(line) + width(&c.to_string()) - most);
        // One closing mark may hang over the edge; more take the character before them along.
        let closes = |c: char| "，。、；：）》”".contains(c);
        let hangs = closes(c);
        if over > 0.0 && (!hangs || over > 1.0) {
            let mut next = String::new();
            if let Some(line) = lines.last_mut() {
                // A number or a date is not broken.
                let whole = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '%');
                let run = line.chars().rev().take_while(whole).count();
                if hangs {
                    while let Some(last) = line.pop() {
                        next.insert(0, last);
                        if !closes(last) {
                            break;
                        }
                    }
                } else if whole(&c) && run < line.chars().count() {
                    for _ in 0..run {
                        next.extend(line.pop());
                    }
                    next = next.chars().rev().collect();
                }
                while let Some(open) = line.chars().last().filter(|last| "（《“〔".contains(*last)) {
                    line.pop();
                    next.insert(0, open);
                }
            }
            lines.push(next);
        }
        if let Some(line) = lines.last_mut() {
            line.push(c);
        }
    }
    lines
}

struct Sheet<'a, 'b> {
    surface: &'a mut Surface<'b>,
    faces: Faces,
}

impl Sheet<'_, '_> {
    fn ink(&mut self, red: u8, green: u8, blue: u8) {
        let paint = rgb::Color::new(red, green, blue).into();
        self.surface.set_fill(Some(Fill { paint, ..Fill::default() }));
    }

    fn text(&mut self, x: f32, y: f32, size: f32, text: &str) {
        self.faces.draw(self.surface, x, y, size, text);
    }

    /// A text in lines from `y` down; gives where the next begins.
    fn paragraph(&mut self, mut y: f32, text: &str) -> f32 {
        for line in lines(text, (WIDE - 220.0) / 20.0) {
            self.text(110.0, y, 20.0, &line);
            y += 36.0;
        }
        y
    }

    fn centred(&mut self, y: f32, size: f32, text: &str) {
        self.text((WIDE - width(text) * size) / 2.0, y, size, text);
    }

    fn right(&mut self, x: f32, y: f32, size: f32, text: &str) {
        self.text(x - width(text) * size, y, size, text);
    }

    fn frame(&mut self, inset: f32, thick: f32) {
        let mut path = PathBuilder::new();
        if let Some(rect) = Rect::from_xywh(inset, inset, WIDE - 2.0 * inset, HIGH - 2.0 * inset) {
            path.push_rect(rect);
        }
        let paint = rgb::Color::new(142, 31, 31).into();
        self.surface.set_fill(None);
        self.surface.set_stroke(Some(Stroke { paint, width: thick, ..Stroke::default() }));
        if let Some(path) = path.finish() {
            self.surface.draw_path(&path);
        }
        self.surface.set_stroke(None);
    }

    /// A thin line around a part of the page, to cut along.
    fn outline(&mut self, x: f32, y: f32, wide: f32, high: f32) {
        let mut path = PathBuilder::new();
        if let Some(rect) = Rect::from_xywh(x, y, wide, high) {
            path.push_rect(rect);
        }
        let paint = rgb::Color::new(190, 186, 180).into();
        self.surface.set_fill(None);
        self.surface.set_stroke(Some(Stroke { paint, width: 0.5, ..Stroke::default() }));
        if let Some(path) = path.finish() {
            self.surface.draw_path(&path);
        }
        self.surface.set_stroke(None);
    }

    fn code(&mut self, qr: &QRCode, x: f32, y: f32, side: f32) {
        #[allow(clippy::cast_precision_loss)]
        let unit = side / qr.size as f32;
        let mut path = PathBuilder::new();
        for row in 0..qr.size {
            for column in 0..qr.size {
                if qr[row][column].value() {
                    #[allow(clippy::cast_precision_loss)]
                    let (left, top) = (x + column as f32 * unit, y + row as f32 * unit);
                    if let Some(rect) = Rect::from_xywh(left, top, unit, unit) {
                        path.push_rect(rect);
                    }
                }
            }
        }
        self.ink(30, 28, 26);
        if let Some(path) = path.finish() {
            self.surface.draw_path(&path);
        }
    }
}

/// The PDF of a certificate; `url` verifies it.
///
/// # Errors
/// Without a Chinese font, or when the page can't be made.
pub fn pdf(
    certificate: &Certificate,
    url: &str,
    fonts: &Fonts,
    config: &TrainingConfig,
) -> Result<Vec<u8>, CertificateError> {
    let metadata = Metadata::new()
        .title(format!("结业证书 {}", certificate.number))
        .authors(vec![certificate.issuer.clone()])
        .language("zh-CN".to_owned());
    fonts.get(config)?.check([&certificate.name, &certificate.title, &certificate.issuer].map(String::as_str))?;
    page_of(metadata, ["结", "业", "证", "书"], fonts, config, |sheet| {
        sheet.ink(90, 85, 79);
        sheet.centred(166.0, 13.0, &format!("编号：{}", certificate.number));
        sheet.ink(30, 28, 26);
        sheet.text(110.0, 230.0, 22.0, &format!("{} 同志：", certificate.name));
        let grade =
            Grade::find(&certificate.grade).map(|grade| format!("，成绩{}", grade.name(Lang::Zh))).unwrap_or_default();
        let body = format!(
            "　　于{}至{}参加“{}”（{}），修满{}学时{grade}，准予结业。",
            day_text(certificate.starts),
            day_text(certificate.ends),
            certificate.title,
            certificate.form.name(Lang::Zh),
            certificate.hours,
        );
        sheet.paragraph(272.0, &body);
        sheet.right(WIDE - 110.0, 448.0, 18.0, &certificate.issuer);
        sheet.right(WIDE - 110.0, 476.0, 16.0, &day_text(certificate.at.day()));
        if certificate.valid_until != NEVER {
            sheet.ink(90, 85, 79);
            sheet.right(WIDE - 110.0, 498.0, 11.0, &format!("有效期至{}", day_text(certificate.valid_until)));
        }
        let qr =
            QRBuilder::new(url).ecl(ECL::M).build().map_err(|error| CertificateError::Pdf(format!("{error:?}")))?;
        sheet.code(&qr, 110.0, 408.0, 84.0);
        sheet.ink(90, 85, 79);
        sheet.text(110.0, 512.0, 9.0, &format!("扫码或访问核验：{url}"));
        Ok(())
    })
}

/// The certificate of an award, by the paper of its decision.
///
/// # Errors
/// Without a Chinese font, or when the page can't be made.
pub fn plaque(
    paper: &domain::document::Document,
    fonts: &Fonts,
    config: &TrainingConfig,
) -> Result<Vec<u8>, CertificateError> {
    let metadata = Metadata::new().title(paper.title.clone()).language("zh-CN".to_owned());
    fonts.get(config)?.check(paper.paragraphs.iter().map(String::as_str).chain([paper.signer.as_str()]))?;
    page_of(metadata, ["荣", "誉", "证", "书"], fonts, config, |sheet| {
        sheet.ink(90, 85, 79);
        sheet.centred(166.0, 13.0, &paper.number);
        sheet.ink(30, 28, 26);
        let mut y = 226.0;
        for text in &paper.paragraphs {
            y = sheet.paragraph(y, &format!("　　{text}"));
        }
        sheet.right(WIDE - 110.0, 488.0, 18.0, &paper.signer);
        sheet.right(WIDE - 110.0, 516.0, 16.0, &paper.day);
        Ok(())
    })
}

/// A page with the frame and a title of four characters, which stands wide.
fn page_of(
    metadata: Metadata,
    title: [&str; 4],
    fonts: &Fonts,
    config: &TrainingConfig,
    draw: impl FnOnce(&mut Sheet<'_, '_>) -> Result<(), CertificateError>,
) -> Result<Vec<u8>, CertificateError> {
    let faces = fonts.get(config)?;
    let broken = |what: &str| CertificateError::Pdf(what.to_owned());
    let mut document = Document::new();
    document.set_metadata(metadata);
    let settings = PageSettings::from_wh(WIDE, HIGH).ok_or_else(|| broken("page size"))?;
    let mut page = document.start_page_with(settings);
    let mut surface = page.surface();
    {
        let mut sheet = Sheet { surface: &mut surface, faces };
        sheet.frame(28.0, 3.0);
        sheet.frame(36.0, 0.8);
        sheet.ink(142, 31, 31);
        for (n, character) in (0u8..).zip(title) {
            sheet.text(WIDE / 2.0 - 119.0 + f32::from(n) * 64.0, 132.0, 46.0, character);
        }
        draw(&mut sheet)?;
    }
    surface.finish();
    page.finish();
    document.finish().map_err(|error| broken(&format!("{error:?}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_short_enough_and_lose_nothing() {
        let text = "　　于2026-01-01至2026-01-05参加“新形势下群众工作能力提升班”学习，修满40学时，准予结业。";
        let broken = lines(text, 20.0);
        assert!(broken.iter().all(|line| width(line) <= 21.0));
        assert_eq!(broken.concat(), text);
        assert!(broken.iter().all(|line| !line.starts_with(['，', '。']) && !line.ends_with('“')));
        let dated = "应当在2027-12-06之前答复《关于某事的决定》（二），";
        for most in [5.0, 7.0, 9.0, 10.0, 11.0, 13.0, 19.0, 20.0, 21.0] {
            let broken = lines(dated, most);
            assert_eq!(broken.concat(), dated);
            assert!(most < 6.0 || broken.iter().any(|line| line.contains("2027-12-06")), "{broken:?}");
            assert!(broken.iter().all(|line| width(line) <= most + 1.0), "{broken:?}");
            assert!(broken.iter().all(|line| !line.starts_with(['》', '）', '，'])), "{broken:?}");
        }
        let bracket = "决定给予张三同志（某市红十字会）嘉奖奖励";
        let broken = lines(bracket, 9.0);
        assert!(broken[0].ends_with('志') && broken[1].starts_with('（'), "{broken:?}");
        assert_eq!(broken.concat(), bracket);
    }
}
