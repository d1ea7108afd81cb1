// journey_hasil.js - results of surveys, reached by clicking from the campaign: the same numbers everywhere, for everybody.
//
//     node test/browser/journey_hasil.js [part of a name]        pictures with SHOTS=1: build/shots/hasil-*.png
'use strict';
const fs = require('node:fs');
const path = require('node:path');
const { test, check, same, run, exec, startDemo, visitor, signIn, axe, overflow, validate, shoot, schemes } = require('./lib');

let demo, office;
const none = (list, what) => check(!list.length, `${what}:\n    ${list.join('\n    ')}`);
const click = (page, name) => Promise.all([page.waitForNavigation(), page.getByRole('link', { name, exact: true }).first().click()]);
const point = (text) => text.replace(',', '.');

// The head of a unit, at the campaign of the last quarter: closed, with enough answers, its result public.
async function begin() {
  if (office) return office;
  demo = await startDemo();
  const guest = await visitor();
  const page = await guest.newPage();
  page.wrong = guest.wrong;
  await signIn(page, demo.base, demo.who('Kepala unit'));
  await page.goto(`${demo.base}/survei?keadaan=published&urut=-mulai`);
  await click(page, /^Survei layanan triwulan/);
  office = { page, at: page.url() };
  return office;
}

async function look(page, name) {
  const wrong = (await validate(await page.evaluate(() => fetch(location.href).then((r) => r.text())))).map((m) => `html ${m}`);
  for (const colorScheme of schemes) {
    await page.emulateMedia({ colorScheme });
    wrong.push(...(await axe(page)).map((m) => `${colorScheme}: ${m}`));
  }
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize({ width: 320, height: 800 });
  await page.evaluate(() => { for (const d of document.querySelectorAll('details')) d.open = true; });
  const out = await overflow(page);
  if (out) wrong.push(`sticks out by ${out}`);
  if (process.env.SHOTS === '1') await shoot(page, `hasil-${name}`);
  await page.setViewportSize({ width: 1280, height: 900 });
  none(wrong.concat(page.wrong), `${name} ${page.url()}`);
}

const json = (page, url) => page.evaluate((u) => fetch(u).then((r) => r.json()), url);
const text = (page, url) => page.evaluate((u) => fetch(u).then((r) => r.text()), url);

test('the pages of a result are reached by clicking from the campaign, and fail nobody', async () => {
  const { page, at } = await begin();
  const walk = async (name, link, from = at) => {
    await page.goto(from);
    await click(page, link);
    await look(page, name);
    return page.url();
  };
  const result = await walk('hasil', 'Lihat hasil');
  check(result.endsWith('/hasil'), result);
  await click(page, 'SKM (IKM)');
  await look(page, 'hasil-skm');
  check((await walk('saran', 'Saran dan masukan', result)).endsWith('/saran'), 'what they wrote');
  check((await walk('banding', 'Perbandingan unit', result)).includes('/survei/banding'), 'units compared');
  check((await walk('unduh', 'Unduhan')).endsWith('/unduh'), 'files');
  check((await walk('tindak', 'Tindak lanjut survei')).endsWith('/tindak'), 'what was done');
  const open = await walk('publik', 'Hasil seperti dibaca umum');
  check(/\/s\/[^/]+\/hasil$/.test(open), open);
  await click(page, 'Hasil survei untuk umum');
  await look(page, 'publik-semua');
});

