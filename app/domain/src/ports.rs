//! What the screens need of the world, in the words of the people who use it. The
//! store implements these; a server function authorises nothing itself beyond
//! knowing who asks, because every port method takes the [`Viewer`] and keeps to
//! that viewer's scope.

use std::collections::BTreeMap;

use async_trait::async_trait;

use crate::access::{Grant, Viewer};
use crate::account::{Account, NewAccount, SessionView};
use crate::appointment::{AppointmentDraft, Removal};
use crate::appraisal;
use crate::audit::{AuditLine, AuditQuery, AuditReport};
use crate::calendar::SpecialDay;
use crate::code::Role;
use crate::consent::{ConsentRow, Opening, Slip};
use crate::consequence::Consequence;
use crate::document::Document;
use crate::exchange::case::{Action, CaseDraft};
use crate::exchange::document::{DocumentKind, Template};
use crate::exchange::eligibility::EligibilityRule;
use crate::exchange::kind::KindRules;
use crate::exchange::matching::{Mechanism, Weights};
use crate::exchange::round::{OfferedPost, Round};
use crate::exchange::view::{
    CaseDetail, CaseRow, CircumstancesDetail, DueList, Holidays, OfferDetail, RoundDetail, RoundRow, ScenarioDetail,
    Screening, StaffingRow, WhatIf, WishForm,
};
use crate::home::Home;
use crate::import::{ImportAnswers, ImportView, OpenImport};
use crate::incentive;
use crate::notice::Notice;
use crate::organisation::{Reorganisation, Unit, UnitDetail, UnitDraft, UnitRow};
use crate::page::{Page, Window};
use crate::person::{
    EndOfService, NewPerson, PeopleQuery, PersonDetail, PersonDraft, PersonRow, SensitiveDetail, SensitiveDraft,
};
use crate::pipeline;
use crate::record::Circumstances;
use crate::search::Hit;
use crate::tolerance;
use crate::training::{
    Answers, AttemptDetail, Beat, CallAnswer, CallUpDetail, CallUpDraft, Categories, Category, Certificate,
    CertificateQuery, Chapter, CheckIn, CheckInDraft, ClassAttendance, ClassDetail, ClassDraft, ClassQuery, ClassRow,
    Completion, CompletionQuery, Conversion, Conversions, Course, CourseDetail, CourseQuery, CourseRow, CourseState,
    Enrolment, Evaluation, EvaluationDetail, Exam, ExamDetail, Exercise, Feed, FeedSubject, Holding, HoldingKind,
    HoldingQuery, HoursDraft, ItemStatistic, Lesson, LessonCode, LessonDetail, LessonDraft, Library, Mark, Need,
    PackageReport, Plan, PlanDetail, Points, PresenceMark, Programme, ProspectQuery, Prospects, Question,
    QuestionQuery, Request, Requirement, Saved, SentToTraining, SettingRow, Settings, Sitting, Standings, Survey,
    SurveyDetail, Timetable, ToMark, TrainingRecord,
};
use crate::{
    AccountId, AppointmentId, AppraisalId, AttemptId, AwardId, CallUpId, CaseId, CategoryId, CertificateId, ClassId,
    ConsentId, CourseId, Day, DeedId, EnrolmentId, ExamId, Fault, FileId, GrantId, HoldingId, ImportId, LedgerId,
    LessonId, MemberId, Moment, NoticeId, OfferId, PersonId, PlanId, ProgrammeId, QuestionId, RoundId, SchemeId,
    SheetId, SurveyId, TalkId, ToleranceId, UnitId,
};

/// The answer of a port.
pub type Answer<T> = Result<T, Fault>;

/// Units and posts.
#[async_trait]
pub trait Organisation: Send + Sync {
    /// The units of the viewer's scope in tree order.
    async fn units(&self, viewer: &Viewer) -> Answer<Vec<UnitRow>>;
    /// A unit's page.
    async fn unit(&self, viewer: &Viewer, id: &UnitId) -> Answer<UnitDetail>;
    /// Sets a unit up.
    async fn create_unit(&self, viewer: &Viewer, draft: &UnitDraft, now: Moment) -> Answer<Unit>;
    /// Changes headcount and number of leading posts.
    async fn set_headcount(
        &self,
        viewer: &Viewer,
        id: &UnitId,
        version: u32,
        headcount: u32,
        leading: u32,
        now: Moment,
    ) -> Answer<()>;
    /// Names the organ that signs for a unit.
    async fn set_organ(&self, viewer: &Viewer, id: &UnitId, version: u32, organ: &str, now: Moment) -> Answer<()>;
    /// Renames, moves, merges, splits or dissolves a unit. Gives the unit to show next.
    async fn reorganise(
        &self,
        viewer: &Viewer,
        id: &UnitId,
        change: &Reorganisation,
        on: Day,
        document: &str,
        now: Moment,
    ) -> Answer<UnitId>;
    /// Adds a post to a unit.
    async fn add_post(&self, viewer: &Viewer, post: &crate::organisation::Post, now: Moment) -> Answer<()>;
    /// Changes a post as it was read with the unit's version; removes it when it has no seats left
    /// and nobody holds it.
    async fn change_post(
        &self,
        viewer: &Viewer,
        post: &crate::organisation::Post,
        version: u32,
        now: Moment,
    ) -> Answer<()>;
}

/// Cadres.
#[async_trait]
pub trait People: Send + Sync {
    /// A page of the roster.
    async fn people(&self, viewer: &Viewer, query: &PeopleQuery) -> Answer<Page<PersonRow>>;
    /// A person's page; one's own is always allowed.
    async fn person(&self, viewer: &Viewer, id: &PersonId) -> Answer<PersonDetail>;
    /// Opens the sensitive fields to the viewer for a stated purpose and for
    /// [`UNMASKED_MINUTES`](crate::person::UNMASKED_MINUTES); audited, and the person is told.
    async fn unmask(&self, viewer: &Viewer, id: &PersonId, purpose: &str, now: Moment) -> Answer<()>;
    /// The sensitive fields, while they are open to the viewer.
    async fn sensitive(&self, viewer: &Viewer, id: &PersonId, now: Moment) -> Answer<SensitiveDetail>;
    /// Changes the plain fields of a record.
    async fn save_person(&self, viewer: &Viewer, draft: &PersonDraft, now: Moment) -> Answer<()>;
    /// Changes the sensitive fields of a record.
    async fn save_sensitive(&self, viewer: &Viewer, draft: SensitiveDraft, now: Moment) -> Answer<()>;
    /// Appoints a person to a post.
    async fn appoint(&self, viewer: &Viewer, draft: &AppointmentDraft, now: Moment) -> Answer<()>;
    /// Ends an appointment on a day by a document (免职).
    async fn end_appointment(&self, viewer: &Viewer, removal: &Removal, now: Moment) -> Answer<()>;
    /// Corrects an appointment that was entered wrongly, with a reason.
    async fn correct_appointment(
        &self,
        viewer: &Viewer,
        id: &AppointmentId,
        draft: &AppointmentDraft,
        reason: &str,
        now: Moment,
    ) -> Answer<()>;
    /// Takes an appointment back that never was, with a reason; what it had ended goes on.
    async fn withdraw_appointment(
        &self,
        viewer: &Viewer,
        id: &AppointmentId,
        version: u32,
        reason: &str,
        now: Moment,
    ) -> Answer<()>;
    /// Enters somebody by hand. Who has the same name and birth is refused until said to be another.
    async fn add_person(&self, viewer: &Viewer, draft: &NewPerson, now: Moment) -> Answer<PersonId>;
    /// Ends somebody's service: retired, resigned, moved away, dead. Their appointments end with it.
    async fn end_service(&self, viewer: &Viewer, end: &EndOfService, now: Moment) -> Answer<()>;
    /// Takes such an end back, with a reason; the appointments it ended go on.
    async fn return_to_service(
        &self,
        viewer: &Viewer,
        id: &PersonId,
        version: u32,
        reason: &str,
        now: Moment,
    ) -> Answer<()>;
}

