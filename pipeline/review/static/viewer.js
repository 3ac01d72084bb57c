// The printed page: its picture, the boxes over it, and drawing a new one.
import { read } from './app.js';

const SVG = 'http://www.w3.org/2000/svg';
const NAMES = {
  documents: 'fiche', orientations: 'orientation', actions: 'action', action_texts: 'texte', pilots: 'pilote', partners: 'partenaire',
  costs: 'coût', funders: 'financeur', indicators: 'indicateur', targets: 'objectif chiffré', organisations: 'organisation',
};

export class Viewer {
  constructor(root, id, { onPick, onHover }) {
    this.id = id;
    this.pages = Number(root.dataset.pages);
    this.page = 0;
    this.onPick = onPick;
    this.onHover = onHover;
    this.paper = document.getElementById('feuille');
    this.image = document.getElementById('image');
    this.layer = document.getElementById('calque');
    this.scroll = document.getElementById('defile');
    this.number = document.getElementById('numero');
    this.size = document.getElementById('taille');
    this.told = document.getElementById('sans-image');
    this.rubber = document.getElementById('rubber');
    this.lit = null; // shown now, as the pointer goes
    this.pinned = null; // chosen: shown again when the pointer leaves
    this.asked = 0;
    document.getElementById('avant').addEventListener('click', () => this.turn(this.page - 1));
    document.getElementById('apres').addEventListener('click', () => this.turn(this.page + 1));
    this.number.addEventListener('change', () => this.turn(Number(this.number.value)));
    this.size.addEventListener('change', () => { this.fit(); this.picture(); });
    document.getElementById('cadres').addEventListener('change', (e) => this.layer.classList.toggle('off', !e.target.checked));
    window.addEventListener('resize', () => this.fit());
    this.listen();
    this.listenToDrawing();
  }

  /** Show a page; `record` is lit and brought into view, `evidence` the one of its boxes to flash. */
  async turn(page, record = null, evidence = null) {
    page = Math.max(1, Math.min(page || 1, this.pages));
    const same = page === this.page;
    this.page = page;
    this.number.value = page;
    if (!same) {
      const asked = ++this.asked;
      this.layer.replaceChildren();
      this.rubber.hidden = true;
      this.picture();
      const boxes = await this.boxesOf(page);
      if (asked !== this.asked) return; // another page was asked for meanwhile
      this.put(boxes);
    }
    this.pin(record);
    if (record) this.reveal(record, evidence);
  }

  async reload() {
    const asked = ++this.asked;
    const boxes = await this.boxesOf(this.page);
    if (asked === this.asked) { this.put(boxes); this.light(this.lit); }
  }

  boxesOf(page) { return read(`/api/document/${this.id}/cadres?page=${page}`).catch(() => ({ boxes: [] })); }

  picture() {
    const wide = (this.paper.clientWidth || 700) * (window.devicePixelRatio || 1);
    const dpi = [72, 110, 150, 220].find((d) => (d * 595) / 72 >= wide * 0.92) || 220;
    const url = `/document/${this.id}/page/${this.page}.png?dpi=${dpi}`;
    this.paper.classList.add('loading');
    this.told.hidden = true;
    this.image.hidden = false;
    this.image.alt = `Page ${this.page} du document`;
    this.image.onload = () => { this.paper.classList.remove('loading'); this.ahead(dpi); };
    this.image.onerror = async () => {
      this.paper.classList.remove('loading');
      this.image.hidden = true;
      this.told.hidden = false;
      try { await read(url); } catch (error) { this.told.textContent = error.message; }
    };
    this.image.src = url;
  }

  /** The next page is most likely asked for next. */
  ahead(dpi) {
    if (this.page < this.pages) new Image().src = `/document/${this.id}/page/${this.page + 1}.png?dpi=${dpi}`;
  }

  put({ width, height, boxes }) {
    this.sheet = { width: width || 595, height: height || 842 };
    this.layer.setAttribute('viewBox', `0 0 ${this.sheet.width} ${this.sheet.height}`);
    this.layer.setAttribute('preserveAspectRatio', 'none');
    this.fit();
    this.layer.replaceChildren(...boxes.map((box) => {
      const rect = document.createElementNS(SVG, 'rect');
      rect.setAttribute('x', box.x0 - 0.8);
      rect.setAttribute('y', box.y0 - 0.4);
      rect.setAttribute('width', Math.max(box.x1 - box.x0 + 1.6, 2));
      rect.setAttribute('height', Math.max(box.y1 - box.y0 + 0.8, 2));
      rect.setAttribute('rx', 2);
      rect.setAttribute('class', `k-${box.kind}`);
      if (box.kind !== 'organisations') { // those lie on the pilots and partners they were read from
        rect.setAttribute('tabindex', '0');
        rect.setAttribute('role', 'button');
      }
      const told = `${NAMES[box.kind] || box.kind} : ${(box.text || '').slice(0, 300)}`;
      rect.setAttribute('aria-label', told);
      const title = document.createElementNS(SVG, 'title');
      title.textContent = told + (box.confidence === null ? '' : ` (confiance ${box.confidence.toFixed(2).replace('.', ',')})`);
      rect.append(title);
      rect.box = box;
      return rect;
    }));
  }

