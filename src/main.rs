fn main() -> std::process::ExitCode {
    secretscan::cli::main()
}
