//! One seed drives commands, retries, changed bodies, clock jumps, several handles and crashes, beside a
//! naive model.
//!
//! `LEDGER_SIMULATION_SEEDS=200 LEDGER_SIMULATION_FIRST=7` runs on from another seed; a failure names its seed.

use futures_util::future::join_all;
use ledger::{
    Bound, Class, Command, Error, Ledger, Move, NewAccount, NewTransfer, Options, Reference,
    Transfer, accounts,
};
use rand::{Rng, RngExt, SeedableRng, rngs::StdRng};
use sqlx::PgPool;
use uuid::Uuid;

use crate::{
    books::{id, micros, moment, schema, unit},
    model::{Answer, Model},
    proxy::{Cut, Proxy},
};

const ROUNDS: usize = 60;

#[sqlx::test(migrations = false)]
async fn l1_random_lives_agree_with_the_model(pool: PgPool) {
    schema(&pool).await;
    let number = |name: &str, default: u64| {
        std::env::var(name).map_or(default, |text| text.parse().unwrap())
    };
    let first = number("LEDGER_SIMULATION_FIRST", 1);
    for seed in first..first + number("LEDGER_SIMULATION_SEEDS", 6) {
        println!("seed {seed}");
        Life::new(&pool, seed).await.run().await;
    }
    let report = ledger::verify::database(&pool, None).await.unwrap();
    assert_eq!(report.findings, []);
    // The same from a file, by us and by Python alone.
    let mut export = Vec::new();
    ledger::export::write(&pool, None, ledger::export::Format::Json, &mut export)
        .await
        .unwrap();
    assert_eq!(ledger::verify::file(&export[..]).unwrap(), report);
    crate::exports::python_agrees(&export);
}

struct Life {
    seed: u64,
    chance: StdRng,
    ledger_id: Uuid,
    pool: PgPool,
    proxy: Proxy,
    through: PgPool,
    handles: [Ledger; 2],
    model: Model,
    sent: Vec<Command>,
    clock: chrono::DateTime<chrono::Utc>,
    next: u64,
}

impl Life {
    async fn new(pool: &PgPool, seed: u64) -> Self {
        let ledger_id = id(seed << 32);
        let mut model = Model::default();
        let mut opened = Vec::new();
        for (at, (code, bound)) in [
            ("COIN", Bound::None),
            ("COIN", Bound::DebitsMustNotExceedCredits),
            ("COIN", Bound::DebitsMustNotExceedCredits),
            ("COIN", Bound::CreditsMustNotExceedDebits),
            ("COIN", Bound::None),
            ("USD", Bound::None),
            ("USD", Bound::DebitsMustNotExceedCredits),
            ("USD", Bound::None),
        ]
        .into_iter()
        .enumerate()
        {
            let own = id((seed << 32) + 1 + at as u64);
            model.accounts.insert(own, (unit(code), bound, false));
            opened.push(NewAccount {
                id: own,
                ledger_id,
                class: Class::Liability,
                kind: format!("kind_{at}"),
                unit: unit(code),
                bound,
            });
        }
        accounts::open(pool, &opened, moment(0)).await.unwrap();
        let proxy = Proxy::before(pool);
        let through = proxy.pool();
        let handles = [
            Ledger::start(pool.clone(), Options::default()),
            Ledger::start(
                pool.clone(),
                Options {
                    batch: 5,
                    ..Options::default()
                },
            ),
        ];
        let chance = StdRng::seed_from_u64(seed);
        Self {
            seed,
            chance,
            ledger_id,
            pool: pool.clone(),
            proxy,
            through,
            handles,
            model,
            sent: Vec::new(),
            clock: moment(0),
            next: (seed << 32) + 1000,
        }
    }

    async fn run(&mut self) {
        for round in 0..ROUNDS {
            self.tick();
            match self.chance.random_range(0..10) {
                0..=1 => self.crash().await,
                2 => self.sweep().await,
                3 if round > ROUNDS / 2 => self.close_one().await,
                _ => {
                    let count = self.chance.random_range(1..12);
                    self.together(count).await;
                }
            }
            self.compare().await;
        }
    }

