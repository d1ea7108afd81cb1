// cli_test.js - the command line is a contract: what other programs and operators may rely on.
'use strict';
const assert = require('node:assert').strict;
const { execFileSync, spawn, spawnSync } = require('node:child_process');
const { createHash } = require('node:crypto');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { end, hidden, pulau, root, serve, Visitor } = require('../crash/client');

const top = fs.mkdtempSync(path.join(os.tmpdir(), 'pulau-cli-'));
const demo = path.join(top, 'demo');
const at = (name) => path.join(top, name);
const put = (name, text) => { fs.writeFileSync(at(name), text); return at(name); };

// One command.  Nothing of the caller's surroundings gets in.
function run(words, { input = '', env = {}, stdout = 'pipe' } = {}) {
  const r = spawnSync(pulau, words, { encoding: 'utf8', input, cwd: top, timeout: 120000,
    env: { PATH: process.env.PATH, ...env }, stdio: ['pipe', stdout, 'pipe'] });
  return { status: r.status, out: r.stdout, err: r.stderr };
}

function refused(words, status, pattern, more) {
  const r = run(words, more);
  assert.equal(r.status, status, `${words.join(' ')}: ${r.err}`);
  assert.match(r.err, pattern);
  assert.equal(r.out, '', 'nothing on standard output');
  return r;
}

function good(words, more) {
  const r = run(words, more);
  assert.equal(r.status, 0, `${words.join(' ')}: ${r.err}`);
  return r.out;
}

const tests = [];
const test = (name, body) => tests.push({ name, body });

// --- words and options ---

const commands = () => good(['help']).split('\n').map((l) => l.match(/^pulau ((?:[a-z][a-z-]* )*[a-z][a-z-]*) /)).filter(Boolean)
  .map((m) => m[1]);

test('every promised command is on the list', () => {
  const have = commands();
  for (const c of ['serve', 'demo', 'lke score', 'lke plan', 'migrate', 'backup', 'restore', 'verify', 'doctor', 'routes',
    'config', 'user add']) assert.ok(have.includes(c), c);
});

test('every command takes --json, and says which option it does not know', () => {
  for (const c of commands()) {
    const r = run([...c.split(' '), '--json', '--no-such-option']);
    assert.equal(r.status, 64, c);
    assert.match(r.err, /no such option: --no-such-option/, c);
    assert.doesNotMatch(r.err, /no such option: --json/, c);
  }
});

test('wrong usage is 64: no command, an unknown one, a word too many, a value missing', () => {
  assert.equal(run([]).status, 64);
  assert.match(run(['dance']).err, /no such command: dance/);
  assert.equal(run(['dance']).status, 64);
  refused(['verify', 'something'], 64, /words/);
  refused(['verify', '--data'], 64, /--data needs a value/);
  refused(['backup'], 64, /file/);
  refused(['serve', 'something'], 64, /words/);
  refused(['lke', 'plan', put('none.json', answersOf('syn-all-top'))], 64, /--target/);
});

test('--help is an answer, not a mistake: of everything, of one command, of a group', () => {
  const all = run(['--help']), one = run(['lke', 'score', '--help']), group = run(['lke']);
  assert.equal(all.status, 0);
  assert.equal(all.out, run(['help']).out);
  assert.equal(one.status, 0);
  assert.match(one.out, /^pulau lke score .*\n[^\n]*\n$/);
  assert.equal(group.status, 64);
  assert.match(group.err, /needs one more word: lke/);
  assert.match(group.out, /pulau lke plan/);
  assert.doesNotMatch(group.out, /pulau serve/);
});

// --- lke score: to the letter ---

const instrument = 'permenpanrb-90-2021';
const cases = JSON.parse(fs.readFileSync(path.join(root, 'test/golden/lke_cases.json'), 'utf8'));
const answersOf = (id) => JSON.stringify({ instrument, answers: cases.find((c) => c.id === id).answers });
const keys = (o) => Object.keys(o);

test('lke score writes exactly the promised fields', () => {
  const file = put('few.json', JSON.stringify({ instrument, answers: { 'A.I.1.i.a': 'Ya', 'A.I.1.i.b': 'A',
    'A.II.1.i.a': { agen: 4, perubahan: 15 }, 'B.I.a': '3.60', 'B.I.b': 'B' } }));
  const d = JSON.parse(good(['lke', 'score', file]));
  assert.deepEqual(keys(d), ['instrument', 'nodes', 'total', 'verdict', 'unanswered', 'warnings']);
  assert.equal(d.instrument, instrument);
  assert.deepEqual(d.nodes['A.I.1.i'], { weight: '1/2', points: '0.50', exact: '1/2', percent: '100.00' });
  assert.deepEqual(d.nodes['B.I.a'], { weight: '35/2', points: '15.75', exact: '63/4', percent: '90.00' });
  assert.deepEqual(d.total, { points: '21.00', exact: '21' });
  assert.deepEqual(keys(d.verdict), ['WBK', 'WBBM']);
  assert.equal(d.verdict.WBK.pass, false);
  assert.deepEqual(d.verdict.WBK.failed[0], { gate: 'total', need: '75.00', have: '21.00', short: '54.00' });
  assert.deepEqual(d.verdict.WBK.failed.map((g) => g.gate),
    ['total', 'A', 'area.A', 'area.B', 'area.C', 'area.D', 'area.E', 'area.F', 'B.II']);
  assert.equal(d.unanswered.length, 108);
  assert.ok(d.unanswered.includes('A.I.1.iii.c') && !d.unanswered.includes('A.I.1.i.a'));
  assert.deepEqual(d.warnings, []);
});

