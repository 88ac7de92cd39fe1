/** The charts that README shows: the rate of the inverse over n, for every system, light and dark. */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { ROOT } from './run.mjs';

const THEMES = {
  light: { background: 'white', text: '#1f2328', grid: '#d8dee4' },
  dark: { background: '#0d1117', text: '#e6edf3', grid: '#30363d' }
};

/** One thread each: what README compares. */
const SYSTEMS = ['invertible', 'numpy', 'torch', 'numpy-ts', 'ml-matrix', 'numeric.js', 'mathjs'];
const COLORS = ['#2f81f7', '#d29922', '#e5534b', '#57ab5a', '#986ee2', '#39c5cf', '#8b949e'];

/** @returns {Promise<Record<string, string>>} SVG by theme */
export async function drawCharts({ about, rows }) {
  const require = createRequire(join(ROOT, 'bench/package.json'));
  const vega = await import(require.resolve('vega'));
  const { compile } = await import(require.resolve('vega-lite'));
  const values = rows.filter(
    row => row.op === 'inv' && row.dtype === 'float64' && row.batch === 0 && row.threads === 1
  );
  const charts = {};
  for (const [theme, colors] of Object.entries(THEMES)) {
    const { spec } = compile(chart(about, values, colors));
    charts[theme] = await new vega.View(vega.parse(spec), { renderer: 'none' }).toSVG();
  }
  return charts;
}

function chart(about, values, { background, text, grid }) {
  return {
    width: 640,
    height: 360,
    padding: 12,
    background,
    title: {
      text: 'Inverse of one float64 matrix, one thread',
      subtitle: `${about.cpu} · ${about.agent} · ${about.date}`,
      anchor: 'start',
      color: text,
      subtitleColor: text
    },
    data: { values: values.filter(row => SYSTEMS.includes(row.system) && row.gflops > 0) },
    mark: { type: 'line', point: { size: 40 }, strokeWidth: 2 },
    encoding: {
      x: {
        field: 'n',
        type: 'quantitative',
        scale: { type: 'log', base: 2, domain: [2, 2048], nice: false },
        axis: { title: 'n', values: values.map(row => row.n), format: 'd' }
      },
      y: {
        field: 'gflops',
        type: 'quantitative',
        scale: { type: 'log' },
        axis: { title: 'GFLOP/s, counting 2n³', format: '~g' }
      },
      color: {
        field: 'system',
        type: 'nominal',
        scale: { domain: SYSTEMS, range: COLORS },
        legend: { title: null, labelFontSize: 12 }
      },
      shape: { field: 'system', type: 'nominal', scale: { domain: SYSTEMS }, legend: null }
    },
    config: {
      axis: {
        labelColor: text,
        titleColor: text,
        gridColor: grid,
        domainColor: grid,
        tickColor: grid
      },
      legend: { labelColor: text },
      view: { stroke: null },
      font: 'system-ui, sans-serif'
    }
  };
}
