# SPDX-License-Identifier: EUPL-1.2
"""Tests of the parts against published vectors, and of the whole with bytes that were changed."""

from __future__ import annotations

import copy
import hashlib
import json
import random
import re
import unittest
from pathlib import Path

import ed25519
import ristretto
import sr25519
from checks import check_bundle
from curve import BASE, NEUTRAL, L, P, Point, multiply_add
from decode import Entry, Variant, as_subject, decode_entry
from facts import State, state_of
from grandpa import check_justification
from header import blake2_256, read_header
from history import Histories
from outcome import CheckFailed, CheckUndecided, Malformed, Unusable, Verdict
from scale import Reader, compact_bytes, subject_bytes
from signed_text import signed_text
from spelling import MAX_FILE, Subject, read_bundle
from transcript import Transcript, keccak_f1600
from trie import Proof
from trust import read_trust

ROOT = Path(__file__).resolve().parents[2]
VECTORS = ROOT / "evidence" / "tests" / "vectors"
FORMAT = (ROOT / "docs" / "format.md").read_text(encoding="utf-8")


def times(factor: int, point: Point) -> Point:
    return multiply_add(factor, point, 0, NEUTRAL)


class Signatures(unittest.TestCase):
    def test_multiples_of_the_base_are_encoded_as_in_rfc_9496(self) -> None:
        encodings = [
            "00" * 32,
            "e2f2ae0a6abc4e71a884a961c500515f58e30b6aa582dd8db6a65945e08d2d76",
            "6a493210f7499cd17fecb510ae0cea23a110e8d5b901f8acadd3095c73a3b919",
        ]
        for factor, encoding in enumerate(encodings):
            data = bytes.fromhex(encoding)
            self.assertEqual(ristretto.encode(times(factor, BASE)), data)
            point = ristretto.decode(data)
            assert point is not None
            self.assertEqual(ristretto.encode(point), data)
        self.assertEqual(ristretto.encode(times(L, BASE)), bytes(32))

    def test_a_point_has_one_encoding(self) -> None:
        self.assertIsNone(ristretto.decode(P.to_bytes(32, "little")), "not below the prime")
        self.assertIsNone(ristretto.decode(b"\xff" * 32))
        self.assertIsNone(ristretto.decode(b"\x01" + bytes(31)), "negative")
        self.assertIsNone(ristretto.decode(bytes(31)))

    def test_keccak_is_that_of_sha3(self) -> None:
        # SHA3-256 of no bytes: one block of 136 bytes, padded (FIPS 202).
        state = bytearray(200)
        state[0], state[135] = 0x06, 0x80
        keccak_f1600(state)
        self.assertEqual(bytes(state[:32]), hashlib.sha3_256(b"").digest())

    def test_merlins_own_vector(self) -> None:
        transcript = Transcript(b"test protocol")
        transcript.append(b"some label", b"some data")
        self.assertEqual(transcript.challenge(b"challenge", 32).hex(), "d5a21972d0d5fe320c0d263fac7fffb8145aa640af6e9bca177c03c7efcf0615")

    def test_sr25519_refuses_another_message_and_other_bits(self) -> None:
        bundle = read_bundle((VECTORS / "good-checkpoint.json").read_bytes())
        assert bundle.checkpoint is not None
        one = bundle.checkpoint.cosignatures[0]
        header = read_header(bundle.header)
        statement = (
            f"portico/checkpoint/v1\ngenesis 0x{bundle.genesis.hex()}\nblock {header.number}\n"
            f"hash 0x{header.hash.hex()}\nroot 0x{bundle.checkpoint.root.hex()}"
        ).encode()
        self.assertTrue(sr25519.verify(one.key, one.signature, statement))
        self.assertFalse(sr25519.verify(one.key, one.signature, statement + b"\n"))
        for bit in (0, 255, 256, 507, 508, 509, 510, 511):
            changed = (int.from_bytes(one.signature, "little") ^ 1 << bit).to_bytes(64, "little")
            self.assertFalse(sr25519.verify(one.key, changed, statement), f"bit {bit}")
        s = int.from_bytes(one.signature[32:], "little") + L
        self.assertFalse(sr25519.verify(one.key, one.signature[:32] + s.to_bytes(32, "little"), statement), "s is not below the order")

    def test_ed25519_is_rfc_8032s(self) -> None:
        key = bytes.fromhex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")
        signature = bytes.fromhex(
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
        )
        self.assertTrue(ed25519.verify(key, signature, b""))
        self.assertFalse(ed25519.verify(key, signature, b"a"))
        s = int.from_bytes(signature[32:], "little") + L
        self.assertFalse(ed25519.verify(key, signature[:32] + s.to_bytes(32, "little"), b""), "S is not below the order")

    def test_ed25519_refuses_points_of_small_order(self) -> None:
        neutral = b"\x01" + bytes(31)
        # [0]B = R + [k]A holds for any message if both are neutral.
        self.assertFalse(ed25519.verify(neutral, neutral + bytes(32), b"anything"))
        for encoding in [
            "00" * 32,
            "01" + "00" * 31,
            "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
            "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
            "ec" + "ff" * 30 + "7f",
            "ed" + "ff" * 30 + "7f",
            "ee" + "ff" * 30 + "7f",
        ]:
            data = bytes.fromhex(encoding)
            self.assertTrue(ed25519._small_order(data))
            self.assertTrue(ed25519._small_order(data[:31] + bytes([data[31] | 0x80])))


