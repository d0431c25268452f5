# SPDX-License-Identifier: EUPL-1.2
"""Whether the 360Giving exports are 360Giving: the package by the standard's schema and codelists, the table by its titles.

usage: check_360giving.py EXPORTS SHARED (the folder with the exports; the folder with standards/360giving)
"""

import csv
import json
import subprocess
import sys
from pathlib import Path

EXPORTS, SHARED = Path(sys.argv[1]), Path(sys.argv[2])
STANDARD = SHARED / "standards" / "360giving"

command = [sys.executable, STANDARD / "tools" / "validate_360.py", EXPORTS / "360giving.json"]
run = subprocess.run(command, capture_output=True, text=True)
print("  " + run.stdout.strip().replace("\n", "\n  "))
if run.returncode != 0 or "CODELIST" in run.stdout:
    sys.exit(f"FAILED: 360giving.json is not valid\n{run.stderr}")

grants = json.loads((EXPORTS / "360giving.json").read_text())["grants"]
schema = json.loads((STANDARD / "schema" / "360-giving-schema.json").read_text())


def titles(definition, start=""):
    """The titles of a definition's fields, as a table has them; those of a list's items behind the list's."""
    for field in definition.get("properties", {}).values():
        field = resolved(field)
        title = start + field.get("title", "")
        items = resolved(field.get("items", {}))
        if "properties" in items:
            yield from titles(items, f"{title}:")
        else:
            yield title


def resolved(field):
    if "$ref" in field:
        return {**schema["$defs"][field["$ref"].rsplit("/", 1)[-1]], **{k: v for k, v in field.items() if k != "$ref"}}
    return field


known = set(titles(schema))
with (EXPORTS / "360giving.csv").open(newline="", encoding="utf-8") as file:
    table = csv.DictReader(file)
    unknown = [name for name in table.fieldnames if name not in known]
    rows = list(table)
if unknown:
    sys.exit(f"FAILED: 360giving.csv has columns that the standard has not: {unknown}")
if [row["Identifier"] for row in rows] != [grant["id"] for grant in grants]:
    sys.exit("FAILED: 360giving.csv has other grants than 360giving.json")
for row, grant in zip(rows, grants):
    if float(row["Amount Awarded"]) != grant["amountAwarded"] or float(row["Amount Disbursed"]) != grant["amountDisbursed"]:
        sys.exit(f"FAILED: {grant['id']} has other amounts in the table")
    paid = sum(round(100 * payment["value"]) for payment in grant.get("disbursementTransaction", []))
    if paid != round(100 * grant["amountDisbursed"]):
        sys.exit(f"FAILED: the transactions of {grant['id']} do not add up to what was disbursed")
print(f"  {len(grants)} grants, the same in the table, whose columns are the standard's titles")