/// Imports.
#[async_trait]
pub trait Imports: Send + Sync {
    /// An import of the viewer's with a page of its preview.
    async fn import(&self, viewer: &Viewer, id: &ImportId, window: &Window) -> Answer<ImportView>;
    /// The viewer's imports with rows that wait to be mended or decided, newest first.
    async fn open_imports(&self, viewer: &Viewer) -> Answer<Vec<OpenImport>>;
    /// Takes the importer's answers, remembers what words mean, and judges the rows again.
    async fn answer_import(&self, viewer: &Viewer, id: &ImportId, answers: &ImportAnswers, now: Moment) -> Answer<()>;
    /// Gives an import up, with the rows that were not written.
    async fn drop_import(&self, viewer: &Viewer, id: &ImportId, now: Moment) -> Answer<()>;
    /// Writes it, all or nothing, in the background; the view tells the progress.
    async fn confirm_import(&self, viewer: &Viewer, id: &ImportId, skip_problems: bool, now: Moment) -> Answer<()>;
}

/// Training.
#[async_trait]
pub trait Training: Send + Sync {
    /// A page of classes the viewer may see.
    async fn classes(&self, viewer: &Viewer, query: &ClassQuery, now: Moment) -> Answer<Page<ClassRow>>;
    /// A class's page.
    async fn class(&self, viewer: &Viewer, id: &ClassId, now: Moment) -> Answer<ClassDetail>;
    /// Creates or changes a class.
    async fn save_class(&self, viewer: &Viewer, draft: &ClassDraft, now: Moment) -> Answer<ClassId>;
    /// Announces a class.
    async fn publish_class(&self, viewer: &Viewer, id: &ClassId, now: Moment) -> Answer<()>;
    /// Calls a class off; its people are told.
    async fn cancel_class(&self, viewer: &Viewer, id: &ClassId, now: Moment) -> Answer<()>;
    /// Takes a seat for the viewer.
    async fn enrol(&self, viewer: &Viewer, id: &ClassId, now: Moment) -> Answer<Enrolment>;
    /// Confirms the seat offered to the viewer.
    async fn confirm(&self, viewer: &Viewer, id: &ClassId, now: Moment) -> Answer<()>;
    /// The requests for places that wait for the viewer's decision.
    async fn requests(&self, viewer: &Viewer, now: Moment) -> Answer<Vec<Request>>;
    /// Grants or refuses requests, class by class; a refusal gives its reason.
    async fn decide(
        &self,
        viewer: &Viewer,
        places: &[EnrolmentId],
        granted: bool,
        reason: &str,
        now: Moment,
    ) -> Answer<()>;
    /// Sets seats of a class aside by unit.
    async fn set_quotas(
        &self,
        viewer: &Viewer,
        id: &ClassId,
        version: u32,
        quotas: &[(UnitId, u32)],
        now: Moment,
    ) -> Answer<()>;
    /// Whom results of appraisal send to training, of those a class is for: for whoever gives out
    /// its seats.
    async fn sent_to_training(&self, viewer: &Viewer, class: &ClassId, now: Moment) -> Answer<SentToTraining>;
    /// Those of the viewer's scope who could be called up or sent to a class.
    async fn prospects(&self, viewer: &Viewer, query: &ProspectQuery, now: Moment) -> Answer<Prospects>;
    /// Sends people of the viewer's units to a class (单位选派), all or none.
    async fn send(&self, viewer: &Viewer, id: &ClassId, people: &[PersonId], now: Moment) -> Answer<()>;
    /// Issues a notice of call-up (组织调训、点名调训): everybody on it gets a seat, or nobody.
    async fn call_up(&self, viewer: &Viewer, draft: &CallUpDraft, now: Moment) -> Answer<CallUpId>;
    /// A notice of call-up.
    async fn call_up_detail(&self, viewer: &Viewer, id: &CallUpId) -> Answer<CallUpDetail>;
    /// Answers a call-up for the viewer.
    async fn answer_call(&self, viewer: &Viewer, id: &CallUpId, answer: &CallAnswer, now: Moment) -> Answer<()>;
    /// Decides about leave or a substitute; a refusal gives its reason and leaves the call open.
    async fn decide_call(
        &self,
        viewer: &Viewer,
        call: &EnrolmentId,
        granted: bool,
        reason: &str,
        now: Moment,
    ) -> Answer<()>;
    /// The numbers of training that are settings.
    async fn settings(&self, viewer: &Viewer) -> Answer<Settings>;
    /// Enters a number with its basis and the day it takes effect.
    async fn add_setting(&self, viewer: &Viewer, row: &SettingRow, now: Moment) -> Answer<()>;
    /// Gives the viewer's place back.
    async fn withdraw(&self, viewer: &Viewer, id: &ClassId, now: Moment) -> Answer<()>;
    /// What finishing a class with these marks would do; nobody is forgotten and every mark is sound.
    async fn finishing(&self, viewer: &Viewer, id: &ClassId, marks: &[Mark], now: Moment) -> Answer<Consequence>;
    /// Records attendance and completion of all its people, posts the hours, finishes the class.
    async fn finish_class(&self, viewer: &Viewer, id: &ClassId, marks: &[Mark], now: Moment) -> Answer<()>;
    /// What opening a finished class again would do.
    async fn reopening(&self, viewer: &Viewer, id: &ClassId, now: Moment) -> Answer<Consequence>;
    /// Opens a finished class again, for so many days after its end: hours are reversed,
    /// certificates revoked, everybody concerned is told why, and results can be entered anew.
    async fn reopen_class(&self, viewer: &Viewer, id: &ClassId, reason: &str, now: Moment) -> Answer<()>;
    /// A page of the certificates of the viewer's scope.
    async fn certificates(&self, viewer: &Viewer, query: &CertificateQuery, now: Moment) -> Answer<Page<Certificate>>;
    /// Certifies again, many at once, all or none, on a stated basis: each gets a new
    /// certificate, and the old one stays as it was.
    async fn renew_certificates(
        &self,
        viewer: &Viewer,
        ids: &[CertificateId],
        basis: &str,
        until: Day,
        now: Moment,
    ) -> Answer<()>;
    /// Revokes a certificate with a reason; it stays, as revoked.
    async fn revoke_certificate(&self, viewer: &Viewer, id: &CertificateId, reason: &str, now: Moment) -> Answer<()>;
}

