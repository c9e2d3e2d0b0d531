//! The box engine beside a grid that is counted point by point, on many thousand random books.

use std::collections::BTreeMap;

use rights::{
    Clash, ContractId, Gate, Kind, Moment, Proposal, Purpose, Standing, Turn, Turning, changes,
};

use crate::grid::{Case, Cube, Dice, MONTHS, POINTS, RUNS, case, each, month, months, point};

const CASES: u64 = 10_000;

/// Who covers each point: bit n is claim n. Once for the runs that it names, once for all runs of its period.
struct Counted {
    named: Vec<u32>,
    period: Vec<u32>,
}

fn count(case: &Case) -> Counted {
    let mut counted = Counted {
        named: vec![0; POINTS],
        period: vec![0; POINTS],
    };
    for (at, cube) in case.cubes.iter().enumerate() {
        cube.each(cube.runs, |point| counted.named[point] |= 1 << at);
        cube.each(rights::Runs::ANY, |point| counted.period[point] |= 1 << at);
    }
    counted
}

/// Claims by what they are, as bits.
struct Kinds {
    given: u32,
    licensable: u32,
    alone: u32,
    kept: u32,
    out: u32,
    out_alone: u32,
    /// Not exclusive, of numbered runs: grants out and options.
    out_runs: u32,
    held: u32,
    reserved: u32,
    reserved_alone: u32,
    /// Grants in that a proposal to take another in is held against: all, and those that give it to this house alone.
    beside: u32,
    beside_alone: u32,
}

fn kinds(case: &Case, now: Moment, without: Option<ContractId>) -> Kinds {
    let taking = |test: &dyn Fn(&rights::Claim) -> bool| {
        let all = case.claims.iter().enumerate();
        all.filter(|(_, claim)| Some(claim.contract) != without && test(claim))
            .fold(0, |bits, (at, _)| bits | 1 << at)
    };
    let giving = |test: &dyn Fn(bool, bool, bool) -> bool| {
        let all = case.claims.iter().enumerate();
        let found = all.filter(|(_, claim)| match claim.kind {
            Kind::In {
                exclusive,
                sublicence,
                keeps,
            } => test(exclusive, sublicence, keeps),
            _ => false,
        });
        found.fold(0, |bits, (at, _)| bits | 1 << at)
    };
    let numbered = |claim: &rights::Claim| claim.runs.is_numbered();
    Kinds {
        given: giving(&|_, _, _| true),
        licensable: giving(&|_, sublicence, _| sublicence),
        alone: giving(&|exclusive, sublicence, _| exclusive && sublicence),
        kept: giving(&|_, _, keeps| keeps),
        out: taking(&|claim| matches!(claim.kind, Kind::Out { .. })),
        out_alone: taking(&|claim| claim.kind == Kind::Out { exclusive: true }),
        out_runs: taking(&|claim| match claim.kind {
            Kind::Out { exclusive } => !exclusive && numbered(claim),
            Kind::Option { exclusive, expires } => !exclusive && now < expires && numbered(claim),
            _ => false,
        }),
        held: taking(&|claim| claim.kind == Kind::Holdback),
        reserved: taking(&|claim| match claim.kind {
            Kind::Option { expires, .. } | Kind::FirstRefusal { expires } => now < expires,
            _ => false,
        }),
        reserved_alone: taking(&|claim| match claim.kind {
            Kind::Option {
                exclusive: true,
                expires,
            }
            | Kind::FirstRefusal { expires } => now < expires,
            _ => false,
        }),
        beside: taking(&|claim| matches!(claim.kind, Kind::In { .. })),
        beside_alone: taking(&|claim| {
            matches!(
                claim.kind,
                Kind::In {
                    exclusive: true,
                    ..
                }
            )
        }),
    }
}

fn stands(kinds: &Kinds, standing: Standing, named: u32, period: u32) -> bool {
    match standing {
        Standing::Owned => named & kinds.given != 0,
        Standing::Play => {
            named & kinds.given != 0 && period & kinds.out_alone == 0 && named & kinds.held == 0
        }
        Standing::Sell => {
            named & kinds.licensable != 0
                && period & (kinds.out_alone | kinds.reserved_alone) == 0
                && named & (kinds.held | kinds.out_runs) == 0
        }
        Standing::SellExclusive => {
            named & kinds.alone != 0
                && period & (kinds.out | kinds.reserved) == 0
                && named & kinds.held == 0
        }
    }
}

const ALL: [Standing; 4] = [
    Standing::Owned,
    Standing::Play,
    Standing::Sell,
    Standing::SellExclusive,
];

