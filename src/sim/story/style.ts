// How a drawn story looks, in the light and in the dark: ink on paper, red for what went wrong and
// for nothing else. One text for the page and the picture.

const LIGHT = `
  --paper: #ffffff; --raised: #f6f7f9; --ink: #0b1220; --muted: #5b6472; --faint: #d9dde3;
  --line: #b3bbc6; --good: #137a4b; --wait: #9a6200; --bad: #b42318; --bad-back: #fdf0ee;
  --bad-veil: rgb(180 35 24 / 7%); --veil: rgb(11 18 32 / 5%);`;

const DARK = `
  --paper: #0e131b; --raised: #161c27; --ink: #e8ecf3; --muted: #98a2b3; --faint: #28303d;
  --line: #4d5868; --good: #4cc38a; --wait: #e3a548; --bad: #ff8577; --bad-back: #221a21;
  --bad-veil: rgb(255 133 119 / 12%); --veil: rgb(232 236 243 / 7%);`;

/** Of the drawing; `root` is what the colours hang on. */
export function drawingStyle(root: string): string {
  return `
${root} { color-scheme: light dark;${LIGHT} }
@media (prefers-color-scheme: dark) { ${root} {${DARK} } }
.drawing { font: 12.5px/1.4 system-ui, -apple-system, "Segoe UI", sans-serif; fill: var(--ink); }
.drawing text { paint-order: stroke; stroke: var(--paper); stroke-width: 5px; stroke-linejoin: round; }
.time { font-size: 11.5px; font-variant-numeric: tabular-nums; fill: var(--muted); }
.lane-name { font-size: 14px; font-weight: 600; }
.lane-under { font-size: 12px; fill: var(--muted); }
.path { stroke: var(--faint); stroke-width: 1; stroke-dasharray: 1 5; stroke-linecap: round; }
.life { stroke: var(--line); stroke-width: 1.5; }
.life.paused { stroke-dasharray: 4 4; }
.back { fill: transparent; }
.line { stroke: var(--ink); stroke-width: 1.4; }
.line.replay { stroke-dasharray: 2 4; stroke-linecap: round; }
.line.lost { stroke: var(--muted); }
.head, .end { fill: var(--ink); }
.dot { fill: var(--line); }
.cross { fill: none; stroke: var(--bad); stroke-width: 2; stroke-linecap: round; }
.fate { fill: var(--bad); font-size: 11.5px; }
.message .label { fill: var(--ink); }
.message.good .label, .note.good .words { fill: var(--good); font-weight: 600; }
.good .dot { fill: var(--good); }
.waiting .dot { fill: var(--wait); }
.waiting .words { fill: var(--wait); }
.act .dot { fill: var(--ink); }
.act .words { font-weight: 600; }
.quiet .words { fill: var(--muted); }
.fault .words { fill: var(--bad); }
.band .words { fill: var(--muted); }
.rule { stroke: var(--faint); stroke-width: 1; }
.broken .back { fill: var(--bad-veil); }
.row.broken .words, .row.broken .label { fill: var(--bad); font-weight: 600; }
.row.broken .dot, .row.broken .head, .row.broken .end { fill: var(--bad); }
.row.broken .line { stroke: var(--bad); }
.drawing .broken text { stroke: var(--bad-back); }
.badge { fill: var(--bad); }
.badge-words { fill: var(--paper); font-size: 11px; font-weight: 700; }
.drawing .broken .badge-words { stroke: none; }
`;
}

/** Of the page around it. */
export const PAGE_STYLE = `
* { box-sizing: border-box; }
body { margin: 0; width: max-content; min-width: 100%; background: var(--paper); color: var(--ink);
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", sans-serif; }
header, .ending { position: sticky; left: 0; width: min(100vw, 60rem); padding: 28px 20px 20px; }
.kicker { margin: 0 0 6px; font-size: 13px; color: var(--muted); }
h1 { margin: 0; font-size: 26px; line-height: 1.2; font-weight: 600; letter-spacing: -0.01em; }
h2 { margin: 28px 0 8px; font-size: 15px; font-weight: 600; }
.about { margin: 6px 0 0; color: var(--muted); font-variant-numeric: tabular-nums; }
.breach { margin: 16px 0 0; padding: 10px 14px; border-radius: 10px; background: var(--bad-back); }
.breach b { color: var(--bad); font-weight: 600; }
.breach p { margin: 0; overflow-wrap: anywhere; }
code { font: 13px/1.5 ui-monospace, "SF Mono", Menlo, Consolas, monospace; }
.command { display: block; margin: 16px 0 0; padding: 10px 14px; border-radius: 10px;
  background: var(--raised); overflow-wrap: anywhere; user-select: all; }
.signs { display: flex; flex-wrap: wrap; gap: 4px 20px; margin: 16px 0 0; padding: 0; list-style: none;
  font-size: 13px; color: var(--muted); }
.signs svg { width: 26px; height: 12px; margin-right: 6px; vertical-align: -1px; }
.heads { position: sticky; top: 0; z-index: 2; display: flex; background: var(--paper);
  border-bottom: 1px solid var(--faint); }
.corner, .times { position: sticky; left: 0; z-index: 1; flex: none; background: var(--paper); }
.diagram { display: flex; }
.heads svg, .diagram svg { display: block; flex: none; }
a.row { cursor: pointer; outline: none; }
a.row:hover .back, a.row:focus-visible .back { fill: var(--veil); }
a.row.broken:hover .back, a.row.broken:focus-visible .back { fill: var(--bad-veil); }
a.row:focus-visible .back { stroke: var(--ink); stroke-width: 2; }
.detail { display: none; position: fixed; z-index: 3; left: 0; right: 0; bottom: 0; max-height: 45vh;
  overflow: auto; padding: 14px 20px 20px; background: var(--raised); border-top: 1px solid var(--faint); }
.detail:target { display: block; }
.detail h3 { margin: 0 88px 8px 0; font-size: 14px; font-weight: 600; }
.detail dl { margin: 0 0 14px; }
.detail dd { font: 13px/1.5 ui-monospace, "SF Mono", Menlo, Consolas, monospace; }
.detail .fact { font-weight: 400; color: var(--muted); }
.close { position: absolute; top: 0; right: 8px; padding: 12px; min-height: 44px; font-size: 13px;
  color: var(--ink); }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 2px 16px; margin: 0; font-size: 13px; }
dt { font-weight: 600; }
.detail dt { font-weight: 400; }
dd { margin: 0; color: var(--muted); overflow-wrap: anywhere; }
@media (max-width: 600px) {
  header, .ending { padding: 20px 16px 16px; }
  h1 { font-size: 22px; }
}
`;
