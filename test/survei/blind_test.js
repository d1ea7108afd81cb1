// blind_test.js - the right to answer a strict campaign, from the code of an invitation to the answer, in a browser.
//
//     node test/survei/blind_test.js [part of a name]        pictures with SHOTS=1: build/shots/blind-*.png
'use strict';
const crypto = require('node:crypto');
const { execFileSync } = require('node:child_process');
const path = require('node:path');
const fs = require('node:fs');
const { test, check, none, same, run, later, exec, dataFolder, serve, postgres, visitor, openPage, look } = require('../browser/lib');

let site, codes, data;
const address = (slug) => `${site.base}/s/${slug}/token`;
const kept = (page, slug) => page.evaluate((s) => JSON.parse(localStorage.getItem(`survei ${s}`) || '{}'), slug);
const said = (page) => page.innerText('form[data-blind] [role="status"]');

async function ready(slug, where = address(slug)) {
  for (let i = 0; i < 300; i++) {
    if ((await (await fetch(where)).text()).includes('data-blind')) return;
    await new Promise((done) => { setTimeout(done, 100); });
  }
  check(false, 'the key of the campaign was never made');
}

async function setUp() {
  if (site) return;
  data = dataFolder();
  await exec(['demo', '--data', data]);
  codes = JSON.parse(execFileSync('python3', [path.join(__dirname, 'office.py'), path.join(data, 'pulau.db')], { encoding: 'utf8' }));
  site = await serve(data);
  await Promise.all(['ketat', 'lain'].map((slug) => ready(slug)));
}

async function open(where, options) {
  await setUp();
  const page = await openPage(options);
  await page.goto(where());
  return page;
}

const press = (page) => page.click('form[data-blind] button');
const spoken = (page, part) => page.locator('form[data-blind] [role="status"]').filter({ hasText: part }).waitFor();

// Press, and wait for the page that follows.
async function fetchRight(page, slug) {
  await Promise.all([page.waitForURL(`**/s/${slug}?b=id`), press(page)]);
  return kept(page, slug);
}

const bytes = (text) => Buffer.from(text, 'base64url');

async function proven(slug, right) {
  const pem = await (await fetch(`${address(slug)}/kunci.pem`)).text();
  return crypto.verify('sha384', bytes(right.token), { key: pem, padding: crypto.constants.RSA_PKCS1_PSS_PADDING, saltLength: 48 }, bytes(right.sig));
}

// Everything the program has stored, as one text in hexadecimal and one as it is.
function stored() {
  return execFileSync('python3', ['-c', `
import sqlite3, sys
print("\\n".join(sqlite3.connect(sys.argv[1]).iterdump()))`, path.join(data, 'pulau.db')], { encoding: 'utf8', maxBuffer: 1 << 30 }).toLowerCase();
}

test('a code becomes a right that the server signed without seeing it', async () => {
  const page = await open(() => `${address('ketat')}#${codes.ketat[0].toUpperCase()}`);
  same(await page.inputValue('#kode'), codes.ketat[0].toUpperCase(), 'the code of the address is filled in');
  check(!page.url().includes('#'), 'and taken out of it');
  await page.click('details summary');
  await look(page, 'blind-token');
  const sent = [];
  page.on('request', (q) => { if (q.method() === 'POST') sent.push(q); });
  const right = await fetchRight(page, 'ketat');
  same(bytes(right.token).length, 64, 'the token');
  same(bytes(right.sig).length, 384, 'the signature');
  check(await proven('ketat', right), 'it can be proven with the public key');
  check(!await proven('lain', right), 'and with no other campaign\'s');
  check(!right.code && !right.inv && !right.blinded, 'neither the code nor the blinding number stays');
  same(sent.length, 1, 'one request');
  const form = new URLSearchParams(sent[0].postData());
  check(!sent[0].postData().includes(right.token) && !sent[0].headers().cookie, 'the token does not leave, nor does a cookie');
  const all = stored();
  for (const secret of [form.get('blinded'), right.token, right.sig]) {
    check(!all.includes(bytes(secret).toString('hex').slice(0, 32)), 'nothing of it is stored');
  }
  check(!all.includes(codes.ketat[0]), 'nor is the code');
});

test('whoever comes back finds the right that was not used yet', async () => {
  const page = await open(() => `${address('ketat')}#${codes.ketat[1]}`);
  const right = await fetchRight(page, 'ketat');
  await page.goto(address('ketat'));
  check((await said(page)).includes('belum dipakai'), await said(page));
  await Promise.all([page.waitForURL('**/s/ketat?b=id'), page.click('[role="status"] a')]);
  same((await kept(page, 'ketat')).token, right.token, 'the same');
});

test('a code gives one right, on one device', async () => {
  await open(() => `${address('ketat')}#${codes.ketat[2]}`).then((page) => fetchRight(page, 'ketat'));
  const other = await open(() => `${address('ketat')}#${codes.ketat[2]}`);
  await press(other);
  await spoken(other, 'sudah dipakai');
  check(!(await kept(other, 'ketat')).sig, 'no right');
  await other.fill('#kode', 'salah-salah-salah');
  await press(other);
  await spoken(other, 'tidak mengenal kode');
});

