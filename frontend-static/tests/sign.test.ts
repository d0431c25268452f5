// SPDX-License-Identifier: EUPL-1.2
// Signing in a real browser, on a real node with a real relay: a whole story through the pages, and what must be refused.
// scripts/check-site runs it; $PORTICO_BIN is the program, $PORTICO_SITE the built site.

import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import type { Browser } from "playwright-core";
import { inPage, launch, look, type Page, said } from "./sign/browser.ts";
import { documents, inDays, Ledger } from "./sign/ledger.ts";
import { type TestAccount, TestWallet } from "./wallet/wallet.ts";

let ledger: Ledger;
let browser: Browser;

before(async () => {
  browser = await launch();
  ledger = await Ledger.start();
  await ledger.organise();
});

after(async () => {
  await browser?.close();
  await ledger?.stop();
});

let broken = "";

/** A part of the story: each begins where the one before ended, so that after a failure none is tried. */
const step = (name: string, run: () => Promise<void>): Promise<void> =>
  test(name, async () => {
    assert.equal(broken, "", "not tried: an earlier part failed");
    broken = name;
    await run();
    broken = "";
  });

const wallet = (...accounts: TestAccount[]): TestWallet => new TestWallet(accounts);
const open = (page: Page, asked: string) => page.goto(`${ledger.site}/sign/?${asked}`);
const connect = (page: Page) => page.getByRole("button", { name: "Collega il portafoglio" }).click();
const check = (page: Page) => page.getByRole("button", { name: "Controlla" }).click();
const sign = (page: Page) => page.getByRole("button", { name: "Firma", exact: true }).click();
const attach = (page: Page, field: string, name: string) =>
  page.locator(`input[type=file][name=${field}]`).setInputFiles(documents(name));

/** Signs what was filled in, and sees it onto the ledger. */
async function carry(page: Page): Promise<void> {
  await check(page);
  await page.getByText("Il registro accetterebbe").waitFor();
  await sign(page);
  await carried(page);
}

async function carried(page: Page): Promise<void> {
  await page.locator('[data-state="carried"], [data-state="refused"], [data-state="failed"]').waitFor();
  assert.equal(await page.locator(".command-status").getAttribute("data-state"), "carried");
}

interface Line {
  action: string;
  carried: boolean;
  signer: { key: string };
  amount: { cents: number } | null;
}

/** A subject's entries, once there are so many: what is carried is indexed a moment later. */
async function listed(kind: string, id: number, count: number): Promise<Line[]> {
  for (;;) {
    const query = `subject_kind=${kind}&subject=${id}&limit=200`;
    const { items } = await ledger.get<{ items: Line[] }>(`/v1/entries?${query}`);
    if (items.length >= count) return items;
    await new Promise((done) => setTimeout(done, 300));
  }
}

step("without a wallet the page says where to get one", async () => {
  await inPage(browser, { width: 390 }, async (page) => {
    await open(page, "do=standing&party=3");
    assert.match(await said(page.locator("wallet-account")), /non c’è un portafoglio/);
    await check(page);
    await page.getByText("Scegli con quale chiave firmi.").waitFor();
    await look(page, "sign-no-wallet-390");
  });
});

step("an oversight body attests standings", async () => {
  for (const party of [3, 4]) {
    await inPage(browser, { wallets: [wallet(ledger.people.oversight)] }, async (page) => {
      await open(page, `do=standing&party=${party}`);
      await connect(page);
      await page.getByText("È di Lega Immaginaria delle Cooperative: ufficio revisioni.").waitFor();
      await page.getByLabel("Validi fino al").fill(inDays(365));
      await attach(page, "document", "review-certificate.txt");
      await carry(page);
    });
  }
  const lines = await listed("party", 4, 2);
  assert.deepEqual(
    lines.map(({ action, carried }) => [action, carried]),
    [
      ["register", false],
      ["attest standing", true],
    ],
  );
});

