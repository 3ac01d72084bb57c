// One document: what was read on the left, where it is printed on the right, and a reader's decisions.
import { decide, part, read, tell } from './app.js';
import { Viewer } from './viewer.js';

const root = document.getElementById('lecture');
const id = root.dataset.document;
const at = (path) => `/document/${id}/${path}`;
const side = root.querySelector('.scroll');
const viewer = new Viewer(root, id, { onPick: showRecord, onHover: hoverRecord });
const tabs = [...root.querySelectorAll('[role=tab]')];
const undone = [];
let picking = null;

// Views ---------------------------------------------------------------------------------------------------------

function panel(name) { return document.getElementById(`vue-${name}`); }

async function show(name, reload = false) {
  for (const tab of tabs) {
    const mine = tab.id === `tab-${name}`;
    tab.setAttribute('aria-selected', mine);
    tab.tabIndex = mine ? 0 : -1;
    panel(tab.id.slice(4)).hidden = !mine;
  }
  if (name !== 'plan' && (reload || !panel(name).firstElementChild)) panel(name).innerHTML = await part(at(name));
  if (name === 'verifier') {
    document.getElementById('reste').textContent = panel(name).querySelectorAll('.queue > li').length;
    if (!current()) go(0);
  }
}
for (const tab of tabs) {
  tab.addEventListener('click', () => show(tab.id.slice(4), tab.id !== 'tab-plan'));
  tab.addEventListener('keydown', (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.stopPropagation();
    const next = tabs[(tabs.indexOf(tab) + step + tabs.length) % tabs.length];
    next.focus();
    next.click();
  });
}
const view = () => tabs.find((t) => t.getAttribute('aria-selected') === 'true').id.slice(4);

async function open(action, { page = null, scroll = true } = {}) {
  const item = panel('plan').querySelector(`li.act[data-action="${CSS.escape(action)}"]`);
  if (!item) return null;
  const detail = item.querySelector('.detail');
  item.querySelector('.open').setAttribute('aria-expanded', 'true');
  detail.hidden = false;
  if (!detail.firstElementChild) detail.innerHTML = await part(at(`action/${encodeURIComponent(action)}`));
  if (page) viewer.turn(page, action);
  if (scroll) item.scrollIntoView({ block: 'start' });
  history.replaceState(null, '', `?enregistrement=${encodeURIComponent(action)}`);
  return item;
}

async function refresh(actions) {
  for (const action of new Set(actions)) {
    const detail = document.getElementById(`d-${action}`);
    if (detail && !detail.hidden) detail.innerHTML = await part(at(`action/${encodeURIComponent(action)}`));
    else if (detail) detail.replaceChildren();
  }
  await viewer.reload();
}

async function refreshTree() {
  const opened = [...panel('plan').querySelectorAll('.open[aria-expanded=true]')].map((b) => b.closest('li').dataset.action);
  const top = side.scrollTop;
  panel('plan').innerHTML = await part(at('plan'));
  for (const action of opened) await open(action, { scroll: false });
  side.scrollTop = top;
}

// From the page to the list, and back ---------------------------------------------------------------------------

/** A box was chosen on the page: show its record. */
async function showRecord(box) {
  if (box.kind === 'documents') { await show('fiche'); return; }
  if (view() === 'verifier') {
    const item = panel('verifier').querySelector(`li[data-record="${CSS.escape(box.record)}"]`);
    if (item) { select(item, false); return; }
  }
  await show('plan');
  if (box.action) await open(box.action, { scroll: false });
  const field = box.kind === 'action_texts' ? `[data-field="${CSS.escape(box.field || '')}"]` : '';
  const row = panel('plan').querySelector(`${field}[data-record="${CSS.escape(box.record)}"]`)
    || panel('plan').querySelector(`[data-record="${CSS.escape(box.record)}"]`);
  if (row) { light(box.record); row.scrollIntoView({ block: 'center' }); if (row.tabIndex >= -1) row.focus({ preventScroll: true }); }
}

