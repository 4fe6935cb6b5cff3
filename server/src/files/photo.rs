//! Pictures of people, as forms carry them.

use base64::Engine;
use domain::import::PhotoWhy;

/// Bytes of a picture at most.
const MAX_PHOTO: usize = 6 * 1024 * 1024;

/// The media type of a picture that browsers show.
#[must_use]
pub(crate) fn media(bytes: &[u8]) -> Option<&'static str> {
    let begins = |sign: &[u8]| bytes.starts_with(sign);
    if begins(&[0xFF, 0xD8, 0xFF]) {
        Some("image/jpeg")
    } else if begins(b"\x89PNG\r\n\x1a\n") {
        Some("image/png")
    } else if begins(b"GIF87a") || begins(b"GIF89a") {
        Some("image/gif")
    } else if begins(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
        Some("image/webp")
    } else if begins(b"BM") && bytes.len() > 26 && matches!(bytes[14], 12 | 40 | 52 | 56 | 64 | 108 | 124) {
        Some("image/bmp")
    } else {
        None
    }
}

/// A picture as base64; nothing for no bytes.
///
/// # Errors
/// Why it can't be taken: said, so that nobody misses it unawares.
pub fn photo(bytes: &[u8]) -> Result<Option<String>, PhotoWhy> {
    if bytes.is_empty() {
        return Ok(None);
    }
    if media(bytes).is_none() {
        return Err(PhotoWhy::Kind);
    }
    if bytes.len() > MAX_PHOTO {
        return Err(PhotoWhy::Large);
    }
    Ok(Some(base64::engine::general_purpose::STANDARD.encode(bytes)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_are_known_by_their_bytes() {
        let mut bmp = vec![0u8; 60];
        bmp[..2].copy_from_slice(b"BM");
        bmp[14] = 40;
        assert_eq!(media(&bmp), Some("image/bmp"));
        assert_eq!(media(b"GIF89a.."), Some("image/gif"));
        assert_eq!(photo(b""), Ok(None));
        assert_eq!(photo(b"II*\0 tiff"), Err(PhotoWhy::Kind));
        let large = [[0xFF, 0xD8, 0xFF].as_slice(), &vec![0; MAX_PHOTO]].concat();
        assert_eq!(photo(&large), Err(PhotoWhy::Large));
        assert!(photo(&large[..5_000_000]).is_ok_and(|photo| photo.is_some()));
    }
}
