// fill_test.js - answering in a browser: with and without JavaScript, by keyboard, on 320 px, at a counter, offline.
//
//     node test/survei/fill_test.js [part of a name]        pictures with SHOTS=1: build/shots/isi-*.png
'use strict';
const path = require('node:path');
const { test, check, none, same, run, dataFolder, exec, serve, visitor, axe, overflow, validate, shoot, schemes } = require('../browser/lib');
const { campaign, count, query } = require('./campaign');

let site, db;
const made = {};

async function setUp() {
  if (site) return;
  const data = dataFolder();
  db = path.join(data, 'pulau.db');
  await exec(['demo', '--data', data]);
  for (const slug of ['loket', 'papan', 'kunci', 'tanpa', 'kios', 'lepas', 'sunyi', 'mundur']) made[slug] = campaign(db, slug);
  process.env.PULAU_SURVEI_IDLE_S = '15';
  process.env.PULAU_SURVEI_BITS = '14';
  process.env.PULAU_SURVEI_RATE = '300';
  site = await serve(data);
}

async function open(slug, { at = '', ...options } = {}) {
  await setUp();
  const context = await visitor({ viewport: { width: 320, height: 640 }, ...options });
  const page = await context.newPage();
  page.wrong = context.wrong;
  page.on('response', (a) => { if (a.request().isNavigationRequest()) page.served = a; });
  await page.goto(`${site.base}/s/${slug}${at}`);
  return page;
}

async function look(page, name, { html = true } = {}) {
  const wrong = html ? (await validate(await page.served.text())).map((m) => `html ${m}`) : [];
  if (name.startsWith('kiosk')) wrong.splice(0, wrong.length, ...wrong.filter((m) => !m.includes('meta-refresh')));    // without a script, what else?
  for (const colorScheme of schemes) {
    await page.emulateMedia({ colorScheme });
    wrong.push(...(await axe(page)).map((m) => `${colorScheme}: ${m}`));
  }
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize({ width: 320, height: 640 });
  const out = await overflow(page);
  if (out) wrong.push(`sticks out by ${out}`);
  if (process.env.SHOTS !== '0') await shoot(page, `isi-${name}`, { only: [320, 768] });
  await page.setViewportSize({ width: 320, height: 640 });
  none(wrong.concat(page.wrong.filter((m) => !m.includes('ERR_INTERNET_DISCONNECTED'))), name);
}

const title = (page) => page.innerText('h1');
const next = (page) => Promise.all([page.waitForNavigation(), page.click('.fill .buttons .button:not(.plain)')]);

async function start(page, service = 0) {
  await page.check('#finished');
  await page.locator('[name=service]').nth(service).check();
  await page.fill('#served_on', '2026-01-15');
}

async function marks(page, from, n, value) {
  for (let i = from; i < from + n; i++) await page.check(`[name=m${i}][value="${value}"]`);
}

// The whole walk up to the page that checks; `on` goes from screen to screen.
async function walk(page, on = next, seen = async () => {}) {
  await start(page);
  await seen('start');
  await on(page);
  for (const [from, n] of [[0, 5], [5, 4], [9, 5]]) {
    await marks(page, from, n, 4);
    await seen(`group-${from}`);
    await on(page);
  }
  await page.check('[name=a0][value="1"]');
  await seen('about');
  await on(page);
  await page.check('[name=m14][value="2"]');
  await page.fill('#said', 'Ruang tunggu "nyaman" & bersih');
  await seen('said');
  await on(page);
  await seen('check');
}

test('a respondent answers on a phone, and no page of the walk fails anybody', async () => {
  const page = await open('loket');
  await look(page, 'begin');
  await next(page);
  same(await page.locator('.trouble li').count(), 3, 'all that is missing at once');
  await look(page, 'wrong');
  await walk(page, next, (name) => look(page, name));
  check((await page.innerText('main')).includes('Ruang tunggu "nyaman" & bersih'), 'what was typed is shown as it was typed');
  await next(page);
  same(await title(page), 'Terima kasih', 'the end');
  await look(page, 'thanks');
  same(count(db, made.loket, "AND channel = 'web'"), 1, 'answers');
  same((await page.context().cookies()).length, 0, 'cookies');
  same(await page.evaluate(() => localStorage.length + sessionStorage.length), 0, 'things kept by the browser');
});

