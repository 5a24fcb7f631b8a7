//! Pictures of desks: shifts, nights, closed days, the day before the period, experts, faults.

use crate::facts::{Facts, Opening};
use crate::rules::testing::{agree_in, faults_of, judge, judge_in, rule, world};

/// The desk with this one opening on all days: from, to (hours) and need.
fn open(from: i32, to: i32, need: u32) -> Facts {
    let mut facts = world();
    let weekdays = [true; 7];
    let (from_min, to_min) = (from * 60, to * 60);
    facts.desks[0].openings =
        vec![Opening { weekdays, dates: None, holidays: true, from_min, to_min, need, target: None, max: None }];
    facts
}

const FRIDAY: &str = "desk_cover: {when: {weekdays: fri}, must: true}";
const SATURDAY: &str = "desk_cover: {when: {weekdays: sat}, must: true}";

#[test]
fn each_shift_of_an_open_desk_needs_somebody() {
    assert_eq!(
        judge(FRIDAY, "ana D---\n bob O---"),
        "desk counter, 2020-01-10 14.00–22.00: 0 of 1 present\ndesk counter, 2020-01-10 22.00–24.00: 0 of 1 present\n"
    );
}

#[test]
fn a_night_past_midnight_is_missing_once() {
    let nights = "desk_cover: {shifts: [malam], when: {weekdays: fri-sat}, must: true}";
    assert_eq!(
        judge(nights, "ana ----\n bob ----"),
        "desk counter, 2020-01-10 22.00–06.00: 0 of 1 present\ndesk counter, 2020-01-11 22.00–24.00: 0 of 1 present\n"
    );
    assert_eq!(judge(nights, "ana NN--\n bob ----"), "");
}

#[test]
fn the_morning_after_a_closed_day_hangs_on_the_night_of_that_day() {
    let nights = "desk_cover: {shifts: [malam], when: {weekdays: mon}, must: true}";
    assert_eq!(judge(nights, "ana ---N\n bob ----"), "desk counter, 2020-01-13 00.00–06.00: 0 of 1 present\n");
    assert_eq!(judge(nights, "ana --NN\n bob ----"), "");
}

#[test]
fn hours_settled_before_the_period_do_not_count() {
    assert_eq!(judge_in(open(0, 6, 1), FRIDAY, "ana ----\n bob ----"), "");
    let said = judge_in(open(0, 6, 1), SATURDAY, "ana ----\n bob ----");
    assert_eq!(said, "desk counter, 2020-01-11 00.00–06.00: 0 of 1 present\n");
}

#[test]
fn on_the_first_day_a_known_night_helps_and_an_unknown_one_leaves_the_hours_out() {
    // The night runs to 08.00, so that from 06.00 both it and the morning cover the desk.
    let mut facts = open(6, 8, 1);
    facts.shifts[2].hours.end_min = 32 * 60;
    assert_eq!(
        judge_in(facts.clone(), FRIDAY, "ana ----\n bob ----"),
        "desk counter, 2020-01-10 06.00–08.00: 0 of 1 present\n"
    );
    assert_eq!(judge_in(facts.clone(), FRIDAY, "ana D---\n bob ----"), "");
    facts.people[0].history = vec![7];
    assert_eq!(judge_in(facts.clone(), FRIDAY, "ana ----\n bob ----"), "");
    facts.people.iter_mut().for_each(|person| person.history.clear());
    assert_eq!(judge_in(facts, FRIDAY, "ana ----\n bob ----"), "");
}

#[test]
fn a_closed_day_needs_nobody() {
    assert_eq!(judge("desk_cover: {when: {weekdays: sun}, must: true}", "ana ----\n bob ----"), "");
}

#[test]
fn one_shift_that_covers_two_openings_is_missing_once_at_the_higher_need() {
    let mut facts = open(8, 10, 1);
    let later = Opening { from_min: 11 * 60, to_min: 13 * 60, need: 2, ..facts.desks[0].openings[0].clone() };
    facts.desks[0].openings.push(later);
    assert_eq!(
        judge_in(facts, FRIDAY, "ana ----\n bob ----"),
        "2 x desk counter, 2020-01-10 08.00–10.00, 11.00–13.00: 0 of 2 present\n"
    );
}

#[test]
fn more_than_the_need_may_be_wished_for() {
    let target = "desk_cover: {what: target, shifts: [pagi], when: {weekdays: fri}, prefer: 1}";
    assert_eq!(judge(target, "ana D---\n bob D---"), "");
    assert_eq!(
        judge(target, "ana D---\n bob ----"),
        "desk counter, 2020-01-10 06.00–14.00: 1 of the 2 wished for present\n"
    );
}

#[test]
fn no_more_than_the_maximum_are_there() {
    let mut facts = world();
    facts.desks[0].openings[0].max = Some(1);
    let most = "desk_cover: {what: max, prefer: [1, 2]}";
    let said = judge_in(facts.clone(), most, "ana D---\n bob D---");
    assert_eq!(said, "desk counter, 2020-01-10 06.00–14.00: 2 present, at most 1\n");
    assert!(agree_in(&facts, most).0 > 0);
}