    /// Commands that are taken together, in the order in which they are sent.
    async fn together(&mut self, count: usize) {
        let commands: Vec<Command> = (0..count).map(|_| self.command()).collect();
        let handle = &self.handles[self.chance.random_range(0..2)];
        let answers = join_all(commands.iter().map(|command| handle.post(command.clone()))).await;
        for (command, answer) in commands.iter().zip(answers) {
            self.expect(command, &answer);
        }
    }

    /// The line to the database is cut just before or just after a commit; a new process asks again.
    async fn crash(&mut self) {
        let command = self.command();
        let cut = if self.chance.random() {
            Cut::BeforeCommit
        } else {
            Cut::AfterCommit
        };
        self.proxy.arm(cut);
        let first = Ledger::start(
            self.through.clone(),
            Options {
                attempts: 1,
                ..Options::default()
            },
        );
        let answer = first.post(command.clone()).await;
        let lost = matches!(answer, Err(Error::Unavailable(_)));
        // A command that writes nothing never commits, so nothing is cut.
        assert_eq!(
            lost,
            self.proxy.has_cut(),
            "seed {}: {cut:?} {answer:?}",
            self.seed
        );
        self.proxy.arm(Cut::Never);
        drop(first);
        let answer = if lost {
            let next = Ledger::start(self.through.clone(), Options::default());
            next.post(command.clone()).await
        } else {
            answer
        };
        self.expect(&command, &answer);
    }

    async fn sweep(&mut self) {
        self.handles[0]
            .expire(self.ledger_id, self.clock)
            .await
            .unwrap();
        let now = self.model.last().max(self.clock);
        self.model.expire(now);
    }

    async fn close_one(&mut self) {
        let at = self.chance.random_range(0..self.model.accounts.len());
        if self.chance.random_range(0..4) == 0 {
            let own = *self.model.accounts.keys().nth(at).unwrap();
            accounts::close(&self.pool, own).await.unwrap();
            self.model.accounts.get_mut(&own).unwrap().2 = true;
        }
    }

    fn expect(&mut self, command: &Command, answer: &Result<Vec<Transfer>, Error>) {
        let expected = self.model.post(command);
        let got: Answer = match answer {
            Ok(made) => Ok(made.iter().map(|one| one.id).collect()),
            Err(Error::Refused { place, refusal }) => Err((*place, refusal.code())),
            Err(error) => panic!("seed {}: {error:?}", self.seed),
        };
        // Which field differs first, and so where, is the ledger's to choose.
        let same = match (&got, &expected) {
            (Err((_, got)), Err((_, expected))) if *got == "ledger.exists_with_different" => {
                got == expected
            }
            _ => got == expected,
        };
        assert!(
            same,
            "seed {}: {command:?} gave {got:?}, expected {expected:?}",
            self.seed
        );
        for made in answer.iter().flatten() {
            assert!(self.model.agrees(made), "seed {}: {made:?}", self.seed);
        }
        self.sent.push(command.clone());
    }

    async fn compare(&mut self) {
        let ids: Vec<Uuid> = self.model.accounts.keys().copied().collect();
        let now = self.model.last();
        for account in accounts::get(&self.pool, &ids).await.unwrap() {
            let mut expected = self.model.balance(account.id, now);
            // What is due but not passed by yet is still held in the account's own sums.
            for entry in self
                .model
                .open(now)
                .iter()
                .filter(|entry| entry.expires.is_some_and(|expires| expires <= now))
            {
                expected.debits_pending += if entry.debit == account.id {
                    entry.amount
                } else {
                    0
                };
                expected.credits_pending += if entry.credit == account.id {
                    entry.amount
                } else {
                    0
                };
            }
            assert_eq!(account.balance, expected, "seed {}", self.seed);
        }
        let own = ids[self.chance.random_range(0..ids.len())];
        let back = micros(self.chance.random_range(0..400_000_000));
        let then = accounts::balance_at(&self.pool, own, now - back)
            .await
            .unwrap()
            .unwrap();
        assert_eq!(
            then,
            self.model.balance(own, now - back),
            "seed {}",
            self.seed
        );
    }

