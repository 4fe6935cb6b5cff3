//! A plan that was approved and libraries with something in them.

use domain::access::Viewer;
use domain::code::{ClassKind, Tier, TrainingForm};
use domain::record::Hours;
use domain::training::port::{Holdings, Plans};
use domain::training::{Holding, HoldingKind, Plan, PlanState, Programme};
use domain::{AccountId, Fault, HoldingId, Moment, PlanId, ProgrammeId, SurveyId};
use store::Store;

/// (kind, name, what is said of it, category, a leading cadre, seats)
const HOLDINGS: [(HoldingKind, &str, &str, &str, bool, u32); 8] = [
    (HoldingKind::Trainer, "沈知远", "云江省委党校党史党建教研部教授", "theory", false, 0),
    (HoldingKind::Trainer, "梁书禾", "云江省总工会党组成员、副主席", "mass-work", true, 0),
    (HoldingKind::Trainer, "顾清和", "云江大学法学院副教授", "law", false, 0),
    (HoldingKind::Course, "新就业形态劳动者的联系与服务", "案例教学，附讨论提纲", "mass-work", false, 0),
    (HoldingKind::Course, "群团工作中的数字化应用", "上机操作", "digital", false, 0),
    (HoldingKind::Venue, "省委党校一号报告厅", "云江市学府路1号", "", false, 220),
    (HoldingKind::Venue, "省工人文化宫研讨室", "云江市人民路18号", "", false, 40),
    (HoldingKind::Material, "群团工作文件选编", "省委党校图书馆，索书号 D261", "mass-work", false, 0),
];

/// (title, category, tier, form), then hours, classes, people to each, month.
const PROGRAMMES: [(&str, &str, Tier, TrainingForm, [u32; 4]); 4] = [
    ("群团机关处级干部履职能力提升", "mass-work", Tier::Division, TrainingForm::OffJob, [40, 2, 50, 4]),
    ("科级干部群众工作方法", "mass-work", Tier::Section, TrainingForm::OffJob, [24, 4, 60, 5]),
    ("群团干部法治素养", "law", Tier::Section, TrainingForm::Online, [16, 1, 300, 7]),
    ("数字化服务能力", "digital", Tier::Grassroots, TrainingForm::Group, [12, 3, 80, 9]),
];

/// Adds them for the unit at the top.
pub(super) async fn load(store: &Store, now: Moment) -> Result<(), Fault> {
    let office = Viewer { name: "培训·林岚".into(), ..crate::cli::operator() };
    for (kind, name, detail, category, leader, seats) in HOLDINGS {
        let holding = Holding {
            id: HoldingId::default(),
            kind,
            unit: "yj".into(),
            path: String::new(),
            name: name.into(),
            detail: detail.into(),
            category: category.into(),
            leader,
            seats,
            hours: Hours(0),
            about: String::new(),
            active: true,
            file: domain::FileId::default(),
            file_name: String::new(),
            media: String::new(),
            version: 0,
        };
        store.save_holding(&office, &holding, now).await?;
    }
    let year = chrono::Datelike::year(&now.day());
    let plan = Plan {
        id: PlanId::default(),
        unit: "yj".into(),
        unit_name: String::new(),
        path: String::new(),
        year,
        title: format!("{year}年度群团干部培训计划"),
        survey: SurveyId::default(),
        programmes: Vec::new(),
        state: PlanState::Draft,
        submitted_by: Default::default(),
        decided: Default::default(),
        version: 0,
    };
    let id = store.save_plan(&office, &plan, now).await?;
    for (version, (title, category, tier, form, [hours, classes, people, month])) in (1..).zip(PROGRAMMES) {
        let programme = Programme {
            id: ProgrammeId::default(),
            title: title.into(),
            category: category.into(),
            tier,
            kind: ClassKind::InService,
            form,
            hours: Hours::whole(i32::try_from(hours).unwrap_or(0)),
            classes,
            people,
            month,
            basis: "年度重点任务".into(),
        };
        store.save_programme(&office, &id, version, &programme, now).await?;
    }
    store.submit_plan(&office, &id, now).await?;
    let other = Viewer { account: AccountId("demo".into()), name: "组织部·高明".into(), ..office };
    let version = store.plan(&other, &id).await?.plan.version;
    store.decide_plan(&other, &id, version, true, "", now).await
}
