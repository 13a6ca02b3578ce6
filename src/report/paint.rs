//! Colour, or none. The only place that writes escapes.

use crate::model::Severity;
use anstyle::{AnsiColor, Style};

/// Colours text, or leaves it.
#[derive(Clone, Copy, Debug)]
pub struct Paint {
    on: bool,
}

impl Paint {
    /// Colours where `on`.
    pub fn new(on: bool) -> Self {
        Paint { on }
    }

    fn with(self, style: Style, text: &str) -> String {
        if self.on { format!("{style}{text}{style:#}") } else { text.to_owned() }
    }

    /// What the eye shall find first.
    pub fn bold(self, text: &str) -> String {
        self.with(Style::new().bold(), text)
    }

    /// What helps, but is not the message.
    pub fn dim(self, text: &str) -> String {
        self.with(AnsiColor::Blue.on_default(), text)
    }

    /// What must not be overlooked.
    pub fn alarm(self, text: &str) -> String {
        self.with(AnsiColor::Red.on_default().bold(), text)
    }

    /// A severity in its colour.
    pub fn severity(self, severity: Severity, text: &str) -> String {
        let colour = match severity {
            Severity::Critical | Severity::High => AnsiColor::Red,
            Severity::Medium => AnsiColor::Yellow,
            Severity::Low => AnsiColor::Cyan,
        };
        self.with(colour.on_default().bold(), text)
    }
}
