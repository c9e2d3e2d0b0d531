#!/usr/bin/env python3
"""Computes statements of Cliffhanger again, from their JSON proofs alone: every share, conversion, sum and
hash. Prints `OK` or the first difference of each; the exit code is 0 when all are right.

    recompute-statement.py 2026-11-producer.json [MORE.json...]

Shares no code with the house. Needs Python 3.11 or newer and nothing else. Amounts are whole minor units;
everything between them is an exact fraction. The rules:

* A tier takes its rate of what reaches it above `from`, at most `cap`; to the nearest unit, halves up.
* Within a tier each payee in written order takes its part of what is left, to the nearest unit, halves up,
  the last the rest; whoever is full leaves, and the others go on with what remains.
* A recoupment's weights and limits are its stated amounts plus the premium (halves up).
* A minimum guarantee keeps back what its tiers owe the payee, in the order of the flow.
* What a receipt gives is the difference between two standings, each a function of the sums so far.
* Currencies are converted receipt by receipt, to the nearest minor unit, halves to even.
* A pool of subscriptions is shared by watched time: rounded down, the rest to the largest remainders.
"""
import hashlib
import json
import sys
import tomllib
from datetime import datetime, timedelta, timezone
from fractions import Fraction


class Wrong(Exception):
    pass


def must(said, computed, what):
    if said != computed or type(said) is not type(computed):
        raise Wrong(f"{what}: the statement says {said!r}, computed is {computed!r}")


def sha256(text):
    return hashlib.sha256(text.encode()).hexdigest()


def half_up(exact):
    return (exact + Fraction(1, 2)).__floor__()


def fraction(text):
    for ending, over in (("bp", 10_000), ("%", 100)):
        if text.endswith(ending):
            return Fraction(text.removesuffix(ending).strip()) / over
    return Fraction(text)


def running(total, weights):
    """Parts of a total by weight: each takes its part of what is left."""
    left, weight_left, parts = total, sum(weights), []
    for weight in weights:
        part = min(half_up(left * Fraction(weight) / weight_left), left) if weight else 0
        parts.append(part)
        left, weight_left = left - part, weight_left - weight
    return parts


def largest_remainder(total, weights):
    exact = [abs(total) * Fraction(weight, sum(weights)) for weight in weights]
    parts = [one.__floor__() for one in exact]
    order = sorted((at for at in range(len(parts)) if weights[at]), key=lambda at: parts[at] - exact[at])
    for at in order[: abs(total) - sum(parts)]:
        parts[at] += 1
    return [part if total >= 0 else -part for part in parts]


def pari_passu(total, weights, limits):
    """By weight until somebody is full, then among the others."""
    parts = [0] * len(weights)
    while True:
        rooms = [None if limit is None else limit - part for limit, part in zip(limits, parts)]
        weights = [0 if room == 0 else weight for weight, room in zip(weights, rooms)]
        if not total or not any(weights):
            return parts
        fits = lambda step: all(r is None or p <= r for p, r in zip(running(step, weights), rooms))
        low, high = (total, total) if fits(total) else (0, total)
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if fits(middle) else (low, middle)
        parts = [part + more for part, more in zip(parts, running(low, weights))]
        total -= low


class Tier:
    def __init__(self, table, source, minor):
        self.name, self.source = table["name"], source
        self.rate = fraction(table.get("rate", "1"))
        self.above = minor(table.get("from", "0"))
        self.cap = minor(table["cap"]) if "cap" in table else None
        to = table["to"] if isinstance(table["to"], dict) else {table["to"]: "1"}
        self.payees = list(to)
        if table["kind"] == "recoup":
            premium = fraction(table.get("premium", "0"))
            self.limits = [minor(amount) + half_up(minor(amount) * premium) for amount in to.values()]
            self.weights = self.limits
        else:
            caps = table.get("caps", {})
            self.limits = [minor(caps[payee]) if payee in caps else None for payee in to]
            self.weights = [fraction(share) for share in to.values()]

    def parts(self, reached):
        taken = running(max(reached - self.above, 0), [self.rate, 1 - self.rate])[0]
        taken = taken if self.cap is None else min(taken, self.cap)
        return pari_passu(taken, self.weights, self.limits)


