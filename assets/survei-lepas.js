// A tablet that asks without network: the whole walk in one page, a queue on the device, handed in when the network is
// there.  An answer leaves the queue only when the server has said what became of it.  See decision 0178.
(() => {
  'use strict';
  const root = document.getElementById('tablet');
  const { asks, queue: address, secret, idle } = root.dataset;
  const BATCH = 20, AGAIN_MS = 20000, THANKS_MS = 12000;

  // --- small things ---

  function h(name, attributes, ...inside) {
    const e = document.createElement(name);
    for (const [key, value] of Object.entries(attributes || {})) {
      if (key.startsWith('on')) e.addEventListener(key.slice(2), value);
      else if (value === true) e.setAttribute(key, '');
      else if (value !== undefined && value !== null && value !== false && value !== '') e.setAttribute(key, value);
    }
    e.append(...inside.flat().filter((x) => x !== null && x !== undefined && x !== false));
    return e;
  }
  const fill = (text, ...values) => text.replace(/\{(\d)\}/g, (_, n) => values[n - 1]);
  const two = (n) => String(n).padStart(2, '0');
  const today = (d = new Date()) => `${d.getFullYear()}-${two(d.getMonth() + 1)}-${two(d.getDate())}`;
  const newKey = () => [...crypto.getRandomValues(new Uint8Array(16))].map((b) => b.toString(16).padStart(2, '0')).join('');

  // --- the queue ---

  const done = (request) => new Promise((yes, no) => { request.onsuccess = () => yes(request.result); request.onerror = () => no(request.error); });
  const finished = (work) => new Promise((yes, no) => { work.oncomplete = yes; work.onabort = work.onerror = () => no(work.error); });

  const opened = new Promise((yes, no) => {
    const request = indexedDB.open('survei', 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore('antrean', { keyPath: 'key' });
      request.result.createObjectStore('hitung', { keyPath: 'of' });
    };
    request.onsuccess = () => yes(request.result);
    request.onerror = () => no(request.error);
  });

  async function work(how, fn) {
    const all = (await opened).transaction(['antrean', 'hitung'], how, { durability: 'strict' });
    const end = finished(all);
    const result = await fn(all.objectStore('antrean'), all.objectStore('hitung'));
    await end;
    return result;
  }
  const rows = async () => (await work('readonly', (a) => done(a.getAll()))).filter((row) => row.of === address);
  const sent = async () => ((await work('readonly', (a, n) => done(n.get(address)))) || { sent: 0 }).sent;

  // What the server said about one answer: it goes, or stays with the reason.  Counted once, however many pages hand in.
  async function settle({ key, state, why }) {
    await work('readwrite', async (answers, counts) => {
      const row = await done(answers.get(key));
      if (!row) return;
      if (state === 'refused') return void answers.put({ ...row, refused: why });
      if (state !== 'taken' && state !== 'before') return;
      const count = (await done(counts.get(address))) || { of: address, sent: 0 };
      answers.delete(key);
      counts.put({ ...count, sent: count.sent + 1 });
    });
  }

  let busy = false;
  async function handIn() {
    if (busy) return;
    busy = true;
    try {
      for (;;) {
        const waiting = (await rows()).filter((row) => !row.refused).slice(0, BATCH);
        if (!waiting.length) break;
        const answers = waiting.map(({ of, ...rest }) => rest);
        const answer = await fetch(address, {
          method: 'POST', credentials: 'omit', headers: { 'Content-Type': 'application/json' },
          body: JSON.stringify({ kios: secret, lang: document.documentElement.lang, answers }),
        });
        if (!answer.ok) break;
        const { answers: fates } = await answer.json();
        for (const fate of fates) await settle(fate);
        if (!fates.length) break;
      }
    } catch { /* no network: they wait */ }
    busy = false;
    await showQueue();
  }

  // --- the queue, for those who look after the tablet ---

  const strip = h('div', { class: 'waiting' });
  let exported = false;

  async function exportAll() {
    const all = (await rows()).map(({ of, ...rest }) => rest);
    const url = URL.createObjectURL(new Blob([JSON.stringify({ address, answers: all }, null, 1)], { type: 'application/json' }));
    h('a', { href: url, download: `antrean-survei-${today()}.json` }).click();
    setTimeout(() => URL.revokeObjectURL(url), 60000);
    exported = true;
    await showQueue();
  }

  async function dropRefused() {
    const refused = (await rows()).filter((row) => row.refused);
    await work('readwrite', async (answers) => { for (const row of refused) answers.delete(row.key); });
    exported = false;
    await showQueue();
  }

  async function showQueue() {
    const all = await rows(), refused = all.filter((row) => row.refused);
    const text = fill(w('waiting'), all.length - refused.length, await sent());
    const why = [...new Set(refused.map((row) => row.refused))];
    strip.replaceChildren(...[
      h('span', { role: 'status', id: 'queue' }, text),
      all.length && h('button', { class: 'link', onclick: exportAll }, w('queue_save')),
      refused.length && h('ul', {}, h('li', {}, fill(w('queue_refused'), refused.length)), why.map((reason) => h('li', {}, reason))),
      refused.length && exported && h('button', { class: 'link', onclick: dropRefused }, w('queue_drop')),
    ].filter(Boolean));
  }

  // --- one respondent ---

  let all, tongue, given, step, back;           // the campaign; the language; what was said; the screen; it was checked already

  const english = () => tongue.code === 'en';
  const w = (name) => tongue.words[name];
  const own = (question, what) => question[english() ? `${what}_en` : what];
  const serviceName = (s) => (english() ? s.name_en : s.name);
  const choices = () => all.questions.filter((q) => !q.text);
  const elements = () => all.groups.reduce((n, g) => n + g.n, 0);
  const online = () => (all.services.find((s) => s.id === given.service) || {}).online ? 1 : 0;

  function fresh() {
    given = { key: newKey(), began: Date.now(), service: all.services.length === 1 ? all.services[0].id : '' };
    step = 0;
    back = false;
    [tongue] = all.tongues;
    show();
    showQueue();
  }

  const radio = (name, legend, options, { number, scale, note } = {}) => ({
    name, legend, missing: note === undefined && !given[name],
    says: (options.find((o) => o.value === given[name]) || {}).label,
    draw: (wrong) => h('fieldset', { class: `ask${wrong ? ' wrong' : ''}`, id: name, tabindex: -1 },
      h('legend', {}, number && h('span', { class: 'number' }, `${number}. `), legend, note && h('small', {}, ` (${note})`)),
      wrong && h('p', { class: 'why' }, w('missing')),
      h('div', { class: `options${scale ? ' scale' : ''}` }, options.map(({ value, label }) => h('label', { class: 'option' },
        h('input', { type: 'radio', name, value, checked: given[name] === value, onchange: () => { given[name] = value; } }),
        h('span', {}, label))))),
  });

  const typed = (name, label, kind, { number, note, must, test, words } = {}) => ({
    name, legend: label, missing: (must && !given[name]) || Boolean(test && given[name] && test(given[name])), words,
    says: given[name],
    draw: (wrong) => h('div', { class: `ask${wrong ? ' wrong' : ''}` },
      h('label', { class: 'ask-for', for: name }, number && h('span', { class: 'number' }, `${number}. `), label, note && h('small', {}, ` (${note})`)),
      wrong && h('p', { class: 'why' }, words && given[name] ? words : w('missing')),
      kind === 'textarea'
        ? h('textarea', { id: name, rows: 4, maxlength: 1000, oninput: (e) => { given[name] = e.target.value; } }, given[name] || '')
        : h('input', { id: name, type: kind, value: given[name], max: kind === 'date' ? today() : '', maxlength: 40, autocomplete: 'off',
          oninput: (e) => { given[name] = e.target.value; } })),
  });

  const options = (labels, first = 1) => labels.map((label, i) => ({ value: String(i + first), label }));

  function askStart() {
    return [
      {
        name: 'finished', legend: w('finished'), missing: !given.finished, words: w('only_finished'), says: given.finished ? '✓' : '',
        draw: (wrong) => h('div', { class: `ask${wrong ? ' wrong' : ''}` }, wrong && h('p', { class: 'why' }, w('only_finished')),
          h('label', { class: 'option' }, h('input', { type: 'checkbox', id: 'finished', checked: given.finished,
            onchange: (e) => { given.finished = e.target.checked; } }), h('span', {}, w('finished')))),
      },
      radio('service', w('service'), all.services.map((s) => ({ value: s.id, label: serviceName(s) }))),
      typed('served_on', w('service_day'), 'date', { must: true, test: (day) => day > today(), words: w('only_finished') }),
      all.code && typed('code', w('code'), 'text', { must: true }),
    ].filter(Boolean);
  }

  function askGroup(group) {
    return Array.from({ length: group.n }, (_, i) => {
      const ask = tongue.forms[group.form][group.from + i];
      return radio(`m${group.mark + i}`, ask.ask[online()], options(ask.answers[online()]), { number: group.number + i, scale: true });
    });
  }

  const askAbout = () => tongue.about.map((a, i) => radio(`a${i}`, a.ask, [...options(a.options), { value: '0', label: w('not_said') }], { note: '' }));

  function askOwn() {
    let mark = elements();
    const first = elements() + 1;
    const asked = all.questions.map((q, i) => {
      const more = { number: first + i, note: q.required ? undefined : w('optional'), must: q.required };
      return q.text ? typed(`t${i}`, own(q, 'ask'), 'textarea', more) : radio(`m${mark++}`, own(q, 'ask'), options(own(q, 'options')), more);
    });
    return [...asked, typed('said', w('comment'), 'textarea', { note: w('optional') })];
  }

  function screens() {
    const range = (from, n) => fill(w('question'), n > 1 ? `${from}–${from + n - 1}` : from, all.count);
    return [
      { head: all.title, asks: askStart },
      ...all.groups.map((g) => ({ head: range(g.number, g.n), asks: () => askGroup(g), hint: w('choose') })),
      ...(tongue.about.length ? [{ head: w('about_you'), asks: askAbout, hint: w('optional') }] : []),
      { head: all.questions.length ? range(elements() + 1, all.questions.length) : w('comment'), asks: askOwn },
      { head: w('check') },
    ];
  }

  function trouble(wrong) {
    return wrong.length > 0 && h('div', { class: 'trouble', role: 'alert', tabindex: -1 }, h('h2', {}, w('trouble')),
      h('ul', {}, wrong.map((a) => h('li', {}, h('a', { href: `#${a.name}` }, `${a.legend} ${a.words || w('missing')}`)))));
  }

  function go(to) {
    step = to;
    show();
    scrollTo(0, 0);
    root.querySelector('h1').focus();
  }

  function leave(event, list) {
    event.preventDefault();
    const wrong = list[step].asks().filter((a) => a.missing);
    if (wrong.length) {
      show(wrong);
      scrollTo(0, 0);
      return void root.querySelector('.trouble').focus();
    }
    go(back ? list.length - 1 : step + 1);
  }

  const buttons = (...all_) => h('p', { class: 'buttons' }, all_);
  const backButton = () => h('button', { type: 'button', class: 'button plain', onclick: () => go(step - 1) }, w('back'));
  const howFar = (head, percent) => h('div', { class: 'how-far' }, h('h1', { tabindex: -1 }, head),
    h('progress', { max: 100, value: String(percent), 'aria-label': head }));

  const languages = () => all.tongues.length > 1 && h('div', { class: 'languages' }, h('p', {}, w('language')),
    all.tongues.map((t) => h('button', { type: 'button', lang: t.code, 'aria-current': t === tongue ? 'true' : null,
      onclick: () => { tongue = t; show(); showQueue(); } }, t.name)));

  function drawForm(list, wrong) {
    const here = list[step];
    return [
      step === 0 ? h('h1', { tabindex: -1 }, here.head) : howFar(here.head, Math.round(100 * step / (list.length - 1))),
      step === 0 && h('p', { class: 'lead' }, w('privacy')),
      step === 0 && languages(),
      trouble(wrong),
      h('form', { class: 'fill', novalidate: true, onsubmit: (e) => leave(e, list) },
        here.hint && h('p', { class: 'hint' }, here.hint),
        here.asks().map((a) => a.draw(wrong.some((x) => x.name === a.name))),
        buttons(h('button', { class: 'button' }, w(step ? 'next' : 'begin')), step > 0 && backButton())),
    ];
  }

  function drawCheck(list) {
    back = true;
    return [
      howFar(w('check'), 100),
      h('form', { class: 'fill', onsubmit: (e) => { e.preventDefault(); take(); } },
        list.slice(0, -1).map((s, i) => h('section', {}, h('h2', {}, i ? s.head : w('service')),
          h('p', { class: 'change' }, h('button', { type: 'button', class: 'link', onclick: () => go(i) }, w('change'), h('span', { class: 'away' }, ` ${s.head}`))),
          h('dl', {}, s.asks().map((a) => h('div', {}, h('dt', {}, a.legend), h('dd', {}, a.says || '–')))))),
        buttons(h('button', { class: 'button' }, w('send')), backButton())),
    ];
  }

  function show(wrong = []) {
    const list = screens();
    document.documentElement.lang = tongue.code;
    document.title = `${list[step].head} – ${all.unit}`;
    root.replaceChildren(...[...(step === list.length - 1 ? drawCheck(list) : drawForm(list, wrong)), strip].flat().filter(Boolean));
  }

  // Kept on the device before anybody is thanked.
  async function take() {
    const digits = (letter, n) => Array.from({ length: n }, (_, i) => given[letter + i] || '0').join('');
    const said = all.questions.flatMap((q, i) => (q.text && (given[`t${i}`] || '').trim() ? [[q.id, given[`t${i}`].trim()]] : []));
    if ((given.said || '').trim()) said.push(['0', given.said.trim()]);
    const row = {
      of: address, key: given.key, day: today(new Date(given.began)), service: given.service, served_on: given.served_on,
      about: digits('a', tongue.about.length), marks: digits('m', elements() + choices().length), said,
      seconds: Math.max(1, Math.round((Date.now() - given.began) / 1000)), code: (given.code || '').toLowerCase().replace(/[\s-]/g, ''),
    };
    try {
      await work('readwrite', (answers) => done(answers.put(row)));
    } catch {
      return void root.prepend(h('div', { class: 'trouble', role: 'alert' }, h('h2', {}, w('queue_full'))));
    }
    thanks();
    await handIn();
    const waits = await work('readonly', (answers) => done(answers.get(row.key)));
    if (waits && !waits.refused && step === -1) root.querySelector('.lead').textContent = w('offline');
  }

  function thanks() {
    root.replaceChildren(h('h1', { tabindex: -1 }, w('thanks')), h('p', { class: 'lead', role: 'status' }, w('thanks_text')),
      buttons(h('button', { class: 'button', onclick: fresh }, w('again'))), strip);
    document.title = w('thanks');
    step = -1;
    root.querySelector('h1').focus();
    const of = given;
    setTimeout(() => { if (given === of) fresh(); }, THANKS_MS);
  }

  // --- left alone, it goes back to its start ---

  function watch() {
    const stay = document.querySelector('.stay');
    let touched = Date.now();
    for (const kind of ['pointerdown', 'keydown', 'input', 'scroll']) {
      addEventListener(kind, () => { touched = Date.now(); stay.hidden = true; }, { passive: true });
    }
    setInterval(() => {
      const left = Math.ceil(idle - (Date.now() - touched) / 1000);
      const begun = step > 0 || (step === 0 && (given.finished || given.served_on));
      stay.hidden = !begun || left > 15 || left <= 0;
      stay.querySelector('p').textContent = fill(w('stay'), left);
      stay.querySelector('button').textContent = w('stay_on');
      if (begun && left <= 0) fresh();
    }, 500);
  }

  // --- installed: everything this page is made of is kept ---

  async function install() {
    if (!('serviceWorker' in navigator)) return;        // no TLS: the queue is kept all the same
    await navigator.serviceWorker.register('/s/pekerja.js', { scope: '/s/' });
    const parts = [...document.querySelectorAll('link[href], script[src]')].map((e) => e.href || e.src);
    await (await caches.open('survei')).addAll([location.pathname, asks, ...parts]);
    if (navigator.storage && navigator.storage.persist) await navigator.storage.persist();
    root.dataset.ready = 'yes';
  }

  async function asked() {
    try {
      const answer = await fetch(asks, { credentials: 'omit' });
      if (answer.ok) return answer.json();
    } catch { /* without network: what was kept */ }
    return (await caches.match(asks, { ignoreVary: true })).json();
  }

  (async () => {
    all = await asked();
    fresh();
    watch();
    addEventListener('online', handIn);
    setInterval(handIn, AGAIN_MS);
    install().catch(() => {});
    await handIn();
  })();
})();
