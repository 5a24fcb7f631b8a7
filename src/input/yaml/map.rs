//! Keys of a map: text, each once; and `<<`, which merges other maps in.

use std::collections::HashMap;
use std::sync::Arc;

use super::Slot;
use crate::input::fault::{Faults, Spot};
use crate::input::lang::{Text, quote};
use crate::input::node::{Key, Kind, Node};

/// The place of a key among the entries. Small maps are searched through; large ones keep an index, filled as needed.
fn find(entries: &[(Key, Node)], index: &mut HashMap<Arc<str>, Spot>, text: &str) -> Option<Spot> {
    const SMALL: usize = 16;
    if entries.len() < SMALL {
        return entries.iter().find(|(key, _)| &*key.text == text).map(|(key, _)| key.spot);
    }
    // Keys are written once, so that the index is as long as the entries it knows.
    for (key, _) in &entries[index.len()..] {
        index.insert(key.text.clone(), key.spot);
    }
    index.get(text).copied()
}

/// Adds the entries of `<<:`; keys written in the map itself and earlier merges win.
pub(super) fn merge(
    entries: &mut Vec<(Key, Node)>,
    index: &mut HashMap<Arc<str>, Spot>,
    from: &Node,
    faults: &mut Faults,
) {
    match &from.kind {
        Kind::Map(more) => {
            for (key, node) in more.iter() {
                if find(entries, index, &key.text).is_none() {
                    entries.push((key.clone(), node.clone()));
                }
            }
        }
        Kind::Seq(list) if list.iter().all(|node| matches!(node.kind, Kind::Map(_))) => {
            for node in list.iter() {
                merge(entries, index, node, faults);
            }
        }
        _ => {
            faults
                .error(
                    "E106",
                    from.spot,
                    Text::new("`<<` hanya dapat menggabungkan kelompok isian", "`<<` can only merge groups of entries"),
                )
                .remedy(Text::new(
                    "rujuk kelompok isian, misalnya `<<: *umum`",
                    "refer to a group, such as `<<: *common`",
                ));
        }
    }
}

/// What comes after this key of a map.
pub(super) fn key_slot(
    node: Node,
    entries: &[(Key, Node)],
    index: &mut HashMap<Arc<str>, Spot>,
    faults: &mut Faults,
) -> Slot {
    let spot = node.spot;
    let text = match node.kind {
        Kind::Scalar { text, quoted: false } if &*text == "<<" => return Slot::Merge,
        Kind::Scalar { text, .. } => text,
        Kind::Null | Kind::Seq(_) | Kind::Map(_) => {
            faults
                .error("E109", spot, Text::new("sebuah kunci harus berupa teks", "a key must be text"))
                .cause(Text::new(
                    "di sini kuncinya sebuah daftar atau kelompok isian",
                    "here the key is a list or a group of entries",
                ))
                .remedy(Text::new("tulis satu kata sebelum titik dua", "write one word before the colon"));
            return Slot::Skip;
        }
    };
    if let Some(before) = find(entries, index, &text) {
        let name = quote(&text);
        faults
            .error(
                "E105",
                spot,
                Text::new(format!("kunci {name} ditulis dua kali"), format!("key {name} is written twice")),
            )
            .cause(Text::new(
                format!("yang pertama ada di baris {} kolom {}", before.line, before.column),
                format!("the first is at line {} column {}", before.line, before.column),
            ))
            .remedy(Text::new("hapus salah satu", "remove one of them"));
        return Slot::Skip;
    }
    Slot::Value(Key { text, spot })
}