test('lke score knows the totals of the official annex and of the best and worst answers', () => {
  for (const [id, points, exact] of [['official-annex', '100.00', '100'], ['syn-all-top', '100.00', '100'],
    ['syn-all-bottom', '0.00', '0']]) {
    const d = JSON.parse(good(['lke', 'score', '-'], { input: answersOf(id) }));
    assert.deepEqual(d.total, { points, exact }, id);
    assert.deepEqual(d.unanswered, []);
  }
});

test('one hundredth below a gate fails it, and only it', () => {
  const d = JSON.parse(good(['lke', 'score', '-'], { input: answersOf('syn-ipak-3.59') }));
  assert.deepEqual(d.verdict.WBK, { ...d.verdict.WBK, pass: false,
    failed: [{ gate: 'B.I.a', need: '15.75', have: '15.71', short: '0.04' }] });
});

test('the gate of a predicate held is judged only where the file says what is held', () => {
  const file = JSON.parse(answersOf('syn-all-top'));
  const judge = (more) => JSON.parse(good(['lke', 'score', '-'], { input: JSON.stringify({ ...file, ...more }) })).verdict.WBBM;
  assert.deepEqual(judge({}).failed.map((g) => g.gate), []);
  assert.deepEqual(judge({ holds: 'none' }).failed.map((g) => g.gate), ['prior']);
  assert.equal(judge({ holds: 'WBK' }).pass, true);
});

test('- is standard input', () => {
  assert.equal(good(['lke', 'score', '-'], { input: fs.readFileSync(at('few.json')) }), good(['lke', 'score', at('few.json')]));
});

test('bad answers are 65: every problem on a line of its own, with the item', () => {
  const bad = put('bad.json', JSON.stringify({ instrument, answers: { 'A.I.1.i.a': 'Maybe', 'A.X': 'A', 'B.I.a': '5.5' } }));
  const r = refused(['lke', 'score', bad], 65, /^pulau: A\.I\.1\.i\.a: /m);
  assert.match(r.err, /^pulau: A\.X: /m);
  assert.match(r.err, /^pulau: B\.I\.a: /m);
  assert.equal(r.err.trim().split('\n').length, 3);
});

test('broken JSON is 65 with its line', () => {
  refused(['lke', 'score', put('broken.json', '{"instrument": "x",\n "answers": {,}}')], 65, /line 2/);
});

test('a missing file is 66', () => {
  refused(['lke', 'score', at('absent.json')], 66, /absent\.json/);
  refused(['lke', 'plan', at('absent.json'), '--target', 'WBK'], 66, /absent\.json/);
  refused(['restore', at('absent.tar.gz'), '--data', at('never')], 66, /./);
  assert.ok(!fs.existsSync(at('never/pulau.db')), 'and no database was made');
});

test('an output that cannot be written is 74', () => {
  const full = fs.openSync('/dev/full', 'w');
  const r = run(['lke', 'score', at('few.json')], { stdout: full });
  fs.closeSync(full);
  assert.equal(r.status, 74);
  assert.match(r.err, /written/);
});

// --- lke plan ---

test('a plan of lke plan passes when it is done, and says what it costs', () => {
  const file = JSON.parse(answersOf('syn-all-top'));
  Object.assign(file.answers, { 'A.I.1.i.b': 'C', 'A.I.1.ii.b': 'C', 'A.I.1.iii.a': 'D', 'A.I.1.iii.b': 'D', 'A.I.1.iii.c': 'D',
    'A.I.1.iv.b': 'C', 'A.I.1.iv.c': 'C', 'A.I.1.iv.d': 'C', 'A.II.1.i.a': { agen: 4, perubahan: 0 } });
  const name = put('plan.json', JSON.stringify(file));
  const before = JSON.parse(good(['lke', 'score', name]));
  assert.equal(before.verdict.WBK.pass, false);
  const d = JSON.parse(good(['lke', 'plan', name, '--target', 'WBK']));
  assert.equal(d.target, 'WBK');
  assert.deepEqual(d.blocked, []);
  assert.ok(d.plans.length > 0);
  for (const plan of d.plans) {
    const done = structuredClone(file);
    for (const c of plan.changes) {
      assert.deepEqual(c.from, file.answers[c.item]);
      done.answers[c.item] = c.to;
    }
    assert.ok(Number(plan.effort) > 0);
    assert.equal(JSON.parse(good(['lke', 'score', '-'], { input: JSON.stringify(done) })).verdict.WBK.pass, true);
  }
});

test('what respondents decide is never in a plan but in blocked', () => {
  const d = JSON.parse(good(['lke', 'plan', '-', '--target', 'WBK'], { input: answersOf('syn-ipak-3.59') }));
  assert.deepEqual(d.plans, []);
  assert.deepEqual(d.blocked.map((b) => b.gate), ['B.I.a']);
  assert.ok(d.blocked[0].say.length > 20);
});

test('a target that the instrument does not know is wrong usage', () => {
  refused(['lke', 'plan', at('few.json'), '--target', 'GOLD'], 64, /GOLD/);
});

// --- lke workbook, lke read, lke export ---

const read = (name) => JSON.parse(good(['lke', 'read', name]));

test('a workbook made of answers gives the same answers back when it is read', () => {
  for (const id of ['official-annex', 'syn-all-top']) {
    const given = JSON.parse(answersOf(id)).answers;
    assert.equal(good(['lke', 'workbook', put('book.json', answersOf(id)), at('book.xlsx'), '--unit', 'KPP Contoh']), '');
    const d = read(at('book.xlsx'));
    assert.deepEqual([d.instrument, d.layer, d.differs], [instrument, 'unit', []]);
    assert.deepEqual(keys(d.answers).sort(), keys(given).sort());
    const total = (answers) => JSON.parse(good(['lke', 'score', '-'], { input: JSON.stringify({ instrument, answers }) })).total;
    assert.deepEqual(total(d.answers), total(given));
  }
  refused(['lke', 'read', at('book.xlsx'), at('book.xlsx')], 64, /LKE workbook/);
  refused(['lke', 'read'], 64, /LKE workbook/);
  refused(['lke', 'read', at('absent.xlsx')], 66, /./);
});

