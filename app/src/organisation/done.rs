//! What a form of units that was carried out says about it on the next page.

use crate::words::tr;

/// The sentence for a form's address.
#[must_use]
pub fn done(path: &str) -> Option<&'static str> {
    Some(match path {
        "/api/units/create" => tr("单位已设立", "The unit is set up"),
        "/api/units/organ" => tr("落款机关已保存", "Signing organ saved"),
        "/api/units/headcount" => tr("编制职数已保存", "Headcount saved"),
        "/api/units/reorganise" => tr("机构调整已生效", "The reorganisation is in force"),
        "/api/units/posts/add" => tr("职位已新增", "The post is added"),
        "/api/units/posts/change" => tr("职位已修改", "The post is changed"),
        _ => return None,
    })
}
