//! Chooses the four bytes of each keyword that are searched first, and distributes keywords among the buckets of the
//! search filter. Done when rules are compiled, because it takes longer than the scan of a commit. Shared with
//! `rules/build.rs`.

use super::odds::odds;
use super::sieve::Sieve;
use std::collections::BTreeMap;

/// Number of buckets of the filter.
pub const BUCKETS: usize = 16;
/// The cost of one more window, besides the places that it lets pass: it makes its bucket less selective.
const PRICE: f64 = 1e-5;

/// With more keywords than this, a cheaper algorithm is used: a user's rules are compiled at every start.
const MANY: usize = 700;
/// Greatest number of passes that try to move windows to better buckets.
const SWEEPS: usize = 8;

/// Four bytes to search for: each in lower case, and whether it stands for both cases; `None` matches any byte.
pub type Window = [Option<(u8, bool)>; 4];

/// The window of a keyword and its bucket.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Seat {
    /// Offset of the window in the keyword.
    pub offset: u8,
    /// Below [`BUCKETS`].
    pub bucket: u8,
}

/// The window of a keyword at an offset. A letter stands for both cases, so that words in different cases share
/// windows.
pub fn at(word: &[u8], offset: usize) -> Window {
    [0, 1, 2, 3].map(|at| {
        let b = *word.get(offset + at)?;
        Some((b.to_ascii_lowercase(), b.is_ascii_alphabetic()))
    })
}

/// Windows and buckets for these keywords, chosen so that few places in ordinary text pass the filter.
pub fn seats(words: &[&[u8]]) -> Vec<Seat> {
    let offsets = offsets(words);
    let windows: Vec<Window> = words.iter().zip(&offsets).map(|(word, &offset)| at(word, offset)).collect();
    seated(&offsets, &windows, BUCKETS)
}

/// Buckets for words whose windows begin at these offsets.
fn seated(offsets: &[usize], windows: &[Window], count: usize) -> Vec<Seat> {
    let mut distinct = windows.to_vec();
    distinct.sort_unstable();
    distinct.dedup();
    let buckets = buckets(&distinct, count);
    let bucket = |window: &Window| distinct.binary_search(window).map_or(0, |at| buckets[at]);
    let seat =
        |(&offset, window): (&usize, &Window)| Seat { offset: offset as u8, bucket: bucket(window) as u8 };
    offsets.iter().zip(windows).map(seat).collect()
}

/// Chooses few and rare windows so that every word contains one: repeatedly takes the window with the lowest cost per
/// word.
fn offsets(words: &[&[u8]]) -> Vec<usize> {
    if words.len() > MANY {
        return words.iter().map(|word| rarest(word)).collect();
    }
    let mut holders: BTreeMap<Window, Vec<(usize, usize)>> = BTreeMap::new();
    for (number, word) in words.iter().enumerate() {
        // Four bytes, or three at the end of a word, to share windows with longer words.
        for offset in 0..=word.len().saturating_sub(3) {
            holders.entry(at(word, offset)).or_default().push((number, offset));
        }
    }
    let mut chosen: Vec<Option<usize>> = vec![None; words.len()];
    while chosen.contains(&None) {
        let price = |window: &Window, served: &[(usize, usize)]| {
            let open = served.iter().filter(|(number, _)| chosen[*number].is_none()).count();
            if open == 0 { f64::MAX } else { (odds(window) + PRICE) / open as f64 }
        };
        let best = holders.iter().map(|(window, served)| (price(window, served), served));
        let Some((_, served)) = best.min_by(|a, b| a.0.total_cmp(&b.0)) else { break };
        for &(number, offset) in served {
            chosen[number].get_or_insert(offset);
        }
    }
    chosen.into_iter().map(Option::unwrap_or_default).collect()
}

/// The offset of the rarest window of a word.
fn rarest(word: &[u8]) -> usize {
    let odds = |offset: &usize| odds(&at(word, *offset));
    (0..=word.len().saturating_sub(4)).min_by(|a, b| odds(a).total_cmp(&odds(b))).unwrap_or(0)
}

/// Length of the window of a word that is only searched before mixed values.
pub const GATED: u8 = 3;
/// Greatest offset of such a window: this many more bytes are searched.
pub const NEAREST: usize = 6;

/// Number of buckets of the filter for these words.
pub const GATED_BUCKETS: usize = 16;

/// The window of such a word at an offset.
pub fn gated_at(word: &[u8], offset: usize) -> Window {
    let [a, b, c, _] = at(word, offset);
    [a, b, c, None]
}

