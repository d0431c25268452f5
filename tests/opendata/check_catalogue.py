# SPDX-License-Identifier: EUPL-1.2
"""Whether the catalogue is RDF as DCAT-AP_IT asks for, by SHACL, and names every file that there is.

usage: check_catalogue.py EXPORTS
"""

import sys
from pathlib import Path

from pyshacl import validate
from rdflib import Graph, Namespace

EXPORTS = Path(sys.argv[1])
DCAT = Namespace("http://www.w3.org/ns/dcat#")

graph = Graph().parse(EXPORTS / "catalogue.jsonld", format="json-ld")
shapes = Graph().parse(Path(__file__).with_name("dcat_ap_it.ttl"), format="turtle")
conforms, _, report = validate(graph, shacl_graph=shapes)
if not conforms:
    sys.exit(f"FAILED: the catalogue is not DCAT-AP_IT\n{report}")
named = {str(address).rsplit("/", 1)[-1] for address in graph.objects(None, DCAT.downloadURL)}
# The schema of the tables and the catalogue are about files, and not data.
there = {path.name for path in EXPORTS.iterdir()} - {"catalogue.jsonld", "datapackage.json"}
there = {name for name in there if not name.startswith("ocds-changes-")}
if named != there:
    sys.exit(f"FAILED: the catalogue names other files than there are: {named ^ there}")
print(f"  catalogue.jsonld: {len(graph)} statements, {len(named)} files, as DCAT-AP_IT asks for")