// --- settings ---

const setting = (name, words, env) => JSON.parse(good(['config', '--json', ...words], { env }))[name]
  || JSON.parse(good(['config', '--json', ...words], { env })).find((s) => s.name === name);

test('a setting comes from the default, then the file, then the environment, then the command line', () => {
  fs.mkdirSync(at('conf'));
  const data = ['--data', at('conf')];
  const is = (words, env, value, from) => {
    const s = setting('listen', words, env);
    assert.deepEqual([s.value, s.from], [value, from]);
  };
  is(data, {}, '127.0.0.1:8080', 'default');
  put('conf/pulau.conf', '# a comment\nlisten = 127.0.0.1:1001\n');
  is(data, {}, '127.0.0.1:1001', 'file');
  is(data, { PULAU_LISTEN: '127.0.0.1:1002' }, '127.0.0.1:1002', 'environment');
  is([...data, '--listen', '127.0.0.1:1003'], { PULAU_LISTEN: '127.0.0.1:1002' }, '127.0.0.1:1003', 'command');
  is([], { PULAU_DATA: at('conf') }, '127.0.0.1:1001', 'file');
});

test('unknown settings and bad values are all named, with file and line, and nothing starts', () => {
  fs.mkdirSync(at('typo'));
  put('typo/pulau.conf', 'listen = 127.0.0.1:0\nlissten = x\n\nthreads = many\n');
  for (const command of ['serve', 'config', 'verify', 'doctor']) {
    const r = refused([command, '--data', at('typo')], 64, /lissten/);
    assert.match(r.err, /pulau\.conf, line 2/);
    assert.match(r.err, /threads/);
    assert.match(r.err, /pulau\.conf, line 4/);
  }
  assert.ok(!fs.existsSync(at('typo/pulau.db')), 'no database was made');
});

test('a trusted proxy that is no address is refused at the start, beside all that is wrong; doctor doubts one that never comes', () => {
  fs.cpSync(at('conf'), at('proxy'), { recursive: true });
  for (const bad of ['banana', '0.0.0.0/0', '127.0.0.1, 10.0.0.1', '10.0.0.300']) {
    put('proxy/pulau.conf', `threads = many\ntrusted_proxy = ${bad}\n`);
    const r = refused(['serve', '--data', at('proxy')], 64, /trusted_proxy: "[^"]+" is no address/);
    assert.match(r.err, /pulau\.conf, line 2/);
    assert.match(r.err, /threads/);
  }
  for (const good1 of ['127.0.0.1', '2001:DB8::1', '']) {
    put('proxy/pulau.conf', `trusted_proxy = ${good1}\n`);
    good(['config', '--data', at('proxy')]);
  }
});

test('a secret is never printed', () => {
  fs.mkdirSync(at('secret'));
  put('secret/pulau.conf', 'smtp_password = kata-rahasia\n');
  for (const words of [['config'], ['config', '--json']])
    assert.doesNotMatch(good([...words, '--data', at('secret')]), /kata-rahasia/);
});

// --- the database ---

// Commands that read or change data that is there; each with the words it needs.
const onData = [['verify'], ['backup', at('never.tar.gz')], ['doctor'], ['unit', 'list'], ['unit', 'add', 'X', 'X', '--kind', 'instansi'],
  ['user', 'list'], ['user', 'add', '199001012015011001', 'X', '--unit', 'X'], ['user', 'role', '199001012015011001', 'ADMIN'],
  ['user', 'reset-link', '199001012015011001'], ['regulasi', 'add', path.join(root, 'regulasi/permenpanrb-90-2021.json')],
  ['lke', 'import', path.join(root, 'README.md'), '--unit', 'X', '--year', '2026'], ['lke', 'export', '--unit', 'X', '--year', '2026']];

test('a slip in --data makes nothing: 66, and what would make data', () => {
  fs.mkdirSync(at('empty'));
  fs.mkdirSync(at('bare/berkas'), { recursive: true });
  put('bare/pulau.db', '');
  for (const words of [...onData, ['migrate'], ['migrate', '--plan']]) {
    refused([...words, '--data', at('nowhere')], 66, /no data in \S+nowhere; `pulau serve` or `pulau demo` makes it/);
    assert.ok(!fs.existsSync(at('nowhere')), words.join(' '));
  }
  for (const words of onData) {
    refused([...words, '--data', at('empty')], 66, /no data in \S+empty;/);
    assert.deepEqual(fs.readdirSync(at('empty')), [], words.join(' '));
    if (words[0] !== 'doctor') refused([...words, '--data', at('bare')], 66, /no data in \S+bare;/);
  }
  assert.equal(run(['doctor', '--data', at('bare')]).status, 0, 'doctor says of an empty database what to do');
  refused(['restore', put('no.tar.gz', 'no backup'), '--data', at('nowhere')], 65, /./);
  assert.ok(!fs.existsSync(at('nowhere')), 'nor does a damaged backup make a folder');
  JSON.parse(good(['migrate', '--plan', '--json', '--data', at('empty')]));
  assert.deepEqual(fs.readdirSync(at('empty')), [], 'nor does a plan');
});

let signIn;

test('demo fills an empty folder and prints its sign-ins, as JSON too', () => {
  const said = JSON.parse(good(['demo', '--json', '--data', demo]));
  const team = said.sign_ins.find((p) => p.role === 'TIM_KERJA');
  assert.ok(team.name && team.unit && team.password.length > 8);
  signIn = [team.name, team.password];
});

