//! All agencies in one scenario: their trees side by side, their tables one after the other. The last building of one
//! agency and the first of the next are one building where both are not too many for it, so that seats tie agencies to
//! each other; in the agencies' own scenarios each has its share of the seats.

use super::organisation::Organisation;
use super::write::{self, Site};
use super::{GeneratedFile, Options};

/// Most people of a building that two agencies share.
const TOGETHER: u32 = 4000;

#[derive(Default)]
pub struct Joined {
    organisation: Organisation,
    sites: Vec<Site>,
    folders: Vec<String>,
}

impl Joined {
    /// Puts one more agency beside those before it.
    pub fn add(&mut self, mut agency: Organisation, mut sites: Vec<Site>, folder: String) {
        if let (Some(last), Some(first)) = (self.sites.last_mut(), sites.first())
            && last.people + first.people <= TOGETHER
        {
            agency.units.iter_mut().for_each(|unit| unit.moves(&first.id, &last.id));
            last.people += first.people;
            last.seats = last.seats.zip(first.seats).map(|(own, more)| own + more);
            sites.remove(0);
        }
        self.sites.extend(sites);
        self.organisation.units.extend(agency.units);
        self.organisation.desks.extend(agency.desks);
        self.folders.push(folder);
    }

    pub fn file(mut self, options: &Options) -> GeneratedFile {
        self.organisation.organisation = format!("{} instansi", self.folders.len());
        let text = write::scenario(&self.organisation, &self.sites, options, &self.folders);
        GeneratedFile { path: format!("{}.yaml", options.name).into(), bytes: text.into_bytes() }
    }
}
