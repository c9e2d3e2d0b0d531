//! A payment provider that speaks as much of Stripe's interface as the sale of coins needs, in this process: it may be
//! down, it may do what it is asked and lose the answer, and it says what happened only when the run has it say so. Its
//! account of the money is kept by itself, from nothing but what it was asked: what the house's books are held against.

use std::collections::BTreeMap;
use std::future::IntoFuture;
use std::sync::{Arc, Mutex, MutexGuard};

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{Method, StatusCode};
use axum::response::Response;
use serde_json::{Value, json};

/// What it keeps of each charge, and takes for each dispute.
const FEE: i64 = 7;
const DISPUTE_FEE: i64 = 150;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mood {
    Up,
    /// Nobody is there.
    Down,
    /// Changes are made, and their answers are lost.
    LosesAnswers,
}

/// Something that it will tell the house: the kind of the event, and what it is about.
#[derive(Clone, Debug)]
pub struct Event {
    pub id: String,
    pub kind: &'static str,
    pub about: String,
}

#[derive(Clone, Debug)]
struct Intent {
    order: String,
    amount: i64,
    currency: String,
    status: &'static str,
    charge: Option<String>,
}

#[derive(Clone, Debug)]
pub struct Charge {
    pub order: String,
    pub amount: i64,
    pub refunded: i64,
    pub dispute: Option<String>,
    currency: String,
    intent: String,
}

#[derive(Clone, Debug)]
struct Refund {
    charge: String,
    amount: i64,
    /// As the house calls it, where it asked for it.
    ours: Option<String>,
}

#[derive(Clone, Debug)]
pub struct Dispute {
    pub charge: String,
    pub status: &'static str,
    amount: i64,
}

#[derive(Default)]
struct Account {
    mood: Option<Mood>,
    made: u64,
    /// Answers by idempotency key.
    answers: BTreeMap<String, Value>,
    intents: BTreeMap<String, Intent>,
    charges: BTreeMap<String, Charge>,
    refunds: BTreeMap<String, Refund>,
    disputes: BTreeMap<String, Dispute>,
    /// Oldest first.
    lines: Vec<Value>,
    untold: Vec<Event>,
}

/// The provider; clones are the same one.
#[derive(Clone)]
pub struct Provider {
    account: Arc<Mutex<Account>>,
    pub address: url::Url,
}

/// Why something is not done: the status and Stripe's code.
struct No(u16, &'static str);

impl Provider {
    pub async fn open() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let provider = Self {
            account: Arc::default(),
            address: address.parse().unwrap(),
        };
        let service = Router::new().fallback(serve).with_state(provider.clone());
        tokio::spawn(axum::serve(listener, service).into_future());
        provider
    }

    fn account(&self) -> MutexGuard<'_, Account> {
        self.account.lock().unwrap()
    }

    pub fn set(&self, mood: Mood) {
        self.account().mood = Some(mood);
    }

    pub fn mood(&self) -> Mood {
        self.account().mood.unwrap_or(Mood::Up)
    }

    /// The viewer's page confirms a payment, by the secret that it was given. Nothing comes of it twice.
    pub fn confirm(&self, secret: &str, is_good: bool) {
        let id = secret.split("_secret_").next().unwrap().to_owned();
        let account = &mut *self.account();
        let Some(intent) = account.intents.get(&id).cloned() else {
            return;
        };
        if account.mood == Some(Mood::Down) || intent.status != "requires_payment_method" {
            return;
        }
        if !is_good {
            account.tell("payment_intent.payment_failed", &id);
            return;
        }
        let charge = account.name("ch");
        account.line("charge", intent.amount, FEE, &intent.currency, &charge);
        account.charges.insert(
            charge.clone(),
            Charge {
                order: intent.order.clone(),
                amount: intent.amount,
                refunded: 0,
                dispute: None,
                currency: intent.currency.clone(),
                intent: id.clone(),
            },
        );
        account.tell("payment_intent.succeeded", &id);
        account.tell("charge.succeeded", &charge);
        let paid = Intent {
            status: "succeeded",
            charge: Some(charge),
            ..intent
        };
        account.intents.insert(id, paid);
    }

    /// Money that somebody gives back at the provider's own desk.
    pub fn give_back(&self, charge: &str, amount: i64) {
        let account = &mut *self.account();
        let _ = account.refund(charge, amount, None);
    }

    /// A buyer asks their bank for the money.
    pub fn dispute(&self, charge: &str) {
        let account = &mut *self.account();
        let id = account.name("dp");
        let found = account.charges.get_mut(charge).unwrap();
        found.dispute = Some(id.clone());
        let (amount, currency) = (found.amount, found.currency.clone());
        account.line("adjustment", -amount, DISPUTE_FEE, &currency, &id);
        account.tell("charge.dispute.created", &id);
        let dispute = Dispute {
            charge: charge.to_owned(),
            status: "needs_response",
            amount,
        };
        account.disputes.insert(id, dispute);
    }

    /// The bank has decided.
    pub fn decide(&self, id: &str, is_won: bool) {
        let account = &mut *self.account();
        let dispute = account.disputes.get_mut(id).unwrap();
        dispute.status = if is_won { "won" } else { "lost" };
        let (amount, charge) = (dispute.amount, dispute.charge.clone());
        if is_won {
            let currency = account.charges[&charge].currency.clone();
            account.line("adjustment", amount, 0, &currency, id);
        }
        account.tell("charge.dispute.closed", id);
    }

    /// Takes an event out of what is to be told.
    pub fn next(&self, choose: impl FnOnce(usize) -> usize) -> Option<Event> {
        let account = &mut *self.account();
        let count = account.untold.len();
        (count > 0).then(|| account.untold.remove(choose(count)))
    }

    /// It was not taken: it is told again some time.
    pub fn again(&self, event: Event) {
        self.account().untold.push(event);
    }

    pub fn charges(&self) -> BTreeMap<String, Charge> {
        self.account().charges.clone()
    }

    pub fn disputes(&self) -> BTreeMap<String, Dispute> {
        self.account().disputes.clone()
    }

    /// What lies with it, by currency.
    pub fn balance(&self) -> BTreeMap<String, i64> {
        let mut sums = BTreeMap::new();
        for line in &self.account().lines {
            let currency = line["currency"].as_str().unwrap().to_uppercase();
            *sums.entry(currency).or_default() += line["net"].as_i64().unwrap();
        }
        sums
    }
}

