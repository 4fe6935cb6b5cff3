//! How people are related is read of those asked about and of whose records are linked with theirs, as it is now.

use domain::PostId;
use domain::code::Level;
use domain::exchange::eligibility::RuleKey;
use domain::exchange::port::Eligibility;
use domain::exchange::view::{Screening, WhatIf};
use domain::record::Relative;
use store::{Script, Store};
use tests::{now, org_hr, small};

use super::exchange::{family, posts};

/// Somebody with a record of their own.
fn relative(relation: &str, id: &str, name: &str) -> Relative {
    Relative { relation: relation.into(), name: name.into(), person: id.into(), ..Default::default() }
}

/// What the rules say for a post of the government body.
async fn asked(store: &Store, post: &PostId, question: WhatIf) -> Screening {
    let question = WhatIf { unit: "gov".into(), post: post.clone(), ..question };
    store.what_if(&org_hr(), &question, now()).await.unwrap()
}

/// The way to a relative whom avoidance asks about where somebody goes there; empty where it asks about nobody.
async fn way(store: &Store, post: &PostId, person: &str) -> String {
    let answer = asked(store, post, WhatIf { person: person.into(), ..Default::default() }).await;
    let avoided = answer.people[0].findings.iter().find(|one| one.key == RuleKey::KinAvoidance).unwrap();
    let links: Vec<String> = avoided.path.iter().map(|link| format!("{} {}", link.relation, link.name)).collect();
    links.join(", ")
}

#[tokio::test]
async fn families_that_were_entered_changed_or_taken_back_are_seen_at_once() {
    let store = small("mem://", 4).await;
    let post = posts(&store, "gov", &[("综合科科长", false)]).await.remove(0);
    let see = async |after: &str, ways: &[(&str, &str)]| {
        for (person, expected) in ways {
            assert_eq!(way(&store, &post, person).await, *expected, "{person} after {after}");
        }
        assert_eq!(store.recount_kin().await.unwrap(), Vec::<String>::new(), "after {after}");
    };
    let raw = async |sql: &str| drop(store.raw(Script::new(sql)).await.unwrap());
    see("nothing", &[("p0", ""), ("p1", "")]).await;
    family(&store, "p0", vec![relative("妻子", "g0", "李0")]).await;
    see("a wife", &[("p0", "妻子 李0"), ("p1", "")]).await;
    family(&store, "p1", vec![relative("姐姐", "p0", "张0")]).await;
    see("a sister", &[("p1", "姐姐 张0, 妻子 李0"), ("p2", "")]).await;
    family(&store, "g0", vec![relative("弟弟", "p2", "张2")]).await;
    see("another record that names them", &[("p2", "←弟弟 李0"), ("p0", "妻子 李0")]).await;
    raw("UPDATE person:p0 SET name = '赵敏', search = '赵敏 zhaomin zm'").await;
    see("a sister was renamed", &[("p1", "姐姐 赵敏, 妻子 李0")]).await;
    raw("UPDATE person:g0 SET unit = 'union', path = '/p/union/'").await;
    see("the wife moved", &[("p0", ""), ("p1", ""), ("p2", "")]).await;
    raw("UPDATE person:g0 SET unit = 'gov', path = '/p/gov/'").await;
    see("she moved back", &[("p0", "妻子 李0"), ("p1", "姐姐 赵敏, 妻子 李0"), ("p2", "←弟弟 李0")]).await;
    family(&store, "p0", Vec::new()).await;
    see("the wife was taken off", &[("p0", ""), ("p1", ""), ("p2", "←弟弟 李0")]).await;
    family(&store, "p0", vec![relative("母亲", "g1", "李1")]).await;
    see("a mother", &[("p0", "母亲 李1"), ("p1", "姐姐 赵敏, 母亲 李1")]).await;
    raw("DELETE person_private:g0").await;
    see("the other record went", &[("p2", ""), ("p0", "母亲 李1")]).await;
    raw("DELETE person:g1").await;
    see("the mother went for good", &[("p0", ""), ("p1", "")]).await;
}

/// Who is related through more records than are opened at first is found too.
#[tokio::test]
async fn a_long_line_is_followed_to_its_end() {
    let store = small("mem://", 8).await;
    let post = posts(&store, "gov", &[("综合科科长", false)]).await.remove(0);
    // A brother's brother is a brother, however often that is said.
    for n in 0..7 {
        family(&store, &format!("p{n}"), vec![relative("哥哥", &format!("p{}", n + 1), &format!("张{}", n + 1))]).await;
    }
    family(&store, "p7", vec![relative("妻子", "g0", "李0")]).await;
    let found = way(&store, &post, "p0").await;
    assert!(found.starts_with("哥哥 张1, 哥哥 张2") && found.ends_with("哥哥 张7, 妻子 李0"), "{found}");
    assert!(way(&store, &post, "p7").await.starts_with("妻子 李0"));
}

#[tokio::test]
async fn many_at_once_are_judged_as_each_alone() {
    let store = small("mem://", 40).await;
    let post = posts(&store, "gov", &[("综合科科长", false)]).await.remove(0);
    for n in 0..20 {
        family(&store, &format!("p{n}"), vec![relative("妻子", &format!("g{n}"), &format!("李{n}"))]).await;
    }
    for id in ["p0", "p9", "p39"] {
        tests::appoint(&store, tests::post(id, "union", "主任", Level::SectionChief, "2021-03-01")).await.unwrap();
    }
    let all = asked(&store, &post, WhatIf { from: "union".into(), ..Default::default() }).await;
    assert_eq!((all.people.len(), all.left), (40, 0));
    let mut related = 0;
    for one in &all.people {
        let person = one.candidate.person.clone();
        let alone = asked(&store, &post, WhatIf { person: person.clone(), ..Default::default() }).await;
        assert_eq!(one.findings, alone.people[0].findings, "{person}");
        related += usize::from(one.findings.iter().any(|found| !found.path.is_empty()));
    }
    assert_eq!(related, 20);
}
