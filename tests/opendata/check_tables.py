# SPDX-License-Identifier: EUPL-1.2
"""Whether the tables are what datapackage.json says, by Frictionless, and have the columns that Italian law requires.

usage: check_tables.py EXPORTS
"""

import csv
import json
import sys
from pathlib import Path

from frictionless import Package, system

EXPORTS = Path(sys.argv[1])
# Art. 27 c. 1 D.Lgs. 33/2013, letters a to f.
ART_27 = [
    "beneficiario",
    "dati_fiscali",
    "importo",
    "norma_o_titolo",
    "ufficio",
    "responsabile",
    "modalita_individuazione",
    "link_progetto",
    "link_curriculum",
]

system.trusted = True
package = Package(str(EXPORTS / "datapackage.json"))
report = package.validate()
for task in report.tasks:
    print(f"  {task.place}: {'VALID' if task.valid else 'INVALID'}, {task.stats.get('rows')} rows")
if not report.valid:
    sys.exit(f"FAILED: the tables are not what datapackage.json says\n{report.to_summary()}")
if {resource.path for resource in package.resources} != {path.name for path in EXPORTS.glob("*.csv")}:
    sys.exit("FAILED: datapackage.json has other tables than there are")

with (EXPORTS / "art-27.csv").open(newline="", encoding="utf-8") as file:
    rows = list(csv.DictReader(file))
if list(rows[0]) != ART_27:
    sys.exit("FAILED: art-27.csv has other columns than art. 27 c. 1 D.Lgs. 33/2013 requires")
for row in rows:
    if row["link_curriculum"] or not all(row[name] for name in ART_27 if not name.startswith("link_")):
        sys.exit(f"FAILED: what art. 27 requires is missing, or a curriculum is there: {row}")
grants = json.loads((EXPORTS / "360giving.json").read_text())["grants"]
if len(rows) != len(grants):
    sys.exit("FAILED: art-27.csv has other grants than 360giving.json")