step("an agreement's text is signed by whoever has it, not by whoever has another", async () => {
  await ledger.agree();
  await inPage(browser, { wallets: [wallet(ledger.people.glicine)] }, async (page) => {
    await open(page, "do=sign&agreement=1");
    await connect(page);
    await attach(page, "text", "notice.txt");
    await check(page);
    assert.match(await said(page.locator("#field-text-error")), /non è il testo proposto/);
    await attach(page, "text", "agreement.txt");
    await carry(page);
  });
  assert.equal((await listed("agreement", 1, 5)).at(-1)?.signer.key, ledger.people.glicine.publicKey);
});

step("a claim: what cannot be read stands at its field, what is signed is what was filled in", async () => {
  await ledger.grant();
  const { glicine } = ledger.people;
  const held = wallet(glicine);
  await inPage(browser, { wallets: [held] }, async (page) => {
    await page.goto(`${ledger.site}/award/?id=1`);
    await page.getByText("Per chi firma").click();
    await page.getByRole("link", { name: "Chiedi per il traguardo 1" }).click();
    await page.waitForURL(/\/sign\/\?do=claim&award=1&milestone=1$/);
    assert.equal(await page.getByLabel("Quanto chiedi (euro)").inputValue(), "12000,00");
    await connect(page);
    await page.getByText("È di Cooperativa Sociale Il Glicine: amministrazione.").waitFor();
    for (const wrong of ["", "12,000.00", "1.23.4", "12000,001", "dodicimila", "-5"]) {
      await page.getByLabel("Quanto chiedi (euro)").fill(wrong);
      await check(page);
      await page.locator("#field-amount-error").waitFor();
    }
    await page.locator("#field-statement-error").waitFor();
    await page.locator("#field-documents-error").waitFor();
    assert.equal(await page.locator("#field-amount").getAttribute("aria-invalid"), "true");
    assert.equal(await page.evaluate(() => document.activeElement?.id), "field-amount");
    await look(page, "sign-errors-1280");

    await page.getByLabel("Quanto chiedi (euro)").fill("12.000,01");
    await page.getByLabel("Che cosa è stato fatto").fill("Spazio aperto tre pomeriggi a settimana");
    await attach(page, "documents", "activity-report.txt");
    await check(page);
    assert.match(
      await said(page.locator("#field-amount-error")),
      /Chiedi 12\.000,01\s€, ma del traguardo 1 restano 12\.000,00\s€/,
    );
    await page.getByLabel("Quanto chiedi (euro)").fill("12.000,00");
    await check(page);
    await page.getByText("Il registro accetterebbe").waitFor();
    const text = await said(page.locator(".signed-text"));
    assert.match(text, /^amount: 12000\.00 EUR$/m);
    await look(page, "sign-review-1280");

    held.answer = "refuse";
    await sign(page);
    await page.getByText("Il portafoglio non ha firmato").waitFor();
    held.answer = "sign";
    await sign(page);
    await carried(page);
    // The wallet showed exactly the text that the page showed.
    assert.equal(held.shown.at(-1), `<Bytes>${text}${text.endsWith("\n") ? "" : "\n"}</Bytes>`);
    await look(page, "sign-carried-1280");
    await page.getByRole("link", { name: "Vedi la voce" }).click();
    await page.locator("#entry-1").waitFor();
  });
});

