// Talent pipelines as a leader and the department use them: where the structure is thin, who is
// ready and why, and the numbers it is judged by.
import test, { after, before } from "node:test";
import assert from "node:assert/strict";
import { startServer, startBrowser, visit, submit, as as doing, clean, shot, inTurn, PHONE } from "./support.mjs";

let server, browser;
before(async () => {
  server = await startServer();
  browser = await startBrowser();
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

const as = (login, work, options) => doing(browser, server, login, work, options, "pipeline-failed");

test("a leader sees who is ready for what and where nobody follows", async (t) => {
  const part = inTurn(t);

  await part("from the structure to one person's conditions", async () => {
    await as("lingdao", async (page) => {
      await visit(page, "/");
      await page.getByRole("link", { name: "人才梯队" }).first().click();
      await page.getByRole("heading", { name: "人才梯队", level: 1 }).waitFor();
      await clean(page, "pipeline");
      // What a number counts is the list behind it.
      const number = page.locator("tbody a[href*='readiness=']").first();
      const count = Number(await number.textContent());
      await number.click();
      await page.getByText(`共 ${count} 人`).waitFor();
      await clean(page, "pipeline-people");
      await page.locator("tbody a").first().click();
      await page.getByRole("heading", { name: "逐条核对" }).waitFor();
      await page.getByText("任职年限").waitFor();
      await clean(page, "pipeline-person");
      await page.emulateMedia({ media: "print" });
      await shot(page, "pipeline-person-print");
      await page.emulateMedia({ media: "screen" });
      await visit(page, "/pipeline/settings");
      assert.equal(await page.locator("#basis").count(), 0, "a leader changes no numbers");
    });
  });

  await part("the department changes a number, with its basis, and the picture follows", async () => {
    await as("zuzhi", async (page) => {
      const ready = async () => {
        await visit(page, "/pipeline");
        return Number(await page.locator(".counts a", { hasText: "条件具备" }).locator("strong").textContent());
      };
      const before = await ready();
      await visit(page, "/pipeline/settings");
      await page.fill("#basis", "");
      await page.fill("#deputy_months", "500");
      await submit(page, "保存");
      await page.locator("#deputy_months-error").waitFor();
      await page.locator("#basis-error").waitFor();
      await clean(page, "pipeline-settings-wrong");
      for (const field of ["deputy_months", "chief_months", "staff_months"]) await page.fill(`#${field}`, "240");
      await page.fill("#basis", "云组发〔2026〕21号");
      await submit(page, "保存");
      await page.getByRole("heading", { name: "历次标准" }).waitFor();
      await page.getByText("云组发〔2026〕21号").first().waitFor();
      assert.ok((await ready()) < before, "fewer have served so long");
      await page.getByText("云组发〔2026〕21号").first().waitFor();
    });
  });

  await part("it is read on the phone, in the dark", async () => {
    await as("lingdao", async (page) => {
      await visit(page, "/pipeline?depth=empty");
      await clean(page, "pipeline-phone");
      await visit(page, "/pipeline/people");
      await clean(page, "pipeline-people-phone");
    }, { viewport: PHONE, dark: true });
    await as("ganbu", async (page) => assert.equal((await page.goto("/pipeline")).status(), 403));
  });
});