fn grid(counted: &Counted, kinds: &Kinds, standing: Standing) -> Vec<bool> {
    let both = counted.named.iter().zip(&counted.period);
    both.map(|(named, period)| *named != 0 && stands(kinds, standing, *named, *period))
        .collect()
}

#[test]
fn a1_avails_are_what_is_counted_and_disjoint() {
    for seed in 0..CASES {
        let mut dice = Dice::new(seed);
        let case = case(&mut dice);
        let now = month(dice.roll(MONTHS));
        let (counted, kinds) = (count(&case), kinds(&case, now, None));
        for standing in ALL {
            let mut got = vec![false; POINTS];
            for avail in case.book.avails(standing, months(0, MONTHS), now) {
                for (window, area) in &avail.times {
                    each(&avail.titles, *window, area, |point| {
                        assert!(!got[point], "seed {seed}, {standing:?}: boxes overlap");
                        got[point] = true;
                    });
                }
            }
            let want = grid(&counted, &kinds, standing);
            assert!(got == want, "seed {seed}, {standing:?}");
        }
    }
}

#[test]
fn a4_playback_sale_and_gate_answer_as_counted() {
    for seed in 0..CASES {
        let mut dice = Dice::new(seed);
        let case = case(&mut dice);
        let now = month(dice.roll(MONTHS));
        let (counted, kinds) = (count(&case), kinds(&case, now, None));
        let gate = Gate::new(&case.book);
        let at = |index: usize| (counted.named[index], counted.period[index]);
        for _ in 0..12 {
            let (point, base, month_of) = point(&mut dice);
            let stands_in = |standing, month: usize| {
                let (named, period) = at(base + month * RUNS);
                stands(&kinds, standing, named, period)
            };
            let plays = stands_in(Standing::Play, month_of);
            assert_eq!(gate.may_play(&point, None), plays, "seed {seed} {point:?}");
            let questions = [
                (Purpose::Play { bought: None }, Standing::Play),
                (Purpose::Sell { exclusive: false }, Standing::Sell),
                (Purpose::Sell { exclusive: true }, Standing::SellExclusive),
            ];
            for (purpose, standing) in questions {
                let answer = case.book.may(&point, purpose, now);
                assert_eq!(
                    answer.is_ok(),
                    stands_in(standing, month_of),
                    "seed {seed} {point:?} {purpose:?}"
                );
                match answer {
                    Ok(permit) => {
                        let ends =
                            (month_of + 1..MONTHS).find(|month| !stands_in(standing, *month));
                        assert_eq!(
                            permit.until,
                            month(ends.unwrap_or(MONTHS)),
                            "seed {seed} {point:?}"
                        );
                        let gives = permit.contract.unwrap();
                        assert!(case.claims.iter().any(|claim| claim.contract == gives));
                    }
                    Err(conflicts) => {
                        assert!(conflicts.is_sorted_by_key(|conflict| conflict.clash));
                        for conflict in conflicts {
                            assert!(
                                conflict.sentence.ends_with('.') && conflict.remedy.ends_with('.')
                            );
                        }
                    }
                }
            }
            // To take it in from somebody else: free where nobody gives it, or nobody alone.
            for exclusive in [false, true] {
                let free = |month: usize| {
                    let others = if exclusive {
                        kinds.beside
                    } else {
                        kinds.beside_alone
                    };
                    at(base + month * RUNS).0 & others == 0
                };
                let answer = case.book.may(&point, Purpose::Acquire { exclusive }, now);
                assert_eq!(answer.is_ok(), free(month_of), "seed {seed} {point:?}");
                if let Ok(permit) = answer {
                    let ends = (month_of + 1..MONTHS).find(|month| !free(*month));
                    let until = ends.map_or(Moment::FOREVER, month);
                    assert_eq!(permit.until, until, "seed {seed} {point:?}");
                    assert_eq!(permit.contract, None, "seed {seed} {point:?}");
                }
            }
            // Bought earlier or later, from a contract that lets it be kept or not.
            let bought = dice.roll(MONTHS);
            let (named, _) = at(base + bought * RUNS);
            let kept = month(bought) <= point.at
                && stands_in(Standing::Play, bought)
                && named & kinds.kept != 0;
            let bought = Some(month(bought));
            assert_eq!(
                gate.may_play(&point, bought),
                plays || kept,
                "seed {seed} {point:?}"
            );
            let answer = case.book.may(&point, Purpose::Play { bought }, now);
            assert_eq!(answer.is_ok(), plays || kept, "seed {seed} {point:?}");
        }
    }
}

