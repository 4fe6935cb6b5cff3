// kill -9 while many write: every write that was acknowledged is there afterwards, and
// the audit trail verifies. Three rounds; GANQIAO_CRASHES=20 for the long run, and
// GANQIAO_ENGINE=rocksdb for the other engine.
import test from "node:test";
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const rounds = Number(process.env.GANQIAO_CRASHES ?? 3);
const folder = mkdtempSync(join(tmpdir(), "ganqiao-crash-"));
const port = 20000 + (process.pid % 20000);
const env = {
  ...process.env,
  GANQIAO_STORE__URL: `${process.env.GANQIAO_ENGINE ?? "surrealkv"}://${folder}/store`,
  GANQIAO_HTTP__LISTEN: `127.0.0.1:${port}`,
  GANQIAO_HTTP__ADMIN: `127.0.0.1:${port + 1}`,
  GANQIAO_HTTP__PACKAGES: `127.0.0.1:${port + 2}`,
  GANQIAO_AUDIT__SEAL_SECONDS: "1",
  GANQIAO_SIGN_IN__ATTEMPTS_PER_MINUTE: "10000",
};
const bin = process.env.GANQIAO_BIN;
const base = `http://127.0.0.1:${port}`;

const start = () =>
  new Promise((resolve, reject) => {
    const child = spawn(bin, ["serve", "--demo"], { env, stdio: ["ignore", "pipe", "pipe"] });
    let log = "";
    child.stderr.on("data", (chunk) => (log += chunk));
    child.stdout.on("data", (chunk) => String(chunk).includes("Ctrl-C") && resolve(child));
    child.once("exit", (code) => reject(new Error(`ended with ${code}: ${log}`)));
  });

async function cookie() {
  const answer = await fetch(`${base}/auth/sign-in`, {
    method: "POST",
    redirect: "manual",
    body: new URLSearchParams({ login: "zuzhi", password: "Ganqiao-Demo-2026" }),
  });
  return answer.headers.getSetCookie().find((one) => one.startsWith("__Host-ganqiao=")).split(";")[0];
}

const form = (n) =>
  new URLSearchParams({
    title: `风暴${n}`, category: "law", tier: "section", kind: "other", form: "online", hours: "8", capacity: "9",
    unit: "yj", enrol_from: "2026-01-01", enrol_until: "2030-01-01", starts: "2030-02-01", ends: "2030-02-02", place: "x",
  });

test(`every acknowledged write survives kill -9, ${rounds} times`, async () => {
  try {
    execFileSync(bin, ["demo", "--people", "60"], { env });
    const acknowledged = [];
    let number = 0;
    for (let round = 0; round < rounds; round++) {
      let server = await start();
      const headers = { cookie: await cookie(), accept: "application/json" };
      let over = false;
      const writer = async () => {
        while (!over) {
          try {
            const answer = await fetch(`${base}/api/classes/save`, { method: "POST", headers, body: form(number++), redirect: "manual" });
            const to = answer.headers.get("location");
            if (answer.ok && to) acknowledged.push(to.split("/").pop());
          } catch {
            return;
          }
        }
      };
      const writers = Array.from({ length: 16 }, writer);
      await new Promise((resolve) => setTimeout(resolve, 300 + ((round * 137) % 900)));
      server.removeAllListeners("exit");
      server.kill("SIGKILL");
      over = true;
      await Promise.all(writers);
      server = await start();
      const again = { cookie: await cookie(), accept: "application/json" };
      const lost = [];
      for (const id of acknowledged) {
        const answer = await fetch(`${base}/api/classes/one?id=${id}`, { headers: again });
        if (!answer.ok) lost.push(id);
      }
      assert.deepEqual(lost, [], `round ${round}: ${lost.length} of ${acknowledged.length} lost`);
      server.removeAllListeners("exit");
      const ended = new Promise((resolve) => server.once("exit", resolve));
      server.kill("SIGTERM");
      await ended;
      execFileSync(bin, ["audit", "verify"], { env });
    }
    assert.ok(acknowledged.length > rounds * 5, `only ${acknowledged.length} writes: the storm shows nothing`);
    console.log(`${acknowledged.length} acknowledged writes, none lost, ${rounds} kills`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
