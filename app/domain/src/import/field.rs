//! Fields a roster may have, and the headers people give them.

use serde::{Deserialize, Serialize};

use crate::code::Lang;

macro_rules! fields {
    ($($variant:ident $element:literal $en:literal [$first:literal $(, $alias:literal)*]),* $(,)?) => {
        /// A field of a record, as files know it.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum Field { $(#[doc = $en] $variant),* }

        impl Field {
            /// Every field, in the order of the official roster.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The element of an appointment form (`.lrmx`); empty when it has none.
            #[must_use]
            pub fn element(self) -> &'static str {
                match self { $(Self::$variant => $element),* }
            }

            /// Headers it goes by; the first is the official one.
            #[must_use]
            pub fn headers(self) -> &'static [&'static str] {
                match self { $(Self::$variant => &[$first $(, $alias)*]),* }
            }

            /// Its name.
            #[must_use]
            pub fn name(self, lang: Lang) -> &'static str {
                match (self, lang) { $((Self::$variant, Lang::Zh) => $first, (Self::$variant, Lang::En) => $en),* }
            }
        }
    };
}

fields! {
    Name "XingMing" "Name" ["姓名", "名字", "干部姓名"],
    IdNumber "ShenFenZheng" "ID number" ["身份证号", "身份证号码", "公民身份号码", "证件号码", "身份证"],
    Sex "XingBie" "Sex" ["性别"],
    Birth "ChuShengNianYue" "Date of birth" ["出生年月", "出生日期", "出生时间"],
    Ethnic "MinZu" "Ethnic group" ["民族"],
    NativePlace "JiGuan" "Native place" ["籍贯"],
    BirthPlace "ChuShengDi" "Place of birth" ["出生地"],
    UpbringingPlace "" "Place of upbringing" ["成长地"],
    Politics "ZhengZhiMianMao" "Political status" ["政治面貌"],
    PartyJoined "RuDangShiJian" "Joined the Party" ["入党时间", "入党日期"],
    WorkSince "CanJiaGongZuoShiJian" "In work since" ["参加工作时间", "参工时间", "工作时间"],
    Unit "ChengBaoDanWei" "Unit" ["单位", "所在单位", "工作单位", "呈报单位"],
    Title "XianRenZhiWu" "Present post" ["现任职务", "职务", "现职务", "工作单位及职务"],
    Level "" "Level" ["职务层次", "级别", "职级"],
    LevelSince "" "At this level since" ["任现职级时间", "任同职级时间", "任现级别时间"],
    Schooling "" "Schooling" ["学历", "最高学历", "全日制学历"],
    Degree "" "Degree" ["学位", "最高学位", "全日制学位"],
    School "" "School and subject" ["毕业院校", "毕业院校系及专业", "毕业院校及专业"],
    TechnicalTitle "ZhuanYeJiShuZhiWu" "Technical title" ["专业技术职务", "专技职务", "职称"],
    Specialty "ShuXiZhuanYeYouHeZhuanChang" "Specialty" ["熟悉专业有何专长", "专长", "特长"],
    Health "JianKangZhuangKuang" "Health" ["健康状况"],
    Resume "JianLi" "Résumé" ["简历"],
    Honours "JiangChengQingKuang" "Awards and penalties" ["奖惩情况"],
    Assessments "NianDuKaoHeJieGuo" "Yearly appraisal" ["年度考核结果", "年核情况", "考核结果"],
    Family "JiaTingChengYuan" "Family" ["家庭成员"],
    Photo "ZhaoPian" "Photo" ["照片"],
}

impl Field {
    /// Whether its value needs a purpose to be seen.
    #[must_use]
    pub fn is_sensitive(self) -> bool {
        matches!(self, Self::IdNumber | Self::Health | Self::Family)
    }

    /// The field that a form calls so: `birth`, or `family-3-name` of a row of it.
    #[must_use]
    pub fn of_form(name: &str) -> Option<Self> {
        Some(match name.split('-').next().unwrap_or_default() {
            "name" => Self::Name,
            "id_number" => Self::IdNumber,
            "sex" => Self::Sex,
            "birth" => Self::Birth,
            "ethnic" => Self::Ethnic,
            "native_place" => Self::NativePlace,
            "birth_place" => Self::BirthPlace,
            "upbringing_place" => Self::UpbringingPlace,
            "politics" => Self::Politics,
            "party_joined" => Self::PartyJoined,
            "work_since" => Self::WorkSince,
            "unit" => Self::Unit,
            "title" => Self::Title,
            "level" => Self::Level,
            "level_since" => Self::LevelSince,
            "education" => Self::Schooling,
            "technical_title" => Self::TechnicalTitle,
            "specialty" => Self::Specialty,
            "health" => Self::Health,
            "resume" => Self::Resume,
            "honours" => Self::Honours,
            "assessments" => Self::Assessments,
            "family" => Self::Family,
            _ => return None,
        })
    }

    /// The field of a column header, blanks, colons and brackets apart.
    #[must_use]
    pub fn of_header(header: &str) -> Option<Self> {
        let plain: String =
            header.chars().filter(|c| !c.is_whitespace() && !matches!(c, ':' | '：' | '*' | '＊')).collect();
        let plain = plain.split(['(', '（', '[', '【']).next().unwrap_or_default();
        Self::ALL
            .iter()
            .copied()
            .find(|field| field.headers().contains(&plain) || field.name(Lang::En).eq_ignore_ascii_case(header.trim()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_are_recognised_as_people_write_them() {
        for (header, field) in [
            ("姓 名", Field::Name),
            ("身份证号码*", Field::IdNumber),
            ("出生年月（岁）", Field::Birth),
            ("参工时间", Field::WorkSince),
            ("工作单位及职务", Field::Title),
            ("Present post", Field::Title),
        ] {
            assert_eq!(Field::of_header(header), Some(field), "{header}");
        }
        assert_eq!(Field::of_header("备注"), None);
    }

    #[test]
    fn no_header_means_two_fields() {
        let mut seen = std::collections::BTreeSet::new();
        for field in Field::ALL {
            for header in field.headers() {
                assert!(seen.insert(*header), "{header}");
            }
        }
    }
}
