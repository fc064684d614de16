import type { Alert, Located, VehicleDetail } from './api';
import { age, facts, make, provinceName } from './panel';
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

/** A vehicle as it stands: where, which papers, what is open. What is not known is said to be so. */
export function vehicleDetail(vehicle: VehicleDetail, located: Located | undefined, shown: string | undefined, onChoose: (alert: Alert) => void): HTMLElement[] {
  const { lastFix: fix } = vehicle;
  const others = vehicle.openAlerts.filter((a) => a.id !== shown).slice(0, 5);
  return [
    facts([
      ['lastFix', fix === null ? '—' : [`${clock(fix.time)} · `, age(fix.time)]],
      ['moving', moving(fix)],
      ['whereNow', provinceName(vehicle.province) + (vehicle.provinceSince === null ? '' : ` · ${text('since')} ${clock(vehicle.provinceSince)}`)],
      ['border', located === undefined ? null : `${(located.distanceToBorderM / 1000).toFixed(1)} km · ${provinceName(located.neighbourCode)}`],
      ['permit', papers(vehicle.permits.map((p) => [p.number, p.status !== 'valid' ? text(`p.${p.status}`)
        : vehicle.province !== null && p.provinces.includes(vehicle.province) ? text('covers') : text('coversNot'), p.status === 'valid']))],
      ['route', papers(vehicle.routes.map((r) => [r.number, `${text(`p.${r.status}`)} · ± ${Math.round(r.corridorM)} m`, r.status === 'valid']))],
      ['cargo', text('cargoUnknown')],
    ]),
    ...others.map((a) => {
      const button = make('button', `other ${a.severity}`, `${clock(a.onset)} · ${a.title[current()]}`);
      button.type = 'button';
      button.addEventListener('click', () => onChoose(a));
      return button;
    }),
  ];
}

function papers(of: [number: string, standing: string, good: boolean][]): Node[] {
  return of.length === 0 ? [make('span', 'bad', text('noPermit'))]
    : of.map(([number, standing, good]) => make('div', '', [make('span', good ? '' : 'bad', standing), make('small', '', ` ${number}`)]));
}

/** How fast and where to, as the terminal sends it; null where it sends no speed. */
function moving(fix: VehicleDetail['lastFix']): string | null {
  const speed = fix?.speedKmh ?? null;
  if (speed === null) return null;
  if (speed < 1) return text('standing');
  const heading = fix?.heading ?? null;
  return heading === null ? `${Math.round(speed)} km/h` : `${Math.round(speed)} km/h · ${winds[current()][Math.round(heading / 45) % 8]}`;
}
