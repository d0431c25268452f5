// SPDX-License-Identifier: EUPL-1.2
// node page.mjs PAGE CASES CHROMIUM [FOLDER]: the page, opened from disk and over HTTP, shows what the native verifier reported.
// With a folder, it leaves pictures of it there.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { start } from "./chromium.mjs";

const [page, folder, program, pictures] = process.argv.slice(2);
const file = (name) => join(folder, name);
const all = JSON.parse(readFileSync(file("cases.json")));
// Some of the many: what the module says of each is module.mjs's business.
const cases = all.filter(({ name, documents }) => documents.length === 0 && !/^(damaged-.*[1-9]|vector-.*)$/.test(name));

const server = createServer((request, response) => {
  response.setHeader("content-type", "text/html; charset=utf-8");
  response.end(readFileSync(page));
}).listen(0, "127.0.0.1");
await new Promise((done) => server.once("listening", done));

const browser = await start(program, { width: 360, height: 740 });
try {
  const shown = () =>
    browser.evaluate(`({
      verdict: document.getElementById("verdict").dataset.verdict,
      focused: document.activeElement.id,
      checks: Array.from(document.querySelectorAll("#checks > li"), (item) => ({
        name: item.dataset.check,
        outcome: item.dataset.outcome,
        title: item.querySelector(".name").firstChild.textContent.trim(),
        about: item.querySelector(".about").textContent,
        unmet: Array.from(item.querySelectorAll(".unmet dd"), (value) => value.textContent),
      })),
      unmet: Array.from(document.querySelectorAll("#unmet > li"), (item) => item.dataset.check),
      names: Array.from(document.querySelectorAll(".rows dt"), (name) => name.firstChild.textContent),
      proven: Array.from(document.querySelectorAll("[data-subject]"), (card) => ({
        subject: card.dataset.subject,
        facts_taken: Number(card.querySelector("[data-facts-taken]").dataset.factsTaken),
        sums: Object.fromEntries(Array.from(card.querySelectorAll("[data-sum]"), (sum) => [sum.dataset.sum, sum.textContent])),
      })),
      report: document.getElementById("report").textContent,
      status: document.getElementById("status").textContent,
      inputs: document.getElementById("inputs").textContent,
      wide: document.documentElement.scrollWidth > innerWidth,
    })`);
  const run = async () => {
    await browser.evaluate(`document.getElementById("result").hidden = true; document.getElementById("run").click()`);
    await browser.until(`!document.getElementById("result").hidden && !document.getElementById("run").disabled`);
    return shown();
  };
  const picture = async (name) => {
    if (!pictures) return;
    const { width, height } = await browser.evaluate("({ width: innerWidth, height: document.documentElement.scrollHeight })");
    const clip = { x: 0, y: 0, width, height, scale: 1 };
    writeFileSync(join(pictures, `${name}.png`), await browser.screenshot({ clip }));
  };
  // 1234567 is 12.345,67 €.
  const euro = (cents) => new Intl.NumberFormat("it-IT", { minimumFractionDigits: 2, useGrouping: "always" }).format(cents / 100) + " €";

  // Whatever it is given, it shows the report; nothing is said on the console, and nothing is asked of the network.
  const quiet = (url) => {
    const noise = browser.said().filter(({ method, about }) => !(method === "Network.requestWillBeSent" && about === url));
    assert.deepEqual(noise, [], "console, policy and network are quiet");
  };
  const checkCase = async ({ name }) => {
    const report = JSON.parse(readFileSync(file(`${name}.report.json`)));
    await browser.choose("#bundle", [file(`${name}.bundle.json`)]);
    await browser.choose("#trust", [file(`${name}.trust.json`)]);
    const found = await run();
    assert.equal(found.report, readFileSync(file(`${name}.report.json`)).toString(), name);
    assert.equal(found.verdict, report.verdict, name);
    assert.equal(found.focused, "verdict", "whoever hears the page is led to the verdict");
    assert.equal(found.wide, false, `${name}: nothing is wider than the telephone`);
    assert.equal(found.checks.length, report.checks.length, name);
    for (const [index, check] of report.checks.entries()) {
      const line = found.checks[index];
      assert.deepEqual([line.name, line.outcome, line.about], [check.name, check.outcome, check.about], name);
      assert.notEqual(line.title, check.name, "a check has Italian words");
      const unmet = check.outcome === "passed" ? [] : [check.expected, check.found];
      assert.deepEqual(line.unmet.slice(0, 2), unmet, name);
    }
    assert.deepEqual(found.unmet, report.checks.filter(({ outcome }) => outcome !== "passed").map(({ name: of }) => of), name);
    for (const of of found.names) assert.match(of, /^[A-Z]/, `${of}: a row's field has Italian words`);
    assert.deepEqual(found.proven.map(({ subject }) => subject).sort(), report.proven.map(({ subject }) => subject).sort(), name);
    for (const proven of report.proven) {
      const card = found.proven.find(({ subject }) => subject === proven.subject);
      assert.equal(card.facts_taken, proven.facts_taken, name);
      const { granted, attested, paid, recovered } = proven.row.award ?? {};
      const sums = proven.row.award ? { granted, attested, paid, recovered } : {};
      assert.deepEqual(card.sums, Object.fromEntries(Object.entries(sums).map(([of, cents]) => [of, euro(cents)])), name);
    }
    return found;
  };

  for (const url of [pathToFileURL(page).href, `http://127.0.0.1:${server.address().port}/`]) {
    browser.said();
    await browser.open(url);
    await picture("empty");
    // Without files it says which one is missing.
    await browser.evaluate(`document.getElementById("run").click()`);
    await browser.until(`document.getElementById("status").textContent.includes("Manca")`);
    for (const one of cases) {
      const found = await checkCase(one);
      if (one.name === "with-others") assert.equal(found.proven.length > 4, true);
      if (["honest", "with-others", "entry-dropped", "later"].includes(one.name)) await picture(one.name);
    }
    // A document is hashed, and its digest is what the verifier looks for.
    const document = Buffer.from("un altro documento");
    const name = "<img src=x>.txt";
    writeFileSync(file(name), document);
    await browser.choose("#bundle", [file("honest.bundle.json")]);
    await browser.choose("#trust", [file("honest.trust.json")]);
    await browser.choose("#documents", [file(name)]);
    const other = await run();
    const digest = "0x" + createHash("sha256").update(document).digest("hex");
    assert.equal(other.verdict, "invalid");
    assert.equal(other.checks.at(-1).unmet[1], digest);
    assert.ok(other.inputs.includes(digest.slice(2)), other.inputs);
    assert.ok(other.inputs.includes(name) && other.checks.at(-1).about.includes(name), "a name is shown as it is");
    assert.equal(await browser.evaluate(`document.querySelectorAll("img").length`), 0, "what comes with a file is never markup");

    // Files dropped all at once find their places, and the check begins.
    await browser.evaluate(`(async () => {
      document.getElementById("result").hidden = true;
      const transfer = new DataTransfer();
      for (const id of ["trust", "bundle"]) transfer.items.add(document.getElementById(id).files[0]);
      document.dispatchEvent(new DragEvent("drop", { dataTransfer: transfer, bubbles: true, cancelable: true }));
    })()`);
    await browser.until(`!document.getElementById("result").hidden && !document.getElementById("run").disabled`);
    assert.equal((await shown()).verdict, "valid", "dropped files");

    // Sums have cents, and are never rounded.
    for (const [cents, sum] of [[5, "0,05 €"], [123456789, "1.234.567,89 €"], [2 ** 53 - 1, "90.071.992.547.409,91 €"], [2 ** 53, "> 90.071.992.547.409,91 €"]]) {
      await browser.evaluate(`globalThis.parse = JSON.parse;
        JSON.parse = (text) => {
          const report = parse(text);
          report.proven[0].row.award.paid = ${cents};
          return report;
        };`);
      await browser.choose("#documents", []);
      assert.equal((await run()).proven[0].sums.paid, sum);
      await browser.evaluate("JSON.parse = parse;");
    }

    // What cannot be used, and what is too long, is no verdict on the evidence or a plain one.
    writeFileSync(file("no-trust.json"), '{"format":"portico/trust/v9"}');
    await browser.choose("#trust", [file("no-trust.json")]);
    assert.equal((await run()).verdict, "undecided");
    await browser.choose("#trust", [file("honest.trust.json")]);
    writeFileSync(file("long.json"), Buffer.alloc((64 << 20) + 1));
    await browser.choose("#bundle", [file("long.json")]);
    const long = await run();
    assert.deepEqual([long.verdict, long.checks.length], ["invalid", 1]);

    // A module that breaks off has said nothing of the evidence.
    quiet(url);
    await browser.evaluate(`globalThis.instantiate = WebAssembly.instantiate;
      WebAssembly.instantiate = async (...given) => {
        const { exports } = await instantiate(...given);
        return { exports: { ...exports, verify: () => { throw new WebAssembly.RuntimeError("unreachable"); } } };
      };`);
    await browser.choose("#bundle", [file("honest.bundle.json")]);
    const trapped = await run();
    assert.equal(trapped.verdict, "undecided");
    assert.equal(trapped.proven.length, 0);
    await browser.evaluate(`WebAssembly.instantiate = instantiate;`);
    assert.equal((await run()).verdict, "valid", "the next run has an instance of its own");
    quiet(url);

    // The page cannot connect to anything, even if its script were another.
    const refused = await browser.evaluate(`fetch("http://127.0.0.1:${server.address().port}/").then(() => "sent", () => "refused")`);
    assert.equal(refused, "refused");
    const inline = await browser.evaluate(`(() => {
      const script = document.createElement("script");
      script.textContent = "globalThis.stranger = true";
      document.body.append(script);
      return globalThis.stranger === true;
    })()`);
    assert.equal(inline, false, "no other script runs");

    // Every control has a name for whoever hears the page.
    const { nodes } = await browser.send("Accessibility.getFullAXTree");
    const controls = nodes.filter(({ ignored, role }) => !ignored && ["button", "textbox", "summary", "DisclosureTriangle"].includes(role?.value));
    assert.ok(controls.length >= 4, `${controls.length} controls`);
    for (const { name } of controls) assert.ok(name?.value?.trim(), JSON.stringify(controls));
  }
  console.log(`${cases.length} cases shown, from disk and over HTTP`);
} finally {
  await browser.stop();
  server.close();
}
