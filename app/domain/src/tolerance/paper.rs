//! The decision as the person gets it in writing: with reasons and remedies.

use super::{Template, ToleranceCase};
use crate::Day;
use crate::code::{Code, Lang};
use crate::exchange::document::{Document, chinese_day};

/// The paper of the decision that stands; none before there is one.
#[must_use]
pub fn paper(case: &ToleranceCase, today: Day) -> Option<Document> {
    let first = case.decision.as_ref()?;
    let known = &case.rules.clauses;
    let says =
        |key: &String| known.iter().find(|one| one.key == *key).map_or_else(|| key.clone(), |one| one.text.clone());
    let mut paragraphs = vec![
        format!("{}同志（{}）：", case.name, case.unit_name),
        format!(
            "关于你{}发生的“{}”一事，经受理、核实并听取本人陈述，依照{}，按“{}”认定如下。",
            chinese_day(case.happened),
            case.matter.trim_end_matches(['。', '.']),
            case.rules.basis,
            case.template.name(Lang::Zh),
        ),
        format!("一、认定结果：{}（{}，{}）。", first.outcome.name(Lang::Zh), first.document, chinese_day(first.on)),
        format!("二、理由：{}", first.reasons),
    ];
    if let Some((key, reason)) = &case.excluded {
        paragraphs.push(format!("排除情形：{}。{reason}", says(key)));
    } else {
        let held: Vec<String> = case.findings.iter().filter(|one| one.holds).map(|one| says(&one.clause)).collect();
        let failed: Vec<String> = case.findings.iter().filter(|one| !one.holds).map(|one| says(&one.clause)).collect();
        paragraphs.push(format!("成立的条款：{}。", held.join("；")));
        if !failed.is_empty() && case.template == Template::All {
            paragraphs.push(format!("不成立的条款：{}。", failed.join("；")));
        }
    }
    for remedy in &case.remedies {
        let name = remedy.kind.name(Lang::Zh);
        paragraphs.push(match &remedy.answer {
            Some(answer) => format!(
                "{name}（{}申请）：{}（{}，{}）。{}",
                chinese_day(remedy.asked),
                answer.outcome.name(Lang::Zh),
                answer.document,
                chinese_day(answer.on),
                answer.reasons
            ),
            None => format!("{name}：{}已申请，尚未答复。", chinese_day(remedy.asked)),
        });
    }
    paragraphs.push(format!(
        "三、如对认定不服，可自收到本认定之日起{}日内申请复核；对复核决定不服的，可自收到复核决定之日起{}日内申诉，也可以不经复核直接申诉。不因申请复核、申诉而加重处理。",
        case.rules.review, case.rules.appeal
    ));
    Some(Document {
        title: format!("容错认定书（{}）", case.number),
        paragraphs,
        signer: "（认定机关印章）".to_owned(),
        day: chinese_day(today),
    })
}
