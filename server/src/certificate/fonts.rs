//! The fonts of papers: the one that is set or found, and others for characters it lacks.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use krilla::geom::Point;
use krilla::surface::Surface;
use krilla::text::{Font, TextDirection};
use skrifa::instance::{LocationRef, Size};
use skrifa::{FontRef, MetadataProvider};

use super::CertificateError;
use crate::config::TrainingConfig;

/// Where systems keep Chinese fonts: file and index in the collection. The first that is there is
/// the font of papers, the others lend it characters.
const PLACES: [(&str, u32); 22] = [
    ("/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc", 2),
    ("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc", 2),
    ("/usr/share/fonts/noto-cjk/NotoSerifCJK-Regular.ttc", 2),
    ("/usr/share/fonts/google-noto-serif-cjk-fonts/NotoSerifCJK-Regular.ttc", 2),
    ("/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc", 0),
    ("/System/Library/Fonts/Supplemental/Songti.ttc", 0),
    ("C:\\Windows\\Fonts\\simsun.ttc", 0),
    // Characters beyond the common ones.
    ("C:\\Windows\\Fonts\\simsunb.ttf", 0),
    ("C:\\Windows\\Fonts\\SimsunExtG.ttf", 0),
    ("C:\\Windows\\Fonts\\msyh.ttc", 0),
    ("/System/Library/Fonts/PingFang.ttc", 0),
    ("/usr/share/fonts/truetype/hanazono/HanaMinA.ttf", 0),
    ("/usr/share/fonts/truetype/hanazono/HanaMinB.ttf", 0),
    ("/usr/share/fonts/hanazono/HanaMinA.ttf", 0),
    ("/usr/share/fonts/hanazono/HanaMinB.ttf", 0),
    ("/usr/share/fonts/truetype/babelstone/BabelStoneHan.ttf", 0),
    ("/usr/share/fonts/truetype/plangothic/PlangothicP1-Regular.ttf", 0),
    ("/usr/share/fonts/truetype/plangothic/PlangothicP2-Regular.ttf", 0),
    ("/usr/share/fonts/truetype/tw-sung/TW-Sung-98_1.ttf", 0),
    ("/usr/share/fonts/truetype/tw-sung/TW-Sung-Ext-B-98_1.ttf", 0),
    ("/usr/share/fonts/truetype/arphic-gbsn00lp/gbsn00lp.ttf", 0),
    ("/usr/share/fonts/truetype/unifont/unifont.ttf", 0),
];

/// A font, with its data to ask which characters it has.
struct Face {
    font: Font,
    data: Arc<Vec<u8>>,
    index: u32,
}

impl Face {
    fn read(path: &Path, index: u32) -> Option<Self> {
        let data = Arc::new(std::fs::read(path).ok()?);
        let font = Font::new(Arc::clone(&data).into(), index)?;
        Some(Self { font, data, index })
    }

    fn has(&self, c: char) -> bool {
        let font = FontRef::from_index(&self.data, self.index).ok();
        font.and_then(|font| font.charmap().map(c)).is_some_and(|glyph| glyph.to_u32() != 0)
    }

    /// How wide a text is at a size, by the font itself.
    fn advance(&self, text: &str, size: f32) -> f32 {
        let Ok(font) = FontRef::from_index(&self.data, self.index) else { return 0.0 };
        let (map, metrics) = (font.charmap(), font.glyph_metrics(Size::new(size), LocationRef::default()));
        text.chars().filter_map(|c| metrics.advance_width(map.map(c)?)).sum()
    }
}

/// The fonts of papers, read once they are needed.
#[derive(Clone, Default)]
pub struct Fonts(Arc<Mutex<Option<Faces>>>);

/// Fonts in the order in which they are asked for a character.
#[derive(Clone)]
pub(crate) struct Faces(Arc<Vec<Face>>);

impl Fonts {
    pub(crate) fn get(&self, config: &TrainingConfig) -> Result<Faces, CertificateError> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(faces) = kept.as_ref() {
            return Ok(faces.clone());
        }
        let named = |path: &PathBuf, index| Face::read(path, index).ok_or_else(|| CertificateError::Font(path.clone()));
        let mut faces = Vec::new();
        if let Some(path) = &config.font {
            faces.push(named(path, config.font_index)?);
        }
        for path in &config.more_fonts {
            faces.push(named(path, 0)?);
        }
        faces.extend(PLACES.iter().filter_map(|(path, index)| Face::read(Path::new(path), *index)));
        if faces.is_empty() {
            return Err(CertificateError::NoFont);
        }
        let faces = Faces(Arc::new(faces));
        *kept = Some(faces.clone());
        Ok(faces)
    }
}

/// A character that is drawn as nothing.
fn blank(c: char) -> bool {
    c.is_whitespace() || domain::text::is_invisible(c)
}

impl Faces {
    /// Refuses a text with characters that no font has: on paper they would be boxes.
    ///
    /// # Errors
    /// [`CertificateError::Glyph`] with the characters.
    pub(crate) fn check<'a>(&self, texts: impl IntoIterator<Item = &'a str>) -> Result<(), CertificateError> {
        let mut lacking: Vec<char> =
            texts.into_iter().flat_map(str::chars).filter(|c| !blank(*c) && self.face(*c).is_none()).collect();
        lacking.sort_unstable();
        lacking.dedup();
        if lacking.is_empty() { Ok(()) } else { Err(CertificateError::Glyph(lacking)) }
    }

    fn face(&self, c: char) -> Option<usize> {
        self.0.iter().position(|face| face.has(c))
    }

    /// The text in runs of one font each.
    fn runs(&self, text: &str) -> Vec<(usize, String)> {
        let mut runs: Vec<(usize, String)> = Vec::new();
        for c in text.chars() {
            let face = if blank(c) { runs.last().map(|run| run.0) } else { self.face(c) }.unwrap_or(0);
            match runs.last_mut() {
                Some((last, run)) if *last == face => run.push(c),
                _ => runs.push((face, c.to_string())),
            }
        }
        runs
    }

    /// Draws a text, each character in the first font that has it.
    pub(crate) fn draw(&self, surface: &mut Surface<'_>, x: f32, y: f32, size: f32, text: &str) {
        let mut x = x;
        for (face, run) in self.runs(text) {
            let face = &self.0[face];
            let at = Point::from_xy(x, y);
            surface.draw_text(at, face.font.clone(), size, &run, false, TextDirection::Auto);
            x += face.advance(&run, size);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faces(paths: &[(&str, u32)]) -> Option<Faces> {
        let faces: Option<Vec<Face>> = paths.iter().map(|(path, index)| Face::read(Path::new(path), *index)).collect();
        Some(Faces(Arc::new(faces?)))
    }

    #[test]
    fn a_character_takes_the_first_font_that_has_it_and_is_refused_where_none_does() {
        let latin = "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf";
        // Papers need a Chinese font, and the tests of them fail without one.
        let faces = faces(&[(latin, 0), PLACES[0]]).or_else(|| faces(&[PLACES[0], PLACES[1]])).expect("fonts");
        let runs = faces.runs("ab 张伟 c");
        assert_eq!(runs.iter().map(|run| run.1.as_str()).collect::<String>(), "ab 张伟 c");
        assert!(runs.len() == 1 || runs[1].1.starts_with('张'), "{runs:?}");
        assert!(faces.check(["张伟 ab\n", ""]).is_ok());
        let Err(CertificateError::Glyph(lacking)) = faces.check(["杨\u{F0001}", "陈\u{E000}"]) else { panic!() };
        assert_eq!(lacking, ['\u{E000}', '\u{F0001}']);
    }
}
