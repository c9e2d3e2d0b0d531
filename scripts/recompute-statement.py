#!/usr/bin/env python3
"""Computes statements of Cliffhanger again from their JSON proofs alone: every share, conversion, sum and hash.
Prints `OK` or the first difference of each; the exit code is 0 when all are right.

    recompute-statement.py 2026-11-producer.json [MORE.json...]

Shares no code with the house; needs Python 3.11 or newer, nothing else. The rules are those that a proof states.
"""
import hashlib, json, sys, tomllib
from datetime import datetime, timedelta, timezone
from fractions import Fraction

class Wrong(Exception): ...
def must(said, computed, what):
    if said != computed or type(said) is not type(computed):
        raise Wrong(f"{what}: the statement says {said!r}, computed is {computed!r}")

sha256 = lambda data: hashlib.sha256(data).hexdigest()
half_up = lambda exact: (exact + Fraction(1, 2)).__floor__()
instant = lambda text: datetime.fromisoformat(text) - datetime(1970, 1, 1, tzinfo=timezone.utc)
micros = lambda text: text and instant(text) // timedelta(microseconds=1)

def fraction(text):
    for ending, over in (("bp", 10_000), ("%", 100)):
        if text.endswith(ending):
            return Fraction(text.removesuffix(ending).strip()) / over
    return Fraction(text)

def running(total, weights):
    """In written order each takes its part of what is left, to the nearest unit, halves up; the last takes the rest."""
    left, weight_left, parts = total, sum(weights), []
    for weight in weights:
        part = min(half_up(left * Fraction(weight) / weight_left), left) if weight else 0
        parts.append(part)
        left, weight_left = left - part, weight_left - weight
    return parts

def largest_remainder(total, weights):
    """Rounded down; what is left goes to the largest remainders, of equal ones to the first."""
    exact = [abs(total) * Fraction(weight, sum(weights) or 1) for weight in weights]
    parts = [one.__floor__() for one in exact]
    for at in sorted(range(len(parts)), key=lambda at: parts[at] - exact[at])[: (abs(total) - sum(parts)) if parts else 0]:
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
        fits = lambda step: all(room is None or part <= room for part, room in zip(running(step, weights), rooms))
        low, high = (total, total) if fits(total) else (0, total)
        while high - low > 1:  # the most that can be shared out before somebody is over their limit
            middle = (low + high) // 2
            low, high = (middle, high) if fits(middle) else (low, middle)
        parts, total = [part + more for part, more in zip(parts, running(low, weights))], total - low

class Tier:
    def __init__(self, table, source, minor):
        self.name, self.source, self.rate = table["name"], source, fraction(table.get("rate", "1"))
        self.above, self.cap = minor(table.get("from", "0")), minor(table["cap"]) if "cap" in table else None
        to = table["to"] if isinstance(table["to"], dict) else {table["to"]: "1"}
        caps, premium, self.payees = table.get("caps", {}), fraction(table.get("premium", "0")), list(to)
        if table["kind"] == "recoup":
            self.weights = self.limits = [minor(one) + half_up(minor(one) * premium) for one in to.values()]
        else:
            self.weights = [fraction(share) for share in to.values()]
            self.limits = [minor(caps[payee]) if payee in caps else None for payee in to]

    def parts(self, reached):
        taken = running(max(reached - self.above, 0), [self.rate, 1 - self.rate])[0]
        return pari_passu(taken if self.cap is None else min(taken, self.cap), self.weights, self.limits)

class Deal:
    def __init__(self, text, digits):
        minor, table = lambda amount: int(Fraction(amount) * 10**digits), tomllib.loads(text)
        sources = table.get("source", [])
        self.sources, parted = [one["id"] for one in sources], any("territories" in one for one in sources)
        self.places = {code: one["id"] for one in sources if parted for code in one.get("territories", ["elsewhere"])}
        self.flows = [[Tier(tier, one["id"], minor) for tier in one.get("tier", [])] for one in sources] or [[]]
        self.common = [Tier(tier, None, minor) for tier in table["tier"]]
        self.tiers = [tier for flow in [*self.flows, self.common] for tier in flow]
        self.guarantees = [(one, minor(one["amount"]), self.against(one)) for one in table.get("guarantee", [])]

    def against(self, guarantee):
        """Its tiers in the order of the flow: by name the common ones, as source/tier those of a source."""
        names, common = guarantee.get("against"), {tier.name for tier in self.common}
        full = lambda tier: tier.name if tier.source is None else f"{tier.source}/{tier.name}"
        own = lambda tier: full(tier) in names and (tier.source is None or full(tier) not in common)
        return [at for at, tier in enumerate(self.tiers) if names is None or own(tier)]

    def standing(self, received):
        """(reason, source, tier or guarantee, payee) and its amount, in the order of the flow."""
        taken, pool = [], 0
        for flow, reached in [*zip(self.flows, received), (self.common, None)]:
            reached = pool if reached is None else max(reached, 0)
            for tier in flow:
                taken.append(tier.parts(reached))
                reached -= sum(taken[-1])
            pool += reached
        rows = [(("tier", tier.source, tier.name, payee), part)
                for tier, parts in zip(self.tiers, taken) for payee, part in zip(tier.payees, parts)]
        free = [list(parts) for parts in taken]  # what no guarantee has kept back yet
        for one, amount, against in self.guarantees:
            applied = 0
            for at, place in [(at, place) for at in against for place in range(len(free[at]))]:
                kept = min(amount - applied, free[at][place]) if self.tiers[at].payees[place] == one["payee"] else 0
                free[at][place], applied = free[at][place] - kept, applied + kept
            rows.append((("kept_back", None, one["name"], one["payee"]), -applied))
            rows.append((("recovered", None, one["name"], one["advanced_by"]), applied))
        return rows

