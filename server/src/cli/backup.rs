//! Backups, imports and exports from the terminal.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use domain::PersonId;
use domain::import::port::Imports;
use domain::import::{ImportState, Verdict};
use domain::page::Window;
use domain::person::PeopleQuery;
use store::{NewImport, Store};
use tokio::io::{AsyncWrite, AsyncWriteExt};

use super::open::{connect_unproven, with_any};
use super::operator::{actor, operator};
use super::outcome::{Failure, Said};
use super::sealing;
use crate::config::Config;
use crate::{files, now};

/// Writes a backup, encrypted to those it is for.
pub(crate) async fn write(
    store: &Store,
    out: impl AsyncWrite + Unpin + Send,
    recipients: &str,
) -> Result<Said, Failure> {
    let mut out = sealing::encrypted(out, &sealing::recipients(recipients)?).await?;
    // So that the head it ends with covers all that it holds.
    while store.seal(now()).await? > 0 {}
    let manifest = store.backup(&mut out, now()).await?;
    out.shutdown().await?;
    let rows: u64 = manifest.tables.values().map(|(rows, _)| rows).sum();
    Ok(Said {
        text: format!("{rows} rows of {} tables; audit head {}", manifest.tables.len(), manifest.head),
        well: true,
    })
}

/// Verifies the audit trail.
pub(crate) async fn verify(store: &Store, head: Option<&str>) -> Result<Said, Failure> {
    let report = store.verify_trail(head).await?;
    let mut text =
        format!("rows {} seals {} pending {} head {}", report.rows, report.seals, report.pending, report.head);
    for broken in &report.breaks {
        let _ = write!(text, "\nBROKEN {broken:?}");
    }
    Ok(Said { text, well: report.breaks.is_empty() })
}

pub(super) async fn restore(
    config: &Config,
    path: &Path,
    check: bool,
    identity: Option<&Path>,
) -> Result<ExitCode, Failure> {
    // The whole file is checked before the first row is written.
    let manifest = Store::check_backup(&mut sealing::opened(path, identity).await?).await?;
    if !check {
        // What an earlier store at this place had is no measure for the backup.
        with_any(connect_unproven(config).await?, async |store| {
            store.migrate(false, now()).await?;
            store.restore(&mut sealing::opened(path, identity).await?).await?;
            let head = Some(manifest.head.as_str()).filter(|head| !head.is_empty());
            let report = store.verify_trail(head).await?;
            if !report.breaks.is_empty() {
                return Err(format!("restored, but the audit trail is broken: {:?}", report.breaks).into());
            }
            Ok(())
        })
        .await?;
    }
    let rows: u64 = manifest.tables.values().map(|(rows, _)| rows).sum();
    println!("{} {rows} rows; audit head {}", if check { "sound:" } else { "restored" }, manifest.head);
    Ok(ExitCode::SUCCESS)
}

/// Goes on with a store that lacks something.
pub(super) async fn recover(config: &Config, reason: &str) -> Result<ExitCode, Failure> {
    if reason.trim().is_empty() {
        return Err("say why: the reason is noted on the audit trail".into());
    }
    if let Some((copies, bytes)) = Store::give_up_log(&config.store)? {
        println!("{bytes} bytes of the log given up; the log as it was is kept in {}", copies.display());
    }
    let lacking = with_any(connect_unproven(config).await?, async |store| {
        let lacking = store.lacking().await?;
        store.migrate(false, now()).await?;
        store.accept_loss(actor(), reason.trim(), lacking.as_ref(), now()).await?;
        Ok(lacking)
    })
    .await?;
    println!(
        "{}",
        lacking.map_or_else(|| "nothing else is lacking".to_owned(), |lacking| format!("accepted: {lacking}"))
    );
    Ok(ExitCode::SUCCESS)
}

