//! What the screens read, and deeds (实绩): the facts an appraisal counts that no other part of
//! the system has.

use serde::{Deserialize, Serialize};

use super::{
    Appraisal, Consequence, Member, MemberPart, Missing, Outcome, Progress, RemedyKind, Scheme, Sheet, Shown,
    SlipBatch, SlipCount, Standing, Step, Target, ThirdParty, Trial, Turnout,
};
use crate::code::{Code, Lang, codes};
use crate::fault::{Checks, Rule};
use crate::register::{Cell, Head, Listed, Register, head};
use crate::secrecy::Known;
use crate::time::day_text;
use crate::{AppraisalId, Day, DeedId, Fault, MemberId, PersonId, SheetId};

codes! {
    /// Kinds of deed.
    DeedKind {
        Need "need" "解决群众诉求" "Need solved",
        Project "project" "交付项目" "Project delivered",
    }

    /// Whether a deed counts.
    DeedState {
        Open "open" "待单位核实" "To be confirmed",
        Confirmed "confirmed" "已核实" "Confirmed",
        Refused "refused" "未认可" "Not confirmed",
    }
}

/// A need solved or a project delivered: entered by the person, confirmed by their unit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deed {
    /// Which.
    pub id: DeedId,
    /// Whose.
    pub person: PersonId,
    #[serde(default)]
    pub name: String,
    /// Path of their unit.
    #[serde(default)]
    pub path: String,
    pub kind: DeedKind,
    /// The day it was done.
    pub on: Day,
    /// What.
    pub title: String,
    /// Evidence: what it is and where.
    pub evidence: String,
    /// Whether it counts.
    pub state: DeedState,
    /// Why not, and who said so.
    #[serde(default)]
    pub answer: String,
    /// Counts edits.
    #[serde(default)]
    pub version: u32,
}

impl Deed {
    /// Checks the fields.
    ///
    /// # Errors
    /// [`Fault::Invalid`] with every faulty field.
    pub fn check(&self, today: Day) -> Result<(), Fault> {
        let mut checks = Checks::default();
        checks.text(&self.title, "title", 100);
        checks.text(&self.evidence, "evidence", 500);
        checks.require(self.on <= today, "on", Rule::NotLater);
        checks.done()
    }
}

/// A line of the list of appraisals.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppraisalRow {
    /// Which.
    pub id: AppraisalId,
    pub year: i32,
    pub title: String,
    /// The unit's name.
    pub unit_name: String,
    /// Where it stands.
    pub step: Step,
    /// People.
    pub members: u32,
}

impl Listed for AppraisalRow {
    type Step = Step;
    const SEARCHED: (&'static str, &'static str) = ("考核名称、单位或拼音", "Title, unit or pinyin");
    const HEADS: &'static [Head] = &[
        head("title", "考核", "Appraisal"),
        head("year", "年度", "Year"),
        head("unit", "单位", "Unit"),
        head("step", "步骤", "Step"),
        head("members", "人数", "People").numbers(),
    ];
    const WAITS: bool = false;

    fn words(&self) -> Vec<&str> {
        vec![&self.title, &self.unit_name]
    }

    fn step(&self) -> Option<Step> {
        Some(self.step)
    }

    fn is_open(&self) -> bool {
        self.step != Step::Closed
    }

    fn cell(&self, key: &str, lang: Lang) -> Cell {
        match key {
            "title" => Cell::text(&self.title),
            "year" => Cell::Number(self.year.into()),
            "unit" => Cell::text(&self.unit_name),
            "step" => Cell::coded(Some(self.step), lang),
            _ => Cell::Number(self.members.into()),
        }
    }
}

/// A ballot somebody may cast.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BallotRow {
    pub sheet: SheetId,
    /// Its unit's name.
    pub unit_name: String,
    /// The appraisal's title.
    pub title: String,
    /// Last day.
    pub until: Day,
    /// Whether it was taken already.
    pub taken: bool,
}

/// The page of appraisals.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Appraisals {
    /// Appraisals in the viewer's scope.
    pub years: Register<AppraisalRow>,
    /// The viewer's own, newest first.
    pub own: Vec<MemberRow>,
    /// Ballots they may cast.
    pub ballots: Vec<BallotRow>,
    /// Whether they may set one up.
    pub editable: bool,
    /// Whether they may look at schemes and rules.
    pub views: bool,
}

