//! Appraisal: years, people, sheets, schemes, deeds, rules. Ballots themselves go by plain requests
//! outside of any session.

use std::collections::BTreeMap;

use domain::appraisal::{
    AppraisalDetail, Appraisals, BallotPage, Deed, MemberDetail, Members, SchemeDetail, Schemes, SettingsView,
    SheetDetail,
};
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

#[cfg(feature = "ssr")]
use super::read::{Form, Reader, by_id, keyed, known, version_of};
use super::{ApiError, Fields};
#[cfg(feature = "ssr")]
use crate::context::{Services, answer, ask};

/// Fields that there is one of for each line.
type Lines = BTreeMap<String, String>;

/// Appraisals, the viewer's own results and ballots.
#[server(name = GetAppraisals, prefix = "/api", endpoint = "appraisal", input = GetUrl)]
pub async fn appraisals() -> Result<Appraisals, ApiError> {
    let (services, viewer, now) = ask()?;
    answer(services.appraisal.appraisals(&viewer, now).await)
}

/// An appraisal's page.
#[server(name = GetAppraisal, prefix = "/api", endpoint = "appraisal/one", input = GetUrl)]
pub async fn appraisal(id: String) -> Result<AppraisalDetail, ApiError> {
    let (services, viewer, now) = ask()?;
    answer(services.appraisal.appraisal(&viewer, &known(id)?, now).await)
}

/// Sets one up.
#[server(prefix = "/api", endpoint = "appraisal/set-up")]
pub async fn set_up_appraisal(
    year: String,
    title: String,
    unit: String,
    #[server(default)] scheme: String,
    pool_by: String,
) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    let mut read = Reader::default();
    let draft = domain::appraisal::Draft {
        year: i32::try_from(read.number("year", &year)).unwrap_or(0),
        title,
        unit: unit.into(),
        scheme: scheme.into(),
        pool_by: read.code("pool_by", &pool_by),
    };
    read.done()?;
    let id = answer(services.appraisal.set_up_appraisal(&viewer, &draft, now).await)?;
    leptos_axum::redirect(&format!("/appraisal/years/{id}"));
    Ok(())
}

/// Moves one on: `act` is the kind of act's code, the rest its fields.
#[server(prefix = "/api", endpoint = "appraisal/act")]
pub async fn act_appraisal(
    id: String,
    version: String,
    act: String,
    #[server(flatten)] fields: Fields,
) -> Result<(), ApiError> {
    use domain::appraisal::{StepAct as A, StepActKind as K};
    let (services, viewer, now) = ask()?;
    let mut form = Form::of(fields);
    let act = match Form::kind::<K>("act", &act)? {
        K::Reports => A::Reports { until: form.day("until") },
        K::Vote => A::Vote { from: form.day("from"), until: form.day("until") },
        K::Count => A::Count,
        K::Score => A::Score,
        K::Pool => A::Pool { key: form.text("key"), share: form.number("share"), document: form.text("document") },
        K::Accept => A::Accept { outcome: form.code("outcome"), reason: form.text("reason") },
        K::Drop => A::Drop { reason: form.text("reason") },
        K::Adopt => A::Adopt { on: form.day("on"), document: form.text("document"), minutes: form.text("minutes") },
        K::Tell => A::Tell,
        K::Close => A::Close,
    };
    form.done()?;
    let version = version_of(&version)?;
    let gone = matches!(act, A::Drop { .. });
    answer(services.appraisal.act_appraisal(&viewer, &known(id.clone())?, version, &act, now).await)?;
    leptos_axum::redirect(&if gone { "/appraisal".to_owned() } else { format!("/appraisal/years/{id}") });
    Ok(())
}

