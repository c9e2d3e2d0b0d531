"""Evaluates the official mapping of columns to XPaths over our XML, and compares it with the workbook that the XML was
made from, both read by others (openpyxl, lxml). Prints what differs, as JSON: column -> how often, with an example.

usage: mapping.py WORKBOOK XML MAPPINGS"""

import datetime, json, re, sys

import openpyxl
from lxml import etree

workbook, xml, mappings = sys.argv[1:]
A, M = ("{http://www.movielabs.com/schema/avails/v2.7/avails}", "{http://www.movielabs.com/schema/md/v2.12/md}")
NS = {"avail": A[1:-1], "md": M[1:-1]}
columns = {key.split(":")[1]: paths for key, paths in json.load(open(mappings))["V1_9"]["AllAvails"].items()}
INNER = {"Avail": "", "Asset": "", "Transaction": ""}


def paths(column, work):
    """The XPaths of a column for a kind of work."""
    found = columns[column]
    if isinstance(found, dict) and "%FUNCTION" in found:
        found = found["%FUNCTION"].get("args", {}).get("xpath", [])
    elif isinstance(found, dict):
        found = found.get(work, found.get("-default-") if work in ("Movie", "Collection", "Short", "Supplemental") else None) or []
    found = [found] if isinstance(found, str) else found
    return [path.lstrip("*") for path in found if path.lower() not in ("n.a", "n.a.")]


def evaluate(path, avail, asset, transaction):
    path = path.replace("{avail}", "avail:").replace("{md}", "md:")
    for node, prefix in ((transaction, "avail:Transaction/"), (asset, "avail:Asset/")):
        if path.startswith(prefix):
            return node.xpath(path[len(prefix):], namespaces=NS)
    if path.startswith("avail:Asset["):
        return avail.xpath(path, namespaces=NS)
    for node in (transaction, asset, avail):
        found = node.xpath(path, namespaces=NS)
        if found:
            return found
    return []


def text(node):
    return node.strip() if isinstance(node, str) else (node.text or "").strip()


def duration(value):
    found = re.fullmatch(r"PT(\d+)H(\d+)M(\d+)S", value)
    return "%02d:%02d:%02d" % tuple(map(int, found.groups())) if found else re.sub(r"^PT(\d+)H$", r"\1", value)


def of_xml(column, values):
    values = [text(value) for value in values]
    if column in ("Start", "End"):
        values = [re.sub(r"T(00:00:00|23:59:59)$", "", value) for value in values]
    values = [duration(value) for value in values]
    values = [value.split(":", 1)[1] if value.startswith(column + ":") else value for value in values]
    values = [re.sub(r"^urn:eidr:10\.5240:", "10.5240/", value) for value in values]
    return sorted(filter(None, values))


def of_cell(column, value):
    if isinstance(value, datetime.datetime):
        value = value.isoformat().removesuffix("T00:00:00")
    if isinstance(value, datetime.time):
        value = value.strftime("%H:%M:%S")
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    value = str(value).strip()
    value = re.sub(r"^=(TRUE|FALSE)\(\)$", r"\1", value)
    value = re.sub(r"^urn:eidr:10\.5240:", "10.5240/", value)
    if column in ("Exclusive", "BrandingRights", "ExceptionFlag"):
        return ["true" if value in ("TRUE", "True", "1", "T", "Yes") else "false"]
    if column == "TotalRunTime" and value.count(":") == 1:
        value = "00:" + value
    if column in ("AllowedLanguages", "AssetLanguage", "HoldbackLanguage", "RequiredFulfillmentLanguages", "BundledALIDs"):
        return sorted(part.strip() for part in re.split("[,;]", value) if part.strip())
    return [value] if value else []


written = []
for avail in etree.parse(xml).getroot().iter(A + "Avail"):
    for asset in avail.iter(A + "Asset"):
        for transaction in avail.iter(A + "Transaction"):
            written.append((avail, asset, transaction))

differs, compared = {}, 0
for sheet in openpyxl.load_workbook(workbook):
    rows = list(sheet.iter_rows(values_only=True))
    names = ["BundledALIDs" if name == "BundleALIDs" else name for name in (rows[1] if len(rows) > 1 else [])]
    if "ALID" not in names or "LicenseType" not in names:
        continue
    for row in rows[3:]:
        cells = {name: value for name, value in zip(names, row) if name in columns and value is not None and str(value).strip()}
        if not cells:
            continue
        work = str(cells.get("WorkType"))
        keys = ["ALID", "EntryType", "AvailID", "FormatProfile", "LicenseType", "Territory", "Start", "LicenseRightsDescription"]
        expected = {}
        for column, value in cells.items():
            if column == "CaptionIncluded" or not paths(column, work):
                continue
            expected[column] = of_cell(column, value)
        best = None
        for place in written:
            found = {column: of_xml(column, [v for p in paths(column, work) for v in evaluate(p, *place)]) for column in keys if column in expected}
            if all(found[column] == expected[column] for column in found):
                all_found = {column: of_xml(column, [v for p in paths(column, work) for v in evaluate(p, *place)]) for column in expected}
                wrong = [column for column in expected if sorted(set(all_found[column])) != sorted(set(expected[column]))]
                if best is None or len(wrong) < len(best[0]):
                    best = (wrong, all_found)
        if best is None:
            differs.setdefault("(no such row)", [0, cells.get("ALID")])[0] += 1
            continue
        compared += len(expected)
        for column in best[0]:
            differs.setdefault(column, [0, [expected[column], best[1][column]]])[0] += 1
print(json.dumps({"compared": compared, "differs": differs}))
