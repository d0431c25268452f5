# SPDX-License-Identifier: EUPL-1.2
"""Whether legge-190.xml and iati.xml are what their schemas say.

No package registry has these schemas, and their licences are not ours to copy under: where a folder with them is named
($PORTICO_XML_SCHEMAS: datasetAppaltiL190.xsd with TypesL190.xsd of ANAC, iati-activities-schema.xsd with what it includes of
IATI 2.03), the files are held to them; the order of elements and the types of what they hold are checked in any case.

usage: check_xml.py EXPORTS
"""

import csv
import os
import re
import sys
from decimal import Decimal
from pathlib import Path

from lxml import etree

EXPORTS = Path(sys.argv[1])
SCHEMAS = os.environ.get("PORTICO_XML_SCHEMAS")

# Elements in their order, by ANAC's technical specifications (1.3) and IATI's activity standard (2.03).
LOT = [
    "cig",
    "strutturaProponente",
    "oggetto",
    "sceltaContraente",
    "partecipanti",
    "aggiudicatari",
    "importoAggiudicazione",
    "tempiCompletamento",
    "importoSommeLiquidate",
]
METADATA = [
    "titolo",
    "abstract",
    "dataPubblicazioneDataset",
    "entePubblicatore",
    "dataUltimoAggiornamentoDataset",
    "annoRiferimento",
    "urlFile",
    "licenza",
]
ACTIVITY = [
    "iati-identifier",
    "reporting-org",
    "title",
    "description",
    "participating-org",
    "other-identifier",
    "activity-status",
    "activity-date",
    "contact-info",
    "activity-scope",
    "recipient-country",
    "recipient-region",
    "location",
    "sector",
    "transaction",
    "document-link",
]
# The codes that the codelists of IATI 2.03 have (codelists.codeforiati.org): an attribute of an element, or of one in another.
CODES = {
    ("activity-status", "code"): {"1", "2", "3", "4", "5", "6"},
    ("other-identifier", "type"): {"A1", "A2", "A3", "A4", "A9", "B1", "B9"},
    ("participating-org", "role"): {"1", "2", "3", "4"},
    ("activity-date", "type"): {"1", "2", "3", "4"},
    ("description", "type"): {"1", "2", "3", "4"},
}
# Of organisations there are more; these are those that a party of the ledger can be.
ORGANISATION_TYPES = {"10", "15", "22", "70"}
REQUIRED = ["iati-identifier", "reporting-org", "title", "description", "participating-org", "activity-status", "activity-date"]


def fail(message):
    sys.exit(f"FAILED: {message}")


def against_schema(name, schema):
    if not SCHEMAS:
        print(f"  SKIPPED: {name} against {schema}: name a folder with it in PORTICO_XML_SCHEMAS")
        return
    validator = etree.XMLSchema(etree.parse(str(Path(SCHEMAS) / schema)))
    if not validator.validate(etree.parse(str(EXPORTS / name))):
        fail(f"{name} is not what {schema} says: {validator.error_log}")
    print(f"  {name}: VALID by {schema}")


def names(element):
    return [child.tag for child in element if isinstance(child.tag, str)]


def ordered(element, known):
    places = [known.index(name) if name in known else fail(f"{name} in {element.tag}") for name in names(element)]
    if places != sorted(places):
        fail(f"{element.tag} has its elements in another order: {names(element)}")


def check_legge_190():
    root = etree.parse(str(EXPORTS / "legge-190.xml")).getroot()
    if root.tag != "{legge190_1_0}pubblicazione" or names(root) != ["metadata", "data"]:
        fail("legge-190.xml has another root")
    if names(root[0]) != METADATA or not re.fullmatch(r"\d{4}", root.findtext("metadata/annoRiferimento")):
        fail("legge-190.xml has other metadata")
    lots = root.findall("data/lotto")
    for lot in lots:
        if names(lot) != LOT:
            fail(f"a lot has other elements: {names(lot)}")
        if not re.fullmatch(r"[0-9A-Z]{10}", lot.findtext("cig")):
            fail(f"no CIG: {lot.findtext('cig')}")
        if not re.fullmatch(r"\d\d-.+", lot.findtext("sceltaContraente")):
            fail(f"no procedure: {lot.findtext('sceltaContraente')}")
        for code in lot.iter("codiceFiscaleProp", "codiceFiscale"):
            if not re.fullmatch(r"\d{11}", code.text):
                fail(f"no organisation's tax code: {code.text}")
        for amount in ("importoAggiudicazione", "importoSommeLiquidate"):
            if not re.fullmatch(r"\d{1,12}\.\d\d", lot.findtext(amount)):
                fail(f"no amount: {lot.findtext(amount)}")
        if any(len(text.text) > 250 for text in lot.iter("oggetto", "ragioneSociale", "denominazione")):
            fail("a text is longer than 250 characters")
    with (EXPORTS / "legge-190.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    known = {lot.findtext("cig"): lot for lot in lots}
    if any(row["cig"] not in known for row in rows if re.match(r"\d\d-", row["sceltaContraente"])):
        fail("legge-190.csv and legge-190.xml have not the same contracts")
    print(f"  legge-190.xml: {len(lots)} lots in the order of the specifications; legge-190.csv: {len(rows)}")


def check_iati():
    root = etree.parse(str(EXPORTS / "iati.xml")).getroot()
    if root.tag != "iati-activities" or root.get("version") != "2.03":
        fail("iati.xml has another root")
    identifiers = [element.text for element in root.iter("iati-identifier")]
    if not identifiers or len(set(identifiers)) != len(identifiers):
        fail("identifiers are missing, or used twice")
    for activity in root:
        ordered(activity, ACTIVITY)
        if missing := [name for name in REQUIRED if name not in names(activity)]:
            fail(f"an activity has no {missing}")
        if sum(Decimal(sector.get("percentage")) for sector in activity.findall("sector")) != 100:
            fail("sectors do not add up to 100 percent")
        for (element, attribute), codes in CODES.items():
            for found in activity.findall(element):
                if found.get(attribute) not in codes:
                    fail(f"{element} has the {attribute} {found.get(attribute)}")
        for element in activity.iter("reporting-org", "participating-org", "provider-org", "receiver-org"):
            if element.get("type") not in ORGANISATION_TYPES:
                fail(f"{element.tag} has the type {element.get('type')}")
        for identifier in activity.findall("other-identifier"):
            # An OCID and a CUP name activities, not organisations.
            if identifier.get("type") != "A9" or not identifier.findtext("owner-org/narrative"):
                fail(f"the identifier {identifier.get('ref')} is of the type {identifier.get('type')}, or nobody's")
        kinds = {transaction.find("transaction-type").get("code") for transaction in activity.findall("transaction")}
        if "2" not in kinds or not kinds <= {"2", "3", "4"}:
            fail(f"transactions are of other kinds: {kinds}")
    print(f"  iati.xml: {len(identifiers)} activities in the order of the standard")


check_legge_190()
against_schema("legge-190.xml", "datasetAppaltiL190.xsd")
check_iati()
against_schema("iati.xml", "iati-activities-schema.xsd")
