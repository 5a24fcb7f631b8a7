//! "Did you mean": the candidate that a misspelt word was probably meant to be.

/// The closest candidate, if it is close enough to be a plausible slip. Letter case does not count.
pub fn suggest<S: AsRef<str>>(word: &str, candidates: impl IntoIterator<Item = S>) -> Option<String> {
    /// A longer word is no slip of the pen, and comparing it would cost length squared.
    const LONGEST: usize = 100;
    if word.chars().count() > LONGEST {
        return None;
    }
    let low = word.to_lowercase();
    let mut best: Option<(usize, String)> = None;
    for candidate in candidates {
        let candidate = candidate.as_ref();
        if candidate.len() > 4 * LONGEST {
            continue;
        }
        let distance = strsim::damerau_levenshtein(&low, &candidate.to_lowercase());
        // One slip in a word of up to five letters, two up to eight, then one for every three letters.
        let longest = low.chars().count().max(candidate.chars().count());
        let allowed = if longest <= 2 { 0 } else { longest.div_ceil(3).min(1 + longest / 4) };
        if distance <= allowed && best.as_ref().is_none_or(|(least, _)| distance < *least) {
            best = Some((distance, candidate.to_string()));
        }
    }
    best.map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::suggest;

    #[test]
    fn a_slip_of_the_pen_finds_its_word() {
        assert_eq!(suggest("hom_days", ["hours", "home_days", "runs"]).as_deref(), Some("home_days"));
        assert_eq!(suggest("Pagi", ["sore", "pagi"]).as_deref(), Some("pagi"));
        assert_eq!(suggest("pgai", ["sore", "pagi"]).as_deref(), Some("pagi"));
    }

    #[test]
    fn a_different_word_finds_nothing() {
        assert_eq!(suggest("desk_cover", ["hours", "home_days"]), None);
        assert_eq!(suggest("a", ["b"]), None);
        assert_eq!(suggest(&"x".repeat(1_000_000), ["x"]), None);
    }
}
