import { accessWords } from './access/words';
import type { Language } from './api';
import { firstLanguage } from './language';

const texts = {
  title: { 'zh-CN': '危货车辆联控', en: 'HazmatTrack' },
  ...accessWords,
  vehicles: { 'zh-CN': '车辆', en: 'Vehicles' },
  openAlerts: { 'zh-CN': '未结告警', en: 'Open alerts' },
  graveAlerts: { 'zh-CN': '其中违规', en: 'Violations' },
  map: { 'zh-CN': '车辆地图', en: 'Map of vehicles' },
  alerts: { 'zh-CN': '告警列表', en: 'Alerts' },
  filter: { 'zh-CN': '筛选', en: 'Filter' },
  all: { 'zh-CN': '全部', en: 'All' },
  violations: { 'zh-CN': '违规', en: 'Violations' },
  crossings: { 'zh-CN': '跨省', en: 'Crossings' },
  connecting: { 'zh-CN': '正在连接…', en: 'Connecting…' },
  zone: { 'zh-CN': '北京时间', en: 'Beijing time, UTC+8' },
  legend: { 'zh-CN': '图例', en: 'Legend' },
  quiet: { 'zh-CN': '无未结违规', en: 'no open violation' },
  openViolation: { 'zh-CN': '未结违规：', en: 'open violation:' },
  trackPart: {
    'zh-CN': '该车所在节点暂无应答，轨迹不完整（补传的定位也可能缺失），缺失始于',
    en: 'The silo that has this vehicle does not answer: the track is not complete, positions that came late may be missing too. Missing since',
  },
  unjudged: { 'zh-CN': '未完整研判', en: 'not fully judged' },
  'u.quarantined': { 'zh-CN': '已隔离、暂停研判（不会产生新告警）：', en: 'Quarantined, not judged, no new alerts: ' },
  'u.faulted': { 'zh-CN': '部分规则失效（其告警不再更新）：', en: 'Some rules fail, their alerts do not change: ' },
  silent: { 'zh-CN': '10 分钟无定位', en: 'silent for 10 min' },
  find: { 'zh-CN': '查找车牌', en: 'Plate' },
  notFound: {
    'zh-CN': '未找到：没有此车的定位，或不在您的可见范围',
    en: 'Not found: there is no report of it, or it is out of your sight',
  },
  olderNotListed: { 'zh-CN': '更早的告警未列出', en: 'Older alerts are not listed' },
  closedNotListed: { 'zh-CN': '未结违规已全部列出；更早的已结违规未列出', en: 'All open violations are listed; older closed ones are not' },
  moreOfVehicle: { 'zh-CN': '条未结告警', en: 'more open alerts' },
  more: { 'zh-CN': '显示更多', en: 'Show more' },
  live: { 'zh-CN': '实时', en: 'Live' },
  stale: { 'zh-CN': '数据已中断：以下内容可能过时', en: 'Interrupted: what is shown may be out of date' },
  since: { 'zh-CN': '自', en: 'since' },
  none: { 'zh-CN': '暂无告警', en: 'No alerts' },
  unreachable: {
    'zh-CN': '服务器无响应，未确认是否完成；请稍后重试',
    en: 'The server does not answer, so this may not be done; try again in a moment',
  },
  vehiclesUnknown: { 'zh-CN': '车辆尚未读取，无法查找', en: 'The vehicles could not be read yet' },
  'map.map': { 'zh-CN': '地图', en: 'Map' },
  'map.zoomIn': { 'zh-CN': '放大', en: 'Zoom in' },
  'map.lost': {
    'zh-CN': '图形设备中断，暂时无法绘制地图。告警照常显示。',
    en: 'The graphics device is gone, and the map with it for the moment. Alerts are shown as ever.',
  },
  'map.none': {
    'zh-CN': '此浏览器未提供 WebGL（或已关闭硬件加速），无法绘制地图。告警照常显示；车辆请按车牌查找。',
    en: 'This browser offers no WebGL (or hardware acceleration is off), so there is no map. Alerts are shown as ever; find a vehicle by its plate.',
  },
  'map.zoomOut': { 'zh-CN': '缩小', en: 'Zoom out' },
  unknown: { 'zh-CN': '告警尚未读取', en: 'The alerts could not be read yet' },
  seconds: { 'zh-CN': '秒', en: 's' },
  onset: { 'zh-CN': '发生时间', en: 'Onset' },
  onBorder: { 'zh-CN': '跨省时间', en: 'On the border' },
  detected: { 'zh-CN': '发现时间', en: 'Detected' },
  end: { 'zh-CN': '结束时间', en: 'Ended' },
  passage: { 'zh-CN': '方向', en: 'From → to' },
  place: { 'zh-CN': '地点', en: 'Place' },
  measured: { 'zh-CN': '实测', en: 'Measured' },
  limit: { 'zh-CN': '限值', en: 'Limit' },
  documents: { 'zh-CN': '单证', en: 'Documents' },
  rule: { 'zh-CN': '规则', en: 'Rule' },
  parameters: { 'zh-CN': '适用参数', en: 'Parameters applied' },
  inForceSince: { 'zh-CN': '生效时间', en: 'in force since' },
  status: { 'zh-CN': '状态', en: 'Status' },
  evidence: { 'zh-CN': '证据定位', en: 'Evidence' },
  late: { 'zh-CN': '补报', en: 'late' },
  amended: { 'zh-CN': '已修正', en: 'amended' },
  amendedText: { 'zh-CN': '发出后按后到的定位修正过', en: 'Changed since it was raised, by reports that came later' },
  course: { 'zh-CN': '经过', en: 'What happened' },
  'h.raised': { 'zh-CN': '发出', en: 'raised' },
  'h.amended': { 'zh-CN': '按后到的定位修正', en: 'amended by late reports' },
  'h.updated': { 'zh-CN': '更新', en: 'updated' },
  'h.retracted': { 'zh-CN': '撤销', en: 'retracted' },
  lateText: { 'zh-CN': '由补传或迟到的定位得出', en: 'Found by late or back-filled reports' },
  dark: { 'zh-CN': '信号中断期间跨省', en: 'Crossed while dark' },
  acknowledge: { 'zh-CN': '签收', en: 'Acknowledge' },
  remark: { 'zh-CN': '备注（可不填）', en: 'Remark (optional)' },
  close: { 'zh-CN': '关闭', en: 'Close' },
  vehicle: { 'zh-CN': '车辆现状', en: 'The vehicle now' },
  'j.quarantined': {
    'zh-CN': '该车已隔离：暂停研判，不会产生新告警；请通知运维',
    en: 'Quarantined: not judged, no new alerts; tell the operators',
  },
  'j.faulted': {
    'zh-CN': '部分规则对该车失效，其告警不再更新；请通知运维',
    en: 'Some rules fail for this vehicle: their alerts do not change; tell the operators',
  },
  'q.good': { 'zh-CN': '数据质量：正常', en: 'Data quality: good' },
  'q.suspect': { 'zh-CN': '数据质量：存疑', en: 'Data quality: suspect' },
  'q.refused': { 'zh-CN': '该车上报被拒收，位置可能过时或未知', en: 'Reports refused: where it is may be out of date or unknown' },
  qualityPast: { 'zh-CN': '以往的问题', en: 'In the past' },
  qualityLast: { 'zh-CN': '最近', en: 'last' },
  vehicleUnknown: { 'zh-CN': '车辆现状尚未读取', en: 'The vehicle could not be read yet' },
  lastReport: { 'zh-CN': '最近上报', en: 'Last report' },
  lastFix: { 'zh-CN': '最近定位', en: 'Last fix' },
  terminalAlarms: { 'zh-CN': '终端报警', en: 'Terminal alarms' },
  moving: { 'zh-CN': '速度', en: 'Speed' },
  asOfThen: { 'zh-CN': '当时：', en: 'then: ' },
  standing: { 'zh-CN': '静止', en: 'standing' },
  whereNow: { 'zh-CN': '所在省份', en: 'Province' },
  border: { 'zh-CN': '最近省界', en: 'Nearest border' },
  permit: { 'zh-CN': '通行证', en: 'Permit' },
  noPermit: { 'zh-CN': '未登记', en: 'none on file' },
  covers: { 'zh-CN': '有效，含本省', en: 'valid here' },
  coversNot: { 'zh-CN': '有效，但不含本省', en: 'valid, but not for this province' },
  notHere: { 'zh-CN': '，且不含本省', en: ', and not for this province' },
  route: { 'zh-CN': '许可路线', en: 'Permitted route' },
  cargo: { 'zh-CN': '货物、电话', en: 'Cargo, phone' },
  cargoUnknown: { 'zh-CN': '未知：本系统尚无运单', en: 'not known: no waybills are filed here yet' },
  'p.valid': { 'zh-CN': '有效', en: 'valid' },
  'p.notYetValid': { 'zh-CN': '尚未生效', en: 'not valid yet' },
  'p.expired': { 'zh-CN': '已过期', en: 'expired' },
  'p.withdrawn': { 'zh-CN': '已注销', en: 'withdrawn' },
  outside: { 'zh-CN': '域外', en: 'outside' },
  'cause.late-report': { 'zh-CN': '因补传或迟到的定位', en: 'since reports came late' },
  'cause.document': { 'zh-CN': '因单证事后登记、更正或注销', en: 'since a document was filed, corrected or withdrawn afterwards' },
  'cause.rule-version': { 'zh-CN': '因规则或参数变更', en: 'since a rule or parameter changed' },
  'cause.time': { 'zh-CN': '因超过时限仍无上报', en: 'since nothing came until a deadline' },
  'cause.correction': { 'zh-CN': '因复核更正', en: 'corrected when judged again' },
  's.open': { 'zh-CN': '待处置', en: 'open' },
  's.acknowledged': { 'zh-CN': '已签收', en: 'acknowledged' },
  's.assigned': { 'zh-CN': '已指派', en: 'assigned' },
  's.handled': { 'zh-CN': '已处置', en: 'handled' },
  's.closed': { 'zh-CN': '已办结', en: 'closed' },
  's.retracted': { 'zh-CN': '已撤销', en: 'retracted' },
  's.notice': { 'zh-CN': '提示', en: 'notice' },
  's.yellow': { 'zh-CN': '黄色', en: 'yellow' },
  's.orange': { 'zh-CN': '橙色', en: 'orange' },
  's.red': { 'zh-CN': '红色', en: 'red' },
} as const;

