//! Code tables of the field, each with its official code and its names.

use serde::{Deserialize, Serialize};

/// A language the system speaks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Lang {
    /// Simplified Chinese.
    #[default]
    Zh,
    /// English.
    En,
}

impl Lang {
    /// The one of two texts that is in this language.
    #[must_use]
    pub const fn of<'a>(self, zh: &'a str, en: &'a str) -> &'a str {
        match self {
            Self::Zh => zh,
            Self::En => en,
        }
    }

    /// BCP 47 tag.
    #[must_use]
    pub fn tag(self) -> &'static str {
        match self {
            Self::Zh => "zh-CN",
            Self::En => "en",
        }
    }

    /// The language of a tag; Chinese for anything not English.
    #[must_use]
    pub fn of_tag(tag: &str) -> Self {
        if tag.starts_with("en") { Self::En } else { Self::Zh }
    }

    /// The other language.
    #[must_use]
    pub fn other(self) -> Self {
        match self {
            Self::Zh => Self::En,
            Self::En => Self::Zh,
        }
    }
}

/// A closed table of codes.
pub trait Code: Copy + Sized + 'static {
    /// Every value, in the order a person expects.
    const ALL: &'static [Self];
    /// The stable code that is stored and sent.
    fn code(self) -> &'static str;
    /// The name in a language.
    fn name(self, lang: Lang) -> &'static str;
    /// The value of a code or of its Chinese name.
    fn find(text: &str) -> Option<Self> {
        let text = text.trim();
        Self::ALL.iter().copied().find(|c| c.code() == text || c.name(Lang::Zh) == text)
    }
}

/// Tables of codes. What stands after `unlisted` is a value that nobody chooses from a list: that
/// nothing is known.
macro_rules! codes {
    ($($(#[$doc:meta])* $table:ident { $($(#[$vdoc:meta])* $variant:ident $code:literal $zh:literal $en:literal),* $(,)?
        $(; unlisted $none:ident $none_code:literal $none_zh:literal $none_en:literal)? })*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, ::serde::Serialize, ::serde::Deserialize)]
        pub enum $table {
            $($(#[$vdoc])* #[doc = $en] #[serde(rename = $code)] $variant,)*
            $(#[doc = $none_en] #[serde(rename = $none_code)] $none,)?
        }

        impl $crate::code::Code for $table {
            const ALL: &'static [Self] = &[$(Self::$variant),*];
            fn code(self) -> &'static str {
                match self { $(Self::$variant => $code,)* $(Self::$none => $none_code,)? }
            }
            fn name(self, lang: $crate::code::Lang) -> &'static str {
                use $crate::code::Lang;
                match (self, lang) {
                    $((Self::$variant, Lang::Zh) => $zh, (Self::$variant, Lang::En) => $en,)*
                    $((Self::$none, Lang::Zh) => $none_zh, (Self::$none, Lang::En) => $none_en,)?
                }
            }
        }
    )*};
}

pub(crate) use codes;