test('a reply that was lost is asked for again, also after a reload', async () => {
  const page = await open(() => `${address('ketat')}#${codes.ketat[3]}`);
  let lost = 0;
  await page.route('**/s/ketat/token', async (route) => {
    if (route.request().method() !== 'POST' || lost >= 2) return route.continue();
    await route.fetch();                        // it reached the server, which signed and marked the invitation
    lost++;
    return route.abort();
  });
  await press(page);
  await spoken(page, 'Jaringan terputus');
  const first = await kept(page, 'ketat');
  await press(page);
  await page.locator('form[data-blind] button:enabled').waitFor();
  await page.goto(`${address('ketat')}?#${codes.ketat[3]}`);
  const right = await fetchRight(page, 'ketat');
  same(right.token, first.message, 'the very same message was signed');
  check(lost === 2 && await proven('ketat', right), 'and holds');
});

test('what another key signed is thrown away, and the invitation is not lost', async () => {
  const page = await open(() => `${address('ketat')}#${codes.ketat[4]}`);
  let lies = 1;
  await page.route('**/s/ketat/token', async (route) => {
    if (route.request().method() !== 'POST' || !lies--) return route.continue();
    await route.fetch();
    return route.fulfill({ json: { signed: crypto.randomBytes(384).fill(1, 0, 1).toString('base64url') } });
  });
  await press(page);
  await spoken(page, 'tidak dapat membuat hak');
  check(!(await kept(page, 'ketat')).sig, 'no right');
  const right = await fetchRight(page, 'ketat');
  check(await proven('ketat', right), 'the second time it is the server that answers');
});

test('the whole strict page is under 100 kB on its way, and under 20 without what is cached for all pages', async () => {
  const page = await open(() => `${site.base}/`);
  const cdp = await page.context().newCDPSession(page);
  const parts = {};
  const names = {};
  await cdp.send('Network.enable');
  cdp.on('Network.responseReceived', (e) => { names[e.requestId] = e.response.url; });
  cdp.on('Network.loadingFinished', (e) => { parts[names[e.requestId]] = e.encodedDataLength; });
  await page.goto(address('ketat'), { waitUntil: 'networkidle' });
  const size = (pick) => Object.entries(parts).filter(([url]) => pick(url)).reduce((n, [, b]) => n + b, 0);
  const own = size((url) => /token$|survei-blind/.test(url));
  console.log(`    the page ${size((u) => /token$/.test(u))}, its script ${size((u) => u.includes('survei-blind'))} bytes`);
  check(own > 10000 && own < 20000, `page and script: ${own}`);
  const fresh = await open(() => address('ketat'));
  const all = await fresh.evaluate(() => performance.getEntries().reduce((n, e) => n + (e.transferSize || 0), 0));
  check(all < 100000, `everything a first visitor gets: ${all}`);
  console.log(`    everything a first visitor gets: ${all} bytes`);
});

test('without JavaScript the page says what is left', async () => {
  const page = await open(() => address('ketat'), { javaScriptEnabled: false });
  const words = await page.innerText('main');
  check(words.includes('Tanpa JavaScript') && words.includes('tablet') && !words.includes('Jawab dengan kode'), words);
  await page.fill('#kode', codes.ketat[5]);
  await Promise.all([page.waitForNavigation(), press(page)]);
  check((await page.innerText('main')).includes('tablet'), 'also after it was sent');
  const later = await open(() => `${address('ketat')}#${codes.ketat[5]}`);
  check(await proven('ketat', await fetchRight(later, 'ketat')), 'and the code is still good');
  const lain = await open(() => address('lain'), { javaScriptEnabled: false });
  check((await lain.innerText('main')).includes('Jawab dengan kode'), 'where plain codes are taken it says so');
});

test('the page can be read in English, and used by keyboard', async () => {
  const page = await open(() => `${address('ketat')}?b=en`);
  check((await page.innerText('main')).includes('Invitation code'), 'in English');
  await page.focus('#kode');
  await page.keyboard.type(codes.ketat[6]);
  await Promise.all([page.waitForURL('**/s/ketat?b=en'), page.keyboard.press('Enter')]);
  check(await proven('ketat', await kept(page, 'ketat')), 'by keyboard alone');
});

// --- the answer itself ---

// Screen after screen, the first choice everywhere, until it is thanked for or refused.
async function answer(page) {
  for (let screen = 0; screen < 40; screen++) {
    await page.evaluate(() => {
      const names = new Set([...document.querySelectorAll('form.fill [type=radio]')].map((i) => i.name));
      for (const name of names) {
        const all = [...document.querySelectorAll(`form.fill [name="${name}"]`)];
        if (!all.some((i) => i.checked)) all[0].checked = true;
      }
      for (const box of document.querySelectorAll('form.fill [type=checkbox]')) box.checked = true;
      for (const day of document.querySelectorAll('form.fill [type=date]')) day.value = day.value || '2026-08-03';
      for (const list of document.querySelectorAll('form.fill select')) list.selectedIndex = Math.max(1, list.selectedIndex);
    });
    const [reply] = await Promise.all([page.waitForNavigation(), page.click('form.fill .buttons .button:not(.plain)')]);
    if (page.url().includes('terima-kasih') || reply.status() >= 400) return reply.status();
  }
  return 0;
}

