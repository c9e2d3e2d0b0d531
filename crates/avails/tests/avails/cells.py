"""Compares two workbooks cell by cell, read by openpyxl: every cell of a known column of the first is in the second.
Prints rows, cells and what is missing, as JSON.

usage: cells.py BEFORE AFTER MAPPINGS"""

import collections, datetime, json, re, sys

import openpyxl

before, after, mappings = sys.argv[1:]
known = {key.split(":")[1] for key in json.load(open(mappings))["V1_9"]["AllAvails"]}


def cell(column, value):
    if isinstance(value, datetime.datetime):
        value = value.isoformat().removesuffix("T00:00:00")
    if isinstance(value, datetime.time):
        value = value.strftime("%H:%M:%S")
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    value = re.sub(r"^=(TRUE|FALSE)\(\)$", r"\1", str(value).strip())
    value = re.sub(r"^urn:eidr:10\.5240:", "10.5240/", value)
    if column in ("Exclusive", "BrandingRights", "ExceptionFlag", "CaptionIncluded"):
        value = {"T": "1", "TRUE": "1", "True": "1", "Yes": "1", "F": "0", "FALSE": "0", "False": "0", "No": "0"}.get(value, value)
    if column == "TotalRunTime" and value.count(":") == 1:
        value = "00:" + value
    if column in ("AllowedLanguages", "AssetLanguage", "HoldbackLanguage", "RequiredFulfillmentLanguages", "BundledALIDs"):
        value = ",".join(part.strip() for part in re.split("[,;]", value) if part.strip())
    return value


def rows(path):
    found = []
    for sheet in openpyxl.load_workbook(path):
        lines = list(sheet.iter_rows(values_only=True))
        names = ["BundledALIDs" if name == "BundleALIDs" else name for name in (lines[1] if len(lines) > 1 else [])]
        if "ALID" not in names or "LicenseType" not in names:
            continue
        for line in lines[3:]:
            cells = {name: cell(name, value) for name, value in zip(names, line) if name in known and value is not None and str(value).strip()}
            if cells:
                found.append(tuple(sorted(cells.items())))
    return found


one, two = collections.Counter(rows(before)), collections.Counter(rows(after))
print(json.dumps({
    "rows": sum(one.values()),
    "cells": sum(len(row) * count for row, count in one.items()),
    "missing": [list(row) for row in (one - two)][:3],
    "more": [list(row) for row in (two - one)][:3],
}))
