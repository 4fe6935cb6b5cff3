// The program on a disk that takes no more, with a log that nobody reads, and ended in the middle of
// what it does. No browser: the program itself, as its supervisor sees it.
import test from "node:test";
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, openSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const bin = process.env.GANQIAO_BIN;
const engine = process.env.GANQIAO_ENGINE ?? "surrealkv";
const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
let ports = 20000 + (process.pid % 10000) * 3;

/** Where a test's store lies, and how its program is called. */
function place() {
  const folder = mkdtempSync(join(tmpdir(), "ganqiao-engine-"));
  const port = (ports += 3);
  return {
    folder,
    base: `http://127.0.0.1:${port}`,
    admin: `http://127.0.0.1:${port + 1}`,
    env: {
      ...process.env,
      GANQIAO_STORE__URL: `${engine}://${folder}/store`,
      GANQIAO_SECRETS__KEY_FILE: `${folder}/secret.key`,
      GANQIAO_SECRETS__BALLOT_KEYS: `${folder}/ballot-keys`,
      GANQIAO_TRAINING__FILES: `${folder}/files`,
      GANQIAO_HTTP__LISTEN: `127.0.0.1:${port}`,
      GANQIAO_HTTP__ADMIN: `127.0.0.1:${port + 1}`,
      GANQIAO_HTTP__PACKAGES: `127.0.0.1:${port + 2}`,
      GANQIAO_AUDIT__SEAL_SECONDS: "1",
    },
  };
}

/** Starts the program and waits until it answers. A write beyond a limit fails, rather than to end it. */
async function start({ base, env }, { stdio = ["ignore", "ignore", "pipe"] } = {}) {
  const child = spawn("bash", ["-c", `trap '' XFSZ; exec "$0" serve --demo`, bin], { env, stdio });
  let log = "";
  child.stderr?.on("data", (chunk) => (log += chunk));
  child.log = () => log;
  const ended = new Promise((resolve) => child.once("exit", (code, signal) => resolve(code ?? signal)));
  child.ended = ended;
  let over = false;
  ended.then(() => (over = true));
  for (let tries = 0; tries < 600; tries++) {
    if (over) throw new Error(`ended with ${await ended}: ${log}`);
    if (await fetch(`${base}/healthz`).then((answer) => answer.ok, () => false)) return child;
    await wait(100);
  }
  throw new Error(`never answered: ${log}`);
}

/** Lets no file of a program grow beyond so many bytes: what is written then fails as on a full disk,
 * with part of a write done. */
const limit = (child, bytes) => execFileSync("prlimit", ["--pid", String(child.pid), `--fsize=${bytes}:unlimited`]);

async function cookie(base) {
  const answer = await fetch(`${base}/auth/sign-in`, {
    method: "POST",
    redirect: "manual",
    body: new URLSearchParams({ login: "zuzhi", password: "Ganqiao-Demo-2026" }),
  });
  return answer.headers.getSetCookie().find((one) => one.startsWith("__Host-ganqiao=")).split(";")[0];
}

// Each under a title of its own: what is sent twice is one class.
let made = 0;
const form = () =>
  new URLSearchParams({
    title: `满盘${made++}`, category: "law", tier: "section", kind: "other", form: "online", hours: "8", capacity: "9",
    unit: "yj", enrol_from: "2026-01-01", enrol_until: "2030-01-01", starts: "2030-02-01", ends: "2030-02-02", place: "x",
    about: "长".repeat(1500),
  });

/** Saves classes, many at once, until told to stop. */
function storm(base, headers, saved, answers) {
  let over = false;
  const writer = async () => {
    while (!over) {
      const answer = await fetch(`${base}/api/classes/save`, { method: "POST", headers, body: form(), redirect: "manual" }).catch(() => null);
      if (!answer) return;
      const to = answer.headers.get("location");
      if (answer.ok && to) saved.push(to.split("/").pop());
      answers.push(answer.status);
      if (!answer.ok) await wait(20);
    }
  };
  const writers = Array.from({ length: 8 }, writer);
  return async () => {
    over = true;
    await Promise.all(writers);
  };
}

