//! What a case is judged by: conditions, situations, what makes it lighter, what excludes it,
//! and the three distinctions. Every clause names its basis.

use serde::{Deserialize, Serialize};

use crate::code::{Lang, codes};

codes! {
    /// How the conditions are put together.
    Template {
        All "all" "六项条件（缺一不可）" "Six conditions, all must hold",
        Look "look" "六看（综合研判）" "Six things to look at, weighed together",
    }

    /// What a clause is.
    ClauseKind {
        Condition "condition" "必备条件" "Condition",
        Look "look" "研判要点" "To look at",
        Situation "situation" "容错情形" "Situation",
        Lighter "lighter" "从轻减轻情形" "Makes it lighter",
        Exclusion "exclusion" "排除情形" "Excludes",
    }

    /// The three distinctions (三个区分开来).
    Distinction {
        Experience "experience" "因缺乏经验、先行先试出现的失误，与明知故犯的违纪违法行为" "A slip for want of experience, or a knowing breach",
        Exploration "exploration" "上级尚无明确限制的探索性试验中的失误，与上级明令禁止后依然我行我素的违纪违法行为" "An experiment not yet restricted, or going on after a ban",
        Intention "intention" "为推动发展的无意过失，与为谋取私利的违纪违法行为" "An unintended fault for the common good, or private gain",
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clause {
    pub key: String,
    /// What it is.
    pub kind: ClauseKind,
    /// What it says, in Chinese.
    pub text: String,
    /// In English.
    pub text_en: String,
    /// Basis (依据).
    pub basis: String,
}

impl Clause {
    /// What it says, in a language.
    #[must_use]
    pub fn says(&self, lang: Lang) -> &str {
        if lang == Lang::Zh { &self.text } else { &self.text_en }
    }
}

const SIX: &str = "“缺一不可”六项条件（四川自贸试验区容错办法，2024）";
const LOOK: &str = "《关于进一步激励广大干部新时代新担当新作为的意见》（2018）";
const LIST: &str = "地方容错纠错办法情形清单；《中国共产党问责条例》第十七条";
const LESS: &str = "地方容错纠错办法；《公职人员政务处分法》第十一、十二条";
const NEVER: &str = "地方容错纠错办法排除条款";

/// The clauses a system begins with.
#[must_use]
pub fn clauses() -> Vec<Clause> {
    use ClauseKind as K;
    let of = |kind: K, basis: &str, list: &[(&str, &str, &str)]| -> Vec<Clause> {
        list.iter()
            .map(|(key, text, text_en)| Clause {
                key: (*key).to_owned(),
                kind,
                text: (*text).to_owned(),
                text_en: (*text_en).to_owned(),
                basis: basis.to_owned(),
            })
            .collect()
    };
    let mut all = of(
        K::Condition,
        SIX,
        &[
            (
                "lawful",
                "遵纪守法：未违反党纪国法的禁止性规定",
                "Lawful: no prohibition of Party rules or law was broken",
            ),
            ("reform", "改革创新：为推动改革发展稳定", "Reform: done to move reform and development forward"),
            ("diligent", "勤勉尽责：尽到应尽的职责和注意", "Diligent: the care that could be asked for was taken"),
            ("public", "出于公心：没有谋取私利", "Public spirit: nobody sought a private advantage"),
            (
                "procedure",
                "程序正当：按规定决策，紧急临机处置后及时报告",
                "Due procedure, or reported at once after an emergency",
            ),
            ("corrects", "知错就改：及时纠正并挽回损失", "Corrects: put right at once, the loss made good"),
        ],
    );
    all.extend(of(
        K::Look,
        LOOK,
        &[
            ("motive", "动机态度：出于公心还是私利", "Motive: public or private"),
            ("conditions", "客观条件：有无客观困难和不可控因素", "Circumstances: what could not be helped"),
            ("method", "程序方法：是否经过调研、论证和民主决策", "Method: studied, argued and decided together"),
            ("nature", "性质程度：过失还是故意，是否明令禁止", "Nature: a fault or intent, banned or not"),
            ("consequence", "后果影响：损失和影响的大小", "Consequences: how large the loss is"),
            ("recovery", "挽回损失：是否主动整改、减少损失", "Recovery: put right and made good"),
        ],
    ));
    all.extend(of(
        K::Situation,
        LIST,
        &[
            (
                "carrying-out",
                "落实决策部署中已调研论证、民主决策，仍出现失误",
                "Carrying out a decision that had been studied and decided together",
            ),
            ("first-try", "改革创新、先行先试中出现失误", "A first try in reform"),
            ("legacy", "出于公心解决历史遗留问题出现失误", "Solving a problem left by history, in public spirit"),
            ("unforeseeable", "因不可抗力或难以预见的因素造成失误", "Force majeure or what could not be foreseen"),
            ("objected", "集体决策中明确反对或保留意见", "Objected, or reserved an opinion, in a collective decision"),
            ("emergency", "突发事件中果断处置出现失误", "Acting at once in an emergency"),
            ("whole", "维护大局、服务群众中出现非主观故意的失误", "Serving the whole or the people, without intent"),
        ],
    ));
    all.extend(of(
        K::Lighter,
        LESS,
        &[
            ("recovered", "主动纠错、挽回损失或消除不良影响", "Corrected and made good unasked"),
            ("cooperated", "积极配合调查核实", "Helped the verification"),
            ("merit", "有立功或其他突出表现", "Merit shown"),
        ],
    ));
    all.extend(of(
        K::Exclusion,
        NEVER,
        &[
            ("political", "违反政治纪律和政治规矩", "A breach of political discipline"),
            ("private-gain", "谋取私利、失职渎职、弄虚作假", "Private gain, neglect or falsification"),
            ("banned", "上级明令禁止后仍然实施", "Done after it was expressly banned"),
            ("accident", "造成重大安全责任事故或重大群体性事件", "A grave accident or mass incident was caused"),
        ],
    ));
    all
}
