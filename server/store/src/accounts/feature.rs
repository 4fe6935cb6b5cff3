//! What accounts and their roles add to the whole.

use crate::feature::{Feature, Placed, SealedColumn};

pub(crate) struct Accounts;

impl Feature for Accounts {
    fn names(&self) -> &'static [(&'static str, &'static str)] {
        &[("account", "name + '（' + login + '）'")]
    }

    fn called_as(&self) -> &'static [(&'static str, &'static str)] {
        &[("grant", "account")]
    }

    fn kept_whole(&self) -> &'static [&'static str] {
        &["account", "consent", "grant"]
    }

    fn placed(&self) -> &'static [Placed] {
        const { &[Placed::new("grant", false)] }
    }

    fn sealed(&self) -> &'static [SealedColumn] {
        const { &[SealedColumn::new("account", "totp_secret", "totp:")] }
    }

    fn fleeting(&self) -> &'static [&'static str] {
        &["session", "sign_in_try"]
    }
}
