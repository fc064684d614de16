import type { DocumentKind, VehicleDetail } from './api';
import { make } from './panel';
import { provinceName } from './provinces';
import { current, text } from './texts';

/** The provinces whose permits are checked. */
export const deltaCodes = ['310000', '320000', '330000', '340000'];

const mostLines = 5;

type Permit = VehicleDetail['permits'][number];

/**
 * The permits of a vehicle with regard to where it is. Loud is what says why it may not be there: in a province of the Delta that no permit in force
 * covers, the permits that are in force elsewhere, and those for this province that are not in force; where there are neither, whatever is on file,
 * and that nothing is. Elsewhere no permit is asked for, and nothing is loud.
 */
export function permits(all: Permit[], province: string | null): Node[] {
  const here = (p: Permit): boolean => province !== null && p.provinces.includes(province);
  const covered = all.some((p) => p.status === 'valid' && here(p));
  const wanting = province !== null && deltaCodes.includes(province) && !covered;
  if (all.length === 0) {
    return [make('span', wanting ? 'bad' : '', text('noPermit'))];
  }
  const telling = all.filter((p) => p.status === 'valid' || here(p));
  const loud = new Set(wanting ? (telling.length > 0 ? telling : all) : []);
  const rank = (p: Permit): number =>
    p.status === 'valid' && here(p) ? 0 : loud.has(p) ? (p.status === 'valid' ? 1 : 2) : p.status === 'valid' ? 3 : 4;
  const lines = [...all].sort((a, b) => rank(a) - rank(b) || Date.parse(b.validTo) - Date.parse(a.validTo));
  return [
    ...lines.slice(0, mostLines).map((p) => line(words(p, province, here(p)), p.number, loud.has(p))),
    ...(lines.length > mostLines ? [make('small', '', `+ ${lines.length - mostLines}`)] : []),
  ];
}

/** The routes: to have none is no violation. */
export function routes(all: VehicleDetail['routes']): Node[] {
  return all.length === 0
    ? [make('span', '', text('noPermit'))]
    : all.slice(0, mostLines).map((r) => line(`${text(`p.${r.status}`)} · ± ${Math.round(r.corridorM)} m`, r.number, false));
}

/** The kinds that have a line of their own above. */
const drawn = ['permit', 'route'];

let kinds: DocumentKind[] = [];

/** Takes what the server tells of the kinds of document: each that a vehicle has anything of becomes a line, in this order. */
export function takeKinds(known: DocumentKind[]): void {
  kinds = known;
}

/** The documents of the other kinds. */
export function otherDocuments(all: VehicleDetail['documents']): [{ label: string }, Node[]][] {
  return kinds
    .filter((k) => !drawn.includes(k.id))
    .flatMap((kind): [{ label: string }, Node[]][] => {
      const own = all.filter((d) => d.kind === kind.id);
      const rest = own.length - mostLines;
      return own.length === 0
        ? []
        : [
            [
              { label: kind.name[current()] },
              [
                ...own.slice(0, mostLines).map((d) => line(text(`p.${d.status}`), d.number, false)),
                ...(rest > 0 ? [make('small', '', `+ ${rest}`)] : []),
              ],
            ],
          ];
    });
}

function words(permit: Permit, province: string | null, here: boolean): string {
  const inDelta = province !== null && deltaCodes.includes(province);
  if (!inDelta) {
    return `${text(`p.${permit.status}`)} (${permit.provinces.map(provinceName).join(current() === 'en' ? ', ' : '、')})`;
  }
  return permit.status === 'valid'
    ? text(here ? 'covers' : 'coversNot')
    : here
      ? text(`p.${permit.status}`)
      : `${text(`p.${permit.status}`)}${text('notHere')}`;
}

const line = (content: string, number: string, loud: boolean): HTMLElement =>
  make('div', '', [make('span', loud ? 'bad' : '', content), make('small', '', ` ${number}`)]);