test('the demo is the same in every folder: files, answers, notes, marks', () => {
  const same = {
    files: 'SELECT sha256, name FROM berkas_file JOIN berkas_use ON file_id = berkas_file.id',
    looks: `SELECT a.sha256, b.sha256 FROM berkas_near n JOIN berkas_file a ON a.id = n.file_id
            JOIN berkas_file b ON b.id = n.other_id`,
    answers: `SELECT code, year, layer, item, value, note FROM lke_answer a JOIN lke_worksheet w ON w.id = a.worksheet_id
              JOIN unit ON unit.id = w.unit_id LEFT JOIN lke_note n USING (worksheet_id, layer, item)`,
    scores: `SELECT code, year, layer, total FROM lke_score s JOIN lke_worksheet w ON w.id = s.worksheet_id
             JOIN unit ON unit.id = w.unit_id`,
    marks: `SELECT code, answered_on, served_on, hex(key), about, marks, seconds FROM survei_answer a
            JOIN survei_campaign c ON c.id = a.campaign_id JOIN unit ON unit.id = c.unit_id`,
    people: 'SELECT nip, name, email, position FROM akun_user',
  };
  good(['demo', '--data', at('twin')]);
  for (const [what, sql] of Object.entries(same)) {
    const rows = (dir) => sqlite(dir, sql).trim().split('\n').sort();
    assert.ok(rows(demo).length > 100 || what === 'looks', `${what}: ${rows(demo).length}`);
    assert.deepEqual(rows(at('twin')), rows(demo), what);
  }
  assert.deepEqual(fs.readdirSync(at('twin/berkas'), { recursive: true }).sort(),
    fs.readdirSync(path.join(demo, 'berkas'), { recursive: true }).sort());
});

test('what a layer of the demo says, and its evidence, is older than its hand-over', () => {
  const late = {
    answers: `SELECT COUNT(*) FROM lke_answer a JOIN evaluasi_step s ON s.worksheet_id = a.worksheet_id
              WHERE a.at >= s.at AND CASE a.layer WHEN 0 THEN s.move = 'ajukan' WHEN 1 THEN s.from_stage = 'pendahuluan'
              WHEN 4 THEN s.from_stage = 'anggota' WHEN 5 THEN s.from_stage = 'anggota'
              WHEN 6 THEN s.from_stage = 'ketua' WHEN 7 THEN s.from_stage = 'dalnis' ELSE 0 END`,
    evidence: `SELECT COUNT(*) FROM berkas_use u JOIN evaluasi_step s ON s.worksheet_id = u.owner_id
               WHERE u.added_at >= s.at AND s.move = 'ajukan'`,
  };
  for (const [what, sql] of Object.entries(late)) assert.equal(sqlite(demo, sql).trim(), '0', what);
});

test('demo refuses a folder that is in use, and changes nothing', () => {
  const before = dump(demo);
  refused(['demo', '--data', demo], 65, /empty/);
  assert.equal(dump(demo), before);
});

const sqlite = (dir, sql) => execFileSync('sqlite3', [path.join(dir, 'pulau.db'), sql], { encoding: 'utf8', maxBuffer: 1 << 28 });
const dump = (dir) => sqlite(dir, '.dump').split('\n').sort().join('\n');

test('whatever the log of changes names has a word for its readers', () => {
  const files = (ending) => fs.readdirSync(path.join(root, 'src'), { recursive: true })
    .filter((f) => f.endsWith(ending) && !f.endsWith('_test.c'))
    .map((f) => fs.readFileSync(path.join(root, 'src', f), 'utf8')).join('\n');
  const words = new Set(files('.say').match(/^log\.(did|kind)\.\S+$/gm));
  const wanted = (kind, column) => sqlite(demo, `SELECT DISTINCT ${column} FROM audit_entry`).trim().split('\n')
    .map((name) => `log.${kind}.${name.split(' ')[0]}`);
  const did = [...files('.c').matchAll(/\.action = "(\w+)"|\.action = .* \? "(\w+)" : "(\w+)"/g)]
    .flatMap((m) => m.slice(1)).filter(Boolean).map((name) => `log.did.${name}`);
  const all = [...wanted('did', 'action'), ...wanted('kind', 'entity'), ...did];
  assert.ok(all.length > 60, String(all.length));
  assert.deepEqual([...new Set(all)].filter((key) => !words.has(key)), []);
});

test('what lke export writes, lke read reads: every answer of the worksheet', () => {
  const [unit, year, answers] = sqlite(demo, `SELECT u.code, w.year, count(*) FROM lke_answer a
    JOIN lke_worksheet w ON w.instansi_id = a.instansi_id AND w.id = a.worksheet_id JOIN unit u ON u.id = w.unit_id
    WHERE a.layer = 0 AND a.value <> '' GROUP BY u.code, w.year ORDER BY count(*) DESC, u.code LIMIT 1`).trim().split('|');
  good(['lke', 'export', '--unit', unit, '--year', year, '--out', at('out.xlsx'), '--data', demo]);
  const d = read(at('out.xlsx'));
  assert.ok(answers > 50);
  assert.equal(keys(d.answers).length, Number(answers));
  assert.deepEqual(d.differs, []);
  const total = sqlite(demo, `SELECT s.total FROM lke_score s JOIN lke_worksheet w ON w.instansi_id = s.instansi_id
    AND w.id = s.worksheet_id JOIN unit u ON u.id = w.unit_id WHERE s.layer = 0 AND u.code = '${unit}' AND w.year = ${year}`);
  const score = JSON.parse(good(['lke', 'score', '-'], { input: JSON.stringify({ instrument, answers: d.answers }) }));
  assert.equal(score.total.exact, total.trim());
});

