/**
 * What a benchmark yields: figures measured in the running system, each beside what was published about the real
 * one. Calibration is what constants were set from, and says only that sums close; prediction is all else. The two
 * are never mixed.
 */
import type { Parts } from './asked.js';

export interface Figure {
  readonly name: string;
  readonly unit: string;
  readonly measured: number;
  /** Null when nobody has measured it. */
  readonly published: number | null;
  readonly kind: 'calibration' | 'prediction';
  /** 'scaled': from the figure of another machine. */
  readonly basis: 'measured' | 'scaled';
  /** In place of the benchmark's. */
  readonly tolerance?: number;
  /** What it was made of in this run; the parts add up to what was measured. */
  readonly parts?: Parts;
}

export interface Bench {
  readonly name: string;
  /** One line, without full stop. */
  readonly about: string;
  /** Where the published figures are from, one line. */
  readonly source: string;
  /** A measured figure may differ from the published one by this part of it. */
  readonly tolerance: number;
  /** Only run when it is named: it is long. */
  readonly byName?: boolean;
  readonly run: (machine: string) => readonly Figure[];
}

export const ratioOf = ({ measured, published }: Figure): number | null =>
  published === null || published === 0 ? null : measured / published;

export function isWithin(figure: Figure, tolerance: number): boolean {
  const ratio = ratioOf(figure);
  return ratio === null || Math.abs(ratio - 1) <= (figure.tolerance ?? tolerance);
}

const kinds = ['calibration', 'prediction'] as const;

export function tableText(bench: Bench, machine: string, figures: readonly Figure[]): string {
  const width = Math.max(...figures.map(({ name }) => name.length));
  const lines = [`${bench.name} on ${machine}: ${bench.about}`, `published: ${bench.source}`];
  for (const kind of kinds) {
    const rows = figures.filter((figure) => figure.kind === kind);
    if (rows.length === 0) continue;
    lines.push('', `${kind.padEnd(width)} ${'measured'.padStart(10)} ${'published'.padStart(10)}  ratio`);
    for (const row of rows) lines.push(rowText(row, width, bench.tolerance), ...partLines(row));
  }
  return `${lines.join('\n')}\n`;
}

function rowText(figure: Figure, width: number, tolerance: number): string {
  const { name, unit, measured, published, basis } = figure;
  const ratio = ratioOf(figure);
  const shown = (value: number | null): string => (value === null ? '-' : value.toFixed(2)).padStart(10);
  const remark = [
    ratio === null ? '' : ratio.toFixed(2),
    unit,
    ...(basis === 'scaled' ? ['scaled'] : []),
    ...(isWithin(figure, tolerance) ? [] : ['OUTSIDE']),
  ].join('  ');
  return `${name.padEnd(width)} ${shown(measured)} ${shown(published)}  ${remark}`.trimEnd();
}

/** Less than this is not worth a line. */
const LEAST_PART_MS = 0.05;

function partLines({ parts }: Figure): readonly string[] {
  return [...(parts ?? [])]
    .filter(([, { ms }]) => Math.abs(ms) >= LEAST_PART_MS)
    .sort(([, a], [, b]) => b.ms - a.ms)
    .map(([name, { count, ms }]) => {
      const times = Math.abs(count) < 0.005 ? '' : `${count.toFixed(2)} x `;
      return `    ${ms.toFixed(2).padStart(8)}  ${times}${name}`;
    });
}
