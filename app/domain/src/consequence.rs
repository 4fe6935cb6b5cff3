//! What a grave act will do, in numbers: said first, and done once whoever acts has seen it.

use serde::{Deserialize, Serialize};

use crate::code::{Code, codes};

codes! {
    /// What an act does to people.
    EffectKind {
        Completed "completed" "结业" "complete",
        Hours "hours" "登记学时合计" "hours posted in all",
        Certificates "certificates" "发放结业证书（编号不可收回）" "certificates issued, whose numbers are used up",
        NotCompleted "not-completed" "未结业" "do not complete",
        Dropped "dropped" "退学" "withdrawn from training",
        Absent "absent" "未报到" "never reported",
        Told "told" "收到通知" "are sent a notice",
        Asked "asked" "可以继续填写（已通知过的不再通知）" "may answer again; whoever was told is not told again",
        Measured "measured" "将按此要求计算学时" "are measured by this from then on",
        Reversed "reversed" "学时被冲销" "have their hours reversed",
        Revoked "revoked" "证书被撤销" "certificates revoked",
    }
}

/// How many people, or tenths of hours for [`EffectKind::Hours`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Effect {
    /// What.
    pub kind: EffectKind,
    /// How many.
    pub count: u64,
}

/// Everything an act does.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consequence(pub Vec<Effect>);

impl Consequence {
    /// The same with one more effect; none of nobody.
    #[must_use]
    pub fn and(mut self, kind: EffectKind, count: usize) -> Self {
        if count > 0 {
            self.0.push(Effect { kind, count: count as u64 });
        }
        self
    }

    /// The text that a form sends back to say that these numbers were seen.
    #[must_use]
    pub fn seen(&self) -> String {
        let parts: Vec<String> = self.0.iter().map(|one| format!("{}:{}", one.kind.code(), one.count)).collect();
        if parts.is_empty() { "none".to_owned() } else { parts.join(",") }
    }

    /// Goes on only when exactly these numbers were seen.
    ///
    /// # Errors
    /// The numbers as they are now, to be confirmed.
    pub fn confirmed(self, seen: &str) -> Result<(), Self> {
        if seen == self.seen() { Ok(()) } else { Err(self) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_numbers_seen_are_confirmed() {
        let now = || Consequence::default().and(EffectKind::Told, 1967).and(EffectKind::Absent, 0);
        assert_eq!(now().confirmed(""), Err(now()));
        assert_eq!(now().confirmed("told:1966"), Err(now()));
        assert_eq!(now().confirmed(&now().seen()), Ok(()));
        assert!(Consequence::default().confirmed("").is_err(), "even of nothing it is said that it is nothing");
    }
}
