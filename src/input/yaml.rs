//! YAML events into nodes. Memory and stack are bounded: nesting is limited, and aliases share what they stand for.

mod map;

use std::collections::HashMap;
use std::sync::Arc;

use granit_parser::{Event, Parser, ScalarStyle, Span, StructureStyle, Tag, options};

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
    /// Written in brackets.
    flow: bool,
    open: Open,
}

enum Open {
    Seq(Vec<Node>),
    Map {
        entries: Vec<(Key, Node)>,
        /// See [`map::find`].
        index: HashMap<Arc<str>, Spot>,
        merges: Vec<Sized>,
        key: Slot,
    },
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
    /// Reading was given up; what is still open is closed without further faults.
    over: bool,
}

pub(super) fn parse(file: u32, text: &str, faults: &mut Faults) -> Option<Node> {
    let limits = options! {
        emit_unresolved_aliases: true,
        emit_comments: false,
        flow_nesting_limit: DEEPEST + 8,
        block_nesting_limit: DEEPEST + 8,
    };
    let mut builder = Builder { file, faults, frames: Vec::new(), anchors: HashMap::new(), root: None, over: false };
    let (mut documents, mut read) = (0, 0);
    for next in Parser::new_from_str_with_options(text, limits) {
        let (event, span) = match next {
            Ok(pair) => pair,
            Err(error) => {
                syntax::report(file, text, &error, builder.bracket(), read, builder.faults);
                builder.close_all();
                break;
            }
        };
        read = span.end.byte_offset().unwrap_or(read);
        if let Event::DocumentStart(..) = event {
            documents += 1;
            if documents == 2 {
                syntax::second_document(spot_of(file, &span), builder.faults);
                builder.faults.break_off(file);
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
                let empty = plain && !self.at_key() && matches!(&*text, "" | "~" | "null" | "Null" | "NULL");
                let kind = if empty { Kind::Null } else { Kind::Scalar { text: Arc::from(text), quoted: !plain } };
                let done = Sized { node: Node { spot, kind }, size: 1, height: 0 };
                self.anchor(anchor, &done);
                self.put(done)
            }
            Event::SequenceStart(style, anchor, tag) => {
                self.tag(tag.as_deref(), spot);
                self.open(spot, anchor, style, Open::Seq(Vec::new()))
            }
            Event::MappingStart(style, anchor, tag) => {
                self.tag(tag.as_deref(), spot);
                let open = Open::Map { entries: Vec::new(), index: HashMap::new(), merges: Vec::new(), key: Slot::Key };
                self.open(spot, anchor, style, open)
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(),
            Event::Alias(id) => self.alias(id, spot),
            Event::UnresolvedAlias(name) => {
                syntax::unknown_alias(&name, spot, self.faults);
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

    fn open(&mut self, spot: Spot, anchor: usize, style: StructureStyle, open: Open) -> Option<()> {
        if anchor != 0 {
            self.anchors.insert(anchor, None);
        }
        if self.frames.len() >= DEEPEST {
            return self.too_deep(spot);
        }
        self.frames.push(Frame {
            spot: Spot { width: 1, ..spot },
            anchor,
            size: 1,
            height: 0,
            flow: style == StructureStyle::Flow,
            open,
        });
        Some(())
    }

    /// The innermost bracket that is open.
    fn bracket(&self) -> Option<(char, Spot)> {
        let frame = self.frames.last().filter(|frame| frame.flow)?;
        Some((if matches!(frame.open, Open::Seq(_)) { '[' } else { '{' }, frame.spot))
    }

    /// Whether the next node is a key of a map.
    fn at_key(&self) -> bool {
        matches!(self.frames.last(), Some(Frame { open: Open::Map { key: Slot::Key, .. }, .. }))
    }

    fn too_deep(&mut self, spot: Spot) -> Option<()> {
        syntax::too_deep(spot, self.faults);
        None
    }

    fn close(&mut self) -> Option<()> {
        let Frame { spot, anchor, size, height, open, .. } = self.frames.pop()?;
        let node = match open {
            Open::Seq(items) => Node::seq(items, spot),
            Open::Map { mut entries, mut index, merges, .. } => {
                for merge in merges {
                    map::merge(&mut entries, &mut index, &merge.node, self.faults);
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

    /// Puts a finished node where it belongs.
    fn put(&mut self, done: Sized) -> Option<()> {
        if self.frames.len() + done.height > DEEPEST && !self.over {
            return self.too_deep(done.node.spot);
        }
        let Some(frame) = self.frames.last_mut() else {
            self.root = Some(done.node);
            return Some(());
        };
        frame.size += done.size;
        frame.height = frame.height.max(done.height);
        if frame.size > MOST_NODES && !self.over {
            syntax::too_large(done.node.spot, self.faults);
            return None;
        }
        let Open::Map { entries, index, merges, key } = &mut frame.open else {
            if let Open::Seq(items) = &mut frame.open {
                items.push(done.node);
            }
            return Some(());
        };
        match std::mem::replace(key, Slot::Key) {
            // A map that is closed before its time has no more keys.
            Slot::Key if self.over => {}
            Slot::Key => *key = map::key_slot(done.node, entries, index, self.faults),
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
        self.over = true;
        while !self.frames.is_empty() {
            self.close();
        }
    }
}

#[cfg(test)]
mod tests;
