// lib.js - what every browser test uses: a runner, the program on a free port, a browser, and eyes.
//
//     const { test, check, run, browser, open } = require('./lib');
//     test('a sentence that says what holds', async () => { check(1 + 1 === 2, 'why it matters'); });
//     run();
'use strict';
const { spawn } = require('node:child_process');
const crypto = require('node:crypto');
const fs = require('node:fs');
const http = require('node:http');
const os = require('node:os');
const path = require('node:path');
const { chromium } = require('playwright-core');

const root = path.resolve(__dirname, '../..');
const shots = path.join(root, 'build/shots');
const ending = [];                      // what is still to be stopped, newest last
const later = (fn) => ending.push(fn);

// --- the runner ---

const tests = [];
const test = (name, fn) => tests.push({ name, fn });

class Failure extends Error {}

function check(truth, what) {
  if (!truth) throw new Failure(what);
}

function none(list, what) {
  check(!list.length, `${what}:\n    ${list.join('\n    ')}`);
}

function same(have, want, what) {
  check(have === want, `${what}: have ${JSON.stringify(have)}, want ${JSON.stringify(want)}`);
}

// Runs what was named on the command line, or all; prints "N passed, N failed" and leaves with 1 if any failed.
async function run() {
  const parts = process.argv.slice(2);
  let passed = 0, failed = 0;
  for (const { name, fn } of tests) {
    if (parts.length && !parts.some((part) => name.includes(part))) continue;
    try {
      await fn();
      passed++;
    } catch (e) {
      failed++;
      console.log(`${name}\n    ${e instanceof Failure ? e.message : e.stack}`);
    }
  }
  while (ending.length) await ending.pop()();
  console.log(`${passed} passed, ${failed} failed`);
  process.exit(failed || !passed ? 1 : 0);
}

// --- the program ---

function program() {
  const found = [process.env.PULAU, path.join(root, 'build/pulau'), path.join(root, 'build/debug/pulau')]
    .find((p) => p && fs.existsSync(p));
  check(found, 'build the program first: make, or make release');
  return found;
}

function exec(args) {
  return new Promise((done, fail) => {
    let said = '';
    const child = spawn(program(), args, { stdio: ['ignore', 'pipe', 'pipe'] });
    child.stdout.on('data', (d) => { said += d; });
    child.stderr.on('data', (d) => { said += d; });
    child.on('error', fail);
    child.on('exit', (code) => code ? fail(new Failure(`pulau ${args.join(' ')} left with ${code}:\n${said}`)) : done(said));
  });
}

function freePort() {
  return new Promise((done) => {
    const s = http.createServer().listen(0, '127.0.0.1', () => {
      const { port } = s.address();
      s.close(() => done(port));
    });
  });
}

// What `pulau demo` prints: the password of all, then a line for each who may sign in, NIP, role, unit.
function signIns(said) {
  const password = (said.match(/: (\S+)\n/) || [])[1];
  const list = [...said.matchAll(/^ +(\d{18}) {2,}(.+?) {2,}(.+?) *$/gm)]
    .map(([, name, role, unit]) => ({ name, role, unit, password }));
  check(password && list.length, `the demo names nobody who may sign in:\n${said}`);
  return list;
}

// A data folder of its own, gone when the tests end.
function dataFolder() {
  const data = fs.mkdtempSync(path.join(os.tmpdir(), 'pulau-browser-'));
  later(() => fs.rmSync(data, { recursive: true, force: true }));
  return data;
}

// Filled with the demo; serves until the tests end.
async function startDemo() {
  const data = dataFolder();
  const people = signIns(await exec(['demo', '--data', data]));
  const who = (role, unit = '') => people.find((p) => p.role === role && p.unit.includes(unit));
  return { people, who, ...await serve(data) };
}