/// Windows and buckets for such words, each with its rarest window.
pub fn gated_seats(words: &[&[u8]]) -> Vec<Seat> {
    let offset = |word: &&[u8]| {
        let last = word.len().saturating_sub(usize::from(GATED)).min(NEAREST);
        let odds = |offset: usize| odds(&gated_at(word, offset));
        (0..=last).min_by(|a, b| odds(*a).total_cmp(&odds(*b))).unwrap_or(0)
    };
    let offsets: Vec<usize> = words.iter().map(offset).collect();
    let windows: Vec<Window> = words.iter().zip(&offsets).map(|(word, &at)| gated_at(word, at)).collect();
    seated(&offsets, &windows, GATED_BUCKETS)
}

/// Distributes windows among buckets: repeatedly joins the two groups that cost least together.
fn buckets(windows: &[Window], count: usize) -> Vec<usize> {
    // With very many windows, sorted neighbours that begin alike start in one group.
    let together = windows.len().div_ceil(MANY / 2).max(1);
    let mut groups: Vec<Option<(Sieve, Vec<usize>)>> = windows
        .chunks(together)
        .enumerate()
        .map(|(chunk, part)| {
            let sieve = part[1..].iter().fold(Sieve::of(&part[0]), |all, more| all.with(&Sieve::of(more)));
            Some((sieve, (chunk * together..chunk * together + part.len()).collect()))
        })
        .collect();
    // The cost of joining two groups, for all pairs; recomputed for a group that has grown.
    let cost = |groups: &[Option<(Sieve, Vec<usize>)>], a: usize, b: usize| match (&groups[a], &groups[b]) {
        (Some((one, _)), Some((other, _))) => one.with(other).odds - one.odds - other.odds,
        _ => f64::MAX,
    };
    let mut costs: Vec<Vec<f64>> =
        (0..groups.len()).map(|a| (0..a).map(|b| cost(&groups, a, b)).collect()).collect();
    for _ in count..groups.len() {
        let pairs =
            costs.iter().enumerate().flat_map(|(a, row)| row.iter().enumerate().map(move |(b, c)| (c, a, b)));
        let Some((_, a, b)) = pairs.min_by(|x, y| x.0.total_cmp(y.0)) else { break };
        let Some((sieve, members)) = groups[a].take() else { break };
        if let Some((own, all)) = &mut groups[b] {
            *own = own.with(&sieve);
            all.extend(members);
        }
        for other in 0..groups.len() {
            costs[a.max(other)].get_mut(a.min(other)).into_iter().for_each(|c| *c = f64::MAX);
            if other != b && other != a {
                costs[b.max(other)][b.min(other)] = cost(&groups, b, other);
            }
        }
    }
    let groups = groups.into_iter().flatten();
    let mut bucket = vec![0; windows.len()];
    for (number, (_, members)) in groups.enumerate() {
        members.iter().for_each(|&at| bucket[at] = number);
    }
    if windows.len() <= MANY {
        settle(windows, &mut bucket, count);
    }
    bucket
}

/// Moves windows to better buckets one by one, as long as that helps.
fn settle(windows: &[Window], bucket: &mut [usize], count: usize) {
    let own: Vec<Sieve> = windows.iter().map(Sieve::of).collect();
    let join = |members: &mut dyn Iterator<Item = usize>| {
        members.map(|at| own[at].clone()).reduce(|all, more| all.with(&more))
    };
    let odds = |sieve: &Option<Sieve>| sieve.as_ref().map_or(0.0, |sieve| sieve.odds);
    let mut sieves: Vec<Option<Sieve>> =
        (0..count).map(|number| join(&mut (0..windows.len()).filter(|&at| bucket[at] == number))).collect();
    for _ in 0..SWEEPS {
        let mut moved = false;
        for at in 0..windows.len() {
            let from = bucket[at];
            let left = join(&mut (0..windows.len()).filter(|&other| other != at && bucket[other] == from));
            let saved = odds(&sieves[from]) - odds(&left);
            let grown = |sieve: &Option<Sieve>| match sieve {
                Some(sieve) => sieve.with(&own[at]),
                None => own[at].clone(),
            };
            let price = |&to: &usize| grown(&sieves[to]).odds - odds(&sieves[to]);
            let others = (0..count).filter(|&to| to != from).map(|to| (price(&to), to));
            if let Some((price, to)) = others.min_by(|a, b| a.0.total_cmp(&b.0))
                && price < saved * 0.999
            {
                (sieves[to], sieves[from]) = (Some(grown(&sieves[to])), left);
                bucket[at] = to;
                moved = true;
            }
        }
        if !moved {
            break;
        }
    }
}

/// The bytes that match an element of a window.
pub fn spellings(byte: Option<(u8, bool)>) -> Vec<u8> {
    match byte {
        None => (0..=255).collect(),
        Some((b, true)) => vec![b.to_ascii_lowercase(), b.to_ascii_uppercase()],
        Some((b, false)) => vec![b],
    }
}
