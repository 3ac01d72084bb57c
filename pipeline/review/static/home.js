// The home page: files dropped, their sending, and what becomes of them.
import { part, read, send, tell, upload } from './app.js';

const zone = document.getElementById('depot');
const list = document.getElementById('envois');
let last = null;
let busyUntil = 0;

function overZone(event) {
  if (![...(event.dataTransfer?.types || [])].includes('Files')) return;
  event.preventDefault();
  zone.classList.add('over');
}
document.addEventListener('dragover', overZone);
document.addEventListener('dragleave', (e) => { if (!e.relatedTarget) zone.classList.remove('over'); });
document.addEventListener('drop', (event) => {
  if (!event.dataTransfer?.files.length) return;
  event.preventDefault();
  zone.classList.remove('over');
  sendAll([...event.dataTransfer.files]);
});
document.getElementById('fichiers').addEventListener('change', (event) => {
  sendAll([...event.target.files]);
  event.target.value = '';
});
document.getElementById('lire').addEventListener('click', async () => {
  try { await send('POST', '/api/lecture'); look(true); } catch (error) { tell(error.message, { bad: true }); }
});

async function sendAll(files) {
  for (const file of files) {
    const item = document.createElement('li');
    const name = document.createElement('bdi');
    const bar = document.createElement('progress');
    const told = document.createElement('span');
    name.textContent = file.name;
    bar.max = 1; bar.value = 0;
    bar.setAttribute('aria-label', 'Envoi');
    item.append(bar, name, told);
    list.append(item);
    try {
      await upload(`/api/depot?nom=${encodeURIComponent(file.name)}`, file, (sent, all) => { bar.value = all ? sent / all : 0; });
      bar.value = 1;
      told.textContent = 'envoyé';
      told.className = 'tag good';
      setTimeout(() => item.remove(), 8000);
    } catch (error) {
      told.textContent = error.message;
      told.className = 'error';
      bar.remove();
    }
    look(true);
  }
}

async function look(soon = false) {
  if (soon) busyUntil = Date.now() + 4000;
  try {
    const state = await read('/api/etat');
    const mark = JSON.stringify(state);
    if (mark !== last) {
      const before = last && JSON.parse(last);
      last = mark;
      document.getElementById('vie').innerHTML = await part('/morceau/vie');
      if (before && before.mark !== state.mark) {
        document.getElementById('documents').innerHTML = await part(`/morceau/documents${location.search}`);
      }
    }
    if (state.running || state.reading.length || state.pending) busyUntil = Date.now() + 4000;
  } catch { /* the server was stopped: tried again */ }
}

(async function follow() {
  await look();
  setTimeout(follow, Date.now() < busyUntil ? 600 : 4000);
})();
