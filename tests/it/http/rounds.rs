//! A round's form as it is sent.

use domain::code::Role;
use domain::exchange::port::Rounds;
use tests::org_hr;

use super::client::server;

#[tokio::test(flavor = "multi_thread")]
async fn quotas_of_a_form_are_kept_and_shown_again() {
    let server = server().await;
    let mut hr = server.client("hr", "", &[(Role::OrgHr, "/p/")]).await;
    let form = "title=轮次&unit=p&kind=secondment&months=12&opens=2040-01-01&closes=2040-01-20&reply_days=5\
        &mechanism=optimal&units[kunion]=1&units[kgov]=1&quotas[kminority_least]=1&specialty=财务&specialty_least=1\
        &specialty_most=3&unit_most=2";
    hr.post("/api/exchange/rounds/save", form).await;
    let all = server.store.rounds(&org_hr(), server::now()).await.unwrap();
    let round = server.store.round(&org_hr(), &all[0].round.id, server::now()).await.unwrap().round;
    let of = |tag: &str| round.quotas.iter().find(|one| one.tags == [tag.to_owned()]).map(|one| (one.least, one.most));
    assert_eq!(of("minority"), Some((1, None)));
    assert_eq!(of("specialty:财务"), Some((1, Some(3))));
    let mut units: Vec<&str> = round.quotas.iter().flat_map(|one| &one.units).map(String::as_str).collect();
    units.sort_unstable();
    assert_eq!(units, ["gov", "union"]);
    let page = hr.get(&format!("/exchange/rounds/{}/edit", round.id)).await.body;
    for (field, value) in [("specialty", "财务"), ("specialty_least", "1"), ("specialty_most", "3"), ("unit_most", "2")]
    {
        let at = page.find(&format!("id=\"{field}\"")).unwrap();
        let after: String = page[at..].chars().take(200).collect();
        assert!(after.contains(&format!("value=\"{value}\"")), "{after}");
    }
    // Whoever takes part reads the quotas and weights, and what they take from the mechanism's promises.
    let shown = hr.get(&format!("/exchange/rounds/{}", round.id)).await.body;
    for words in ["财务", "权重", "不保证如实填报对本人最有利", "最优性由求解器保证"] {
        assert!(shown.contains(words), "{words}");
    }
    assert!(!shown.contains("如实填报志愿对本人最有利"), "nothing is promised that the round's quotas take away");
    // A number that is none is refused whole.
    hr.post("/api/exchange/rounds/save", &form.replace("unit_most=2", "unit_most=viele")).await;
    assert_eq!(server.store.rounds(&org_hr(), server::now()).await.unwrap().len(), 1);
}
