//! Who holds what, since when and by which paper; how people come and go; whose relatives they are.

use domain::appointment::port::Appointments;
use domain::appointment::{AppointmentDraft, Removal, open_start};
use domain::code::{AppointmentKind, Level, PersonState, Sex};
use domain::exchange::eligibility::RuleKey;
use domain::exchange::kind::ExchangeKind;
use domain::exchange::port::{Dues, Eligibility};
use domain::exchange::view::WhatIf;
use domain::organisation::Post;
use domain::organisation::port::{Posts, Units};
use domain::person::port::{People, SensitiveFields, Service};
use domain::person::{EndOfService, NewPerson, Person, PersonDetail, Sensitive, SensitiveDraft};
use domain::record::Relative;
use domain::retirement::OldAge;
use domain::time::Date;
use domain::{Fault, Reason, Rule};
use store::{MIGRATIONS, Script, Store, Target};
use tests::{appoint, day, now, org_hr, post, small, today};

async fn read(store: &Store, id: &str) -> PersonDetail {
    store.person(&org_hr(), &id.into()).await.unwrap()
}

fn listed(unit: &str, title: &str, seats: u32, leading: bool) -> Post {
    Post {
        id: Default::default(),
        unit: unit.into(),
        title: title.into(),
        level: Level::DivisionDeputy,
        seats,
        leading,
        held: 0,
    }
}

async fn post_id(store: &Store, unit: &str, title: &str) -> domain::PostId {
    let posts = store.unit(&org_hr(), &unit.into()).await.unwrap().posts;
    posts.into_iter().find(|post| post.title == title).unwrap().id
}

#[tokio::test]
async fn a_post_is_chosen_from_the_list_and_its_seats_are_counted() {
    let store = small("mem://", 3).await;
    store.add_post(&org_hr(), &listed("union", "副主席", 1, true), now()).await.unwrap();
    let vice = post_id(&store, "union", "副主席").await;
    // One holds it by name, another by title alone: both hold it.
    let chosen = |person: &str, from: &str| AppointmentDraft {
        post: vice.clone(),
        title: String::new(),
        level: None,
        ..post(person, "union", "", Level::Staff, from)
    };
    appoint(&store, chosen("p0", "2026-01-01")).await.unwrap();
    let detail = read(&store, "p0").await;
    assert_eq!((detail.person.title.as_str(), detail.person.level), ("union副主席", Level::DivisionDeputy));
    let full = appoint(&store, chosen("p1", "2026-02-01")).await;
    assert_eq!(full, Err(Fault::field("post", Rule::PostFull(1))));
    appoint(&store, post("p1", "union", "副主席", Level::DivisionDeputy, "2026-02-01")).await.unwrap();
    appoint(&store, post("p2", "union", "主席", Level::DivisionChief, "2026-02-01")).await.unwrap();
    let unit = store.unit(&org_hr(), &"union".into()).await.unwrap();
    assert_eq!((unit.posts[0].held, unit.posts[0].seats, unit.leading_held), (2, 1, 3));
    assert_eq!(unit.unlisted, [("主席".to_owned(), 1)]);
    // The rule of leading posts counts the same: four allowed, three held, and one more is the last.
    let question = WhatIf {
        unit: "union".into(),
        post: vice,
        kind: Some(ExchangeKind::Transfer),
        person: "g0".into(),
        ..WhatIf::default()
    };
    let judged = store.what_if(&org_hr(), &question, now()).await.unwrap();
    let finding = judged.people[0].findings.iter().find(|one| one.key == RuleKey::LeadingPosts).unwrap();
    assert_eq!(finding.facts[0].value, "1");
}

