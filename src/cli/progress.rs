//! Progress on the terminal: time, cost, bound and gap, on standard error and only where somebody looks.

use std::io::IsTerminal;
use std::sync::Mutex;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

use crate::engine::Event;
use crate::input::lang::Lang;

pub struct Progress {
    bar: ProgressBar,
    lang: Lang,
    known: Mutex<Known>,
}

#[derive(Default)]
struct Known {
    cost: Option<i64>,
    bound: Option<i64>,
    parts: Option<(usize, usize)>,
}

impl Progress {
    /// A moving line, or nothing if `shown` is false or standard error is no terminal.
    pub fn new(shown: bool, limit: Option<Duration>, lang: Lang) -> Progress {
        let bar = if shown && std::io::stderr().is_terminal() {
            let bar = ProgressBar::new_spinner();
            let of = limit.map_or(String::new(), |limit| format!(" / {}s", limit.as_secs()));
            let style = ProgressStyle::with_template(&format!("{{spinner}} {{elapsed}}{of}  {{msg}}"));
            bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_spinner()));
            bar.enable_steady_tick(Duration::from_millis(120));
            bar
        } else {
            ProgressBar::hidden()
        };
        let progress = Progress { bar, lang, known: Mutex::default() };
        progress.bar.set_message(progress.word("menyusun program bilangan bulat", "building the integer program"));
        progress
    }

    pub fn hear(&self, event: &Event) {
        let Ok(mut known) = self.known.lock() else { return };
        match event {
            Event::Cost { cost, .. } => known.cost = Some(*cost),
            Event::Bound { bound, .. } => known.bound = Some(*bound),
            Event::Parts { done, of, .. } => known.parts = Some((*done, *of)),
        }
        self.bar.set_message(self.line(&known));
    }

    fn line(&self, known: &Known) -> String {
        let number = |value: Option<i64>| value.map_or("–".to_string(), |value| value.to_string());
        let mut line = format!(
            "{} {}  {} {}",
            self.word("biaya", "cost"),
            number(known.cost),
            self.word("batas bawah", "bound"),
            number(known.bound)
        );
        if let (Some(cost), Some(bound)) = (known.cost, known.bound)
            && cost > 0
        {
            // Per mille of the cost, rounded up: a gap is never shown smaller than it is.
            let mille = ((cost - bound).max(0) * 1000 + cost - 1) / cost;
            line += &format!("  {} {}.{} %", self.word("celah", "gap"), mille / 10, mille % 10);
        }
        if let Some((done, of)) = known.parts
            && of > 1
        {
            line += &format!("  {} {done}/{of}", self.word("bagian", "parts"));
        }
        line
    }

    fn word(&self, id: &str, en: &str) -> String {
        if self.lang == Lang::Id { id.into() } else { en.into() }
    }

    pub fn end(&self) {
        self.bar.finish_and_clear();
    }
}
