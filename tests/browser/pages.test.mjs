// Every page as everybody who may see it: no console error, nothing axe would mend, in
// both themes, both sizes and both languages.
import test, { after, before } from "node:test";
import assert from "node:assert/strict";
import { startServer, startBrowser, signIn, visit, shot, axe, PHONE } from "./support.mjs";

let server, browser;
before(async () => {
  server = await startServer();
  browser = await startBrowser();
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

const pages = {
  ganbu: ["/", "/training/classes", "/training/places", "/training/mine", "/training/surveys", "/training/courses", "/training/timetable", "/check-in", "/me", "/notices", "/account", "/search?q=ban"],
  zuzhi: [
    "/", "/people", "/people/d0000001", "/people/d0000001/edit", "/people/d0000001/appoint", "/people/d0000001/training",
    "/people/import", "/units", "/units/hx-union", "/units/hx-union/change", "/units/hx-union/new", "/training/classes",
    "/training/classes/new", "/training/completion", "/training/completion?unit=hx-union", "/training/completion/people?list=behind",
    "/training/requirements", "/training/requirements/year-lower", "/training/requirements/new", "/training/categories", "/training/conversions",
    "/training/hours/new", "/training/questions", "/training/questions/new", "/training/surveys", "/training/surveys/new", "/training/plans", "/training/library", "/training/library/new", "/training/certificates", "/training/courses", "/training/requests", "/training/settings", "/training/timetable", "/training/timetable?view=week",
  ],
  anquan: ["/", "/admin/accounts"],
  xitong: ["/", "/admin/accounts", "/admin/openings"],
  shenji: ["/", "/audit"],
};

for (const [login, paths] of Object.entries(pages)) {
  test(`pages of ${login} are sound in both themes, sizes and languages`, async () => {
    const found = [];
    for (const [name, options] of Object.entries({
      desktop: {},
      "desktop-dark-en": { dark: true, locale: "en" },
      phone: { viewport: PHONE },
      "phone-dark": { viewport: PHONE, dark: true },
    })) {
      const { context, page, errors } = await signIn(browser, server, login, options);
      for (const path of paths) {
        const response = await visit(page, path);
        if (response.status() !== 200) found.push(`${path} ${name}: ${response.status()}`);
        await shot(page, `${login}${path.replaceAll("/", "-").replace(/[?=]/g, "-")}-${name}`);
        found.push(...(await axe(page)).map((text) => `${path} ${name}: ${text}`));
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        if (wide > 0) found.push(`${path} ${name}: ${wide}px too wide`);
      }
      found.push(...errors);
      await context.close();
    }
    assert.deepEqual(found, []);
  });
}

test("the sign-in page is sound", async () => {
  for (const options of [{}, { dark: true, locale: "en" }, { viewport: PHONE }]) {
    const { context, page, errors } = await signIn(browser, server, null, options);
    await visit(page, "/sign-in");
    await page.fill("#login", "nobody");
    await page.fill("#password", "wrong");
    await page.click("form[action='/auth/sign-in'] button");
    await page.getByRole("alert").waitFor();
    assert.equal(await page.inputValue("#login"), "nobody", "the account stands there still");
    await shot(page, `sign-in-${options.dark ? "dark" : "light"}-${options.viewport ? "phone" : "desktop"}`);
    assert.deepEqual(await axe(page), []);
    assert.deepEqual(errors, []);
    await context.close();
  }
});