/// The ledger of hours and what it is measured by.
#[async_trait]
pub trait Ledger: Send + Sync {
    /// A person's ledger and bars; one's own is always allowed. `year` 0 is today with the
    /// whole ledger; a past year is shown under the rules then in force.
    async fn record(&self, viewer: &Viewer, person: &PersonId, year: i32, now: Moment) -> Answer<TrainingRecord>;
    /// Records hours that come from no class, for all the people or none; again changes nothing.
    async fn record_hours(&self, viewer: &Viewer, draft: &HoursDraft, now: Moment) -> Answer<()>;
    /// Reverses an entry of the ledger.
    async fn reverse(&self, viewer: &Viewer, entry: &LedgerId, reason: &str, now: Moment) -> Answer<()>;
    /// The completion table of the viewer's scope.
    async fn completion(&self, viewer: &Viewer, query: &CompletionQuery, now: Moment) -> Answer<Completion>;
    /// The people behind the table.
    async fn standings(&self, viewer: &Viewer, query: &CompletionQuery, now: Moment) -> Answer<Standings>;
    /// All versions of all requirements.
    async fn requirements(&self, viewer: &Viewer) -> Answer<Vec<Requirement>>;
    /// How many people in service a requirement is for.
    async fn people_measured(&self, viewer: &Viewer, one: &Requirement) -> Answer<u32>;
    /// Adds a version to a requirement, or a new requirement when its `rule` is empty.
    async fn save_requirement(&self, viewer: &Viewer, next: &Requirement, now: Moment) -> Answer<()>;
    /// The tree of categories.
    async fn categories(&self, viewer: &Viewer) -> Answer<Categories>;
    /// Adds or changes a category.
    async fn save_category(&self, viewer: &Viewer, category: &Category, now: Moment) -> Answer<()>;
    /// What training is converted into hours by.
    async fn conversions(&self, viewer: &Viewer) -> Answer<Conversions>;
    /// Enters a conversion with its basis and the day it takes effect.
    async fn add_conversion(&self, viewer: &Viewer, row: &Conversion, now: Moment) -> Answer<()>;
}

/// The question bank and exams.
#[async_trait]
pub trait Exams: Send + Sync {
    /// A page of the bank of the viewer's units.
    async fn questions(&self, viewer: &Viewer, query: &QuestionQuery) -> Answer<Page<Question>>;
    /// One question.
    async fn question(&self, viewer: &Viewer, id: &QuestionId) -> Answer<Question>;
    /// Adds or changes a question.
    async fn save_question(&self, viewer: &Viewer, question: &Question, now: Moment) -> Answer<()>;
    /// Adds questions of one unit, all or none; those that are there already are left out.
    /// Gives how many were added.
    async fn import_questions(&self, viewer: &Viewer, questions: &[Question], now: Moment) -> Answer<u32>;
    /// The exams of a class, in order of time.
    async fn exams(&self, viewer: &Viewer, class: &ClassId, now: Moment) -> Answer<Vec<Exam>>;
    /// Adds or changes an exam; how papers are drawn and timed is settled once it is announced.
    async fn save_exam(&self, viewer: &Viewer, draft: &Exam, now: Moment) -> Answer<ExamId>;
    /// What announcing an exam would do; the bank can fill its rule.
    async fn publishing(&self, viewer: &Viewer, id: &ExamId, now: Moment) -> Answer<Consequence>;
    /// Announces an exam; the bank must be able to fill its rule.
    async fn publish_exam(&self, viewer: &Viewer, id: &ExamId, now: Moment) -> Answer<()>;
    /// Calls an exam off.
    async fn cancel_exam(&self, viewer: &Viewer, id: &ExamId, now: Moment) -> Answer<()>;
    /// An exam's page.
    async fn exam(&self, viewer: &Viewer, id: &ExamId, now: Moment) -> Answer<ExamDetail>;
    /// How the questions of an exam that is over did.
    async fn statistics(&self, viewer: &Viewer, id: &ExamId, now: Moment) -> Answer<(Exam, Vec<ItemStatistic>)>;
    /// Starts the viewer's next attempt, or gives the one that is open.
    async fn start(&self, viewer: &Viewer, id: &ExamId, now: Moment) -> Answer<AttemptId>;
    /// The paper of the viewer's open attempt.
    async fn sitting(&self, viewer: &Viewer, id: &AttemptId, now: Moment) -> Answer<Sitting>;
    /// Keeps answers. `turn` counts the savings of an attempt: an older one changes nothing.
    async fn save_answers(
        &self,
        viewer: &Viewer,
        id: &AttemptId,
        answers: &Answers,
        turn: u64,
        now: Moment,
    ) -> Answer<Saved>;
    /// Hands the attempt in; again changes nothing.
    async fn hand_in(
        &self,
        viewer: &Viewer,
        id: &AttemptId,
        answers: &Answers,
        turn: u64,
        now: Moment,
    ) -> Answer<ExamId>;
    /// A finished attempt.
    async fn attempt(&self, viewer: &Viewer, id: &AttemptId, now: Moment) -> Answer<AttemptDetail>;
    /// The next answer for the viewer to mark, without a name, and how many there are.
    async fn to_mark(&self, viewer: &Viewer, id: &ExamId, now: Moment) -> Answer<(Exam, u32, Option<ToMark>)>;
    /// Marks an answer, named as [`ToMark::attempt`] names it.
    async fn mark(
        &self,
        viewer: &Viewer,
        attempt: &AttemptId,
        question: &QuestionId,
        points: Points,
        now: Moment,
    ) -> Answer<ExamId>;
    /// Appeals against the viewer's result.
    async fn appeal(&self, viewer: &Viewer, id: &AttemptId, reason: &str, now: Moment) -> Answer<()>;
    /// Decides an appeal with its reasons; points are only ever raised.
    async fn decide_appeal(
        &self,
        viewer: &Viewer,
        id: &AttemptId,
        granted: bool,
        answer: &str,
        raised: &BTreeMap<QuestionId, Points>,
        now: Moment,
    ) -> Answer<()>;
}