test('without JavaScript it is the same', async () => {
  const page = await open('tanpa', { javaScriptEnabled: false });
  await walk(page);
  await next(page);
  same(await title(page), 'Terima kasih', 'the end');
  same(count(db, made.tanpa), 1, 'answers');
});

test('the keyboard alone is enough', async () => {
  const page = await open('kunci');
  const press = async (...keys) => { for (const key of keys) await page.keyboard.press(key); };
  const send = () => Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
  const until = async (fits) => {
    for (let i = 0; i < 40; i++) {
      await press('Tab');
      if (await page.evaluate(fits)) return;
    }
    check(false, `not reached: ${fits}`);
  };
  await until("document.activeElement.id === 'finished'");
  await press('Space', 'Tab', 'Space', 'Tab');
  await page.keyboard.type('01152026');
  await page.evaluate(() => { const d = document.getElementById('served_on'); if (!d.value) d.value = '2026-01-15'; });
  await until("document.activeElement.className === 'button'");
  await send();
  for (const n of [5, 4, 5]) {
    for (let i = 0; i < n; i++) await press('Tab', 'Space');
    await until("document.activeElement.className === 'button'");
    await send();
  }
  await until("document.activeElement.className === 'button'");
  await send();
  await press('Tab', 'Space');
  await until("document.activeElement.className === 'button'");
  await send();
  await until("document.activeElement.className === 'button'");
  await send();
  same(await title(page), 'Terima kasih', 'the end');
  same(count(db, made.kunci), 1, 'answers');
});

test('going back, by the button and by the browser, keeps what was said', async () => {
  const page = await open('mundur');
  await walk(page);
  await page.goBack();
  same(await page.inputValue('#said'), 'Ruang tunggu "nyaman" & bersih', 'typed words after the browser\'s back');
  await next(page);
  await Promise.all([page.waitForNavigation(), page.click('.change button >> nth=1')]);
  check(await page.isChecked('[name=m0][value="4"]'), 'the mark is still chosen');
  await page.check('[name=m0][value="2"]');
  await next(page);
  same(await title(page), 'Periksa jawaban Anda', 'and back at the check');
  await page.goto(`${site.base}/s/mundur?b=en`);
  check((await page.innerText('body')).includes('Begin') || (await page.innerText('body')).includes('Start'), 'English');
  await look(page, 'english');
});

test('two clicks and a reload are one answer', async () => {
  const page = await open('papan');
  await walk(page);
  const form = await page.evaluate(() => [...new FormData(document.querySelector('.fill')).entries()]);
  await next(page);
  const again = await fetch(`${site.base}/s/papan/kirim`, { method: 'POST', body: new URLSearchParams(form), redirect: 'manual' });
  same(again.status, 303, 'sent again');
  same(count(db, made.papan), 1, 'answers');
});

test('the log names nobody and no address', async () => {
  await setUp();
  await fetch(`${site.base}/s/loket`, { headers: { cookie: 'sesi=rahasia', 'user-agent': 'kenari-7531' } });
  await fetch(`${site.base}/s/loket/u/kenari2468abcdef`);
  const log = site.log();
  check(log.includes('/s/:slug'), 'the log has the pages');
  for (const line of log.split('\n').filter((l) => l.includes('/s/'))) {
    check(!/127\.0\.0\.1|kenari|rahasia/.test(line) && !/user=[1-9]/.test(line), `the log says too much: ${line}`);
  }
});

