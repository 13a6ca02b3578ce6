//! Standard output of a subcommand. If the pipe is closed, the command goes on silently. Any other write error is an
//! error of the command, because its answer is lost.

use crate::error::{Error, Result};
use std::io::{self, ErrorKind, Write};

/// Standard output of a subcommand.
pub struct Out {
    to: Box<dyn Write>,
    failed: Option<io::Error>,
}

impl Out {
    /// To the terminal or pipe.
    pub fn stdout() -> Out {
        Out { to: Box::new(io::BufWriter::new(io::stdout())), failed: None }
    }

    /// Discards everything, to run a subcommand without its output.
    pub fn sink() -> Out {
        Out { to: Box::new(io::sink()), failed: None }
    }

    /// Writes one line. The caller escapes control characters.
    pub fn line(&mut self, text: &str) {
        let written = writeln!(self.to, "{text}");
        self.note(written);
    }

    /// Writes bytes as they are.
    pub fn raw(&mut self, text: &[u8]) {
        let written = self.to.write_all(text);
        self.note(written);
    }

    /// Flushes, and returns the first error that happened.
    pub fn finish(&mut self) -> Result<()> {
        let written = self.to.flush();
        self.note(written);
        written_or(self.failed.take())
    }

    /// Keeps the first error.
    fn note(&mut self, written: io::Result<()>) {
        if let Err(error) = written {
            self.failed.get_or_insert(error);
        }
    }
}

impl Drop for Out {
    fn drop(&mut self) {
        // Reached only after an error, which is reported instead of this one.
        let _ = self.to.flush();
    }
}

/// The result of writing to standard output. A closed pipe is no error: the exit code still tells the result.
pub fn written(written: io::Result<()>) -> Result<()> {
    written_or(written.err())
}

fn written_or(failed: Option<io::Error>) -> Result<()> {
    match failed {
        Some(error) if error.kind() != ErrorKind::BrokenPipe => Err(lost(&error)),
        _ => Ok(()),
    }
}

/// The error for an answer that could not be written.
pub fn lost(error: &io::Error) -> Error {
    Error::Usage(format!(
        "the answer could not be written to standard output ({error}), so it is lost: send it where there is room, and \
         run this again"
    ))
}
