import type { Alert, Located, VehicleDetail } from './api';
import { alarmTexts } from './alarms';
import { age, facts, make } from './panel';
import { otherDocuments, permits, routes } from './papers';
import { provinceName } from './provinces';
import { judgingSection } from './judging';
import { qualitySection } from './quality';
import { clock, current, text } from './texts';

const winds = { 'zh-CN': ['北', '东北', '东', '东南', '南', '西南', '西', '西北'], en: ['N', 'NE', 'E', 'SE', 'S', 'SW', 'W', 'NW'] };
const colours: Record<number, { 'zh-CN': string; en: string }> = {
  1: { 'zh-CN': '蓝牌', en: 'blue plate' },
  2: { 'zh-CN': '黄牌', en: 'yellow plate' },
  3: { 'zh-CN': '黑牌', en: 'black plate' },
  4: { 'zh-CN': '白牌', en: 'white plate' },
  5: { 'zh-CN': '绿牌', en: 'green plate' },
  93: { 'zh-CN': '黄绿牌', en: 'yellow-green plate' },
  94: { 'zh-CN': '渐变绿牌', en: 'gradient green plate' },
};

/** The plate and its colour: together they are the vehicle. */
export const plateText = (id: string): string => {
  const [plate, colour] = id.split('_');
  return [plate, colours[Number(colour)]?.[current()]].filter((t) => t !== undefined).join(' · ');
};

/** A vehicle that has not reported for so long may be elsewhere. */
const silentAfterMs = 10 * 60_000;

/** Whether what was sent at a time says nothing of the present any more. */
export const isSilent = (time: string): boolean => Date.parse(time) < Date.now() - silentAfterMs;

/** The present state of a vehicle: where it is, which papers it has, what is open. What is not known is named as such. */
export function vehicleDetail(
  vehicle: VehicleDetail,
  located: Located | undefined,
  shown: string | undefined,
  onChoose: (alert: Alert) => void,
): HTMLElement[] {
  const { lastFix: fix } = vehicle;
  const others = vehicle.openAlerts.filter((a) => a.id !== shown);
  const [violations, notices] = [others.filter((a) => a.severity !== 'notice'), others.filter((a) => a.severity === 'notice')];
  const listed = [...violations.slice(0, 5), ...notices.slice(0, 3)];
  const sent = (value: string | null): string | Node[] | null =>
    value !== null && fix !== null && isSilent(fix.time) ? [make('small', 'then', `${text('asOfThen')}${value}`)] : value;
  return [
    ...judgingSection(vehicle.judging),
    ...qualitySection(vehicle.quality),
    facts([
      [
        'lastReport',
        vehicle.time === null || (fix !== null && Date.parse(fix.time) === Date.parse(vehicle.time))
          ? null
          : [`${clock(vehicle.time)} · `, age(vehicle.time)],
      ],
      ['lastFix', fix === null ? '—' : [`${clock(fix.time)} · `, age(fix.time)]],
      ['terminalAlarms', alarmTexts(fix?.alarms)],
      ['moving', sent(moving(fix))],
      [
        'whereNow',
        provinceName(vehicle.province) + (vehicle.provinceSince === null ? '' : ` · ${text('since')} ${clock(vehicle.provinceSince)}`),
      ],
      [
        'border',
        sent(located === undefined ? null : `${(located.distanceToBorderM / 1000).toFixed(1)} km · ${provinceName(located.neighbourCode)}`),
      ],
      ['permit', permits(vehicle.permits, vehicle.province)],
      ['route', routes(vehicle.routes)],
      ...otherDocuments(vehicle.documents),
      ['cargo', text('cargoUnknown')],
    ]),
    ...listed.map((a) => {
      const button = make('button', `other ${a.severity}`, `${clock(a.onset)} · ${a.title[current()]}`);
      button.type = 'button';
      button.addEventListener('click', () => onChoose(a));
      return button;
    }),
    ...(others.length > listed.length ? [make('p', 'rest', `+ ${others.length - listed.length} ${text('moreOfVehicle')}`)] : []),
  ];
}

/** How fast and where to, as the terminal sends it; null where it sends no speed. */
function moving(fix: VehicleDetail['lastFix']): string | null {
  const speed = fix?.speedKmh ?? null;
  if (speed === null) {
    return null;
  }
  if (speed < 1) {
    return text('standing');
  }
  const heading = fix?.heading ?? null;
  return heading === null ? `${Math.round(speed)} km/h` : `${Math.round(speed)} km/h · ${winds[current()][Math.round(heading / 45) % 8]}`;
}