/// From the need to the class.
#[async_trait]
pub trait Planning: Send + Sync {
    /// Surveys the viewer holds or is asked by, the newest first.
    async fn surveys(&self, viewer: &Viewer, now: Moment) -> Answer<Vec<Survey>>;
    /// A survey's page.
    async fn survey(&self, viewer: &Viewer, id: &SurveyId, now: Moment) -> Answer<SurveyDetail>;
    /// Adds or changes a survey.
    async fn save_survey(&self, viewer: &Viewer, draft: &Survey, now: Moment) -> Answer<SurveyId>;
    /// Sends a survey out: everybody below its unit is told.
    async fn publish_survey(&self, viewer: &Viewer, id: &SurveyId, now: Moment) -> Answer<()>;
    /// Takes a survey back that is out, with a reason that those asked read.
    async fn withdraw_survey(
        &self,
        viewer: &Viewer,
        id: &SurveyId,
        version: u32,
        reason: &str,
        now: Moment,
    ) -> Answer<()>;
    /// Answers for the viewer; until it closes an answer can be changed.
    async fn answer_survey(&self, viewer: &Viewer, need: &Need, now: Moment) -> Answer<()>;
    /// Plans of the viewer's scope, the newest first.
    async fn plans(&self, viewer: &Viewer) -> Answer<Vec<Plan>>;
    /// A plan's page.
    async fn plan(&self, viewer: &Viewer, id: &PlanId) -> Answer<PlanDetail>;
    /// Adds or changes a plan; its programmes stay as they are.
    async fn save_plan(&self, viewer: &Viewer, draft: &Plan, now: Moment) -> Answer<PlanId>;
    /// Adds or changes a programme of a plan that is a draft.
    async fn save_programme(
        &self,
        viewer: &Viewer,
        id: &PlanId,
        version: u32,
        programme: &Programme,
        now: Moment,
    ) -> Answer<()>;
    /// Takes a programme out of a plan that is a draft.
    async fn remove_programme(
        &self,
        viewer: &Viewer,
        id: &PlanId,
        version: u32,
        programme: &ProgrammeId,
        now: Moment,
    ) -> Answer<()>;
    /// Adds the programmes that a survey's needs propose, those named by `least` or more.
    async fn propose_programmes(
        &self,
        viewer: &Viewer,
        id: &PlanId,
        version: u32,
        survey: &SurveyId,
        least: u32,
        now: Moment,
    ) -> Answer<()>;
    /// Adds a programme on a content for each tier that results of appraisal send to training.
    async fn programmes_from_appraisal(
        &self,
        viewer: &Viewer,
        id: &PlanId,
        version: u32,
        category: &CategoryId,
        now: Moment,
    ) -> Answer<()>;
    /// Submits a plan.
    async fn submit_plan(&self, viewer: &Viewer, id: &PlanId, now: Moment) -> Answer<()>;
    /// Approves a plan, or returns it with a reason; not by who submitted it.
    async fn decide_plan(&self, viewer: &Viewer, id: &PlanId, granted: bool, reason: &str, now: Moment) -> Answer<()>;
    /// A programme of an approved plan, to make a class from.
    async fn programme(&self, viewer: &Viewer, id: &ProgrammeId) -> Answer<Programme>;
}

/// Libraries of trainers, courses, venues and materials.
#[async_trait]
pub trait Holdings: Send + Sync {
    /// A page of a library.
    async fn library(&self, viewer: &Viewer, query: &HoldingQuery, now: Moment) -> Answer<Library>;
    /// One holding.
    async fn holding(&self, viewer: &Viewer, id: &HoldingId) -> Answer<Holding>;
    /// Adds or changes one.
    async fn save_holding(&self, viewer: &Viewer, holding: &Holding, now: Moment) -> Answer<()>;
    /// Notes which file a material has, instead of the one it had.
    async fn attach_file(
        &self,
        viewer: &Viewer,
        id: &HoldingId,
        file: (&FileId, &str, &str),
        now: Moment,
    ) -> Answer<()>;
    /// A material whose file the viewer may have.
    async fn material(&self, viewer: &Viewer, id: &HoldingId) -> Answer<Holding>;
    /// The names of what is in use, for forms that choose from them.
    async fn holding_names(&self, viewer: &Viewer) -> Answer<Vec<(HoldingKind, String)>>;
}

/// Online courses and progress through them.
#[async_trait]
pub trait Courses: Send + Sync {
    /// A page of the courses the viewer may learn or holds.
    async fn courses(&self, viewer: &Viewer, query: &CourseQuery, now: Moment) -> Answer<Page<CourseRow>>;
    /// A course's page.
    async fn course(&self, viewer: &Viewer, id: &CourseId) -> Answer<CourseDetail>;
    /// Adds or changes a course; its chapters stay as they are.
    async fn save_course(&self, viewer: &Viewer, draft: &Course, now: Moment) -> Answer<CourseId>;
    /// Adds a chapter at the end.
    async fn add_chapter(&self, viewer: &Viewer, id: &CourseId, chapter: &Chapter, now: Moment) -> Answer<()>;
    /// Takes a chapter out of a course that is a draft.
    async fn remove_chapter(&self, viewer: &Viewer, id: &CourseId, chapter: &str, now: Moment) -> Answer<()>;
    /// Opens a course to be learned, or closes it.
    async fn set_course_state(&self, viewer: &Viewer, id: &CourseId, state: CourseState, now: Moment) -> Answer<()>;
    /// A sign of life of the viewer's player.
    async fn beat(&self, viewer: &Viewer, id: &CourseId, chapter: &str, position: u32, now: Moment) -> Answer<Beat>;
    /// An exercise of the viewer's.
    async fn exercise(&self, viewer: &Viewer, id: &CourseId, chapter: &str) -> Answer<Exercise>;
    /// Answers an exercise, as often as one likes; the best result counts.
    async fn answer_exercise(
        &self,
        viewer: &Viewer,
        id: &CourseId,
        chapter: &str,
        answers: &Answers,
        now: Moment,
    ) -> Answer<Exercise>;
    /// What a package keeps for the viewer.
    async fn package_data(&self, viewer: &Viewer, id: &CourseId, chapter: &str) -> Answer<String>;
    /// Keeps what a package keeps for the viewer, and what it says about being done.
    async fn save_package(
        &self,
        viewer: &Viewer,
        id: &CourseId,
        chapter: &str,
        report: &PackageReport,
        now: Moment,
    ) -> Answer<Beat>;
}