#[tokio::test]
async fn a_post_of_the_list_is_changed_and_removed_when_nobody_holds_it() {
    let store = small("mem://", 1).await;
    store.add_post(&org_hr(), &listed("union", "副主席", 1, true), now()).await.unwrap();
    appoint(&store, post("p0", "union", "副主席", Level::DivisionDeputy, "2026-01-01")).await.unwrap();
    let unit = || async { store.unit(&org_hr(), &"union".into()).await.unwrap() };
    let (version, held) = (unit().await.unit.version, unit().await.posts.remove(0));
    let change = |title: &str, seats| Post { title: title.into(), seats, ..held.clone() };
    let under = store.change_post(&org_hr(), &change("副主席", 0), version, now()).await;
    assert_eq!(under, Err(Fault::field("seats", Rule::Between(1, 1000))), "somebody holds it");
    let over = store.change_post(&org_hr(), &change("副主席", 5), version, now()).await;
    assert_eq!(over, Err(Fault::field("seats", Rule::Between(0, 4))), "four leading posts are allowed");
    store.change_post(&org_hr(), &change("第一副主席", 2), version, now()).await.unwrap();
    let stale = store.change_post(&org_hr(), &change("副主席", 2), version, now()).await;
    assert_eq!(stale, Err(Fault::Refused(Reason::Stale)));
    assert_eq!(unit().await.posts[0].held, 1, "who held it by its title holds it under the new one");
    let version = read(&store, "p0").await.person.version;
    let id = read(&store, "p0").await.appointments[0].id.clone();
    let removal = Removal { id, version, on: day("2026-11-20"), document: "免1号".into() };
    store.end_appointment(&org_hr(), &removal, now()).await.unwrap();
    store.change_post(&org_hr(), &change("第一副主席", 0), unit().await.unit.version, now()).await.unwrap();
    assert!(unit().await.posts.is_empty());
}

#[tokio::test]
async fn a_secondment_has_an_end_and_what_is_written_follows() {
    let store = small("mem://", 1).await;
    appoint(&store, post("p0", "union", "副主席", Level::DivisionDeputy, "2024-03-15")).await.unwrap();
    let away = AppointmentDraft {
        kind: AppointmentKind::Seconded,
        main: false,
        ..post("p0", "gov", "副局长", Level::DivisionDeputy, "2026-01-01")
    };
    assert_eq!(appoint(&store, away.clone()).await, Err(Fault::field("until", Rule::Required)));
    appoint(&store, AppointmentDraft { until: Some(day("2026-12-31")), ..away }).await.unwrap();
    let detail = read(&store, "p0").await;
    let lines: Vec<&str> = detail.person.resume.iter().map(|line| line.text.as_str()).collect();
    assert_eq!(lines, ["union全称副主席", "（其间：2026.01--2026.12  挂任gov全称副局长）"]);
    assert_eq!(detail.person.resume[0].from, "2024.03");
    assert_eq!(detail.person.unit.as_str(), "union", "the personnel relation stays");
    let dues = store.dues(&org_hr(), &Default::default(), now()).await.unwrap();
    assert!(dues.dues.rows.iter().any(|due| due.on == day("2026-12-31")), "its end falls due");
}

