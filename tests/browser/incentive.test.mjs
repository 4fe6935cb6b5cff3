// A contested award as those in it live it: a unit nominates, the department reviews and puts it up,
// a colleague objects on the phone, it is answered, approved, decided, conferred, shared, and at the
// end revoked; who only looks sees how awards fall. Time goes forward by the demonstration's clock.
import test, { after, before } from "node:test";
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { startServer, startBrowser, visit, shot, submit, as as doing, clean, aside, inTurn, PHONE } from "./support.mjs";

let server, browser;
before(async () => {
  server = await startServer();
  browser = await startBrowser();
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

const as = (login, work, options) => doing(browser, server, login, work, options, "incentive-failed");

const todo = (page, text) => page.locator(".todo > li", { hasText: text });

test("an award from the nomination to its revocation", async (t) => {
  const person = await as("ganbu", (page) => page.evaluate(() => JSON.parse(document.body.dataset.frame).me.person));
  let path;
  const part = inTurn(t);

  await part("a unit nominates; whoever was overlooked is listed by rule", async () => {
    await as("zuzhi", async (page) => {
      await visit(page, "/incentive/awards");
      await page.getByRole("heading", { name: "符合条件、尚未奖励" }).waitFor();
      await clean(page, "incentive-overlooked");
    });
    await as("renshi2", async (page) => {
      await visit(page, `/people/${person}`);
      await page.getByRole("link", { name: "提名奖励" }).click();
      await page.waitForURL(/awards\/new/);
      await page.fill("#deeds", "太短");
      await submit(page, "提名");
      await page.locator("#deeds-error").waitFor();
      await page.fill("#deeds", "牵头推进困难职工帮扶，走访三百余户，解决急难愁盼问题一百二十件。");
      await submit(page, "提名");
      await page.waitForURL(/\/incentive\/awards\/[0-9a-f]+$/);
      path = new URL(page.url()).pathname;
      await page.fill("#evidence", "帮扶台账及回访记录");
      await submit(page, "添加材料");
      await submit(page, "报送审核");
      await todo(page, "审核").waitFor();
      // Who nominates does not review.
      assert.equal(await page.getByRole("button", { name: "审核通过" }).count(), 0);
    });
    await as("ganbu2", async (page) => assert.equal((await page.goto(path)).status(), 403));
  });

  await part("the department puts it up; a colleague objects on the phone and is not named", async () => {
    await as("zuzhi", async (page) => {
      await visit(page, path);
      await page.fill("#review", "事迹属实，程序合规");
      await submit(page, "审核通过");
      await submit(page, "公示");
      await page.getByText("公示期至").waitFor();
      await clean(page, "incentive-notice");
    });
    await as("ganbu2", async (page) => {
      await visit(page, path);
      await aside(page, "提出异议", { objection: "走访户数与台账不一致" });
      await page.getByText("提出异议").first().waitFor();
      await clean(page, "incentive-objected-phone");
    }, { viewport: PHONE });
    await fetch(`${server.admin}/demo/forward/10`, { method: "POST" });
    // Who reviewed it neither answers nor approves: another of the department does.
    await as("zuzhi", async (page) => {
      await visit(page, path);
      assert.equal(await page.getByRole("button", { name: "异议不成立" }).count(), 0);
    });
    await as("zuzhi2", async (page) => {
      await visit(page, "/");
      await page.getByText("奖励待办理").first().waitFor();
      await visit(page, path);
      const name = await page.locator("section", { hasText: "办理记录" }).locator("tr", { hasText: "提出异议" }).textContent();
      assert.doesNotMatch(name, /ganbu|干部/);
      await page.fill("#reason", "经核对，台账按户登记，数据一致");
      // Two buttons say opposite things, so Enter says neither.
      await page.press("#reason", "Enter");
      await submit(page, "异议不成立");
      await page.locator("#unit").waitFor();
      await page.fill("#document", "云奖批〔2026〕9号");
      await clean(page, "incentive-approval");
      await submit(page, "批准");
      await todo(page, "奖励决定").waitFor();
      await page.fill("#document", "云奖〔2026〕9号");
      await submit(page, "作出决定");
      await todo(page, "颁授").waitFor();
      await submit(page, "登记颁授");
      await page.getByText("已授予", { exact: true }).first().waitFor();
      await aside(page, "推广经验", { story: "建立“一户一策”台账，包户到人，月月回访。" });
      await page.getByRole("heading", { name: "经验推广" }).waitFor();
      await clean(page, "incentive-conferred");
      await visit(page, `/people/${person}`);
      await page.getByText("（云奖〔2026〕9号）").first().waitFor();
    });
  });

  await part("everybody learns from it; the certificate and the figures", async () => {
    await as("ganbu", async (page) => {
      await visit(page, "/notices");
      await page.getByText("嘉奖").first().waitFor();
      await visit(page, "/incentive/awards");
      await page.getByText("一户一策").waitFor();
      await clean(page, "incentive-practice-phone");
      for (const name of ["certificate", "decision"]) {
        const paper = await page.request.get(`${path}/${name}.pdf`);
        assert.equal(paper.status(), 200);
        assert.equal((await paper.body()).subarray(0, 5).toString(), "%PDF-");
        if (process.env.GANQIAO_SHOTS) writeFileSync(`${process.env.GANQIAO_SHOTS}/award-${name}.pdf`, await paper.body());
      }
    }, { viewport: PHONE });
    await as("lingdao", async (page) => {
      await visit(page, "/incentive/awards");
      await page.getByRole("heading", { name: "奖励分布" }).waitFor();
      await clean(page, "incentive-shares-dark");
    }, { dark: true });
    await as("renshi2", async (page) => {
      await visit(page, `/incentive/care?person=${person}`);
      await page.selectOption("#kind", "thanks");
      await page.fill("#text", "服务对象送来感谢信");
      await submit(page, "登记");
      await page.getByText("服务对象送来感谢信").waitFor();
      await clean(page, "incentive-care");
    });
  });

  await part("rules have a basis and a first day; an award is revoked on the law's grounds", async () => {
    await as("zuzhi", async (page) => {
      await visit(page, "/incentive/settings");
      await page.fill("[name='bonuses[commendation]']", "2000");
      await page.fill("#basis", "本省2027年奖金标准");
      await submit(page, "保存");
      await page.getByText("本省2027年奖金标准").first().waitFor();
      await clean(page, "incentive-settings");
      await visit(page, path);
      await page.getByText("1500").first().waitFor();
      await aside(page, "撤销奖励", { ground: "fraud", document: "云撤〔2026〕1号", reason: "材料造假" });
      await page.getByText("已撤销", { exact: true }).first().waitFor();
      await clean(page, "incentive-revoked");
      await visit(page, `/people/${person}`);
      await page.getByRole("heading", { name: "年度考核结果" }).waitFor();
      assert.equal(await page.getByText("云奖〔2026〕9号").count(), 0, "what was revoked leaves the record");
    });
    await as("ganbu", async (page) => {
      await visit(page, "/incentive/awards");
      assert.equal(await page.getByText("一户一策").count(), 0);
      assert.equal((await page.request.get(`${path}/certificate.pdf`)).status(), 409);
    });
  });
});
