(() => {
  const deck = document.querySelector('[data-slides]');
  if (!deck) return;
  const base = deck.dataset.slides;
  const tell = (facts) => navigator.sendBeacon(`${base}/seen`, new URLSearchParams(facts));
  tell({ part: 'opened' });

  // A slide is looked at when most of it stays in view for a moment.
  const slides = [...deck.children];
  const waiting = new Map();
  const told = new Set();
  let here = 0;
  const watcher = new IntersectionObserver((entries) => {
    for (const { isIntersecting, target } of entries) {
      const at = slides.indexOf(target);
      clearTimeout(waiting.get(at));
      if (!isIntersecting) continue;
      here = at;
      if (told.has(at)) continue;
      waiting.set(at, setTimeout(() => {
        told.add(at);
        tell({ slide: at + 1 });
      }, 1000));
    }
  }, { root: deck, threshold: 0.6 });
  slides.forEach((slide) => watcher.observe(slide));

  const go = (wanted) => {
    const at = Math.max(0, Math.min(slides.length - 1, wanted));
    here = at;
    slides[at].focus({ preventScroll: true });
    // Smooth or at once: the style sheet knows what the visitor wishes.
    deck.scrollTo({ left: slides[at].offsetLeft - deck.offsetLeft, top: 0 });
    history.replaceState(null, '', `${location.pathname}${location.search}#slide-${at + 1}`);
  };
  const keys = {
    ArrowRight: () => go(here + 1),
    PageDown: () => go(here + 1),
    ArrowLeft: () => go(here - 1),
    PageUp: () => go(here - 1),
    Home: () => go(0),
    End: () => go(slides.length - 1),
  };
  document.addEventListener('keydown', (event) => {
    const turn = keys[event.key];
    if (!turn || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    turn();
  });
  document.addEventListener('click', (event) => {
    const link = event.target.closest?.('[data-turn]');
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    go(slides.findIndex((slide) => `#${slide.id}` === link.hash));
  });

  // Options: the same page for the new choice; only what changed is taken over.
  const choice = document.getElementById('choice');
  let turn = 0;
  // Longer ones do not get through as an address everywhere.
  const LONGEST = 6000;
  const load = () => {
    choice.action = `${base}/slides${location.hash}`;
    choice.submit();
  };
  // One that an address does not hold is kept for this window, for the page to be loaded again, and for the room.
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
  const recount = async () => {
    const mine = ++turn;
    const query = new URLSearchParams(new FormData(choice));
    const long = query.toString().length > LONGEST;
    keep(long ? `${query}` : '');
    if (long) choice.method = 'post';
    const address = `${query}` && !long ? `${base}/slides?${query}` : `${base}/slides`;
    deck.setAttribute('aria-busy', 'true');
    try {
      const answer = await (long ? fetch(address, { method: 'POST', body: query }) : fetch(address));
      if (!answer.ok) throw new Error(String(answer.status));
      const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html');
      if (mine !== turn) return;
      const parts = (page, name) => [...page.querySelectorAll(`[data-live="${name}"]`)];
      // A gift came or went: these are other slides.
      if (parts(fresh, 'text').length !== parts(document, 'text').length) {
        if (long) load();
        else location.replace(`${address}${location.hash}`);
        return;
      }
      for (const name of ['text', 'amount', 'total', 'price', 'links']) {
        const next = parts(fresh, name);
        parts(document, name).forEach((old, index) => next[index] && old.replaceWith(next[index]));
      }
      history.replaceState(null, '', `${address}${location.hash}`);
    } catch {
      if (mine === turn) load();
    } finally {
      if (mine === turn) deck.removeAttribute('aria-busy');
    }
  };
  if (choice) {
    document.addEventListener('change', (event) => event.target.form === choice && recount());
    // What the address says counts.
    const before = new URLSearchParams(location.search ? '' : kept());
    const wanted = new Set([...before].map((fact) => fact.join('=')));
    // A browser may have put something else into the fields than the prices are of.
    choice.reset();
    const shown = new Set([...new FormData(choice)].map((fact) => fact.join('=')));
    if ([...wanted].some((fact) => !shown.has(fact))) {
      for (const field of choice.elements) {
        if (field.type === 'checkbox' || field.type === 'radio') field.checked = wanted.has(`${field.name}=${field.value}`);
      }
      // Quantities are chosen in the room: here they only come along.
      for (const field of choice.querySelectorAll('[type=hidden]')) field.remove();
      for (const [name, value] of before) {
        if (!name.startsWith('q.')) continue;
        const field = document.createElement('input');
        Object.assign(field, { type: 'hidden', name, value });
        choice.append(field);
      }
      recount();
    }
  }
})();