test('verify proves everything and says so in JSON', () => {
  const d = JSON.parse(good(['verify', '--json', '--data', demo]));
  assert.equal(d.ok, true);
});

test('verify is 65 and names what is wrong when a score was changed behind its back', () => {
  fs.cpSync(demo, at('bent'), { recursive: true });
  sqlite(at('bent'), "UPDATE lke_score SET total = '99' WHERE worksheet_id = (SELECT max(worksheet_id) FROM lke_score)");
  const r = run(['verify', '--data', at('bent')]);
  assert.equal(r.status, 65);
  assert.match(r.out + r.err, /scores/);
});

test('serve refuses an older and a newer schema and says which command to run', () => {
  for (const [name, sql, words] of [
    ['older', 'DELETE FROM schema_migration WHERE number = (SELECT max(number) FROM schema_migration)', /pulau migrate/],
    ['newer', "INSERT INTO schema_migration SELECT max(number) + 1, 'x', 'x', applied_at FROM schema_migration", /newer pulau/]]) {
    fs.cpSync(demo, at(name), { recursive: true });
    sqlite(at(name), sql);
    const before = dump(at(name));
    for (const command of [['serve', '--listen', '127.0.0.1:0'], ['verify'], ['backup', at('x.tar.gz')]])
      refused([...command, '--data', at(name)], 65, words);
    assert.equal(dump(at(name)), before);
    assert.ok(!fs.existsSync(at('x.tar.gz')));
  }
});

test('migrate --plan says what there is to do and does nothing', () => {
  fs.mkdirSync(at('fresh'));
  const planned = JSON.parse(good(['migrate', '--plan', '--json', '--data', at('fresh')]));
  assert.ok(planned.migrations.length >= 7);
  assert.equal(planned.done, false);
  assert.deepEqual(JSON.parse(good(['migrate', '--plan', '--json', '--data', at('fresh')])).migrations, planned.migrations);
  const done = JSON.parse(good(['migrate', '--json', '--data', at('fresh')]));
  assert.deepEqual([done.migrations, done.done], [planned.migrations, true]);
  assert.deepEqual(JSON.parse(good(['migrate', '--plan', '--json', '--data', at('fresh')])).migrations, []);
});

test('a service that is away is 69', () => {
  for (const command of ['verify', 'serve', 'migrate'])
    refused([command, '--data', at('fresh'), '--db', 'postgresql://nobody@127.0.0.1:1/none'], 69, /./);
});

test('doctor lists findings by grade, and is 69 only for what is bad', () => {
  const look = (words) => {
    const r = run(['doctor', '--json', '--data', demo, ...words]);
    return { status: r.status, grades: Object.fromEntries(JSON.parse(r.out).map((f) => [f.name, f.grade])) };
  };
  fs.chmodSync(demo, 0o700);
  const fine = look([]);
  assert.equal(fine.status, 0);
  assert.deepEqual([fine.grades.folder, fine.grades.database, fine.grades.backup], ['ok', 'ok', 'weak']);
  const open = look(['--listen', '0.0.0.0:8080']);
  assert.deepEqual([open.status, open.grades.tls], [69, 'bad']);
  const far = (proxy) => JSON.parse(run(['doctor', '--json', '--data', demo], { env: { PULAU_TRUSTED_PROXY: proxy } }).out)
    .find((f) => f.name === 'proxy');
  assert.equal(far('10.1.2.3').grade, 'weak');
  assert.equal(far('127.0.0.1'), undefined);
  assert.equal(fine.grades.clock, 'ok');
  const later = at('later');
  fs.cpSync(demo, later, { recursive: true });
  sqlite(later, "UPDATE audit_entry SET done_at = '2099-01-01T00:00:00Z' WHERE seq = (SELECT max(seq) FROM audit_entry)");
  assert.equal(JSON.parse(run(['doctor', '--json', '--data', later]).out).find((f) => f.name === 'clock').grade, 'weak');
  fs.chmodSync(demo, 0o755);
  assert.equal(look([]).grades.folder, 'weak');
  fs.chmodSync(demo, 0o700);
});

// A pack that is not among the embedded ones, sealed and ready to be added.
function strangePack() {
  const pack = JSON.parse(fs.readFileSync(path.join(root, 'regulasi/permenpanrb-90-2021.json'), 'utf8'));
  Object.assign(pack, { id: 'contoh-2027', regulation: 'Contoh 1 Tahun 2027', valid_from: '2027-01-01' });
  return put('contoh-2027.json', good(['regulasi', 'seal', put('unsealed.json', JSON.stringify(pack))]));
}

