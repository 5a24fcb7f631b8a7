//! Proofs by a tree over the graphs, whatever the clauses that no graph holds: the checker recomputes the optimum.

use proptest::prelude::*;

use super::branch::{Source, settle};
use super::crowd::Crowd;
use super::graphs::Graphs;
use super::master::UNIT;
use super::people::{People, Person};
use super::plan::Model;
use super::proof;
use crate::certificate::{Certificate, Node};
use crate::engine::Limits;
use crate::engine::budget::Budget;
use crate::engine::tiny::{best_costs, cases, problems};
use crate::problem::{Clause, Force, Problem, Shape};

/// The checker's rows may be weaker than the engine's: of a `Pick` or `Peak` of a few decided cells, and of prices that
/// rise over a limit that one person's day decides.
fn is_weak(clause: &Clause) -> bool {
    matches!(clause.shape, Shape::Pick { .. } | Shape::Peak { .. })
        || matches!(&clause.force, Force::Prefer(steps) if steps.first() != steps.last())
}

proptest! {
    #![proptest_config(cases(600))]

    #[test]
    fn the_checker_recomputes_what_a_tree_proved(problem in problems(1500), room in 1..40_usize, worse in 0..3_i64) {
        let problem = Problem { tiers: Vec::new(), ..problem };
        let budget = Budget::new(&Limits::default());
        let people = People::with_room(&problem, room, &budget, &Graphs::default()).unwrap();
        let persons: Vec<&Person> = people.persons.iter().collect();
        let Ok(crowd) = Crowd::new(&problem, &persons, &|at| people.in_master[at]) else { return Ok(()) };
        let model = Model::new(&problem, persons, crowd, 2000);
        let Some((best, _)) = best_costs(&problem) else { return Ok(()) };
        let upper = best + worse * model.crowd.grain;
        let settled = settle(&model, Source::Graphs, upper, &budget, true, &mut |_| {}).unwrap();
        prop_assert_eq!(settled.bound, best);
        let nodes = proof::nodes(&problem, &people, &model.crowd, &settled.cases.unwrap()).unwrap();
        let splits = nodes.iter().filter(|node| !matches!(node, Node::Leaf(_))).count();
        prop_assert_eq!(nodes.len(), 2 * splits + 1);
        let proved = Certificate::of_nodes(&problem, UNIT, best, nodes).bound(&problem).expect("a sound certificate");
        prop_assert!(proved <= best, "{proved} above {best}");
        if !problem.clauses.iter().any(is_weak) {
            prop_assert_eq!(proved, best);
        }
    }

    #[test]
    fn a_tree_ends_however_little_work_is_left_and_claims_no_more_than_is_true(
        problem in problems(1500),
        room in 1..40_usize,
        ticks in 0..1_000_000_u64,
    ) {
        let problem = Problem { tiers: Vec::new(), ..problem };
        let people = People::with_room(&problem, room, &Budget::new(&Limits::default()), &Graphs::default()).unwrap();
        let persons: Vec<&Person> = people.persons.iter().collect();
        let Ok(crowd) = Crowd::new(&problem, &persons, &|at| people.in_master[at]) else { return Ok(()) };
        let model = Model::new(&problem, persons, crowd, 2000);
        let Some((best, _)) = best_costs(&problem) else { return Ok(()) };
        let budget = Budget::new(&Limits { work: Some(1), ..Limits::default() });
        budget.charge(ticks);
        let settled = settle(&model, Source::Graphs, best + model.crowd.grain, &budget, false, &mut |_| {}).unwrap();
        prop_assert!(settled.bound <= best, "{} above {best}", settled.bound);
        prop_assert!(settled.plan.is_none_or(|plan| plan.must_units == 0 && plan.cost == best));
    }
}