/// People of an appraisal.
#[server(name = GetAppraisalMembers, prefix = "/api", endpoint = "appraisal/members", input = GetUrl)]
pub async fn members(
    id: String,
    #[server(default)] filter: String,
    #[server(default)] text: String,
    #[server(default)] page: u32,
) -> Result<Members, ApiError> {
    use domain::appraisal::MemberFilter;
    use domain::code::Code;
    let (services, viewer, _) = ask()?;
    let window = domain::page::Window { page, ..Default::default() };
    let filter = MemberFilter::find(&filter).unwrap_or(MemberFilter::All);
    answer(services.appraisal.appraisal_members(&viewer, &known(id)?, filter, &text, &window).await)
}

/// One person's page.
#[server(name = GetAppraisalMember, prefix = "/api", endpoint = "appraisal/members/one", input = GetUrl)]
pub async fn member(id: String) -> Result<MemberDetail, ApiError> {
    let (services, viewer, now) = ask()?;
    answer(services.appraisal.appraisal_member(&viewer, &known(id)?, now).await)
}

/// Does something with one person: `act` is the kind of act's code, the rest its fields.
#[server(prefix = "/api", endpoint = "appraisal/members/act")]
pub async fn act_member(
    id: String,
    version: String,
    act: String,
    #[server(flatten)] fields: Fields,
) -> Result<(), ApiError> {
    use domain::appraisal::{Act as A, ActKind as K, Ruling};
    let (services, viewer, now) = ask()?;
    let mut form = Form::of(fields);
    let ruling = |form: &mut Form| Ruling {
        document: form.text("document"),
        minutes: form.text("minutes"),
        body: form.text("body"),
    };
    let act = match Form::kind::<K>("act", &act)? {
        K::Report => A::Report { text: form.text("report") },
        K::Correct => A::Correct {
            standing: form.code("standing"),
            absent_days: form.number("absent_days"),
            reason: form.text("reason"),
        },
        K::Propose => A::Propose { outcome: form.code("outcome"), reason: form.text("reason") },
        K::Acknowledge => A::Acknowledge { opinion: form.text("opinion") },
        K::AskReview => A::AskReview { grounds: form.text("grounds") },
        K::AnswerReview => {
            A::AnswerReview { outcome: form.code("outcome"), reason: form.text("reason"), ruling: ruling(&mut form) }
        }
        K::Appeal => A::Appeal { grounds: form.text("grounds") },
        K::PutOff => A::PutOff { reason: form.text("reason") },
        K::AnswerAppeal => {
            A::AnswerAppeal { outcome: form.code("outcome"), reason: form.text("reason"), ruling: ruling(&mut form) }
        }
    };
    form.done()?;
    let version = version_of(&version)?;
    answer(services.appraisal.act_member(&viewer, &known(id.clone())?, version, &act, now).await)?;
    leptos_axum::redirect(&format!("/appraisal/members/{id}"));
    Ok(())
}

/// Takes a third party's data set in.
#[server(prefix = "/api", endpoint = "appraisal/third-party")]
#[allow(clippy::too_many_arguments)]
pub async fn add_third_party(
    id: String,
    agency: String,
    sample: String,
    scale: String,
    how: String,
    document: String,
    on: String,
    lines: String,
    #[server(default)] replaces: String,
) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    let mut read = Reader::default();
    let draft = domain::appraisal::ThirdPartyDraft {
        agency,
        sample: read.number("sample", &sample),
        scale: read.number("scale", &scale),
        method: how,
        report: document,
        on: read.day("on", &on),
        text: lines,
        replaces: !replaces.is_empty(),
    };
    read.done()?;
    answer(services.appraisal.add_third_party(&viewer, &known(id.clone())?, &draft, now).await)?;
    leptos_axum::redirect(&format!("/appraisal/years/{id}"));
    Ok(())
}

/// A sheet's page.
#[server(name = GetSheet, prefix = "/api", endpoint = "appraisal/sheets/one", input = GetUrl)]
pub async fn sheet(id: String) -> Result<SheetDetail, ApiError> {
    let (services, viewer, now) = ask()?;
    answer(services.appraisal.sheet(&viewer, &known(id)?, now).await)
}

