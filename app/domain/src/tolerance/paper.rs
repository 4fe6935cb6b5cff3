//! The decision as the person gets it in writing: with reasons and remedies.

use super::{RemedyKind, Template, ToleranceCase};
use crate::code::{Code, Lang};
use crate::document::{Document, chinese_day};

/// The paper of the decision that stands, signed by an organ, of the day of its last decision; none
/// before there is one. `competent` is the organ an appeal goes to.
#[must_use]
pub fn paper(case: &ToleranceCase, organ: &str, competent: &str) -> Option<Document> {
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
    let last = case.remedies.iter().filter_map(|one| one.answer.as_ref()).next_back().unwrap_or(first);
    paragraphs.extend(rights(case, organ, competent));
    Some(Document {
        title: format!("容错认定书（{}）", case.number),
        paragraphs,
        signer: organ.to_owned(),
        day: chinese_day(last.on),
        ..Document::default()
    })
}

/// What may still be done against it: nothing that is over is offered.
fn rights(case: &ToleranceCase, organ: &str, competent: &str) -> Option<String> {
    let (review, appeal) = (case.rules.review, case.rules.appeal);
    let never = "不因申请复核、申诉而加重处理。";
    let of = |kind| case.remedies.iter().find(|one| one.kind == kind);
    match (of(RemedyKind::Review), of(RemedyKind::Appeal)) {
        _ if case.accepted => None,
        (_, Some(_)) => None,
        (Some(_), None) => {
            Some(format!("三、对复核决定不服的，可自收到复核决定之日起{appeal}日内向{competent}申诉。{never}"))
        }
        (None, None) => Some(format!(
            "三、如对认定不服，可自收到本认定之日起{review}日内向{organ}申请复核；对复核决定不服的，可自收到复核决定之日起{appeal}日内向{competent}申诉；也可以不经复核，自收到本认定之日起{review}日内直接申诉。{never}"
        )),
    }
}