step("whoever may not attest is told before signing; two attesters attest", async () => {
  const { welfare, oversight, stranger, accounting } = ledger.people;
  await inPage(browser, { wallets: [wallet(stranger, accounting)], width: 390 }, async (page) => {
    await open(page, "do=attest&award=1&milestone=1");
    await connect(page);
    await page.getByLabel("Chiave", { exact: true }).selectOption(stranger.publicKey);
    assert.match(await said(page.locator("#owner")), /Questa chiave non è di/);
    await page.getByLabel("Chiave", { exact: true }).selectOption(accounting.publicKey);
    assert.match(await said(page.locator("#owner")), /registra pagamenti, ma non attesta/);
    // Even so nothing can be signed: the rules are asked first.
    await page.getByLabel("Raggiunto", { exact: true }).check();
    await attach(page, "report", "officer-report.txt");
    await check(page);
    await page.locator("wallet-account .field-error").waitFor();
    assert.equal(await page.getByRole("button", { name: "Firma", exact: true }).count(), 0);
    await look(page, "sign-wrong-key-390");
  });
  await inPage(browser, { wallets: [wallet(welfare)] }, async (page) => {
    await open(page, "do=attest&award=1&milestone=1");
    await connect(page);
    await page.getByLabel("Raggiunto", { exact: true }).check();
    await attach(page, "report", "officer-report.txt");
    await carry(page);
  });
  await inPage(browser, { wallets: [wallet(oversight)], width: 390 }, async (page) => {
    await page.goto(`${ledger.site}/work-lists/?party=2`);
    await page
      .locator("#content")
      .getByRole("link", { name: /^Attesta / })
      .click();
    await connect(page);
    await page.getByLabel("Raggiunto in parte").check();
    await page.getByLabel("Quanto ne è raggiunto (euro)").fill("12000");
    await attach(page, "report", "auditor-report.txt");
    await check(page);
    assert.match(await said(page.locator("#field-amount-error")), /meno di 12\.000,00/);
    await page.getByLabel("Quanto ne è raggiunto (euro)").fill("10000.00");
    await look(page, "sign-attest-390");
    await check(page);
    await page.getByText("Il registro accetterebbe").waitFor();
    await look(page, "sign-review-390");
    await sign(page);
    await carried(page);
  });
});

step("a payment: too much is refused at its field, a revoked key is told of, the right one is carried", async () => {
  const { accounting, former, welfare } = ledger.people;
  await listed("award", 1, 4);
  // A code that cannot be one is answered as a request that cannot be understood.
  const failing = /\/v1\/commands\/prepare$/;
  await inPage(browser, { wallets: [wallet(former, welfare, accounting)], failing }, async (page) => {
    await page.goto(`${ledger.site}/work-lists/awaiting-payment/?administration=1`);
    await look(page, "work-list-payment-1280");
    await page
      .locator("#content")
      .getByRole("link", { name: /^Registra il pagamento/ })
      .click();
    await connect(page);
    // The key that can is chosen by itself.
    await page.getByText("È di Comune di Portico di Sotto: ragioneria.").waitFor();
    await page.getByLabel("Chiave", { exact: true }).selectOption(former.publicKey);
    assert.match(await said(page.locator("#owner")), /è revocata/);
    await page.getByLabel("Chiave", { exact: true }).selectOption(accounting.publicKey);
    await page.getByLabel("Importo pagato (euro)").fill("12.000,00");
    await page.getByLabel("Numero del mandato").fill("1042");
    assert.equal(await page.getByLabel("CUP").inputValue(), "B31B26000120004");
    await check(page);
    assert.match(await said(page.locator("#field-amount-error")), /12\.000,00\s€ sono troppi: .* 10\.000,00\s€/);
    await page.getByLabel("Importo pagato (euro)").fill("10.000,00");
    await page.getByLabel("CUP").fill("B31B260001200");
    await check(page);
    await page.locator("#field-cup-error").waitFor();
    await page.getByLabel("CUP").fill("");
    await check(page);
    assert.match(await said(page.locator("#field-cup-error")), /CUP dell’assegnazione/);
    await page.getByLabel("CUP").fill("b31b26000120004");
    await carry(page);
  });
});

