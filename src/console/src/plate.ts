/**
 * What a plate and every careless spelling of it have in common: full width, lower case, blanks, dots and hyphens fall away, and I and O,
 * which no serial has (GA 36-2018), are the digits they are taken for. For comparing, not for showing.
 */
export const plateKey = (text: string): string =>
  text
    .normalize('NFKC')
    .toUpperCase()
    .replaceAll(/[^\p{L}\p{N}]/gu, '')
    .replaceAll('I', '1')
    .replaceAll('O', '0');

/** The vehicles that have what is typed in their plate: those whose whole plate it is first, then those whose plate begins or ends with it. */
export function matching<T extends { plate: string }>(vehicles: Iterable<T>, typed: string): T[] {
  const wanted = plateKey(typed);
  const rank = (plate: string): number => (plate === wanted ? 0 : plate.startsWith(wanted) || plate.endsWith(wanted) ? 1 : 2);
  return wanted === ''
    ? []
    : [...vehicles]
        .map((vehicle) => ({ vehicle, plate: plateKey(vehicle.plate) }))
        .filter((v) => v.plate.includes(wanted))
        .sort((a, b) => rank(a.plate) - rank(b.plate) || (a.plate < b.plate ? -1 : 1))
        .map((v) => v.vehicle);
}
