# SPDX-License-Identifier: EUPL-1.2
"""Whether the OCDS exports are OCDS: the Open Contracting Partnership's validator has no error and no warning but those that
docs/open-data.md explains, its library merges the releases of every process into the very records that we wrote, and the
packages, the lines and the pages of the feed have the same releases.

usage: check_ocds.py EXPORTS SHARED (the folder with the exports; the folder with standards/ocds)
"""

import json
import re
import subprocess
import sys
from copy import deepcopy
from pathlib import Path

import json_merge_patch
from ocdsmerge import Merger

EXPORTS, SHARED = Path(sys.argv[1]), Path(sys.argv[2])
OCDS = SHARED / "standards" / "ocds"

# What the validator remarks on, and docs/open-data.md explains ("Warnings"). Anything else is a failure.
EXPLAINED = {
    "additional field (warning) contracts statusDetails",
    "additional field (warning) contracts/implementation/milestones value",
    "additional field (warning) contracts/implementation/transactions statusDetails",
    "additional field (warning) planning statusDetails",
    "additional field (warning) links",
    "open codelist (warning) parties/roles ['attester']",
    "open codelist (warning) tender/additionalProcurementCategories ['grant']",
}


def fail(message):
    print("FAILED:", message)
    sys.exit(1)


def validate(name):
    """Runs the validator, and looks through what it prints."""
    command = [sys.executable, OCDS / "tools" / "validate_ocds.py", EXPORTS / name]
    run = subprocess.run(command, capture_output=True, text=True)
    lines = run.stdout.splitlines()
    for line in lines:
        print(f"  {name}: {line}")
    if run.returncode != 0:
        fail(f"{name} is not valid OCDS\n{run.stderr}")
    for line in lines[:-1]:
        if not explained(line):
            fail(f"{name}: this is not explained in docs/open-data.md: {line}")


def explained(line):
    # Extensions are not applied to the schema of versioned releases: there each of their fields is an additional one.
    if line.startswith("additional field (warning) /records/versionedRelease/"):
        return True
    # The same in releases and in the parts of records; how often it occurs does not matter.
    line = re.sub(r"/?(records/)?(compiledRelease|versionedRelease|releases)/", "", line)
    line = re.sub(r"^(additional field .*) \d+$", r"\1", line).replace("/value [", " [").replace("(warning) / ", "(warning) ").replace("(warning)  ", "(warning) ")
    return line in EXPLAINED


def schema():
    """The release schema with the extensions that the packages name, as validators make it."""
    made = json.loads((OCDS / "schema-1__1__5" / "release-schema.json").read_text())
    package = json.loads((EXPORTS / "ocds-release-package.json").read_text())
    for address in package["extensions"]:
        name = address.split("/")[4]
        patch = json.loads((OCDS / "extensions" / name / "release-schema.json").read_text())
        made = json_merge_patch.merge(made, patch)
    return made


def by_id(value):
    """Lists of objects in the order of their ids: merging says nothing of order."""
    if isinstance(value, dict):
        return {name: by_id(inner) for name, inner in value.items()}
    if isinstance(value, list):
        items = [by_id(item) for item in value]
        if items and all(isinstance(item, dict) and "id" in item for item in items):
            items.sort(key=lambda item: str(item["id"]))
        return items
    return value


def check_merging(records):
    merger = Merger(schema())
    for record in records:
        for ours, theirs in (
            ("compiledRelease", merger.create_compiled_release(deepcopy(record["releases"]))),
            ("versionedRelease", merger.create_versioned_release(deepcopy(record["releases"]))),
        ):
            if by_id(record[ours]) != by_id(theirs):
                Path("ours.json").write_text(json.dumps(by_id(record[ours]), indent=1, sort_keys=True))
                Path("theirs.json").write_text(json.dumps(by_id(theirs), indent=1, sort_keys=True))
                fail(f"{ours} of {record['ocid']} is not what ocdsmerge makes of its releases: see ours.json, theirs.json")
    print(f"  {len(records)} records are what ocdsmerge makes of their releases")


def lines(name):
    return [json.loads(line) for line in (EXPORTS / name).read_text().splitlines()]


def check_same():
    releases = json.loads((EXPORTS / "ocds-release-package.json").read_text())["releases"]
    records = json.loads((EXPORTS / "ocds-record-package.json").read_text())["records"]
    if not releases or not records:
        fail("the exports are empty")
    if lines("ocds-releases.jsonl") != releases:
        fail("ocds-releases.jsonl has other releases than the package")
    if lines("ocds-records.jsonl") != records:
        fail("ocds-records.jsonl has other records than the package")
    if lines("ocds-compiled-releases.jsonl") != [record["compiledRelease"] for record in records]:
        fail("ocds-compiled-releases.jsonl has other releases than the records")
    ids = [(release["ocid"], release["id"]) for release in releases]
    if len(set(ids)) != len(ids):
        fail("a release's id is used twice")
    in_records = {(release["ocid"], release["id"]) for record in records for release in record["releases"]}
    if in_records != set(ids):
        fail("the records have other releases than the release package")
    if [release["date"] for release in releases] != sorted(release["date"] for release in releases):
        fail("the releases are not in the order of their dates")
    pages = sorted(EXPORTS.glob("ocds-changes-*.json"))
    paged = [release for page in pages for release in json.loads(page.read_text())["releases"]]
    if pages and paged != releases:
        fail("the pages of the feed have other releases than the package")
    print(f"  {len(releases)} releases of {len(records)} processes, the same in every form and in {len(pages)} pages of the feed")
    return records


records = check_same()
check_merging(records)
validate("ocds-release-package.json")
validate("ocds-record-package.json")
for page in sorted(EXPORTS.glob("ocds-changes-*.json"))[:1]:
    validate(page.name)
