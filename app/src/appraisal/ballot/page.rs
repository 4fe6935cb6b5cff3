//! Voting: with one's account, where the browser takes a ballot and casts it without a name; or
//! with a printed slip, without any account.

use domain::appraisal::BallotPage;
use domain::record::Grade;
use domain::time::day_text;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::api;
use crate::appraisal::view::trail;
use crate::components::load::load;
use crate::components::page::page;
use crate::components::table::State as Query;
use crate::components::written::Written;
use crate::frame::frame;
use crate::pages::{id, page_fault};
use crate::words::{self, name, tr};

/// The report of somebody on the ballot, for those on the roll.
fn report(found: &BallotPage, n: usize) -> Option<AnyView> {
    let text = found.reports.get(n).filter(|text| !text.is_empty())?;
    Some(
        view! {
            <details>
                <summary>{tr("述职报告", "Their report")}</summary>
                <p class="long">{text.clone()}</p>
            </details>
        }
        .written(),
    )
}

/// The people to judge: overall, and by indicator for those who want to.
fn people(found: &BallotPage) -> AnyView {
    use domain::code::Code;
    let grades = |field: String| {
        let options = Grade::ALL
            .iter()
            .enumerate()
            .map(|(n, grade)| {
                let field = field.clone();
                view! {
                    <label class="vote">
                        <input type="radio" name=field value=(n + 1).to_string() required=true />
                        " "
                        {name(*grade)}
                    </label>
                }
            })
            .collect_view();
        view! {
            <div class="votes">
                {options} <label class="vote">
                    <input type="radio" name=field.clone() value="0" required=true />
                    " "
                    {tr("弃权", "None")}
                </label>
            </div>
        }
    };
    found
        .targets
        .iter()
        .enumerate()
        .filter(|(n, _)| found.own != Some(*n as u32))
        .map(|(n, target)| {
            let columns = found
                .columns
                .iter()
                .enumerate()
                .map(|(c, column)| {
                    let options = Grade::ALL
                        .iter()
                        .enumerate()
                        .map(|(n, grade)| view! { <option value=(n + 1).to_string()>{name(*grade)}</option> })
                        .collect_view();
                    view! {
                        <div class="field">
                            <label>
                                {column.clone()} <select name=format!("m{n}-{}", c + 1)>
                                    <option value="">{tr("同总体评价", "As overall")}</option>
                                    {options}
                                </select>
                            </label>
                        </div>
                    }
                })
                .collect_view();
            let post = if target.post.is_empty() { String::new() } else { format!(" · {}", target.post) };
            view! {
                <fieldset class="judged">
                    <legend>{target.name.clone()}<span class="muted">{post}</span></legend>
                    {report(found, n)}
                    {grades(format!("m{n}-0"))}
                    {(!found.columns.is_empty())
                        .then(|| {
                            view! {
                                <details>
                                    <summary>{tr("分项评价（可不填）", "By indicator, if you like")}</summary>
                                    <div class="grid">{columns}</div>
                                </details>
                            }
                        })}
                </fieldset>
            }
        })
        .collect_view()
        .written()
}

fn closed(found: &BallotPage) -> Option<AnyView> {
    (!found.open).then(|| {
        view! { <p class="note plain">{tr("现在不在投票时间内。", "Ballots are not taken now.")}</p> }.written()
    })
}