class Deal:
    def __init__(self, text, digits):
        minor = lambda amount: int(Fraction(amount) * 10**digits)
        table = tomllib.loads(text)
        self.sources = [source["id"] for source in table.get("source", [])]
        self.flows = [[Tier(tier, source["id"], minor) for tier in source.get("tier", [])] for source in table.get("source", [])]
        self.common = [Tier(tier, None, minor) for tier in table["tier"]]
        self.tiers = [tier for flow in [*self.flows, self.common] for tier in flow]
        self.guarantees = [(one, minor(one["amount"]), self.against(one)) for one in table.get("guarantee", [])]

    def against(self, guarantee):
        names = guarantee.get("against")
        common = {tier.name for tier in self.common}
        named = lambda tier: tier.name in names if tier.source is None else (
            f"{tier.source}/{tier.name}" in names and f"{tier.source}/{tier.name}" not in common)
        return [at for at, tier in enumerate(self.tiers) if names is None or named(tier)]

    def standing(self, received):
        """(reason, source, tier or guarantee, payee) and its amount, in the order of the flow."""
        taken, pool = [], 0
        for flow, reached in [*zip(self.flows, received), (self.common, None)]:
            reached = pool if reached is None else max(reached, 0)
            for tier in flow:
                taken.append(tier.parts(reached))
                reached -= sum(taken[-1])
            pool = pool + reached if flow is not self.common else reached
        rows = [(("tier", tier.source, tier.name, payee), part)
                for tier, parts in zip(self.tiers, taken) for payee, part in zip(tier.payees, parts)]
        free = [list(parts) for parts in taken]
        for one, amount, against in self.guarantees:
            applied = 0
            for at in against:
                for place, payee in enumerate(self.tiers[at].payees):
                    kept = min(amount - applied, free[at][place]) if payee == one["payee"] else 0
                    free[at][place] -= kept
                    applied += kept
            rows.append((("kept_back", None, one["name"], one["payee"]), -applied))
            rows.append((("recovered", None, one["name"], one["advanced_by"]), applied))
        return rows


def lines_of(contract, at, payee, period, currency, digits, rates, pools):
    where = f"contract {contract['series']} version {contract['version']}"
    must(contract["digest"], sha256(contract["text"]), f"{where}, digest of the text")
    deal, lines = Deal(contract["text"], digits), []
    # Without sources of its own a deal has one nameless source, which leads into the common tiers.
    deal.flows, received = deal.flows or [[]], [0] * max(len(deal.sources), 1)
    before = deal.standing(received)
    for number, receipt in enumerate(contract["receipts"], 1):
        what, gross = f"{where}, receipt {number}", receipt["gross"]
        must(receipt["place"], number, f"{what}, place")
        must(receipt["period"], receipt["at"][:7], f"{what}, period")
        must(receipt["source"], receipt["kind"] if deal.sources else None, f"{what}, source")
        must(receipt["at"][:10] >= contract["valid_from"], True, f"{what}, in the time of the contract")
        amount, rate = gross["minor"], Fraction(1)
        if gross["currency"] != currency or receipt["rate"] is not None:
            used = rates[receipt["rate"]]
            must([used["from"], used["to"]], [gross["currency"], currency], f"{what}, currencies of the rate")
            must(used["on_date"] <= receipt["at"][:10], True, f"{what}, day of the rate")
            amount = round(amount * Fraction(used["rate"]) * Fraction(10) ** (digits - gross["digits"]))
        must(receipt["amount"], amount, f"{what}, amount")
        counted = receipt["counted"]
        if counted["kind"] == "vip_pool":
            share, watched = pools[counted["id"]][contract["series_id"]]
            sign = -1 if receipt["taken_back"] else 1
            must(gross["minor"], sign * share, f"{what}, share of the pool")
            must(counted["count"], watched, f"{what}, milliseconds watched")
        received[deal.sources.index(receipt["source"]) if deal.sources else 0] += amount
        after = deal.standing(received)
        for ((reason, source, tier, who), was), (_, now) in zip(before, after):
            if now != was and who == payee and receipt["period"] == period:
                lines.append({"contract": at, "place": number, "reason": reason, "source": source, "tier": tier, "amount": now - was})
        before = after
    return lines


