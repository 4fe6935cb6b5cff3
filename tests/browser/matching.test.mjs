// Matching from the command line, as somebody with files and no server does it.
import test from "node:test";
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { fileURLToPath } from "node:url";

const folder = mkdtempSync(`${tmpdir()}/ganqiao-match-`);
test.after(() => rmSync(folder, { recursive: true, force: true }));
const run = (...args) => spawnSync(process.env.GANQIAO_BIN, ["match", ...args], { encoding: "utf8" });
const file = (name, value) => {
  writeFileSync(`${folder}/${name}`, typeof value === "string" ? value : JSON.stringify(value));
  return `${folder}/${name}`;
};

const round = () => ({
  format: "ganqiao-match/1",
  seed: "2027-1",
  people: [
    { id: "zhang", home: "union-1", wishes: ["gov-1"] },
    { id: "li", home: "gov-1", wishes: ["union-2", "union-1"] },
    { id: "wang", home: "union-2", wishes: ["gov-1"] },
  ],
  posts: [
    { id: "union-1", unit: "union", ranking: ["li"] },
    { id: "union-2", unit: "union", ranking: ["li"] },
    { id: "gov-1", unit: "gov", ranking: ["zhang", "wang"] },
  ],
  units: [{ id: "union", most_out: 0 }, { id: "gov", most_out: 0 }],
});

test("an assignment file gives its total on the last line", () => {
  const data = fileURLToPath(new URL("../data/assign100.txt", import.meta.url));
  const found = run("--assignment", data);
  assert.equal(found.status, 0, found.stderr);
  assert.equal(found.stdout.trimEnd().split("\n").at(-1), "305");
  const broken = run("--assignment", file("broken.txt", "2\n1 2\n3 x\n"));
  assert.equal(broken.status, 1);
  assert.match(broken.stderr, /broken\.txt: line 3: "x"/);
});

test("each mechanism's result is verified by the checker, and one that was changed is not", () => {
  const path = file("round.json", round());
  // By deferred acceptance wang keeps the own post, whose holder comes first there.
  for (const [mechanism, got, other] of [
    ["balanced", "union-2", ["union-1", 2]],
    ["deferred", "union-1", ["union-2", 1]],
    ["optimal", "union-2", ["union-1", 2]],
  ]) {
    const out = `${folder}/${mechanism}.json`;
    const solved = run(path, "--mechanism", mechanism, "--out", out);
    assert.equal(solved.status, 0, solved.stderr);
    const again = run(path, "--mechanism", mechanism);
    assert.equal(again.stdout.trim(), readFileSync(out, "utf8").trim(), "the same round ends the same way");
    const verified = run(path, "--check", out);
    assert.equal(verified.status, 0, verified.stdout);
    const result = JSON.parse(readFileSync(out, "utf8"));
    assert.equal(result.placements.find((one) => one.person === "li").post, got, mechanism);
    result.placements.forEach((one) => {
      if (one.person === "li") [one.post, one.wish] = other;
    });
    const forged = run(path, "--check", file("forged.json", result));
    assert.equal(forged.status, 1);
    assert.match(forged.stdout, /not verified/);
  }
});

test("a faulty round is named and leaves no result", () => {
  const faulty = round();
  faulty.people[1].wishes = ["nowhere"];
  const out = `${folder}/none.json`;
  const refused = run(file("faulty.json", faulty), "--out", out);
  assert.equal(refused.status, 1);
  assert.match(refused.stderr, /faulty\.json: people li: names "nowhere"/);
  assert.equal(existsSync(out), false);
  const typo = run(file("typo.json", JSON.stringify({ ...round(), peple: [] })));
  assert.match(typo.stderr, /unknown field `peple`/);
});
