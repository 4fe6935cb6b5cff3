//! A fictional province with cities, counties, and both families in each.

use domain::UnitId;
use domain::code::{Family, UnitKind, UnitLevel};
use domain::organisation::{Unit, path_of};

use super::names::CITIES;

/// Organisations of each level: (code, name, kind).
const BODIES: [(&str, &str, UnitKind); 14] = [
    ("union", "总工会", UnitKind::Union),
    ("youth", "团委", UnitKind::YouthLeague),
    ("women", "妇女联合会", UnitKind::Women),
    ("science", "科学技术协会", UnitKind::Science),
    ("overseas", "归国华侨联合会", UnitKind::OverseasReturned),
    ("commerce", "工商业联合会", UnitKind::Commerce),
    ("arts", "文学艺术界联合会", UnitKind::Arts),
    ("disabled", "残疾人联合会", UnitKind::Disabled),
    ("redcross", "红十字会", UnitKind::RedCross),
    ("org", "委组织部", UnitKind::PartyDepartment),
    ("prop", "委宣传部", UnitKind::PartyDepartment),
    ("hr", "人力资源和社会保障局", UnitKind::GovernmentDepartment),
    ("civil", "民政局", UnitKind::GovernmentDepartment),
    ("edu", "教育局", UnitKind::GovernmentDepartment),
];

/// Whether people are put into a unit.
pub(super) fn takes_people(unit: &Unit) -> bool {
    unit.kind != UnitKind::Region
}

/// The tree, roots first. Larger populations get more counties.
pub(super) fn units(people: u32) -> Vec<Unit> {
    let mut all = Vec::new();
    let counties = (people / 2000).clamp(1, 12) as usize;
    let root = unit("yj", "云江省", "云江省", UnitKind::Region, UnitLevel::Province, None, 0);
    all.push(root.clone());
    bodies(&mut all, &root, "yj", "云江省", UnitLevel::Province, people);
    for (rank, (code, name)) in CITIES.iter().enumerate() {
        let full = format!("{name}市");
        let city = unit(code, &full, &full, UnitKind::Region, UnitLevel::City, Some(&root), 100 + rank as u32);
        all.push(city.clone());
        bodies(&mut all, &city, code, &full, UnitLevel::City, people);
        for n in 0..counties {
            let code = format!("{code}{n}");
            let full =
                format!("{name}市{}县", ["临", "安", "永", "新", "平", "清", "长", "东", "西", "南", "北", "中"][n]);
            let county = unit(&code, &full, &full, UnitKind::Region, UnitLevel::County, Some(&city), 200 + n as u32);
            all.push(county.clone());
            bodies(&mut all, &county, &code, &full, UnitLevel::County, people);
        }
    }
    if let Some(city) = all.iter().find(|unit| unit.id.as_str() == "hx").cloned() {
        let mut joint = unit(
            "hx-joint",
            "汇溪市园区群团服务中心",
            "园区群团中心",
            UnitKind::Joint,
            UnitLevel::County,
            Some(&city),
            90,
        );
        joint.members = ["hx-union", "hx-youth", "hx-women"].map(UnitId::from).to_vec();
        joint.headcount = 12;
        joint.leading_posts = 2;
        all.push(joint);
    }
    all
}

fn bodies(all: &mut Vec<Unit>, region: &Unit, code: &str, name: &str, level: UnitLevel, people: u32) {
    for (rank, (body, title, kind)) in BODIES.iter().enumerate() {
        let full = format!("{name}{title}");
        let mut made = unit(&format!("{code}-{body}"), &full, &full, *kind, level, Some(region), rank as u32);
        made.headcount = (people / 90).max(6);
        made.leading_posts = 5.min(made.headcount);
        all.push(made);
    }
}

fn unit(id: &str, name: &str, short: &str, kind: UnitKind, level: UnitLevel, parent: Option<&Unit>, rank: u32) -> Unit {
    let id = UnitId::from(id);
    Unit {
        path: path_of(parent.map_or("/", |parent| parent.path.as_str()), &id),
        family: kind.family().unwrap_or_else(|| parent.map_or(Family::Government, |parent| parent.family)),
        id,
        name: name.to_owned(),
        short: short.to_owned(),
        kind,
        level,
        parent: parent.map(|parent| parent.id.clone()).unwrap_or_default(),
        headcount: 0,
        leading_posts: 0,
        members: Vec::new(),
        rank,
        // A region's papers are its organisation department's.
        organ: if kind == UnitKind::Region { format!("中共{name}委组织部") } else { String::new() },
        active: true,
        version: 0,
    }
}
