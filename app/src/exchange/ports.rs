//! What exchange asks of the world.

use domain::exchange::port;

use crate::feature::ports;

ports! {
    eligibility: port::Eligibility,
    rounds: port::Rounds,
    entries: port::Entries,
    offers: port::Offers,
    scenarios: port::Scenarios,
    cases: port::Cases,
    together: port::Together,
    kinds: port::Kinds,
    holiday_table: port::HolidayTable,
    papers: port::Papers,
    dues: port::Dues,
    staffing_table: port::StaffingTable,
}
