// crawl.js - every page that a role can reach by links: it answers, it is valid, light, readable, and fits a phone.
//
//     node test/browser/crawl.js        ROLE=Admin: this one alone; SHOTS=0: without pictures
//
// Pictures: build/shots/<role>-<address>-<size>-<scheme>.png
'use strict';
const { test, check, run, startDemo, visitor, signIn, axe, overflow, validate, shoot, sizes, schemes } = require('./lib');

const MOST = 400;                       // addresses a role; more than that is a link that makes links
const ALIKE = 2;                        // pages of one kind that are looked at: /unit/1 and /unit/2, not /unit/3
const WEIGHT = 100000;                  // bytes of a first view, all in
const pictures = process.env.SHOTS !== '0';
let demo;

const none = (list, what) => check(!list.length, `${what}:\n    ${list.slice(0, 20).join('\n    ')}`);

// "/unit/7/ubah?hal=2&urut=kode" is of the kind "/unit/#/ubah", "/s/kpp-101-2026-3/hasil" of the kind "/s/#/hasil":
// sorting and paging make no other page.
function kind(url) {
  const { pathname, searchParams } = new URL(url);
  const keys = [...new Set(searchParams.keys())].filter((k) => !['hal', 'urut'].includes(k)).sort().join('&');
  const bare = pathname.replace(/^\/s\/[^/]+/, '/s/#').replace(/\/\d+(?=\/|$)/g, '/#').replace(/(?<=\/(butir|area)\/).+$/, '#');
  return bare + (keys ? `?${keys}` : '');
}

const links = (html, url) => [...html.matchAll(/<a\s[^>]*?href="([^"]*)"/g)]
  .map(([, href]) => new URL(href.replace(/&amp;/g, '&'), url))
  .filter((to) => to.origin === demo.base).map((to) => to.href.replace(/#.*/, ''));

const resources = (page) => page.evaluate(() => performance.getEntriesByType('resource').reduce((sum, e) => sum + e.encodedBodySize, 0));

const deadFragments = (page) => page.evaluate(() => [...document.querySelectorAll('a[href*="#"]')]
  .filter((a) => a.pathname === location.pathname && a.origin === location.origin && a.hash && !document.getElementById(decodeURIComponent(a.hash.slice(1))))
  .map((a) => `a link to ${a.hash}, which is not in the page`));

// What stands in a page, without its words: another role that sees the same need not be looked at again.
const shapes = new Map();
const parts = (page) => page.evaluate(() => [...new Set([...document.body.querySelectorAll('*')]
  .map((e) => `${e.tagName}.${e.getAttribute('class') || ''}.${e.getAttribute('role') || ''}`))]);

async function isNew(page, like) {
  const known = shapes.get(like) || new Set();
  const now = await parts(page);
  const fresh = now.some((part) => !known.has(part));
  now.forEach((part) => known.add(part));
  shapes.set(like, known);
  return fresh;
}

// In the browser, from the answer that is there already: every address is asked for once.
async function look(page, url, answer, role) {
  const wrong = [];
  const html = await answer.text();
  await page.route(answer.url(), (route) => route.fulfill({ response: answer }), { times: 1 });
  await page.goto(answer.url());
  wrong.push(...(await validate(html)).map((m) => `html ${m}`), ...await deadFragments(page));
  const sent = Number(answer.headers()['content-length'] || Buffer.byteLength(html));      // long pages travel compressed
  const bytes = sent + await resources(page);
  if (bytes > WEIGHT) wrong.push(`weighs ${bytes} bytes`);
  if (!await isNew(page, kind(url))) return wrong;
  for (const colorScheme of schemes) {
    await page.emulateMedia({ colorScheme });
    wrong.push(...(await axe(page)).map((m) => `${colorScheme}: ${m}`));
  }
  for (const width of [1024, ...sizes]) {
    await page.setViewportSize({ width, height: 800 });
    const out = await overflow(page);
    if (out) wrong.push(`sticks out at ${width} px by ${out}`);
  }
  if (pictures) await shoot(page, `${role}-${kind(url).replace(/[^a-z0-9#]+/gi, '_').replace(/#/g, 'n') || 'beranda'}`);
  await page.setViewportSize({ width: 1280, height: 900 });
  return wrong;
}

// Visits what can be reached; gives the number of pages and everything that was wrong.
async function crawl(context, role) {
  const page = await context.newPage();
  const seen = new Map(), asked = new Set(), wrong = [];
  const todo = [`${demo.base}/`];
  while (todo.length && asked.size < MOST) {
    const url = todo.shift(), like = kind(url);
    if (asked.has(url) || (seen.get(like) || 0) >= ALIKE) continue;
    asked.add(url);
    seen.set(like, (seen.get(like) || 0) + 1);
    const answer = await context.request.get(url);
    if (answer.status() !== 200) { wrong.push(`${url}: answers ${answer.status()}`); continue; }
    if (!(answer.headers()['content-type'] || '').startsWith('text/html')) continue;
    for (const link of links(await answer.text(), answer.url())) if (!link.includes('bahasa=')) todo.push(link);
    if (seen.get(like) === 1) wrong.push(...(await look(page, url, answer, role)).map((m) => `${url}: ${m}`));
  }
  check(asked.size < MOST, `${role} never comes to an end: ${[...seen].slice(-5).map(([k, n]) => `${k} ${n}`).join(', ')}`);
  return { pages: asked.size, wrong: [...wrong, ...context.wrong] };
}

test('the demo serves', async () => { demo = await startDemo(); });

test('whoever is not signed in reaches only good pages', async () => {
  const context = await visitor();
  const { pages, wrong } = await crawl(context, 'tamu');
  none(wrong, `${pages} pages`);
});

// One role; gives what was wrong.
async function visit(role, who) {
  const context = await visitor();
  const page = await context.newPage();
  await signIn(page, demo.base, who);
  await page.close();
  const { pages, wrong } = await crawl(context, role.toLowerCase());
  console.log([`    ${role}: ${pages} pages, ${wrong.length} things wrong`, ...wrong].join('\n      '));
  await context.close();
  return wrong.map((w) => `${role}: ${w}`);
}

// Two at once: while one is judged here, the browser and the server are busy with the other.
test('every role of the demo reaches only good pages', async () => {
  const roles = [...new Map(demo.people.map((p) => [p.role, p]))].filter(([role]) => role.includes(process.env.ROLE || ''));
  const failures = [];
  const next = async () => {
    for (let one = roles.shift(); one; one = roles.shift()) failures.push(...await visit(...one));
  };
  await Promise.all([next(), next()]);
  none(failures, 'pages');
});

test('the server had nothing to complain about', async () => {
  none(demo.log().split('\n').filter((line) => line.includes('level=error')), 'its log');
});

run();
