//! What the trail calls things of appraisals.

use crate::audit::topics;

topics! {
    "appraisal" "考核" "appraisal";
    "appraisal_member" "考核结果" "result of an appraisal";
    "appraisal_sheet" "测评票表" "sheet of a vote";
    "ballot_voter" "投票人" "voter";
    "ballot_slip" "纸质票券" "ballot slips";
    "third_party" "第三方数据" "data of a third party";
    "appraisal_scheme" "考核指标" "scheme";
    "appraisal_rule" "考核设置" "settings of appraisal";
    "deed" "实绩" "deed";
}
