//! The whole house under one seed: viewers of two currencies, an operator, a payee, the test provider, banks, clocks that
//! differ, and faults.
//!
//! Everything is done through the house's own routes. A fault kills the process with its connections at some await of
//! a request; another opens on the same database. After every step the sweeps run, as they do in an open house, and
//! then every check of the desk must hold, and every wallet be what its history says. Steps and faults follow from the
//! seed; where in the database a process that is killed stands is not quite the same each time.
//!
//! `RUST_MIN_STACK=8388608 SIMULATION_SEEDS=8..20 cargo nextest run seeds_that_are_asked_for` runs others.

pub mod cut;
mod steps;
mod world;

use sqlx::PgPool;

use world::World;

/// Steps of one run.
const STEPS: usize = 60;

async fn run(db: PgPool, seed: u64) {
    let mut world = World::open(db, seed).await;
    for number in 0..STEPS {
        let step = world.choose();
        world.log.push(format!("{number}: {step:?}"));
        Box::pin(steps::take(&mut world, step)).await;
        world.settle().await;
        world.check(seed).await;
    }
    world.close().await;
}

#[sqlx::test]
async fn sim_the_house_keeps_its_books_under_the_first_seed(db: PgPool) {
    run(db, 1).await;
}

#[sqlx::test]
async fn sim_the_house_keeps_its_books_under_the_second_seed(db: PgPool) {
    run(db, 2).await;
}

#[sqlx::test]
async fn sim_the_house_keeps_its_books_under_the_third_seed(db: PgPool) {
    run(db, 3).await;
}

/// Seeds of `SIMULATION_SEEDS`, such as `8..9`; none is nothing.
#[sqlx::test]
async fn seeds_that_are_asked_for(db: PgPool) {
    let asked = std::env::var("SIMULATION_SEEDS").unwrap_or_default();
    let Some((first, last)) = asked.split_once("..") else {
        return;
    };
    let seeds: std::ops::Range<u64> = first.parse().unwrap()..last.parse().unwrap();
    for seed in seeds {
        // On one database, one after the other: the books only grow.
        let options = (*db.connect_options()).clone();
        let db = PgPool::connect_with(options).await.unwrap();
        // On the heap, as each step is: a whole house at work is deep already.
        Box::pin(run(db, seed)).await;
    }
}
