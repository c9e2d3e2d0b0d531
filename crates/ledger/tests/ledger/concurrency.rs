//! Many at once, in one process and in several.

use futures_util::future::join_all;
use ledger::{Bound, Error, Ledger, Options, Refusal};
use sqlx::PgPool;

use crate::{
    books::Books,
    proxy::{Cut, Proxy},
};

/// L4: whatever runs at once, what is spent is never more than what came in.
#[sqlx::test(migrations = false)]
async fn l4_sixty_four_writers_never_cross_the_bound_of_one_account(pool: PgPool) {
    let books = Books::new(pool).await;
    let (wallet, spent) = books.wallet(500).await;
    // As two processes, each with a queue and a connection of its own.
    let handles = [
        Ledger::start(books.pool.clone(), Options::default()),
        Ledger::start(
            books.pool.clone(),
            Options {
                batch: 7,
                waiting: 3,
                attempts: 8,
            },
        ),
    ];
    let writers = (0..64_u64).map(|writer| {
        let ledger = handles[writer as usize % 2].clone();
        let commands: Vec<_> = (0..20)
            .map(|at| {
                if at % 5 == 4 {
                    books.hold(wallet, spent, 1, None)
                } else {
                    books.transfer(wallet, spent, 1)
                }
            })
            .map(|transfer| books.command(1, vec![transfer]))
            .collect();
        tokio::spawn(async move {
            let mut accepted = 0;
            for command in commands {
                match ledger.post(command).await {
                    Ok(_) => accepted += 1,
                    Err(Error::Refused {
                        refusal:
                            Refusal::ExceedsBound {
                                available: 0,
                                missing: 1,
                                ..
                            },
                        ..
                    }) => {}
                    Err(error) => panic!("{error:?}"),
                }
            }
            accepted
        })
    });
    let accepted: i64 = join_all(writers)
        .await
        .into_iter()
        .map(Result::unwrap)
        .sum();
    assert_eq!(accepted, 500);
    assert_eq!(books.balance(wallet).await.spendable(), 0);
    books.verified().await;
}

#[sqlx::test(migrations = false)]
async fn l4_a_hundred_clicks_make_one_debit(pool: PgPool) {
    let books = Books::new(pool).await;
    let (wallet, spent) = books.wallet(500).await;
    let other = Ledger::start(books.pool.clone(), Options::default());
    let command = books.command(1, vec![books.transfer(wallet, spent, 3)]);
    let clicks = (0..100).map(|click| {
        let ledger = if click % 2 == 0 {
            &books.ledger
        } else {
            &other
        };
        ledger.post(command.clone())
    });
    let mut answers: Vec<_> = join_all(clicks)
        .await
        .into_iter()
        .map(Result::unwrap)
        .collect();
    answers.dedup();
    assert_eq!(answers.len(), 1);
    assert_eq!(books.balance(wallet).await.spendable(), 497);
}

/// Processes that want the same accounts from opposite ends neither deadlock nor lose anything.
#[sqlx::test(migrations = false)]
async fn processes_that_cross_each_other(pool: PgPool) {
    let books = Books::new(pool).await;
    let mut ring = Vec::new();
    for _ in 0..10 {
        ring.push(books.account("ring", "COIN", Bound::None).await);
    }
    let handles: Vec<Ledger> = (0..4)
        .map(|_| Ledger::start(books.pool.clone(), Options::default()))
        .collect();
    let commands: Vec<_> = (0..400)
        .map(|at| {
            let (from, to) = (ring[at % 10], ring[(at * 7 + 1 + at / 10) % 10]);
            let (from, to) = if from == to {
                (ring[0], ring[1])
            } else {
                (from, to)
            };
            books.command(
                1,
                vec![books.transfer(from, to, 1), books.transfer(to, from, 1)],
            )
        })
        .collect();
    let posts = commands
        .iter()
        .enumerate()
        .map(|(at, command)| handles[at % 4].post(command.clone()));
    assert!(join_all(posts).await.iter().all(Result::is_ok));
    for account in ring {
        assert_eq!(books.balance(account).await.credit(), 0);
    }
    books.verified().await;
}

/// A caller that goes away loses the answer, not the transfer; and asks again for the answer.
#[sqlx::test(migrations = false)]
async fn callers_that_go_away_lose_nothing(pool: PgPool) {
    let books = Books::new(pool).await;
    let (wallet, spent) = books.wallet(500).await;
    let commands: Vec<_> = (0..50)
        .map(|_| books.command(1, vec![books.transfer(wallet, spent, 1)]))
        .collect();
    for command in &commands {
        let ledger = books.ledger.clone();
        let command = command.clone();
        let caller = tokio::spawn(async move { ledger.post(command).await });
        tokio::task::yield_now().await;
        caller.abort();
    }
    let again = join_all(
        commands
            .iter()
            .map(|command| books.ledger.post(command.clone())),
    )
    .await;
    assert!(again.iter().all(Result::is_ok));
    assert_eq!(books.balance(wallet).await.spendable(), 450);
    books.verified().await;
}

/// Dropping the last handle posts what waits.
#[sqlx::test(migrations = false)]
async fn the_queue_empties_before_it_ends(pool: PgPool) {
    let books = Books::new(pool).await;
    let (wallet, spent) = books.wallet(500).await;
    let ledger = Ledger::start(
        books.pool.clone(),
        Options {
            batch: 2,
            ..Options::default()
        },
    );
    let commands: Vec<_> = (0..20)
        .map(|_| books.command(1, vec![books.transfer(wallet, spent, 1)]))
        .collect();
    let posts: Vec<_> = commands
        .into_iter()
        .map(|command| {
            let ledger = ledger.clone();
            tokio::spawn(async move { ledger.post(command).await })
        })
        .collect();
    drop(ledger);
    for post in posts {
        post.await.unwrap().unwrap();
    }
    assert_eq!(books.balance(wallet).await.spendable(), 480);
}

/// The line breaks while a whole group commits: everybody gets an answer, and everything is there once.
#[sqlx::test(migrations = false)]
async fn l2_a_group_whose_answer_is_lost_is_posted_once(pool: PgPool) {
    let books = Books::new(pool).await;
    let (wallet, spent) = books.wallet(500).await;
    let proxy = Proxy::before(&books.pool);
    let ledger = Ledger::start(proxy.pool(), Options::default());
    for (round, cut) in [Cut::AfterCommit, Cut::BeforeCommit]
        .into_iter()
        .enumerate()
    {
        proxy.arm(cut);
        let commands = (0..50).map(|_| books.command(1, vec![books.transfer(wallet, spent, 1)]));
        let answers = join_all(commands.map(|command| ledger.post(command))).await;
        assert!(answers.iter().all(Result::is_ok) && proxy.has_cut());
        let left = 500 - 50 * (round as i64 + 1);
        assert_eq!(books.balance(wallet).await.spendable(), left);
    }
    books.verified().await;
}
