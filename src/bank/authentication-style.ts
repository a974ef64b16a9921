// How the bank's authentication page looks: the card fields' ink, paper and type, in one quiet
// column. A text and no file, so that the page needs no build.

export const AUTHENTICATION_STYLE = `
:root {
  color-scheme: light dark;
  --ink: light-dark(#0b1220, #e8ecf3);
  --muted: light-dark(#566073, #9aa5b5);
  --paper: light-dark(#ffffff, #131a24);
  --ground: light-dark(#f3f4f7, #0b0f16);
  --line: light-dark(#d5d9e0, #2b3442);
  --edge: light-dark(#8791a1, #626d7e);
}

*, *::before, *::after { box-sizing: border-box; }

body {
  display: grid;
  align-content: center;
  min-block-size: 100dvh;
  margin: 0;
  padding: 16px;
  background: var(--ground);
  color: var(--ink);
  font: 400 15px / 1.4 system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif;
  -webkit-text-size-adjust: 100%;
}

main {
  inline-size: 100%;
  max-inline-size: 400px;
  margin-inline: auto;
  padding: 24px;
  background: var(--paper);
  border-radius: 16px;
  box-shadow: 0 8px 32px rgb(11 18 32 / 0.1);
}

.bank {
  display: flex;
  align-items: center;
  gap: 8px;
  margin: 0 0 24px;
  color: var(--muted);
  font-size: 13px;
  font-weight: 500;
}

/* A small card: the bank's mark. */
.bank::before {
  content: '';
  inline-size: 22px;
  block-size: 15px;
  border: 1.5px solid currentColor;
  border-radius: 3px;
  background: linear-gradient(currentColor, currentColor) 0 3px / 100% 1.5px no-repeat;
}

h1 { margin: 0; font-size: 22px; font-weight: 600; line-height: 1.25; }

p { margin: 8px 0 0; }

.amount {
  margin-block-start: 16px;
  font-size: 22px;
  font-variant-numeric: tabular-nums;
  font-weight: 500;
}

dl { margin: 16px 0 24px; border-block-start: 1px solid var(--line); }

dl div {
  display: flex;
  flex-wrap: wrap;
  justify-content: space-between;
  gap: 0 16px;
  padding-block: 12px;
  border-block-end: 1px solid var(--line);
}

dt { color: var(--muted); }

dd { margin: 0; overflow-wrap: anywhere; font-variant-numeric: tabular-nums; }

form { display: grid; gap: 8px; }

button, a {
  display: block;
  inline-size: 100%;
  min-block-size: 52px;
  padding: 14px 16px;
  border: 1px solid var(--edge);
  border-radius: 10px;
  background: transparent;
  color: inherit;
  font: inherit;
  font-size: 17px;
  font-weight: 500;
  text-align: center;
  text-decoration: none;
  cursor: pointer;
}

.primary { border-color: var(--ink); background: var(--ink); color: var(--paper); }

a.primary { margin-block-start: 24px; }

button:focus-visible, a:focus-visible { outline: 2px solid var(--ink); outline-offset: 2px; }

.small { margin-block-start: 16px; color: var(--muted); font-size: 13px; text-align: center; }

@media (forced-colors: active) {
  main { border: 1px solid; }
}
`;