async function serve(data) {
  const port = await freePort();
  const env = { ...process.env, PULAU_PAGE_RATE: '0' };         // a crawler asks more often than anybody by hand
  const child = spawn(program(), ['serve', '--data', data, '--listen', `127.0.0.1:${port}`], { stdio: ['ignore', 'pipe', 'pipe'], env });
  let log = '';
  child.stdout.on('data', (d) => { log += d; });
  child.stderr.on('data', (d) => { log += d; });
  const gone = new Promise((done) => child.on('exit', done));
  const stop = async () => { child.kill('SIGTERM'); await gone; };
  later(stop);
  const base = `http://127.0.0.1:${port}`;
  for (let i = 0; ; i++) {
    check(child.exitCode === null && i < 200, `the server did not come up:\n${log}`);
    if (await fetch(`${base}/healthz`).then((r) => r.ok, () => false)) break;
    await new Promise((done) => setTimeout(done, 50));
  }
  return { base, data, log: () => log, stop };
}

// A PostgreSQL of this test's own, and the address of one of its databases.
async function postgres() {
  const child = spawn(path.join(root, 'test/pg.sh'), [], { stdio: ['ignore', 'pipe', 'inherit'] });
  const gone = new Promise((done) => child.on('exit', done));
  later(async () => { child.kill('SIGTERM'); await gone; });
  const uri = await new Promise((done) => child.stdout.once('data', (d) => done(String(d).trim())));
  return `${uri}/postgres`;
}

const types = { '.html': 'text/html; charset=utf-8', '.css': 'text/css', '.js': 'text/javascript', '.svg': 'image/svg+xml', '.woff2': 'font/woff2' };
const policy = "default-src 'self'; base-uri 'none'; object-src 'none'; form-action 'self'; frame-ancestors 'none'";

// The gallery as the program would serve it: /galeri/<page>, /aset/<tag>/<name>; a test may answer what is posted.
async function serveFolder(folder, posted) {
  const server = http.createServer((req, res) => {
    const { pathname } = new URL(req.url, 'http://x');
    if (req.method === 'POST' && posted) {
      let body = '';
      req.on('data', (d) => { body += d; }).on('end', () => posted(req, body, res));
      return undefined;
    }
    const name = path.basename(pathname);
    const file = [name, `${name}.html`].map((n) => path.join(folder, n)).find((p) => fs.existsSync(p));
    if (!file) return res.writeHead(404).end();
    res.writeHead(200, { 'content-type': types[path.extname(file)] || 'text/plain', 'content-security-policy': policy });
    return res.end(fs.readFileSync(file));
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  later(() => new Promise((done) => { server.closeAllConnections(); server.close(done); }));
  return `http://127.0.0.1:${server.address().port}`;
}

// --- the browser ---

let one;

async function browser() {
  if (one) return one;
  one = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync'],
  });
  later(async () => { await one.close(); });
  return one;
}

// A new visitor: nothing kept from before.  What goes wrong in its pages is collected in .wrong.
async function visitor(options = {}) {
  const context = await (await browser()).newContext({ locale: 'id-ID', timezoneId: 'Asia/Jakarta', reducedMotion: 'reduce', ...options });
  const wrong = [];
  const refused = new Set();
  context.on('page', (page) => {
    page.on('console', (m) => {
      const expected = /status of (4|5)\d\d/.test(m.text());
      if (m.type() === 'error' && !expected) wrong.push(`${page.url()}: console: ${m.text()}`);
    });
    page.on('pageerror', (e) => wrong.push(`${page.url()}: script: ${e.message}`));
    page.on('request', (q) => {
      const { protocol, hostname } = new URL(q.url());
      if (hostname !== '127.0.0.1' && /^(https?|wss?):/.test(protocol)) wrong.push(`asks another host: ${q.url()}`);
    });
    page.on('response', (a) => { if (a.status() >= 500) refused.add(`${a.status()} ${a.url()}`); });
  });
  return Object.assign(context, { wrong, refused });
}

// A new visitor's page, which remembers the document it was served last.
async function openPage(options) {
  const context = await visitor(options);
  const page = await context.newPage();
  page.wrong = context.wrong;
  page.on('response', (a) => { if (a.request().isNavigationRequest() && a.status() !== 303) page.served = a; });
  return page;
}