def pool_shares(pools):
    """For each pool: what each series gets of it beyond the version before, and how long it was watched."""
    had, shares = {}, {}
    for pool in sorted(pools, key=lambda pool: pool["version"]):
        key = (pool["month"], pool["currency"], pool["territory"])
        must(pool["version"], len([one for one in pools if (one["month"], one["currency"], one["territory"]) == key
                                   and one["version"] <= pool["version"]]), "version of the pool")
        watched = {one["series_id"]: one["watched_ms"] for one in pool["watched"]}
        parts = dict(zip(watched, largest_remainder(pool["total"], list(watched.values()))))
        shares[pool["id"]] = {series: (parts.get(series, 0) - had.get(key, {}).get(series, 0), watched.get(series, 0))
                              for series in {**parts, **had.get(key, {})}}
        had[key] = parts
    return shares


def micros(text):
    return (datetime.fromisoformat(text) - datetime(1970, 1, 1, tzinfo=timezone.utc)) // timedelta(microseconds=1)


def ledger_movement(ledger, currency):
    moved, last = 0, 0
    for one in ledger["transfers"]:
        what, reference = f"transfer {one['seq']}", one["reference"]
        values = [one["ledger_id"], one["seq"], one["id"], one["kind"], one["debit"], one["credit"], one["amount"], one["unit"],
                  one["pending_id"], one["timeout_s"], one["expires_at"] and micros(one["expires_at"]), one["chain_id"], one["chain_at"],
                  one["chain_len"], reference["kind"], reference["id"], reference["data"], micros(one["at"])]
        text = "\n".join("-" if value is None else str(value) for value in values)
        must(one["hash"], hashlib.sha256(bytes.fromhex(one["before"]) + text.encode()).hexdigest(), f"{what}, hash")
        must([one["unit"], one["kind"], one["seq"] > last], [currency, "posted", True], f"{what}, unit, kind and order")
        own = (ledger["payable"], ledger["receivable"])
        moved, last = moved + one["amount"] * ((one["credit"] in own) - (one["debit"] in own)), one["seq"]
    return moved


def check(proof):
    said = proof["statement"]
    text = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    must(said["format"], "cliffhanger-statement-1", "format")
    rates, pools = {rate["id"]: rate for rate in said["rates"]}, pool_shares(said["pools"])
    lines = []
    for at, contract in enumerate(said["contracts"]):
        lines += lines_of(contract, at, said["payee"]["code"], said["period"], said["currency"], said["digits"], rates, pools)
    for number, (one, computed) in enumerate(zip(said["lines"], lines), 1):
        must(one, computed, f"line {number}")
    must(len(said["lines"]), len(lines), "number of lines")
    must(said["earned"], sum(line["amount"] for line in lines), "earned")
    must(said["moved"], sum(move["amount"] for move in said["moves"]), "moved")
    must(said["closing"], said["opening"] + said["earned"] + said["moved"], "closing balance")
    before = said["supersedes"]
    must(said["difference"], said["closing"] - before["closing"] if before else 0, "difference to the version before")
    must(said["earned"] + said["moved"], ledger_movement(said["ledger"], said["currency"]), "movement in the ledger")
    must(proof["digest"], sha256(text), "digest of the statement")


def no_fractions(text):
    raise Wrong(f"{text} is not a whole number of minor units")


def main(files):
    wrong = 0
    for file in files:
        try:
            with open(file, encoding="utf-8") as opened:
                check(json.load(opened, parse_float=no_fractions))
            print(f"{file}: OK")
        except Exception as error:  # whatever is missing or malformed is a difference too
            wrong += 1
            print(f"{file}: {error if isinstance(error, Wrong) else f'cannot be read: {error!r}'}")
    return 1 if wrong or not files else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
