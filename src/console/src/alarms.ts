import { current } from './texts';

/** What a terminal raises by itself: the alarm bits of JT/T 808-2019 by the server's names. */
const alarms: Record<string, { 'zh-CN': string; en: string }> = {
  emergency: { 'zh-CN': '紧急报警', en: 'emergency' },
  overspeed: { 'zh-CN': '超速', en: 'overspeed' },
  fatigue: { 'zh-CN': '疲劳驾驶', en: 'fatigue' },
  'danger-warning': { 'zh-CN': '危险预警', en: 'danger warning' },
  'gnss-fault': { 'zh-CN': 'GNSS 模块故障', en: 'GNSS fault' },
  'gnss-antenna-cut': { 'zh-CN': 'GNSS 天线未接或被剪断', en: 'GNSS antenna cut' },
  'gnss-antenna-short': { 'zh-CN': 'GNSS 天线短路', en: 'GNSS antenna short-circuited' },
  'power-low': { 'zh-CN': '主电源欠压', en: 'main power low' },
  'power-lost': { 'zh-CN': '主电源掉电', en: 'main power lost' },
  'display-fault': { 'zh-CN': '显示屏故障', en: 'display fault' },
  'tts-fault': { 'zh-CN': 'TTS 模块故障', en: 'speech module fault' },
  'camera-fault': { 'zh-CN': '摄像头故障', en: 'camera fault' },
  'ic-card-fault': { 'zh-CN': 'IC 卡模块故障', en: 'IC card module fault' },
  'overspeed-warning': { 'zh-CN': '超速预警', en: 'overspeed warning' },
  'fatigue-warning': { 'zh-CN': '疲劳驾驶预警', en: 'fatigue warning' },
  'illegal-driving': { 'zh-CN': '违规行驶', en: 'illegal driving' },
  'tyre-pressure': { 'zh-CN': '胎压预警', en: 'tyre pressure' },
  'right-turn-blind-zone': { 'zh-CN': '右转盲区异常', en: 'right-turn blind zone' },
  'daily-driving-overtime': { 'zh-CN': '当天累计驾驶超时', en: 'driving overtime of the day' },
  'parking-overtime': { 'zh-CN': '超时停车', en: 'parking overtime' },
  'area-in-out': { 'zh-CN': '进出区域', en: 'area entered or left' },
  'route-in-out': { 'zh-CN': '进出路线', en: 'route entered or left' },
  'section-time': { 'zh-CN': '路段行驶时间不足或过长', en: 'section driven too fast or too slowly' },
  'route-deviation': { 'zh-CN': '路线偏离', en: 'route deviation' },
  'vss-fault': { 'zh-CN': '车速传感器（VSS）故障', en: 'speed sensor (VSS) fault' },
  'fuel-abnormal': { 'zh-CN': '油量异常', en: 'fuel abnormal' },
  stolen: { 'zh-CN': '车辆被盗', en: 'stolen' },
  'illegal-ignition': { 'zh-CN': '非法点火', en: 'illegal ignition' },
  'illegal-movement': { 'zh-CN': '非法位移', en: 'illegal movement' },
  collision: { 'zh-CN': '碰撞', en: 'collision' },
  rollover: { 'zh-CN': '侧翻', en: 'rollover' },
};

/** The alarms in the reader's language; null where there is none. */
export function alarmTexts(names: string[] | undefined): string | null {
  return names === undefined || names.length === 0
    ? null
    : names.map((n) => alarms[n]?.[current()] ?? n).join(current() === 'en' ? ', ' : '、');
}