#[tokio::test]
async fn an_appointment_is_ended_corrected_and_taken_back_with_the_record() {
    let store = small("mem://", 1).await;
    appoint(&store, post("p0", "union", "部长", Level::SectionChief, "2021-01-01")).await.unwrap();
    appoint(&store, post("p0", "union", "副主席", Level::DivisionDeputy, "2026-01-15")).await.unwrap();
    let detail = read(&store, "p0").await;
    let held = detail.appointments[0].clone();
    assert_eq!(detail.person.level_since.unwrap().to_string(), "2026-01-15");
    // A wrong day and number are corrected; level, since when and résumé follow.
    let right = AppointmentDraft {
        version: detail.person.version,
        title: "主席".into(),
        level: Some(Level::DivisionChief),
        from: day("2026-02-01"),
        document: "云任〔2026〕9号".into(),
        ..post("p0", "union", "", Level::Staff, "2026-02-01")
    };
    let unsaid = store.correct_appointment(&org_hr(), &held.id, &right, " ", now()).await;
    assert_eq!(unsaid, Err(Fault::field("reason", Rule::Required)));
    store.correct_appointment(&org_hr(), &held.id, &right, "文号录错", now()).await.unwrap();
    let again = store.correct_appointment(&org_hr(), &held.id, &right, "文号录错", now()).await;
    assert_eq!(again, Err(Fault::Refused(Reason::Stale)), "somebody read an older record");
    let after = read(&store, "p0").await;
    let person = &after.person;
    assert_eq!((person.title.as_str(), person.level), ("union主席", Level::DivisionChief));
    assert_eq!(person.level_since.unwrap().to_string(), "2026-02-01");
    assert_eq!(
        person.resume.last().map(|line| (line.from.as_str(), line.text.as_str())),
        Some(("2026.02", "union全称主席"))
    );
    // It ends by a paper, and nothing is held any more.
    let removal =
        |version, document: &str| Removal { id: held.id.clone(), version, on: today(), document: document.into() };
    let unpapered = store.end_appointment(&org_hr(), &removal(person.version, ""), now()).await;
    assert_eq!(unpapered, Err(Fault::field("document", Rule::Required)));
    store.end_appointment(&org_hr(), &removal(person.version, "云免〔2026〕1号"), now()).await.unwrap();
    let ended = read(&store, "p0").await;
    assert_eq!(ended.person.title, "");
    assert_eq!(
        (ended.appointments[0].until, ended.appointments[0].end_document.as_str()),
        (today(), "云免〔2026〕1号")
    );
    assert_eq!(ended.person.resume.last().unwrap().until, "2026.11");
    // What never was is taken back, and what it had ended goes on.
    store.withdraw_appointment(&org_hr(), &held.id, ended.person.version, "没有这次任职", now()).await.unwrap();
    let back = read(&store, "p0").await;
    assert_eq!(back.appointments.len(), 1);
    assert_eq!((back.person.title.as_str(), back.person.level), ("union部长", Level::SectionChief));
}

fn new_person() -> NewPerson {
    NewPerson {
        name: "傅 一鸣".into(),
        sex: Sex::Female,
        birth: Date::parse("2000-01").unwrap(),
        id_number: String::new(),
        ethnic: String::new(),
        politics: None,
        work_since: None,
        unit: "union".into(),
        title: "union科员".into(),
        level: None,
        level_since: None,
        another: false,
    }
}

#[tokio::test]
async fn somebody_is_entered_by_hand_and_nothing_is_assumed() {
    let store = small("mem://", 1).await;
    let id = store.add_person(&org_hr(), &new_person(), now()).await.unwrap();
    let detail = read(&store, id.as_str()).await;
    let person = &detail.person;
    assert_eq!((person.name.as_str(), person.path.as_str(), person.level), ("傅一鸣", "/p/union/", Level::Unknown));
    assert_eq!((person.birth.to_string().as_str(), person.work_since, person.politics), ("2000-01", None, None));
    assert_eq!(person.ethnic, "");
    // 现任职务 makes an appointment, since nobody knows when.
    assert_eq!(detail.appointments[0].title, "科员");
    assert_eq!(detail.appointments[0].from, open_start());
    let twin = store.add_person(&org_hr(), &new_person(), now()).await;
    assert_eq!(twin, Err(Fault::field("another", Rule::Twin)));
    assert!(store.add_person(&org_hr(), &NewPerson { another: true, ..new_person() }, now()).await.is_ok());
    // One validator: the number against birth and sex, as a file and the form have it.
    let wrong = NewPerson { id_number: "11010519491231002X".into(), another: true, ..new_person() };
    assert_eq!(store.add_person(&org_hr(), &wrong, now()).await, Err(Fault::field("id_number", Rule::Differs)));
    let nowhere = NewPerson { unit: Default::default(), ..new_person() };
    assert_eq!(store.add_person(&org_hr(), &nowhere, now()).await, Err(Fault::field("unit", Rule::Required)));
    let elsewhere = tests::viewer("hr", "", &[(domain::code::Role::UnitHr, "/p/gov/")]);
    assert_eq!(
        store.add_person(&elsewhere, &NewPerson { another: true, ..new_person() }, now()).await,
        Err(Fault::Forbidden)
    );
}

