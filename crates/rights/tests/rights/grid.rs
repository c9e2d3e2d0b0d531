//! Four titles, four media, six territories, three languages, twelve months and three kinds of use, each written out:
//! rights as anybody would count them.

use rights::{
    Area, Book, Claim, Kind, LanguageSet, MediaSet, MediaTree, Moment, Point, Reach, Runs,
    Territory, TerritorySet, TitleCover, TitleId, Universe, Window,
};

pub const TITLES: usize = 4;
pub const MEDIA: usize = 4;
pub const TERRITORIES: [&str; 6] = ["DE", "AT", "CH", "FR", "CN", "US"];
pub const LANGUAGES: usize = 3;
pub const MONTHS: usize = 12;
/// On demand, run 1, run 2.
pub const RUNS: usize = 3;
pub const POINTS: usize = TITLES * MEDIA * 6 * LANGUAGES * MONTHS * RUNS;
/// A series with two episodes, of which the second came in the seventh month; and a film.
const PARENT: [Option<usize>; TITLES] = [None, Some(0), Some(0), None];
const SINCE: [usize; TITLES] = [0, 0, 6, 0];

/// The same numbers for the same seed, everywhere.
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((mixed ^ (mixed >> 31)) % sides as u64) as usize
    }

    pub fn often(&mut self) -> bool {
        self.roll(4) > 0
    }

    pub fn evenly(&mut self) -> bool {
        self.roll(2) == 0
    }

    /// Some of so many, at least one.
    fn some(&mut self, count: usize) -> Vec<usize> {
        if self.roll(3) == 0 {
            return (0..count).collect();
        }
        let mut some: Vec<usize> = (0..count).filter(|_| self.evenly()).collect();
        if some.is_empty() {
            some.push(self.roll(count));
        }
        some
    }
}

pub fn month(number: usize) -> Moment {
    Moment::from_micros(number as i64 * 1_000_000)
}

pub fn months(from: usize, until: usize) -> Window {
    Window::new(month(from), month(until)).unwrap()
}

/// A box in the words of the grid.
#[derive(Clone, Debug)]
pub struct Cube {
    pub covers: Vec<TitleCover>,
    pub titles: Vec<usize>,
    pub media: Vec<usize>,
    pub territories: Vec<usize>,
    pub languages: Vec<usize>,
    pub from: usize,
    pub until: usize,
    pub runs: Runs,
}

impl Cube {
    pub fn random(dice: &mut Dice) -> Self {
        let mut covers = Vec::new();
        let mut titles = Vec::new();
        for _ in 0..=dice.roll(2) {
            let title = dice.roll(TITLES);
            let known = dice.roll(MONTHS);
            let reach = match dice.roll(3) {
                0 => Reach::Itself,
                1 => Reach::Known(month(known)),
                _ => Reach::AndLater,
            };
            covers.push(TitleCover {
                title: TitleId(title as u32),
                reach,
            });
            titles.push(title);
            let below = (0..TITLES).filter(|child| PARENT[*child] == Some(title));
            titles.extend(below.filter(|child| match reach {
                Reach::Itself => false,
                Reach::Known(_) => SINCE[*child] <= known,
                Reach::AndLater => true,
            }));
        }
        titles.sort_unstable();
        titles.dedup();
        let from = dice.roll(MONTHS);
        Self {
            covers,
            titles,
            media: dice.some(MEDIA),
            territories: dice.some(6),
            languages: dice.some(LANGUAGES),
            from,
            until: from + 1 + dice.roll(MONTHS - from),
            runs: match dice.roll(6) {
                0 => Runs::numbered(1, 1),
                1 => Runs::numbered(1, 2),
                2 => Runs::numbered(2, 2),
                3 => Runs::UNNUMBERED,
                _ => Runs::ANY,
            },
        }
    }

    pub fn window(&self) -> Window {
        months(self.from, self.until)
    }

    pub fn media(&self) -> MediaSet {
        self.media.iter().copied().collect()
    }

    pub fn territories(&self) -> TerritorySet {
        Territory::set(self.territories.iter().map(|at| TERRITORIES[*at])).unwrap()
    }

    pub fn languages(&self) -> LanguageSet {
        self.languages.iter().copied().collect()
    }