for (const end of ["SIGKILL", "SIGTERM"]) {
  test(`a disk that fills, is emptied and fills again loses nothing acknowledged (${end})`, async () => {
    const at = place();
    try {
      execFileSync(bin, ["demo", "--people", "60"], { env: at.env });
      const saved = [];
      for (let cycle = 0; cycle < 3; cycle++) {
        let child = await start(at);
        limit(child, 700 * 1024);
        const headers = { cookie: await cookie(at.base), accept: "application/json" };
        const answers = [];
        const before = saved.length;
        const stop = storm(at.base, headers, saved, answers);
        for (let tries = 0; tries < 300 && !answers.includes(503); tries++) await wait(100);
        assert.ok(answers.includes(503), `cycle ${cycle}: writing was never stopped: ${child.log()}`);
        assert.ok(saved.length > before + 20, `cycle ${cycle}: only ${saved.length - before} writes before that`);
        // Somebody makes room; the program goes on running, and is still asked to write.
        limit(child, "unlimited");
        const halted = answers.length;
        await wait(1500);
        await stop();
        assert.ok(answers.slice(halted + 16).every((status) => status === 503), "nothing is acknowledged after it");
        assert.equal((await fetch(`${at.base}/readyz`)).status, 503);
        assert.equal((await fetch(`${at.base}/training/classes`, { headers: { cookie: headers.cookie } })).status, 200, "what is there can be read");
        child.kill(end);
        await child.ended;
        child = await start(at);
        const again = { cookie: await cookie(at.base), accept: "application/json" };
        assert.equal((await fetch(`${at.base}/readyz`)).status, 200);
        const lost = [];
        for (const id of saved) {
          const answer = await fetch(`${at.base}/api/classes/one?id=${id}`, { headers: again });
          if (!answer.ok) lost.push(id);
        }
        assert.deepEqual(lost, [], `cycle ${cycle}: ${lost.length} of ${saved.length} lost`);
        child.kill("SIGTERM");
        assert.equal(await child.ended, 0);
        execFileSync(bin, ["audit", "verify"], { env: at.env });
      }
      console.log(`${saved.length} acknowledged writes, none lost, 3 full disks, ${end}`);
    } finally {
      rmSync(at.folder, { recursive: true, force: true });
    }
  });
}

test("a log that nobody can write ends no job, and the program neither", async () => {
  const at = place();
  const full = openSync("/dev/full", "w");
  try {
    execFileSync(bin, ["demo", "--people", "60"], { env: at.env });
    const child = await start(at, { stdio: ["ignore", full, full] });
    const headers = { cookie: await cookie(at.base), accept: "application/json" };
    const sealed = async () => {
      const text = await (await fetch(`${at.admin}/metrics`)).text();
      return Number(/^ganqiao_audit_sealed_total (\d+)/m.exec(text)?.[1] ?? 0);
    };
    for (let n = 0; n < 3; n++) {
      const before = await sealed();
      const answer = await fetch(`${at.base}/api/classes/save`, { method: "POST", headers, body: form(), redirect: "manual" });
      assert.ok(answer.ok);
      for (let tries = 0; tries < 100 && (await sealed()) <= before; tries++) await wait(100);
      assert.ok((await sealed()) > before, `row ${n} was never sealed`);
    }
    await wait(5500);
    for (const name of ["ganqiao_audit_pending", "ganqiao_audit_last_seal_seconds", 'ganqiao_job_beat_seconds{job="seal"}', "ganqiao_store_free_bytes"]) {
      const text = await (await fetch(`${at.admin}/metrics`)).text();
      assert.ok(text.includes(name), `${name} is not in ${text}`);
    }
    const ready = await fetch(`${at.base}/readyz`);
    assert.equal(ready.status, 200);
    assert.match(await ready.text(), /pending \d+ last seal \d+ s ago/);
    child.kill("SIGTERM");
    assert.equal(await child.ended, 0);
  } finally {
    rmSync(at.folder, { recursive: true, force: true });
  }
});

test("a restore that was killed half way is not served", async () => {
  const at = place();
  try {
    execFileSync(bin, ["demo", "--people", "2000"], { env: at.env });
    execFileSync(bin, ["backup", `${at.folder}/b.bak`, "--plain"], { env: at.env });
    const env = { ...at.env, GANQIAO_STORE__URL: `${engine}://${at.folder}/restored/store` };
    const restoring = spawn(bin, ["restore", `${at.folder}/b.bak`], { env, stdio: "ignore" });
    const ended = new Promise((resolve) => restoring.once("exit", resolve));
    let killed = false;
    for (let tries = 0; tries < 400 && !killed; tries++) {
      await wait(50);
      // Well within the rows: checking the file comes first.
      const size = Number(execFileSync("bash", ["-c", `du -sk ${at.folder}/restored/store/wal 2>/dev/null | cut -f1 || true`]).toString() || 0);
      if (size > 1000) killed = restoring.kill("SIGKILL");
    }
    await ended;
    assert.ok(killed, "it was over before it could be killed");
    const refused = await start({ ...at, env }).then(
      (child) => child.kill("SIGKILL") && "",
      (error) => error.message,
    );
    assert.match(refused, /restore again/, "it says what to do");
  } finally {
    rmSync(at.folder, { recursive: true, force: true });
  }
});