/// The viewer's own ballot.
pub fn own() -> AnyView {
    load(id, api::ballot, |found: BallotPage| {
        let me = frame().me.map(|me| me.person.to_string()).unwrap_or_default();
        let length = found.targets.len().to_string();
        let form = found.open.then(|| {
            view! {
                <form
                    id="ballot"
                    class="form"
                    data-sheet=found.sheet.to_string()
                    data-group=found.group.0.clone()
                    data-key=found.key.clone()
                    data-person=me
                    data-targets=length
                    data-columns=(found.columns.len() + 1).to_string()
                    data-taken=found.taken.to_string()
                >
                    <noscript>
                        <p class="note bad">
                            {tr(
                                "匿名投票需要在浏览器中完成加密，请启用脚本，或向组织部门领取纸质票。",
                                "A secret ballot is made in the browser: allow scripts, or ask for a paper ballot.",
                            )}
                        </p>
                    </noscript>
                    {people(&found)}
                    <p class="note bad" role="alert" data-say="blank" hidden>
                        {tr(
                            "对所有人都弃权，没有可以投的内容；请至少评价一人。",
                            "You judge nobody: mark at least one person.",
                        )}
                    </p>
                    <p class="note bad" role="alert" data-say="BallotTaken" hidden>
                        {tr(
                            "选票已经领取，不能再领第二张。请在领票时使用的浏览器中继续投票。",
                            "The ballot was taken already. Go on in the browser it was taken with.",
                        )}
                    </p>
                    <p class="note bad" role="alert" data-say="TimeOver" hidden>
                        {tr("投票时间已过。", "The time for voting is over.")}
                    </p>
                    <p class="note bad" role="alert" data-say="BallotFalse" hidden>
                        {tr(
                            "这张票没有通过验证，请刷新页面重试。",
                            "The ballot was not accepted. Reload and try again.",
                        )}
                    </p>
                    <p class="note bad" role="alert" data-say="other" hidden>
                        {tr(
                            "没有投成，请检查网络后再点一次；已领的票不会丢失。",
                            "It did not get through. Check the connection and try again: a ballot that was \
                             taken is not lost.",
                        )}
                    </p>
                    <p class="actions">
                        <button
                            type="submit"
                            class="button primary"
                            data-idle=tr("投票", "Cast the ballot")
                            data-busy=tr("正在投票…", "Casting…")
                        >
                            {tr("投票", "Cast the ballot")}
                        </button>
                    </p>
                </form>
                <section id="ballot-done" class="card" hidden tabindex="-1">
                    <h2>{tr("已投入票箱", "It is in the box")}</h2>
                    <p>
                        {tr(
                            "这是您的查票码，只保存在这个浏览器里。它只能查到票在不在箱里、有没有被计入，查不到内容。",
                            "This is your receipt, kept in this browser alone. It tells whether the ballot is \
                             in the box and was counted, not what it says.",
                        )}
                    </p>
                    <p class="note plain" role="status" id="ballot-first" hidden>
                        {tr(
                            "这张票此前已经投入票箱，以第一次投的为准；这次所选没有改变它。",
                            "This ballot was in the box before: the first vote counts, and what you marked now \
                             changed nothing.",
                        )}
                    </p>
                    <p>
                        <code id="ballot-receipt"></code>
                    </p>
                    <p class="actions">
                        <button type="button" class="button" id="ballot-check">
                            {tr("查票", "Look for it")}
                        </button>
                    </p>
                    <p
                        role="status"
                        id="ballot-found"
                        data-box=tr("票在箱中，尚未计票。", "It is in the box and not counted yet.")
                        data-counted=tr(
                            "这张票已经计入。全部计入票数：",
                            "It was counted. Ballots counted in all: ",
                        )
                        data-none=tr(
                            "票箱中没有这张票，请联系组织部门。",
                            "It is not in the box: tell the organisation department.",
                        )
                    ></p>
                </section>
                <script src="/script/ballot.js" type="module"></script>
            }
        });
        let after = (!found.open).then(|| {
            view! {
                <section
                    id="ballot-done"
                    class="card"
                    hidden
                    tabindex="-1"
                    data-sheet=found.sheet.to_string()
                    data-person=frame().me.map(|me| me.person.to_string()).unwrap_or_default()
                >
                    <h2>{tr("查票", "Your receipt")}</h2>
                    <p>
                        <code id="ballot-receipt"></code>
                    </p>
                    <p class="actions">
                        <button type="button" class="button" id="ballot-check">
                            {tr("查票", "Look for it")}
                        </button>
                    </p>
                    <p
                        role="status"
                        id="ballot-found"
                        data-box=tr("票在箱中，尚未计票。", "It is in the box and not counted yet.")
                        data-counted=tr(
                            "这张票已经计入。全部计入票数：",
                            "It was counted. Ballots counted in all: ",
                        )
                        data-none=tr(
                            "票箱中没有这张票，请联系组织部门。",
                            "It is not in the box: tell the organisation department.",
                        )
                    ></p>
                </section>
                <script src="/script/ballot.js" type="module"></script>
            }
        });
        page(
            trail(),
            format!("{} · {}", found.title, found.unit_name),
            "",
            ().into_any(),
            view! {
                <p>
                    {format!(
                        "{} {} {} · {} {}",
                        tr("您属于", "You vote in group"),
                        found.group.0,
                        found.group.1,
                        tr("截止", "until"),
                        day_text(found.until),
                    )}
                </p>
                <details class="card">
                    <summary>
                        {tr("这张票为什么查不到是谁投的", "Why nobody can tell whose ballot it is")}
                    </summary>
                    <p>
                        {tr(
                            "票号由您的浏览器生成，服务器在看不见票号的情况下签发（盲签名），投票请求不带您的身份，票的内容在票箱里加密保存；计票时只留下计数，密钥和单张选票随即销毁。名单只记录“已领票”。",
                            "Your browser makes the ballot's number and has it signed unseen (a blind \
                             signature); casting it carries no identity, and it lies sealed in the box. As it \
                             is counted only the counts are kept: the key and single ballots are destroyed. The \
                             roll says no more than that you took one.",
                        )}
                    </p>
                </details>
                {closed(&found)}
                {form}
                {after}
            }
            .written(),
        )
    })
}

/// The ballot of a printed slip.
pub fn slip() -> AnyView {
    load(
        || (use_params_map().read().get("number").unwrap_or_default(), Query::now().get("done"), page_fault()),
        |(number, done, fault)| async move {
            let found = api::slip(number.clone()).await?;
            Ok((found, number, done, fault))
        },
        |(found, number, done, fault): (BallotPage, String, String, Option<domain::Fault>)| {
            let over = found.taken || !done.is_empty();
            let form = (found.open && !over).then(|| {
                view! {
                    <form method="post" action=format!("/b/{number}") class="form">
                        {people(&found)}
                        <p class="actions">
                            <button type="submit" class="button primary">
                                {tr("提交评议", "Send it")}
                            </button>
                        </p>
                    </form>
                }
            });
            page(
                Vec::new(),
                format!("{} · {}", tr("群众评议", "What people say"), found.unit_name),
                "",
                ().into_any(),
                view! {
                    <p>{found.title.clone()}" · "{format!("{} {}", tr("截止", "until"), day_text(found.until))}</p>
                    <p class="muted">
                        {tr(
                            "不需要登录，不记录姓名和手机；每张票只能提交一次。",
                            "No sign-in; no name and no telephone is kept. Each slip counts once.",
                        )}
                    </p>
                    {fault
                        .map(|fault| {
                            view! {
                                <p class="note bad" role="alert">
                                    {words::fault(&fault)}
                                </p>
                            }
                        })}
                    {over
                        .then(|| {
                            view! {
                                <p class="note good" role="status">
                                    {tr("已收到，谢谢您的评议。", "Thank you: it is in the box.")}
                                </p>
                            }
                        })}
                    {(!over).then(|| closed(&found))}
                    {form}
                }
                .written(),
            )
        },
    )
}