/// Lessons and who was there.
#[async_trait]
pub trait Attendance: Send + Sync {
    /// The lessons of a class, and what is known of the viewer at them.
    async fn lessons(&self, viewer: &Viewer, class: &ClassId) -> Answer<(Vec<Lesson>, Vec<CheckIn>)>;
    /// Adds or changes a lesson.
    async fn save_lesson(&self, viewer: &Viewer, draft: &LessonDraft, now: Moment) -> Answer<LessonId>;
    /// Calls a lesson off; it stays, as cancelled.
    async fn cancel_lesson(&self, viewer: &Viewer, id: &LessonId, now: Moment) -> Answer<()>;
    /// A lesson's page.
    async fn lesson(&self, viewer: &Viewer, id: &LessonId) -> Answer<LessonDetail>;
    /// The code to show in the room now.
    async fn lesson_code(&self, viewer: &Viewer, id: &LessonId, now: Moment) -> Answer<LessonCode>;
    /// Checks the viewer in or out with a code; again changes nothing.
    async fn check_in(&self, viewer: &Viewer, draft: &CheckInDraft, now: Moment) -> Answer<CheckIn>;
    /// Writes down who was there, by the class head.
    async fn mark_presence(&self, viewer: &Viewer, id: &LessonId, marks: &[PresenceMark], now: Moment) -> Answer<()>;
    /// The evaluation of a class: to answer, or what the answers come to.
    async fn evaluation(&self, viewer: &Viewer, class: &ClassId, now: Moment) -> Answer<EvaluationDetail>;
    /// Answers for the viewer, once; nobody learns who said what.
    async fn evaluate(&self, viewer: &Viewer, answer: &Evaluation, now: Moment) -> Answer<()>;
    /// What the viewer has, and what is in their scope, in a span of days.
    async fn timetable(&self, viewer: &Viewer, from: Day, until: Day) -> Answer<Timetable>;
    /// The secret address of a feed.
    async fn feed(&self, viewer: &Viewer, subject: &FeedSubject) -> Answer<Feed>;
    /// Gives a feed a new secret address, or none when not to be kept; the old one ends.
    async fn renew_feed(&self, viewer: &Viewer, subject: &FeedSubject, keep: bool, now: Moment) -> Answer<()>;
    /// What everybody's lessons of a class come to.
    async fn attendance_of(&self, viewer: &Viewer, class: &ClassId, now: Moment) -> Answer<ClassAttendance>;
    /// The viewer's lessons of the day, each with its class's title.
    async fn lessons_of_day(&self, viewer: &Viewer, now: Moment) -> Answer<Vec<(Lesson, String)>>;
}

/// Notices, home, search.
#[async_trait]
pub trait Desk: Send + Sync {
    /// The viewer's home page.
    async fn home(&self, viewer: &Viewer, now: Moment) -> Answer<Home>;
    /// A page of the viewer's notices.
    async fn notices(&self, viewer: &Viewer, window: &Window) -> Answer<Page<Notice>>;
    /// How many are unread.
    async fn unread(&self, viewer: &Viewer) -> Answer<u32>;
    /// Marks notices read; all of them when the list is empty.
    async fn read_notices(&self, viewer: &Viewer, ids: &[NoticeId], now: Moment) -> Answer<()>;
    /// Finds people, units and classes in the viewer's scope.
    async fn search(&self, viewer: &Viewer, q: &str) -> Answer<Vec<Hit>>;
}

/// Accounts, roles and the audit trail.
#[async_trait]
pub trait Accounts: Send + Sync {
    /// An account's sessions: one's own, or anybody's for those who give roles.
    async fn sessions(&self, viewer: &Viewer, account: &AccountId, current: &str) -> Answer<Vec<SessionView>>;
    /// Ends one of them.
    async fn end_session(&self, viewer: &Viewer, account: &AccountId, handle: &str, now: Moment) -> Answer<()>;
    /// A page of accounts.
    async fn accounts(&self, viewer: &Viewer, q: &str, window: &Window, now: Moment) -> Answer<Page<Account>>;
    /// One account.
    async fn account(&self, viewer: &Viewer, id: &AccountId) -> Answer<Account>;
    /// Creates an account that belongs to nobody; gives its initial password, to be told once.
    async fn create_account(&self, viewer: &Viewer, draft: &NewAccount, now: Moment) -> Answer<Slip>;
    /// Sets a new initial password and ends the sessions; gives it, to be told once. Of an account
    /// with roles this takes another administrator's consent, see [`Consents`].
    async fn reset_password(&self, viewer: &Viewer, id: &AccountId, now: Moment) -> Answer<Slip>;
    /// Allows or forbids signing in.
    async fn set_disabled(&self, viewer: &Viewer, id: &AccountId, disabled: bool, now: Moment) -> Answer<()>;
    /// Gives a role.
    async fn grant(
        &self,
        viewer: &Viewer,
        account: &AccountId,
        role: Role,
        unit: &UnitId,
        from: Day,
        until: Day,
        now: Moment,
    ) -> Answer<()>;
    /// Ends a role now.
    async fn revoke(&self, viewer: &Viewer, grant: &GrantId, now: Moment) -> Answer<()>;
    /// Lets another account stand in for one of the viewer's own roles.
    async fn delegate(
        &self,
        viewer: &Viewer,
        grant: &GrantId,
        to: &str,
        from: Day,
        until: Day,
        now: Moment,
    ) -> Answer<()>;
    /// The delegations the viewer has given.
    async fn delegations(&self, viewer: &Viewer, now: Moment) -> Answer<Vec<(Grant, String)>>;
    /// The units of the viewer's own roles by name.
    async fn units_of(&self, viewer: &Viewer) -> Answer<BTreeMap<UnitId, String>>;
    /// The units over which the viewer gives roles, in tree order, indented.
    async fn units_to_grant(&self, viewer: &Viewer) -> Answer<Vec<(UnitId, String)>>;
}

/// What takes two administrators.
#[async_trait]
pub trait Consents: Send + Sync {
    /// Requests of the last months, those the viewer can do something about first.
    async fn consents(&self, viewer: &Viewer, now: Moment) -> Answer<Vec<ConsentRow>>;
    /// People without an account for whom the viewer may ask for one: name and unit, no more.
    async fn without_account(&self, viewer: &Viewer, q: &str, window: &Window) -> Answer<Page<Opening>>;
    /// Asks for accounts for people.
    async fn ask_openings(&self, viewer: &Viewer, people: &[PersonId], now: Moment) -> Answer<()>;
    /// Asks for a new password of an account, and for its second factor to go.
    async fn ask_reset(&self, viewer: &Viewer, account: &AccountId, factor: bool, now: Moment) -> Answer<()>;
    /// Consents to a request or refuses it.
    async fn answer_consent(
        &self,
        viewer: &Viewer,
        id: &ConsentId,
        version: u32,
        give: bool,
        now: Moment,
    ) -> Answer<()>;
}