#[test]
fn experts_are_those_of_the_desks_level() {
    let experts = "desk_cover: {what: experts, shifts: [pagi], when: {weekdays: fri}, must: true}";
    assert_eq!(judge(experts, "ana D---\n bob ----"), "");
    assert_eq!(
        judge(experts, "ana ----\n bob D---"),
        "desk counter, 2020-01-10 06.00–14.00: 0 of 1 of level 2 present\n"
    );
}

#[test]
fn only_people_in_scope_are_counted() {
    let bob = "desk_cover: {who: {people: [bob]}, shifts: [pagi], when: {weekdays: fri}, must: true}";
    assert_eq!(judge(bob, "ana D---\n bob ----"), "desk counter, 2020-01-10 06.00–14.00: 0 of 1 present\n");
}

#[test]
fn clauses_and_check_agree_on_nights_that_overlap_the_morning() {
    let mut facts = open(4, 9, 1);
    facts.shifts[2].hours.end_min = 32 * 60;
    facts.people[1].history = vec![7];
    assert!(agree_in(&facts, "desk_cover: {prefer: [1, 2]}").0 > 0);
}

#[test]
fn desks_that_nobody_can_hold_are_faults() {
    assert_eq!(faults_of("desk_cover: {desks: [lokt], must: true}"), "E301 there is no desk `lokt`\n");
    assert_eq!(
        faults_of("desk_cover: {who: {people: [bob]}, must: true}"),
        "E431 nobody can hold desk counter from 00.00–06.00 (2020-01-10 and days like it)\n\
         E431 nobody can hold desk counter from 22.00–24.00 (2020-01-10 and days like it)\n"
    );
    assert_eq!(faults_of("desk_cover: {must: true}"), "");
    let mut facts = world();
    facts.people.iter_mut().for_each(|person| person.duties.retain(|duty| *duty < 5));
    let mut faults = crate::input::fault::Faults::default();
    rule("desk_cover: {must: true}").faults(&facts, &mut faults);
    assert!(faults.list.is_empty(), "the scenario says so of a desk that nobody at all can hold");
}

#[test]
fn hours_without_a_shift_are_a_warning_and_no_breach() {
    let mut facts = open(6, 14, 1);
    facts.shifts[0].hours.start_min = 7 * 60;
    let said = judge_in(facts.clone(), FRIDAY, "ana D---\n bob ----");
    assert_eq!(said, "");
    let mut faults = crate::input::fault::Faults::default();
    rule(FRIDAY).faults(&facts, &mut faults);
    assert!(!faults.has_errors());
    assert_eq!(faults.list[0].what.en, "nobody can hold desk counter from 06.00–07.00 (2020-01-10 and days like it)");
}

#[test]
fn it_says_its_desks_and_hours() {
    let said = rule("desk_cover: {desks: [loket], shifts: [malam], must: true}").says(&world());
    assert_eq!(said.en, "At desk counter, in the hours of shift malam, as many people as needed are present.");
    assert_eq!(said.id, "Di loket loket, pada jam sif malam, hadir petugas sebanyak yang dibutuhkan.");
}

#[test]
fn a_desk_that_survives_an_absence_has_one_to_spare() {
    let mornings = "desk_cover: {survives: 1, shifts: [pagi], when: {weekdays: fri}, must: true}";
    assert_eq!(
        judge_in(open(6, 14, 1), mornings, "ana D---\n bob O---"),
        "desk counter, 2020-01-10 06.00–14.00: 1 of 2 present\n"
    );
    assert_eq!(judge_in(open(6, 14, 1), mornings, "ana D---\n bob D---"), "");
}

#[test]
fn reserves_follow_the_rate_of_the_day() {
    let mut facts = open(6, 14, 1);
    facts.rates.by_day = vec![100_000, 0, 0, 5_000];
    let safe = |weekday: &str, level: &str| {
        let text =
            format!("desk_cover: {{safety: {level}, shifts: [pagi], when: {{weekdays: {weekday}}}, must: true}}");
        judge_in(facts.clone(), &text, "ana D--D\n bob O--O")
    };
    assert_eq!(safe("fri", "90"), "");
    assert_eq!(safe("fri", "99"), "desk counter, 2020-01-10 06.00–14.00: 1 of 2 present\n");
    assert_eq!((safe("mon", "99"), safe("mon", "99.5")), (String::new(), String::new()));
    assert_eq!(safe("mon", "99.9"), "desk counter, 2020-01-13 06.00–14.00: 1 of 2 present\n");
}

#[test]
fn a_level_of_safety_needs_rates() {
    let told = faults_of("desk_cover: {safety: 99, must: true}");
    assert!(told.contains("E435"), "{told}");
}
