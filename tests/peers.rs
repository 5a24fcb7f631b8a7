//! The part of `benches/peers` that needs neither a peer nor the network: scorer, table and picture on a made-up
//! instance.

use std::path::Path;
use std::process::Command;

#[test]
fn the_comparison_with_peers_scores_and_draws_a_tiny_instance() {
    if Command::new("python3").arg("--version").output().is_err() {
        println!("no python3 here: skipped");
        return;
    }
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/peers");
    // -B: no compiled files beside the sources.
    let output = Command::new("python3").args(["-B", "selftest.py"]).current_dir(folder).output().expect("it runs");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && said.contains("OK"), "{said}");
}
