//! What a file is by its first bytes, whatever its name says.

use domain::file::FileIs;

/// What a file is, when it is something that no table and no form is; nothing for the others.
#[must_use]
pub(crate) fn of(bytes: &[u8]) -> Option<FileIs> {
    let begins = |signs: &[&[u8]]| signs.iter().any(|sign| bytes.starts_with(sign));
    if bytes.starts_with(b"\xD0\xCF\x11\xE0") {
        // A workbook with a password lies in the old container as one stream of this name.
        return Some(if holds(bytes, &utf16("EncryptedPackage")) {
            FileIs::Locked
        } else if holds(bytes, &utf16("WordDocument")) {
            FileIs::Word
        } else {
            FileIs::OldWorkbook
        });
    }
    if begins(&[b"PK"]) {
        let names = |name: &str| holds(&bytes[..bytes.len().min(4096)], name.as_bytes());
        let ends = |name: &str| holds(&bytes[bytes.len().saturating_sub(65_536)..], name.as_bytes());
        return if ends("word/document.xml") {
            Some(FileIs::Word)
        } else if names("application/vnd.oasis.opendocument") {
            Some(FileIs::OpenDocument)
        } else {
            None
        };
    }
    if begins(&[b"%PDF"]) {
        return Some(FileIs::Pdf);
    }
    if begins(&[b"Rar!", b"7z\xBC\xAF", b"\x1F\x8B"]) {
        return Some(FileIs::Archive);
    }
    if begins(&[b"\xFF\xD8\xFF", b"\x89PNG", b"GIF8", b"II*\x00", b"MM\x00*"]) {
        return Some(FileIs::Picture);
    }
    if begins(&[b"{\\rtf"]) {
        return Some(FileIs::Word);
    }
    let head: String = super::decode(&bytes[..head_of(bytes)]).unwrap_or_default();
    let head = head.trim_start_matches('\u{feff}').trim_start().to_lowercase();
    if head.starts_with("mime-version:") {
        return Some(FileIs::WebPage);
    }
    if head.starts_with('<') {
        if head.contains("urn:schemas-microsoft-com:office:spreadsheet") || head.contains("progid=\"excel.sheet\"") {
            return Some(FileIs::OldXml);
        }
        if ["<html", "<table", "<!doctype html", "<head", "<body", "<meta"].iter().any(|tag| head.contains(tag)) {
            return Some(FileIs::WebPage);
        }
    }
    None
}

/// Whether a file is a picture.
pub(crate) fn is_picture(bytes: &[u8]) -> bool {
    super::photo::media(bytes).is_some() || of(bytes) == Some(FileIs::Picture)
}

/// Where the first kilobytes end, at a character's edge.
fn head_of(bytes: &[u8]) -> usize {
    let mut end = bytes.len().min(4096);
    while end > 0 && end < bytes.len() && !matches!(bytes[end - 1], b'\n' | b'>' | b' ') {
        end -= 1;
    }
    if end == 0 { bytes.len().min(4096) } else { end }
}

fn utf16(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

fn holds(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_what_its_bytes_say() {
        let ole = |name: &str| [b"\xD0\xCF\x11\xE0".as_slice(), &utf16(name)].concat();
        for (bytes, is) in [
            (b"<html><body><table><tr><td>x</td></tr></table>".to_vec(), FileIs::WebPage),
            (
                "\u{feff}<?xml version=\"1.0\"?>\n<?mso-application progid=\"Excel.Sheet\"?><Workbook/>".into(),
                FileIs::OldXml,
            ),
            (b"MIME-Version: 1.0\nX: y".to_vec(), FileIs::WebPage),
            (ole("Workbook"), FileIs::OldWorkbook),
            (ole("EncryptedPackage"), FileIs::Locked),
            (ole("WordDocument"), FileIs::Word),
            (b"%PDF-1.7".to_vec(), FileIs::Pdf),
            (b"Rar!\x1A\x07".to_vec(), FileIs::Archive),
            (b"\x89PNG\r\n".to_vec(), FileIs::Picture),
        ] {
            assert_eq!(of(&bytes), Some(is), "{is:?}");
        }
        assert_eq!(of(b"<?xml version=\"1.0\"?><Person/>"), None);
        assert_eq!(of("姓名,性别\n".as_bytes()), None);
    }
}