test('a tablet at the counter warns, and goes back to its start when nobody touches it', async () => {
  const at = `/kios/kios-kios-rahasia`;
  const page = await open('kios', { at, viewport: { width: 768, height: 1024 } });
  await look(page, 'kiosk');
  await start(page);
  await next(page);
  same(await title(page), 'Pertanyaan 1–5 dari 16', 'the second screen');
  await page.locator('.stay:not([hidden])').waitFor({ timeout: 20000 });
  await page.click('.stay button');
  check(await page.isHidden('.stay'), 'a touch is enough to stay');
  await page.waitForURL(/\?b=id$/, { timeout: 25000 });
  check(!(await page.isChecked('#finished')), 'nothing of the last one is left');
  await walk(page);
  await next(page);
  same(await title(page), 'Terima kasih', 'the end');
  await look(page, 'kiosk-thanks');
  await page.waitForURL(/\?b=id$/, { timeout: 20000 });
  same(count(db, made.kios, "AND channel = 'kiosk'"), 1, 'answers');
});

// --- offline ---

const step = (page) => page.click('.fill .buttons .button:not(.plain)');
const queue = (page) => page.innerText('#queue');
const queued = (page, text) => page.locator('#queue', { hasText: text }).waitFor({ timeout: 30000 });

async function walkOffline(page) {
  await walk(page, step);
  await step(page);
  await page.locator('h1', { hasText: 'Terima kasih' }).waitFor();
}

test('a tablet without network keeps answers, survives a restart, and hands each in once', async () => {
  const page = await open('lepas', { at: '/kios/kios-lepas-rahasia/lepas', viewport: { width: 768, height: 1024 } });
  await page.locator('#tablet[data-ready]').waitFor({ state: 'attached', timeout: 20000 });
  await look(page, 'tablet');
  await page.reload();                          // from now on the service worker answers
  await page.locator('#tablet[data-ready]').waitFor({ state: 'attached', timeout: 20000 });
  await page.context().setOffline(true);
  for (let i = 1; i <= 3; i++) {
    await walkOffline(page);
    await queued(page, `${i} menunggu, 0 sudah diterima`);
    if (i === 1) await look(page, 'tablet-thanks', { html: false });
    await page.click('.buttons .button');
  }
  await page.reload();
  await queued(page, '3 menunggu');
  same(count(db, made.lepas), 0, 'answers on the server while the network is away');
  const [file] = await Promise.all([page.waitForEvent('download'), page.click('.waiting .link')]);
  const kept = JSON.parse(require('node:fs').readFileSync(await file.path(), 'utf8'));
  same(kept.answers.length, 3, 'answers in the file');
  await page.context().setOffline(false);
  await page.evaluate(() => dispatchEvent(new Event('online')));
  await queued(page, '0 menunggu, 3 sudah diterima');
  same(count(db, made.lepas, "AND channel = 'offline'"), 3, 'answers');
  none(page.wrong.filter((m) => !m.includes('ERR_INTERNET_DISCONNECTED')), 'the tablet');
});

test('the queue of a tablet speaks the language that was chosen', async () => {
  const page = await open('lepas', { at: '/kios/kios-lepas-rahasia/lepas' });
  for (const [lang, word] of [['jv', 'nengga'], ['su', 'ngantosan'], ['en', 'waiting']]) {
    await page.click(`.languages [lang=${lang}]`);
    await queued(page, word);
    same(await page.getAttribute('html', 'lang'), lang, 'the language of the page');
  }
  none(page.wrong, 'the tablet');
});

test('what the server refuses stays on the tablet with its reason', async () => {
  const page = await open('sunyi', { at: '/kios/kios-sunyi-rahasia/lepas' });
  await page.locator('.fill').waitFor();
  query(db, "UPDATE survei_campaign SET state = 'closed' WHERE slug = 'sunyi';");
  await walkOffline(page);
  await queued(page, '0 menunggu, 0 sudah diterima');
  await page.locator('.waiting li', { hasText: 'sudah ditutup oleh unitnya' }).waitFor();
  await look(page, 'tablet-refused', { html: false });
  same(count(db, made.sunyi), 0, 'answers');
});

run();
