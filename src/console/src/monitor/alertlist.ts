import type { Alert } from '../api';

export const filters = ['all', 'violations', 'crossings'] as const;

const isOpen = (a: Alert): boolean => a.status !== 'closed' && a.status !== 'retracted';
const isGrave = (a: Alert): boolean => a.severity !== 'notice';

/** The alerts that the page knows: all open violations that were read, and of the others the last that came up. */
export class AlertList {
  filter: (typeof filters)[number] = 'all';

  /** Whether there are alerts that are not in the list. */
  isPart = false;

  private readonly byId = new Map<string, Alert>();
  private trimAt: number;

  /** @param most how many alerts are kept beside the open violations, roughly. */
  constructor(private readonly most: number) {
    this.trimAt = 3 * most;
  }

  get(id: string): Alert | undefined {
    return this.byId.get(id);
  }

  /** Starts again with these; of two revisions of an alert, the later in the list counts. */
  reset(alerts: readonly Alert[], isPart: boolean): void {
    this.byId.clear();
    alerts.forEach((a) => this.byId.set(a.id, a));
    this.isPart = isPart;
  }

  /** Adds an alert that is not known yet. */
  add(alert: Alert): void {
    this.byId.set(alert.id, this.byId.get(alert.id) ?? alert);
  }

  /** Takes an alert and says whether it did: not where a later revision of it is known. The selected one is never dropped. */
  take(alert: Alert, selected: string | undefined): boolean {
    const known = this.byId.get(alert.id);
    if (known !== undefined && known.revision > alert.revision) {
      return false;
    }
    this.byId.set(alert.id, { ...(known?.revision === alert.revision ? known : {}), ...alert });
    if (this.byId.size > this.trimAt) {
      this.trim(selected);
    }
    return true;
  }

  openViolations(): number {
    return [...this.byId.values()].filter((a) => isOpen(a) && isGrave(a)).length;
  }

  /**
   * What came up last is first, so that nothing new, late findings included, begins its life out of sight; of violations those that are open come
   * before the others.
   */
  newest(): Alert[] {
    const { filter } = this;
    return [...this.byId.values()]
      .filter((a) => filter === 'all' || (filter === 'crossings' ? a.rule === 'crossing' : isGrave(a)))
      .sort(
        (a, b) =>
          (filter === 'violations' ? Number(isOpen(b)) - Number(isOpen(a)) : 0) ||
          Date.parse(b.detectedAt) - Date.parse(a.detectedAt) ||
          Date.parse(b.onset) - Date.parse(a.onset) ||
          (a.id < b.id ? -1 : 1),
      );
  }

  private trim(selected: string | undefined): void {
    const spare = [...this.byId.values()].filter((a) => (!isOpen(a) || !isGrave(a)) && a.id !== selected);
    spare
      .sort((a, b) => Date.parse(b.detectedAt) - Date.parse(a.detectedAt))
      .slice(this.most)
      .forEach((old) => this.byId.delete(old.id));
    this.isPart = true;
    this.trimAt = this.byId.size + this.most;
  }
}
