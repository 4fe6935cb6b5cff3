//! Why something of fault tolerance is refused.

use domain::tolerance::Refusal;

use crate::words::tr;

/// A refusal as one sentence.
pub(crate) fn said(refusal: &Refusal) -> String {
    match refusal {
        Refusal::MustStandAside(why) => {
            let path: Vec<String> = why.path.iter().map(|(relation, name)| format!("{relation} {name}")).collect();
            let kinship = why.kinship.map(crate::words::name).unwrap_or_default();
            format!(
                "{}{} {kinship} {}",
                tr("所选人员须回避：", "Somebody chosen must stand aside: "),
                crate::words::name(why.kind),
                path.join(" → ")
            )
            .trim_end()
            .to_owned()
        }
    }
}