async function signIn(page, base, who) {
  await page.goto(`${base}/masuk`);
  await page.fill('input[autocomplete="username"]', who.name);
  await page.fill('input[type="password"]', who.password);
  await Promise.all([page.waitForNavigation(), page.click('main form button')]);
  check(!new URL(page.url()).pathname.startsWith('/masuk'), `${who.name} could not sign in: ${await page.innerText('main')}`);
}

// What the telephone would show: RFC 6238 over the key on the page.
function totp(key) {
  const bits = [...key].map((c) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(c).toString(2).padStart(5, '0')).join('');
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30000)));
  const mac = crypto.createHmac('sha1', Buffer.from(bits.match(/.{8}/g).map((b) => parseInt(b, 2)))).update(step).digest();
  return String((mac.readUInt32BE(mac[19] & 15) & 0x7fffffff) % 1000000).padStart(6, '0');
}

// --- eyes ---

const axeSource = fs.readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

// What axe-core finds, as lines; run it in light and in dark.
async function axe(page) {
  await page.evaluate(axeSource);
  const found = await page.evaluate(() => window.axe.run(document, {
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
  }));
  return found.violations.flatMap((v) => v.nodes.map((n) => `${v.id}: ${v.help}: ${n.target.join(' ')} ${n.html.slice(0, 160)}`
    + (v.id === 'color-contrast' ? ` (${n.any[0]?.data?.contrastRatio})` : '')));
}

// How far the page sticks out to the right, in pixels, and what does it.
function overflow(page) {
  return page.evaluate(() => {
    const wide = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= wide) return null;
    const out = [...document.body.querySelectorAll('*')].filter((e) => e.getBoundingClientRect().right > wide + 1);
    return `${document.documentElement.scrollWidth - wide} px: ${out.slice(-3).map((e) => e.tagName + '.' + e.getAttribute('class')).join(', ')}`;
  });
}

let judge;

// What html-validate says about the HTML as it was served.
async function validate(html) {
  if (!judge) {
    const { HtmlValidate } = require('html-validate');
    judge = new HtmlValidate({ extends: ['html-validate:recommended'], rules: JSON.parse(fs.readFileSync(path.join(__dirname, 'html-rules.json'), 'utf8')) });
  }
  const report = await judge.validateString(html);
  return report.results.flatMap((r) => r.messages.map((m) => `${m.line}:${m.column} ${m.ruleId}: ${m.message}`));
}

const sizes = [320, 768, 1280];
const schemes = ['light', 'dark'];

// Pictures in every size, light and dark: build/shots/<name>-<size>-<scheme>.png
async function shoot(page, name, { only = sizes } = {}) {
  fs.mkdirSync(shots, { recursive: true });
  for (const colorScheme of schemes) {
    await page.emulateMedia({ colorScheme });
    for (const width of only) {
      await page.setViewportSize({ width, height: 900 });
      await page.screenshot({ path: path.join(shots, `${name}-${width}-${colorScheme}.png`), fullPage: true });
    }
  }
  await page.emulateMedia({ colorScheme: 'light' });
}

// The page as it stands: valid, readable in light and dark, and no wider than a telephone.
async function look(page, name) {
  const wrong = (await validate(await page.served.text())).map((m) => `html ${m}`);
  for (const colorScheme of schemes) {
    await page.emulateMedia({ colorScheme });
    wrong.push(...(await axe(page)).map((m) => `${colorScheme}: ${m}`));
  }
  await page.setViewportSize({ width: 320, height: 800 });
  const out = await overflow(page);
  if (out) wrong.push(`sticks out by ${out}`);
  if (process.env.SHOTS !== '0') await shoot(page, name);
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.emulateMedia({ colorScheme: 'light' });
  none(wrong.concat(page.wrong), name);
}

module.exports = { root, test, check, none, same, run, later, exec, freePort, dataFolder, startDemo, serve, postgres, serveFolder, browser, visitor, openPage, signIn, axe, overflow, validate, shoot, look, totp, sizes, schemes };