test('the numbers of the page are those of the API, of the open data, and of pulau survei score on the rows', async () => {
  const { page, at } = await begin();
  await page.goto(`${at}/hasil`);
  const api = await json(page, at.replace('/survei/', '/api/v1/survei/') + '/hasil');
  const all = api.items;
  check(all && all.length === 3, `three instruments: ${JSON.stringify(api).slice(0, 300)}`);
  const csv = (await text(page, `${at}/jawaban/csv`)).replace(/^\uFEFF/, '').trim().split(/\r?\n/).map((line) => line.split(';').map((c) => c.replace(/^"|"$/g, '')));
  const open = await json(page, await publicAddress(page, at));
  const tabs = await page.locator('main .links').first().locator('a').evaluateAll((a) => a.map((x) => ({ text: x.textContent, href: x.href })));
  for (const tab of tabs) {
    await page.goto(tab.href);
    const shown = point(await page.innerText('.margin-points strong'));
    const name = tab.text.match(/\((\w+)\)/)[1];
    const has = all.find((x) => x.index_name === name);
    same(has.all.index, shown, `${name} of the API`);
    check(JSON.stringify(open).includes(`"${shown}"`), `${name} ${shown} in the open data: ${JSON.stringify(open).slice(0, 400)}`);
    const scored = await score(csv, has.instrument);
    same(scored.n, has.all.n, `${name}: answers`);
    same(scored.index, shown, `${name} of pulau survei score`);
    for (const e of scored.elements) {
      const row = page.locator('main table').first().locator('tr', { hasText: new RegExp(`^\\s*${e.code}\\b`) });
      same(point((await row.locator('td').first().innerText()).trim()), e.mean, `${name} ${e.code}`);
    }
  }
});

async function publicAddress(page, at) {
  await page.goto(at);
  await click(page, 'Hasil seperti dibaca umum');
  const address = `${page.url()}.json`;
  await page.goto(`${at}/hasil`);
  return address;
}

// The columns of an instrument are named by it and its element: "SPAK_D1".
async function score(csv, instrument) {
  const family = instrument.split('-')[0].toLowerCase();
  const at = csv[0].map((head, i) => [head.toLowerCase(), i]).filter(([head]) => new RegExp(`^${family}_[a-z]+\\d+$`).test(head)).map(([, i]) => i);
  check(at.length > 4, `columns of ${instrument} among ${csv[0].join(' ')}`);
  const answers = csv.slice(1).map((row) => at.map((i) => Number(row[i])));
  const file = path.join(demo.data, `${family}.json`);
  fs.writeFileSync(file, JSON.stringify({ instrument, answers }));
  return JSON.parse(await exec(['survei', 'score', file]));
}

test('a group folds open and another instrument is chosen by the keyboard alone', async () => {
  const { page, at } = await begin();
  await page.goto(`${at}/hasil`);
  const until = async (fits) => {
    for (let i = 0; i < 80; i++) {
      await page.keyboard.press('Tab');
      if (await page.evaluate(fits)) return;
    }
    check(false, `not reached: ${fits}`);
  };
  await until("document.activeElement.tagName === 'SUMMARY' && !document.activeElement.parentElement.open && document.activeElement.closest('#kelompok')");
  const folded = await page.evaluate(() => document.activeElement.textContent);
  await page.keyboard.press('Enter');
  check(await page.locator('#kelompok details[open]', { hasText: folded }).locator('tbody tr').first().isVisible(), `${folded} is open`);
  await page.goto(`${at}/hasil`);
  await until("document.activeElement.textContent.startsWith('SKM')");
  await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
  check((await page.innerText('main')).includes('IKM'), 'the other index');
});

test('without an account the public sees what is published, and nothing that is not', async () => {
  const { page: inside, at } = await begin();
  const address = (await publicAddress(inside, at)).replace('.json', '');
  const guest = await visitor({ javaScriptEnabled: false });
  const page = await guest.newPage();
  await page.goto(`${demo.base}/survei/publik`);
  await page.goto(address);
  check((await page.innerText('main')).includes('IPAK'), 'the result');
  same((await page.goto(`${at}/hasil`)).url().includes('/masuk'), true, 'the unit\'s own page asks who it is');
  const running = address.replace(/-(\d+)-(\d)\/hasil$/, (_, y, q) => `-${+y + (q === '4')}-${(q % 4) + 1}`);
  same((await page.goto(running)).status(), 200, 'a survey that still runs can be answered');
  same((await page.goto(`${running}/hasil`)).status(), 404, 'its results');
  none(guest.wrong, 'as a guest');
  await guest.close();
});

run();