#[tokio::test]
async fn service_ends_by_a_paper_and_the_end_is_taken_back() {
    let store = small("mem://", 2).await;
    appoint(&store, post("p0", "union", "副主席", Level::DivisionDeputy, "2024-03-15")).await.unwrap();
    let person = read(&store, "p0").await.person;
    let end = |state, on: &str, document: &str| EndOfService {
        person: "p0".into(),
        version: person.version,
        state,
        on: day(on),
        document: document.into(),
    };
    let later = store.end_service(&org_hr(), &end(PersonState::Retired, "2026-12-01", "退1号"), now()).await;
    assert_eq!(later, Err(Fault::field("on", Rule::NotLater)));
    let unpapered = store.end_service(&org_hr(), &end(PersonState::Dead, "2026-11-20", ""), now()).await;
    assert_eq!(unpapered, Err(Fault::field("document", Rule::Required)));
    store.end_service(&org_hr(), &end(PersonState::Resigned, "2026-11-20", "辞1号"), now()).await.unwrap();
    let ended = read(&store, "p0").await;
    assert_eq!((ended.person.state, ended.appointments[0].until), (PersonState::Resigned, day("2026-11-20")));
    assert_eq!(ended.person.resume.last().unwrap().until, "2026.11");
    assert_eq!(store.unit(&org_hr(), &"union".into()).await.unwrap().people_here, 1);
    let reason = "登记有误";
    store.return_to_service(&org_hr(), &"p0".into(), ended.person.version, reason, now()).await.unwrap();
    let back = read(&store, "p0").await;
    assert_eq!((back.person.state, back.person.ended.clone()), (PersonState::Active, None));
    assert_eq!(back.appointments[0].until, domain::appointment::open_end());
    assert_eq!(back.person.resume.last().unwrap().until, "");
}

#[tokio::test]
async fn relatives_are_proposed_by_name_birth_and_unit_and_linked_by_a_person() {
    let store = small("mem://", 2).await;
    store.unmask(&org_hr(), &"p0".into(), "任职回避核查", now()).await.unwrap();
    let relative = |name: &str, birth: &str, work: &str, person: &str| Relative {
        relation: "姐姐".into(),
        name: name.into(),
        birth: birth.into(),
        politics: String::new(),
        work: work.into(),
        person: person.into(),
    };
    let save = |family: Vec<Relative>| {
        let store = store.clone();
        async move {
            let version = read(&store, "p0").await.person.version;
            let sensitive = Sensitive { family, ..Sensitive::default() };
            store.save_sensitive(&org_hr(), SensitiveDraft { id: "p0".into(), version, sensitive }, now()).await
        }
    };
    let written = [
        relative("李0", "198503", "gov主要负责人", ""),
        relative("李1", "199901", "", ""),
        relative("王五", "", "某局科长", ""),
    ];
    save(written.to_vec()).await.unwrap();
    let detail = store.sensitive(&org_hr(), &"p0".into(), now()).await.unwrap();
    let proposed: Vec<Vec<(&str, Option<bool>, bool)>> = detail
        .proposals
        .iter()
        .map(|all| all.iter().map(|one| (one.person.as_str(), one.birth, one.work)).collect())
        .collect();
    assert_eq!(proposed, [vec![("g0", Some(true), true)], vec![], vec![]], "another birth is another person");
    assert!(written[2].in_office() && !relative("", "", "已退休，原某局科长", "").in_office());
    // A link is to somebody of that name, never to oneself or to nobody.
    let wrong = save(vec![relative("李0", "198503", "", "g1")]).await;
    assert_eq!(wrong, Err(Fault::field("family-0-person", Rule::Unknown)));
    save(vec![relative("李0", "198503", "gov主要负责人", "g0")]).await.unwrap();
    // What is confirmed is what the engine of kinship reads.
    appoint(&store, post("g0", "gov", "局长", Level::DivisionChief, "2020-01-01")).await.unwrap();
    store.add_post(&org_hr(), &listed("gov", "科长", 1, false), now()).await.unwrap();
    let post = post_id(&store, "gov", "科长").await;
    let question = WhatIf {
        unit: "gov".into(),
        post,
        kind: Some(ExchangeKind::Transfer),
        person: "p0".into(),
        ..WhatIf::default()
    };
    let judged = store.what_if(&org_hr(), &question, now()).await.unwrap();
    let kin = judged.people[0].findings.iter().find(|one| one.key == RuleKey::KinAvoidance).unwrap();
    assert_eq!(kin.path.first().map(|link| link.relation.as_str()), Some("姐姐"));
}

