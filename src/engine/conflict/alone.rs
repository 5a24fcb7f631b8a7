//! People whose own musts contradict each other, whatever the others do: a policy that nobody can keep, a pin on a day of
//! leave. They are found person by person.

use std::collections::HashMap;
use std::sync::Arc;

use rayon::prelude::*;

use super::{Asking, Conflict, Hold, MOST, ONE_CHECK, Search, sorted};
use crate::engine::EngineError;
use crate::problem::{Clause, DutyIx, PersonIx, Problem};

/// People up to whom each conflict is told by itself.
const FEW: usize = 12;

/// Finds them, until nobody's own musts contradict each other.
pub fn alone(search: &mut Search, found: &mut Vec<Conflict>) -> Result<(), EngineError> {
    loop {
        let classes = stuck(search)?;
        let many = classes.iter().map(Vec::len).sum::<usize>() > FEW;
        let mut progress = false;
        for class in &classes {
            for person in if many { &class[..1] } else { class } {
                let alike = |one: &Conflict| many && search.contradict(*person, &one.rules());
                if let Some(known) = found.iter().position(alike) {
                    search.absorb(&mut found[known], class);
                    progress = true;
                    continue;
                }
                if search.out_of_time() || found.len() >= MOST {
                    return Ok(());
                }
                // The search around any clause of the person begins with all that is said of them.
                let Some(seed) = search.own(*person).next() else { continue };
                let Some(mut conflict) = search.around(seed)? else { continue };
                search.leave_out(&conflict);
                if many {
                    search.absorb(&mut conflict, class);
                }
                found.push(conflict);
                progress = true;
            }
        }
        if !progress {
            return Ok(());
        }
    }
}

impl Search<'_> {
    /// The living clauses about one person alone.
    fn own(&self, person: PersonIx) -> impl Iterator<Item = usize> + '_ {
        (0..self.alive.len()).filter(move |at| self.alive[*at] && self.people[*at].as_slice() == [person])
    }

    /// Whether what these rules say of one person contradicts itself.
    fn contradict(&self, person: PersonIx, rules: &[u32]) -> bool {
        let of = |at: &usize| rules.contains(&self.problem.clauses[*at].rule);
        let clauses: Vec<Clause> = self.own(person).filter(of).map(|at| self.problem.clauses[at].clone()).collect();
        let whole = Problem { clauses, losses: Vec::new(), tiers: Vec::new(), ..self.problem.clone() };
        let limits = self.limits_of(self.left(ONE_CHECK));
        Asking::default().ask(&whole.part(&[person], None).problem, &limits).is_ok_and(|held| held == Hold::No)
    }

    /// Takes all that the conflict's rules say of these people for part of it.
    fn absorb(&mut self, conflict: &mut Conflict, people: &[PersonIx]) {
        let rules = conflict.rules();
        let free = rules.iter().any(|rule| !(self.kept)(*rule));
        for person in people {
            let of = |at: &usize| {
                let rule = self.problem.clauses[*at].rule;
                rules.contains(&rule) && !(free && (self.kept)(rule))
            };
            let own: Vec<usize> = self.own(*person).filter(of).collect();
            own.iter().for_each(|at| self.alive[*at] = false);
            conflict.alike.extend(own);
        }
    }
}

/// What is open to one person, and what is said of them alone.
type Own = (Vec<Arc<[DutyIx]>>, Vec<Clause>);

/// People whose own musts cannot hold, those alike together; the most first.
fn stuck(search: &Search) -> Result<Vec<Vec<PersonIx>>, EngineError> {
    let living = |at: &usize| search.alive[*at] && search.people[*at].len() == 1;
    let clauses = (0..search.alive.len()).filter(living).map(|at| search.problem.clauses[at].clone()).collect();
    let own = Problem { clauses, losses: Vec::new(), tiers: Vec::new(), ..search.problem.clone() };
    let each: Vec<Vec<PersonIx>> = (0..own.people as PersonIx).map(|person| vec![person]).collect();
    let mut classes: HashMap<Own, Vec<PersonIx>> = HashMap::new();
    for part in own.parts(&each, None) {
        classes.entry((part.problem.open, part.problem.clauses)).or_default().push(part.people[0]);
    }
    let mut classes: Vec<(Own, Vec<PersonIx>)> = classes.into_iter().collect();
    classes.sort_unstable_by(|one, other| one.1.cmp(&other.1));
    let limits = search.limits_of(search.left(ONE_CHECK));
    let held = |((open, clauses), people): &(Own, Vec<PersonIx>)| {
        let (open, clauses) = (open.clone(), clauses.clone());
        let problem = Problem { people: 1, open, clauses, tiers: Vec::new(), losses: Vec::new(), ..own };
        Ok((Asking::default().ask(&problem, &limits)? == Hold::No).then(|| people.clone()))
    };
    let found: Result<Vec<Option<Vec<PersonIx>>>, EngineError> = classes.par_iter().map(held).collect();
    let mut found: Vec<Vec<PersonIx>> = found?.into_iter().flatten().map(sorted).collect();
    found.sort_by_key(|people| (std::cmp::Reverse(people.len()), people[0]));
    Ok(found)
}