step("a receipt, with the keyboard alone", async () => {
  await listed("award", 1, 5);
  await inPage(browser, { wallets: [wallet(ledger.people.glicine)] }, async (page) => {
    await open(page, "do=confirm&award=1&payment=1");
    await page.locator("sign-command").waitFor();
    const reach = async (name: string) => {
      for (let presses = 0; presses < 60; presses++) {
        await page.keyboard.press("Tab");
        const at = await page.evaluate(() => document.activeElement?.textContent?.trim() ?? "");
        if (at === name) return;
      }
      throw new Error(`the keyboard does not reach ${name}`);
    };
    await reach("Collega il portafoglio");
    await page.keyboard.press("Enter");
    await page.getByText("È di Cooperativa Sociale Il Glicine").waitFor();
    await reach("Controlla");
    await page.keyboard.press("Enter");
    await page.getByText("Il registro accetterebbe").waitFor();
    assert.equal(await page.evaluate(() => document.activeElement?.id), "review");
    await reach("Firma");
    await page.keyboard.press("Enter");
    await carried(page);
  });
  const lines = await listed("award", 1, 6);
  assert.deepEqual(
    lines.map(({ action, carried, amount }) => [action, carried, amount?.cents ?? null]),
    [
      ["publish award", false, 3_000_000],
      ["claim", true, 1_200_000],
      ["attest", true, lines[2]?.amount?.cents ?? null],
      ["attest", true, lines[3]?.amount?.cents ?? null],
      ["record payment", true, 1_000_000],
      ["confirm receipt", true, null],
    ],
  );
});

step("a connection lost after signing loses nothing and counts once; loaded anew the page goes on", async () => {
  const { glicine } = ledger.people;
  const held = wallet(glicine);
  await inPage(browser, { wallets: [held], width: 390, failing: /\/v1\/commands/ }, async (page) => {
    const brought: string[] = [];
    await page.route("**/v1/commands", async (route) => {
      brought.push(route.request().postData() ?? "");
      // The first arrives, and its answer does not come back: nobody here knows whether it did.
      if (brought.length > 1) return route.continue();
      await route.fetch();
      await route.abort("connectionreset");
    });
    await open(page, "do=claim&award=1&milestone=1");
    await connect(page);
    await page.getByLabel("Che cosa è stato fatto").fill("Il resto del primo traguardo");
    await attach(page, "documents", "activity-report.txt");
    await check(page);
    // Twice at once: one signature is asked for.
    await page.getByRole("button", { name: "Firma", exact: true }).dblclick();
    await page.getByText("La connessione è caduta").waitFor();
    await look(page, "sign-lost-390");
    await page.getByRole("button", { name: "Invia di nuovo" }).click();
    await page.waitForURL(/\?command=0x[0-9a-f]{64}$/);
    await page.reload();
    await carried(page);
    assert.equal(held.shown.length, 1);
    assert.equal(brought.length, 2);
    assert.equal(brought[0], brought[1]);
  });
  const lines = await listed("award", 1, 7);
  assert.equal(lines.length, 7);
});