function hoverRecord(record) { light(record, false); }

function light(record, boxes = true) {
  for (const row of side.querySelectorAll('.lit')) row.classList.remove('lit');
  if (record) for (const row of side.querySelectorAll(`[data-record="${CSS.escape(record)}"]`)) row.classList.add('lit');
  if (boxes) viewer.light(record);
}

side.addEventListener('pointerover', (event) => {
  const row = event.target.closest('[data-record]');
  if (row && row.tagName !== 'FORM') viewer.light(row.dataset.record, row.dataset.field);
});
side.addEventListener('pointerleave', () => viewer.light(viewer.pinned));

// Clicks --------------------------------------------------------------------------------------------------------

root.addEventListener('click', async (event) => {
  const button = event.target.closest('button');
  if (!button) {
    const item = event.target.closest('.queue > li');
    if (item && !event.target.closest('.slot')) select(item, true, false);
    return;
  }
  const row = button.closest('[data-record]:not(form)');
  try {
    if (button.classList.contains('open')) {
      const item = button.closest('li');
      if (button.getAttribute('aria-expanded') === 'true') {
        button.setAttribute('aria-expanded', 'false');
        item.querySelector('.detail').hidden = true;
      } else await open(item.dataset.action, { page: Number(button.dataset.page) || null, scroll: false });
    } else if (button.classList.contains('goto')) {
      await viewer.turn(Number(button.dataset.page), row?.dataset.record, button.dataset.evidence);
    } else if (button.classList.contains('edit')) await form(row);
    else if (button.classList.contains('add')) await formToAdd(button);
    else if (button.classList.contains('accept')) await accept(row);
    else if (button.classList.contains('drop')) await drop(row);
    else if (button.classList.contains('undo')) await undo([button.dataset.undo], row);
    else if (button.classList.contains('cancel')) close(button.closest('form'));
    else if (button.classList.contains('pick')) pick(button);
    else if (button.classList.contains('show')) { await show('plan'); await open(row.dataset.action, { page: Number(row.dataset.page) || null }); }
  } catch (error) { tell(error.message, { bad: true }); }
});

// Decisions -----------------------------------------------------------------------------------------------------

/** Send decisions; what they are about is read again, and going back on them is one key away. */
async function settle(decisions, row) {
  const answer = await decide(id, decisions);
  if (answer.corrections.length) undone.push(answer.corrections);
  tell(answer.told, answer.corrections.length ? { undo: () => undo(answer.corrections, null) } : {});
  await after(decisions, row);
  return answer;
}

async function after(decisions, row) {
  const action = row?.closest('li.act')?.dataset.action || row?.dataset.action;
  const shape = decisions.some((d) => ['actions', 'orientations', 'corrections', 'documents'].includes(d.table) || d.kind === 'undo');
  if (shape) await refreshTree();
  await refresh(action ? [action] : []);
  if (view() === 'fiche') panel('fiche').innerHTML = await part(at('fiche'));
  if (view() === 'verifier') { await requeue(); return; }
  panel('verifier').replaceChildren();
  const left = new DOMParser().parseFromString(await part(at('verifier')), 'text/html');
  document.getElementById('reste').textContent = left.querySelectorAll('.queue > li').length;
}

async function accept(row) {
  const { table, record, check, label } = row.dataset;
  if (check === 'correction_en_conflit') { await keep(row); return; }
  await settle([{ kind: 'accept', table, record, value: check ? label : null }], row); // a check is agreed with as it is told
}

/** A correction in conflict, confirmed: the same value, on what is read now. */
async function keep(row) {
  const answer = await read(`/api/document/${id}/conflit?table=${row.dataset.table}&record=${encodeURIComponent(row.dataset.record)}`);
  await settle(answer.decisions, row);
}

async function drop(row) {
  const { table, record } = row.dataset;
  await settle([{ kind: 'drop', table, record }], row);
}

