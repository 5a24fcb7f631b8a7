//! What a solve may use up: time on the clock, and work, which is counted and so the same on every run.
//!
//! Work is counted in ticks of about a nanosecond of one core; a unit, as a user gives it, is a million of them, about
//! a millisecond. Charged are steps of line graphs, labels, and iterations and nodes of HiGHS ([`Meter`]); how
//! their prices were measured is in `models/README.md`, "Work".
//!
//! Under a limit of work nothing looks at the clock but the deadline of the whole solve. Pieces of work that run side
//! by side get their shares before they start and an account each ([`Budget::apart`]): who is faster takes nothing from
//! another.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use super::Limits;

/// Ticks of a unit of work.
const UNIT: u64 = 1_000_000;
const UNLIMITED: u64 = u64::MAX;

/// A piece of a solve may go on until one of these is reached.
#[derive(Debug, Clone)]
pub struct Budget {
    stop: Arc<AtomicBool>,
    /// Set from inside: the best plan is proved by what was known before.
    enough: Arc<AtomicBool>,
    deadline: Option<Instant>,
    /// State of the account at which the work is used up.
    most: u64,
    account: Arc<AtomicU64>,
    /// The user has limited the work, or asked for the canonical plan: then the clock divides nothing.
    counted: bool,
}

impl Budget {
    /// Of a whole solve that begins now.
    pub fn new(limits: &Limits) -> Budget {
        Budget {
            stop: limits.stop.clone(),
            enough: Arc::default(),
            deadline: limits.time.map(|time| Instant::now() + time),
            most: limits.work.map_or(UNLIMITED, |units| units.saturating_mul(UNIT)),
            account: Arc::default(),
            counted: limits.work.is_some() || limits.canonical,
        }
    }

    pub fn deadline(&self) -> Option<Instant> {
        self.deadline
    }

    /// Nothing more is needed of the solve.
    pub fn end(&self) {
        self.enough.store(true, Ordering::Relaxed);
    }

    /// Told to stop, or out of time. The only question that work side by side may ask.
    pub fn halted(&self) -> bool {
        self.is_stopped()
            || self.enough.load(Ordering::Relaxed)
            || self.deadline.is_some_and(|deadline| Instant::now() >= deadline)
    }

    /// Halted, or the work is used up.
    pub fn over(&self) -> bool {
        self.used() >= self.most || self.halted()
    }

    pub fn is_stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    pub fn is_limited(&self) -> bool {
        self.deadline.is_some() || self.most != UNLIMITED
    }

    /// Whether the clock divides nothing.
    pub fn is_counted(&self) -> bool {
        self.counted
    }

    pub fn charge(&self, ticks: u64) {
        self.account.fetch_add(ticks, Ordering::Relaxed);
    }

    /// Ticks on this account so far.
    pub fn used(&self) -> u64 {
        self.account.load(Ordering::Relaxed)
    }

    /// Ticks left, if they are limited.
    pub fn left(&self) -> Option<u64> {
        (self.most != UNLIMITED).then(|| self.most.saturating_sub(self.used()))
    }

    /// The same account, but only this share of what is left of it.
    pub fn share(&self, share: f64) -> Budget {
        let now = Instant::now();
        let part = |deadline: Instant| now + deadline.saturating_duration_since(now).mul_f64(share);
        let deadline = if self.counted { self.deadline } else { self.deadline.map(part) };
        let most = self.left().map_or(UNLIMITED, |left| self.used() + (left as f64 * share) as u64);
        Budget { deadline, most, ..self.clone() }
    }

    /// The same, but at most so many units of work from now on.
    pub fn at_most(&self, units: u64) -> Budget {
        Budget { most: self.most.min(self.used().saturating_add(units.saturating_mul(UNIT))), ..self.clone() }
    }

    /// The same, but to end by this moment; not where work is counted.
    pub fn until(&self, moment: Instant) -> Budget {
        let deadline = match self.counted {
            true => self.deadline,
            false => Some(self.deadline.map_or(moment, |deadline| deadline.min(moment))),
        };
        Budget { deadline, ..self.clone() }
    }

    /// For each of `pieces` that will run side by side: the same part of what is left now. To be taken before the first
    /// of them starts; each then works on an account [`afresh`](Self::afresh).
    pub fn apart(&self, pieces: u64) -> Budget {
        self.anew(self.left().map(|left| left / pieces.max(1)))
    }

    /// The same with nothing used yet.
    pub fn afresh(&self) -> Budget {
        Budget { account: Arc::default(), ..self.clone() }
    }

    /// So many ticks on an account of its own.
    fn anew(&self, ticks: Option<u64>) -> Budget {
        Budget { most: ticks.unwrap_or(UNLIMITED), account: Arc::default(), ..self.clone() }
    }
}

/// Ticks as whole units, rounded up.
pub fn units(ticks: u64) -> u64 {
    ticks.div_ceil(UNIT)
}

