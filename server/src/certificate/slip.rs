//! Slips for people served: fifteen to a page, each with a code that votes once.

use super::*;

/// A4 upright, in points.
const PAGE: (f32, f32) = (595.3, 841.9);
const COLUMNS: usize = 3;
const ROWS: usize = 5;

/// The slips as a PDF: `urls` are what the codes lead to, one for each.
///
/// # Errors
/// Without a Chinese font, or when the pages can't be made.
pub fn slips(
    title: &str,
    unit: &str,
    urls: &[String],
    fonts: &Fonts,
    config: &TrainingConfig,
) -> Result<Vec<u8>, CertificateError> {
    let faces = fonts.get(config)?;
    faces.check([title, unit])?;
    let broken = |what: &str| CertificateError::Pdf(what.to_owned());
    let mut document = Document::new();
    document.set_metadata(Metadata::new().title(title.to_owned()).language("zh-CN".to_owned()));
    #[allow(clippy::cast_precision_loss)]
    let (wide, high) = ((PAGE.0 - 40.0) / COLUMNS as f32, (PAGE.1 - 40.0) / ROWS as f32);
    for part in urls.chunks(COLUMNS * ROWS) {
        let settings = PageSettings::from_wh(PAGE.0, PAGE.1).ok_or_else(|| broken("page size"))?;
        let mut page = document.start_page_with(settings);
        let mut surface = page.surface();
        {
            let mut sheet = Sheet { surface: &mut surface, faces: faces.clone() };
            for (n, url) in part.iter().enumerate() {
                #[allow(clippy::cast_precision_loss)]
                let (x, y) = (20.0 + (n % COLUMNS) as f32 * wide, 20.0 + (n / COLUMNS) as f32 * high);
                sheet.outline(x, y, wide, high);
                sheet.ink(30, 28, 26);
                let mut line = y + 18.0;
                for text in lines(title, (wide - 16.0) / 11.0).iter().take(2) {
                    sheet.text(x + 8.0, line, 11.0, text);
                    line += 14.0;
                }
                sheet.ink(90, 85, 79);
                sheet.text(x + 8.0, line, 9.0, unit);
                let qr = QRBuilder::new(url.as_str()).ecl(ECL::M).build();
                let qr = qr.map_err(|error| CertificateError::Pdf(format!("{error:?}")))?;
                sheet.code(&qr, x + (wide - 84.0) / 2.0, y + 50.0, 84.0);
                sheet.ink(90, 85, 79);
                // For a telephone whose camera does not read codes.
                sheet.text(x + 8.0, y + high - 20.0, 6.0, url);
                sheet.text(x + 8.0, y + high - 8.0, 8.0, "扫码评议，不登录、不记名，一码一票");
            }
        }
        surface.finish();
        page.finish();
    }
    document.finish().map_err(|error| broken(&format!("{error:?}")))
}