codes! {
    /// Level of a cadre's post, table ZB09 职务层次.
    Level {
        MinisterChief "1A11" "省部级正职" "Provincial–ministerial, chief",
        MinisterDeputy "1A12" "省部级副职" "Provincial–ministerial, deputy",
        BureauChief "1A21" "厅局级正职" "Department–bureau, chief",
        BureauDeputy "1A22" "厅局级副职" "Department–bureau, deputy",
        DivisionChief "1A31" "县处级正职" "County–division, chief",
        DivisionDeputy "1A32" "县处级副职" "County–division, deputy",
        SectionChief "1A41" "乡科级正职" "Township–section, chief",
        SectionDeputy "1A42" "乡科级副职" "Township–section, deputy",
        Staff "1A50" "科员" "Staff member",
        Clerk "1A60" "办事员" "Clerk",
        Probation "1A98" "试用期人员" "On probation",
        Other "1A99" "其他" "Other";
        unlisted Unknown "none" "未填" "Not on record"
    }

    /// 职级 of the general administrative class (公务员职务与职级并行规定 7), highest first.
    Rank {
        InspectorOne "r01" "一级巡视员" "Inspector, first rank",
        InspectorTwo "r02" "二级巡视员" "Inspector, second rank",
        ConsultantOne "r03" "一级调研员" "Consultant, first rank",
        ConsultantTwo "r04" "二级调研员" "Consultant, second rank",
        ConsultantThree "r05" "三级调研员" "Consultant, third rank",
        ConsultantFour "r06" "四级调研员" "Consultant, fourth rank",
        ChiefClerkOne "r07" "一级主任科员" "Chief clerk, first rank",
        ChiefClerkTwo "r08" "二级主任科员" "Chief clerk, second rank",
        ChiefClerkThree "r09" "三级主任科员" "Chief clerk, third rank",
        ChiefClerkFour "r10" "四级主任科员" "Chief clerk, fourth rank",
        ClerkOne "r11" "一级科员" "Clerk, first rank",
        ClerkTwo "r12" "二级科员" "Clerk, second rank",
    }

    /// The two families between which cadres are exchanged.
    Family {
        Mass "mass" "群团组织" "Mass organisation",
        Government "government" "党政机关" "Party–government body",
    }

    /// What kind of organisation a unit is.
    UnitKind {
        Union "union" "工会" "Trade union",
        YouthLeague "youth" "共青团" "Communist Youth League",
        Women "women" "妇联" "Women's federation",
        Science "science" "科协" "Association for science and technology",
        OverseasReturned "overseas" "侨联" "Federation of returned overseas Chinese",
        Commerce "commerce" "工商联" "Federation of industry and commerce",
        Arts "arts" "文联" "Federation of literary and art circles",
        Writers "writers" "作协" "Writers' association",
        Disabled "disabled" "残联" "Disabled persons' federation",
        RedCross "redcross" "红十字会" "Red Cross society",
        LawSociety "law" "法学会" "Law society",
        Friendship "friendship" "友协" "Friendship association",
        Journalists "journalists" "记协" "Journalists' association",
        OtherMass "other-mass" "其他群团组织" "Other mass organisation",
        PartyCommittee "party" "党委" "Party committee",
        PartyDepartment "party-dept" "党委部门" "Party department",
        Government "government" "政府" "People's government",
        GovernmentDepartment "gov-dept" "政府部门" "Government department",
        Congress "congress" "人大机关" "People's congress organ",
        Consultative "cppcc" "政协机关" "CPPCC organ",
        Supervision "supervision" "纪检监察机关" "Discipline and supervision organ",
        Court "court" "法院" "Court",
        Procuratorate "procuratorate" "检察院" "Procuratorate",
        Institution "institution" "事业单位" "Public institution",
        Enterprise "enterprise" "国有企业" "State-owned enterprise",
        Joint "joint" "功能型联合组织" "Functional joint organisation",
        Internal "internal" "内设机构" "Internal department",
        Region "region" "地区" "Region",
    }

    /// Administrative level of a unit (单位/干部管理类别).
    UnitLevel {
        Central "01" "中央" "Central",
        Province "02" "省级" "Provincial",
        City "03" "市级" "Municipal",
        County "04" "县级" "County",
        Township "05" "乡镇及其他" "Township and other",
    }

    /// Sex, GB/T 2261.1.
    Sex {
        Unknown "0" "未知" "Unknown",
        Male "1" "男" "Male",
        Female "2" "女" "Female",
        Unstated "9" "未说明" "Not stated",
    }

    /// Political status, GB/T 4762.
    Politics {
        Member "01" "中共党员" "CPC member",
        Probationary "02" "中共预备党员" "Probationary CPC member",
        League "03" "共青团员" "Youth League member",
        RevolutionaryCommittee "04" "民革党员" "RCCK member",
        DemocraticLeague "05" "民盟盟员" "China Democratic League member",
        Construction "06" "民建会员" "CNDCA member",
        Promoting "07" "民进会员" "CAPD member",
        PeasantsWorkers "08" "农工党党员" "CPWDP member",
        ZhiGong "09" "致公党党员" "Zhi Gong Party member",
        JiuSan "10" "九三学社社员" "Jiusan Society member",
        Taiwan "11" "台盟盟员" "TDSGL member",
        NonParty "12" "无党派人士" "Public figure without party affiliation",
        Masses "13" "群众" "No party affiliation",
    }

    /// How a post was taken (任职方式, after ZB11).
    AppointmentKind {
        Appointed "appointed" "委任" "Appointed",
        Elected "elected" "选任" "Elected",
        Contracted "contracted" "聘任" "Contracted",
        Seconded "seconded" "挂职" "Secondment",
        PartTime "part-time" "兼职" "Part-time post",
        Assigned "assigned" "指定主持" "Acting",
    }

    /// Where a cadre stands (人员状态).
    PersonState {
        Active "active" "在职" "In service",
        Retired "retired" "退休" "Retired",
        Left "left" "调出" "Moved away",
        Resigned "resigned" "辞职" "Resigned",
        Dead "dead" "去世" "Dead",
    }

    /// Tiers of tiered training: whom a class is meant for.
    Tier {
        Bureau "bureau" "厅局级" "Department–bureau level",
        Division "division" "县处级" "County–division level",
        Section "section" "乡科级" "Township–section level",
        Grassroots "grassroots" "科员及以下" "Staff and clerks",
    }

    /// Forms of training; each counts on its own rules.
    TrainingForm {
        OffJob "off-job" "脱产培训" "Off-the-job training",
        Group "group" "中心组学习" "Central-group study",
        Collective "collective" "集体学习" "Collective study",
        Online "online" "网络培训" "Online training",
        SelfStudy "self" "在职自学" "Self-study",
    }

    /// What a class is for.
    ClassKind {
        Rotation "rotation" "集中轮训" "Rotational training",
        PartySpirit "party-spirit" "党性教育专题" "Party-spirit class",
        Initial "initial" "初任培训" "Initial training",
        Appointment "appointment" "任职培训" "Training for a new post",
        InService "in-service" "在职培训" "In-service training",
        Special "special" "专门业务培训" "Special business training",
        Other "other" "其他" "Other",
    }

    /// Roles (岗位角色). What each may do is in [`crate::access`].
    Role {
        Cadre "cadre" "干部" "Cadre",
        UnitHr "unit-hr" "单位人事" "Unit HR",
        TrainingManager "training" "培训管理员" "Training manager",
        OrgHr "org-hr" "组织部门" "Organisation department",
        Leader "leader" "领导" "Leader",
        Discipline "discipline" "纪检监督" "Discipline supervisor",
        SystemAdmin "system-admin" "系统管理员" "System administrator",
        SecurityAdmin "security-admin" "安全管理员" "Security administrator",
        AuditAdmin "audit-admin" "审计管理员" "Audit administrator",
    }
}