    fn tick(&mut self) {
        let open = self.model.open(self.clock);
        let due = open.iter().filter_map(|entry| entry.expires).min();
        self.clock = match (self.chance.random_range(0..12), due) {
            // Just before, at, and just after something falls due.
            (0..=2, Some(due)) => due + micros(self.chance.random_range(-1..=1)),
            (3, _) => self.clock - micros(self.chance.random_range(0..90_000_000_000)),
            (4, _) => self.clock + micros(self.chance.random_range(0..200_000_000)),
            _ => self.clock + micros(self.chance.random_range(0..2_000_000)),
        };
    }

    fn fresh(&mut self) -> Uuid {
        self.next += 1;
        id(self.next)
    }

    fn command(&mut self) -> Command {
        match self.chance.random_range(0..10) {
            0 if !self.sent.is_empty() => self.again(),
            1 if !self.sent.is_empty() => self.changed(),
            kind => {
                let count = if kind == 2 {
                    self.chance.random_range(2..6)
                } else {
                    1
                };
                let transfers: Vec<NewTransfer> = (0..count).map(|_| self.transfer()).collect();
                Command {
                    ledger_id: self.ledger_id,
                    at: self.clock,
                    transfers,
                }
            }
        }
    }

    /// A command that was sent before, at another time.
    fn again(&mut self) -> Command {
        let at = self.chance.random_range(0..self.sent.len());
        Command {
            at: self.clock,
            ..self.sent[at].clone()
        }
    }

    /// One that was sent before, with something else in it.
    fn changed(&mut self) -> Command {
        let mut command = self.again();
        let at = self.chance.random_range(0..command.transfers.len());
        match self.chance.random_range(0..4) {
            0 => command.transfers[at].reference = Reference::new("changed", id(1)),
            1 => command.transfers.push(self.transfer()),
            2 => command.transfers[at].body = self.transfer().body,
            _ => {
                if let Move::Post { amount, .. } | Move::Pending { amount, .. } =
                    &mut command.transfers[at].body
                {
                    *amount += 1;
                }
            }
        }
        command
    }

    fn transfer(&mut self) -> NewTransfer {
        let mut accounts: Vec<Uuid> = self.model.accounts.keys().copied().collect();
        accounts.push(id(u64::MAX));
        let pick = |chance: &mut StdRng| {
            accounts[if chance.random_range(0..60) == 0 {
                8
            } else {
                chance.random_range(0..8)
            }]
        };
        let debit = pick(&mut self.chance);
        let mut credit = pick(&mut self.chance);
        let own_unit = |id: &Uuid| self.model.accounts.get(id).map(|account| account.0);
        while credit == debit
            || (own_unit(&credit) != own_unit(&debit) && self.chance.random_range(0..20) > 0)
        {
            credit = pick(&mut self.chance);
        }
        let unit = own_unit(&debit).unwrap_or(unit("COIN"));
        let amount = self.chance.random_range(1..40);
        let pending_id = self.some_pending();
        let body = match (self.chance.random_range(0..10), pending_id) {
            (0..=1, Some(pending_id)) => {
                let part = self
                    .chance
                    .random::<bool>()
                    .then(|| self.chance.random_range(1..40));
                Move::PostPending {
                    pending_id,
                    amount: part,
                }
            }
            (2, Some(pending_id)) => Move::VoidPending { pending_id },
            (3..=5, _) => {
                let timeout_s = self
                    .chance
                    .random::<bool>()
                    .then(|| self.chance.random_range(1..90));
                Move::Pending {
                    debit,
                    credit,
                    amount,
                    unit,
                    timeout_s,
                }
            }
            _ => Move::Post {
                debit,
                credit,
                amount,
                unit,
            },
        };
        let reference = Reference::with(
            "life",
            id(self.chance.next_u64()),
            &serde_json::json!({"seed": self.seed}),
        );
        NewTransfer {
            id: self.fresh(),
            body,
            reference,
        }
    }

    /// Mostly something that is or was pending; sometimes anything.
    fn some_pending(&mut self) -> Option<Uuid> {
        let anything = self.chance.random_range(0..8) == 0;
        let known: Vec<Uuid> = (self.model.log.iter())
            .filter(|entry| {
                entry.kind != ledger::Kind::Expired
                    && (anything || entry.kind == ledger::Kind::Pending)
            })
            .map(|entry| entry.id)
            .collect();
        let recent = known.len().saturating_sub(12);
        (!known.is_empty()).then(|| known[self.chance.random_range(recent..known.len())])
    }
}
