//! What a subcommand says on standard output. A closed pipe ends the talking, not the work.

use std::io::{self, Write};

/// Standard output of a subcommand.
pub struct Out {
    to: Box<dyn Write>,
    closed: bool,
}

impl Out {
    /// To the terminal or pipe.
    pub fn stdout() -> Out {
        Out { to: Box::new(io::BufWriter::new(io::stdout())), closed: false }
    }

    /// To nowhere: for asking a subcommand without hearing it.
    pub fn sink() -> Out {
        Out { to: Box::new(io::sink()), closed: false }
    }

    /// One line; control characters in it are the caller's to escape.
    pub fn line(&mut self, text: &str) {
        self.closed |= writeln!(self.to, "{text}").is_err();
    }

    /// Text as it is.
    pub fn raw(&mut self, text: &[u8]) {
        self.closed |= self.to.write_all(text).is_err();
    }

    /// Sends what is buffered.
    pub fn finish(&mut self) {
        self.closed |= self.to.flush().is_err();
    }
}

impl Drop for Out {
    fn drop(&mut self) {
        self.finish();
    }
}