  fit() {
    if (!this.sheet) return;
    const room = this.scroll.clientWidth - 26;
    const ratio = this.sheet.width / this.sheet.height;
    const choice = this.size.value;
    const width = choice === 'fit' ? room : choice === 'page' ? Math.min(room, (this.scroll.clientHeight - 28) * ratio) : room * Number(choice);
    this.paper.style.width = `${Math.round(width)}px`;
    this.paper.style.aspectRatio = `${this.sheet.width} / ${this.sheet.height}`;
  }

  light(record, field = null) {
    this.lit = record || null;
    for (const rect of this.layer.children) {
      rect.classList.toggle('lit', Boolean(record) && rect.box.record === record && (!field || rect.box.field === field));
    }
  }

  pin(record) {
    this.pinned = record || null;
    this.light(record);
  }

  reveal(record, evidence) {
    const rects = [...this.layer.children].filter((r) => r.box.record === record);
    const one = rects.find((r) => r.box.id === evidence) || rects[0];
    if (!one) return;
    const scale = this.paper.clientWidth / this.sheet.width;
    const top = this.paper.offsetTop + one.box.y0 * scale - this.scroll.clientHeight / 3;
    this.scroll.scrollTo({ top, left: Math.max(0, one.box.x0 * scale - 60), behavior: 'instant' });
    for (const r of rects) { r.classList.remove('flash'); void r.getBoundingClientRect(); r.classList.add('flash'); }
  }

  listen() {
    const boxOf = (event) => event.target.closest?.('rect')?.box;
    this.layer.addEventListener('pointerover', (e) => { const b = boxOf(e); if (b) this.onHover(b.record); });
    this.layer.addEventListener('pointerout', (e) => { if (boxOf(e)) this.onHover(this.pinned); });
    this.layer.addEventListener('click', (e) => { const b = boxOf(e); if (b) { this.pin(b.record); this.onPick(b); } });
    this.layer.addEventListener('keydown', (e) => {
      const b = boxOf(e);
      if (b && (e.key === 'Enter' || e.key === ' ')) { e.preventDefault(); this.pin(b.record); this.onPick(b); }
    });
  }

  // Drawing a box: `done(page, [x0, y0, x1, y1])` in points of the page.

  draw(done) {
    this.done = done;
    this.paper.classList.add('drawing');
    document.getElementById('dessin').hidden = false;
  }

  /** `keep` leaves what was drawn in sight, until the page is turned or the form closed. */
  stopDrawing(keep = false) {
    this.done = null;
    this.from = null;
    if (!keep) this.rubber.hidden = true;
    this.paper.classList.remove('drawing');
    document.getElementById('dessin').hidden = true;
  }

  listenToDrawing() {
    const where = (event) => {
      const frame = this.paper.getBoundingClientRect();
      return [Math.max(0, Math.min(event.clientX - frame.left, frame.width)), Math.max(0, Math.min(event.clientY - frame.top, frame.height))];
    };
    const span = (a, b) => [Math.min(a[0], b[0]), Math.min(a[1], b[1]), Math.max(a[0], b[0]), Math.max(a[1], b[1])];
    this.paper.addEventListener('pointerdown', (event) => {
      if (!this.done) return;
      event.preventDefault();
      this.paper.setPointerCapture(event.pointerId);
      this.from = where(event);
    });
    this.paper.addEventListener('pointermove', (event) => {
      if (!this.done || !this.from) return;
      const [x0, y0, x1, y1] = span(this.from, where(event));
      this.rubber.hidden = false;
      Object.assign(this.rubber.style, { left: `${x0}px`, top: `${y0}px`, width: `${x1 - x0}px`, height: `${y1 - y0}px` });
    });
    this.paper.addEventListener('pointerup', (event) => {
      if (!this.done || !this.from) return;
      const drawn = span(this.from, where(event));
      this.from = null;
      if (drawn[2] - drawn[0] < 4 || drawn[3] - drawn[1] < 4) { this.rubber.hidden = true; return; }
      const scale = this.sheet.width / this.paper.clientWidth;
      const box = drawn.map((v) => Math.round(v * scale * 100) / 100);
      this.done(this.page, box);
    });
  }
}
