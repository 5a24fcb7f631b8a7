//! `luwes rules`: the catalogue of rules, or a scenario's rules in sentences with their sources.

use std::fmt::Write;
use std::path::PathBuf;

use serde_json::json;

use super::{End, Shared, print, print_json, tell};
use crate::input::lang::{Lang, Text};
use crate::rules::{Group, LIST};
use crate::scenario::{Scenario, load, sources_of};

#[derive(Debug, clap::Args)]
pub struct Args {
    /// A scenario, to print its own rules; the whole catalogue if absent
    scenario: Option<PathBuf>,
}

pub fn run(args: &Args, shared: &Shared) -> End {
    let Some(path) = &args.scenario else {
        if shared.json {
            print_json(&catalogue_json(shared.lang()))
        } else {
            print(&catalogue(shared.lang()))
        }
        return End::Done;
    };
    let (scenario, faults) = load(path);
    let Some(scenario) = scenario else {
        tell(&faults, shared);
        return End::BadInput;
    };
    if shared.json {
        print_json(&own_json(&scenario, shared.lang()))
    } else {
        print(&own(&scenario, shared.lang()))
    }
    End::Done
}

fn title(group: Group) -> Text {
    match group {
        Group::WhoMay => Text::new("SIAPA BOLEH", "WHO MAY"),
        Group::OwnWork => Text::new("KERJA SENDIRI", "OWN WORK"),
        Group::Together => Text::new("BERSAMA", "TOGETHER"),
        Group::OverTime => Text::new("DARI PERIODE KE PERIODE", "OVER TIME"),
    }
}

fn catalogue(lang: Lang) -> String {
    let mut out = String::new();
    let mut last = None;
    for kind in LIST {
        if last != Some(kind.group) {
            let _ = writeln!(out, "{}\n", title(kind.group).get(lang));
            last = Some(kind.group);
        }
        let _ = writeln!(out, "  {}", kind.name);
        let _ = writeln!(out, "      {}", (kind.about)().get(lang));
        for (field, meaning) in kind.fields() {
            let meaning = meaning.split_whitespace().collect::<Vec<_>>().join(" ");
            let _ = writeln!(out, "        {field:<18} {meaning}");
        }
        for example in kind.examples {
            let _ = writeln!(out, "      - {}", example.split_whitespace().collect::<Vec<_>>().join(" "));
        }
        let word = if lang == Lang::Id { "Sumber" } else { "Source" };
        for (model, source) in sources_of(kind.name) {
            let _ = writeln!(out, "      {word} ({model}): {source}");
        }
        out.push('\n');
    }
    out
}

fn catalogue_json(lang: Lang) -> serde_json::Value {
    let rule = |kind: &crate::rules::Kind| {
        json!({
            "name": kind.name,
            "group": title(kind.group).en.to_lowercase(),
            "about": (kind.about)().get(lang),
            "fields": kind.fields().into_iter().collect::<std::collections::BTreeMap<_, _>>(),
            "examples": kind.examples,
            "sources": sources_of(kind.name),
        })
    };
    LIST.iter().map(rule).collect()
}

/// Where a rule comes from, and whether the text was read.
fn source(scenario: &Scenario, rule: usize, lang: Lang) -> String {
    let head = &scenario.entries[rule].head;
    let mut source = head.source.clone().unwrap_or_default();
    if head.unverified {
        let mark = if lang == Lang::Id { "(belum diperiksa)" } else { "(unverified)" };
        source = format!("{source} {mark}");
    }
    source.trim().to_string()
}

fn own(scenario: &Scenario, lang: Lang) -> String {
    let mut out = String::new();
    for (at, entry) in scenario.entries.iter().enumerate() {
        let force = match (entry.is_must(), lang) {
            (true, Lang::Id) => "wajib",
            (true, Lang::En) => "must",
            (false, Lang::Id) => "diutamakan",
            (false, Lang::En) => "prefer",
        };
        let _ = writeln!(out, "{} [{force}]\n    {}", entry.id, entry.says(&scenario.facts).get(lang));
        let source = source(scenario, at, lang);
        if !source.is_empty() {
            let word = if lang == Lang::Id { "Sumber" } else { "Source" };
            let _ = writeln!(out, "    {word}: {source}");
        }
    }
    out
}

fn own_json(scenario: &Scenario, lang: Lang) -> serde_json::Value {
    let rules = scenario.entries.iter().map(|entry| {
        json!({
            "id": entry.id,
            "rule": entry.kind.name,
            "must": entry.is_must(),
            "says": entry.says(&scenario.facts).get(lang),
            "source": entry.head.source,
            "unverified": entry.head.unverified,
            "tier": entry.tier,
        })
    });
    rules.collect()
}
