//! Kinds of media, as a tree.

use crate::{Error, MediaSet, Moment, Reach};

const MAX: usize = 64;

/// The place of a kind of media in a [`MediaSet`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MediaId(pub u8);

#[derive(Clone, Debug)]
struct Node {
    name: String,
    parent: Option<MediaId>,
    since: Moment,
}

/// Ways to exploit a title. A kind covers what stands below it.
#[derive(Clone, Debug, Default)]
pub struct MediaTree(Vec<Node>);

impl MediaTree {
    /// The kinds that a microdrama house deals in.
    pub fn standard() -> Self {
        let mut tree = Self::default();
        let mut add = |name, parent| {
            tree.add(name, parent, Moment::ALWAYS)
                .expect("the standard kinds fit, and parents come first")
        };
        let vod = add("VOD", None);
        add("SVOD", Some(vod));
        let transactional = add("TVOD", Some(vod));
        for name in ["Coins", "Rental", "EST"] {
            add(name, Some(transactional));
        }
        let advertising = add("AVOD", Some(vod));
        add("Rewarded", Some(advertising));
        add("FAST", None);
        let television = add("TV", None);
        add("Free TV", Some(television));
        add("Pay TV", Some(television));
        add("Social", None);
        let ancillary = add("Ancillary", None);
        for name in ["Airline", "Hotel", "Public screens"] {
            add(name, Some(ancillary));
        }
        add("Theatrical", None);
        add("Home video", None);
        tree
    }

    /// Adds a kind below another. `since` is when it became known: a grant of media known at its signing does not
    /// cover what came later.
    pub fn add(
        &mut self,
        name: &str,
        parent: Option<MediaId>,
        since: Moment,
    ) -> Result<MediaId, Error> {
        if self.0.len() == MAX {
            let what = "kinds of media";
            return Err(Error::TooMany { what, max: MAX });
        }
        if let Some(parent) = parent {
            self.known(parent)?;
        }
        let name = name.to_owned();
        self.0.push(Node {
            name,
            parent,
            since,
        });
        Ok(MediaId(self.0.len() as u8 - 1))
    }

    fn known(&self, id: MediaId) -> Result<(), Error> {
        if usize::from(id.0) < self.0.len() {
            return Ok(());
        }
        let what = "kind of media";
        let number = u32::from(id.0);
        Err(Error::UnknownNumber { what, number })
    }

    pub fn find(&self, name: &str) -> Option<MediaId> {
        let at = self.0.iter().position(|node| node.name == name)?;
        Some(MediaId(at as u8))
    }

    pub fn name(&self, id: MediaId) -> &str {
        self.0.get(usize::from(id.0)).map_or("", |node| &node.name)
    }

    /// What a grant of this kind covers: frozen for [`Reach::Known`], to be asked again when the tree grows for
    /// [`Reach::AndLater`].
    pub fn cover(&self, id: MediaId, reach: Reach) -> Result<MediaSet, Error> {
        self.known(id)?;
        let mut set = MediaSet::one(usize::from(id.0));
        // Parents come before their children.
        for (at, node) in self.0.iter().enumerate() {
            let below = node
                .parent
                .is_some_and(|parent| set.has(usize::from(parent.0)));
            let reached = match reach {
                Reach::Itself => false,
                Reach::Known(moment) => node.since <= moment,
                Reach::AndLater => true,
            };
            if below && reached {
                set = set.with(at);
            }
        }
        Ok(set)
    }

    /// The names of a set, without those that stand below another of it.
    pub fn names(&self, set: MediaSet) -> Vec<&str> {
        let top = |node: &Node| {
            node.parent
                .is_none_or(|parent| !set.has(usize::from(parent.0)))
        };
        let nodes = self.0.iter().enumerate();
        nodes
            .filter(|(at, node)| set.has(*at) && top(node))
            .map(|(_, node)| node.name.as_str())
            .collect()
    }

    /// All kinds there are.
    pub fn all(&self) -> MediaSet {
        (0..self.0.len()).collect()
    }
}
