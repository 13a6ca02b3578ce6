//! A progress bar for long scans on terminals, and the signals that ask for an end: Ctrl-C, SIGTERM, SIGHUP.

use crate::report::receipt::grouped;
use crate::scan::Progress;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use std::io::IsTerminal;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering::Relaxed};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};

/// Scans shorter than this show no bar.
const PATIENCE: Duration = Duration::from_millis(700);

/// A progress bar on standard error that appears if a scan takes long.
pub struct Bar {
    wanted: bool,
    began: Instant,
    bar: OnceLock<ProgressBar>,
    units: AtomicU64,
    bytes: AtomicU64,
    units_done: AtomicU64,
    bytes_done: AtomicU64,
    step: Mutex<&'static str>,
    ticks: AtomicU64,
    counting: AtomicBool,
    /// When counting of the current step began, and whether its rate is shown.
    counted: Mutex<(Option<Instant>, bool)>,
}

/// A rate measured over less time than this is not shown.
const SETTLED: Duration = Duration::from_millis(500);

/// Units between two looks at the clock.
const STRIDE: u64 = 64;

impl Bar {
    /// Shown only if `wanted` and if standard error is a terminal.
    pub fn new(wanted: bool) -> Bar {
        Bar {
            wanted: wanted && std::io::stderr().is_terminal(),
            began: Instant::now(),
            bar: OnceLock::new(),
            units: 0.into(),
            bytes: 0.into(),
            units_done: 0.into(),
            bytes_done: 0.into(),
            step: Mutex::new(""),
            ticks: 0.into(),
            counting: false.into(),
            counted: Mutex::default(),
        }
    }

    /// Removes the bar from the screen.
    pub fn clear(&self) {
        if let Some(bar) = self.bar.get() {
            bar.finish_and_clear();
        }
    }

    /// The bar, once the scan has run for [`PATIENCE`].
    fn bar(&self) -> Option<&ProgressBar> {
        let due = self.wanted && self.began.elapsed() >= PATIENCE;
        due.then(|| {
            self.bar.get_or_init(|| {
                ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr()).with_style(style(UNCOUNTED))
            })
        })
    }

    fn show(&self) {
        let Some(bar) = self.bar() else { return };
        let (units, bytes) = (self.units.load(Relaxed), self.bytes.load(Relaxed));
        let (units_done, bytes_done) = (self.units_done.load(Relaxed), self.bytes_done.load(Relaxed));
        if !self.counting.swap(true, Relaxed) {
            bar.set_style(style(COUNTED));
            bar.set_length(bytes);
            // The rate is that of this step alone: start counting here.
            bar.set_position(bytes_done);
            bar.reset_eta();
            *self.counted.lock().unwrap_or_else(PoisonError::into_inner) = (Some(Instant::now()), false);
        }
        let (since, rated) = &mut *self.counted.lock().unwrap_or_else(PoisonError::into_inner);
        if !*rated && is_settled(*since, Instant::now()) {
            *rated = true;
            bar.set_style(style(RATED));
        }
        // The total number of bytes is an estimate: as long as units are left, bytes are left.
        let rest = units.saturating_sub(units_done) * (bytes / units.max(1) / 2);
        bar.set_length(bytes.max(bytes_done + rest));
        bar.set_message(format!("{} of {} objects", grouped(units_done), grouped(units)));
        bar.set_position(bytes_done);
    }
}

/// True if enough time has passed to show a rate.
fn is_settled(since: Option<Instant>, now: Instant) -> bool {
    since.is_some_and(|since| now.saturating_duration_since(since) >= SETTLED)
}

/// Objects and bytes.
const COUNTED: &str = "  {wide_bar} {msg}, {decimal_bytes} of {decimal_total_bytes}";
/// The same, with rate and time left.
const RATED: &str =
    "  {wide_bar} {msg}, {decimal_bytes} of {decimal_total_bytes}, {decimal_bytes_per_sec}, {eta} left";