export type TextKey = keyof typeof texts;

let language: Language = firstLanguage(localStorage.getItem('language'), navigator.languages);

export const current = (): Language => language;

export const isText = (key: string): key is TextKey => Object.hasOwn(texts, key);

export const text = (key: TextKey): string => texts[key][language];

/** Switches to the other language and remembers it. */
export function toggle(): void {
  language = language === 'zh-CN' ? 'en' : 'zh-CN';
  localStorage.setItem('language', language);
  apply();
}

/** Writes the fixed texts of the page. */
export function apply(): void {
  document.documentElement.lang = language;
  document.title = text('title');
  for (const element of document.querySelectorAll<HTMLElement>('[data-text]')) {
    element.textContent = text(element.dataset['text'] as TextKey);
  }
  for (const element of document.querySelectorAll<HTMLElement>('[data-label]')) {
    element.setAttribute('aria-label', text(element.dataset['label'] as TextKey));
  }
  for (const element of document.querySelectorAll<HTMLInputElement>('[data-hint]')) {
    element.placeholder = text(element.dataset['hint'] as TextKey);
    element.setAttribute('aria-label', element.placeholder);
  }
  for (const button of document.querySelectorAll<HTMLElement>('button.language')) {
    button.textContent = language === 'zh-CN' ? 'EN' : '中文';
    button.setAttribute('aria-label', language === 'zh-CN' ? 'Switch to English' : '切换为中文');
  }
}