/// The audit trail.
#[async_trait]
pub trait Trail: Send + Sync {
    /// Rows of the audit trail, newest first.
    async fn audit(&self, viewer: &Viewer, query: &AuditQuery, now: Moment) -> Answer<Vec<AuditLine>>;
    /// Verifies the audit trail.
    async fn verify_audit(&self, viewer: &Viewer) -> Answer<AuditReport>;
}

/// Who may go where.
#[async_trait]
pub trait Eligibility: Send + Sync {
    /// All versions of all rules, and whether the viewer may change them.
    async fn eligibility_rules(&self, viewer: &Viewer) -> Answer<(Vec<EligibilityRule>, bool)>;
    /// Adds a version to a rule.
    async fn save_eligibility_rule(&self, viewer: &Viewer, next: &EligibilityRule, now: Moment) -> Answer<()>;
    /// What is known of somebody for exchange.
    async fn circumstances(&self, viewer: &Viewer, person: &PersonId) -> Answer<CircumstancesDetail>;
    /// Changes what is known of somebody.
    async fn save_circumstances(&self, viewer: &Viewer, next: &Circumstances, now: Moment) -> Answer<()>;
    /// Answers a question to the rules; nothing is kept.
    async fn what_if(&self, viewer: &Viewer, question: &WhatIf, now: Moment) -> Answer<Screening>;
}

/// Rounds of exchange.
#[async_trait]
pub trait Rounds: Send + Sync {
    /// Rounds the viewer holds, acts in or may join, the newest first.
    async fn rounds(&self, viewer: &Viewer, now: Moment) -> Answer<Vec<RoundRow>>;
    /// A round's page.
    async fn round(&self, viewer: &Viewer, id: &RoundId, now: Moment) -> Answer<RoundDetail>;
    /// Adds or changes a round.
    async fn save_round(&self, viewer: &Viewer, draft: &Round, now: Moment) -> Answer<RoundId>;
    /// Opens a round: its mechanism, seed and units are settled, and its people are told.
    async fn open_round(&self, viewer: &Viewer, id: &RoundId, now: Moment) -> Answer<()>;
    /// Ends the taking of wishes.
    async fn close_wishes(&self, viewer: &Viewer, id: &RoundId, now: Moment) -> Answer<()>;
    /// Adds or changes a post offered.
    async fn save_offer(&self, viewer: &Viewer, post: &OfferedPost, now: Moment) -> Answer<()>;
    /// Takes a post out of a round.
    async fn remove_offer(&self, viewer: &Viewer, id: &OfferId, now: Moment) -> Answer<RoundId>;
    /// A post's page with those who wish for it.
    async fn offer(&self, viewer: &Viewer, id: &OfferId, now: Moment) -> Answer<OfferDetail>;
    /// Ranks those who wish for a post, and declines some with a reason.
    async fn rank(
        &self,
        viewer: &Viewer,
        id: &OfferId,
        version: u32,
        ranking: &[PersonId],
        declined: &BTreeMap<PersonId, String>,
        now: Moment,
    ) -> Answer<()>;
    /// What the viewer may wish for.
    async fn wish_form(&self, viewer: &Viewer, id: &RoundId, now: Moment) -> Answer<WishForm>;
    /// Ranks the viewer's wishes; the last saving counts.
    async fn save_wishes(
        &self,
        viewer: &Viewer,
        id: &RoundId,
        wishes: &[OfferId],
        statement: &str,
        now: Moment,
    ) -> Answer<()>;
    /// Takes the viewer out of a round.
    async fn withdraw_entry(&self, viewer: &Viewer, id: &RoundId, now: Moment) -> Answer<()>;
    /// Nominates people of the viewer's units, all or none; those who are in it stay as they are.
    async fn nominate(&self, viewer: &Viewer, id: &RoundId, people: &[PersonId], now: Moment) -> Answer<()>;
    /// Decides a placement beforehand, rules it out (`Some(false)`), or takes such a decision back.
    async fn settle_pair(
        &self,
        viewer: &Viewer,
        id: &OfferId,
        person: &PersonId,
        pin: Option<bool>,
        reason: &str,
        now: Moment,
    ) -> Answer<()>;
    /// Says that two people must end in one unit (`Some(true)`), must not, or takes that back.
    async fn save_pair(
        &self,
        viewer: &Viewer,
        id: &RoundId,
        pair: (&PersonId, &PersonId),
        together: Option<bool>,
        now: Moment,
    ) -> Answer<()>;
    /// Sets somebody's priority, with its reason, and their quality for the balance of quality.
    async fn weigh_entry(
        &self,
        viewer: &Viewer,
        id: &RoundId,
        person: &PersonId,
        priority: (i64, &str),
        quality: Option<i64>,
        now: Moment,
    ) -> Answer<()>;
    /// Tries a mechanism. Gives the scenario's name.
    async fn try_mechanism(
        &self,
        viewer: &Viewer,
        id: &RoundId,
        mechanism: Mechanism,
        weights: &Weights,
        now: Moment,
    ) -> Answer<String>;
    /// A scenario, beside another when one is named.
    async fn scenario(&self, viewer: &Viewer, id: &RoundId, scenario: &str, against: &str) -> Answer<ScenarioDetail>;
    /// Announces a scenario: its people are told and asked.
    async fn announce(&self, viewer: &Viewer, id: &RoundId, scenario: &str, reason: &str, now: Moment) -> Answer<()>;
    /// Accepts or declines the viewer's result.
    async fn reply(&self, viewer: &Viewer, id: &RoundId, accepted: bool, now: Moment) -> Answer<()>;
    /// Works out what least changes after the declines. Gives the scenario's name.
    async fn repair_round(&self, viewer: &Viewer, id: &RoundId, now: Moment) -> Answer<String>;
    /// Ends a round: every placement that was accepted becomes a case.
    async fn close_round(&self, viewer: &Viewer, id: &RoundId, now: Moment) -> Answer<()>;
}

