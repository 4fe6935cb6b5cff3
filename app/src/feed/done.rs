//! What a form of a feed that was carried out says about it on the next page.

use crate::words::tr;

/// The sentence for a form's address.
#[must_use]
pub fn done(path: &str) -> Option<&'static str> {
    Some(match path {
        "/api/timetable/feed/renew#first" => tr("日历订阅已开启", "A calendar can follow it now"),
        "/api/timetable/feed/renew#over" => tr("日历订阅已停止，地址失效", "It is over; the address has ended"),
        "/api/timetable/feed/renew" => {
            tr("订阅地址已更新，旧地址失效", "The address is renewed; the old one has ended")
        }
        _ => return None,
    })
}