test('with --json every command prints JSON and nothing else', async () => {
  const dir = at('words'), data = ['--data', dir];
  fs.cpSync(demo, dir, { recursive: true });
  fs.rmSync(path.join(dir, 'pulau.lock'), { force: true });
  const units = JSON.parse(good(['unit', 'list', '--json', ...data]));
  const unit = units.find((u) => u.kind === 'satker').code, year = sqlite(demo, 'SELECT MIN(year) FROM lke_worksheet').trim();
  const nip = '199001012015011001', form = ['--unit', unit, '--year', year];
  const survey = put('skm.json', JSON.stringify({ instrument: 'skm-14-2017', answers: [[4, 4, 4, 4, 4, 4, 4, 4, 4]] }));
  const steps = [
    ['demo', ['--data', at('other')]], ['migrate', ['--plan', ...data]], ['config', data], ['backup', [at('w.tar.gz'), ...data]],
    ['restore', [at('w.tar.gz'), '--data', at('back-again')]], ['verify', data], ['doctor', data],
    ['verify-report', [path.join(root, 'README.md'), ...data], 65],
    ['unit add', ['BARU "1"', 'x', '--kind', 'satker', '--below', 'KPP-1', ...data], 65],
    ['unit add', ['BARU', 'Kantor "Baru"', '--kind', 'satker', '--below', 'KPP-1', ...data]], ['unit list', data],
    ['user add', [nip, 'Orang Baru', '--unit', 'BARU', ...data]], ['user list', data],
    ['user role', [nip, 'TIM_KERJA', '--unit', 'BARU', ...data]], ['user role', [nip, 'TIM_KERJA', '--unit', 'BARU', '--revoke', ...data]],
    ['user reset-link', [nip, ...data]], ['routes', []], ['openapi', []],
    ['lke export', [...form, '--out', at('w "1".xlsx'), ...data]], ['lke read', [at('w "1".xlsx')]],
    ['lke import', [at('w "1".xlsx'), '--unit', 'BARU', '--year', year, ...data]],
    ['lke score', [at('few.json')]], ['lke plan', [at('few.json'), '--target', 'WBK']], ['lke workbook', [at('few.json'), at('f.xlsx')]],
    ['survei score', [survey]], ['survei check', [path.join(root, 'regulasi/survei-skm-14-2017.json')]],
    ['regulasi list', []], ['regulasi show', [instrument]], ['regulasi diff', [instrument, strangePack()]],
    ['regulasi check', [at('contoh-2027.json')]], ['regulasi seal', [at('unsealed.json')]],
    ['regulasi add', [at('contoh-2027.json'), ...data]], ['help', []], ['help', ['lke']],
  ];
  for (const [command, words, status = 0] of steps) {
    const r = run([...command.split(' '), ...words, '--json']);
    assert.equal(r.status, status, `${command}: ${r.err}`);
    if (status === 0 || r.out) assert.doesNotThrow(() => JSON.parse(r.out), `${command}: ${r.out.slice(0, 200)}`);
    if (status === 0 && command !== 'regulasi seal') assert.ok(r.out.endsWith('\n'), `${command}: its line ends`);
  }
  const role = JSON.parse(good(['user', 'role', nip, 'AGEN', '--unit', 'BARU', '--json', ...data]));
  assert.deepEqual([role.role, role.unit, role.held], ['AGEN', 'BARU', true]);
  const walked = [...steps.map(([command]) => command), 'serve'];       // serve: every test that starts one reads its JSON
  assert.deepEqual(commands().filter((c) => !walked.includes(c)), []);
});

test('a pack that was added is known where --data says, and nowhere else', () => {
  const dir = at('packs'), file = strangePack(), data = ['--data', dir];
  fs.cpSync(demo, dir, { recursive: true });
  good(['regulasi', 'add', file, ...data]);
  const ids = (words) => JSON.parse(good(['regulasi', 'list', '--json', ...words])).map((p) => p.id);
  assert.deepEqual(ids([]).includes('contoh-2027'), false);
  assert.deepEqual(ids(data).sort(), [...ids([]), 'contoh-2027'].sort());
  assert.match(good(['regulasi', 'show', ...data, 'contoh-2027']), /WBK/);
  assert.equal(JSON.parse(good(['regulasi', 'show', 'contoh-2027', '--json', `--data=${dir}`])).id, 'contoh-2027');
  refused(['regulasi', 'show', 'contoh-2027'], 66, /./);
  assert.equal(good(['regulasi', 'diff', instrument, 'contoh-2027', ...data]), good(['regulasi', 'diff', instrument, file]));
  const sheet = JSON.stringify({ ...JSON.parse(answersOf('syn-ipak-3.59')), instrument: 'contoh-2027' });
  const score = JSON.parse(good(['lke', 'score', '-', ...data], { input: sheet }));
  assert.deepEqual([score.instrument, score.verdict.WBK.pass], ['contoh-2027', false]);
  assert.deepEqual(JSON.parse(good(['lke', 'plan', '-', '--target', 'WBK', ...data], { input: sheet })).blocked.map((b) => b.gate), ['B.I.a']);
  refused(['lke', 'score', '-'], 65, /contoh-2027/, { input: sheet });
  refused(['lke', 'score', '-', '--data'], 64, /--data needs a value/);
  refused(['regulasi', 'list', '--data', at('nowhere')], 66, /no data in/);
});

test('routes prints every address with who may use it', () => {
  const d = JSON.parse(good(['routes', '--json']));
  assert.deepEqual(keys(d[0]), ['method', 'path', 'who', 'touch', 'scope']);
  assert.ok(d.some((r) => r.path === '/healthz' && r.who === 'ANYONE'));
  assert.ok(d.every((r) => r.scope), 'each says what it reaches');
});

// --- backup and restore ---

// The digest of every table and every file in a form that both engines share: the backup's own.
function digestsOf(file) {
  const into = fs.mkdtempSync(at('digests-'));
  execFileSync('tar', ['-xzf', file, '-C', into]);
  const all = {};
  for (const name of fs.readdirSync(into, { recursive: true })) {
    if (!/^(tables|berkas)\/./.test(name)) continue;      // the manifest knows the hour, and SUMS the manifest
    all[name] = createHash('sha256').update(fs.readFileSync(path.join(into, name))).digest('hex');
  }
  assert.ok(Object.keys(all).length > 100);
  return all;
}

test('a backup restored into SQLite is the same database, and verifies', () => {
  good(['backup', at('a.tar.gz'), '--data', demo]);
  const r = JSON.parse(good(['restore', '--json', at('a.tar.gz'), '--data', at('again')]));
  assert.ok(r.ok && r.rows > 1000 && r.files > 0);
  assert.equal(dump(at('again')).replace(/INSERT INTO schema_migration.*/g, ''),
    dump(demo).replace(/INSERT INTO schema_migration.*/g, ''));
  good(['verify', '--data', at('again')]);
  assert.equal(JSON.parse(run(['doctor', '--json', '--data', demo]).out).find((f) => f.name === 'backup').grade, 'ok');
});

