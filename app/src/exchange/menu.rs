//! Places of exchange in the navigation.

use domain::access::Permission;

use crate::frame::Me;
use crate::place::{Place, Section};
use crate::words::tr;

/// Places of exchange.
#[must_use]
pub fn places(me: &Me) -> Vec<Place> {
    let cadre = me.is_cadre();
    Section::Work.shown([
        (
            cadre || me.may(Permission::EXCHANGE_VIEW),
            "/exchange/rounds",
            tr("交流轮次", "Exchange"),
            "M4 8h13l-3-3M20 16H7l3 3",
        ),
        (
            cadre || me.may(Permission::EXCHANGE_VIEW),
            "/exchange/cases",
            tr("交流事项", "Cases"),
            "M6 4h9l4 4v12H6zM9 12h6M9 16h4",
        ),
        (
            me.may(Permission::EXCHANGE_VIEW),
            "/exchange/due",
            tr("到期提醒", "Falls due"),
            "M12 7v5l3 2M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18Z",
        ),
        (
            me.may(Permission::EXCHANGE_VIEW),
            "/exchange/staffing",
            tr("专兼挂比例", "Shares"),
            "M5 20V9M12 20V4M19 20v-6",
        ),
        (
            me.may(Permission::EXCHANGE_VIEW),
            "/exchange/rules",
            tr("交流规则", "Exchange rules"),
            "M12 3v18M6 7h12M6 7l-3 7h6zM18 7l-3 7h6z",
        ),
        (
            me.may(Permission::EXCHANGE_VIEW),
            "/exchange/kinds",
            tr("交流类型与工作日", "Kinds and working days"),
            "M4 6h16v14H4zM4 10h16M8 14h3M8 17h6",
        ),
    ])
}
