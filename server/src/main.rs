//! Starts the program.

/// Pages and rows are made of many small pieces, for each of which the system's allocator takes several times as
/// long.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    // Whatever the program writes, the store's own files too, is its owner's alone.
    #[cfg(unix)]
    rustix::process::umask(rustix::fs::Mode::RWXG | rustix::fs::Mode::RWXO);
    // The engine's planner recurses deeply on long conditions, so threads get more room.
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().thread_stack_size(10 * 1024 * 1024).build();
    match runtime {
        Ok(runtime) => runtime.block_on(server::cli::run()),
        Err(error) => {
            eprintln!("ganqiao: no runtime: {error}");
            std::process::ExitCode::FAILURE
        }
    }
}
