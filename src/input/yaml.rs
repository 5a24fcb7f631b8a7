//! YAML events into nodes. Memory and stack are bounded: nesting is limited, and aliases share what they stand for.

use std::collections::HashMap;
use std::sync::Arc;

use granit_parser::{Event, Parser, ScalarStyle, Span, Tag, options};

use super::fault::{Faults, Spot};
use super::lang::{Text, quote};
use super::node::{DEEPEST, Key, Kind, Node};
use super::syntax;

/// Nodes of a document with every alias written out. More than that is an "alias bomb".
const MOST_NODES: u64 = 5_000_000;

/// A node with what it would be without sharing.
struct Sized {
    node: Node,
    /// Nodes, aliases written out.
    size: u64,
    /// Levels of lists and maps.
    height: usize,
}

/// A list or map that is still open.
struct Frame {
    spot: Spot,
    anchor: usize,
    size: u64,
    height: usize,
    open: Open,
}

enum Open {
    Seq(Vec<Node>),
    Map { entries: Vec<(Key, Node)>, first: HashMap<Arc<str>, Spot>, merges: Vec<Sized>, key: Slot },
}

/// What the next node of a map is.
enum Slot {
    Key,
    Value(Key),
    Merge,
    /// The value of a key that is not used.
    Skip,
}

struct Builder<'f> {
    file: u32,
    faults: &'f mut Faults,
    frames: Vec<Frame>,
    /// Finished anchors; `None` while the anchored node is still open.
    anchors: HashMap<usize, Option<(Node, u64, usize)>>,
    root: Option<Node>,
}

pub(super) fn parse(file: u32, text: &str, faults: &mut Faults) -> Option<Node> {
    let limits = options! {
        emit_unresolved_aliases: true,
        emit_comments: false,
        flow_nesting_limit: DEEPEST + 8,
        block_nesting_limit: DEEPEST + 8,
    };
    let mut builder = Builder { file, faults, frames: Vec::new(), anchors: HashMap::new(), root: None };
    let mut documents = 0;
    for next in Parser::new_from_str_with_options(text, limits) {
        let (event, span) = match next {
            Ok(pair) => pair,
            Err(error) => {
                syntax::report(file, text, &error, builder.faults);
                builder.close_all();
                break;
            }
        };
        if let Event::DocumentStart(..) = event {
            documents += 1;
            if documents == 2 {
                builder.second_document(spot_of(file, &span));
                break;
            }
        }
        if builder.event(event, &span).is_none() {
            builder.close_all();
            break;
        }
    }
    let root = builder.root.take();
    if !matches!(root, None | Some(Node { kind: Kind::Null, .. })) {
        return root;
    }
    if !faults.is_broken(file) {
        faults.error("E108", Spot::whole(file), Text::new("berkas ini kosong", "this file is empty")).remedy(
            Text::new("isi berkas ini, atau periksa apakah namanya benar", "fill it, or check that its name is right"),
        );
    }
    None
}

fn spot_of(file: u32, span: &Span) -> Spot {
    let (start, end) = (&span.start, &span.end);
    let width = if start.line() == end.line() { end.col().saturating_sub(start.col()) } else { 1 };
    let small = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    Spot { file, line: small(start.line()), column: small(start.col() + 1), width: small(width.max(1)) }
}