test('a backup restored into PostgreSQL and backed up there holds the same rows and files', () => {
  const pg = spawnSync(path.join(root, 'test/pg.sh'), [process.execPath, __filename, '--on-pg', at('a.tar.gz'), top],
    { encoding: 'utf8', timeout: 180000 });
  assert.equal(pg.status, 0, pg.stdout + pg.stderr);
  assert.deepEqual(digestsOf(at('pg.tar.gz')), digestsOf(at('a.tar.gz')));
  good(['restore', at('pg.tar.gz'), '--data', at('back')]);
  good(['verify', '--data', at('back')]);
});

test('restore refuses a database that is in use, and a damaged backup, and changes nothing', () => {
  const before = dump(demo);
  refused(['restore', at('a.tar.gz'), '--data', demo], 65, /./);
  assert.equal(dump(demo), before);
  const bytes = fs.readFileSync(at('a.tar.gz'));
  bytes[Math.floor(bytes.length / 2)] ^= 1;
  refused(['restore', put('torn.tar.gz', bytes), '--data', at('torn')], 65, /./);
  assert.ok(!fs.existsSync(at('torn/pulau.db')) || sqlite(at('torn'), 'SELECT count(*) FROM unit') === '0\n');
});

// --- rules that are added ---

const rules = (name) => fs.readFileSync(path.join(root, 'regulasi', name), 'utf8');

// The anti-corruption survey of another year, with other numbers where the law leaves them open, and its words.
function anotherYear() {
  const pack = JSON.parse(rules('survei-spak-90-2021.json')), words = JSON.parse(rules('survei-id.words.json'));
  Object.assign(pack, { id: 'spak-2027', valid_from: '2027-01-01' });
  pack.settings.find((s) => s.code === 'group_least').value = '7';
  pack.scales = pack.scales.filter((s) => s.points === '4' || s.points === 4);
  words.instruments = { 'spak-2027': words.instruments['spak-90-2021'] };
  put('year.json', good(['regulasi', 'seal', put('year.raw', JSON.stringify(pack, null, 1))]));
  put('year.words.json', JSON.stringify(words));
  return ['year.json', 'year.words.json'].map(at);
}

test('instruments of surveys are on the list of rules, shown and checked like the others', () => {
  const list = JSON.parse(good(['regulasi', 'list', '--json']));
  assert.ok(list.some((p) => p.id === 'skm-14-2017' && p.valid_from && p.sha256.length === 64 && p.title));
  assert.match(good(['regulasi', 'list']), /^skm-14-2017 +\d{4}-\d\d-\d\d/m);
  assert.match(good(['regulasi', 'show', 'skm-14-2017']), /^settings +group_least +5$/m);
  assert.equal(JSON.parse(good(['regulasi', 'show', 'skm-14-2017', '--json'])).elements.length, 9);
  const file = put('skm.json', rules('survei-skm-14-2017.json'));
  assert.match(good(['regulasi', 'check', file]), /skm-14-2017: benar, 9 pertanyaan/);
  refused(['regulasi', 'check', put('skm.bent', rules('survei-skm-14-2017.json').replace('"decimals"', '"decimal"'))], 65, /decimal/);
});

test('a million answers are scored, a byte order mark is no mistake, and the limit says what it is', () => {
  const rows = (n, row) => `{"instrument":"skm-14-2017","answers":[${Array(n).fill(row).join(',\n')}]}`;
  const million = JSON.parse(good(['survei', 'score', put('million.json', rows(1e6, '[4, 4, 3, 4, 4, 4, 3, 4, 4]'))]));
  assert.equal(million.n, 1e6);
  assert.equal(million.exact, '850/9');
  assert.equal(JSON.parse(good(['survei', 'score', put('bom.json', `\ufeff${rows(2, '[4,4,4,4,4,4,4,4,4]')}`)])).n, 2);
  const wrong = refused(['survei', 'score', '--lang', 'en', put('wrong.json', rows(1e5, '[9,9,9,9,9,9,9,9,9]'))], 65, /more mistakes/);
  assert.equal(wrong.err.trim().split('\n').length, 51);
  fs.closeSync(fs.openSync(at('large.json'), 'w'));
  fs.truncateSync(at('large.json'), 257 << 20);
  refused(['survei', 'score', at('large.json')], 65, /lebih besar dari 256 MB/);
  assert.match(run(['survei', 'score', '--help']).out, /256 MB/);
});

test('an instrument with other numbers is added with its words, in whatever order they are named', () => {
  const [pack, words] = anotherYear();
  fs.cpSync(demo, at('bare'), { recursive: true });
  refused(['regulasi', 'add', words, '--data', at('bare')], 65, /spak-2027.*regulasi add/);
  good(['survei', 'check', pack]);
  const ids = good(['regulasi', 'add', words, pack, '--json', '--data', at('bare')]).trim().split('\n').map(JSON.parse);
  assert.deepEqual(ids.map((x) => x.ok), [true, true]);
  assert.equal(ids[0].id, 'spak-2027');
  refused(['regulasi', 'add', pack, '--data', at('bare')], 65, /already/);
});