step("a payment that did not arrive is disputed", async () => {
  const { welfare, oversight, accounting, glicine } = ledger.people;
  for (const attester of [welfare, oversight]) {
    await inPage(browser, { wallets: [wallet(attester)] }, async (page) => {
      await open(page, "do=attest&award=1&milestone=1");
      await connect(page);
      await page.getByLabel("Raggiunto", { exact: true }).check();
      await attach(page, "report", "officer-report.txt");
      await carry(page);
    });
  }
  await listed("award", 1, 9);
  const prepare = async (page: Page, mandate: string) => {
    await open(page, "do=pay&award=1&milestone=1");
    await connect(page);
    await page.getByLabel("Numero del mandato").fill(mandate);
    await check(page);
  };
  await inPage(browser, { wallets: [wallet(accounting)] }, async (page) => {
    await prepare(page, "1042");
    assert.match(await said(page.locator("#field-mandate-error")), /già del pagamento 1 dell’assegnazione 1/);
    await page.getByLabel("Numero del mandato").fill("1043");
    await check(page);
    await page.getByText("Il registro accetterebbe").waitFor();
    // Meanwhile a colleague records the same payment, under another number.
    await inPage(browser, { wallets: [wallet(accounting)] }, async (colleague) => {
      await prepare(colleague, "1044");
      await colleague.getByText("Il registro accetterebbe").waitFor();
      await sign(colleague);
      await carried(colleague);
    });
    await sign(page);
    await page.locator('[data-state="refused"]').waitFor();
    assert.match(await said(page.locator(".command-status")), /Nel frattempo|sono troppi/);
    await look(page, "sign-refused-1280");
    await page.getByRole("link", { name: "Torna al modulo" }).click();
    await page.waitForURL(/do=pay&award=1&milestone=1$/);
    await page.getByText("Non c’è niente da firmare").waitFor();
  });
  await listed("award", 1, 10);
  await inPage(browser, { wallets: [wallet(glicine)] }, async (page) => {
    await open(page, "do=confirm&award=1&payment=2");
    await page.getByRole("link", { name: "Non è arrivato? Contestalo" }).click();
    await connect(page);
    await page.getByLabel("Perché lo contesti").fill("Scrivere a ragioneria@comune.example.it");
    await check(page);
    assert.match(await said(page.locator("#field-reason-error")), /dato personale/);
    await page.getByLabel("Perché lo contesti").fill("Non risulta sul conto\ndella cooperativa");
    await carry(page);
  });
  const lines = await listed("award", 1, 11);
  assert.equal(lines.at(-1)?.action, "dispute payment");
});

step("a cooperative whose standing lapsed is told so, and cannot sign a claim", async () => {
  await ledger.grantToLapsed();
  const { oversight, rondine } = ledger.people;
  await inPage(browser, { wallets: [wallet(oversight)] }, async (page) => {
    await open(page, "do=standing&party=4");
    await connect(page);
    await page.getByLabel("Validi fino al").fill(inDays(-30));
    await attach(page, "document", "review-certificate.txt");
    await carry(page);
  });
  await listed("party", 4, 3);
  await inPage(browser, { wallets: [wallet(rondine)], width: 390 }, async (page) => {
    await open(page, "do=claim&award=2&milestone=1");
    await page.getByText("Cooperativa La Rondine non ha i requisiti in regola").waitFor();
    await connect(page);
    await page.getByLabel("Che cosa è stato fatto").fill("Officina aperta");
    await attach(page, "documents", "activity-report.txt");
    await check(page);
    assert.match(await said(page.locator("#trouble")), /I requisiti di Cooperativa La Rondine sono scaduti/);
    assert.equal(await page.getByRole("button", { name: "Firma", exact: true }).count(), 0);
    await look(page, "sign-lapsed-390");
  });
});

step("in English the rules speak for themselves", async () => {
  await inPage(browser, { wallets: [wallet(ledger.people.rondine)] }, async (page) => {
    await page.goto(`${ledger.site}/en/sign/?do=claim&award=2&milestone=1`);
    await page.getByRole("button", { name: "Connect the wallet" }).click();
    await page.getByLabel("What was done").fill("Workshop open");
    await attach(page, "documents", "activity-report.txt");
    await page.getByRole("button", { name: "Check", exact: true }).click();
    assert.match(await said(page.locator("#trouble")), /the standing of party 4 lapsed on/);
  });
});

