//! The command line. Every command exits 0 when it did what it says, 1 when it could
//! not, 2 when it was not understood.

pub(crate) mod account;
pub(crate) mod backup;
mod code;
mod matching;
pub(crate) mod open;
mod operator;
pub(crate) mod outcome;
mod sealing;
mod serve;
mod stop;
pub(crate) mod unit;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use tokio::io::{AsyncWriteExt, BufWriter};

pub use open::migrate;
pub(crate) use operator::operator;

use self::open::{open, with_store};
use self::outcome::Failure;
use crate::config::Config;
use crate::control::{self, Errand};
use crate::now;
use crate::secrets::Secrets;

/// 干桥 Ganqiao: cadre training, exchange and incentives.
#[derive(Parser)]
#[command(name = "ganqiao", version, about)]
struct Cli {
    /// Configuration file (default: ganqiao.toml, if there is one).
    #[arg(long, global = true)]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the pages.
    Serve {
        /// Load the demo data first when the store is empty, and print its accounts.
        #[arg(long)]
        demo: bool,
        /// How many cadres of demo data.
        #[arg(long, default_value_t = 2000, value_parser = clap::value_parser!(u32).range(10..=1_000_000))]
        people: u32,
    },
    /// Bring the store to this program's schema.
    Migrate {
        /// Only say what would be done.
        #[arg(long)]
        dry_run: bool,
    },
    /// Fill an empty store with fictional data.
    Demo {
        /// How many cadres.
        #[arg(long, default_value_t = 2000, value_parser = clap::value_parser!(u32).range(10..=1_000_000))]
        people: u32,
        /// Other data from another seed.
        #[arg(long, default_value_t = 1)]
        seed: u64,
    },
    /// Import rosters (xlsx) or appointment forms (lrmx, lrm+pic, zip).
    Import {
        #[arg(required = true)]
        files: Vec<PathBuf>,
        /// Unit new people go to whose row names none.
        #[arg(long)]
        home: Option<String>,
        /// Write; without it only the preview is printed.
        #[arg(long)]
        confirm: bool,
        /// Leave out rows with problems.
        #[arg(long)]
        skip_problems: bool,
    },
    /// Export everybody: the roster (.xlsx) or appointment forms (.zip of .lrmx).
    Export {
        /// Where to; ends in .xlsx or .zip.
        out: PathBuf,
    },
    /// The top unit of the tree.
    Unit {
        #[command(subcommand)]
        command: unit::Command,
    },
    Account {
        #[command(subcommand)]
        command: account::Command,
    },
    /// The audit trail.
    Audit {
        #[command(subcommand)]
        command: AuditCommand,
    },
    /// Write a backup, encrypted to a key. A running server writes it without a stop.
    Backup {
        /// Where to; must not exist.
        out: PathBuf,
        /// Public keys (age1…) that open it, apart by commas; backup.recipients otherwise.
        #[arg(long, value_name = "KEY", conflicts_with = "plain")]
        to: Option<String>,
        /// Not encrypted: for a place that is.
        #[arg(long)]
        plain: bool,
    },
    /// The program's keys.
    Secrets {
        #[command(subcommand)]
        command: SecretsCommand,
    },
    /// Restore a backup into an empty store.
    Restore {
        /// The backup.
        file: PathBuf,
        /// Only check the backup.
        #[arg(long)]
        check: bool,
        /// The file with the secret key that opens it.
        #[arg(long)]
        identity: Option<PathBuf>,
    },
    /// Accept that a store lacks something, where no backup gives it back.
    Recover {
        /// Give up what is behind the damage in the log, and go on with what there is.
        #[arg(long, required = true)]
        accept_loss: bool,
        /// Why; it is noted on the audit trail.
        #[arg(long)]
        reason: String,
    },
    /// Match people with posts, verify a match, or solve an assignment problem.
    Match(matching::Options),
    /// Measure this build on this machine, as ratios against a floor of the same run.
    Bench {
        /// The engine to measure.
        #[arg(long, default_value = "surrealkv", value_parser = ["surrealkv", "rocksdb"])]
        engine: String,
        /// People of the completion table; 0 leaves it out.
        #[arg(long, default_value_t = 100_000)]
        people: u32,
        /// Entries of each in the ledger.
        #[arg(long, default_value_t = 50)]
        entries: u32,
        /// Measure eligibility and matching alone.
        #[arg(long)]
        matching: bool,
        /// Measure what the most used pages cost, and many readers beside a few writers, alone.
        #[arg(long, conflicts_with = "matching")]
        pages: bool,
        /// Measure what it takes to import a roster alone.
        #[arg(long, conflicts_with_all = ["matching", "pages"])]
        imports: bool,
        /// People of each store whose pages are measured, apart by commas.
        #[arg(
            long,
            requires = "pages",
            value_delimiter = ',',
            default_values_t = [2_000, 20_000],
            value_parser = clap::value_parser!(u32).range(100..=1_000_000)
        )]
        sizes: Vec<u32>,
    },
    /// Print the configuration in force, secrets hidden.
    Config,
}