/// Cases of exchange, and what falls due.
#[async_trait]
pub trait Cases: Send + Sync {
    /// Cases the viewer sees, those that wait for them first; the viewer's own always.
    async fn cases(&self, viewer: &Viewer, now: Moment) -> Answer<Vec<CaseRow>>;
    /// A case's page.
    async fn case(&self, viewer: &Viewer, id: &CaseId, now: Moment) -> Answer<CaseDetail>;
    /// Opens a case outside a round.
    async fn open_case(&self, viewer: &Viewer, draft: &CaseDraft, now: Moment) -> Answer<CaseId>;
    /// Does something with a case as it was read.
    async fn act(&self, viewer: &Viewer, id: &CaseId, version: u32, action: &Action, now: Moment) -> Answer<()>;
    /// Does the same in several cases, each with the version seen, all or none.
    async fn act_together(&self, viewer: &Viewer, cases: &[(CaseId, u32)], action: &Action, now: Moment) -> Answer<()>;
    /// What each kind of exchange asks for now, and whether the viewer may change it.
    async fn kinds(&self, viewer: &Viewer, now: Moment) -> Answer<(Vec<KindRules>, bool)>;
    /// Changes what a kind asks for from today on; open cases go on under it.
    async fn save_kind(&self, viewer: &Viewer, rules: &KindRules, now: Moment) -> Answer<()>;
    /// The holiday table.
    async fn holidays(&self, viewer: &Viewer) -> Answer<Holidays>;
    /// Takes a holiday table in, all or nothing; days it names replace what was known of them.
    async fn import_holidays(&self, viewer: &Viewer, days: &[SpecialDay], now: Moment) -> Answer<u32>;
    /// The templates of papers: those a system begins with, then those of the viewer's units.
    async fn templates(&self, viewer: &Viewer) -> Answer<Vec<Template>>;
    /// Changes the template of a unit; it holds for the unit and those below.
    async fn save_template(&self, viewer: &Viewer, next: &Template, now: Moment) -> Answer<()>;
    /// A paper of a case, by the nearest template above the receiving unit.
    async fn document(&self, viewer: &Viewer, ids: &[CaseId], kind: DocumentKind, now: Moment) -> Answer<Document>;
    /// What falls due in the viewer's scope.
    async fn dues(&self, viewer: &Viewer, now: Moment) -> Answer<DueList>;
    /// Full-time, seconded and part-time shares of the mass organisations in scope.
    async fn staffing(&self, viewer: &Viewer, now: Moment) -> Answer<Vec<StaffingRow>>;
    /// Sets the target of a mass organisation, with its basis.
    async fn save_staffing_target(
        &self,
        viewer: &Viewer,
        unit: &UnitId,
        percent: u32,
        basis: &str,
        now: Moment,
    ) -> Answer<()>;
}

/// Fault tolerance: cases, precedents, talks of early correction, settings.
#[async_trait]
pub trait Tolerance: Send + Sync {
    /// The register: cases the viewer has a part in, those that wait for them first.
    async fn tolerance_cases(&self, viewer: &Viewer, now: Moment) -> Answer<Vec<tolerance::CaseRow>>;
    /// A case's page. Looking at it leaves a row of the trail.
    async fn tolerance_case(&self, viewer: &Viewer, id: &ToleranceId, now: Moment) -> Answer<tolerance::CaseDetail>;
    /// Applies for somebody, or begins a case as the handling organ.
    async fn open_tolerance(&self, viewer: &Viewer, draft: &tolerance::Draft, now: Moment) -> Answer<ToleranceId>;
    /// Does something with a case as it was read. Of members that are named, the account is enough.
    async fn act_tolerance(
        &self,
        viewer: &Viewer,
        id: &ToleranceId,
        version: u32,
        action: &tolerance::Action,
        now: Moment,
    ) -> Answer<()>;
    /// Decided cases without names, those with a text and a clause.
    async fn precedents(&self, viewer: &Viewer, text: &str, clause: &str, now: Moment)
    -> Answer<tolerance::Precedents>;
    /// Takes a decided case into the collection, in words without names.
    async fn collect_precedent(
        &self,
        viewer: &Viewer,
        id: &ToleranceId,
        summary: &str,
        reasons: &str,
        now: Moment,
    ) -> Answer<()>;
    /// Talks of early correction in the viewer's scope, and their own.
    async fn talks(&self, viewer: &Viewer, now: Moment) -> Answer<Vec<tolerance::TalkRow>>;
    /// Takes a talk back that was entered by mistake; the person is told.
    async fn withdraw_talk(&self, viewer: &Viewer, id: &TalkId, why: &str, now: Moment) -> Answer<()>;
    /// Records a talk.
    async fn save_talk(&self, viewer: &Viewer, talk: &tolerance::Talk, now: Moment) -> Answer<()>;
    /// Answers a written inquiry.
    async fn answer_talk(&self, viewer: &Viewer, id: &TalkId, text: &str, now: Moment) -> Answer<()>;
    /// The numbers of the procedure and its clauses.
    async fn tolerance_settings(&self, viewer: &Viewer) -> Answer<tolerance::SettingsView>;
    /// Adds a version of the numbers.
    async fn save_tolerance_settings(
        &self,
        viewer: &Viewer,
        next: &tolerance::ToleranceRules,
        now: Moment,
    ) -> Answer<()>;
}

/// Talent pipelines: who is ready for what, and where the structure is thin.
#[async_trait]
pub trait Pipeline: Send + Sync {
    /// The structure below a unit, or of the viewer's whole scope.
    async fn pipeline(&self, viewer: &Viewer, unit: &UnitId, now: Moment) -> Answer<pipeline::Pipeline>;
    /// People with how ready they are.
    async fn talents(&self, viewer: &Viewer, query: &pipeline::TalentQuery, now: Moment) -> Answer<pipeline::Talents>;
    /// One person, with each condition.
    async fn talent(&self, viewer: &Viewer, person: &PersonId, now: Moment) -> Answer<pipeline::TalentDetail>;
    /// The numbers, every version.
    async fn pipeline_settings(&self, viewer: &Viewer) -> Answer<pipeline::RulesView>;
    /// Adds a version of the numbers.
    async fn save_pipeline_settings(&self, viewer: &Viewer, next: &pipeline::PipelineRules, now: Moment) -> Answer<()>;
}

/// Incentives: awards, care, rules and figures.
#[async_trait]
pub trait Incentive: Send + Sync {
    /// Awards the viewer sees, practice to learn from, who was overlooked, how awards fall.
    async fn incentives(&self, viewer: &Viewer, now: Moment) -> Answer<incentive::Incentives>;
    /// An award's page.
    async fn award(&self, viewer: &Viewer, id: &AwardId, now: Moment) -> Answer<incentive::AwardDetail>;
    /// Nominates a person or a unit.
    async fn nominate_award(&self, viewer: &Viewer, draft: &incentive::Draft, now: Moment) -> Answer<AwardId>;
    /// Does something with an award as it was read. Of an approval, the unit's id is enough.
    async fn act_award(
        &self,
        viewer: &Viewer,
        id: &AwardId,
        version: u32,
        action: &incentive::Action,
        now: Moment,
    ) -> Answer<()>;
    /// Care in the viewer's scope, and their own.
    async fn cares(&self, viewer: &Viewer, now: Moment) -> Answer<Vec<incentive::Care>>;
    /// Records care.
    async fn save_care(&self, viewer: &Viewer, care: &incentive::Care, now: Moment) -> Answer<()>;
    /// The rules of awards.
    async fn incentive_settings(&self, viewer: &Viewer) -> Answer<incentive::RulesView>;
    /// Adds a version of them.
    async fn save_incentive_settings(
        &self,
        viewer: &Viewer,
        next: &incentive::IncentiveRules,
        now: Moment,
    ) -> Answer<()>;
}

