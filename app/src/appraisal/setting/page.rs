//! Settings of appraisal.

use domain::appraisal::{AppraisalRules, ConsequenceRule};
use domain::time::day_text;
use domain::versioned::Versions;
use leptos::prelude::*;

use super::api::{self, SaveAppraisalSettings};
use crate::appraisal::view::trail;
use crate::components::form::{self, FormFault, fault_of, keyed};
use crate::components::load::load;
use crate::components::page::{facts, section};
use crate::components::table::plain_table;
use crate::components::versioned::{self, Shape, Words};
use crate::components::written::Written;
use crate::frame::frame;
use crate::words::{name, tr};

const SHAPE: Shape = Shape {
    field: "numbers",
    lists: &[("points", "等次折分", "Points of the grades"), ("bounds", "等次分数线", "Bounds")],
    others: Some(("比例、门槛和期限", "Caps, thresholds and periods")),
};

/// Numbers that are said in one line where they are not changed.
const TOGETHER: [(&str, &str, &[&str]); 6] = [
    ("等次折分", "Points of the grades", &["points0", "points1", "points2", "points3"]),
    ("等次分数线", "Bounds", &["bounds0", "bounds1", "bounds2"]),
    ("提出等次建议的最低数据权重 %", "Least weight with data, %", &["covered"]),
    ("优秀比例（核准后）%", "Cap on 优秀, approved, %", &["cap", "cap_approved"]),
    ("复核申请 / 答复（日）", "Review: ask / answer, days", &["review", "review_answer"]),
    ("申诉提出 / 处理 / 延长（日）", "Appeal: ask / answer / more, days", &["appeal", "appeal_answer", "appeal_more"]),
];

/// What follows from a grade: a row for each, the last two cells as `cells` has them.
fn consequences(
    caption: &'static str,
    rules: &AppraisalRules,
    cells: impl Fn(usize, &ConsequenceRule) -> [AnyView; 2],
) -> AnyView {
    let heads = [
        (tr("等次", "Grade"), false),
        (tr("连续年数", "Years running"), true),
        (tr("后果", "What follows"), false),
        (tr("月数", "Months"), true),
        (tr("依据", "Basis"), false),
    ];
    let row = |(n, one): (usize, &ConsequenceRule)| {
        let [months, basis] = cells(n, one);
        vec![name(one.grade).written(), one.years.to_string().into_any(), name(one.kind).written(), months, basis]
    };
    plain_table(caption, &heads, rules.consequences.iter().enumerate().map(row).collect())
}

fn shown(_: usize, one: &ConsequenceRule) -> [AnyView; 2] {
    let months = if one.months > 0 { one.months.to_string() } else { "—".to_owned() };
    [months.written(), one.basis.clone().into_any()]
}

fn changed(n: usize, one: &ConsequenceRule) -> [AnyView; 2] {
    let said = |head: &str| format!("{head} {}", name(one.kind));
    let (months, basis) = (said(tr("月数", "Months")), said(tr("依据", "Basis")));
    [
        view! {
            <input
                inputmode="numeric"
                name=keyed("months", &n)
                value=one.months.to_string()
                aria-label=months
            />
        }
        .written(),
        view! { <input type="text" name=keyed("bases", &n) value=one.basis.clone() aria-label=basis /> }.written(),
    ]
}

/// The fields of a new version.
fn fields(found: &Versions<AppraisalRules>, fault: FormFault) -> AnyView {
    view! {
        {versioned::fields(found, &SHAPE, fault)}
        <h3 id="consequences">{tr("结果运用", "What follows")}</h3>
        {form::error_of("consequences".to_owned(), fault)}
        {consequences(tr("结果运用（修改）", "What follows, changed"), &versioned::drawn(found), changed)}
    }
    .written()
}

/// The rules.
pub fn settings() -> AnyView {
    let save = form::posts::<SaveAppraisalSettings>();
    load(
        || (),
        |()| api::appraisal_settings(),
        move |found: Versions<AppraisalRules>| {
            let fault = fault_of(save);
            let held = found.in_force(frame().now.day());
            let none = found.versions.is_empty();
            let version = |rules: &AppraisalRules| {
                let began = tr("初始设置，尚未修订", "As it began");
                let from = if none { began.to_owned() } else { day_text(rules.from) };
                let mut lines = vec![(tr("生效", "From"), from), (tr("依据", "Basis"), rules.basis.clone())];
                lines.extend(versioned::lines(rules, &TOGETHER));
                facts(lines)
            };
            let words = Words {
                title: tr("考核规则", "Rules"),
                purpose: tr(
                    "非法定的数字都可修改，写明依据和生效日期；已经开始的考核按建立时的规则。",
                    "Numbers not from a law can be changed, with a basis and a day. \
                     What was set up goes by the rules of its day.",
                ),
                in_force: tr("现行", "In force"),
                change: tr("新版本", "New version"),
            };
            let now = view! {
                {version(&held)}
                {consequences(tr("结果运用", "What follows"), &held, shown)}
            };
            let form = found.editable.then(|| {
                form::post(
                    save,
                    "form",
                    view! {
                        {fields(&found, fault)}
                        {form::submit(tr("保存新版本", "Save"), save.pending())}
                    },
                )
            });
            let past = (found.versions.len() > 1).then(|| {
                let one = |one: &AppraisalRules| {
                    let line = format!("{} · {}", day_text(one.from), one.basis);
                    view! {
                        <details>
                            <summary>{line}</summary>
                            {version(one)}
                        </details>
                    }
                };
                let all = found.versions.iter().map(one).collect_view();
                section(tr("历史版本", "Versions"), all.written())
            });
            versioned::settings(trail(), words, now.written(), form, past.written())
        },
    )
}