class Scale(unittest.TestCase):
    def test_compact_integers_have_one_form(self) -> None:
        for value in [0, 1, 63, 64, 16383, 16384, (1 << 30) - 1]:
            reader = Reader(compact_bytes(value))
            self.assertEqual(reader.compact(), value)
            reader.end()
        for long_form in ["0100", "fd00", "02000000", "feff0000", "0300000000", "07ffffffff00", "03ffffff3f"]:
            with self.assertRaises(Malformed, msg=long_form):
                Reader(bytes.fromhex(long_form)).compact()
        self.assertEqual(Reader(bytes.fromhex("0300000040")).compact(), 1 << 30)

    def test_a_count_that_cannot_be_is_refused_at_once(self) -> None:
        with self.assertRaises(Malformed):
            Reader(bytes.fromhex("feffffff")).count(1)


class Trie(unittest.TestCase):
    @staticmethod
    def look_up(node: str, key: bytes) -> bytes | None:
        data = bytes.fromhex(node)
        return Proof([data]).look_up(hashlib.blake2b(data, digest_size=32).digest(), key)

    def test_nodes(self) -> None:
        self.assertIsNone(self.look_up("00", b"a"))
        self.assertEqual(self.look_up("42" + "61" + "0801ff", b"a"), b"\x01\xff")
        self.assertEqual(self.look_up("41" + "01" + "04ff", b"") is None, True)
        # A branch with an inline leaf under nibble 6, whose partial key is 1.
        self.assertEqual(self.look_up("80" + "4000" + "10" + "410104ff", b"a"), b"\xff")
        for wrong in ["", "0000", "01", "0f", "42" + "61" + "0801ff00", "41" + "11" + "04ff", "80" + "4000" + "10" + "4101", "7f"]:
            with self.assertRaises(Malformed, msg=wrong):
                self.look_up(wrong, b"a")

    def test_a_node_in_anothers_place_is_refused(self) -> None:
        good, other = bytes.fromhex("42610801ff"), bytes.fromhex("42610801fe")
        root = blake2_256(good)
        self.assertEqual(Proof([good]).look_up(root, b"a"), b"\x01\xff")
        for nodes in ([], [other], [other, good]):
            with self.assertRaises(Malformed):
                Proof(nodes).look_up(root, b"a")
        # A value by hash: the node that holds it, with a value of the same length in its stead.
        value, forged = b"v" * 41, b"w" * 41
        leaf = bytes([0b00100010]) + b"a" + blake2_256(value)
        proof = Proof([leaf, value])
        self.assertEqual(proof.look_up(blake2_256(leaf), b"a"), value)
        proof.end()
        with self.assertRaises(Malformed):
            Proof([leaf, forged]).look_up(blake2_256(leaf), b"a")
        with self.assertRaises(Malformed):
            Proof([leaf, value]).end()


