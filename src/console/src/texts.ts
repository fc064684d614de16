import type { Language } from './api';

const texts = {
  title: { 'zh-CN': '危货车辆联控', en: 'HazmatTrack' },
  vehicles: { 'zh-CN': '车辆', en: 'Vehicles' },
  openAlerts: { 'zh-CN': '未处置', en: 'Open' },
  graveAlerts: { 'zh-CN': '违规', en: 'Violations' },
  map: { 'zh-CN': '车辆地图', en: 'Map of vehicles' },
  alerts: { 'zh-CN': '告警列表', en: 'Alerts' },
  filter: { 'zh-CN': '筛选', en: 'Filter' },
  all: { 'zh-CN': '全部', en: 'All' },
  violations: { 'zh-CN': '违规', en: 'Violations' },
  crossings: { 'zh-CN': '跨省', en: 'Crossings' },
  connecting: { 'zh-CN': '正在连接…', en: 'Connecting…' },
  live: { 'zh-CN': '实时', en: 'Live' },
  stale: { 'zh-CN': '数据已中断：以下内容可能过时', en: 'Interrupted: what is shown may be out of date' },
  since: { 'zh-CN': '自', en: 'since' },
  none: { 'zh-CN': '暂无告警', en: 'No alerts' },
  unknown: { 'zh-CN': '告警尚未读取', en: 'The alerts could not be read yet' },
  onset: { 'zh-CN': '发生时间', en: 'Onset' },
  detected: { 'zh-CN': '发现时间', en: 'Detected' },
  end: { 'zh-CN': '结束时间', en: 'Ended' },
  passage: { 'zh-CN': '方向', en: 'From → to' },
  uncertainty: { 'zh-CN': '不确定度', en: 'Uncertainty' },
  measured: { 'zh-CN': '实测', en: 'Measured' },
  limit: { 'zh-CN': '限值', en: 'Limit' },
  documents: { 'zh-CN': '单证', en: 'Documents' },
  rule: { 'zh-CN': '规则', en: 'Rule' },
  status: { 'zh-CN': '状态', en: 'Status' },
  evidence: { 'zh-CN': '证据定位', en: 'Evidence' },
  late: { 'zh-CN': '迟报', en: 'Late' },
  lateText: { 'zh-CN': '由补传或迟到的定位得出', en: 'Found by late or back-filled reports' },
  dark: { 'zh-CN': '信号中断期间越界', en: 'Crossed while dark' },
  acknowledge: { 'zh-CN': '确认已阅', en: 'Acknowledge' },
  acknowledged: { 'zh-CN': '已确认', en: 'Acknowledged' },
  by: { 'zh-CN': '您的姓名', en: 'Your name' },
  close: { 'zh-CN': '关闭', en: 'Close' },
  seenAt: { 'zh-CN': '最近定位', en: 'Last seen' },
  outside: { 'zh-CN': '域外', en: 'outside' },
  's.open': { 'zh-CN': '待处置', en: 'open' },
  's.acknowledged': { 'zh-CN': '已确认', en: 'acknowledged' },
  's.assigned': { 'zh-CN': '已派单', en: 'assigned' },
  's.handled': { 'zh-CN': '已处置', en: 'handled' },
  's.closed': { 'zh-CN': '已归档', en: 'closed' },
  's.retracted': { 'zh-CN': '已撤销', en: 'retracted' },
  's.notice': { 'zh-CN': '提示', en: 'notice' },
  's.yellow': { 'zh-CN': '黄色', en: 'yellow' },
  's.orange': { 'zh-CN': '橙色', en: 'orange' },
  's.red': { 'zh-CN': '红色', en: 'red' },
} as const;

export type TextKey = keyof typeof texts;

const stored = localStorage.getItem('language');
let language: Language = stored === 'en' ? 'en' : 'zh-CN';

export const current = (): Language => language;

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
  const button = document.getElementById('language')!;
  button.textContent = language === 'zh-CN' ? 'EN' : '中文';
  button.setAttribute('aria-label', language === 'zh-CN' ? 'Switch to English' : '切换为中文');
}

/** Time of day in China, where the trucks are; with the date when it is another day. */
export function clock(time: string): string {
  const at = new Date(time);
  const day = (d: Date): string => d.toLocaleDateString('zh-CN', { timeZone: 'Asia/Shanghai' });
  const clockText = at.toLocaleTimeString('zh-CN', { timeZone: 'Asia/Shanghai', hour12: false });
  return day(at) === day(new Date()) ? clockText : `${at.toLocaleDateString('sv-SE', { timeZone: 'Asia/Shanghai' })} ${clockText}`;
}
