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
    Birth "ChuShengNianYue" "Date of birth" ["出生年月", "出生日期", "出生时间", "出生年月日", "生日"],
    Ethnic "MinZu" "Ethnic group" ["民族"],
    NativePlace "JiGuan" "Native place" ["籍贯"],
    BirthPlace "ChuShengDi" "Place of birth" ["出生地"],
    UpbringingPlace "" "Place of upbringing" ["成长地"],
    Politics "ZhengZhiMianMao" "Political status" ["政治面貌"],
    PartyJoined "RuDangShiJian" "Joined the Party" ["入党时间", "入党日期", "入党年月", "加入中国共产党时间"],
    WorkSince "CanJiaGongZuoShiJian" "In work since" ["参加工作时间", "参工时间", "工作时间", "参加工作年月", "参加工作日期"],
    Unit "ChengBaoDanWei" "Unit" ["单位", "所在单位", "工作单位", "呈报单位", "单位名称", "现工作单位", "所属单位"],
    Title "XianRenZhiWu" "Present post" ["现任职务", "职务", "现职务", "工作单位及职务", "单位及职务", "现任工作单位及职务", "单位及现任职务"],
    Level "" "Level" ["职务层次", "级别", "职务级别", "行政级别", "现任职务层次"],
    LevelSince "" "At this level since" ["任现职务层次时间", "任现层次时间", "任同职级时间", "任现级别时间"],
    Rank "" "Rank" ["职级", "现任职级", "公务员职级"],
    RankSince "" "At this rank since" ["任现职级时间", "晋升现职级时间", "现职级时间"],
    Schooling "" "Schooling" ["学历", "最高学历", "全日制学历", "全日制教育学历", "文化程度"],
    Degree "" "Degree" ["学位", "最高学位", "全日制学位", "全日制教育学位"],
    School "" "School and subject" ["毕业院校", "毕业院校系及专业", "毕业院校及专业", "毕业学校", "毕业院校系", "毕业学校及专业", "全日制毕业院校", "全日制毕业院校系及专业"],
    LaterSchooling "" "Schooling in service" ["在职学历", "在职教育学历"],
    LaterDegree "" "Degree in service" ["在职学位", "在职教育学位"],
    LaterSchool "" "School in service" ["在职毕业院校", "在职毕业院校系及专业", "在职教育毕业院校系及专业"],
    TechnicalTitle "ZhuanYeJiShuZhiWu" "Technical title" ["专业技术职务", "专技职务", "职称"],
    Specialty "ShuXiZhuanYeYouHeZhuanChang" "Specialty" ["熟悉专业有何专长", "专长", "特长"],
    Health "JianKangZhuangKuang" "Health" ["健康状况"],
    Resume "JianLi" "Résumé" ["简历"],
    Honours "JiangChengQingKuang" "Awards and penalties" ["奖惩情况"],
    Assessments "NianDuKaoHeJieGuo" "Yearly appraisal" ["年度考核结果", "年核情况", "考核结果"],
    Family "JiaTingChengYuan" "Family" ["家庭成员"],
    Photo "ZhaoPian" "Photo" ["照片"],
    Key "" "Record key" ["系统编号"],
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
            "rank" => Self::Rank,
            "rank_since" => Self::RankSince,
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

    /// The field of a column by what stands over it, from the top down: `教育情况`, `学历`. What
    /// stands over a column says whose it is: of relatives no field is the person's own.
    #[must_use]
    pub fn of_headers(titles: &[&str]) -> Option<Self> {
        let (last, above) = titles.split_last()?;
        let over = |words: &[&str]| above.iter().any(|title| words.iter().any(|word| title.contains(word)));
        if over(&["家庭", "配偶", "子女", "父亲", "母亲", "亲属", "社会关系"]) {
            return None;
        }
        let field = Self::of_header(last)
            .or_else(|| Self::of_header(&titles.concat()))
            .or_else(|| above.iter().rev().find_map(|title| Self::of_header(title)).filter(|_| above.len() == 1));
        match field? {
            Self::Schooling if over(&["在职"]) => Some(Self::LaterSchooling),
            Self::Degree if over(&["在职"]) => Some(Self::LaterDegree),
            Self::School if over(&["在职"]) => Some(Self::LaterSchool),
            field => Some(field),
        }
    }

    /// The field of a column header, blanks, colons and brackets apart.
    #[must_use]
    pub fn of_header(header: &str) -> Option<Self> {
        let plain: String = crate::text::clean(header)
            .chars()
            .filter(|c| !c.is_whitespace() && !matches!(c, ':' | '：' | '*' | '＊'))
            .collect();
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
    fn what_stands_over_a_column_says_whose_it_is() {
        let of = |titles: &[&str]| Field::of_headers(titles);
        assert_eq!(of(&["教育情况", "学历"]), Some(Field::Schooling));
        assert_eq!(of(&["全日制教育", "学位"]), Some(Field::Degree));
        assert_eq!(of(&["在职教育", "学历"]), Some(Field::LaterSchooling));
        assert_eq!(of(&["在职教育", "毕业院校系及专业"]), Some(Field::LaterSchool));
        assert_eq!(of(&["姓名"]), Some(Field::Name));
        assert_eq!(of(&["基本情况", "姓名"]), Some(Field::Name));
        assert_eq!(of(&["家庭成员", "姓名"]), None);
        assert_eq!(of(&["配偶", "出生年月"]), None);
        assert_eq!(of(&["系统编号"]), Some(Field::Key));
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
