import type { Alert, Language, Rule } from './api';
import { current, text } from './texts';

const known = new Map<string, Rule>();

/** Takes what the server tells of its rules: their names, and what the values of their alerts are called. */
export function take(rules: Rule[]): void {
  rules.forEach((rule) => known.set(rule.id, rule));
}

const shown = (of: Record<Language, string> | null | undefined, otherwise: string): string => of?.[current()] ?? otherwise;

/** The name of a rule; its id until the rules are read. */
export const ruleTitle = (id: string): string => shown(known.get(id)?.name, id);

export const ruleName = (alert: Alert): string => ruleTitle(alert.rule);

export const measuredLabel = (alert: Alert): string => shown(known.get(alert.rule)?.measured, text('measured'));

export const limitLabel = (alert: Alert): string => shown(known.get(alert.rule)?.limit, text('limit'));

/** A parameter of an alert's rule with its value and unit, in words. */
export function parameterText(alert: Alert, name: string, value: number): string {
  const parameter = known.get(alert.rule)?.parameters.find((p) => p.name === name);
  const unit = parameter === undefined || parameter.unit === '1' ? '' : ` ${parameter.unit}`;
  return `${shown(parameter?.meaning, name)}${current() === 'en' ? ': ' : '：'}${value}${unit}`;
}