/// Puts somebody on a roll, or takes them off.
#[server(prefix = "/api", endpoint = "appraisal/voters/set")]
pub async fn set_voter(id: String, person: String, #[server(default)] group: String) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    // A name is looked up; what is no id of anybody finds nobody.
    let person = person.trim().into();
    answer(services.appraisal.set_voter(&viewer, &known(id.clone())?, &person, &group, now).await)?;
    leptos_axum::redirect(&format!("/appraisal/sheets/{id}"));
    Ok(())
}

/// Says how many were given paper ballots.
#[server(prefix = "/api", endpoint = "appraisal/paper/roll")]
pub async fn save_paper(
    id: String,
    group: String,
    #[server(default)] paper_expected: String,
    #[server(default)] paper_present: String,
    #[server(default)] paper_issued: String,
) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    let mut read = Reader::default();
    let roll = domain::appraisal::GroupRoll {
        group,
        paper_expected: read.number_or("paper_expected", &paper_expected, 0),
        paper_present: read.number_or("paper_present", &paper_present, 0),
        paper_issued: read.number_or("paper_issued", &paper_issued, 0),
    };
    read.done()?;
    answer(services.appraisal.save_paper(&viewer, &known(id.clone())?, &roll, now).await)?;
    leptos_axum::redirect(&format!("/appraisal/sheets/{id}"));
    Ok(())
}

/// Takes typed paper ballots in.
#[server(prefix = "/api", endpoint = "appraisal/paper/type")]
pub async fn type_paper(id: String, group: String, ballots: String) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    answer(services.appraisal.type_paper(&viewer, &known(id.clone())?, &group, &ballots, now).await)?;
    leptos_axum::redirect(&format!("/appraisal/sheets/{id}"));
    Ok(())
}

/// Throws away what was typed once.
#[server(prefix = "/api", endpoint = "appraisal/paper/drop")]
pub async fn drop_paper(id: String, group: String) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    answer(services.appraisal.drop_paper(&viewer, &known(id.clone())?, &group, now).await)?;
    leptos_axum::redirect(&format!("/appraisal/sheets/{id}"));
    Ok(())
}

/// Gives slips out or makes them void.
#[server(prefix = "/api", endpoint = "appraisal/slips/act")]
pub async fn act_slips(
    id: String,
    act: String,
    #[server(default)] batch: String,
    #[server(default)] number: String,
) -> Result<(), ApiError> {
    use domain::appraisal::{SlipAct, SlipActKind};
    let (services, viewer, now) = ask()?;
    let mut read = Reader::default();
    let kind: SlipActKind = read.code("act", &act);
    read.done()?;
    let act = match kind {
        SlipActKind::Release => SlipAct::Release { batch },
        SlipActKind::Void => SlipAct::Void { batch },
        SlipActKind::VoidOne => SlipAct::VoidOne { number },
    };
    answer(services.appraisal.act_slips(&viewer, &known(id.clone())?, &act, now).await)?;
    leptos_axum::redirect(&format!("/appraisal/sheets/{id}"));
    Ok(())
}

/// The viewer's ballot.
#[server(name = GetBallot, prefix = "/api", endpoint = "appraisal/ballots/one", input = GetUrl)]
pub async fn ballot(id: String) -> Result<BallotPage, ApiError> {
    let (services, viewer, now) = ask()?;
    answer(services.appraisal.ballot(&viewer, &known(id)?, now).await)
}

/// The ballot of a printed slip: nobody is signed in.
#[server(name = GetSlip, prefix = "/api", endpoint = "appraisal/slips/one", input = GetUrl)]
pub async fn slip(number: String) -> Result<BallotPage, ApiError> {
    let services = use_context::<Services>().ok_or(ApiError(domain::Fault::Internal))?;
    let now = use_context::<crate::context::Asker>().ok_or(ApiError(domain::Fault::Internal))?.now;
    answer(services.appraisal.slip(&number, now).await)
}

/// Schemes.
#[server(name = GetSchemes, prefix = "/api", endpoint = "appraisal/schemes", input = GetUrl)]
pub async fn schemes() -> Result<Schemes, ApiError> {
    let (services, viewer, _) = ask()?;
    answer(services.appraisal.schemes(&viewer).await)
}