class Spelling(unittest.TestCase):
    def test_limits(self) -> None:
        data = (VECTORS / "good-award.json").read_bytes()
        for found, put in [
            (b'"about":["award 1"]', b'"about":["award 4294967296"]'),
            (b'"about":["award 1"]', b'"about":["award 2","award 1"]'),
            (b'"header":"0x', b'"header":"0x' + b"00" * 65_536),
            (b'"state":[', b'"state":["0x' + b"00" * 16_385 + b'",'),
            (b'"address":"0x', b'"address":"0x00'),
            (b'"address":"0x03', b'"address":"0x'),
            (b'"entries":["0x', b'"entries":["0x' + b"00" * 16_385 + b'","0x'),
            (b'"headers":[', b'"headers":[' + b",".join([b'"0x"'] * 4_097)),
        ]:
            self.assertEqual(data.count(found), 1, found)
            with self.assertRaises(Malformed, msg=put[:40]):
                read_bundle(data.replace(found, put))
        with self.assertRaises(Malformed):
            read_bundle(data.replace(b"\n", b" " * MAX_FILE + b"\n"))
        read_bundle(data.replace(b'"headers":[', b'"headers":[' + b",".join([b'"0x"'] * 4_096)))


class Justification(unittest.TestCase):
    def test_sets_that_cannot_be(self) -> None:
        block = bytes(32)
        data = bytes(8) + block + bytes(4) + b"\0\0"
        one, other = (b"a" * 32, 1), (b"b" * 32, 1)
        many = [(number.to_bytes(32, "little"), 1) for number in range(1_001)]
        for authorities, reason in [
            ([one, other], "needed"),
            ([], "0 validators"),
            (many, "1001 validators"),
            ([one, one], "twice"),
            ([one, (b"b" * 32, 0)], "no weight"),
            ([one, (b"b" * 32, (1 << 64) - 1)], "too large"),
        ]:
            with self.assertRaisesRegex(Malformed, reason):
                check_justification(data, block, 0, authorities, 0)
        with self.assertRaisesRegex(Malformed, "another block"):
            check_justification(data, block, 1, [one, other], 0)


class Facts(unittest.TestCase):
    @staticmethod
    def entry(name: str, signer: int = 1, **fields: object) -> Entry:
        fact = {"value": Variant("Signer", {"party": signer})}
        return Entry((0, 0), 0, 0, bytes(32), Variant("Direct", None), [fact], "", Variant(name, fields), b"", bytes(32), [])

    def only_this_holds(self, state: State, name: str, **fields: object) -> None:
        """This holds, and it does not with any one field otherwise."""
        self.assertTrue(state.holds(Variant(name, fields)), fields)
        for field in fields:
            changed = fields | {field: "something else"}
            self.assertFalse(state.holds(Variant(name, changed)), changed)

    def test_of_a_party(self) -> None:
        party = state_of((0, 3))
        kind = Variant("Supplier", None)
        party.add(self.entry("Register", kind=kind, key=b"a", permissions=17))
        party.add(self.entry("AddKey", key=b"b", permissions=4))
        self.only_this_holds(party, "Signer", key=b"a", party=3, kind=kind, permissions=17)
        self.only_this_holds(party, "Signer", key=b"b", party=3, kind=kind, permissions=4)
        self.only_this_holds(party, "Standing", party=3, kind=kind, suspended=False, valid_until=None)
        party.add(self.entry("RevokeKey", key=b"a"))
        self.assertFalse(party.holds(Variant("Signer", {"key": b"a", "party": 3, "kind": kind, "permissions": 17})))
        party.add(self.entry("AttestStanding", valid_until=9))
        party.add(self.entry("Suspend"))
        self.only_this_holds(party, "Standing", party=3, kind=kind, suspended=True, valid_until=9)
        party.add(self.entry("Reinstate"))
        self.only_this_holds(party, "Standing", party=3, kind=kind, suspended=False, valid_until=9)

    def test_of_an_agreement(self) -> None:
        agreement = state_of((1, 8))
        stated = {"agreement": 8, "administration": 2}
        agreement.add(self.entry("Publish", signer=2, end=10, budget=100))
        before = stated | {"in_force": None, "end": 10, "budget": 100}
        self.assertTrue(agreement.holds(Variant("Agreement", before | {"party": 3, "participates": False})))
        agreement.add(self.entry("Propose", version=1, end=20, budget=200, contributions=[{"party": 2}, {"party": 3}]))
        agreement.add(self.entry("Sign", signer=2, version=1))
        agreement.add(self.entry("Sign", signer=4, version=1))
        self.assertTrue(agreement.holds(Variant("Agreement", before | {"party": 3, "participates": False})), "one has not signed")
        agreement.add(self.entry("Sign", signer=3, version=1))
        after = stated | {"in_force": 1, "end": 20, "budget": 200}
        self.only_this_holds(agreement, "Agreement", party=3, participates=True, **after)
        self.assertTrue(agreement.holds(Variant("Agreement", after | {"party": 4, "participates": False})))
        agreement.add(self.entry("Terminate"))
        self.assertTrue(agreement.holds(Variant("Agreement", after | {"in_force": None, "party": 3, "participates": False})))
        self.assertFalse(agreement.holds(Variant("Agreement", after | {"party": 3, "participates": True})))

    def test_there_are_none_of_awards(self) -> None:
        self.assertFalse(state_of((2, 1)).holds(Variant("Standing", {})))


