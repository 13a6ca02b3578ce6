//! Runs the built binary in a sealed environment and keeps what it said.

use super::seal;
use std::ffi::OsStr;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

/// A run of the built binary, being put together.
pub struct Cmd {
    command: Command,
    input: Option<Vec<u8>>,
}

/// What a run came to.
pub struct Output {
    /// Exit code; -1 where a signal ended it.
    pub code: i32,
    /// Standard output.
    pub stdout: String,
    /// Standard error.
    pub stderr: String,
}

impl Cmd {
    /// The binary with these arguments, in this folder, with this home.
    pub fn new<I: IntoIterator<Item: AsRef<OsStr>>>(folder: &Path, home: &Path, args: I) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_secretscan"));
        seal(&mut command, home);
        command.current_dir(folder).args(args);
        Cmd { command, input: None }
    }

    /// Sets a variable.
    pub fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.command.env(name, value);
        self
    }

    /// Gives it standard input.
    pub fn stdin(mut self, input: impl Into<Vec<u8>>) -> Self {
        self.input = Some(input.into());
        self
    }

    /// Runs it to its end.
    pub fn run(mut self) -> Output {
        self.command.stdin(if self.input.is_some() { Stdio::piped() } else { Stdio::null() });
        let mut child =
            self.command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the binary starts");
        let pipe = child.stdin.take();
        let feeder = std::thread::spawn(move || {
            if let (Some(mut pipe), Some(input)) = (pipe, self.input) {
                // A program that stops reading early is no failure of the test.
                let _ = pipe.write_all(&input);
            }
        });
        let output = child.wait_with_output().expect("the binary ends");
        feeder.join().expect("the feeder ends");
        Output::of(&output)
    }
}

impl Output {
    /// Of a process that has ended.
    pub fn of(output: &std::process::Output) -> Self {
        Output {
            code: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }

    /// Both streams, for messages and for "it is nowhere".
    pub fn all(&self) -> String {
        format!("{}{}", self.stdout, self.stderr)
    }

    /// Fails with everything that was said unless the exit code is this.
    #[track_caller]
    pub fn expect(self, code: i32) -> Self {
        assert_eq!(self.code, code, "stdout:\n{}\nstderr:\n{}", self.stdout, self.stderr);
        self
    }

    /// Standard output as JSON Lines.
    pub fn json_lines(&self) -> Vec<serde_json::Value> {
        let lines = self.stdout.lines().filter(|line| !line.trim().is_empty());
        lines.map(|line| serde_json::from_str(line).expect("a JSON object a line")).collect()
    }
}
