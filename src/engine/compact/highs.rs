//! HiGHS on the integer program: options, start, callbacks. The only file that speaks to C.
//!
//! The model never leaves the thread it is built in (`highs::Model` is not `Send`), and what HiGHS says is sent as
//! news: the caller decides what to believe.

use std::ffi::{c_char, c_int, c_void};
use std::sync::mpsc::Sender;
use std::time::Instant;

use super::attend::{Ask, End, News};
use crate::engine::budget::Meter;

/// Presolve's rule 12 ("aggregator": columns replaced through equations), as a bit of `presolve_rule_off`. With it HiGHS
/// 1.15.0 has proved a false optimum of a program of 9 columns, kept as a test of the engine; without it that and
/// every other random program is right, and the rest of presolve can stay.
pub const AGGREGATOR: i32 = 1 << 12;

/// What the callback needs; it lives on the solving thread's stack for as long as HiGHS runs.
struct Ear<'a> {
    ask: &'a Ask,
    news: &'a Sender<News>,
    /// Best bound sent so far.
    bound: f64,
    meter: Meter,
}

/// Solves on this thread and sends the news; the last one is the end.
pub fn run(ask: Ask, news: Sender<News>) {
    let end = solve(&ask, &news).unwrap_or_else(End::Failed);
    // Nobody listens any more if the caller gave this thread up.
    let _ = news.send(News::End(end));
}

fn solve(ask: &Ask, news: &Sender<News>) -> Result<End, String> {
    let posed = ask.program.pose(ask.tier, &ask.caps, good_lp::highs);
    let mut model = posed.try_into_inner().map_err(|error| error.to_string())?;
    model.make_quiet();
    let seconds =
        ask.until.budget.deadline().map(|deadline| deadline.saturating_duration_since(Instant::now()).as_secs_f64());
    let set = [
        // One thread each: HiGHS gains nothing from two here, and the plan must not depend on their number.
        model.try_set_option("threads", 1),
        model.try_set_option("parallel", "off"),
        model.try_set_option("random_seed", (ask.seed & 0x7fff_ffff) as i32),
        model.try_set_option("time_limit", seconds.unwrap_or(f64::INFINITY)),
        model.try_set_option("mip_rel_gap", ask.gap),
        // Costs are whole: a gap below 1 is closed by rounding the bound up; 0.1 is left for the tolerance of it.
        model.try_set_option("mip_abs_gap", 0.9),
        model.try_set_option("mip_max_nodes", ask.until.nodes.unwrap_or(i32::MAX)),
        model.try_set_option("presolve_rule_off", AGGREGATOR),
        model.try_set_option("presolve", if ask.presolve { "choose" } else { "off" }),
    ];
    if set.iter().any(Result::is_err) {
        return Err("HiGHS refused an option".to_string());
    }
    if !ask.program.start.is_empty() {
        let values: Vec<f64> = ask.program.start.iter().map(|value| *value as f64).collect();
        // A start that HiGHS will not have is no loss but of time.
        let _ = model.try_set_solution(Some(&values), None, None, None);
    }
    let meter = Meter::of(&ask.until.budget, ask.program.rows.len(), ask.program.columns.len(), true);
    let mut ear = Ear { ask, news, bound: f64::NEG_INFINITY, meter };
    let pointer = model.as_mut_ptr();
    // SAFETY: `pointer` is the live model; `ear` outlives every call of HiGHS below and is used on this thread only
    // (HiGHS calls back from the thread that runs it, and `threads` is 1). `model` is not moved out of its heap place
    // by `try_solve`, which only passes the pointer on.
    unsafe {
        highs_sys::Highs_setCallback(pointer, Some(hear), (&raw mut ear).cast());
        for kind in [
            highs_sys::kHighsCallbackSimplexInterrupt,
            highs_sys::kHighsCallbackIpmInterrupt,
            highs_sys::kHighsCallbackMipImprovingSolution,
            highs_sys::kHighsCallbackMipInterrupt,
        ] {
            highs_sys::Highs_startCallback(pointer, kind);
        }
    }
    let mut solved = model.try_solve().map_err(|status| format!("HiGHS ended with {status:?}"))?;
    let mut nodes: i64 = 0;
    // SAFETY: plain reads from a live model; the name is a C string, the place lives during the call. The safe wrapper
    // panics on a status it does not know, and has no 64-bit values.
    let status = unsafe {
        highs_sys::Highs_getInt64InfoValue(solved.as_mut_ptr(), c"mip_node_count".as_ptr(), &raw mut nodes);
        highs_sys::Highs_getModelStatus(solved.as_mut_ptr())
    };
    let infeasible =
        status == highs_sys::kHighsModelStatusInfeasible || status == highs_sys::kHighsModelStatusUnboundedOrInfeasible;
    let iterations = solved.int_info_value(c"simplex_iteration_count").unwrap_or(0);
    ask.until.budget.charge(meter.ticks(iterations, nodes));
    let feasible = solved.int_info_value(c"primal_solution_status") == Ok(2);
    let values = feasible.then(|| solved.get_solution().columns().to_vec());
    let bound = solved.double_info_value(c"mip_dual_bound").ok().filter(|_| !infeasible);
    Ok(End::Done { values, bound, infeasible })
}

/// HiGHS speaks: a better solution, or a moment at which it may be stopped.
unsafe extern "C" fn hear(
    kind: c_int,
    _message: *const c_char,
    out: *const highs_sys::HighsCallbackDataOut,
    back: *mut highs_sys::HighsCallbackDataIn,
    ear: *mut c_void,
) {
    // SAFETY: `ear` is the `Ear` given to `Highs_setCallback`; no other reference to it lives while HiGHS runs.
    let Some(ear) = (unsafe { ear.cast::<Ear>().as_mut() }) else { return };
    // SAFETY: HiGHS passes its own live records, or null.
    let (out, back) = unsafe { (out.as_ref(), back.as_mut()) };
    let mip = kind == highs_sys::kHighsCallbackMipInterrupt || kind == highs_sys::kHighsCallbackMipImprovingSolution;
    if let Some(out) = out.filter(|_| mip) {
        if kind == highs_sys::kHighsCallbackMipImprovingSolution && !out.mip_solution.is_null() {
            let size = out.mip_solution_size.max(0) as usize;
            // SAFETY: HiGHS says that the solution has this many values, valid during this call.
            let values = unsafe { std::slice::from_raw_parts(out.mip_solution, size) };
            let _ = ear.news.send(News::Values(values.to_vec()));
        }
        // Only news of some size: rounding makes whole points of it anyway.
        if out.mip_dual_bound.is_finite() && out.mip_dual_bound > ear.bound + 0.5 {
            ear.bound = out.mip_dual_bound;
            let _ = ear.news.send(News::Bound(ear.bound));
        }
    }
    if let Some(back) = back {
        // Each count is set for its own kind of call only.
        let over = match out {
            Some(out) if mip => ear.meter.is_over(out.mip_total_lp_iterations, out.mip_node_count),
            Some(out) => ear.meter.is_over(out.simplex_iteration_count.into(), 0),
            None => false,
        };
        back.user_interrupt = c_int::from(over || ear.ask.should_stop());
    }
}