class Unreadable(unittest.TestCase):
    def test_entries_that_cannot_be_decoded(self) -> None:
        first = bytes(32)
        one = hashlib.sha256(first + b"one").digest()
        two = hashlib.sha256(one + b"two").digest()
        unreadable = Histories._unreadable
        with self.assertRaises(CheckUndecided):
            unreadable([b"one" + one, b"two" + two], first, two, "")
        for entries, proven in [
            ([b"one" + one, b"two" + two], one),
            ([b"one" + bytes(32), b"two" + two], two),
            ([b"one" + one, b"two" + two, b"short"], two),
        ]:
            with self.assertRaises(CheckFailed):
                unreadable(entries, first, proven, "")


class Format(unittest.TestCase):
    def test_heads_and_layouts_are_those_of_the_document(self) -> None:
        contracts = {"party": 1, "agreement": 2, "award": 3, "tender": 4}
        genesis = b"\x07" * 32
        entries = carried = checked = 0
        #: By story and subject, the state after each entry.
        states: dict[tuple[str, Subject, int], State] = {}
        facts = []
        for kind, number, story, text in re.findall(r"### (\w+) ([0-9]+)( of the second story)?\n(.*?)(?=\n###|\Z)", FORMAT, re.DOTALL):
            subject = (list(contracts).index(kind), int(number))
            address = bytes([contracts[kind]] * 20)
            head = hashlib.sha256(b"portico/entry/v1" + genesis + address + subject_bytes(subject)).digest()
            self.assertIn(f"head(-1) `{head.hex()}`", text)
            state = state_of(subject)
            for seq, (data, stated) in enumerate(re.findall(r"entry [0-9]+: `(\w+)`\n  - head\([0-9]+\) `(\w+)`", text)):
                entry = decode_entry(bytes.fromhex(data + stated))
                self.assertEqual((entry.subject, entry.seq, entry.body_kind), (subject, seq, kind))
                head = hashlib.sha256(head + bytes.fromhex(data)).digest()
                self.assertEqual(head.hex(), stated)
                entries += 1
                written = signed_text(entry, genesis, address) if entry.signature.name == "Carried" else None
                if written is not None:
                    self.assertTrue(sr25519.verify(entry.by, entry.signature.value["signature"], written), f"{kind} {number}, {seq}")
                    carried += 1
                state.add(entry)
                states[(story, subject, seq)] = copy.deepcopy(state)
                facts += [(story, fact) for fact in entry.facts]
        for story, fact in facts:
            at = states.get((story, as_subject(fact["subject"]), fact["seq"]))
            if at is not None:
                self.assertTrue(at.holds(fact["value"]), fact)
                checked += 1
        self.assertEqual((entries, carried, checked), (31, 6, 18))

    def test_the_signed_text_is_the_documents(self) -> None:
        text = FORMAT[FORMAT.rindex("Portico: I sign this") : FORMAT.index("```\n\n<!-- end -->")]
        digest = bytes.fromhex("c8fdddeb995c10938d26a84bc068c4460e45fd78d2ef1f0a35bae4132f4f789b")
        document = {
            "sha256": digest,
            "media_type": "application/pdf",
            "title": "Relazione e registro presenze",
            "uri": "https://documents.example/Relazione-e-registro-presenze",
        }
        statement = "Spazio aperto tre pomeriggi a settimana"
        body = bytes.fromhex("010201000000") + (1_800_000).to_bytes(8, "little")
        body += compact_bytes(len(statement)) + statement.encode() + compact_bytes(1) + digest
        for field in ("media_type", "title", "uri"):
            value = document[field]
            assert isinstance(value, str)
            body += compact_bytes(len(value)) + value.encode()
        claim = {"milestone": 2, "claim": 1, "amount": 1_800_000, "statement": statement, "documents": [document]}
        carried = {"signature": bytes(64), "nonce": 42, "expiry": 1_772_445_600}
        entry = Entry((2, 1), 0, 0, bytes(32), Variant("Carried", carried), [], "award", Variant("Claim", claim), body, bytes(32), [])
        self.assertEqual(signed_text(entry, b"\x07" * 32, b"\x03" * 20).decode(), text)