/** Time of day in China, where the trucks are; with the date when it is another day. */
export function clock(time: string): string {
  const at = new Date(time);
  const day = (d: Date): string => d.toLocaleDateString('sv-SE', { timeZone: 'Asia/Shanghai' });
  const clockText = at.toLocaleTimeString('sv-SE', { timeZone: 'Asia/Shanghai' });
  return day(at) === day(new Date()) ? clockText : `${day(at)} ${clockText}`;
}

/** How long ago something was, in words, against the clock of this machine. */
export function ago(time: string): string {
  const seconds = Math.round((Date.parse(time) - Date.now()) / 1000);
  const [size, unit] =
    Math.abs(seconds) < 60
      ? ([1, 'second'] as const)
      : Math.abs(seconds) < 3600
        ? ([60, 'minute'] as const)
        : Math.abs(seconds) < 86_400
          ? ([3600, 'hour'] as const)
          : ([86_400, 'day'] as const);
  return new Intl.RelativeTimeFormat(language, { style: language === 'en' ? 'narrow' : 'long' }).format(Math.trunc(seconds / size), unit);
}

/** A text of the server with its instants, and spans of them, written as {@link clock} writes them. */
export function withClocks(value: string): string {
  return value.replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d)/g, (t) => clock(t)).replace('/', ' –\n');
}