/// A step of unknown length.
const UNCOUNTED: &str = "  {spinner} {msg}";

fn style(template: &str) -> ProgressStyle {
    ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar())
}

impl Progress for Bar {
    fn step(&self, what: &'static str) {
        *self.step.lock().unwrap_or_else(PoisonError::into_inner) = what;
        self.ticks.store(0, Relaxed);
        self.counting.store(false, Relaxed);
        if let Some(bar) = self.bar.get() {
            bar.set_style(style(UNCOUNTED));
            bar.set_message(what);
        }
    }

    fn tick(&self) {
        let ticks = self.ticks.fetch_add(1, Relaxed) + 1;
        if !self.wanted || !ticks.is_multiple_of(STRIDE * 16) {
            return;
        }
        let Some(bar) = self.bar() else { return };
        let step = *self.step.lock().unwrap_or_else(PoisonError::into_inner);
        bar.set_message(format!("{step}: {}", grouped(ticks)));
    }

    fn listed(&self, units: u64, bytes: u64) {
        self.units.store(units, Relaxed);
        self.bytes.store(bytes, Relaxed);
    }

    fn done(&self, bytes: u64) {
        self.bytes_done.fetch_add(bytes, Relaxed);
        let units = self.units_done.fetch_add(1, Relaxed) + 1;
        if self.wanted && units.is_multiple_of(STRIDE) {
            self.show();
        }
    }
}

/// A flag that Ctrl-C, SIGTERM and SIGHUP set to their signal number; a second signal ends the program at once. `None`
/// if the handlers cannot be installed.
pub fn interrupt_flag() -> Option<&'static AtomicUsize> {
    signals().as_ref().map(|signals| &*signals.number)
}

struct Signals {
    /// The number of the signal that came, or 0.
    number: Arc<AtomicUsize>,
    /// The signals that are handled.
    heard: Vec<i32>,
}

fn signals() -> &'static Option<Signals> {
    static SIGNALS: OnceLock<Option<Signals>> = OnceLock::new();
    SIGNALS.get_or_init(|| {
        let (came, number) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicUsize::new(0)));
        let heard: Vec<i32> = [SIGINT, SIGTERM, SIGHUP].into_iter().filter(|s| !is_ignored(*s)).collect();
        for signal in &heard {
            // The order matters: the shutdown handler looks at the flag before the next handler sets it.
            signal_hook::flag::register_conditional_shutdown(*signal, 128 + signal, Arc::clone(&came))
                .ok()?;
            let own = usize::try_from(*signal).ok()?;
            signal_hook::flag::register_usize(*signal, Arc::clone(&number), own).ok()?;
            signal_hook::flag::register(*signal, Arc::clone(&came)).ok()?;
        }
        Some(Signals { number, heard })
    })
}

/// True if the parent process ignores the signal, as `nohup` does with SIGHUP: then it stays ignored.
fn is_ignored(signal: i32) -> bool {
    let mut old = std::mem::MaybeUninit::<libc::sigaction>::uninit();
    // SAFETY: with a null pointer for the new action, `sigaction` changes nothing and only writes the old one to `old`.
    // That is read only if the call reports success.
    unsafe {
        libc::sigaction(signal, std::ptr::null(), old.as_mut_ptr()) == 0
            && old.assume_init().sa_sigaction == libc::SIG_IGN
    }
}

/// For a program that waits for jobs: while the returned flag is set, a signal ends it at once.
pub fn end_while_idle() -> Arc<AtomicBool> {
    let idle = Arc::new(AtomicBool::new(false));
    for signal in signals().iter().flat_map(|signals| &signals.heard) {
        // If the handler cannot be installed, the worker still works, but ends only after the current job.
        let _ = signal_hook::flag::register_conditional_shutdown(*signal, 128 + signal, Arc::clone(&idle));
    }
    idle
}