impl Account {
    fn name(&mut self, kind: &str) -> String {
        self.made += 1;
        format!("{kind}_{}", self.made)
    }

    fn tell(&mut self, kind: &'static str, about: &str) {
        let id = self.name("evt");
        let about = about.to_owned();
        self.untold.push(Event { id, kind, about });
    }

    fn line(&mut self, kind: &str, amount: i64, fee: i64, currency: &str, source: &str) {
        let id = self.name("txn");
        let line = json!({
            "id": id, "type": kind, "amount": amount, "fee": fee, "net": amount - fee, "currency": currency,
            "source": source, "created": 1_772_352_000 + self.made,
        });
        self.lines.push(line);
    }

    fn refund(&mut self, charge: &str, amount: i64, ours: Option<String>) -> Result<Value, No> {
        let id = self.name("re");
        let found = self
            .charges
            .get_mut(charge)
            .ok_or(No(404, "resource_missing"))?;
        let dispute = found.dispute.as_ref().map(|id| self.disputes[id].status);
        if dispute.is_some_and(|status| status != "won") {
            return Err(No(400, "charge_disputed"));
        }
        if amount <= 0 || amount > found.amount - found.refunded {
            return Err(No(400, "charge_already_refunded"));
        }
        found.refunded += amount;
        let currency = found.currency.clone();
        self.line("refund", -amount, 0, &currency, &id);
        self.tell("charge.refunded", charge);
        self.tell("refund.created", &id);
        let refund = Refund {
            charge: charge.to_owned(),
            amount,
            ours,
        };
        self.refunds.insert(id.clone(), refund);
        Ok(self.refund_told(&id))
    }

    fn intent_told(&self, id: &str) -> Value {
        let intent = &self.intents[id];
        json!({
            "id": id, "status": intent.status, "amount": intent.amount, "currency": intent.currency,
            "client_secret": format!("{id}_secret_x"), "latest_charge": intent.charge,
            "payment_method": intent.charge.as_ref().map(|_| "pm_1"), "metadata": { "order_id": intent.order },
        })
    }

    fn refund_told(&self, id: &str) -> Value {
        let refund = &self.refunds[id];
        let metadata = refund.ours.as_ref().map(|ours| ("refund_id", ours));
        json!({
            "id": id, "amount": refund.amount, "status": "succeeded", "charge": refund.charge,
            "metadata": metadata.into_iter().collect::<BTreeMap<_, _>>(),
        })
    }

    fn dispute_told(&self, id: &str) -> Value {
        let dispute = &self.disputes[id];
        let lines: Vec<&Value> = self
            .lines
            .iter()
            .filter(|line| line["source"] == id)
            .collect();
        json!({
            "id": id, "amount": dispute.amount, "status": dispute.status, "reason": "general", "charge": dispute.charge,
            "balance_transactions": lines,
        })
    }

