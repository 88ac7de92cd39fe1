/** How HTML without styles of its own looks within a frame: as JupyterLab's other outputs do. */
export const FRAME_STYLE = `
html { overflow: auto; }
html, body { margin: 0; height: auto; min-height: 0; background: transparent; }
body {
  box-sizing: border-box; display: flow-root; padding: 0 1px; overflow-x: auto; overflow-wrap: break-word;
  color: var(--jp-content-font-color1, CanvasText);
  font: var(--jp-content-font-size1, 14px) / var(--jp-content-line-height, 1.6) var(--jp-content-font-family, system-ui, sans-serif);
}
a { color: var(--jp-content-link-color, LinkText); }
h1, h2, h3, h4, h5, h6 { margin: 1.2em 0 .5em; font-weight: var(--jp-content-heading-font-weight, 500); line-height: 1.2; }
body > :first-child { margin-top: 0; }
p, ul, ol, dl, blockquote { margin: 0 0 1em; }
code, kbd, samp, pre { font-family: var(--jp-code-font-family, ui-monospace, monospace); font-size: var(--jp-code-font-size, 13px); }
pre { margin: 0 0 1em; line-height: var(--jp-code-line-height, 1.3); overflow-x: auto; }
code { padding: 1px 5px; background: var(--jp-layout-color2, transparent); }
pre code { padding: 0; background: none; }
blockquote { padding: 0 1em; border-left: 4px solid var(--jp-border-color2, GrayText); }
hr { border: 0; border-top: 1px solid var(--jp-border-color1, GrayText); }
table { margin: 0 0 1em; border-collapse: collapse; border-spacing: 0; font-family: var(--jp-ui-font-family, system-ui, sans-serif); font-size: var(--jp-ui-font-size1, 13px); line-height: normal; }
thead { border-bottom: var(--jp-border-width, 1px) solid var(--jp-border-color1, GrayText); vertical-align: bottom; }
td, th, tr { padding: .5em; text-align: right; vertical-align: middle; max-width: none; border: 0; }
th { font-weight: bold; }
tbody tr:nth-child(odd) { background: var(--jp-rendermime-table-row-background, transparent); }
tbody tr:nth-child(even) { background: var(--jp-layout-color0, transparent); }
tbody tr:hover { background: var(--jp-rendermime-table-row-hover-background, transparent); }
caption { padding: .5em; color: var(--jp-content-font-color2, GrayText); }
img, svg { max-width: 100%; }
img { height: auto; }
summary { cursor: pointer; }
@media print {
  :root { color-scheme: light !important; --jp-content-font-color1: #000 !important; --jp-content-font-color2: #333 !important; --jp-layout-color0: #fff !important; --jp-layout-color1: #fff !important; --jp-border-color1: #999 !important; --jp-border-color2: #bbb !important; --jp-rendermime-table-row-background: #f5f5f5 !important; }
}
`.replaceAll(/\s*\n\s*/g, ' ');