impl Builder<'_> {
    /// Takes one event; `None` when reading cannot go on.
    fn event(&mut self, event: Event<'_>, span: &Span) -> Option<()> {
        let spot = spot_of(self.file, span);
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                let plain = style == ScalarStyle::Plain && !self.tag(tag.as_deref(), spot);
                let empty = plain && matches!(&*text, "" | "~" | "null" | "Null" | "NULL");
                let kind = if empty { Kind::Null } else { Kind::Scalar { text: Arc::from(text), quoted: !plain } };
                let done = Sized { node: Node { spot, kind }, size: 1, height: 0 };
                self.anchor(anchor, &done);
                self.put(done)
            }
            Event::SequenceStart(_, anchor, tag) => {
                self.tag(tag.as_deref(), spot);
                self.open(spot, anchor, Open::Seq(Vec::new()))
            }
            Event::MappingStart(_, anchor, tag) => {
                self.tag(tag.as_deref(), spot);
                let open = Open::Map { entries: Vec::new(), first: HashMap::new(), merges: Vec::new(), key: Slot::Key };
                self.open(spot, anchor, open)
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(),
            Event::Alias(id) => self.alias(id, spot),
            Event::UnresolvedAlias(name) => {
                let name = quote(&format!("*{name}"));
                self.faults
                    .error(
                        "E106",
                        spot,
                        Text::new(
                            format!("rujukan {name} tidak ada asalnya"),
                            format!("alias {name} refers to nothing"),
                        ),
                    )
                    .cause(Text::new(
                        "tanda `*` merujuk pada bagian yang diberi nama dengan `&` di atasnya",
                        "`*` refers to a part that was named with `&` further up",
                    ))
                    .remedy(Text::new(
                        "beri nama bagian asalnya, atau tulis teks ini di antara tanda kutip bila `*` memang isinya",
                        "name the part, or put the text in quotes if the `*` belongs to it",
                    ));
                self.put(Sized { node: Node { spot, kind: Kind::Null }, size: 1, height: 0 })
            }
            _ => Some(()),
        }
    }

    /// Whether the tag says "this is text". Other tags of YAML itself change nothing here; private ones are faults.
    fn tag(&mut self, tag: Option<&Tag>, spot: Spot) -> bool {
        let Some(tag) = tag else { return false };
        if tag.core_suffix().is_none() && tag.to_string() != "!" {
            let name = quote(&tag.to_string());
            self.faults
                .error("E109", spot, Text::new(format!("tag {name} tidak dikenal"), format!("unknown tag {name}")))
                .remedy(Text::new(
                    "hapus tag itu; bila tanda seru memang bagian teks, tulis teksnya di antara tanda kutip",
                    "remove the tag; if the exclamation mark belongs to the text, put the text in quotes",
                ));
        }
        tag.is_yaml_core_schema_tag("str")
    }

    fn anchor(&mut self, id: usize, done: &Sized) {
        if id != 0 {
            self.anchors.insert(id, Some((done.node.clone(), done.size, done.height)));
        }
    }

    fn alias(&mut self, id: usize, spot: Spot) -> Option<()> {
        match self.anchors.get(&id) {
            Some(Some((node, size, height))) => {
                let done = Sized { node: node.clone(), size: *size, height: *height };
                self.put(done)
            }
            _ => {
                self.faults
                    .error(
                        "E106",
                        spot,
                        Text::new("bagian ini merujuk pada dirinya sendiri", "this part refers to itself"),
                    )
                    .remedy(Text::new("hapus rujukan ini", "remove this alias"));
                self.put(Sized { node: Node { spot, kind: Kind::Null }, size: 1, height: 0 })
            }
        }
    }

    fn open(&mut self, spot: Spot, anchor: usize, open: Open) -> Option<()> {
        if anchor != 0 {
            self.anchors.insert(anchor, None);
        }
        if self.frames.len() >= DEEPEST {
            return self.too_deep(spot);
        }
        self.frames.push(Frame { spot: Spot { width: 1, ..spot }, anchor, size: 1, height: 0, open });
        Some(())
    }

    fn too_deep(&mut self, spot: Spot) -> Option<()> {
        syntax::too_deep(spot, self.faults);
        None
    }

    fn close(&mut self) -> Option<()> {
        let Frame { spot, anchor, size, height, open } = self.frames.pop()?;
        let node = match open {
            Open::Seq(items) => Node::seq(items, spot),
            Open::Map { mut entries, mut first, merges, .. } => {
                for merge in merges {
                    self.merge(&mut entries, &mut first, &merge.node);
                }
                // A fault of the map as a whole is shown at its first key.
                let head = entries.first().filter(|(k, _)| (k.spot.line, k.spot.column) == (spot.line, spot.column));
                let width = head.map_or(1, |(k, _)| k.spot.width);
                Node::map(entries, Spot { width, ..spot })
            }
        };
        let done = Sized { node, size, height: height + 1 };
        self.anchor(anchor, &done);
        self.put(done)
    }

    /// Adds the entries of `<<:`; keys written in the map itself and earlier merges win.
    fn merge(&mut self, entries: &mut Vec<(Key, Node)>, first: &mut HashMap<Arc<str>, Spot>, from: &Node) {
        match &from.kind {
            Kind::Map(more) => {
                for (key, node) in more.iter() {
                    if !first.contains_key(&key.text) {
                        first.insert(key.text.clone(), key.spot);
                        entries.push((key.clone(), node.clone()));
                    }
                }
            }
            Kind::Seq(list) if list.iter().all(|node| matches!(node.kind, Kind::Map(_))) => {
                for node in list.iter() {
                    self.merge(entries, first, node);
                }
            }
            _ => {
                self.faults
                    .error(
                        "E106",
                        from.spot,
                        Text::new(
                            "`<<` hanya dapat menggabungkan kelompok isian",
                            "`<<` can only merge groups of entries",
                        ),
                    )
                    .remedy(Text::new(
                        "rujuk kelompok isian, misalnya `<<: *umum`",
                        "refer to a group, such as `<<: *common`",
                    ));
            }
        }
    }

    /// Puts a finished node where it belongs.
    fn put(&mut self, done: Sized) -> Option<()> {
        if self.frames.len() + done.height > DEEPEST {
            return self.too_deep(done.node.spot);
        }
        let Some(frame) = self.frames.last_mut() else {
            self.root = Some(done.node);
            return Some(());
        };
        frame.size += done.size;
        frame.height = frame.height.max(done.height);
        if frame.size > MOST_NODES {
            syntax::too_large(done.node.spot, self.faults);
            return None;
        }
        let Open::Map { entries, first, merges, key } = &mut frame.open else {
            if let Open::Seq(items) = &mut frame.open {
                items.push(done.node);
            }
            return Some(());
        };
        match std::mem::replace(key, Slot::Key) {
            Slot::Key => *key = key_slot(done.node, first, self.faults),
            Slot::Value(name) => {
                // An empty value has no place of its own: what is wrong with it is shown at its key.
                let spot = if matches!(done.node.kind, Kind::Null) { name.spot } else { done.node.spot };
                entries.push((name, Node { spot, ..done.node }));
            }
            Slot::Merge => merges.push(done),
            Slot::Skip => {}
        }
        Some(())
    }

    /// After a fault that ends reading: keeps what was finished.
    fn close_all(&mut self) {
        self.faults.break_off(self.file);
        while !self.frames.is_empty() {
            self.close();
        }
    }

    fn second_document(&mut self, spot: Spot) {
        self.faults
            .error(
                "E108",
                Spot { width: 3, ..spot },
                Text::new("berkas ini berisi lebih dari satu dokumen", "this file holds more than one document"),
            )
            .cause(Text::new("baris `---` memulai dokumen baru", "a line `---` starts a new document"))
            .remedy(Text::new(
                "hapus baris `---` ini, atau pindahkan sisanya ke berkas lain",
                "remove this line `---`, or move the rest to another file",
            ));
    }
}

/// What comes after this key of a map.
fn key_slot(node: Node, first: &mut HashMap<Arc<str>, Spot>, faults: &mut Faults) -> Slot {
    let spot = node.spot;
    let text = match node.kind {
        Kind::Scalar { text, quoted: false } if &*text == "<<" => return Slot::Merge,
        Kind::Scalar { text, .. } => text,
        Kind::Null => Arc::from(""),
        Kind::Seq(_) | Kind::Map(_) => {
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
    if let Some(before) = first.get(&text) {
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
    first.insert(text.clone(), spot);
    Slot::Value(Key { text, spot })
}