#[test]
fn a2_conflicts_are_the_points_that_are_counted() {
    for seed in 0..CASES {
        let mut dice = Dice::new(seed);
        let case = case(&mut dice);
        let now = month(dice.roll(MONTHS));
        let cube = Cube::random(&mut dice);
        let without = (dice.roll(4) == 0).then(|| ContractId(dice.roll(4) as u32));
        let (counted, kinds) = (count(&case), kinds(&case, now, without));
        let to = ContractId(dice.roll(4) as u32);
        let purpose = match dice.roll(7) {
            0 => Purpose::Play { bought: None },
            1 => Purpose::Sell { exclusive: false },
            2 => Purpose::Sell { exclusive: true },
            3 => Purpose::Reserve {
                exclusive: dice.evenly(),
            },
            4 => Purpose::Deliver { to },
            5 => Purpose::Acquire {
                exclusive: dice.evenly(),
            },
            _ => Purpose::HoldBack,
        };
        let proposal = Proposal {
            titles: cube.covers.clone(),
            media: cube.media(),
            territories: cube.territories(),
            languages: cube.languages(),
            window: cube.window(),
            runs: cube.runs,
            purpose,
            instead_of: without.into_iter().collect(),
        };
        let mut got: BTreeMap<Clash, Vec<usize>> = BTreeMap::new();
        for conflict in case.book.conflicts(&proposal, now).unwrap() {
            let overlap = &conflict.overlap;
            let points = got.entry(conflict.clash).or_default();
            each(&overlap.titles, overlap.window, &overlap.area, |point| {
                points.push(point);
            });
        }
        let mut want: BTreeMap<Clash, Vec<usize>> = BTreeMap::new();
        let others = |claim: &&rights::Claim| claim.contract != to;
        let of_to = case
            .claims
            .iter()
            .enumerate()
            .filter(|(_, claim)| !others(claim));
        let of_to = of_to.fold(0_u32, |bits, (at, _)| bits | 1 << at);
        cube.each(cube.runs, |point| {
            let (named, period) = (counted.named[point], counted.period[point]);
            let (mut sells, mut alone) = (false, false);
            match purpose {
                Purpose::Sell { exclusive } | Purpose::Reserve { exclusive } => {
                    sells = !exclusive;
                    alone = exclusive;
                }
                _ => {}
            }
            let plays = matches!(purpose, Purpose::Play { .. });
            let delivers = matches!(purpose, Purpose::Deliver { .. });
            let holds = purpose == Purpose::HoldBack;
            // What is held against a grant to be taken in: nothing but other grants in.
            let acquires = match purpose {
                Purpose::Acquire { exclusive: true } => Some(kinds.beside),
                Purpose::Acquire { exclusive: false } => Some(kinds.beside_alone),
                _ => None,
            };
            let uses = !holds && acquires.is_none();
            let (no_right, no_sub) = (named & kinds.given == 0, named & kinds.licensable == 0);
            let taking = |bits: u32| if delivers { bits & !of_to } else { bits };
            let rules = [
                (Clash::NoRightIn, uses && no_right),
                (Clash::NoSublicence, uses && !plays && !no_right && no_sub),
                (
                    Clash::NoExclusiveRightIn,
                    alone && !no_sub && named & kinds.alone == 0,
                ),
                (
                    Clash::NotLicensed,
                    delivers && named & outs(&case) & of_to == 0,
                ),
                (
                    Clash::OverlapOut,
                    (uses && period & taking(kinds.out_alone) != 0)
                        || (alone && period & kinds.out != 0)
                        || (holds && named & kinds.out != 0),
                ),
                (
                    Clash::OverlapIn,
                    acquires.is_some_and(|others| named & others != 0),
                ),
                (
                    Clash::Runs,
                    sells && cube.runs.is_numbered() && named & kinds.out_runs & kinds.out != 0,
                ),
                (Clash::HeldBack, uses && named & taking(kinds.held) != 0),
                (
                    Clash::Reserved,
                    (sells && period & kinds.reserved_alone != 0)
                        || (sells
                            && cube.runs.is_numbered()
                            && named & kinds.out_runs & !kinds.out != 0)
                        || (alone && period & kinds.reserved != 0)
                        || (holds && named & kinds.options(&case) != 0),
                ),
            ];
            for (clash, _) in rules.into_iter().filter(|(_, clashes)| *clashes) {
                want.entry(clash).or_default().push(point);
            }
        });
        for points in got.values_mut().chain(want.values_mut()) {
            points.sort_unstable();
            points.dedup();
        }
        assert_eq!(got, want, "seed {seed} {purpose:?}");
    }
}