const rows = (sql) => Number(execFileSync('python3', ['-c', `
import sqlite3, sys
print(sqlite3.connect(sys.argv[1]).execute(sys.argv[2]).fetchone()[0])`, path.join(data, 'pulau.db'), sql], { encoding: 'utf8' }));
const answers = () => rows('SELECT COUNT(*) FROM survei_answer');

test('a right is used for one answer, and then forgotten', async () => {
  const page = await open(() => `${address('ketat')}#${codes.ketat[7]}`);
  const right = await fetchRight(page, 'ketat');
  const before = answers();
  same(await answer(page), 200, `thanked: ${await page.innerText('main')}`);
  same(answers(), before + 1, 'stored');
  same(Object.keys(await kept(page, 'ketat')).length, 0, 'the browser keeps nothing');
  none(page.wrong, 'on the way');

  await page.evaluate((r) => localStorage.setItem('survei ketat', JSON.stringify(r)), right);
  await page.goto(`${site.base}/s/ketat`);
  same(await answer(page), 409, 'the same right again');
  same(answers(), before + 1, 'nothing is stored');
});

test('without a right, and with another campaign\'s, nothing can be answered', async () => {
  const page = await open(() => `${site.base}/s/ketat`);
  const before = answers();
  check((await page.innerText('main')).includes('Ambil hak menjawab'), 'it says where to get one');
  check(await answer(page) >= 400 && answers() === before, 'none');
  const other = await open(() => `${address('lain')}#${codes.lain[0]}`);
  const right = await fetchRight(other, 'lain');
  await page.evaluate((r) => localStorage.setItem('survei ketat', JSON.stringify(r)), right);
  await page.goto(`${site.base}/s/ketat`);
  check(await answer(page) >= 400 && answers() === before, 'another campaign\'s');
  same(await answer(other), 200, 'it is good where it belongs');
  same(answers(), before + 1, 'stored there');
});

// --- many at once, without a browser: the package in node, the program on either engine ---

async function blinder(where) {
  const { RSABSSA } = await import('@cloudflare/blindrsa-ts');
  const suite = RSABSSA.SHA384.PSS.Randomized();
  const pem = await (await fetch(`${where}/kunci.pem`)).text();
  const der = crypto.createPublicKey(pem).export({ type: 'spki', format: 'der' });
  const key = await crypto.subtle.importKey('spki', der, { name: 'RSA-PSS', hash: 'SHA-384' }, true, ['verify']);
  const ask = async (kode, made) => {
    const body = new URLSearchParams({ kode, blinded: Buffer.from(made.blindedMsg).toString('base64url') });
    const answer = await fetch(where, { method: 'POST', body });
    return { status: answer.status, ...await answer.json() };
  };
  const make = async () => {
    const message = suite.prepare(crypto.randomBytes(32));
    return { message, ...await suite.blind(key, message) };
  };
  const finish = (made, signed) => suite.finalize(key, made.message, new Uint8Array(bytes(signed)), made.inv);
  return { ask, make, finish };
}

for (const engine of ['SQLite', 'PostgreSQL']) {
  test(`of many that ask at once each code is signed for once, on ${engine}`, async () => {
    const folder = dataFolder();
    const uri = engine === 'PostgreSQL' ? await postgres() : path.join(folder, 'pulau.db');
    if (engine === 'PostgreSQL') fs.writeFileSync(path.join(folder, 'pulau.conf'), `db = ${uri}\n`);
    await exec(['demo', '--data', folder]);
    const all = JSON.parse(execFileSync('python3', [path.join(__dirname, 'office.py'), uri], { encoding: 'utf8' })).ketat;
    const { base } = await serve(folder);
    const where = `${base}/s/ketat/token`;
    await ready('ketat', where);
    const client = await blinder(where);
    const made = [];
    for (let i = 0; i < 24; i++) made.push(await client.make());

    const each = await Promise.all(all.slice(0, 16).map((code, i) => client.ask(code, made[i])));
    for (const [i, answer] of each.entries()) {
      same(answer.status, 200, `code ${i}`);
      check((await client.finish(made[i], answer.signed)).length === 384, 'and it holds');
    }
    const rivals = await Promise.all(made.slice(16).map((m) => client.ask(all[20], m)));
    same(rivals.filter((a) => a.status === 200).length, 1, 'of eight with one code one is signed for');
    same(rivals.filter((a) => a.status === 409).length, 7, 'and seven are told');
    const twice = await Promise.all([1, 2, 3, 4].map(() => client.ask(all[21], made[0])));
    check(twice.every((a) => a.status === 200 && a.signed === twice[0].signed), 'the same sent at once is the same');
  });
}

run();