    fn read(&self, path: &[&str], query: &BTreeMap<String, String>) -> Result<Value, No> {
        let missing = No(404, "resource_missing");
        let all = |data: Vec<Value>| json!({ "data": data, "has_more": false });
        Ok(match *path {
            ["payment_intents"] => {
                let ids = self.intents.keys();
                all(ids.map(|id| self.intent_told(id)).collect())
            }
            ["payment_intents", id] if self.intents.contains_key(id) => self.intent_told(id),
            ["payment_methods", _] => json!({ "card": { "country": "US" } }),
            ["charges", id] => {
                let charge = self.charges.get(id).ok_or(missing)?;
                json!({ "amount_refunded": charge.refunded, "payment_intent": charge.intent })
            }
            ["refunds"] => {
                let of = query.get("charge");
                let found = self.refunds.iter();
                let found = found.filter(|(_, refund)| of.is_none_or(|of| *of == refund.charge));
                all(found.map(|(id, _)| self.refund_told(id)).collect())
            }
            ["refunds", id] if self.refunds.contains_key(id) => self.refund_told(id),
            ["disputes", id] if self.disputes.contains_key(id) => self.dispute_told(id),
            ["balance_transactions"] => {
                // Newest first, few on a page.
                let lines: Vec<&Value> = self.lines.iter().rev().collect();
                let after = query.get("starting_after");
                let from = after.map_or(0, |id| {
                    1 + lines.iter().position(|line| line["id"] == **id).unwrap()
                });
                let to = lines.len().min(from + 5);
                json!({ "data": lines[from..to], "has_more": to < lines.len() })
            }
            _ => return Err(missing),
        })
    }

    fn change(&mut self, path: &[&str], form: &BTreeMap<String, String>) -> Result<Value, No> {
        let sent = |name: &str| form.get(name).cloned().unwrap_or_default();
        let amount = sent("amount").parse().unwrap_or_default();
        match *path {
            ["customers"] => Ok(json!({ "id": self.name("cus") })),
            ["payment_intents"] => {
                let intent = Intent {
                    order: sent("metadata[order_id]"),
                    amount,
                    currency: sent("currency"),
                    status: "requires_payment_method",
                    charge: None,
                };
                let id = self.name("pi");
                self.intents.insert(id.clone(), intent);
                Ok(self.intent_told(&id))
            }
            ["payment_intents", id, "cancel"] => {
                let intent = self
                    .intents
                    .get_mut(id)
                    .ok_or(No(404, "resource_missing"))?;
                if intent.status != "requires_payment_method" {
                    return Err(No(400, "payment_intent_unexpected_state"));
                }
                intent.status = "canceled";
                self.tell("payment_intent.canceled", id);
                Ok(self.intent_told(id))
            }
            ["refunds"] => self.refund(
                &sent("charge"),
                amount,
                form.get("metadata[refund_id]").cloned(),
            ),
            _ => panic!("the provider is asked for something that it does not know: {path:?}"),
        }
    }

    fn answer(&mut self, method: &Method, path: &str, key: Option<String>, sent: &str) -> Response {
        let parts: Vec<&str> = path.trim_matches('/').split('/').skip(1).collect();
        let sent = url::form_urlencoded::parse(sent.as_bytes())
            .into_owned()
            .collect();
        let mood = self.mood.unwrap_or(Mood::Up);
        let result = match mood {
            Mood::Down => Err(No(502, "")),
            _ if method == Method::GET => self.read(&parts, &sent),
            _ => {
                let known = key.as_ref().and_then(|key| self.answers.get(key).cloned());
                let result = known.map_or_else(|| self.change(&parts, &sent), Ok);
                if let (Some(key), Ok(answer)) = (key, &result) {
                    self.answers.insert(key, answer.clone());
                }
                if mood == Mood::LosesAnswers {
                    Err(No(502, ""))
                } else {
                    result
                }
            }
        };
        let (status, body) = match result {
            Ok(body) => (200, body),
            Err(No(status, code)) => (status, json!({ "error": { "code": code } })),
        };
        let mut response = Response::new(Body::from(body.to_string()));
        *response.status_mut() = StatusCode::from_u16(status).unwrap();
        response
    }
}

async fn serve(State(provider): State<Provider>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let bytes = axum::body::to_bytes(body, 1 << 20)
        .await
        .unwrap_or_default();
    let sent = if parts.method == Method::GET {
        parts.uri.query().unwrap_or_default().to_owned()
    } else {
        String::from_utf8(bytes.to_vec()).unwrap()
    };
    let key = parts.headers.get("idempotency-key");
    let key = key.map(|key| key.to_str().unwrap().to_owned());
    let mut account = provider.account();
    account.answer(&parts.method, parts.uri.path(), key, &sent)
}
