(() => {
  const room = document.querySelector('[data-room]');
  if (!room) return;
  const base = room.dataset.room;
  const tell = (part) => navigator.sendBeacon(`${base}/seen`, new URLSearchParams({ part }));
  tell('opened');
  const told = new Set();
  const watcher = new IntersectionObserver((entries) => {
    for (const { isIntersecting, target } of entries) {
      const { part } = target.dataset;
      if (isIntersecting && !told.has(part)) {
        told.add(part);
        setTimeout(() => tell(part), 1500);
      }
    }
  }, { threshold: 0.4 });
  document.querySelectorAll('[data-part]').forEach((section) => watcher.observe(section));

  // Options, alternatives, quantities: the same page for the new choice; only what changed is taken over.
  const choice = document.getElementById('choice');
  let turn = 0;
  // Longer ones do not get through as an address everywhere.
  const LONGEST = 6000;
  // One that an address does not hold is kept for this window, for the page to be loaded again, and for the presentation.
  const place = `room ${base}`;
  const keep = (query) => {
    try {
      if (query) sessionStorage.setItem(place, query);
      else sessionStorage.removeItem(place);
    } catch { /* No room or no leave to: then it is chosen again. */ }
  };
  const kept = () => {
    try { return sessionStorage.getItem(place) ?? ''; } catch { return ''; }
  };
  const chosen = () => {
    const query = new URLSearchParams(new FormData(choice));
    // A quantity as it was proposed is no choice.
    for (const field of choice.elements) {
      if (field.value === field.dataset.proposed) query.delete(field.name);
    }
    return query.toString();
  };
  const recount = async () => {
    const mine = ++turn;
    const query = chosen();
    const long = query.length > LONGEST;
    keep(long ? query : '');
    const consented = document.querySelector('[name=consent]')?.checked;
    room.setAttribute('aria-busy', 'true');
    try {
      const answer = await (long ? fetch(base, { method: 'POST', body: new URLSearchParams(query) }) : fetch(`${base}?${query}`));
      if (!answer.ok) throw new Error(String(answer.status));
      const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html');
      if (mine !== turn) return;
      const at = document.activeElement?.id;
      const parts = (page, name) => [...page.querySelectorAll(`[data-live="${name}"]`)];
      for (const name of ['lines', 'option', 'billing', 'totals', 'chosen', 'consent', 'present']) {
        const next = parts(fresh, name);
        parts(document, name).forEach((old, index) => next[index] && old.replaceWith(next[index]));
      }
      // Who was in a field that was replaced is in it again.
      if (at && document.activeElement?.id !== at) document.getElementById(at)?.focus({ preventScroll: true });
      const box = document.querySelector('[name=consent]');
      if (box && consented) box.checked = false; // Another total needs another consent.
      history.replaceState(null, '', query && !long ? `${base}?${query}` : base);
    } catch {
      if (mine !== turn) return;
      if (long) choice.method = 'post';
      choice.submit();
    } finally {
      if (mine === turn) room.removeAttribute('aria-busy');
    }
  };
  if (choice) {
    room.addEventListener('change', (event) => event.target.form === choice && recount());
    choice.addEventListener('submit', (event) => {
      event.preventDefault();
      recount();
    });
    // What the address says counts.
    const before = new URLSearchParams(location.search ? '' : kept());
    const wanted = new Set([...before].map((fact) => fact.join('=')));
    const ticked = ({ type }) => type === 'checkbox' || type === 'radio';
    // A browser may have put something else into the fields than the prices are of.
    choice.reset();
    const shown = new Set([...new URLSearchParams(chosen())].map((fact) => fact.join('=')));
    if ([...wanted].some((fact) => !shown.has(fact))) {
      for (const field of choice.elements) {
        if (ticked(field)) field.checked = wanted.has(`${field.name}=${field.value}`);
        else if (field.dataset.proposed) field.value = before.get(field.name) ?? field.dataset.proposed;
      }
      recount();
    }
  } else keep('');

  // The drawn signature: a path of whole numbers in the pad's own units.
  const field = document.querySelector('[data-needs-script]');
  if (field) {
    field.hidden = false;
    const pad = field.querySelector('svg');
    const line = pad.querySelector('path');
    const kept = field.querySelector('[name=drawing]');
    const place = (event) => {
      const box = pad.getBoundingClientRect();
      const within = (value, most) => Math.max(0, Math.min(most, Math.round(value)));
      return `${within(((event.clientX - box.left) / box.width) * 600, 600)} ${within(((event.clientY - box.top) / box.height) * 160, 160)}`;
    };
    const draw = (path) => {
      if (path.length > 20000) return;
      kept.value = path;
      line.setAttribute('d', path);
    };
    let drawing = false;
    pad.addEventListener('pointerdown', (event) => {
      drawing = true;
      pad.setPointerCapture(event.pointerId);
      draw(`${kept.value}M${place(event)}`);
      event.preventDefault();
    });
    pad.addEventListener('pointermove', (event) => drawing && draw(`${kept.value}L${place(event)}`));
    for (const end of ['pointerup', 'pointercancel']) pad.addEventListener(end, () => { drawing = false; });
    field.querySelector('[data-clear-pad]').addEventListener('click', () => draw(''));
  }
})();