step("where nothing carries commands, the signed command is a file that anybody carries", async () => {
  const alone = await ledger.serveAlone();
  try {
    await inPage(browser, { wallets: [wallet(ledger.people.glicine)], failing: /\/v1\/relay/ }, async (page) => {
      await page.goto(`${alone.site}/sign/?do=confirm&award=1&payment=2`);
      await connect(page);
      await check(page);
      await page.getByText("dopo la firma scarichi un file").waitFor();
      await page.getByRole("button", { name: "Firma e scarica" }).click();
      const [download] = await Promise.all([
        page.waitForEvent("download"),
        page.getByRole("link", { name: "Scarica il comando firmato" }).click(),
      ]);
      await look(page, "sign-file-1280");
      const path = join(ledger.data, "carried.json");
      await download.saveAs(path);
      assert.equal(JSON.parse(await readFile(path, "utf8")).format, "portico-signed-command/1");
      await ledger.portico("submit", path, "--carrier-dev", "//Eve");
    });
  } finally {
    await alone.stop();
  }
  const lines = await listed("award", 1, 12);
  assert.equal(lines.at(-1)?.action, "confirm receipt");
});

/** A bid of the cooperative, as far as the text that is to be signed. */
async function offer(page: Page, price: string): Promise<void> {
  await connect(page);
  await page.getByLabel("Prezzo offerto").fill(price);
  await attach(page, "documents", "activity-report.txt");
  await check(page);
  await page.getByText("Il registro accetterebbe").waitFor();
}

/** Saves the bid's file, as its bidder does, and says where it is. */
async function save(page: Page, name: string): Promise<string> {
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: "Salva il file dell’offerta" }).click(),
  ]);
  assert.match(download.suggestedFilename(), /^tender-1-party-3-[0-9a-f]{12}\.json$/);
  const path = join(ledger.data, name);
  await download.saveAs(path);
  return path;
}

const keep = (page: Page, path: string) => page.locator("input[name=kept]").setInputFiles(path);

interface BidLine {
  status: string;
  commitment: string;
  price: { cents: number } | null;
}

/** The cooperative's bid, once it stands so: what is carried is indexed a moment later. */
async function bidIs(status: string): Promise<BidLine> {
  for (;;) {
    const { items } = await ledger.get<{ items: BidLine[] }>("/v1/tenders/1/bids");
    const found = items.find((one) => one.status === status);
    if (found !== undefined) return found;
    await new Promise((done) => setTimeout(done, 300));
  }
}

/** Waits until the chain's own time is after the deadline, by asking it in vain as one who has no bid. */
async function deadlinePassed(path: string): Promise<void> {
  for (;;) {
    const refused = await ledger.asAdministration("tender", "reveal", "1", "--bid", path).then(
      () => "",
      (error: { stderr?: string }) => error.stderr ?? "",
    );
    assert.notEqual(refused, "", "whoever has no bid reveals none");
    if (!/possible only after/.test(refused)) return;
    await new Promise((done) => setTimeout(done, 500));
  }
}

step("who may not bid is told before signing, and nothing is sealed", async () => {
  await ledger.tender();
  await listed("tender", 1, 1);
  await inPage(browser, { wallets: [wallet(ledger.people.glicine)] }, async (page) => {
    await open(page, "do=bid&tender=1&party=4");
    await connect(page);
    await page.getByLabel("Prezzo offerto").fill("250.000,01");
    await check(page);
    assert.match(await said(page.locator("#field-price-error")), /valore della gara/);
    await page.getByText("con un’altra l’offerta non si potrebbe rivelare").waitFor();
    assert.equal(await page.getByRole("button", { name: "Firma", exact: true }).count(), 0);
  });
  await inPage(browser, { wallets: [wallet(ledger.people.rondine)] }, async (page) => {
    await open(page, "do=bid&tender=1&party=4");
    await connect(page);
    await page.getByLabel("Prezzo offerto").fill("0");
    await check(page);
    assert.match(await said(page.locator("#field-price-error")), /più di zero/);
    await page.locator("#field-documents-error").waitFor();
    await page.getByLabel("Prezzo offerto").fill("200000");
    await attach(page, "documents", "activity-report.txt");
    await attach(page, "documents", "activity-report.txt");
    await check(page);
    assert.match(await said(page.locator("#field-documents-error")), /due volte/);
    await page
      .getByRole("button", { name: /^Togli/ })
      .first()
      .click();
    await check(page);
    assert.match(await said(page.locator("#trouble")), /I requisiti di Cooperativa La Rondine sono scaduti/);
    assert.equal(await page.getByRole("button", { name: "Firma", exact: true }).count(), 0);
    assert.equal(await page.locator("keep-bid").count(), 0);
  });
});