pub(super) async fn import(
    store: &Store,
    paths: &[PathBuf],
    home: Option<String>,
    confirm: bool,
    skip_problems: bool,
) -> Result<ExitCode, Failure> {
    let mut read = Vec::with_capacity(paths.len());
    for path in paths {
        let bytes = tokio::fs::read(path).await.map_err(|e| format!("{}: {e}", path.display()))?;
        let name = path.file_name().unwrap_or_default().to_string_lossy().to_string();
        read.push((name, bytes));
    }
    let parsed = files::read(&read, None).map_err(|reason| format!("the file can't be read: {reason:?}"))?;
    let viewer = operator();
    let home = home.map(domain::UnitId);
    let file = read.first().map(|(name, _)| name.as_str()).unwrap_or_default();
    let new =
        NewImport { file, columns: &parsed.columns, notes: &parsed.notes, rows: &parsed.rows, home: home.as_ref() };
    let id = store.preview_import(&viewer, new, now()).await?;
    let view = store.import(&viewer, &id, &Window { size: 200, ..Window::default() }).await?;
    let [new, changed, same, problems, asked, left] = view.counts;
    println!("new {new} changed {changed} same {same} problems {problems} to be decided {asked} left out {left}");
    for note in &view.notes {
        println!("note {} {:?}", note.source, note.kind);
    }
    for row in &view.rows.rows {
        match &row.verdict {
            Verdict::Problem(problems) => {
                for problem in problems {
                    println!(
                        "row {} {} {:?} “{}”: {:?}",
                        row.line, row.name, problem.field, problem.found, problem.rule
                    );
                }
            }
            Verdict::Changed(changes) => {
                for change in changes {
                    println!(
                        "row {} {} {:?}: “{}” → “{}”",
                        row.line, row.name, change.field, change.before, change.after
                    );
                }
            }
            Verdict::Ask(asked) => {
                let people: Vec<String> = asked.people.iter().map(|one| one.said.join(" ")).collect();
                println!("row {} {}: one of these, or somebody new? {}", row.line, row.name, people.join("; "));
            }
            Verdict::New | Verdict::Same | Verdict::Left => {}
        }
    }
    if !confirm {
        println!("nothing was written; add --confirm to write");
        return Ok(ExitCode::SUCCESS);
    }
    store
        .confirm_import(&viewer, &id, skip_problems, now())
        .await
        .map_err(|fault| format!("not written: {fault:?}"))?;
    loop {
        tokio::time::sleep(Duration::from_millis(100)).await;
        let view = store.import(&viewer, &id, &Window::default()).await?;
        match view.state {
            ImportState::Done => {
                store.imports_at_rest().await;
                while store.seal(now()).await? > 0 {}
                println!("written {}", view.progress.0);
                return Ok(ExitCode::SUCCESS);
            }
            ImportState::Failed => return Err("it failed; nothing was written, the log says why".into()),
            ImportState::Judging | ImportState::Preview | ImportState::Writing => {}
        }
    }
}

pub(super) async fn export(store: &Store, out: &Path) -> Result<ExitCode, Failure> {
    let viewer = operator();
    let records =
        store.export_records(&viewer, &PeopleQuery { state: "all".to_owned(), ..PeopleQuery::default() }).await?;
    let ids: Vec<PersonId> = records.iter().map(|(record, _)| record.person.id.clone()).collect();
    let kind = out.extension().and_then(|e| e.to_str()).unwrap_or_default().to_owned();
    if !matches!(kind.as_str(), "xlsx" | "zip") {
        return Err("the name must end in .xlsx (roster) or .zip (appointment forms, lrmx)".into());
    }
    store.note_export(&viewer, &format!("command line {kind}"), &ids, now()).await?;
    let people = records.len();
    let bytes = if kind == "xlsx" {
        files::roster::write(&records, true)?
    } else {
        files::export::forms_zip(store, &viewer, records, now().day()).await?
    };
    let mut file = sealing::private_file(out).await?;
    file.write_all(&bytes).await?;
    file.sync_all().await?;
    println!("{people} people to {}", out.display());
    Ok(ExitCode::SUCCESS)
}
