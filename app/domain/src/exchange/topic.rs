//! What the trail calls things of exchange.

use crate::audit::topics;

topics! {
    "exchange_round" "交流轮次" "round of exchange";
    "exchange_offer" "交流岗位" "post offered";
    "exchange_entry" "交流报名" "entry to a round";
    "exchange_scenario" "匹配方案" "scenario";
    "exchange_case" "交流事项" "case of exchange";
    "exchange_kind" "交流类型" "kind of exchange";
    "eligibility_rule" "交流规则" "rule of exchange";
    "circumstances" "交流情形" "circumstances";
    "holiday" "节假日安排" "holidays";
    "document_template" "文书模板" "template";
    "staffing_target" "专兼挂目标" "target of staffing";
}
