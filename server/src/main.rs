//! Starts the program.

/// Pages and rows are made of many small pieces, for each of which the system's allocator takes several times as
/// long.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    // Whatever the program writes, the store's own files too, is its owner's alone.
    #[cfg(unix)]
    rustix::process::umask(rustix::fs::Mode::RWXG | rustix::fs::Mode::RWXO);
    // The engine writes its memory to its files on one of these threads and merges those on another, each for as long
    // as that takes: on two processors nobody would be left to answer, nor to hear that the program is to stop.
    let threads = std::thread::available_parallelism().map_or(2, std::num::NonZero::get) + 2;
    // Its planner recurses deeply on long conditions, so threads get more room.
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .worker_threads(threads)
        .thread_stack_size(10 * 1024 * 1024)
        .build();
    match runtime {
        Ok(runtime) => {
            let code = runtime.block_on(server::cli::run());
            // What a store that was given up is still merging is not waited for.
            runtime.shutdown_timeout(std::time::Duration::from_secs(1));
            code
        }
        Err(error) => {
            eprintln!("ganqiao: no runtime: {error}");
            std::process::ExitCode::FAILURE
        }
    }
}
