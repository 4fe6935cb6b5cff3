// The program beside its own running server, on a kept store: accounts, the trail and encrypted
// backups need no stop, files are their owner's alone, and a demonstration stays one and is served whole or not at all.
import test from "node:test";
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const bin = process.env.GANQIAO_BIN;

function place() {
  const folder = mkdtempSync(join(tmpdir(), "ganqiao-operate-"));
  const port = 21000 + Math.floor(Math.random() * 15000);
  const env = (store, more = {}) => ({
    ...process.env,
    GANQIAO_STORE__URL: `surrealkv://${folder}/${store}`,
    GANQIAO_SECRETS__KEY_FILE: `${folder}/secret.key`,
    GANQIAO_SECRETS__BALLOT_KEYS: `${folder}/ballot-keys`,
    GANQIAO_TRAINING__FILES: `${folder}/files`,
    GANQIAO_HTTP__LISTEN: `127.0.0.1:${port}`,
    GANQIAO_HTTP__ADMIN: `127.0.0.1:${port + 1}`,
    GANQIAO_HTTP__PACKAGES: `127.0.0.1:${port + 2}`,
    ...more,
  });
  const run = (environment, ...words) => {
    const done = spawnSync(bin, words, { env: environment, encoding: "utf8" });
    return { code: done.status, out: done.stdout, err: done.stderr };
  };
  const serve = (environment, ...words) =>
    new Promise((resolve, reject) => {
      const child = spawn(bin, ["serve", ...words], { env: environment, stdio: ["ignore", "pipe", "pipe"] });
      let log = "";
      child.stderr.on("data", (chunk) => (log += chunk));
      child.stdout.on("data", (chunk) => String(chunk).includes("Ctrl-C") && resolve(child));
      child.once("exit", (code) => reject(new Error(`ended with ${code}: ${log}`)));
    });
  return { folder, base: `http://127.0.0.1:${port}`, env, run, serve };
}

async function stop(child) {
  child.removeAllListeners("exit");
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGTERM");
  await ended;
}

/** Every file below a folder. */
function files(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? files(path) : [path];
  });
}

