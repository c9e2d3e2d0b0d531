//! Avails of a thousand titles and playback checks, beside a scan of the contracts' rows. Prints one JSON object.
//! See `bench/rights/run`.
//!
//! Each title has two grants in and eight rows that take away; the scan is asked about one medium, month by month, and
//! looks only at the rows of the title that it is asked about. Both must count the same points.

#![allow(clippy::unwrap_used, reason = "a measurement that fails, stops")]
#![allow(clippy::disallowed_types, reason = "a measurement asks for the time")]

use std::{hint::black_box, time::Instant};

use rights::{
    Avail, Book, Claim, Gate, Kind, LanguageId, LanguageSet, MediaId, MediaTree, Moment, Point,
    Reach, Runs, Standing, Territory, TerritorySet, TitleCover, TitleId, Universe, Window, group,
    groups, world,
};

const TITLES: usize = 1_000;
const EPISODES: usize = 40;
const LANGUAGES: [&str; 10] = ["en", "zh", "es", "pt", "hi", "ar", "th", "id", "de", "fr"];
const MONTHS: i64 = 60;
const POINTS: usize = 100_000;

struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % sides as u64) as usize
    }
}

/// Months of thirty days: the five years begin at nought.
fn month(number: i64) -> Moment {
    Moment::from_micros(0).plus_days(number * 30)
}

struct Measured {
    book: Book,
    series: Vec<TitleId>,
    /// Rows by title, for the scan.
    rows: Vec<Vec<Claim>>,
    territories: TerritorySet,
    media: MediaId,
}

fn build(dice: &mut Dice) -> Measured {
    let on = rights::TABLE_DATE.parse().unwrap();
    let territories = world(on);
    let mut universe = Universe::new(MediaTree::standard());
    for tag in LANGUAGES {
        universe.languages.add(tag).unwrap();
    }
    let cover = |name: &str| {
        let media = universe.media.find(name).unwrap();
        universe.media.cover(media, Reach::AndLater).unwrap()
    };
    let media: Vec<_> = ["VOD", "SVOD", "TVOD", "AVOD", "TV"]
        .into_iter()
        .map(cover)
        .collect();
    let asked = universe.media.find("Coins").unwrap();
    let groups: Vec<TerritorySet> = groups()
        .skip(1)
        .map(|name| group(name, on).unwrap())
        .collect();
    let (mut series, mut rows, mut claims) = (Vec::new(), Vec::new(), Vec::new());
    for number in 0..TITLES {
        let title = universe
            .titles
            .add(&format!("Series {number}"), None, Moment::ALWAYS)
            .unwrap();
        for episode in 1..=EPISODES {
            let name = format!("Series {number}, episode {episode}");
            universe
                .titles
                .add(&name, Some(title), Moment::ALWAYS)
                .unwrap();
        }
        let mut of_title = Vec::new();
        for row in 0..10 {
            let contract = universe.contract(&format!("{number}-{row}"));
            let from = if row < 2 {
                row * 6
            } else {
                dice.roll(MONTHS as usize - 6) as i64
            };
            let until = if row < 2 {
                MONTHS
            } else {
                from + 6 + dice.roll(24) as i64
            };
            let kind = match row {
                0 | 1 => Kind::In {
                    exclusive: true,
                    sublicence: true,
                    keeps: true,
                },
                2..=4 => Kind::Out { exclusive: true },
                5..=7 => Kind::Out { exclusive: false },
                8 => Kind::Holdback,
                _ => Kind::Option {
                    exclusive: true,
                    expires: month(MONTHS),
                },
            };
            let languages = match (row, dice.roll(2)) {
                (0 | 1, _) | (_, 0) => LanguageSet::ALL,
                _ => (0..3).map(|_| dice.roll(LANGUAGES.len())).collect(),
            };
            let its = match row {
                0 => territories.without(TerritorySet::one(dice.roll(249))),
                1 => territories,
                _ => groups[dice.roll(groups.len())].or(groups[dice.roll(groups.len())]),
            };
            of_title.push(Claim {
                contract,
                kind,
                titles: vec![TitleCover {
                    title,
                    reach: Reach::AndLater,
                }],
                media: if row < 2 {
                    media[0]
                } else {
                    media[dice.roll(media.len())]
                },
                territories: its,
                languages,
                window: Window::new(month(from), month(until)).unwrap(),
                runs: Runs::ANY,
            });
        }
        series.push(title);
        claims.extend(of_title.iter().cloned());
        rows.push(of_title);
    }
    Measured {
        book: Book::new(universe, claims).unwrap(),
        series,
        rows,
        territories,
        media: asked,
    }
}

/// How many territories × languages × months are free, from the boxes.
fn count(avails: &[Avail], measured: &Measured) -> usize {
    let mut free = 0;
    for avail in avails {
        let series = avail
            .titles
            .iter()
            .filter(|title| title.0 % (EPISODES as u32 + 1) == 0)
            .count();
        for (window, area) in &avail.times {
            let months = (0..MONTHS)
                .filter(|number| window.has(month(*number)))
                .count();
            for row in area
                .rows()
                .iter()
                .filter(|row| row.media.has(usize::from(measured.media.0)))
            {
                let languages = (0..LANGUAGES.len())
                    .filter(|at| row.languages.has(*at))
                    .count();
                let territories = row.territories.and(measured.territories).len();
                free += series * months * languages * territories;
            }
        }
    }
    free
}

