//! Who is told that a step of a case falls due or is late. Each stage of each step once.

use chrono::TimeDelta;
use domain::Moment;
use domain::code::{Code, Role};
use domain::tolerance::News;
use domain::tolerance::due;
use serde_json::json;

use crate::desk::notice_row;
use crate::{Change, Store, StoreError};

/// Days ahead on which those whose turn it is are told.
const AHEAD: i64 = 3;

impl Store {
    /// Tells those whose turn it is before a step falls due; when it is late, the leaders of the
    /// organ too, though nothing but that. Gives how many stages were told.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn remind_tolerances(&self, now: Moment) -> Result<usize, StoreError> {
        let (days, today) = (self.workdays().await?, now.day());
        let mut fired = Vec::new();
        for case in self.running_tolerances().await? {
            let Some(on) = due(&case, &days) else { continue };
            let stage = if today > on {
                "late"
            } else if today + TimeDelta::days(AHEAD) >= on {
                "near"
            } else {
                continue;
            };
            fired.push((
                format!("tolerance-{}-{}-{}-{stage}", case.id, case.step.code(), case.since.0),
                case,
                on,
                stage,
            ));
        }
        let told = self.told("due_told", fired.iter().map(|one| one.0.clone()).collect()).await?;
        let mut count = 0;
        for (id, case, on, stage) in fired.into_iter().filter(|one| !told.contains(&one.0)) {
            let mut notices = self.tolerance_notices(&case, &days, now);
            if stage == "late" {
                let body = News::ToleranceMoved {
                    case: case.id.clone(),
                    number: case.number.clone(),
                    step: case.step,
                    due: Some(on),
                };
                for leader in self.holders(&[Role::Leader, Role::Discipline], &case.path, now).await? {
                    if leader.person != case.person {
                        notices.push(notice_row(&leader.address(), &body, now));
                    }
                }
            }
            let mark = json!({ "id": id, "at": now });
            self.tell_once(Change::Answers("tolerance.remind"), ("due_told", &[mark]), &notices).await?;
            count += 1;
        }
        Ok(count)
    }
}