/// A line of a list of people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemberRow {
    /// Which.
    pub id: MemberId,
    pub year: i32,
    pub name: String,
    /// Their unit's name.
    pub unit_name: String,
    /// How they take part.
    pub standing: Standing,
    /// Whether a report is in.
    pub reported: bool,
    /// Points in hundredths.
    pub total: Option<u32>,
    /// Whether many said 不称职.
    pub look_into: bool,
    /// What the points speak for.
    pub suggested: Option<Outcome>,
    /// Whether somebody decided otherwise than the points speak for.
    pub adjusted: bool,
    /// The outcome; for the person only once they were told.
    pub outcome: Option<Outcome>,
    /// The day they were told.
    pub told: Option<Day>,
    /// Whether they acknowledged.
    pub acknowledged: bool,
    /// A remedy that waits for an answer, and its last day.
    pub open: Option<(RemedyKind, Day)>,
}

impl Listed for MemberRow {
    type Step = Standing;
    const SEARCHED: (&'static str, &'static str) = ("姓名、单位或拼音", "Name, unit or pinyin");
    const HEADS: &'static [Head] = &[
        head("name", "姓名", "Name"),
        head("unit", "单位", "Unit"),
        head("step", "参加情况", "Takes part"),
        head("points", "得分", "Points").numbers(),
        head("suggested", "按得分建议", "By points"),
        head("outcome", "结果", "Result"),
        head("hint", "提示", "To know").unsorted(),
    ];
    const WAITS: bool = false;
    const ENDS: bool = false;

    fn words(&self) -> Vec<&str> {
        vec![&self.name, &self.unit_name]
    }

    fn step(&self) -> Option<Standing> {
        Some(self.standing)
    }

    fn cell(&self, key: &str, lang: Lang) -> Cell {
        match key {
            "name" => Cell::text(&self.name),
            "unit" => Cell::text(&self.unit_name),
            "step" => Cell::coded(Some(self.standing), lang),
            "points" => self.total.map_or(Cell::Nothing, |total| Cell::Hundredths(total.into())),
            "suggested" => Cell::coded(self.suggested, lang),
            "outcome" => Cell::coded(self.outcome, lang),
            _ => {
                let open = self.open.map(|(kind, due)| format!("{} {}", kind.name(lang), day_text(due)));
                let looked = self.look_into.then(|| MemberFilter::LookInto.name(lang).to_owned());
                let changed = self.adjusted.then(|| MemberFilter::Changed.name(lang).to_owned());
                let marks: Vec<String> = looked.into_iter().chain(open).chain(changed).collect();
                Cell::text(&marks.join(" · "))
            }
        }
    }
}

codes! {
    /// Which people of an appraisal are listed.
    MemberFilter {
        All "all" "全部" "Everybody",
        Changed "changed" "会议调整" "Changed by the meeting",
        Unproposed "unproposed" "未拟定等次" "Without an outcome",
        Excellent "excellent" "拟定优秀" "优秀",
        Low "low" "基本称职、不称职" "基本称职 and 不称职",
        LookInto "look-into" "须了解核实" "To be looked into",
        Unreported "unreported" "未述职" "Without a report",
        Remedy "remedy" "复核申诉中" "Under review or appeal",
    }
}

/// A page of people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Members {
    pub appraisal: Appraisal,
    pub people: Register<MemberRow>,
}

/// A pool with its numbers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PoolRow {
    /// What its members name it by.
    pub key: String,
    pub name: String,
    /// People who get a grade.
    pub graded: u32,
    /// 优秀 among them.
    pub excellent: u32,
    /// At most so many.
    pub most: u32,
    /// The approval of a higher share.
    pub approved: Option<(String, u32)>,
}

/// A line of the list of sheets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SheetRow {
    /// Which.
    pub id: SheetId,
    /// Its unit's name.
    pub unit_name: String,
    /// People judged.
    pub targets: u32,
    /// Turnout so far.
    pub turnout: Turnout,
    /// Whether it was counted.
    pub counted: bool,
    /// Whether paper ballots wait for the second person.
    pub unchecked: bool,
}

/// A batch of slips on a sheet's page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SlipRow {
    pub batch: SlipBatch,
    /// Whether the viewer may give it out.
    pub may_release: bool,
    /// Whether the viewer may make it void, or ask for it.
    pub may_void: bool,
}