/// A scheme, tried on a past year where one is named.
#[server(name = GetScheme, prefix = "/api", endpoint = "appraisal/schemes/one", input = GetUrl)]
pub async fn scheme(id: String, #[server(default)] on: String) -> Result<SchemeDetail, ApiError> {
    let (services, viewer, _) = ask()?;
    answer(services.appraisal.scheme(&viewer, &known(id)?, &on.into()).await)
}

/// Saves a draft. Lines without a name are left out.
#[server(prefix = "/api", endpoint = "appraisal/schemes/save")]
#[allow(clippy::too_many_arguments)]
pub async fn save_scheme(
    #[server(default)] id: String,
    #[server(default)] version: String,
    name: String,
    #[server(default)] family: String,
    from: String,
    basis: String,
    #[server(default)] dimensions: Lines,
    #[server(default)] names: Lines,
    #[server(default)] weights: Lines,
    #[server(default)] sources: Lines,
    #[server(default)] fulls: Lines,
    #[server(default)] evidences: Lines,
    #[server(default)] absents: Lines,
    #[server(default)] codes: Lines,
    #[server(default)] titles: Lines,
    #[server(default)] kinds: Lines,
    #[server(default)] shares: Lines,
) -> Result<(), ApiError> {
    use domain::appraisal::{Indicator, Scheme, VoterGroup};
    use domain::text::whole;
    let (services, viewer, now) = ask()?;
    let mut read = Reader::default();
    let of =
        |lines: &Lines, key: &str| lines.get(&format!("k{key}")).map(|text| text.trim().to_owned()).unwrap_or_default();
    let mut keys: Vec<(u32, String)> = by_id(names.clone())
        .filter(|(_, text)| !text.trim().is_empty())
        .map(|(key, _)| (whole(&key).unwrap_or(u32::MAX), key))
        .collect();
    keys.sort();
    let mut indicators = Vec::new();
    for (_, key) in &keys {
        indicators.push(Indicator {
            dimension: read.code(&keyed("dimensions", key), &of(&dimensions, key)),
            name: of(&names, key),
            weight: read.number(&keyed("weights", key), &of(&weights, key)),
            source: read.code(&keyed("sources", key), &of(&sources, key)),
            full: read.number_or(&keyed("fulls", key), &of(&fulls, key), 0),
            evidence: of(&evidences, key),
            absent: Some(of(&absents, key))
                .filter(|text| !text.is_empty())
                .map(|text| read.code(&keyed("absents", key), &text)),
        });
    }
    let mut keys: Vec<(u32, String)> = by_id(titles.clone())
        .filter(|(_, text)| !text.trim().is_empty())
        .map(|(key, _)| (whole(&key).unwrap_or(u32::MAX), key))
        .collect();
    keys.sort();
    let mut groups = Vec::new();
    for (_, key) in &keys {
        groups.push(VoterGroup {
            code: of(&codes, key),
            name: of(&titles, key),
            kind: read.code(&keyed("kinds", key), &of(&kinds, key)),
            weight: read.number(&keyed("shares", key), &of(&shares, key)),
        });
    }
    let scheme = Scheme {
        id: id.into(),
        name,
        family: read.code_or_none("family", &family),
        from: read.day("from", &from),
        basis,
        indicators,
        groups,
        adopted: None,
        document: String::new(),
        version: read.version(&version),
    };
    read.done()?;
    let id = answer(services.appraisal.save_scheme(&viewer, &scheme, now).await)?;
    leptos_axum::redirect(&format!("/appraisal/schemes/{id}"));
    Ok(())
}

/// Adopts a draft.
#[server(prefix = "/api", endpoint = "appraisal/schemes/adopt")]
pub async fn adopt_scheme(id: String, version: String, document: String) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    let version = version_of(&version)?;
    answer(services.appraisal.adopt_scheme(&viewer, &known(id.clone())?, version, &document, now).await)?;
    leptos_axum::redirect(&format!("/appraisal/schemes/{id}"));
    Ok(())
}