test('an instrument without words is named by doctor and in the log, and works as soon as it has some', async () => {
  const [pack, words] = anotherYear(), dir = at('year');
  const finding = () => JSON.parse(run(['doctor', '--json', '--data', dir]).out).find((f) => f.name === 'rules');
  fs.cpSync(demo, dir, { recursive: true });
  const look = async () => {
    const child = await serve(['--data', dir]);
    const v = new Visitor(child.port);
    try {
      await v.signIn(...signIn);
      return { page: await v.ask('GET', '/survei/instrumen/spak-2027'), log: child.said };
    } finally {
      v.close();
      await end(child, 'SIGTERM');
    }
  };
  assert.equal(finding().grade, 'ok');
  good(['regulasi', 'add', pack, '--data', dir]);
  assert.equal(finding().grade, 'weak');
  assert.match(finding().say, /spak-2027/);
  const mute = await look();
  assert.equal(mute.page.status, 404);
  assert.match(mute.log, /level=warn at=survei_packs instrument=spak-2027/);

  good(['regulasi', 'add', words, '--data', dir]);
  assert.equal(finding().grade, 'ok');
  const whole = await look();
  assert.equal(whole.page.status, 200);
  assert.match(whole.page.body, /Kelompok terkecil yang ditampilkan<\/dt>\s*<dd>7 /);
  assert.doesNotMatch(whole.log, /survei_packs/);
});

// --- serving ---

test('healthz says that the database answers; metrics are for this machine alone', async () => {
  const child = await serve(['--data', demo], { env: { PATH: process.env.PATH, PULAU_TRUSTED_PROXY: '127.0.0.1' } });
  const v = new Visitor(child.port);
  try {
    const health = await v.ask('GET', '/healthz');
    assert.equal(health.status, 200);
    assert.deepEqual({ ...JSON.parse(health.body), up_seconds: 0 }, { ok: true, database: 'sqlite', up_seconds: 0 });
    const here = await v.ask('GET', '/metrics');
    assert.equal(here.status, 200);
    assert.match(here.headers['content-type'], /^text\/plain; version=0\.0\.4/);
    assert.match(here.body, /^pulau_requests_total\{status="2xx"\} \d+$/m);
    assert.equal((await v.ask('GET', '/metrics', null, { 'X-Forwarded-For': '203.0.113.9' })).status, 404);
  } finally {
    v.close();
    await end(child, 'SIGTERM');
  }
});

test('a second process on the same folder is refused with 69, and the first goes on', async () => {
  const child = await serve(['--data', demo]);
  const v = new Visitor(child.port);
  try {
    refused(['serve', '--listen', '127.0.0.1:0', '--data', demo], 69, /another pulau/);
    assert.equal((await v.ask('GET', '/healthz')).status, 200);
  } finally {
    v.close();
    await end(child, 'SIGTERM');
  }
});

test('a backup while the server is being written to restores and verifies', async () => {
  const child = await serve(['--data', demo]);
  const v = new Visitor(child.port);
  try {
    await v.signIn(...signIn);
    const item = `${await v.worksheet()}/butir/A.I.1.i.b`;
    let over = false;
    let saves = 0;
    const load = (async () => {
      for (; !over; saves++) {
        const page = (await v.ask('GET', item)).body;
        const r = await v.ask('POST', item, { _csrf: hidden(page, '_csrf'), versi: hidden(page, 'versi'), jawaban: 'A',
          catatan: `n${saves}` });
        assert.equal(r.status, 303);
      }
    })();
    const backup = spawn(pulau, ['backup', at('live.tar.gz'), '--data', demo], { stdio: 'ignore' });
    const status = await new Promise((done) => { backup.on('exit', done); });
    over = true;
    await load;
    assert.equal(status, 0);
    assert.ok(saves > 0);
  } finally {
    v.close();
    await end(child, 'SIGTERM');
  }
  good(['verify', '--data', demo]);
  good(['restore', at('live.tar.gz'), '--data', at('live')]);
  good(['verify', '--data', at('live')]);
});

test('SIGTERM lets those who are under way have their answer, and leaves with 0', async () => {
  const child = await serve(['--data', demo]);
  const v = new Visitor(child.port);
  const page = await v.ask('GET', '/masuk');
  const form = { _csrf: hidden(page.body, '_csrf'), name: signIn[0], password: signIn[1] };
  const under = [1, 2, 3].map(() => v.ask('POST', '/masuk', form));      // a password takes its time
  await new Promise((done) => setTimeout(done, 60));
  child.kill('SIGTERM');
  for (const answer of await Promise.all(under)) assert.equal(answer.status, 303);
  assert.equal(await child.ended, 0);
  await assert.rejects(new Visitor(child.port).ask('GET', '/healthz'));
  v.close();
});

// What the PostgreSQL test does inside test/pg.sh, which adds the URI as the last word.
function onPostgres(file, into, uri) {
  const data = ['--data', path.join(into, 'pg'), '--db', uri];
  for (const words of [['restore', file], ['verify'], ['backup', path.join(into, 'pg.tar.gz')]]) {
    const r = spawnSync(pulau, [...words, ...data], { encoding: 'utf8' });
    assert.equal(r.status, 0, words + r.stdout + r.stderr);
  }
  const lost = spawnSync(pulau, ['backup', path.join(into, 'none.tar.gz'), '--db', uri], { encoding: 'utf8', cwd: into });
  assert.deepEqual([lost.status, /files are not there/.test(lost.stderr)], [66, true], 'without its files a backup is none');
}

async function main() {
  let passed = 0;
  let failed = 0;
  for (const t of tests) {
    try {
      await t.body();
      passed++;
    } catch (e) {
      failed++;
      console.log(`${t.name}\n${e.stack}\n`);
    }
  }
  console.log(`${passed} passed, ${failed} failed`);
  fs.rmSync(top, { recursive: true, force: true });
  process.exit(failed ? 1 : 0);
}

if (process.argv[2] === '--on-pg') {
  fs.rmSync(top, { recursive: true });
  onPostgres(...process.argv.slice(3));
} else {
  main();
}
