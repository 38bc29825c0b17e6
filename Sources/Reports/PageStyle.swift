/// The look of all pages: quiet surfaces, one accent, pictures first; dark where the reader's system is dark.
package let pageStyle = """
  :root {
    --ground: #f6f6f3; --card: #ffffff; --ink: #1c1e21; --soft: #63686f; --line: #e2e2dc; --accent: #1f5fd0;
    --series-0: #1f5fd0; --series-1: #d2541b; --series-2: #14826a; --series-3: #8a3fb0; --series-4: #a87400;
    --series-5: #b3264f; --shadow: 0 1px 2px rgba(20,22,26,.05), 0 6px 20px rgba(20,22,26,.05);
  }
  @media (prefers-color-scheme: dark) {
    :root {
      --ground: #131518; --card: #1b1e22; --ink: #e9eaec; --soft: #989da5; --line: #2c3037; --accent: #7aa8ff;
      --series-0: #7aa8ff; --series-1: #ff9263; --series-2: #4fcbae; --series-3: #cf94ee; --series-4: #e3b754;
      --series-5: #f47fa0; --shadow: none;
    }
  }
  * { box-sizing: border-box; }
  body {
    margin: 0; background: var(--ground); color: var(--ink);
    font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif;
  }
  main { max-width: 1240px; margin: 0 auto; padding: 40px 24px 72px; }
  header { margin-bottom: 28px; }
  header .kind { color: var(--accent); font-weight: 600; font-size: 13px; letter-spacing: .06em; text-transform: uppercase; }
  h1 { font-size: 32px; line-height: 1.2; letter-spacing: -.02em; margin: 2px 0 0; overflow-wrap: anywhere; }
  h2 { font-size: 18px; letter-spacing: -.01em; margin: 44px 0 14px; display: flex; align-items: baseline; gap: 12px; }
  h2 span { font-size: 13px; font-weight: 400; color: var(--soft); letter-spacing: 0; }
  .track { height: 4px; border-radius: 2px; background: var(--line); margin: 18px 0 20px; overflow: hidden; }
  .track i { display: block; height: 100%; background: var(--accent); }
  .facts { display: flex; flex-wrap: wrap; gap: 10px 36px; margin: 0; }
  .facts dt { font-size: 12px; color: var(--soft); }
  .facts dd { margin: 0; font-size: 18px; font-weight: 600; font-variant-numeric: tabular-nums; }
  .card { background: var(--card); border: 1px solid var(--line); border-radius: 12px; box-shadow: var(--shadow); }
  .viewer { padding: 14px; }
  .viewer img { display: block; margin: 0 auto; max-width: 100%; max-height: 78vh; border-radius: 6px; }
  .viewer .controls { display: flex; align-items: center; gap: 16px; margin-top: 12px; }
  .viewer input { flex: 1; accent-color: var(--accent); }
  .viewer output { min-width: 108px; text-align: right; font-variant-numeric: tabular-nums; font-weight: 600; }
  .gallery { display: grid; gap: 14px; margin-top: 14px; grid-template-columns: repeat(auto-fill, minmax(230px, 1fr)); }
  figure { margin: 0; overflow: hidden; }
  figure img { display: block; width: 100%; height: auto; background: var(--line); }
  figcaption { padding: 8px 12px; font-size: 13px; color: var(--soft); font-variant-numeric: tabular-nums; }
  .charts { display: grid; gap: 14px; grid-template-columns: repeat(auto-fit, minmax(min(480px, 100%), 1fr)); }
  .chart { padding: 16px 18px 10px; }
  .chart h3 { margin: 0; font-size: 15px; }
  .legend { display: flex; flex-wrap: wrap; gap: 2px 16px; font-size: 13px; color: var(--soft); margin: 2px 0 6px; }
  .legend b { font-weight: 600; color: var(--ink); font-variant-numeric: tabular-nums; }
  .legend i { display: inline-block; width: 14px; height: 3px; border-radius: 2px; margin-right: 6px; vertical-align: middle; }
  svg { display: block; width: 100%; height: auto; }
  svg text { font-size: 11px; fill: var(--soft); font-variant-numeric: tabular-nums; }
  svg .grid { stroke: var(--line); stroke-width: 1; }
  svg .raw { fill: none; stroke-width: 1; opacity: .28; }
  svg .smooth { fill: none; stroke-width: 2; stroke-linejoin: round; stroke-linecap: round; }
  .scroll { overflow-x: auto; }
  table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
  th, td { padding: 9px 16px; text-align: left; border-bottom: 1px solid var(--line); }
  tr:last-child td, tr:last-child th { border-bottom: 0; }
  thead th { font-size: 12px; color: var(--soft); font-weight: 500; }
  tbody th { font-weight: 500; }
  td.number, th.number { text-align: right; }
  td.best { font-weight: 700; color: var(--accent); }
  .recipe { columns: 3 260px; column-gap: 36px; padding: 16px 20px; }
  .recipe div { display: flex; justify-content: space-between; gap: 16px; padding: 4px 0; break-inside: avoid;
    border-bottom: 1px solid var(--line); font-size: 13px; }
  .recipe dt { color: var(--soft); }
  .recipe dd { margin: 0; text-align: right; overflow-wrap: anywhere; font-family: ui-monospace, Menlo, Consolas, monospace; }
  .rows { display: grid; gap: 14px; }
  .row { padding: 14px; }
  .row h3 { margin: 0 0 10px; font-size: 13px; font-weight: 500; color: var(--soft); overflow-wrap: anywhere; }
  .row .pictures { display: grid; gap: 12px; grid-auto-flow: column; grid-auto-columns: minmax(0, 1fr); }
  .row img { border-radius: 6px; }
  .row figcaption { padding: 6px 2px 0; }
  .empty { padding: 28px; color: var(--soft); text-align: center; }
  footer { margin-top: 48px; font-size: 13px; color: var(--soft); }
  a { color: inherit; }
  @media (max-width: 640px) { main { padding: 24px 14px 48px; } h1 { font-size: 25px; } }

  """
