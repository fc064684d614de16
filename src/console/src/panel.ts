import type { Alert } from './api';
import { clock, current, text, type TextKey } from './texts';

const provinces: Record<string, Record<string, string>> = {
  '310000': { 'zh-CN': '上海', en: 'Shanghai' },
  '320000': { 'zh-CN': '江苏', en: 'Jiangsu' },
  '330000': { 'zh-CN': '浙江', en: 'Zhejiang' },
  '340000': { 'zh-CN': '安徽', en: 'Anhui' },
  '350000': { 'zh-CN': '福建', en: 'Fujian' },
  '360000': { 'zh-CN': '江西', en: 'Jiangxi' },
  '370000': { 'zh-CN': '山东', en: 'Shandong' },
  '410000': { 'zh-CN': '河南', en: 'Henan' },
  '420000': { 'zh-CN': '湖北', en: 'Hubei' },
};

const provinceName = (code: string | null): string => code === null ? text('outside') : (provinces[code]?.[current()] ?? code);

export function make<K extends keyof HTMLElementTagNameMap>(tag: K, className = '', content: string | Node[] = []): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  element.className = className;
  if (typeof content === 'string') {
    element.textContent = content;
  } else {
    element.append(...content);
  }
  return element;
}

/** One line of the list. */
export function alertItem(alert: Alert, selected: boolean, onChoose: () => void): HTMLLIElement {
  const button = make('button', `alert ${alert.severity} ${alert.status}`, [
    make('span', 'what', alert.title[current()]),
    make('span', 'who', `${alert.plate} · ${clock(alert.onset)}`),
    make('span', 'tags', [
      make('span', 'tag', text(`s.${alert.status}`)),
      ...(alert.late ? [make('span', 'tag late', text('late'))] : []),
    ]),
  ]);
  button.type = 'button';
  button.setAttribute('aria-pressed', String(selected));
  button.addEventListener('click', onChoose);
  const item = make('li', '', [button]);
  item.dataset['id'] = alert.id;
  return item;
}

/** Everything that is known of one alert. */
export function fillDetail(section: HTMLElement, alert: Alert, onAcknowledge: (by: string) => Promise<void>, onClose: () => void): void {
  const rows: [TextKey, string | null][] = [
    ['status', `${text(`s.${alert.status}`)} · ${text(`s.${alert.severity}`)}`],
    ['onset', clock(alert.onset) + (alert.crossing === null ? '' : ` ± ${Math.round(alert.crossing.timeUncertaintyS)} s`)],
    ['end', alert.end === null ? null : clock(alert.end)],
    ['detected', clock(alert.detectedAt)],
    ['passage', alert.crossing === null ? null : `${provinceName(alert.fromProvince)} → ${provinceName(alert.toProvince)}`],
    ['uncertainty', alert.crossing === null ? null : `± ${Math.round(alert.crossing.placeUncertaintyM)} m`],
    ['measured', alert.measured],
    ['limit', alert.limit],
    ['documents', alert.documents.length > 0 ? alert.documents.join(', ') : null],
    ['rule', `${alert.rule} v${alert.ruleVersion}`],
  ];
  const title = make('h2', '', alert.title[current()]);
  title.id = 'detail-title';
  const close = make('button', 'close', '×');
  close.type = 'button';
  close.setAttribute('aria-label', text('close'));
  close.addEventListener('click', onClose);
  const list = make('dl', '', rows.flatMap(([key, value]) => value === null ? [] : [make('dt', '', text(key)), make('dd', '', value)]));
  const notes = [
    ...(alert.late ? [make('p', 'note', text('lateText'))] : []),
    ...(alert.crossing?.dark ? [make('p', 'note', text('dark'))] : []),
  ];
  const evidence = make('details', '', [
    make('summary', '', `${text('evidence')} (${alert.evidence.length})`),
    make('ul', '', alert.evidence.map((r) => make(
      'li', '', `${clock(r.time)} · ${r.position === null ? '—' : `${r.position.lat.toFixed(5)}, ${r.position.lon.toFixed(5)}`} · ${r.speedKmh} km/h · ${r.topic}/${r.partition}/${r.offset ?? '?'}`))),
  ]);
  const handling = alert.handling.map((h) => make('p', 'done', `${text(`s.${nameOf(h.action)}`)} · ${h.by} · ${clock(h.at)}`));
  section.replaceChildren(close, title, make('p', 'plate', alert.plate), list, ...notes, evidence, ...handling, ...form(alert, onAcknowledge));
  section.className = alert.severity;
}

function nameOf(action: string): 'acknowledged' | 'assigned' | 'handled' | 'closed' {
  return action === 'acknowledge' ? 'acknowledged' : action === 'assign' ? 'assigned' : action === 'handle' ? 'handled' : 'closed';
}

function form(alert: Alert, onAcknowledge: (by: string) => Promise<void>): HTMLElement[] {
  if (alert.status !== 'open') {
    return [];
  }
  const name = make('input');
  name.name = 'by';
  name.required = true;
  name.maxLength = 100;
  name.autocomplete = 'name';
  name.placeholder = text('by');
  name.setAttribute('aria-label', text('by'));
  name.value = localStorage.getItem('by') ?? '';
  const button = make('button', 'primary', text('acknowledge'));
  const problem = make('p', 'problem');
  problem.setAttribute('role', 'alert');
  const element = make('form', '', [name, button, problem]);
  element.addEventListener('submit', (e) => {
    e.preventDefault();
    localStorage.setItem('by', name.value);
    button.disabled = true;
    onAcknowledge(name.value).catch((error: unknown) => {
      problem.textContent = String(error instanceof Error ? error.message : error);
      button.disabled = false;
    });
  });
  return [element];
}