class Trusting(unittest.TestCase):
    def test_what_is_not_a_trust_file_is_refused(self) -> None:
        good = json.loads((VECTORS / "trust.json").read_bytes())
        read_trust(json.dumps(good).encode())
        for change in [
            {"format": "portico/trust/v2"},
            {"genesis": "0x07"},
            {"authorities": []},
            {"authorities": [{"key": "00" * 32, "weight": 1.0}]},
            {"authorities": [{"key": "00" * 32, "weight": 1 << 64}]},
            {"contracts": good["contracts"] + good["contracts"]},
            {"witnesses": {"required": 0, "keys": ["00" * 32]}},
            {"witnesses": {"required": 1, "keys": ["00" * 32, "0x" + "00" * 32]}},
            {"more": 1},
        ]:
            with self.assertRaises(Unusable, msg=str(change)):
                read_trust(json.dumps(good | change).encode())
        for text in [b"", b"[" * 100_000, b'{"format":1,"format":1}', b"\xff", b"9" * 5_000, b"NaN"]:
            with self.assertRaises(Unusable):
                read_trust(text)


class Whole(unittest.TestCase):
    def test_a_document_that_is_not_listed_fails(self) -> None:
        trust = read_trust((VECTORS / "trust.json").read_bytes())
        data = (VECTORS / "good-award.json").read_bytes()
        listed = read_bundle(data).documents[0]
        self.assertEqual(check_bundle(data, trust, [("a", listed)]).not_made, "rules")
        report = check_bundle(data, trust, [("a", listed), ("b", bytes(32))])
        self.assertEqual((report.verdict, report.stopped_at), (Verdict.INVALID, "documents"))

    def test_changed_bits_are_found_wherever_they_are(self) -> None:
        trust = read_trust((VECTORS / "trust.json").read_bytes())
        chance = random.Random(4)
        for name in ["good-award-and-all-it-rests-on", "good-two-set-changes", "good-signed-descendants"]:
            data = (VECTORS / f"{name}.json").read_bytes()
            for _ in range(150):
                at = chance.randrange(len(data))
                changed = data[:at] + bytes([data[at] ^ 1 << chance.randrange(7)]) + data[at + 1 :]
                report = check_bundle(changed, trust, [])
                self.assertIsNone(report.not_made, f"{name}: a changed byte at {at} goes unnoticed")


if __name__ == "__main__":
    unittest.main()
