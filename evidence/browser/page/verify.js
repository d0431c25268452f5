// SPDX-License-Identifier: EUPL-1.2
// The page: takes files, lets the verifier's module check them, and shows its report.
//
// It judges nothing itself. What it shows comes from files of strangers, so it is put in as text and never as markup. It is
// no ECMAScript module, because browsers load none for a page that was opened from disk.
"use strict";
(() => {
  const element = (id) => document.getElementById(id);

  // ---- the module ---------------------------------------------------------------------------------------------------

  // A run's instance is thrown away: what a hostile file did to its memory ends with it.
  let compiled;
  const instance = async () => {
    if (!compiled) {
      const text = atob(element("module").textContent);
      const bytes = new Uint8Array(text.length);
      for (let at = 0; at < text.length; at += 1) bytes[at] = text.charCodeAt(at);
      compiled = await WebAssembly.compile(bytes);
    }
    return (await WebAssembly.instantiate(compiled, {})).exports;
  };

  // Lengths and places come as signed numbers; they are not.
  const unsigned = (number) => number >>> 0;

  const put = (module, bytes) => {
    if (bytes.length === 0) return 0;
    const begin = unsigned(module.allocate(bytes.length));
    if (begin === 0) throw new Error("memory: " + bytes.length);
    new Uint8Array(module.memory.buffer, begin, bytes.length).set(bytes);
    return begin;
  };

  // What came of it: { kind, text } as evidence/browser/src/abi.rs says.
  const verify = async (bundle, trust, documents) => {
    const module = await instance();
    const list = new TextEncoder().encode(JSON.stringify(documents));
    const given = [bundle, trust, list].flatMap((bytes) => [put(module, bytes), bytes.length]);
    const answer = unsigned(module.verify(...given));
    const [kind, begin, length] = new Uint32Array(module.memory.buffer, answer, 3);
    const text = new Uint8Array(module.memory.buffer, begin, length);
    return { kind, text: new TextDecoder("utf-8", { fatal: true }).decode(text) };
  };

  // Of a file of any length, piece by piece.
  const PIECE = 4 << 20;
  const sha256 = async (file) => {
    const module = await instance();
    const hash = module.hash_begin();
    const room = put(module, new Uint8Array(PIECE));
    for (let from = 0; from < file.size; from += PIECE) {
      const piece = new Uint8Array(await file.slice(from, from + PIECE).arrayBuffer());
      new Uint8Array(module.memory.buffer, room, piece.length).set(piece);
      module.hash_update(hash, room, piece.length);
    }
    module.hash_end(hash, room);
    const digest = new Uint8Array(module.memory.buffer, room, 32);
    return "0x" + Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
  };

  // ---- words --------------------------------------------------------------------------------------------------------

  const CHECKS = {
    "format": ["Il file è una prova, scritta come vuole il formato", "The file is evidence, spelled as the format asks"],
    "genesis": ["È del registro di cui ci si fida", "It is of the trusted ledger"],
    "authorities": ["I validatori si sono succeduti regolarmente", "Validators followed one another by the rules"],
    "headers": ["I blocchi portano fino a quello firmato", "Blocks lead to the one that was signed"],
    "finality": ["Più di due terzi dei validatori hanno firmato il blocco", "More than two thirds of the validators signed the block"],
    "witnesses": ["Abbastanza testimoni hanno controfirmato", "Enough witnesses cosigned"],
    "contract": ["Il contratto è uno di quelli di cui ci si fida", "The contract is a trusted one"],
    "account": ["Il contratto esiste nello stato del blocco", "The contract is in the block's state"],
    "code": ["Il contratto eseguiva un codice ammesso", "The contract ran a permitted code"],
    "storage": ["Il contratto conserva l’ultima voce della storia", "The contract holds the history's last entry"],
    "hash-chain": ["Le voci si susseguono: nessuna manca, nessuna è cambiata", "Entries follow one another: none is missing, none was changed"],
    "signatures": ["Le richieste sono firmate da chi dicono", "Commands were signed by whom they name"],
    "facts": ["Ciò che le voci dicono di altri era vero", "What entries say of others was so"],
    "rules": ["Le regole ammettono ogni voce", "The rules allow every entry"],
    "documents": ["I documenti sono quelli a cui le voci rimandano", "Documents are those that entries refer to"],
  };
  const OUTCOMES = {
    "passed": ["✓", "passed", "superato", "passed"],
    "failed": ["✗", "failed", "non superato", "failed"],
    "undecided": ["?", "unsure", "non si può dire", "can't tell"],
  };
  const VERDICTS = {
    "valid": ["La prova è valida", "The evidence is valid",
      "Tutti i controlli sono superati: ciò che segue è scritto sul registro pubblico.", "Every check passed: what follows stands on the public ledger."],
    "invalid": ["La prova non è valida", "The evidence is not valid",
      "Un controllo non è superato: da questo file non segue nulla.", "A check failed: nothing follows from this file."],
    "undecided": ["Non si può dire", "Can't tell",
      "Il controllo non è arrivato alla fine: la prova può essere buona o no.", "The check did not come to its end: the evidence may be good or not."],
  };
  const SUBJECTS = {
    "party": ["Organizzazione", "party"],
    "agreement": ["Accordo", "agreement"],
    "award": ["Assegnazione", "award"],
    "tender": ["Gara", "tender"],
    "import": ["Importazione", "import"],
  };
  // By the row's fields: what they are called, and what they are.
  const FIELDS = {
    "kind": ["Tipo", "kind", "word"],
    "status": ["Stato", "status", "word"],
    "administration": ["Amministrazione", "administration", "party"],
    "beneficiary": ["Beneficiario", "beneficiary", "party"],
    "agreement": ["Accordo", "agreement", "agreement"],
    "granted": ["Concesso", "granted", "euro"],
    "attested": ["Attestato", "attested", "euro"],
    "paid": ["Pagato", "paid", "euro"],
    "recovered": ["Recuperato", "recovered", "euro"],
    "milestones": ["Traguardi", "milestones"],
    "attesters_required": ["Attestazioni per richiesta", "attesters for each claim"],
    "payments": ["Pagamenti", "payments"],
    "recoveries": ["Recuperi", "recoveries"],
    "amendments": ["Modifiche proposte", "amendments proposed"],
    "pending_claims": ["Richieste in attesa", "claims that wait"],
    "published": ["Pubblicata il", "published", "date"],
    "start": ["Inizio", "first day", "date"],
    "end": ["Fine", "last day", "date"],
    "cup": ["CUP", "project code"],
    "cig": ["CIG", "tender code"],
    "identifier": ["Identificativo", "identifier"],
    "registered_by": ["Registrata da", "registered by", "party"],
    "managing_keys": ["Chiavi che gestiscono chiavi", "keys that manage keys"],
    "suspended": ["Sospesa", "suspended", "word"],
    "standing": ["Attestata da", "standing", "word"],
    "standing_by": ["Attestata dalla", "attested by", "party"],
    "valid_until": ["Valida fino al", "valid until", "date"],
    "versions": ["Versioni proposte", "versions proposed"],
    "in_force": ["Versione in vigore", "version in force"],
    "budget": ["Quadro economico", "budget", "euro"],
    "source_sha256": ["SHA-256 del file", "the file's SHA-256"],
    "rows": ["Righe del file", "the file's rows"],
    "last_row": ["Ultima riga registrata", "last row recorded"],
    "recorded": ["Registrato", "recorded"],
    "records": ["Registrazioni", "records"],
    "awarded": ["Aggiudicato", "awarded", "euro"],
    "paid_above_awarded": ["Con più pagato che aggiudicato", "with more paid than awarded"],
    "complete": ["Completa", "complete", "word"],
  };
  const WORDS = {
    "grant": ["contributo", "grant"], "contract": ["contratto", "contract"],
    "published": ["pubblicata", "published"], "suspended": ["sospesa", "suspended"], "closed": ["chiusa", "closed"],
    "notice": ["avviso", "notice"], "in_force": ["in vigore", "in force"], "terminated": ["cessato", "terminated"],
    "administration": ["amministrazione", "administration"], "cooperative": ["cooperativa", "cooperative"],
    "third_sector_body": ["ente del Terzo settore", "third-sector body"], "supplier": ["fornitore", "supplier"],
    "oversight_body": ["organo di vigilanza", "oversight body"],
    "review_certificate": ["certificato di revisione", "review certificate"], "register_check": ["controllo nel registro", "register check"],
    "true": ["sì", "yes"], "false": ["no", "no"],
  };
  const FILES = {
    "bundle": ["La prova", "evidence"],
    "trust": ["Il file di fiducia", "trust file"],
  };

  // ---- showing ------------------------------------------------------------------------------------------------------

  const add = (parent, name, text, attributes = {}) => {
    const child = document.createElement(name);
    if (text !== undefined) child.textContent = text;
    for (const [key, value] of Object.entries(attributes)) child.setAttribute(key, value);
    parent.append(child);
    return child;
  };
  const both = (parent, [italian, english]) => {
    parent.append(italian + " ");
    if (english !== italian) add(parent, "span", english, { lang: "en" });
    return parent;
  };
  const known = (table, name) => (Object.hasOwn(table, name) ? table[name] : undefined);
  const plain = (value) => (typeof value === "object" ? JSON.stringify(value) : String(value));

  // Cents, in whole numbers: 1200000 is 12.000,00 €.
  const euro = (cents) => {
    if (!Number.isSafeInteger(cents)) return "> 90.071.992.547.409,91 €";
    const whole = String((cents - (cents % 100)) / 100).replace(/\B(?=(\d{3})+$)/g, ".");
    return whole + "," + String(cents % 100).padStart(2, "0") + " €";
  };
  const date = (day) => String(day).replace(/^(\d+)-(\d\d)-(\d\d)$/, "$3/$2/$1");
  const time = (seconds) => new Date(seconds * 1000).toISOString().slice(0, 19).replace(/^(\d+)-(\d\d)-(\d\d)T/, "$3/$2/$1 ") + " UTC";
  const subject = (text) => {
    const [kind, number] = String(text).split(" ");
    const [italian, english] = known(SUBJECTS, kind) || [kind, kind];
    return [italian + " " + number, english + " " + number];
  };

  const pair = (list, names, attributes) => {
    const row = add(list, "div");
    both(add(row, "dt"), names);
    return add(row, "dd", undefined, attributes);
  };

  const where = (place) => {
    if (place.bytes) return [`byte da ${place.bytes.from} a ${place.bytes.to} del file`, `bytes ${place.bytes.from} to ${place.bytes.to} of the file`];
    if (place.entry) {
      const [italian, english] = subject(place.entry.subject);
      return [`voce ${place.entry.seq} di ${italian}`, `entry ${place.entry.seq} of ${english}`];
    }
    if (place.item) return [`${place.item.list}, elemento ${place.item.index} (da 0)`, `${place.item.list}, item ${place.item.index} (from 0)`];
    return [plain(place), plain(place)];
  };

  const showCheck = (list, check) => {
    const [mark, style, italian, english] = known(OUTCOMES, check.outcome) || ["?", "unsure", check.outcome, check.outcome];
    const item = add(list, "li", undefined, { class: style, "data-check": check.name, "data-outcome": check.outcome });
    add(item, "span", mark, { class: "mark", "aria-hidden": "true" });
    const body = add(item, "div");
    const outcome = add(body, "span", italian + ": ", { class: "outside" });
    outcome.setAttribute("title", english);
    both(add(body, "span", undefined, { class: "name" }), known(CHECKS, check.name) || [check.name, check.name]);
    add(body, "span", check.about, { class: "about", lang: "en" });
    if (check.expected === undefined && check.found === undefined) return;
    const unmet = add(body, "dl", undefined, { class: "unmet" });
    pair(unmet, ["Atteso", "expected"]).append(plain(check.expected));
    pair(unmet, ["Trovato", "found"]).append(plain(check.found));
    if (check.place) both(pair(unmet, ["Dove", "where"]), where(check.place));
  };

  const showField = (list, name, value) => {
    if (value === null) return;
    const [italian, english, form] = known(FIELDS, name) || [name, name];
    if (name === "agreement" && value === 0) return;
    if (value !== null && typeof value === "object" && name === "recorded") {
      for (const [inner, of] of Object.entries(value)) showField(list, inner, of);
      return;
    }
    const shown = pair(list, [italian, english]);
    if (form === "euro") shown.append(euro(value));
    else if (form === "date") shown.append(date(value));
    else if (form === "party" || form === "agreement") both(shown, subject(form + " " + value));
    else if (form === "word") both(shown, known(WORDS, String(value)) || [plain(value), plain(value)]);
    else shown.append(name === "identifier" ? Object.entries(value).map((parts) => parts.join(" ")).join() : plain(value));
  };

  const SUMS = ["granted", "attested", "paid", "recovered"];
  const showProven = (parent, proven) => {
    const card = add(parent, "section", undefined, { class: "subject", "data-subject": proven.subject });
    both(add(card, "h3"), subject(proven.subject));
    // A row without fields is a word alone.
    const row = typeof proven.row === "object" ? Object.values(proven.row)[0] : {};
    const isAward = Object.hasOwn(row, "granted");
    if (isAward) {
      const sums = add(card, "dl", undefined, { class: "sums" });
      for (const name of SUMS) pair(sums, FIELDS[name], { "data-sum": name }).append(euro(row[name]));
    }
    const list = add(card, "dl", undefined, { class: "rows" });
    pair(list, ["Voci", "entries"]).append(plain(proven.entries));
    pair(list, ["Ultima voce", "last entry"]).append(time(proven.at));
    const facts = pair(list, ["Fatti su altri", "facts about others"], { "data-facts-taken": proven.facts_taken });
    both(facts, [
      `${proven.facts_checked} controllati sulla loro storia, ${proven.facts_taken} presi sulla parola del contratto`,
      `${proven.facts_checked} checked against their history, ${proven.facts_taken} taken on the contract's word`,
    ]);
    for (const [name, value] of Object.entries(row)) if (!isAward || !SUMS.includes(name)) showField(list, name, value);
    pair(list, ["Così al blocco", "so at block"]).append(plain(proven.block));
    pair(list, ["Hash del blocco", "block's hash"], { class: "hash" }).append(plain(proven.block_hash));
    pair(list, ["Hash dell’ultima voce", "head"], { class: "hash" }).append(plain(proven.head));
  };

  const showVerdict = (verdict) => {
    const [italian, english, meaning, inEnglish] = VERDICTS[verdict];
    const heading = element("verdict");
    heading.className = verdict;
    heading.dataset.verdict = verdict;
    heading.replaceChildren();
    both(heading, [italian, english]);
    element("meaning").replaceChildren();
    both(element("meaning"), [meaning, inEnglish]);
  };

  // A report, or what stands in its place if there is none.
  const show = (report, text, inputs) => {
    showVerdict(known(VERDICTS, report.verdict) ? report.verdict : "undecided");
    for (const id of ["unmet", "proven", "checks", "inputs"]) element(id).replaceChildren();
    for (const check of report.checks) showCheck(element("checks"), check);
    // What did not pass is the last of a long list, and the first that somebody wants to know.
    for (const check of report.checks.filter(({ outcome }) => outcome !== "passed")) showCheck(element("unmet"), check);
    const asked = report.proven.filter((proven) => proven.asked);
    const others = report.proven.filter((proven) => !proven.asked);
    for (const proven of asked) showProven(element("proven"), proven);
    if (others.length > 0) {
      const rest = add(element("proven"), "details", undefined, { class: "others" });
      both(add(rest, "summary"), [`Altre storie contenute nella prova: ${others.length}`, `other histories in the evidence: ${others.length}`]);
      for (const proven of others) showProven(rest, proven);
    }
    if (report.id) pair(element("inputs"), ["Identificativo della prova", "evidence id"], { class: "hash" }).append(report.id);
    for (const { names, file, digest } of inputs) {
      const shown = pair(element("inputs"), names);
      add(shown, "div", file);
      // As `sha256sum` writes it.
      add(shown, "div", "SHA-256 " + digest.slice(2), { class: "hash" });
    }
    element("report").textContent = text;
    element("result").hidden = false;
    element("verdict").focus();
  };

  // Without a report there is nothing to believe, and nothing to disbelieve either.
  const undecided = (names, about) => ({
    verdict: "undecided",
    id: null,
    checks: [{ name: names, outcome: "undecided", about }],
    proven: [],
  });

  // ---- files --------------------------------------------------------------------------------------------------------

  const chosen = { bundle: null, trust: null, documents: [] };

  const showChosen = () => {
    for (const name of ["bundle", "trust", "documents"]) {
      const files = [chosen[name]].flat().filter(Boolean);
      element(name + "-chosen").textContent = files.map((file) => `${file.name} (${file.size} byte)`).join(", ");
    }
  };

  // What a dropped file is: the first bytes of a bundle are always the same, a trust file names its format.
  const sort = async (file) => {
    const begin = await file.slice(0, 4096).text();
    if (begin.startsWith('{"format":"portico/evidence/')) chosen.bundle = file;
    else if (begin.includes('"portico/trust/')) chosen.trust = file;
    else chosen.documents.push(file);
  };

  const check = async () => {
    const { bundle, trust, documents } = chosen;
    if (!bundle || !trust) {
      const missing = bundle ? FILES.trust : FILES.bundle;
      both(element("status"), [`Manca: ${missing[0].toLowerCase()}.`, `Missing: the ${missing[1]}.`]);
      element(bundle ? "trust" : "bundle").focus();
      return;
    }
    const limits = await instance();
    const longest = { bundle: unsigned(limits.longest_bundle()), trust: unsigned(limits.longest_other()) };
    if (bundle.size > longest.bundle) {
      const report = {
        verdict: "invalid",
        id: null,
        checks: [{ name: "format", outcome: "failed", about: bundle.name, expected: `≤ ${longest.bundle} byte`, found: `${bundle.size} byte` }],
        proven: [],
      };
      show(report, "", []);
      return;
    }
    if (trust.size > longest.trust) {
      show(undecided("Il file di fiducia è troppo lungo / The trust file is too long", `≤ ${longest.trust} byte`), "", []);
      return;
    }
    const inputs = [];
    for (const name of ["bundle", "trust"]) inputs.push({ names: FILES[name], file: chosen[name].name, digest: await sha256(chosen[name]) });
    const list = [];
    for (const file of documents) {
      const digest = await sha256(file);
      list.push({ name: file.name, sha256: digest });
      inputs.push({ names: ["Documento", "document"], file: file.name, digest });
    }
    const read = async (file) => new Uint8Array(await file.arrayBuffer());
    const { kind, text } = await verify(await read(bundle), await read(trust), list);
    if (kind === 0) show(JSON.parse(text), text, inputs);
    else if (kind === 1) show(undecided("Il file di fiducia non si può usare / The trust file cannot be used", text), "", inputs);
    else show(undecided("Il controllo non è riuscito / The check did not work", text), "", inputs);
  };

  let running = false;
  const run = async () => {
    if (running) return;
    running = true;
    element("result").hidden = true;
    element("run").disabled = true;
    element("status").replaceChildren();
    both(element("status"), ["Controllo in corso…", "Checking…"]);
    // Let the browser paint that, before the module takes the whole thread.
    await new Promise((done) => setTimeout(done, 50));
    element("status").replaceChildren();
    try {
      await check();
    } catch (error) {
      // The module trapped, or this browser cannot do what is needed.
      show(undecided("Il controllo si è interrotto / The check broke off", String(error)), "", []);
    } finally {
      running = false;
      element("run").disabled = false;
    }
  };

  for (const name of ["bundle", "trust", "documents"]) {
    element(name).addEventListener("change", (event) => {
      const files = Array.from(event.target.files);
      chosen[name] = name === "documents" ? files : files[0] || null;
      showChosen();
    });
  }
  element("form").addEventListener("submit", (event) => {
    event.preventDefault();
    run();
  });
  // Files may be dropped anywhere; without this the browser would leave the page for them.
  for (const kind of ["dragenter", "dragover"]) {
    document.addEventListener(kind, (event) => {
      event.preventDefault();
      element("drop").classList.add("over");
    });
  }
  document.addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) element("drop").classList.remove("over");
  });
  document.addEventListener("drop", async (event) => {
    event.preventDefault();
    element("drop").classList.remove("over");
    const files = Array.from(event.dataTransfer.files);
    // Whoever drops documents again drops others.
    if (files.length > 0) chosen.documents = [];
    for (const file of files) await sort(file);
    showChosen();
    if (chosen.bundle && chosen.trust) run();
  });
  element("form").hidden = false;
})();
