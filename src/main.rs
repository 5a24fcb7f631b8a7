//! The program `luwes`.

fn main() -> std::process::ExitCode {
    luwes::cli::run()
}
