//! What YAML gives, and what is said about bad YAML.

use super::*;
use crate::input::fault::Fault;

fn read(text: &str) -> (Option<Node>, Vec<Fault>) {
    let mut faults = Faults::default();
    let file = faults.source("x.yaml", text);
    let node = parse(file, text, &mut faults);
    (node, faults.sorted().into_iter().cloned().collect())
}

/// `line:column code what | cause`.
fn said(text: &str) -> Vec<String> {
    let cause = |f: &Fault| f.cause.as_ref().map_or(String::new(), |text| format!(" | {}", text.en));
    read(text)
        .1
        .iter()
        .map(|f| format!("{}:{} {} {}{}", f.spot.line, f.spot.column, f.code, f.what.en, cause(f)))
        .collect()
}

/// The node as one line of text.
fn show(node: &Node) -> String {
    match &node.kind {
        Kind::Null => "~".to_string(),
        Kind::Scalar { text, quoted: false } => text.to_string(),
        Kind::Scalar { text, quoted: true } => format!("{text:?}"),
        Kind::Seq(items) => format!("[{}]", items.iter().map(show).collect::<Vec<_>>().join(", ")),
        Kind::Map(entries) => {
            let entries: Vec<String> = entries.iter().map(|(k, v)| format!("{}: {}", k.text, show(v))).collect();
            format!("{{{}}}", entries.join(", "))
        }
    }
}

fn shown(text: &str) -> String {
    let (node, faults) = read(text);
    assert!(faults.is_empty(), "{faults:?}");
    show(&node.unwrap())
}

#[test]
fn text_is_kept_as_written() {
    assert_eq!(
        shown("a: 007\nb: no\nc: 06:00\nd: '1'\ne:\nf: ~\ng: !!str 12\nh: |\n  x\n  y\n"),
        "{a: 007, b: no, c: 06:00, d: \"1\", e: ~, f: ~, g: \"12\", h: \"x\\ny\\n\"}"
    );
}

#[test]
fn places_count_characters_from_one() {
    let (node, _) = read("é: [ü, \"x\"]\r\nb:\r\n  - c: 1\r\n");
    let node = node.unwrap();
    let place = |node: &Node| (node.spot.line, node.spot.column, node.spot.width);
    let list = node.get("é").unwrap();
    assert_eq!((place(list), place(&list.items()[0]), place(&list.items()[1])), ((1, 4, 1), (1, 5, 1), (1, 8, 3)));
    assert_eq!(place(&node.get("b").unwrap().items()[0]), (3, 5, 1));
    assert_eq!(place(&node), (1, 1, 1));
}

#[test]
fn merged_keys_give_way_to_written_ones_and_to_earlier_merges() {
    assert_eq!(
        shown("base: &b {x: 1, y: 1}\nmore: &m {y: 2, z: 2}\nall: {<<: [*b, *m], x: 0}\none:\n  <<: *b\n"),
        "{base: {x: 1, y: 1}, more: {y: 2, z: 2}, all: {x: 0, y: 1, z: 2}, one: {x: 1, y: 1}}"
    );
    assert_eq!(said("a: {<<: 3}"), ["1:9 E106 `<<` can only merge groups of entries"]);
}

#[test]
fn an_alias_shares_its_anchor_and_keeps_the_place_of_it() {
    let (node, _) = read("a: &x [1, 2]\nb: *x\n");
    let node = node.unwrap();
    let (Kind::Seq(a), Kind::Seq(b)) = (&node.get("a").unwrap().kind, &node.get("b").unwrap().kind) else { panic!() };
    assert!(Arc::ptr_eq(a, b));
}

#[test]
fn an_alias_bomb_is_refused_at_once() {
    let mut text = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for level in 1..20 {
        let list = vec![format!("*a{}", level - 1); 10].join(", ");
        text.push_str(&format!("a{level}: &a{level} [{list}]\n"));
    }
    let said = said(&text);
    assert!(said.len() == 1 && said[0].contains("E107 this file has too many parts"), "{said:?}");
}

#[test]
fn depth_is_limited_in_flow_in_blocks_and_through_aliases() {
    let flow = "[".repeat(100_000);
    let block = (0..5000).map(|depth| format!("{}a:\n", " ".repeat(depth))).collect::<String>();
    let dashes = "- ".repeat(5000);
    let mut aliases = String::from("a0: &a0 [x]\n");
    for level in 1..2000 {
        aliases.push_str(&format!("a{level}: &a{level} [*a{}]\n", level - 1));
    }
    for text in [flow, block, dashes, aliases] {
        let said = said(&text);
        assert!(said.len() == 1 && said[0].contains("E107 nested deeper than 64 levels"), "{said:?}");
    }
    assert!(read(&format!("{}{}", "[".repeat(64), "]".repeat(64))).1.is_empty());
}

#[test]
fn a_key_written_twice_points_back_at_the_first() {
    let (node, _) = read("a: 1\nb: 2\na: 3\n");
    assert_eq!(show(&node.unwrap()), "{a: 1, b: 2}");
    assert_eq!(said("a: 1\nb: 2\na: 3\n"), ["3:1 E105 key `a` is written twice | the first is at line 1 column 1"]);
}

#[test]
fn references_must_refer_to_something_finished() {
    assert!(said("a: *nobody")[0].starts_with("1:4 E106 alias `*nobody` refers to nothing"));
    assert_eq!(said("a: &a [*a]"), ["1:8 E106 this part refers to itself"]);
}

#[test]
fn odd_keys_tags_and_documents_are_faults() {
    assert!(said("{[a, b]: 1, c: 2}")[0].starts_with("1:2 E109 a key must be text"));
    assert_eq!(said("a: !secret x"), ["1:12 E109 unknown tag `!secret`"]);
    assert!(said("a: 1\n---\nb: 2\n")[0].starts_with("2:1 E108 this file holds more than one document"));
    for text in ["", "# only a remark\n", "---\n", "~"] {
        assert_eq!(said(text), ["0:0 E108 this file is empty"], "{text:?}");
    }
}

#[test]
fn a_syntax_error_says_what_it_probably_comes_from() {
    for (text, place, words) in [
        ("a:\n\tb: 1\n", "2:", "a tab is used to indent"),
        ("a: \"open\nb: 1\n", "", "a quotation mark is opened but not closed"),
        ("a: 'x' y\n", "1:", "more text after the closing quotation mark"),
        ("a: [1, 2\nb: 3\n", "", "the bracket `[` of line 1 column 4 is not closed"),
        ("a: {b: 1\n", "", "the bracket `{` of line 1 column 4 is not closed"),
        ("a: 1]\nb: ]\n", "2:", "closed but was never opened"),
        ("a: @home\n", "1:4", "may not start with `@`"),
        ("a: b: c\n", "1:", "second colon"),
        ("a: 1\nb\nc: 2\n", "", "not followed by a colon"),
        ("a: 1\nb:2\nc: 2\n", "", "not followed by a colon"),
        ("a: \"\\q\"\n", "1:", "backslash"),
        ("a:\n  b: 1\n c: 2\n", "3:", "not indented like"),
    ] {
        let said = said(text);
        assert!(said.len() == 1 && said[0].starts_with(place) && said[0].contains(words), "{text:?}: {said:?}");
    }
}

#[test]
fn what_stands_before_a_syntax_error_is_kept() {
    let (node, faults) = read("a: 1\nb: [x, y]\nc: {d: 1\n");
    assert_eq!(show(&node.unwrap()), "{a: 1, b: [x, y], c: {d: 1}}");
    assert_eq!(faults.len(), 1);
}