/// An appraisal's page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppraisalDetail {
    pub appraisal: Appraisal,
    /// Its numbers.
    pub progress: Progress,
    /// What keeps it, each with whose turn it is.
    pub missing: Vec<(Missing, Option<MemberPart>)>,
    pub pools: Vec<PoolRow>,
    pub sheets: Vec<SheetRow>,
    /// Outcomes: for each, (by points, decided).
    pub outcomes: Vec<(Outcome, u32, u32)>,
    /// Data sets of third parties.
    pub third_parties: Vec<ThirdParty>,
    /// Whether the viewer moves it on.
    pub editable: bool,
}

/// One person's page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemberDetail {
    /// The person in the appraisal, as the viewer may know it.
    pub member: Known<Member>,
    /// The appraisal's title, step, first and last day to report and its meeting.
    pub appraisal: Appraisal,
    /// As which parts the viewer acts.
    pub parts: Vec<MemberPart>,
    /// What they may do now.
    pub acts: Vec<super::ActKind>,
    /// What is still to be done, each with whose turn it is.
    pub missing: Vec<(super::ActKind, Option<MemberPart>)>,
    /// Last day to ask for a review, and to appeal.
    pub windows: Vec<(RemedyKind, Day)>,
    /// Why the result is not what the points speak for, or is below 称职; empty before it was told.
    pub why: String,
    /// How the viewer stands to the organ that decided, for an appeal.
    pub stand: crate::remedy::Stand,
    /// The votes on them by column: (name, votes).
    pub votes: Vec<(String, Shown)>,
    /// What follows from the result.
    pub consequences: Vec<Consequence>,
    /// Outcomes of the years before, newest first.
    pub earlier: Vec<(i32, Outcome)>,
    /// The deeds that were counted.
    pub deeds: Vec<Deed>,
}

/// A sheet's page, for those who run the vote.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SheetDetail {
    /// The sheet, without its paper ballots.
    pub sheet: Sheet,
    pub appraisal: Appraisal,
    /// Turnout so far by group: (code, name, turnout).
    pub turnout: Vec<(String, String, Turnout)>,
    /// Voters on the roll: (person, name, group).
    pub voters: Vec<(PersonId, String, String)>,
    /// Paper ballots that wait for a second person: (group, how many, who typed them, whether it was
    /// the viewer).
    pub waiting: Vec<(String, u32, String, bool)>,
    /// Paper ballots two people typed alike, by group.
    pub checked: Vec<(String, u32)>,
    /// Slips by group: (code, how many are where, how many more there is room for).
    pub slips: Vec<(String, SlipCount, u32)>,
    /// Slips as they were printed.
    pub batches: Vec<SlipRow>,
    /// Whether the viewer may change it now.
    pub editable: bool,
}

/// What somebody who votes sees.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BallotPage {
    pub sheet: SheetId,
    /// The appraisal's title.
    pub title: String,
    /// The unit's name.
    pub unit_name: String,
    /// The voter's group: (code, name).
    pub group: (String, String),
    /// People on it, in order.
    pub targets: Vec<Target>,
    /// Their reports, in the same order, for voters of the roll; empty where there is none.
    pub reports: Vec<String>,
    /// Which of them is the voter, who does not judge themself.
    pub own: Option<u32>,
    /// The judged indicators, each a column.
    pub columns: Vec<String>,
    /// Last day.
    pub until: Day,
    /// Whether ballots are taken now.
    pub open: bool,
    /// Whether the voter took theirs.
    pub taken: bool,
    /// The box's public key in hexadecimal digits; empty for a slip.
    pub key: String,
}

/// Whether a ballot is in the box.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// It is in the box, not counted yet.
    pub in_box: bool,
    /// It was counted.
    pub counted: bool,
    /// Ballots counted of the whole sheet, when it was.
    pub all: u32,
}

/// The list of schemes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Schemes {
    /// Schemes, newest first.
    pub schemes: Vec<Scheme>,
    /// Whether the viewer may change them.
    pub editable: bool,
}

/// A scheme's page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SchemeDetail {
    pub scheme: Scheme,
    /// Whether the viewer may change it.
    pub editable: bool,
    /// Filed appraisals it can be tried on: (id, title).
    pub past: Vec<(AppraisalId, String)>,
    /// How it does on the chosen one.
    pub trial: Option<Trial>,
}
