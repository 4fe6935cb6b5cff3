//! Starts the program.

fn main() -> std::process::ExitCode {
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