    /// Its points, for the runs given.
    pub fn each(&self, runs: Runs, mut seen: impl FnMut(usize)) {
        for title in &self.titles {
            for media in &self.media {
                for territory in &self.territories {
                    for language in &self.languages {
                        for month in self.from..self.until {
                            for run in (0..RUNS).filter(|run| runs.bits() >> run & 1 == 1) {
                                seen(index(*title, *media, *territory, *language, month) + run);
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Of a point's use on demand; the runs follow.
pub fn index(title: usize, media: usize, territory: usize, language: usize, month: usize) -> usize {
    ((((title * MEDIA + media) * 6 + territory) * LANGUAGES + language) * MONTHS + month) * RUNS
}

pub fn point(dice: &mut Dice) -> (Point, usize, usize) {
    let (title, media, territory) = (dice.roll(TITLES), dice.roll(MEDIA), dice.roll(6));
    let (language, at) = (dice.roll(LANGUAGES), dice.roll(MONTHS));
    let point = Point {
        title: TitleId(title as u32),
        media: rights::MediaId(media as u8),
        territory: Territory::of(TERRITORIES[territory]).unwrap(),
        language: rights::LanguageId(language as u8),
        // The first instant of a month, its last one, or one between.
        at: Moment::from_micros(at as i64 * 1_000_000 + [0, 999_999, 500_000][dice.roll(3)]),
    };
    (point, index(title, media, territory, language, 0), at)
}

pub fn universe(contracts: usize) -> Universe {
    let mut media = MediaTree::default();
    let vod = media.add("VOD", None, Moment::ALWAYS).unwrap();
    media.add("SVOD", Some(vod), Moment::ALWAYS).unwrap();
    media.add("TVOD", Some(vod), Moment::ALWAYS).unwrap();
    media.add("TV", None, Moment::ALWAYS).unwrap();
    let mut universe = Universe::new(media);
    for (at, name) in ["Series", "Episode 1", "Episode 2", "Film"]
        .into_iter()
        .enumerate()
    {
        let parent = PARENT[at].map(|parent| TitleId(parent as u32));
        universe.titles.add(name, parent, month(SINCE[at])).unwrap();
    }
    for tag in ["de", "fr", "zh"] {
        universe.languages.add(tag).unwrap();
    }
    for number in 0..contracts {
        universe.contract(&format!("C{number}"));
    }
    universe
}

pub struct Case {
    pub cubes: Vec<Cube>,
    pub claims: Vec<Claim>,
    pub book: Book,
}

pub fn case(dice: &mut Dice) -> Case {
    let count = dice.roll(9);
    let universe = universe(4);
    let mut cubes = Vec::new();
    let mut claims = Vec::new();
    for _ in 0..count {
        let cube = Cube::random(dice);
        let expires = month(dice.roll(MONTHS + 1));
        let kind = match dice.roll(10) {
            0..=3 => Kind::In {
                exclusive: dice.evenly(),
                sublicence: dice.often(),
                keeps: dice.evenly(),
            },
            4..=6 => Kind::Out {
                exclusive: dice.evenly(),
            },
            7 => Kind::Holdback,
            8 => Kind::Option {
                exclusive: dice.evenly(),
                expires,
            },
            _ => Kind::FirstRefusal { expires },
        };
        claims.push(Claim {
            contract: rights::ContractId(dice.roll(4) as u32),
            kind,
            titles: cube.covers.clone(),
            media: cube.media(),
            territories: cube.territories(),
            languages: cube.languages(),
            window: cube.window(),
            runs: cube.runs,
        });
        cubes.push(cube);
    }
    let book = Book::new(universe, claims.clone()).unwrap();
    Case {
        cubes,
        claims,
        book,
    }
}

/// Every point of an area over titles and time.
pub fn each(titles: &[TitleId], window: Window, area: &Area, mut seen: impl FnMut(usize)) {
    let at = |moment: Moment| (moment.micros() / 1_000_000) as usize;
    for title in titles {
        for row in area.rows() {
            for territory in Territory::of_set(row.territories) {
                let territory = TERRITORIES
                    .iter()
                    .position(|code| *code == territory.code());
                for media in row.media.iter() {
                    for language in row.languages.iter() {
                        for month in at(window.start())..at(window.end()) {
                            for run in (0..RUNS).filter(|run| row.runs.bits() >> run & 1 == 1) {
                                let (title, territory) = (title.0 as usize, territory.unwrap());
                                seen(index(title, media, territory, language, month) + run);
                            }
                        }
                    }
                }
            }
        }
    }
}
