//! Years of an appraisal that are set up at once.

use std::collections::BTreeSet;

use domain::appraisal::port::{Schemes, Years};
use domain::appraisal::{Draft, PoolBy, Scheme};
use futures::future::join_all;
use tests::{now, org_hr, small};

use super::once::{count, six};

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn six_equal_requests_at_once_set_up_one_year() {
    let store = small("mem://", 5).await;
    let scheme = Scheme::first(now().day());
    let scheme = store.save_scheme(&org_hr(), &scheme, now()).await.unwrap();
    store.adopt_scheme(&org_hr(), &scheme, 1, "组通〔2026〕9号", now()).await.unwrap();
    let title = "2026年度考核".to_owned();
    let draft = Draft { year: 2026, title, unit: "p".into(), scheme, pool_by: PoolBy::Unit };
    six(&store, |store| {
        let draft = draft.clone();
        async move { store.set_up_appraisal(&org_hr(), &draft, now()).await.map(|id| id.0) }
    })
    .await;
    assert_eq!((count(&store, "appraisal").await, count(&store, "appraisal_member").await), (1, 10));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_years_at_once_never_have_somebody_in_common() {
    let store = small("mem://", 5).await;
    let scheme = store.save_scheme(&org_hr(), &Scheme::first(now().day()), now()).await.unwrap();
    store.adopt_scheme(&org_hr(), &scheme, 1, "组通〔2026〕9号", now()).await.unwrap();
    let draft = |unit: &str| Draft {
        year: 2026,
        title: "2026年度考核".to_owned(),
        unit: unit.into(),
        scheme: scheme.clone(),
        pool_by: PoolBy::Unit,
    };
    let asked = ["p", "union", "gov", "p", "union", "gov"].map(|unit| {
        let (store, draft) = (store.beside(), draft(unit));
        tokio::spawn(async move { store.set_up_appraisal(&org_hr(), &draft, now()).await })
    });
    for one in join_all(asked).await {
        let _ = one.unwrap();
    }
    let people = store.raw(store::Script::new("SELECT VALUE person FROM appraisal_member")).await.unwrap();
    let people: Vec<&str> = people[0].as_array().unwrap().iter().filter_map(|one| one.as_str()).collect();
    let each: BTreeSet<&str> = people.iter().copied().collect();
    assert_eq!(people.len(), each.len());
    assert!(!each.is_empty());
}
