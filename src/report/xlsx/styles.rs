//! Formats of the workbook's cells: the page's colours, so that both read alike.

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder};

use super::super::codes::Look;
use super::super::html::day_class;
use crate::facts::Day;

/// Fills from light (early shift) to dark (night).
const OFFICE: [u32; 3] = [0xA9CFEC, 0x6FB0DE, 0x4A94CC];
const HOME: [u32; 3] = [0xFBD894, 0xF2B145, 0xD98F1F];
const DESK: [u32; 3] = [0xEBC1D8, 0xD993BB, 0xC873A4];
const AWAY: [u32; 3] = [0xA5DCCB, 0x63C0A3, 0x35A283];
const OFF: u32 = 0xECEEEF;
const HOLIDAY: u32 = 0xF6DEDE;
const ABSENT: u32 = 0xCFD4D9;

/// Every format, made once.
pub struct Styles {
    pub title: Format,
    pub head: Format,
    pub text: Format,
    pub wrapped: Format,
    pub soft: Format,
    pub number: Format,
    pub group: Format,
    pub total: Format,
    pub short: Format,
    pub covered: Format,
    pub must: Format,
    cell: Format,
    looks: [[Format; 3]; 4],
    off: Format,
    holiday: Format,
    absent: Format,
    day: Format,
    day_off: Format,
    day_holiday: Format,
}

impl Styles {
    pub fn new() -> Styles {
        let base = || Format::new().set_font_name("Calibri").set_font_size(10);
        let soft = Color::RGB(0x556170);
        let cell = || {
            let edge = Color::RGB(0xFFFFFF);
            base().set_align(FormatAlign::Center).set_border(FormatBorder::Thin).set_border_color(edge)
        };
        let fill = |color: u32| cell().set_background_color(Color::RGB(color));
        let looks = [OFFICE, HOME, AWAY, DESK].map(|shades| shades.map(fill));
        let day = |color: u32| fill(color).set_bold().set_text_wrap();
        Styles {
            title: base().set_font_size(15).set_bold(),
            head: base().set_bold().set_font_color(soft).set_border_bottom(FormatBorder::Thin),
            text: base(),
            wrapped: base().set_text_wrap().set_align(FormatAlign::Top),
            soft: base().set_font_color(soft),
            number: base().set_num_format("#,##0").set_align(FormatAlign::Top),
            group: base().set_bold().set_background_color(Color::RGB(0xE7EDF2)),
            total: cell().set_bold().set_border_top(FormatBorder::Thin).set_border_color(soft),
            short: fill(0xB3261E).set_font_color(Color::White).set_bold(),
            covered: fill(0xB5DCCB),
            must: base().set_bold().set_align(FormatAlign::Top),
            cell: cell(),
            looks,
            off: fill(OFF),
            holiday: fill(HOLIDAY),
            absent: fill(ABSENT),
            day: day(0xFFFFFF),
            day_off: day(OFF),
            day_holiday: day(HOLIDAY).set_font_color(Color::RGB(0xB3261E)),
        }
    }

    /// A cell of work.
    pub fn look(&self, look: Look, shade: usize) -> &Format {
        let at = match look {
            Look::Office => 0,
            Look::Home => 1,
            Look::Away => 2,
            Look::Desk => 3,
        };
        &self.looks[at][shade]
    }

    /// A cell without work.
    pub fn free(&self, day: &Day, absent: bool) -> &Format {
        match day_class(day) {
            "hol" => &self.holiday,
            "off" => &self.off,
            _ if absent => &self.absent,
            _ => &self.cell,
        }
    }

    /// The head of a day's column.
    pub fn day(&self, day: &Day) -> &Format {
        match day_class(day) {
            "hol" => &self.day_holiday,
            "off" => &self.day_off,
            _ => &self.day,
        }
    }
}
