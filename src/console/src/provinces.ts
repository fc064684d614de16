import type { Language } from './api';
import { current, text } from './texts';

const known = new Map<string, Record<Language, string>>();

/** Takes the names of the provinces from the borders that the server has; in Chinese the short ones, as people say them: 上海 for 上海市. */
export function take(borders: GeoJSON.FeatureCollection): void {
  for (const { properties } of borders.features) {
    if (typeof properties?.['code'] === 'string') {
      known.set(properties['code'], { 'zh-CN': String(properties['name']).replace(/[省市]$/, ''), en: String(properties['nameEn']) });
    }
  }
}

/** The name of a province; its code until the borders are read. */
export const provinceName = (code: string | null): string => (code === null ? text('outside') : (known.get(code)?.[current()] ?? code));