step("a bid is sealed here, kept before it is signed, and nothing of it is sent", async () => {
  const held = wallet(ledger.people.glicine);
  await inPage(browser, { wallets: [held], width: 390 }, async (page) => {
    const sent: string[] = [];
    page.on("request", (request) => sent.push(`${request.url()} ${request.postData() ?? ""}`));
    await page.goto(`${ledger.site}/tender/?id=1`);
    await page.getByText("Per chi firma").click();
    await page.getByRole("link", { name: "Presenta un’offerta" }).click();
    await page.getByLabel("Numero della tua organizzazione").fill("3");
    await page.getByRole("button", { name: "Avanti" }).click();
    await page.waitForURL(/do=bid&tender=1&party=3$/);
    await offer(page, "219.876,54");
    assert.match(await said(page.locator(".signed-text")), /^commitment: 0x[0-9a-f]{64}$/m);

    await sign(page);
    assert.match(await said(page.locator("#keep-error")), /Prima salva il file/);
    assert.equal(await page.evaluate(() => document.activeElement?.id), "kept");
    await keep(page, documents("notice.txt"));
    await page.getByText("Questo non è il file di un’offerta").waitFor();
    const path = await save(page, "first-bid.json");
    const json = await readFile(path, "utf8");
    const changed = join(ledger.data, "changed-bid.json");
    await writeFile(changed, json.replace('"price": 21987654', '"price": 21987653'));
    await keep(page, changed);
    await page.getByText("cambiati dopo la chiusura").waitFor();
    await sign(page);
    assert.equal(held.shown.length, 0);
    await look(page, "sign-bid-unkept-390");
    await keep(page, path);
    await page.getByText("ora puoi firmare").waitFor();
    await look(page, "sign-bid-390");

    // Whoever goes back and changes nothing has the right file.
    await page.getByRole("button", { name: "Modifica" }).click();
    await check(page);
    await page.getByText("Il registro accetterebbe").waitFor();
    await keep(page, path);
    await page.getByText("ora puoi firmare").waitFor();
    await sign(page);
    await carried(page);

    const { salt, offer: offered } = JSON.parse(json);
    assert.equal(offered.price, 21_987_654);
    for (const secret of [salt.slice(2), "21987654", "219876", offered.documents[0].sha256.slice(2)]) {
      assert.deepEqual(
        sent.filter((one) => one.includes(secret)),
        [],
        "a secret of the bid was sent",
      );
    }
    assert.equal((await bidIs("sealed")).commitment, JSON.parse(json).commitment);
    // The command line reads the same file; only the deadline is in its way.
    await assert.rejects(
      ledger.asAdministration("tender", "reveal", "1", "--bid", path),
      (error: { stderr?: string }) => /possible only after/.test(error.stderr ?? ""),
    );
  });
});

step("a bid is withdrawn, and another one submitted", async () => {
  const { glicine } = ledger.people;
  await inPage(browser, { wallets: [wallet(glicine)] }, async (page) => {
    await open(page, "do=bid&tender=1&party=3");
    await page.getByText("ha già un’offerta chiusa").waitFor();
    await page.goto(`${ledger.site}/tender/?id=1`);
    await page.getByText("Per chi firma").click();
    await page.getByRole("link", { name: "Ritira un’offerta" }).click();
    await connect(page);
    await look(page, "sign-withdraw-1280");
    await carry(page);
  });
  await bidIs("withdrawn");
  await inPage(browser, { wallets: [wallet(glicine)] }, async (page) => {
    await open(page, "do=bid&tender=1&party=3");
    await offer(page, "215000");
    await keep(page, join(ledger.data, "first-bid.json"));
    await page.getByText("Questo file è di un’altra offerta").waitFor();
    await keep(page, await save(page, "bid.json"));
    await page.getByText("ora puoi firmare").waitFor();
    await sign(page);
    await carried(page);
  });
  await bidIs("sealed");
});

