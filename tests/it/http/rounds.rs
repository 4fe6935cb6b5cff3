//! A round's form as it is sent, and what it tells of others.

use axum::http::Method;
use domain::code::Role;
use domain::exchange::port::Rounds;
use store::Script;
use tests::org_hr;

use super::client::server;
use super::secrecy::filled;

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

#[tokio::test(flavor = "multi_thread")]
async fn a_round_tells_nobody_of_others_rankings_reasons_and_wishes() {
    let server = filled().await;
    let settled = "UPDATE exchange_offer:o1 SET ranking = ['p9'], declined = { p0: '群众反映较差', p2: '作风问题' };
        UPDATE exchange_offer:o2 SET ranking = ['p9'], declined = { p0: '群众反映较差' };
        UPDATE exchange_round:r1 SET pairs = [{ one: 'p9', other: 'p2', together: false }],
            pinned = [['p9', 'o1', '班子急需']], forbidden = [['p2', 'o1', '另有任用']];
        UPDATE exchange_entry:r1__p9 SET priority = 3, priority_reason = '援派期满', quality = 77, statement = '自述';";
    server.store.raw(Script::new(settled)).await.unwrap();
    let paths = [
        ("/api/exchange/rounds", ""),
        ("/api/exchange/rounds/one", "id=r1"),
        ("/api/exchange/posts/one", "id=o1"),
        ("/api/exchange/posts/one", "id=o2"),
        ("/api/exchange/wishes", "id=r1"),
    ];
    let mut cadre = server.client("cadre", "p0", &[]).await;
    for (path, form) in paths {
        let body = cadre.call(&Method::GET, path, form).await.body;
        for secret in ["p9", "p2", "群众反映较差", "作风问题", "班子急需", "另有任用", "援派期满"]
        {
            assert!(!body.contains(secret), "a cadre reads {secret} at {path}?{form}: {body}");
        }
    }
    // The other unit ranks those who wish for its post, and reads no more of them than that.
    let mut host = server.client("host", "", &[(Role::UnitHr, "/p/gov/")]).await;
    let body = host.call(&Method::GET, "/api/exchange/posts/one", "id=o2").await.body;
    assert!(body.contains("群众反映较差") && body.contains("自述"), "its own post, and who they are: {body}");
    for secret in ["援派期满", "\"quality\":77", "\"o1\"", "班子急需"] {
        assert!(!body.contains(secret), "the host reads {secret}: {body}");
    }
    let body = host.call(&Method::GET, "/api/exchange/posts/one", "id=o1").await.body;
    assert!(!body.contains("作风问题"), "another's post: {body}");
    let mut org = server.client("org", "", &[(Role::OrgHr, "/p/")]).await;
    let body = org.call(&Method::GET, "/api/exchange/rounds/one", "id=r1").await.body;
    assert!(["班子急需", "另有任用", "作风问题", "援派期满"].iter().all(|text| body.contains(text)), "{body}");
}
