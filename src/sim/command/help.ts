// What the command says of itself.

export const HELP = `npm run sim -- [options]

Many seeds, drawn one after the other:
  (nothing)             20,000 fresh seeds in memory, on every core
  --seeds N             so many seeds
  --from N              the first of them; else one from the clock, which is printed
  --store memory|pglite the database behind the servers (memory)
  --workers N           threads (one for each core)
  --stop-after N        ends after so many broken seeds (1)
  --resume FILE.json    keeps there how far it is; the same command goes on from there, with as
                        many seeds or more
  --report              as below

One run, in words:
  --seed N              replays one seed, in the --store that is named
  --plan FILE.json      replays a plan that was saved
  --corpus NAME         replays one of the kept stories
  Beside any of these:
    --shrink            cuts it down to the smallest story that breaks the same promise
    --story             draws what happened, lane by lane
    --story FILE        the same as a page (.html) or a picture (.svg)
    --save FILE.json    writes the plan, as cut down, to be kept

Whole tables of runs:
  --corpus              every story that once failed, and a hash over all of them
  --mutants             proves that planted bugs are caught: --from, --workers, --report
  --systematic          crashes at every point of small stories, one by one and in pairs, and
                        takes the model's every step: --workers, --report. How long that took is
                        in docs/simulation.md
  --profile             where the time of 2,000 seeds goes, on one core: --seeds, --from, --report
  --report              writes what was measured into docs/simulation.md

  --help                this

Ends with 0 when every promise was kept, 1 when one was broken, 2 when it was mistyped.
`;
