// client.js - a pulau under test and a signed-in visitor without a browser.
'use strict';
const { execFileSync, spawn } = require('node:child_process');
const http = require('node:http');
const path = require('node:path');

const root = path.resolve(__dirname, '../..');
const pulau = path.join(root, 'build/pulau');

// Whatever becomes of a test, no server outlives it.
const running = new Set();
process.on('exit', () => { for (const child of running) child.kill('SIGKILL'); });

// Here one person asks more often than anybody does by hand.
const env = { ...process.env, PULAU_PAGE_RATE: '0' };

// Starts `pulau serve` on a free port; resolves to the child, whose .port is known and whose .said is its log.
function serve(words, more = {}) {
  return new Promise((done, fail) => {
    const child = spawn(pulau, ['serve', '--json', '--listen', '127.0.0.1:0', ...words], { stdio: ['ignore', 'pipe', 'pipe'], ...more, env: { ...env, ...more.env } });
    running.add(child);
    child.said = '';
    child.ended = new Promise((end) => { child.on('exit', (code, signal) => end(signal === null ? code : signal)); });
    child.ended.then(() => running.delete(child));
    child.stderr.on('data', (d) => { child.said = (child.said + d).slice(-100000); });
    child.stdout.on('data', (d) => {
      child.port = JSON.parse(d).port;
      done(child);
    });
    child.ended.then((how) => fail(new Error(`pulau left with ${how}: ${child.said}`)));
  });
}

function end(child, signal) {
  child.kill(signal);
  return child.ended;
}

class Visitor {
  constructor(port) {
    this.port = port;
    this.cookies = {};
    this.agent = new http.Agent({ keepAlive: true, maxSockets: 128 });
  }

  // One request; resolves to { status, headers, body }, rejects if the connection breaks.
  ask(method, address, form, more = {}) {
    const body = form ? new URLSearchParams(form).toString() : null;
    const headers = { Cookie: Object.entries(this.cookies).map(([k, v]) => `${k}=${v}`).join('; '), ...more };
    if (body !== null) {
      headers['Content-Type'] = 'application/x-www-form-urlencoded';
      headers['Content-Length'] = Buffer.byteLength(body);
    }
    return new Promise((done, fail) => {
      const at = { host: '127.0.0.1', port: this.port, method, path: address, headers, agent: this.agent };
      const q = http.request(at, (r) => {
        let text = '';
        r.setEncoding('utf8');
        r.on('data', (d) => { text += d; });
        r.on('error', fail);
        r.on('aborted', () => fail(new Error('cut')));
        r.on('end', () => {
          this.keep(r.headers['set-cookie'] || []);
          done({ status: r.statusCode, headers: r.headers, body: text });
        });
      });
      q.on('error', fail);
      if (body !== null) q.write(body);
      q.end();
    });
  }

  keep(lines) {
    for (const line of lines) {
      const [pair] = line.split(';');
      const at = pair.indexOf('=');
      this.cookies[pair.slice(0, at)] = pair.slice(at + 1);
    }
  }

  async signIn(name, password) {
    const page = await this.ask('GET', '/masuk');
    const answer = await this.ask('POST', '/masuk', { _csrf: hidden(page.body, '_csrf'), name, password });
    if (answer.status !== 303) throw new Error(`sign-in was answered with ${answer.status}`);
  }

  // The address of the first worksheet on the list.
  async worksheet() {
    const list = await this.ask('GET', '/lke');
    const found = list.body.match(/\/lke\/\d+/);
    if (!found) throw new Error(`no worksheet on the list, answered with ${list.status}`);
    return found[0];
  }

  close() {
    this.agent.destroy();
  }
}

// The value of a hidden field in a page.
function hidden(page, name) {
  const found = page.match(new RegExp(`name="${name}" value="([^"]*)"`));
  if (!found) throw new Error(`the page has no field ${name}`);
  return found[1];
}

// Fills a folder; who of that role is first on the list, and the password.
function demo(dir, role) {
  const said = JSON.parse(execFileSync(pulau, ['demo', '--json', '--data', dir], { encoding: 'utf8' }));
  const one = said.sign_ins.find((s) => s.role === role);
  return [one.name, one.password];
}

module.exports = { demo, end, hidden, pulau, root, serve, Visitor };
