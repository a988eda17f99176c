"""The style of a report's page: calm, dense, light and dark, and right on paper."""

from __future__ import annotations

STYLE = """
:root { color-scheme: light dark; --ink: #1d2430; --soft: #5d6675; --line: #d9dee6; --paper: #ffffff; --card: #f5f7fa;
  --go: #0b6b3a; --hold: #8a5a00; --no: #b3261e; --dark: #4b5563; }
@media (prefers-color-scheme: dark) { :root { --ink: #e4e8ee; --soft: #9aa4b2; --line: #333b47; --paper: #14181f;
  --card: #1b212a; --go: #5fd394; --hold: #e5b454; --no: #ff8a80; --dark: #a8b0bd; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 76rem; padding: 1.5rem; background: var(--paper); color: var(--ink);
  font: 15px/1.5 system-ui, sans-serif; }
article + article { margin-top: 4rem; }
header { border-left: .5rem solid var(--dark); padding: .25rem 0 .25rem 1.25rem; margin-bottom: 1.5rem; }
header p { margin: .2rem 0; } header .what { color: var(--soft); font-size: 1.1rem; }
h1 { margin: 0; font-size: 3.2rem; line-height: 1.1; letter-spacing: .02em; }
h2 { margin: 2rem 0 .5rem; font-size: 1.25rem; } h3 { margin: 1.25rem 0 .25rem; font-size: 1rem; color: var(--soft); }
header.done, header.go { border-color: var(--go); } header.done h1, header.go h1 { color: var(--go); }
header.hold { border-color: var(--hold); } header.hold h1 { color: var(--hold); }
header.no-go { border-color: var(--no); } header.no-go h1 { color: var(--no); }
dl { display: grid; grid-template-columns: repeat(auto-fill, minmax(20rem, 1fr)); gap: .5rem 1.5rem; margin: 0; }
dt { color: var(--soft); font-size: .85rem; } dd { margin: 0; overflow-wrap: anywhere; }
ol { list-style: none; margin: 0; padding: 0; border-top: 1px solid var(--line); }
li { display: grid; grid-template-columns: 9rem 1fr 1fr 17rem; gap: .25rem 1rem; padding: .4rem 0;
  border-bottom: 1px solid var(--line); }
li > span { overflow-wrap: anywhere; } li .who, li .evidence { color: var(--soft); }
li .state { white-space: nowrap; color: var(--dark); } li.done:not(.past):not(.waived) .state { color: var(--go); }
li.next .state, li.go:not(.later) .state { color: var(--go); font-weight: 600; }
li.no-go:not(.waived):not(.past) .state { color: var(--no); font-weight: 600; }
li.hold .state, li.waived .state { color: var(--hold); }
details { grid-column: 2 / -1; } summary { cursor: pointer; color: var(--soft); font-size: .85rem; }
.source { color: var(--soft); margin: .25rem 0; } .notes { white-space: pre-wrap; }
.wide { overflow-x: auto; } table { border-collapse: collapse; width: 100%; font-size: .9rem; }
th, td { text-align: start; vertical-align: top; padding: .3rem .75rem .3rem 0; border-bottom: 1px solid var(--line);
  overflow-wrap: anywhere; }
th { color: var(--soft); font-weight: 500; white-space: nowrap; } td { min-width: 4rem; }
time { white-space: nowrap; }
code { font: .85em/1.4 ui-monospace, monospace; background: var(--card); padding: .1em .3em; overflow-wrap: anywhere; }
a { color: inherit; } .failed, .unknown, .nonerecorded { color: var(--no); font-weight: 600; }
@media (max-width: 50rem) { li { grid-template-columns: 1fr; } details { grid-column: 1; } }
@media print { body { max-width: none; padding: 0; font-size: 11px; }
  details::details-content { content-visibility: visible; }
  li, tr { break-inside: avoid; } }
"""
"""No word in it comes from outside."""