test("accounts, the trail and an encrypted backup beside the running server", async () => {
  const { folder, env, run, serve } = place();
  try {
    const at = env("store");
    assert.equal(run(at, "demo", "--people", "40").code, 0);
    const server = await serve(at, "--demo");
    try {
      const made = run(at, "account", "create", "xinren", "--name", "新人");
      assert.equal(made.code, 0, made.err);
      assert.match(made.out, /initial password \S+/);
      assert.equal(made.err, "", "a command that went well says nothing else");
      const twice = run(at, "account", "create", "xinren", "--name", "新人");
      assert.equal(twice.code, 1);
      assert.match(twice.err, /already/);

      const verified = run(at, "audit", "verify");
      assert.equal(verified.code, 0, verified.err);
      assert.match(verified.out, /rows \d+ seals \d+/);

      const key = `${folder}/backup.key`;
      const pair = run(at, "secrets", "backup-key", key);
      assert.match(pair.out, /^age1/);
      assert.match(run(at, "backup", `${folder}/none.bak`).err, /--to/, "not in the clear by oversight");
      const backup = `${folder}/b.bak`;
      const saved = run(at, "backup", backup, "--to", pair.out.trim());
      assert.equal(saved.code, 0, saved.err);
      assert.match(saved.out, /\d+ rows of \d+ tables; audit head [0-9a-f]{64}/);
      assert.ok(readFileSync(backup).subarray(0, 18).equals(Buffer.from("age-encryption.org")));
      for (const file of [backup, key]) assert.equal(statSync(file).mode & 0o777, 0o600, file);

      const other = `${folder}/other.key`;
      run(at, "secrets", "backup-key", other);
      assert.match(run(at, "restore", backup, "--check").err, /--identity/);
      assert.equal(run(at, "restore", backup, "--check", "--identity", other).code, 1);
      assert.match(run(at, "restore", backup, "--check", "--identity", key).out, /^sound/);
      const restored = run(env("second"), "restore", backup, "--identity", key);
      assert.equal(restored.code, 0, restored.err);
      assert.equal(restored.err, "");
      // Without the key that sealed its values it would be a store that nobody can read.
      const strange = run(
        env("third", { GANQIAO_SECRETS__KEY_FILE: `${folder}/strange.key` }), "restore", backup, "--identity", key);
      assert.equal(strange.code, 1);
      assert.match(strange.err, /secrets\.key_file/);
    } finally {
      await stop(server);
    }
    // Identity numbers of the demonstration begin with an area code that was never given out.
    for (const file of files(`${folder}/store`)) {
      assert.equal(statSync(file).mode & 0o077, 0, `${file} is its owner's alone`);
      assert.ok(!/9[09]\d{4}(19|20)\d{9}[\dX]/.test(readFileSync(file, "latin1")), `${file} holds an identity number`);
    }
    // Another key: what was sealed opens, and is sealed anew.
    const before = readFileSync(`${folder}/secret.key`, "utf8").trim();
    const rotated = run(at, "secrets", "rotate");
    assert.equal(rotated.code, 0, rotated.err);
    const keys = readFileSync(`${folder}/secret.key`, "utf8").trim().split("\n");
    assert.equal(keys.length, 2);
    assert.equal(keys[1], before);
    const roster = run(at, "export", `${folder}/roster.xlsx`);
    assert.equal(roster.code, 0, roster.err);
    assert.equal(statSync(`${folder}/roster.xlsx`).mode & 0o777, 0o600);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test("a demonstration says so on every page, stays on this machine, and is never the real thing", async () => {
  const { folder, base, env, run, serve } = place();
  try {
    const at = env("store");
    const open = env("store", {
      GANQIAO_HTTP__LISTEN: "0.0.0.0:0",
      GANQIAO_HTTP__ORIGIN: "https://ganqiao.example.gov.cn",
      GANQIAO_HTTP__PACKAGES_ORIGIN: "https://packages.example.gov.cn",
    });
    const refused = run(open, "serve", "--demo", "--people", "40");
    assert.equal(refused.code, 1);
    assert.match(refused.err, /passwords/);
    const server = await serve(at, "--demo", "--people", "40");
    try {
      assert.match(await (await fetch(`${base}/sign-in`)).text(), /演示数据/);
    } finally {
      await stop(server);
    }
    const real = run(at, "serve");
    assert.equal(real.code, 1);
    assert.match(real.err, /demonstration/);
    // A real store does not become a demonstration either.
    const own = env("own");
    const top = run(own, "unit", "found", "云江省", "--level", "省级");
    assert.match(top.out, /^unit \S+/, top.err);
    assert.match(run(own, "unit", "found", "又一省", "--level", "02").err, /already/);
    assert.equal(run(own, "account", "create", "dierge", "--name", "第一人").code, 0);
    const unit = top.out.trim().split(" ")[1];
    assert.equal(run(own, "account", "grant", "dierge", "--role", "system-admin", "--unit", unit).code, 0);
    const both = run(own, "account", "grant", "dierge", "--role", "audit-admin", "--unit", unit);
    assert.match(both.err, /may not be held beside/);
    const demo = run(own, "serve", "--demo");
    assert.equal(demo.code, 1);
    assert.match(demo.err, /real installation/);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test("a load that is stopped ends, and what it left is never served", async () => {
  const { folder, env, run } = place();
  try {
    const at = env("store");
    const child = spawn(bin, ["demo", "--people", "100000"], { env: at, stdio: ["ignore", "ignore", "pipe"] });
    let log = "";
    child.stderr.on("data", (chunk) => (log += chunk));
    const ended = new Promise((resolve) => child.once("exit", resolve));
    // The units alone are a few megabytes.
    const written = () => {
      try {
        return files(`${folder}/store/wal`).reduce((sum, file) => sum + statSync(file).size, 0);
      } catch {
        return 0;
      }
    };
    while (child.exitCode === null && written() < 32 * 1024 * 1024) await sleep(50);
    child.kill("SIGINT");
    assert.equal(await ended, 1, log);
    assert.match(log, /stopped with \d+ of 100000 people/);
    for (const words of [["serve", "--demo"], ["demo", "--people", "40"], ["export", `${folder}/roster.xlsx`]]) {
      const refused = run(at, ...words);
      assert.equal(refused.code, 1, words.join(" "));
      assert.match(refused.err, /never came to its end/);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
