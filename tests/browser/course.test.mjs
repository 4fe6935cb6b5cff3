// An online course on a phone: a video that can't be skipped, an exercise, a SCORM package on
// its own origin, and the hours it earns.
import test, { after, before } from "node:test";
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { startServer, startBrowser, signIn, visit, shot, axe, submit, PHONE } from "./support.mjs";

let server, browser;
before(async () => {
  server = await startServer();
  browser = await startBrowser();
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

/** A zip of stored files: enough for a package. */
function zip(files) {
  const { crc32 } = createRequire(import.meta.url)("node:zlib");
  const parts = [], central = [];
  let offset = 0;
  for (const [name, text] of Object.entries(files)) {
    const data = Buffer.from(text), title = Buffer.from(name), head = Buffer.alloc(30), entry = Buffer.alloc(46);
    head.writeUInt32LE(0x04034b50, 0);
    head.writeUInt16LE(20, 4);
    for (const [buffer, at] of [[head, 14], [entry, 16]]) {
      buffer.writeUInt32LE(crc32(data), at);
      buffer.writeUInt32LE(data.length, at + 4);
      buffer.writeUInt32LE(data.length, at + 8);
      buffer.writeUInt16LE(title.length, at + 12);
    }
    entry.writeUInt32LE(0x02014b50, 0);
    entry.writeUInt16LE(20, 6);
    entry.writeUInt32LE(offset, 42);
    parts.push(head, title, data);
    central.push(entry, title);
    offset += head.length + title.length + data.length;
  }
  const tail = Buffer.concat(central), end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(Object.keys(files).length, 8);
  end.writeUInt16LE(Object.keys(files).length, 10);
  end.writeUInt32LE(tail.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, tail, end]);
}

const scorm = zip({
  "imsmanifest.xml": `<?xml version="1.0"?><manifest><metadata><schemaversion>1.2</schemaversion></metadata><organizations><organization>
    <item identifierref="r"/></organization></organizations><resources><resource identifier="r" href="index.html"/></resources></manifest>`,
  "index.html": `<!DOCTYPE html><html lang="zh"><head><meta charset="utf-8"><title>课件</title></head><body><h1>课件第一页</h1><p id="name"></p><p id="kept"></p><p id="cookie"></p><button id="done">学完</button>
    <script src="course.js"></script></body></html>`,
  "course.js": `var api = null, at = window; while (!api && at) { api = at.API || null; at = at === at.parent ? null : at.parent; }
    api.LMSInitialize("");
    document.getElementById("name").textContent = api.LMSGetValue("cmi.core.student_name");
    document.getElementById("kept").textContent = "kept:" + api.LMSGetValue("cmi.suspend_data");
    document.getElementById("cookie").textContent = "cookie:" + document.cookie;
    try { fetch(document.referrer + "api/home").catch(function () {}); } catch (e) {}
    document.getElementById("done").addEventListener("click", function () {
      api.LMSSetValue("cmi.suspend_data", "page=2");
      api.LMSSetValue("cmi.core.score.raw", "88");
      api.LMSSetValue("cmi.core.lesson_status", "completed");
      api.LMSCommit("");
    });`,
});

test("a course is made, learned honestly, and earns its hours", async (t) => {
  const hr = await signIn(browser, server, "peixun");
  let course;
  await t.test("chapters of each kind are added; a wrong file is refused with a reason", async () => {
    await visit(hr.page, "/training/courses");
    await hr.page.getByText("没有符合条件的课程").waitFor();
    await hr.page.getByRole("link", { name: "新建课程" }).click();
    await hr.page.waitForURL(/courses\/new$/);
    await hr.page.fill("#title", "群众工作方法网络课");
    await hr.page.selectOption("#category", "mass-work");
    await hr.page.fill("#hours", "2");
    await submit(hr.page, "保存");
    await hr.page.waitForURL(/\/training\/courses\/[0-9a-f]+$/);
    course = new URL(hr.page.url()).pathname;
    // A real video of a few seconds, recorded in the browser itself.
    const video = await hr.page.evaluate(async () => {
      const canvas = document.createElement("canvas");
      canvas.width = canvas.height = 64;
      const pen = canvas.getContext("2d"), recorder = new MediaRecorder(canvas.captureStream(10), { mimeType: "video/webm" }), parts = [];
      recorder.ondataavailable = (event) => parts.push(event.data);
      const drawing = setInterval(() => { pen.fillStyle = `hsl(${(Date.now() / 10) % 360} 80% 50%)`; pen.fillRect(0, 0, 64, 64); }, 50);
      recorder.start(200);
      await new Promise((resolve) => setTimeout(resolve, 6000));
      const stopped = new Promise((resolve) => (recorder.onstop = resolve));
      recorder.stop();
      await stopped;
      clearInterval(drawing);
      const bytes = new Uint8Array(await new Blob(parts).arrayBuffer());
      return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
    });
    const add = async (title, kind, minutes, file) => {
      await visit(hr.page, `${course}/chapters/new`);
      await hr.page.fill("#title", title);
      await hr.page.selectOption("#kind", kind);
      await hr.page.fill("#minutes", minutes);
      if (file) await hr.page.setInputFiles("#file", file);
      await submit(hr.page, "添加");
    };
    await add("视频", "video", "0.1", { name: "a.txt", mimeType: "text/plain", buffer: Buffer.from("x") });
    await hr.page.getByRole("alert").waitFor();
    await add("第一讲", "video", "0.1", { name: "lesson.webm", mimeType: "video/webm", buffer: Buffer.from(video, "base64") });
    await hr.page.waitForURL(new RegExp(`${course}$`));
    await add("课件", "package", "0.1", { name: "scorm.zip", mimeType: "application/zip", buffer: scorm });
    await hr.page.waitForURL(new RegExp(`${course}$`));
    await hr.page.getByText("SCORM 1.2").waitFor();
    await shot(hr.page, "course-draft");
    assert.deepEqual(await axe(hr.page), []);
    // Whoever made it puts it in order, names it, and tries it.
    const titles = () => hr.page.locator("main tbody tr td:first-child").allTextContents();
    await hr.page.getByRole("button", { name: "下移 第一讲" }).click();
    await hr.page.waitForFunction(() => document.querySelector("main tbody td").textContent.includes("课件"));
    await hr.page.getByRole("button", { name: "上移 第一讲" }).click();
    await hr.page.waitForFunction(() => document.querySelector("main tbody td").textContent.includes("第一讲"));
    assert.equal((await titles()).length, 2);
    await hr.page.getByRole("link", { name: "修改 课件" }).click();
    await hr.page.waitForURL(/\/chapters\/[^/]+\/edit$/);
    await hr.page.fill("#title", "课件一");
    await shot(hr.page, "course-chapter-edit");
    assert.deepEqual(await axe(hr.page), []);
    await submit(hr.page, "保存");
    await hr.page.waitForURL(new RegExp(`${course}$`));
    await hr.page.getByRole("link", { name: "试学 课件一" }).click();
    await hr.page.getByText("试学：不计时间").waitFor();
    await hr.page.frameLocator("iframe.package").frameLocator("iframe").getByText("课件第一页").waitFor();
    assert.deepEqual(await axe(hr.page), []);
    await visit(hr.page, course);
    assert.equal(await hr.page.getByText("学习人数").locator("strong").first().textContent(), "0", "nothing is kept");
    await submit(hr.page, "开放学习");
    await hr.page.getByText("开放学习", { exact: true }).first().waitFor();
  });

  const me = await signIn(browser, server, "ganbu", { viewport: PHONE });
  await visit(me.page, "/training/mine");
  const hours = async () => Number(await me.page.getByTestId("done-year-online").textContent());
  const before = await hours();

  await t.test("a video is watched to its end, not skipped to it", async () => {
    await visit(me.page, course);
    assert.equal(await me.page.getByRole("link", { name: /课件/ }).count(), 0, "the package comes after the video");
    await me.page.getByRole("link", { name: "开始学习" }).click();
    await me.page.locator("#player[data-ready]").waitFor();
    await shot(me.page, "course-video-phone");
    assert.deepEqual(await axe(me.page), []);
    const video = me.page.locator("video");
    await me.page.waitForFunction(() => document.querySelector("video").readyState >= 2);
    await video.evaluate((node) => { node.muted = true; node.currentTime = 5.5; });
    await me.page.waitForFunction(() => document.querySelector("video").currentTime < 5);
    await video.evaluate((node) => { node.currentTime = 0; return node.play(); });
    await me.page.waitForFunction(() => document.querySelector("video").ended, null, { timeout: 30000 });
    await me.page.locator('[data-done="chapter"]').waitFor();
  });

  await t.test("a package runs on its own origin, keeps its place and can't act as the person", async () => {
    await visit(me.page, course);
    await me.page.getByRole("link", { name: "继续学习" }).click();
    await me.page.waitForURL(/\/learn\//);
    const inner = () => me.page.frameLocator("iframe.package").frameLocator("iframe");
    await inner().getByText("课件第一页").waitFor();
    // Its script runs after its page is there.
    await inner().locator("#cookie:not(:empty)").waitFor();
    const frames = me.page.frames().map((frame) => new URL(frame.url()).origin);
    assert.ok(frames.slice(1).every((origin) => origin !== server.base), frames.join());
    assert.equal(await inner().locator("#cookie").textContent(), "cookie:");
    assert.equal(await inner().locator("#kept").textContent(), "kept:");
    await shot(me.page, "course-package-phone");
    await inner().locator("#done").click();
    await me.page.waitForFunction(() => document.getElementById("player").dataset.kept.includes("page=2"));
    await me.page.locator('[data-done="course"]').waitFor({ timeout: 30000 });
    await me.page.reload();
    await inner().getByText("kept:page=2").waitFor();
  });

  await t.test("the hours are there, once", async () => {
    await visit(me.page, "/training/mine");
    assert.equal(await hours(), before + 2);
    await visit(me.page, course);
    await me.page.getByText("已学完").first().waitFor();
    await shot(me.page, "course-done-phone");
  });
  // What the package tried to reach was refused by its own policy.
  const own = [...me.errors, ...hr.errors].filter((error) => !error.includes("Content Security Policy"));
  assert.deepEqual(own, []);
});

test("a document is read in a tab of its own, and the time counts", async () => {
  const hr = await signIn(browser, server, "peixun");
  await visit(hr.page, "/training/courses/new");
  await hr.page.fill("#title", "文件阅读课");
  await hr.page.selectOption("#category", "mass-work");
  await hr.page.fill("#hours", "1");
  await submit(hr.page, "保存");
  await hr.page.waitForURL(/\/training\/courses\/[0-9a-f]+$/);
  const course = new URL(hr.page.url()).pathname;
  await visit(hr.page, `${course}/chapters/new`);
  await hr.page.fill("#title", "读本");
  await hr.page.selectOption("#kind", "document");
  await hr.page.fill("#minutes", "５");
  await hr.page.setInputFiles("#file", { name: "a.txt", mimeType: "text/plain", buffer: Buffer.from("读一读") });
  await submit(hr.page, "添加");
  await hr.page.waitForURL(new RegExp(`${course}$`));
  await submit(hr.page, "开放学习");
  await hr.page.getByText("开放学习", { exact: true }).first().waitFor();
  const { page, errors } = await signIn(browser, server, "ganbu");
  await visit(page, course);
  await page.getByRole("link", { name: /读本/ }).click();
  await page.locator("#player[data-ready]").waitFor();
  await page.waitForFunction(() => Number(document.getElementById("player").dataset.seen || 0) > 0);
  // Behind another tab, as browsers say of it.
  await page.evaluate(() => Object.defineProperty(document, "hidden", { get: () => true }));
  const seen = () => page.evaluate(() => Number(document.getElementById("player").dataset.seen));
  const before = await seen();
  const [tab] = await Promise.all([page.waitForEvent("popup"), page.getByRole("link", { name: "打开文档" }).click()]);
  await tab.waitForLoadState();
  // Once at the opening, and again by the clock that does not sleep.
  await page.waitForFunction((seen) => Number(document.getElementById("player").dataset.seen) > seen + 1, before, { timeout: 30000 });
  await tab.close();
  const closed = await seen();
  await page.waitForTimeout(12_000);
  assert.ok((await seen()) <= closed + 1, "and no more once it is closed");
  assert.deepEqual(errors, []);
  await hr.context.close();
});
