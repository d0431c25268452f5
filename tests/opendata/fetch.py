# SPDX-License-Identifier: EUPL-1.2
"""Gets every export twice, from the API and from the command line, which must give the same bytes; and the pages of the feed.

usage: fetch.py API PORTICO DATA EXPORTS (the API's address; the program; its data folder; the folder to write into)
"""

import json
import subprocess
import sys
import urllib.request
from pathlib import Path

API, PORTICO, DATA, EXPORTS = sys.argv[1], sys.argv[2], sys.argv[3], Path(sys.argv[4])
START = "/v1/open-data/"


def get(path):
    with urllib.request.urlopen(API + path) as answer:
        return answer.read()


EXPORTS.mkdir()
paths = json.loads(get("/v1/openapi.json"))["paths"]
files = [path.removeprefix("/open-data/") for path in paths if path.startswith("/open-data/")]
whole = [name for name in files if "/" not in name and name != "ocds-changes.json"]
if not whole:
    sys.exit("FAILED: the API documents no export")
for name in whole:
    subprocess.run([PORTICO, "--data", DATA, "export", name, "--out", EXPORTS / name], check=True)
    if get(START + name) != (EXPORTS / name).read_bytes():
        sys.exit(f"FAILED: the API serves another {name} than `portico export {name}` writes")
    # Of a year without anything it is empty, and still a file.
    if "year" in {parameter["name"] for parameter in paths[f"/open-data/{name}"]["get"]["parameters"]}:
        get(f"{START}{name}?year=1999")

# As a harvester reads it.
path = f"{START}ocds-changes.json?limit=7"
number = 0
while path:
    page = get(path)
    (EXPORTS / f"ocds-changes-{number:04}.json").write_bytes(page)
    following = json.loads(page).get("links", {}).get("next", "")
    # The feed names the address that it has from outside.
    path = following.removeprefix("https://registro.example.it")
    number += 1
print(f"  {len(whole)} files, the same from the API and the command line, and {number} pages of the feed")
