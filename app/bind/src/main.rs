//! Binds a module for the browser: `bind <module> <folder> <name>` writes `<name>.js` and `<name>_bg.wasm`.
//!
//! The program that does this, `wasm-bindgen-cli`, also serves and drives browsers for tests, and took six minutes to
//! build beside the server. Its library does the same, in the version of the lock file.

use std::process::ExitCode;

use wasm_bindgen_cli_support::Bindgen;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [module, folder, name] = arguments.as_slice() else {
        eprintln!("bind <module> <folder> <name>");
        return ExitCode::FAILURE;
    };
    let mut bindgen = Bindgen::new();
    bindgen.input_path(module).typescript(false).out_name(name);
    match bindgen.web(true).and_then(|bindgen| bindgen.generate(folder)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error:?}");
            ExitCode::FAILURE
        }
    }
}
