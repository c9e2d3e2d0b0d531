#!/usr/bin/env python3
"""Checks an export of the ledger (lines of JSON) with Python's standard library alone.

    verify.py EXPORT.jsonl

Recomputes every hash and every balance, and checks bounds, pending transfers and chains. Prints what is
wrong and ends with 1, or prints what was checked and ends with 0. The text that is hashed is described
in src/hash.rs.
"""
import collections
import datetime
import hashlib
import json
import sys


def micros(text):
    """Microseconds since 1970 of an RFC 3339 time in UTC, without floating point."""
    if text is None:
        return "-"
    whole, _, decimals = text.rstrip("Z").partition(".")
    moment = datetime.datetime.fromisoformat(whole).replace(tzinfo=datetime.timezone.utc)
    since = moment - datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)
    return (since.days * 86400 + since.seconds) * 1_000_000 + int((decimals or "0").ljust(6, "0")[:6])


def text(transfer):
    absent = lambda value: "-" if value is None else value
    reference = transfer["reference"]
    values = [
        transfer["ledger_id"], transfer["seq"], transfer["id"], transfer["kind"], transfer["debit"], transfer["credit"],
        transfer["amount"], transfer["unit"], absent(transfer["pending_id"]), absent(transfer["timeout_s"]),
        micros(transfer["expires_at"]), transfer["chain_id"], transfer["chain_at"], transfer["chain_len"],
        reference["kind"], reference["id"], reference["data"], micros(transfer["at"]),
    ]
    return "\n".join(map(str, values)).encode()


def keeps(bound, sums):
    if bound == "debits_must_not_exceed_credits":
        return sums["debits_posted"] + sums["debits_pending"] <= sums["credits_posted"]
    if bound == "credits_must_not_exceed_debits":
        return sums["credits_posted"] + sums["credits_pending"] <= sums["debits_posted"]
    return True


def check(lines):
    wrong = []
    accounts, sums, pending, ids = {}, collections.defaultdict(collections.Counter), {}, set()
    ends = collections.defaultdict(lambda: (0, bytes(32), 0, None))
    for line in lines:
        (kind, row), = json.loads(line).items()
        if kind == "account":
            accounts[row["id"]] = row
        elif kind == "head":
            seq, before, last, linked = ends[row["ledger_id"]]
            late = seq and micros(row["at"]) != last
            if (row["seq"], bytes.fromhex(row["hash"])) != (seq, before) or linked or late:
                wrong.append(f"ledger {row['ledger_id']}: the head is not the end of the chain")
        else:
            say = lambda what: wrong.append(f"transfer {row['seq']} of ledger {row['ledger_id']}: {what}")
            seq, before, last, linked = ends[row["ledger_id"]]
            own = hashlib.sha256(before + text(row)).digest()
            at, count = row["chain_at"] + 1, row["chain_len"]
            if row["id"] in ids or row["amount"] <= 0 or row["seq"] != seq + 1 or micros(row["at"]) < last:
                say("id, amount, place or time")
            if own.hex() != row["hash"]:
                say("hash")
            if (row["chain_id"], row["chain_at"], count) != (linked or (row["id"], 0, count)):
                say("linked chain")
            ids.add(row["id"])
            ends[row["ledger_id"]] = (row["seq"], own, micros(row["at"]), (row["chain_id"], at, count) if at < count else None)
            posts, holds = 0, 0
            if row["kind"] == "posted":
                posts = row["amount"]
            elif row["kind"] == "pending":
                holds = row["amount"]
                pending[row["id"]] = row
            else:
                held = pending.pop(row["pending_id"], None)
                if held is None:
                    say("it resolves nothing that is pending")
                    continue
                due = held["expires_at"] is not None and micros(held["expires_at"]) <= micros(row["at"])
                if due != (row["kind"] == "expired") or row["amount"] > held["amount"]:
                    say("expiry or amount")
                posts, holds = row["amount"] if row["kind"] == "post_pending" else 0, -held["amount"]
            for side in ("debit", "credit"):
                account = accounts.get(row[side])
                if account is None or (account["ledger_id"], account["unit"]) != (row["ledger_id"], row["unit"]):
                    say(f"{side} account")
                    continue
                sums[row[side]][f"{side}s_posted"] += posts
                sums[row[side]][f"{side}s_pending"] += holds
                if not keeps(account["bound"], sums[row[side]]):
                    say(f"bound of account {row[side]}")
    for own, account in accounts.items():
        if any(account[name] != sums[own][name] for name in ("debits_posted", "debits_pending", "credits_posted", "credits_pending")):
            wrong.append(f"account {own}: its balance is not the sum of its transfers")
    return wrong, len(accounts), len(ids)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__.strip())
    with open(sys.argv[1], encoding="utf-8") as export:
        found, accounts, transfers = check(export)
    for what in found[:100]:
        print(what)
    print(f"{accounts} accounts, {transfers} transfers, {len(found)} wrong")
    sys.exit(1 if found else 0)
