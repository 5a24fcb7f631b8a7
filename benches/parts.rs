//! `cargo bench --bench parts`: the steps around the engine on the 1,000-person pilot: reading (what `check` does),
//! lowering to clauses, judging a roster.

use std::hint::black_box;
use std::path::Path;

use criterion::{Criterion, criterion_group, criterion_main};
use luwes::roster::Roster;
use luwes::scenario::load;
use luwes::verify::verify;

fn parts(criterion: &mut Criterion) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/bappenas-pilot.yaml");
    let (scenario, _) = load(&path);
    let scenario = scenario.expect("the pilot loads");
    let free = Roster::free(scenario.facts.people.len(), scenario.facts.calendar.days.len());
    let mut group = criterion.benchmark_group("pilot");
    group.sample_size(20);
    group.bench_function("read and check", |bench| bench.iter(|| black_box(load(&path))));
    group.bench_function("lower to clauses", |bench| bench.iter(|| black_box(scenario.problem())));
    group.bench_function("judge a roster", |bench| {
        bench.iter(|| black_box(verify(&scenario.facts, &scenario.entries, &free)));
    });
    group.finish();
}

criterion_group!(benches, parts);
criterion_main!(benches);
