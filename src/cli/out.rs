//! What a subcommand says on standard output. A closed pipe ends the talking, not the work; any other failure to write is
//! an error, for an answer that got lost is none.

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

    /// To nowhere: for asking a subcommand without hearing it.
    pub fn sink() -> Out {
        Out { to: Box::new(io::sink()), failed: None }
    }

    /// One line; control characters in it are the caller's to escape.
    pub fn line(&mut self, text: &str) {
        let written = writeln!(self.to, "{text}");
        self.note(written);
    }

    /// Text as it is.
    pub fn raw(&mut self, text: &[u8]) {
        let written = self.to.write_all(text);
        self.note(written);
    }

    /// Sends what is buffered, and says whether all of it could be written.
    pub fn finish(&mut self) -> Result<()> {
        let written = self.to.flush();
        self.note(written);
        written_or(self.failed.take())
    }

    /// The first failure tells why.
    fn note(&mut self, written: io::Result<()>) {
        if let Err(error) = written {
            self.failed.get_or_insert(error);
        }
    }
}

impl Drop for Out {
    fn drop(&mut self) {
        // After an error, which is told in place of this one.
        let _ = self.to.flush();
    }
}

/// What became of writing to standard output. Whoever closed the pipe has seen enough: the exit code still tells.
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
