//! The tree of units: ministry > deputy > directorate > team, any depth.

use super::sites::SiteIx;

pub type UnitIx = u32;

/// A node of the tree.
#[derive(Debug, Clone)]
pub struct Unit {
    pub id: String,
    pub name: String,
    pub parent: Option<UnitIx>,
    /// One past its last descendant: the units `own index..end` are this unit and everything below it.
    pub end: UnitIx,
    /// 0 for a root.
    pub depth: u16,
    pub site: Option<SiteIx>,
}

/// All units in depth-first order: a unit comes before everything below it.
#[derive(Debug, Clone, Default)]
pub struct Units(pub Vec<Unit>);

impl Units {
    pub fn get(&self, unit: UnitIx) -> &Unit {
        &self.0[unit as usize]
    }

    pub fn find(&self, id: &str) -> Option<UnitIx> {
        self.0.iter().position(|unit| unit.id == id).map(|at| at as UnitIx)
    }

    /// Whether `unit` is `above` or lies below it.
    pub fn inside(&self, unit: UnitIx, above: UnitIx) -> bool {
        (above..self.get(above).end).contains(&unit)
    }

    /// The unit itself, its parent, and so on to the root.
    pub fn upwards(&self, unit: UnitIx) -> impl Iterator<Item = UnitIx> + '_ {
        std::iter::successors(Some(unit), |at| self.get(*at).parent)
    }

    /// The ancestor of `unit` at `depth` (0 = root), or the unit itself if it stands higher.
    pub fn at_depth(&self, unit: UnitIx, depth: u16) -> UnitIx {
        self.upwards(unit).find(|at| self.get(*at).depth <= depth).unwrap_or(unit)
    }

    pub fn all(&self) -> impl Iterator<Item = UnitIx> + use<> {
        0..self.0.len() as UnitIx
    }
}
