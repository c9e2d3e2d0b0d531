//! Titles, as trees: a series, its seasons, their episodes.

use crate::{Error, Moment};

/// A title by the order in which it was added.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TitleId(pub u32);

/// How far down a tree a grant goes. The contract says which; none is implied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// The thing alone, nothing below it.
    Itself,
    /// And everything below it that existed at this moment: the signing.
    Known(Moment),
    /// And everything below it, whenever it comes: episodes that are delivered later, media not yet invented.
    AndLater,
}

/// A title and how much of what stands below it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TitleCover {
    pub title: TitleId,
    pub reach: Reach,
}

#[derive(Clone, Debug)]
struct Node {
    name: String,
    parent: Option<TitleId>,
    since: Moment,
}

/// All titles that rights are about.
#[derive(Clone, Debug, Default)]
pub struct Titles(Vec<Node>);

impl Titles {
    /// Adds a title below another. `since` is when it came to exist, for [`Reach::Known`].
    pub fn add(
        &mut self,
        name: &str,
        parent: Option<TitleId>,
        since: Moment,
    ) -> Result<TitleId, Error> {
        if let Some(parent) = parent {
            self.known(parent)?;
        }
        let name = name.to_owned();
        self.0.push(Node {
            name,
            parent,
            since,
        });
        Ok(TitleId(self.0.len() as u32 - 1))
    }

    pub(crate) fn known(&self, id: TitleId) -> Result<(), Error> {
        if (id.0 as usize) < self.0.len() {
            return Ok(());
        }
        let what = "title";
        Err(Error::UnknownNumber { what, number: id.0 })
    }

    pub fn name(&self, id: TitleId) -> &str {
        self.0.get(id.0 as usize).map_or("", |node| &node.name)
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// Titles laid out so that what stands below a title follows it: a tree is a span of places.
#[derive(Clone, Debug, Default)]
pub(crate) struct Places {
    /// Of each title: its place and the end of its tree.
    spans: Vec<Span>,
    /// Of each place.
    titles: Vec<TitleId>,
}

/// Places from `start` until `end`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Span {
    pub start: u32,
    pub end: u32,
}

impl Span {
    pub fn and(self, other: Self) -> Option<Self> {
        let (start, end) = (self.start.max(other.start), self.end.min(other.end));
        (start < end).then_some(Self { start, end })
    }
}

impl Places {
    pub fn new(titles: &Titles) -> Self {
        // Parents come before their children, so sizes add up from the back and places from the front.
        let mut sizes = vec![1_u32; titles.0.len()];
        for (at, node) in titles.0.iter().enumerate().rev() {
            if let Some(parent) = node.parent {
                sizes[parent.0 as usize] += sizes[at];
            }
        }
        let mut free = vec![0_u32; titles.0.len()];
        let mut top = 0;
        let mut places = Self {
            spans: Vec::with_capacity(titles.0.len()),
            titles: vec![TitleId(0); titles.0.len()],
        };
        for (at, node) in titles.0.iter().enumerate() {
            let next = match node.parent {
                Some(parent) => &mut free[parent.0 as usize],
                None => &mut top,
            };
            let start = *next;
            *next += sizes[at];
            free[at] = start + 1;
            let end = start + sizes[at];
            places.spans.push(Span { start, end });
            places.titles[start as usize] = TitleId(at as u32);
        }
        places
    }

    pub fn place(&self, title: TitleId) -> Option<u32> {
        self.spans.get(title.0 as usize).map(|span| span.start)
    }

    pub fn titles(&self, span: Span) -> &[TitleId] {
        &self.titles[span.start as usize..span.end as usize]
    }

    /// The places that covers mean together: sorted, apart from each other.
    pub fn spans(&self, titles: &Titles, covers: &[TitleCover]) -> Result<Vec<Span>, Error> {
        let mut spans = Vec::new();
        for cover in covers {
            titles.known(cover.title)?;
            let whole = self.spans[cover.title.0 as usize];
            match cover.reach {
                Reach::AndLater => spans.push(whole),
                Reach::Itself => spans.push(Span {
                    end: whole.start + 1,
                    ..whole
                }),
                Reach::Known(moment) => {
                    let existed = |place: &u32| {
                        let title = self.titles[*place as usize];
                        title == cover.title || titles.0[title.0 as usize].since <= moment
                    };
                    let places = (whole.start..whole.end).filter(existed);
                    spans.extend(places.map(|start| Span {
                        start,
                        end: start + 1,
                    }));
                }
            }
        }
        spans.sort_unstable();
        let mut apart: Vec<Span> = Vec::with_capacity(spans.len());
        for span in spans {
            match apart.last_mut() {
                Some(last) if span.start <= last.end => last.end = last.end.max(span.end),
                _ => apart.push(span),
            }
        }
        Ok(apart)
    }
}
