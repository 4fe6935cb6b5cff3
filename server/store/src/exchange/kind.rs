//! What each kind of exchange asks for.

use async_trait::async_trait;
use domain::Moment;
use domain::access::{Permission, Viewer};
use domain::code::Code;
use domain::exchange::kind::KindRules;
use domain::exchange::port::Kinds;
use domain::fault::Checks;
use domain::ports::Answer;

use crate::audit::Note;
use crate::rows::content;
use crate::{Change, Script, Store};

#[async_trait]
impl Kinds for Store {
    async fn kinds(&self, viewer: &Viewer, _: Moment) -> Answer<(Vec<KindRules>, bool)> {
        viewer.require(Permission::ExchangeView)?;
        let may = self.require_everywhere(viewer, Permission::ExchangeEdit).await.is_ok();
        Ok((self.kind_rules().await?, may))
    }

    async fn save_kind(&self, viewer: &Viewer, rules: &KindRules, now: Moment) -> Answer<()> {
        self.require_everywhere(viewer, Permission::ExchangeEdit).await?;
        let mut checks = Checks::default();
        checks.text(&rules.basis, "basis", 200);
        // 公示不少于五个工作日.
        checks.between(i64::from(rules.notice_days), "notice_days", 5, 60);
        checks.between(i64::from(rules.handover_days), "handover_days", 0, 60);
        checks.between(i64::from(rules.extensions), "extensions", 0, 5);
        if rules.kind.has_term() {
            checks.between(i64::from(rules.months.1), "most_months", 1, 120);
            checks.between(i64::from(rules.months.0), "least_months", 1, i64::from(rules.months.1));
        }
        checks.done()?;
        let before = self.rules_of(rules.kind).await?;
        // Steps are the law's; what is edited are numbers and papers.
        let next = KindRules { steps: before.steps.clone(), basis: rules.basis.trim().to_owned(), ..rules.clone() };
        let note = Note::of(viewer, now).updates("exchange_kind", rules.kind.code(), "").because(&next.basis);
        let script = Script::new("UPSERT type::record('exchange_kind', $id) CONTENT $next RETURN NONE;")
            .bind("id", rules.kind.code())
            .bind("next", content(&next))
            .json("prior", &before)
            .note(&note, "$prior", "$next");
        self.write(Change::Answers("exchange.kind"), script).await?;
        Ok(())
    }
}
