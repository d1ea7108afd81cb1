// Answering pages: the work that keeps robots away, and the tablet that goes back to its start.  Without this script
// everything works as plain forms; see decisions 0177 and 0179.
(() => {
  'use strict';

  // --- work: begun at the first screen, carried from screen to screen in the field "usaha", done before sending ---

  const form = document.querySelector('form[data-work]');
  if (form && window.Worker) {
    const { work, bits, worker } = form.dataset;
    const field = form.elements.usaha;
    let done = false, sending = null;

    const hand = new Worker(worker);
    hand.onmessage = ({ data }) => {
      field.value = data.at;
      done = data.found;
      if (done && sending) form.requestSubmit(sending);
    };
    hand.onerror = () => { done = true; };
    hand.postMessage({ work, bits: Number(bits), from: Number(field.value) || 0 });
    form.addEventListener('submit', (e) => {
      const button = e.submitter;
      if (done || !form.action.endsWith('/kirim') || (button && button.hasAttribute('formaction'))) return;
      e.preventDefault();               // it is sent as soon as the work is done
      sending = button;
      if (button) button.setAttribute('aria-disabled', 'true');
    });
  }

  // --- a card's code stands behind a #, which is not sent; where it buys a right, survei-blind.js reads it ---

  const code = document.querySelector('input[name="code"]');
  const card = 'pulau survei kode';
  if (location.hash.startsWith('#kode=') && !document.querySelector('form[data-blind]')) {
    sessionStorage.setItem(card, decodeURIComponent(location.hash.slice(6)));
    history.replaceState(null, '', location.pathname + location.search);
  }
  if (code && !code.value && sessionStorage.getItem(card)) {
    code.value = sessionStorage.getItem(card);
    sessionStorage.removeItem(card);
  }

  const wrong = document.querySelector('.trouble');
  if (wrong) wrong.focus();

  // --- a tablet at the counter ---

  const { home, idle } = document.body.dataset;
  const stay = document.querySelector('.stay');
  if (home && stay && location.pathname + location.search !== home) {
    const WARN = Math.min(15, idle / 3);
    const words = stay.querySelector('p');
    let touched = Date.now();
    const touch = () => { touched = Date.now(); stay.hidden = true; };
    for (const kind of ['pointerdown', 'keydown', 'input', 'scroll']) addEventListener(kind, touch, { passive: true });
    setInterval(() => {
      const left = Math.ceil(idle - (Date.now() - touched) / 1000);
      if (left <= 0) location.replace(home);
      stay.hidden = left > WARN;
      words.textContent = words.dataset.say.replace('{1}', Math.max(0, left));
    }, 500);
  }
})();