def lines_of(said, at, contract, rates, pools):
    """Runs a contract from zero; gives what its receipts of the period gave to the payee."""
    where, digits, currency = f"{contract['series']} version {contract['version']}", said["digits"], said["currency"]
    must(contract["digest"], sha256(contract["text"].encode()), f"{where}, digest of the text")
    deal, lines, covers = Deal(contract["text"], digits), [], contract.get("covers") or {None: contract["series_id"]}
    received, before = [0] * len(deal.flows), deal.standing([0] * len(deal.flows))
    for number, receipt in enumerate(contract["receipts"], 1):
        what, gross, counted = f"{where}, receipt {number}", receipt["gross"], receipt["counted"]
        must([receipt["place"], receipt["period"]], [number, receipt["at"][:7]], f"{what}, place and period")
        series = receipt.get("series_id") or contract["series_id"]
        must(series in covers.values(), True, f"{what}, series of the contract")
        place = deal.places.get(receipt["territory"], deal.places.get("elsewhere"))
        names = [place, *(slug for slug in covers if covers[slug] == series), receipt["kind"]]
        must(receipt["source"], next(name for name in names if name in deal.sources) if deal.sources else None, f"{what}, source")
        must(receipt["at"][:10] >= contract["valid_from"], True, f"{what}, earned in the time of the contract")
        used = rates[receipt["rate"]] if receipt["rate"] else {"from": currency, "to": currency, "rate": "1", "on_date": ""}
        must([used["from"], used["to"]], [gross["currency"], currency], f"{what}, currencies of the rate")
        must(used["on_date"] <= receipt["at"][:10], True, f"{what}, day of the rate")
        amount = round(gross["minor"] * Fraction(used["rate"]) * Fraction(10) ** (digits - gross["digits"]))
        must(receipt["amount"], amount, f"{what}, amount")
        if counted["kind"] == "vip_pool":
            share, watched = pools[counted["id"]][series]
            must(gross["minor"], -share if receipt["taken_back"] else share, f"{what}, share of the pool")
            must(counted["count"], watched, f"{what}, milliseconds watched")
        received[deal.sources.index(receipt["source"]) if deal.sources else 0] += amount
        after = deal.standing(received)
        for ((reason, source, tier, payee), was), (_, now) in zip(before, after):
            if now != was and payee == said["payee"]["code"] and receipt["period"] == said["period"]:
                lines.append(dict(contract=at, place=number, reason=reason, source=source, tier=tier, amount=now - was))
        before = after
    return lines

def pool_shares(pools):
    """For each pool: what each series gets beyond the version before, and for how long it was watched."""
    had, shares = {}, {}
    for pool in pools:
        version, parts_before = had.get((pool["month"], pool["currency"], pool["territory"]), (0, {}))
        must(pool["version"], version + 1, "version of the pool")
        watched = {one["series_id"]: one["watched_ms"] for one in pool["watched"]}
        parts = dict(zip(watched, largest_remainder(pool["total"], list(watched.values()))))
        shares[pool["id"]] = {series: (parts.get(series, 0) - parts_before.get(series, 0), watched.get(series, 0))
                              for series in {**parts, **parts_before}}
        had[pool["month"], pool["currency"], pool["territory"]] = (pool["version"], parts)
    return shares

def ledger_movement(ledger, currency):
    moved, last, own = 0, 0, [ledger["payable"], ledger["receivable"]]
    for one in ledger["transfers"]:
        plain = "ledger_id seq id kind debit credit amount unit pending_id timeout_s".split()
        values = [*(one[key] for key in plain), micros(one["expires_at"]), *(one[f"chain_{key}"] for key in ("id", "at", "len")),
                  *(one["reference"][key] for key in ("kind", "id", "data")), micros(one["at"])]
        text = "\n".join("-" if value is None else str(value) for value in values)
        must(one["hash"], sha256(bytes.fromhex(one["before"]) + text.encode()), f"transfer {one['seq']}, hash")
        must([one["unit"], one["kind"], one["seq"] > last], [currency, "posted", True], f"transfer {one['seq']}, kind")
        moved, last = moved + one["amount"] * ((one["credit"] in own) - (one["debit"] in own)), one["seq"]
    return moved

def check(proof):
    said, lines = proof["statement"], []
    must(said["format"], "cliffhanger-statement-1", "format")
    rates, pools = {rate["id"]: rate for rate in said["rates"]}, pool_shares(said["pools"])
    for at, contract in enumerate(said["contracts"]):
        lines += lines_of(said, at, contract, rates, pools)
    must(len(said["lines"]), len(lines), "number of lines")
    for number, (one, computed) in enumerate(zip(said["lines"], lines), 1):
        must(one, computed, f"line {number}")
    must(said["earned"], sum(line["amount"] for line in lines), "earned")
    must(said["moved"], sum(move["amount"] for move in said["moves"]), "moved")
    must(said["closing"], said["opening"] + said["earned"] + said["moved"], "closing balance")
    must(said["difference"], said["closing"] - said["supersedes"]["closing"] if said["supersedes"] else 0, "difference to the version before")
    must(said["earned"] + said["moved"], ledger_movement(said["ledger"], said["currency"]), "movement in the ledger")
    must(proof["digest"], sha256(json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()), "digest of the statement")

def main(files):
    wrong = not files
    for file in files:
        try:
            with open(file, encoding="utf-8") as opened: said = check(json.load(opened)) or "OK"
        except Exception as error:  # what is missing or malformed is a difference too
            wrong, said = 1, error if isinstance(error, Wrong) else f"it cannot be read: {error!r}"
        print(f"{file}: {said}")
    return wrong
if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