fn scan(
    rows: &[Claim],
    sale: bool,
    territory: usize,
    language: usize,
    media: usize,
    at: Moment,
) -> bool {
    let mut given = false;
    for row in rows {
        let covers = row.window.has(at)
            && row.territories.has(territory)
            && row.languages.has(language)
            && row.media.has(media);
        if !covers {
            continue;
        }
        match row.kind {
            Kind::In { sublicence, .. } => given |= sublicence || !sale,
            Kind::Out { exclusive } => {
                if exclusive {
                    return false;
                }
            }
            Kind::Holdback => return false,
            Kind::Option { .. } | Kind::FirstRefusal { .. } => {
                if sale {
                    return false;
                }
            }
        }
    }
    given
}

fn scan_all(measured: &Measured) -> usize {
    let mut free = 0;
    let media = usize::from(measured.media.0);
    for rows in &measured.rows {
        for territory in measured.territories.iter() {
            for language in 0..LANGUAGES.len() {
                for number in 0..MONTHS {
                    free +=
                        usize::from(scan(rows, true, territory, language, media, month(number)));
                }
            }
        }
    }
    free
}

fn timed<T>(work: impl FnOnce() -> T) -> (f64, T) {
    let start = Instant::now();
    let done = black_box(work());
    (start.elapsed().as_secs_f64() * 1e3, done)
}

fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures[figures.len() / 2]
}

fn main() {
    let rounds: usize = std::env::var("ROUNDS").map_or(5, |text| text.parse().unwrap());
    let mut dice = Dice(0x2545_F491_4F6C_DD1D);
    let measured = build(&mut dice);
    let five_years = Window::new(month(0), month(MONTHS)).unwrap();
    let (build_ms, gate) = timed(|| Gate::new(&measured.book));
    let points: Vec<Point> = (0..POINTS)
        .map(|_| {
            let series = measured.series[dice.roll(TITLES)];
            Point {
                title: TitleId(series.0 + 1 + dice.roll(EPISODES) as u32),
                media: measured.media,
                territory: Territory::all().nth(dice.roll(249)).unwrap(),
                language: LanguageId(dice.roll(LANGUAGES.len()) as u8),
                at: month(0).plus_days(dice.roll(MONTHS as usize * 30) as i64),
            }
        })
        .collect();
    let (mut sell, mut alone, mut check, mut check_scan) = (vec![], vec![], vec![], vec![]);
    let (mut boxes, mut free, mut playable) = (0, 0, (0, 0));
    for _ in 0..rounds {
        let (ms, avails) = timed(|| measured.book.avails(Standing::Sell, five_years, month(0)));
        sell.push(ms);
        boxes = avails
            .iter()
            .flat_map(|avail| &avail.times)
            .map(|(_, area)| area.rows().len())
            .sum();
        free = count(&avails, &measured);
        let (ms, _) = timed(|| {
            measured
                .book
                .avails(Standing::SellExclusive, five_years, month(0))
        });
        alone.push(ms);
        let (ms, yes) = timed(|| {
            points
                .iter()
                .filter(|point| gate.may_play(point, None))
                .count()
        });
        check.push(ms * 1e6 / POINTS as f64);
        let (ms, scanned) = timed(|| {
            let scans = points.iter().filter(|point| {
                let rows = &measured.rows[point.title.0 as usize / (EPISODES + 1)];
                let (territory, language) =
                    (point.territory.number(), usize::from(point.language.0));
                scan(
                    rows,
                    false,
                    territory,
                    language,
                    usize::from(point.media.0),
                    point.at,
                )
            });
            scans.count()
        });
        check_scan.push(ms * 1e6 / POINTS as f64);
        playable = (yes, scanned);
    }
    let (scan_ms, scanned) = timed(|| scan_all(&measured));
    assert_eq!(free, scanned, "boxes and scan count the same free points");
    assert_eq!(
        playable.0, playable.1,
        "gate and scan let the same points play"
    );
    let told = serde_json::json!({
        "avails_ms": median(sell),
        "avails_exclusive_ms": median(alone),
        "row_scan_ms": scan_ms,
        "playback_check_ns": median(check),
        "playback_check_row_scan_ns": median(check_scan),
        "gate_build_ms": build_ms,
        "titles": TITLES,
        "episodes": TITLES * EPISODES,
        "rows_of_contracts": measured.book.claims().len(),
        "territories": measured.territories.len(),
        "languages": LANGUAGES.len(),
        "months": MONTHS,
        "boxes": boxes,
        "free_points": free,
        "points_checked": POINTS,
        "points_that_play": playable.0,
        "rounds": rounds,
    });
    println!("{told}");
}
