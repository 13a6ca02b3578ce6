//! A progress bar for long scans on terminals, and the Ctrl-C flag.

use crate::scan::Progress;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use signal_hook::consts::SIGINT;
use std::io::IsTerminal;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

/// Scans shorter than this show nothing.
const PATIENCE: Duration = Duration::from_millis(700);

/// A bar on standard error that appears when a scan takes its time.
pub struct Bar {
    wanted: bool,
    began: Instant,
    bar: OnceLock<ProgressBar>,
    total: std::sync::atomic::AtomicU64,
    done: std::sync::atomic::AtomicU64,
    units: std::sync::atomic::AtomicU64,
}

impl Bar {
    /// Shown only where `wanted`, and standard error is a terminal.
    pub fn new(wanted: bool) -> Bar {
        Bar {
            wanted: wanted && std::io::stderr().is_terminal(),
            began: Instant::now(),
            bar: OnceLock::new(),
            total: 0.into(),
            done: 0.into(),
            units: 0.into(),
        }
    }

    /// Takes the bar off the screen.
    pub fn clear(&self) {
        if let Some(bar) = self.bar.get() {
            bar.finish_and_clear();
        }
    }

    fn show(&self) {
        use std::sync::atomic::Ordering::Relaxed;
        if self.began.elapsed() < PATIENCE {
            return;
        }
        let bar = self.bar.get_or_init(|| {
            let bar =
                ProgressBar::with_draw_target(Some(self.total.load(Relaxed)), ProgressDrawTarget::stderr());
            let template = "  {wide_bar} {bytes}/{total_bytes} {binary_bytes_per_sec} {msg} eta {eta}";
            if let Ok(style) = ProgressStyle::with_template(template) {
                bar.set_style(style);
            }
            bar
        });
        bar.set_length(self.total.load(Relaxed));
        bar.set_position(self.done.load(Relaxed));
        bar.set_message(format!("{} units", self.units.load(Relaxed)));
    }
}

impl Progress for Bar {
    fn listed(&self, _units: u64, bytes: u64) {
        self.total.store(bytes, std::sync::atomic::Ordering::Relaxed);
    }

    fn done(&self, bytes: u64) {
        use std::sync::atomic::Ordering::Relaxed;
        self.done.fetch_add(bytes, Relaxed);
        let units = self.units.fetch_add(1, Relaxed);
        if self.wanted && units.is_multiple_of(64) {
            self.show();
        }
    }
}

/// The flag that Ctrl-C sets; a second Ctrl-C ends the program at once. `None` where signals cannot be had.
pub fn interrupt_flag() -> Option<&'static AtomicBool> {
    static FLAG: OnceLock<Option<Arc<AtomicBool>>> = OnceLock::new();
    let flag = FLAG.get_or_init(|| {
        let flag = Arc::new(AtomicBool::new(false));
        // In this order: the shutdown looks at the flag before the second handler sets it.
        signal_hook::flag::register_conditional_shutdown(SIGINT, 130, Arc::clone(&flag)).ok()?;
        signal_hook::flag::register(SIGINT, Arc::clone(&flag)).ok()?;
        Some(flag)
    });
    flag.as_deref()
}
