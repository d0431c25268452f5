// SPDX-License-Identifier: EUPL-1.2
import type {
  document as Document,
  entries as Entries,
  imports as Imports,
  records as Records,
  search as Search,
} from "../it/find.ts";

export const search: typeof Search = {
  label: "Search the ledger",
  hint: "An organisation's name, a title, a CUP, a CIG or a tax code",
  button: "Search",
  suggestions: "Suggestions",
  suggested: (count) => (count === 0 ? "No suggestions" : count === 1 ? "One suggestion" : `${count} suggestions`),
  all: (text) => `Search “${text}” everywhere`,
  kind: "What",
  anything: "Anything",
  kinds: {
    party: "Organisation",
    agreement: "Agreement",
    award: "Grant or contract",
    milestone: "Milestone",
    claim: "Claim",
    tender: "Tender or direct award",
    import: "Imported file",
    document: "Document",
    historical_record: "Historical record",
  },
  start: "Write one or more words, or a code.",
  empty: (text) => `Nothing has all the words of “${text}”. Try fewer words, or check how the code is written.`,
  results: "Results",
  record: (file, row) => `file ${file}, row ${row}`,
};

export const document: typeof Document = {
  lead: "You have a document, and want to know whether it is the one that the ledger refers to? Drop it here: your browser makes its digest and asks for that alone. The file does not leave your device.",
  label: "Documents to be checked",
  drop: "Drop one or more files here, or choose",
  hashing: (name, percent) => `${name}: ${percent}`,
  done: (count) => (count === 1 ? "One document checked" : `${count} documents checked`),
  digest: "SHA-256 digest",
  found: (count, more) =>
    more
      ? `More than ${count} entries refer to this document`
      : count === 1
        ? "One entry refers to this document"
        : `${count} entries refer to this document`,
  notFound: "No entry refers to this document",
  notFoundBody:
    "A file that was saved anew has another digest, even if nothing in it looks different: try the original, as you received it.",
  failed: "The file cannot be read",
  caption: "Entries that refer to the document",
  columns: { at: "When", subject: "Where", action: "What", signer: "Who", title: "Title" },
  byDigest: "Or paste a SHA-256 digest",
  byDigestHint: "64 hexadecimal digits, as sha256sum writes them",
  byDigestButton: "Look for the digest",
  badDigest: "A SHA-256 digest has 64 hexadecimal digits: check that you copied all of it.",
};

export const entries: typeof Entries = {
  lead: "Every entry of every history, in the order in which it was written: this is the ledger itself.",
  empty: "No entry matches the filters.",
  filters: {
    subjectKind: "About what",
    subject: "The history's number",
    signer: "The signer's number",
    action: "What was done",
    carried: "How it came",
    from: "From",
    to: "To",
    sort: "Order",
  },
  carried: { true: "Brought by somebody else", false: "Sent by whoever signed it" },
  sorts: { "-id": "Newest first", id: "From the beginning" },
};

export const imports: typeof Imports = {
  lead: "Public files of the past, imported row by row. Nobody signed those rows as claims, attestations or payments: they stay apart, and are never added to awards.",
  empty: "No file has been imported yet.",
  caption: "Imported files",
  columns: {
    title: "File",
    administration: "Imported by",
    opened: "Imported",
    rows: "Rows",
    recorded: "Recorded",
    awarded: "Awarded",
    paid: "Paid",
    state: "State",
  },
  complete: "Complete",
  running: "Under way",
  filters: { administration: "The administration's number", sort: "Order" },
  sorts: { "-opened_at": "Newest first", "-rows": "Most rows", title: "Title, A–Z" },
  number: (id) => `File no. ${id}`,
  records: "See the rows recorded",
  source: {
    title: "Where it comes from",
    publisher: "Published by",
    licence: "Licence",
    uri: "Address",
    format: "Format",
    sha256: "The file's SHA-256 digest",
    rows: "The file's rows",
  },
  outcome: {
    title: "What came of it",
    hint: "A row is rejected if data are missing, if a code is wrong, or if it names natural persons.",
    caption: "Rows recorded and rejected",
    columns: { what: "", rows: "Rows", awarded: "Awarded", paid: "Paid" },
    recorded: "Recorded",
    rejected: "Rejected",
    rejects: "SHA-256 digest of the file of rejects",
    paidAboveAwarded: "Rows with more paid than awarded, kept as they are",
    openedAt: "Import opened",
    finishedAt: "Import finished",
    lastRow: "Last row read",
  },
};

export const records: typeof Records = {
  lead: "Rows of public files, as those report them. Nobody signed them: they are never added to the ledger's grants and contracts.",
  empty: "No row matches the filters.",
  caption: "Rows recorded",
  columns: {
    recipient: "Recipient",
    authority: "Administration (tax code)",
    code: "CIG, CUP",
    procedure: "Procedure",
    awarded: "Awarded",
    paid: "Paid",
    year: "Year",
    where: "File and row",
  },
  noName: "(name left out: it may be a person's)",
  above: "more paid than awarded",
  filters: {
    import: "The file's number",
    row: "The file's row",
    authority: "The administration's tax code",
    recipient: "The recipient's tax code",
    cig: "CIG",
    cup: "CUP",
    year: "Year",
    awardedMin: "Awarded at least (euro)",
    paidAboveAwarded: "Only with more paid than awarded",
    sort: "Order",
  },
  sorts: {
    import: "As in the file",
    "-awarded": "Largest amount",
    "-year": "Newest first",
    recipient_name: "Recipient, A–Z",
  },
};