impl Level {
    /// 县处级 and above, to whom the five-year requirement applies.
    #[must_use]
    pub fn is_division_or_above(self) -> bool {
        self <= Self::DivisionDeputy
    }

    /// The tier of training for this level.
    #[must_use]
    pub fn tier(self) -> Tier {
        match self {
            Self::MinisterChief | Self::MinisterDeputy | Self::BureauChief | Self::BureauDeputy => Tier::Bureau,
            Self::DivisionChief | Self::DivisionDeputy => Tier::Division,
            Self::SectionChief | Self::SectionDeputy => Tier::Section,
            Self::Staff | Self::Clerk | Self::Probation | Self::Other | Self::Unknown => Tier::Grassroots,
        }
    }
}

impl Rank {
    /// Whether it corresponds to 县处级副职 or above: from 四级调研员 up.
    #[must_use]
    pub fn is_division_or_above(self) -> bool {
        self <= Self::ConsultantFour
    }
}

impl UnitKind {
    /// The family a kind belongs to; `None` where it depends on the parent unit.
    #[must_use]
    pub fn family(self) -> Option<Family> {
        match self {
            Self::Internal | Self::Region | Self::Joint | Self::Institution | Self::Enterprise => None,
            Self::PartyCommittee
            | Self::PartyDepartment
            | Self::Government
            | Self::GovernmentDepartment
            | Self::Congress
            | Self::Consultative
            | Self::Supervision
            | Self::Court
            | Self::Procuratorate => Some(Family::Government),
            _ => Some(Family::Mass),
        }
    }

    /// Whether its staff are no civil servants nor managed like them, so that they come in by 调任
    /// (公务员法 70); none where the kind does not tell.
    #[must_use]
    pub fn is_outside(self) -> Option<bool> {
        match self {
            Self::Institution | Self::Enterprise => Some(true),
            Self::Internal | Self::Region | Self::Joint => None,
            _ => Some(false),
        }
    }
}

/// The 56 ethnic groups of GB/T 3304 in code order: the code is the position from 01.
pub const ETHNIC_GROUPS: [&str; 56] = [
    "汉族",
    "蒙古族",
    "回族",
    "藏族",
    "维吾尔族",
    "苗族",
    "彝族",
    "壮族",
    "布依族",
    "朝鲜族",
    "满族",
    "侗族",
    "瑶族",
    "白族",
    "土家族",
    "哈尼族",
    "哈萨克族",
    "傣族",
    "黎族",
    "傈僳族",
    "佤族",
    "畲族",
    "高山族",
    "拉祜族",
    "水族",
    "东乡族",
    "纳西族",
    "景颇族",
    "柯尔克孜族",
    "土族",
    "达斡尔族",
    "仫佬族",
    "羌族",
    "布朗族",
    "撒拉族",
    "毛南族",
    "仡佬族",
    "锡伯族",
    "阿昌族",
    "普米族",
    "塔吉克族",
    "怒族",
    "乌孜别克族",
    "俄罗斯族",
    "鄂温克族",
    "德昂族",
    "保安族",
    "裕固族",
    "京族",
    "塔塔尔族",
    "独龙族",
    "鄂伦春族",
    "赫哲族",
    "门巴族",
    "珞巴族",
    "基诺族",
];

/// The official name of an ethnic group, with or without the final 族.
#[must_use]
pub fn ethnic_group(text: &str) -> Option<&'static str> {
    let text = text.trim();
    ETHNIC_GROUPS.iter().copied().find(|name| *name == text || name.strip_suffix('族') == Some(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sound<C: Code + PartialEq + std::fmt::Debug>() {
        let codes: std::collections::BTreeSet<_> = C::ALL.iter().map(|c| c.code()).collect();
        assert_eq!(codes.len(), C::ALL.len());
        for code in C::ALL {
            assert_eq!(C::find(code.code()), Some(*code));
            assert!(!code.name(Lang::Zh).is_ascii() && code.name(Lang::En).len() > 2);
        }
    }

    #[test]
    fn tables_have_unique_codes_and_both_names() {
        sound::<Level>();
        sound::<UnitKind>();
        sound::<Politics>();
        sound::<Role>();
        sound::<TrainingForm>();
    }

    #[test]
    fn ethnic_groups_are_found_short_or_long() {
        assert_eq!(ethnic_group("汉"), Some("汉族"));
        assert_eq!(ethnic_group("藏族"), Some("藏族"));
        assert_eq!(ethnic_group("火星"), None);
    }
}
