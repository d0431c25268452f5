// SPDX-License-Identifier: EUPL-1.2
// A Chromium without a window, driven over the DevTools protocol through two pipes: no package, no port.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

// Starts the program; `size` is that of the window.
export async function start(program, { width, height }) {
  const profile = mkdtempSync(join(tmpdir(), "portico-chromium-"));
  const child = spawn(
    program,
    // Its sandbox needs rights that a container does not give; the pages are our own.
    ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--disable-background-networking", "--remote-debugging-pipe",
      `--user-data-dir=${profile}`, "about:blank"],
    { stdio: ["ignore", "ignore", "pipe", "pipe", "pipe"] },
  );
  const [, , errors, to, from] = child.stdio;
  let said = "";
  errors.on("data", (data) => (said = (said + data).slice(-4000)));
  const waiting = new Map();
  const events = [];
  const ended = new Promise((_, reject) => {
    child.on("error", reject);
    child.on("exit", (code) => reject(new Error(`${program} ended with ${code}:\n${said}`)));
  });
  // Whoever waits for an answer is told; nobody else has to be.
  ended.catch(() => {});

  let rest = "";
  from.setEncoding("utf8");
  from.on("data", (data) => {
    const messages = (rest + data).split("\0");
    rest = messages.pop();
    for (const message of messages.map((text) => JSON.parse(text))) {
      if (message.id === undefined) events.push(message);
      else waiting.get(message.id)(message);
    }
  });

  let last = 0;
  let sessionId;
  const send = async (method, params = {}) => {
    const id = (last += 1);
    const answer = new Promise((resolve) => waiting.set(id, resolve));
    to.write(JSON.stringify({ id, method, params, sessionId }) + "\0");
    const { result, error } = await Promise.race([answer, ended]);
    waiting.delete(id);
    if (error) throw new Error(`${method}: ${JSON.stringify(error)}`);
    return result;
  };

  const { targetId } = await send("Target.createTarget", { url: "about:blank" });
  ({ sessionId } = await send("Target.attachToTarget", { targetId, flatten: true }));
  for (const domain of ["Page", "Runtime", "Log", "Network", "DOM", "Accessibility"]) await send(`${domain}.enable`);
  await send("Emulation.setDeviceMetricsOverride", { width, height, deviceScaleFactor: 2, mobile: true });

  // The value of an expression in the page, also of a promise.
  const evaluate = async (expression) => {
    const { result, exceptionDetails } = await send("Runtime.evaluate", { expression, awaitPromise: true, returnByValue: true });
    if (exceptionDetails) throw new Error(`${expression}: ${JSON.stringify(exceptionDetails)}`);
    return result.value;
  };
  const until = async (expression) => {
    // No measure of speed: what has not come after minutes never will, and then what the page said is worth more.
    for (const begun = Date.now(); !(await evaluate(expression)); await new Promise((done) => setTimeout(done, 20))) {
      if (Date.now() - begun > 300_000) throw new Error(`never came: ${expression}\n${JSON.stringify(events.slice(-20), null, 1)}`);
    }
  };
  return {
    send,
    evaluate,
    until,
    // What the console, the log or an exception said, and what was asked of the network, since the last call.
    said: () =>
      events
        .splice(0)
        .filter(({ method }) => ["Runtime.consoleAPICalled", "Runtime.exceptionThrown", "Log.entryAdded", "Network.requestWillBeSent"].includes(method))
        .map(({ method, params }) => ({ method, about: params.request?.url ?? params.entry?.text ?? params.exceptionDetails ?? params.args })),
    open: async (url) => {
      await send("Page.navigate", { url });
      await until(`document.readyState === "complete" && location.href === ${JSON.stringify(url)}`);
    },
    // Chooses files in an input, as a person does.
    choose: async (selector, files) => {
      const { root } = await send("DOM.getDocument");
      const { nodeId } = await send("DOM.querySelector", { nodeId: root.nodeId, selector });
      await send("DOM.setFileInputFiles", { nodeId, files });
    },
    screenshot: async (options = {}) => Buffer.from((await send("Page.captureScreenshot", { captureBeyondViewport: true, ...options })).data, "base64"),
    stop: async () => {
      const gone = new Promise((resolve) => child.once("close", resolve));
      child.kill("SIGKILL");
      await gone;
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
