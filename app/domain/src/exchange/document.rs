//! Papers a case produces, from templates a unit may change: one paper for one person or for several.

mod kind;
mod value;

use serde::{Deserialize, Serialize};

use value::PERSONAL;

pub use kind::DocumentKind;
pub use value::{FIELDS, Subject, highest};

use crate::document::Document;
use crate::fault::{Checks, Rule};
use crate::{Fault, UnitId};

/// A template: plain paragraphs with names in braces that a case fills.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Template {
    /// Which paper.
    pub kind: DocumentKind,
    /// Whose template, for it and the units below; empty for the one a system begins with.
    #[serde(default)]
    pub unit: UnitId,
    /// Its number (发文字号); empty for a paper without one.
    #[serde(default)]
    pub number: String,
    pub title: String,
    /// To whom (主送); empty for whoever reads it.
    #[serde(default)]
    pub addressees: String,
    /// Its paragraphs, a line for each. One with a name of a person's is repeated for each person.
    pub body: String,
    /// What comes with it (附件), a line for each.
    #[serde(default)]
    pub attachments: String,
    /// Who signs.
    pub signer: String,
    /// Counts edits.
    #[serde(default)]
    pub version: u32,
}

/// The names in braces of a text.
fn fields(text: &str) -> impl Iterator<Item = &str> {
    text.split('{').skip(1).map(|rest| rest.split('}').next().unwrap_or_default())
}

impl Template {
    /// Checks the fields: every name in braces is one a case fills.
    ///
    /// # Errors
    /// [`Fault::Invalid`] with every faulty field.
    pub fn check(&self) -> Result<(), Fault> {
        let mut checks = Checks::default();
        let texts = [
            (&self.title, "title", 60, true),
            (&self.body, "body", 5000, true),
            (&self.signer, "signer", 60, true),
            (&self.number, "number", 60, false),
            (&self.addressees, "addressees", 200, false),
            (&self.attachments, "attachments", 500, false),
        ];
        for (text, name, most, needed) in texts {
            if needed {
                checks.text(text, name, most);
            } else {
                checks.optional_text(text, name, most);
            }
            let sound = text.matches('{').count() == text.matches('}').count();
            let unknown = fields(text).find(|field| !FIELDS.contains(field));
            let bad = if sound { unknown.map(str::to_owned) } else { Some(String::new()) };
            if let Some(bad) = bad {
                checks.require(false, name, Rule::Placeholder(bad));
            }
        }
        checks.done()
    }

    /// The paper about some people: what all share is read of the first. It bears the day of what it
    /// says, whenever it is printed.
    #[must_use]
    pub fn fill(&self, people: &[Subject<'_>]) -> Document {
        let Some(first) = people.first() else { return Document::default() };
        let filled = |text: &str, one: &Subject<'_>| {
            FIELDS.iter().fold(text.to_owned(), |text, field| {
                let name = format!("{{{field}}}");
                if text.contains(&name) { text.replace(&name, &one.value(field)) } else { text }
            })
        };
        // In a heading several people are the first of them and others.
        let heading = |text: &str| {
            let name = match people {
                [_] => first.case.person_name.clone(),
                _ => format!("{}等", first.case.person_name),
            };
            filled(&text.replace("{姓名}", &name), first)
        };
        let lines = |text: &str| -> Vec<String> {
            let mut all: Vec<String> = Vec::new();
            for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
                let personal = fields(line).any(|field| PERSONAL.contains(&field));
                let mut said: Vec<String> = if personal {
                    people.iter().map(|one| filled(line, one)).collect()
                } else {
                    vec![filled(line, first)]
                };
                // What is the same for all is said once; what a case leaves blank, not at all.
                said.dedup();
                all.extend(said.into_iter().filter(|line| !line.trim().is_empty()));
            }
            all
        };
        let mut units: Vec<&str> = Vec::new();
        for unit in people.iter().flat_map(|one| [one.home, one.host]) {
            if !units.contains(&unit) {
                units.push(unit);
            }
        }
        Document {
            number: heading(&self.number),
            title: heading(&self.title),
            addressees: heading(&self.addressees.replace("{主送}", &units.join("、"))),
            paragraphs: lines(&self.body),
            attachments: lines(&self.attachments),
            signer: heading(&self.signer),
            day: first.day(self.kind),
        }
    }

    /// What a system begins with.
    #[must_use]
    pub fn defaults() -> Vec<Self> {
        let blank = |kind: DocumentKind| Self {
            kind,
            unit: UnitId::default(),
            number: String::new(),
            title: String::new(),
            addressees: String::new(),
            body: String::new(),
            attachments: String::new(),
            signer: String::new(),
            version: 0,
        };
        vec![
            Self {
                title: "关于{姓名}同志拟任职的公示".to_owned(),
                body: "根据干部选拔任用和双向交流有关规定，经研究，现将拟任职人员情况公示如下：\n{姓名}，{性别}，{民族}，{出生年月}出生，{政治面貌}，{学历}学历，现任{现任职务}，{拟任}。\n公示时间：{公示起}至{公示止}（{公示天数}个工作日）。{节假日}\n公示期间，对公示对象有异议的，可以书面或者当面向受理单位反映，并提供事实和依据。反映人的信息依法予以保密。\n受理单位：{签发单位}　　受理电话：________".to_owned(),
                signer: "{签发单位}".to_owned(),
                ..blank(DocumentKind::Notice)
            },
            Self {
                number: "{任免文号}".to_owned(),
                title: "关于{姓名}同志{事由}的通知".to_owned(),
                addressees: "{主送}".to_owned(),
                body: "经研究决定：\n{任免}。\n任职时间自{起始日}起计算。{交接}".to_owned(),
                signer: "{签发单位}".to_owned(),
                ..blank(DocumentKind::Appointment)
            },
            Self {
                title: "干部{类型}协议".to_owned(),
                body: "派出单位：{派出单位}\n接收单位：{接收单位}\n干部姓名：{姓名}\n一、经双方协商并征得本人同意，{姓名}同志到{接收单位}{类型}，任{岗位}，自{起始日}至{期满日}，期限{期限}。\n二、期间人事关系、工资关系保留在派出单位，由接收单位安排分管工作、日常管理和中期考核。\n三、期满由接收单位作出鉴定，派出单位审核。需延期或留任的，按规定另行办理。\n四、本协议一式三份，派出单位、接收单位、本人各执一份。".to_owned(),
                signer: "派出单位（章）　　接收单位（章）　　本人（签字）".to_owned(),
                ..blank(DocumentKind::Agreement)
            },
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_templates_name_only_what_a_case_fills() {
        for template in Template::defaults() {
            assert_eq!(template.check(), Ok(()), "{:?}", template.kind);
        }
        let wrong = Template { body: "{姓 名}".into(), ..Template::defaults().remove(0) };
        assert_eq!(wrong.check(), Err(Fault::field("body", Rule::Placeholder("姓 名".into()))));
        let open = Template { title: "{姓名".into(), ..Template::defaults().remove(0) };
        assert_eq!(open.check(), Err(Fault::field("title", Rule::Placeholder(String::new()))));
        let wrong = Template { addressees: "{单位}".into(), ..Template::defaults().remove(0) };
        assert_eq!(wrong.check(), Err(Fault::field("addressees", Rule::Placeholder("单位".into()))));
    }
}
