//! Matching from the command line, on the documented format.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use clap::Args;
use domain::code::Code;
use domain::exchange::matching::{self, Mechanism, Outcome, Problem, Property};

use super::outcome::Failure;

#[derive(Args)]
pub(super) struct Options {
    /// The round: a file of the format ganqiao-match/1.
    #[arg(required_unless_present = "assignment")]
    file: Option<PathBuf>,
    /// How people and posts are brought together.
    #[arg(long, default_value = "balanced", value_parser = ["balanced", "deferred", "optimal"])]
    mechanism: String,
    /// Where the result is written; without it, on the standard output.
    #[arg(long)]
    out: Option<PathBuf>,
    /// Verify this result of the round instead of matching.
    #[arg(long, conflicts_with_all = ["out", "mechanism"])]
    check: Option<PathBuf>,
    /// Solve an assignment problem (n, then n×n costs) and print its total on the last line.
    #[arg(long, conflicts_with_all = ["file", "check", "out", "mechanism"])]
    assignment: Option<PathBuf>,
}

fn read(path: &Path) -> Result<String, Failure> {
    std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()).into())
}

fn parse<T: serde::de::DeserializeOwned>(path: &Path) -> Result<T, Failure> {
    serde_json::from_str(&read(path)?).map_err(|error| format!("{}: {error}", path.display()).into())
}

pub(super) fn run(options: Options) -> Result<ExitCode, Failure> {
    if let Some(path) = options.assignment {
        let (n, costs) =
            matching::parse_assignment(&read(&path)?).map_err(|fault| format!("{}: {fault}", path.display()))?;
        let began = Instant::now();
        let found = matching::assignment(n, &costs);
        eprintln!("solved in {:.1} ms", began.elapsed().as_secs_f64() * 1000.0);
        for (row, column) in found.columns.iter().enumerate() {
            println!("{} {}", row + 1, column + 1);
        }
        println!("{}", found.cost);
        return Ok(ExitCode::SUCCESS);
    }
    let path = options.file.unwrap_or_default();
    let problem: Problem = parse(&path)?;
    if let Some(result) = options.check {
        return check(&problem, &parse(&result)?);
    }
    let mechanism = Mechanism::find(&options.mechanism).unwrap_or(Mechanism::Balanced);
    let began = Instant::now();
    let outcome = matching::solve(&problem, mechanism).map_err(|fault| format!("{}: {fault}", path.display()))?;
    eprintln!("solved in {:.1} ms", began.elapsed().as_secs_f64() * 1000.0);
    let text = serde_json::to_string_pretty(&outcome)?;
    match options.out {
        // Whole or not at all: a result cut short would look like one.
        Some(out) => {
            let folder = out.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
            let new = tempfile::NamedTempFile::new_in(folder)?;
            std::fs::write(new.path(), text)?;
            new.persist(&out)?;
        }
        None => println!("{text}"),
    }
    let report = matching::report(&problem, &outcome);
    let firsts = report.by_wish.first().copied().unwrap_or(0);
    eprintln!(
        "{} people: {} move, {firsts} of them to their first wish; cost {}",
        report.people, report.moved, outcome.cost
    );
    for claim in &outcome.claims {
        eprintln!(
            "  {} {}",
            if claim.holds { "holds     " } else { "not claimed" },
            claim.property.name(domain::code::Lang::En)
        );
    }
    Ok(ExitCode::SUCCESS)
}

fn check(problem: &Problem, outcome: &Outcome) -> Result<ExitCode, Failure> {
    let findings = matching::check(problem, outcome);
    for finding in &findings {
        println!("{finding:?}");
    }
    let unproven = findings.iter().all(|finding| matches!(finding, matching::Finding::NoProof(Property::Optimal)));
    println!(
        "{}",
        match (findings.is_empty(), unproven) {
            (true, _) => "verified: keeps every rule, and is what it claims to be",
            (false, true) => "keeps every rule; that nothing costs less can't be verified without solving again",
            (false, false) => "not verified",
        }
    );
    Ok(if unproven { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