#[derive(Subcommand)]
enum AuditCommand {
    /// Verify that no row was removed, edited, reordered or slipped in.
    Verify {
        /// A head hash written down before: it must still be in the chain.
        #[arg(long)]
        head: Option<String>,
    },
}

#[derive(Subcommand)]
enum SecretsCommand {
    /// Change the program's key, and seal everything anew with it. Stop the server first; the
    /// old key stays in the file for backups made before.
    Rotate,
    /// Make a pair of keys for backups: the secret one in a new file, the public one printed.
    BackupKey {
        /// Where to; must not exist. Keep it away from this machine.
        out: PathBuf,
    },
}

/// Runs the program.
pub async fn run() -> ExitCode {
    let cli = Cli::parse();
    match dispatch(cli).await {
        Ok(code) => code,
        Err(error) => {
            eprintln!("ganqiao: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn dispatch(cli: Cli) -> Result<ExitCode, Failure> {
    let config = Config::read(cli.config.as_deref(), std::env::vars())?;
    crate::telemetry::start_log(&config.log);
    match cli.command {
        Command::Config => {
            print!("{}", config.shown());
            Ok(ExitCode::SUCCESS)
        }
        Command::Match(options) => matching::run(options),
        Command::Serve { demo, people } => serve::serve(config, demo.then_some(people)).await,
        Command::Migrate { dry_run } => {
            let applied = migrate(&config, dry_run).await?;
            let verb = if dry_run { "would apply" } else { "applied" };
            println!("{} before, {verb} {}", applied.before, applied.now.len());
            for name in applied.now {
                println!("  {name}");
            }
            Ok(ExitCode::SUCCESS)
        }
        Command::Demo { people, seed } => {
            with_store(&config, async |store| {
                if !store.is_empty().await? {
                    return Err("the store is not empty; demo data goes into an empty one only".into());
                }
                stop::load_demo(store, people, seed, &config.store.url).await?;
                println!("{}", crate::demo::accounts_text());
                Ok(ExitCode::SUCCESS)
            })
            .await
        }
        Command::Import { files, home, confirm, skip_problems } => {
            with_store(&config, async |store| backup::import(store, &files, home, confirm, skip_problems).await).await
        }
        Command::Export { out } => with_store(&config, async |store| backup::export(store, &out).await).await,
        Command::Unit { command } => control::run(&config, Errand::Unit(command), &mut tokio::io::sink()).await,
        Command::Account { command } => control::run(&config, Errand::Account(command), &mut tokio::io::sink()).await,
        Command::Audit { command: AuditCommand::Verify { head } } => {
            control::run(&config, Errand::Verify { head }, &mut tokio::io::sink()).await
        }
        Command::Backup { out, to, plain } => {
            let recipients = if plain { String::new() } else { to.unwrap_or_else(|| config.backup.recipients.clone()) };
            if recipients.is_empty() && !plain {
                return Err("a backup holds everything: name the public key that opens it by --to or \
                            backup.recipients (ganqiao secrets backup-key FILE makes a pair), or say --plain"
                    .into());
            }
            write_backup(&config, &out, recipients).await
        }
        Command::Secrets { command: SecretsCommand::BackupKey { out } } => {
            println!("{}", sealing::new_pair(&out).await?);
            Ok(ExitCode::SUCCESS)
        }
        Command::Secrets { command: SecretsCommand::Rotate } => {
            // Whoever holds the store's lock would go on with the old key.
            open(&config).await?.shut(now()).await?;
            Secrets::rotate(&config.secrets)?;
            open(&config).await?.shut(now()).await?;
            println!("the key is changed and everything sealed with it");
            Ok(ExitCode::SUCCESS)
        }
        Command::Recover { accept_loss: _, reason } => backup::recover(&config, &reason).await,
        Command::Bench { engine, people, entries, matching, pages, imports, sizes } => {
            if matching {
                crate::bench::run_matching()?;
            } else if pages {
                crate::bench::run_pages(&engine, &sizes).await?;
            } else if imports {
                crate::bench::run_imports(&engine).await?;
            } else {
                crate::bench::run(&engine, people, entries).await?;
            }
            Ok(ExitCode::SUCCESS)
        }
        Command::Restore { file, check, identity } => backup::restore(&config, &file, check, identity.as_deref()).await,
    }
}

/// Writes a backup to a new file.
async fn write_backup(config: &Config, out: &Path, recipients: String) -> Result<ExitCode, Failure> {
    let mut file = BufWriter::new(sealing::private_file(out).await?);
    let done = control::run(config, Errand::Backup { recipients }, &mut file).await;
    if !matches!(done, Ok(code) if code == ExitCode::SUCCESS) {
        let _ = tokio::fs::remove_file(out).await;
        return done;
    }
    file.flush().await?;
    file.get_ref().sync_all().await?;
    done
}
