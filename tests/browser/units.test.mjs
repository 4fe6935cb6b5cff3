// More units than a page lists: they are looked for by name, by pinyin and initials, with script and without.
import test, { after, before } from "node:test";
import assert from "node:assert/strict";
import { startServer, startBrowser, as as signedIn, clean, day, shot, visit, PHONE } from "./support.mjs";

let server, browser;
const as = (work, options = {}) => signedIn(browser, server, "zuzhi", work, options, "units-failed");
before(async () => {
  server = await startServer();
  browser = await startBrowser();
  await as(async (page) => {
    await visit(page, "/units");
    const failed = await page.evaluate(async (on) => {
      const create = (parent, name) =>
        fetch("/api/units/create", {
          method: "POST",
          body: new URLSearchParams({ parent, name, kind: "internal", level: "03", headcount: "3", leading_posts: "0", on }),
        });
      const failed = [];
      for (let n = 1; n <= 210; n++) {
        const answer = await create("hx-union", n === 137 ? "龙泉驿工作站" : `第${n}工作站`);
        if (!answer.ok || answer.url.includes("__err")) failed.push(`${answer.status} ${answer.url}`);
      }
      return failed;
    }, day());
    assert.deepEqual(failed, []);
  });
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

const count = (page) => page.locator("#unit option").count();

test("a unit that the form does not list is found by its initials and chosen", async () => {
  await as(async (page) => {
    await visit(page, "/people/new");
    assert.ok((await count(page)) <= 201, "not all units are there");
    assert.equal(await page.locator("#unit option", { hasText: "龙泉驿工作站" }).count(), 0);
    const finder = page.getByLabel(/找单位/);
    await finder.fill("没有这个单位");
    await page.getByText("没有找到这个名称的单位").waitFor();
    await finder.fill("lqy");
    await page.getByText(/找到 1 个，已选中/).waitFor();
    const chosen = () => page.locator("#unit option:checked").textContent();
    assert.match(await chosen(), /龙泉驿工作站/, "the only one found is chosen");
    await clean(page, "units-found");
    await finder.fill("第2");
    await page.getByText(/找到 \d+ 个，请在列表中选择/).waitFor();
    assert.match(await chosen(), /龙泉驿工作站/, "what was chosen stays");
    await clean(page, "units-several");
    // Enter in the field sends no form; the arrow leads into the list.
    await finder.press("Enter");
    assert.match(page.url(), /\/people\/new$/);
    await finder.press("ArrowDown");
    assert.equal(await page.evaluate(() => document.activeElement.id), "unit");
    // What is typed anew leaves what was chosen.
    await finder.fill("");
    await page.fill("#name", "查单");
    await page.selectOption("#sex", "2");
    await page.fill("#birth", "1985-05");
    await page.fill("#title", "干事");
    await page.getByRole("button", { name: "保存", exact: true }).click();
    await page.waitForURL(/\/people\/[0-9a-z]+$/);
    await page.getByText("龙泉驿工作站").first().waitFor();
  });
});

test("the tree lists its top and finds the rest, on a phone too", async () => {
  await as(async (page) => {
    await visit(page, "/units");
    await page.getByText(/单位较多/).waitFor();
    await clean(page, "units-many-phone");
    await page.locator("input[name=units]").fill("longquan");
    await page.getByRole("button", { name: "查找" }).click();
    await page.getByRole("link", { name: "龙泉驿工作站" }).waitFor();
    await clean(page, "units-many-found-phone");
  }, { viewport: PHONE });
});

test("without script the address says which units are offered", async () => {
  await as(async (page) => {
    await page.goto("/people/new?units=lqy");
    assert.equal(await page.locator("#unit option", { hasText: "龙泉驿工作站" }).count(), 1);
    await page.goto("/people");
    await page.locator("input[name=units]").fill("longquan");
    await page.locator("form.filters button[type=submit]").first().click();
    assert.equal(await page.locator("select[name=unit] option", { hasText: "龙泉驿工作站" }).count(), 1);
    await shot(page, "units-no-script");
  }, { script: false });
});
