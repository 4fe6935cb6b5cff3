//! Why a paper could not be made, and what is said of it.

use std::path::PathBuf;

use domain::code::Lang;

/// Why a certificate could not be made.
#[derive(Debug, thiserror::Error)]
pub enum CertificateError {
    /// No font with Chinese characters is to be found.
    #[error("no Chinese font: install fonts-noto-cjk, or name a font file in training.font")]
    NoFont,
    /// The font named can't be used.
    #[error("training.font {0}: not a font this program can read")]
    Font(PathBuf),
    /// No font has these characters.
    #[error("no font has {}", .0.iter().map(|c| format!("U+{:04X}", *c as u32)).collect::<Vec<_>>().join(" "))]
    Glyph(Vec<char>),
    /// The page could not be made.
    #[error("PDF: {0}")]
    Pdf(String),
}

impl CertificateError {
    /// What to tell whoever wanted the paper.
    #[must_use]
    pub fn said(&self, lang: Lang) -> String {
        match (self, lang) {
            (Self::Glyph(lacking), _) => {
                let codes: Vec<String> = lacking.iter().map(|c| format!("{c}（U+{:04X}）", *c as u32)).collect();
                let codes = codes.join("、");
                if lang == Lang::Zh {
                    format!(
                        "没有生成：以下字在服务器的各种字体中都没有：{codes}。请核对姓名用字是否为标准编码；如无误，请系统管理员安装含有该字的字体，并在 training.more_fonts 中写明。"
                    )
                } else {
                    format!(
                        "Not made: no font of the server has {codes}. Check that the name is written in standard characters; if it is, have the system administrator install a font that has them and name it in training.more_fonts."
                    )
                }
            }
            (_, Lang::Zh) => "证书暂时无法生成：服务器缺少中文字体，请联系系统管理员。".to_owned(),
            (_, Lang::En) => {
                "The certificate can't be made: the server lacks a Chinese font. Tell the system administrator."
                    .to_owned()
            }
        }
    }
}