async function undo(corrections, row) {
  const decisions = corrections.map((c) => ({ kind: 'undo', table: 'corrections', record: c }));
  try {
    const answer = await decide(id, decisions);
    tell(`Annulé. ${answer.published ? '' : answer.told}`.trim());
    await after(decisions, row);
  } catch (error) { tell(error.message, { bad: true }); }
}

// Forms ---------------------------------------------------------------------------------------------------------

function slotOf(row) { return row.querySelector(':scope > .slot') || row.querySelector('.slot'); }

async function form(row) {
  const { table, record } = row.dataset;
  await put(slotOf(row), `formulaire?table=${table}&record=${encodeURIComponent(record)}`);
}

async function formToAdd(button) {
  const table = button.dataset.add;
  const of = button.dataset.of || '';
  const under = button.closest('li.ori')?.dataset.record || '';
  const slot = button.closest('section.kind')?.querySelector('.slot') || (under ? slotOf(button.closest('li')) : document.getElementById('slot-plan'));
  await put(slot, `formulaire?table=${table}&action=${encodeURIComponent(of)}&parent=${encodeURIComponent(under)}`);
  pick(slot.querySelector('.form-title .pick'));
}

async function put(slot, url) {
  if (slot.firstElementChild) { close(slot.firstElementChild); return; }
  slot.innerHTML = await part(at(url));
  slot.querySelector('input, textarea, select')?.focus();
  slot.scrollIntoView({ block: 'nearest' });
}

function close(one) {
  if (!one) return;
  const row = one.closest('[data-record]:not(form)');
  stopPicking();
  one.remove();
  row?.focus?.({ preventScroll: true });
}

root.addEventListener('submit', async (event) => {
  const one = event.target.closest('.edit-form');
  if (!one) return;
  event.preventDefault();
  const { table, record, of } = one.dataset;
  const place = one.place || {};
  const decisions = [];
  if (record) {
    for (const input of one.elements) {
      if (!input.name || input.value === input.dataset.was) continue;
      const spot = place.field === input.name ? { page: place.page, box: place.box } : {};
      decisions.push({ kind: 'set', table, record, field: input.name, value: input.value || null, ...spot });
    }
    if (!decisions.length && place.field) {
      const input = one.elements[place.field];
      decisions.push({ kind: 'set', table, record, field: place.field, value: input.value || null, page: place.page, box: place.box });
    }
  } else {
    const values = {};
    for (const input of one.elements) if (input.name && input.value) values[input.name] = input.value;
    if (of) values.action_id = of;
    decisions.push({ kind: 'add', table, values, page: place.page, box: place.box });
  }
  const row = one.closest('[data-record]:not(form)') || one;
  const told = one.querySelector('.error');
  told.textContent = '';
  if (!decisions.length) { close(one); return; }
  const save = one.querySelector('.primary');
  save.disabled = true;
  try {
    stopPicking();
    const owner = one.closest('li.act');
    await settle(decisions, row === one ? owner : row);
    one.remove();
  } catch (error) { told.textContent = error.message; save.disabled = false; }
});

/** The reader draws a box on the page; the words under it go into the field. */
function pick(button) {
  const same = picking === button;
  stopPicking();
  if (same) return;
  const one = button.closest('form');
  picking = button;
  button.setAttribute('aria-pressed', 'true');
  viewer.draw(async (page, box) => {
    const field = button.dataset.field;
    stopPicking(true);
    one.place = { field, page, box };
    const note = one.querySelector('.picked');
    note.textContent = `page ${page}, lecture du texte…`;
    try {
      const { text } = await read(`/api/document/${id}/texte?page=${page}&cadre=${box.join(',')}`);
      const input = one.elements[field];
      if (text) input.value = input.tagName === 'TEXTAREA' ? text : text.replace(/\s+/g, ' ').replace(/[,;]$/, '');
      note.textContent = text ? `page ${page} : texte proposé, à relire` : `page ${page} : aucun texte sous ce cadre, écrivez-le`;
      input.focus();
    } catch (error) { note.textContent = error.message; }
  });
}
function stopPicking(keep = false) {
  picking?.setAttribute('aria-pressed', 'false');
  picking = null;
  viewer.stopDrawing(keep);
}
document.getElementById('dessin-fin').addEventListener('click', () => stopPicking());