/// Appraisal: schemes, years, people in them, ballots, deeds, rules.
#[async_trait]
pub trait Appraisal: Send + Sync {
    /// Appraisals in the viewer's scope, their own results and the ballots they may cast.
    async fn appraisals(&self, viewer: &Viewer, now: Moment) -> Answer<appraisal::Appraisals>;
    /// An appraisal's page.
    async fn appraisal(&self, viewer: &Viewer, id: &AppraisalId, now: Moment) -> Answer<appraisal::AppraisalDetail>;
    /// Sets one up: everybody in service in the unit and below, with sheets and rolls of voters.
    async fn set_up_appraisal(&self, viewer: &Viewer, draft: &appraisal::Draft, now: Moment) -> Answer<AppraisalId>;
    /// Moves one on, as it was read.
    async fn act_appraisal(
        &self,
        viewer: &Viewer,
        id: &AppraisalId,
        version: u32,
        act: &appraisal::StepAct,
        now: Moment,
    ) -> Answer<()>;
    /// People of an appraisal in the viewer's scope.
    async fn appraisal_members(
        &self,
        viewer: &Viewer,
        id: &AppraisalId,
        filter: appraisal::MemberFilter,
        text: &str,
        window: &Window,
    ) -> Answer<appraisal::Members>;
    /// One person's page.
    async fn appraisal_member(&self, viewer: &Viewer, id: &MemberId, now: Moment) -> Answer<appraisal::MemberDetail>;
    /// Does something with one person, as they were read.
    async fn act_member(
        &self,
        viewer: &Viewer,
        id: &MemberId,
        version: u32,
        act: &appraisal::Act,
        now: Moment,
    ) -> Answer<()>;
    /// Takes a third party's data set in; gives how many of its lines are people of the appraisal.
    async fn add_third_party(
        &self,
        viewer: &Viewer,
        id: &AppraisalId,
        draft: &appraisal::ThirdPartyDraft,
        now: Moment,
    ) -> Answer<u32>;
    /// A sheet's page, for those who run the vote.
    async fn sheet(&self, viewer: &Viewer, id: &SheetId, now: Moment) -> Answer<appraisal::SheetDetail>;
    /// Puts a person, by id or by a name that is one's alone in the viewer's scope, on the roll of a
    /// sheet in a group, or takes them off where it is empty. Nobody who took a ballot.
    async fn set_voter(&self, viewer: &Viewer, id: &SheetId, person: &PersonId, group: &str, now: Moment)
    -> Answer<()>;
    /// Says how many were given paper ballots.
    async fn save_paper(&self, viewer: &Viewer, id: &SheetId, roll: &appraisal::GroupRoll, now: Moment) -> Answer<()>;
    /// Takes typed paper ballots in: the first time they wait, the second time by somebody else they
    /// count when they are alike.
    async fn type_paper(&self, viewer: &Viewer, id: &SheetId, group: &str, text: &str, now: Moment) -> Answer<()>;
    /// Throws away paper ballots that were typed once, to begin again.
    async fn drop_paper(&self, viewer: &Viewer, id: &SheetId, group: &str, now: Moment) -> Answer<()>;
    /// Makes slips for people without an account; gives their numbers, which are kept nowhere.
    async fn make_slips(
        &self,
        viewer: &Viewer,
        id: &SheetId,
        group: &str,
        count: u32,
        now: Moment,
    ) -> Answer<Vec<String>>;
    /// Gives slips out or makes them void, as another person than who printed them, or asked for it.
    async fn act_slips(&self, viewer: &Viewer, id: &SheetId, act: &appraisal::SlipAct, now: Moment) -> Answer<()>;
    /// The viewer's ballot.
    async fn ballot(&self, viewer: &Viewer, id: &SheetId, now: Moment) -> Answer<appraisal::BallotPage>;
    /// Signs the viewer's blinded ballot number, once: asking again with the same gives the same.
    async fn take_ballot(&self, viewer: &Viewer, id: &SheetId, blinded: &[u8], now: Moment) -> Answer<Vec<u8>>;
    /// Puts a ballot in the box. Nobody's name comes with it; the same again changes nothing, and
    /// `false` says so.
    async fn cast_ballot(
        &self,
        id: &SheetId,
        group: &str,
        number: &[u8],
        signature: &[u8],
        marks: &str,
        now: Moment,
    ) -> Answer<bool>;
    /// The ballot of a printed slip.
    async fn slip(&self, number: &str, now: Moment) -> Answer<appraisal::BallotPage>;
    /// Puts a slip's ballot in the box, once.
    async fn cast_slip(&self, number: &str, marks: &str, now: Moment) -> Answer<()>;
    /// Whether the ballot with a number's hash is in the box or was counted.
    async fn receipt(&self, id: &SheetId, hash: &str) -> Answer<appraisal::Receipt>;
    /// Schemes.
    async fn schemes(&self, viewer: &Viewer) -> Answer<appraisal::Schemes>;
    /// A scheme, tried on a filed appraisal where one is named.
    async fn scheme(&self, viewer: &Viewer, id: &SchemeId, on: &AppraisalId) -> Answer<appraisal::SchemeDetail>;
    /// Saves a draft: a new one without an id, or a copy of one that was adopted.
    async fn save_scheme(&self, viewer: &Viewer, scheme: &appraisal::Scheme, now: Moment) -> Answer<SchemeId>;
    /// Adopts a draft.
    async fn adopt_scheme(
        &self,
        viewer: &Viewer,
        id: &SchemeId,
        version: u32,
        document: &str,
        now: Moment,
    ) -> Answer<()>;
    /// Deeds in the viewer's scope, and their own: those to be confirmed first.
    async fn deeds(&self, viewer: &Viewer, now: Moment) -> Answer<Vec<appraisal::Deed>>;
    /// Enters a deed of the viewer's own.
    async fn save_deed(&self, viewer: &Viewer, deed: &appraisal::Deed, now: Moment) -> Answer<()>;
    /// Confirms a deed or not, with why.
    async fn confirm_deed(&self, viewer: &Viewer, id: &DeedId, counts: bool, why: &str, now: Moment) -> Answer<()>;
    /// The numbers of appraisals.
    async fn appraisal_settings(&self, viewer: &Viewer) -> Answer<appraisal::SettingsView>;
    /// Adds a version of them.
    async fn save_appraisal_settings(
        &self,
        viewer: &Viewer,
        next: &appraisal::AppraisalRules,
        now: Moment,
    ) -> Answer<()>;
}
