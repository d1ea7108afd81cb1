// What the pages do beyond plain HTML; everything works without it.
(() => {
  'use strict';
  const say = document.documentElement.dataset;         // words in the reader's language, from the frame
  const all = (what, within = document) => [...within.querySelectorAll(what)];
  const two = (n) => String(n).padStart(2, '0');
  const clock = (d = new Date()) => `${two(d.getHours())}.${two(d.getMinutes())}`;
  const sending = new Set();                            // forms on their way: leaving would lose them

  // Each element of the answer that has an id takes the place of its namesake in the page.
  function place(html) {
    const box = document.createElement('template');
    box.innerHTML = html;
    for (const piece of [...box.content.children]) {
      const old = piece.id && document.getElementById(piece.id);
      if (!old) continue;
      old.replaceWith(piece);
      if (window.htmx) window.htmx.process(piece);
      piece.querySelector('[role="alert"][tabindex]')?.focus();
    }
  }

  // A piece that renews itself (htmx) stays as it is when the answer has none, as when the session is over.
  document.addEventListener('htmx:beforeSwap', ({ detail }) => {
    const { id } = detail.target;
    if (id && !detail.serverResponse.includes(`id="${id}"`)) detail.shouldSwap = false;
  });

  // --- forms that save themselves ---

  const own = new Set(['_csrf', '_key', 'versi']);      // not typed by anybody

  function typed(form) {
    return JSON.stringify([...new FormData(form)].filter(([name, value]) => !own.has(name) && typeof value === 'string'));
  }

  function autosave(form) {
    const status = form.querySelector('.saving');
    let saved = typed(form), busy = false, stopped = false, wait = 0, pause = 0;

    const tell = (text, bad) => {
      if (!status) return;
      status.textContent = text;
      status.classList.toggle('bad', Boolean(bad));
    };
    const unsaved = () => !stopped && typed(form) !== saved;
    const later = (ms) => { clearTimeout(pause); pause = setTimeout(save, ms); };

    // The network failed, or the server did: what was typed stays, and is sent again.
    const failed = () => {
      wait = Math.min(wait ? wait * 2 : 3000, 30000);
      tell(say.offline, true);
      later(wait);
    };

    async function save() {
      clearTimeout(pause);
      if (busy || !unsaved()) return;
      busy = true;
      const now = typed(form);
      tell(say.saving);
      try {
        const answer = await fetch(form.action, {
          method: 'POST', body: new URLSearchParams(new FormData(form)), headers: { 'HX-Request': 'true' },
        });
        const known = answer.ok || answer.status === 409 || answer.status === 422;
        if (known && !answer.redirected) place(await answer.text());
        if (answer.ok) {
          saved = now;
          wait = 0;
          tell(`${say.saved} ${clock()}`);
        } else if (answer.status === 409) {
          stopped = true;                               // until the person has chosen
          tell(say.conflict, true);
        } else if (answer.status === 401 || answer.status === 403) {
          tell(say.signin, true);
        } else if (answer.status === 422 || answer.status === 413) {
          saved = now;
          tell(say.wrong, true);
        } else {
          failed();
        }
      } catch {
        failed();
      }
      busy = false;
      if (!wait && unsaved() && typed(form) !== now) later(400);
    }

    form.addEventListener('input', () => later(900));
    form.addEventListener('change', () => later(50));
    form.addEventListener('submit', () => { stopped = true; clearTimeout(pause); });
    window.addEventListener('online', () => { wait = 0; save(); });
    form.unsaved = unsaved;
  }

  // --- files, with progress ---

  // The page that the server answered with, in place of this one; its notice has been said once already.
  function show(xhr) {
    const page = new DOMParser().parseFromString(xhr.responseText, 'text/html');
    const main = page.querySelector('main');
    if (!main) return location.reload();
    document.querySelector('main').replaceWith(main);
    document.title = page.title;
    history.replaceState(null, '', xhr.responseURL);
    if (window.htmx) window.htmx.process(main);
    start(main);
    (main.querySelector('.errors, .notice') || main).scrollIntoView({ block: 'nearest' });
  }

  function upload(form) {
    const line = form.querySelector('.progress');
    const button = form.querySelector('button:not([name])');
    if (!line) return;
    form.addEventListener('submit', (event) => {
      if (![...form.elements].some((e) => e.type === 'file' && e.files.length)) return;
      event.preventDefault();
      if (sending.has(form)) return;
      const xhr = new XMLHttpRequest();
      const bar = line.querySelector('progress'), words = line.querySelector('span');
      const done = (text) => {
        sending.delete(form);
        button.removeAttribute('aria-disabled');
        words.textContent = text;
      };
      sending.add(form);
      line.hidden = false;
      button.setAttribute('aria-disabled', 'true');
      words.textContent = say.uploading;
      xhr.upload.onprogress = (e) => { if (e.lengthComputable) bar.value = 100 * e.loaded / e.total; };
      xhr.upload.onload = () => { words.textContent = say.checking; };
      xhr.onerror = xhr.ontimeout = () => done(say.cut);
      xhr.onload = () => { done(''); show(xhr); };
      xhr.open('POST', form.action);
      xhr.send(new FormData(form));
    });
  }

  // --- not losing what was written ---

  const written = (form) => form.unsaved ? form.unsaved()
    : !form.sent && all('textarea', form).some((t) => t.value !== t.defaultValue);

  window.addEventListener('beforeunload', (event) => {
    if (sending.size || all('form[data-guard]').some(written)) event.preventDefault();
  });

  // --- how many characters are left ---

  function counter(area) {
    const line = document.createElement('p');
    const max = Number(area.dataset.max);
    const count = () => {
      const left = max - [...area.value].length;
      line.textContent = (left < 0 ? say.over : say.left).replace('{1}', Math.abs(left));
      line.className = left < 0 ? 'count error' : 'count';
      if (left < 50) line.setAttribute('role', 'status');
      else line.removeAttribute('role');
    };
    area.after(line);
    area.addEventListener('input', count);
    count();
  }

  // --- keys: / to search, Ctrl+Enter to send, Escape to close the menu, and those that a page lists ---

  // Letters alone, only on pages that list them ([data-keys]), and only while nobody writes; they can be switched off.
  const keysOff = () => { try { return localStorage.getItem('pintasan') === 'mati'; } catch { return false; } };
  const key = (letter) => {
    if (letter === 'j' || letter === 'k') return document.querySelector(`a[rel="${letter === 'j' ? 'next' : 'prev'}"]`);
    if (letter === 'n') return document.querySelector('.page-actions .button');
    if (letter === 'c') return document.querySelector('textarea[name="catatan"]');
    if (/^[1-9]$/.test(letter)) return all('.options input[type="radio"]')[letter - 1];
    return document.querySelector(`[data-key="${CSS.escape(letter)}"]`);
  };

  function pressed(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || !document.querySelector('[data-keys]')) return;
    const to = event.key.length === 1 && !keysOff() && key(event.key.toLowerCase());
    if (!to) return;
    event.preventDefault();
    to.focus();
    if (to.matches('a, button, input')) to.click();
  }

  function keySwitch(list) {
    const button = document.createElement('button');
    const name = () => { button.textContent = keysOff() ? list.dataset.on : list.dataset.off; };
    button.type = 'button';
    button.className = 'button plain';
    button.addEventListener('click', () => {
      try { localStorage.setItem('pintasan', keysOff() ? 'nyala' : 'mati'); } catch { /* not kept, no harm */ }
      name();
    });
    name();
    list.append(button);
  }

  document.addEventListener('keydown', (event) => {
    const at = document.activeElement;
    const choosing = at?.matches('input[type="radio"], input[type="checkbox"]');
    const writing = !choosing && at?.matches('input, textarea, select, [contenteditable]');
    if (!writing) pressed(event);
    if (event.key === '/' && !writing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      const search = document.querySelector('input[type="search"]');
      if (search) { event.preventDefault(); search.focus(); search.select(); }
    } else if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && at?.form) {
      at.form.requestSubmit();
    } else if (event.key === 'Escape') {
      const menu = document.querySelector('.menu-switch[open]');
      if (menu) { menu.open = false; menu.querySelector('summary').focus(); }
    }
  });

  function start(within) {
    all('form[data-autosave]', within).forEach(autosave);
    all('form[data-upload]', within).forEach(upload);
    all('form[data-guard]', within).forEach((form) => form.addEventListener('submit', () => { form.sent = true; }));
    all('textarea[data-max]', within).forEach(counter);
    all('[data-keys]', within).forEach(keySwitch);
    within.querySelector('.errors')?.focus();
  }

  start(document);
})();