// The list of what to check -------------------------------------------------------------------------------------

const queue = () => [...panel('verifier').querySelectorAll('.queue > li')];
const current = () => panel('verifier').querySelector('li.current');

function select(item, turn = true, focus = true) {
  current()?.classList.remove('current');
  item.classList.add('current');
  if (focus) item.focus({ preventScroll: true });
  item.scrollIntoView({ block: 'nearest' });
  if (turn && item.dataset.page) viewer.turn(Number(item.dataset.page), item.dataset.record);
  else viewer.pin(item.dataset.record);
}

function go(index) {
  const items = queue();
  if (items.length) select(items[Math.max(0, Math.min(index, items.length - 1))]);
}

/** Read again; the one after the one just settled becomes current. */
async function requeue() {
  const items = queue();
  const index = Math.max(0, items.indexOf(current()));
  const next = items[index + 1]?.dataset.record;
  panel('verifier').innerHTML = await part(at('verifier'));
  document.getElementById('reste').textContent = queue().length;
  const found = next && panel('verifier').querySelector(`li[data-record="${CSS.escape(next)}"]`);
  if (found) select(found); else go(index);
}

// Keys ----------------------------------------------------------------------------------------------------------

document.addEventListener('keydown', async (event) => {
  const typing = event.target.closest('input, textarea, select, dialog');
  if (event.key === 'Escape') {
    const one = event.target.closest('.edit-form');
    if (picking) stopPicking(); else if (one) close(one);
    return;
  }
  if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === 'ArrowLeft') { viewer.turn(viewer.page - 1); return; }
  if (event.key === 'ArrowRight') { viewer.turn(viewer.page + 1); return; }
  if (event.key === '?') { document.getElementById('aide').showModal(); return; }
  if (event.key === 'v') { show('verifier', true); return; }
  if (event.key === 'u') { if (undone.length) await undo(undone.pop(), current()); return; }
  const row = view() === 'verifier' ? current() : document.activeElement?.closest?.('li.record');
  const list = view() === 'verifier' ? queue() : [...panel('plan').querySelectorAll('li.record')].filter((r) => r.offsetParent);
  try {
    if (event.key === 'n' || event.key === 'p') {
      const index = list.indexOf(row) + (event.key === 'n' ? 1 : -1);
      const next = list[Math.max(0, Math.min(index, list.length - 1))];
      if (!next) return;
      if (view() === 'verifier') select(next);
      else { next.focus(); light(next.dataset.record); const p = next.querySelector('.goto'); if (p) viewer.turn(Number(p.dataset.page), next.dataset.record); }
    } else if (row?.dataset.record && 'acx'.includes(event.key)) {
      const button = row.querySelector({ a: '.accept', c: '.edit', x: '.drop' }[event.key]);
      event.preventDefault();
      button?.click();
    }
  } catch (error) { tell(error.message, { bad: true }); }
});
document.getElementById('aide-bouton').addEventListener('click', () => document.getElementById('aide').showModal());

// Start ---------------------------------------------------------------------------------------------------------

await viewer.turn(Number(root.dataset.page), root.dataset.startRecord || null);
if (root.dataset.view === 'verifier') await show('verifier', true);
else if (root.dataset.startAction) {
  await open(root.dataset.startAction, { page: null });
  light(root.dataset.startRecord);
  panel('plan').querySelector(`[data-record="${CSS.escape(root.dataset.startRecord)}"]`)?.scrollIntoView({ block: 'center' });
}
root.dataset.ready = 'true';