step("a bid is revealed after the deadline, from its file and from no other", async () => {
  const held = wallet(ledger.people.glicine);
  await inPage(browser, { wallets: [held] }, async (page) => {
    await open(page, "do=reveal&tender=1");
    await page.getByText("Prima questa pagina non apre il file").waitFor();
    assert.equal(await page.locator("input[type=file]").count(), 0);
  });
  // A visitor's clock may be wrong: the chain's is asked before the bid is sent anywhere.
  await inPage(browser, { wallets: [held] }, async (page) => {
    const sent: string[] = [];
    page.on("request", (request) => sent.push(request.postData() ?? ""));
    await page.clock.setFixedTime(Date.now() + 185 * 86_400_000);
    await open(page, "do=reveal&tender=1");
    await connect(page);
    await page.locator("input[name=bid]").setInputFiles(join(ledger.data, "bid.json"));
    await page.getByText("Prezzo 215.000,00").waitFor();
    await check(page);
    assert.match(await said(page.locator("#trouble")), /si rivelano dopo il termine/);
    const { salt } = JSON.parse(await readFile(join(ledger.data, "bid.json"), "utf8")) as { salt: string };
    assert.ok(sent.some((one) => one.includes("withdraw_bid")));
    assert.ok(!sent.some((one) => one.includes(salt.slice(2))), "the bid was sent before the deadline");
  });
  await ledger.clock.forward(185);
  await deadlinePassed(join(ledger.data, "bid.json"));
  await inPage(browser, { wallets: [held] }, async (page) => {
    await page.clock.setFixedTime(ledger.clock.now);
    await page.goto(`${ledger.site}/tender/?id=1`);
    await page.getByText("Per chi firma").click();
    await page.getByRole("link", { name: "Rivela un’offerta" }).click();
    await connect(page);
    const error = page.locator("#field-bid-error");
    const choose = (name: string) => page.locator("input[name=bid]").setInputFiles(name);
    await check(page);
    assert.match(await said(error), /Scegli il file/);
    for (const [file, why] of [
      [documents("notice.txt"), /non è il file di un’offerta/],
      [join(ledger.data, "changed-bid.json"), /cambiati dopo la chiusura/],
      [join(ledger.data, "first-bid.json"), /non è l’offerta che sta sul registro/],
    ] as const) {
      await choose(file);
      await page.locator(".file-state .field-error", { hasText: why }).waitFor();
      await check(page);
      assert.match(await said(error), why);
    }
    await look(page, "sign-reveal-wrong-1280");
    await choose(join(ledger.data, "bid.json"));
    await page.getByText("Prezzo 215.000,00").waitFor();
    await carry(page);
  });
  assert.equal((await bidIs("revealed")).price?.cents, 21_500_000);
});

step("a bid is excluded by the administration, with the reason and the act", async () => {
  await inPage(browser, { wallets: [wallet(ledger.people.tenders)], width: 390 }, async (page) => {
    await page.goto(`${ledger.site}/tender/?id=1`);
    await page.getByText("Per chi firma").click();
    await page.getByRole("link", { name: "Escludi un’offerta" }).click();
    await connect(page);
    await check(page);
    await page.locator("#field-reason-error").waitFor();
    await page.locator("#field-act-error").waitFor();
    await page.getByLabel("Perché").fill("Documentazione mancante");
    await attach(page, "act", "determination.txt");
    await carry(page);
    await look(page, "sign-exclude-390");
  });
  await bidIs("excluded");
});