/// Every grant out, also of a contract that does not stand in the way.
fn outs(case: &Case) -> u32 {
    let all = case.claims.iter().enumerate();
    all.filter(|(_, claim)| matches!(claim.kind, Kind::Out { .. }))
        .fold(0, |bits, (at, _)| bits | 1 << at)
}

impl Kinds {
    fn options(&self, case: &Case) -> u32 {
        let all = case.claims.iter().enumerate();
        let options = all.filter(|(_, claim)| matches!(claim.kind, Kind::Option { .. }));
        self.reserved & options.fold(0, |bits, (at, _)| bits | 1 << at)
    }
}

#[test]
fn what_changed_is_the_difference() {
    for seed in 0..CASES {
        let mut dice = Dice::new(seed);
        let before = case(&mut dice);
        let after = case(&mut dice);
        let now = month(dice.roll(MONTHS));
        for standing in ALL {
            let was = grid(&count(&before), &kinds(&before, now, None), standing);
            let is = grid(&count(&after), &kinds(&after, now, None), standing);
            let mut got = was.clone();
            for change in changes(&before.book, &after.book, standing, months(0, MONTHS), now) {
                each(&change.titles, change.window, &change.gained, |point| {
                    assert!(
                        !std::mem::replace(&mut got[point], true),
                        "seed {seed}: gained what was there"
                    );
                });
                each(&change.titles, change.window, &change.lost, |point| {
                    assert!(
                        std::mem::replace(&mut got[point], false),
                        "seed {seed}: lost what was not there"
                    );
                });
            }
            assert!(got == is, "seed {seed} {standing:?}");
        }
    }
}

#[test]
fn the_horizon_turns_one_month_into_the_next() {
    for seed in 0..CASES {
        let mut dice = Dice::new(seed);
        let case = case(&mut dice);
        let now = month(dice.roll(MONTHS));
        let counted = count(&case);
        let kinds = kinds(&case, now, None);
        for standing in ALL {
            let free = grid(&counted, &kinds, standing);
            let turnings = case.book.horizon(standing, now, 1);
            assert!(turnings.is_sorted_by_key(|turning| turning.at));
            let sells = matches!(standing, Standing::Sell | Standing::SellExclusive);
            let want = if sells {
                lapses(&case, now)
            } else {
                Vec::new()
            };
            assert!(lapsed(&turnings) == want, "seed {seed} {standing:?}");
            for to in 1..MONTHS {
                if month(to) <= now {
                    continue;
                }
                // Two columns of the grid, the month before and this one.
                let mut got: Vec<bool> = (0..POINTS)
                    .map(|at| at / RUNS % MONTHS == to && free[at - RUNS])
                    .collect();
                let turned = turnings.iter().filter(|turning| turning.at == month(to));
                for turning in turned.filter(|turning| turning.turn != Turn::Lapses) {
                    assert!(!turning.contracts.is_empty());
                    each(
                        &turning.titles,
                        months(to, to + 1),
                        &turning.area,
                        |point| {
                            let opens = turning.turn == Turn::Opens;
                            assert_ne!(
                                std::mem::replace(&mut got[point], opens),
                                opens,
                                "seed {seed}"
                            );
                        },
                    );
                }
                let want: Vec<bool> = (0..POINTS)
                    .map(|at| at / RUNS % MONTHS == to && free[at])
                    .collect();
                assert!(got == want, "seed {seed} {standing:?} month {to}");
            }
        }
    }
}

/// What reservations keep that lapse after now: when, whose, and each point of what they keep, in the first month.
type Lapses = Vec<(Moment, ContractId, usize)>;

/// As they are counted: whatever the window of a reservation, it is told of once, when it lapses.
fn lapses(case: &Case, now: Moment) -> Lapses {
    let mut lapses = Vec::new();
    for (claim, cube) in case.claims.iter().zip(&case.cubes) {
        let (Kind::Option { expires, .. } | Kind::FirstRefusal { expires }) = claim.kind else {
            continue;
        };
        if now < expires {
            let first = Cube {
                from: 0,
                until: 1,
                ..cube.clone()
            };
            first.each(cube.runs, |point| {
                lapses.push((expires, claim.contract, point));
            });
        }
    }
    lapses.sort_unstable();
    lapses
}

/// As the horizon tells them.
fn lapsed(turnings: &[Turning]) -> Lapses {
    let mut lapses = Vec::new();
    for turning in turnings
        .iter()
        .filter(|turning| turning.turn == Turn::Lapses)
    {
        assert_eq!(turning.contracts.len(), 1, "{turning:?}");
        each(&turning.titles, months(0, 1), &turning.area, |point| {
            lapses.push((turning.at, turning.contracts[0], point));
        });
    }
    lapses.sort_unstable();
    lapses
}
