//! Duties in short: a letter for each shift, a colour class for each place. One code for the terminal, the workbook and
//! the page.

use crate::facts::{DutyIx, Facts, PlaceKind};
use crate::input::lang::Lang;

/// What a cell is coloured by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Look {
    Office,
    Home,
    Away,
    Desk,
}

/// The short names of one scenario's duties.
#[derive(Debug)]
pub struct Codes {
    /// A letter or two for each shift, unique: `P`, `S`, `M`.
    shifts: Vec<String>,
}

impl Codes {
    pub fn new(facts: &Facts) -> Codes {
        let mut shifts: Vec<String> = Vec::new();
        for shift in &facts.shifts {
            let letters: Vec<char> =
                shift.id.to_uppercase().chars().filter(|letter| letter.is_alphanumeric()).collect();
            // The shortest start of its name that is still free; a number if even the whole name is taken.
            let starts = (1..=letters.len()).map(|length| letters[..length].iter().collect::<String>());
            let numbers = (1..).map(|number| format!("{}{number}", letters.first().copied().unwrap_or('S')));
            let code = starts.chain(numbers).find(|code| !shifts.contains(code));
            shifts.push(code.unwrap_or_default());
        }
        Codes { shifts }
    }

    /// The code of a duty's shift; `None` when free.
    pub fn shift(&self, facts: &Facts, duty: DutyIx) -> Option<&str> {
        facts.duty(duty).shift.map(|shift| self.shifts[usize::from(shift)].as_str())
    }

    /// A code that fits a cell: `P` at the office, `P·R` at home (`P·H`), `P·L` elsewhere (`P·E`), `P:ppid` at a desk.
    pub fn cell(&self, facts: &Facts, duty: DutyIx, lang: Lang) -> String {
        let Some(shift) = self.shift(facts, duty) else { return String::new() };
        if let Some(desk) = facts.duty(duty).desk {
            return format!("{shift}:{}", facts.desks[usize::from(desk)].id);
        }
        match facts.place_kind(duty).map(|kind| mark(kind, lang)) {
            Some(mark) if !mark.is_empty() => format!("{shift}·{mark}"),
            _ => shift.to_string(),
        }
    }

    /// One letter for a cell of a picture: the shift, small at home.
    pub fn letter(&self, facts: &Facts, duty: DutyIx) -> char {
        let letter = self.shift(facts, duty).and_then(|code| code.chars().next()).unwrap_or('·');
        match look(facts, duty) {
            Some(Look::Home) => letter.to_lowercase().next().unwrap_or(letter),
            _ => letter,
        }
    }
}

/// The letter of a kind of place; the office needs none.
fn mark(kind: PlaceKind, lang: Lang) -> &'static str {
    match (kind, lang) {
        (PlaceKind::Office, _) => "",
        (PlaceKind::Home, Lang::Id) => "R",
        (PlaceKind::Home, Lang::En) => "H",
        (PlaceKind::Away, Lang::Id) => "L",
        (PlaceKind::Away, Lang::En) => "E",
    }
}

/// Shade of a duty from light to dark: 0 for a start before 11.00, 1 before 20.00, 2 for nights.
pub fn shade(facts: &Facts, duty: DutyIx) -> usize {
    let shift = facts.duty(duty).shift.map(|shift| &facts.shifts[usize::from(shift)]);
    shift.map_or(0, |shift| match shift.hours.start_min {
        start if shift.night || start >= 20 * 60 => 2,
        start if start >= 11 * 60 => 1,
        _ => 0,
    })
}

/// The colour class of a duty; `None` when free.
pub fn look(facts: &Facts, duty: DutyIx) -> Option<Look> {
    if facts.duty(duty).desk.is_some() {
        return Some(Look::Desk);
    }
    Some(match facts.place_kind(duty)? {
        PlaceKind::Office => Look::Office,
        PlaceKind::Home => Look::Home,
        PlaceKind::Away => Look::Away,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::testing::world;

    #[test]
    fn a_cell_names_shift_and_place() {
        let facts = world();
        let codes = Codes::new(&facts);
        let cells: Vec<String> = (0..9).map(|duty| codes.cell(&facts, duty, Lang::Id)).collect();
        assert_eq!(cells, ["", "P", "P·R", "S", "S·R", "P:loket", "S:loket", "M:loket", "P·L"]);
        assert_eq!(codes.cell(&facts, 2, Lang::En), "P·H");
        assert_eq!((codes.letter(&facts, 0), codes.letter(&facts, 4)), ('·', 's'));
    }

    #[test]
    fn shifts_of_the_same_letter_get_longer_codes() {
        let mut facts = world();
        facts.shifts[1].id = "pagi-2".into();
        facts.shifts[2].id = "p".into();
        let codes = Codes::new(&facts);
        assert_eq!(codes.shifts, ["P", "PA", "P1"]);
    }
}