/// Deeds.
#[server(name = GetDeeds, prefix = "/api", endpoint = "appraisal/deeds", input = GetUrl)]
pub async fn deeds() -> Result<Vec<Deed>, ApiError> {
    let (services, viewer, now) = ask()?;
    answer(services.appraisal.deeds(&viewer, now).await)
}

/// Enters a deed of one's own.
#[server(prefix = "/api", endpoint = "appraisal/deeds/save")]
pub async fn save_deed(kind: String, on: String, title: String, evidence: String) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    let mut read = Reader::default();
    let deed = Deed {
        id: Default::default(),
        person: viewer.person.clone(),
        name: String::new(),
        path: String::new(),
        kind: read.code("kind", &kind),
        on: read.day("on", &on),
        title,
        evidence,
        state: domain::appraisal::DeedState::Open,
        answer: String::new(),
        version: 0,
    };
    read.done()?;
    answer(services.appraisal.save_deed(&viewer, &deed, now).await)?;
    leptos_axum::redirect("/appraisal/deeds");
    Ok(())
}

/// Confirms a deed or not.
#[server(prefix = "/api", endpoint = "appraisal/deeds/confirm")]
pub async fn confirm_deed(id: String, decision: String, #[server(default)] why: String) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    answer(services.appraisal.confirm_deed(&viewer, &known(id)?, decision == "yes", &why, now).await)?;
    leptos_axum::redirect("/appraisal/deeds");
    Ok(())
}

/// The numbers of appraisals.
#[server(name = GetAppraisalSettings, prefix = "/api", endpoint = "appraisal/settings", input = GetUrl)]
pub async fn appraisal_settings() -> Result<SettingsView, ApiError> {
    let (services, viewer, _) = ask()?;
    answer(services.appraisal.appraisal_settings(&viewer).await)
}

/// Adds a version of them. Numbers are named as in [`domain::appraisal::AppraisalRules`].
#[server(prefix = "/api", endpoint = "appraisal/settings/save")]
pub async fn save_appraisal_settings(
    from: String,
    basis: String,
    #[server(default)] numbers: Lines,
    #[server(default)] months: Lines,
    #[server(default)] bases: Lines,
) -> Result<(), ApiError> {
    use domain::appraisal::AppraisalRules;
    let (services, viewer, now) = ask()?;
    let mut read = Reader::default();
    let from = read.day("from", &from);
    let held = answer(services.appraisal.appraisal_settings(&viewer).await)?.versions;
    // The table of consequences is that of the version before, with other lengths and bases.
    let base = AppraisalRules::in_force(&held, from.max(now.day()));
    let consequences = base
        .consequences
        .into_iter()
        .enumerate()
        .map(|(n, one)| {
            let key = format!("k{n}");
            let months = months.get(&key).map_or(one.months, |text| read.number(&format!("months[{key}]"), text));
            let basis = bases.get(&key).map_or(one.basis, |text| text.trim().to_owned());
            domain::appraisal::ConsequenceRule { months, basis, ..one }
        })
        .collect();
    let mut of = |name: &str| read.number(name, numbers.get(name).map(String::as_str).unwrap_or_default());
    let next = AppraisalRules {
        from,
        basis,
        consequences,
        points: [of("points0"), of("points1"), of("points2"), of("points3")],
        bounds: [of("bounds0"), of("bounds1"), of("bounds2")],
        covered: of("covered"),
        cap: of("cap"),
        cap_approved: of("cap_approved"),
        absence_days: of("absence_days"),
        smallest: of("smallest"),
        look_into: of("look_into"),
        review: of("review"),
        review_answer: of("review_answer"),
        appeal: of("appeal"),
        appeal_answer: of("appeal_answer"),
        appeal_more: of("appeal_more"),
    };
    read.done()?;
    answer(services.appraisal.save_appraisal_settings(&viewer, &next, now).await)?;
    leptos_axum::redirect("/appraisal/settings");
    Ok(())
}
