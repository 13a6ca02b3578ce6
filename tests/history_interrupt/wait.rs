//! Waiting for what a child process does: opening a file or a pipe, taking a signal, ending.

use std::fs::{File, OpenOptions};
use std::os::fd::AsRawFd;
use std::path::Path;
use std::process::Child;
use std::sync::mpsc;
use std::time::{Duration, Instant};

/// A file that nobody else can open before this is gone: they wait.
pub struct Lease(File);

impl Lease {
    pub fn of(path: &Path) -> Lease {
        let file = File::open(path).expect("a file");
        // SAFETY: the file is open, and no memory is handed over. The signal that tells of who comes would end the tests.
        let taken = unsafe {
            libc::signal(libc::SIGIO, libc::SIG_IGN);
            libc::fcntl(file.as_raw_fd(), libc::F_SETLEASE, libc::F_WRLCK)
        };
        assert_eq!(taken, 0, "{}: {}", path.display(), std::io::Error::last_os_error());
        Lease(file)
    }

    /// Waits until the child wants to open the file.
    pub fn is_asked_for(&self, child: &mut Child) {
        // SAFETY: as above.
        let kept = || unsafe { libc::fcntl(self.0.as_raw_fd(), libc::F_GETLEASE) } == libc::F_WRLCK;
        in_time(child, "the opening of a file", |_| (!kept()).then_some(()));
    }
}

/// Opening a pipe to write waits for its reader; where none comes, the child is ended and the test fails.
pub fn opened(path: &Path, child: &mut Child) -> File {
    let (send, receive) = mpsc::channel();
    let own = path.to_owned();
    std::thread::spawn(move || send.send(OpenOptions::new().write(true).open(own)));
    let mut opened = None;
    in_time(child, "opening a pipe", |_| {
        opened = receive.try_recv().ok();
        opened.is_some().then_some(())
    });
    opened.expect("asked above").expect("a pipe")
}

/// Waits for something that the child does; fails where it takes too long.
pub fn in_time<T>(child: &mut Child, what: &str, mut ask: impl FnMut(&mut Child) -> Option<T>) -> T {
    let end = Instant::now() + Duration::from_secs(20);
    loop {
        if let Some(answer) = ask(child) {
            return answer;
        }
        if Instant::now() >= end {
            // Whether it had ended already does not matter.
            let _ = child.kill();
            panic!("no end of waiting for {what}");
        }
        std::thread::sleep(Duration::from_millis(1));
    }
}

/// True where no signal is pending and every thread sleeps again: whoever took the signal runs until its handler is
/// done. In this order, since a signal stays pending until a running thread takes it.
pub fn has_taken_signals(pid: u32) -> bool {
    let Ok(status) = std::fs::read_to_string(format!("/proc/{pid}/status")) else { return true };
    let pending = |line: &str| line.starts_with("ShdPnd:") && line[7..].trim().contains(|c| c != '0');
    if status.lines().any(pending) {
        return false;
    }
    let Ok(threads) = std::fs::read_dir(format!("/proc/{pid}/task")) else { return true };
    threads.flatten().all(|thread| {
        // `ID (NAME) STATE …`; a thread that is gone has no signal to take.
        std::fs::read_to_string(thread.path().join("stat"))
            .map_or(true, |text| text.rsplit_once(") ").is_some_and(|(_, rest)| rest.starts_with('S')))
    })
}