/// What HiGHS is charged on a program of some size; how the prices were measured is in `models/README.md`, "Work".
#[derive(Debug, Clone, Copy)]
pub struct Meter {
    iteration: u64,
    node: u64,
    left: u64,
}

impl Meter {
    /// Charges the budget with what a program costs before its first iteration. An iteration inside branch and bound
    /// brings cuts, heuristics and propagation with it.
    pub fn of(budget: &Budget, rows: usize, columns: usize, integer: bool) -> Meter {
        let size = (rows + columns) as u64;
        budget.charge(if integer { 50_000 * size } else { 300 * size });
        let iteration = 12_000 + 15 * rows as u64 + 25 * columns as u64;
        let iteration = if integer { 3 * iteration } else { iteration };
        Meter { iteration, node: 1_000 * size, left: budget.left().unwrap_or(UNLIMITED) }
    }

    /// Ticks of iterations of the simplex method and nodes of branch and bound.
    pub fn ticks(&self, iterations: i64, nodes: i64) -> u64 {
        iterations.max(0) as u64 * self.iteration + nodes.max(0) as u64 * self.node
    }

    pub fn is_over(&self, iterations: i64, nodes: i64) -> bool {
        self.ticks(iterations, nodes) >= self.left
    }
}

/// Shares out what is left of a budget among pieces of work that several threads take up one after the other.
pub struct Shares<'a> {
    sizes: Vec<usize>,
    threads: usize,
    whole: &'a Budget,
    /// What was left of the work before any piece began.
    left: Option<u64>,
    /// Size of the pieces not yet taken up.
    waiting: Mutex<usize>,
}

impl Shares<'_> {
    pub fn new(sizes: Vec<usize>, threads: usize, whole: &Budget) -> Shares<'_> {
        let waiting = Mutex::new(sizes.iter().sum());
        Shares { sizes, threads: threads.max(1), left: whole.left(), whole, waiting }
    }

    /// What a piece that is taken up now may use up, on an account of its own: its share, by size, of the work; and of
    /// the time of all threads, no less than a second.
    pub fn take(&self, piece: usize) -> Budget {
        let (size, all) = (self.sizes[piece], self.sizes.iter().sum::<usize>().max(1));
        let own = self.whole.anew(self.left.map(|left| (u128::from(left) * size as u128 / all as u128) as u64));
        let (Some(deadline), Ok(mut waiting)) = (self.whole.deadline, self.waiting.lock()) else { return own };
        let all = (*waiting).max(1);
        *waiting -= size.min(*waiting);
        let now = Instant::now();
        let left = deadline.saturating_duration_since(now).as_secs_f64();
        let share = left * size as f64 * self.threads as f64 / all as f64;
        own.until(now + Duration::from_secs_f64(share.max(1.0)))
    }

    /// Charges the whole with what a piece has used.
    pub fn done(&self, piece: &Budget) {
        self.whole.charge(piece.used());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn units_of_work(work: u64) -> Budget {
        Budget::new(&Limits { work: Some(work), ..Limits::default() })
    }

    #[test]
    fn a_share_of_the_work_ends_before_the_whole_and_is_charged_to_it() {
        let whole = units_of_work(10);
        whole.charge(2 * UNIT);
        let half = whole.share(0.5);
        half.charge(3 * UNIT);
        assert!(!half.over());
        half.charge(UNIT);
        assert!(half.over() && !whole.over());
        assert_eq!(whole.left(), Some(4 * UNIT));
    }

    #[test]
    fn pieces_side_by_side_get_their_work_before_they_start() {
        let whole = units_of_work(12);
        let shares = Shares::new(vec![1, 3], 2, &whole);
        let first = shares.take(0);
        first.charge(50 * UNIT);
        shares.done(&first);
        // What the first one used up beyond its share is not taken from the second.
        assert_eq!(shares.take(1).left(), Some(9 * UNIT));
        assert!(first.over() && whole.over());
    }

    #[test]
    fn where_work_is_counted_the_clock_divides_nothing() {
        let limits = Limits { work: Some(9), time: Some(Duration::from_secs(60)), ..Limits::default() };
        let whole = Budget::new(&limits);
        assert_eq!(whole.share(0.1).deadline(), whole.deadline());
        assert_eq!(whole.until(Instant::now()).deadline(), whole.deadline());
        let timed = Budget::new(&Limits { work: None, ..limits });
        assert!(timed.share(0.1).deadline() < timed.deadline());
        assert_eq!(timed.share(0.1).left(), None);
    }

    #[test]
    fn a_stop_is_heard_by_every_share() {
        let limits = Limits::default();
        let budget = Budget::new(&limits);
        let (share, apart) = (budget.share(0.5), budget.apart(2));
        assert!(!share.over() && !apart.halted());
        limits.stop.store(true, Ordering::Relaxed);
        assert!(share.over() && apart.halted());
    }

    #[test]
    fn ticks_are_rounded_up_to_units() {
        assert_eq!([units(0), units(1), units(UNIT), units(UNIT + 1)], [0, 1, 1, 2]);
    }
}