#[tokio::test]
async fn a_retirement_age_is_recorded_for_women_and_read_by_the_due_list() {
    let store = small("mem://", 2).await;
    let save = |edit: fn(Person) -> Person| {
        let store = store.clone();
        async move {
            let person = edit(read(&store, "p0").await.person);
            store.save_person(&org_hr(), &super::completion::draft_of(&person), now()).await
        }
    };
    let due = || async {
        store
            .dues(&org_hr(), &Default::default(), now())
            .await
            .unwrap()
            .dues
            .rows
            .into_iter()
            .filter(|due| due.person.as_str() == "p0")
            .map(|due| due.on)
            .collect::<Vec<_>>()
    };
    // Born 1972-03, a woman of 乡科级: 55 and seven months are 2027-10, a year away.
    let born = |person: Person| Person { birth: Date::parse("1972-03").unwrap(), ..person };
    save(born).await.unwrap();
    assert_eq!(due().await, Vec::<domain::Day>::new());
    save(|person| Person { old_age: Some(OldAge::Fifty), ..person }).await.unwrap();
    assert_eq!(due().await, [day("2022-03-01")], "the post is one of fifty");
    let man = save(|person| Person { sex: Sex::Male, ..person }).await;
    assert_eq!(man, Err(Fault::field("old_age", Rule::Wrong)));
}

#[tokio::test]
async fn whoever_held_a_post_by_their_form_alone_holds_it_by_an_appointment() {
    tests::log();
    let store = Store::open(&Target::embedded("mem://")).await.unwrap();
    let before = MIGRATIONS.iter().position(|(name, _)| name.ends_with("_service")).unwrap();
    store.migrate_with(&MIGRATIONS[..before], false, now()).await.unwrap();
    let old = "
        CREATE unit:u CONTENT { name: '某市总工会', short: '市总工会', kind: 'union', family: 'mass', level: '03', parent: '',
            path: '/u/', headcount: 1, leading_posts: 1, members: [], rank: 0, active: true, version: 0, search: 's' };
        FOR $n IN ['a', 'b'] {
            CREATE type::record('person', $n) CONTENT { name: $n, sex: '2', birth: '1980-01-01', ethnic: '汉族', politics: '01',
                form: $form, title: IF $n = 'a' { '市总工会副主席' } ELSE { '' }, level: '1A32', level_since: '2020-01-01',
                unit: 'u', path: '/u/', state: 'active', has_photo: false, version: 0, search: $n };
        };";
    let form = serde_json::json!({
        "native_place": "", "birth_place": "", "upbringing_place": "", "party_joined": "", "work_since": "2001-07",
        "technical_title": "", "specialty": "", "education": [], "resume": [], "honours": "", "assessments": "",
    });
    store.raw(Script::new(old).bind("form", form.to_string())).await.unwrap();
    store.migrate(false, now()).await.unwrap();
    let viewer = tests::viewer("org", "", &[(domain::code::Role::OrgHr, "/u/")]);
    let held = store.person(&viewer, &"a".into()).await.unwrap();
    assert_eq!((held.appointments[0].title.as_str(), held.appointments[0].since()), ("副主席", None));
    assert_eq!(held.person.old_age, None);
    assert!(store.person(&viewer, &"b".into()).await.unwrap().appointments.is_empty());
}
